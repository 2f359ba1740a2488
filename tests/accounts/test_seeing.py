"""Staff see what an applicant sees: for a while, nothing is changed, all of it written down."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from cordata.accounts.models import Person
from cordata.accounts.queries import looks_at
from cordata.accounts.seeing import KEY, TERM
from cordata.applications.actions.commenting import write_comment
from cordata.applications.models import Answer
from cordata.kernel import clock
from cordata.kernel.models import Event
from cordata.programme.models import Call
from tests.factories.applications import SEMNOZ, VALFREDDA, people, started
from tests.factories.assessment import staff

pytestmark = pytest.mark.django_db
WHY = "Madame Favre ne trouve plus son budget."
ADDRESS = "/fr/account/see"
END = "/fr/account/see/end"


def officer() -> Person:
    return staff("Odile Officier", "officer")


@pytest.fixture
def draft(call: Call, at: datetime) -> Any:
    return started(call, at, SEMNOZ, VALFREDDA).application


@pytest.fixture
def camille(draft: Any) -> Person:
    return people(SEMNOZ)[0]


def looking(client: Client, whom: Person, by: Person | None = None) -> Any:
    client.force_login(by or officer())
    return client.post(ADDRESS, {"email": whom.email, "reason": WHY})


def page(name: str, *args: Any) -> str:
    with override("fr"):
        return reverse(name, args=args)


def test_an_officer_reads_a_draft_as_its_writer_does(
    client: Client, draft: Any, camille: Person
) -> None:
    address = page("applications:detail", draft.pid)
    client.force_login(officer())
    assert client.get(address).status_code == 404

    assert looking(client, camille).status_code == 302
    shown = client.get(address)

    assert shown.status_code == 200
    assert f"Vous voyez ce que voit {camille}" in shown.text
    assert END in shown.text

    client.post(END)
    assert client.get(address).status_code == 404


def test_what_partners_remark_among_themselves_is_not_shown(
    client: Client, draft: Any, camille: Person, at: datetime
) -> None:
    said = {"text": "CANARI", "key": "a-key-of-one-page"}
    write_comment(draft, field="need", by=camille, at=at, **said)
    looking(client, camille)

    for name, status in (("comments", 403), ("field_comments", 403), ("text", 200)):
        more = () if name == "comments" else ("need",)
        shown = client.get(page(f"applications:{name}", draft.pid, *more))
        assert shown.status_code == status
        assert "CANARI" not in shown.text
        assert "commentaire ouvert" not in shown.text


def test_every_page_says_whose_eyes(client: Client, draft: Any, camille: Person) -> None:
    looking(client, camille)

    for address in ("/fr/", "/it/desk/", page("applications:mine"), "/fr/partners/"):
        shown = client.get(address)
        assert shown.status_code == 200, address
        assert str(camille) in shown.text, address
        assert "/account/see/end" in shown.text, address


@pytest.mark.parametrize(
    "name", ["applications:save", "applications:submit", "applications:project"]
)
def test_nothing_is_changed(client: Client, draft: Any, camille: Person, name: str) -> None:
    looking(client, camille)
    before = Answer.objects.count(), Event.objects.exclude(kind__startswith="person.").count()

    answered = client.post(page(name, draft.pid), {"need-fr": "Je change tout."})

    assert answered.status_code == 403
    assert "rien n’est modifié" in answered.text
    after = Answer.objects.count(), Event.objects.exclude(kind__startswith="person.").count()
    assert after == before


def test_what_reading_a_page_writes_is_undone(client: Client, draft: Any, camille: Person) -> None:
    """The language of the last page read is remembered, but not for who did not read it."""
    Person.objects.filter(pk=camille.pk).update(language="fr")
    looking(client, camille)

    client.get("/it/applications/")

    camille.refresh_from_db()
    assert camille.language == "fr"


@pytest.mark.parametrize(
    "address",
    [
        "/fr/account/",
        "/fr/account/2fa/",
        "/fr/account/email/",
        "/fr/account/roles",
        "/fr/desk/own-data/",
        "/fr/desk/journal/",
        "/fr/meetings/mine/",
    ],
)
def test_sign_in_and_the_account_are_shown_to_nobody_else(
    client: Client, camille: Person, address: str
) -> None:
    looking(client, camille)
    answered = client.get(address)
    assert answered.status_code == 403
    assert "propriétaire" in answered.text


def test_it_ends_by_itself(client: Client, draft: Any, camille: Person) -> None:
    looking(client, camille)
    address, now = page("applications:detail", draft.pid), clock.real_now()

    with time_machine.travel(now + TERM - timedelta(seconds=30), tick=False):
        assert client.get(address).status_code == 200
    with time_machine.travel(now + TERM + timedelta(seconds=30), tick=False):
        assert client.get(address).status_code == 404
    assert KEY not in client.session


def test_it_ends_with_the_role(client: Client, draft: Any, camille: Person, at: datetime) -> None:
    looking(client, camille)
    officer().held_grants.update(revoked_at=at)

    assert client.get(page("applications:detail", draft.pid)).status_code == 404


@pytest.mark.parametrize("role", ["assessor", "administrator", "officer", "adviser"])
def test_nobody_sees_as_who_has_a_role(client: Client, db: None, at: datetime, role: str) -> None:
    other = staff("Autre Personne", role)

    refused = looking(client, other)

    assert refused.status_code == 422
    assert KEY not in client.session


def test_a_role_given_meanwhile_ends_it(
    client: Client, draft: Any, camille: Person, at: datetime
) -> None:
    looking(client, camille)
    camille.held_grants.create(role="assessor", starts_at=at, granted_by="system")

    assert client.get(page("applications:detail", draft.pid)).status_code == 404


@pytest.mark.parametrize("role", ["communication", "assessor", "auditor", "administrator"])
def test_only_the_secretariat_and_the_authority_may(
    client: Client, camille: Person, role: str
) -> None:
    assert looking(client, camille, staff("Une Autre", role)).status_code == 403


@pytest.mark.parametrize("email", ["nobody@nowhere.example", "odile.officier@staff.example"])
def test_an_unknown_address_and_ones_own_look_alike(
    client: Client, db: None, at: datetime, email: str
) -> None:
    client.force_login(officer())
    refused = client.post(ADDRESS, {"email": email, "reason": WHY})
    assert refused.status_code == 422
    assert "Aucun compte ouvert" in refused.text


def test_a_reason_is_asked(client: Client, camille: Person) -> None:
    client.force_login(officer())
    assert client.post(ADDRESS, {"email": camille.email, "reason": " "}).status_code == 422


def test_the_journal_has_the_reason_each_page_once_and_the_end(
    client: Client, draft: Any, camille: Person
) -> None:
    """ACC-09: who opened whose draft, and why."""
    looking(client, camille)
    address = page("applications:detail", draft.pid)
    client.get(address)
    client.get(address)
    client.post(END)

    told = Event.objects.filter(subject_id=camille.pid, kind__startswith="person.").order_by(
        "number"
    )
    kinds = [(one.kind, one.actor, one.reason) for one in told]
    by = officer().actor_key
    assert kinds == [
        ("person.seen_as", by, WHY),
        ("person.page_seen", by, ""),
        ("person.seen_as_ended", by, ""),
    ]
    assert told[1].data["path"] == address


def test_the_person_reads_that_it_happened(client: Client, camille: Person) -> None:
    looking(client, camille)
    client.post(END)

    own = Client()
    own.force_login(camille)
    shown = own.get("/fr/account/").text

    assert WHY in shown
    assert str(officer()) in shown
    assert [one.reason for one in looks_at(camille)] == [WHY]


def test_who_checks_finds_it_among_the_readings(client: Client, camille: Person) -> None:
    looking(client, camille)
    client.post(END)

    client.force_login(staff("Ada Auditrice", "auditor"))
    shown = client.get("/fr/desk/journal/reads/").text

    assert WHY in shown
    assert "avec ses yeux" in shown
