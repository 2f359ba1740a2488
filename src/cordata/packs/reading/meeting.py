"""Reads one file of `meetings/`."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import time

from cordata.packs.meeting import (
    AgendaItem,
    AgendaKind,
    MeetingDefinition,
    MeetingFormat,
    Organiser,
    OrganiserRole,
    PlaceShare,
    Venue,
)
from cordata.packs.tables import Table, refuse_duplicates


@dataclass(frozen=True, slots=True)
class Known:
    """Codes of the pack that a meeting may name."""

    countries: Collection[str]
    territories: Collection[str]
    themes: Collection[str]
    bodies: Collection[str]


def read_meeting(root: Table, known: Known) -> MeetingDefinition:
    """The meeting of a file. Its times are local wall times of its zone."""
    code = root.code()
    zone = root.zone("zone", root.reading.zone)
    starts, ends = root.wall_time("starts"), root.wall_time("ends")
    if ends <= starts and root.has("starts") and root.has("ends"):
        root.wrong("pack.end_before_start", "ends", start=str(starts), end=str(ends))
    root.to_utc("starts", starts, zone)
    root.to_utc("ends", ends, zone)
    shares = _shares(root, known)
    kind = root.choice("format", MeetingFormat)
    limited = root.flag("limited_places")
    return MeetingDefinition(
        code=code,
        names=root.localised("names"),
        format=kind,
        starts=starts,
        ends=ends,
        zone=zone,
        venue=_venue(root, kind, known),
        organisers=_organisers(root, known),
        agenda=_agenda(root),
        summaries=root.localised("summaries"),
        audiences=root.localised("audiences", required=False),
        purposes=tuple(item.localised("texts") for item in root.tables("purpose")),
        invitations=root.localised("invitations", required=False),
        languages=root.codes("languages", ()),
        themes=_references(root, "themes", known.themes),
        series=root.text("series", ""),
        registration_required=root.flag("registration_required"),
        limited_places=limited,
        places=_places(root, limited, shares),
        shares=shares,
        release_hours=root.optional_integer("release_hours", high=2000),
        registration_closes_hours=root.integer("registration_closes_hours", 24, high=2000),
        per_organisation=root.optional_integer("per_organisation", low=1, high=1000),
        origin=root.origin(f"meeting.{code}"),
    )


def _references(table: Table, key: str, known: Collection[str]) -> tuple[str, ...]:
    codes = table.codes(key, ())
    for code in codes:
        if code not in known:
            table.wrong("pack.reference_unknown", key, value=code)
    return codes


def _places(root: Table, limited: bool, shares: tuple[PlaceShare, ...]) -> int | None:
    """The number of places; the shares of the countries must add up to it."""
    if not limited:
        return root.optional_integer("places")
    places = root.integer("places", low=1, high=100_000)
    total = sum(share.places for share in shares)
    if shares and total != places:
        root.wrong("pack.places_unbalanced", "places", total=places, found=total)
    return places


def _shares(root: Table, known: Known) -> tuple[PlaceShare, ...]:
    tables = root.tables("share")
    shares = tuple(PlaceShare(item.text("country"), item.integer("places")) for item in tables)
    for item, share in zip(tables, shares, strict=True):
        if share.country not in known.countries:
            item.wrong("pack.country_unknown", "country", value=share.country)
    refuse_duplicates(tables, [share.country for share in shares], "country")
    return shares


def _venue(root: Table, kind: MeetingFormat, known: Known) -> Venue:
    table = root.table("venue", required=kind is not MeetingFormat.ONLINE)
    if table is None:
        return Venue()
    territory = table.text("territory", "")
    if territory and territory not in known.territories:
        table.wrong("pack.nuts_unknown", "territory", value=territory)
    country = table.text("country")
    if country and country not in known.countries:
        table.wrong("pack.country_unknown", "country", value=country)
    return Venue(
        names=table.localised("names", required=False),
        rooms=table.localised("rooms", required=False),
        street=table.text("street", ""),
        postcode=table.text("postcode", ""),
        city=table.text("city"),
        country=country,
        territory=territory,
    )


def _organisers(root: Table, known: Known) -> tuple[Organiser, ...]:
    tables = root.tables("organiser", required=True)
    organisers = tuple(
        Organiser(
            role=item.choice("role", OrganiserRole),
            names=item.localised("names"),
            country=item.text("country", ""),
            body=item.text("body", ""),
        )
        for item in tables
    )
    for item, organiser in zip(tables, organisers, strict=True):
        if organiser.body and organiser.body not in known.bodies:
            item.wrong("pack.reference_unknown", "body", value=organiser.body)
        if organiser.country and organiser.country not in known.countries:
            item.wrong("pack.country_unknown", "country", value=organiser.country)
    leads = sum(organiser.role is OrganiserRole.LEAD for organiser in organisers)
    if organisers and leads != 1:
        root.wrong("pack.one_lead_organiser", "organiser", found=leads)
    return organisers


def _agenda(root: Table) -> tuple[AgendaItem, ...]:
    tables = root.tables("agenda")
    agenda = tuple(
        AgendaItem(
            code=item.code(),
            kind=item.choice("kind", AgendaKind),
            titles=item.localised("titles"),
            starts=_hour(item),
            places=item.optional_integer("places", low=1),
        )
        for item in tables
    )
    refuse_duplicates(tables, [one.code for one in agenda])
    return agenda


def _hour(item: Table) -> time | None:
    return item.hour("starts") if item.has("starts") else None
