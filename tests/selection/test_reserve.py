"""The reserve list holds until its last day, and nobody moves up after it (domain.md 7.3)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from cordata.kernel.verdicts import NotPossible
from cordata.programme.queries import local_day
from cordata.rules.deadlines import add_months, end_of_day
from cordata.selection.actions import open_session, prepare_session, sign_session
from cordata.selection.models import CommitteeSession
from cordata.selection.queries import reserve_until
from cordata.selection.states import Outcome
from tests.factories.selection import committee, files, gathered, notified_at, released
from tests.selection.test_deciding import envelope_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def on_reserve(call: Any, at: datetime) -> None:
    """Two files, money for one: the second is on the reserve list and told so."""
    files(call, at, 5, 4)
    envelope_of(call, "60000.00")
    released(call)
    envelope_of(call, "120000.00")  # money has come free since


def last_minute(call: Any) -> datetime:
    return end_of_day(reserve_until(call, notified_at(call)), call.definition.zone)


def taken_up(call: Any, at: datetime) -> CommitteeSession:
    return prepare_session(
        call, ["education"], held_on=local_day(call, at), with_reserve=True,
        by=committee().officer, at=at,
    )  # fmt: skip


def test_the_list_ends_when_its_letter_says(call: Any, at: datetime) -> None:
    months = call.definition.grid.reserve_months
    assert reserve_until(call, notified_at(call)) == add_months(
        local_day(call, notified_at(call)), months
    )


def test_the_next_of_the_reserve_moves_up_on_its_last_day(call: Any, at: datetime) -> None:
    on_reserve(call, at)
    session = taken_up(call, last_minute(call))
    assert session.decisions.get().outcome == Outcome.APPROVED


def test_nobody_moves_up_a_minute_later(call: Any, at: datetime) -> None:
    on_reserve(call, at)
    with pytest.raises(NotPossible, match="nothing_to_decide"):
        taken_up(call, last_minute(call) + timedelta(minutes=1))


@pytest.mark.parametrize(("minutes", "stands"), [(0, True), (1, False)])
def test_what_was_proposed_in_time_is_signed_in_time(
    call: Any, at: datetime, minutes: int, stands: bool
) -> None:
    on_reserve(call, at)
    when = last_minute(call)
    session = gathered(taken_up(call, when), when)
    open_session(session.pid, by=committee().chair, at=when)
    signing = when + timedelta(minutes=minutes)
    if stands:
        assert sign_session(session.pid, by=committee().chair, at=signing).signed_at == signing
        return
    with pytest.raises(NotPossible, match="not_decidable"):
        sign_session(session.pid, by=committee().chair, at=signing)
