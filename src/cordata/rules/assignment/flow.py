"""The first step of a plan: as many seats filled as can be, at the best total worth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from cordata.rules.assignment.seats import Languages, Seats, fits

UNFILLED = 1 << 40  # what an empty seat costs: more than all worth there can be
UNUSED = 1 << 32  # what a reader below the least number of files costs, for each


class Room(NamedTuple):
    """How many more files a reader should and may be given."""

    least: int
    most: int


def best_total(
    seats: Mapping[str, Seats],
    rooms: Mapping[str, Room],
    languages: Mapping[str, Languages],
    worth: Mapping[tuple[str, str], int],
    held: Mapping[str, Sequence[Languages]],
) -> dict[str, set[str]]:
    """File -> newcomers, by a flow of least cost from the readers through the seats.

    First as many seats as can be are filled, then as many readers as can be have their least
    number of files, then the worth is the highest; `worth` holds the (file, reader) allowed.
    `held` are the languages of those who keep a seat of a file, whichever of theirs it is.
    """
    import networkx  # noqa: PLC0415 - 0.3 s, only when a plan is made

    net = networkx.DiGraph()
    total = sum(len(those) for those in seats.values())
    net.add_node("from", demand=sum(len(those) for those in held.values()) - total)
    net.add_node("to", demand=total)
    _readers(net, rooms)
    for file, those in seats.items():
        _seats(net, file, those)
        _kept(net, file, held[file], those)
    for (file, reader), points in worth.items():
        _pair(net, file, reader, points, languages[reader], seats[file])
    _cost, flow = networkx.network_simplex(net)
    return {file: _given(flow, worth, file) for file in seats}


def _readers(net: Any, rooms: Mapping[str, Room]) -> None:
    for reader, room in rooms.items():
        wanted = min(room.least, room.most)
        net.add_edge("from", ("wanted", reader), capacity=wanted, weight=-UNUSED)
        net.add_edge(("wanted", reader), ("reader", reader), capacity=wanted, weight=0)
        more = room.most - wanted
        net.add_edge("from", ("reader", reader), capacity=more, weight=0)


def _seats(net: Any, file: str, seats: Seats) -> None:
    """One node for each kind of seat; what nobody takes comes at its price from the start."""
    for seat in dict.fromkeys(seats):
        count = seats.count(seat)
        net.add_edge(("seat", file, seat), "to", capacity=count, weight=0)
        net.add_edge("from", ("seat", file, seat), capacity=count, weight=UNFILLED)


def _kept(net: Any, file: str, held: Sequence[Languages], seats: Seats) -> None:
    """Who stays is sent to one of the seats that fit, at no price: nobody may be left standing."""
    for at, languages in enumerate(held):
        net.add_node(("kept", file, at), demand=-1)
        for seat in dict.fromkeys(seats):
            if fits(languages, seat):
                net.add_edge(("kept", file, at), ("seat", file, seat), capacity=1, weight=0)


def _pair(
    net: Any, file: str, reader: str, points: int, languages: Languages, seats: Seats
) -> None:
    """A reader sits at most once at a file, on any of the seats that fit."""
    fitting = [("seat", file, seat) for seat in dict.fromkeys(seats) if fits(languages, seat)]
    way = [("reader", reader), ("pair", file, reader)]
    if len(fitting) == 1:
        net.add_edge(way[0], fitting[0], capacity=1, weight=-points)
    elif fitting:
        net.add_edge(*way, capacity=1, weight=-points)
        for seat in fitting:
            net.add_edge(way[1], seat, capacity=1, weight=0)


def _given(flow: Any, worth: Mapping[tuple[str, str], int], file: str) -> set[str]:
    return {
        reader
        for one, reader in worth
        if one == file
        for to, units in flow[("reader", reader)].items()
        if units and to[1] == file
    }
