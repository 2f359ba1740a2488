"""The files of a call taken away as tables: what was sealed, to whoever opens the list (ACC-09)."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from cordata.assessment import tables
from cordata.assessment.actions import declare_conflict
from cordata.assessment.models import Review
from cordata.desk.breach import breach_pack
from cordata.desk.reads import Asked, lines_of, readings
from cordata.kernel.clock import held_at
from cordata.kernel.models import Event
from cordata.web.catalogue import sentence
from tests.factories.assessment import (
    after_closing,
    copies,
    eligible,
    filed,
    given_to,
    review_of,
    staff,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(db: None) -> Any:
    return staff("Odile Officier", "officer")


def taken(call: Any, person: Any, table: str = "files", ending: str = "csv") -> Any:
    client = Client()
    client.force_login(person)
    with held_at(after_closing(call)):
        place = {"code": call.code, "table": table, "ending": ending}
        return client.get(reverse("assessment:take_away", kwargs=place))


def rows_of(answer: Any) -> list[list[str]]:
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";"))


def test_a_line_a_file_says_what_was_filed(call: Any, at: datetime, officer: Any) -> None:
    cast = filed(call, at)
    heads, row = rows_of(taken(call, officer))
    told = dict(zip(heads, row, strict=True))
    submission = review_of(cast).submission
    assert told["Numéro"] == "MP2-0001"
    assert told["Partenaires"] == "2"
    assert told["Pays"] == "FR, IT"
    assert Decimal(told["Total,\u00a0€"].replace(",", ".")) == submission.total
    assert Decimal(told["FEDER,\u00a0€"].replace(",", ".")) == submission.erdf


def test_the_lines_add_up_to_what_was_sealed(call: Any, at: datetime, officer: Any) -> None:
    cast = filed(call, at)
    heads, *rows = rows_of(taken(call, officer, "lines"))
    amount = heads.index("Montant,\u00a0€")
    sealed = review_of(cast).submission.sealed.content["partners"]
    assert sum(Decimal(row[amount].replace(",", ".")) for row in rows) == sum(
        Decimal(line["amount"]) for one in sealed for line in one["lines"]
    )


def test_amounts_are_numbers_in_the_workbook(call: Any, at: datetime, officer: Any) -> None:
    cast = filed(call, at)
    content = b"".join(taken(call, officer, "partners", "xlsx").streaming_content)
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    heads, *rows = sheet.to_python()
    total = heads.index("Total,\u00a0€")
    assert [type(row[total]) for row in rows] == [float, float]
    assert sum(Decimal(str(row[total])) for row in rows) == review_of(cast).submission.total


def test_who_takes_them_stands_in_the_journal_first(call: Any, at: datetime, officer: Any) -> None:
    """ACC-09; and a breach of the officer's account concerns every partner of the call."""
    cast = filed(call, at)
    answer = taken(call, officer, "partners")  # not a byte was read yet
    event = Event.objects.get(kind="call.files_taken")
    assert answer.status_code == 200
    assert event.actor == officer.actor_key
    (line,) = lines_of(readings(Asked(file=call.code)))
    assert line.call == call
    assert sentence(line.what, "fr") == "les partenaires des dossiers d’un appel"
    pack = breach_pack(at, after_closing(call), by=[officer])
    assert [one["file"] for one in pack["readings"]] == [call.code]
    assert cast.partner_signatory.email in {one["email"] for one in pack["concerned"]}


@pytest.mark.parametrize(
    ("table", "ending"), [("aid", "csv"), ("files", "json"), ("files", "CSV"), ("../files", "csv")]
)
def test_another_table_is_unknown(
    call: Any, at: datetime, officer: Any, table: str, ending: str
) -> None:
    client = Client()
    client.force_login(officer)
    address = f"/fr/assessment/calls/{call.code}/{table}.{ending}"
    assert client.get(address).status_code == 404
    assert not Event.objects.filter(kind="call.files_taken").exists()


def test_a_declared_conflict_hides_a_file_here_too(call: Any, at: datetime, officer: Any) -> None:
    """EVA-02."""
    both = staff("Ada Assessor", "assessor", "officer")
    review = review_of(filed(call, at))
    with held_at(later := after_closing(call)):
        assignment = given_to(eligible(review, by=officer, at=later), both, by=officer, at=later)
        declare_conflict(assignment.pid, reason="My own club.", by=both, at=later)
    assert len(rows_of(taken(call, both))) == 1


def test_files_in_quantity_are_read_some_at_once(
    call: Any, at: datetime, officer: Any, monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries: Any,
) -> None:  # fmt: skip
    """One file, or as many as are read at once, cost the same."""
    review = review_of(filed(call, at))
    reviews = Review.objects.all()
    assert call.definition.cost_categories  # read once with the page
    with django_assert_num_queries(2):
        assert len(list(tables.rows_of("lines", reviews, call))) > 1
    copies(review, 29)
    with django_assert_num_queries(2):
        assert len(list(tables.rows_of("files", reviews, call))) == 31
    monkeypatch.setattr(tables, "AT_ONCE", 10)
    with django_assert_num_queries(4):
        found = [row[0] for row in tables.rows_of("files", reviews, call)]
    assert found[1:] == sorted(found[1:])
    assert len(set(found)) == 31
