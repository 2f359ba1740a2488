"""Everything the page of one file shows, in a number of queries that does not grow."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import prefetch_related_objects

from cordata.accounts.queries import names_of
from cordata.applications.states import MandateState
from cordata.assessment import access
from cordata.assessment.access import CHECKING
from cordata.assessment.actions.checking import mark_of
from cordata.assessment.ageing import ageing_of
from cordata.assessment.aiding import aid_of, regimes_of
from cordata.assessment.completion_page import rounds_of
from cordata.assessment.conflicts import Candidate, candidates
from cordata.assessment.exchange_page import ExchangeRow, exchange_rows
from cordata.assessment.exchanging import exchanges_visible_to
from cordata.assessment.forms import AssignForm, ReasonForm, SecondForm, VerdictForm
from cordata.assessment.models import Refusal, Review, Verification
from cordata.assessment.presenting import (
    KINDS,
    CheckLine,
    Stage,
    sheets_table,
    stages_of,
    titles_of,
)
from cordata.assessment.queries import grid_of
from cordata.assessment.states import REFUSED, RefusalState, ReviewState
from cordata.kernel.models import Event
from cordata.web.forms import Form

SHEET_DAYS = 21  # default: proposed term for a sheet
OUTCOME = Verification.OUTCOME
HISTORY = 30  # events shown
EXCHANGES = 3  # subjects shown


def file_context(
    person: Any, review: Review, *, at: datetime, refused: Form | None = None, kind: str = ""
) -> dict[str, Any]:
    """`refused` replaces the form called `kind`: check-<number>, settle, refuse, assign."""
    _prefetched(review)
    application, grid = review.application, grid_of(review)
    definition = application.call_version.definition
    assignments = sorted(review.assignments.all(), key=lambda one: one.pk)
    theme = definition.theme(application.theme)
    return {
        "review": review,
        "application": application,
        "call": application.call,
        "titles": titles_of(review),
        "theme": theme.names if theme else {},
        "partners": sorted(application.partners.all(), key=lambda one: one.position),
        "revoked": [
            one for one in application.partners.all() if one.mandate_state == MandateState.REVOKED
        ],
        "state": KINDS[review.state],
        "grid": grid,
        "stages": _stages(person, review, at, refused, kind),
        "may_check": access.check(person, review, at=at),
        "may_take": access.take(person, review, at=at),
        "may_ask": access.ask_completion(person, review, at=at),
        "may_assign": access.assign(person, review, at=at),
        "settle": refused if kind == "settle" else None,
        "refuse": refused if kind == "refuse" else ReasonForm(auto_id="refuse-%s"),
        "refuse_act": _refusing(review),
        "proposed": _proposed(person, review, at, refused, kind),
        "rounds": rounds_of(review),
        **_refusal(review),
        "exchanges": _exchanges(person, review, at),
        "aid": aid_of(review, at),
        "aid_names": regimes_of(review.submission.call_version.definition),
        **_assigning(person, review, at, refused if kind == "assign" else None),
        "assignments": assignments,
        "sheets": sheets_table(review, assignments),
        "history": _history(review),
        "has_errors": refused is not None,
        "refused": refused,
    }


def _prefetched(review: Review) -> None:
    prefetch_related_objects(
        [review],
        "application__partners__organisation",
        "assignments__assessor",
        "assignments__scores",
        "completions__files__file",
        "submission__sealed",
        "submission__sealed_aid",
        "submission__call_version",
        "verifications__verified_by",
        "verifications__seconded_by",
    )


def _refusal(review: Review) -> dict[str, Any]:
    """The letters of a file turned away, drafted or sent."""
    refusal = Refusal.objects.filter(review=review).first() if review.state in REFUSED else None
    sent = refusal is not None and refusal.state == RefusalState.RELEASED
    return {"refusal": refusal, "refusal_note": ("ok", "send") if sent else ("warn", "mail")}


def _exchanges(person: Any, review: Review, at: datetime) -> list[ExchangeRow]:
    """The last subjects the partners and the secretariat wrote about."""
    found = exchanges_visible_to(person, at).filter(review=review)[:EXCHANGES]
    return exchange_rows(found, ageing_of(review.application.call, at)) if found else []


def _refusing(review: Review) -> str:
    acts = {
        ReviewState.ADMISSIBILITY: "refuse_admission",
        ReviewState.ELIGIBILITY: "find_ineligible",
    }
    return acts.get(ReviewState(review.state), "")


Lines = Sequence[tuple[CheckLine, Form, Form | None]]  # the officer's form, the second's


def _stages(
    person: Any, review: Review, at: datetime, refused: Form | None, kind: str
) -> list[tuple[Stage, Lines, Lines]]:
    """Each stage with its open checks and its settled ones, each with its forms."""

    def lines_of(lines: Sequence[CheckLine]) -> Lines:
        return [
            (
                line,
                _verdict_form(line, refused, kind),
                _second_form(person, review, line, at, refused, kind),
            )
            for line in lines
        ]

    return [(one, lines_of(one.open), lines_of(one.settled)) for one in stages_of(review)]


def _verdict_form(line: CheckLine, refused: Form | None, kind: str) -> Form:
    if kind == f"check-{line.row.number}" and refused is not None:
        return refused
    given = line.verification
    said = {"verdict": given.verdict, "reason": given.reason} if given else {}
    return VerdictForm(
        initial={**said, "seen": mark_of(given)}, auto_id=f"check-{line.row.number}-%s"
    )


def _second_form(
    person: Any,
    review: Review,
    line: CheckLine,
    at: datetime,
    refused: Form | None,
    kind: str,
) -> Form | None:
    """For another officer, where the call asks for two on this check."""
    if not line.row.needs_second:
        return None
    return _second_of(person, review, line.verification, str(line.row.number), at, refused, kind)


def _second_of(
    person: Any,
    review: Review,
    given: Verification | None,
    number: str,
    at: datetime,
    refused: Form | None,
    kind: str,
) -> Form | None:
    if kind == f"second-{number}" and refused is not None:
        return refused
    if not access.second(person, review, given, at=at):
        return None
    return SecondForm(auto_id=f"second-{number}-%s")


def _proposed(
    person: Any, review: Review, at: datetime, refused: Form | None, kind: str
) -> dict[str, Any] | None:
    """The refusal a colleague proposed, with the second officer's form; or the one disputed."""
    given = next((one for one in review.verifications.all() if one.code == OUTCOME), None)
    if given is None or review.state not in CHECKING:
        return None
    form = _second_of(person, review, given, OUTCOME, at, refused, kind)
    return {"given": given, "form": form}


def _assigning(person: Any, review: Review, at: datetime, form: Form | None) -> dict[str, Any]:
    """The assessors to choose from; computed only where somebody may choose."""
    if not access.assign(person, review, at=at):
        return {"assign": None, "free": [], "against": []}
    listed = candidates(review, at)
    return {
        "assign": form or _assign_form(review, listed, at),
        "free": free_of(listed),
        "against": [one for one in listed if one.conflicts],
    }


def _assign_form(review: Review, listed: Sequence[Candidate], at: datetime) -> AssignForm:
    due_on = (at + timedelta(days=SHEET_DAYS)).date()
    return AssignForm(
        None,
        free=free_of(listed),
        call=review.application.call,
        initial={"due_on": due_on},
        auto_id="assign-%s",
    )


def free_of(listed: Sequence[Candidate]) -> list[Candidate]:
    """Those who may be chosen."""
    return [one for one in listed if not one.conflicts and not one.assigned]


def _history(review: Review) -> list[dict[str, Any]]:
    """What the journal says of the file, newest first, with names."""
    events = list(
        Event.objects.filter(subject_type="review", subject_id=review.pid).order_by("-number")[
            :HISTORY
        ]
    )
    names = names_of({event.actor for event in events})
    return [
        {
            "code": f"assessment.event.{event.kind.partition('.')[2]}",
            "at": event.at,
            "who": names.get(event.actor, ""),
            "reason": event.reason,
        }
        for event in events
    ]
