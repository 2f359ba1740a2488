"""TIM-04: whose word counts for the instant of arrival, and how far."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cordata.config import environment
from cordata.config.environment import Misconfigured
from cordata.web.arrival import NOTED, arrived_at

NOW = datetime(2025, 4, 24, 10, 0, 2, tzinfo=UTC)
OWN = NOW - timedelta(seconds=1)
BEFORE = "1745488799.900"  # a tenth of a second before noon in Paris


@pytest.fixture(autouse=True)
def _believed(settings: Any) -> None:
    settings.ARRIVAL_HEADER, settings.PROXY_FROM = "Arrival", frozenset({"127.0.0.1"})


def meta(told: str = "", peer: str = "127.0.0.1") -> dict[str, Any]:
    return {NOTED: OWN, "REMOTE_ADDR": peer, "HTTP_ARRIVAL": told}


def test_what_waited_for_a_thread_keeps_its_instant() -> None:
    assert arrived_at(meta(), NOW) == OWN


def test_what_nobody_noted_arrives_now() -> None:
    assert arrived_at({"REMOTE_ADDR": "127.0.0.1"}, NOW) == NOW


def test_a_clock_set_back_makes_no_arrival_in_the_future() -> None:
    assert arrived_at(meta(), OWN - timedelta(seconds=5)) == OWN - timedelta(seconds=5)


def test_the_proxy_is_believed_to_the_millisecond() -> None:
    assert arrived_at(meta(BEFORE), NOW) == datetime(2025, 4, 24, 9, 59, 59, 900_000, tzinfo=UTC)


@pytest.mark.parametrize("peer", ["192.0.2.7", "10.0.0.1", "::1", ""])
def test_nobody_else_is_believed(peer: str) -> None:
    assert arrived_at(meta(BEFORE, peer), NOW) == OWN


def test_without_a_header_configured_none_is_read(settings: Any) -> None:
    settings.ARRIVAL_HEADER = ""
    assert arrived_at(meta(BEFORE), NOW) == OWN


@pytest.mark.parametrize(
    ("before", "believed"),
    [(timedelta(0), True), (timedelta(seconds=60), True), (timedelta(seconds=60.001), False)],
)
def test_at_most_a_minute_earlier_than_we_saw_it(before: timedelta, believed: bool) -> None:
    told = f"{(OWN - before).timestamp():.3f}"
    assert arrived_at(meta(told), NOW) == (OWN - before if believed else OWN)


def test_never_later_than_we_saw_it() -> None:
    assert arrived_at(meta(f"{(OWN + timedelta(seconds=0.001)).timestamp():.3f}"), NOW) == OWN


@pytest.mark.parametrize(
    "told",
    [
        "1745488799", "1745488799.9", "-1745488799.900", "1745488799.900, 1745488799.900",
        "1745488799,900", "nan", "1e9", "٠١٢٣٤٥٦٧٨٩.900", "1745488799.900\n",
    ],
)  # fmt: skip
def test_what_is_no_instant_is_not_read(told: str) -> None:
    assert arrived_at(meta(told), NOW) == OWN


@pytest.mark.parametrize("name", ["X-Arrival", "X_Arrival", "Arrival:", "Ärrival"])
def test_a_name_that_a_visitor_can_spell_otherwise_is_refused(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """`X_Arrival` beside the proxy's own `X-Arrival` is one header to us: the last one counts."""
    monkeypatch.setenv("CORDATA_ARRIVAL_HEADER", name)
    with pytest.raises(Misconfigured, match="letters alone"):
        environment.header("ARRIVAL_HEADER")


@pytest.mark.parametrize("name", ["Arrival", ""])
def test_a_name_of_letters_is_taken(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("CORDATA_ARRIVAL_HEADER", name)
    assert environment.header("ARRIVAL_HEADER") == name
