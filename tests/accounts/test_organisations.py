"""An organisation keeps its sheet, invites and removes its own colleagues."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from cordata.accounts import actions
from cordata.accounts.models import Membership, Organisation
from cordata.kernel import clock, journal
from cordata.kernel.identifiers import IdentifierRefused
from cordata.kernel.journal import SYSTEM
from cordata.kernel.models import Event
from cordata.kernel.verdicts import NotPossible
from cordata.notify.models import Message
from tests.factories.accounts import (
    MembershipFactory,
    OrganisationFactory,
    PersonFactory,
    make_codice_fiscale,
    make_siret,
)

pytestmark = pytest.mark.django_db
EDITOR, SIGNATORY = Membership.Kind.EDITOR, Membership.Kind.SIGNATORY


@pytest.fixture
def signatory(at):
    return MembershipFactory(person__email="camille@cordata.example")


def link_in(message):
    return re.search(r"http://testserver(/\S+/invitations/\S+)", message.text)[1]


def invite(signatory, at, email="elena@cordata.example", kind=EDITOR):
    actions.invite_colleague(signatory.organisation, email, kind, by=signatory.person, at=at)
    return link_in(Message.objects.filter(notice="accounts.invitation").latest("pk"))


def test_whoever_registers_an_organisation_signs_for_it(at):
    person = PersonFactory()

    made = actions.create_organisation(
        name="Association Sentiers",
        country="FR",
        identifiers={"siret": make_siret(7)},
        by=person,
        at=at,
        city="Annecy",
    )

    assert made.memberships.get().kind == SIGNATORY
    assert made.identifier_values == {"siret": make_siret(7)}
    assert not list(journal.verify())


def test_a_wrong_number_registers_nothing(at):
    with pytest.raises(IdentifierRefused):
        actions.create_organisation(
            name="X", country="FR", identifiers={"siret": "46639233900036"}, by=SYSTEM, at=at
        )

    assert not Organisation.objects.exists()


def test_a_body_is_here_once(at):
    known = OrganisationFactory()

    with pytest.raises(NotPossible, match=r"organisation\.already_known"):
        actions.create_organisation(
            name="Again", country="FR", identifiers=known.identifier_values, by=SYSTEM, at=at
        )


def test_a_foreign_body_gives_another_number(at):
    made = actions.create_organisation(
        name="Parc", country="CH", identifiers={"other": "CHE-123.456.789"}, by=SYSTEM, at=at
    )

    assert made.identifier_values == {"other": "CH:CHE123456789"}


def test_the_journal_keeps_what_a_changed_field_was(at, signatory):
    pid = signatory.organisation.pid

    actions.edit_organisation(pid, {"city": "Thônes"}, by=signatory.person, at=at)

    event = Event.objects.get(kind="organisation.edited")
    assert event.data == {"before": {"city": "Annecy"}}


def test_an_invitation_is_accepted_once_with_its_own_address(client, at, signatory):
    """AUT-06, NOT-04: reading the page changes nothing, its button does."""
    link = invite(signatory, at)
    elena = PersonFactory(email="elena@cordata.example")
    client.force_login(elena)

    read = client.get(link)
    assert not elena.memberships.exists()
    accepted = client.post(link)
    again = client.post(link)

    assert (read.status_code, accepted.status_code, again.status_code) == (200, 302, 410)
    assert elena.memberships.get().kind == EDITOR


def test_a_visitor_is_asked_to_sign_in_first(client, at, signatory):
    page = client.get(invite(signatory, at))

    assert page.status_code == 200
    assert "?next=/" in page.content.decode()


@pytest.mark.parametrize("change", ["other", "expired", "revoked", "replaced", "guessed"])
def test_a_link_that_is_not_good_opens_nothing(client, at, signatory, change):
    """AUT-06: bound to its address, expiring, taken back, replaced, not to be guessed."""
    link = invite(signatory, at)
    person = PersonFactory(email="elena@cordata.example")
    if change == "other":
        person = PersonFactory(email="other@cordata.example")
    elif change == "revoked":
        pid = signatory.organisation.invitations.get().pid
        actions.revoke_invitation(pid, by=signatory.person, at=at)
    elif change == "replaced":
        invite(signatory, at)
    elif change == "guessed":
        link = link[:-4] + "AAAA"
    client.force_login(person)

    with clock.held_at(at + timedelta(days=14 if change == "expired" else 0)):
        answer = client.post(link)

    assert answer.status_code == 410
    assert not person.memberships.exists()


def test_signing_in_does_not_revive_an_invitation_of_somebody_removed(client, at, signatory):
    """AB08: a former colleague does not come back by an old link."""
    elena = MembershipFactory(
        organisation=signatory.organisation, kind=EDITOR, person__email="elena@cordata.example"
    )
    with pytest.raises(NotPossible):
        invite(signatory, at)
    actions.end_membership(elena.pk, by=signatory.person, at=at)
    link = invite(signatory, at)
    actions.accept_invitation(link.split("/")[-2], link.split("/")[-1], by=elena.person, at=at)
    open_link = elena.person.memberships.get(ended_at=None)
    actions.end_membership(open_link.pk, by=signatory.person, at=at)
    client.force_login(elena.person)

    assert client.post(link).status_code == 410


def test_removal_works_on_the_next_request(client, at, signatory):
    """ACC-08: removed in one session, acting in the other."""
    elena = MembershipFactory(organisation=signatory.organisation, kind=EDITOR)
    page = reverse("accounts:organisation", kwargs={"pid": signatory.organisation.pid})
    client.force_login(elena.person)
    before = client.get(page).status_code

    actions.end_membership(elena.pk, by=signatory.person, at=at)

    assert (before, client.get(page).status_code) == (200, 404)


def test_an_organisation_keeps_one_signatory(at, signatory):
    with pytest.raises(NotPossible, match=r"membership\.last_signatory"):
        actions.end_membership(signatory.pk, by=signatory.person, at=at)
    with pytest.raises(NotPossible, match=r"membership\.last_signatory"):
        actions.change_membership(signatory.pk, EDITOR, by=signatory.person, at=at)


def handed_over(signatory, at, email="suite@cordata.example"):
    actions.hand_over_place(signatory, email, by=signatory.person, at=at)
    return link_in(Message.objects.filter(notice="accounts.invitation").latest("pk"))


def test_a_place_is_handed_over_the_moment_it_is_accepted_and_not_before(client, at, signatory):
    """The last signatory leaves through a successor: somebody signs at every moment."""
    link = handed_over(signatory, at)
    signatory.refresh_from_db()
    assert signatory.ended_at is None

    new = PersonFactory(email="suite@cordata.example")
    actions.accept_invitation(link.split("/")[-2], link.split("/")[-1], by=new, at=at)

    signatory.refresh_from_db()
    present = signatory.organisation.memberships.get(ended_at=None)
    assert (signatory.ended_at, present.person, present.kind) == (at, new, "signatory")
    left = Event.objects.get(kind="organisation.left")
    assert left.actor == signatory.person.actor_key


def test_a_second_successor_takes_the_first_ones_place(at, signatory):
    first = handed_over(signatory, at, "first@cordata.example")
    handed_over(signatory, at, "second@cordata.example")
    new = PersonFactory(email="first@cordata.example")
    with pytest.raises(NotPossible, match=r"invitation\.spent"):
        actions.accept_invitation(first.split("/")[-2], first.split("/")[-1], by=new, at=at)


def test_a_successor_who_joined_meanwhile_signs_all_the_same(at, signatory):
    link = handed_over(signatory, at)
    new = PersonFactory(email="suite@cordata.example")
    MembershipFactory(organisation=signatory.organisation, person=new, kind=EDITOR)
    actions.accept_invitation(link.split("/")[-2], link.split("/")[-1], by=new, at=at)
    assert signatory.organisation.memberships.get(ended_at=None).kind == "signatory"


def test_nobody_hands_over_the_place_of_another(at, signatory):
    other = MembershipFactory(organisation=signatory.organisation, kind="signatory")
    with pytest.raises(NotPossible, match=r"membership\.not_yours"):
        actions.hand_over_place(other, "x@cordata.example", by=signatory.person, at=at)


def test_the_page_offers_a_successor_and_the_secretariat_to_the_last_signatory(client, signatory):
    page = reverse(
        "accounts:member",
        kwargs={"pid": signatory.organisation.pid, "number": signatory.pk},
    )
    client.force_login(signatory.person)
    shown = client.get(page).content.decode()
    assert 'value="hand_over"' in shown
    assert 'name="end"' not in shown
    assert reverse("programme:help") in shown
    assert client.post(page, {"act": "hand_over", "email": ""}).status_code == 422
    sent = client.post(page, {"act": "hand_over", "email": "suite@cordata.example"})
    assert sent.status_code == 302
    assert signatory.organisation.invitations.get().succeeds == signatory


def test_an_editor_hands_nothing_over(client, signatory):
    """Who may not invite leaves, and a signatory invites the next one."""
    editor = MembershipFactory(organisation=signatory.organisation, kind=EDITOR)
    page = reverse(
        "accounts:member", kwargs={"pid": signatory.organisation.pid, "number": editor.pk}
    )
    client.force_login(editor.person)
    assert client.post(page, {"act": "hand_over", "email": "a@b.example"}).status_code == 403
    assert client.post(page, {"end": "1"}).status_code == 302


def test_the_last_person_of_all_does_not_leave_an_empty_organisation(at):
    """ACC-08: without a signatory too, there is always somebody the secretariat can write to."""
    editor = MembershipFactory(kind=EDITOR)
    with pytest.raises(NotPossible, match=r"membership\.last_person"):
        actions.end_membership(editor.pk, by=editor.person, at=at)


def test_an_editor_invites_nobody(client, signatory):
    editor = MembershipFactory(organisation=signatory.organisation, kind=EDITOR)
    client.force_login(editor.person)
    pid = signatory.organisation.pid

    answer = client.post(
        reverse("accounts:invite", kwargs={"pid": pid}),
        {"email": "friend@cordata.example", "kind": "editor"},
    )

    assert answer.status_code == 403
    assert not signatory.organisation.invitations.exists()


def test_a_stranger_learns_nothing(client, signatory):
    """ACC-02: known and unknown look alike."""
    client.force_login(PersonFactory())

    for name in ("organisation", "organisation_edit", "history"):
        known = client.get(reverse(f"accounts:{name}", kwargs={"pid": signatory.organisation.pid}))
        unknown = client.get(reverse(f"accounts:{name}", kwargs={"pid": "2" * 14}))
        assert known.status_code == unknown.status_code == 404


def test_joining_a_known_body_needs_somebody_else(client, at, signatory):
    """A second person never enters an organisation in silence."""
    elena = PersonFactory()
    client.force_login(elena)
    number = signatory.organisation.identifier_values["siret"]

    found = client.post(
        "/fr/account/organisations/new?country=FR", {"scheme": "siret", "number": number}
    )
    client.post(
        reverse("accounts:ask_to_join", kwargs={"pid": signatory.organisation.pid}), {"message": ""}
    )

    assert signatory.organisation.name in found.content.decode()
    assert not elena.memberships.exists()
    asked = signatory.organisation.join_requests.get()
    assert Message.objects.get(notice="accounts.joining_asked").to == signatory.person.email
    with pytest.raises(NotPossible, match=r"joining\.own_request"):
        actions.decide_join_request(asked.pid, accept=True, by=elena, at=at)
    client.force_login(signatory.person)
    client.post(reverse("accounts:joining", kwargs={"pid": asked.pid}), {"accept": "1"})
    assert elena.memberships.get().kind == EDITOR


def test_an_organisation_left_by_all_is_handed_over_by_the_secretariat(at, person):
    body = OrganisationFactory()
    officer = person("officer", roles=("officer",))
    asked = actions.ask_to_join(body, by=PersonFactory(), at=at)

    actions.decide_join_request(asked.pid, accept=True, by=officer, at=at)

    assert Message.objects.get(notice="accounts.joining_asked").to == officer.email
    assert body.memberships.get().kind == SIGNATORY


def test_a_new_body_is_registered_in_three_steps(client, at):
    client.force_login(PersonFactory())
    number = make_codice_fiscale(12)

    country = client.get("/it/account/organisations/new")
    assert '<option value="" selected>' in country.content.decode()  # nobody's is presumed
    step = client.get("/it/account/organisations/new?country=IT")
    refused = client.post(
        "/it/account/organisations/new?country=IT",
        {"scheme": "codice_fiscale", "number": "97369930076"},
    )
    sheet = client.post(
        "/it/account/organisations/new?country=IT", {"scheme": "codice_fiscale", "number": number}
    )
    made = client.post(
        "/it/account/organisations/new?country=IT",
        {
            "scheme": "codice_fiscale",
            "number": number,
            "name": "Comune di Valfredda",
            "is_public": "yes",
        },
    )

    assert [page.status_code for page in (country, step, refused, sheet)] == [200, 200, 422, 200]
    assert "errsum" in refused.content.decode()
    body = Organisation.objects.get()
    assert made["Location"] == f"/it/account/organisations/{body.pid}"
    assert (body.is_public, body.country) == (True, "IT")
    assert client.get(made["Location"]).status_code == 200
    assert client.get(made["Location"] + "/edit").status_code == 200
    assert client.get(made["Location"] + "/history").status_code == 200


@pytest.mark.parametrize("people", [1, 30])
@pytest.mark.counting
def test_one_colleague_and_thirty_cost_the_same(
    client, signatory, people, django_assert_max_num_queries
):
    MembershipFactory.create_batch(people, organisation=signatory.organisation, kind=EDITOR)
    client.force_login(signatory.person)

    with django_assert_max_num_queries(15):
        client.get(reverse("accounts:organisation", kwargs={"pid": signatory.organisation.pid}))
