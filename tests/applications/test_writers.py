"""Who may write what is the pack's: question by question, section by section, sheet by sheet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from html import unescape
from typing import Any

import pytest

from cordata.applications import access
from cordata.applications.actions import ActivityDraft, save_activity, save_answer
from cordata.applications.models import Activity, Answer, CostLine
from cordata.kernel.clock import held_at
from tests.applications.test_pages import signed_in
from tests.factories.applications import Cast, started

pytestmark = pytest.mark.django_db
LEAD, PARTNER = ("lead_editor",), ("partner_editor",)
BOTH = LEAD + PARTNER


def written_by(cast: Cast, writers: Mapping[str, tuple[str, ...]]) -> Cast:
    """The draft under a call whose form names these writers."""
    version = cast.application.call_version
    definition = version.definition
    sections = tuple(
        replace(
            section,
            fields=tuple(
                replace(one, writers=writers.get(one.key, one.writers)) for one in section.fields
            ),
        )
        for section in definition.form.sections
    )
    changed = replace(definition, form=replace(definition.form, sections=sections))
    version.data, version.digest = changed.frozen(), f"writers-{sorted(writers.items())}"[:64]
    version.save()
    cast.reload()
    cast.partners = list(cast.application.partners.select_related("organisation", "application"))
    return cast


def home(cast: Cast, rest: str) -> str:
    return f"/fr/applications/{cast.application.pid}/{rest}"


def words(response: Any) -> str:
    return unescape(response.content.decode()).replace("\xa0", " ")


def typed(cast: Cast, field: str, text: str, **more: str) -> dict[str, str]:
    """What the script sends of one text."""
    return {
        "field": field, "language": "fr", f"{field}-fr": text, f"{field}-fr-version": "0",
        "page-key": "a-page-of-somebody", "page-turn": "1", **more,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("writers", "lead", "own", "other"),
    [
        (BOTH, "", "", "application.edit_partner.other_part"),
        (LEAD, "", "application.write.lead_only", "application.write.lead_only"),
        (PARTNER, "application.write.partner_only", "", "application.write.partner_only"),
    ],
)
def test_a_sheet_is_written_by_whom_its_question_names(
    call: Any, at: datetime, writers: tuple[str, ...], lead: str, own: str, other: str
) -> None:
    cast = written_by(started(call, at), {"contribution": writers})
    item = cast.application.definition.form.field("contribution")
    assert item is not None
    first, second = cast.partners
    for person, sheet, code in (
        (cast.editor, second, lead),
        (cast.partner_editor, second, own),
        (cast.partner_editor, first, other),
    ):
        verdict = access.write(person, cast.application, item, sheet, at=at)
        assert (bool(verdict), verdict.code) == (not code, code)


def test_a_sheet_s_question_of_the_lead_is_read_by_the_partner_everywhere(
    call: Any, at: datetime
) -> None:
    """Page, button, save while typing and restore answer alike, with the reason."""
    cast = written_by(started(call, at), {"contribution": LEAD})
    sheet, client = cast.partners[1], signed_in(cast.partner_editor)
    place = {"field": "contribution", "language": "fr", "partner": sheet}
    for number, text in enumerate(("Un", "Deux")):
        save_answer(cast.application, text=text, version=number, by=cast.editor, at=at, **place)
    with held_at(at):
        page = home(cast, f"partners/{sheet.pid}/")
        shown = words(client.get(page))
        assert 'name="contribution-fr"' not in shown
        assert "Cette question est écrite par le chef de file." in shown
        assert 'name="contact-1-' in shown
        sent = {"contribution-fr": "Le mien", "contribution-fr-version": "2"}
        client.post(page, sent)
        assert (
            client.post(
                home(cast, "save/"), typed(cast, "contribution", "Le mien", partner=sheet.pid)
            ).status_code
            == 403
        )
        where = home(cast, f"versions/contribution/{sheet.organisation.pid}/")
        back = {"language": "fr", "version": "1", "seen": "2"}
        assert client.post(where, back).status_code == 403
    assert Answer.objects.get(field="contribution").text == "Deux"


def test_a_sheet_of_the_partner_alone_is_read_by_the_lead(call: Any, at: datetime) -> None:
    definition = call.current_version.definition
    sheet = next(one for one in definition.form.sections if one.key == "partner")
    cast = written_by(started(call, at), {one.key: PARTNER for one in sheet.fields})
    page = home(cast, f"partners/{cast.partners[1].pid}/")
    lead, own = signed_in(cast.editor), signed_in(cast.partner_editor)
    with held_at(at):
        shown = words(lead.get(page))
        assert "Cette partie est écrite par le partenaire lui-même." in shown
        assert 'name="contact-1-' not in shown
        assert 'name="previously_funded"' not in shown
        sent = {"contact-1-name": "X", "contact-version": "0", "previously_funded": "yes"}
        assert lead.post(page, sent).status_code == 403
        assert own.post(page, sent).status_code == 302
    cast.partners[1].refresh_from_db()
    assert cast.partners[1].previously_funded is True


def test_a_partner_writes_in_the_first_section_what_the_pack_lets_it(
    call: Any, at: datetime
) -> None:
    """The button and the save while typing say the same."""
    cast = written_by(started(call, at), {"summary": BOTH})
    client, page = signed_in(cast.partner_editor), home(cast, "project/")
    with held_at(at):
        sent = {
            "summary-fr": "De nous", "summary-fr-version": "0",
            "acronym": "VOLÉ", "acronym-version": "0",
        }  # fmt: skip
        assert client.post(page, sent).status_code == 302
    assert Answer.objects.get().text == "De nous"


def test_a_text_of_the_lead_is_not_sent_by_a_partner(call: Any, at: datetime) -> None:
    cast = written_by(started(call, at), {"need": LEAD})
    client, page = signed_in(cast.partner_editor), home(cast, "texts/need/")
    with held_at(at):
        assert 'name="need-fr"' not in words(client.get(page))
        sent = {"need-fr": "Un", "need-fr-version": "0"}
        assert client.post(page, sent).status_code == 403
        assert client.post(home(cast, "save/"), typed(cast, "need", "Un")).status_code == 403
    assert not Answer.objects.exists()


PLAN = {"activities": BOTH, "deliverables": BOTH}


@pytest.mark.parametrize(("writers", "status"), [(PLAN, 302), ({"activities": BOTH}, 403)])
def test_an_activity_is_written_whole_by_whom_both_its_questions_name(
    call: Any, at: datetime, writers: Mapping[str, tuple[str, ...]], status: int
) -> None:
    cast = written_by(started(call, at), writers)
    client = signed_in(cast.partner_editor)
    sent = {
        "title_fr": "Balades", "from_month": "1", "to_month": "2", "partners": cast.partners[1].pid,
        "deliverables-TOTAL_FORMS": "0", "deliverables-INITIAL_FORMS": "0",
    }  # fmt: skip
    with held_at(at):
        assert client.post(home(cast, "activities/new/"), sent).status_code == status
        targets = client.post(home(cast, "activities/"), {})
        assert targets.status_code == 403  # of the lead still
    assert Activity.objects.count() == (status == 302)


def test_who_may_not_write_reads_activities_and_targets_without_a_field(
    call: Any, at: datetime
) -> None:
    cast = started(call, at)
    one = save_activity(cast.application, ActivityDraft({"fr": "Balades"}), by=cast.editor, at=at)
    client = signed_in(cast.partner_editor)
    with held_at(at):
        for rest in ("activities/", f"activities/{one.pid}/"):
            shown = words(client.get(home(cast, rest)))
            assert "Balades" in shown
            assert "écrite par le chef de file" in shown
            assert '<input type="text"' not in shown
            assert "<textarea" not in shown


@pytest.mark.parametrize(("writers", "own", "lead"), [(PARTNER, 302, 403), (LEAD, 403, 302)])
def test_a_budget_is_written_by_whom_its_questions_name(
    call: Any, at: datetime, writers: tuple[str, ...], own: int, lead: int
) -> None:
    """The table of all, the partner's own page and the paste from a spreadsheet alike."""
    money = dict.fromkeys(("cost_option", "costs", "sources"), writers)
    cast = written_by(started(call, at), money)
    sheet = cast.partners[1]
    page = home(cast, f"budget/{sheet.pid}/")
    empty = {
        f"{name}-{kind}_FORMS": "0"
        for name in ("lines", "sources")
        for kind in ("TOTAL", "INITIAL")
    }
    with held_at(at):
        for person, status in ((cast.partner_editor, own), (cast.editor, lead)):
            client = signed_in(person)
            assert client.post(page, empty).status_code == status
            assert client.get(page + "paste/").status_code == (200 if status == 302 else 403)
            shown = words(client.get(page))
            assert ('<input type="text"' in shown or "lines-TOTAL" in shown) is (status == 302)
    assert not CostLine.objects.exists()
