"""How strict each assessor is, what that did to each file, and which files cannot be told apart.

An additive model: a sheet's total is the file's worth, plus the assessor's leniency, plus chance.
Leniencies are drawn towards nought (they are random effects; both variances are estimated by
restricted maximum likelihood, in EM steps), so that an assessor of few files, or a panel whose
members do not differ, moves nothing. The result stands beside the raw mean and never replaces it.
Source: peers.md 6.9 (our simulation: a gain only where assessors really differ).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from math import sqrt

STEPS, CLOSE = 500, 1e-9  # of the estimation: at most so many, until nothing moves any more
TOLD_APART = 1.2816  # standard errors: eight of ten differences by chance alone are smaller
HUNDREDTH = Decimal("0.01")

Matrix = list[list[float]]


@dataclass(frozen=True, slots=True)
class Leniency:
    """What the model says, in points of the total, to two decimals."""

    assessors: Mapping[str, Decimal]  # above nought: scores higher than the others
    files: Mapping[str, Decimal]  # the mean once each sheet's leniency is taken off
    chance: Decimal  # standard deviation of one sheet around its file


def leniency(totals: Mapping[str, Mapping[str, Decimal]]) -> Leniency | None:
    """File -> assessor -> total of the sheet: the model's answer.

    Nothing where it cannot be had: fewer than two assessors, or no file with two sheets.
    """
    readers = sorted({reader for sheets in totals.values() for reader in sheets})
    if len(readers) < 2 or not any(len(sheets) > 1 for sheets in totals.values()):
        return None
    compared = _Compared(totals, readers)
    effects, chance = compared.estimated()
    by_reader = dict(zip(readers, effects, strict=True))
    return Leniency(
        assessors={reader: _points(effect) for reader, effect in by_reader.items()},
        files={
            file: _points(_mean(sheets) - sum(by_reader[one] for one in sheets) / len(sheets))
            for file, sheets in totals.items()
            if sheets
        },
        chance=_points(sqrt(chance)),
    )


def alike(ranked: Sequence[tuple[str, Decimal, int]], cut: int, chance: Decimal) -> tuple[str, ...]:
    """The files around the cut that cannot be told apart, in the order of the ranking.

    `ranked` are key, mean total and number of sheets, best first; `cut` is how many of them are
    above the line; `chance` is the standard deviation of one sheet. A file above the line and one
    below it cannot be told apart when their means differ by at most 1.2816 standard errors of such
    a difference: that much is chance in eight of ten cases. Empty when there is no such pair.
    """
    above, below = ranked[:cut], ranked[cut:]
    found = {
        key
        for high in above
        for low in below
        if abs(high[1] - low[1]) <= _margin(high[2], low[2], chance)
        for key in (high[0], low[0])
    }
    return tuple(key for key, _, _ in ranked if key in found)


def _margin(first: int, second: int, chance: Decimal) -> Decimal:
    return Decimal(TOLD_APART * float(chance) * sqrt(1 / first + 1 / second))


class _Compared:
    """The sheets of each file beside their mean: what a file is worth cancels out."""

    def __init__(self, totals: Mapping[str, Mapping[str, Decimal]], readers: list[str]) -> None:
        at = {reader: index for index, reader in enumerate(readers)}
        self.size = len(readers)
        self.shared: Matrix = [[0.0] * self.size for _ in readers]  # Z'MZ of the model
        self.apart = [0.0] * self.size  # Z'My: how far above the files' means, summed
        self.spread = 0.0  # y'My
        self.free = 0  # sheets beyond one for each file
        for sheets in totals.values():
            if len(sheets) > 1:
                self._add(sheets, at)

    def _add(self, sheets: Mapping[str, Decimal], at: Mapping[str, int]) -> None:
        mean, count = _mean(sheets), len(sheets)
        self.free += count - 1
        for reader, total in sheets.items():
            here, off = at[reader], float(total) - mean
            self.apart[here] += off
            self.spread += off * off
            self.shared[here][here] += 1 - 1 / count
        for one, other in combinations(sheets, 2):
            self.shared[at[one]][at[other]] -= 1 / count
            self.shared[at[other]][at[one]] -= 1 / count

    def estimated(self) -> tuple[list[float], float]:
        """The assessors' effects and the variance of chance, by EM steps from equal parts."""
        chance = differ = self.spread / self.free / 2
        effects = [0.0] * self.size
        for _ in range(STEPS):
            if chance <= CLOSE or differ <= CLOSE:
                break
            inverse = _inverse(self.shared, chance / differ)
            effects = [sum(map(_times, row, self.apart)) for row in inverse]
            trace = sum(inverse[one][one] for one in range(self.size))
            before = chance, differ
            differ = (sum(map(_times, effects, effects)) + chance * trace) / self.size
            chance = (self.spread - sum(map(_times, effects, self.apart))) / self.free
            if abs(before[0] - chance) + abs(before[1] - differ) < CLOSE:
                break
        return effects, max(chance, 0.0)


def _inverse(matrix: Matrix, ridge: float) -> Matrix:
    """Of the matrix with `ridge` on its diagonal, which makes it positive definite (Gauss)."""
    size = len(matrix)
    rows = [
        [*row[:at], row[at] + ridge, *row[at + 1 :], *(float(at == one) for one in range(size))]
        for at, row in enumerate(matrix)
    ]
    for at, row in enumerate(rows):
        rows[at] = row = [value / row[at] for value in row]
        for other, values in enumerate(rows):
            if other != at and values[at]:
                rows[other] = [v - values[at] * own for v, own in zip(values, row, strict=True)]
    return [row[size:] for row in rows]


def _times(one: float, other: float) -> float:
    return one * other


def _mean(sheets: Mapping[str, Decimal]) -> float:
    return float(sum(sheets.values(), Decimal(0))) / len(sheets)


def _points(value: float) -> Decimal:
    return Decimal(value).quantize(HUNDREDTH)
