"""Partner searches: written, published, ended; introductions asked and answered."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from cordata.accounts.models import Organisation, Person
from cordata.kernel import journal
from cordata.kernel.journal import SYSTEM
from cordata.kernel.models import Event
from cordata.kernel.verdicts import NotPossible
from cordata.matching import actions, queries
from cordata.matching.concepts import concepts_of, default_concepts
from cordata.matching.due import due_acts
from cordata.matching.models import Introduction, PartnerSearch
from cordata.matching.states import IntroductionState, SearchState
from cordata.notify.models import Message
from cordata.packs import Pack
from cordata.packs.call import ListedCode
from cordata.programme.actions import load_pack
from cordata.programme.models import Call
from tests.factories.matching import PartnerSearchFactory, make_card
from tests.matching.conftest import member

pytestmark = pytest.mark.django_db
Ask = Callable[[], Introduction]


@pytest.fixture
def ask(search: PartnerSearch, giulia: Person, valfredda: Organisation, at: datetime) -> Ask:
    def asked() -> Introduction:
        return actions.ask_introduction(
            search.pid, organisation=valfredda, message="Abbiamo una sala.", by=giulia, at=at
        )

    return asked


def refuses(code: str) -> Any:
    return pytest.raises(NotPossible, match=f"^{re.escape(code)}$")


def test_a_search_is_a_draft_until_it_is_published(
    call: Call, sentiers: Organisation, camille: Person, at: datetime
) -> None:
    search = actions.write_search(
        call=call, organisation=sentiers, card=make_card(), by=camille, at=at
    )
    assert (search.state, search.expires_at) == (SearchState.DRAFT, call.closes_at)
    assert not queries.board(call, at)

    actions.publish_search(search.pid, by=camille, at=at)

    assert [one.pid for one in queries.board(call, at)] == [search.pid]
    kinds = ["partnersearch.written", "partnersearch.published"]
    events = Event.objects.filter(kind__in=kinds).order_by("number")
    assert [event.kind for event in events] == kinds


def test_nobody_writes_for_another_organisation(
    call: Call, sentiers: Organisation, giulia: Person, at: datetime
) -> None:
    with refuses("matching.not_a_member"):
        actions.write_search(call=call, organisation=sentiers, card=make_card(), by=giulia, at=at)


def test_an_organisation_has_at_most_five_searches_open(
    call: Call, search: PartnerSearch, camille: Person, sentiers: Organisation, at: datetime
) -> None:
    PartnerSearchFactory.create_batch(4, call=call, organisation=sentiers)

    with refuses("matching.too_many_searches"):
        actions.write_search(call=call, organisation=sentiers, card=make_card(), by=camille, at=at)


def test_a_search_is_written_until_the_call_closes_and_not_a_moment_longer(
    call: Call, sentiers: Organisation, camille: Person
) -> None:
    """TIM-01."""
    values = {"call": call, "organisation": sentiers, "card": make_card(), "by": camille}
    actions.write_search(**values, at=call.closes_at)

    with refuses("matching.call_closed"):
        actions.write_search(**values, at=call.closes_at + timedelta(microseconds=1))


def test_a_search_expires_with_its_call_and_tells_who_waits(
    search: PartnerSearch, ask: Ask, call: Call
) -> None:
    introduction = ask()
    assert not list(due_acts(call.closes_at))
    after = call.closes_at + timedelta(seconds=1)

    for act in due_acts(after):
        act.run(act.at)

    search.refresh_from_db()
    introduction.refresh_from_db()
    assert search.state == SearchState.EXPIRED
    assert introduction.state == IntroductionState.DECLINED
    assert not list(due_acts(after))
    assert not list(journal.verify())


def test_the_one_who_searches_hears_of_a_request_in_french(ask: Ask, camille: Person) -> None:
    ask()

    message = Message.objects.get(notice="matching.introduction_asked")
    assert (message.to, message.language) == (camille.email, "fr")
    assert "Abbiamo una sala." in message.text
    assert "giulia" not in f"{message.subject}{message.text}{message.html}".lower()


def test_addresses_are_exchanged_by_the_acceptance_and_to_both(
    ask: Ask, camille: Person, giulia: Person, at: datetime
) -> None:
    actions.accept_introduction(ask().pid, by=camille, at=at)

    sent = {one.to: one for one in Message.objects.filter(notice="matching.introduction_accepted")}
    assert camille.email in sent[giulia.email].text
    assert giulia.email in sent[camille.email].text
    assert (sent[giulia.email].language, sent[camille.email].language) == ("it", "fr")


def test_declining_passes_nothing_on(
    ask: Ask, camille: Person, giulia: Person, at: datetime
) -> None:
    actions.decline_introduction(ask().pid, by=camille, at=at)

    message = Message.objects.get(notice="matching.introduction_declined")
    assert message.to == giulia.email
    assert camille.email not in message.text + message.html


def test_an_introduction_is_asked_once_and_answered_once(
    ask: Ask, camille: Person, at: datetime
) -> None:
    introduction = ask()
    with refuses("matching.asked_already"):
        ask()
    actions.accept_introduction(introduction.pid, by=camille, at=at)

    with refuses("matching.already_answered"):
        actions.decline_introduction(introduction.pid, by=camille, at=at)


def test_the_asker_cannot_answer_its_own_request(ask: Ask, giulia: Person, at: datetime) -> None:
    with refuses("matching.not_a_member"):
        actions.accept_introduction(ask().pid, by=giulia, at=at)


def test_nobody_asks_for_its_own_search(
    search: PartnerSearch, camille: Person, sentiers: Organisation, at: datetime
) -> None:
    with refuses("matching.own_search"):
        actions.ask_introduction(
            search.pid, organisation=sentiers, message="Bonjour", by=camille, at=at
        )


def test_withdrawing_a_search_answers_whoever_waits(
    search: PartnerSearch, ask: Ask, camille: Person, at: datetime
) -> None:
    introduction = ask()

    actions.withdraw_search(search.pid, by=camille, at=at)

    introduction.refresh_from_db()
    assert introduction.state == IntroductionState.DECLINED


def test_a_colleague_answers_when_the_author_has_left(
    search: PartnerSearch,
    ask: Ask,
    camille: Person,
    sentiers: Organisation,
    person: Any,
    at: datetime,
) -> None:
    """ACC-08."""
    colleague = member(person("noe"), sentiers)
    camille.memberships.update(ended_at=at)

    introduction = ask()

    assert Message.objects.get(notice="matching.introduction_asked").to == colleague.email
    left = Person.objects.get(pk=camille.pk)
    with refuses("matching.not_a_member"):
        actions.accept_introduction(introduction.pid, by=left, at=at)
    actions.accept_introduction(introduction.pid, by=colleague, at=at)


def test_a_moderated_search_waits_for_an_officer(
    call: Call, alcotra: Pack, search: PartnerSearch, camille: Person, person: Any, at: datetime
) -> None:
    calls = tuple(replace(one, moderated_searches=True) for one in alcotra.calls)
    load_pack(replace(alcotra, calls=calls), by=SYSTEM, at=at, reasons={"fr": "Relecture"})
    officer = person("officer", roles=("officer",))

    actions.edit_search(search.pid, card=make_card(), by=camille, at=at)
    assert not queries.board(call, at)
    with refuses("matching.not_a_moderator"):
        actions.approve_search(search.pid, by=camille, at=at)
    actions.return_search(search.pid, reason="Plus court", by=officer, at=at)
    assert "Plus court" in Message.objects.get(notice="matching.search_returned").text
    actions.publish_search(search.pid, by=camille, at=at)
    assert not queries.board(call, at)
    actions.approve_search(search.pid, by=officer, at=at)

    assert queries.board(call, at)


def test_a_pack_may_bring_its_own_keywords(call: Call) -> None:
    own = replace(call.definition, concepts=(ListedCode("reindeer", {"fr": "renne"}),))

    assert concepts_of(own) == {"reindeer": {"fr": "renne"}}


def test_suggestions_come_from_the_other_side_with_their_reasons(
    search: PartnerSearch, call: Call, valfredda: Organisation
) -> None:
    other_side = PartnerSearchFactory(
        call=call, organisation=valfredda, concepts=["oral_history"], titles={"it": "Voci"}
    )
    same_side = PartnerSearchFactory(call=call)

    found = queries.suggestions_for(search, [search, other_side, same_side])

    assert [one.search for one in found] == [other_side]
    codes = {reason.code for reason in found[0].match.reasons}
    assert {"other_country", "same_theme", "shared_concepts"} <= codes


@pytest.mark.parametrize(
    ("by", "found"),
    [
        ({}, True),
        ({"words": "MEMOIRE"}, True),
        ({"words": "memoria"}, True),
        ({"words": "ski"}, False),
        ({"theme": "education"}, False),
        ({"country": "FR"}, True),
        ({"country": "IT"}, False),
        ({"wanted": "IT"}, True),
        ({"wanted": "FR"}, False),
        ({"territory": "FRK28"}, True),
        ({"territory": "FRK27"}, False),
    ],
)
def test_the_board_is_narrowed_in_every_language(
    search: PartnerSearch, by: dict[str, str], found: bool
) -> None:
    assert bool(queries.narrowed([search], queries.Filter(**by))) is found


def test_every_keyword_has_its_word_in_every_language(call: Call) -> None:
    for words in default_concepts().values():
        assert set(words) == {"fr", "it", "en"}
        assert all(words.values())
    assert concepts_of(call.definition)
