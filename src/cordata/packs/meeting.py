"""An information meeting as data: when, where, by whom, for whom, and what is on."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from cordata.packs.own_questions import OwnQuestion
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
    COACHING = "coaching"  # one to one, in slots
    PITCH = "pitch"  # two minutes each
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
    access: Text = field(default_factory=dict)  # step-free, hearing loop...
    directions: Text = field(default_factory=dict)  # how to come
    car_sharing: Text = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks on an item of the agenda, and for which body."""

    name: str
    bodies: Text = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to ask about a meeting: public, so a function rather than a person."""

    names: Text
    email: str = ""
    phone: str = ""


class DocumentMoment(StrEnum):
    """When a document of a meeting is to be read."""

    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class AnnouncedDocument:
    """A document people are told to expect; the file follows by its code."""

    code: str
    moment: DocumentMoment
    titles: Text


@dataclass(frozen=True, slots=True)
class Organiser:
    """A body that invites; names as the invitation writes them."""

    role: OrganiserRole
    names: Text
    country: str = ""
    body: str = ""  # code of a body of the programme, where it is one
    logo: str = ""  # picture of the pack's brand/, printed on the invitation


@dataclass(frozen=True, slots=True)
class PlaceShare:
    """Places kept for the people of one country until the release."""

    country: str
    places: int


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """One item; it has an hour only where the invitation gives one."""

    code: str
    kind: AgendaKind
    titles: Text
    starts: time | None = None
    places: int | None = None  # own places, chosen at registration; None: open to all
    ends: time | None = None
    rooms: Text = field(default_factory=dict)  # where it is not the meeting's own
    languages: tuple[str, ...] = ()  # where they are not the meeting's own
    speakers: tuple[Speaker, ...] = ()
    descriptions: Text = field(default_factory=dict)
    slot_minutes: int | None = None  # of one pitch, of one talk of two
    shares: tuple[PlaceShare, ...] = ()  # own waiting list per side

    def seats_for(self, persons: int) -> int:
        """How many of its places a party takes: a coaching slot is one appointment for all."""
        return 1 if self.kind is AgendaKind.COACHING else persons

    def overlaps(self, other: AgendaItem) -> bool:
        """Whether nobody can be in both; unknown hours hinder nobody."""
        if not self.starts or not other.starts:
            return False
        if self.starts == other.starts:
            return True
        return self.starts < (other.ends or other.starts) and other.starts < (
            self.ends or self.starts
        )


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
    max_party: int = 1  # persons in one registration
    approval: bool = False  # the organisers decide on every registration
    questions: tuple[OwnQuestion, ...] = ()
    origin: Provenance | None = None
    headings: Text = field(default_factory=dict)  # above the title of the invitation
    interpretation: tuple[str, ...] = ()  # languages interpreted into
    contacts: tuple[Contact, ...] = ()
    documents: tuple[AnnouncedDocument, ...] = ()
    registration_opens_days: int = 60  # before the start: no source says when

    @property
    def starts_at(self) -> datetime:
        """The start as an instant, in UTC."""
        return self.starts.replace(tzinfo=ZoneInfo(self.zone)).astimezone(UTC)

    @property
    def ends_at(self) -> datetime:
        """The end as an instant, in UTC."""
        return self.ends.replace(tzinfo=ZoneInfo(self.zone)).astimezone(UTC)

    @property
    def registration_opens_at(self) -> datetime:
        """From when one may register, in UTC: at the hour of the start, some days before."""
        opens = self.starts - timedelta(days=self.registration_opens_days)
        return opens.replace(tzinfo=ZoneInfo(self.zone)).astimezone(UTC)

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
            max_party=self.max_party,
        )

    @property
    def items_with_places(self) -> tuple[AgendaItem, ...]:
        """The items that one chooses, each with its own places."""
        return tuple(item for item in self.agenda if item.places is not None)

    def item(self, code: str) -> AgendaItem | None:
        """The item of this code."""
        return next((item for item in self.agenda if item.code == code), None)

    @property
    def lead_organiser(self) -> Organiser | None:
        return next((who for who in self.organisers if who.role is OrganiserRole.LEAD), None)
