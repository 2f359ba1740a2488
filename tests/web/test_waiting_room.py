"""How requests wait for a thread that works: their bodies, long answers, readers who go away."""

from __future__ import annotations

import io
import threading
import time
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from django.utils import translation

from cordata.config import waiting_room
from cordata.config.waiting_room import SMALL, WaitingRoom
from cordata.web.arrival import NOTED

FORM = "application/x-www-form-urlencoded"
PATIENCE = 60  # seconds: a machine that is busy takes its time


class Streamed:
    """A long answer, as an export makes it."""

    streaming = True

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self.pieces, self.closed = iter(pieces), threading.Event()

    def __iter__(self) -> Iterator[bytes]:
        return self.pieces

    def close(self) -> None:
        self.closed.set()


def environ(body: bytes = b"", kind: str = FORM, said: int | None = None) -> dict[str, Any]:
    length = len(body) if said is None else said
    return {"CONTENT_TYPE": kind, "CONTENT_LENGTH": str(length), "wsgi.input": io.BytesIO(body)}


def seen(one: dict[str, Any]) -> dict[str, Any]:
    """The environment as the application behind saw it, with what it read."""
    told: dict[str, Any] = {}

    def application(given: Any, start_response: Any) -> list[bytes]:
        told.update(given, read=given["wsgi.input"].read(), thread=threading.current_thread().name)
        return [b"ok"]

    assert list(WaitingRoom(application, 1)(one, lambda *args: None)) == [b"ok"]
    return told


def test_a_form_is_read_and_its_instant_noted_before_it_waits() -> None:
    told = seen(environ(b"key=k"))
    assert (told["read"], NOTED in told) == (b"key=k", True)
    assert told["thread"].startswith("work")


@pytest.mark.parametrize(("size", "noted"), [(SMALL, True), (SMALL + 1, False)])
def test_only_a_small_body_is_read_ahead(size: int, noted: bool) -> None:
    told = seen(environ(b"x" * size))
    assert (NOTED in told, len(told["read"])) == (noted, size)


def test_an_upload_is_left_to_the_thread_that_works() -> None:
    assert NOTED not in seen(environ(b"--x", "multipart/form-data; boundary=x"))


def test_half_a_form_reaches_nobody() -> None:
    def application(given: Any, start_response: Any) -> list[bytes]:
        raise AssertionError("half a form")

    said: list[str] = []
    room = WaitingRoom(application, 1)
    assert list(room(environ(b"key=", said=40), lambda status, _headers: said.append(status))) == []
    assert said == ["400 Bad Request"]


def answer_of(streamed: Streamed) -> Any:
    return WaitingRoom(lambda _environ, _start: streamed, 1)(environ(), lambda *args: None)


def test_a_long_answer_arrives_whole_and_is_closed() -> None:
    streamed = Streamed(str(number).encode() for number in range(100))
    assert b"".join(answer_of(streamed)) == "".join(map(str, range(100))).encode()
    assert streamed.closed.is_set()


def test_a_mistake_on_the_way_cuts_a_long_answer_off() -> None:
    def pieces() -> Iterator[bytes]:
        yield b"begun"
        raise ValueError("on the way")

    with pytest.raises(ValueError, match="on the way"):
        list(answer_of(Streamed(pieces())))


def test_a_reader_who_goes_away_frees_the_thread() -> None:
    streamed = Streamed(b"x" for _piece in iter(int, 1))
    answer = answer_of(streamed)
    assert next(iter(answer)) == b"x"
    answer.close()
    assert streamed.closed.wait(PATIENCE)


def test_a_reader_who_takes_nothing_more_frees_it_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting_room, "PATIENCE", 1)
    streamed = Streamed(b"x" for _piece in iter(int, 1))
    answer = answer_of(streamed)
    assert streamed.closed.wait(PATIENCE)
    with pytest.raises(waiting_room.Gone):
        list(answer)


def test_a_long_answer_keeps_the_language_of_whoever_asked_for_it() -> None:
    """Others ask in Italian before the thread comes to a table that was asked for in French."""
    taken, free, answers = threading.Event(), threading.Event(), []

    def application(given: Any, start_response: Any) -> Any:
        translation.activate(given["language"])
        if given["language"] == "fr":
            return Streamed(str(translation.get_language()).encode() for _piece in range(2))
        taken.set()
        free.wait(PATIENCE)
        return [b"done"]

    room = WaitingRoom(application, 1)

    def ask(language: str) -> None:
        answers.append(b"".join(room(environ() | {"language": language}, lambda *args: None)))

    asking = [threading.Thread(target=ask, args=[one]) for one in ("it", "fr", "it")]
    for waiting, one in enumerate(asking):
        one.start()
        assert taken.wait(PATIENCE)
        while room.pool._work_queue.qsize() < waiting:
            time.sleep(0.01)
    free.set()
    for one in asking:
        one.join()
    assert sorted(answers) == [b"done", b"done", b"frfr"]
