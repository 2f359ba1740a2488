"""The partner board and its pages, in French and Italian."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from cordata.accounts.models import Organisation, Person
from cordata.kernel import clock
from cordata.matching import actions
from cordata.matching.models import Introduction, PartnerSearch
from cordata.matching.states import SearchState
from cordata.programme.models import Call
from tests.factories.matching import PartnerSearchFactory

pytestmark = pytest.mark.django_db
NINE = ["school", "music", "dance", "film", "sport", "water", "climate", "nature", "health"]


@pytest.fixture
def introduction(
    search: PartnerSearch, giulia: Person, valfredda: Organisation, at: datetime
) -> Introduction:
    return actions.ask_introduction(
        search.pid, organisation=valfredda, message="Abbiamo una sala.", by=giulia, at=at
    )


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def sent_form(**changes: str) -> dict[str, Any]:
    values = {
        "theme": "education",
        "titles_fr": "Deux classes, un glacier",
        "ideas_fr": "Relevés de terrain et carnets bilingues.",
        "wanted_countries": ["IT"],
        "budget_idea": "32 000",
        "publish": "yes",
    }
    return values | changes


@pytest.mark.parametrize("language", ["fr", "it", "en"])
def test_anyone_reads_the_board(client: Client, search: PartnerSearch, language: str) -> None:
    for path in ("", f"{search.pid}/"):
        assert client.get(f"/{language}/partners/{path}").status_code == 200


def test_the_author_is_never_shown(
    client: Client, search: PartnerSearch, camille: Person, giulia: Person
) -> None:
    """The organisation is; the person and the address are not, whoever reads."""
    for reader in (client, signed_in(giulia)):
        for path in ("", f"{search.pid}/"):
            page = reader.get(f"/fr/partners/{path}").content
            assert b"Sentiers du Semnoz" in page
            assert camille.email.encode() not in page
            assert camille.name.encode() not in page


def test_an_italian_reads_the_italian_title(client: Client, search: PartnerSearch) -> None:
    page = client.get(f"/it/partners/{search.pid}/").content.decode()

    assert "Sentieri della memoria" in page
    assert "Chemins de mémoire" in page


@pytest.mark.parametrize("number", [1, 30])
@pytest.mark.counting
def test_the_board_costs_the_same_queries_at_any_length(
    client: Client, call: Call, django_assert_max_num_queries: Any, number: int
) -> None:
    PartnerSearchFactory.create_batch(number, call=call)
    client.get("/fr/partners/")

    with django_assert_max_num_queries(4):
        client.get("/fr/partners/")


@pytest.mark.parametrize("number", [1, 30])
@pytest.mark.counting
def test_my_searches_cost_the_same_queries_at_any_length(
    call: Call,
    camille: Person,
    sentiers: Organisation,
    django_assert_max_num_queries: Any,
    number: int,
) -> None:
    PartnerSearchFactory.create_batch(number, call=call, organisation=sentiers)
    client = signed_in(camille)
    client.get("/fr/partners/mine/")

    with django_assert_max_num_queries(12):
        client.get("/fr/partners/mine/")


@pytest.mark.parametrize("state", [SearchState.DRAFT, SearchState.WITHDRAWN, SearchState.EXPIRED])
def test_a_stranger_learns_nothing_of_a_search_that_is_not_published(
    client: Client, search: PartnerSearch, giulia: Person, camille: Person, state: str
) -> None:
    """ACC-02."""
    PartnerSearch.objects.update(state=state)
    path = f"/fr/partners/{search.pid}/"

    assert client.get(path).status_code == 404
    assert signed_in(giulia).get(path).status_code == 404
    assert signed_in(camille).get(path).status_code == 200


def test_a_stranger_edits_nothing(search: PartnerSearch, giulia: Person) -> None:
    client = signed_in(giulia)
    for verb in ("edit", "publish", "withdraw", "matched"):
        assert client.post(f"/fr/partners/{search.pid}/{verb}/").status_code == 404


def test_nothing_changes_by_get(search: PartnerSearch, camille: Person) -> None:
    """MTG-04, here too."""
    client = signed_in(camille)
    for verb in ("publish", "withdraw", "matched", "ask"):
        assert client.get(f"/fr/partners/{search.pid}/{verb}/").status_code == 405


def test_an_introduction_is_seen_by_its_two_sides_only(
    introduction: Introduction, camille: Person, giulia: Person, person: Any
) -> None:
    path = f"/fr/partners/introductions/{introduction.pid}/"

    assert signed_in(camille).get(path).status_code == 200
    assert signed_in(giulia).get(path).status_code == 200
    assert signed_in(person("stranger")).get(path).status_code == 404
    assert signed_in(person("officer", roles=("officer",))).get(path).status_code == 404


def test_no_page_leaks_an_address_before_the_acceptance(
    introduction: Introduction, search: PartnerSearch, camille: Person, giulia: Person
) -> None:
    paths = ("", "mine/", f"{search.pid}/", f"introductions/{introduction.pid}/")
    for reader, other in ((camille, giulia), (giulia, camille)):
        client = signed_in(reader)
        for path in paths:
            page = client.get(f"/fr/partners/{path}").content
            assert other.email.encode() not in page
            assert other.name.encode() not in page


def test_accepting_shows_both_addresses_and_the_shared_draft(
    introduction: Introduction, camille: Person, giulia: Person
) -> None:
    path = f"/fr/partners/introductions/{introduction.pid}/"
    signed_in(camille).post(f"{path}accept/")

    for reader, other in ((camille, giulia), (giulia, camille)):
        page = signed_in(reader).get(path).content.decode()
        assert other.email in page
        assert f"/start/from/{introduction.pid}/" in page


def test_a_search_is_written_and_published_in_one_go(
    client: Client, call: Call, camille: Person, sentiers: Organisation
) -> None:
    response = signed_in(camille).post("/fr/partners/new/", sent_form(organisation=sentiers.pid))

    search = PartnerSearch.objects.get()
    assert response.url == f"/fr/partners/{search.pid}/"
    assert (search.state, str(search.budget_idea)) == (SearchState.PUBLISHED, "32000.00")
    assert "Deux classes, un glacier" in client.get("/it/partners/").content.decode()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"titles_fr": " \u200b "}, "titles_fr"),
        ({"ideas_fr": ""}, "ideas_fr"),
        ({"titles_fr": "x" * 101}, "titles_fr"),
        ({"budget_idea": "1.234"}, "budget_idea"),
        ({"theme": "nothing"}, "theme"),
        (
            {
                "concepts": ["school"] * 1
                + ["music", "dance", "film", "sport", "water", "climate", "nature", "health"]
            },
            "concepts",
        ),
    ],
)
def test_a_mistake_gets_a_sentence_and_keeps_what_was_typed(
    call: Call, camille: Person, sentiers: Organisation, changes: Any, field: str
) -> None:
    sent = sent_form(organisation=sentiers.pid, brings_fr="Un refuge", **changes)

    response = signed_in(camille).post("/fr/partners/new/", sent)

    assert response.status_code == 422
    assert response.context["form"].errors[field]
    assert "Un refuge" in response.content.decode()
    assert not PartnerSearch.objects.exists()


def test_nobody_writes_in_the_name_of_another_organisation(
    call: Call, camille: Person, valfredda: Organisation
) -> None:
    """ACC-03."""
    response = signed_in(camille).post("/fr/partners/new/", sent_form(organisation=valfredda.pid))

    assert response.status_code == 422
    assert not PartnerSearch.objects.exists()


def test_someone_without_organisation_is_told_what_comes_first(call: Call, person: Any) -> None:
    response = signed_in(person("alone")).get("/fr/partners/new/")

    assert response.status_code == 200
    assert "structure" in response.content.decode()


def test_a_person_asks_for_ten_introductions_a_day(
    call: Call, giulia: Person, valfredda: Organisation
) -> None:
    client = signed_in(giulia)
    searches = PartnerSearchFactory.create_batch(11, call=call)
    sent = {"organisation": valfredda.pid, "message": "Buongiorno"}

    statuses = [client.post(f"/it/partners/{one.pid}/ask/", sent).status_code for one in searches]

    assert statuses == [302] * 10 + [422]
    assert Introduction.objects.count() == 10


def test_markup_in_a_search_is_shown_as_text(client: Client, call: Call) -> None:
    search = PartnerSearchFactory(
        call=call, titles={"fr": "<b>x</b>"}, ideas={"fr": "<script>alert(1)</script>"}
    )

    page = client.get(f"/fr/partners/{search.pid}/").content.decode()

    assert "<script>alert" not in page
    assert "<b>x</b>" not in page


def test_after_the_closing_the_board_is_empty_and_takes_nothing(
    client: Client, search: PartnerSearch, call: Call
) -> None:
    with clock.held_at(call.closes_at + timedelta(seconds=1)):
        page = client.get("/fr/partners/").content.decode()

    assert "Chemins de mémoire" not in page
    assert "/partners/new/" not in page


def test_officers_alone_read_before_publishing(
    search: PartnerSearch, person: Any, camille: Person
) -> None:
    PartnerSearch.objects.update(state=SearchState.MODERATION)
    officer = signed_in(person("officer", roles=("officer",)))

    assert signed_in(camille).get("/fr/partners/moderation/").status_code == 403
    assert "Chemins de mémoire" in officer.get("/fr/partners/moderation/").content.decode()
    assert officer.post(f"/fr/partners/{search.pid}/return/", {"reason": ""}).status_code == 422
    assert officer.post(f"/fr/partners/{search.pid}/approve/").status_code == 302
