"""Mandates: given by the right person, for what they saw, in a recorded way (SUB-09)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cordata.applications.actions import ask_mandate, give_mandate
from cordata.applications.models import Mandate, Partner
from cordata.applications.states import MandateState
from cordata.kernel.models import Event
from cordata.kernel.verdicts import NotPossible
from cordata.notify.models import Message
from tests.factories.applications import complete_application, started

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
    client: Client, call: Any, at: Any, pdf: bytes
) -> None:
    cast, partner, where = unsigned(call, at)
    client.force_login(cast.partner_editor)
    letter = SimpleUploadedFile("mandato.pdf", pdf, "application/pdf")
    client.post(where, {"act": "upload", "file": letter})
    mandate = Mandate.objects.get(partner=partner)
    assert mandate.kind == "signed_file"
    assert mandate.file is not None
    address = reverse(
        "applications:mandate_file", args=[cast.application.pid, partner.pid, mandate.pk]
    )
    answer = client.get(address)
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"


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
