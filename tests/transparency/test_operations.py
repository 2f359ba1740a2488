"""The public list of operations: what it says, what it never says, and its files."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from python_calamine import CalamineWorkbook

from cordata.applications.models import Application
from cordata.kernel import clock
from cordata.kernel.jobs import run_now
from cordata.programme.models import Call
from cordata.transparency import queries, tables
from cordata.transparency.figures_page import public_figures
from cordata.web.numerals import euros
from tests.factories.projects import ANSWER, opened
from tests.factories.selection import files, released
from tests.factories.transparency import completed, operation

ROOT = "/fr/operations"


def text_of(path: str) -> str:
    response = Client().get(path)
    assert response.status_code == 200
    return str(response.content.decode())


def rows_of_csv(query: str = "") -> list[dict[str, str]]:
    response: Any = Client().get(f"{ROOT}/operations.csv{query}")
    content = b"".join(response.streaming_content)
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


def sheet(name: str) -> list[list[Any]]:
    content = Client().get(f"{ROOT}/operations.xlsx").content
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return list(book.get_sheet_by_name(name).to_python())


def test_one_figure_everywhere(call: Call, at: datetime) -> None:
    """MON-06: page, agreement, CSV, XLSX, JSON and HTTP give the same cents."""
    running = opened(call, at, sums=(Decimal("30000.17"), Decimal("24379.65")))
    run_now()
    grant, total = running.project.grant, running.project.total
    code = running.project.number
    assert grant == Decimal("54379.82")

    shown = text_of(f"{ROOT}/{code}/")
    agreement = running.reload().agreement
    row = next(one for one in rows_of_csv() if one["code"] == code)
    head, line = sheet("operations")[:2]
    listed = json.loads(Client().get(f"{ROOT}/operations.json").content)["operations"][0]
    told = Client().get("/api/v1/operations").json()["items"][0]

    assert euros(grant, "bare", "fr") in shown
    assert euros(total, "bare", "fr") in shown
    assert agreement is not None
    assert agreement.content["grant"] == str(grant)
    assert euros(grant, language="it") in agreement.content["texts"]["it"]
    assert row["fund_amount"] == "54379,82"
    assert Decimal(str(line[head.index("fund_amount")])) == grant
    assert Decimal(str(line[head.index("total_cost")])) == total.quantize(Decimal("0.01"))
    assert listed["fund_amount"] == told["fund_amount"] == "54379.82"
    assert listed["total_cost"] == told["total_cost"] == f"{total:.2f}"


def test_nothing_shows_before_the_notification(call: Call, at: datetime) -> None:
    """ACC-11: one second before, and at the instant: page, count, file, feed and home."""
    running = operation(call, at)
    number = running.project.number
    places = (
        "/fr/", f"{ROOT}/", f"{ROOT}/{number}/", f"{ROOT}/operations.json", "/api/v1/operations",
        f"{ROOT}/figures/{call.code}/",
    )  # fmt: skip

    with clock.held_at(at - timedelta(seconds=1)):
        before = [Client().get(path) for path in places]
    with clock.held_at(at):
        after = [Client().get(path) for path in places]

    assert before[2].status_code == 404
    told = [one for one in before if one.status_code == 200]  # the address itself is not ours
    assert len(told) == 5
    assert all(number not in one.content.decode() for one in told)
    assert "58" not in json.dumps(before[4].json())
    assert after[2].status_code == 200
    assert number in after[1].content.decode()
    assert after[4].json()["count"] == 1


def test_no_person_is_published(call: Call, at: datetime) -> None:
    """PRI-06: no name, address or number of anybody who acted, in page, file or HTTP."""
    running = completed(call, at)
    people = [
        running.cast.signatory, running.cast.editor, running.cast.partner_signatory,
        running.cast.partner_editor, running.authority, running.officer, running.orderer,
        running.confirmer,
    ]  # fmt: skip
    representatives = [
        one.organisation.representative_name for one in running.project.application.partners.all()
    ]
    cells = json.dumps([sheet("operations"), sheet("partners")], default=str)
    everything = "".join(
        [
            text_of(f"{ROOT}/"),
            text_of(f"{ROOT}/{running.project.number}/"),
            json.dumps(rows_of_csv()),
            cells,
            text_of(f"{ROOT}/operations.json"),
            json.dumps(Client().get("/api/v1/operations").json()),
        ]
    )

    assert running.project.number in everything
    for word in [*(one.name for one in people), *(one.email for one in people), *representatives]:
        assert word not in everything
    fields = set(tables.columns(("fr", "it"))) | set(tables.PARTNER_COLUMNS)
    assert not {name for name in fields if "person" in name or "contact" in name or "mail" in name}


def test_everybody_is_told_before_they_are_listed(call: Call, at: datetime) -> None:
    """PRI-06: every partner has accepted the publication, under the text of its call."""
    running = operation(call, at)

    accepted = [
        {one["code"] for one in partner.declarations}
        for partner in running.project.application.partners.all()
    ]

    assert all("publication" in codes for codes in accepted)


@pytest.mark.parametrize(
    "title",
    ['=HYPERLINK("https://x.example")', "+33 4 50 00 00 00", "-2+3", "@SUM(A1)", "\t=1", "＝1+1"],
)
def test_no_cell_becomes_a_formula(call: Call, at: datetime, title: str) -> None:
    """OUT-02: text of people stays text in CSV and XLSX; amounts stay numbers."""
    running = operation(call, at)
    running.project.application.answers.filter(field="title").update(text=title)

    row = rows_of_csv()[0]
    head, line = sheet("operations")[:2]

    assert row["title_fr"] == f"'{title}"
    assert line[head.index("title_fr")].strip() == title.strip()
    assert isinstance(line[head.index("fund_amount")], float | int)
    assert line[head.index("start")] == date(2025, 2, 3)


def test_a_workbook_holds_no_formula(call: Call, at: datetime) -> None:
    """OUT-02: not one `<f>` in the sheets, whatever people typed."""
    import zipfile

    running = operation(call, at)
    running.project.application.answers.filter(field="title").update(text="=1+1")
    content = Client().get(f"{ROOT}/operations.xlsx").content

    with zipfile.ZipFile(io.BytesIO(content)) as book:
        sheets = [book.read(name) for name in book.namelist() if "worksheets/" in name]

    assert sheets
    assert not any(b"<f>" in one for one in sheets)


def test_the_list_narrows_by_word_theme_country_and_territory(call: Call, at: datetime) -> None:
    running = operation(call, at)
    operation(call, at)
    number, theme = running.project.number, running.project.application.theme

    assert len(rows_of_csv()) == 2
    assert [one["code"] for one in rows_of_csv(f"?q={number}")] == [number]
    assert len(rows_of_csv(f"?theme={theme}")) == 2
    assert len(rows_of_csv("?country=IT")) == 2
    assert len(rows_of_csv("?territory=ITC20")) == 2
    assert rows_of_csv("?territory=FRL01") == []
    assert len(rows_of_csv("?territory=nowhere")) == 2  # a value nobody offered narrows nothing
    assert rows_of_csv("?q=introuvable") == []


def test_an_operation_says_what_article_49_asks(call: Call, at: datetime) -> None:
    """CPR 49(3): beneficiary, purpose, achievements, days, costs, fund, rate, objective, place."""
    running = completed(call, at)

    (found,) = queries.operations_of(
        queries.loaded(queries.funded(call.programme, at)), call.programme.definition
    )

    assert [one.is_lead for one in found.beneficiaries] == [True, False]
    assert found.purposes["fr"]
    assert found.achievements == {"fr": ANSWER, "it": ANSWER}
    assert found.starts_on == running.project.notified_on
    assert found.rate == Decimal("80.00")
    assert found.objective
    assert {one.nuts3 for one in found.beneficiaries} == {"FRK28", "ITC20"}


def test_the_page_has_its_figures_as_words_and_tables(call: Call, at: datetime) -> None:
    """Every drawing has a reading and a table twin."""
    operation(call, at)

    shown = text_of(f"{ROOT}/")

    assert shown.count('role="img"') >= 3
    assert shown.count('class="t sm mt2"') == 3
    assert euros(Decimal("58000.00"), "whole", "fr") in shown


@pytest.mark.parametrize("language", ["fr", "it", "en"])
def test_an_empty_list_says_when_it_fills(call: Call, at: datetime, language: str) -> None:
    assert Client().get(f"/{language}/operations/").status_code == 200


def test_a_call_shows_its_figures_after_the_release_only(call: Call, at: datetime) -> None:
    """ACC-11: submitted, eligible, funded of the themes that were decided."""
    files(call, at, 5, 4)
    path = f"{ROOT}/figures/{call.code}/"
    session = released(call)
    assert session.released_at is not None

    with clock.held_at(session.released_at - timedelta(microseconds=1)):
        assert public_figures(call, clock.now()).tables == ()
    with clock.held_at(session.released_at):
        found = public_figures(call, clock.now())
        shown = text_of(path)

    assert found.whole.counts["submitted"] == Application.objects.count() == 2
    assert found.whole.counts["eligible"] == 2
    granted = found.whole.counts["funded"]
    assert granted == queries.funded(call.programme, session.released_at).count() > 0
    assert euros(found.whole.erdf, "whole", "fr") in shown


def test_http_pages_are_bounded(call: Call, at: datetime) -> None:
    operation(call, at)
    operation(call, at)

    first = Client().get("/api/v1/operations?size=1").json()
    wild = Client().get("/api/v1/operations?size=100000&page=-3").json()

    assert (first["count"], len(first["items"])) == (2, 1)
    assert (wild["page"], len(wild["items"])) == (1, 2)


@pytest.mark.counting
def test_one_operation_and_many_cost_the_same(
    call: Call, at: datetime, django_assert_max_num_queries: Any
) -> None:
    """REL-20: the public list, one operation, the figures, the files and the interface."""
    code = operation(call, at).project.number
    pages = (f"{ROOT}/", f"{ROOT}/{code}/", f"{ROOT}/figures/{call.code}/", f"{ROOT}/?country=FR")
    others = (f"{ROOT}/operations.json", "/api/v1/operations")
    counts = []
    for _round in range(2):
        operation(call, at)
        spent = []
        for path in (*pages, *others):
            Client().get(path)
            more = path in others or "/figures/" in path  # one to count all, one for the days
            most = 4 + more + settings.REHEARSAL  # a rehearsal reads its clock
            with django_assert_max_num_queries(most) as queries_made:
                assert Client().get(path).status_code == 200
            spent.append(len(queries_made))
        counts.append(spent)

    assert counts[0] == counts[1]
