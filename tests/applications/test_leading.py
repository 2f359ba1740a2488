"""The lead passes to another partner by an offer and its answer, never in silence."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from cordata.applications.actions import (
    NotReady,
    accept_lead,
    decline_lead,
    delete_draft,
    give_mandate,
    offer_lead,
    remove_partner,
    submit_application,
    take_back_lead,
)
from cordata.applications.models import Partner
from cordata.applications.states import MandateState
from cordata.desk.tasks import tasks_of
from cordata.kernel.models import Event
from cordata.kernel.verdicts import NotPossible
from cordata.notify.models import Message
from tests.factories.applications import (
    SEMNOZ,
    STATED,
    VALFREDDA,
    another,
    complete_application,
    started,
)

pytestmark = pytest.mark.django_db


def second(cast: Any) -> Partner:
    return Partner.objects.get(pk=cast.partners[1].pk)


def lead_of(cast: Any) -> Partner:
    return Partner.objects.get(application=cast.application, is_lead=True)


def page(cast: Any) -> str:
    return reverse("applications:lead", args=[cast.application.pid, cast.partners[1].pid])


def told(code: str) -> set[str]:
    return {one.to for one in Message.objects.filter(notice=f"applications.{code}")}


def offered(call: Any, at: Any) -> Any:
    cast = complete_application(call, at)
    offer_lead(second(cast), by=cast.editor, at=at)
    return cast


def test_an_offer_changes_nothing_and_is_told_to_who_signs_for_the_partner(
    call: Any, at: Any
) -> None:
    cast = offered(call, at)
    assert lead_of(cast).pk == cast.partners[0].pk
    assert second(cast).mandate_state == MandateState.GIVEN
    assert told("lead_offered") == {cast.partner_signatory.email}
    assert "lead_offers" in {task.code for task in tasks_of(cast.partner_signatory, at)}
    assert "lead_offers" not in {task.code for task in tasks_of(cast.partner_editor, at)}


def test_the_partner_takes_the_lead_and_both_mandates_are_open_again(call: Any, at: Any) -> None:
    """SUB-09: a mandate covers the role."""
    cast = offered(call, at)
    accept_lead(second(cast), by=cast.partner_signatory, at=at)

    new, former = second(cast), Partner.objects.get(pk=cast.partners[0].pk)
    assert (new.is_lead, new.position, new.lead_offered_at) == (True, 1, None)
    assert (former.is_lead, former.position) == (False, 2)
    assert new.mandate_state == MandateState.REOPENED
    everybody = (cast.signatory, cast.editor, cast.partner_signatory, cast.partner_editor)
    assert told("lead_changed") == {one.email for one in everybody}
    assert Event.objects.get(kind="application.lead_changed").data["before"] == former.pid


def test_the_one_judge_says_what_the_new_lead_lacks_before_and_after(
    client: Client, call: Any, at: Any
) -> None:
    """The former lead has signed no mandate as a partner: said beforehand, refused at the gate."""
    cast = offered(call, at)
    client.force_login(cast.partner_signatory)
    then = client.get(page(cast)).context["stops_then"]
    assert [one.code for one in then] == ["mandate.partners"]
    assert SEMNOZ.name in then[0].text

    accept_lead(second(cast), by=cast.partner_signatory, at=at)
    with pytest.raises(NotReady) as refusal:
        file(cast, at)
    assert [one.code for one in refusal.value.findings] == ["mandate.partners"]

    give_mandate(Partner.objects.get(pk=cast.partners[0].pk), by=cast.signatory, at=at)
    assert file(cast, at).version == 1


def file(cast: Any, at: Any) -> Any:
    return submit_application(
        cast.application.pid,
        by=cast.partner_signatory,
        key="k",
        statements=STATED,
        received_at=at,
        at=at,
    )


def test_the_partner_declines_and_the_lead_is_told(call: Any, at: Any) -> None:
    cast = offered(call, at)
    decline_lead(second(cast), by=cast.partner_signatory, at=at)
    assert lead_of(cast).pk == cast.partners[0].pk
    assert told("lead_declined") == {cast.signatory.email, cast.editor.email}
    with pytest.raises(NotPossible, match=r"lead\.not_offered"):
        accept_lead(second(cast), by=cast.partner_signatory, at=at)


def test_an_offer_taken_back_is_no_longer_answered(call: Any, at: Any) -> None:
    cast = offered(call, at)
    take_back_lead(second(cast), by=cast.signatory, at=at)
    with pytest.raises(NotPossible, match=r"lead\.not_offered"):
        accept_lead(second(cast), by=cast.partner_signatory, at=at)


def test_an_offer_is_answered_at_the_closing_and_not_a_second_later(call: Any, at: Any) -> None:
    cast = offered(call, at)
    late = call.closes_at + timedelta(seconds=1)
    with pytest.raises(NotPossible, match=r"application\.closed_to_changes"):
        accept_lead(second(cast), by=cast.partner_signatory, at=late)
    assert accept_lead(second(cast), by=cast.partner_signatory, at=call.closes_at).pk


@pytest.mark.parametrize("who", ["signatory", "editor", "partner_editor"])
def test_nobody_answers_for_another(client: Client, call: Any, at: Any, who: str) -> None:
    """Who offers does not accept; who writes for the partner does not bind it."""
    cast = offered(call, at)
    client.force_login(getattr(cast, who))
    assert client.post(page(cast), {"act": "accept"}).status_code == 403
    assert client.post(page(cast), {"act": "decline"}).status_code == 403
    assert lead_of(cast).pk == cast.partners[0].pk


def test_a_partner_does_not_offer_itself(client: Client, call: Any, at: Any) -> None:
    cast = complete_application(call, at)
    client.force_login(cast.partner_signatory)
    assert client.post(page(cast), {"act": "offer"}).status_code == 403
    assert second(cast).lead_offered_at is None


def test_it_is_done_by_two_people_on_one_page(client: Client, call: Any, at: Any) -> None:
    cast = complete_application(call, at)
    client.force_login(cast.signatory)
    assert client.post(page(cast), {"act": "offer"}).status_code == 302
    assert 'value="take_back"' in client.get(page(cast)).content.decode()
    client.force_login(cast.partner_signatory)
    assert 'value="accept"' in client.get(page(cast)).content.decode()
    client.post(page(cast), {"act": "accept"})
    assert lead_of(cast).pk == second(cast).pk


def test_an_offer_to_another_partner_ends_the_first(call: Any, at: Any) -> None:
    cast = started(call, at, SEMNOZ, VALFREDDA, another(VALFREDDA, 1))
    third = Partner.objects.get(pk=cast.partners[2].pk)
    offer_lead(second(cast), by=cast.signatory, at=at)
    offer_lead(third, by=cast.signatory, at=at)
    assert second(cast).lead_offered_at is None
    with pytest.raises(IntegrityError), transaction.atomic():
        Partner.objects.filter(pk=second(cast).pk).update(lead_offered_at=at)


def test_a_partner_without_a_signatory_is_not_asked(call: Any, at: Any) -> None:
    cast = started(call, at)
    second(cast).organisation.memberships.update(kind="editor")
    with pytest.raises(NotPossible, match=r"lead\.nobody_to_ask"):
        offer_lead(second(cast), by=cast.signatory, at=at)


def test_a_former_lead_can_be_taken_out(call: Any, at: Any) -> None:
    """The way for a lead that leaves: hand over, then be removed by the new lead."""
    cast = offered(call, at)
    accept_lead(second(cast), by=cast.partner_signatory, at=at)
    remove_partner(Partner.objects.get(pk=cast.partners[0].pk), by=cast.partner_signatory, at=at)
    assert [one.pk for one in cast.application.partners.all()] == [second(cast).pk]


def test_the_draft_shows_an_offer_as_long_as_it_can_be_answered(
    client: Client, call: Any, at: Any
) -> None:
    cast = offered(call, at)
    client.force_login(cast.partner_editor)
    where = reverse("applications:detail", args=[cast.application.pid])
    shown = [one.pk for one in client.get(where).context["asked_to_lead"]]
    assert shown == [cast.partners[1].pk]
    delete_draft(cast.application.pid, by=cast.editor, at=at)
    assert client.get(where).context["asked_to_lead"] == []
