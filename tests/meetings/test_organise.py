"""An organiser makes a meeting from nothing, edits it, announces it, moves it (MTG-*)."""

from __future__ import annotations

import dataclasses
import html
import re
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override
from icalendar import Calendar

from cordata.kernel.journal import SYSTEM
from cordata.kernel.models import Event
from cordata.kernel.verdicts import NotPossible
from cordata.meetings import actions
from cordata.meetings.actions import Companion
from cordata.meetings.calendars import calendar_of
from cordata.meetings.models import ItemPlace, Meeting
from cordata.notify.models import Message
from tests.factories.meetings import meeting_with, registered, with_logos
from tests.packs.test_logos import svg

pytestmark = pytest.mark.django_db
LINK = "https://teams.example/l/meetup/9f31"


def page(name, language="fr", **kwargs):
    with override(language):
        return reverse(f"meetings:{name}", kwargs=kwargs)


def plain(response):
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(html.unescape(text).split())


@pytest.fixture
def organiser(client, person):
    client.force_login(person("organiser", roles=("organiser",)))
    return client


def new_meeting(call, **fields):
    """What a communication officer types on a phone, in three languages."""
    return {
        "call": str(call.pk),
        "names__fr": "Réunion d’information, Nice",
        "names__it": "Incontro informativo, Nizza",
        "names__en": "Information meeting, Nice",
        "summaries__fr": "Le Département des Alpes-Maritimes vous invite.",
        "summaries__it": "Il Dipartimento delle Alpi Marittime vi invita.",
        "summaries__en": "The Alpes-Maritimes Department invites you.",
        "format": "on_site",
        "day": "2025-03-12",
        "starts": "14:30",
        "ends": "17:00",
        "city": "Nice",
        "country": "FR",
        "body": "auvergne-rhone-alpes",
    } | fields


def made(organiser, call, **fields):
    answer = organiser.post(page("new"), new_meeting(call, **fields))
    assert answer.status_code == 302, plain(answer)
    return Meeting.objects.get(code="nice-2025-03-12")


def save(organiser, meeting, section, number=None, **fields):
    """Post a section as its page shows it, with some fields otherwise."""
    where = {"pid": meeting.pid, "section": section}
    address = page("edit", **where) if number is None else page("edit_part", **where, number=number)
    form = organiser.get(address).context["form"]
    shown = {name: form[name].value() for name in form.fields}
    typed = {name: value for name, value in shown.items() if value not in (None, False)}
    meeting.refresh_from_db()
    return organiser.post(address, typed | {"seen": meeting.planned_digest} | fields)


def publish(organiser, meeting):
    meeting.refresh_from_db()
    return organiser.post(page("publish", pid=meeting.pid), {"seen": meeting.planned_digest})


def test_a_meeting_made_from_nothing_is_seen_by_nobody_before_it_is_announced(organiser, call, at):
    meeting = made(organiser, call)

    assert meeting.state == "draft"
    organiser.logout()
    assert organiser.get(page("detail", pid=meeting.pid)).status_code == 404
    assert "Nice" not in plain(organiser.get(page("list")))


def test_a_new_meeting_begins_with_a_call_of_the_programme_at_the_head_of_the_page(
    organiser, call, aurora_call
):
    """Another programme's call was loaded later: its languages are not asked for unchosen."""
    shown = organiser.get(page("new")).content.decode()
    assert "names__it" in shown
    first, *_others = re.findall(r'<option value="(\d+)"', shown)
    assert first == str(call.programme.calls.order_by("-pk").first().pk)
    assert str(aurora_call.pk) in shown


def test_the_buttons_of_the_plan_say_our_words_and_not_those_of_a_library(organiser, annecy):
    """Django brings an `Edit` and an `Add` of its own: in Italian a button is an infinitive."""
    shown = plain(organiser.get(page("plan", "it", pid=annecy.pid)))
    assert "Modificare, Testi" in shown.replace(" ,", ",")
    assert "Aggiungere, Organizzatori" in shown.replace(" ,", ",")


def test_from_nothing_to_announced_section_by_section(organiser, call, at):
    meeting = made(organiser, call)
    answers = [
        save(organiser, meeting, "venue", venue__street="147 boulevard du Mercantour"),
        save(
            organiser,
            meeting,
            "agenda",
            0,
            kind="workshop",
            titles__fr="Atelier",
            titles__it="Laboratorio",
            titles__en="Workshop",
            starts="15:00",
            speakers__fr="Anna Riva, Région",
            speakers__it="Anna Riva, Regione",
            speakers__en="Anna Riva, Region",
        ),
        save(
            organiser,
            meeting,
            "places",
            limited_places="on",
            places="60",
            share__FR="30",
            share__IT="30",
            release_hours="48",
        ),
    ]
    assert [one.status_code for one in answers] == [302, 302, 302]
    preview = plain(organiser.get(page("preview", pid=meeting.pid)))
    assert "147 boulevard du Mercantour" in preview
    assert publish(organiser, meeting).status_code == 302

    organiser.logout()
    public = plain(organiser.get(page("detail", "it", pid=meeting.pid)))
    assert "Incontro informativo, Nizza" in public
    assert "Anna Riva, Regione" in public
    meeting.refresh_from_db()
    assert (meeting.state, meeting.places, meeting.kept_places) == (
        "published",
        60,
        {"FR": 30, "IT": 30},
    )


def test_an_organiser_is_given_a_logo_of_the_pack_or_none_where_the_pack_has_none(
    organiser, call, at
):
    meeting = made(organiser, call)
    where = page("edit_part", pid=meeting.pid, section="organiser", number=1)
    assert "logo" not in organiser.get(where).context["form"].fields
    with_logos(meeting, ("own.svg", svg()), ("region.svg", svg()))
    meeting.programme.save()

    refused = save(organiser, meeting, "organiser", 1, logo="ville.svg")
    assert refused.status_code == 422
    assert save(organiser, meeting, "organiser", 1, logo="region.svg").status_code == 302

    meeting.refresh_from_db()
    assert [who.logo for who in meeting.planned.organisers] == ["region.svg"]
    assert save(organiser, meeting, "organiser", 1, names__fr="La Région").status_code == 302
    meeting.refresh_from_db()
    assert [who.logo for who in meeting.planned.organisers] == ["region.svg"]


def test_the_rules_of_the_packs_speak_beside_the_field(organiser, call, at):
    meeting = made(organiser, call)

    uneven = save(
        organiser,
        meeting,
        "places",
        limited_places="on",
        places="60",
        share__FR="30",
        share__IT="31",
    )
    assert uneven.status_code == 422
    assert "60 places en tout" in plain(uneven)
    assert uneven.context["form"].errors["places"]
    late = save(
        organiser, meeting, "agenda", 0, kind="talk", starts="18:00",
        titles__fr="Mot", titles__it="Parola", titles__en="Word",
    )  # fmt: skip
    assert late.status_code == 422
    assert late.context["form"].errors["starts"]
    half = save(organiser, meeting, "texts", headings__fr="Coopération")
    assert half.context["form"].errors["headings__it"]
    meeting.refresh_from_db()
    assert not meeting.planned.agenda


def test_an_error_far_from_its_field_says_which_text_in_which_language(organiser, call, at):
    """A11-03: in the order of the page, not "Italiano" twice."""
    refused = organiser.post(
        page("new"), new_meeting(call) | {"names__it": "", "summaries__it": "", "day": ""}
    )

    assert [text for _id, text in refused.context["form"].problems] == [
        "Titre (Italiano)\u00a0: Remplissez ce champ.",
        "L’invitation en une phrase (Italiano)\u00a0: Remplissez ce champ.",
        "Jour\u00a0: Remplissez ce champ.",
    ]


def test_an_hour_of_the_night_of_the_clock_change_is_refused_in_words(organiser, call, at):
    refused = organiser.post(
        page("new"), new_meeting(call) | {"day": "2025-03-30", "starts": "02:30"}
    )

    assert refused.status_code == 422
    (said,) = refused.context["form"].errors["starts"]
    assert "changement d’heure" in said
    assert "30 mars 2025, 2 h 30" in said.replace("\u00a0", " ")


def test_two_windows_do_not_overwrite_each_other(organiser, call, at):
    meeting = made(organiser, call)
    seen = meeting.planned_digest
    save(organiser, meeting, "venue", venue__city="Menton")

    late = save(organiser, meeting, "venue", venue__city="Nice", seen=seen)

    assert late.status_code == 422
    assert "entre-temps" in plain(late)
    meeting.refresh_from_db()
    assert meeting.planned.venue.city == "Menton"


def test_an_edit_of_an_announced_meeting_waits_and_is_told_once(organiser, annecy, at):
    registered(annecy, at)
    before = annecy.digest
    save(organiser, annecy, "when", starts="10:00")
    save(organiser, annecy, "venue", venue__rooms__fr="Salle Tournette")
    annecy.refresh_from_db()
    assert annecy.digest == before
    assert not Message.objects.filter(notice="meetings.meeting_changed").exists()
    assert "Salle Tournette" not in plain(organiser.get(page("detail", pid=annecy.pid)))
    assert organiser.get(page("publish", pid=annecy.pid)).context["told"] == 1

    publish(organiser, annecy)
    publish(organiser, annecy)

    assert Message.objects.filter(notice="meetings.meeting_changed").count() == 1
    annecy.refresh_from_db()
    assert annecy.starts_at.hour == 9
    assert (annecy.sequence, annecy.pending) == (1, {})
    changed = Event.objects.get(kind="meeting.changed")
    assert set(changed.data["changed"]) == {"starts", "venue"}


def test_a_party_gets_one_mail_and_is_counted_once(organiser, annecy, at):
    party = meeting_with(annecy, max_party=2)
    registered(party, at, companions=(Companion("Paul Marin"),))
    save(organiser, party, "venue", venue__street="Place de la Mairie")

    assert organiser.get(page("publish", pid=party.pid)).context["told"] == 1
    assert publish(organiser, party).status_code == 302
    assert Message.objects.filter(notice="meetings.meeting_changed").count() == 1


def test_a_moved_meeting_reminds_anew_and_its_entry_has_the_next_number(annecy, at):
    annecy.week_reminder_at = annecy.day_reminder_at = at
    annecy.save()
    later = dataclasses.replace(
        annecy.definition,
        starts=annecy.definition.starts + timedelta(days=20),
        ends=annecy.definition.ends + timedelta(days=20),
    )
    actions.edit_meeting(annecy.pid, later, seen=annecy.digest, by=SYSTEM, at=at)
    annecy.refresh_from_db()
    moved = actions.publish_meeting(annecy.pid, seen=annecy.planned_digest, by=SYSTEM, at=at)

    assert moved.week_reminder_at is None
    assert moved.day_reminder_at is None
    assert sequence_of(moved, at) == 1
    cancelled = actions.cancel_meeting(annecy.pid, reasons={"fr": "Neige"}, by=SYSTEM, at=at)
    assert sequence_of(cancelled, at) == 2


def sequence_of(meeting, at):
    (event,) = Calendar.from_ical(calendar_of(meeting, "fr", at=at)).walk("VEVENT")
    return event["SEQUENCE"]


def test_a_meeting_edited_on_a_screen_is_not_overwritten_by_the_pack(
    organiser, programme, alcotra, annecy, at
):
    save(organiser, annecy, "venue", venue__rooms__fr="Salle Tournette")
    publish(organiser, annecy)
    actions.load_meetings(programme, alcotra, by=SYSTEM, at=at)

    annecy.refresh_from_db()
    assert annecy.definition.venue.rooms["fr"] == "Salle Tournette"


def test_a_copy_on_another_day_is_a_draft_that_leads_to_the_first(organiser, annecy, at):
    answer = organiser.post(
        page("copy", pid=annecy.pid), {"day": "2025-03-20", "starts": "14:00", "series": "on"}
    )
    assert answer.status_code == 302
    copy = Meeting.objects.get(code="annecy-2025-03-20")
    assert (copy.state, copy.link) == ("draft", "")
    assert copy.definition.starts == datetime(2025, 3, 20, 14)  # noqa: DTZ001
    assert copy.definition.ends - copy.definition.starts == timedelta(hours=3, minutes=45)
    publish(organiser, copy)

    organiser.logout()
    assert (
        page("detail", pid=copy.pid)
        in organiser.get(page("detail", pid=annecy.pid)).content.decode()
    )
    assert (
        page("detail", pid=annecy.pid)
        in organiser.get(page("detail", pid=copy.pid)).content.decode()
    )


def online(annecy):
    details = annecy.details | {"format": "online", "venue": {}}
    Meeting.objects.filter(pk=annecy.pk).update(details=details, digest="0" * 64)
    annecy.refresh_from_db()
    return annecy


def test_the_link_is_mailed_and_shown_to_the_confirmed_and_to_nobody_else(client, annecy, at):
    meeting = online(annecy)
    confirmed = registered(meeting, at)
    actions.set_link(meeting.pid, link=LINK, words="ID 42", by=SYSTEM, at=at)

    mail = Message.objects.get(notice="meetings.link_changed")
    assert LINK in mail.text
    assert mail.to == confirmed.email
    own = page("registration", pid=confirmed.pid, key=confirmed.key)
    assert LINK in client.get(own).content.decode()
    open_to_all = [
        page("detail", pid=meeting.pid),
        page("list"),
        page("calendar", pid=meeting.pid),
        page("feed"),
        page("atom"),
        page("invitation", pid=meeting.pid),
        "/api/v1/meetings",
    ]
    for address in open_to_all:
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert LINK.encode() not in answer.content, address
    actions.cancel_registration(confirmed.pid, by=confirmed, at=at)
    assert LINK not in client.get(own).content.decode()


@pytest.mark.parametrize("link", ["javascript:alert(1)", "http://teams.example/x", "teams.example"])
def test_a_link_is_https_or_refused(organiser, annecy, link):
    answer = organiser.post(page("link", pid=annecy.pid), {"link": link})
    assert answer.status_code == 422
    annecy.refresh_from_db()
    assert annecy.link == ""


def test_the_communication_officer_reads_and_changes_nothing(client, person, annecy):
    client.force_login(person("communication", roles=("communication",)))

    assert client.get(page("plan", pid=annecy.pid)).status_code == 200
    assert client.get(page("preview", pid=annecy.pid)).status_code == 200
    for name in ("publish", "link", "copy"):
        assert client.get(page(name, pid=annecy.pid)).status_code == 403
    assert client.get(page("new")).status_code == 403
    assert client.get(page("people", pid=annecy.pid)).status_code == 404


def test_an_organiser_of_one_meeting_edits_that_one_alone(client, person, annecy, meetings):
    other = next(one for one in meetings if one.code.startswith("torino"))
    client.force_login(person("one", roles=("organiser",), scope=f"meeting:{annecy.pid}"))

    assert client.get(page("edit", pid=annecy.pid, section="texts")).status_code == 200
    assert client.get(page("edit", pid=other.pid, section="texts")).status_code == 404
    assert client.get(page("new")).status_code == 403


def test_a_held_meeting_is_edited_no_more(annecy):
    over = annecy.ends_at + timedelta(minutes=1)
    with pytest.raises(NotPossible, match=r"meeting\.not_editable"):
        actions.edit_meeting(annecy.pid, annecy.definition, seen=annecy.digest, by=SYSTEM, at=over)


def test_a_meeting_is_not_announced_for_the_past(organiser, call, at):
    meeting = made(organiser, call)
    with pytest.raises(NotPossible, match=r"meeting\.in_the_past"):
        actions.publish_meeting(meeting.pid, seen=meeting.digest, by=SYSTEM, at=meeting.starts_at)


def test_changes_can_be_dropped(organiser, annecy):
    save(organiser, annecy, "venue", venue__city="Cluses")
    organiser.post(page("discard", pid=annecy.pid))
    annecy.refresh_from_db()
    assert annecy.pending == {}
    assert annecy.planned.venue.city == "Annecy"


def test_an_item_people_chose_is_not_taken_from_them(annecy, at):
    coming = registered(annecy, at)
    ItemPlace.objects.create(registration=coming, item="lunch", state="confirmed")
    without = dataclasses.replace(annecy.definition, agenda=annecy.definition.agenda[:-1])
    edited = actions.edit_meeting(annecy.pid, without, seen=annecy.digest, by=SYSTEM, at=at)

    with pytest.raises(NotPossible, match=r"meeting\.item_in_use"):
        actions.publish_meeting(annecy.pid, seen=edited.planned_digest, by=SYSTEM, at=at)


@pytest.mark.counting
def test_the_list_costs_the_same_for_one_and_for_thirty(
    organiser, annecy, django_assert_num_queries
):
    organiser.get(page("prepared"))
    with CaptureQueriesContext(connection) as one:
        organiser.get(page("prepared"))
    for _number in range(30):
        meeting_with(annecy)
    with django_assert_num_queries(len(one)):
        assert organiser.get(page("prepared")).status_code == 200
