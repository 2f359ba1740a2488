"""Saving a part while it is typed: whole, cheap, and never in silence (SUB-03, SUB-07)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cordata.applications.actions import (
    ActivityDraft,
    BudgetDraft,
    DeliverableDraft,
    LineDraft,
    save_activity,
    save_budget,
)
from cordata.applications.actions.activities import activity_seal, draft_of
from cordata.applications.actions.budget import budget_seal
from cordata.applications.actions.parts import UNSAVED, seal_of
from cordata.applications.models import Activity, Indicator, Partner, PartVersion
from cordata.kernel.clock import held_at
from cordata.kernel.models import Event
from tests.applications.test_pages import signed_in
from tests.factories.applications import SEMNOZ, VALFREDDA, Cast, complete_application, started

pytestmark = pytest.mark.django_db
KEY = "page-of-the-lead-1"


def typed(cast: Cast, client: Client, where: str, sent: dict[str, Any], **page: Any) -> Any:
    own = {
        "page-key": KEY,
        "page-turn": "1",
        **{name.replace("_", "-"): str(value) for name, value in page.items()},
    }
    return client.post(f"/fr/applications/{cast.application.pid}/save/{where}/", sent | own)


def activity(count: int = 0, **more: str) -> dict[str, str]:
    rows = {"deliverables-TOTAL_FORMS": str(count + 1), "deliverables-INITIAL_FORMS": str(count)}
    for number in range(count):
        rows[f"deliverables-{number}-title_fr"] = f"Dépliant {number}"
    return {"title_fr": "Balades", **rows, **more}


def planned(cast: Cast, at: datetime, count: int = 1) -> Activity:
    remains = tuple(DeliverableDraft({"fr": f"Dépliant {one}"}) for one in range(count))
    draft = ActivityDraft({"fr": "Balades"}, deliverables=remains)
    return save_activity(cast.application, draft, by=cast.editor, at=at)


def as_it_stands(one: Activity) -> dict[str, str]:
    ids = [row.pid for row in one.deliverables.all()]
    return activity(len(ids)) | {f"deliverables-{n}-pid": pid for n, pid in enumerate(ids)}


def lines(*amounts: str) -> dict[str, str]:
    frame = {"lines-TOTAL_FORMS": len(amounts), "lines-INITIAL_FORMS": 0, "erdf": ""}
    frame |= {"sources-TOTAL_FORMS": 0, "sources-INITIAL_FORMS": 0}
    for number, amount in enumerate(amounts):
        frame |= {f"lines-{number}-category": "external", f"lines-{number}-amount": amount}
    return {name: str(value) for name, value in frame.items()}


def costs(client: Client, ask: Any) -> int:
    """Queries of a save, a rehearsal's own clock and the marks of transactions apart."""
    with CaptureQueriesContext(connection) as queries:
        answer = ask()
    assert answer.status_code == 200, answer.content
    marks = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
    sent = [one["sql"] for one in queries.captured_queries if not one["sql"].startswith(marks)]
    asked = [one for one in sent if "kernel_rehearsalclock" not in one]
    return len(asked)


def test_an_activity_is_saved_whole_and_names_its_new_rows(call: Any, at: datetime) -> None:
    """SUB-03: the seal of what stands, the words to say, and the ids the page must send next."""
    cast = started(call, at)
    one, client = planned(cast, at), signed_in(cast.editor)
    sent = as_it_stands(one) | {"title_fr": "Balades contées", "deliverables-1-title_it": "Guida"}
    answer = typed(cast, client, f"activity/{one.pid}", sent, seen=activity_seal(one))
    said = answer.json()
    stands = Activity.objects.get()
    assert (answer.status_code, said["outcome"]) == (200, "saved")
    assert said["words"].startswith("Enregistré à")
    assert said["version"] == activity_seal(stands)
    assert stands.titles == {"fr": "Balades contées"}
    assert [row.titles for row in stands.deliverables.all()] == [
        {"fr": "Dépliant 0"},
        {"it": "Guida"},
    ]
    assert said["put"]["deliverables-1-pid"] == stands.deliverables.last().pid
    again = typed(cast, client, f"activity/{one.pid}", sent | said["put"], seen=said["version"])
    assert again.json()["version"] == said["version"]
    assert PartVersion.objects.count() == 2


@pytest.mark.parametrize("count", [1, 10])
def test_one_save_of_an_activity_costs_less_than_eight_queries(
    call: Any, at: datetime, count: int
) -> None:
    """Issue 4, speed: one autosave under 8 queries, with one row and with all the call takes."""
    cast = started(call, at)
    one, client = planned(cast, at, count), signed_in(cast.editor)
    sent, where = as_it_stands(one), f"activity/{one.pid}"
    first = sent | {"title_fr": "Un"}
    seen = typed(cast, client, where, first, seen=activity_seal(one)).json()["version"]
    both = sent | {"title_fr": "Deux", "deliverables-0-title_fr": "Carnet"}
    assert costs(client, lambda: typed(cast, client, where, both, seen=seen, page_turn=2)) < 8
    assert Activity.objects.get().deliverables.first().titles == {"fr": "Carnet"}


@pytest.mark.parametrize("count", [1, 20])
def test_one_save_of_a_budget_costs_less_than_eight_queries(
    call: Any, at: datetime, count: int
) -> None:
    cast = started(call, at)
    partner, client = cast.partners[0], signed_in(cast.editor)
    save_budget(
        cast.application, {partner.pid: BudgetDraft(cost_option="O2")}, by=cast.editor, at=at
    )
    where, amounts = f"budget/{partner.pid}", ["10"] * count
    seen = budget_seal(Partner.objects.get(pk=partner.pk))
    seen = typed(cast, client, where, lines(*amounts), seen=seen).json()["version"]
    later = lines(*amounts[1:], "11,50")
    assert costs(client, lambda: typed(cast, client, where, later, seen=seen, page_turn=2)) < 8
    assert partner.lines.last().amount == Decimal("11.50")


def test_the_indicators_and_the_self_check_cost_less_than_eight_queries(
    call: Any, at: datetime
) -> None:
    cast = started(call, at)
    client, partner = signed_in(cast.editor), cast.partners[0]
    code = sorted(cast.application.definition.ruleset.output_indicators)[0]
    seen = typed(cast, client, "indicators", {f"target_{code}": "4"}, seen=seal_of({})).json()[
        "version"
    ]
    later = {f"target_{code}": "5"}
    assert (
        costs(client, lambda: typed(cast, client, "indicators", later, seen=seen, page_turn=2)) < 8
    )
    assert Indicator.objects.get().target == 5
    prefix = f"aid-{partner.position}"
    sent = {f"{prefix}-received-TOTAL_FORMS": "0", f"{prefix}-received-INITIAL_FORMS": "0"}
    where = f"aid/{partner.pid}"
    first = sent | {f"{prefix}-aid_explanation": "Rien"}
    seen = typed(cast, client, where, first, seen=seal_of({})).json()["version"]
    later = sent | {f"{prefix}-aid_explanation": "Rien de plus"}
    assert costs(client, lambda: typed(cast, client, where, later, seen=seen, page_turn=2)) < 8
    assert Partner.objects.get(pk=partner.pk).aid["note"] == "Rien de plus"


def test_two_hands_on_one_activity_are_shown_both(call: Any, at: datetime) -> None:
    """SUB-07: nothing is replaced; mine in place of theirs is a choice of its own."""
    cast = started(call, at)
    one = planned(cast, at)
    seen, client = activity_seal(one), signed_in(cast.editor)
    theirs = replace(draft_of(one), titles={"fr": "De Camille"})
    save_activity(cast.application, theirs, by=cast.signatory, at=at, activity=one)
    sent = as_it_stands(one) | {"title_fr": "Le mien"}
    answer = typed(cast, client, f"activity/{one.pid}", sent, seen=seen)
    said = answer.json()
    assert (answer.status_code, said["outcome"]) == (409, "conflict")
    assert "De Camille" in said["theirs"]
    assert "Le mien" in said["theirs"]
    assert Activity.objects.get().titles == {"fr": "De Camille"}
    typed(cast, client, f"activity/{one.pid}", sent, seen=said["version"], page_turn=2)
    assert Activity.objects.get().titles == {"fr": "Le mien"}


def test_a_retry_after_a_lost_answer_is_no_conflict_with_oneself(call: Any, at: datetime) -> None:
    """The page had not heard of its last save: its next words follow."""
    cast = started(call, at)
    one, client = planned(cast, at), signed_in(cast.editor)
    seen, where = activity_seal(one), f"activity/{one.pid}"
    first = as_it_stands(one) | {"title_fr": "Un"}
    second = first | {"title_fr": "Un deux"}
    assert typed(cast, client, where, first, seen=seen, page_turn=1).status_code == 200
    assert typed(cast, client, where, second, seen=seen, page_turn=2).status_code == 200
    late = typed(cast, client, where, first, seen=seen, page_turn=1)
    assert late.status_code == 200
    assert Activity.objects.get().titles == {"fr": "Un deux"}


def test_a_new_activity_is_begun_once_for_a_page(call: Any, at: datetime) -> None:
    cast = started(call, at)
    client = signed_in(cast.editor)
    said = typed(cast, client, "activity", activity(), seen=UNSAVED).json()
    again = typed(cast, client, "activity", activity(title_fr="Plus"), seen=UNSAVED, page_turn=2)
    one = Activity.objects.get()
    assert again.json()["version"] == activity_seal(one)
    assert one.titles == {"fr": "Plus"}
    assert said["address"].endswith(f"/activities/{one.pid}/")
    whole = activity(title_fr="Enfin", from_month="1", to_month="2")
    whole["partners"] = cast.partners[0].pid
    page = {"page-key": KEY, "page-turn": "3", "seen": UNSAVED}
    new = f"/fr/applications/{cast.application.pid}/activities/new/"
    assert client.post(new, whole | page).status_code == 302
    assert Activity.objects.get().titles == {"fr": "Enfin"}


def test_what_can_not_be_read_is_said_beside_its_field(call: Any, at: datetime) -> None:
    cast = started(call, at)
    one, client = planned(cast, at), signed_in(cast.editor)
    sent = as_it_stands(one) | {"from_month": "mai", "title_fr": "Perdu"}
    answer = typed(cast, client, f"activity/{one.pid}", sent, seen=activity_seal(one))
    assert answer.status_code == 422
    assert answer.json()["names"] == ["from_month"]
    assert Activity.objects.get().titles == {"fr": "Balades"}


def test_a_pause_in_the_typing_reopens_no_mandate(call: Any, at: datetime) -> None:
    """SUB-09: a total under a mandate in force changes by a press on the button alone."""
    cast = complete_application(call, at)
    partner, client = cast.partners[1], signed_in(cast.partner_editor)
    seen = budget_seal(Partner.objects.get(pk=partner.pk))
    answer = typed(cast, client, f"budget/{partner.pid}", lines("1"), seen=seen)
    assert answer.status_code == 422
    assert "mandat" in answer.json()["words"]
    stands = Partner.objects.get(pk=partner.pk)
    assert (stands.mandate_state, budget_seal(stands)) == ("given", seen)


def test_the_journal_hears_of_a_spell_once(call: Any, at: datetime) -> None:
    """Decision 18 for what is saved whole; every version stays to read (LOG-05)."""
    cast = started(call, at)
    partner, client = cast.partners[0], signed_in(cast.editor)
    line = LineDraft("external", Decimal(1))
    draft = BudgetDraft(cost_option="O2", lines=(line,))
    save_budget(cast.application, {partner.pid: draft}, by=cast.signatory, at=at)
    Event.objects.filter(kind="application.budget_saved").count()
    seen = budget_seal(Partner.objects.get(pk=partner.pk))
    for number, minutes in enumerate((0, 5, 11), start=2):
        with held_at(at + timedelta(minutes=minutes)):
            sent = lines(str(number))
            said = typed(cast, client, f"budget/{partner.pid}", sent, seen=seen, page_turn=number)
        seen = said.json()["version"]
    told = Event.objects.filter(kind="application.budget_saved", actor=cast.editor.actor_key)
    assert told.count() == 2
    assert PartVersion.objects.filter(kind="budget").count() == 4


def test_nobody_saves_what_is_not_theirs(call: Any, at: datetime) -> None:
    """ACC-02, ACC-07; TIM-01 after the closing."""
    cast, other = started(call, at, SEMNOZ), started(call, at, VALFREDDA)
    partner = cast.partners[0]
    stranger, own = signed_in(other.editor), signed_in(cast.editor)
    for where in (f"budget/{partner.pid}", f"aid/{partner.pid}", "indicators", "activity"):
        assert typed(cast, stranger, where, {}).status_code == 404
        with held_at(cast.application.call.closes_at + timedelta(seconds=1)):
            assert typed(cast, own, where, {}).status_code == 403
    assert typed(cast, own, "wine", {}).status_code == 404
    assert not PartVersion.objects.exists()
