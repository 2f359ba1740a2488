"""A French and an Italian organisation with their people, and a published search."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cordata.accounts.models import Organisation, Person
from cordata.matching.models import PartnerSearch
from cordata.programme.models import Call
from tests.factories.accounts import MembershipFactory, OrganisationFactory
from tests.factories.matching import PartnerSearchFactory


def member(person: Person, organisation: Organisation) -> Person:
    MembershipFactory(person=person, organisation=organisation)
    return person


@pytest.fixture
def sentiers(db: None) -> Organisation:
    return OrganisationFactory(name="Association Sentiers du Semnoz", legal_type="association")


@pytest.fixture
def valfredda(db: None) -> Organisation:
    return OrganisationFactory(italian=True, name="Comune di Valfredda", legal_type="municipality")


@pytest.fixture
def camille(person: Callable[..., Person], sentiers: Organisation) -> Person:
    return member(person("camille", language="fr"), sentiers)


@pytest.fixture
def giulia(person: Callable[..., Person], valfredda: Organisation) -> Person:
    return member(person("giulia", language="it"), valfredda)


@pytest.fixture
def search(call: Call, sentiers: Organisation, camille: Person) -> PartnerSearch:
    """Camille's search, on the board."""
    titles = {"fr": "Chemins de mémoire", "it": "Sentieri della memoria"}
    return PartnerSearchFactory(call=call, organisation=sentiers, author=camille, titles=titles)
