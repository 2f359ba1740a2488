"""One's own application on paper and as data, whatever its state (SUB-11)."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from cordata.accounts.models import Person
from cordata.applications.actions import invite_guest, submit_application, withdraw_application
from cordata.applications.facts import facts_of
from cordata.applications.judging import judge
from cordata.applications.queries import ruleset_of
from cordata.cli.main import main
from cordata.kernel.clock import held_at
from cordata.rules import eligibility
from cordata.rules.application_json import read_application
from cordata.rules.budget import project_budget
from cordata.rules.finding import Outcome
from tests.factories.applications import STATED, Cast, complete_application, started

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "docs" / "application.schema.json").read_text("utf-8"))


def answer_to(person: Person, cast: Cast, name: str = "export") -> Any:
    client = Client()
    client.force_login(Person.objects.get(pk=person.pk))
    with override("fr"):
        return client.get(reverse(f"applications:{name}", args=[cast.application.pid]))


def data_of(person: Person, cast: Cast) -> dict[str, Any]:
    answer = answer_to(person, cast)
    assert answer.status_code == 200
    content: dict[str, Any] = json.loads(answer.content)
    jsonschema.Draft202012Validator(SCHEMA).validate(content)
    return content


def test_a_complete_draft_is_read_back_as_it_is(call: Any, at: datetime) -> None:
    """SUB-11: same money to the cent, same word on every check the file can say anything about."""
    cast = complete_application(call, at)
    original = facts_of(cast.reload(), at)
    again = replace(read_application(data_of(cast.signatory, cast)), judged_at=at)
    rules = ruleset_of(cast.application)

    assert project_budget(again, rules) == project_budget(original, rules)
    for name in (
        "theme", "start_on", "duration_months", "activities", "output_indicators",
        "result_indicators", "cooperation", "principles", "communication_planned",
        "declared_not_completed", "declared_no_double_funding",
    ):  # fmt: skip
        assert getattr(again, name) == getattr(original, name), name
    assert [one.texts for one in again.texts] == [one.texts for one in original.texts]
    before = {one.code: one for one in judge(cast.application, original).findings}
    for finding in eligibility.check(again, rules):
        if finding.verdict is not Outcome.UNKNOWN:
            assert finding.verdict == before[finding.code].verdict, finding.code


def test_the_command_reads_the_file(call: Any, at: datetime, tmp_path: Path, capsys: Any) -> None:
    """SUB-11: `cordata check` says the same total and ERDF, and finds nothing that stops it."""
    cast = complete_application(call, at)
    submit_application(
        cast.application.pid, by=cast.signatory, key="k", statements=STATED, received_at=at, at=at
    )
    file = tmp_path / "own.json"
    file.write_bytes(answer_to(cast.signatory, cast).content)
    pack = str(ROOT / "packs" / "alcotra-microprojects")
    given = ["check", "--pack", pack, "--call", call.code, "--at", at.isoformat(), str(file)]
    capsys.readouterr()
    assert main([*given, "--json"]) == 0
    answer, receipt = json.loads(capsys.readouterr().out), cast.application.submissions.get()
    assert Decimal(str(answer["total"])) == receipt.total
    assert Decimal(str(answer["erdf"])) == receipt.erdf


def test_an_empty_draft_can_be_taken_away_too(call: Any, at: datetime) -> None:
    """SUB-11: at any time."""
    cast = started(call, at)
    content = data_of(cast.editor, cast)
    assert len(content["partners"]) == 2
    assert "submitted_at" not in content
    assert read_application(content).partners


def test_it_can_be_taken_away_in_every_state(call: Any, at: datetime) -> None:
    """SUB-11: filed, after the closing, withdrawn."""
    cast = complete_application(call, at)
    submit_application(
        cast.application.pid, by=cast.signatory, key="k", statements=STATED, received_at=at, at=at
    )
    assert data_of(cast.partner_editor, cast)["submitted_at"].startswith("2025-02-03T08:00:00")
    with held_at(call.closes_at + timedelta(days=30)):
        assert data_of(cast.editor, cast)
        withdraw_application(
            cast.application.pid, by=cast.signatory, because="Abandon.",
            at=call.closes_at + timedelta(days=30),
        )  # fmt: skip
        assert data_of(cast.editor, cast)
        assert answer_to(cast.editor, cast, "print").status_code == 200


def test_nobody_takes_another_partners_aid_away(call: Any, at: datetime, person: Any) -> None:
    cast, guest = complete_application(call, at), person("guest")
    invite_guest(
        cast.application, guest.email, "adviser", until=at + timedelta(days=2),
        by=cast.editor, at=at,
    )  # fmt: skip
    for reader, own in ((cast.editor, 0), (cast.partner_editor, 1), (guest, None)):
        held = ["aid" in one for one in data_of(reader, cast)["partners"]]
        assert held == [place == own for place in (0, 1)]


def test_it_is_a_file_of_ones_own_and_nobody_elses(call: Any, at: datetime, person: Any) -> None:
    """FIL-05, ACC-04."""
    cast = complete_application(call, at)
    answer = answer_to(cast.editor, cast)
    assert answer["Content-Disposition"].startswith("attachment")
    assert {*answer["Cache-Control"].split(", ")} == {"private", "no-store"}
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer_to(person("stranger"), cast).status_code == 404


def test_the_page_to_print_holds_the_whole_application(call: Any, at: datetime) -> None:
    cast = complete_application(call, at)
    page = answer_to(cast.partner_editor, cast, "print").content.decode()
    assert "Chemins de mémoire" in page
    assert "Comune di Valfredda" in page
    assert "67\u202f974,79" in page or "67\u00a0974,79" in page
    assert "<form" not in page.split("<main")[1].split("</main>")[0]
