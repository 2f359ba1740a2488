"""Read plain JSON values with their place, and gather every mistake instead of the first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from cordata.rules.deadlines import FIRST_YEAR, LAST_YEAR
from cordata.rules.finding import Param
from cordata.rules.money import Amount, AmountRefused, read_amount

LONGEST_TEXT = 20_000
LARGEST_INTEGER = 10**10
_COUNTRY = re.compile(r"[A-Z]{2}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?"
    r"(?P<offset>Z|[+-][0-9]{2}:[0-9]{2})?"
)


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake: where (JSON pointer, RFC 6901), which, and its numbers."""

    pointer: str
    code: str
    params: Mapping[str, Param] = field(default_factory=dict)

    @property
    def sentence_code(self) -> str:
        """`amount.<code>` for an amount that cannot be read, else `application_json.<code>`."""
        return self.code if self.code.startswith("amount.") else f"application_json.{self.code}"


@dataclass(frozen=True, slots=True)
class Node:
    """A JSON object at a place; reading a member notes its mistakes in the common list."""

    value: Mapping[str, Any]
    pointer: str
    mistakes: list[Mistake]

    def has(self, name: str) -> bool:
        """Whether the member is there and not null."""
        return self.value.get(name) is not None

    def wrong(self, name: str, code: str, **params: Param) -> None:
        self.mistakes.append(Mistake(self.at(name), code, params))

    def at(self, name: str | int) -> str:
        return f"{self.pointer}/{str(name).replace('~', '~0').replace('/', '~1')}"

    def refuse_unknown(self, known: AbstractSet[str]) -> None:
        for name in self.value:
            if name not in known:
                self.wrong(str(name), "unknown_field")

    def text(self, name: str, *, required: bool = False) -> str:
        value = self.value.get(name)
        if value is None:
            if required:
                self.wrong(name, "required")
            return ""
        if not isinstance(value, str):
            self.wrong(name, "not_text")
            return ""
        if len(value) > LONGEST_TEXT:
            self.wrong(name, "too_long", maximum=LONGEST_TEXT)
        return value

    def country(self, name: str) -> str:
        value = self.text(name, required=True)
        if value and not _COUNTRY.fullmatch(value):
            self.wrong(name, "not_a_country")
        return value

    def choice(self, name: str, allowed: AbstractSet[str], default: str = "") -> str:
        value = self.text(name) or default
        if value and value not in allowed:
            self.wrong(name, "not_allowed", allowed=tuple(sorted(allowed)))
        return value

    def flag(self, name: str) -> bool | None:
        value = self.value.get(name)
        if value is None or isinstance(value, bool):
            return value
        self.wrong(name, "not_a_flag")
        return None

    def integer(self, name: str, low: int = 0, high: int = 9999) -> int | None:
        value = self.value.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int):
            self.wrong(name, "not_an_integer")
            return None
        if not low <= value <= high:
            self.wrong(name, "out_of_range", low=low, high=high)
        return value

    def amount(self, name: str) -> Decimal | None:
        """Euros, as a string or a whole number; a JSON fraction has lost its cents already."""
        value = self.value.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, str | int):
            self.wrong(name, "fraction" if isinstance(value, float | Decimal) else "not_an_amount")
            return None
        try:
            return read_amount(_spelt(value))
        except AmountRefused as refused:
            self.wrong(name, refused.sentence_code, **refused.params)
            return None

    def day(self, name: str) -> date | None:
        text = self.text(name)
        if not text:
            return None
        try:
            day = date.fromisoformat(text) if _DATE.fullmatch(text) else None
        except ValueError:
            day = None
        if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
            self.wrong(name, "not_a_date")
            return None
        return day

    def instant(self, name: str) -> datetime | None:
        """An instant with its offset from UTC; a local time without one is refused."""
        text = self.text(name)
        match = _INSTANT.fullmatch(text)
        if not text or (match and not match["offset"]):
            if text:
                self.wrong(name, "no_offset")
            return None
        try:
            moment = datetime.fromisoformat(text).astimezone(UTC) if match else None
        except (ValueError, OverflowError):
            moment = None
        if moment is None or not FIRST_YEAR <= moment.year <= LAST_YEAR:
            self.wrong(name, "not_an_instant")
            return None
        return moment

    def node(self, name: str) -> Node | None:
        value = self.value.get(name)
        if value is None or isinstance(value, Mapping):
            return None if value is None else Node(value, self.at(name), self.mistakes)
        self.wrong(name, "not_an_object")
        return None

    def nodes(self, name: str) -> Iterator[Node]:
        """The objects of a list; anything else in it is a mistake."""
        for place, value in self._listed(name):
            pointer = f"{self.at(name)}/{place}"
            if isinstance(value, Mapping):
                yield Node(value, pointer, self.mistakes)
            else:
                self.mistakes.append(Mistake(pointer, "not_an_object"))

    def texts(self, name: str) -> tuple[str, ...]:
        """The strings of a list."""
        found = []
        for place, value in self._listed(name):
            if isinstance(value, str) and value:
                found.append(value)
            else:
                self.mistakes.append(Mistake(f"{self.at(name)}/{place}", "not_text"))
        return tuple(found)

    def _listed(self, name: str) -> list[tuple[int, Any]]:
        value = self.value.get(name)
        if value is None:
            return []
        if isinstance(value, list | tuple):
            return list(enumerate(value))
        self.wrong(name, "not_a_list")
        return []


def _spelt(value: str | int) -> str:
    if isinstance(value, str):
        return value
    if value >= LARGEST_INTEGER:
        raise AmountRefused(Amount.TOO_LARGE)
    if value < 0:
        raise AmountRefused(Amount.NEGATIVE)
    return str(value)
