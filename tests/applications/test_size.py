"""What a page costs does not grow with partners, lines or files (REL-20)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cordata.applications.actions import BudgetDraft, LineDraft, save_budget
from cordata.applications.facts import facts_of
from cordata.applications.models import Application
from tests.applications.test_pages import signed_in
from tests.factories.applications import SEMNOZ, VALFREDDA, Cast, complete_application, started

pytestmark = pytest.mark.django_db


def asked(action: Any) -> int:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        action()
    return len(queries)


def four_partners(call: Any, at: datetime) -> Cast:
    """Four partners with twenty lines each."""
    third = replace(SEMNOZ, name="Ecole du Lac", value="35600000003210", people=())
    fourth = replace(VALFREDDA, name="Comune di Sopra", value="00159560366", people=())
    cast = complete_application(call, at, SEMNOZ, VALFREDDA, third, fourth)
    lines = [LineDraft("external", Decimal("100.00"), str(n), "quote") for n in range(20)]
    drafts = {one.pid: BudgetDraft(lines=lines) for one in cast.partners}
    save_budget(cast.application, drafts, by=cast.editor, at=at)
    return cast


@pytest.mark.parametrize("page", ["", "eligibility/", "review/", "texts/"])
@pytest.mark.counting
def test_four_partners_of_twenty_lines_cost_as_much_as_two_of_two(
    call: Any, at: datetime, page: str
) -> None:
    small, large = complete_application(call, at), four_partners(call, at)
    clients = {cast.application.pid: signed_in(cast.signatory) for cast in (small, large)}
    costs = {}
    for pid, client in clients.items():
        address = f"/fr/applications/{pid}/{page}"
        client.get(address)
        costs[pid] = asked(lambda client=client, address=address: client.get(address))
    assert len(set(costs.values())) == 1, costs


@pytest.mark.counting
def test_facts_cost_the_same_for_two_partners_and_four(call: Any, at: datetime) -> None:
    small, large = complete_application(call, at), four_partners(call, at)
    costs = []
    for cast in (small, large):
        application = Application.objects.get(pk=cast.application.pk)
        facts_of(application, at)
        again = Application.objects.get(pk=cast.application.pk)
        costs.append(asked(lambda again=again: facts_of(again, at)))
    assert costs[0] == costs[1]
    assert costs[1] <= 20


@pytest.mark.counting
def test_a_list_of_thirty_costs_as_much_as_a_list_of_one(call: Any, at: datetime) -> None:
    one = started(call, at, SEMNOZ)
    client = signed_in(one.signatory)
    client.get("/fr/applications/")
    single = asked(lambda: client.get("/fr/applications/"))
    for _number in range(29):
        started(call, at, SEMNOZ)
    assert asked(lambda: client.get("/fr/applications/")) == single
