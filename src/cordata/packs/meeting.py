"""An information meeting as data: when, where, by whom, for whom, and what is on."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from cordata.packs.provenance import Provenance, Text
from cordata.rules.places import SeatPlan


class MeetingFormat(StrEnum):
    """Where people meet."""

    ON_SITE = "on_site"
    ONLINE = "online"
    HYBRID = "hybrid"


class OrganiserRole(StrEnum):
    """Who invites, and who stands beside."""

    LEAD = "lead"
    PARTNER = "partner"


class AgendaKind(StrEnum):
    """The kinds of agenda item, so that a plan can count meals and book workshops."""

    WELCOME = "welcome"
    TALK = "talk"
    PRACTICE = "practice"
    TESTIMONY = "testimony"
    QUESTIONS = "questions"
    WORKSHOP = "workshop"
    COACHING = "coaching"
    MEAL = "meal"
    BREAK = "break"


@dataclass(frozen=True, slots=True)
class Venue:
    """Where a meeting takes place; all empty for a webinar."""

    names: Text = field(default_factory=dict)  # the building
    rooms: Text = field(default_factory=dict)
    street: str = ""
    postcode: str = ""
    city: str = ""
    country: str = ""
    territory: str = ""  # NUTS 3


@dataclass(frozen=True, slots=True)
class Organiser:
    """A body that invites; names as the invitation writes them."""

    role: OrganiserRole
    names: Text
    country: str = ""
    body: str = ""  # code of a body of the programme, where it is one


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """One item; it has an hour only where the invitation gives one."""

    code: str
    kind: AgendaKind
    titles: Text
    starts: time | None = None
    places: int | None = None


@dataclass(frozen=True, slots=True)
class PlaceShare:
    """Places kept for the people of one country until the release."""

    country: str
    places: int


@dataclass(frozen=True, slots=True)
class MeetingDefinition:
    """One meeting of a call."""

    code: str
    names: Text
    format: MeetingFormat
    starts: datetime  # local wall time, without zone
    ends: datetime
    zone: str
    venue: Venue
    organisers: tuple[Organiser, ...]
    agenda: tuple[AgendaItem, ...]
    summaries: Text = field(default_factory=dict)
    audiences: Text = field(default_factory=dict)
    purposes: tuple[Text, ...] = ()
    invitations: Text = field(default_factory=dict)  # further words of the invitation, Markdown
    languages: tuple[str, ...] = ()  # spoken
    themes: tuple[str, ...] = ()  # empty: all themes of the call
    series: str = ""  # meetings of a series share their content
    registration_required: bool = True
    limited_places: bool = True
    places: int | None = None  # None: no limit
    shares: tuple[PlaceShare, ...] = ()
    release_hours: int | None = None  # before the start: unused shares open to everyone
    registration_closes_hours: int = 24  # before the start
    per_organisation: int | None = None
    origin: Provenance | None = None

    @property
    def starts_at(self) -> datetime:
        """The start as an instant, in UTC."""
        return self.starts.replace(tzinfo=ZoneInfo(self.zone)).astimezone(UTC)

    @property
    def ends_at(self) -> datetime:
        """The end as an instant, in UTC."""
        return self.ends.replace(tzinfo=ZoneInfo(self.zone)).astimezone(UTC)

    @property
    def registration_closes_at(self) -> datetime:
        """Until when one may register, in UTC."""
        return self.starts_at - timedelta(hours=self.registration_closes_hours)

    @property
    def released_at(self) -> datetime | None:
        """From when unused places of one country are everybody's, in UTC."""
        if self.release_hours is None:
            return None
        return self.starts_at - timedelta(hours=self.release_hours)

    @property
    def seat_plan(self) -> SeatPlan | None:
        """The places as the pure rules see them; None if there is no limit."""
        if self.places is None:
            return None
        return SeatPlan(
            total=self.places,
            kept={share.country: share.places for share in self.shares},
            released_at=self.released_at,
            per_organisation=self.per_organisation,
        )

    @property
    def lead_organiser(self) -> Organiser | None:
        return next((who for who in self.organisers if who.role is OrganiserRole.LEAD), None)
