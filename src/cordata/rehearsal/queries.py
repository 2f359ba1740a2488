"""The mail that would have been sent, and the move under way."""

from __future__ import annotations

from django.db.models import QuerySet

from cordata.notify.models import Message
from cordata.rehearsal.models import Move


def letters(address: str = "") -> QuerySet[Message]:
    """Every message the instance would have sent, newest first, to one address or to all."""
    messages = Message.objects.order_by("-created_at", "-pk")
    return messages.filter(to=address) if address else messages


def running_move() -> Move | None:
    return Move.objects.filter(finished=False).first()
