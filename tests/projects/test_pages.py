"""The pages of a project, as its people open them."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from cordata.kernel import clock
from cordata.projects import actions
from cordata.projects.models import BankDetails, Payment, Proof, Report
from cordata.projects.states import PaymentState, ProjectState
from cordata.web.numerals import euros
from tests.factories.assessment import staff
from tests.factories.projects import (
    ANSWER,
    IBAN,
    drawn_up,
    opened,
    paid,
    prove,
    reported,
    signed,
    verified,
)


def browser(person: Any, *, lately: bool = True) -> Client:
    """Signed in; `lately` says the person has just shown who they are."""
    client = Client()
    client.force_login(person)
    if lately:
        session = client.session
        now = clock.real_now().timestamp()
        session["account_authentication_methods"] = [{"method": "code", "at": now}]
        session.save()
    return client


def page(name: str, pid: str = "") -> str:
    with override("fr"):
        return reverse(f"projects:{name}", kwargs={"pid": pid} if pid else None)


@pytest.mark.parametrize("language", ["fr", "it", "en"])
def test_a_project_shows_its_path_and_its_account(call: Any, at: datetime, language: str) -> None:
    running = signed(call, at)
    paid(running, "advance", at)
    client = browser(running.cast.editor)

    shown = client.get(f"/{language}/projects/{running.pid}/").content.decode()

    assert running.project.number in shown
    assert euros(Decimal("29000.00"), language=language) in shown
    assert euros(Decimal("58000.00"), language=language) in shown


@pytest.mark.parametrize(
    "name", ["detail", "agreement", "sign", "give_bank", "confirm_bank", "report", "verify",
             "order", "close"],
)  # fmt: skip
def test_a_stranger_learns_nothing(call: Any, at: datetime, name: str) -> None:
    """ACC-02: somebody else's project does not exist, whatever the page."""
    running = drawn_up(call, at)
    other = drawn_up(call, at)
    client = browser(other.cast.signatory)
    send = client.post if name == "order" else client.get

    assert send(page(name, running.pid)).status_code == 404


def test_a_stranger_finds_no_proof_and_no_payment(call: Any, at: datetime) -> None:
    running, other = signed(call, at), drawn_up(call, at)
    prove(running, at, 1)
    payment = actions.order_payment(running.pid, "advance", key="k", by=running.orderer, at=at)
    due = running.deliverables[0]
    client = browser(other.cast.signatory)

    assert client.get(page("prove", due.pid)).status_code == 404
    assert client.post(page("decide", due.pid)).status_code == 404
    assert client.get(page("proof", due.proofs.first().pid)).status_code == 404
    assert client.post(page("confirm_payment", payment.pid)).status_code == 404
    assert client.get(page("payments")).status_code == 403


def test_the_agreement_is_signed_by_its_two_sides(call: Any, at: datetime) -> None:
    running = drawn_up(call, at)
    lead = browser(running.cast.signatory)

    assert lead.post(page("sign", running.pid), {}).status_code == 422
    assert lead.post(page("sign", running.pid), {"read": "on"}).status_code == 302
    assert browser(running.cast.editor).get(page("sign", running.pid)).status_code == 403
    browser(running.authority).post(page("sign", running.pid), {"read": "on"})

    assert running.reload().state == ProjectState.RUNNING
    got = lead.get(page("agreement", running.pid))
    assert got["Content-Type"] == "application/pdf"
    assert "no-store" in got["Cache-Control"]


def test_bank_details_want_a_fresh_sign_in_and_a_second_person(
    call: Any, at: datetime, settings: Any
) -> None:
    """MON-07, each step skipped once."""
    running = drawn_up(call, at)
    typed = {"holder": "Semnoz", "iban": IBAN, "bic": "AGRIFRPP"}
    where = page("give_bank", running.pid)

    settings.REHEARSAL = False
    stale = browser(running.cast.signatory, lately=False)
    assert "/reauthenticate/" in stale.post(where, typed)["Location"]
    settings.REHEARSAL = True  # where staff need no second factor
    assert browser(running.cast.editor).post(where, typed).status_code == 403
    fresh = browser(running.cast.signatory)
    wrong = fresh.post(where, typed | {"iban": IBAN[:-1] + "8"})
    assert wrong.status_code == 422
    assert fresh.post(where, typed).status_code == 302
    assert fresh.get(page("confirm_bank", running.pid)).status_code == 403
    checker = browser(running.authority)
    shown = checker.get(page("confirm_bank", running.pid)).content.decode()
    assert IBAN in shown
    given_at = BankDetails.objects.get().given_at.isoformat()
    checker.post(page("confirm_bank", running.pid), {"given_at": given_at, "checked": "on"})

    assert BankDetails.objects.get().confirmed_by == running.authority


def test_only_the_end_of_an_account_number_is_shown(call: Any, at: datetime) -> None:
    running = signed(call, at)

    shown = browser(running.cast.partner_editor).get(page("detail", running.pid)).content.decode()

    assert IBAN not in shown
    assert IBAN[-4:] in shown


def test_a_proof_is_a_file_or_a_link(call: Any, at: datetime) -> None:
    running = signed(call, at)
    client = browser(running.cast.partner_editor)
    first, second, _third = running.deliverables

    assert client.post(page("prove", first.pid), {}).status_code == 422
    bad = client.post(page("prove", first.pid), {"link": "javascript:alert(1)"})
    assert bad.status_code == 422
    client.post(page("prove", first.pid), {"link": "https://valfredda.example/oeuvre"})
    file = SimpleUploadedFile("photo.png", PNG, "image/png")
    client.post(page("prove", second.pid), {"file": file, "note": "Atelier"})

    assert Proof.objects.count() == 2
    stored = Proof.objects.exclude(file=None).get()
    got = client.get(page("proof", stored.pid))
    assert got["X-Content-Type-Options"] == "nosniff"
    assert "attachment" in got["Content-Disposition"]


def test_a_report_is_kept_and_sent_in_every_language(call: Any, at: datetime) -> None:
    running = signed(call, at)
    prove(running, at, 1, 2)
    client, where = browser(running.cast.editor), page("report", running.pid)
    languages = call.definition.languages
    answers = {f"{q}_{code}": ANSWER for q in ("done", "changed", "remains") for code in languages}
    for one in running.project.application.indicators.all():
        answers[f"indicator_{one.code}"] = "41"

    assert client.post(where, {"done_fr": "Un début."}).status_code == 302
    seen = Report.objects.get().saved_at.isoformat()
    stale = client.post(where, answers | {"seen": (at - timedelta(days=1)).isoformat()})
    assert stale.status_code == 422
    incomplete = client.post(where, {"done_fr": "Un début.", "seen": seen, "send": "yes"})
    assert incomplete.status_code == 422
    unproven = client.post(where, answers | {"seen": seen, "send": "yes"})
    assert unproven.status_code == 422
    sent = client.post(where, answers | {"seen": seen, "send": "yes", "without_proofs": "on"})

    assert sent.status_code == 302
    assert running.reload().state == ProjectState.REPORTED
    assert Report.objects.get().sealed is not None
    assert set(Report.objects.get().indicators.values()) == {41}


def test_each_deliverable_gets_its_word_and_a_refusal_its_reason(call: Any, at: datetime) -> None:
    running = signed(call, at)
    prove(running, at, 1, 2, 3)
    reported(running, at)
    client = browser(running.officer)
    one, two, three = running.deliverables

    assert client.get(page("verify", running.pid)).status_code == 200
    client.post(page("decide", one.pid), {"decision": "accept"})
    assert client.post(page("decide", two.pid), {"decision": "refuse"}).status_code == 422
    client.post(page("decide", two.pid), {"decision": "refuse", "reason": "Photo illisible."})
    client.post(page("verify", running.pid))
    assert running.reload().state == ProjectState.REPORTED
    client.post(page("decide", three.pid), {"decision": "accept"})
    client.post(page("verify", running.pid))

    assert running.reload().state == ProjectState.VERIFIED
    shown = browser(running.cast.editor).get(page("detail", running.pid)).content.decode()
    assert "Photo illisible." in shown
    assert euros(Decimal("33000.00"), language="fr") in shown


def test_two_people_make_a_payment(call: Any, at: datetime) -> None:
    """MON-08 through the pages; AB04: the order's form sent twice is one payment."""
    running = signed(call, at)
    both = staff("Bruno Deux", "orderer", "confirmer")
    client = browser(both)
    shown = client.get(page("detail", running.pid)).content.decode()
    key = re.search(r'name="key" value="([^"]+)"', shown)
    assert key
    order = {"kind": "advance", "key": key[1]}

    client.post(page("order", running.pid), order)
    client.post(page("order", running.pid), order)
    payment = Payment.objects.get()
    for session in (client, browser(both)):  # the same person in two sessions
        assert session.post(page("confirm_payment", payment.pid)).status_code == 403
    assert client.get(page("payments")).status_code == 200
    other = browser(running.confirmer)
    assert other.post(page("confirm_payment", payment.pid)).status_code == 302
    to_come = {"paid_on": (at + timedelta(days=3)).date().isoformat()}
    assert client.post(page("record_paid", payment.pid), to_come).status_code == 422
    client.post(page("record_paid", payment.pid), {"paid_on": at.date().isoformat()})

    payment.refresh_from_db()
    assert payment.state == PaymentState.PAID
    assert (payment.ordered_by, payment.confirmed_by) == (both, running.confirmer)


def test_the_way_back_is_named_as_the_page_it_leads_to(call: Any, at: datetime) -> None:
    running = signed(call, at)
    paid(running, "advance", at)
    of_payers, of_the_lead = browser(running.confirmer), browser(running.cast.editor)
    for client, words in ((of_payers, "Suivi des projets"), (of_the_lead, "Mes projets")):
        pages = [page("detail", running.pid)]
        pages += [page("payments")] if client is of_payers else [page("report", running.pid)]
        for path in pages:
            crumbs = client.get(path).content.decode().split('<nav class="crumbs"')[1]
            assert f'<a href="{page("list")}">{words}</a>' in crumbs.split("</nav>")[0], path
        assert f"<h1>{words}</h1>" in client.get(page("list")).content.decode()


def test_the_authority_closes_what_is_even(call: Any, at: datetime) -> None:
    running = signed(call, at)
    paid(running, "advance", at)
    prove(running, at, 1, 2, 3)
    reported(running, at)
    verified(running, at, 1, 2, 3)
    client = browser(running.authority)
    assert client.post(page("close", running.pid)).status_code == 409
    paid(running, "balance", at)

    assert client.get(page("close", running.pid)).status_code == 200
    assert client.post(page("close", running.pid)).status_code == 302
    assert running.reload().state == ProjectState.CLOSED


def test_a_controller_sees_the_projects_of_their_country_only(call: Any, at: datetime) -> None:
    running = opened(call, at)
    inside = browser(staff("Ines Controle", "controller", scope="country:IT"))
    outside = browser(staff("Sven Controle", "controller", scope="country:SE"))

    assert inside.get(page("detail", running.pid)).status_code == 200
    assert outside.get(page("detail", running.pid)).status_code == 404


@pytest.mark.counting
def test_one_row_and_many_cost_the_same(
    call: Any, at: datetime, django_assert_max_num_queries: Any
) -> None:
    """REL-20: the list in at most twelve queries beyond sign-in and shell."""
    officer = staff("Odile Officier", "officer", "orderer")
    client = browser(officer)
    counts = []
    for _round in range(2):
        opened(call, at)
        client.get(page("list"))
        with django_assert_max_num_queries(16) as listed:
            assert client.get(page("list")).status_code == 200
        with django_assert_max_num_queries(22) as payments:
            assert client.get(page("payments")).status_code == 200
        counts.append((len(listed), len(payments)))

    assert counts[0] == counts[1]


PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415478"
    "9c63f8cfc000000301010018dd8db00000000049454e44ae426082"
)
