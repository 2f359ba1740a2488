"""Activities, deliverables with their proofs, indicators."""

from __future__ import annotations

import html
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from cordata.applications import points
from cordata.applications.actions import ActivityDraft, DeliverableDraft, save_activity
from cordata.applications.facts import facts_of
from cordata.applications.judging import judge
from cordata.applications.models import Activity
from cordata.applications.queries import fully_loaded
from cordata.applications.reading import read_content, reading_of
from cordata.applications.snapshot import content_of
from cordata.applications.timeline import timeline_of_draft, timeline_of_reading
from cordata.kernel.verdicts import NotPossible
from tests.factories.applications import complete_application, started

pytestmark = pytest.mark.django_db

SENT = {
    "title_fr": "Balades sonores",
    "title_it": "Passeggiate sonore",
    "description_fr": "Quatre balades",
    "description_it": "Quattro passeggiate",
    "from_month": "1",
    "to_month": "12",
    "deliverables-TOTAL_FORMS": "1",
    "deliverables-INITIAL_FORMS": "0",
    "deliverables-0-title_fr": "Balade",
    "deliverables-0-title_it": "Passeggiata",
    "deliverables-0-quantity": "4",
    "deliverables-0-unit_fr": "balades",
    "deliverables-0-unit_it": "passeggiate",
    "deliverables-0-month": "9",
    "deliverables-0-proof": "media",
}


def page(cast: Any, name: str, *more: str) -> str:
    return reverse(f"applications:{name}", args=[cast.application.pid, *more])


def test_an_activity_with_its_deliverable_typed_through_the_screen(
    client: Client, call: Any, at: Any
) -> None:
    cast = started(call, at)
    client.force_login(cast.editor)
    partners = [one.pid for one in cast.partners]
    client.post(page(cast, "activity_new"), SENT | {"partners": partners})
    activity = Activity.objects.get()
    assert activity.titles == {"fr": "Balades sonores", "it": "Passeggiate sonore"}
    assert activity.partners.count() == 2
    deliverable = activity.deliverables.get()
    assert (deliverable.quantity, deliverable.proof) == (4, "media")
    assert deliverable.units == {"fr": "balades", "it": "passeggiate"}


def test_more_rows_keep_what_was_typed(client: Client, call: Any, at: Any) -> None:
    cast = started(call, at)
    client.force_login(cast.editor)
    answer = client.post(page(cast, "activity_new"), SENT | {"deliverables-more": "1"})
    assert len(answer.context["remains"].forms) == 2
    assert not Activity.objects.exists()


def test_a_deliverable_keeps_its_id_and_an_emptied_one_goes(
    client: Client, call: Any, at: Any
) -> None:
    cast = complete_application(call, at)
    client.force_login(cast.editor)
    activity = cast.application.activities.get()
    old = activity.deliverables.get()
    where = page(cast, "activity", activity.pid)
    partners = [cast.partners[0].pid]
    seen = client.get(where).context["seen"]
    client.post(where, SENT | {"partners": partners, "seen": seen, "deliverables-0-pid": old.pid})
    assert activity.deliverables.get().pid == old.pid
    blank = {name: "" for name in SENT if name.startswith("deliverables-0")}
    seen = client.get(where).context["seen"]
    client.post(where, SENT | blank | {"partners": partners, "seen": seen})
    assert not activity.deliverables.exists()


def test_two_hands_on_one_activity_are_told(client: Client, call: Any, at: Any) -> None:
    """REL-07: nothing is overwritten in silence."""
    cast = complete_application(call, at)
    client.force_login(cast.editor)
    activity = cast.application.activities.get()
    where = page(cast, "activity", activity.pid)
    seen = client.get(where).context["seen"]
    theirs = ActivityDraft({"fr": "Autre titre"}, from_month=1, to_month=2)
    save_activity(cast.application, theirs, by=cast.signatory, at=at, activity=activity)
    answer = client.post(where, SENT | {"partners": [cast.partners[0].pid], "seen": seen})
    assert "entre-temps" in answer.content.decode()
    activity.refresh_from_db()
    assert activity.titles == {"fr": "Autre titre"}


def test_ids_of_another_application_are_refused(call: Any, at: Any) -> None:
    """ACC-03."""
    cast, other = complete_application(call, at), started(call, at)
    foreign = other.partners[0].pid
    draft = ActivityDraft({"fr": "A"}, partners=[foreign])
    with pytest.raises(NotPossible, match=r"partner\.not_here"):
        save_activity(cast.application, draft, by=cast.editor, at=at)
    draft = ActivityDraft({"fr": "A"}, deliverables=[DeliverableDraft({"fr": "L"}, pid=foreign)])
    with pytest.raises(NotPossible, match=r"deliverable\.not_here"):
        save_activity(cast.application, draft, by=cast.editor, at=at)


def test_only_the_lead_writes_activities(client: Client, call: Any, at: Any) -> None:
    cast = started(call, at)
    client.force_login(cast.partner_editor)
    assert client.post(page(cast, "activity_new"), SENT).status_code == 403


def test_an_activity_does_not_end_before_it_starts(client: Client, call: Any, at: Any) -> None:
    cast = started(call, at)
    client.force_login(cast.editor)
    sent = SENT | {"from_month": "8", "to_month": "3", "partners": [cast.partners[0].pid]}
    answer = client.post(page(cast, "activity_new"), sent)
    assert answer.context["form"].errors["to_month"]


def test_indicators_get_targets_and_lose_them(client: Client, call: Any, at: Any) -> None:
    cast = started(call, at)
    client.force_login(cast.editor)
    where = page(cast, "activities")
    seen = client.get(where).context["seen"]
    client.post(where, {"target_RCO81": "120", "target_RCR84": "2", "seen": seen})
    assert dict(cast.application.indicators.values_list("code", "target")) == {
        "RCO81": 120,
        "RCR84": 2,
    }
    refused = client.post(where, {"target_RCO81": "120", "seen": seen})
    assert refused.status_code == 422  # what was opened on nothing would take a target away unread
    client.post(where, {"target_RCO81": "120", "over": refused.context["conflict"]["seal"]})
    assert [one.code for one in cast.application.indicators.all()] == ["RCO81"]


@pytest.mark.counting
def test_one_activity_and_six_cost_the_same_queries(client: Client, call: Any, at: Any) -> None:
    cast = complete_application(call, at)
    client.force_login(cast.editor)
    counts = []
    for _more in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get(page(cast, "activities"))
        counts.append(len(queries))
        for number in range(0 if _more else 5):
            draft = ActivityDraft(
                {"fr": f"A{number}"},
                partners=[one.pid for one in cast.partners],
                deliverables=[DeliverableDraft({"fr": "L"})],
            )
            save_activity(cast.application, draft, by=cast.editor, at=at)
    assert counts[0] == counts[1]


def test_saving_on_the_screen_leaves_the_lump_sum_of_a_deliverable(
    client: Client, call: Any, at: Any
) -> None:
    """The project takes its sums from it; no field of the page asks for it."""
    cast = complete_application(call, at)
    client.force_login(cast.editor)
    activity = cast.application.activities.get()
    activity.deliverables.update(amount="1200.05")
    where = page(cast, "activity", activity.pid)
    sent = SENT | {
        "partners": [cast.partners[0].pid],
        "seen": client.get(where).context["seen"],
        "deliverables-0-pid": activity.deliverables.get().pid,
    }
    assert client.post(where, sent).status_code == 302
    assert activity.deliverables.get().amount == Decimal("1200.05")


def in_conflict(client: Client, cast: Any, at: Any) -> tuple[str, dict[str, Any], Any]:
    """A page opened, then another hand saves; what the page sends comes too late."""
    client.force_login(cast.editor)
    activity = cast.application.activities.get()
    where = page(cast, "activity", activity.pid)
    seen = client.get(where).context["seen"]
    theirs = ActivityDraft({"fr": "Autre titre"}, from_month=1, to_month=2)
    save_activity(cast.application, theirs, by=cast.signatory, at=at, activity=activity)
    return where, SENT | {"partners": [cast.partners[0].pid], "seen": seen}, activity


def test_both_versions_of_an_activity_stand_beside_each_other(
    client: Client, call: Any, at: Any
) -> None:
    """SUB-07: what another saved is on the page, and pressing save again replaces nothing."""
    cast = complete_application(call, at)
    where, sent, activity = in_conflict(client, cast, at)
    for _again in range(2):
        answer = client.post(where, sent)
        assert answer.status_code == 422
        told = {(one.theirs, one.mine) for one in answer.context["conflict"]["differences"]}
        assert {("Autre titre", "Balades sonores"), ("1 – 2", "1 – 12")} <= told
        assert "Autre titre" in answer.content.decode()
        assert answer.context["seen"] == sent["seen"]
    activity.refresh_from_db()
    assert activity.titles == {"fr": "Autre titre"}


def test_a_refused_page_does_not_take_over_the_seal_of_a_version_it_never_showed(
    client: Client, call: Any, at: Any
) -> None:
    """SUB-07."""
    cast = complete_application(call, at)
    where, sent, _activity = in_conflict(client, cast, at)
    answer = client.post(where, sent | {"from_month": "0"})
    assert answer.context["seen"] == sent["seen"]


def test_mine_in_place_of_theirs_is_a_choice_of_its_own(client: Client, call: Any, at: Any) -> None:
    """SUB-07: and it holds for the version that was read, not for a third one."""
    cast = complete_application(call, at)
    where, sent, activity = in_conflict(client, cast, at)
    read = client.post(where, sent).context["conflict"]["seal"]
    third = ActivityDraft({"fr": "Encore autre"}, from_month=1, to_month=3)
    save_activity(cast.application, third, by=cast.signatory, at=at, activity=activity)
    answer = client.post(where, sent | {"over": read})
    assert answer.status_code == 422
    gone = {"deliverables-0-pid": "gone-meanwhile"}
    over = answer.context["conflict"]["seal"]
    assert client.post(where, sent | gone | {"over": over}).status_code == 302
    activity.refresh_from_db()
    assert activity.titles["fr"] == "Balades sonores"
    assert activity.deliverables.get().titles["fr"] == "Balade"


def test_what_another_changed_is_not_removed_unread(client: Client, call: Any, at: Any) -> None:
    """SUB-07."""
    cast = complete_application(call, at)
    where, sent, activity = in_conflict(client, cast, at)
    client.post(where, {"remove": "1", "seen": sent["seen"]})
    assert Activity.objects.filter(pk=activity.pk).exists()
    client.post(where, {"remove": "1", "seen": client.get(where).context["seen"]})
    assert not Activity.objects.exists()


def test_the_form_of_the_call_says_how_many_rows_there_may_be(
    client: Client, call: Any, at: Any
) -> None:
    """Six activities, thirty deliverables in all: one more is refused with its number."""
    cast = complete_application(call, at)
    client.force_login(cast.editor)
    for number in range(5):
        remains = [DeliverableDraft({"fr": f"L{number}.{one}"}) for one in range(5)]
        draft = ActivityDraft({"fr": f"A{number}"}, deliverables=remains)
        last = save_activity(cast.application, draft, by=cast.editor, at=at)
    with pytest.raises(NotPossible, match=r"activity\.too_many") as refusal:
        save_activity(cast.application, ActivityDraft({"fr": "7"}), by=cast.editor, at=at)
    assert refusal.value.params == {"limit": 6}
    full = [DeliverableDraft({"fr": f"L{one}"}) for one in range(9)]  # 1 + 4 x 5 + 9
    draft = ActivityDraft({"fr": "A4"}, deliverables=full)
    save_activity(cast.application, draft, by=cast.editor, at=at, activity=last)
    draft = ActivityDraft({"fr": "A4"}, deliverables=[*full, DeliverableDraft({"fr": "too many"})])
    with pytest.raises(NotPossible, match=r"deliverable\.too_many"):
        save_activity(cast.application, draft, by=cast.editor, at=at, activity=last)


def test_what_a_deliverable_lacks_is_a_point_that_leads_to_its_field(
    client: Client, call: Any, at: Any
) -> None:
    """And an activity that outlasts the project: the field is on the page it leads to."""
    cast = complete_application(call, at)
    client.force_login(cast.editor)
    activity = cast.application.activities.get()
    activity.to_month = cast.application.duration_months + 1
    activity.save()
    activity.deliverables.update(month=None)
    urls = urls_of(cast, at)
    where = page(cast, "activity", activity.pid)
    assert urls == {f"{where}#id_deliverables-0-month", f"{where}#id_to_month"}
    shown = client.get(where).content.decode()
    assert all(f'id="{url.partition("#")[2]}"' in shown for url in urls)
    activity.to_month = cast.application.duration_months
    activity.save()
    activity.deliverables.update(month=6, proof="")
    assert urls_of(cast, at) == {f"{where}#id_deliverables-0-proof"}


def urls_of(cast: Any, at: Any) -> set[str]:
    application = fully_loaded(cast.application)
    found = points.points_of(application, judge(application, facts_of(application, at)))
    return {one.url for one in found if one.section == "activities"}


@pytest.mark.parametrize("language", ["fr", "it"])
def test_the_plan_is_drawn_and_says_the_same_in_words(
    client: Client, call: Any, at: Any, language: str
) -> None:
    """A11Y: a drawing has its full reading, and a table beside it with the same figures."""
    cast = complete_application(call, at)
    client.force_login(cast.editor)
    with translation.override(language):
        shown = client.get(page(cast, "activities")).content.decode()
        reading = timeline_of_reading(reading_of(cast.application))
        proof = reading.spans[0].dues[0].proof
    _before, _, drawn = shown.partition('<svg class="chart"')
    drawn, _, table = drawn.partition("</svg>")
    assert 'role="img"' in drawn
    assert "<polygon" in drawn
    for said in ("FR, IT", "1.1 ", html.escape(proof), {"fr": "mois 6", "it": "mese 6"}[language]):
        assert said in drawn
        assert said in table


def test_the_plan_of_a_draft_is_the_plan_that_would_be_sealed(call: Any, at: Any) -> None:
    cast = complete_application(call, at)
    definition = cast.application.definition
    activities = cast.application.activities.all()
    with translation.override("it"):
        draft = timeline_of_draft(cast.application, activities, definition)
        read = timeline_of_reading(reading_of(cast.application))
    assert [(row.stripes, row.marks, row.labels) for row in draft.rows] == [
        (row.stripes, row.marks, row.labels) for row in read.rows
    ]


def test_a_unit_is_asked_in_each_language_and_one_without_a_language_still_counts(
    client: Client, call: Any, at: Any
) -> None:
    """What was written before units had languages, in a draft or a seal, is still read."""
    cast = complete_application(call, at)
    client.force_login(cast.editor)
    activity = cast.application.activities.get()
    where = page(cast, "activity", activity.pid)
    activity.deliverables.update(units={"fr": "atelier"})
    assert urls_of(cast, at) == {f"{where}#id_deliverables-0-unit_fr"}
    activity.deliverables.update(units={"": "atelier"})
    assert urls_of(cast, at) == set()
    first = client.get(where).context["remains"].forms[0]
    assert (first.initial["unit_fr"], first.initial["unit_it"]) == ("atelier", "atelier")
    content = content_now(cast, at)
    del content["activities"][0]["deliverables"][0]["units"]
    call_now = cast.application.call
    read = read_content(content, cast.application.definition, call_now.programme.definition)
    assert read.activities[0].deliverables[0].unit == "atelier"


def test_a_seal_holds_the_unit_in_each_language(call: Any, at: Any) -> None:
    cast = complete_application(call, at)
    cast.application.activities.get().deliverables.update(units={"fr": "atelier", "it": "officina"})
    sealed = content_now(cast, at)["activities"][0]["deliverables"][0]
    assert (sealed["units"], sealed["unit"]) == ({"fr": "atelier", "it": "officina"}, "atelier")


def content_now(cast: Any, at: Any) -> dict[str, Any]:
    application = fully_loaded(cast.application)
    return content_of(application, judge(application, facts_of(application, at)))
