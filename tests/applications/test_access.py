"""Who may do what to an application (ACC-02, ACC-03, ACC-07, ACC-08, ACC-09)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from cordata.accounts.models import Membership, Person
from cordata.applications import access
from cordata.applications.actions import invite_guest, submit_application, withdraw_application
from cordata.applications.models import Application
from cordata.applications.states import State
from cordata.kernel.verdicts import NotPossible
from tests.applications.test_pages import signed_in, submitted
from tests.factories.applications import STATED, Cast, complete_application, started

pytestmark = pytest.mark.django_db
Act = Callable[..., Any]


def fresh(person: Any) -> Person:
    """The person as a new request reads them."""
    return Person.objects.get(pk=person.pk)


def may(act: Act, person: Any, thing: Any, at: datetime) -> bool:
    return bool(act(fresh(person), thing, at=at))


ROLES = ("signatory", "editor", "partner_signatory", "partner_editor")


@pytest.mark.parametrize(
    ("act", "allowed"),
    [
        (access.read, set(ROLES)),
        (access.edit, {"signatory", "editor"}),
        (access.manage_partners, {"signatory", "editor"}),
        (access.agree, set(ROLES)),
        (access.submit, {"signatory"}),
        (access.withdraw, set()),
        (access.delete, {"signatory", "editor"}),
        (access.restore, set()),
    ],
)
def test_each_verb_of_a_draft(call: Any, at: datetime, act: Act, allowed: set[str]) -> None:
    cast = started(call, at)
    found = {role for role in ROLES if may(act, getattr(cast, role), cast.application, at)}
    assert found == allowed


@pytest.mark.parametrize(
    ("act", "own", "other"),
    [
        (access.edit_partner, {"editor", "signatory", "partner_editor", "partner_signatory"}, 0),
        (access.declare, {"partner_editor", "partner_signatory"}, 0),
        (access.sign_mandate, {"partner_signatory"}, 0),
    ],
)
def test_each_verb_of_a_partners_part(
    call: Any, at: datetime, act: Act, own: set[str], other: int
) -> None:
    """ACC-07: a partner writes its own part; the lead does not declare or sign for it."""
    cast = started(call, at)
    second = cast.partners[1]
    assert {role for role in ROLES if may(act, getattr(cast, role), second, at)} == own


def test_a_partner_does_not_write_the_leads_part(call: Any, at: datetime) -> None:
    """ACC-07."""
    cast = started(call, at)
    assert not may(access.edit_partner, cast.partner_editor, cast.partners[0], at)
    item = cast.application.definition.form.field("duration_months")
    assert item is not None
    assert not access.write(fresh(cast.partner_editor), cast.application, item, at=at)


def test_who_leaves_the_organisation_loses_the_draft_at_once(call: Any, at: datetime) -> None:
    """ACC-08: on the next request."""
    cast = started(call, at)
    client = signed_in(cast.partner_editor)
    address = f"/fr/applications/{cast.application.pid}/"
    assert client.get(address).status_code == 200
    Membership.objects.filter(person=cast.partner_editor).update(ended_at=timezone.now())
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("role", ["officer", "authority", "auditor", "aid_reviewer"])
def test_staff_see_what_is_submitted_and_no_draft(
    call: Any, at: datetime, person: Any, role: str
) -> None:
    """Drafts are the applicants' own."""
    staff = person(role, roles=(role,))
    draft, filed = started(call, at), complete_application(call, at)
    submitted(filed, at)
    seen = set(Application.objects.visible_to(fresh(staff), at).values_list("pk", flat=True))
    assert seen == {filed.application.pk}
    client = signed_in(staff)
    assert client.get(f"/fr/applications/{draft.application.pid}/").status_code == 404
    base = f"/fr/applications/{filed.application.pid}/"
    assert client.get(base)["Location"] == f"{base}receipt/"
    assert client.get(f"{base}receipt/").status_code == 200
    assert client.get(f"{base}texts/need/").status_code == 403


def test_staff_read_the_sealed_version_not_what_was_typed_since(
    call: Any, at: datetime, person: Any
) -> None:
    """SUB-06."""
    from cordata.applications.actions import save_answer

    cast = complete_application(call, at)
    submitted(cast, at)
    place = {"field": "need", "language": "fr", "version": 1}
    save_answer(cast.application, text="PLUS TARD", by=cast.editor, at=at, **place)
    client = signed_in(person("officer", roles=("officer",)))
    page = client.get(f"/fr/applications/{cast.application.pid}/receipt/").content.decode()
    assert "PLUS TARD" not in page
    assert "Sur les chemins de mémoire" in page


def test_a_role_for_another_call_sees_nothing(call: Any, at: datetime, person: Any) -> None:
    submitted(complete_application(call, at), at)
    elsewhere = person("elsewhere", roles=("officer",), scope="call:abcdefghjkmnpq")
    here = person("here", roles=("officer",), scope=f"call:{call.pid}")
    assert not Application.objects.visible_to(fresh(elsewhere), at).exists()
    assert Application.objects.visible_to(fresh(here), at).exists()


@pytest.mark.parametrize("kind", ["observer", "adviser"])
def test_a_guest_reads_until_the_invitation_ends(
    call: Any, at: datetime, person: Any, kind: str
) -> None:
    cast, guest = started(call, at), person("guest")
    until = at + timedelta(days=3)
    invite_guest(cast.application, guest.email, kind, until=until, by=cast.editor, at=at)
    assert may(access.read, guest, cast.application, at)
    assert not may(access.edit, guest, cast.application, at)
    assert signed_in(guest).get(f"/fr/applications/{cast.application.pid}/").status_code == 200
    late = at + timedelta(days=3)
    assert not may(access.read, guest, cast.application, late)
    assert not Application.objects.visible_to(fresh(guest), late).exists()


def test_only_a_signatory_of_the_lead_submits(call: Any, at: datetime) -> None:
    cast = complete_application(call, at)
    for person, code in [
        (cast.editor, "application.submit.not_signatory"),
        (cast.partner_signatory, "application.submit.not_lead"),
    ]:
        with pytest.raises(NotPossible) as refusal:
            submit_application(
                cast.application.pid,
                by=fresh(person),
                key="k",
                statements=STATED,
                received_at=at,
                at=at,
            )
        assert refusal.value.code == code


def test_a_submitted_file_is_withdrawn_by_a_signatory_with_a_reason(
    call: Any, at: datetime
) -> None:
    """SUB-10: the record stays."""
    cast = complete_application(call, at)
    receipt = submitted(cast, at)
    with pytest.raises(NotPossible) as refusal:
        withdraw_application(cast.application.pid, by=fresh(cast.editor), at=at, because="x")
    assert refusal.value.code == "application.withdraw.not_signatory"
    with pytest.raises(NotPossible) as refusal:
        withdraw_application(cast.application.pid, by=fresh(cast.signatory), at=at)
    assert refusal.value.code == "application.withdraw.reason_missing"
    withdraw_application(cast.application.pid, by=fresh(cast.signatory), at=at, because="Faute")
    assert cast.reload().state == State.WITHDRAWN
    assert cast.application.submissions.get() == receipt
    page = f"/fr/applications/{cast.application.pid}/receipt/"
    assert signed_in(cast.partner_editor).get(page).status_code == 200


def test_after_the_closing_the_draft_is_read_and_not_written(call: Any, at: datetime) -> None:
    cast: Cast = started(call, at)
    after = call.closes_at + timedelta(microseconds=1)
    assert may(access.read, cast.editor, cast.application, after)
    assert not may(access.edit, cast.editor, cast.application, after)
    assert may(access.edit, cast.editor, cast.application, call.closes_at)
