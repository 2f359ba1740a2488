"""What an applicant is told of the decision: from its notification on, never before (ACC-11)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.urls import reverse

from cordata.applications.models import Application
from cordata.applications.sent_letters import Sent
from cordata.applications.status import Stop
from cordata.selection.complaining import complaint_letters_visible_to
from cordata.selection.models import Complaint, ComplaintEntry, Decision
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


def complaint_stops(application: Application, at: datetime) -> Iterator[Stop]:
    """That a complaint was lodged, admitted and settled; never what is only proposed."""
    for one in Complaint.objects.filter(application=application):
        page = reverse("selection:complaint", args=[one.pid])
        yield Stop(one.received_at, "complaint_lodged", page)
        for entry in one.entries.filter(kind=ComplaintEntry.Kind.ADMITTED):
            yield Stop(entry.at, "complaint_admitted", page)
        if one.settled_at is not None:
            yield Stop(one.settled_at, f"complaint_{one.state}", page)


def letters(person: Any, at: datetime) -> Iterator[Sent]:
    """The released letters of the committee's decisions to one's organisations."""
    for letter in letters_visible_to(person, at):
        yield Sent(letter, reverse("selection:letter", args=[letter.pid]))
    own = complaint_letters_visible_to(person, at)
    for answer in own.filter(organisation__in=getattr(person, "organisation_ids", ())):
        yield Sent(answer, reverse("selection:complaint_letter", args=[answer.pid]))
