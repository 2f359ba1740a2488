"""The panel and the gate of filing say the same of whatever people do to an application."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cordata.applications.actions import (
    BudgetDraft,
    LineDraft,
    NotReady,
    accept_declarations,
    agree_texts,
    end_mandate,
    save_answer,
    save_budget,
    submit_application,
)
from cordata.applications.judging import judged_now
from cordata.applications.models import Answer, Partner
from cordata.applications.points import points_of
from cordata.kernel.verdicts import NotPossible
from tests.factories.applications import STATED, Cast, complete_application

pytestmark = pytest.mark.django_db
Move = Callable[[Cast, int, datetime], None]


def write(cast: Cast, field: str, text: str, at: datetime, language: str = "") -> None:
    stands = Answer.objects.filter(
        application=cast.application, field=field, language=language, partner=None
    ).first()
    save_answer(
        cast.application, field=field, text=text, language=language,
        version=stands.version if stands else 0, by=cast.editor, at=at,
    )  # fmt: skip


def change_a_text(cast: Cast, number: int, at: datetime) -> None:
    texts = ("", "Un texte tout neuf.", "é" * 2001)
    write(cast, "need", texts[number % 3], at, "fr" if number % 2 else "it")


def agree_again(cast: Cast, number: int, at: datetime) -> None:
    rows = Answer.objects.filter(application=cast.application, field="need", partner=None)
    versions = {one.language: one.version for one in rows}
    agree_texts(cast.application, field="need", versions=versions, by=cast.editor, at=at)


def change_the_length(cast: Cast, number: int, at: datetime) -> None:
    longest = cast.application.definition.ruleset.duration_max
    months = ("", "1", str(longest), str(longest + 1))[number % 4]
    write(cast, "duration_months", months, at)


def change_the_start(cast: Cast, number: int, at: datetime) -> None:
    start = date(2020, 1, 1) if number % 2 else date(2026, 1, 15)
    write(cast, "start_on", start.isoformat(), at)


def change_the_theme(cast: Cast, number: int, at: datetime) -> None:
    themes = ["", *(one.code for one in cast.application.definition.themes)]
    write(cast, "theme", themes[number % len(themes)], at)


def change_the_money(cast: Cast, number: int, at: datetime) -> None:
    """To one cent on both sides of the ceiling of the call, to little, to nothing."""
    amounts = ("0.00", "100.00", "26117.77", "33143.00", "33143.10", "90000.00")
    line = LineDraft("external", Decimal(amounts[number % 6]), "Service", "quote")
    partner = cast.partners[number % 2]
    draft = BudgetDraft(cost_option="O2", lines=[line], sources=[])
    save_budget(cast.application, {partner.pid: draft}, by=cast.editor, at=at)


def take_a_declaration_back(cast: Cast, number: int, at: datetime) -> None:
    codes = [one.code for one in cast.application.definition.declarations]
    kept = codes[: number % (len(codes) + 1)]
    accept_declarations(cast.partners[number % 2], kept, by=cast.signatory, at=at)


def end_the_mandate(cast: Cast, number: int, at: datetime) -> None:
    partner = Partner.objects.get(pk=cast.partners[1].pk)
    end_mandate(partner, because="Non più.", by=cast.partner_signatory, at=at)


def remove_the_activity(cast: Cast, number: int, at: datetime) -> None:
    cast.application.activities.all().delete()


MOVES: tuple[Move, ...] = (
    change_a_text, agree_again, change_the_length, change_the_start, change_the_theme,
    change_the_money, take_a_declaration_back, end_the_mandate, remove_the_activity,
)  # fmt: skip


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    moves=st.lists(st.tuples(st.sampled_from(MOVES), st.integers(0, 11)), max_size=3),
    early=st.booleans(),
)
def test_the_panel_is_green_exactly_when_the_gate_lets_through(
    call: Any, at: datetime, moves: list[tuple[Move, int]], early: bool
) -> None:
    """Issue: the panel never says "eligible" when the gate would refuse, nor the reverse."""
    with transaction.atomic():
        cast = complete_application(call, at)
        for step, (move, number) in enumerate(moves, 1):
            later = at + timedelta(minutes=step)
            try:
                move(cast, number, later)
            except NotPossible:
                continue  # what can't be done changes nothing
        now = at + timedelta(hours=1) if early else call.closes_at
        application = cast.reload()
        judgement = judged_now(application, now)
        stops = [one for one in points_of(application, judgement) if one.kind == "ko"]
        refused = gate(cast, now)
        assert {one.code for one in judgement.blocking} == refused
        assert bool(stops) is bool(refused)
        transaction.set_rollback(True)


def gate(cast: Cast, at: datetime) -> set[str]:
    """The codes for which filing is refused; none where it is received."""
    try:
        with transaction.atomic():
            submit_application(
                cast.application.pid, by=cast.signatory, key="a", statements=STATED,
                received_at=at, at=at,
            )  # fmt: skip
    except NotReady as refusal:
        return {one.code for one in refusal.findings}
    return set()
