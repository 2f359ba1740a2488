"""Committee sessions: prepared by an officer, signed by the chair, released by the authority."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from cordata.programme.models import Call
from cordata.rehearsal.models import Played
from cordata.rehearsal.scenario.people import staff
from cordata.rehearsal.scenario.reading import Book
from cordata.rehearsal.scenario.step import Act, made
from cordata.selection.actions import (
    change_outcome,
    open_session,
    prepare_session,
    release_session,
    sign_session,
)
from cordata.selection.models import Decision

Told = Mapping[str, Any]


def acts(book: Book) -> Iterator[Act]:
    for told in book.table("sessions").get("session", ()):
        key = f"session:{told['key']}"
        yield Act(told["prepared"], key, partial(prepare, book, told))
        yield Act(told["opened"], f"{key}:open", partial(sit, told, key))
        yield Act(told["signed"], f"{key}:sign", partial(sign, told, key))
        yield Act(told["released"], f"{key}:release", partial(release, told, key))


def prepare(book: Book, told: Told, at: datetime) -> str:
    """Only the scenario's own files: a visitor's wait for the visitor's own session."""
    session = prepare_session(
        Call.objects.get(code=told["call"]),
        told["themes"],
        held_on=told["held_on"],
        place=told.get("place", ""),
        kind=told.get("kind", "meeting"),
        only=own_files(book, told["call"]),
        by=staff(told["officer"]),
        at=at,
    )
    return str(session.pid)


def own_files(book: Book, call: str) -> set[str]:
    """Public ids of the scenario's applications to a call."""
    applications = book.table("applications")["application"]
    keys = [f"application:{one['key']}" for one in applications if one["call"] == call]
    return set(Played.objects.filter(key__in=keys).values_list("thing", flat=True))


def sit(told: Told, key: str, at: datetime) -> str:
    """The session opens and departs from the proposal where its members say so."""
    pid = made(key)
    open_session(pid, by=staff(told["chair"]), at=at)
    for change in told.get("change", ()):
        application = made(f"application:{change['application']}")
        decision = Decision.objects.get(session__pid=pid, application__pid=application)
        change_outcome(
            pid,
            decision.pid,
            change["outcome"],
            because=change["because"],
            by=staff(told["officer"]),
            at=at,
        )
    return pid


def sign(told: Told, key: str, at: datetime) -> str:
    return str(sign_session(made(key), by=staff(told["chair"]), at=at).pid)


def release(told: Told, key: str, at: datetime) -> str:
    return str(release_session(made(key), by=staff(told["authority"]), at=at).pid)
