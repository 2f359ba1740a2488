"""PRI-07: after a breach, one command says who saw what since when, and whom to tell."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from cordata.accounts.actions import grant_role
from cordata.accounts.models import Person
from cordata.applications.reads import note_read
from cordata.cli.main import carry_out
from cordata.desk.breach import breach_pack
from cordata.kernel import clock
from cordata.kernel.journal import SYSTEM
from cordata.programme.models import Call
from tests.factories.accounts import PersonFactory
from tests.factories.applications import complete_application

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def officer(call: Call, at: datetime) -> Person:
    """Somebody of the secretariat whose account was open to another."""
    one = PersonFactory(email="officer@cordata.example")
    grant_role(one, "officer", by=SYSTEM, at=at)
    return one


def test_planted_reads_are_found_with_whom_they_concern(
    officer: Person, call: Call, at: datetime
) -> None:
    cast, other = complete_application(call, at), PersonFactory()
    note_read(officer, cast.application, "text")
    note_read(other, cast.application, "dossier")

    pack = breach_pack(at, at, by=[officer])

    assert [(one["email"], one["what"]) for one in pack["readings"]] == [(officer.email, "text")]
    told = {one["email"] for one in pack["concerned"]}
    assert {cast.signatory.email, cast.editor.email} <= told
    assert other.email not in told
    assert len(breach_pack(at, at)["readings"]) == 2


def test_only_the_time_and_the_files_asked_for_are_in_it(
    officer: Person, call: Call, at: datetime
) -> None:
    file = complete_application(call, at).application
    with clock.held_at(at - HOUR):
        note_read(officer, file, "text")

    assert breach_pack(at - HOUR, at)["readings"]
    assert breach_pack(at - HOUR, at, files=[file.pid])["readings"]
    assert not breach_pack(at - HOUR, at, files=["MP2-9999"])["readings"]
    assert not breach_pack(at, at)["readings"]


def test_what_else_the_account_did_is_in_it(officer: Person, at: datetime) -> None:
    grant_role(PersonFactory(), "authority", by=officer, at=at)

    assert [one["kind"] for one in breach_pack(at, at, by=[officer])["acts"]] == [
        "person.role_granted"
    ]


def test_one_command_writes_it(officer: Person, at: datetime, capsys: Any) -> None:
    since = at.isoformat()

    assert carry_out("breach", ["--since", since, "--person", officer.email.upper()]) == 0
    assert json.loads(capsys.readouterr().out)["format"] == "cordata.breach/1"
    assert carry_out("breach", ["--since", since, "--person", "nobody@cordata.example"]) == 1
