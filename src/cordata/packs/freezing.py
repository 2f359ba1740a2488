"""Frozen definitions as plain JSON data and back, driven by their own type hints."""

from __future__ import annotations

import types
import typing
from collections.abc import Hashable, Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, TypeVar

T = TypeVar("T")


def freeze(value: Any) -> Any:
    """Plain data of a definition: dict, list, str, int, bool, None. Amounts and times as text."""
    if is_dataclass(value) and not isinstance(value, type):
        return {item.name: freeze(getattr(value, item.name)) for item in fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return {str(key): freeze(item) for key, item in value.items()}
    if isinstance(value, frozenset):
        return sorted(freeze(item) for item in value)
    if isinstance(value, tuple | list):
        return [freeze(item) for item in value]
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return value


def thaw(kind: type[T], data: Mapping[str, Any]) -> T:
    """The definition of type `kind` that `freeze` turned into `data`. Unknown keys are ignored.

    A key that is missing takes the default of its field: an older call stays readable.
    """
    hints = _hints(typing.cast("Hashable", kind))
    known = {name: _revive(hint, data[name]) for name, hint in hints.items() if name in data}
    return kind(**known)


@cache
def _hints(kind: Hashable) -> Mapping[str, Any]:
    hints = typing.get_type_hints(kind)
    return {item.name: hints[item.name] for item in fields(typing.cast("type[Any]", kind))}


def _revive(hint: Any, value: Any) -> Any:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in {types.UnionType, typing.Union}:
        inner = next(part for part in arguments if part is not type(None))
        return None if value is None else _revive(inner, value)
    if origin is tuple:
        return tuple(_revive(arguments[0], item) for item in value)
    if origin is frozenset:
        return frozenset(_revive(arguments[0], item) for item in value)
    if origin is not None:  # a Mapping: the only other generic a definition holds
        key, inner = arguments
        if isinstance(value, str):  # frozen before this text had languages
            return {"": value} if value else {}
        return {_revive(key, name): _revive(inner, item) for name, item in value.items()}
    return _revive_plain(hint, value)


def _revive_plain(kind: Any, value: Any) -> Any:
    if is_dataclass(kind):
        return thaw(typing.cast("type[Any]", kind), value)
    if kind is datetime:
        return _instant(datetime.fromisoformat(value))
    if kind in {date, time}:
        return kind.fromisoformat(value)
    if kind in {Decimal, int} or issubclass(kind, Enum):
        return kind(value)
    return value


def _instant(value: datetime) -> datetime:
    """Local wall time stays as written; an instant is in UTC."""
    return value.astimezone(UTC) if value.tzinfo else value
