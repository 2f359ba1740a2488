"""Guests come onto the list: a file looked at first and taken whole, or one typed by hand."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.translation import override

from cordata.kernel.models import Event
from cordata.kernel.verdicts import NotPossible
from cordata.meetings import actions, guest_lists
from cordata.meetings.due import due_acts
from cordata.meetings.models import GuestList, Invitee
from cordata.notify.models import Message
from tests.factories.meetings import asked, brought, guest, invited, registered

pytestmark = pytest.mark.django_db
LANGUAGES = ("fr", "it", "en")
LIST = """Nom et prénom;Courriel;Structure;Langue
Éloïse Chappaz;Eloise@Sentiers.example;Sentiers du Semnoz;fr
Marco D’Aosta;marco@ente.example;Ente Valle;italiano
;bare@ente.example;;
Twice;ELOISE@sentiers.example;;
Nobody;;Structure;
Odd;not an address;;
German;g@ente.example;;de
=cmd();formula@ente.example;=1+1;en

"""


@pytest.fixture
def organiser(client, person):
    olga = person("olga", roles=("organiser",))
    client.force_login(olga)
    return olga


def page(name, meeting, **kwargs):
    with override("fr"):
        return reverse(f"meetings:{name}", kwargs={"pid": meeting.pid, **kwargs})


def upload(client, meeting, content, name="liste.csv", language="fr"):
    file = SimpleUploadedFile(name, content)
    return client.post(page("guests_bring", meeting), {"file": file, "language": language})


def reasons(kept):
    return [(row.line, row.reason) for row in guest_lists.judged(kept, LANGUAGES).left_out]


def test_a_list_is_looked_at_then_taken_whole(client, organiser, meeting, at):
    """Encodings and separators are read in tests/documents; nothing is added by the preview."""
    some = meeting()
    answer = upload(client, some, LIST.encode("cp1252"))
    preview = client.get(answer.url).content.decode()

    assert Invitee.objects.count() == 0
    for shown in ("Éloïse Chappaz", "marco@ente.example", "4 invités seraient ajoutés", "ligne 2"):
        assert shown in preview
    assert "&#x27;=cmd" not in preview

    kept = GuestList.objects.get()
    done = client.post(page("guests_take", some, guest_list=kept.pid))
    again = client.post(page("guests_take", some, guest_list=kept.pid))

    assert [done.status_code, again.status_code, done.url] == [302, 302, page("guests", some)]
    rows = some.invitees.order_by("pk").values_list("email", "name", "organisation", "language")
    assert list(rows) == [
        ("eloise@sentiers.example", "Éloïse Chappaz", "Sentiers du Semnoz", "fr"),
        ("marco@ente.example", "Marco D’Aosta", "Ente Valle", "it"),
        ("bare@ente.example", "", "", "fr"),
        ("formula@ente.example", "=cmd()", "=1+1", "en"),
    ]
    assert not GuestList.objects.exists()
    assert Event.objects.get(kind="meeting.guests_added").data["count"] == 4
    assert not Message.objects.exists()  # nothing is sent by it


def test_every_line_that_stays_out_says_why(organiser, meeting, at):
    some = meeting()
    registered(some, at, email="registered@ente.example")
    asked(some, at, email="asked@ente.example")
    guest(some, at, email="known@ente.example")
    gone = invited(some, at, email="gone@ente.example")
    actions.unsubscribe(gone.pid, at=at)
    long = "x" * 151
    text = LIST + (
        "A;Registered@ente.example\nB;asked@ente.example\nC;KNOWN@ente.example\n"
        f"D;gone@ente.example\n{long};long@ente.example\n"
    )

    assert reasons(brought(some, text, organiser, at)) == [
        (5, "twice"),
        (6, "email_missing"),
        (7, "email_unreadable"),
        (8, "language_unknown"),
        (11, "registered"),
        (12, "registered"),
        (13, "invited"),
        (14, "opted_out"),
        (15, "name_too_long"),
    ]


def test_columns_without_titles_are_chosen_by_hand(client, organiser, meeting, at):
    some = meeting()
    kept = brought(some, "Ente Valle,Anna Riva,anna@ente.example\n", organiser, at)
    address = page("guests_preview", some, guest_list=kept.pid)
    assert (kept.has_titles, kept.columns) == (False, {"email": 2})
    typed = {"column_email": "2", "column_name": "1", "column_organisation": "0", "language": "it"}

    assert client.post(address, typed | {"column_email": ""}).status_code == 422
    assert client.post(address, typed).status_code == 302
    client.post(page("guests_take", some, guest_list=kept.pid))

    anna = some.invitees.get()
    assert (anna.name, anna.organisation, anna.language) == ("Anna Riva", "Ente Valle", "it")


def test_a_list_nobody_can_be_taken_from_adds_nobody(client, organiser, meeting, at):
    some = meeting()
    kept = brought(some, "Notes\nrien\n", organiser, at)

    with pytest.raises(NotPossible, match=r"guest\.nobody_to_add"):
        actions.import_guests(some.pid, kept.pid, by=organiser, at=at)
    assert client.get(page("guests_preview", some, guest_list=kept.pid)).status_code == 200
    client.post(page("guests_drop", some, guest_list=kept.pid))
    assert not GuestList.objects.exists()


@pytest.mark.parametrize(
    ("content", "name"),
    [(b"", "vide.csv"), (b"\0\1\2;\n", "x.csv"), (b"\xd0\xcf\x11\xe0", "vieux.xls")],
)
def test_what_is_no_list_is_refused_on_its_page(client, organiser, meeting, content, name):
    answer = upload(client, meeting(), content, name)

    assert answer.status_code == 422
    assert 'class="err"' in answer.content.decode()


def test_ten_thousand_people_come_in_with_few_queries(
    organiser, meeting, at, django_assert_max_num_queries
):
    some = meeting()
    lines = "".join(f"guest{number}@invites.example\n" for number in range(10_000))
    kept = brought(some, f"Courriel\n{lines}", organiser, at)

    with django_assert_max_num_queries(200):  # SQLite takes few values in one statement
        assert actions.import_guests(some.pid, kept.pid, by=organiser, at=at) == 10_000


def test_a_list_is_seen_by_who_brought_it_and_gone_after_a_day(client, person, meeting, at):
    some, olga = meeting(), person("olga", roles=("organiser",))
    kept = brought(some, LIST, olga, at)
    client.force_login(person("piero", roles=("organiser",)))
    assert client.get(page("guests_preview", some, guest_list=kept.pid)).status_code == 404

    act = next(
        act
        for act in due_acts(at + actions.PREVIEW_KEPT)
        if act.code == "meetings.drop_guest_lists"
    )
    act.run(act.at)
    assert not GuestList.objects.exists()


def test_one_guest_is_added_by_hand_and_taken_off_before_the_mail(client, organiser, meeting, at):
    some = meeting()
    typed = {"email": "Anna@Ente.example", "name": "Anna", "organisation": "", "language": "it"}

    assert client.post(page("guest_add", some), typed).status_code == 302
    assert client.post(page("guest_add", some), typed).status_code == 422
    anna = some.invitees.get()
    assert anna.email == "anna@ente.example"
    client.post(page("guest_remove", some, guest=anna.pid))
    assert not some.invitees.exists()

    written = invited(some, at)
    client.post(page("guest_remove", some, guest=written.pid))
    assert some.invitees.get() == written


def test_nobody_is_listed_once_the_meeting_begins(client, organiser, meeting, at):
    over = meeting(starts_at=at, registration_closes_at=at)

    assert client.get(page("guest_add", over)).status_code == 403
    assert client.get(page("guests", over)).status_code == 200
