"""What is accepted and signed is kept word for word; an old wording passes no gate (SUB-09)."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pypdf
import pytest
from django.urls import reverse
from django.utils.translation import override

from cordata.applications import snapshot
from cordata.applications.actions import note_late_attempt, submit_application
from cordata.applications.actions.submit import NotReady
from cordata.applications.dossier import dossier_pdf
from cordata.applications.forms.filing import SubmitForm
from cordata.applications.models import Application, LateAttempt, Submission
from cordata.applications.reading import reading_of, reading_of_submission
from cordata.kernel.verdicts import NotPossible
from cordata.packs import CallDefinition
from cordata.packs.statements import USUAL
from cordata.programme.models import CallVersion
from tests.applications.test_pages import signed_in, submitted
from tests.factories.applications import STATED, TICKS, Cast, complete_application
from tests.factories.assessment import filed, staff

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def reworded(cast: Cast, **changed: Any) -> Application:
    """The draft after its call was given other words."""
    application = cast.reload()
    definition = replace(application.definition, version="words", **changed)
    application.call_version = CallVersion.objects.create(
        call=application.call, number=99, digest=definition.digest, data=definition.frozen(),
        published_at=application.created_at,
    )  # fmt: skip
    application.save(update_fields=["call_version"])
    return cast.reload()


def of_version(items: tuple[Any, ...], version: str) -> tuple[Any, ...]:
    return tuple(replace(one, version=version) for one in items)


def file(cast: Cast, at: datetime, statements: Any = STATED) -> Submission:
    return submit_application(
        cast.application.pid, by=cast.signatory, key="k", statements=statements,
        received_at=at, at=at,
    )  # fmt: skip


def test_the_words_that_were_signed_are_sealed_with_the_file(call: Any, at: datetime) -> None:
    sealed = file(complete_application(call, at), at).sealed.content
    assert sealed["form"] == "cordata-application/2"
    assert [one["code"] for one in sealed["filing"]["statements"]] == [
        "power",
        "commitment",
        "notice",
    ]
    asked = call.definition.statements
    assert [one["texts"] for one in sealed["filing"]["statements"]] == [
        dict(one.texts) for one in asked
    ]


@pytest.mark.parametrize("left_out", range(3))
def test_nothing_is_filed_without_every_statement(call: Any, at: datetime, left_out: int) -> None:
    cast = complete_application(call, at)
    some = [one for number, one in enumerate(STATED) if number != left_out]
    with pytest.raises(NotPossible, match="statement_missing"):
        file(cast, at, some)
    assert not Submission.objects.exists()


def test_a_sentence_changed_since_the_page_was_opened_is_read_again(
    call: Any, at: datetime
) -> None:
    """The page comes back with the new words, unticked, and says why."""
    cast = complete_application(call, at)
    reworded(cast, statements=of_version(call.definition.statements, "2"))
    with pytest.raises(NotPossible, match="statement_changed"):
        file(cast, at)
    form = SubmitForm({"key": "k", **TICKS}, definition=cast.application.definition)
    assert not form.is_valid()
    assert "Relisez-la" in str(form.errors)
    assert "checked" not in str(form["statement_power"])
    assert 'value="2"' in str(form["statement_power"])


def test_an_optional_statement_may_be_left_out(call: Any, at: datetime) -> None:
    cast = complete_application(call, at)
    asked = call.definition.statements
    reworded(cast, statements=(*asked[:2], replace(asked[2], required=False)))
    kept = file(cast, at, STATED[:2]).sealed.content["filing"]["statements"]
    assert [one["code"] for one in kept] == ["power", "commitment"]


def test_a_call_frozen_before_packs_had_statements_asks_the_usual_ones(call: Any) -> None:
    frozen = call.definition.frozen()
    del frozen["statements"]
    assert CallDefinition.from_frozen(frozen).statements == USUAL


def test_a_submission_of_the_first_form_is_still_read(call: Any, at: datetime) -> None:
    receipt = file(complete_application(call, at), at)
    receipt.sealed.content["form"] = "cordata-application/1"
    del receipt.sealed.content["filing"]["statements"]
    assert snapshot.statements_of(receipt.sealed.content) == []
    assert reading_of_submission(receipt).statements == ()
    assert dossier_pdf(receipt).startswith(b"%PDF")


def test_a_late_attempt_keeps_what_was_signed(call: Any, at: datetime) -> None:
    late = call.closes_at + SECOND
    cast = complete_application(call, at)
    note_late_attempt(
        cast.application, by=cast.signatory, key="k", statements=STATED, received_at=late, at=late
    )
    kept = LateAttempt.objects.get().sealed.content["filing"]["statements"]
    assert [one["version"] for one in kept] == ["1", "1", "1"]


# Declarations of the partners


def test_a_declaration_accepted_in_an_older_wording_does_not_pass_the_gate(
    call: Any, at: datetime
) -> None:
    cast = complete_application(call, at)
    reworded(cast, declarations=of_version(call.definition.declarations, "2"))
    with pytest.raises(NotReady):
        file(cast, at)


def test_the_new_words_are_never_shown_as_what_was_accepted(call: Any, at: datetime) -> None:
    cast = complete_application(call, at)
    application = reworded(cast, declarations=of_version(call.definition.declarations, "2"))
    shown = reading_of(application).partners[0].declarations
    assert {one.version for one in shown} == {"1"}
    assert all(one.texts == {} and one.names for one in shown)


def test_who_assesses_and_who_examines_reads_what_was_declared_and_signed(
    call: Any, at: datetime
) -> None:
    cast = filed(call, at)
    declared = call.definition.declarations[0].texts["fr"]
    signed = call.definition.statements[0].texts["fr"]
    officer = staff("Odile Officier", "officer")
    with override("fr"):
        text = signed_in(officer).get(
            reverse("assessment:text", args=[cast.application.review.pid])
        )
    shown = text.content.decode()
    assert declared in shown
    assert signed in shown
    receipt = signed_in(cast.editor).get(f"/fr/applications/{cast.application.pid}/receipt/")
    assert signed in receipt.content.decode()


def test_the_dossier_prints_what_was_declared_and_signed_in_every_language(
    call: Any, at: datetime
) -> None:
    receipt = submitted(complete_application(call, at), at)
    pages = pypdf.PdfReader(io.BytesIO(dossier_pdf(receipt))).pages
    words = " ".join(" ".join(page.extract_text() for page in pages).split())
    for language in ("fr", "it"):
        assert call.definition.declarations[0].texts[language][:40] in words
        assert call.definition.statements[0].texts[language] in words
