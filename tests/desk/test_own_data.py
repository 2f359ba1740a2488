"""PRI-03: a person takes away every row that names them, and corrects what they gave."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from cordata.accounts.actions import edit_profile, grant_role, invite_colleague, vouch_for
from cordata.accounts.models import Membership, Person
from cordata.applications.actions import submit_application
from cordata.desk import access
from cordata.desk.own_data import ABOUT, own_data
from cordata.kernel.journal import SYSTEM
from cordata.meetings.actions import Companion
from cordata.notify.models import Message
from cordata.programme.models import Call
from tests.accounts.test_signing_in import sign_in
from tests.conftest import ALCOTRA
from tests.factories.accounts import PersonFactory
from tests.factories.applications import STATED, complete_application
from tests.factories.meetings import meeting_with, registered
from tests.factories.programme import meetings_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(call: Call, at: datetime) -> Person:
    """Somebody who filed an application, invited a colleague and holds a role."""
    cast = complete_application(call, at)
    submit_application(
        cast.application.pid, by=cast.signatory, key="one", statements=STATED, received_at=at, at=at
    )
    body = Membership.objects.filter(person=cast.signatory)[0].organisation
    invite_colleague(body, "invited@elsewhere.example", "editor", by=cast.signatory, at=at)
    grant_role(cast.signatory, "adviser", by=SYSTEM, at=at)
    return cast.signatory


def naming(person: Person) -> set[tuple[str, str]]:
    """Every row of ours in whose columns the person's id, key, address or public id stands."""
    marks = {person.actor_key, person.email, person.pid}
    found = set()
    for model in apps.get_models():
        if not model.__module__.startswith("cordata."):
            continue
        links = [f.attname for f in model._meta.concrete_fields if f.related_model is Person]
        for row in model._default_manager.all():
            values = {str(getattr(row, f.attname)) for f in row._meta.concrete_fields}
            linked = any(getattr(row, name) == person.pk for name in links)
            if linked or values & marks:
                found.add((model._meta.label_lower, str(getattr(row, "pid", row.pk))))
    return found


def test_every_row_with_ones_own_id_is_in_the_export(person: Person, at: datetime) -> None:
    exported = {(row["what"], row["id"]) for row in own_data(person, at)["rows"]}

    held = naming(person)
    assert held - exported == set()
    assert {"applications.submission", "accounts.grant", "kernel.event", "notify.message"} <= {
        what for what, _id in held
    }


def test_no_other_persons_data_and_no_secret_leave_with_it(person: Person, at: datetime) -> None:
    other = PersonFactory(name="Quelqu’un d’autre", email="other@elsewhere.example")
    Message.objects.filter(to=person.email).update(text="Code : SECRET")

    said = json.dumps(own_data(person, at), ensure_ascii=False)

    assert other.email not in said
    assert other.name not in said
    assert "SECRET" not in said
    assert "secret_digest" not in said
    assert "password" not in said


def test_what_was_written_to_others_about_one_is_only_counted(person: Person, at: datetime) -> None:
    chief = PersonFactory(email="chief@systeme.example")
    grant_role(chief, "administrator", by=SYSTEM, at=at)
    grant_role(person, "checkin", by=SYSTEM, at=at)
    assert Message.objects.filter(to=chief.email, subject_id=person.pid).exists()

    assert "chief@systeme.example" not in json.dumps(own_data(person, at))


def test_whom_one_vouched_for_or_invited_stays_out(person: Person, at: datetime) -> None:
    """A row that one had a hand in may be about somebody else."""
    for one in (person, other := PersonFactory(email="lost@elsewhere.example")):
        grant_role(one, "officer", by=SYSTEM, at=at)
    vouch_for(other, "new@elsewhere.example", by=person, at=at, because="broke his leg")

    said = json.dumps(own_data(person, at))

    assert "elsewhere.example" not in said
    assert "broke his leg" not in said
    assert other.pid not in said


def test_another_staff_members_key_stays_out(person: Person, at: datetime) -> None:
    chief = PersonFactory()
    grant_role(person, "checkin", by=chief, at=at)

    held = [row for row in own_data(person, at)["rows"] if row["what"] == "accounts.grant"]

    assert {row["data"]["granted_by"] for row in held} == {"system", "person"}


def test_what_was_registered_and_asked_at_a_meeting_is_in_it(
    person: Person, call: Call, at: datetime
) -> None:
    known = meetings_of(ALCOTRA, call.programme, at)
    annecy = next(one for one in known if one.code == "annecy-2025-02-13")
    place = registered(
        meeting_with(annecy, max_party=3),
        at,
        email=person.email,
        access_needs="a ramp",
        question="Where do we park?",
        companions=(Companion("Somebody Else", access_needs="sign language"),),
    )
    assert place.companions.count() == 1

    said = json.dumps(own_data(person, at), ensure_ascii=False)

    assert "a ramp" in said
    assert "Where do we park?" in said
    assert "Somebody Else" not in said
    assert "sign language" not in said


def test_the_fields_that_name_whom_a_row_is_about_exist() -> None:
    known = {
        model._meta.label_lower: {field.attname for field in model._meta.concrete_fields}
        for model in apps.get_models()
    }
    for label, fields in ABOUT.items():
        assert fields <= known[label], label


def test_everybody_takes_their_own_only() -> None:
    one, other = PersonFactory(), PersonFactory()

    assert access.take_own_data(one, one)
    assert not access.take_own_data(one, other)


def test_it_is_not_taken_away_all_day_long(client: Client) -> None:
    sign_in(client, "nadia@cordata.example")

    answers = [client.get("/fr/desk/own-data/").status_code for _ in range(7)]

    assert answers == [200] * 6 + [403]


def test_it_is_taken_away_after_a_fresh_sign_in_only(client: Client) -> None:
    client.force_login(PersonFactory())
    stale = client.get("/fr/desk/own-data/")
    client.logout()
    person = sign_in(client, "nadia@cordata.example")

    answer = client.get(reverse("desk:own_data"))

    assert stale.status_code == 302
    assert "reauthenticate" in stale.headers["Location"]
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.json()["person"]["email"] == person.email
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_person_corrects_their_own_name_and_language(client: Client, at: datetime) -> None:
    person = PersonFactory(name="Camile", language="fr")

    edit_profile(person, name="Camille", language="it", at=at)

    held: dict[str, Any] = next(
        row for row in own_data(person, at)["rows"] if row["what"] == "accounts.person"
    )
    assert (held["data"]["name"], held["data"]["language"]) == ("Camille", "it")
