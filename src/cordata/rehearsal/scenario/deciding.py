"""Committee sessions: prepared by an officer, signed by the chair, released by the authority."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from cordata.documents.storing import store_file
from cordata.programme.models import Call
from cordata.rehearsal.models import Played
from cordata.rehearsal.scenario.applying import paper
from cordata.rehearsal.scenario.examining import writer_of
from cordata.rehearsal.scenario.people import signatory, staff
from cordata.rehearsal.scenario.phrases import Bank
from cordata.rehearsal.scenario.reading import Book
from cordata.rehearsal.scenario.step import Act, made
from cordata.selection.actions import (
    Seated,
    answer_conditions,
    cast_votes,
    change_outcome,
    confirm_conditions,
    convene_session,
    note_attendance,
    open_session,
    prepare_session,
    release_session,
    seat_members,
    sign_session,
    state_conditions,
)
from cordata.selection.models import CommitteeSession, Decision, Lifting
from cordata.selection.states import Attendance, Outcome

Told = Mapping[str, Any]


def acts(book: Book) -> Iterator[Act]:
    for told in book.table("sessions").get("session", ()):
        key = f"session:{told['key']}"
        yield Act(told["prepared"], key, partial(prepare, book, told))
        if told.get("kind", "meeting") == "meeting":
            yield Act(told["convened"], f"{key}:convene", partial(convene, book, told, key))
        yield Act(told["opened"], f"{key}:open", partial(sit, book, told, key))
        for voted in told.get("votes", ()):
            voting = partial(vote, voted, key)
            yield Act(voted["at"], f"{key}:vote:{voted['person']}", voting)
        yield Act(told["signed"], f"{key}:sign", partial(sign, told, key))
        yield Act(told["released"], f"{key}:release", partial(release, told, key))
        for change in told.get("change", ()):
            if change["outcome"] == Outcome.CONDITIONS:
                yield from _lifting(book, told, change)


def _lifting(book: Book, told: Told, change: Told) -> Iterator[Act]:
    """The conditions of an approval, from the lead's answer to the authority's word."""
    key = f"conditions:{change['application']}"
    yield Act(change["answered"], f"{key}:answer", partial(answer, book, change))
    yield Act(change["stated"], f"{key}:state", partial(state, book, told, change))
    yield Act(change["confirmed"], f"{key}:confirm", partial(confirm, told, change))


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


def convene(book: Book, told: Told, key: str, at: datetime) -> str:
    """The members of the scenario are seated and written to."""
    pid, officer = made(key), staff(told["officer"])
    seated = [
        Seated(
            staff(one["person"]),
            delegation=one.get("delegation", ""),
            votes="delegation" in one,
            substitute=staff(one["substitute"]) if "substitute" in one else None,
        )
        for one in book.table("sessions")["seat"]
    ]
    seat_members(pid, seated, by=officer, at=at)
    return str(convene_session(pid, by=officer, at=at).pid)


def gather(told: Told, pid: str, at: datetime) -> None:
    """Everybody comes, or their substitutes."""
    replaced = {staff(name).pk for name in told.get("replaced", ())}
    seats = CommitteeSession.objects.get(pid=pid).seats.all()
    came = {
        seat.pid: Attendance.SUBSTITUTE if seat.person_id in replaced else Attendance.MEMBER
        for seat in seats
    }
    note_attendance(pid, came, by=staff(told["officer"]), at=at)


def vote(voted: Told, key: str, at: datetime) -> str:
    """One word on all proposals of a written procedure."""
    pid = made(key)
    everything = list(Decision.objects.filter(session__pid=pid).values_list("pid", flat=True))
    by, comment = staff(voted["person"]), voted.get("comment", "")
    cast_votes(pid, everything, "for", comment=comment, by=by, at=at)
    return pid


def sit(book: Book, told: Told, key: str, at: datetime) -> str:
    """The session opens and departs from the proposal where its members say so."""
    pid = made(key)
    if told.get("kind", "meeting") == "meeting":
        gather(told, pid, at)
        open_session(pid, by=staff(told["chair"]), at=at)
    else:
        convene(book, told, key, at)
    for change in told.get("change", ()):
        decision = decision_on(pid, change["application"])
        if decision is None:  # a visitor kept this file from the committee
            continue
        change_outcome(
            pid,
            decision.pid,
            change["outcome"],
            because=change["because"],
            conditions=change.get("conditions"),
            by=staff(told["officer"]),
            at=at,
        )
    return pid


def decision_on(session: str, key: str) -> Decision | None:
    """The session's decision on one of the scenario's files, if it has come before it."""
    application = Played.objects.filter(key=f"application:{key}").values("thing")
    found = Decision.objects.filter(session__pid=session, application__pid__in=application)
    return found.first()


def sign(told: Told, key: str, at: datetime) -> str:
    return str(sign_session(made(key), by=staff(told["chair"]), at=at).pid)


def release(told: Told, key: str, at: datetime) -> str:
    return str(release_session(made(key), by=staff(told["authority"]), at=at).pid)


def lifting_of(change: Told) -> Lifting:
    application = made(f"application:{change['application']}")
    return Lifting.objects.get(decision__application__pid=application)


def answer(book: Book, change: Told, at: datetime) -> str:
    """The lead's answer, with the paper that was asked for."""
    lead = signatory(book, writer_of(book, {"key": change["application"]}).told["partners"][0])
    words = Bank(book.table("texts")).in_language(change["answer"], lead.language)
    stored = store_file(paper(book, "proof"), by=lead, at=at)
    return str(answer_conditions(lifting_of(change).pid, words, stored, by=lead, at=at).pid)


def state(book: Book, told: Told, change: Told, at: datetime) -> str:
    officer, lifting = staff(told["officer"]), lifting_of(change)
    finding = Bank(book.table("texts")).in_language(change["finding"], officer.language)
    return str(state_conditions(lifting.pid, met=True, because=finding, by=officer, at=at).pid)


def confirm(told: Told, change: Told, at: datetime) -> str:
    return str(confirm_conditions(lifting_of(change).pid, by=staff(told["authority"]), at=at).pid)
