"""Files drawn by lot for an audit, so that anybody can draw the same again.

Every file gets a ticket, the SHA-256 of `seed|number` in hexadecimal, and the lowest tickets are
drawn: one line of any spreadsheet or shell repeats it. Source: our own; the method of systematic
choice that the audit authority uses for its accounts is another matter.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from hashlib import sha256


def ticket(seed: str, number: str) -> str:
    """The lot of one file."""
    return sha256(f"{seed}|{number}".encode()).hexdigest()


def draw(
    population: Mapping[str, str], size: int, seed: str, *, by_stratum: bool = False
) -> tuple[str, ...]:
    """`size` files of a population (number -> stratum), in the order of their tickets.

    With strata each has its share (`shares`). A size beyond the population draws everything.
    Raises ValueError for a size under 1.
    """
    if size < 1:
        raise ValueError("a sample has one file at least")
    lots = sorted(population, key=lambda number: ticket(seed, number))
    if not by_stratum:
        return tuple(lots[:size])
    left = shares(Counter(population.values()), size)
    drawn = []
    for number in lots:
        if left[population[number]] > 0:
            left[population[number]] -= 1
            drawn.append(number)
    return tuple(drawn)


def shares(sizes: Mapping[str, int], size: int) -> dict[str, int]:
    """How many files of each stratum: in proportion, the largest remainders first, then by name;
    one of each at least where there are enough for all, and never more than the stratum has."""
    whole = sum(sizes.values())
    size = min(size, whole)
    least = 1 if size >= len(sizes) else 0
    exact = {name: size * count / whole if whole else 0.0 for name, count in sizes.items()}
    found = {name: max(least, int(exact[name])) for name in sizes}
    by_need = sorted(sizes, key=lambda name: (found[name] - exact[name], name))
    while sum(found.values()) < size:
        name = next(one for one in by_need if found[one] < sizes[one])
        by_need.remove(name)
        by_need.append(name)
        found[name] += 1
    while sum(found.values()) > size:
        name = max(sorted(sizes), key=lambda one: (found[one] > least, found[one] - exact[one]))
        found[name] -= 1
    return found
