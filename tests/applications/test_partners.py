"""Partners: found by their number or created once; the lead orders, hands over, removes."""

from __future__ import annotations

from datetime import datetime
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cordata.accounts.models import Invitation, Organisation
from cordata.applications.actions import add_partner, move_partner, remove_partner
from cordata.applications.models import Partner
from cordata.kernel.models import Event
from cordata.kernel.verdicts import NotPossible
from cordata.notify.models import Message
from tests.applications.test_pages import signed_in
from tests.factories.applications import (
    SEMNOZ,
    VALFREDDA,
    another,
    complete_application,
    organisation,
    started,
)

pytestmark = pytest.mark.django_db


def page(cast: Any, name: str = "partners", *more: str) -> str:
    return reverse(f"applications:{name}", args=[cast.application.pid, *more])


def order(cast: Any) -> list[str]:
    return [one.organisation.name for one in cast.application.partners.order_by("position")]


def test_a_known_body_is_found_by_its_number_and_nothing_is_typed_again(
    client: Client, call: Any, at: Any
) -> None:
    """SUB-01: one number, one button."""
    cast = started(call, at, SEMNOZ)
    organisation(VALFREDDA)
    client.force_login(cast.signatory)
    number = {"scheme": f"IT:{VALFREDDA.scheme}", "value": VALFREDDA.value}

    found = client.post(page(cast), number | {"act": "find"})
    assert VALFREDDA.name in found.content.decode()
    assert client.post(page(cast), number | {"act": "add"}).status_code == 302

    assert order(cast) == [SEMNOZ.name, VALFREDDA.name]
    assert Organisation.objects.count() == 2


def test_an_unknown_body_is_created_once_and_its_signatory_invited(
    client: Client, call: Any, at: Any
) -> None:
    """The lead writes it down but does not become its member."""
    cast = started(call, at, SEMNOZ)
    client.force_login(cast.signatory)
    number = {"scheme": "IT:codice_fiscale", "value": VALFREDDA.value}
    asked = client.post(page(cast), number | {"act": "find"})
    assert asked.context["adding"].new is not None

    body = {
        "act": "create",
        "name": "Comune di Valfredda",
        "nuts3": "ITC20",
        "legal_type": "municipality",
        "email": "sindaco@valfredda.example",
    }
    client.post(page(cast), number | body)

    created = Organisation.objects.get(name="Comune di Valfredda")
    assert created.memberships.count() == 0
    assert Invitation.objects.get(organisation=created).email == "sindaco@valfredda.example"
    assert order(cast) == [SEMNOZ.name, created.name]


def test_a_wrong_number_is_said_at_once(client: Client, call: Any, at: Any) -> None:
    cast = started(call, at, SEMNOZ)
    client.force_login(cast.signatory)
    answer = client.post(
        page(cast), {"act": "find", "scheme": "IT:codice_fiscale", "value": "97369930075"}
    )
    assert answer.context["adding"].find.errors["value"]
    assert "97369930075" in answer.content.decode()


def test_only_the_lead_adds_or_removes(client: Client, call: Any, at: Any) -> None:
    """ACC-07."""
    cast = started(call, at)
    client.force_login(cast.partner_signatory)
    assert client.post(page(cast), {"act": "find"}).status_code == 403
    removing = page(cast, "partner_remove", cast.partners[0].pid)
    assert client.post(removing).status_code == 403


def test_the_people_of_an_added_body_are_told(call: Any, at: Any) -> None:
    started(call, at)
    told = Message.objects.filter(notice="applications.partner_added")
    assert {one.to for one in told} == {"elena@elena.example", "marco@marco.example"}


def test_a_body_stands_in_an_application_once(call: Any, at: Any) -> None:
    cast = started(call, at)
    with pytest.raises(NotPossible, match=r"partner\.already_in"):
        add_partner(cast.application, cast.partners[1].organisation, by=cast.signatory, at=at)


def test_partners_change_places_but_the_lead_stays_first(call: Any, at: Any) -> None:
    cast = started(call, at, SEMNOZ, VALFREDDA, another(VALFREDDA, 1))
    last = cast.partners[2]
    move_partner(last, 2, by=cast.signatory, at=at)
    assert order(cast) == [SEMNOZ.name, last.organisation.name, VALFREDDA.name]
    with pytest.raises(NotPossible, match=r"partner\.lead_is_first"):
        move_partner(last, 1, by=cast.signatory, at=at)


def test_a_removed_partner_reads_nothing_at_the_next_request(
    client: Client, call: Any, at: Any
) -> None:
    """ACC-08."""
    cast = complete_application(call, at)
    client.force_login(cast.partner_signatory)
    assert client.get(page(cast)).status_code == 200
    remove_partner(Partner.objects.get(pk=cast.partners[1].pk), by=cast.signatory, at=at)
    assert client.get(page(cast)).status_code == 404
    event = Event.objects.get(kind="application.partner_removed")
    assert event.data["name"] == VALFREDDA.name


def test_the_lead_cannot_be_removed(call: Any, at: Any) -> None:
    cast = started(call, at)
    with pytest.raises(NotPossible, match=r"partner\.lead_stays"):
        remove_partner(cast.partners[0], by=cast.signatory, at=at)


def test_a_question_that_hangs_on_another_says_so_and_can_be_hidden(
    call: Any, at: datetime
) -> None:
    """Issue: fields are conditional; without a script the words say when they apply."""
    cast = started(call, at)
    client = signed_in(cast.partner_editor)
    place = reverse("applications:partner", args=[cast.application.pid, cast.partners[1].pid])
    page = unescape(client.get(place).content.decode())
    assert 'data-asked-if="previously_funded=yes"' in page
    assert 'data-asked-if="legal_type=enterprise|cooperative"' in page
    assert "Seulement si la réponse à «\u00a0" in page
    assert "est\u00a0: Oui." in page
    asked = call.definition.form.field("previously_funded")
    assert f"{asked.number} {asked.labels['fr']}" in page  # as each other question of the sheet


def test_the_sheet_keeps_both_languages_and_shows_what_another_wrote(
    client: Client, call: Any, at: Any
) -> None:
    """SUB-07: the second saver sees both texts and keeps their own."""
    cast = started(call, at)
    where = page(cast, "partner", cast.partners[1].pid)
    client.force_login(cast.partner_editor)
    sent = {
        "contribution-fr": "Nos archives",
        "contribution-it": "I nostri archivi",
        "contribution-fr-version": "0",
        "contribution-it-version": "0",
        "previously_funded": "no",
    }
    client.post(where, sent)
    partner = Partner.objects.get(pk=cast.partners[1].pk)
    assert partner.previously_funded is False
    assert partner.answers.filter(field="contribution").count() == 2

    client.force_login(cast.editor)
    answer = client.post(where, sent | {"contribution-fr": "Nos lieux"})
    shown = answer.content.decode()
    assert "Nos archives" in shown
    assert "Nos lieux" in shown
    assert partner.answers.get(field="contribution", language="fr").text == "Nos archives"


def test_only_its_own_signatories_invite_once_somebody_is_there(
    client: Client, call: Any, at: Any
) -> None:
    cast = started(call, at)
    where = page(cast, "invite", cast.partners[1].pid)
    invitation = {"email": "nuova@valfredda.example", "kind": "editor"}
    client.force_login(cast.signatory)
    client.post(where, invitation)
    assert not Invitation.objects.exists()
    client.force_login(cast.partner_signatory)
    client.post(where, invitation)
    assert Invitation.objects.get().email == "nuova@valfredda.example"
