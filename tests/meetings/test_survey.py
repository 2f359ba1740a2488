"""The survey: who came answers once, no answer leads to them, few are never shown (PRI-01)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.translation import override

from cordata.kernel.clock import held_at
from cordata.kernel.journal import SYSTEM
from cordata.kernel.models import Event
from cordata.kernel.verdicts import NotPossible
from cordata.meetings import access, actions, surveying
from cordata.meetings.models import Registration, SurveyAnswer
from cordata.meetings.queries import registration_by_link, survey_sides
from cordata.notify.models import Message
from tests.factories.meetings import came, meeting_with, registered, surveyed

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
SAID = {"useful": "5", "project": "yes"}


def page(name, *args, language="fr"):
    with override(language):
        return reverse(f"meetings:{name}", args=args)


def own(registration, name="survey", language="fr"):
    return page(name, registration.pid, registration.key, language=language)


def verdict(registration, at):
    return access.answer_survey(registration_by_link(registration.pid), at)


def answer(registration, at, answers=SAID, language="fr"):
    return actions.answer_survey(registration.pid, answers, language=language, at=at)


@pytest.fixture
def organiser(client, person, at):
    client.force_login(person("olga", roles=("organiser",)))
    return client


def typed(**answers):
    return {f"own_{code}": given for code, given in answers.items()}


def test_it_is_asked_from_the_end_of_the_meeting_to_the_second(annecy, at):
    person = came(annecy, at)
    assert verdict(person, annecy.ends_at - SECOND).code == "survey.not_over_yet"
    assert verdict(person, annecy.ends_at)


def test_it_is_asked_for_the_days_of_the_pack_to_the_second(annecy, at):
    person = came(annecy, at)
    last = annecy.ends_at + timedelta(days=30)
    assert verdict(person, last)
    assert verdict(person, last + SECOND).code == "survey.closed"
    with pytest.raises(NotPossible, match=r"survey\.closed"):
        answer(person, last + SECOND)
    answer(person, last)
    assert SurveyAnswer.objects.count() == 1


def test_who_did_not_come_and_who_is_erased_is_not_asked(annecy, at):
    absent, person = registered(annecy, at), came(annecy, at)
    after = annecy.ends_at + SECOND
    assert verdict(absent, after).code == "survey.for_who_came"
    actions.erase_registrations(annecy.pid, at=after)
    person.refresh_from_db()
    assert access.answer_survey(person, after).code == "survey.for_who_came"
    assert registration_by_link(person.pid) is None
    with pytest.raises(NotPossible, match=r"survey\.for_who_came"):
        answer(absent, after)


def test_a_pack_without_a_survey_asks_nobody(client, person, annecy, aurora_call, at):
    some = meeting_with(annecy, programme=aurora_call.programme, call=aurora_call)
    guest = came(some, at, country="SE", language="en")
    assert verdict(guest, some.ends_at).code == "survey.none"
    with held_at(some.ends_at + SECOND):
        assert client.get(own(guest, language="en")).status_code == 403
        shown = client.get(own(guest, "registration", language="en")).content.decode()
        assert "Your opinion" not in shown
        client.force_login(person("olga", roles=("organiser",)))
        assert client.get(page("survey_results", some.pid)).status_code == 404
        assert (
            page("survey_results", some.pid)
            not in client.get(page("documents", some.pid)).content.decode()
        )
    actions.thank(some.pid, by=SYSTEM, at=some.ends_at)
    assert "survey" not in Message.objects.get(notice="meetings.thanks").text


def test_the_thanks_and_ones_own_page_lead_to_it_and_it_leads_back(client, annecy, at):
    person = came(annecy, at, language="it")
    after = annecy.ends_at + SECOND
    actions.thank(annecy.pid, by=SYSTEM, at=after)
    assert own(person, language="it") in Message.objects.get(notice="meetings.thanks").text
    with held_at(after):
        assert own(person) in client.get(own(person, "registration")).content.decode()
        shown = client.get(own(person, language="it"))
        assert "Questo incontro vi è stato utile?" in shown.content.decode()
        assert "12 mesi" in shown.content.decode()
        assert shown["Cache-Control"] == "no-store, private"
        before = client.get(own(person)).content.decode()
        assert "Une fois envoyées, vos réponses ne peuvent plus être modifiées." in before


def test_answers_count_once_and_a_second_click_finds_them_counted(client, annecy, at):
    person = came(annecy, at)
    with held_at(annecy.ends_at + SECOND):
        first = client.post(own(person), typed(useful="5", missing="Des exemples"))
        second = client.post(own(person), typed(useful="1", missing="Rien"))
        assert (first.status_code, second.status_code) == (302, 302)
        assert "Vos réponses sont comptées" in client.get(own(person)).content.decode()
        shown = client.get(own(person, "registration")).content.decode()
        assert own(person) not in shown
    assert SurveyAnswer.objects.get().answers == {"useful": "5", "missing": "Des exemples"}


def test_nothing_at_all_is_no_answer_and_a_made_up_one_is_refused(client, annecy, at):
    person = came(annecy, at)
    with held_at(annecy.ends_at + SECOND):
        assert client.post(own(person), {}).status_code == 422
        refused = client.post(own(person), typed(useful="6", missing="Un <b>café</b>"))
        assert refused.status_code == 422
        assert "Un &lt;b&gt;café&lt;/b&gt;" in refused.content.decode()
    assert not SurveyAnswer.objects.exists()
    assert not Registration.objects.get(pid=person.pid).survey_answered


def values_of(row):
    return {str(getattr(row, field.attname)) for field in row._meta.concrete_fields}


def test_pri_01_neither_the_answer_nor_the_journal_leads_to_the_person(annecy, at):
    person = came(annecy, at)
    known = {*values_of(person), person.actor_key} - {"", "True", "False", "None", str(annecy.pk)}
    last = Event.objects.latest("pk").pk
    answer(person, annecy.ends_at + timedelta(hours=3))

    row = SurveyAnswer.objects.get()
    assert values_of(row) & (known - {"fr", "FR"}) == set()
    assert not any(field.related_model is Registration for field in row._meta.get_fields())
    (entry,) = Event.objects.filter(pk__gt=last)
    assert (entry.kind, entry.subject_id) == ("meeting.survey_answered", annecy.pid)
    said = str(values_of(entry))
    assert not any(mark in said for mark in (person.pid, row.pid, person.email, '"5"'))
    person.refresh_from_db()
    assert person.survey_answered


def test_an_answer_keeps_its_day_on_the_meetings_clocks_and_no_hour(annecy, at):
    late = annecy.ends_at.replace(hour=23, minute=30)  # the next day in Paris
    answer(came(annecy, at), late)
    row = SurveyAnswer.objects.get()
    assert str(row.answered_on) == "2025-02-14"
    assert not any("Time" in type(field).__name__ for field in row._meta.concrete_fields)


@pytest.mark.parametrize(("companions", "kept"), [(3, ""), (4, "IT")])
def test_an_answer_keeps_the_country_from_which_enough_came(annecy, at, companions, kept):
    person = came(annecy, at, country="IT")
    for _ in range(companions):
        came(annecy, at, country="IT")
    answer(person, annecy.ends_at)
    assert SurveyAnswer.objects.get().country == kept


def test_the_language_is_kept_for_words_alone(annecy, at):
    answer(came(annecy, at), annecy.ends_at, SAID, language="it")
    answer(came(annecy, at), annecy.ends_at, {"missing": "Esempi"}, language="it")
    assert sorted(row.language for row in SurveyAnswer.objects.all()) == ["", "it"]


def rows(meeting, language="fr"):
    return list(surveying.survey_rows(meeting, language))


@pytest.mark.parametrize(("people", "shown"), [(4, False), (5, True)])
def test_answers_are_shown_from_five_people_on(organiser, annecy, at, people, shown):
    for number in range(people):
        surveyed(annecy, at, {"useful": "4", "missing": f"Un exemple {number}"})
    with held_at(annecy.ends_at + timedelta(days=1)):
        body = organiser.get(page("survey_results", annecy.pid)).content.decode()
        csv = b"".join(organiser.get(page("survey_export", annecy.pid)).streaming_content).decode()
    assert ("Un exemple 0" in body) is shown
    assert ("Un exemple 0" in csv) is shown
    assert rows(annecy)[1] == ["Ont répondu", "", str(people)]
    assert (len(rows(annecy)) > 2) is shown
    if shown:
        assert ["Cette réunion vous a-t-elle été utile\u00a0?", "4", "5"] in rows(annecy)


def test_the_same_rows_are_said_in_the_language_asked(annecy, at):
    for _ in range(5):
        surveyed(annecy, at, {"project": "not_yet", "clear": "1"})
    assert ["Pensate ora di preparare un progetto?", "non ancora", "5"] in rows(annecy, "it")
    assert ["Are the rules of the call clear to you?", "1 (not at all)", "5"] in rows(annecy, "en")


@pytest.mark.parametrize(("french", "told"), [(4, {}), (5, {"FR": 5, "IT": 6})])
def test_sides_are_told_apart_only_where_each_is_large_enough(annecy, at, french, told):
    """Four beside six would be known by subtraction, even if only the six were named."""
    people = [came(annecy, at, country=one) for one in ["FR"] * 6 + ["IT"] * 6]
    asked = [*people[:french], *people[6:]]
    for person in asked:
        answer(person, annecy.ends_at)
    assert survey_sides(annecy) == told


def test_one_side_is_read_alone_and_an_unknown_one_is_not_found(organiser, annecy, at):
    for country, useful in (("FR", "5"), ("IT", "2")):
        people = [came(annecy, at, country=country) for _ in range(5)]
        for person in people:
            answer(person, annecy.ends_at, {"useful": useful})
    with held_at(annecy.ends_at + timedelta(days=1)):
        there = page("survey_results", annecy.pid)
        assert "5 (très utile)" in organiser.get(there).content.decode()
        italian = organiser.get(f"{there}?side=IT").content.decode()
        assert "2 5, 3 0" in italian.replace("\xa0", " ")
        assert organiser.get(f"{there}?side=SE").status_code == 404
        assert organiser.get(f"{there}?side=ZZ").status_code == 404


def test_words_are_escaped_as_typed_and_no_formula_in_a_spreadsheet(organiser, annecy, at):
    for _ in range(5):
        surveyed(annecy, at, {"missing": "=1+1 <script>"})
    with held_at(annecy.ends_at + timedelta(days=1)):
        shown = organiser.get(page("survey_results", annecy.pid)).content.decode()
        csv = organiser.get(page("survey_export", annecy.pid))
        assert "=1+1 &lt;script&gt;" in shown
        assert "'=1+1 <script>" in b"".join(csv.streaming_content).decode()
        book = organiser.get(page("survey_export_xlsx", annecy.pid))
        assert b"".join(book.streaming_content).startswith(b"PK")


def test_words_say_their_language_to_who_has_them_read_aloud(organiser, annecy, at):
    for language in ("fr", "it", "it", "fr", "fr"):
        surveyed(annecy, at, {"missing": f"In {language}"}, language=language)
    with held_at(annecy.ends_at + timedelta(days=1)):
        shown = organiser.get(page("survey_results", annecy.pid)).content.decode()
    assert '<li lang="it">In it</li>' in shown


def test_before_the_end_the_organisers_read_the_questions(organiser, annecy, at):
    with held_at(at):
        shown = organiser.get(page("survey_results", annecy.pid)).content.decode()
    assert "Pensez-vous maintenant préparer un projet" in shown
    assert "Personne ne peut répondre avant la fin" in shown


@pytest.mark.counting
def test_thirty_answers_cost_the_queries_of_six(
    organiser, annecy, at, django_assert_max_num_queries
):
    def read():
        with held_at(annecy.ends_at + timedelta(days=1)):
            organiser.get(page("survey_results", annecy.pid))

    for _ in range(6):
        surveyed(annecy, at, SAID)
    read()
    with django_assert_max_num_queries(100) as few:
        read()
    for _ in range(24):
        surveyed(annecy, at, SAID)
    with django_assert_max_num_queries(len(few)):
        read()


def test_pri_05_words_go_with_the_names_and_totals_stay(annecy, at):
    for _ in range(5):
        surveyed(annecy, at, {"useful": "3", "missing": "Camille me l’a dit"})
    actions.erase_registrations(annecy.pid, at=annecy.ends_at + timedelta(days=365))
    assert {str(row.answers) for row in SurveyAnswer.objects.all()} == {"{'useful': '3'}"}
    assert {row.language for row in SurveyAnswer.objects.all()} == {""}
    assert not Registration.objects.filter(survey_answered=True).exists()
    assert ["Was this meeting useful to you?", "3", "5"] in rows(annecy, "en")
