"""Exchanges between files that have their readers: lift the worst-served one, win back the rest.

A move replaces one reader at each file it touches: a single replacement, a swap of two files, a
chain that ends with somebody who has room, or a ring of three. No move changes how many readers a
file has, breaks a load, or leaves a seat without its language.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from cordata.rules.assignment.flow import Room, best_total
from cordata.rules.assignment.seats import Languages, Seats, can_take


class Change(NamedTuple):
    """At one file somebody goes and somebody comes."""

    file: str
    goes: str
    comes: str


Move = tuple[Change, ...]


class Board:
    """Who reads what, and what it is worth; kept readers count in `base` and hold a seat."""

    def __init__(
        self,
        seats: Mapping[str, Seats],
        rooms: Mapping[str, Room],
        languages: Mapping[str, Languages],
        worth: Mapping[tuple[str, str], int],
        base: Mapping[str, int],
        held: Mapping[str, Sequence[Languages]],
    ) -> None:
        self.seats, self.rooms, self.languages, self.worth = seats, rooms, languages, worth
        self.held = held
        self.given = given = best_total(seats, rooms, languages, worth, held)
        self.load = Counter(reader for those in given.values() for reader in those)
        self.sums = {
            file: base[file] + sum(worth[file, reader] for reader in those)
            for file, those in given.items()
        }
        self.able = _able(worth, seats)
        self.files_of: dict[str, set[str]] = {reader: set() for reader in rooms}
        for file, those in given.items():
            for reader in those:
                self.files_of[reader].add(file)

    def free(self, file: str) -> int:
        """Seats of a file that nobody holds."""
        return len(self.seats[file]) - len(self.held[file]) - len(self.given[file])

    def has_room(self, reader: str) -> bool:
        return self.load[reader] < self.rooms[reader].most

    def may_leave(self, reader: str) -> bool:
        return self.load[reader] > self.rooms[reader].least

    def may(self, change: Change) -> bool:
        """Whether the newcomer is allowed here, not here yet, and every seat keeps its language."""
        file, goes, comes = change
        those = self.given[file]
        if comes in those or (file, comes) not in self.worth:
            return False
        if not any(self.seats[file]):
            return True
        stay = [self.languages[reader] for reader in those if reader != goes]
        return can_take(self.seats[file], [*self.held[file], *stay, self.languages[comes]])

    def gain(self, change: Change) -> int:
        return self.worth[change.file, change.comes] - self.worth[change.file, change.goes]

    def after(self, change: Change) -> int:
        return self.sums[change.file] + self.gain(change)

    def apply(self, move: Move) -> None:
        for change in move:
            self.sums[change.file] += self.gain(change)
        for file, goes, comes in move:
            self.given[file].remove(goes)
            self.given[file].add(comes)
            self.files_of[goes].remove(file)
            self.files_of[comes].add(file)
            self.load[goes] -= 1
            self.load[comes] += 1

    def free_for(self, file: str, goes: str, but: str) -> str | None:
        """The reader with room who is worth most at a file in somebody's place."""
        for reader in self.able[file]:
            if reader != but and self.has_room(reader) and self.may(Change(file, goes, reader)):
                return reader
        return None


def _able(worth: Mapping[tuple[str, str], int], seats: Mapping[str, Seats]) -> dict[str, list[str]]:
    """File -> those who may read it, worth most first."""
    able: dict[str, list[str]] = {file: [] for file in seats}
    for (file, reader), _ in sorted(worth.items(), key=lambda item: (-item[1], item[0])):
        able[file].append(reader)
    return able


def lift_the_worst(board: Board, grain: int, bounds: Mapping[str, int]) -> None:
    """Raise the lowest sum, counted in whole `grain`, until no move raises it.

    `bounds` say of each file what its sum can never exceed: the one that has reached it ends it.
    """
    while board.sums:
        worst = min(board.sums, key=lambda file: (board.sums[file] // grain, file))
        level = board.sums[worst] // grain
        if level >= bounds[worst] // grain:
            return
        lifting = _lifting(board, worst, level, grain, rings=False)
        lifting = lifting or _lifting(board, worst, level, grain, rings=True)
        if lifting is None:
            return
        board.apply(lifting)


def _lifting(board: Board, file: str, level: int, grain: int, *, rings: bool) -> Move | None:
    """The move that lifts a file over the level and leaves no other at it or below, best first."""
    found: tuple[tuple[int, int], Move] | None = None
    for goes in sorted(board.given[file]):
        for comes in board.able[file]:
            if (board.sums[file] + board.gain(Change(file, goes, comes))) // grain <= level:
                break  # worth less and less from here on
            for move in _moves(board, Change(file, goes, comes), rings=rings):
                lowest = min(board.after(change) // grain for change in move)
                merit = (lowest, sum(map(board.gain, move)))
                if lowest > level and (found is None or merit > found[0]):
                    found = (merit, move)
    return found[1] if found else None


def win_back(board: Board, grain: int) -> None:
    """Raise the total by moves that leave no file below the lowest sum there is."""
    floor = min(board.sums.values(), default=0) // grain
    better = True
    while better:
        better = False
        for file in board.given:
            for goes in sorted(board.given[file]):
                move = _gaining(board, file, goes, floor, grain)
                if move is not None:
                    board.apply(move)
                    better = True


def _gaining(board: Board, file: str, goes: str, floor: int, grain: int) -> Move | None:
    """The move with the highest gain that takes this reader from this file."""
    best, found = 0, None
    for comes in board.able[file]:
        for move in _moves(board, Change(file, goes, comes), rings=False):
            gain = sum(map(board.gain, move))
            if gain > best and all(board.after(change) // grain >= floor for change in move):
                best, found = gain, move
    return found


def _moves(board: Board, first: Change, *, rings: bool) -> Iterator[Move]:
    """Every move that begins with this change; rings of three only when asked for."""
    if not board.may(first):
        return
    if board.has_room(first.comes) and board.may_leave(first.goes):
        yield (first,)
    for file in sorted(board.files_of[first.comes] - {first.file}):
        back = Change(file, first.comes, first.goes)
        if board.may(back):
            yield first, back
        if board.may_leave(first.goes):
            free = board.free_for(file, first.comes, first.goes)
            if free is not None:
                yield first, Change(file, first.comes, free)
        if rings:
            yield from _rings(board, first, file)


def _rings(board: Board, first: Change, second: str) -> Iterator[Move]:
    """Three files each give a reader on: the second takes one from a third, which takes the first
    file's."""
    for third, those in board.given.items():
        if third in {first.file, second}:
            continue
        for reader in sorted(those):
            middle = Change(second, first.comes, reader)
            last = Change(third, reader, first.goes)
            if reader != first.goes and board.may(middle) and board.may(last):
                yield first, middle, last
