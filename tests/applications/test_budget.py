"""The budget as people type it: to the cent, by its own people, nothing overwritten (MON-01)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cordata.applications.actions import BudgetDraft, LineDraft, SourceDraft, save_budget
from cordata.applications.actions.budget import budget_seal
from cordata.applications.figures import project_figures
from cordata.applications.models import Application, Partner
from cordata.applications.states import MandateState
from cordata.kernel.models import Event
from cordata.kernel.verdicts import NotPossible
from cordata.web.catalogue import sentence
from cordata.web.numerals import euros
from tests.factories.applications import SEMNOZ, VALFREDDA, another, complete_application, started

pytestmark = pytest.mark.django_db

EXAMPLE = {
    "partner-1-external": "21 480,00",
    "partner-1-equipment": "2 350,50",
    "partner-1-own": "6 005,29",
    "partner-2-external": "26117,77",
    "partner-2-equipment": "3.999,99",
}


def address(cast: Any, name: str = "budget", *more: str) -> str:
    return reverse(f"applications:{name}", args=[cast.application.pid, *more])


def posted(page: Any) -> dict[str, str]:
    """What a browser would send back from the page, untouched."""
    form, sent = page.context["form"], {}
    for name, slot in form.slots.items():
        value = form[name].value()
        sent[name] = "" if value is None else str(value)
        sent[f"was-{name}"] = slot.plain
    return sent


def figures(application: Application) -> Any:
    partners = Partner.objects.filter(application=application)
    return project_figures(partners, application.definition)


def test_the_first_worked_example_typed_through_the_screen(
    client: Client, call: Any, at: Any
) -> None:
    """domain.md 5.3.1: 67 974,79 EUR in all, 54 379,82 of ERDF (MON-03)."""
    cast = started(call, at)
    client.force_login(cast.signatory)
    page = client.get(address(cast))

    answer = client.post(address(cast), posted(page) | EXAMPLE | {"stay": "1"}, follow=True)

    found = figures(cast.application)
    assert found.total == Decimal("67974.79")
    assert found.erdf == Decimal("54379.82")
    shown = answer.content.decode()
    for amount in ("67974.79", "30026.42", "37948.37", "7589.68", "54379.82"):
        assert euros(Decimal(amount), "bare", "fr") in shown
    assert "714,915" in shown  # the exact value that was cut
    assert euros(Decimal("54379.83"), "", "fr") in shown  # what a rate on the total would give


def test_the_missing_amount_is_said_with_what_to_do(client: Client, call: Any, at: Any) -> None:
    """MON-04: one cent counts; the sentence names the own funds that would balance the plan."""
    cast = started(call, at)
    client.force_login(cast.signatory)
    sent = posted(client.get(address(cast))) | EXAMPLE | {"partner-1-own": "6 000,00", "stay": "1"}

    shown = client.post(address(cast), sent, follow=True).content.decode()

    lack, own = Decimal("5.29"), Decimal("6005.29")
    assert sentence("applications.budget.short", "fr", lack=lack, own=own) in shown


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("1.234", euros(Decimal(1234), "bare", "fr")),
        ("-5", ""),
        ("1e5", ""),
        ("١٢", ""),
        ("12,345,6", ""),
    ],
)
def test_an_amount_in_doubt_is_refused_and_kept(
    client: Client, call: Any, at: Any, typed: str, said: str
) -> None:
    """MON-02: the typed text stays in the field, nothing is saved."""
    cast = started(call, at)
    client.force_login(cast.signatory)
    sent = posted(client.get(address(cast))) | {"partner-1-external": typed}

    answer = client.post(address(cast), sent)

    assert answer.status_code == 422
    assert f'value="{typed}"' in answer.content.decode()
    assert said in answer.content.decode()
    assert figures(cast.application).total == 0


def test_a_partner_writes_its_own_column_only(client: Client, call: Any, at: Any) -> None:
    """ACC-07: the other partner's fields are not there, and sending them does nothing."""
    cast = started(call, at)
    client.force_login(cast.partner_editor)
    page = client.get(address(cast))
    assert not [name for name in page.context["form"].slots if name.startswith("partner-1")]

    client.post(address(cast), posted(page) | EXAMPLE)

    first, second = figures(cast.application).partners
    assert first.total == 0
    assert second.total == Decimal("37948.37")


def test_the_lead_writes_every_column(client: Client, call: Any, at: Any) -> None:
    cast = started(call, at)
    client.force_login(cast.editor)
    assert {"partner-1-external", "partner-2-external"} <= set(
        client.get(address(cast)).context["form"].slots
    )


def test_what_others_saved_meanwhile_stays(client: Client, call: Any, at: Any) -> None:
    """REL-07: fields one did not touch keep what somebody else has saved since."""
    cast = started(call, at)
    client.force_login(cast.signatory)
    old = posted(client.get(address(cast)))
    theirs = {cast.partners[1].pid: BudgetDraft(lines=(LineDraft("external", Decimal("500.00")),))}
    save_budget(cast.application, theirs, by=cast.partner_editor, at=at)

    client.post(address(cast), old | {"partner-1-external": "1 000,00"})

    first, second = figures(cast.application).partners
    assert first.amounts["external"] == Decimal("1000.00")
    assert second.amounts["external"] == Decimal("500.00")


def test_the_same_field_changed_by_two_is_shown_not_overwritten(
    client: Client, call: Any, at: Any
) -> None:
    """REL-07: the second saver sees the other amount; saving again is then their choice."""
    cast = started(call, at)
    client.force_login(cast.signatory)
    old = posted(client.get(address(cast)))
    theirs = {cast.partners[1].pid: BudgetDraft(lines=(LineDraft("external", Decimal("500.00")),))}
    save_budget(cast.application, theirs, by=cast.partner_editor, at=at)

    answer = client.post(address(cast), old | {"partner-2-external": "700,00"})

    assert answer.status_code == 422
    assert "500,00" in answer.content.decode()
    assert figures(cast.application).partners[1].amounts["external"] == Decimal("500.00")
    again = posted(answer) | {"partner-2-external": "700,00"}
    client.post(address(cast), again)
    assert figures(cast.application).partners[1].amounts["external"] == Decimal("700.00")


def test_a_line_keeps_its_description_when_its_amount_changes(
    client: Client, call: Any, at: Any
) -> None:
    cast = started(call, at)
    line = LineDraft("external", Decimal("500.00"), "Traduction", "quote")
    drafts = {cast.partners[0].pid: BudgetDraft(lines=(line,))}
    save_budget(cast.application, drafts, by=cast.signatory, at=at)
    client.force_login(cast.signatory)

    page = client.get(address(cast))
    client.post(address(cast), posted(page) | {"partner-1-external": "600"})

    saved = cast.partners[0].lines.get()
    assert (saved.amount, saved.description, saved.basis) == (
        Decimal("600.00"),
        "Traduction",
        "quote",
    )


def test_a_line_the_option_does_not_take_is_shown_and_can_be_emptied(
    client: Client, call: Any, at: Any
) -> None:
    """domain.md 5.1: no category counted twice."""
    cast = started(call, at)
    lines = (LineDraft("external", Decimal("1000.00")), LineDraft("travel", Decimal("80.00")))
    drafts = {cast.partners[0].pid: BudgetDraft(lines=lines)}
    save_budget(cast.application, drafts, by=cast.signatory, at=at)
    client.force_login(cast.signatory)

    page = client.get(address(cast))
    assert "partner-1-travel" in page.context["form"].slots
    client.post(address(cast), posted(page) | {"partner-1-travel": ""})

    assert [line.category for line in cast.partners[0].lines.all()] == ["external"]


def test_staff_is_one_field_that_counts_once_and_can_be_emptied(
    client: Client, call: Any, at: Any
) -> None:
    """MON-06: what the column counts stands in the field, also after a change of option."""
    cast = started(call, at)
    staff = (LineDraft("staff", Decimal("20000.00"), "", "past_cost"),)
    drafts = {cast.partners[0].pid: BudgetDraft(cost_option="O1", lines=staff)}
    save_budget(cast.application, drafts, by=cast.signatory, at=at)
    client.force_login(cast.signatory)

    page = client.get(address(cast))
    assert page.context["form"].slots["partner-1-staff"].stored == Decimal("20000.00")
    client.post(address(cast), posted(page) | {"partner-1-staff": "10 000,00"})
    assert figures(cast.application).partners[0].total == Decimal("14000.00")

    changed = posted(client.get(address(cast))) | {"partner-1-option": "O2"}
    client.post(address(cast), changed)
    page = client.get(address(cast))
    assert page.context["form"].slots["partner-1-staff"].stored == Decimal("10000.00")
    client.post(address(cast), posted(page) | {"partner-1-staff": ""})
    assert not cast.partners[0].lines.exists()
    assert figures(cast.application).partners[0].rejected == ()


def test_where_options_differ_each_partner_says_its_own_rate(
    client: Client, call: Any, at: Any
) -> None:
    """O2 staff is 20 % of the base, O1 staff is entered: no rate stands beside the row."""
    cast = started(call, at)
    drafts = {
        cast.partners[0].pid: BudgetDraft(lines=(LineDraft("external", Decimal(1000)),)),
        cast.partners[1].pid: BudgetDraft(
            cost_option="O1", lines=(LineDraft("staff", Decimal(1000)),)
        ),
    }
    save_budget(cast.application, drafts, by=cast.signatory, at=at)
    client.force_login(cast.signatory)

    rows = {row.code: row for row in client.get(address(cast)).context["page"].rows}

    assert rows["staff"].note == ""
    assert [bool(cell.note) for cell in rows["staff"].cells] == [True, False]
    assert rows["office"].note  # only one partner has it


def test_saving_goes_on_to_the_annexes(client: Client, call: Any, at: Any) -> None:
    """The step after the budget is the annexes, not the submission."""
    cast = started(call, at)
    client.force_login(cast.signatory)
    answer = client.post(address(cast), posted(client.get(address(cast))))
    assert answer.status_code == 302
    assert answer.url == address(cast, "annexes")


def test_lines_and_funders_in_detail(client: Client, call: Any, at: Any) -> None:
    cast = started(call, at)
    client.force_login(cast.partner_editor)
    where = address(cast, "budget_partner", cast.partners[1].pid)
    page = client.get(where)
    sent = {
        "seen": page.context["seen"],
        "erdf": "",
        "lines-TOTAL_FORMS": "2",
        "lines-INITIAL_FORMS": "0",
        "lines-0-category": "external",
        "lines-0-description": "Guide",
        "lines-0-amount": "1.500,00",
        "lines-0-basis": "quote",
        "lines-1-category": "external",
        "lines-1-amount": "250",
        "sources-TOTAL_FORMS": "1",
        "sources-INITIAL_FORMS": "0",
        "sources-0-kind": "other",
        "sources-0-amount": "100",
    }
    refused = client.post(where, sent)
    assert "Dites qui apporte cet argent" in refused.content.decode()

    client.post(where, sent | {"sources-0-name": "Fondation du Col"})

    budget = figures(cast.application).partners[1]
    assert budget.amounts["external"] == Decimal("1750.00")
    assert budget.sources == Decimal("100.00")


def test_units_times_price_make_the_amount_and_nobody_overrules_it(
    client: Client, call: Any, at: Any
) -> None:
    """domain.md 5.1, O4: the server multiplies; half of the two, or another amount, is refused."""
    cast = started(call, at)
    client.force_login(cast.signatory)
    where = address(cast, "budget_partner", cast.partners[0].pid)
    sent = {
        "seen": client.get(where).context["seen"],
        "lines-TOTAL_FORMS": "1",
        "lines-INITIAL_FORMS": "0",
        "lines-0-category": "external",
        "lines-0-quantity": "3,75",
        "lines-0-unit": "journée",
        "sources-TOTAL_FORMS": "0",
        "sources-INITIAL_FORMS": "0",
    }
    assert client.post(where, sent).status_code == 422
    wrong = client.post(where, sent | {"lines-0-unit_price": "8,89", "lines-0-amount": "33,34"})
    assert wrong.status_code == 422
    assert "33,33" in wrong.content.decode()

    client.post(where, sent | {"lines-0-unit_price": "8,89"})

    line = cast.partners[0].lines.get()
    assert (line.amount, line.quantity, line.unit) == (Decimal("33.33"), Decimal("3.75"), "journée")
    page = client.get(address(cast))
    assert "partner-1-external" not in page.context["form"].slots  # changed line by line only
    client.post(address(cast), posted(page))
    assert cast.partners[0].lines.get().unit_price == Decimal("8.89")


def test_when_two_write_in_detail_both_are_shown_and_nothing_is_replaced(
    client: Client, call: Any, at: Any
) -> None:
    """REL-07: the other's lines beside one's own; saving again is a choice."""
    cast = started(call, at)
    client.force_login(cast.signatory)
    where = address(cast, "budget_partner", cast.partners[0].pid)
    sent = {
        "seen": client.get(where).context["seen"],
        "lines-TOTAL_FORMS": "1",
        "lines-INITIAL_FORMS": "0",
        "lines-0-category": "external",
        "lines-0-description": "Notre guide",
        "lines-0-amount": "700",
        "sources-TOTAL_FORMS": "0",
        "sources-INITIAL_FORMS": "0",
    }
    theirs = BudgetDraft(lines=(LineDraft("equipment", Decimal("500.00"), "Leurs tentes"),))
    save_budget(cast.application, {cast.partners[0].pid: theirs}, by=cast.signatory, at=at)

    refused = client.post(where, sent)

    shown = refused.content.decode()
    assert refused.status_code == 422
    assert "Leurs tentes" in shown
    assert "Notre guide" in shown
    assert cast.partners[0].lines.get().category == "equipment"
    client.post(where, sent | {"over": refused.context["conflict"]["seal"]})
    assert cast.partners[0].lines.get().description == "Notre guide"


def test_the_plan_of_each_country_adds_up_to_the_project(
    client: Client, call: Any, at: Any
) -> None:
    """domain.md 5.3.1: by country, to the cent; the Italian State brings 7 589,68."""
    cast = started(call, at)
    client.force_login(cast.signatory)
    client.post(address(cast), posted(client.get(address(cast))) | EXAMPLE)

    france, italy, whole = client.get(address(cast)).context["page"].countries

    assert (france.erdf, france.own, france.gap) == (Decimal("24021.13"), Decimal("6005.29"), 0)
    assert (italy.erdf, italy.counterpart) == (Decimal("30358.69"), Decimal("7589.68"))
    for plan in (france, italy, whole):
        parts = plan.erdf + plan.counterpart + plan.own + plan.others + plan.gap
        assert parts == plan.total
    assert (whole.total, whole.erdf) == (Decimal("67974.79"), Decimal("54379.82"))


def test_the_options_stand_side_by_side_on_the_same_figures(
    client: Client, call: Any, at: Any
) -> None:
    cast = started(call, at)
    client.force_login(cast.signatory)
    client.post(address(cast), posted(client.get(address(cast))) | EXAMPLE)

    page = client.get(address(cast, "budget_compare"))

    shown = page.content.decode()
    assert euros(Decimal("30026.42"), "bare", "fr") in shown
    lost = euros(Decimal("23830.50"), "", "fr")
    assert sentence("applications.budget.left_out", "fr", amount=Decimal("23830.50")) in shown
    assert lost in shown
    assert [one.chosen for one in page.context["partners"][0][1]].count(True) == 1


def test_a_button_gives_more_rows_and_keeps_what_was_typed(
    client: Client, call: Any, at: Any
) -> None:
    cast = started(call, at)
    client.force_login(cast.signatory)
    where = address(cast, "budget_partner", cast.partners[0].pid)
    sent = {
        "lines-TOTAL_FORMS": "2",
        "lines-INITIAL_FORMS": "0",
        "lines-0-description": "Guide",
        "sources-TOTAL_FORMS": "1",
        "sources-INITIAL_FORMS": "0",
        "lines-more": "1",
    }
    page = client.post(where, sent)
    assert len(page.context["detail"].lines.forms) == 4
    assert 'value="Guide"' in page.content.decode()
    assert not cast.partners[0].lines.exists()


def test_changing_its_own_total_reopens_a_mandate_and_no_other(call: Any, at: Any) -> None:
    """SUB-09: the mandate covers role and own total."""
    cast = complete_application(call, at)
    other, own = cast.partners[0], cast.partners[1]
    Partner.objects.filter(pk=other.pk).update(mandate_state=MandateState.GIVEN)
    drafts = {own.pid: BudgetDraft(lines=(LineDraft("external", Decimal("26117.78")),))}
    save_budget(cast.application, drafts, by=cast.partner_editor, at=at)

    own.refresh_from_db()
    other.refresh_from_db()
    assert own.mandate_state == MandateState.REOPENED
    assert other.mandate_state == MandateState.GIVEN
    assert Event.objects.filter(kind="partner.mandate_reopened", subject_id=own.pid).exists()


def test_funding_alone_leaves_the_mandate_in_force(call: Any, at: Any) -> None:
    """SUB-09: the mandate covers the total, not who pays it."""
    cast = complete_application(call, at)
    own = cast.partners[1]
    drafts = {own.pid: BudgetDraft(sources=(SourceDraft("own_public", Decimal("10.00")),))}
    save_budget(cast.application, drafts, by=cast.partner_editor, at=at)
    own.refresh_from_db()
    assert own.mandate_state == MandateState.GIVEN


def test_saving_nothing_new_writes_no_event(client: Client, call: Any, at: Any) -> None:
    cast = complete_application(call, at)
    before = Event.objects.count()
    client.force_login(cast.signatory)
    client.post(address(cast), posted(client.get(address(cast))))
    assert Event.objects.count() == before


def test_every_change_leaves_a_line_in_the_journal(call: Any, at: Any) -> None:
    """LOG-01: who, what, before and after."""
    cast = started(call, at)
    drafts = {cast.partners[0].pid: BudgetDraft(lines=(LineDraft("external", Decimal("100")),))}
    save_budget(cast.application, drafts, by=cast.signatory, at=at)
    event = Event.objects.get(kind="application.budget_saved")
    assert event.actor == cast.signatory.actor_key
    assert Decimal(event.data["total"]) == Decimal("126.00")


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        (BudgetDraft(cost_option="O9"), "budget.option_unknown"),
        (BudgetDraft(lines=(LineDraft("gold", Decimal(1)),)), "budget.category_unknown"),
        (BudgetDraft(lines=(LineDraft("external", Decimal(-1)),)), "budget.negative"),
        (BudgetDraft(lines=(LineDraft("external", Decimal(1)),) * 21), "budget.too_many_lines"),
        (
            BudgetDraft(erdf_asked=Decimal(1), asks_erdf=True, seen="another"),
            "budget.changed_meanwhile",
        ),
    ],
)
def test_the_action_refuses_what_the_call_does_not_know(
    call: Any, at: Any, wanted: BudgetDraft, code: str
) -> None:
    cast = started(call, at)
    with pytest.raises(NotPossible) as refusal:
        save_budget(cast.application, {cast.partners[0].pid: wanted}, by=cast.signatory, at=at)
    assert refusal.value.code == code


def test_a_partner_of_another_application_is_refused(call: Any, at: Any) -> None:
    """ACC-03: ids inside a form are checked against their parent."""
    cast, other = started(call, at), started(call, at)
    with pytest.raises(NotPossible, match=r"partner\.not_here"):
        save_budget(
            cast.application, {other.partners[0].pid: BudgetDraft()}, by=cast.signatory, at=at
        )


def test_after_the_closing_nothing_changes(client: Client, call: Any, at: Any) -> None:
    cast = started(call, at)
    late = call.closes_at.replace(microsecond=1)
    draft = {cast.partners[0].pid: BudgetDraft(lines=())}
    with pytest.raises(NotPossible, match=r"application\.closed_to_changes"):
        save_budget(cast.application, draft, by=cast.signatory, at=late)


@pytest.mark.counting
def test_the_page_costs_the_same_for_four_partners_and_twenty_lines(
    client: Client, call: Any, at: Any
) -> None:
    """REL-20: two partners with one line each, or four with twenty."""
    few = started(call, at)
    many = started(call, at, SEMNOZ, VALFREDDA, another(SEMNOZ, 1), another(VALFREDDA, 2))
    lines = tuple(LineDraft("external", Decimal(10), f"Ligne {n}") for n in range(20))
    drafts = {partner.pid: BudgetDraft(lines=lines) for partner in many.partners}
    save_budget(many.application, drafts, by=many.signatory, at=at)
    client.force_login(few.signatory)
    counts = []
    for cast in (few, many):
        client.get(address(cast))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address(cast)).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] <= 35


def test_three_countries_and_a_lump_sum_work_on_the_same_page(
    client: Client, aurora_call: Any, at: Any
) -> None:
    """The pack says options, countries and ceilings: nothing here knows two of them."""
    from dataclasses import replace

    places = list(aurora_call.definition.ruleset.area.items())
    by_country = {country: nuts3 for nuts3, country in places}
    sides = [
        replace(SEMNOZ, name=f"Body {country}", country=country, nuts3=nuts3, scheme="", people=())
        for country, nuts3 in by_country.items()
    ]
    cast = started(aurora_call, at, *sides[:3])
    client.force_login(cast.signatory)
    page = client.get(address(cast))
    slots = [slot for slot in page.context["form"].slots.values() if slot.kind == "line"]
    sent = posted(page) | {slots[0].name: "1000,00", "stay": "1"}
    assert client.post(address(cast), sent, follow=True).status_code == 200
    assert figures(cast.application).partners[0].total > 0
    partners = list(Partner.objects.filter(application=cast.application))
    assert budget_seal(partners[0]) != budget_seal(partners[1])
