"""Order applications by merit and fill an envelope. The time of filing plays no part."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum
from itertools import groupby

from cordata.rules.money import CENT, HUNDRED

ZERO = Decimal("0.00")


class Remainder(StrEnum):
    """What happens when the next project does not fit; chosen before a call opens."""

    STOP = "stop"  # the rest goes to the reserve list
    SKIP_AND_FILL = "skip_and_fill"  # a later, smaller one may take what is left
    PARTIAL = "partial"  # what is left is offered, if the lead agrees
    HOLD = "hold"  # the committee raises the envelope or moves money


class Settled(StrEnum):
    """What gave a project its place."""

    SCORE = "score"
    TIE_CRITERION = "tie_criterion"
    COMMITTEE = "committee"  # its reasoned choice, or the lot it drew
    OPEN = "open"  # equal to another: a decision is needed


@dataclass(frozen=True, slots=True)
class Entry:
    """A project that passed, as the ranking sees it; amounts in euros of ERDF."""

    key: str
    asked: Decimal
    score: Decimal
    ties: tuple[Decimal, ...] = ()  # tie criteria in their order, the higher first
    envelope: str = ""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A project with its place, counted from 1; equal projects share a place."""

    entry: Entry
    place: int
    settled_by: Settled


@dataclass(frozen=True, slots=True)
class Award:
    """A grant in euros of ERDF; a partial one needs the lead's consent to the smaller total."""

    key: str
    amount: Decimal
    partial: bool = False
    total: Decimal | None = None  # the project total a partial award pays for


@dataclass(frozen=True, slots=True)
class Filling:
    """How an envelope was used."""

    envelope: Decimal
    awards: tuple[Award, ...]
    reserve: tuple[str, ...]
    cut_after: int  # the place of the last project before the first that did not fit; 0: none
    undecided: tuple[str, ...] = ()  # equals at the cut: decide between them first
    held: tuple[str, ...] = ()  # waiting for the committee to raise or move money

    @property
    def awarded(self) -> Decimal:
        return sum((award.amount for award in self.awards), ZERO)

    @property
    def left(self) -> Decimal:
        return self.envelope - self.awarded


def rank(entries: Iterable[Entry], *, chosen: Sequence[str] = ()) -> tuple[Ranked, ...]:
    """Order by score, then by the tie criteria, then by `chosen`; other equals share a place.

    `chosen` lists keys in the order that the committee chose or drew. Of equals those in it go
    first; one that is left alone follows, several that are left are equal again.
    """
    ordered = sorted(entries, key=lambda entry: (_merit(entry), entry.key))
    places: list[Ranked] = []
    for _, group in groupby(ordered, key=_merit):
        places += _settle(list(group), len(places) + 1, ordered, chosen)
    return tuple(places)


def drawn(keys: Iterable[str], seed: str) -> tuple[str, ...]:
    """The order of a lot that anyone can draw again: by SHA-256 (hexadecimal) of seed, colon, key.

    It depends on nothing else, not on the order in which the keys come.
    """
    return tuple(sorted(keys, key=lambda key: (_lot(seed, key), key)))


def fill(
    ranked: Sequence[Ranked],
    envelope: Decimal,
    remainder: Remainder = Remainder.STOP,
    *,
    rate: Decimal = HUNDRED,
    total_min: Decimal = ZERO,
) -> Filling:
    """Award in the order of the ranking; the sum never exceeds the envelope.

    `rate` (% of ERDF) and `total_min` (euros) bound a partial award.
    """
    groups = [list(group) for _, group in groupby(ranked, key=lambda place: place.place)]
    awards: list[Award] = []
    for index, group in enumerate(groups):
        left = envelope - sum((award.amount for award in awards), ZERO)
        if sum((place.entry.asked for place in group), ZERO) > left:
            return _beyond_the_cut(groups[index:], awards, envelope, remainder, rate, total_min)
        awards += [Award(place.entry.key, place.entry.asked) for place in group]
    return Filling(envelope, tuple(awards), (), len(ranked))


def fill_envelopes(
    ranked: Sequence[Ranked],
    envelopes: Mapping[str, Decimal],
    remainder: Remainder = Remainder.STOP,
    *,
    rate: Decimal = HUNDRED,
    total_min: Decimal = ZERO,
) -> Mapping[str, Filling]:
    """Fill each envelope with its own projects, in their common order."""
    return {
        code: fill(
            [place for place in ranked if place.entry.envelope == code],
            amount,
            remainder,
            rate=rate,
            total_min=total_min,
        )
        for code, amount in envelopes.items()
    }


def partial_total(left: Decimal, rate: Decimal) -> Decimal:
    """The smallest project total, in euros, of which `rate` % are `left`; rounded up."""
    return (left * HUNDRED / rate).quantize(CENT, rounding=ROUND_CEILING)


def next_from_reserve(reserve: Sequence[Entry], left: Decimal) -> Entry | None:
    """The first of the reserve list when it fits into freed money; nobody is passed over."""
    return reserve[0] if reserve and reserve[0].asked <= left else None


def _merit(entry: Entry) -> tuple[Decimal, ...]:
    """Sorts the better first."""
    return (-entry.score, *(-value for value in entry.ties))


def _settle(
    group: list[Entry], first: int, everyone: list[Entry], chosen: Sequence[str]
) -> list[Ranked]:
    """Give places to projects of equal merit."""
    if len(group) == 1:
        return [Ranked(group[0], first, _settled_alone(group[0], everyone))]
    ahead = sorted((one for one in group if one.key in chosen), key=lambda e: chosen.index(e.key))
    behind = [one for one in group if one.key not in chosen]
    if len(behind) == 1 and ahead:
        ahead, behind = [*ahead, *behind], []
    settled = [Ranked(one, first + n, Settled.COMMITTEE) for n, one in enumerate(ahead)]
    return settled + [Ranked(one, first + len(ahead), Settled.OPEN) for one in behind]


def _settled_alone(entry: Entry, everyone: list[Entry]) -> Settled:
    equals = sum(other.score == entry.score for other in everyone)
    return Settled.SCORE if equals == 1 else Settled.TIE_CRITERION


def _lot(seed: str, key: str) -> str:
    return hashlib.sha256(f"{seed}:{key}".encode()).hexdigest()


def _beyond_the_cut(
    groups: list[list[Ranked]],
    awards: list[Award],
    envelope: Decimal,
    remainder: Remainder,
    rate: Decimal,
    total_min: Decimal,
) -> Filling:
    """What becomes of the projects from the first that does not fit."""
    cut, rest = len(awards), [place.entry for group in groups for place in group]
    if len(groups[0]) > 1:
        equals = tuple(place.entry.key for place in groups[0])
        later = tuple(entry.key for entry in rest[len(equals) :])
        return Filling(envelope, tuple(awards), later, cut, undecided=equals)
    left = envelope - sum((award.amount for award in awards), ZERO)
    if remainder is Remainder.SKIP_AND_FILL:
        return _skip_and_fill(groups, awards, envelope, left, cut)
    if remainder is Remainder.PARTIAL and partial_total(left, rate) >= total_min and left > 0:
        award = Award(rest[0].key, left, partial=True, total=partial_total(left, rate))
        return Filling(envelope, (*awards, award), _keys(rest[1:]), cut)
    if remainder is Remainder.HOLD:
        return Filling(envelope, tuple(awards), (), cut, held=_keys(rest))
    return Filling(envelope, tuple(awards), _keys(rest), cut)


def _skip_and_fill(
    groups: list[list[Ranked]],
    awards: list[Award],
    envelope: Decimal,
    left: Decimal,
    cut: int,
) -> Filling:
    """Later projects that fit are awarded; equals that would not all fit stop the filling."""
    taken, reserve = list(awards), list[Entry]()
    undecided: tuple[str, ...] = ()
    for index, group in enumerate(groups):
        asked = [place.entry.asked for place in group]
        if sum(asked, ZERO) <= left:
            taken += [Award(place.entry.key, place.entry.asked) for place in group]
            left -= sum(asked, ZERO)
        elif len(group) > 1 and min(asked) <= left:
            undecided = _keys(place.entry for place in group)
            reserve += [place.entry for later in groups[index + 1 :] for place in later]
            break
        else:
            reserve += [place.entry for place in group]
    return Filling(envelope, tuple(taken), _keys(reserve), cut, undecided=undecided)


def _keys(entries: Iterable[Entry]) -> tuple[str, ...]:
    return tuple(entry.key for entry in entries)
