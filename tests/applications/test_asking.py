"""A question to the secretariat from beside a field: it goes without the draft, the answer comes by
mail and stands for the others of the draft, and no name is published."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cordata.accounts.models import Person, Role
from cordata.applications.actions import invite_guest, save_answer
from cordata.applications.actions.asking import ask_from_draft
from cordata.applications.actions.deleting import delete_draft, erase_draft
from cordata.applications.forms.asking import LIMIT
from cordata.applications.keeping import deleted_until
from cordata.applications.models import Guest
from cordata.desk.own_data import own_data
from cordata.desk.search import search
from cordata.kernel.clock import held_at
from cordata.kernel.ids import public_id
from cordata.kernel.models import Event
from cordata.kernel.verdicts import NotPossible
from cordata.meetings import queries
from cordata.meetings.actions import answer_privately, publish_answer
from cordata.meetings.actions.questions import MOST_AN_HOUR
from cordata.meetings.due import due_acts
from cordata.meetings.models import Question
from cordata.notify.models import Message
from cordata.programme.models import Programme
from tests.applications.test_pages import signed_in
from tests.factories.accounts import PersonFactory
from tests.factories.applications import Cast, started

pytestmark = pytest.mark.django_db
WORDS = "Le bus loué compte-t-il ? CANARI"
TITLES = {
    "fr": "Un bus loué compte-t-il ?",
    "it": "Vale un autobus a noleggio?",
    "en": "A hired bus?",
}
TEXTS = {"fr": "Oui, comme service.", "it": "Sì, come servizio.", "en": "Yes, as a service."}


def asked(cast: Cast, at: datetime, text: str = WORDS, **given: Any) -> Question:
    known = {"by": cast.editor, "language": "fr"} | given
    field = cast.application.definition.form.field(known.pop("field", "need"))
    assert field is not None
    return ask_from_draft(cast.application, field, text, at=at, **known)


def page(cast: Cast, field: str = "need", language: str = "fr") -> str:
    return f"/{language}/applications/{cast.application.pid}/questions/{field}/"


def words(response: Any) -> str:
    return unescape(response.content.decode()).replace("\xa0", " ")


def officer(person: Any) -> Person:
    found: Person = person("olga", roles=("officer",))
    return found


def answers() -> Any:
    return Message.objects.filter(notice="meetings.question_answered")


# -- asked


def test_a_question_goes_with_its_place_and_nothing_of_the_draft(
    call: Any, at: datetime, person: Any
) -> None:
    cast = started(call, at)
    told = {"field": "need", "language": "fr", "text": "PERROQUET"}
    save_answer(cast.application, by=cast.editor, at=at, **told)
    response = signed_in(cast.editor).post(page(cast), {"text": WORDS})
    assert response.status_code == 302
    one = Question.objects.get()
    assert (one.call, one.form_field, one.language) == (call, "need", "fr")
    staff = signed_in(officer(person))
    inbox = words(staff.get("/fr/meetings/questions/"))
    assert WORDS in inbox
    shown = words(staff.get(f"/fr/meetings/questions/{one.pid}/"))
    need = cast.application.definition.form.field("need")
    assert need is not None
    assert need.labels["fr"] in shown
    assert cast.editor.email in shown  # where the answer goes
    assert "PERROQUET" not in shown
    assert cast.application.pid not in shown


@pytest.mark.parametrize(("length", "status"), [(LIMIT, 302), (LIMIT + 1, 422), (0, 422)])
def test_a_question_has_its_limit_and_is_never_cut(
    call: Any, at: datetime, length: int, status: int
) -> None:
    cast = started(call, at)
    answer = signed_in(cast.editor).post(page(cast), {"text": "é" * length})
    assert answer.status_code == status
    assert Question.objects.count() == (status == 302)
    if status == 422 and length:
        assert "é" * length in words(answer)


def test_the_same_words_twice_are_one_question(call: Any, at: datetime) -> None:
    cast = started(call, at)
    assert asked(cast, at) == asked(cast, at)
    asked(cast, at, field="title")
    asked(cast, at, by=cast.partner_editor)  # who gets an answer of their own
    assert Question.objects.count() == 3


def test_nobody_asks_more_than_the_limit_in_an_hour(call: Any, at: datetime) -> None:
    cast = started(call, at)
    cache.clear()
    for number in range(MOST_AN_HOUR):
        asked(cast, at, f"{number} ?")
    response = signed_in(cast.editor).post(page(cast), {"text": "Encore ?"})
    assert response.status_code == 422
    assert "Trop de questions en une heure" in words(response)
    assert "Encore ?" in words(response)
    asked(cast, at, "Et moi ?", by=cast.partner_editor)
    assert Question.objects.count() == MOST_AN_HOUR + 1


def test_the_journal_holds_the_place_and_never_the_words(call: Any, at: datetime) -> None:
    cast = started(call, at)
    asked(cast, at)
    event = Event.objects.get(kind="question.asked")
    assert event.data["form_field"] == "need"
    assert "CANARI" not in json.dumps(event.data)


def test_after_the_closing_questions_are_read_and_no_longer_asked(call: Any, at: datetime) -> None:
    cast = started(call, at)
    asked(cast, call.closes_at)
    with pytest.raises(NotPossible):
        asked(cast, call.closes_at + timedelta(microseconds=1), "Trop tard ?")
    with held_at(call.closes_at + timedelta(minutes=1)):
        shown = words(signed_in(cast.editor).get(page(cast)))
    assert WORDS in shown
    assert "<textarea" not in shown


def test_an_adviser_asks_and_an_observer_learns_nothing(call: Any, at: datetime) -> None:
    cast = started(call, at)
    asked(cast, at)
    for kind, status in ((Guest.Kind.ADVISER, 302), (Guest.Kind.OBSERVER, 403)):
        guest = PersonFactory(email=f"{kind}@conseil.example", language="it")
        until = at + timedelta(days=30)
        invite_guest(cast.application, guest.email, kind, until=until, by=cast.signatory, at=at)
        client = signed_in(guest)
        assert client.post(page(cast), {"text": "Chi paga?"}).status_code == status
        draft = words(client.get(f"/fr/applications/{cast.application.pid}/"))
        assert (WORDS in draft) == (status == 302)


def test_a_field_that_the_form_does_not_have_is_not_asked_about(call: Any, at: datetime) -> None:
    cast = started(call, at)
    assert signed_in(cast.editor).get(page(cast, "no_such_field")).status_code == 404


# -- answered


def test_the_answer_comes_by_mail_and_stands_on_the_draft_without_a_name(
    call: Any, at: datetime, person: Any
) -> None:
    cast = started(call, at)
    one = asked(cast, at, "Vale un autobus? CANARI", by=cast.partner_editor, language="it")
    told = {"titles": TITLES, "texts": TEXTS, "form_field": "need"}
    staff = officer(person)
    published = publish_answer(one.pid, by=staff, at=at, **told)
    assert (published.call, published.form_field) == (call, "need")
    mail = answers().get()
    assert (mail.to, mail.language) == (cast.partner_editor.email, "it")
    assert TEXTS["it"] in mail.text
    lead = signed_in(cast.editor)
    for where in (page(cast), f"/fr/applications/{cast.application.pid}/"):
        shown = words(lead.get(where))
        assert "Vale un autobus?" in shown
        assert TEXTS["fr"] in shown
    assert cast.partner_editor.name not in words(lead.get(page(cast)))
    public = words(Client().get(f"/fr/calls/{call.code}/"))
    assert TITLES["fr"] in public
    assert cast.partner_editor.name not in public
    assert "CANARI" not in public


def test_who_asked_keeps_a_withdrawn_answer_and_reads_that_it_holds_no_longer(
    call: Any, at: datetime, person: Any
) -> None:
    cast = started(call, at)
    told = {"titles": TITLES, "texts": TEXTS, "form_field": "need"}
    published = publish_answer(asked(cast, at).pid, by=officer(person), at=at, **told)
    published.withdrawn_at = at
    published.save()
    shown = words(signed_in(cast.partner_editor).get(page(cast)))
    assert TEXTS["fr"] in shown
    assert "Retirée par le secrétariat le" in shown
    assert TITLES["fr"] not in words(Client().get(f"/fr/calls/{call.code}/"))


def test_an_answer_to_the_draft_alone_leads_there_and_is_read_by_its_people(
    call: Any, at: datetime, person: Any
) -> None:
    cast = started(call, at)
    one = asked(cast, at)
    staff = officer(person)
    sent = {"act": "private", "answer": "Seulement pour vous."}
    where = reverse("meetings:call_question", args=[one.pid])
    with held_at(at):
        assert signed_in(staff).post(where, sent).status_code == 302
    mail = answers().get()
    assert f"/fr/applications/{cast.application.pid}/" in mail.text
    assert "Seulement pour vous." in words(signed_in(cast.partner_editor).get(page(cast)))
    assert "Seulement pour vous." not in words(Client().get(f"/fr/calls/{call.code}/"))


def test_another_draft_of_the_same_person_does_not_show_it(call: Any, at: datetime) -> None:
    """ACC-03."""
    asked(started(call, at), at)
    other = started(call, at)
    assert WORDS not in words(signed_in(other.editor).get(page(other)))


# -- who answers


def test_who_organises_one_meeting_only_does_not_see_questions_of_calls(
    call: Any, at: datetime, person: Any
) -> None:
    one = asked(started(call, at), at)
    helper = person("helga", roles=(Role.ORGANISER,), scope="meeting:another")
    assert not queries.questions_visible_to(helper, at).exists()
    with held_at(at):
        assert signed_in(helper).get(f"/fr/meetings/questions/{one.pid}/").status_code == 404
    staff = officer(person)
    assert queries.questions_visible_to(staff, at).get() == one
    found = {one.kind: one.hits for one in search(staff, "canari", at)}
    assert found["questions"][0].url.endswith(f"/meetings/questions/{one.pid}/")


def test_it_is_overdue_as_a_question_of_a_meeting_is(call: Any, at: datetime, person: Any) -> None:
    one = asked(started(call, at), at)
    staff, programmes = officer(person), list(Programme.objects.all())
    days = call.programme.definition.meetings.answer_days
    assert not queries.inbox(staff, "overdue", programmes, at).exists()
    later = at + timedelta(days=2 * days + 4)
    assert queries.inbox(staff, "overdue", programmes, later).get() == one


@pytest.mark.parametrize("where", ["inbox", "draft"])
@pytest.mark.counting
def test_one_question_and_thirty_cost_the_same(
    call: Any, at: datetime, person: Any, where: str
) -> None:
    cast = started(call, at)
    one = asked(cast, at)
    client = signed_in(officer(person) if where == "inbox" else cast.editor)
    address = "/fr/meetings/questions/" if where == "inbox" else page(cast)
    client.get(address)

    def cost() -> int:
        with held_at(at), CaptureQueriesContext(connection) as seen:
            assert client.get(address).status_code == 200
        return len(seen)

    alone = cost()
    for number in range(29):
        one.pk, one.pid, one.text = None, public_id(), f"{number} ?"
        one.save(force_insert=True)
    assert cost() == alone


# -- kept and erased


def test_ones_own_data_hold_ones_questions(call: Any, at: datetime) -> None:
    """PRI-03."""
    cast = started(call, at)
    asked(cast, at)
    rows = own_data(cast.editor, at)["rows"]
    told = [row for row in rows if row["what"] == "meetings.question"]
    assert told[0]["data"]["text"] == WORDS
    assert "CANARI" not in json.dumps(own_data(cast.partner_editor, at))


def test_who_asked_is_erased_with_the_draft(call: Any, at: datetime) -> None:
    """PRI-05."""
    cast = started(call, at)
    one = asked(cast, at)
    answer_privately(one.pid, "Oui.", by=cast.signatory, at=at)
    delete_draft(cast.application.pid, by=cast.signatory, at=at)
    assert erase_draft(cast.application.pid, at=deleted_until(call, at))
    one.refresh_from_db()
    assert (one.asker, one.draft, one.name, one.email) == (None, "", "", "")
    assert not answers().filter(to=cast.editor.email).exists()


def test_who_asked_is_erased_after_the_months_of_the_pack(call: Any, at: datetime) -> None:
    """PRI-05, to the microsecond."""
    one = asked(started(call, at), at)
    until = call.programme.definition.meetings.names_kept_until(call.closes_at)

    def erased_by(instant: datetime) -> bool:
        for act in due_acts(instant):
            if act.code == "meetings.erase_askers":
                act.run(act.at)
        one.refresh_from_db()
        return one.asker is None and not one.draft

    assert not erased_by(until - timedelta(microseconds=1))
    assert erased_by(until)
    assert [act for act in due_acts(until) if act.code == "meetings.erase_askers"] == []


def test_beside_money_and_activities_one_may_ask_as_beside_texts(call: Any, at: datetime) -> None:
    """A link for each question of the page, for those who may ask."""
    cast = started(call, at)
    partner = cast.partners[0].pid
    with held_at(at):
        for where, field in (
            ("budget/", "costs"), (f"budget/{partner}/", "sources"), ("activities/", "activities"),
            ("activities/new/", "deliverables"),
        ):  # fmt: skip
            shown = signed_in(cast.editor).get(f"/fr/applications/{cast.application.pid}/{where}")
            assert page(cast, field) in words(shown), where
            assert signed_in(cast.editor).get(page(cast, field)).status_code == 200
