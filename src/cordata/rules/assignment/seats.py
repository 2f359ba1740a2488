"""The seats of a file: some ask for a reader of one language, the others for anyone."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, permutations

ANYONE = ""  # the language of a seat that asks for none

Seats = tuple[str, ...]
Languages = frozenset[str]


def seats_of(readers: int, languages: Sequence[str]) -> Seats:
    """The seats of a file that wants so many readers, each language one of its own among them.

    Never fewer than the languages: that a file is read in each is the stronger wish.
    """
    return tuple(languages) + (ANYONE,) * max(0, readers - len(languages))


def can_take(seats: Seats, readers: Sequence[Languages]) -> bool:
    """Whether everybody finds a seat of their own."""
    if not readers:
        return True
    if not any(seats):
        return len(readers) <= len(seats)
    first, *others = readers
    return any(
        fits(first, seat) and can_take(seats[:at] + seats[at + 1 :], others)
        for at, seat in enumerate(seats)
    )


def fits(reader: Languages, seat: str) -> bool:
    """Whether a reader of these languages may take the seat."""
    return seat == ANYONE or seat in reader


def left_after(seats: Seats, kept: Sequence[Languages]) -> Seats:
    """The seats still free once those who read the file already have taken theirs."""
    return min((_taken(seats, order) for order in permutations(kept)), key=_asking)


def _taken(seats: Seats, order: Sequence[Languages]) -> Seats:
    """Each in turn takes the first seat of an own language, else one that asks for none."""
    left = list(seats)
    for reader in order:
        seat = next((one for one in left if fits(reader, one)), None)
        if seat is not None:
            left.remove(seat)
    return tuple(left)


def _asking(seats: Seats) -> tuple[int, Seats]:
    return sum(seat != ANYONE for seat in seats), seats


def best_sum(seats: Seats, offers: Sequence[tuple[int, Languages]]) -> int:
    """The highest sum of worth that readers in these seats can have, as many as find one."""
    ordered = sorted(offers, key=lambda offer: -offer[0])
    short: list[tuple[int, Languages]] = []
    for seat in dict.fromkeys(seats):  # the best few for each kind of seat: others cannot win
        able = [offer for offer in ordered if fits(offer[1], seat)]
        short += [offer for offer in able[: len(seats)] if offer not in short]
    for size in range(min(len(seats), len(short)), 0, -1):
        sums = [
            sum(worth for worth, _ in those)
            for those in combinations(short, size)
            if can_take(seats, [languages for _, languages in those])
        ]
        if sums:
            return max(sums)
    return 0
