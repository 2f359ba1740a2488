"""The one catalogue: a code of the core becomes a sentence in the reader's language.

Sentences live in `web/sentences/<language>/<package>.toml`, flat, one key a code. A value with
`one` and `other` is chosen by the parameter `count`. Placeholders are written `{amount}` and
formatted by the parameter's type; `{amount:whole}` or `{when:day}` asks for another form, and
`{state:applications.state}` reads a code's own label.
"""

from __future__ import annotations

import logging
import os
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from cordata.web import moments, numerals

SENTENCES = Path(__file__).parent / "sentences"
PLACEHOLDER = re.compile(r"\{(\w+)(?::([\w.]+))?\}")
NEUTRAL = "web.unknown_sentence"
Template = str | Mapping[str, str]

log = logging.getLogger(__name__)


class UnknownSentence(LookupError):
    """A code without a sentence, or a sentence without one of its parameters."""


@cache
def sentences(language: str) -> Mapping[str, Template]:
    """Every code of one language, read once; a test refuses a code written in two files."""
    found: dict[str, Template] = {}
    for path in sorted((SENTENCES / language).glob("*.toml")):
        found.update(tomllib.loads(path.read_text("utf-8")))
    return found


def languages() -> tuple[str, ...]:
    """The languages of the interface, in their order."""
    return tuple(code for code, _name in settings.LANGUAGES)


def known(code: str) -> bool:
    """Whether the catalogue has a sentence for `code`."""
    return code in sentences("fr")


def sentence(code: str, /, language: str | None = None, **params: Any) -> str:
    """The sentence for `code` in `language` (default: the reader's), plain text.

    In tests and in development an unknown code or a missing parameter raises
    `UnknownSentence`; in production it is logged and a neutral sentence is shown.
    """
    spoken = numerals.base_language(language)
    try:
        return _filled(_template(code, spoken, params.get("count")), params, spoken)
    except UnknownSentence:
        if _strict():
            raise
        log.exception("no sentence for %s in %s", code, spoken)
        return _filled(_template(NEUTRAL, spoken, None), {"code": code}, spoken)


def label(code: Any, group: str, language: str | None = None) -> str:
    """The short name of a code within its group: `label("draft", "applications.state")`."""
    return sentence(f"{group}.{code}", language) if code not in ("", None) else ""


def _strict() -> bool:
    return settings.DEBUG or "PYTEST_VERSION" in os.environ


def _template(code: str, language: str, count: Any) -> str:
    text = sentences(language).get(code)
    if text is None:
        raise UnknownSentence(code)
    if isinstance(text, str):
        return text
    return text["one" if is_one(count, language) else "other"]


def is_one(count: Any, language: str) -> bool:
    """Whether `count` takes the singular: 0 and 1 in French, 1 elsewhere."""
    if isinstance(count, Sequence) and not isinstance(count, str):
        count = len(count)
    return count in (0, 1) if language == "fr" else count == 1


def _filled(text: str, params: Mapping[str, Any], language: str) -> str:
    def value(match: re.Match[str]) -> str:
        name, form = match.groups()
        if name not in params:
            raise UnknownSentence(f"parameter {name} of {text!r}")
        return written(params[name], form or "", language)

    return PLACEHOLDER.sub(value, text)


def written(value: Any, form: str, language: str) -> str:
    """One parameter in words, by its type. Raises UnknownSentence for None and booleans."""
    if value is None or isinstance(value, bool):
        raise UnknownSentence(f"a parameter is {value!r}")
    for kind, write in WRITERS:
        if isinstance(value, kind):
            return write(value, form, language)
    return label(str(value), form, language) if "." in form else str(value)


def _amount(value: Decimal, form: str, language: str) -> str:
    if form == "percent":
        return numerals.percent(value, language)
    return numerals.euros(value, form, language)


def _whole(value: int, form: str, language: str) -> str:
    if form == "percent":
        return numerals.percent(value, language)
    return str(value) if form == "year" else numerals.plain_number(value, language)


def _instant(value: datetime, form: str, language: str) -> str:
    if form == "day":
        return moments.day_words(value, language=language)
    if form == "clock":
        return moments.clock_words(value, language=language)
    return moments.moment_words(
        value, language=language, exact=form == "exact", named=form != "short"
    )


def _list(value: Sequence[Any], form: str, language: str) -> str:
    return numerals.listed([written(item, form, language) for item in value], language)


WRITERS: tuple[tuple[Any, Callable[[Any, str, str], str]], ...] = (
    (Decimal, _amount),
    (int, _whole),
    (datetime, _instant),  # before date, which it is too
    (date, moments.day_words),
    ((tuple, list), _list),
)
