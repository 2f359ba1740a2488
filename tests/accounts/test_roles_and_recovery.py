"""Rights are given by others; a lost mailbox needs two people."""

from __future__ import annotations

import pytest
from django.urls import reverse

from cordata.accounts import actions, queries
from cordata.accounts.models import Membership, Person
from cordata.kernel.journal import SYSTEM
from cordata.kernel.models import Event
from cordata.kernel.verdicts import NotPossible
from cordata.notify.models import Message
from tests.factories.accounts import MembershipFactory, OrganisationFactory, PersonFactory

pytestmark = pytest.mark.django_db
EDITOR = Membership.Kind.EDITOR


@pytest.fixture
def administrator(person):
    return person("administrator", roles=("administrator",))


def test_nobody_changes_their_own_rights(client, at, administrator):
    """ACC-10: by action, by page, by taking back."""
    with pytest.raises(NotPossible, match=r"grant\.own_rights"):
        actions.grant_role(administrator, "officer", by=administrator, at=at)
    client.force_login(administrator)
    own = administrator.held_grants.get()
    posted = client.post("/en/account/roles", {"email": administrator.email, "role": "officer"})
    taken = client.post(reverse("accounts:revoke_role", kwargs={"number": own.pk}))

    assert (posted.status_code, taken.status_code) == (422, 403)
    assert list(administrator.held_grants.values_list("role", "revoked_at")) == [
        ("administrator", None)
    ]


def test_a_grant_is_told_to_every_administrator(at, administrator, person):
    other = person("second", roles=("administrator",))
    officer = PersonFactory()

    grant = actions.grant_role(officer, "officer", by=administrator, at=at)

    told = set(Message.objects.values_list("to", flat=True))
    assert told == {administrator.email, other.email, officer.email}
    assert queries.has_role(officer, "officer", at=at)
    actions.revoke_grant(grant.pk, by=other, at=at)
    assert not queries.has_role(Person.objects.get(pk=officer.pk), "officer", at=at)


def test_a_role_is_given_on_the_page(client, administrator):
    client.force_login(administrator)

    posted = client.post("/fr/account/roles", {"email": "new@cordata.example", "role": "assessor"})
    page = client.get("/fr/account/roles")

    assert posted.status_code == 302
    assert "new@cordata.example" in page.content.decode()


def test_only_administrators_see_the_roles(client, person):
    client.force_login(person("officer", roles=("officer",)))

    assert client.get("/fr/account/roles").status_code == 403


def test_staff_set_a_second_factor_up_before_anything_else(client, settings, person):
    """AUT-03, outside rehearsal."""
    settings.REHEARSAL = False
    client.force_login(person("officer", roles=("officer",)))

    assert client.get("/fr/account/")["Location"] == "/fr/account/2fa/"
    assert client.get("/fr/account/2fa/").status_code == 200


def test_applicants_and_rehearsals_are_not_asked_for_a_second_factor(client, settings, person):
    officer = person("officer", roles=("officer",))
    client.force_login(officer)
    assert client.get("/fr/account/").status_code == 200
    settings.REHEARSAL = False
    client.force_login(PersonFactory())
    assert client.get("/fr/account/").status_code == 200


@pytest.fixture
def colleagues(at):
    body = OrganisationFactory()
    return [MembershipFactory(organisation=body, kind=EDITOR).person for _ in range(3)]


def test_a_lost_mailbox_is_recovered_by_two_others(client, at, colleagues):
    lost, first, second = colleagues
    old = lost.email
    client.force_login(lost)

    recovery = actions.vouch_for(lost, "new@cordata.example", by=first, at=at, because="Seen")
    actions.confirm_recovery(recovery.pid, by=second, at=at)

    lost.refresh_from_db()
    assert lost.email == "new@cordata.example"
    assert client.get("/fr/account/").status_code == 302  # AUT-04: open sessions end
    kinds = set(Event.objects.values_list("kind", flat=True))
    assert {"person.recovery_asked", "person.recovered"} <= kinds
    told = set(Message.objects.filter(notice="accounts.recovery_done").values_list("to", flat=True))
    assert {old, "new@cordata.example", first.email, second.email} == told


def test_one_person_alone_recovers_nothing(at, colleagues):
    lost, first, _ = colleagues
    recovery = actions.vouch_for(lost, "new@cordata.example", by=first, at=at, because="Seen")

    with pytest.raises(NotPossible, match=r"recovery\.second_person"):
        actions.confirm_recovery(recovery.pid, by=first, at=at)
    with pytest.raises(NotPossible, match=r"recovery\.own_account"):
        actions.confirm_recovery(recovery.pid, by=lost, at=at)
    with pytest.raises(NotPossible, match=r"recovery\.strangers"):
        actions.confirm_recovery(recovery.pid, by=PersonFactory(), at=at)


def test_a_stranger_cannot_learn_whether_an_address_is_known(client, colleagues):
    client.force_login(PersonFactory())

    def answer(address):
        typed = {"lost": address, "new_email": "n@cordata.example", "reason": "x"}
        page = client.post("/en/account/recovery", typed).content.decode()
        return page[page.index("errsum") :].split("</section>")[0].replace(address, "")

    assert answer(colleagues[0].email)[:400] == answer("nobody@cordata.example")[:400]


def test_the_pages_of_a_recovery(client, at, colleagues):
    lost, first, second = colleagues
    client.force_login(first)
    asked = client.post(
        "/fr/account/recovery",
        {"lost": lost.email, "new_email": "new@cordata.example", "reason": "Vu ce matin"},
    )
    recovery = lost.recoveries.get()
    page = reverse("accounts:recovery", kwargs={"pid": recovery.pid})
    client.force_login(PersonFactory())
    stranger = client.get(page)
    client.force_login(second)

    assert asked.status_code == 302
    assert stranger.status_code == 404
    assert client.get("/fr/account/").status_code == 200
    assert client.get(page).status_code == 200
    assert client.post(page, {"confirm": "1"}).status_code == 302
    lost.refresh_from_db()
    assert lost.email == "new@cordata.example"


def test_an_administrator_is_added_by_the_system(at):
    first = actions.add_person("Root@Cordata.example", by=SYSTEM, at=at, name="Root")
    actions.grant_role(first, "administrator", by=SYSTEM, at=at)

    assert actions.add_person("root@cordata.example", by=SYSTEM, at=at) == first
    assert queries.has_role(first, "administrator", at=at)
