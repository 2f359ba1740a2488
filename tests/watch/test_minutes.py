"""TIM-07, REL-23: what the probes of each minute add up to; one without a probe is told as such."""

from __future__ import annotations

import html
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from cordata.kernel.clock import held_at
from cordata.kernel.models import Event
from cordata.programme.models import Call
from cordata.rules.availability import Minutes
from cordata.watch import actions, due, queries
from cordata.watch.models import Failed, Probe, ProbeDay
from cordata.web.catalogue import sentence
from tests.factories.watch import MINUTE, span, watched

pytestmark = pytest.mark.django_db
NOON = datetime(2025, 4, 23, 10, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _production(settings: Any) -> None:
    """A rehearsal's clock jumps; there a gap says nothing."""
    settings.WATCH_GAPS = True


def test_three_minutes_without_the_worker_are_told_to_the_minute() -> None:
    stopped = span(NOON - 40 * MINUTE, 3)
    watched(NOON - 2 * HOUR, NOON, missing=stopped)
    assert queries.minutes_between(NOON - HOUR, NOON) == Minutes(57, 0, 3)
    sums = queries.sums_by_hour((NOON - HOUR, NOON))
    hours = dict(queries.by_hour(sums, NOON - HOUR, NOON, queries.watched_since()))
    assert hours == {NOON - HOUR: Minutes(57, 0, 3)}


def test_a_minute_that_failed_is_no_minute_without_a_check() -> None:
    watched(NOON - HOUR, NOON, failing=span(NOON - 5 * MINUTE, 2))
    assert queries.minutes_between(NOON - HOUR, NOON) == Minutes(58, 2, 0)


def test_before_the_first_check_nothing_is_missing() -> None:
    watched(NOON - 10 * MINUTE, NOON)
    assert queries.minutes_between(NOON - HOUR, NOON) == Minutes(10, 0, 0)
    assert queries.minutes_between(NOON - 2 * HOUR, NOON - HOUR) == Minutes()


def test_the_machine_that_is_still_down_counts_until_now() -> None:
    watched(NOON - HOUR, NOON - 20 * MINUTE)
    assert queries.minutes_between(NOON - HOUR, NOON).missing == 20


def test_in_a_rehearsal_the_minutes_jumped_over_are_not_missing(settings: Any) -> None:
    settings.WATCH_GAPS = False
    watched(NOON - HOUR, NOON, missing=span(NOON - 40 * MINUTE, 30))
    assert queries.minutes_between(NOON - HOUR, NOON) == Minutes(30, 0, 0)


def test_one_minute_is_kept_once_whoever_watches() -> None:
    first = actions.keep_probe(NOON, failed="", milliseconds=12)
    assert first is not None
    assert actions.keep_probe(NOON + timedelta(seconds=59), failed="", milliseconds=9) is None
    second = actions.keep_probe(NOON + MINUTE, failed="page", milliseconds=9)
    assert second is not None
    assert second.previous == first.digest
    assert list(queries.broken_probes()) == []


def test_a_probe_that_ends_after_a_later_one_is_not_put_behind_it() -> None:
    """The chain runs with the minutes: what comes late is left out."""
    assert actions.keep_probe(NOON + MINUTE, failed="", milliseconds=9) is not None
    assert actions.keep_probe(NOON, failed="", milliseconds=60_001) is None
    assert list(queries.broken_probes()) == []


def test_a_probe_changed_afterwards_does_not_hold() -> None:
    watched(NOON - 3 * MINUTE, NOON, failing=span(NOON - 2 * MINUTE, 1))
    Probe.objects.filter(minute=NOON - 2 * MINUTE).update(failed="")
    assert [one.minute for one in queries.broken_probes()] == [NOON - 2 * MINUTE]


def test_a_probe_taken_away_is_seen() -> None:
    watched(NOON - 3 * MINUTE, NOON)
    Probe.objects.filter(minute=NOON - 2 * MINUTE).delete()
    assert [one.minute for one in queries.broken_probes()] == [NOON - MINUTE]


# Sums of a day


def run_due(until: datetime) -> list[str]:
    acts = sorted(due.due_acts(until))
    for act in acts:
        act.run(act.at)
    return [act.key for act in acts]


def test_a_day_that_is_over_is_summed_once_and_told_to_the_journal() -> None:
    midnight = NOON.replace(hour=0)
    watched(midnight + HOUR, midnight + 24 * HOUR, failing=span(NOON, 4))
    assert run_due(midnight + 24 * HOUR - MINUTE) == []
    assert run_due(midnight + 24 * HOUR) == ["2025-04-23"]
    kept = ProbeDay.objects.get()
    assert (kept.well, kept.failing, kept.missing) == (23 * 60 - 4, 4, 0)
    told = Event.objects.get(kind="watch.day_summed")
    assert told.data["digest"] == Probe.objects.latest("minute").digest
    assert run_due(midnight + 24 * HOUR) == []


def test_whole_days_without_the_machine_are_days_missing() -> None:
    midnight = NOON.replace(hour=0)
    watched(midnight, midnight + HOUR)
    run_due(midnight + timedelta(days=2))
    assert list(ProbeDay.objects.order_by("day").values_list("well", "missing")) == [
        (60, 23 * 60),
        (0, 24 * 60),
    ]


@pytest.mark.parametrize(("days", "left"), [(179, 3), (180, 0)])
def test_minutes_are_let_go_after_180_days_and_their_sums_stay(days: int, left: int) -> None:
    watched(NOON, NOON + 3 * MINUTE)
    actions.sum_day(date(2025, 4, 23), at=NOON)
    later = date(2025, 4, 23) + timedelta(days=days)
    actions.sum_day(later, at=NOON + timedelta(days=days))
    assert Probe.objects.count() == left
    assert ProbeDay.objects.get(day=date(2025, 4, 23)).well == 3


# The public page


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", "57 minutes disponibles sur 60"),
        ("it", "57 minuti disponibili su 60"),
        ("en", "57 minutes available of 60"),
    ],
)
def test_everybody_reads_the_last_day_of_a_call(call: Call, language: str, words: str) -> None:
    watched(NOON - HOUR, NOON, missing=span(NOON - 40 * MINUTE, 3))
    with held_at(call.closes_at):
        page = Client().get(f"/{language}/status/").content.decode()
    assert page.replace("\u202f", " ").replace("\xa0", " ").count(words) >= 2
    assert page.count('class="chart strip"') == 3
    assert page.count("<table") == 3


@pytest.mark.parametrize(
    ("beyond", "shown"),
    [
        (timedelta(hours=-24, seconds=-1), False), (timedelta(hours=-24), True),
        (timedelta(days=14), True), (timedelta(days=14, seconds=1), False),
    ],
)  # fmt: skip
def test_the_last_day_of_a_call_is_shown_from_its_beginning_for_two_weeks(
    call: Call, beyond: timedelta, shown: bool
) -> None:
    with held_at(call.closes_at + beyond):
        told = Client().get("/fr/status.json").json()
    assert (told["closing"] is not None) is shown


def test_machines_read_the_same(call: Call) -> None:
    watched(NOON - HOUR, NOON, failing=span(NOON - 2 * MINUTE, 2))
    with held_at(NOON):
        told = Client().get("/it/status.json").json()
    assert told["hours"][-1]["failing"] == 2
    assert told["closing"] | {"failing": 2, "well": 58} == told["closing"]
    assert len(told["days"]) == 90
    assert told["last"]["failed"] == "ready"


def test_a_fault_is_said_as_long_as_it_is_the_last_that_was_found(call: Call) -> None:
    watched(NOON - HOUR, NOON, failing=span(NOON - MINUTE, 1))
    with held_at(NOON):
        assert "a trouvé un défaut" in Client().get("/fr/status/").content.decode()
    with held_at(NOON + 3 * MINUTE):
        assert "a trouvé un défaut" not in Client().get("/fr/status/").content.decode()


@pytest.mark.counting
def test_the_page_costs_the_same_for_no_minute_and_for_a_day(call: Call) -> None:
    def spent() -> int:
        Client().get("/fr/status/")
        with CaptureQueriesContext(connection) as captured:
            assert Client().get("/fr/status/").status_code == 200
        return len(captured)

    with held_at(NOON):
        none = spent()
        watched(NOON - 24 * HOUR, NOON)
        assert spent() == none


@pytest.mark.parametrize("step", [*Failed.values])
@pytest.mark.parametrize("language", ["fr", "it", "en"])
def test_the_page_says_at_which_step_the_last_check_failed(
    call: Call, language: str, step: str
) -> None:
    actions.keep_probe(NOON - MINUTE, failed=step, milliseconds=40)
    with held_at(NOON), override(language):
        page = html.unescape(Client().get(f"/{language}/status/").content.decode())
        assert sentence(f"programme.status.failed.{step}") in page
