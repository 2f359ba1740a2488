"""Two organisations turn out to be one: looked at, refused where it cannot be, moved, noted."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from cordata.accounts import actions, merging
from cordata.accounts.models import Identifier, Membership, Organisation, Person
from cordata.accounts.queries import organisation_with
from cordata.applications.models import Partner
from cordata.kernel.models import Event
from cordata.kernel.verdicts import NotPossible
from cordata.programme.models import Call
from tests.factories.accounts import MembershipFactory, OrganisationFactory, PersonFactory
from tests.factories.applications import SEMNOZ, VALFREDDA, organisation, started
from tests.factories.assessment import filed, staff

pytestmark = pytest.mark.django_db
WHY = "Même SIREN, même adresse ; confirmé par téléphone."


def officer() -> Person:
    return staff("Odile Officier", "officer")


def merged(keep: Organisation, gone: Organisation, at: datetime, *taken: str) -> Organisation:
    return actions.merge_organisations(
        keep.pid, gone.pid, taken=taken, because=WHY, by=officer(), at=at
    )


@pytest.fixture
def pair(at: datetime, db: None) -> tuple[Organisation, Organisation]:
    """Two rows of one body: one name, one town, written differently."""
    first = OrganisationFactory(name="Musée d’Évian", city="Évian", phone="")
    return first, OrganisationFactory(name="MUSEE D'EVIAN", city="Evian", phone="0450 00 00 00")


# Which


def test_the_same_name_and_town_are_suggested_whatever_the_signs(
    pair: tuple[Organisation, Organisation],
) -> None:
    OrganisationFactory(name="Musée d’Évian", city="Thonon")
    OrganisationFactory(name="Musée d’Évian", city="", country="FR")

    found = merging.suggestions()

    assert [({one.first, one.second}, one.signs) for one in found] == [({*pair}, ("name",))]


def test_the_same_body_under_two_of_its_addresses_is_suggested(
    pair: tuple[Organisation, Organisation],
) -> None:
    """A SIRET is the number of an address: its first nine digits are the body's."""
    siret = Identifier.objects.get(organisation=pair[0]).value
    other = OrganisationFactory(name="Tout autre nom", city="Annecy")
    other.identifiers.update(value=f"{siret[:9]}00026")

    signs = {frozenset({one.first, one.second}): one.signs for one in merging.suggestions()}

    assert signs[frozenset({pair[0], other})] == ("number",)


def test_what_is_merged_is_suggested_no_more(
    pair: tuple[Organisation, Organisation], at: datetime
) -> None:
    merged(*pair, at)
    assert merging.suggestions() == []


# What moves


def test_people_move_and_nobody_signs_for_less(
    pair: tuple[Organisation, Organisation], at: datetime
) -> None:
    keep, gone = pair
    both, only = PersonFactory(), PersonFactory()
    MembershipFactory(organisation=keep, person=both, kind="editor")
    MembershipFactory(organisation=gone, person=both, kind="signatory")
    MembershipFactory(organisation=gone, person=only, kind="editor")

    merged(keep, gone, at)

    present = keep.memberships.filter(ended_at=None).values_list("person", "kind")
    assert set(present) == {(both.pk, "signatory"), (only.pk, "editor")}
    assert not Membership.objects.filter(organisation=gone).exists()


def test_applications_move_and_what_was_sealed_stays(call: Call, at: datetime) -> None:
    """SUB-05: the sealed version names the partner as it was."""
    cast = filed(call, at)
    gone = cast.partners[0].organisation
    keep = OrganisationFactory(name="Autre nom", country=gone.country)
    sealed = cast.application.submissions.get().sealed
    before = sealed.sha256, sealed.content

    merged(keep, gone, at)

    assert Partner.objects.get(pk=cast.partners[0].pk).organisation == keep
    sealed.refresh_from_db()
    assert (sealed.sha256, sealed.content) == before
    assert gone.name in str(sealed.content)


def test_nothing_is_left_behind(call: Call, at: datetime) -> None:
    cast = started(call, at, SEMNOZ, VALFREDDA)
    gone = cast.partners[0].organisation
    keep = OrganisationFactory(country=gone.country)
    assert dict(merging.moves(gone))["partner"] == 1

    merged(keep, gone, at)

    assert merging.moves(gone) == [("identifier", 1)]  # its number, which leads on


def test_two_partners_of_one_file_never_become_one(call: Call, at: datetime) -> None:
    twin = replace(VALFREDDA, name="Comune di Valfredda bis", value="90000170077", people=())
    cast = started(call, at, SEMNOZ, VALFREDDA, twin)
    cast.application.acronym = "ALPI"
    cast.application.save()
    first, second = organisation(VALFREDDA), organisation(twin)

    with pytest.raises(NotPossible) as refused:
        merged(first, second, at)

    assert refused.value.code == "merge.same_file"
    assert refused.value.params["files"] == "ALPI"
    assert Organisation.objects.get(pk=second.pk).merged_into is None


@pytest.mark.parametrize("sides", [(0, 0), (0, 1)])
def test_neither_itself_nor_another_country(
    pair: tuple[Organisation, Organisation], at: datetime, sides: tuple[int, int]
) -> None:
    Organisation.objects.filter(pk=pair[1].pk).update(country="IT")
    with pytest.raises(NotPossible, match=r"merge\.(itself|countries)"):
        merged(pair[sides[0]], pair[sides[1]], at)


def test_nothing_is_merged_twice(pair: tuple[Organisation, Organisation], at: datetime) -> None:
    merged(*pair, at)
    with pytest.raises(NotPossible, match="merged_already"):
        merged(pair[1], pair[0], at)


# Which value


def test_the_chosen_value_stays_and_an_empty_one_is_filled(
    pair: tuple[Organisation, Organisation], at: datetime
) -> None:
    keep, gone = pair
    mine, theirs = keep.identifier_values["siret"], gone.identifier_values["siret"]

    merged(keep, gone, at, "name", "number:siret")

    keep = Organisation.objects.get(pk=keep.pk)
    assert (keep.name, keep.city, keep.phone) == (gone.name, "Évian", "0450 00 00 00")
    assert keep.identifier_values == {"siret": theirs}
    assert Identifier.objects.get(value=mine).organisation == gone


@pytest.mark.parametrize("taken", [(), ("number:siret",)])
def test_neither_number_of_the_two_can_be_registered_anew(
    pair: tuple[Organisation, Organisation], at: datetime, taken: tuple[str, ...]
) -> None:
    keep, gone = pair
    numbers = [one.identifier_values["siret"] for one in pair]

    merged(keep, gone, at, *taken)

    for value in numbers:
        assert organisation_with({"siret": value}) == keep
        with pytest.raises(NotPossible, match="already_known"):
            actions.create_organisation(
                name="Encore", country="FR", identifiers={"siret": value}, by=officer(), at=at
            )


def test_without_a_choice_ones_own_values_stay(
    pair: tuple[Organisation, Organisation], at: datetime
) -> None:
    keep, gone = pair
    before = keep.identifier_values, keep.name

    merged(keep, gone, at)

    keep = Organisation.objects.get(pk=keep.pk)
    assert (keep.identifier_values, keep.name) == before


def test_the_journal_can_undo_it_by_hand(
    pair: tuple[Organisation, Organisation], at: datetime
) -> None:
    keep, gone = pair
    numbers, name = gone.identifier_values, keep.name

    merged(keep, gone, at, "name")

    told = Event.objects.get(kind="organisation.merged")
    assert (told.reason, told.actor, told.subject_id) == (WHY, officer().actor_key, keep.pid)
    assert told.data["gone"] == gone.pid
    assert told.data["numbers"] == numbers
    assert told.data["before"]["name"] == name
    assert Event.objects.get(kind="organisation.merged_into").data["kept"] == keep.pid


# Screens


def page(name: str, *args: Any) -> str:
    with override("fr"):
        return reverse(f"accounts:{name}", args=args)


def test_an_officer_merges_and_the_old_address_leads_on(
    client: Client, pair: tuple[Organisation, Organisation], at: datetime
) -> None:
    keep, gone = pair
    third = OrganisationFactory(name="Encore un")
    merged(gone, third, at)
    client.force_login(officer())
    address = page("merge", keep.pid, gone.pid)
    assert address in client.get(page("duplicates")).text
    shown = client.get(address)
    assert "MUSEE D" in shown.text

    sent = {one: "keep" for one in shown.context["form"].choices_made} | {"reason": WHY}
    assert client.post(address, sent).url == page("organisation", keep.pid)

    for old in (gone, third):
        assert client.get(page("organisation", old.pid)).url == page("organisation", keep.pid)
    assert client.get(address).status_code == 404


def test_a_reason_and_a_choice_are_asked(
    client: Client, pair: tuple[Organisation, Organisation]
) -> None:
    client.force_login(officer())
    refused = client.post(page("merge", pair[0].pid, pair[1].pid), {"reason": " "})

    assert refused.status_code == 422
    assert {"reason", "name", "number:siret"} <= {*refused.context["form"].errors}


def test_the_page_names_the_file_that_forbids_it(client: Client, call: Call, at: datetime) -> None:
    twin = replace(VALFREDDA, name="Comune di Valfredda bis", value="90000170077", people=())
    cast = started(call, at, SEMNOZ, VALFREDDA, twin)
    client.force_login(officer())

    shown = client.get(page("merge", organisation(VALFREDDA).pid, organisation(twin).pid)).text

    assert cast.application.pid in shown
    assert "ne peuvent pas être réunies" in shown


@pytest.mark.counting
def test_one_pair_and_thirty_cost_the_same_queries(
    client: Client, pair: tuple[Organisation, Organisation]
) -> None:
    client.force_login(officer())

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(page("duplicates"))
        return len(queries)

    asked()
    few = asked()
    for number in range(30):
        for _twice in range(2):
            OrganisationFactory(name=f"Double {number}", city="Annecy")
    assert asked() == few
