"""Texts in several languages: versions, nothing overwritten, agreement and drift (SUB-07, 03)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from html import unescape
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cordata.applications.actions import Overtaken, agree_texts, save_answer
from cordata.applications.agreement import standing_of
from cordata.applications.facts import facts_of
from cordata.applications.judging import judged_now
from cordata.applications.models import Answer, AnswerVersion
from cordata.kernel.journal import SYSTEM
from cordata.kernel.models import Event
from cordata.kernel.verdicts import NotPossible
from cordata.programme.actions.publishing import publish
from cordata.programme.presenting import answers_by_field
from tests.applications.test_pages import signed_in
from tests.factories.applications import Cast, complete_application, started

pytestmark = pytest.mark.django_db


def write(cast: Cast, text: str, version: int, at: datetime, **given: Any) -> Any:
    by = given.pop("by", cast.editor)
    place = {"field": "need", "language": "fr", **given}
    return save_answer(cast.application, text=text, version=version, by=by, at=at, **place)


def test_the_second_hand_overwrites_nothing(call: Any, at: datetime) -> None:
    """SUB-07: who saves on top of somebody else's text is shown it, and keeps their own."""
    cast = started(call, at)
    write(cast, "Un", 0, at)
    with pytest.raises(Overtaken) as refusal:
        write(cast, "Deux", 0, at, by=cast.signatory)
    assert refusal.value.answer.text == "Un"
    assert Answer.objects.get(field="need").text == "Un"


def test_the_same_text_saved_twice_is_one_version(call: Any, at: datetime) -> None:
    cast = started(call, at)
    write(cast, "Un", 0, at)
    write(cast, "Un", 0, at, by=cast.signatory)
    assert Answer.objects.get(field="need").version == 1


def test_ten_edits_are_ten_versions_to_read(call: Any, at: datetime) -> None:
    """LOG-05."""
    cast = started(call, at)
    for number in range(10):
        write(cast, f"Version {number}", number, at)
    texts = AnswerVersion.objects.order_by("version").values_list("text", flat=True)
    assert list(texts) == [f"Version {number}" for number in range(10)]


def test_the_journal_holds_no_word_of_a_draft(call: Any, at: datetime) -> None:
    """ACC-06."""
    cast = started(call, at)
    write(cast, "CANARI", 0, at)
    assert not any("CANARI" in str(event.data) for event in Event.objects.all())


def test_both_languages_are_needed_to_agree(call: Any, at: datetime) -> None:
    cast = started(call, at)
    write(cast, "Un", 0, at)
    with pytest.raises(NotPossible) as refusal:
        agree_texts(cast.application, field="need", versions={"fr": 1}, by=cast.editor, at=at)
    assert refusal.value.code == "application.agree.missing_language"
    assert refusal.value.params["languages"] == ("it",)


def test_what_changed_since_it_was_read_can_not_be_agreed(call: Any, at: datetime) -> None:
    cast = started(call, at)
    write(cast, "Un", 0, at)
    write(cast, "Uno", 0, at, language="it")
    write(cast, "Un bis", 1, at)
    with pytest.raises(NotPossible) as refusal:
        agree_texts(
            cast.application, field="need", versions={"fr": 1, "it": 1}, by=cast.editor, at=at
        )
    assert refusal.value.code == "application.agree.changed_meanwhile"


def test_a_change_marks_the_drift_word_by_word(call: Any, at: datetime) -> None:
    cast = complete_application(call, at)
    answers = {one.language: one for one in Answer.objects.filter(field="need")}
    text = answers["fr"].text.replace("deux", "trois")
    write(cast, text, 1, at)
    cast.reload()
    fresh = {one.language: one for one in Answer.objects.filter(field="need")}
    item = cast.application.definition.form.field("need")
    assert item is not None
    standing = standing_of(cast.application, item, fresh)
    assert standing.state == "drifted"
    assert standing.drifted == {"fr"}
    pieces = {(piece.kind, piece.text) for piece in standing.drifts[0].pieces}
    assert {("removed", "deux"), ("added", "trois")} <= pieces


@pytest.mark.parametrize("text", ["", "Un"])
def test_a_missing_language_stops_filing(call: Any, at: datetime, text: str) -> None:
    """Check 03: every text in every language of the call, then agreed."""
    cast = complete_application(call, at)
    write(cast, text, 1, at, language="it")
    codes = {(one.code, one.reason) for one in judged_now(cast.reload(), at).blocking}
    expected = ("text.languages", "not_agreed" if text else "missing_language")
    assert codes == {expected}


def test_a_text_over_its_limit_is_kept_whole_and_said(call: Any, at: datetime) -> None:
    """Nothing is cut in silence (domain.md 12, no. 5)."""
    cast = complete_application(call, at)
    write(cast, "é" * 2001, 1, at)
    assert len(Answer.objects.get(field="need", language="fr").text) == 2001
    assert facts_of(cast.reload(), at).over_limit_fields == ("need",)


def test_the_page_shows_both_texts_and_keeps_ones_own(call: Any, at: datetime) -> None:
    """SUB-07 through the screen, without a script."""
    cast = started(call, at)
    client = signed_in(cast.editor)
    address = f"/fr/applications/{cast.application.pid}/texts/need/"
    write(cast, "Le texte de Camille", 0, at, by=cast.signatory)
    sent = {"need-fr": "Mon texte", "need-fr-version": "0", "need-it": "", "need-it-version": "0"}
    answer = client.post(address, sent)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Le texte de Camille" in page
    assert "Mon texte" in page
    assert Answer.objects.get(language="fr", field="need").text == "Le texte de Camille"
    again = client.post(address, {**sent, "need-fr": "Les deux", "need-fr-version": "1"})
    assert again.status_code == 302
    assert Answer.objects.get(language="fr", field="need").text == "Les deux"


def test_both_versions_are_agreed_by_one_button(call: Any, at: datetime) -> None:
    cast = started(call, at)
    address = f"/fr/applications/{cast.application.pid}/texts/need/"
    sent = {"need-fr": "Un", "need-fr-version": "0", "need-it": "Uno", "need-it-version": "0"}
    answer = signed_in(cast.editor).post(address, {**sent, "agree": "need"})
    assert answer.status_code == 302
    assert cast.application.agreements.get().versions == {"fr": 1, "it": 1}


def test_what_one_version_alone_says_is_pointed_out_until_somebody_confirms(
    call: Any, at: datetime
) -> None:
    """Issue: numbers, dates and names that differ; Turin and Torino are one place of the pack."""
    cast = started(call, at)
    client = signed_in(cast.editor)
    address = f"/it/applications/{cast.application.pid}/texts/need/"
    write(cast, "Le 12 mars 2026, 25 élèves de Turin avec Mme Dupont.", 0, at)
    write(cast, "Il 12/03/2026, 250 allievi di Torino con la sig.ra Dupond.", 0, at, language="it")

    page = client.get(address).content.decode()
    agree_texts(cast.application, field="need", versions={"fr": 1, "it": 1}, by=cast.editor, at=at)

    assert '<span lang="fr">25, Mme e Dupont</span>' in page
    assert '<span lang="it">250 e Dupond</span>' in page
    assert "Lo dice una sola versione" in page
    assert "Lo dice una sola versione" not in client.get(address).content.decode()


def test_one_language_calls_work_too(aurora_call: Any, at: datetime) -> None:
    """Aurora writes in one language: no pair, nothing to agree."""
    cast = started(aurora_call, at)
    client = signed_in(cast.editor)
    base = f"/en/applications/{cast.application.pid}/"
    assert client.get(base + "texts/").status_code == 200
    page = client.get(base + "project/").content.decode()
    assert "agree" not in page
    for item in cast.application.definition.form.fields():
        client.get(base + f"texts/{item.key}/")


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(moves=st.lists(st.tuples(st.integers(0, 2), st.booleans()), max_size=12))
def test_no_interleaving_loses_a_text(
    call: Any, at: datetime, moves: list[tuple[int, bool]]
) -> None:
    """SUB-07 property: whatever three people do, every accepted text is somebody's last word."""
    Answer.objects.all().delete()
    cast = started(call, at)
    people = [cast.signatory, cast.editor, cast.partner_editor]
    seen, accepted = [0, 0, 0], []
    for step, (who, refresh) in enumerate(moves):
        now = at + timedelta(minutes=step)
        stands = Answer.objects.filter(field="need", language="fr").first()
        if refresh and stands:
            seen[who] = stands.version
        try:
            saved = write(cast, f"{who} {step}", seen[who], now, by=people[who])
        except Overtaken:
            assert stands is not None
            assert stands.version != seen[who]
            continue
        seen[who] = saved.version
        accepted.append(saved.text)
    kept = AnswerVersion.objects.filter(answer__application=cast.application)
    assert list(kept.order_by("version").values_list("text", flat=True)) == accepted


def published(call: Any, at: datetime, form_field: str) -> None:
    both = {"fr": "Peut-on louer ?", "it": "Si può noleggiare?", "en": "May we rent?"}
    texts = {"fr": "Oui, au prorata.", "it": "Sì, pro rata.", "en": "Yes, pro rata."}
    publish(
        call.programme, "faq", titles=both, texts=texts, form_field=form_field, call=call,
        by=SYSTEM, at=at,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("form_field", "page"),
    [
        ("need", "texts/need/"),
        ("title", "project/"),
        ("costs", "budget/"),
        ("activities", "activities/"),
        ("vat_recovery", "partners/"),
    ],
)
def test_a_published_answer_stands_beside_the_question_it_is_about(
    call: Any, at: datetime, form_field: str, page: str
) -> None:
    """Question memory (issue 3, point 8)."""
    cast = started(call, at)
    published(call, at, form_field)
    client = signed_in(cast.editor)
    start = f"/it/applications/{cast.application.pid}/"
    assert "Sì, pro rata." in client.get(start + page).content.decode()
    assert "Sì, pro rata." not in client.get(start + "texts/change/").content.decode()


@pytest.mark.parametrize(("form_field", "page"), [("start_on", "project/"), ("sources", "budget/")])
def test_an_answer_of_the_pack_stands_beside_its_question_from_its_day_on(
    call: Any, at: datetime, form_field: str, page: str
) -> None:
    """Question memory (issue 3, point 8): the FAQ of the ALCOTRA pack, published on 16 December."""
    said = next(one for one in call.definition.questions if one.form_field == form_field)
    midnight = datetime.combine(said.published_on, time(), ZoneInfo("Europe/Paris"))
    assert said.published_on == date(2024, 12, 16)

    cast = started(call, at)
    client = signed_in(cast.editor)
    start = f"/it/applications/{cast.application.pid}/"
    assert said.questions["it"] in unescape(client.get(start + page).content.decode())
    assert said.questions["it"] not in unescape(client.get(start + "annexes/").content.decode())
    assert form_field in answers_by_field(call, midnight)
    assert form_field not in answers_by_field(call, midnight - timedelta(seconds=1))


def test_the_latest_answer_about_a_question_comes_first(call: Any, at: datetime) -> None:
    published(call, at, "sources")
    shown = [entry.on for entry in answers_by_field(call, at)["sources"]]
    assert shown == [at.date(), date(2024, 12, 16)]
