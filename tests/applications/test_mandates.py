"""Mandates: given by the right person, for what they saw, in a recorded way (SUB-09)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cordata.applications.actions import (
    BudgetDraft,
    LineDraft,
    NotReady,
    ask_mandate,
    end_mandate,
    give_mandate,
    save_budget,
    submit_application,
)
from cordata.applications.models import Mandate, Partner, Submission
from cordata.applications.states import MandateState
from cordata.documents.models import StoredFile
from cordata.kernel.models import Event
from cordata.kernel.verdicts import NotPossible
from cordata.notify.models import Message
from cordata.web.catalogue import sentence
from tests.documents.files import pdf
from tests.documents.signing import SIGNER, signed_pdf, turned
from tests.factories.applications import (
    STATED,
    complete_application,
    eve_of_closing,
    started,
)
from tests.factories.assessment import staff

pytestmark = pytest.mark.django_db


def unsigned(call: Any, at: Any) -> tuple[Any, Partner, str]:
    cast = complete_application(call, at, mandates=False)
    partner = Partner.objects.get(pk=cast.partners[1].pk)
    where = reverse("applications:mandate", args=[cast.application.pid, partner.pid])
    return cast, partner, where


def test_a_signatory_gives_the_mandate_for_the_total_shown(
    client: Client, call: Any, at: Any
) -> None:
    cast, partner, where = unsigned(call, at)
    client.force_login(cast.partner_signatory)
    total = client.get(where).context["figures"].total

    client.post(where, {"act": "give", "seen_total": str(total), "agreed": "on"})

    mandate = Mandate.objects.get(partner=partner)
    assert (mandate.kind, mandate.role, mandate.total) == (
        "authenticated_act",
        "partner",
        Decimal("37948.37"),
    )
    event = Event.objects.get(kind="partner.mandate_given")
    assert event.actor == cast.partner_signatory.actor_key
    assert event.data["signature"] == "authenticated_act"


def test_nothing_is_signed_when_the_total_changed_meanwhile(
    client: Client, call: Any, at: Any
) -> None:
    cast, _partner, where = unsigned(call, at)
    client.force_login(cast.partner_signatory)
    answer = client.post(where, {"act": "give", "seen_total": "100.00", "agreed": "on"})
    assert not Mandate.objects.exists()
    assert "Rien n’a été signé" in answer.content.decode()


@pytest.mark.parametrize("role", ["signatory", "editor", "partner_editor"])
def test_nobody_else_signs(client: Client, call: Any, at: Any, role: str) -> None:
    """The lead's people and the partner's own editor may not sign for a partner."""
    cast, _partner, where = unsigned(call, at)
    client.force_login(getattr(cast, role))
    sent = {"act": "give", "seen_total": "37948.37", "agreed": "on"}
    assert client.post(where, sent).status_code == 403
    assert not Mandate.objects.exists()


def test_a_letter_signed_elsewhere_is_taken_from_the_partner(
    client: Client, call: Any, at: Any
) -> None:
    cast, partner, where = unsigned(call, at)
    client.force_login(cast.partner_editor)
    letter = SimpleUploadedFile("mandato.pdf", signed_pdf(), "application/pdf")
    page = client.post(where, {"act": "upload", "file": letter}, follow=True).content.decode()
    mandate = Mandate.objects.get(partner=partner)
    assert mandate.kind == "signed_file"
    assert [one["signer"] for one in mandate.signatures] == [SIGNER]
    assert SIGNER in page
    assert mandate.file is not None
    address = reverse(
        "applications:mandate_file", args=[cast.application.pid, partner.pid, mandate.pk]
    )
    answer = client.get(address)
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("letter", "why"),
    [
        (pdf, "mandate.file_unsigned"),
        (lambda: signed_pdf().replace(b"/MediaBox [ 0", b"/MediaBox [ 9"), "mandate.file_changed"),
        (lambda: turned(signed_pdf()), "mandate.file_added_to"),
    ],
)
def test_a_letter_is_taken_only_as_it_was_signed(
    client: Client, call: Any, at: Any, letter: Any, why: str
) -> None:
    """SUB-09: an act without its signature is refused, and nothing of it is kept."""
    cast, partner, where = unsigned(call, at)
    client.force_login(cast.partner_editor)
    kept = StoredFile.objects.count()
    sent = SimpleUploadedFile("mandato.pdf", letter(), "application/pdf")
    answer = client.post(where, {"act": "upload", "file": sent})
    assert answer.status_code == 422
    assert sentence(why) in unescape(answer.content.decode())
    assert not Mandate.objects.filter(partner=partner).exists()
    assert StoredFile.objects.count() == kept


def test_a_disguised_letter_is_refused(client: Client, call: Any, at: Any) -> None:
    """FIL-02."""
    cast, _partner, where = unsigned(call, at)
    client.force_login(cast.partner_editor)
    letter = SimpleUploadedFile("mandato.pdf", b"<html>%PDF-1.7</html>", "application/pdf")
    answer = client.post(where, {"act": "upload", "file": letter})
    assert answer.context["upload"].errors
    assert not Mandate.objects.exists()


def test_the_lead_asks_and_the_signatory_is_written_to_once_a_day(call: Any, at: Any) -> None:
    cast, partner, _where = unsigned(call, at)
    for _again in range(2):
        ask_mandate(partner, by=cast.signatory, at=at)
    partner.refresh_from_db()
    assert partner.mandate_state == MandateState.ASKED
    asked = Message.objects.filter(notice="applications.mandate_asked")
    assert [one.to for one in asked] == [cast.partner_signatory.email]


def test_an_empty_budget_cannot_be_signed(call: Any, at: Any) -> None:
    cast = started(call, at)
    with pytest.raises(NotPossible, match=r"mandate\.no_budget"):
        give_mandate(cast.partners[1], by=cast.partner_signatory, at=at)


@pytest.mark.parametrize("kind", ["", "oral", "signed_file"])
def test_an_act_without_its_kind_of_signature_is_refused(call: Any, at: Any, kind: str) -> None:
    """SUB-09: the kind of signature is recorded with each binding act."""
    cast, partner, _where = unsigned(call, at)
    with pytest.raises(NotPossible):
        give_mandate(partner, by=cast.partner_signatory, at=at, kind=kind)


WHY = "Notre conseil a voté contre."


def told_of_the_end() -> set[str]:
    return {one.to for one in Message.objects.filter(notice="applications.mandate_ended")}


def end(client: Client, cast: Any, where: str) -> Any:
    client.force_login(cast.partner_signatory)
    return client.post(where, {"act": "end", "reason": WHY})


def file(cast: Any, at: Any, key: str = "k") -> Submission:
    return submit_application(
        cast.application.pid, by=cast.signatory, key=key, statements=STATED, received_at=at, at=at
    )


def test_a_signatory_refuses_with_a_reason_and_the_lead_is_told(
    client: Client, call: Any, at: Any
) -> None:
    cast, partner, where = unsigned(call, at)
    client.force_login(cast.partner_signatory)
    assert client.post(where, {"act": "end", "reason": " "}).context["end"].errors
    assert end(client, cast, where).status_code == 302

    partner.refresh_from_db()
    assert partner.mandate_state == MandateState.REFUSED
    assert told_of_the_end() == {cast.signatory.email, cast.editor.email}
    letter = Message.objects.filter(notice="applications.mandate_ended").first()
    assert letter is not None
    assert "Notre conseil a voté contre" in letter.text
    assert WHY in client.get(where).content.decode()


def test_the_reason_is_not_in_the_journal(call: Any, at: Any) -> None:
    """What a draft says can be erased with it; the journal can't."""
    cast, partner, _where = unsigned(call, at)
    end_mandate(partner, because=WHY, by=cast.partner_signatory, at=at)
    event = Event.objects.get(kind="partner.mandate_refused")
    assert WHY not in f"{event.reason}{event.data}"


def test_a_refused_mandate_stops_the_filing_and_can_be_given_after_all(call: Any, at: Any) -> None:
    cast, partner, _where = unsigned(call, at)
    end_mandate(partner, because=WHY, by=cast.partner_signatory, at=at)
    with pytest.raises(NotReady) as refusal:
        file(cast, at)
    assert "mandate.partners" in {one.code for one in refusal.value.findings}

    ask_mandate(partner, by=cast.signatory, at=at)
    give_mandate(partner, by=cast.partner_signatory, at=at)
    partner.refresh_from_db()
    assert partner.mandate_reason == ""
    assert file(cast, at).version == 1


def test_a_mandate_is_revoked_at_the_closing_and_not_a_second_later(call: Any, at: Any) -> None:
    cast = complete_application(call, at)
    partner = Partner.objects.get(pk=cast.partners[1].pk)
    after = call.closes_at + timedelta(seconds=1)
    with pytest.raises(NotPossible, match=r"application\.closed_to_changes"):
        end_mandate(partner, because=WHY, by=cast.partner_signatory, at=after)
    ended = end_mandate(partner, because=WHY, by=cast.partner_signatory, at=call.closes_at)
    assert ended.mandate_state == MandateState.REVOKED


def test_a_filed_file_stands_without_the_mandate_but_is_not_filed_again(call: Any, at: Any) -> None:
    """SUB-09: the lead and the secretariat are told; the next filing is refused."""
    cast = complete_application(call, at)
    officer = staff("Odile Officier", "officer")
    file(cast, at)
    partner = Partner.objects.get(pk=cast.partners[1].pk)
    end_mandate(partner, because=WHY, by=cast.partner_signatory, at=eve_of_closing(call))

    assert told_of_the_end() == {cast.signatory.email, cast.editor.email, officer.email}
    letter = Message.objects.get(notice="applications.mandate_ended", to=officer.email)
    assert "/receipt/" in letter.text
    assert cast.reload().state == "submitted"
    with pytest.raises(NotReady):
        file(cast, eve_of_closing(call), "again")
    assert Submission.objects.count() == 1


@pytest.mark.parametrize("role", ["signatory", "editor", "partner_editor"])
def test_nobody_else_refuses_or_revokes(client: Client, call: Any, at: Any, role: str) -> None:
    cast, partner, where = unsigned(call, at)
    client.force_login(getattr(cast, role))
    assert client.post(where, {"act": "end", "reason": WHY}).status_code == 403
    partner.refresh_from_db()
    assert partner.mandate_state == MandateState.MISSING


def test_the_lead_has_no_mandate_to_refuse(call: Any, at: Any) -> None:
    cast = complete_application(call, at)
    with pytest.raises(NotPossible, match=r"application\.sign\.lead_withdraws"):
        end_mandate(cast.partners[0], because=WHY, by=cast.signatory, at=at)


def test_what_is_refused_is_not_refused_twice(call: Any, at: Any) -> None:
    cast, partner, _where = unsigned(call, at)
    end_mandate(partner, because=WHY, by=cast.partner_signatory, at=at)
    with pytest.raises(NotPossible, match=r"partner\.not_mandate_refused"):
        end_mandate(partner, because=WHY, by=cast.partner_signatory, at=at)


def by_a_cent(cast: Any) -> BudgetDraft:
    lines = [LineDraft(one.category, one.amount) for one in cast.partners[1].lines.all()]
    return BudgetDraft(lines=[LineDraft("external", lines[0].amount + Decimal("0.01")), *lines[1:]])


def without_a_line(cast: Any) -> BudgetDraft:
    lines = [LineDraft(one.category, one.amount) for one in cast.partners[1].lines.all()]
    return BudgetDraft(lines=lines[:1])


def by_its_option(cast: Any) -> BudgetDraft:
    return BudgetDraft(cost_option="O1")


def by_a_unit_price(cast: Any) -> BudgetDraft:
    lines = [LineDraft(one.category, one.amount) for one in cast.partners[1].lines.all()]
    priced = LineDraft("external", Decimal(0), quantity=Decimal(2), unit_price=Decimal("9.99"))
    return BudgetDraft(lines=[*lines, priced])


@pytest.mark.parametrize("change", [by_a_cent, without_a_line, by_its_option, by_a_unit_price])
def test_a_total_that_changes_in_any_way_reopens_the_mandate(
    call: Any, at: Any, change: Any
) -> None:
    """SUB-09: told by mail each time, also when it was given and changed twice in a day."""
    cast = complete_application(call, at)
    pid = cast.partners[1].pid
    save_budget(cast.application, {pid: change(cast)}, by=cast.editor, at=at)
    partner = Partner.objects.get(pid=pid)
    assert partner.mandate_state == MandateState.REOPENED

    other = BudgetDraft(cost_option="O2", lines=[LineDraft("external", Decimal(50))])
    save_budget(cast.application, {pid: other}, by=cast.editor, at=at)
    give_mandate(partner, by=cast.partner_signatory, at=at)
    save_budget(cast.application, {pid: BudgetDraft(lines=[])}, by=cast.editor, at=at)
    assert Message.objects.filter(notice="applications.mandate_reopened").count() == 2


def test_a_budget_saved_with_the_same_total_reopens_nothing(call: Any, at: Any) -> None:
    cast = complete_application(call, at)
    pid = cast.partners[1].pid
    lines = [LineDraft(one.category, one.amount, "Autrement") for one in
             cast.partners[1].lines.all()]  # fmt: skip
    save_budget(cast.application, {pid: BudgetDraft(lines=lines)}, by=cast.editor, at=at)
    assert Partner.objects.get(pid=pid).mandate_state == MandateState.GIVEN
