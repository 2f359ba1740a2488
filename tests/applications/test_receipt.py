"""The receipt at once, the dossier by the worker, the public verification (SUB-05)."""

from __future__ import annotations

import io
import json
from datetime import datetime, timedelta
from decimal import Decimal
from html import unescape
from pathlib import Path
from typing import Any

import pikepdf
import pypdf
import pytest
from django.test import Client
from django_q.models import Schedule

from cordata.applications.dossier import _Dossier, dossier_pdf
from cordata.applications.jobs import render_dossier
from cordata.applications.models import Deliverable, Submission
from cordata.applications.reading import ReadLine, reading_of, reading_of_submission
from cordata.documents import sealing
from cordata.documents.storing import path_of
from cordata.kernel import clock
from cordata.kernel.clock import held_at
from cordata.notify.models import Message
from cordata.packs.canonical import canonical_json, digest
from cordata.web.numerals import euros
from tests.access.codes import SNAKE, codes_of
from tests.applications.test_pages import signed_in, submitted
from tests.factories.applications import complete_application

pytestmark = pytest.mark.django_db


def test_the_receipt_says_number_instant_and_fingerprint(call: Any, at: datetime) -> None:
    """SUB-05."""
    cast = complete_application(call, at)
    receipt = submitted(cast, at)
    page = signed_in(cast.signatory).get(f"/fr/applications/{cast.application.pid}/receipt/")
    text = page.content.decode()
    assert "MP2-0001" in text
    assert receipt.sealed.sha256[:8] in text
    assert "09" in text
    assert "08:00:00 UTC" in text
    assert euros(receipt.erdf, "", "fr") in text


def test_the_sealed_content_can_be_checked_by_anyone(call: Any, at: datetime) -> None:
    """SUB-05: verify; flip one byte, fails."""
    receipt = submitted(complete_application(call, at), at)
    assert sealing.holds(receipt.sealed)
    assert digest(receipt.sealed.content) == receipt.sealed.sha256
    receipt.sealed.content["project"]["acronym"] += "."
    assert not sealing.holds(receipt.sealed)


def test_every_partner_is_told_in_its_own_language(call: Any, at: datetime) -> None:
    """NOT-05: a mail to each person who acts for a partner, once."""
    cast = complete_application(call, at)
    submitted(cast, at)
    mails = Message.objects.filter(notice="applications.submitted")
    assert mails.count() == 4
    assert {mail.language for mail in mails} == {"fr", "it"}
    assert "MP2-0001" in mails[0].subject


def test_the_dossier_carries_the_sealed_json(call: Any, at: datetime) -> None:
    """A PDF in every language of the call, made once by the worker, with its own proof inside."""
    cast = complete_application(call, at)
    receipt = submitted(cast, at)
    client = signed_in(cast.partner_editor)
    address = f"/it/applications/{cast.application.pid}/dossier/"
    assert client.get(address).status_code == 202
    render_dossier(receipt.pk)
    render_dossier(receipt.pk)
    answer = client.get(address)
    assert answer["Content-Type"] == "application/pdf"
    assert "attachment" in answer["Content-Disposition"]
    sealed = Submission.objects.get(pk=receipt.pk).sealed
    assert sealed.dossier is not None
    with pikepdf.open(path_of(sealed.dossier)) as document:
        inside = document.attachments["MP2-0001-v1.json"].get_file().read_bytes()
        assert inside == canonical_json(sealed.content)
        assert document.Root.Lang is not None
        assert "MP2-0001" in str(document.docinfo.get("/Title", ""))
    assert digest(json.load(io.BytesIO(inside))) == sealed.sha256


def test_the_dossier_says_every_choice_in_words(call: Any, at: datetime) -> None:
    """No code of the pack, of a register or of a state is left in the PDF of any language."""
    receipt = submitted(complete_application(call, at), at)
    pages = pypdf.PdfReader(io.BytesIO(dossier_pdf(receipt))).pages
    lines = [line.strip() for page in pages for line in page.extract_text().splitlines()]
    codes = codes_of(call.definition) - {"O1", "O2"}
    assert {line for line in lines if line in codes} == set()
    assert {word for line in lines for word in SNAKE.findall(line)} == set()
    assert any("SIRET (14 chiffres)" in line for line in lines)


def test_every_budget_line_stands_in_the_dossier_as_it_was_typed(call: Any, at: datetime) -> None:
    receipt = submitted(complete_application(call, at), at)
    pages = pypdf.PdfReader(io.BytesIO(dossier_pdf(receipt))).pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    for words in ("Médiation", "Matériel", "26 117,77", "3 999,99", "Prix unitaire / Prezzo"):
        assert words in text.replace("\u00a0", " "), words


def test_the_unit_of_a_deliverable_reads_in_both_languages(call: Any, at: datetime) -> None:
    cast = complete_application(call, at)
    Deliverable.objects.update(units={"fr": "ateliers", "it": "laboratori"})
    receipt = submitted(cast, at)
    (activity,) = _Dossier(receipt, reading_of_submission(receipt)).data()["activities"]
    assert activity["deliverables"][0][1] == [
        {"lang": "fr", "text": "4 ateliers"},
        {"lang": "it", "text": "4 laboratori"},
    ]


@pytest.mark.parametrize("where", ["review/", "print/"])
def test_whoever_reads_the_application_sees_its_plan_drawn_and_its_lines(
    call: Any, at: datetime, where: str
) -> None:
    cast = complete_application(call, at)
    client = Client()
    client.force_login(cast.editor)
    with held_at(at):
        answer = client.get(f"/it/applications/{cast.application.pid}/{where}")
    page = unescape(answer.content.decode())
    assert 'aria-labelledby="timeline-title timeline-desc"' in page
    assert "Voci di spesa di" in page
    assert "Médiation" in page


@pytest.mark.parametrize(
    ("quantity", "said"),
    [(None, ""), ("12", "12 ore"), ("12.50", "12,50 ore"), ("0.01", "0,01 ore")],
)
def test_how_many_reads_without_needless_decimals(quantity: str | None, said: str) -> None:
    given = None if quantity is None else Decimal(quantity)
    line = ReadLine("staff", {}, "", Decimal(1), "", quantity=given, unit={"it": "ore"})
    assert line.how_many("it") == said


def test_what_other_partners_received_in_aid_stays_out_of_the_file(call: Any, at: datetime) -> None:
    """A partner must not read another's aid: the table is sealed apart."""
    receipt = submitted(complete_application(call, at), at)
    assert all("received" not in one["aid"] for one in receipt.sealed.content["partners"])
    assert receipt.sealed.content["aid_sha256"] == receipt.sealed_aid.sha256
    assert "received" in receipt.sealed_aid.content["aid"]["1"]


def test_the_sealed_reading_equals_the_draft_it_came_from(call: Any, at: datetime) -> None:
    cast = complete_application(call, at)
    receipt = submitted(cast, at)
    draft, sealed = reading_of(cast.reload()), reading_of_submission(receipt)
    assert sealed.sections == draft.sections
    assert sealed.activities == draft.activities
    assert [one.total for one in sealed.partners] == [one.total for one in draft.partners]
    assert sealed.titles == {"fr": "Chemins de mémoire", "it": "Sentieri della memoria"}


@pytest.mark.parametrize("language", ["fr", "it", "en"])
def test_anyone_may_verify_without_an_account(call: Any, at: datetime, language: str) -> None:
    receipt = submitted(complete_application(call, at), at)
    page, words = f"/{language}/applications/verify/", receipt.sealed.sha256
    assert "shield-check" in Client().get(page, {"code": words}).content.decode()
    with held_at(call.closes_at + timedelta(days=1)):  # a number alone: not while the call is open
        assert "shield-check" in Client().get(page, {"code": "mp2-0001"}).content.decode()
    answer = Client().get(page, {"code": words[:-1] + ("0" if words[-1] != "0" else "1")})
    assert "shield-check" not in answer.content.decode()
    shown = Client().get(page, {"code": words}).content.decode()
    assert "Chemins" not in shown
    assert "Semnoz" not in shown


def test_a_dossier_that_failed_once_is_laid_out_within_the_minute(
    call: Any, at: datetime, settings: Any
) -> None:
    """SUB-05: the queue alone would try again after a quarter of an hour."""
    receipt, folder = submitted(complete_application(call, at), at), settings.FILES_DIR
    settings.FILES_DIR = Path("/dev/null")  # as a disk that takes no file
    before = clock.real_now()
    render_dossier(receipt.pk)
    again = Schedule.objects.get(func="cordata.applications.jobs.render_dossier")
    assert again.next_run - before <= timedelta(seconds=30)
    with held_at(at + timedelta(minutes=11)), pytest.raises(OSError, match="null"):
        render_dossier(receipt.pk)
    settings.FILES_DIR = folder
    render_dossier(receipt.pk)
    assert Submission.objects.get(pk=receipt.pk).sealed.dossier is not None
