"""Who reads which file: the worst-served file first, then the best fit of all, within loads.

A plan is found in three steps. A flow of least cost fills every seat that can be filled, at the
best total; exchanges lift the file that is served worst until none lifts it any more; exchanges
that leave no file below it win back the total. The plan says how far the worst-served file could
have been lifted at most, so that nobody has to believe it.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cordata.rules.assignment.exchanges import Board, lift_the_worst, win_back
from cordata.rules.assignment.flow import Room
from cordata.rules.assignment.seats import best_sum, holding, seats_of

LOTS = 1 << 10  # equal fits are told apart by less than a point, whatever the readers of a file
GRAIN = 1 << 16

Pair = tuple[str, str]  # file, reader


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who assesses; `least` and `most` count files, those kept included."""

    key: str
    most: int
    least: int = 0
    languages: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class File:
    """A file that wants `readers` readers; each of `languages` wants one of its own among them."""

    key: str
    readers: int = 2
    languages: tuple[str, ...] = ()

    @property
    def seats(self) -> tuple[str, ...]:
        """The language each seat asks for; empty where anyone may sit."""
        return seats_of(self.readers, self.languages)


@dataclass(frozen=True, slots=True)
class Plan:
    """File -> readers, those kept included, and what was reached; `worst` never exceeds `bound`."""

    readers: Mapping[str, tuple[str, ...]]
    worst: int  # the summed fit of the worst-served file
    bound: int  # what no plan can exceed there, whatever the other files get
    total: int  # the summed fit of all
    unfilled: Mapping[str, int]  # file -> seats that nobody can take

    @property
    def proved(self) -> bool:
        """Whether no plan at all serves its worst file better."""
        return self.worst == self.bound

    @property
    def load(self) -> Mapping[str, int]:
        """Reader -> files, those kept included."""
        return Counter(reader for those in self.readers.values() for reader in those)


def assign(
    files: Sequence[File],
    readers: Sequence[Reader],
    fit: Mapping[Pair, int],
    *,
    kept: Mapping[str, frozenset[str]] | None = None,
    seed: str = "",
) -> Plan:
    """Give every file its readers.

    `fit` holds the points (0 or more) of each (file, reader) that may be: a pair that is not there
    is forbidden. `kept` are readers whom a file has already: they stay, whatever speaks against it
    now. Equal fits are told apart by SHA-256 of seed, file and reader, so that anyone can repeat
    the plan. Source: the programme's wish that each file is read from both sides of the border.
    """
    had = {file.key: (kept or {}).get(file.key, frozenset()) for file in files}
    languages = {reader.key: reader.languages for reader in readers}
    seats = {file.key: file.seats for file in files}
    held = {
        file: holding(those, [languages.get(one, frozenset()) for one in sorted(had[file])])
        for file, those in seats.items()
    }
    rooms = _rooms(readers, had)
    worth = {pair: points * GRAIN + lot(seed, *pair) for pair, points in fit.items()}
    base = {file: sum(worth.get((file, one), 0) for one in those) for file, those in had.items()}
    free = {
        (file, reader): points
        for (file, reader), points in worth.items()
        if file in seats and reader not in had[file] and rooms[reader].most
    }
    board = Board(seats, rooms, languages, free, base, held)
    bounds = _bounds(board, base)
    lift_the_worst(board, GRAIN, bounds)
    win_back(board, GRAIN)
    return _plan(board, fit, had, bounds)


def _rooms(readers: Sequence[Reader], had: Mapping[str, frozenset[str]]) -> dict[str, Room]:
    """What is left of each load once the kept files are counted."""
    load = Counter(reader for those in had.values() for reader in those)
    return {
        one.key: Room(max(0, one.least - load[one.key]), max(0, one.most - load[one.key]))
        for one in readers
    }


def lot(seed: str, file: str, reader: str) -> int:
    """What tells equal files or readers apart: from 0 to under 1024, the same for the same seed."""
    digest = hashlib.sha256(f"{seed}:{file}:{reader}".encode()).digest()
    return int.from_bytes(digest[:4], "big") % LOTS


def _bounds(board: Board, base: Mapping[str, int]) -> dict[str, int]:
    """What each file could have if the others wanted nothing."""
    return {
        file: base[file]
        + best_sum(
            board.seats[file],
            [(board.worth[file, one], board.languages[one]) for one in board.able[file]],
            board.held[file],
        )
        for file in board.seats
    }


def _plan(
    board: Board, fit: Mapping[Pair, int], had: Mapping[str, frozenset[str]], bounds: dict[str, int]
) -> Plan:
    given = {file: tuple(sorted(had[file] | those)) for file, those in board.given.items()}
    sums = {file: sum(fit.get((file, one), 0) for one in those) for file, those in given.items()}
    short = {file: board.free(file) for file in board.seats}
    return Plan(
        readers=given,
        worst=min(sums.values(), default=0),
        bound=min(bounds.values(), default=0) // GRAIN,
        total=sum(sums.values()),
        unfilled={file: count for file, count in short.items() if count},
    )
