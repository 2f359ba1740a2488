"""Declarations, State aid, annexes: each organisation's own, nothing of others (ACC-07)."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cordata.applications.actions import accept_declarations, save_aid
from cordata.applications.actions.declarations import AidDraft, AidReceived
from cordata.applications.facts import facts_of
from cordata.applications.figures import aid_received
from cordata.applications.models import Annex, Partner
from cordata.applications.queries import people_of
from cordata.documents import scanning
from cordata.kernel.models import Event
from cordata.kernel.verdicts import NotPossible
from cordata.notify.models import Message
from tests.factories.applications import complete_application, started

pytestmark = pytest.mark.django_db


def page(cast: Any, name: str, *more: str) -> str:
    return reverse(f"applications:{name}", args=[cast.application.pid, *more])


def test_a_partner_accepts_its_declarations_with_their_version(
    client: Client, call: Any, at: Any
) -> None:
    cast = started(call, at)
    own = cast.partners[1]
    client.force_login(cast.partner_editor)
    sent = {"partner": own.pid, "declarations-2-truth": "on", "declarations-2-privacy": "on"}
    client.post(page(cast, "declarations"), sent)
    own.refresh_from_db()
    assert own.declarations == [
        {"code": "truth", "version": "1"},
        {"code": "privacy", "version": "1"},
    ]


def test_a_duty_of_one_country_is_shown_to_its_bodies_only(
    client: Client, call: Any, at: Any
) -> None:
    cast = started(call, at)
    client.force_login(cast.editor)
    french = client.get(page(cast, "declarations")).context["parts"][0]["form"]
    assert "republican_contract" in french.fields
    client.force_login(cast.partner_editor)
    italian = client.get(page(cast, "declarations")).context["parts"][1]["form"]
    assert "republican_contract" not in italian.fields


def test_nobody_declares_for_another(client: Client, call: Any, at: Any) -> None:
    """The lead included."""
    cast = started(call, at)
    client.force_login(cast.signatory)
    own = cast.partners[1]
    for name in ("declarations", "aid"):
        assert client.post(page(cast, name), {"partner": own.pid}).status_code == 403


def test_a_declaration_the_call_does_not_know_is_refused(call: Any, at: Any) -> None:
    cast = started(call, at)
    with pytest.raises(NotPossible, match=r"declarations\.unknown"):
        accept_declarations(cast.partners[0], ["loyalty"], by=cast.editor, at=at)


def test_the_self_check_is_saved_and_summed(client: Client, call: Any, at: Any) -> None:
    cast = started(call, at)
    own = cast.partners[0]
    client.force_login(cast.editor)
    sent = {
        "partner": own.pid,
        "seen": client.get(page(cast, "aid")).context["parts"][0].seen,
        "aid-1-economic_activity": "yes",
        "aid-1-aid_regime": "de_minimis",
        "aid-1-declared": "on",
        "aid-1-received-TOTAL_FORMS": "2",
        "aid-1-received-INITIAL_FORMS": "0",
        "aid-1-received-0-granted_on": "2024-05-01",
        "aid-1-received-0-amount": "280 000,00",
        "aid-1-received-0-granted_by": "Région",
        "aid-1-received-0-country": "FR",
        "aid-1-received-1-country": "FR",
    }
    answer = client.post(page(cast, "aid"), sent)
    assert answer.status_code == 302
    own.refresh_from_db()
    assert own.aid["answers"] == {"economic_activity": True}
    shown = client.get(page(cast, "aid")).context["parts"][0]
    assert [one.key for one in shown.open] == [
        *("aid_advantage", "aid_third_parties", "aid_explanation")
    ]
    assert own.aid["declared"] is True
    assert aid_received(own, at.date()) == Decimal("280000.00")


def test_the_eighth_worked_example_says_how_much_is_too_much(
    client: Client, call: Any, at: Any
) -> None:
    """domain.md 5.3.8: 280 000 received, new aid on top, ceiling 300 000."""
    cast = complete_application(call, at)
    own = Partner.objects.get(pk=cast.partners[0].pk)
    aid = AidReceived(date(2024, 5, 1), Decimal("280000.00"), "Région", "FR")
    answers = AidDraft({"economic_activity": True}, regime="de_minimis", received=[aid])
    save_aid(own, answers, by=cast.editor, at=at)
    client.force_login(cast.editor)
    sums = client.get(page(cast, "aid")).context["parts"][0].sums
    assert sums.own.new == Decimal("24021.13")
    assert sums.own.sum == Decimal("304021.13")
    assert sums.own.excess == Decimal("4021.13")


def test_aid_of_another_state_or_too_old_does_not_count(call: Any, at: Any) -> None:
    cast = started(call, at)
    rows = [
        AidReceived(date(2024, 5, 1), Decimal("100.00"), "Région", "FR"),
        AidReceived(date(2024, 5, 1), Decimal("999.00"), "Regione", "IT"),
        AidReceived(date(2021, 1, 1), Decimal("999.00"), "Région", "FR"),
    ]
    save_aid(cast.partners[0], AidDraft(received=rows), by=cast.editor, at=at)
    partner = Partner.objects.get(pk=cast.partners[0].pk)
    assert aid_received(partner, at.date()) == Decimal("100.00")


def test_an_empty_table_alone_is_no_answer(call: Any, at: Any) -> None:
    """G6: who received nothing says so; the tick below the table is not that answer."""
    cast = started(call, at)
    partner, answers = cast.partners[0], {"aid_advantage": True, "aid_third_parties": False}
    aid = AidReceived(date(2024, 5, 1), Decimal("100.00"), "Région", "FR")
    draft = AidDraft(
        answers | {"economic_activity": True}, "Visites payantes.", "de_minimis", declared=True
    )
    answered = [
        (replace(draft), False),
        (replace(draft, any=False), True),
        (replace(draft, any=True), False),
        (replace(draft, any=True, received=[aid]), True),
        (replace(draft, received=[aid]), True),
    ]
    for wanted, said in answered:
        save_aid(partner, wanted, by=cast.editor, at=at)
        assert facts_of(cast.reload(), at).partners[0].aid.answered is said
    with pytest.raises(NotPossible, match=r"aid\.none_but_listed"):
        save_aid(partner, replace(draft, any=False, received=[aid]), by=cast.editor, at=at)


def test_the_page_sums_each_state_apart(client: Client, call: Any, at: Any) -> None:
    """The ceiling is one per Member State: the new aid counts beside its own State's alone."""
    cast = started(call, at)
    rows = [
        AidReceived(date(2022, 4, 20), Decimal("999.00"), "Région", "FR"),
        AidReceived(date(2024, 5, 1), Decimal("250000.00"), "Regione", "IT"),
    ]
    save_aid(cast.partners[0], AidDraft(received=rows), by=cast.editor, at=at)
    client.force_login(cast.editor)
    states = client.get(page(cast, "aid")).context["parts"][0].sums.states
    found = [(one.state, one.received, one.room) for one in states]
    assert found == [
        ("France", Decimal("999.00") * (at.date() <= date(2025, 4, 20)), found[0][2]),
        ("Italie", Decimal("250000.00"), Decimal("50000.00")),
    ]


def test_what_a_body_received_stays_out_of_the_journal_and_of_others_pages(
    client: Client, call: Any, at: Any
) -> None:
    """ACC-06: the secret amount appears nowhere but on the body's own page."""
    cast = started(call, at)
    aid = AidReceived(date(2024, 5, 1), Decimal("123456.78"), "Regione Segreta", "IT")
    save_aid(cast.partners[1], AidDraft(received=[aid]), by=cast.partner_editor, at=at)
    assert "123456" not in str(Event.objects.get(kind="application.aid_saved").data)
    client.force_login(cast.signatory)
    assert "Segreta" not in client.get(page(cast, "aid")).content.decode()
    client.force_login(cast.partner_editor)
    assert "Segreta" in client.get(page(cast, "aid")).content.decode()


def join(client: Client, cast: Any, pdf: bytes, partner: Any, slot: str = "quotes") -> Any:
    file = SimpleUploadedFile("devis.pdf", pdf, "application/pdf")
    sent = {"slot": slot, "partner": partner.pid, "file": file}
    return client.post(page(cast, "annexes"), sent)


def test_a_file_is_joined_served_and_removed(
    client: Client, call: Any, at: Any, pdf: bytes
) -> None:
    """FIL-05: served as an attachment, under the page's own access."""
    cast = started(call, at)
    client.force_login(cast.editor)
    assert join(client, cast, pdf, cast.partners[0]).status_code == 302
    annex = Annex.objects.get()
    address = page(cast, "annex_file", annex.pid)
    answer = client.get(address)
    assert answer["Content-Disposition"].startswith("attachment")
    assert set(answer["Cache-Control"].split(", ")) == {"private", "no-store"}
    client.post(page(cast, "annex_remove", annex.pid))
    assert client.get(address).status_code == 404
    kinds = list(Event.objects.filter(kind__startswith="application.annex").order_by("number"))
    assert [one.kind for one in kinds] == ["application.annex_added", "application.annex_removed"]


def test_a_stranger_does_not_get_the_file(
    client: Client, call: Any, at: Any, pdf: bytes, person: Any
) -> None:
    """ACC-04."""
    cast = started(call, at)
    client.force_login(cast.editor)
    join(client, cast, pdf, cast.partners[0])
    address = page(cast, "annex_file", Annex.objects.get().pid)
    client.force_login(person("stranger"))
    assert client.get(address).status_code == 404


def test_a_partner_joins_and_removes_its_own_files_only(
    client: Client, call: Any, at: Any, pdf: bytes
) -> None:
    """ACC-07."""
    cast = started(call, at)
    client.force_login(cast.editor)
    join(client, cast, pdf, cast.partners[0])
    annex = Annex.objects.get()
    client.force_login(cast.partner_editor)
    assert join(client, cast, pdf, cast.partners[0]).status_code == 403
    assert client.post(page(cast, "annex_remove", annex.pid)).status_code == 403
    assert join(client, cast, pdf, cast.partners[1]).status_code == 302


@pytest.mark.parametrize("slot", ["unknown", "mandate", ""])
def test_a_slot_that_does_not_exist_is_not_found(
    client: Client, call: Any, at: Any, pdf: bytes, slot: str
) -> None:
    cast = started(call, at)
    client.force_login(cast.editor)
    assert join(client, cast, pdf, cast.partners[0], slot).status_code == 404


def test_a_wrong_kind_of_file_is_refused_beside_the_field(
    client: Client, call: Any, at: Any
) -> None:
    """FIL-02."""
    cast = started(call, at)
    client.force_login(cast.editor)
    answer = join(client, cast, b"GIF89a not a pdf", cast.partners[0])
    assert answer.context["form"].errors["file"]
    assert not Annex.objects.exists()


def test_what_is_missing_is_said_before(client: Client, call: Any, at: Any) -> None:
    cast = started(call, at)
    client.force_login(cast.editor)
    missing = client.get(page(cast, "annexes")).context["missing"]
    assert [(one.slot.code, one.partner.position) for one in missing] == [("statutes", 1)]


def test_who_joined_a_file_hears_that_the_scanner_refused_it(
    client: Client, call: Any, at: Any, pdf: bytes, settings: Any
) -> None:
    """FIL-07: the answer may come after the upload; a file taken out is nobody's news."""
    cast = started(call, at)
    settings.CLAMD = "127.0.0.1:9"
    client.force_login(cast.partner_editor)
    for _file in range(2):
        join(client, cast, pdf, cast.partners[1])
    annex, taken_out = Annex.objects.order_by("pk")
    client.post(page(cast, "annex_remove", taken_out.pid))

    with found_bad(settings):
        scanning.scan_forgotten()

    mails = Message.objects.filter(notice="applications.annex_refused")
    lead = set(people_of(cast.partners[0]).values_list("email", flat=True))
    assert {mail.to for mail in mails} == {cast.partner_editor.email} | lead
    words = [mail.text.replace("\u200b", "") for mail in mails]  # no name becomes a link
    assert all("devis.pdf" in text for text in words)
    assert client.get(page(cast, "annex_file", annex.pid)).status_code == 409


@contextmanager
def found_bad(settings: Any) -> Iterator[None]:
    """A scanner that finds something in every file."""

    class Answer(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.rfile.read(len(b"zINSTREAM\0"))
            while size := int.from_bytes(self.rfile.read(4), "big"):
                self.rfile.read(size)
            self.wfile.write(b"stream: Eicar-Test FOUND\0")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.CLAMD = f"127.0.0.1:{server.server_address[1]}"
        yield
        server.shutdown()
