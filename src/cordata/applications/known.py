"""What is known of operations already funded: checks 39 and 44 look into it.

Operations belong to a later step, which adds its source when the application starts. Without a
source, or with no operation yet, there is nothing to compare with, and the facts say so: a person
decides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from rapidfuzz import fuzz, utils

from cordata.applications.models import Application

ALIKE = 90  # of 100: titles that a person should compare, whoever the partners are
ALIKE_OF_OWN = 70  # where a partner of this application was in the operation, too
likeness = partial(fuzz.token_sort_ratio, processor=utils.default_process)  # 0 to 100


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of the programme, as its public list has it."""

    number: str
    titles: tuple[str, ...]  # in each language
    organisations: frozenset[int]  # of this application's partners, those that were in it


Source = Callable[[Application, datetime], Iterable[Operation]]
_sources: list[Source] = []


def add_source(source: Source) -> None:
    """Have a later step tell which operations there are; called when the application starts."""
    if source not in _sources:
        _sources.append(source)


def operations_known(application: Application, at: datetime) -> list[Operation] | None:
    """Every operation published by `at`, its own left out; None: not one is known."""
    return [one for source in _sources for one in source(application, at)] or None


def alike(titles: Iterable[str], operations: Iterable[Operation]) -> tuple[str, ...]:
    """Number and title of the operations that a person should compare with these titles."""
    own = [title for title in titles if title]
    return tuple(
        f"{operation.number} {operation.titles[0]}"
        for operation in operations
        if operation.titles and _closest(own, operation) >= _enough(operation)
    )


def _closest(own: list[str], operation: Operation) -> float:
    pairs = ((mine, other) for mine in own for other in operation.titles)
    return max((likeness(mine, other) for mine, other in pairs), default=0)


def _enough(operation: Operation) -> int:
    return ALIKE_OF_OWN if operation.organisations else ALIKE
