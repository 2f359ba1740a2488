"""The pages as people meet them: who registers, who organises, who stands at the door."""

from __future__ import annotations

import html
import re
import time
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.translation import override

from cordata.kernel import clock
from cordata.kernel.journal import SYSTEM
from cordata.meetings import actions
from cordata.meetings.actions import load_meetings
from cordata.meetings.models import Registration
from cordata.notify.models import Message
from tests.factories.meetings import (
    answers,
    asked,
    cancelled,
    registered,
    shown,
    typed,
)

pytestmark = pytest.mark.django_db
LANGUAGES = ("fr", "it", "en")
MAIL_READ = 'SELECT "notify_message"'


def page(name, language="fr", **kwargs):
    with override(language):
        return reverse(f"meetings:{name}", kwargs=kwargs)


def own(registration, name="registration", language="fr"):
    return page(name, language, pid=registration.pid, key=registration.key)


def plain(text):
    """One kind of blank, no mark-up: what a reader reads."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def text_of(response):
    return plain(response.content.decode())


def last_mail():
    return Message.objects.order_by("-pk").first()


def again(registration):
    registration.refresh_from_db()
    return registration


# For anyone


def test_a_list_of_meetings_names_the_programme_only_where_there_are_several(
    client, annecy, aurora_call, aurora, at
) -> None:
    assert "Interreg ALCOTRA" not in text_of(client.get(page("list"))).partition("À venir")[2]

    load_meetings(aurora_call.programme, aurora, by=SYSTEM, at=at)

    coming = text_of(client.get(page("list"))).partition("À venir")[2]
    assert "Interreg ALCOTRA" in coming
    assert "Interreg Aurora" in coming


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fact_of_the_invitation_is_on_the_page(client, annecy, language):
    shown_text = text_of(client.get(page("detail", language, pid=annecy.pid)))
    definition = annecy.definition

    facts = [definition.names, definition.summaries, definition.audiences, definition.venue.names]
    facts += [definition.venue.rooms, definition.invitations]
    facts += [who.names for who in definition.organisers]
    facts += [item.titles for item in definition.agenda]
    for fact in facts:
        assert plain(fact[language]) in shown_text
    for purpose in definition.purposes:
        assert purpose[language][1:] in shown_text
    assert "74000 Annecy" in shown_text
    places = [shown_text.index(who.names[language]) for who in definition.organisers]
    assert len(places) == 3


def test_the_agenda_invents_no_time(client, annecy):
    source = client.get(page("detail", pid=annecy.pid)).content.decode()
    agenda = source.split('class="tl"')[1].split("</ol>")[0]

    assert agenda.count("<time") == 1
    assert "9\u00a0h\u00a030" in agenda


def test_the_background_of_the_invitation_is_on_the_page(client, annecy):
    shown_text = text_of(client.get(page("detail", pid=annecy.pid)))

    assert "grâce au Fonds européen de développement régional" in shown_text
    assert "procédures de dépôt et de gestion simplifiées" in shown_text
    assert "sur la base des critères d’éligibilité" in shown_text


def test_places_left_are_told_per_side(client, annecy, at):
    registered(annecy, at, country="IT")

    shown_text = text_of(client.get(page("detail", pid=annecy.pid)))

    assert "70 sur 70" in shown_text
    assert "49 sur 50" in shown_text


@pytest.mark.counting
def test_the_public_page_costs_four_queries(client, annecy, at, django_assert_max_num_queries):
    registered(annecy, at)
    client.get(page("detail", pid=annecy.pid))
    with django_assert_max_num_queries(4):
        client.get(page("detail", pid=annecy.pid))


@pytest.mark.counting
def test_the_list_costs_the_same_for_one_meeting_and_for_thirty(
    client, meeting, at, django_assert_num_queries, django_assert_max_num_queries
):
    meeting()
    client.get(page("list"))
    with django_assert_max_num_queries(4) as few:
        client.get(page("list"))
    for _one in range(30):
        registered(meeting(), at)
    with django_assert_num_queries(len(few)):
        assert client.get(page("list")).status_code == 200


@pytest.mark.parametrize("language", LANGUAGES)
def test_meetings_to_come_and_past_are_listed(client, meetings, language):
    shown_text = text_of(client.get(page("list", language)))

    for some in meetings:
        assert some.definition.names[language][:20] in shown_text


def test_a_meeting_in_preparation_is_nobodys_to_see(client, meeting):
    assert client.get(page("detail", pid=meeting(state="draft").pid)).status_code == 404


def test_the_calendar_file_carries_zone_and_place(client, annecy):
    content = client.get(page("calendar", pid=annecy.pid)).content.decode()

    assert "DTSTART;TZID=Europe/Paris:20250213T093000" in content
    assert "Annecy" in content
    assert "STATUS:CONFIRMED" in content


def test_the_calendar_file_of_a_cancelled_meeting_takes_it_out(client, meeting, at):
    some = cancelled(meeting(), at)

    content = client.get(page("calendar", pid=some.pid)).content.decode()

    assert "METHOD:CANCEL" in content
    assert "STATUS:CANCELLED" in content


# Registering


def test_a_visitor_registers_and_confirms_by_the_mailed_link(client, annecy):
    response = client.post(
        page("register", pid=annecy.pid),
        typed(annecy, email="Elena@Valfredda.example", question="E le scuole?"),
    )
    assert response.status_code == 302
    assert client.get(response.url).status_code == 200

    mail = Message.objects.get()
    link = re.search(r"http://testserver(/it/\S+)", mail.text)[1]
    assert "Confermare" in mail.text
    found = Registration.objects.get()
    assert (found.email, found.state) == ("elena@valfredda.example", "pending")
    for _look in range(3):
        assert client.get(link).status_code == 200
    assert again(found).state == "pending", "NOT-04: looking changes nothing"

    assert client.post(link + "confirm/").status_code == 302
    assert client.post(link + "confirm/").status_code == 302
    assert again(found).state == "confirmed"
    assert annecy.questions.get().text == "E le scuole?"
    shown_text = text_of(client.get(link))
    assert "Il vostro posto è riservato" in shown_text


def test_mtg_04_every_act_needs_a_post(client, meeting, at):
    someone = registered(meeting(places=1), at)
    for name in ("confirm", "accept", "decline"):
        assert client.get(own(someone, name)).status_code == 405
    for name in ("cancel_registration", "change", "registration"):
        assert client.get(own(someone, name)).status_code == 200
    assert again(someone).state == "confirmed"


def test_a_double_click_is_one_registration_and_the_same_answer(client, annecy):
    form = typed(annecy)
    first = client.post(page("register", pid=annecy.pid), form)
    second = client.post(page("register", pid=annecy.pid), form)

    assert (first.status_code, first.url) == (second.status_code, second.url)
    assert Registration.objects.count() == 1
    assert Message.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("website", "http://spam.example", "remplissez le formulaire à la main"),
        ("shown", "", "remplissez le formulaire à la main"),
        ("name", "", "Remplissez ce champ"),
        ("email", "elena@", "adresse complète"),
        ("country", "XX", "Choisissez une réponse"),
    ],
)
def test_what_cannot_be_taken_is_said_in_words_and_what_was_typed_is_kept(
    client, annecy, field, value, words
):
    form = typed(annecy, organisation="L’Œuvre d’Étienne") | {field: value}
    response = client.post(page("register", pid=annecy.pid), form)

    assert response.status_code == 422
    assert words in text_of(response)
    assert "L’Œuvre d’Étienne" in response.content.decode()
    assert not Registration.objects.exists()


def test_the_refused_form_opens_at_its_errors_without_a_script(client, annecy):
    """A11-03: the form stands far down the page, so its summary asks for the focus. Its address
    names nothing: the page that thanks would bear it, too."""
    sent = client.post(page("register", pid=annecy.pid), typed(annecy) | {"name": ""})

    shown_again = sent.content.decode()
    assert f'action="{page("register", pid=annecy.pid)}"' in shown_again
    assert re.search(
        r'<section class="errsum" id="errors"[^>]* tabindex="-1" autofocus', shown_again
    )


@pytest.mark.parametrize(("seconds", "status"), [(1, 422), (20, 302), (13 * 3600, 422)])
def test_the_form_needs_a_human_s_time(client, annecy, monkeypatch, seconds, status):
    """The clock stands: a slow machine is not taken for a human."""
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now)
    form = typed(annecy, shown=shown(annecy, seconds))

    assert client.post(page("register", pid=annecy.pid), form).status_code == status


def test_mtg_03_one_network_has_its_share(client, annecy, settings):
    settings.REGISTRATIONS_PER_NETWORK = 2
    answers_given = [
        client.post(page("register", pid=annecy.pid), typed(annecy, organisation="")).status_code
        for _try in range(4)
    ]

    assert answers_given == [302, 302, 422, 422]


@pytest.mark.counting
def test_one_registration_costs_under_25_queries_in_all_its_requests(client, annecy, at, settings):
    """Issue 2, section 6. Statements that open or close a transaction are not queries."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    page("detail", pid=annecy.pid)  # the addresses are those of a rehearsal all the same
    settings.REHEARSAL = False  # a production instance queues its mails too
    registered(annecy, at)
    client.get(page("detail", pid=annecy.pid))
    control = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK")
    with CaptureQueriesContext(connection) as captured:
        client.get(page("detail", pid=annecy.pid))
        sent = client.post(page("register", pid=annecy.pid), typed(annecy))
        client.get(sent.url)
        link = re.search(r"http://testserver(/it/\S+)", last_mail().text)[1]
        client.get(link)
        client.post(f"{link}confirm/")
        client.get(link)
    queries = [one["sql"] for one in captured if not one["sql"].startswith(control)]
    queries = [sql for sql in queries if "rehearsalclock" not in sql]  # production has none
    queries.remove(next(sql for sql in queries if sql.startswith(MAIL_READ)))  # by this test

    assert len(queries) < 25, "\n".join(sql[:160] for sql in queries)


# The registrant's page


def test_a_wrong_key_opens_nothing(client, meeting, at):
    someone, other = registered(meeting(), at), registered(meeting(), at)
    wrong = page("registration", pid=someone.pid, key=other.key)

    assert client.get(wrong).status_code == 404
    assert client.post(wrong + "confirm/").status_code == 404


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_state_has_its_page_in_each_language(client, meeting, at, language):
    small = meeting(places=1)
    has_it, offered, waits = (registered(small, at) for _one in range(3))
    pending = asked(small, at)
    actions.cancel_registration(has_it.pid, at=at)
    confirmed = registered(meeting(places=1), at, meal="vegan")
    expired = asked(meeting(), at - timedelta(hours=2))
    actions.expire_registration(expired.pid, at=at)
    for someone in (has_it, offered, waits, pending, confirmed, expired):
        response = client.get(own(someone, language=language))
        assert response.status_code == 200
        assert response["Referrer-Policy"] == "same-origin"
    assert "<svg" in client.get(own(confirmed)).content.decode()
    assert "1er" in text_of(client.get(own(waits)))


def test_a_lapsed_offer_is_told_on_the_page(client, meeting, at):
    small = meeting(places=1)
    has_it, offered = registered(small, at), registered(small, at)
    actions.cancel_registration(has_it.pid, at=at)
    with clock.held_at(again(offered).held_until):
        response = client.post(own(offered, "accept"))

    assert response.status_code == 409
    assert "n’a plus cours" in text_of(response)


def test_a_registrant_corrects_answers_but_not_the_side(client, meeting, at):
    someone = registered(meeting(), at, organisation="Mairie")
    form = {"name": "Paul Marin", "organisation": "Collège", "language": "it", "country": "IT"}
    answer = client.post(own(someone, "change"), form, follow=True)

    assert "Vos réponses sont enregistrées" in text_of(answer)
    assert (again(someone).name, someone.organisation) == ("Paul Marin", "Collège")
    assert (someone.country, someone.language) == ("FR", "it")


def test_a_registrant_cancels_alone(client, meeting, at):
    """From then on there is nothing to put into a calendar."""
    someone = registered(meeting(), at)
    diary = page("calendar", pid=someone.meeting.pid)
    assert diary in client.get(own(someone, "registration")).text

    assert client.post(own(someone, "cancel_registration")).status_code == 302
    assert again(someone).state == "cancelled"
    assert diary not in client.get(own(someone, "registration")).text


def test_my_registrations_are_those_of_my_address(client, meeting, at, person):
    camille = person("camille")
    registered(meeting(), at, email=camille.email, name="Camille Seule")
    registered(meeting(), at)
    client.force_login(camille)

    response = client.get(page("mine"))

    assert response.content.decode().count('class="task"') == 1


def test_erased_registrations_have_no_page(client, meeting, at):
    some = meeting()
    someone = registered(some, at)
    actions.erase_registrations(some.pid, at=at)

    assert client.get(own(someone)).status_code == 404


# For organisers


@pytest.fixture
def organiser(client, person):
    someone = person("olga", roles=("organiser",))
    client.force_login(someone)
    return someone


@pytest.mark.parametrize(
    "name", ["people", "export", "questions", "attendance", "check_in", "cancel"]
)
def test_a_stranger_does_not_learn_that_organisers_pages_exist(client, annecy, person, name):
    assert client.get(page(name, pid=annecy.pid)).status_code == 302
    client.force_login(person("camille"))
    assert client.get(page(name, pid=annecy.pid)).status_code == 404


@pytest.mark.counting
def test_the_organisers_list_costs_the_same_for_one_and_for_thirty(
    client, organiser, meeting, at, django_assert_num_queries, django_assert_max_num_queries
):
    some = meeting(places=5)
    registered(some, at)
    with django_assert_max_num_queries(12) as few:
        assert client.get(page("people", pid=some.pid)).status_code == 200
    for _one in range(30):
        registered(some, at)
    with django_assert_num_queries(len(few)):
        client.get(page("people", pid=some.pid))


def test_an_empty_list_says_so_instead_of_showing_an_empty_table(client, organiser, meeting, at):
    some = meeting()
    nobody = client.get(page("people", pid=some.pid))
    registered(some, at)
    unknown = client.get(page("people", pid=some.pid) + "?q=zzz")

    assert "Personne ne s’est encore inscrit." in text_of(nobody)
    assert "Aucune inscription ne répond à cette recherche." in text_of(unknown)
    assert "<table" not in nobody.content.decode() + unknown.content.decode()


def test_the_list_can_be_searched_and_narrowed(client, organiser, meeting, at):
    some = meeting(places=1)
    registered(some, at, name="Paul Marin")
    registered(some, at, name="Giulia Mattei")

    found = text_of(client.get(page("people", pid=some.pid) + "?q=mar"))
    waiting = text_of(client.get(page("people", pid=some.pid) + "?state=waitlisted"))

    assert "Marin" in found
    assert "Mattei" not in found
    assert "Mattei" in waiting
    assert "Marin" not in waiting


@pytest.mark.parametrize("typed", ["elodie", "ÉLODIE", "élodie o'h", "val d'arly", "VAL D’ARLY"])
@pytest.mark.parametrize("where", ["people", "check_in"])
def test_a_name_is_found_as_it_is_typed_at_the_door(client, organiser, meeting, at, where, typed):
    """Without accents, in any case, with either apostrophe; on SQLite as on PostgreSQL."""
    some = meeting()
    registered(some, at, name="Élodie O’Hara", organisation="Bibliothèque du Val d’Arly")
    registered(some, at, name="Marco Perret", organisation="Comune di Valfredda")

    found = text_of(client.get(page(where, pid=some.pid), {"q": typed}))
    assert "Élodie" in found
    assert "Perret" not in found


def test_questions_are_listed(client, organiser, meeting, at):
    some = meeting()
    registered(some, at, question="Et les écoles ?")

    assert "Et les écoles ?" in text_of(client.get(page("questions", pid=some.pid)))


def test_cancelling_says_how_many_are_told_and_needs_each_language(client, organiser, meeting, at):
    some = meeting()
    registered(some, at)
    assert "Une personne sera prévenue" in text_of(client.get(page("cancel", pid=some.pid)))
    assert client.post(page("cancel", pid=some.pid), {"fr": "Neige"}).status_code == 422
    reasons = {"fr": "Neige", "it": "Neve", "en": "Snow"}

    assert client.post(page("cancel", pid=some.pid), reasons).status_code == 302
    some.refresh_from_db()
    assert some.state == "cancelled"
    assert "Neige" in text_of(client.get(page("detail", pid=some.pid)))


# At the door


def test_a_helper_of_this_meeting_checks_in_with_one_tap(client, meeting, at, person):
    some, other = meeting(), meeting()
    someone = registered(some, at, name="Elena Marchetti")
    client.force_login(person("lucie", roles=("checkin",), scope=f"meeting:{some.pid}"))

    assert "Marchetti" in text_of(client.get(page("check_in", pid=some.pid) + "?q=march"))
    arrive = page("arrive", pid=some.pid, registration=someone.pid)
    for _tap in range(2):
        assert client.post(arrive, {"q": "march"}).status_code == 302
    assert again(someone).state == "attended"
    assert client.get(page("check_in", pid=other.pid)).status_code == 404
    assert client.get(page("people", pid=some.pid)).status_code == 403
    assert client.post(page("undo", pid=some.pid, registration=someone.pid)).status_code == 302
    assert again(someone).state == "confirmed"


def test_the_ticket_opens_the_person_at_the_door(client, organiser, meeting, at):
    some = meeting()
    someone, _other = registered(some, at, name="Anna A"), registered(some, at, name="Berta B")

    shown_text = text_of(client.get(page("check_in", pid=some.pid) + f"?ticket={someone.pid}"))

    assert "Anna A" in shown_text
    assert "Berta B" not in shown_text


def test_a_registration_of_another_meeting_is_not_checked_in_here(client, organiser, meeting, at):
    some, other = meeting(), meeting()
    someone = registered(other, at)

    response = client.post(page("arrive", pid=some.pid, registration=someone.pid))

    assert response.status_code == 404


def test_who_walks_in_takes_a_free_place_until_the_room_is_full(client, organiser, meeting, at):
    some = meeting(places=2)
    registered(some, at)
    form = {"name": "Jeanne Maurel", "country": "FR", "organisation": "", "email": ""}
    statuses = [client.post(page("walk_in", pid=some.pid), form).status_code for _one in range(2)]
    assert statuses == [302, 409]

    with clock.held_at(some.starts_at):
        assert client.post(page("walk_in", pid=some.pid), form).status_code == 302
        assert client.post(page("walk_in", pid=some.pid), form).status_code == 409
    assert some.registrations.filter(state="attended").count() == 2


def test_somebody_who_waits_and_comes_gets_a_free_place_at_the_door(client, organiser, meeting, at):
    some = meeting(places=1)
    registered(some, at)
    waits = registered(some, at)
    with clock.held_at(some.starts_at):
        client.post(page("arrive", pid=some.pid, registration=waits.pid))

    assert again(waits).state == "attended"


def test_undoing_a_walk_in_takes_it_out(client, organiser, meeting, at):
    some = meeting()
    came = actions.add_walk_in(some.pid, answers(email=""), by=organiser, at=at)
    client.post(page("undo", pid=some.pid, registration=came.pid))

    assert again(came).state == "cancelled"


def test_the_pages_of_a_meeting_stand_together_by_what_they_are_for(client, annecy, person):
    client.force_login(person("olga", roles=("organiser",)))
    shown = client.get(page("waiting", pid=annecy.pid)).content.decode()
    groups, within = re.findall(r'<nav class="tabs.*?</nav>', shown)
    assert re.findall(r">([^<>]+)</a>", groups) == [
        "Avant",
        "Inscriptions",
        "Le jour même",
        "Après",
    ]
    assert 'aria-current="true">Inscriptions' in groups
    assert 'aria-current="page">Liste d’attente' in within


def test_a_helper_sees_one_line_of_tabs(client, annecy, at, person):
    client.force_login(person("helper", roles=("checkin",), scope=f"meeting:{annecy.pid}"))
    shown = client.get(page("check_in", pid=annecy.pid)).content.decode()
    assert shown.count('<nav class="tabs') == 1
