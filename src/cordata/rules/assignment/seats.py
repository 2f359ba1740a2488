"""The seats of a file: some ask for a reader of one language, the others for anyone."""

from __future__ import annotations

from collections.abc import Sequence

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


def holding(seats: Seats, readers: Sequence[Languages]) -> tuple[Languages, ...]:
    """Of those who read the file already, as many as find a seat of their own between them.

    Which seat each holds is left open: whoever reads several languages makes way for a newcomer who
    reads only one of them.
    """
    held: list[Languages] = []
    for languages in readers:
        if can_take(seats, [*held, languages]):
            held.append(languages)
    return tuple(held)


def best_sum(
    seats: Seats, offers: Sequence[tuple[int, Languages]], held: Sequence[Languages] = ()
) -> int:
    """The highest sum of worth that newcomers in these seats can have, as many as find one.

    Taking whoever is worth most and still finds a seat is exact: sets of readers who all find a
    seat are a matroid.
    """
    found, taken = 0, list(held)
    for worth, languages in sorted(offers, key=lambda offer: -offer[0]):
        if len(taken) == len(seats):
            break
        if can_take(seats, [*taken, languages]):
            taken.append(languages)
            found += worth
    return found
