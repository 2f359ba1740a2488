"""TIM-09: the clock is compared with two sources; more than two seconds is red."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from cordata.cli import doctor
from cordata.kernel.timeservers import ANSWER, FIRST_OF_ERA, TO_1970, offset_of

NOW = datetime(2025, 4, 23, 10, tzinfo=UTC)  # held: how slow the machine is plays no part
Serve = Callable[[bytes], str]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """`serve(answer)`: a time server of this machine that says it once; its address."""
    doors: list[socket.socket] = []

    def opened(answer: bytes) -> str:
        door = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        door.bind(("127.0.0.1", 0))
        doors.append(door)
        threading.Thread(target=answering, args=(door, answer), daemon=True).start()
        return f"127.0.0.1:{door.getsockname()[1]}"

    yield opened
    for door in doors:
        door.close()


def answering(door: socket.socket, answer: bytes) -> None:
    _question, asker = door.recvfrom(512)
    door.sendto(answer, asker)


def said(seconds: float, instant: datetime = NOW) -> bytes:
    """The answer of a server that is so many seconds ahead of `instant`."""
    count, part = divmod(int((instant.timestamp() + seconds + TO_1970) * 2**16), 2**16)
    moment = (count % 2**32, part * 2**16)
    return ANSWER.pack(0x24, *moment, *moment)


def levels(monkeypatch: pytest.MonkeyPatch, *servers: str) -> list[tuple[str, str]]:
    monkeypatch.setenv("CORDATA_TIME_SERVERS", ",".join(servers))
    return [(level, code) for level, code, _ in doctor.clock_remarks(lambda: NOW)]


@pytest.mark.parametrize("ahead", [5.0, -5.0, 0.5, 0.0])
def test_the_difference_is_measured_to_a_part_of_a_second(serve: Serve, ahead: float) -> None:
    assert offset_of(serve(said(ahead)), lambda: NOW) == pytest.approx(ahead, abs=0.001)


def test_the_count_goes_on_when_it_begins_anew_in_2036() -> None:
    later = datetime(2036, 2, 8, tzinfo=UTC)
    assert ANSWER.unpack(said(0, later))[1] < FIRST_OF_ERA


def test_an_instant_after_2036_is_read_as_one(serve: Serve) -> None:
    later = datetime(2036, 2, 8, tzinfo=UTC)
    assert offset_of(serve(said(5, later)), lambda: later) == pytest.approx(5, abs=0.001)


@pytest.mark.parametrize(("ahead", "wrong"), [(5, True), (-5, True), (2.5, True), (2, False)])
def test_more_than_two_seconds_is_red(
    serve: Serve, monkeypatch: pytest.MonkeyPatch, ahead: float, wrong: bool
) -> None:
    found = levels(monkeypatch, serve(said(0)), serve(said(ahead)))
    assert found == ([("wrong", "doctor.clock")] if wrong else [])


def test_two_sources_are_asked_for(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    assert levels(monkeypatch) == [("warning", "doctor.time_sources")]
    assert levels(monkeypatch, serve(said(0))) == [("warning", "doctor.time_sources")]


@pytest.mark.parametrize("answer", [b"", b"no", bytes(48), ANSWER.pack(0x23, 1, 1, 1, 1)])
def test_what_is_no_answer_is_named_and_stops_nothing(
    serve: Serve, monkeypatch: pytest.MonkeyPatch, answer: bytes
) -> None:
    found = levels(monkeypatch, serve(answer), serve(said(0)))
    assert found == [("warning", "doctor.time_silent")]
