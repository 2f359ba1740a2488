"""The dates of a call as a page shows them: what is past, what is today, what comes."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext

from cordata.kernel.localised import pick
from cordata.packs.call import Milestone
from cordata.programme.models import Call
from cordata.programme.queries import dates_of, local_day
from cordata.web.catalogue import sentence
from cordata.web.moments import Zone, clock_words, day_words, time_left

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of the timetable."""

    when: str
    text: str
    iso: str = ""
    state: str = ""  # done, now, or still to come
    url: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Countdown:
    """What is left before the closing: days, or hours and minutes on the last day."""

    days: int
    hours: int
    minutes: int
    state: str  # before, open, closed, continuous

    @property
    def is_last_day(self) -> bool:
        return self.state in {"open", "before"} and self.days == 0


def countdown(call: Call, at: datetime) -> Countdown:
    """To the closing of an open call, to the opening of one that is announced."""
    if at > call.closes_at:
        return Countdown(0, 0, 0, "closed")
    if at >= call.opens_at and call.definition.continuous:
        return Countdown(0, 0, 0, "continuous")
    coming = at < call.opens_at
    left = time_left(call.opens_at if coming else call.closes_at, at)
    return Countdown(left.days, left.hours, left.minutes, "before" if coming else "open")


def timetable(call: Call, at: datetime) -> list[Moment]:
    """What was announced by now, in order, with today in its place."""
    today = local_day(call, at)
    shown = dates_of(call, today)
    done = [_moment(item, call, today) for item in shown if _is_done(item, at, today)]
    coming = [_moment(item, call, today) for item in shown if not _is_done(item, at, today)]
    if not done or not coming:
        return done + coming
    now = Moment(gettext("Today"), day_words(today), today.isoformat(), "now")
    return [*_as_done(done), now, *coming]


def moments_done(call: Call, at: datetime) -> int:
    """How many of the lines shown on the day of `at` are past."""
    today = local_day(call, at)
    return sum(_is_done(item, at, today) for item in dates_of(call, today))


def _as_done(moments: list[Moment]) -> list[Moment]:
    return [Moment(m.when, m.text, m.iso, "done", m.url, m.note) for m in moments]


def _is_done(item: Milestone, at: datetime, today: date) -> bool:
    return item.at < at if item.at else (item.until or item.on) < today


def _moment(item: Milestone, call: Call, today: date) -> Moment:
    return Moment(
        when=when_words(item, call.zone, today),
        text=pick(item.names),
        iso="" if item.until else (item.at.isoformat() if item.at else item.on.isoformat()),
        url=_meetings_page() if item.meeting else "",
    )


def _meetings_page() -> str:
    try:
        return reverse("meetings:list")
    except NoReverseMatch:
        return ""


def when_words(item: Milestone, zone: Zone, today: date) -> str:
    """`23 avril 2025, 12 h 00`, `25 – 27 février 2025`, `4e trimestre 2025`; this year unsaid."""
    if item.until:
        return period_words(item.on, item.until)
    day = day_words(item.on, "no_year" if item.on.year == today.year else "")
    return f"{day}, {clock_words(item.at, zone)}" if item.at else day


def period_words(start: date, end: date) -> str:
    """A period in words: a quarter, a month, or from one day to another."""
    if start.day == 1 and end.day == monthrange(end.year, end.month)[1]:
        months = (end.year - start.year) * 12 + end.month - start.month + 1
        if months == 1:
            return day_words(start, "month")
        if months == 3 and start.month % 3 == 1:
            return sentence(f"programme.quarter.{start.month // 3 + 1}", year=start.year)
    style = "no_year" if start.year == end.year else ""
    return sentence("programme.period", start=day_words(start, style), end=day_words(end))
