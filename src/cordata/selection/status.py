"""What an applicant is told of the decision: from its notification on, never before (ACC-11)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.urls import reverse

from cordata.applications.models import Application
from cordata.applications.sent_letters import Sent
from cordata.applications.status import Stop
from cordata.selection.models import Decision
from cordata.selection.queries import letters_visible_to
from cordata.selection.states import DecisionState, LiftingState


def stops(application: Application, at: datetime) -> Iterator[Stop]:
    """Each notified decision, and what became of its conditions."""
    notified = Decision.objects.filter(
        application=application, state=DecisionState.NOTIFIED, notified_at__lte=at
    ).select_related("lifting")
    for decision in notified:
        lifting = decision.lifting if hasattr(decision, "lifting") else None
        page = reverse("selection:conditions", args=[lifting.pid]) if lifting else ""
        if decision.notified_at is not None:
            letters = reverse("applications:letters")
            yield Stop(decision.notified_at, decision.outcome, page or letters)
        if lifting is not None and lifting.confirmed_at is not None:
            lifted = lifting.state == LiftingState.LIFTED
            code = "conditions_lifted" if lifted else "conditions_returned"
            yield Stop(lifting.confirmed_at, code, page)


def letters(person: Any, at: datetime) -> Iterator[Sent]:
    """The released letters of the committee's decisions to one's organisations."""
    for letter in letters_visible_to(person, at):
        yield Sent(letter, reverse("selection:letter", args=[letter.pid]))
