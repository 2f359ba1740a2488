"""What the bar and the foot of every page say about the programme."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext

from cordata.kernel.localised import pick
from cordata.packs.programme import BodyRole, ProgrammeDefinition
from cordata.programme.queries import current_programme
from cordata.programme.site import site_of
from cordata.web.navigation import ProgrammeName


def mail_line(language: str) -> str:
    """The line beside our name at the head of a mail; nothing while no pack is loaded."""
    programme = current_programme()
    return pick(programme.definition.names, language) if programme else ""


def programme_name(request: HttpRequest) -> ProgrammeName | None:
    """The programme's name in the reader's language; nothing while no pack is loaded."""
    site = site_of(request)
    if site.programme is None:
        return None
    definition = site.definition
    return ProgrammeName(
        line=pick(definition.names),
        name=definition.brand.short_name,
        statement=pick(definition.brand.funding_statements),
        zone=site.programme.zone,
        links=_links(definition),
    )


def _links(definition: ProgrammeDefinition) -> tuple[tuple[str, str], ...]:
    roles = (BodyRole.MANAGING_AUTHORITY, BodyRole.JOINT_SECRETARIAT)
    bodies = [body for body in definition.bodies if body.role in roles]
    help_page = reverse("programme:help")
    links = [(pick(body.names), f"{help_page}#{body.code}") for body in bodies]
    return (
        *links,
        (gettext("Contacts by territory"), help_page),
        (gettext("Timetable of the calls"), reverse("programme:calls")),
    )
