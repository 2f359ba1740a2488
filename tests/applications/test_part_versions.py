"""What is saved whole keeps every version: budgets, State aid, indicators (LOG-05, SUB-07)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cordata.applications.actions import (
    BudgetDraft,
    LineDraft,
    add_partner,
    remove_partner,
    save_aid,
    save_budget,
    save_indicators,
)
from cordata.applications.actions.budget import budget_seal, money_of
from cordata.applications.actions.declarations import AidDraft
from cordata.applications.models import Partner, PartVersion
from cordata.kernel.models import Event
from tests.applications.test_pages import signed_in
from tests.factories.applications import Cast, complete_application, started

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
ECHO = LineDraft("external", Decimal("1200.00"), "Médiation", "quote")


def pages(cast: Cast, kind: str, place: str = "") -> str:
    return f"/fr/applications/{cast.application.pid}/parts/{kind}/" + (f"{place}/" if place else "")


def of_budget(cast: Cast, number: int = 1) -> str:
    return pages(cast, "budget", cast.partners[number].organisation.pid)


def spend(cast: Cast, amount: str, at: datetime, number: int = 1, **more: Any) -> None:
    line = replace(ECHO, amount=Decimal(amount))
    draft = BudgetDraft(cost_option="O2", lines=(line,), **more)
    save_budget(cast.application, {cast.partners[number].pid: draft}, by=cast.editor, at=at)


def words(response: Any) -> str:
    return unescape(response.content.decode()).replace("\xa0", " ").replace("\u202f", " ")


def test_each_save_of_a_budget_is_a_version_with_its_difference(call: Any, at: datetime) -> None:
    cast = started(call, at)
    spend(cast, "1200", at)
    spend(cast, "1200.00", at + HOUR)  # the same to the cent: no version
    spend(cast, "1200.01", at + 2 * HOUR)
    assert PartVersion.objects.count() == 2
    shown = signed_in(cast.partner_editor).get(of_budget(cast))
    ((label, _language, pieces),) = shown.context["rows"]
    assert label == "Ligne 1"
    assert {(one.kind, one.text) for one in pieces if one.kind != "same"}
    assert "Budget" in words(
        signed_in(cast.editor).get(f"/fr/applications/{cast.application.pid}/versions/")
    )


def test_a_budget_is_put_back_unless_somebody_changed_it(call: Any, at: datetime) -> None:
    """SUB-07 for the restore of a budget, to the cent."""
    cast = started(call, at)
    spend(cast, "1200", at)
    spend(cast, "9.99", at + HOUR)
    client = signed_in(cast.partner_editor)
    seen = client.get(of_budget(cast)).context["seen"]
    spend(cast, "5", at + 2 * HOUR)
    refused = client.post(of_budget(cast), {"version": "1", "seen": seen})
    assert refused.status_code == 409
    seen = refused.context["seen"]
    assert client.post(of_budget(cast), {"version": "1", "seen": seen}).status_code == 302
    stands = money_of(Partner.objects.get(pk=cast.partners[1].pk))
    assert list(stands.lines or ()) == [ECHO]
    assert PartVersion.objects.count() == 4
    assert Event.objects.filter(kind="application.budget_restored").count() == 1


def test_a_restored_total_reopens_the_mandate_given_to_another(call: Any, at: datetime) -> None:
    """SUB-09: a restore is a save like any other."""
    cast = complete_application(call, at)
    partner = Partner.objects.get(pk=cast.partners[1].pk)
    assert partner.mandate_state == "given"
    before = budget_seal(partner)
    spend(cast, "77", at + HOUR)
    partner.refresh_from_db()
    assert partner.mandate_state == "reopened"
    client = signed_in(cast.partner_editor)
    seen = client.get(of_budget(cast)).context["seen"]
    client.post(of_budget(cast), {"version": "1", "seen": seen})
    assert budget_seal(Partner.objects.get(pk=partner.pk)) == before


def test_who_may_not_write_a_budget_reads_its_versions_only(call: Any, at: datetime) -> None:
    cast = started(call, at)
    spend(cast, "1", at, number=0)
    client = signed_in(cast.partner_editor)
    assert client.get(of_budget(cast, 0)).status_code == 200
    assert client.post(of_budget(cast, 0), {"version": "1"}).status_code == 403


def test_the_self_check_s_versions_are_its_own_people_s(call: Any, at: datetime) -> None:
    """PRI: of the others only whether it is answered."""
    cast = started(call, at)
    partner, place = cast.partners[1], cast.partners[1].organisation.pid
    for number, regime in enumerate(("none", "de_minimis")):
        wanted = AidDraft({"economic_activity": bool(number)}, regime=regime)
        save_aid(partner, wanted, by=cast.partner_editor, at=at + number * HOUR)
    own, other = signed_in(cast.partner_editor), signed_in(cast.editor)
    assert own.get(pages(cast, "aid", place)).status_code == 200
    assert other.get(pages(cast, "aid", place)).status_code == 404
    listed = f"/fr/applications/{cast.application.pid}/versions/"
    assert f"/parts/aid/{place}/" in own.get(listed).content.decode()
    assert f"/parts/aid/{place}/" not in other.get(listed).content.decode()
    seen = own.get(pages(cast, "aid", place)).context["seen"]
    own.post(pages(cast, "aid", place), {"version": "1", "seen": seen})
    assert Partner.objects.get(pk=partner.pk).aid["regime"] == "none"


def test_targets_come_back(call: Any, at: datetime) -> None:
    cast = started(call, at)
    one, two = sorted(cast.application.definition.ruleset.output_indicators)[:2]
    save_indicators(cast.application, {one: 4}, by=cast.editor, at=at)
    save_indicators(cast.application, {one: None, two: 7}, by=cast.editor, at=at + HOUR)
    client = signed_in(cast.editor)
    seen = client.get(pages(cast, "indicators")).context["seen"]
    client.post(pages(cast, "indicators"), {"version": "1", "seen": seen})
    assert dict(cast.application.indicators.values_list("code", "target")) == {one: 4}


def test_a_partner_that_comes_back_finds_its_money(call: Any, at: datetime) -> None:
    cast = started(call, at)
    body = cast.partners[1].organisation
    spend(cast, "1200", at)
    save_aid(cast.partners[1], AidDraft(regime="none"), by=cast.partner_editor, at=at)
    remove_partner(cast.partners[1], by=cast.signatory, at=at + HOUR)
    gone = signed_in(cast.editor).get(pages(cast, "budget", body.pid))
    assert (gone.status_code, gone.context["stands"]) == (200, False)
    back = add_partner(cast.reload(), body, by=cast.signatory, at=at + 2 * HOUR)
    stands = Partner.objects.get(pk=back.pk)
    assert list(money_of(stands).lines or ()) == [ECHO]
    assert stands.aid["regime"] == "none"


@pytest.mark.parametrize(
    "path", ["budget/", "aid/", "activity/", "wine/", "indicators/2222222222/"]
)
def test_what_is_no_part_is_not_found(call: Any, at: datetime, path: str) -> None:
    cast = started(call, at)
    where = f"/fr/applications/{cast.application.pid}/parts/{path}"
    assert signed_in(cast.editor).get(where).status_code == 404


def test_two_versions_and_ninety_cost_the_same_queries(call: Any, at: datetime) -> None:
    cast = started(call, at)
    client = signed_in(cast.editor)
    counts = []
    for wanted in (2, 90):
        for number in range(PartVersion.objects.count(), wanted):
            spend(cast, str(number + 1), at + number * HOUR)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(of_budget(cast)).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
