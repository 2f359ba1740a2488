"""The words of an open call are corrected on screens: draft, preview, publication with a reason."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from cordata.accounts.models import Person
from cordata.cli.pack_load import load_into
from cordata.documents.models import Scan
from cordata.documents.storing import store_bytes
from cordata.kernel.clock import held_at
from cordata.kernel.journal import SYSTEM
from cordata.kernel.models import Event
from cordata.kernel.verdicts import NotPossible
from cordata.packs import Pack, PackRefused, load
from cordata.packs.provenance import Text
from cordata.packs.wording import FILES, Words
from cordata.programme import actions, queries, wording
from cordata.programme.models import Call, CallChange, Publication, Wording
from tests.conftest import ALCOTRA, PACKS
from tests.documents.files import png
from tests.factories.applications import complete_application
from tests.factories.assessment import filed, staff
from tests.factories.programme import (
    BECAUSE,
    TEN_YEARS,
    PublicationFactory,
    correct_words,
    publish_draft,
)

pytestmark = pytest.mark.django_db
ANSWER = "question/invoices/answers"
HELP = "field/need/help"
SAID, WHY = TEN_YEARS, BECAUSE
MINUTE = timedelta(minutes=1)


def officer() -> Person:
    return staff("Odile Officier", "officer")


def again(call: Call) -> Call:
    return queries.calls().get(pk=call.pk)


def written(call: Call, words: Words, at: datetime, by: Person | None = None) -> None:
    correct_words(call, words, by=by or officer(), at=at)


def published(call: Call, at: datetime, reasons: Text = WHY) -> CallChange:
    return publish_draft(call, by=officer(), at=at, reasons=reasons)


def corrected(call: Call, words: Words, at: datetime) -> Call:
    written(call, words, at)
    published(call, at)
    return again(call)


def answer_of(call: Call) -> Text:
    return wording.published_words(call)[ANSWER]


# Draft, then published


def test_a_draft_is_read_by_nobody_before_it_is_published(call: Call, at: datetime) -> None:
    before = call.definition
    written(call, {ANSWER: SAID}, at)

    assert again(call).definition == before
    assert again(call).current_version.number == 1

    published(call, at)
    assert answer_of(again(call)) == SAID


def test_what_is_published_is_a_new_version_with_its_reason(call: Call, at: datetime) -> None:
    """MON-05."""
    old = call.definition
    call = corrected(call, {ANSWER: SAID, HELP: SAID}, at + MINUTE)

    version = call.current_version
    assert (version.number, version.reasons, version.published_at) == (2, WHY, at + MINUTE)
    assert call.versions.get(number=1).definition == old
    told = Event.objects.get(kind="call.version_published")
    assert (told.subject_id, told.data["number"], told.data["reasons"]) == (call.pid, 2, WHY)
    assert not wording.drafts_of(call)


def test_drafts_follow_and_what_was_submitted_keeps_its_own(call: Call, at: datetime) -> None:
    """MON-05."""
    draft = complete_application(call, at).application
    submitted = filed(call, at).application

    call = corrected(call, {HELP: SAID}, at + MINUTE)

    draft.refresh_from_db()
    submitted.refresh_from_db()
    assert draft.definition.form.field("need").help == SAID
    assert submitted.call_version.number == 1
    assert submitted.submissions.get().call_version.number == 1


def test_the_correction_is_public_on_the_page_and_in_the_feed(
    client: Client, call: Call, at: datetime
) -> None:
    corrected(call, {ANSWER: SAID}, at)
    change = CallChange.objects.get()

    page = client.get(f"/it/calls/{call.code}/").text
    own = client.get(f"/it/calls/{call.code}/changes/{change.pid}/").text
    feed = client.get("/it/news.atom").text

    assert f"/it/calls/{call.code}/changes/{change.pid}/" in page
    assert WHY["it"] in page
    assert WHY["it"] in feed
    assert f"/it/calls/{call.code}/changes/{change.pid}/" in feed
    assert "<ins>Sì," in own
    assert "<del>" in own
    assert officer().name not in own


@pytest.mark.parametrize("language", ["fr", "it"])
def test_a_text_without_its_second_language_is_not_published(
    call: Call, at: datetime, language: str
) -> None:
    written(call, {ANSWER: SAID | {language: "  "}}, at)

    with pytest.raises(NotPossible) as refused:
        published(call, at)

    assert refused.value.code == "wording.language_missing"
    assert again(call).current_version.number == 1
    assert wording.drafts_of(call)


def test_english_may_be_left_out_where_applications_are_not_written_in_it(
    client: Client, call: Call, at: datetime
) -> None:
    call = corrected(call, {ANSWER: SAID | {"en": ""}}, at)

    assert answer_of(call) == {"fr": SAID["fr"], "it": SAID["it"]}
    assert SAID["fr"] in client.get(f"/en/calls/{call.code}/").text


@pytest.mark.parametrize("language", ["fr", "it"])
def test_a_reason_is_given_in_each_language_applications_are_written_in(
    call: Call, at: datetime, language: str
) -> None:
    written(call, {ANSWER: SAID}, at)

    with pytest.raises(NotPossible, match="reason_missing"):
        published(call, at, WHY | {language: " "})

    change = published(call, at, {"fr": "Erreur.", "it": "Errore."})
    assert change.reasons == {"fr": "Erreur.", "it": "Errore.", "en": "Erreur."}


def test_nothing_else_is_published_than_what_was_looked_at(call: Call, at: datetime) -> None:
    written(call, {ANSWER: SAID}, at)
    seen = wording.seal_of(wording.lines_of(call))
    written(call, {HELP: SAID}, at, by=staff("Carla Comunicazione", "communication"))

    with pytest.raises(NotPossible, match="changed_meanwhile"):
        actions.publish_words(call, seen, reasons=WHY, by=officer(), at=at)


def test_nobody_overwrites_what_another_wrote_meanwhile(call: Call, at: datetime) -> None:
    seen = actions.standing({ANSWER: SAID}, {}, wording.published_words(call))
    written(call, {ANSWER: SAID}, at, by=staff("Carla Comunicazione", "communication"))

    with pytest.raises(NotPossible, match="changed_meanwhile"):
        actions.write_words(call, {ANSWER: {"fr": "X"}}, seen=seen, by=officer(), at=at)

    assert wording.drafts_of(call)[ANSWER].texts == SAID


def test_words_that_say_what_is_published_are_no_draft(call: Call, at: datetime) -> None:
    before = answer_of(call)
    written(call, {ANSWER: SAID}, at)
    written(call, {ANSWER: before}, at)

    assert not wording.drafts_of(call)
    with pytest.raises(NotPossible, match="nothing"):
        published(call, at)


def test_a_draft_is_thrown_away_by_place_or_whole(call: Call, at: datetime) -> None:
    written(call, {ANSWER: SAID, HELP: SAID}, at)

    assert actions.drop_words(call, under="field/need", by=officer(), at=at) == 1
    assert list(wording.drafts_of(call)) == [ANSWER]
    assert actions.drop_words(call, by=officer(), at=at) == 1
    assert not wording.drafts_of(call)


def test_an_answer_of_the_secretariat_is_corrected_without_a_version(
    call: Call, at: datetime
) -> None:
    """What it said before stands in the change; its day stays."""
    answer = PublicationFactory(
        programme=call.programme, call=call, kind=Publication.Kind.FAQ, published_at=at
    )
    was = answer.texts

    written(call, {f"answer/{answer.pid}/texts": SAID}, at + MINUTE)
    change = published(call, at + MINUTE)

    answer.refresh_from_db()
    assert (answer.texts, answer.published_at, answer.corrected_at) == (SAID, at, at + MINUTE)
    assert change.version is None
    assert change.lines[0]["before"] == was
    assert again(call).current_version.number == 1
    assert not Event.objects.filter(kind="call.version_published").exists()


# Documents


def a_file(call: Call, at: datetime, code: str, language: str, content: bytes = b"%PDF") -> str:
    file = store_bytes(content, name="guide.pdf", media_type="application/pdf", by=SYSTEM, at=at)
    return actions.add_file(call, code, language, file, by=officer(), at=at).pid


def a_document(call: Call, at: datetime) -> Call:
    written(call, {"document/guide/names": SAID, "document/guide/descriptions": SAID}, at)
    a_file(call, at, "guide", "fr")
    a_file(call, at, "guide", "it")
    published(call, at)
    return again(call)


def files_of(call: Call) -> Text:
    return wording.published_words(call)[f"document/guide/{FILES}"]


def test_a_document_is_handed_out_once_it_is_published(
    client: Client, call: Call, at: datetime
) -> None:
    written(call, {"document/guide/names": SAID, "document/guide/descriptions": SAID}, at)
    first = a_file(call, at, "guide", "fr")
    address = f"/fr/calls/{call.code}/documents/{first}/"
    assert client.get(address).status_code == 404

    a_file(call, at, "guide", "it")
    published(call, at)

    assert client.get(address).status_code == 200
    assert address in client.get(f"/fr/calls/{call.code}/").text


def test_a_replaced_file_stays_readable_for_officers_alone(
    client: Client, call: Call, at: datetime
) -> None:
    call = a_document(call, at)
    old = files_of(call)["fr"]
    new = a_file(call, at, "guide", "fr", b"%PDF new")
    published(call, at)
    address = f"/fr/calls/{call.code}/documents/{old}/"

    assert files_of(again(call))["fr"] == new
    assert client.get(address).status_code == 404
    client.force_login(officer())
    assert client.get(address).status_code == 200


def test_a_document_in_one_language_is_not_published(call: Call, at: datetime) -> None:
    written(call, {"document/guide/names": SAID, "document/guide/descriptions": SAID}, at)
    a_file(call, at, "guide", "fr")

    with pytest.raises(NotPossible, match="language_missing"):
        published(call, at)


def test_a_document_without_a_title_is_not_published(call: Call, at: datetime) -> None:
    a_file(call, at, "guide", "fr")
    a_file(call, at, "guide", "it")

    with pytest.raises(NotPossible, match="document_unfinished"):
        published(call, at)


@pytest.mark.parametrize("scan", [Scan.PENDING, Scan.REFUSED])
def test_a_file_that_is_not_checked_is_not_published(call: Call, at: datetime, scan: str) -> None:
    """FIL-07."""
    call = a_document(call, at)
    added = call.files.get(pid=a_file(call, at, "guide", "fr", b"%PDF two"))
    type(added.file).objects.filter(pk=added.file.pk).update(scan=scan)

    with pytest.raises(NotPossible, match="file_unchecked"):
        published(call, at)


# What a later load of the pack does


def with_answer(pack: Pack, text: Text, **values: Any) -> Pack:
    """The pack as its author would change it."""
    calls = tuple(
        replace(
            one,
            **values,
            questions=tuple(
                replace(asked, answers=text) if asked.code == "invoices" else asked
                for asked in one.questions
            ),
        )
        if one.code == "microprojets-2"
        else one
        for one in pack.calls
    )
    return replace(pack, calls=calls)


def loaded(pack: Pack, at: datetime, hold: str = "") -> None:
    actions.load_pack(pack, by=SYSTEM, at=at, reasons=WHY, hold=hold)


def test_loading_the_same_pack_again_undoes_nothing(
    call: Call, alcotra: Pack, at: datetime
) -> None:
    corrected(call, {ANSWER: SAID}, at)

    loaded(alcotra, at + MINUTE)

    assert answer_of(again(call)) == SAID
    assert again(call).current_version.number == 2
    assert queries.changed_calls(alcotra) == []


def test_a_pack_changed_elsewhere_keeps_the_words_of_the_screen(
    call: Call, alcotra: Pack, at: datetime
) -> None:
    was = answer_of(call)
    corrected(call, {ANSWER: SAID}, at)

    loaded(with_answer(alcotra, was, number=9), at + MINUTE)

    assert (answer_of(again(call)), again(call).definition.number) == (SAID, 9)


def test_a_pack_with_other_words_at_the_same_place_is_refused_until_somebody_decides(
    call: Call, alcotra: Pack, at: datetime
) -> None:
    corrected(call, {ANSWER: SAID}, at)
    other = {"fr": "Non.", "it": "No.", "en": "No."}

    with pytest.raises(actions.WordsDisputed) as dispute:
        loaded(with_answer(alcotra, other), at + MINUTE)

    assert dispute.value.differences == [(ANSWER, SAID, other)]
    assert answer_of(again(call)) == SAID


def test_whoever_loads_may_keep_the_words_of_the_screen(
    call: Call, alcotra: Pack, at: datetime
) -> None:
    """Said once: the next load of that pack asks no more."""
    corrected(call, {ANSWER: SAID}, at)
    edited = with_answer(alcotra, {"fr": "Non.", "it": "No.", "en": "No."})

    loaded(edited, at + MINUTE, hold=actions.SCREEN)
    assert (answer_of(again(call)), again(call).current_version.number) == (SAID, 2)

    loaded(edited, at + MINUTE)
    assert answer_of(again(call)) == SAID


def test_whoever_loads_may_take_the_words_of_the_pack(
    call: Call, alcotra: Pack, at: datetime
) -> None:
    corrected(call, {ANSWER: SAID, HELP: SAID}, at)
    other = {"fr": "Non.", "it": "No.", "en": "No."}

    loaded(with_answer(alcotra, other), at + MINUTE, hold=actions.PACK)

    assert answer_of(again(call)) == other
    assert wording.published_words(again(call))[HELP] == SAID  # nobody disputes that one
    assert [one.path for one in Wording.objects.all()] == [HELP]


def test_a_pack_that_took_the_words_over_disputes_nothing(
    call: Call, alcotra: Pack, at: datetime
) -> None:
    corrected(call, {ANSWER: SAID}, at)

    loaded(with_answer(alcotra, SAID), at + MINUTE)
    later = {"fr": "Non.", "it": "No.", "en": "No."}
    loaded(with_answer(alcotra, later), at + 2 * MINUTE)

    assert answer_of(again(call)) == later


def test_an_opened_call_without_a_reason_is_never_disputed(
    call: Call, alcotra: Pack, at: datetime
) -> None:
    """It keeps its version anyway, which the command line says."""
    corrected(call, {ANSWER: SAID}, at)
    edited = with_answer(alcotra, {"fr": "Non.", "it": "No.", "en": "No."})

    actions.load_pack(edited, by=SYSTEM, at=at + MINUTE)

    assert answer_of(again(call)) == SAID
    assert [one.code for one in queries.changed_calls(edited)] == ["microprojets-2"]


def test_a_draft_begun_before_a_load_is_looked_at_again(
    call: Call, alcotra: Pack, at: datetime
) -> None:
    written(call, {ANSWER: SAID}, at)
    loaded(with_answer(alcotra, {"fr": "Non.", "it": "No.", "en": "No."}), at + MINUTE)

    with pytest.raises(NotPossible, match="published_meanwhile"):
        published(again(call), at + MINUTE)

    written(again(call), {ANSWER: SAID}, at + MINUTE)
    published(again(call), at + MINUTE)
    assert answer_of(again(call)) == SAID


def test_the_command_line_names_what_it_would_undo(
    call: Call, at: datetime, capsys: pytest.CaptureFixture[str]
) -> None:
    corrected(call, {ANSWER: SAID}, at)
    Wording.objects.update(of_pack={"fr": "Avant", "it": "Prima", "en": "Before"})

    assert load_into(PACKS / ALCOTRA, "fr", WHY) == 1
    told = capsys.readouterr().err
    assert f"microprojets-2 {ANSWER} [it]" in told
    assert f"- {SAID['it']}" in told
    assert "--words screen" in told

    assert load_into(PACKS / ALCOTRA, "fr", WHY, actions.SCREEN) == 0
    assert answer_of(again(call)) == SAID


# Screens


def page(name: str, call: Call, *args: str) -> str:
    with override("fr"):
        return reverse(f"programme:{name}", args=[call.code, *args])


def test_an_officer_corrects_an_answer_from_the_list_to_the_public_page(
    client: Client, call: Call, at: datetime
) -> None:
    client.force_login(officer())
    address = page("words_at", call, "question", "invoices")
    assert address in client.get(page("words", call)).text
    shown = client.get(address)
    sent = {name: shown.context["form"][name].value() for name in shown.context["form"].fields}
    sent |= {f"answers__{language}": text for language, text in SAID.items()}
    assert client.post(address, sent).status_code == 302

    preview = page("words_preview", call)
    looked = client.get(preview)
    assert "<del>" in looked.text
    assert "dix" in looked.text
    sealed = looked.context["form"]["seen"].value()
    reasons = {f"reason__{language}": text for language, text in WHY.items()}
    answered = client.post(preview, {"seen": sealed, **reasons})

    change = CallChange.objects.get()
    assert answered.url == page("change", call, change.pid)
    assert SAID["fr"] in Client().get(f"/fr/calls/{call.code}/").text


def test_a_missing_language_is_said_before_and_on_publishing(
    client: Client, call: Call, at: datetime
) -> None:
    written(call, {ANSWER: SAID | {"it": ""}}, at)
    client.force_login(officer())

    looked = client.get(page("words_preview", call))
    assert "n’est pas écrit en langue «\xa0italien\xa0»" in looked.text
    sent = {"seen": looked.context["form"]["seen"].value()}
    refused = client.post(
        page("words_preview", call), sent | {f"reason__{one}": text for one, text in WHY.items()}
    )

    assert refused.status_code == 422
    assert again(call).current_version.number == 1


def test_files_are_uploaded_in_each_language(client: Client, call: Call, at: datetime) -> None:
    client.force_login(officer())
    address = page("new_document", call)
    sent = {f"names__{one}": text for one, text in SAID.items()}
    sent |= {f"descriptions__{one}": text for one, text in SAID.items()}
    uploads = {f"file__{one}": SimpleUploadedFile(f"plan-{one}.png", png()) for one in ("fr", "it")}

    assert client.post(address, sent | uploads).status_code == 302
    published(again(call), at)

    shown = Client().get(f"/fr/calls/{call.code}/").text
    assert shown.count("/documents/") == 2


def test_the_pages_say_that_rules_are_edited_elsewhere(
    client: Client, call: Call, at: datetime
) -> None:
    client.force_login(officer())

    shown = client.get(page("words", call)).text

    assert "Les règles ne se modifient pas ici" in shown
    assert page("move_closing", call) in shown
    assert page("change_envelope", call) not in shown  # the authority's alone


@pytest.mark.parametrize("kind", ["question", "field", "nothing"])
def test_an_unknown_place_is_nowhere(client: Client, call: Call, kind: str) -> None:
    client.force_login(officer())
    assert client.get(page("words_at", call, kind, "none")).status_code == 404


@pytest.mark.counting
def test_the_list_costs_the_same_with_one_draft_and_with_thirty(
    client: Client, call: Call, at: datetime
) -> None:
    client.force_login(officer())
    paths = [path for path in wording.published_words(call) if path.endswith("/help")]

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page("words", call)).status_code == 200
        with CaptureQueriesContext(connection) as more:
            assert client.get(page("words_preview", call)).status_code == 200
        return len(queries) + len(more)

    written(call, {paths[0]: SAID}, at)
    asked()
    one = asked()
    written(call, dict.fromkeys(paths[1:30], SAID), at)
    assert len(paths) >= 20
    assert asked() == one


# Taken away


def taken_away(call: Call, kind: str, key: str, at: datetime) -> CallChange:
    """Put in draft by somebody who has just looked at it, then published with the reason."""
    drafts = wording.drafts_of(call)
    place = wording.place(call, drafts, kind, key)
    assert place is not None
    paths = dict.fromkeys(map(place.path, place.parts), SAID)
    seen = actions.standing(paths, drafts, wording.published_words(call))
    actions.take_away(call, place, seen=seen, by=officer(), at=at)
    return published(call, at)


def guide(call: Call, at: datetime) -> tuple[Call, str]:
    """A document of the secretariat's own, published, and its French file."""
    names = {f"document/guide/{part}": SAID for part in ("names", "descriptions")}
    pid = a_file(call, at, "guide", "fr")
    a_file(call, at, "guide", "it")
    return corrected(call, names, at), pid


def test_a_document_taken_away_leaves_the_page_and_stays_in_the_history(
    client: Client, call: Call, at: datetime
) -> None:
    call, pid = guide(call, at)
    address = f"/fr/calls/{call.code}/documents/{pid}/"
    assert client.get(address).status_code == 200

    change = taken_away(call, "document", "guide", at + MINUTE)

    call = again(call)
    assert "guide" not in [one.code for one in call.definition.documents]
    assert call.current_version.reasons == WHY
    assert "guide" in [one.code for one in call.versions.get(number=2).definition.documents]
    assert client.get(address).status_code == 404
    assert {one["gone"] for one in change.lines} == {True}
    page = client.get(f"/it/calls/{call.code}/changes/{change.pid}/").text
    assert "<del>Sì," in page
    assert "Tolto" in page
    assert WHY["it"] in client.get(f"/it/calls/{call.code}/").text


def test_a_load_of_the_pack_does_not_bring_back_what_was_taken_away(
    call: Call, alcotra: Pack, at: datetime
) -> None:
    taken_away(call, "question", "invoices", at)
    loaded(with_answer(alcotra, answer_of_pack(alcotra), number=9), at + MINUTE)
    call = again(call)
    assert call.definition.number == 9
    assert "invoices" not in [one.code for one in call.definition.questions]


def answer_of_pack(pack: Pack) -> Text:
    found = pack.call("microprojets-2")
    assert found
    return next(one.answers for one in found.questions if one.code == "invoices")


def test_an_answer_withdrawn_leaves_the_public_pages_and_who_asked_reads_that_it_did(
    client: Client, call: Call, at: datetime
) -> None:
    answer = PublicationFactory(
        programme=call.programme, call=call, kind=Publication.Kind.FAQ, published_at=at,
        titles=dict.fromkeys(("fr", "it", "en"), "Frais de bouche"),
    )  # fmt: skip
    with held_at(at + MINUTE):
        assert "Frais de bouche" in client.get(f"/fr/calls/{call.code}/").text

    change = taken_away(call, "answer", answer.pid, at + MINUTE)

    answer.refresh_from_db()
    assert (answer.withdrawn_at, answer.titles["fr"]) == (at + MINUTE, "Frais de bouche")
    assert change.version is None
    assert WHY["fr"] in Event.objects.get(kind="publication.withdrawn").reason
    with held_at(at + 2 * MINUTE):
        entries = queries.publications_for(call, at + 2 * MINUTE)
        assert answer not in entries
        assert "Frais de bouche" in change.erratum.titles["fr"]
        page = client.get(f"/fr/calls/{call.code}/changes/{change.pid}/").text
    assert "<del>Frais de bouche" in page
    assert change.erratum in entries  # what people with drafts are told of


@pytest.mark.parametrize("kind", ["call", "text", "section", "field"])
def test_what_the_call_is_made_of_is_not_taken_away(call: Call, at: datetime, kind: str) -> None:
    place = next(one for one in wording.places(call, {}) if one.kind == kind)
    with pytest.raises(NotPossible) as refused:
        actions.take_away(call, place, seen="", by=officer(), at=at)
    assert refused.value.code == "wording.stays"


def test_a_paper_the_system_makes_is_not_taken_away(call: Call, at: datetime) -> None:
    made = next(one for one in call.definition.documents if one.generated)
    place = wording.place(call, {}, "document", made.code)
    assert place is not None
    assert not wording.may_go(call, place)


def test_an_officer_takes_an_answer_away_on_its_screen(call: Call, at: datetime) -> None:
    """A stale page is refused; the draft is looked at, then published with its reason."""
    client = Client()
    client.force_login(officer())
    address = reverse("programme:words_at", args=[call.code, "question", "invoices"])
    with held_at(at):
        page = client.get(address).text
        seen = re.search(r'name="seen" value="(\w+)"', page)
        assert seen is not None
        refused = client.post(address, {"act": "take_away", "seen": "old"})
        assert refused.status_code == 422
        taken = client.post(address, {"act": "take_away", "seen": seen[1]}, follow=True)
    assert [one.gone for one in wording.lines_of(call)] == [True, True]
    assert wording.problem_of(call, wording.lines_of(call)) is None
    assert taken.redirect_chain[-1][0] == reverse("programme:words_preview", args=[call.code])


# Files that the pack brings


GUIDE = """
[[document]]
code = "guide"
names = { fr = "Guide", it = "Guida", en = "Guide" }
descriptions = { fr = "Pas à pas", it = "Passo per passo", en = "Step by step" }
files = { fr = "files/guide.fr.png", it = "files/guide.it.png", en = "files/guide.en.png" }
"""


def pack_with_guide(folder: Path, content: bytes) -> Pack:
    """The pack with a document of its own, a file in each language."""
    if not folder.exists():
        shutil.copytree(PACKS / ALCOTRA, folder)
        terms = folder / "calls" / "microprojets-2" / "call.toml"
        terms.write_text(terms.read_text() + GUIDE)
        (folder / "files").mkdir()
    for language in ("fr", "it", "en"):
        (folder / "files" / f"guide.{language}.png").write_bytes(content)
    return load(folder)


def given_out(call: Call) -> dict[str, str]:
    return dict(next(one.files for one in call.definition.documents if one.code == "guide"))


def test_files_of_the_pack_are_given_out_on_the_page_of_the_call(
    client: Client, call: Call, at: datetime, tmp_path: Path
) -> None:
    loaded(pack_with_guide(tmp_path / "pack", png()), at)

    address = f"/fr/calls/{call.code}/documents/{given_out(again(call))['fr']}/"
    with held_at(at):
        assert address in client.get(f"/fr/calls/{call.code}/").text
        answer = client.get(address)
    assert b"".join(answer.streaming_content) == png()
    assert "guide.fr.png" in answer["Content-Disposition"]


def test_a_file_of_the_pack_is_taken_in_once_and_anew_when_it_changed(
    call: Call, at: datetime, tmp_path: Path
) -> None:
    pack = pack_with_guide(tmp_path / "pack", png())
    loaded(pack, at)
    first, number = given_out(again(call)), again(call).current_version.number
    assert queries.changed_calls(pack) == []
    loaded(pack, at + MINUTE)
    assert (given_out(again(call)), again(call).current_version.number) == (first, number)

    changed = pack_with_guide(tmp_path / "pack", png(9, 9))
    assert changed.digest != pack.digest
    assert [one.code for one in queries.changed_calls(changed)] == [call.code]
    actions.load_pack(changed, by=SYSTEM, at=at + 2 * MINUTE)  # without a reason nothing changes
    assert (given_out(again(call)), call.files.count()) == (first, 3)
    loaded(changed, at + 2 * MINUTE)
    assert set(given_out(again(call)).values()).isdisjoint(first.values())
    assert call.files.count() == 6


def test_a_file_of_the_pack_that_is_no_document_refuses_the_pack(
    call: Call, at: datetime, tmp_path: Path
) -> None:
    with pytest.raises(PackRefused) as refused:
        loaded(pack_with_guide(tmp_path / "pack", b"MZ no picture"), at)
    assert refused.value.mistakes[0].file.startswith("files/guide.")
    assert not call.files.exists()
