"""Reads the dates, envelopes and results of `call.toml`."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime

from cordata.packs.call import (
    HELP_DAYS,
    MOST_HOURS,
    EnvelopeVersion,
    Milestone,
    MilestoneKind,
    Result,
    ThemeDefinition,
    latest,
)
from cordata.packs.tables import NO_DAY, Table, refuse_duplicates
from cordata.rules.availability import ExtensionRule

MOST_HELP_DAYS = 90
MOST_WATCHED = 72  # hours before a closing that a rule may look at
REMINDER_HOURS = (336, 72, 24, 3)  # 14, 3 and 1 days, 3 hours
# A call without closing date: far away, yet no zone carries it past the last year a date can have.
NEVER = datetime(2999, 12, 31, 12, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Filing:
    """When applications are received."""

    opens_at: datetime
    closes_at: datetime
    continuous: bool
    reminder_hours: tuple[int, ...] = ()
    extension: ExtensionRule | None = None
    help_days: int = HELP_DAYS


def read_filing(root: Table) -> Filing:
    """Opening and closing. A continuous call has no closing."""
    table = root.table("filing")
    if table is None:
        return Filing(NEVER, NEVER, continuous=True)
    table.origin("filing")
    continuous = table.flag("continuous", False)
    opens_at = table.instant("opens_at")
    closes_at = NEVER if continuous and not table.has("closes_at") else table.instant("closes_at")
    if table.has("opens_at") and table.has("closes_at") and closes_at <= opens_at:
        table.wrong("pack.end_before_start", "closes_at", start=str(opens_at), end=str(closes_at))
    return Filing(
        opens_at,
        closes_at,
        continuous,
        _reminders(table),
        _extension(table),
        table.integer("help_days", HELP_DAYS, low=1, high=MOST_HELP_DAYS),
    )


def _reminders(filing: Table) -> tuple[int, ...]:
    """Whole hours before the closing at which drafts are reminded; none where the list is empty."""
    hours = filing.integers("reminder_hours", REMINDER_HOURS, low=1, high=MOST_HOURS)
    return tuple(sorted(set(hours), reverse=True))


def _extension(filing: Table) -> ExtensionRule | None:
    """What an outage adds to the closing; without the table no rule is written."""
    table = filing.table("extension", required=False)
    if table is None:
        return None
    table.origin("filing.extension")
    usual = ExtensionRule()
    return ExtensionRule(
        table.integer("within_hours", usual.within_hours, low=1, high=MOST_WATCHED),
        table.integer("more_than_minutes", usual.more_than_minutes, high=MOST_WATCHED * 60),
        table.integer("times", usual.times, low=1, high=10),
        table.integer("notice_hours", usual.notice_hours, high=MOST_WATCHED),
    )


def read_envelopes(holder: Table, key: str, label: str) -> tuple[EnvelopeVersion, ...]:
    """The versions of an envelope, in the order of their decisions."""
    tables = holder.tables(key)
    versions = tuple(
        EnvelopeVersion(
            amount=table.money("amount"),
            decided_on=table.day("decided_on"),
            decisions=table.localised("decisions"),
            origin=table.origin(f"{label}.{index}"),
        )
        for index, table in enumerate(tables, 1)
    )
    for table, before, after in zip(tables[1:], versions, versions[1:], strict=False):
        if after.decided_on <= before.decided_on and before.decided_on != NO_DAY:
            table.wrong(
                "pack.end_before_start",
                "decided_on",
                start=str(before.decided_on),
                end=str(after.decided_on),
            )
    return versions


def read_themes(root: Table) -> tuple[ThemeDefinition, ...]:
    """The strands of the call."""
    tables = root.tables("theme", required=True)
    themes = tuple(_theme(table) for table in tables)
    refuse_duplicates(tables, [theme.code for theme in themes])
    return themes


def _theme(table: Table) -> ThemeDefinition:
    code = table.code()
    table.origin(f"theme.{code}")
    return ThemeDefinition(
        code=code,
        objective=table.text("objective"),
        names=table.localised("names"),
        descriptions=table.localised("descriptions"),
        envelopes=read_envelopes(table, "envelope", f"theme.{code}.envelope"),
        icon=table.text("icon", ""),
    )


def check_balance(
    root: Table, envelopes: tuple[EnvelopeVersion, ...], themes: tuple[ThemeDefinition, ...]
) -> None:
    """Each total of the call is the sum of its themes on the day it was decided."""
    tables = root.tables("envelope")
    for table, version in zip(tables, envelopes, strict=True):
        parts = [latest(theme.envelopes, version.decided_on) for theme in themes]
        found = sum(part.amount for part in parts if part)
        if any(parts) and found != version.amount:
            table.wrong(
                "pack.envelope_unbalanced",
                "amount",
                total=str(version.amount),
                found=str(found),
            )
    covered = {version.decided_on for version in envelopes}
    for theme in themes:
        for part in theme.envelopes:
            if part.decided_on not in covered:
                root.wrong(
                    "pack.envelope_total_missing",
                    "envelope",
                    theme=theme.code,
                    day=str(part.decided_on),
                )


def read_milestones(root: Table, meetings: Collection[str]) -> tuple[Milestone, ...]:
    """The timetable, in the order of its dates."""
    tables = root.tables("milestone", required=True)
    milestones = tuple(_milestone(table) for table in tables)
    codes = {item.code for item in milestones}
    for table, item in zip(tables, milestones, strict=True):
        if item.meeting and item.meeting not in meetings:
            table.wrong("pack.reference_unknown", "meeting", value=item.meeting)
        if item.replaces and item.replaces not in codes:
            table.wrong("pack.reference_unknown", "replaces", value=item.replaces)
    refuse_duplicates(tables, [item.code for item in milestones])
    return tuple(sorted(milestones, key=lambda item: (item.on, item.at or NEVER)))


def _milestone(table: Table) -> Milestone:
    code = table.code()
    at = table.instant("at") if table.has("at") else None
    on = _local_day(table) if at else table.day("on")
    until = table.optional_day("until")
    if until and until < on:
        table.wrong("pack.end_before_start", "until", start=str(on), end=str(until))
    return Milestone(
        code=code,
        kind=table.choice("kind", MilestoneKind),
        names=table.localised("names"),
        on=on,
        until=until,
        at=at,
        known_on=table.optional_day("known_on"),
        replaces=table.text("replaces", ""),
        meeting=table.text("meeting", ""),
        origin=table.origin(f"milestone.{code}"),
    )


def _local_day(table: Table) -> date:
    value = table.data["at"]
    return value.date() if isinstance(value, datetime) else NO_DAY


def read_results(root: Table, themes: Collection[str]) -> tuple[Result, ...]:
    """What committees decided, as published."""
    tables = root.tables("result")
    results = tuple(_result(table, number) for number, table in enumerate(tables, 1))
    for table, result in zip(tables, results, strict=True):
        if result.theme and result.theme not in themes:
            table.wrong("pack.reference_unknown", "theme", value=result.theme)
        if result.submitted is not None and result.approved > result.submitted:
            table.wrong(
                "pack.minimum_over_maximum",
                "approved",
                low=str(result.approved),
                high=str(result.submitted),
                other="submitted",
            )
    return results


def _result(table: Table, number: int) -> Result:
    return Result(
        on=table.day("on"),
        place=table.text("place", ""),
        approved=table.integer("approved"),
        submitted=table.optional_integer("submitted"),
        theme=table.text("theme", ""),
        erdf=table.optional_money("erdf"),
        origin=table.origin(f"result.{number}"),
    )
