"""Files turned away and the letters that tell it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from cordata.accounts.models import Person
from cordata.applications.models import Partner
from cordata.assessment.models import OutcomeLetter, Refusal
from cordata.assessment.queries import reviews_visible_to, titles
from cordata.assessment.states import RefusalState
from cordata.kernel import clock
from cordata.programme.models import Call


def refusals_of(person: Any, call: Call, at: datetime | None = None) -> QuerySet[Refusal]:
    """The files of a call that were turned away, for who examines them: to be released first."""
    return (
        Refusal.objects.filter(review__in=reviews_visible_to(person, at).values("pk"))
        .filter(review__application__call=call)
        .exclude(state=RefusalState.DROPPED)
        .select_related(
            "review__application__call__programme",
            "review__application__call_version",
            "review__submission__sealed",
            "decided_by",
            "worded_by",
            "released_by",
        )
        .prefetch_related(
            Prefetch(
                "review__application__partners", Partner.objects.select_related("organisation")
            ),
            Prefetch("review__application__answers", titles(), to_attr="title_answers"),
            "letters",
        )
        .order_by("state", "-released_at", "review__application__number")
    )


def refusals_untold(call: Call) -> int:
    """How many files of a call were turned away and wait for their letters."""
    waiting = Refusal.objects.filter(state=RefusalState.DRAFTED)
    return waiting.filter(review__application__call=call).count()


def refusal_for(person: Any, pid: str, at: datetime | None = None) -> Refusal | None:
    """One of those, by its public id."""
    call = Call.objects.filter(applications__review__refusal__pid=pid).first()
    return refusals_of(person, call, at).filter(pid=pid).first() if call else None


def outcome_letters_visible_to(person: Any, at: datetime | None = None) -> QuerySet[OutcomeLetter]:
    """Released letters of one's organisations (ACC-11)."""
    if not isinstance(person, Person):
        return OutcomeLetter.objects.none()
    return _with_outcome(OutcomeLetter.objects.all()).filter(
        organisation__in=person.organisation_ids, released_at__lte=at or clock.now()
    )


def outcome_letter_for(person: Any, pid: str, at: datetime | None = None) -> OutcomeLetter | None:
    """A released letter of one's own, or one of a file the person examines."""
    own = outcome_letters_visible_to(person, at).values("pk")
    reviews = reviews_visible_to(person, at).values("pk")
    seen = Q(pk__in=own) | Q(refusal__review__in=reviews)
    return _with_outcome(OutcomeLetter.objects.filter(seen, pid=pid)).first()


def _with_outcome(letters: QuerySet[OutcomeLetter]) -> QuerySet[OutcomeLetter]:
    return letters.select_related(
        "refusal__review__application__call__programme",
        "refusal__review__application__call_version",
        "organisation",
        "sealed",
        "file",
    )
