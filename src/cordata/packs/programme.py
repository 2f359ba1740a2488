"""A programme as its pack describes it: who runs it, where, in which languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from cordata.packs.logos import Logo
from cordata.packs.own_questions import OwnQuestion
from cordata.packs.provenance import Provenance, Text
from cordata.rules import deadlines
from cordata.rules.deadlines import add_months


class BodyRole(StrEnum):
    """What a body does for the programme."""

    MANAGING_AUTHORITY = "managing_authority"
    JOINT_SECRETARIAT = "joint_secretariat"
    PARTNER_ADMINISTRATION = "partner_administration"  # with its animators, one territory or more
    AUDIT_AUTHORITY = "audit_authority"
    COMMITTEE = "committee"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Country:
    """One side of the border."""

    code: str  # ISO 3166-1 alpha-2
    names: Text
    sides: Text  # "côté français", "lato francese", "French side"
    languages: tuple[str, ...]  # in which its partners are written to, the first one by default
    holidays: tuple[str, ...] = ()  # "05-01", "easter+1", "10-04 from 2026"


@dataclass(frozen=True, slots=True)
class Body:
    """An authority, secretariat or partner administration with its public contact."""

    code: str
    role: BodyRole
    names: Text
    email: str
    country: str = ""
    territories: tuple[str, ...] = ()  # NUTS 3 it advises
    city: str = ""
    origin: Provenance | None = None


@dataclass(frozen=True, slots=True)
class Territory:
    """A NUTS 3 territory of the programme area, with its outline on the schematic map."""

    code: str
    country: str
    names: Text
    outline: str = ""  # `d` of an SVG path
    label: tuple[str, ...] = ()  # lines written on the map
    label_x: int = 0
    label_y: int = 0


@dataclass(frozen=True, slots=True)
class Map:
    """The drawing that holds the outlines."""

    view_box: str
    titles: Text


@dataclass(frozen=True, slots=True)
class Brand:
    """How the programme names itself on every page and letter."""

    name: str
    short_name: str
    funding_statements: Text
    programme_logo: str = ""  # file of brand/; the programme supplies its own
    logos: tuple[Logo, ...] = ()  # all pictures of brand/

    def logo(self, name: str) -> Logo | None:
        """The picture of this file; None if there is none."""
        return next((logo for logo in self.logos if logo.name == name), None)


@dataclass(frozen=True, slots=True)
class Change:
    """One version of the pack, with the reason that is shown publicly."""

    version: str
    on: date
    reasons: Text


@dataclass(frozen=True, slots=True)
class MeetingTerms:
    """What a programme sets for all its meetings."""

    answer_days: int = 5  # working days in which a question is answered
    registrations_months: int = 12  # names and addresses, after the meeting
    needs_days: int = 30  # diets and access needs, after the meeting
    attendance_days: int = 3  # after the meeting: lists kept on paper are typed in by then
    sheets_kept_until: date | None = None  # last day signed attendance sheets are kept; None: none
    survey: tuple[OwnQuestion, ...] = ()  # asked of who came; empty: nobody is asked
    survey_days: int = 30  # after the meeting: until when one may answer
    survey_least: int = 5  # answers from which on they are shown, so that nobody is singled out

    def names_kept_until(self, ends_at: datetime) -> datetime:
        """When the names of a meeting that ends then are erased: so many months later, at the
        same hour (PRI-05)."""
        day = add_months(ends_at.date(), self.registrations_months)
        return datetime.combine(day, ends_at.timetz())

    def needs_kept_until(self, ends_at: datetime) -> datetime:
        """When diets and access needs of a meeting that ends then are erased (PRI-05)."""
        return ends_at + timedelta(days=self.needs_days)

    def attendance_closes_at(self, ends_at: datetime) -> datetime:
        """From when who was not checked in counts as absent."""
        return ends_at + timedelta(days=self.attendance_days)

    def survey_closes_at(self, ends_at: datetime) -> datetime:
        """The last instant at which the survey of a meeting that ends then can be answered."""
        return ends_at + timedelta(days=self.survey_days)


@dataclass(frozen=True, slots=True)
class DraftTerms:
    """What becomes of applications that are never filed."""

    kept_months: int = 12  # after the closing, then they are erased
    deleted_days: int = 14  # a deleted one can be brought back for so long
    warning_days: tuple[int, ...] = (60, 14)  # before the erasure, to its partners
    followers_days: int = 30  # after the closing, addresses that follow the call are erased

    def kept_until(self, closes_at: datetime) -> datetime:
        """When a draft of a call that closes then is erased: so many months later, at the same
        hour (PRI-05)."""
        return datetime.combine(add_months(closes_at.date(), self.kept_months), closes_at.timetz())

    def deleted_until(self, deleted_at: datetime) -> datetime:
        """When a draft that was deleted then is erased."""
        return deleted_at + timedelta(days=self.deleted_days)


@dataclass(frozen=True, slots=True)
class ProgrammeDefinition:
    """What is common to all calls of a programme."""

    code: str
    names: Text
    short_names: Text
    period: str
    languages: tuple[str, ...]  # languages of pages, texts and letters
    zone: str  # IANA zone of every deadline
    zone_cities: Text  # "Paris et Rome"
    countries: tuple[Country, ...]
    bodies: tuple[Body, ...]
    territories: tuple[Territory, ...]
    map: Map
    brand: Brand
    texts: Mapping[str, Text] = field(default_factory=dict)  # key -> Markdown per language
    provenance: tuple[Provenance, ...] = ()
    meetings: MeetingTerms = field(default_factory=MeetingTerms)
    drafts: DraftTerms = field(default_factory=DraftTerms)

    def country(self, code: str) -> Country | None:
        return next((country for country in self.countries if country.code == code), None)

    def territory(self, code: str) -> Territory | None:
        return next((place for place in self.territories if place.code == code), None)

    def body(self, code: str) -> Body | None:
        return next((body for body in self.bodies if body.code == code), None)

    def holidays(self, first: int, last: int) -> frozenset[date]:
        """The public holidays of any of its countries in the years `first` to `last`."""
        rules = (rule for country in self.countries for rule in country.holidays)
        return deadlines.holidays(rules, first, last)

    def bodies_for(self, territory: str) -> tuple[Body, ...]:
        """Who advises applicants of this NUTS 3 territory."""
        return tuple(body for body in self.bodies if territory in body.territories)
