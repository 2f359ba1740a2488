"""Who asks, and for what: one person for each role, one small world for each package."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils.translation import override

from cordata.accounts.models import Grant, Person, Role
from cordata.programme.models import Call
from tests.factories.accounts import LONG_AGO, MembershipFactory, OrganisationFactory
from tests.factories.applications import SEMNOZ, VALFREDDA, people

LANGUAGE = "fr"

# The one list of roles of the architecture. The key is what rows use.
GRANTED = {
    "adviser": Role.ADVISER,  # sees a draft only when invited to it
    "organiser": Role.ORGANISER,
    "checkin": Role.CHECKIN,  # of one meeting, on one day
    "officer": Role.OFFICER,
    "assessor": Role.ASSESSOR,  # assigned to the file
    "assessor_not_assigned": Role.ASSESSOR,
    "assessor_conflicted": Role.ASSESSOR,  # assigned, then declared a conflict
    "aid_reviewer": Role.AID_REVIEWER,
    "committee": Role.COMMITTEE,
    "chair": Role.CHAIR,
    "committee_observer": Role.COMMITTEE_OBSERVER,
    "authority": Role.AUTHORITY,
    "orderer": Role.ORDERER,
    "confirmer": Role.CONFIRMER,
    "controller": Role.CONTROLLER,  # of one country
    "auditor": Role.AUDITOR,  # for a time
    "communication": Role.COMMUNICATION,
    "data_protection": Role.DATA_PROTECTION,
    "administrator": Role.ADMINISTRATOR,
}
PARTNERS = ("lead_signatory", "lead_editor", "partner_signatory", "partner_editor")
ROLES = ("visitor", "registrant", "applicant", *PARTNERS, "observer", *GRANTED)
ANONYMOUS = ("visitor", "registrant")
STRANGERS = ("visitor", "applicant")  # the applicant acts for another organisation

Row = Mapping[str, int]


def expected(row: Row, role: str) -> int:
    """What the row says for a role."""
    if role == "registrant" and role not in row:
        role = "visitor"
    return row.get(role, row["default"])


# People


def everybody(scopes: Mapping[str, str], ends: Mapping[str, datetime]) -> dict[str, Person]:
    """One person for each role; the partners' people act for the organisations of the examples."""
    stranger = OrganisationFactory(name="Association des Étrangers")
    found = {
        "applicant": MembershipFactory(organisation=stranger, person=someone("applicant")).person,
        "observer": someone("observer"),
    }
    lead, partner = people(SEMNOZ), people(VALFREDDA)
    found |= dict(zip(PARTNERS, [*lead, *partner], strict=True))
    for key, role in GRANTED.items():
        found[key] = someone(key)
        Grant.objects.create(
            person=found[key],
            role=role,
            scope=scopes.get(key, ""),
            starts_at=LONG_AGO,
            ends_at=ends.get(key),
            granted_by="system",
        )
    return found


def someone(name: str) -> Person:
    return Person.objects.create_user(f"{name}@roles.example", name=name.title(), language=LANGUAGE)


# Addresses


@dataclass(frozen=True, slots=True)
class Address:
    """One pattern of the resolver."""

    name: str  # with its namespace, or the whole route where it has no name
    params: tuple[str, ...]

    @property
    def full(self) -> str:
        """The name with its parameters: how a row tells two addresses of one name apart."""
        return " ".join((self.name, *self.params))


def addresses() -> list[Address]:
    """Every address of the product in one language."""
    with override(LANGUAGE):
        return list(_walk(get_resolver(), (), (), "/"))


def _walk(
    resolver: URLResolver, spaces: tuple[str, ...], outer: tuple[str, ...], prefix: str
) -> Iterator[Address]:
    for one in resolver.url_patterns:
        route = prefix + str(one.pattern)
        params = (*outer, *one.pattern.regex.groupindex)
        if isinstance(one, URLResolver):
            yield from _walk(one, (*spaces, *filter(None, [one.namespace])), params, route)
        elif isinstance(one, URLPattern):
            name = ":".join((*spaces, one.name)) if one.name else route
            yield Address(name, params)


def row_of(rows: Mapping[str, Row], address: Address) -> Row | None:
    return rows.get(address.full) or rows.get(address.name)


# Worlds


@dataclass(slots=True)
class World:
    """What a package needs to be asked: its people and the things in its addresses."""

    call: Call
    people: dict[str, Person]
    at: datetime
    common: dict[str, Any] = field(default_factory=dict)  # parameter -> value, for any address
    special: dict[str, dict[str, Any]] = field(default_factory=dict)  # URL name -> parameters
    by_link: dict[str, Any] = field(default_factory=dict)  # what only the registrant's link holds
    own_links: dict[str, str] = field(default_factory=dict)  # URL name -> key, where it is another

    def arguments(self, address: Address, role: str = "") -> dict[str, Any]:
        known = {"code": self.call.code} | self.common
        known |= self.special.get(address.name, {}) | self.special.get(address.full, {})
        if role == "registrant":
            known |= self.by_link
            if address.name in self.own_links:
                known["key"] = self.own_links[address.name]
        return {name: known[name] for name in address.params}

    def path(self, address: Address, role: str = "", **changed: Any) -> str:
        """The address filled in, for the reader of one language."""
        if address.name.startswith("/"):
            return address.name
        with override(LANGUAGE):
            return reverse(address.name, kwargs=self.arguments(address, role) | changed)
