"""All partners' money is saved while it is typed, amount by amount (SUB-03, SUB-07)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from cordata.applications.actions import BudgetDraft, LineDraft, SourceDraft, save_budget
from cordata.applications.models import Partner, PartVersion
from tests.applications.test_budget import EXAMPLE, address, figures, posted
from tests.applications.test_pages import signed_in
from tests.applications.test_saving_parts import costs, typed
from tests.applications.test_size import four_partners
from tests.factories.applications import Cast, complete_application, started

pytestmark = pytest.mark.django_db
TABLE = "table"


def opened(cast: Cast, person: Any) -> dict[str, str]:
    """What the page of a person would send if nobody touched it."""
    page = signed_in(person).get(address(cast))
    return posted(page) | {"seen": page.context["seen"]}


def heard(sent: dict[str, str], answer: Any) -> dict[str, str]:
    """What the page sends next: what it typed, and what it was told of."""
    said = answer.json()
    return sent | said["put"] | {"seen": said["version"]}


def amounts(cast: Cast) -> list[str]:
    partners = Partner.objects.filter(application=cast.application).order_by("position")
    return [str(line.amount) for one in partners for line in one.lines.all()]


def test_the_worked_example_is_saved_amount_by_amount(call: Any, at: datetime) -> None:
    """domain.md 5.3.1, typed without a press on the button (MON-01, MON-03)."""
    cast = started(call, at)
    client, sent = signed_in(cast.editor), opened(cast, cast.editor)
    for turn, (name, amount) in enumerate(EXAMPLE.items(), start=1):
        sent[name] = amount
        answer = typed(cast, client, TABLE, sent, page_turn=turn)
        assert (answer.status_code, answer.json()["outcome"]) == (200, "saved"), answer.content
        sent = heard(sent, answer)
    assert figures(cast.application).total == Decimal("67974.79")
    assert figures(cast.application).erdf == Decimal("54379.82")
    assert figures(cast.application).partners[0].gap == 0
    sent["partner-1-own"] = "6 000,00"  # saved once, it is the same field still
    assert typed(cast, client, TABLE, sent, page_turn=9).status_code == 200
    assert figures(cast.application).partners[0].gap == Decimal("5.29")


def test_two_people_fill_the_table_at_once(call: Any, at: datetime) -> None:
    """Each another amount of one partner: neither is asked anything, nothing is lost."""
    cast = started(call, at)
    mine, theirs = opened(cast, cast.editor), opened(cast, cast.signatory)
    mine["partner-1-external"], theirs["partner-1-equipment"] = "100", "200"
    typed(cast, signed_in(cast.editor), TABLE, mine)
    answer = typed(cast, signed_in(cast.signatory), TABLE, theirs, page_key="another-page-1")
    assert answer.status_code == 200
    assert sorted(amounts(cast)) == ["100.00", "200.00"]


def test_one_amount_changed_by_two_people_stands_twice_on_the_page(call: Any, at: datetime) -> None:
    cast = started(call, at)
    mine, theirs = opened(cast, cast.editor), opened(cast, cast.signatory)
    mine["partner-1-external"], theirs["partner-1-external"] = "100", "200"
    typed(cast, signed_in(cast.editor), TABLE, mine)
    client = signed_in(cast.signatory)
    answer = typed(cast, client, TABLE, theirs, page_key="another-page-1")
    said = answer.json()
    assert (answer.status_code, said["outcome"]) == (409, "conflict")
    assert "100,00" in said["theirs"]
    assert "200,00" in said["theirs"]
    assert amounts(cast) == ["100.00"]

    theirs["seen"] = said["version"]  # chosen: mine in place of theirs
    assert typed(cast, client, TABLE, theirs, page_key="another-page-1").status_code == 200
    assert amounts(cast) == ["200.00"]


def test_an_answer_that_got_lost_is_no_conflict_with_oneself(call: Any, at: datetime) -> None:
    cast = started(call, at)
    client, sent = signed_in(cast.editor), opened(cast, cast.editor)
    typed(cast, client, TABLE, sent | {"partner-1-external": "100"}, page_turn=1)
    typed(cast, client, TABLE, sent | {"partner-1-external": "150"}, page_turn=2)
    assert amounts(cast) == ["150.00"]
    late = typed(cast, client, TABLE, sent | {"partner-1-external": "100"}, page_turn=1)
    assert late.status_code == 200
    assert amounts(cast) == ["150.00"]  # what comes late was told before
    typed(cast, client, TABLE, sent, page_turn=3)  # emptied again before the first was heard of
    assert amounts(cast) == []


def test_a_partner_saves_its_own_column_alone(call: Any, at: datetime) -> None:
    """ACC-07."""
    cast = started(call, at)
    sent = opened(cast, cast.partner_editor)
    assert not [name for name in sent if name.startswith("partner-1-")]
    sent |= {"partner-1-external": "100", "partner-2-external": "200"}
    assert typed(cast, signed_in(cast.partner_editor), TABLE, sent).status_code == 200
    assert amounts(cast) == ["200.00"]


def test_what_can_not_be_read_is_said_beside_its_field_and_saves_nothing(
    call: Any, at: datetime
) -> None:
    """MON-02."""
    cast = started(call, at)
    sent = opened(cast, cast.editor) | {"partner-1-external": "1.234", "partner-1-works": "5"}
    answer = typed(cast, signed_in(cast.editor), TABLE, sent)
    assert answer.status_code == 422
    assert answer.json()["names"] == ["partner-1-external"]
    assert amounts(cast) == []


def test_another_option_redraws_the_table_and_waits_for_the_button(call: Any, at: datetime) -> None:
    cast = started(call, at)
    sent = opened(cast, cast.editor)
    other = {"O1": "O2", "O2": "O1"}[sent["partner-1-option"]]
    answer = typed(cast, signed_in(cast.editor), TABLE, sent | {"partner-1-option": other})
    assert (answer.status_code, answer.json()["outcome"]) == (422, "refused")
    assert "Enregistrer et recalculer" in answer.json()["words"]
    assert not PartVersion.objects.exists()


def test_a_funder_emptied_waits_for_the_button_too(call: Any, at: datetime) -> None:
    """Its row would go, and the fields after it would be another's."""
    cast = started(call, at)
    funders = (
        SourceDraft("other_public", Decimal(10), "A"),
        SourceDraft("other_public", Decimal(20), "B"),
    )
    drafts = {
        cast.partners[0].pid: BudgetDraft(
            lines=[LineDraft("external", Decimal(100))], sources=funders
        )
    }
    save_budget(cast.application, drafts, by=cast.editor, at=at)
    sent = opened(cast, cast.editor) | {"partner-1-source-1": ""}
    assert typed(cast, signed_in(cast.editor), TABLE, sent).status_code == 422
    assert [str(one.amount) for one in cast.partners[0].sources.all()] == ["10.00", "20.00"]


def test_a_pause_in_the_typing_reopens_no_mandate(call: Any, at: datetime) -> None:
    """SUB-09: a press on the button does."""
    cast = complete_application(call, at)
    sent = opened(cast, cast.editor) | {"partner-2-external": "1"}
    answer = typed(cast, signed_in(cast.editor), TABLE, sent)
    assert (answer.status_code, answer.json()["outcome"]) == (422, "refused")
    assert "1.00" not in amounts(cast)


def test_what_another_wrote_is_not_undone_by_a_page_sent_twice(call: Any, at: datetime) -> None:
    """A page refused for one amount, and sent again, leaves the others' as they stand meanwhile."""
    cast = started(call, at)
    sent = opened(cast, cast.editor)
    draft = {cast.partners[0].pid: BudgetDraft(lines=[LineDraft("equipment", Decimal(300))])}
    save_budget(cast.application, draft, by=cast.signatory, at=at)
    client = signed_in(cast.editor)
    page = client.post(address(cast), sent | {"partner-1-external": "1.234"})
    assert page.status_code == 422
    again = {
        name: value
        for name, value in page.context["form"].data.items()
        if not name.startswith("was-")
    }
    shown = page.context["page"]
    again |= {f"was-{slot.name}": shown.form.was(slot) for slot in shown.form.slots.values()}
    answer = client.post(address(cast), again | {"partner-1-external": "100"})
    assert answer.status_code == 302
    assert sorted(amounts(cast)) == ["100.00", "300.00"]


@pytest.mark.counting
def test_a_save_of_the_table_costs_the_same_for_two_partners_and_four(
    call: Any, at: datetime
) -> None:
    """One amount is one partner's: the others are read, not written."""
    found = []
    for cast in (complete_application(call, at), four_partners(call, at)):
        client, sent = signed_in(cast.editor), opened(cast, cast.editor)
        typed(cast, client, TABLE, sent | {"partner-1-own": "1"})
        sent["partner-1-own"] = "2"
        found.append(
            costs(
                client,
                lambda sent=sent, cast=cast, client=client: typed(
                    cast, client, TABLE, sent, page_turn=2
                ),
            )
        )
    assert found[0] == found[1], found
    assert found[0] <= 25
