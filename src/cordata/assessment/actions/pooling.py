"""The pool of assessors: what each reads and knows, when they are away, what they undertake."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from cordata.accounts.models import Person
from cordata.assessment.models import Assessor
from cordata.assessment.pool import in_pool, profile_of
from cordata.kernel.transitions import tell
from cordata.kernel.verdicts import NotPossible
from cordata.programme.models import Call


@dataclass(frozen=True, slots=True)
class Profile:
    """What is said of an assessor; both days of an absence, or neither."""

    languages: Sequence[str]
    themes: Sequence[str] = ()
    territories: Sequence[str] = ()
    least: int = 0
    most: int = Assessor.MOST
    away_from: date | None = None
    away_until: date | None = None


@transaction.atomic
def save_assessor(
    call: Call, person: Person, profile: Profile, *, by: Person, at: datetime
) -> Assessor:
    """Keep what somebody of the pool reads, knows and takes.

    Raises `NotPossible`: `assessment.not_assessor`, `assessor.no_language`,
    `assessor.least_over_most`, `assessor.away_half`, `assessor.away_backwards`.
    """
    _said(profile)
    row = _of_pool(call, person, at)
    row.languages, row.themes = list(profile.languages), list(profile.themes)
    row.territories = list(profile.territories)
    row.least, row.most = profile.least, profile.most
    row.away_from, row.away_until = profile.away_from, profile.away_until
    row.save()
    tell(row, "described", by=by, at=at, person=person.pid, least=row.least, most=row.most)
    return row


@transaction.atomic
def keep_confidential(call: Call, *, by: Person, at: datetime) -> Assessor:
    """The assessor undertakes, once for the call, to keep confidential what they read."""
    row = _of_pool(call, by, at)
    if row.confidential_at is None:
        row.confidential_at = at
        row.save()
        tell(row, "bound_to_confidence", by=by, at=at)
    return row


@transaction.atomic
def end_assessor(call: Call, person: Person, *, ended: bool, by: Person, at: datetime) -> Assessor:
    """Out of the pool, or back in: no new file and nothing more to read; sheets sent stay.

    Raises `NotPossible("assessor.still_reads")` while a file waits for their sheet.
    """
    row = _of_pool(call, person, at)
    if (
        ended
        and person.assignments.filter(
            review__application__call=call, state__in=("assigned", "accepted")
        ).exists()
    ):
        raise NotPossible("assessor.still_reads")
    row.ended_at = at if ended else None
    row.save()
    tell(row, "ended" if ended else "taken_back", by=by, at=at, person=person.pid)
    return row


def _of_pool(call: Call, person: Person, at: datetime) -> Assessor:
    if not in_pool(person, call, at):
        raise NotPossible("assessment.not_assessor")
    return profile_of(call, person)


def _said(profile: Profile) -> None:
    if not profile.languages:
        raise NotPossible("assessor.no_language")
    if profile.least > profile.most:
        raise NotPossible("assessor.least_over_most", least=profile.least, most=profile.most)
    if (profile.away_from is None) != (profile.away_until is None):
        raise NotPossible("assessor.away_half")
    if profile.away_from and profile.away_until and profile.away_until < profile.away_from:
        raise NotPossible("assessor.away_backwards")
