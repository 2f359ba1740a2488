"""Questions: one inbox, one answer for all in every language, names never published."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from cordata.kernel.clock import held_at
from cordata.kernel.journal import SYSTEM
from cordata.kernel.verdicts import NotPossible
from cordata.meetings import actions, queries
from cordata.meetings.models import Question
from cordata.meetings.states import QuestionState
from cordata.notify.models import Message
from cordata.programme.models import Publication
from cordata.web import moments
from tests.factories.meetings import asked, question, registered

pytestmark = pytest.mark.django_db
TITLES = {"fr": "Qui paie le reste ?", "it": "Chi paga il resto?", "en": "Who pays the rest?"}
TEXTS = {"fr": "Vous, ou un financeur.", "it": "Voi, o un finanziatore.", "en": "You do."}


@pytest.fixture
def olga(client, person, at):
    """An organiser, signed in; today is `at`."""
    olga = person("olga", roles=("organiser",))
    client.force_login(olga)
    with held_at(at):
        yield olga


def page(name, *args, language="fr"):
    with override(language):
        return reverse(f"meetings:{name}", args=args)


def published(one, at, **more):
    told = {"titles": TITLES, "texts": TEXTS, "form_field": ""} | more
    return actions.publish_answer(one.pid, by=SYSTEM, at=at, **told)


def sent(**more):
    typed = {f"title_{code}": text for code, text in TITLES.items()}
    return {"act": "publish"} | typed | {f"text_{c}": t for c, t in TEXTS.items()} | more


def test_an_answer_is_published_once_and_reaches_each_asker_in_their_language(
    client, annecy, at, olga
):
    one = question(annecy, at, language="fr", name="Ines Bertrand")
    same = registered(annecy, at, language="it", question="Chi paga il resto?")
    other = Question.objects.get(registration=same)

    answer = client.post(page("question", annecy.pid, one.pid), sent(alike=[other.pid]))

    assert answer.status_code == 302
    mails = Message.objects.filter(notice="meetings.question_answered").order_by("language")
    assert [mail.language for mail in mails] == ["fr", "it"]
    assert "Vous, ou un financeur." in mails[0].text
    assert "Voi, o un finanziatore." in mails[1].text
    assert mails[1].to == same.email
    call_page = client.get(f"/fr/calls/{annecy.call.code}/").content.decode()
    assert "Vous, ou un financeur." in call_page
    assert "Ines Bertrand" not in call_page
    assert Publication.objects.filter(kind="faq").count() == 1
    assert set(Question.objects.values_list("state", flat=True)) == {QuestionState.ANSWERED}


def test_an_answer_for_all_exists_in_every_language_or_not_at_all(client, annecy, at, olga):
    one = question(annecy, at)
    answer = client.post(page("question", annecy.pid, one.pid), sent(text_it=""))
    assert answer.status_code == 422
    assert "Vous, ou un financeur." in answer.content.decode()
    assert not Publication.objects.filter(kind="faq").exists()
    assert not Message.objects.filter(notice="meetings.question_answered").exists()


def test_a_question_is_answered_once(annecy, at):
    one = question(annecy, at)
    published(one, at)
    with pytest.raises(NotPossible, match=r"question\.answered_meanwhile"):
        published(one, at)
    assert Publication.objects.filter(kind="faq").count() == 1
    assert Message.objects.filter(notice="meetings.question_answered").count() == 1


def test_a_question_asked_again_gets_the_published_answer(client, annecy, at, olga):
    given = published(question(annecy, at), at)
    again = question(annecy, at, language="it")
    form = {"act": "alike", "published": given.pid}
    assert client.post(page("question", annecy.pid, again.pid), form).status_code == 302
    mail = Message.objects.get(notice="meetings.question_answered", to=again.email)
    assert "Voi, o un finanziatore." in mail.text
    assert Publication.objects.filter(kind="faq").count() == 1


def test_what_serves_nobody_else_is_answered_to_the_asker_alone(client, annecy, at, olga):
    one = question(annecy, at)
    form = {"act": "private", "answer": "Le parking est derrière la salle."}
    assert client.post(page("question", annecy.pid, one.pid), form).status_code == 302
    mail = Message.objects.get(notice="meetings.question_answered")
    assert "Le parking est derrière la salle." in mail.text
    assert not Publication.objects.filter(kind="faq").exists()


def test_a_question_without_an_address_is_answered_without_a_mail(annecy, at):
    published(question(annecy, at, email=""), at)
    assert not Message.objects.filter(notice="meetings.question_answered").exists()


def test_the_age_counts_working_days_and_the_term_is_the_packs(annecy, at):
    """`at` is a Monday; five working days later it is still in time, after six it is late."""
    programme = annecy.programme
    assert at.isoweekday() == 1
    assert programme.definition.meetings.answer_days == 5
    one = question(annecy, at)
    friday, next_monday = at + timedelta(days=4), at + timedelta(days=7)
    assert queries.age_of(one, programme, friday) == 4
    assert queries.age_of(one, programme, next_monday) == 5
    assert not queries.is_overdue(one, programme, next_monday)
    late = next_monday + timedelta(days=1)
    assert queries.is_overdue(one, programme, late)
    found = Question.objects.filter(queries.overdue([programme], late))
    assert list(found) == [one]
    assert not Question.objects.filter(queries.overdue([programme], next_monday)).exists()


@pytest.mark.parametrize(
    ("asked_on", "last_day"),
    [
        # Maundy Thursday 2025: Easter Monday is a holiday on both sides, 25 April in Italy alone
        (datetime(2025, 4, 17, 9, tzinfo=UTC), datetime(2025, 4, 28, 9, tzinfo=UTC)),
        # 8 May is a holiday in France alone
        (datetime(2025, 5, 5, 9, tzinfo=UTC), datetime(2025, 5, 13, 9, tzinfo=UTC)),
        # over the end of a year: Christmas, St Stephen, New Year, and Epiphany in Italy
        (datetime(2025, 12, 30, 9, tzinfo=UTC), datetime(2026, 1, 8, 9, tzinfo=UTC)),
    ],
)
def test_a_holiday_of_either_country_is_no_working_day(annecy, asked_on, last_day):
    """The fifth working day is in time until its midnight; the day after, it is late."""
    one, programme = question(annecy, asked_on), annecy.programme
    midnight = last_day.replace(hour=0) + timedelta(days=1)
    offset = moments.local(midnight, programme.zone).utcoffset()
    tomorrow = midnight - offset
    before = tomorrow - timedelta(seconds=1)

    assert queries.age_of(one, programme, last_day) == 5
    assert not queries.is_overdue(one, programme, before)
    assert queries.is_overdue(one, programme, tomorrow)
    assert not Question.objects.filter(queries.overdue([programme], before)).exists()
    assert Question.objects.filter(queries.overdue([programme], tomorrow)).exists()


def test_a_programme_whose_pack_names_no_holidays_leaves_weekends_out_alone(aurora):
    assert aurora.programme.holidays(2025, 2026) == frozenset()


def test_the_inbox_shows_what_is_mine_as_owner_or_stand_in(client, annecy, at, olga, person):
    nina = person("nina", roles=("organiser",))
    mine, hers, nobodys = (question(annecy, at) for _ in range(3))
    actions.assign_question(mine.pid, owner=olga, stand_in=None, by=olga, at=at)
    actions.assign_question(hers.pid, owner=nina, stand_in=olga, by=olga, at=at)
    shown = client.get(page("inbox") + "?view=mine").content.decode()
    assert mine.pid in shown
    assert hers.pid in shown
    assert nobodys.pid not in shown


def test_nobody_stands_in_for_themselves(annecy, at, olga):
    with pytest.raises(NotPossible, match=r"question\.stand_in_same"):
        actions.assign_question(question(annecy, at).pid, owner=olga, stand_in=olga, by=olga, at=at)


def test_an_organiser_of_one_meeting_sees_its_questions_alone(client, annecy, meetings, at, person):
    other = next(one for one in meetings if one != annecy)
    here, there = question(annecy, at), question(other, at)
    nina = person("nina", roles=("organiser",), scope=f"meeting:{annecy.pid}")
    client.force_login(nina)
    with held_at(at):
        shown = client.get(page("inbox")).content.decode()
        assert here.pid in shown
        assert there.pid not in shown
        assert client.get(page("question", other.pid, there.pid)).status_code == 404
        assert client.get(page("question", annecy.pid, there.pid)).status_code == 404


def test_what_a_machine_asks_under_an_address_nobody_confirmed_is_not_heard(
    client, annecy, at, olga
):
    asked(annecy, at, question="Buy now")
    assert "Buy now" not in client.get(page("questions", annecy.pid)).content.decode()
    assert "Buy now" not in client.get(page("inbox")).content.decode()


def test_a_registered_person_asks_and_reads_the_answer_on_their_page(client, annecy, at):
    own = registered(annecy, at, language="it")
    with held_at(at):
        ask = page("ask", own.pid, own.key, language="it")
        assert client.post(ask, {"text": "Chi paga?"}).status_code == 302
        assert client.post(ask, {"text": "Chi paga?"}).status_code == 302  # twice is once
        one = Question.objects.get()
        published(one, at)
        shown = client.get(page("registration", own.pid, own.key, language="it"))
    assert "Voi, o un finanziatore." in shown.content.decode()


def test_who_has_not_confirmed_the_address_asks_nothing_more(client, annecy, at):
    own = asked(annecy, at)
    with held_at(at):
        answer = client.post(page("ask", own.pid, own.key), {"text": "Chi paga?"})
    assert answer.status_code == 403
    assert not Question.objects.exists()


def test_what_needs_no_answer_is_set_aside_with_its_reason(client, annecy, at, olga):
    one = question(annecy, at)
    form = {"act": "set_aside", "because": "Remerciement"}
    assert client.post(page("question", annecy.pid, one.pid), form).status_code == 302
    assert one.pid not in client.get(page("inbox")).content.decode()
    assert one.pid in client.get(page("inbox") + "?view=set_aside").content.decode()
    published(one, at)  # and can be answered after all


def test_pri_05_who_asked_is_erased_with_the_registrations(annecy, at):
    one = question(annecy, at)
    actions.erase_registrations(annecy.pid, at=at)
    one.refresh_from_db()
    assert (one.asker_name, one.asker_email, one.email) == ("", "", "")
    assert one.text


@pytest.mark.parametrize("name", ["inbox", "questions"])
@pytest.mark.counting
def test_one_question_and_thirty_cost_the_same(client, annecy, at, olga, name):
    address = page(name) if name == "inbox" else page(name, annecy.pid)
    question(annecy, at)
    client.get(address)  # what is kept for all is read now
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    for number in range(29):
        more = question(annecy, at)
        if number % 2:
            actions.assign_question(more.pid, owner=olga, stand_in=None, by=olga, at=at)
    with CaptureQueriesContext(connection) as thirty:
        client.get(address)
    assert len(thirty) == len(one)
