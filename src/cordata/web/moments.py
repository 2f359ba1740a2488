"""Days and instants in words, always with the zone named when it matters (TIM-01)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.utils import dates
from django.utils.translation import override

from cordata.rules.apart import folded
from cordata.web.numerals import FIXED, base_language, listed

Cities = Mapping[str, Sequence[str]] | Sequence[str]

CITY_NAMES = {  # only names that differ from the zone's own, which is English
    "Paris": {"it": "Parigi"},
    "Rome": {"it": "Roma"},
    "Brussels": {"fr": "Bruxelles", "it": "Bruxelles"},
    "Vienna": {"fr": "Vienne"},
    "Stockholm": {"it": "Stoccolma"},
}


SHORT_MONTHS = {  # as CLDR writes them
    "fr": (
        *("janv.", "févr.", "mars", "avr.", "mai", "juin"),
        *("juil.", "août", "sept.", "oct.", "nov.", "déc."),
    ),
    "it": ("gen", "feb", "mar", "apr", "mag", "giu", "lug", "ago", "set", "ott", "nov", "dic"),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sept", "Oct", "Nov", "Dec"),
}


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone and the cities whose hour it is, per language or the same in all."""

    name: str
    cities: Cities = field(default_factory=tuple)

    def city_words(self, language: str) -> str:
        """`Paris et Rome`: the cities of a reader, or the zone's own city."""
        if isinstance(self.cities, Mapping):
            cities = self.cities.get(language) or self.cities.get("en") or ()
        else:
            cities = self.cities
        if not cities:
            own = self.name.rsplit("/", 1)[-1].replace("_", " ")
            cities = (CITY_NAMES.get(own, {}).get(language, own),)
        return listed(list(cities), language)


_default: list[Callable[[], Zone]] = [lambda: Zone("Europe/Paris")]  # default, not the programme's


def set_default_zone(provider: Callable[[], Zone]) -> None:
    """Let the programme say in which zone instants are shown when a page names none."""
    _default[0] = provider


def zone_of(given: Any = None) -> Zone:
    """The zone meant by a `Zone`, a zone name, something with `zone` and `cities`, or nothing."""
    if isinstance(given, Zone):
        return given
    if isinstance(given, str) and given:
        return Zone(given)
    name = getattr(given, "zone", "")
    if isinstance(name, Zone):
        return name
    return Zone(name, getattr(given, "cities", ())) if name else _default[0]()


class Left(NamedTuple):
    """What is left until an instant: whole days, and on the last day hours and minutes."""

    days: int
    hours: int
    minutes: int
    is_over: bool

    @property
    def is_last_day(self) -> bool:
        return not self.is_over and self.days == 0


def time_left(until: datetime, at: datetime) -> Left:
    """Days as long as a whole one is left; the minute begun does not count; the instant itself
    is still in (TIM-01)."""
    if at > until:
        return Left(0, 0, 0, True)
    left = until - at
    minutes = left.seconds // 60
    return Left(left.days, minutes // 60, minutes % 60, False)


def local(instant: datetime, zone: Any = None) -> datetime:
    """The instant on the wall clocks of `zone`. Raises ValueError for an instant without zone."""
    if instant.tzinfo is None:
        raise ValueError("an instant has a zone")
    return instant.astimezone(ZoneInfo(zone_of(zone).name))


def day_words(day: date | datetime, style: str = "", language: str | None = None) -> str:
    """A day in words. `style`: "" 23 avril 2025, weekday, short (23 avr. 2025), month (avril 2025),
    no_year (23 avril)."""
    if isinstance(day, datetime):
        day = local(day).date()
    return _day_words(day, style, base_language(language))


@lru_cache(4096)
def _day_words(day: date, style: str, code: str) -> str:
    with override("en-gb" if code == "en" else code):
        month, weekday = str(dates.MONTHS[day.month]), str(dates.WEEKDAYS[day.weekday()])
    if style == "short":
        month = short_month(day, code)
    if code == "it":
        month, weekday = month.lower(), weekday.lower()
    number = {"fr": "1er", "it": "1º"}.get(code, "1") if day.day == 1 else str(day.day)
    if style == "month":
        return f"{month} {day.year}"
    if style == "no_year":
        return f"{number} {month}"
    words = f"{number} {month} {day.year}"
    return f"{weekday} {words}" if style == "weekday" else words


def short_month(day: date, language: str | None = None) -> str:
    """`févr.`: the month as it stands in a date tile and in a short date."""
    return SHORT_MONTHS[base_language(language)][day.month - 1]


@lru_cache(64)
def month_names(languages: tuple[str, ...]) -> Mapping[str, int]:
    """What the months are called in these languages, as `rules.apart` compares them."""
    names: dict[str, int] = {}
    for code in languages:
        with override(code):
            for forms in (dates.MONTHS, dates.MONTHS_ALT):
                names |= {folded(str(name)): number for number, name in forms.items()}
        short = enumerate(SHORT_MONTHS.get(code, ()), start=1)
        names |= {folded(name.rstrip(".")): number for number, name in short}
    return names


def clock_words(instant: datetime, zone: Any = None, language: str | None = None) -> str:
    """The hour: 9 h 30 (fr), 9:30 (it), 09:30 (en)."""
    at = local(instant, zone)
    code = base_language(language)
    if code == "fr":
        return f"{at.hour}{FIXED}h{FIXED}{at:%M}"
    return f"{at.hour}:{at:%M}" if code == "it" else f"{at:%H:%M}"


def _exact_clock(at: datetime, code: str) -> str:
    if code == "fr":
        return f"{at.hour}{FIXED}h{FIXED}{at:%M}{FIXED}min{FIXED}{at:%S}{FIXED}s"
    return f"{at.hour}:{at:%M:%S}" if code == "it" else f"{at:%H:%M:%S}"


def moment_words(
    instant: datetime,
    zone: Any = None,
    language: str | None = None,
    *,
    exact: bool = False,
    named: bool = True,
) -> str:
    """An instant in words: `23 avril 2025 à 12 h 00 (heure de Paris et Rome)`.

    `exact` adds the seconds (receipts); `named=False` leaves the zone out (lists).
    """
    code, place = base_language(language), zone_of(zone)
    at = local(instant, place)
    hour = _exact_clock(at, code) if exact else clock_words(instant, place, code)
    day = day_words(at.date(), language=code)
    words = {
        "fr": f"{day} à {hour}",
        "it": f"{day} {'all’' if at.hour == 1 else 'alle '}{hour}",
        "en": f"{day} at {hour}",
    }[code]
    return f"{words} ({zone_words(place, code)})" if named else words


def zone_words(zone: Any = None, language: str | None = None) -> str:
    """`heure de Paris et Rome`."""
    code = base_language(language)
    cities = zone_of(zone).city_words(code)
    return {"fr": f"heure de {cities}", "it": f"ora di {cities}", "en": f"{cities} time"}[code]
