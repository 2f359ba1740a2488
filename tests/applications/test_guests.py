"""Observers and advisers: invited by address, read-only, for a time, ended at will."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from cordata.accounts.models import Person
from cordata.applications import access
from cordata.applications.actions import end_guest, invite_guest
from cordata.applications.models import Application, Guest
from cordata.applications.queries import invited_to
from cordata.kernel.clock import held_at
from cordata.kernel.models import Event
from cordata.kernel.verdicts import NotPossible
from cordata.notify.models import Message
from cordata.programme.queries import local_day
from tests.factories.applications import SEMNOZ, VALFREDDA, Cast, another, started

pytestmark = pytest.mark.django_db
ADDRESS = "osservatrice@esterna.example"
DAY = timedelta(days=1)


@pytest.fixture
def cast(call: Any, at: datetime) -> Cast:
    return started(call, at)


def page(cast: Cast, name: str = "detail", **more: str) -> str:
    with override("fr"):
        return reverse(f"applications:{name}", kwargs={"pid": cast.application.pid, **more})


def browser(person: Person) -> Client:
    client = Client()
    client.force_login(Person.objects.get(pk=person.pk))
    return client


def invited(cast: Cast, at: datetime, email: str = ADDRESS, kind: str = "observer") -> Guest:
    return invite_guest(cast.application, email, kind, until=at + 3 * DAY, by=cast.editor, at=at)


def test_an_address_without_an_account_reads_once_somebody_signs_in_with_it(
    cast: Cast, at: datetime
) -> None:
    invited(cast, at)
    message = Message.objects.get(notice="applications.guest_invited")
    assert (message.to, message.language) == (ADDRESS, cast.editor.language)
    assert page(cast) in message.text

    newcomer = Person.objects.create_user(ADDRESS, name="Ornella")
    assert browser(newcomer).get(page(cast)).status_code == 200
    assert list(invited_to(newcomer, at)) == [cast.application]
    assert not Application.objects.visible_to(
        Person.objects.create_user("altra@esterna.example"), at
    ).exists()


def test_known_and_unknown_addresses_get_the_same_answer(
    cast: Cast, at: datetime, person: Any
) -> None:
    """AUT-05: the same redirect and the same sentence, whoever has an account."""
    known = person("known", language="it")
    for email in (known.email, ADDRESS):
        answer = browser(cast.editor).post(
            page(cast, "guests"), {"email": email, "kind": "observer", "until": "2025-03-01"}
        )
        assert answer.status_code == 302
    assert Message.objects.filter(notice="applications.guest_invited").count() == 2
    assert Message.objects.get(to=known.email).language == "it"


def test_the_mail_holds_no_word_of_the_draft(cast: Cast, at: datetime) -> None:
    """ACC-06."""
    cast.application.acronym = "CANARI"
    cast.application.save()
    cast.application.answers.filter(field="title").update(text="Titre canari")
    invited(cast, at)
    message = Message.objects.get(to=ADDRESS)
    assert "canari" not in f"{message.subject} {message.text} {message.html}".lower()


def test_a_guest_changes_nothing(cast: Cast, at: datetime, person: Any) -> None:
    guest = person("guest")
    invited(cast, at, guest.email, "adviser")
    client, application = browser(guest), cast.application
    for name in ("project", "partners", "activities", "budget", "annexes", "declarations", "aid"):
        assert client.get(page(cast, name)).status_code == 200, name
        assert client.post(page(cast, name), {}).status_code in {403, 404}, name
    assert client.get(page(cast, "guests")).status_code == 403
    for verb in (access.edit, access.submit, access.withdraw, access.invite_guest):
        assert not verb(guest, application, at=at)


def test_reading_ends_with_the_day_and_no_later(cast: Cast, at: datetime, person: Any) -> None:
    """To the last minute of the day named on the page."""
    guest = person("guest")
    browser(cast.editor).post(
        page(cast, "guests"), {"email": guest.email, "kind": "observer", "until": "2025-02-05"}
    )
    row = Guest.objects.get()
    assert str(local_day(cast.application.call, row.until)) == "2025-02-05"
    with held_at(row.until - timedelta(seconds=1)):
        assert browser(guest).get(page(cast)).status_code == 200
    with held_at(row.until):
        assert browser(guest).get(page(cast)).status_code == 404
        assert not invited_to(guest, row.until).exists()


def test_an_ended_reading_ends_on_the_next_click(cast: Cast, at: datetime, person: Any) -> None:
    """ACC-08: ended in one session, gone in the other."""
    guest = person("guest")
    row = invited(cast, at, guest.email)
    reading = browser(guest)
    assert reading.get(page(cast)).status_code == 200
    ended = browser(cast.signatory).post(page(cast, "guest_end", guest=row.pid))
    assert ended.status_code == 302
    assert reading.get(page(cast)).status_code == 404
    end_guest(cast.application, row.pid, by=cast.editor, at=at)  # again: nothing happens
    kinds = Event.objects.filter(subject_id=cast.application.pid).values_list("kind", flat=True)
    assert list(kinds).count("application.guest_ended") == 1
    assert list(kinds).count("application.guest_invited") == 1


def test_a_guest_of_another_draft_cannot_be_ended_from_here(
    cast: Cast, call: Any, at: datetime
) -> None:
    """ACC-03: the id in the address is checked against its draft."""
    elsewhere = started(call, at, another(SEMNOZ, 7), another(VALFREDDA, 7))
    row = invited(elsewhere, at)
    answer = browser(cast.editor).post(page(cast, "guest_end", guest=row.pid))
    assert answer.status_code == 404
    assert Guest.objects.get().ended_at is None


def test_only_the_lead_invites_and_every_partner_sees_who_reads(cast: Cast, at: datetime) -> None:
    invited(cast, at)
    partner = cast.partner_signatory
    assert ADDRESS in browser(partner).get(page(cast, "guests")).content.decode()
    sent = {"email": "b@c.example", "kind": "observer", "until": "2025-03-01"}
    assert browser(partner).post(page(cast, "guests"), sent).status_code == 403
    with pytest.raises(NotPossible, match="not_lead"):
        invite_guest(cast.application, "b@c.example", "observer", until=at + DAY, by=partner, at=at)


@pytest.mark.parametrize(
    ("until", "code"),
    [(-DAY, "until_passed"), (timedelta(0), "until_passed"), (367 * DAY, "until_far")],
)
def test_an_invitation_ends_after_now_and_within_a_year(
    cast: Cast, at: datetime, until: timedelta, code: str
) -> None:
    with pytest.raises(NotPossible, match=code):
        invite_guest(cast.application, ADDRESS, "observer", until=at + until, by=cast.editor, at=at)


def test_who_acts_for_a_partner_needs_no_invitation(cast: Cast, at: datetime) -> None:
    with pytest.raises(NotPossible, match="is_partner"):
        invited(cast, at, cast.partner_signatory.email)


def test_inviting_again_replaces_the_day(cast: Cast, at: datetime) -> None:
    invited(cast, at)
    invite_guest(cast.application, ADDRESS, "adviser", until=at + 9 * DAY, by=cast.editor, at=at)
    running = Guest.objects.running(at)
    assert [(one.kind, one.until) for one in running] == [("adviser", at + 9 * DAY)]


def test_nobody_floods_the_world_with_invitations(cast: Cast, at: datetime) -> None:
    for number in range(20):
        invited(cast, at, f"n{number}@esterna.example")
    with pytest.raises(NotPossible, match="too_many"):
        invited(cast, at)


@pytest.mark.counting
def test_the_list_costs_the_same_for_one_and_for_thirty(cast: Cast, at: datetime) -> None:
    client = browser(cast.editor)
    invited(cast, at)
    client.get(page(cast, "guests"))
    with CaptureQueriesContext(connection) as first:
        client.get(page(cast, "guests"))
    for number in range(29):
        Guest.objects.create(
            application=cast.application, email=f"n{number}@esterna.example", kind="observer",
            invited_by=cast.editor, invited_at=at, until=at + DAY,
        )  # fmt: skip
    with CaptureQueriesContext(connection) as many:
        assert client.get(page(cast, "guests")).content.decode().count("esterna.example") >= 30
    assert len(many) == len(first)


def test_the_history_says_who_invited(cast: Cast, at: datetime) -> None:
    row = invited(cast, at)
    end_guest(cast.application, row.pid, by=cast.editor, at=at)
    shown = browser(cast.partner_signatory).get(page(cast, "history")).content.decode()
    assert "a invité une personne à lire le brouillon" in shown
    assert "a mis fin à une lecture du brouillon" in shown
    assert ADDRESS not in shown


def test_an_unusual_address_is_refused_beside_its_field(cast: Cast, at: datetime) -> None:
    answer = browser(cast.editor).post(
        page(cast, "guests"), {"email": "a@localhost", "kind": "observer", "until": "2025-03-01"}
    )
    assert answer.status_code == 422
    assert "a@localhost" in answer.content.decode()
    assert not Guest.objects.exists()
