"""The common text of a call: written, opened, scored by the pool, its spread shown to all."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction

from cordata.accounts.models import Person
from cordata.assessment import notices
from cordata.assessment.calibration import still_to_score
from cordata.assessment.models import Calibration, CalibrationSheet
from cordata.assessment.pool import in_pool, keeps_confidential, pool
from cordata.assessment.states import OPEN_CALIBRATION, SHOW_SPREAD, CalibrationState
from cordata.kernel.journal import SYSTEM, Actor
from cordata.kernel.transitions import move, tell
from cordata.kernel.verdicts import NotPossible
from cordata.programme.models import Call
from cordata.rules.scoring import Sheet, sheet_faults

Texts = Mapping[str, str]  # language -> text


@transaction.atomic
def write_calibration(
    call: Call, titles: Texts, texts: Texts, *, due_at: datetime, by: Person, at: datetime
) -> Calibration:
    """Keep the common text while it is prepared. Raises `NotPossible("calibration.opened")`."""
    found = Calibration.objects.select_for_update().filter(call=call).first()
    found = found or Calibration(call=call)
    if found.state != CalibrationState.WRITTEN:
        raise NotPossible("calibration.opened")
    found.titles, found.texts, found.due_at = dict(titles), dict(texts), due_at
    found.save()
    tell(found, "written", by=by, at=at, due_at=due_at)
    return found


@transaction.atomic
def open_calibration(pid: str, *, by: Person, at: datetime) -> Calibration:
    """Ask the whole pool to score the common text; its words no longer change.

    Raises `NotPossible`: `calibration.text_missing`, `calibration.term_passed`.
    """
    found = _locked(pid)
    spoken = found.call.definition.languages
    if not all(found.texts.get(language, "").strip() for language in spoken):
        raise NotPossible("calibration.text_missing")
    if found.due_at <= at:
        raise NotPossible("calibration.term_passed")
    found.opened_at = at
    move(found, OPEN_CALIBRATION, by=by, at=at, texts=found.texts)
    for member in pool(found.call, at):
        if member.profile.ended_at is None:
            notices.calibration_opened(found, member.person, at=at)
    return found


@transaction.atomic
def score_calibration(
    pid: str, points: Mapping[str, Decimal], *, by: Person, at: datetime
) -> CalibrationSheet:
    """One assessor's points for every criterion, once. The last one of the pool shows the spread.

    Raises `NotPossible`: `assessment.not_assessor`, `assessment.confidential_first`,
    `calibration.not_open`, `calibration.scored_already`, `sheet.missing`, `sheet.off_scale`.
    """
    found = _locked(pid)
    _may_score(found, by, at)
    grid = found.call.definition.grid
    faults = sheet_faults(Sheet("", points), grid.rules, motivated=False)
    if faults:
        raise NotPossible(
            f"sheet.{faults[0].code}", criterion=faults[0].criterion, **faults[0].params
        )
    kept = {criterion: str(value) for criterion, value in points.items()}
    try:
        with transaction.atomic():
            sheet = CalibrationSheet.objects.create(
                calibration=found, assessor=by, points=kept, sent_at=at
            )
    except IntegrityError as error:
        raise NotPossible("calibration.scored_already") from error
    tell(found, "scored", by=by, at=at, points=kept)
    if not still_to_score(found, at):
        _show(found, by=SYSTEM, at=at)
    return sheet


def _may_score(found: Calibration, by: Person, at: datetime) -> None:
    if not in_pool(by, found.call, at):
        raise NotPossible("assessment.not_assessor")
    if not keeps_confidential(by, found.call):
        raise NotPossible("assessment.confidential_first")
    if found.state != CalibrationState.OPEN:
        raise NotPossible("calibration.not_open")


@transaction.atomic
def show_spread(pid: str, *, by: Actor, at: datetime) -> Calibration:
    """Show the spread before everybody has scored: an officer's choice, or the term's."""
    found = _locked(pid)
    _show(found, by=by, at=at)
    return found


def _show(found: Calibration, *, by: Actor, at: datetime) -> None:
    found.shown_at = at
    move(found, SHOW_SPREAD, by=by, at=at, sheets=found.sheets.count())


def _locked(pid: str) -> Calibration:
    return Calibration.objects.select_for_update(of=("self",)).select_related("call").get(pid=pid)
