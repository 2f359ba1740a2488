"""Who sat and what was said, as plain data for the sealed record of a session."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from cordata.selection.models import Seat
from cordata.selection.room import Room


def room_told(room: Room) -> dict[str, Any]:
    """Seats, convocation and quorum at the signature."""
    session, quorum = room.session, room.quorum
    return {
        "convened_at": session.convened_at,
        "short_notice": session.short_notice,
        "quorum": {"present": quorum.present, "needed": quorum.needed, "reached": quorum.reached},
        "seats": [seat_told(one) for one in room.seats],
    }


def seat_told(seat: Seat) -> dict[str, Any]:
    return {
        "member": str(seat.person),
        "substitute": str(seat.substitute) if seat.substitute else "",
        "delegation": seat.delegation,
        "votes": seat.votes,
        "attendance": seat.attendance,
    }


def votes_told(room: Room, decision: Any, at: datetime) -> dict[str, Any]:
    """The votes on one file, who stood aside, and what came of it."""
    tally = room.tally(decision, at)
    holders = {one.pk: str(one.holder) for one in room.seats}
    return {
        "result": tally.result.value if room.seats else "",
        "silent": tally.silent,
        "stances": {stance.value: count for stance, count in tally.stances.items()},
        "said": [
            {"seat": holders[one.seat_id], "stance": one.stance, "comment": one.comment}
            for one in room.ballots_on(decision.pk)
        ],
        "aside": [
            str(one.person)
            for one in room.recusals
            if one.application_id == decision.application_id
        ],
    }
