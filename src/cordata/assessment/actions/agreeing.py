"""The common sheet of a file, where the call consolidates by consensus.

Once all sheets are sent their authors read each other; the rapporteur whom the officer chose writes
the common sheet, and each agrees by an act of their own. Without it on the term the mean applies.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from cordata.accounts.models import Person
from cordata.assessment import notices
from cordata.assessment.actions.consolidating import consolidate_by_mean, consolidate_commonly
from cordata.assessment.models import Agreement, Consensus
from cordata.assessment.queries import UNSENT, grid_of
from cordata.assessment.states import AGREE, END_CONSENSUS, WRITE, ConsensusState
from cordata.kernel.journal import SYSTEM
from cordata.kernel.transitions import move, tell
from cordata.kernel.verdicts import NotPossible
from cordata.rules.scoring import Sheet, sheet_faults

ACTIVE = (ConsensusState.OPEN, ConsensusState.WRITTEN)


@transaction.atomic
def name_rapporteur(pid: str, person: Person, *, by: Person, at: datetime) -> Consensus:
    """An officer chooses who writes the common sheet: one of those who sent a sheet.

    Raises `NotPossible`: `consensus.over`, `consensus.third_reads`, `consensus.not_an_author`.
    """
    found = _locked(pid)
    if person not in found.authors:
        raise NotPossible("consensus.not_an_author")
    found.rapporteur = person
    found.save(update_fields=["rapporteur"])
    tell(found, "rapporteur_named", by=by, at=at, person=person.pid)
    notices.rapporteur_named(found, at=at)
    return found


@transaction.atomic
def write_common_sheet(
    pid: str,
    points: Mapping[str, Decimal],
    motivations: Mapping[str, str],
    *,
    by: Person,
    at: datetime,
) -> Consensus:
    """The rapporteur's proposal, whole and motivated; what was agreed to before no longer counts.

    Writing it is the rapporteur's own agreement. Raises `NotPossible`: `consensus.over`,
    `consensus.not_rapporteur`, `sheet.missing` or another fault of a sheet.
    """
    found = _locked(pid)
    if found.rapporteur != by:
        raise NotPossible("consensus.not_rapporteur")
    faults = sheet_faults(Sheet("", points, motivations), grid_of(found.review).rules)
    if faults:
        first = faults[0]
        raise NotPossible(f"sheet.{first.code}", criterion=first.criterion, **first.params)
    found.points = {code: str(value) for code, value in points.items()}
    found.motivations, found.written_at = dict(motivations), at
    found.agreements.all().delete()
    move(found, WRITE, by=by, at=at, points=found.points, motivations=found.motivations)
    Agreement.objects.create(consensus=found, assessor=by, agreed_at=at)
    for author in found.authors:
        if author != by:
            notices.common_sheet_written(found, author, at=at)
    _settle(found, at)
    return found


@transaction.atomic
def agree_to_common_sheet(pid: str, *, by: Person, at: datetime) -> Consensus:
    """One author agrees to the sheet as it stands; the last one consolidates the file with it.

    Raises `NotPossible`: `consensus.over`, `consensus.not_an_author`, `consensus.not_written`.
    """
    found = _locked(pid)
    if by not in found.authors:
        raise NotPossible("consensus.not_an_author")
    if found.state != ConsensusState.WRITTEN:
        raise NotPossible("consensus.not_written")
    _agreed, new = Agreement.objects.get_or_create(
        consensus=found, assessor=by, defaults={"agreed_at": at}
    )
    if new:
        tell(found, "agreed_to", by=by, at=at)
        _settle(found, at)
    return found


def _settle(found: Consensus, at: datetime) -> None:
    agreed = set(found.agreements.values_list("assessor", flat=True))
    if {one.pk for one in found.authors} <= agreed:
        move(found, AGREE, by=SYSTEM, at=at)
        consolidate_commonly(found.review, found, at)


@transaction.atomic
def end_consensus(pid: str, at: datetime) -> None:
    """The term has passed without agreement: the mean of all sheets applies."""
    found = _locked(pid)
    move(found, END_CONSENSUS, by=SYSTEM, at=at)
    consolidate_by_mean(found.review, at=at)


def _locked(pid: str) -> Consensus:
    found = (
        Consensus.objects.select_for_update(of=("self",))
        .select_related("review__application__call_version", "review__application__call")
        .get(pid=pid)
    )
    if found.state not in ACTIVE:
        raise NotPossible("consensus.over")
    if found.review.assignments.filter(state__in=UNSENT).exists():
        raise NotPossible("consensus.third_reads")
    return found
