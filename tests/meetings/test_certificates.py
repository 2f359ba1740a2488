"""A certificate for who was checked in, and for nobody else."""

from __future__ import annotations

import io
from datetime import timedelta

import pikepdf
import pytest
from django.urls import reverse
from django.utils.translation import override

from cordata.kernel.clock import held_at
from cordata.kernel.journal import SYSTEM
from cordata.meetings import access, actions, queries
from cordata.meetings.actions import Companion
from cordata.meetings.certificates import certificates
from tests.factories.meetings import registered

pytestmark = pytest.mark.django_db


def page(name, *args, language="fr"):
    with override(language):
        return reverse(f"meetings:{name}", args=args)


def pages_of(content):
    with pikepdf.open(io.BytesIO(content)) as opened:
        return len(opened.pages)


@pytest.fixture
def came(annecy, at):
    one = registered(annecy, at, name="Élise *Favre* #x", country="IT")
    actions.check_in(one.pid, by=SYSTEM, at=annecy.starts_at)
    return one


@pytest.mark.parametrize("language", ["fr", "it", "en"])
def test_who_came_gets_one_page_through_the_link(client, annecy, came, language):
    with held_at(annecy.ends_at + timedelta(hours=2)):
        answer = client.get(page("own_certificate", came.pid, came.key, language=language))
        assert answer.status_code == 200
        assert pages_of(answer.content) == 1
        shown = client.get(page("registration", came.pid, came.key)).content.decode()
    assert "certificate.pdf" in shown


def test_nobody_absent_gets_one(client, annecy, came, at):
    absent = registered(annecy, at)
    with held_at(annecy.ends_at + timedelta(hours=2)):
        refused = client.get(page("own_certificate", absent.pid, absent.key))
        assert (refused.status_code, "Aucune arrivée" in refused.content.decode()) == (403, True)
        assert client.get(page("own_certificate", came.pid, absent.key)).status_code == 404
        shown = client.get(page("registration", absent.pid, absent.key)).content.decode()
    assert "certificate.pdf" not in shown


def test_nobody_gets_one_before_the_end(client, annecy, came):
    with held_at(annecy.starts_at + timedelta(minutes=5)):
        assert client.get(page("own_certificate", came.pid, came.key)).status_code == 403
        shown = client.get(page("registration", came.pid, came.key)).content.decode()
    assert "certificate.pdf" not in shown


@pytest.mark.parametrize(("seconds", "code"), [(-1, "certificate.not_over_yet"), (0, ""), (1, "")])
def test_the_certificate_is_there_from_the_second_of_the_end(annecy, came, seconds, code):
    came.refresh_from_db()
    at = annecy.ends_at + timedelta(seconds=seconds)
    assert access.certificate(came, at).code == code
    assert access.certificates(annecy, at).code == code


@pytest.mark.parametrize(
    ("seconds", "code"), [(-1, "certificate.not_over_yet"), (0, "certificate.did_not_come")]
)
def test_who_did_not_come_hears_it_once_it_is_over(annecy, at, seconds, code):
    absent = registered(annecy, at)
    assert access.certificate(absent, annecy.ends_at + timedelta(seconds=seconds)).code == code


def test_names_erased_end_the_certificates(annecy, came):
    actions.erase_registrations(annecy.pid, at=annecy.ends_at + timedelta(days=365))
    came.refresh_from_db()
    after = annecy.ends_at + timedelta(days=365)
    assert access.certificate(came, after).code == "certificate.erased"


def test_an_arrival_taken_back_takes_the_certificate_back(client, annecy, came):
    actions.undo_check_in(came.pid, by=SYSTEM, at=annecy.starts_at)
    with held_at(annecy.ends_at + timedelta(hours=2)):
        assert client.get(page("own_certificate", came.pid, came.key)).status_code == 403


def test_a_party_gets_a_page_for_each_who_came(meeting, at):
    some = meeting(max_party=3)
    two = (Companion(name="Paul Marin"), Companion(name="Léa Riva"))
    lead = registered(some, at, companions=two)
    paul = lead.companions.get(name="Paul Marin")
    for one in (lead, paul):
        actions.check_in(one.pid, by=SYSTEM, at=some.starts_at)
    people = list(queries.party_who_came(lead))
    assert [one.name for one in people] == [lead.name, "Paul Marin"]
    assert pages_of(certificates(some, people, "it", at=some.ends_at)) == 2


def test_the_organisers_get_all_in_one_file(client, annecy, came, at, person):
    registered(annecy, at)
    client.force_login(person("olga", roles=("organiser",)))
    with held_at(annecy.ends_at + timedelta(hours=2)):
        answer = client.get(page("certificates", annecy.pid))
        assert "certificates.pdf" in client.get(page("documents", annecy.pid)).content.decode()
    assert pages_of(answer.content) == 1


@pytest.mark.parametrize(
    ("roles", "status"), [((), 404), (("assessor",), 404), (("checkin",), 403)]
)
def test_nobody_else_gets_them_all(client, annecy, came, person, roles, status):
    """ACC-04: a file that exists refuses as its page does; the table knows none yet."""
    scope = f"meeting:{annecy.pid}" if "checkin" in roles else ""
    client.force_login(person("xavier", roles=roles, scope=scope))
    with held_at(annecy.ends_at + timedelta(hours=2)):
        assert client.get(page("certificates", annecy.pid)).status_code == status
        client.logout()
        assert client.get(page("certificates", annecy.pid)).status_code == 302
