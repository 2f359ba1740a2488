"""Reads one file of `meetings/`."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, time

from cordata.packs.call import ThemeDefinition
from cordata.packs.logos import FOLDER
from cordata.packs.meeting import (
    AgendaItem,
    AgendaKind,
    AnnouncedDocument,
    Contact,
    DocumentMoment,
    MeetingDefinition,
    MeetingFormat,
    Organiser,
    OrganiserRole,
    PlaceShare,
    Speaker,
    Venue,
)
from cordata.packs.programme import ProgrammeDefinition
from cordata.packs.reading.own_questions import read_questions
from cordata.packs.tables import EMAIL, Table, refuse_duplicates

LANGUAGE = re.compile(r"[a-z]{2,3}")


@dataclass(frozen=True, slots=True)
class Known:
    """Codes of the pack that a meeting may name."""

    countries: Collection[str]
    territories: Collection[str]
    themes: Collection[str]
    bodies: Collection[str]
    logos: Collection[str] = ()


def known_of(programme: ProgrammeDefinition, themes: Iterable[ThemeDefinition]) -> Known:
    """What a meeting of this programme, on these themes, may name."""
    return Known(
        countries={country.code for country in programme.countries},
        territories={place.code for place in programme.territories},
        themes={theme.code for theme in themes},
        bodies={body.code for body in programme.bodies},
        logos={logo.name for logo in programme.brand.logos},
    )


def read_meeting(root: Table, known: Known) -> MeetingDefinition:
    """The meeting of a file. Its times are local wall times of its zone."""
    code = root.code()
    zone = root.zone("zone", root.reading.zone)
    starts, ends = root.wall_time("starts"), root.wall_time("ends")
    if ends <= starts and root.has("starts") and root.has("ends"):
        root.wrong("pack.end_before_start", "ends", start=str(starts), end=str(ends))
    root.to_utc("starts", starts, zone)
    root.to_utc("ends", ends, zone)
    opens = root.integer("registration_opens_days", 60, low=1, high=730)
    closes = root.integer("registration_closes_hours", 24, high=2000)
    if closes >= opens * 24:
        root.wrong("pack.registration_never_open", "registration_closes_hours")
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
        agenda=_agenda(root, starts, ends, known),
        summaries=root.localised("summaries"),
        audiences=root.localised("audiences", required=False),
        purposes=tuple(item.localised("texts") for item in root.tables("purpose")),
        invitations=root.localised("invitations", required=False),
        languages=_spoken(root, "languages"),
        themes=_references(root, "themes", known.themes),
        series=root.text("series", ""),
        registration_required=root.flag("registration_required"),
        limited_places=limited,
        places=_places(root, limited, shares),
        shares=shares,
        release_hours=root.optional_integer("release_hours", high=2000),
        registration_closes_hours=closes,
        per_organisation=root.optional_integer("per_organisation", low=1, high=1000),
        max_party=root.integer("max_party", 1, low=1, high=10),
        approval=root.flag("approval", False),
        questions=read_questions(root),
        origin=root.origin(f"meeting.{code}"),
        headings=root.localised("headings", required=False),
        interpretation=_spoken(root, "interpretation"),
        contacts=_contacts(root),
        documents=_documents(root),
        registration_opens_days=opens,
    )


def _spoken(table: Table, key: str) -> tuple[str, ...]:
    codes = table.codes(key, ())
    for code in codes:
        if not LANGUAGE.fullmatch(code):
            table.wrong("pack.spoken_language_malformed", key, value=code)
    return codes


def _contacts(root: Table) -> tuple[Contact, ...]:
    contacts = []
    for item in root.tables("contact"):
        contact = Contact(item.localised("names"), item.text("email", ""), item.text("phone", ""))
        if contact.email and not EMAIL.fullmatch(contact.email):
            item.wrong("pack.email_malformed", "email", value=contact.email)
        if not contact.email and not contact.phone:
            item.wrong("pack.contact_unreachable")
        contacts.append(contact)
    return tuple(contacts)


def _documents(root: Table) -> tuple[AnnouncedDocument, ...]:
    tables = root.tables("document")
    documents = tuple(
        AnnouncedDocument(
            item.code(), item.choice("moment", DocumentMoment), item.localised("titles")
        )
        for item in tables
    )
    refuse_duplicates(tables, [one.code for one in documents])
    return documents


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
        access=table.localised("access", required=False),
        directions=table.localised("directions", required=False),
        car_sharing=table.localised("car_sharing", required=False),
    )


def _organisers(root: Table, known: Known) -> tuple[Organiser, ...]:
    tables = root.tables("organiser", required=True)
    organisers = tuple(
        Organiser(
            role=item.choice("role", OrganiserRole),
            names=item.localised("names"),
            country=item.text("country", ""),
            body=item.text("body", ""),
            logo=item.text("logo", ""),
        )
        for item in tables
    )
    for item, organiser in zip(tables, organisers, strict=True):
        if organiser.body and organiser.body not in known.bodies:
            item.wrong("pack.reference_unknown", "body", value=organiser.body)
        if organiser.country and organiser.country not in known.countries:
            item.wrong("pack.country_unknown", "country", value=organiser.country)
        if organiser.logo and organiser.logo not in known.logos:
            item.wrong("pack.file_missing", "logo", name=f"{FOLDER}{organiser.logo}")
    leads = sum(organiser.role is OrganiserRole.LEAD for organiser in organisers)
    if organisers and leads != 1:
        root.wrong("pack.one_lead_organiser", "organiser", found=leads)
    return organisers


def _agenda(root: Table, starts: datetime, ends: datetime, known: Known) -> tuple[AgendaItem, ...]:
    tables = root.tables("agenda")
    agenda = tuple(_item(table, known) for table in tables)
    refuse_duplicates(tables, [one.code for one in agenda])
    for table, item in zip(tables, agenda, strict=True):
        _check_hours(table, item, starts, ends)
    return agenda


def _item(table: Table, known: Known) -> AgendaItem:
    return AgendaItem(
        code=table.code(),
        kind=table.choice("kind", AgendaKind),
        titles=table.localised("titles"),
        starts=_hour(table, "starts"),
        ends=_hour(table, "ends"),
        places=table.optional_integer("places", low=1, high=100_000),
        shares=_item_shares(table, known),
        rooms=table.localised("rooms", required=False),
        languages=_spoken(table, "languages"),
        speakers=tuple(
            Speaker(one.text("name"), one.localised("bodies", required=False))
            for one in table.tables("speaker")
        ),
        descriptions=table.localised("descriptions", required=False),
        slot_minutes=table.optional_integer("slot_minutes", low=1, high=480),
    )


def _item_shares(item: Table, known: Known) -> tuple[PlaceShare, ...]:
    shares = _shares(item, known)
    places, total = item.data.get("places"), sum(share.places for share in shares)
    if shares and total != places:
        item.wrong("pack.places_unbalanced", "places", total=places or 0, found=total)
    return shares


def _check_hours(table: Table, item: AgendaItem, starts: datetime, ends: datetime) -> None:
    """An hour of an item lies within those of the meeting."""
    if item.ends and not item.starts:
        table.wrong("pack.item_without_start", "ends")
    elif item.starts and item.ends and item.ends <= item.starts:
        start, end = f"{item.starts:%H:%M}", f"{item.ends:%H:%M}"
        table.wrong("pack.end_before_start", "ends", start=start, end=end)
    if starts.date() != ends.date() or ends < starts:
        return
    for key, hour in (("starts", item.starts), ("ends", item.ends)):
        if hour and not starts.time() <= hour <= ends.time():
            table.wrong(
                "pack.item_outside_meeting",
                key,
                value=f"{hour:%H:%M}",
                start=f"{starts:%H:%M}",
                end=f"{ends:%H:%M}",
            )


def _hour(item: Table, key: str) -> time | None:
    return item.hour(key) if item.has(key) else None
