"""What a call asks of a body itself: once, by its own people, on the partner's sheet (SUB-01)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from cordata.applications.actions import AnswerDraft, save_answers
from cordata.applications.facts import facts_of
from tests.factories.applications import complete_application, member, started


def _sheet(cast: Any) -> tuple[str, Any]:
    partner = cast.partners[0]
    return f"/fr/applications/{cast.application.pid}/partners/{partner.pid}/body/", partner


def test_a_body_says_its_kind_and_territory_where_it_is_asked(
    client: Client, call: Any, at: datetime
) -> None:
    cast = started(call, at)
    address, partner = _sheet(cast)
    client.force_login(cast.editor)
    said = {"legal_type": "association", "vat_recovery": "no", "nuts3": "FRK27"}
    assert client.post(address, said).status_code == 302
    partner.organisation.refresh_from_db()
    assert partner.organisation.legal_type == "association"
    assert facts_of(cast.reload(), at).partners[0].nuts3 == "FRK27"


def test_only_an_enterprise_has_a_size(client: Client, call: Any, at: datetime) -> None:
    cast = started(call, at)
    address, partner = _sheet(cast)
    client.force_login(cast.signatory)
    for kind, size, is_enterprise in (("enterprise", "small", True), ("association", "", False)):
        client.post(address, {"legal_type": kind, "enterprise_size": "small"})
        partner.organisation.refresh_from_db()
        assert partner.organisation.enterprise_size == size
        assert partner.organisation.is_enterprise is is_enterprise


def test_nobody_answers_for_another_body(client: Client, call: Any, at: datetime) -> None:
    """ACC-07: the other partner reads the sheet and may not answer for it."""
    cast = started(call, at)
    address, _partner = _sheet(cast)
    client.force_login(cast.partner_signatory)
    assert client.post(address, {"legal_type": "enterprise"}).status_code == 403
    client.force_login(member("stranger", cast.partners[1].organisation))
    assert client.get(address).status_code == 405


def test_a_file_without_a_contact_person_is_incomplete(
    client: Client, call: Any, at: datetime
) -> None:
    """B8: one row, asked of each partner; empty, or without an address, it is missing."""
    cast = complete_application(call, at)
    partner = cast.partners[0]
    assert not facts_of(cast.reload(), at).missing_fields
    for version, text in enumerate(("", '[{"name":"Camille Favre","email":""}]'), start=1):
        draft = AnswerDraft("contact", text, "", version, partner)
        assert not save_answers(cast.application, [draft], by=cast.editor, at=at)
        assert facts_of(cast.reload(), at).missing_fields == ("partner.1.contact",)
    client.force_login(cast.editor)
    page = f"/fr/applications/{cast.application.pid}/partners/{partner.pid}/"
    shown = client.get(page).content.decode()
    assert 'name="contact-1-email"' in shown
    assert 'name="contact-2-email"' not in shown
    assert 'name="contact-more"' not in shown


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Camille@Semnoz.EXAMPLE ", "camille@semnoz.example"),
        ("camille@semnoz", ""),
        ("camille", ""),
    ],
)
def test_the_address_of_a_contact_person_is_one(
    client: Client, call: Any, at: datetime, typed: str, kept: str
) -> None:
    """A question of type `email` keeps an address in one form, and says what is none."""
    cast = started(call, at)
    partner = cast.partners[0]
    client.force_login(cast.editor)
    page = f"/fr/applications/{cast.application.pid}/partners/{partner.pid}/"
    sent = {"contact-version": "0", "contact-1-name": "Camille", "contact-1-email": typed}
    answer = client.post(page, sent)
    rows = [one.text for one in cast.application.answers.filter(field="contact")]
    assert rows == ([f'[{{"email":"{kept}","name":"Camille"}}]'] if kept else [])
    assert answer.status_code == (302 if kept else 422)
    assert ('type="email"' in answer.content.decode()) is not bool(kept)
