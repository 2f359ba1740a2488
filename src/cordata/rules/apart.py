"""What one version of a text says and another does not: numbers, dates, names. No language: the
names of months and what places are called come from outside."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import Any

Date = tuple[int, int, int]  # year, month, day; 0 where the text does not say
Found = Mapping[Any, str]  # what is meant -> as it is written
Months = Mapping[str, int]  # folded name in any language -> 1 to 12

MOST_NAMES = 8  # more that differ: a language that writes nouns with capitals, which tells nothing
_NUMBER = re.compile(r"\d{1,3}(?:[  \u00a0\u2009\u202f.,']\d{3})+(?!\d)|\d+")
_ORDINAL = r"(?:er|re|ère|e|o|º|°|st|nd|rd|th)?"
_DATES = re.compile(
    rf"""(?<![\w.])(?:
    (?P<y1>\d{{4}})-(?P<m1>\d{{1,2}})-(?P<d1>\d{{1,2}})
    | (?P<d2>\d{{1,2}})[./](?P<m2>\d{{1,2}})[./](?P<y2>\d{{4}}|\d{{2}})
    | (?P<m3>\d{{1,2}})/(?P<y3>\d{{4}})
    | (?P<d4>\d{{1,2}}){_ORDINAL}\s+(?P<w4>[^\W\d_]{{3,}})\.?(?:,?\s+(?P<y4>\d{{4}}))?
    | (?P<w5>[^\W\d_]{{3,}})\s+(?P<d5>\d{{1,2}}){_ORDINAL}(?:,?\s+(?P<y5>\d{{4}}))?(?!\d)
    | (?P<w6>[^\W\d_]{{3,}})\.?\s+(?P<y6>\d{{4}})
    )(?!\w)""",
    re.VERBOSE,
)
_DIGITS = re.compile(r"\d+")
_WORD_BEFORE = re.compile(r"[^\W\d_]{3,}\.?\s+$")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_BETWEEN = frozenset(" \t\u00a0\u202f«“\"'’([")  # may stand between a sentence's end and a word
_ENDS = frozenset(".!?:;…»”\n•–—-*/")


@dataclass(frozen=True, slots=True)
class Apart:
    """What a version says and some other does not, as it is written there."""

    numbers: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    names: tuple[str, ...] = ()

    @property
    def written(self) -> tuple[str, ...]:
        """All of it, as it is written."""
        return (*self.dates, *self.numbers, *self.names)

    def __bool__(self) -> bool:
        return bool(self.written)


def apart(
    texts: Mapping[str, str], months: Months, same: Sequence[Mapping[str, str]] = ()
) -> dict[str, Apart]:
    """Language -> what its version alone says; empty texts are not compared.

    `months` are the months' names in any language, folded by `folded`; `same` are names of places
    and bodies in each language, so that Turin and Torino count as one. Domain.md 6, check 03.
    """
    written = {code: text for code, text in texts.items() if text.strip()}
    figures = {code: figures_in(text, months) for code, text in written.items()}
    dates = {code: found for code, (found, _numbers) in figures.items()}
    numbers = {code: found for code, (_dates, found) in figures.items()}
    names = {code: names_in(text, months) for code, text in written.items()}
    alike = _alike(same)
    return {
        code: Apart(
            numbers=_lacking(numbers, code, _is_in),
            dates=_lacking(dates, code, _is_day_of),
            names=_few(_lacking(names, code, alike)),
        )
        for code in written
    }


def figures_differ(texts: Mapping[str, str], months: Months) -> bool:
    """Whether a number or date of one version is missing from another; empty ones say nothing."""
    read = [figures_in(text, months) for text in texts.values() if text.strip()]
    return any(
        not all(_is_day_of(date, dates) for date in own[0])
        or not all(number in numbers for number in own[1])
        for own, (dates, numbers) in permutations(read, 2)
    )


def figures_in(text: str, months: Months) -> tuple[Found, Found]:
    """The dates of a text, whatever their form, and its other numbers, however grouped."""
    dated = list(_dated(text, months))
    rest = _without(text, [match for match, _date in dated])
    numbers = {re.sub(r"\D", "", one).lstrip("0"): one for one in _NUMBER.findall(rest)}
    return {date: match[0] for match, date in dated}, numbers


def names_in(text: str, months: Months) -> Found:
    """The words written with a capital that neither begin a sentence nor name a month."""
    found: dict[str, str] = {}
    for match in _WORD.finditer(text):
        word = match[0]
        if len(word) > 2 and word[0].isupper() and not _begins(text, match.start()):
            found.setdefault(folded(word), word)
    return {name: word for name, word in found.items() if name not in months}


def _begins(text: str, start: int) -> bool:
    """Whether a sentence, a line or an item of a list begins there."""
    while start and text[start - 1] in _BETWEEN:
        start -= 1
    return not start or text[start - 1] in _ENDS


def folded(word: str) -> str:
    """A word without accents and capitals, by which it is compared."""
    apart = unicodedata.normalize("NFKD", word.casefold())
    return "".join(one for one in apart if not unicodedata.combining(one))


def _dated(text: str, months: Months) -> Iterator[tuple[re.Match[str], Date]]:
    """Each date with the place where it is written; 12 ateliers is no date.

    Looked for around digits only: this is asked of every text at every judgement.
    """
    end = 0
    for digits in _DIGITS.finditer(text):
        for start in _starts(text, digits.start(), end):
            match = _DATES.match(text, start)
            if match and (date := _date(match, months)):
                yield match, date
                end = match.end()
                break


def _starts(text: str, at: int, end: int) -> Iterator[int]:
    """Where a date with digits at `at` may begin, after the last one's `end`: a word before, or
    the digits."""
    before = _WORD_BEFORE.search(text[max(end, at - 24) : at])
    if before and end <= at:
        yield max(end, at - 24) + before.start()
    if end <= at:
        yield at


def _date(match: re.Match[str], months: Months) -> Date | None:
    said = {key[0]: value for key, value in match.groupdict().items() if value}
    month = months.get(folded(said["w"]), 0) if "w" in said else int(said["m"])
    day, year = int(said.get("d", 0)), int(said.get("y", 0))
    if not 1 <= month <= 12 or day > 31:
        return None
    return (year + 2000 if 0 < year < 100 else year), month, day


def _without(text: str, matches: Iterable[re.Match[str]]) -> str:
    pieces, start = [], 0
    for match in matches:
        pieces.append(text[start : match.start()])
        start = match.end()
    return " · ".join([*pieces, text[start:]])


def _lacking(
    found: Mapping[str, Found], code: str, is_there: Callable[[Any, Found], bool]
) -> tuple[str, ...]:
    """What the version of `code` says and at least one other does not."""
    others = [one for other, one in found.items() if other != code]
    own = found[code].items()
    return tuple(text for what, text in own if not all(is_there(what, one) for one in others))


def _is_in(number: str, there: Found) -> bool:
    return number in there


def _is_day_of(date: Date, there: Found) -> bool:
    """Whether a date is there; one without its year is any year's."""
    return date in there or any(
        date[1:] == other[1:] and not (date[0] and other[0]) for other in there
    )


def _alike(same: Sequence[Mapping[str, str]]) -> Callable[[Any, Found], bool]:
    """Whether a name is there, under its own or another language's words."""
    others: dict[str, set[str]] = {}
    for names in same:
        words = {folded(one) for name in names.values() for one in _WORD.findall(name)}
        for word in words:
            others.setdefault(word, set()).update(words)
    return lambda name, there: name in there or not others.get(name, set()).isdisjoint(there)


def _few(names: tuple[str, ...]) -> tuple[str, ...]:
    return names if len(names) <= MOST_NAMES else ()
