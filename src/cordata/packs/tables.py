"""Reads one TOML table key by key; whatever is wrong is noted, and reading goes on.

A value that can't be read comes back as a harmless stand-in, so that one visit to a pack
shows all of its mistakes. Nothing is ever loaded from a pack that has one.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cordata.packs.lines import Path, line_of, locate
from cordata.packs.mistakes import Mistakes, Param
from cordata.packs.provenance import Basis, Provenance, Text, in_any_language

Choice = TypeVar("Choice", bound=StrEnum)

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
CODE = re.compile(r"[a-zA-Z0-9]+([._-][a-zA-Z0-9]+)*")
CENT = Decimal("0.01")
HUNDRED = Decimal(100)
YEARS = (1950, 2200)
NO_DAY = date(2000, 1, 1)
NO_TIME = datetime(2000, 1, 1)  # noqa: DTZ001 - a wall time has no zone
_ORIGIN = ("basis", "source", "note", "assumed", "defaults")


class Reading:
    """What one visit to a pack gathers, and what every table needs to know."""

    def __init__(self, mistakes: Mistakes) -> None:
        self.mistakes = mistakes
        self.provenance: list[Provenance] = []
        self.languages: tuple[str, ...] = ()
        self.zone = "UTC"


class Table:
    """One table of a TOML file."""

    def __init__(
        self,
        data: Mapping[str, Any],
        file: str,
        lines: Mapping[Path, int],
        reading: Reading,
        path: Path = (),
        parent: Table | None = None,
    ) -> None:
        self.data, self.file, self.lines, self.reading = data, file, lines, reading
        self.path, self.parent = path, parent
        self.children: list[Table] = []
        self.seen: set[str] = set()

    # -- what is wrong -------------------------------------------------------------------

    def line(self, key: str = "") -> int:
        return line_of(self.lines, (*self.path, *key.split(".")) if key else self.path)

    def name(self, key: str = "") -> str:
        """`themes.2.names.fr`: lists count from 1, as people do."""
        parts = [str(part + 1) if isinstance(part, int) else part for part in self.path]
        return ".".join([*parts, key] if key else parts)

    def wrong(self, code: str, key: str = "", **params: Param) -> None:
        params.setdefault("key", self.name(key))
        self.reading.mistakes.add(self.file, self.line(key), code, **params)

    def finish(self) -> None:
        """Note every key that nobody asked for, here and below: it is a typing error."""
        for key in self.data:
            if key not in self.seen:
                near = difflib.get_close_matches(key, self.seen, 1)
                self.wrong("pack.key_unknown", key, nearest=near[0] if near else "-")
        for child in self.children:
            child.finish()

    # -- plain values --------------------------------------------------------------------

    def has(self, key: str) -> bool:
        return key in self.data

    def text(self, key: str, default: str | None = None) -> str:
        value = self._value(key, str, "text", default)
        if isinstance(value, str) and value.strip():
            return value
        if key in self.data and isinstance(value, str):
            self.wrong("pack.text_empty", key)
        return default or ""

    def code(self, key: str = "code", default: str | None = None) -> str:
        value = self.text(key, default)
        if value and not CODE.fullmatch(value):
            self.wrong("pack.code_malformed", key, value=value)
        return value

    def codes(self, key: str, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        value = self._value(key, list, "list", None if default is None else list(default))
        if not all(isinstance(item, str) for item in value or []):
            self.wrong("pack.wrong_type", key, expected="list")
            return ()
        if repeated := sorted({item for item in value or [] if value.count(item) > 1}):
            self.wrong("pack.code_repeated", key, value=", ".join(repeated))
        return tuple(value or ())

    def flag(self, key: str, default: bool | None = None) -> bool:
        return bool(self._value(key, bool, "flag", default))

    def integer(
        self, key: str, default: int | None = None, *, low: int = 0, high: int = 10**9
    ) -> int:
        value = self._value(key, int, "integer", default)
        if value is None:
            return low
        if not low <= value <= high:
            self.wrong("pack.number_out_of_range", key, value=value, low=low, high=high)
            return low
        return int(value)

    def integers(
        self, key: str, default: tuple[int, ...], *, low: int = 0, high: int = 10**9
    ) -> tuple[int, ...]:
        """A list of whole numbers within limits."""
        value = self._value(key, list, "integers", list(default))
        for item in value:
            if isinstance(item, bool) or not isinstance(item, int):
                self.wrong("pack.wrong_type", key, expected="integers")
                return default
            if not low <= item <= high:
                self.wrong("pack.number_out_of_range", key, value=item, low=low, high=high)
        return tuple(value)

    def money(self, key: str, default: Decimal | None = None) -> Decimal:
        """An amount in euros, with at most two decimals, never negative."""
        value = self._decimal(key, default)
        if value < 0:
            self.wrong("pack.amount_negative", key, value=str(value))
        elif value != value.quantize(CENT):
            self.wrong("pack.amount_too_fine", key, value=str(value))
        return value.quantize(CENT)

    def rate(self, key: str, default: Decimal | None = None) -> Decimal:
        """A percentage from 0 to 100, with at most two decimals."""
        value = self._decimal(key, default)
        if value > HUNDRED:
            self.wrong("pack.rate_over_hundred", key, value=str(value))
        elif value < 0:
            self.wrong("pack.rate_negative", key, value=str(value))
        elif value != value.quantize(CENT):
            self.wrong("pack.amount_too_fine", key, value=str(value))
        return value.quantize(CENT)

    def number(self, key: str, default: Decimal | None = None) -> Decimal:
        return self._decimal(key, default)

    def optional_number(self, key: str) -> Decimal | None:
        return self._decimal(key, None) if self.has(key) else None

    def optional_money(self, key: str) -> Decimal | None:
        return self.money(key) if self.has(key) else None

    def optional_rate(self, key: str) -> Decimal | None:
        return self.rate(key) if self.has(key) else None

    def optional_integer(self, key: str, *, low: int = 0, high: int = 10**9) -> int | None:
        return self.integer(key, low=low, high=high) if self.has(key) else None

    def optional_day(self, key: str) -> date | None:
        return self.day(key) if self.has(key) else None

    def choice(self, key: str, kind: type[Choice], default: Choice | None = None) -> Choice:
        """One of the values of an enumeration."""
        first = next(iter(kind))
        value = self.text(key, default.value if default else None)
        if not value:
            return default or first
        try:
            return kind(value)
        except ValueError:
            allowed = tuple(item.value for item in kind)
            self.wrong("pack.value_unknown", key, value=value, allowed=allowed)
            return default or first

    def one_of(self, key: str, allowed: Collection[str], default: str | None = None) -> str:
        value = self.text(key, default)
        if value and value not in allowed:
            self.wrong("pack.value_unknown", key, value=value, allowed=tuple(sorted(allowed)))
        return value

    # -- days and instants ---------------------------------------------------------------

    def day(self, key: str) -> date:
        value = self._value(key, date, "day", None)
        if isinstance(value, datetime):
            self.wrong("pack.wrong_type", key, expected="day")
            return NO_DAY
        return value if isinstance(value, date) and self._in_our_time(key, value) else NO_DAY

    def hour(self, key: str) -> time | None:
        value = self._value(key, time, "hour", None)
        return value if isinstance(value, time) else None

    def wall_time(self, key: str) -> datetime:
        """Local date and time as people read it, without zone."""
        value = self._moment(key)
        if value.tzinfo:
            self.wrong("pack.wrong_type", key, expected="local_time")
            return NO_TIME
        return value

    def instant(self, key: str) -> datetime:
        """An instant in UTC; written with its offset, or as wall time of the programme's zone."""
        value = self._moment(key)
        return value.astimezone(UTC) if value.tzinfo else self.to_utc(key, value)

    def _moment(self, key: str) -> datetime:
        value = self._value(key, datetime, "local_time", None)
        return value if isinstance(value, datetime) and self._in_our_time(key, value) else NO_TIME

    def _in_our_time(self, key: str, value: date) -> bool:
        """Far years are typing errors, and no zone can carry them."""
        low, high = YEARS
        if not low <= value.year <= high:
            self.wrong(
                "pack.number_out_of_range", key, value=str(value), low=str(low), high=str(high)
            )
            return False
        return True

    def to_utc(self, key: str, wall: datetime, zone: str = "") -> datetime:
        """UTC of a wall time; the hour that a clock change repeats or skips is refused."""
        place = ZoneInfo(zone or self.reading.zone)
        instant = wall.replace(tzinfo=place).astimezone(UTC)
        other = wall.replace(tzinfo=place, fold=1).astimezone(UTC)
        if wall != NO_TIME and instant != other:
            self.wrong("pack.time_ambiguous", key, value=wall.isoformat(" "))
        return instant

    def zone(self, key: str, default: str | None = None) -> str:
        value = self.text(key, default)
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            if value:
                self.wrong("pack.zone_unknown", key, value=value)
            return "UTC"
        return value

    # -- texts in the languages of the pack ----------------------------------------------

    def localised(self, key: str, *, required: bool = True) -> Text:
        """A text in every language of the pack; `key.fr = "..."`, `key.it = "..."`."""
        if not required and not self.has(key):
            self.seen.add(key)
            return {}
        value = self._value(key, dict, "texts", None)
        if not isinstance(value, dict):
            return {}
        for language in value:
            if language not in self.reading.languages:
                self.wrong("pack.language_unknown", f"{key}.{language}", lang=language)
        for language in self.reading.languages:
            if not isinstance(value.get(language), str) or not value[language].strip():
                self.wrong("pack.language_missing", key, lang=language)
        return {language: str(value.get(language, "")) for language in self.reading.languages}

    # -- tables inside -------------------------------------------------------------------

    def table(self, key: str, *, required: bool = True) -> Table | None:
        if not required and not self.has(key):
            self.seen.add(key)
            return None
        value = self._value(key, dict, "table", None)
        return self._child(value, (key,)) if isinstance(value, dict) else None

    def tables(self, key: str, *, required: bool = False) -> tuple[Table, ...]:
        """The tables written `[[key]]`, in their order."""
        value = self._value(key, list, "tables", None if required else [])
        if not all(isinstance(item, dict) for item in value or []):
            self.wrong("pack.wrong_type", key, expected="tables")
            return ()
        return tuple(self._child(item, (key, index)) for index, item in enumerate(value or []))

    def _child(self, data: Mapping[str, Any], path: Path) -> Table:
        """The same table for whoever asks again: it remembers which keys were read."""
        place = (*self.path, *path)
        for child in self.children:
            if child.path == place:
                return child
        self.children.append(Table(data, self.file, self.lines, self.reading, place, self))
        return self.children[-1]

    # -- where the values come from ------------------------------------------------------

    def origin(self, label: str = "") -> Provenance:
        """Basis and source of this table: its own, else those of the table or file around it.

        `assumed.key = "why"` and `defaults.key = "why"` single out one value of the table.
        """
        holder = self._holder_of_origin()
        self.seen.update(_ORIGIN)
        if holder is None:
            self.wrong("pack.basis_missing")
            return Provenance(self.name(), Basis.ASSUMPTION)
        holder.seen.update(_ORIGIN)
        basis = holder.choice("basis", Basis)
        source = holder._source()
        if basis is Basis.SOURCE and not source:
            holder.wrong("pack.source_missing")
        where = f"{self.file}:{label or self.name()}"
        found = Provenance(where, basis, source, self.text("note", ""))
        self.reading.provenance.append(found)
        self._single_out(where, "assumed", Basis.ASSUMPTION)
        self._single_out(where, "defaults", Basis.DEFAULT)
        return found

    def _source(self) -> Text:
        """One name for every reader (`source = "..."`), or one a language (`source.fr = "..."`)."""
        if isinstance(self.data.get("source"), dict):
            return self.localised("source")
        return in_any_language(self.text("source", ""))

    def _holder_of_origin(self) -> Table | None:
        if "basis" in self.data:
            return self
        return self.parent._holder_of_origin() if self.parent else None

    def _single_out(self, where: str, group: str, basis: Basis) -> None:
        for key, note in (self._value(group, dict, "table", {}) or {}).items():
            if key not in self.data:
                self.wrong("pack.reference_unknown", f"{group}.{key}", value=key)
            self.reading.provenance.append(Provenance(f"{where}.{key}", basis, note=str(note)))

    # -- the ground ----------------------------------------------------------------------

    def _value(self, key: str, kind: type, expected: str, default: Any) -> Any:
        self.seen.add(key)
        if key not in self.data:
            if default is None:
                self.wrong("pack.key_missing", key)
            return default
        value = self.data[key]
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            self.wrong("pack.wrong_type", key, expected=expected)
            return default
        return value

    def _decimal(self, key: str, default: Decimal | None) -> Decimal:
        self.seen.add(key)
        value = self.data.get(key, default)
        if value is None:
            self.wrong("pack.key_missing", key)
        elif isinstance(value, Decimal | int) and not isinstance(value, bool):
            amount = Decimal(value)
            if amount.is_finite() and abs(amount) < 10**12:
                return amount
            self.wrong("pack.number_out_of_range", key, value=str(value), low=0, high=10**12)
        else:
            self.wrong("pack.wrong_type", key, expected="number")
        return Decimal(0)


def read_toml(file: str, content: bytes, reading: Reading) -> Table | None:
    """The root table of a TOML file, or None (and a mistake) if it can't be parsed."""
    text = read_text(file, content, reading)
    if text is None:
        return None
    try:
        data = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        spot = re.search(r"line (\d+)", str(error))
        line = int(spot[1]) if spot else len(text.splitlines())
        reading.mistakes.add(file, line, "pack.toml_syntax", detail=str(error))
        return None
    return Table(data, file, locate(text), reading)


def read_text(file: str, content: bytes, reading: Reading) -> str | None:
    """The text of a file in UTF-8, with plain line ends, or None (and a mistake)."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        reading.mistakes.add(file, line, "pack.not_utf8")
        return None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def refuse_duplicates(tables: Iterable[Table], codes: Iterable[str], key: str = "code") -> None:
    """Note every code that stands twice in one list."""
    first: dict[str, Table] = {}
    for table, code in zip(tables, codes, strict=True):
        if code in first:
            where = first[code]
            table.wrong("pack.code_duplicate", key, value=code, first=where.line(key))
        elif code:
            first[code] = table
