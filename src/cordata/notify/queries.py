"""What was sent to whom, and what could not be."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Max, Min, Q

from cordata.notify.models import Message, State

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet


def messages_to(email: str) -> QuerySet[Message]:
    """Every message to an address, newest first: a person's mailbox in rehearsal."""
    return Message.objects.filter(to=email.strip().lower()).order_by("-created_at", "-pk")


def messages_about(thing: Model) -> QuerySet[Message]:
    """Every message about a thing, newest first."""
    identity = str(getattr(thing, "pid", thing.pk))
    return Message.objects.filter(
        subject_type=thing._meta.model_name, subject_id=identity
    ).order_by("-created_at", "-pk")


def messages_given_up() -> QuerySet[Message]:
    """Messages that four hours of tries could not deliver: a task for staff (NOT-02). Those of
    many are the task of who wrote to many."""
    return Message.objects.filter(state=State.FAILED, bulk=False).order_by("created_at", "pk")


def messages_due(now: datetime) -> QuerySet[Message]:
    """Messages whose next try has come; `now` is real time."""
    return Message.objects.filter(state=State.WAITING, send_after__lte=now).order_by("pk")


def messages_given_up_about(about_type: str) -> QuerySet[Message]:
    """Messages about things of one kind that could not be delivered."""
    return Message.objects.filter(state=State.FAILED, subject_type=about_type)


def message_states(about_type: str, about_ids: list[str]) -> dict[str, str]:
    """Thing's id -> state of the last message about it, in one query."""
    found = Message.objects.filter(subject_type=about_type, subject_id__in=about_ids)
    return dict(found.order_by("pk").values_list("subject_id", "state"))


def messages_counted(**about: Any) -> list[dict[str, Any]]:
    """Messages about these things (kind=their ids), counted by notice and language in one query:
    `count`, `left` of which the mail server took, `unworded` (its words were not kept), `first`,
    `last`, and a `title` as one read it."""
    wanted = Q(pk__in=[])
    for kind, ids in about.items():
        wanted |= Q(subject_type=kind, subject_id__in=ids)
    rows = Message.objects.filter(wanted).order_by().values("notice", "language")
    counted = rows.annotate(
        title=Max("subject"),
        count=Count("pk"),
        unworded=Count("pk", filter=Q(wording=None, said_of="")),
        left=Count("pk", filter=Q(state=State.SENT)),
        first=Min("created_at"),
        last=Max("created_at"),
    )
    return [dict(row) for row in counted.order_by("first", "notice", "language")]
