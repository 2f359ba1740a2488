"""Lines pasted from a spreadsheet: looked at first, and never a silent category."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cordata.applications.actions import BudgetDraft, LineDraft, save_budget
from tests.factories.applications import started

pytestmark = pytest.mark.django_db
EXTERNAL = "Compétences et services externes"
PASTED = (
    "Poste\tDescription\tQuantité\tPrix unitaire\tMontant\tBase\tRemarque\n"
    f"{EXTERNAL}\t=HYPERLINK(1)\t3\t320,00\t960,00\tDevis\tx\n"
    "Attrezzature\tTende, corde\t\t\t1.234\t\t\n"
    "Achats divers\tPapier\t\t\t12,50\tau doigt mouillé\t\n"
    "Total\t\t\t\t2 206,50\t\t\n"
)


def where(cast: Any, name: str = "budget_paste") -> str:
    return reverse(f"applications:{name}", args=[cast.application.pid, cast.partners[0].pid])


def sent(answer: Any, **more: str) -> dict[str, str]:
    """What a browser would send back from the preview."""
    preview = answer.context["preview"]
    data = {f"lines-{k}": str(v) for k, v in preview.lines.management_form.initial.items()}
    data["lines-TOTAL_FORMS"], data["lines-INITIAL_FORMS"] = str(len(preview.lines.forms)), "0"
    for form in preview.lines.forms:
        data |= {form.add_prefix(name): form[name].value() or "" for name in form.fields}
    return data | {"take": "1", "seen": answer.context["seen"], "instead": "add"} | more


def test_each_doubtful_cell_is_said_and_nothing_is_saved(
    client: Client, call: Any, at: Any
) -> None:
    """MON-02: an ambiguous amount shows both readings; a category is never guessed."""
    cast = started(call, at)
    client.force_login(cast.signatory)

    answer = client.post(where(cast), {"pasted": PASTED})

    shown = answer.content.decode()
    rows = answer.context["preview"].lines.forms
    assert [sorted(row.errors) for row in rows] == [[], ["amount"], ["basis", "category"]]
    assert "Achats divers" in shown
    assert "au doigt mouillé" in shown
    assert "Remarque" in shown  # the column left out
    assert answer.context["preview"].table.sums[0].number == 5
    assert not cast.partners[0].lines.exists()

    refused = client.post(where(cast), sent(answer))
    assert refused.status_code == 422
    assert not cast.partners[0].lines.exists()


def test_corrected_lines_are_taken_over_beside_those_that_stand_or_instead(
    client: Client, call: Any, at: Any
) -> None:
    cast = started(call, at)
    old = BudgetDraft(lines=(LineDraft("works", Decimal("50.00")),))
    save_budget(cast.application, {cast.partners[0].pid: old}, by=cast.signatory, at=at)
    client.force_login(cast.signatory)
    mended = {"lines-1-amount": "1234,00", "lines-2-category": "external"}

    answer = client.post(where(cast), {"pasted": PASTED})
    client.post(where(cast), sent(answer, **mended))
    lines = [(one.category, one.amount) for one in cast.partners[0].lines.all()]
    assert lines == [
        ("works", Decimal("50.00")),
        ("external", Decimal("960.00")),
        ("equipment", Decimal("1234.00")),
        ("external", Decimal("12.50")),
    ]

    again = client.post(where(cast), {"pasted": PASTED})
    client.post(where(cast), sent(again, **mended, instead="replace"))
    assert cast.partners[0].lines.count() == 3
    first = cast.partners[0].lines.first()
    assert (first.description, first.basis, first.quantity) == ("=HYPERLINK(1)", "quote", 3)


def test_what_somebody_else_saved_meanwhile_is_not_replaced(
    client: Client, call: Any, at: Any
) -> None:
    """REL-07: the rows stay on the screen, the other's lines stay where they are."""
    cast = started(call, at)
    client.force_login(cast.signatory)
    answer = client.post(where(cast), {"pasted": f"Poste;Montant\n{EXTERNAL};10,00"})
    other = BudgetDraft(lines=(LineDraft("works", Decimal("50.00")),))
    save_budget(cast.application, {cast.partners[0].pid: other}, by=cast.signatory, at=at)

    refused = client.post(where(cast), sent(answer, instead="replace"))

    assert refused.status_code == 422
    assert [one.category for one in cast.partners[0].lines.all()] == ["works"]


def test_rows_refused_once_have_not_seen_what_came_meanwhile(
    client: Client, call: Any, at: Any
) -> None:
    """REL-07: a page that comes back for a mistake stays as old as it was."""
    cast = started(call, at)
    client.force_login(cast.signatory)
    answer = client.post(where(cast), {"pasted": f"Poste;Montant\n{EXTERNAL};10,00"})
    other = BudgetDraft(lines=(LineDraft("works", Decimal("50.00")),))
    save_budget(cast.application, {cast.partners[0].pid: other}, by=cast.signatory, at=at)

    first = client.post(where(cast), sent(answer, **{"lines-0-amount": "dix"}))
    again = {"instead": "replace", "lines-0-amount": "10,00"}
    second = client.post(where(cast), sent(first, **again))

    assert (first.status_code, second.status_code) == (422, 422)
    assert [one.category for one in cast.partners[0].lines.all()] == ["works"]
    assert client.post(where(cast), sent(second, **again)).status_code == 302  # both were shown


def test_a_formula_brings_the_amount_it_showed(client: Client, call: Any, at: Any) -> None:
    """A binary fraction is not the person's doubt: 960 is 960, not 960.0000000000001."""
    cast = started(call, at)
    client.force_login(cast.signatory)
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        for column, title in enumerate(("Poste", "Montant")):
            sheet.write_string(0, column, title)
            sheet.write_string(column + 1, 0, EXTERNAL)
        sheet.write_formula(1, 1, "=3*320", None, 960.0000000000001)
        sheet.write_number(2, 1, 0.1 + 0.2)
    answer = client.post(where(cast), {"file": SimpleUploadedFile("x.xlsx", out.getvalue())})
    rows = answer.context["preview"].lines.forms
    assert [row.cleaned_data["amount"] for row in rows] == [Decimal("960.00"), Decimal("0.30")]


def test_a_table_far_too_long_is_refused_in_the_words_of_a_budget(
    client: Client, call: Any, at: Any
) -> None:
    cast = started(call, at)
    client.force_login(cast.signatory)
    answer = client.post(where(cast), {"pasted": "Poste\tMontant\n" + "x\t1\n" * 11_000})
    assert answer.status_code == 422
    assert "20 lignes au plus" in answer.content.decode()


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"pasted": "une phrase"},
        {"pasted": "Poste\tMontant\n" + f"{EXTERNAL}\t1,00\n" * 21},
        {"file": SimpleUploadedFile("x.xlsx", b"PK\x03\x04 nothing")},
    ],
)
def test_what_is_no_table_of_costs_is_refused_beside_its_field(
    client: Client, call: Any, at: Any, given: Any
) -> None:
    cast = started(call, at)
    client.force_login(cast.signatory)
    assert client.post(where(cast), given).status_code == 422
