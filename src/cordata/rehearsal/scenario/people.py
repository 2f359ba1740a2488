"""Staff with their roles, organisations with one who signs and one who writes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from cordata.accounts.actions import add_person, create_organisation, grant_role, join
from cordata.accounts.models import Membership, Organisation, Person
from cordata.kernel.journal import SYSTEM
from cordata.rehearsal.scenario.reading import Book, Row, words
from cordata.rehearsal.scenario.step import Act, made


def acts(book: Book) -> Iterator[Act]:
    for row in book.rows("staff"):
        yield Act(row["at"], f"staff:{row['key']}", partial(add_staff, book, row))
    for row in book.rows("organisations"):
        yield Act(row["at"], f"organisation:{row['key']}", partial(add_organisation, row))


def add_staff(book: Book, row: Row, at: datetime) -> str:
    """A person of the programme with every role of the row, within its limits."""
    until = book.instant(row["until"]) if row["until"] else None
    person = add_person(row["email"], by=SYSTEM, at=at, name=row["name"], language=row["language"])
    for role in words(row["roles"]):
        grant_role(person, role, scope=row["scope"], ends_at=until, by=SYSTEM, at=at)
    return str(person.pid)


def add_organisation(row: Row, at: datetime) -> str:
    """The signatory creates the organisation and lets a colleague in."""
    language = row["language"]
    head = add_person(
        row["signatory_email"], by=SYSTEM, at=at, name=row["signatory"], language=language
    )
    organisation = create_organisation(
        name=row["name"],
        country=row["country"],
        identifiers={row["scheme"]: row["number"]},
        by=head,
        at=at,
        **sheet(row),
    )
    colleague = add_person(
        row["editor_email"], by=SYSTEM, at=at, name=row["editor"], language=language
    )
    join(organisation, colleague, Membership.Kind.EDITOR, by=head, at=at)
    return str(organisation.pid)


def sheet(row: Row) -> dict[str, object]:
    """The identity sheet of an organisation's row."""
    same = ("short_name", "nuts3", "legal_type", "street", "postcode", "city", "phone")
    return {
        **{name: row[name] for name in same},
        "vat_recovery": row["vat"],
        "is_public": row["public"] == "yes",
        "is_enterprise": bool(row["size"]),
        "enterprise_size": row["size"],
        "representative_name": row["representative"],
        "representative_function": row["function"],
        "previously_funded": bool(row["funded"]),
    }


def organisation(key: str) -> Organisation:
    return Organisation.objects.get(pid=made(f"organisation:{key}"))


def signatory(book: Book, key: str) -> Person:
    return member(book.row("organisations", key), "signatory")


def editor(book: Book, key: str) -> Person:
    return member(book.row("organisations", key), "editor")


def member(row: Row, part: str) -> Person:
    """By the address of the tables, else by the name: a visitor may have recovered a mailbox."""
    known = Person.objects.filter(email=row[f"{part}_email"]).first()
    if known is not None:
        return known
    home = Membership.objects.filter(organisation=organisation(row["key"]))
    return Person.objects.get(name=row[part], pk__in=home.values("person"))


def staff(key: str) -> Person:
    return Person.objects.get(pid=made(f"staff:{key}"))
