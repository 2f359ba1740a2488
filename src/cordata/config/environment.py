"""Reading `CORDATA_*` variables; a secret may also come from a file (`CORDATA_X_FILE`)."""

from __future__ import annotations

import os
import re
from pathlib import Path

PREFIX = "CORDATA_"
TRUE = {"1", "true", "yes", "on"}


class Misconfigured(Exception):
    """A variable is missing or wrong; the message says what to do."""


def text(name: str, default: str = "") -> str:
    """The variable's value, or the content of the file its `_FILE` twin names."""
    path = os.environ.get(f"{PREFIX}{name}_FILE")
    if path:
        try:
            return Path(path).read_text().strip()
        except OSError as error:
            raise Misconfigured(f"{PREFIX}{name}_FILE: cannot read {path} ({error})") from error
    return os.environ.get(f"{PREFIX}{name}", default).strip()


def flag(name: str, default: bool = False) -> bool:
    value = text(name)
    return value.lower() in TRUE if value else default


def number(name: str, default: int) -> int:
    value = text(name)
    if not value:
        return default
    try:
        return int(value)
    except ValueError as error:
        raise Misconfigured(f"{PREFIX}{name}: {value!r} is not a whole number") from error


def header(name: str) -> str:
    """The name of a header that a proxy sets, in letters alone: the web server hands `X-Told` and
    `X_Told` over as one, and a visitor could send the spelling that the proxy leaves alone."""
    value = text(name)
    if not re.fullmatch("[A-Za-z]*", value):
        raise Misconfigured(
            f"{PREFIX}{name}: {value!r} is not a name of letters alone, such as Arrival. With a "
            "hyphen, a visitor could send the same name with an underscore past the proxy."
        )
    return value


def words(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in text(name, default).split(",") if word.strip()]
