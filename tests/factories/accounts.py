"""People and organisations with valid numbers, all invented; the same seed gives the same ones."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import factory
from factory.django import DjangoModelFactory

from cordata.accounts.models import Identifier, Membership, Organisation, Person

LONG_AGO = datetime(2023, 9, 1, 8, 0, tzinfo=UTC)


def luhn_key(digits: str) -> str:
    """The digit that makes `digits` hold by Luhn's rule."""
    total = 0
    for place, char in enumerate(reversed(digits)):
        value = int(char) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)


def make_siren(number: int) -> str:
    """A valid SIREN for any number from 0 on."""
    body = f"9{number % 10_000_000:07d}"
    return body + luhn_key(body)


def make_siret(number: int) -> str:
    """A valid SIRET for any number from 0 on: its SIREN's first establishment."""
    body = make_siren(number) + "0001"
    return body + luhn_key(body)


def make_partita_iva(number: int) -> str:
    """A valid partita IVA (and tax code of a body) for any number from 0 on; office 007, Aosta."""
    body = f"9{number % 1_000_000:06d}007"
    return body + luhn_key(body)


make_codice_fiscale = make_partita_iva


class PersonFactory(DjangoModelFactory):  # type: ignore[misc]
    class Meta:
        model = Person

    email = factory.Sequence(lambda n: f"person{n}@cordata.example")
    name = factory.Sequence(lambda n: f"Person {n}")
    language = "fr"

    @classmethod
    def _create(cls, model: type[Person], *args: Any, **fields: Any) -> Person:
        return model.objects.create_user(**fields)


class OrganisationFactory(DjangoModelFactory):  # type: ignore[misc]
    """A French body with a SIRET; `italian=True` gives an Italian one with a codice fiscale."""

    class Meta:
        model = Organisation
        skip_postgeneration_save = True

    class Params:
        italian = factory.Trait(
            country="IT",
            nuts3="ITC20",
            city="Aosta",
            name=factory.Sequence(lambda n: f"Comune di Valfredda {n}"),
        )

    name = factory.Sequence(lambda n: f"Association Sentiers {n}")
    country = "FR"
    nuts3 = "FRK28"
    city = "Annecy"
    is_public = False
    created_at = LONG_AGO

    @factory.post_generation
    def identifiers(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        if not create:
            return
        if extracted is None:
            scheme = "siret" if self.country == "FR" else "codice_fiscale"
            make = make_siret if self.country == "FR" else make_codice_fiscale
            extracted = {scheme: make(self.pk)} if self.country in {"FR", "IT"} else {}
        for scheme, value in extracted.items():
            Identifier.objects.create(organisation=self, scheme=scheme, value=value)


class MembershipFactory(DjangoModelFactory):  # type: ignore[misc]
    """Somebody who signs for an organisation."""

    class Meta:
        model = Membership

    person = factory.SubFactory(PersonFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    kind = Membership.Kind.SIGNATORY
    started_at = LONG_AGO
