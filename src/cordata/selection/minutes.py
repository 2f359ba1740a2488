"""The minutes of a session as plain data: who sat, what was decided, why, and by which voices.

The signature seals exactly this record. Before it, the rows give the same record as a draft; from
then on the seal alone speaks, whatever becomes of the rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from cordata.accounts.models import Person
from cordata.accounts.queries import names_of
from cordata.kernel.models import Event
from cordata.kernel.transitions import kind_of
from cordata.packs.canonical import plain
from cordata.rules.committee import Stance
from cordata.selection.models import CommitteeSession, Decision
from cordata.selection.presenting import titles_of
from cordata.selection.queries import decisions_of, money_left
from cordata.selection.room import Room, room_of
from cordata.selection.room_record import room_told, votes_told


def minutes_of(session: CommitteeSession, at: datetime) -> Mapping[str, Any]:
    """What the minutes say, as JSON holds it: the seal's content, or the state at `at`."""
    if session.ranking is not None:
        content: Mapping[str, Any] = session.ranking.content
        return content
    drafted: Mapping[str, Any] = plain(record_of(session, room_of(session), at))
    return drafted


def record_of(
    session: CommitteeSession, room: Room, at: datetime, *, by: Person | None = None
) -> dict[str, Any]:
    """The ranking as it is frozen: envelopes, who sat, and each file with its rank, score and
    outcome, and what was said to it. `by` is the chair who signs at `at`."""
    decisions = decisions_of(session)
    return {
        "call": session.call.code,
        "held_on": session.held_on,
        "kind": session.kind,
        "place": session.place,
        "remainder": session.remainder,
        "envelopes": money_left(session),
        "names": _names(session, room),
        "ties": _ties(session, decisions),
        "decisions": [_told(room, one, at) for one in decisions],
        "objections": _objections(session),
        "room": room_told(room),
        "signed_by": str(by) if by else "",
        "signed_at": at if by else None,
    }


def _told(room: Room, decision: Decision, at: datetime) -> dict[str, Any]:
    lead = next((one for one in decision.application.partners.all() if one.is_lead), None)
    return {
        "number": decision.application.number,
        "titles": dict(titles_of(decision)),
        "lead": lead.organisation.name if lead else "",
        "theme": decision.theme,
        "rank": decision.rank,
        "score": decision.score,
        "total": decision.total,
        "grant": decision.grant,
        "outcome": decision.outcome,
        "reasons": decision.reasons,
        "conditions": decision.conditions,
        "because": decision.because,
        "votes": votes_told(room, decision, at),
    }


def _names(session: CommitteeSession, room: Room) -> dict[str, Any]:
    """Code -> names in each language, as the call had them on the day."""
    definition = session.call.definition
    sides = room.definition.delegations if room.definition else ()
    return {
        "programme": dict(session.call.programme.definition.names),
        "call": dict(definition.names),
        "themes": {
            one.code: dict(one.names) for one in definition.themes if one.code in session.themes
        },
        "delegations": {one.code: dict(one.names) for one in sides},
    }


def _objections(session: CommitteeSession) -> list[dict[str, str]]:
    """Each seat's objection that was its last word on a file, from the journal: a proposal that is
    changed takes its votes with it, the minutes keep what was objected."""
    last = {
        (event.data["seat"], number): event
        for event in _events(session, "voted").order_by("number")
        for number in event.data["files"]
    }
    standing = {key: event for key, event in last.items() if event.data["stance"] == Stance.AGAINST}
    names = names_of({event.actor for event in standing.values()})
    return [
        {"file": number, "seat": names.get(event.actor, ""), "comment": event.reason}
        for (_seat, number), event in sorted(standing.items(), key=lambda one: one[0][1])
    ]


def _events(session: CommitteeSession, event: str) -> QuerySet[Event]:
    return Event.objects.filter(
        subject_type="committeesession", subject_id=session.pid, kind=kind_of(session, event)
    )


def _ties(session: CommitteeSession, decisions: list[Decision]) -> list[dict[str, Any]]:
    """How files of equal merit got their order, with the reason or the seed of the lot."""
    numbers = {one.application.pid: one.application.number for one in decisions}
    return [
        {
            "how": tie.how,
            "because": tie.because,
            "seed": tie.seed,
            "files": [numbers[pid] for pid in tie.files if pid in numbers],
        }
        for tie in session.ties.order_by("pk")
    ]
