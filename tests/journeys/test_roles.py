"""One short journey for each role beside the partners' own."""

from __future__ import annotations

import pytest

from tests.journeys import steps_decision as decision
from tests.journeys import steps_public as public
from tests.journeys.cast import LEAD
from tests.journeys.walking import link_in
from tests.journeys.world import PHONE, World

pytestmark = pytest.mark.journey


def test_a_registrant_gives_the_place_back(world: World) -> None:
    """MTG-05: by the mailed link alone, behind a page that asks."""
    walker = world.walker("registrant", "it", PHONE)
    walker.go(f"/meetings/registration/{world.pids['registration']}/{world.pids['key']}/")
    walker.reads("Your place is booked").follow("Give my place back")
    walker.press("Cancel my registration").reads("Your registration is cancelled")


def test_an_organiser_reads_the_list_and_prints_it(world: World) -> None:
    organiser = world.staff("organiser")
    public.meeting_page(organiser).follow("People registered").sees("sylvie@musee.example")
    link = organiser.page.get_by_role("link", name=organiser.like("Attendance sheet")).first
    sheet = organiser.page.context.request.get(link.get_attribute("href"))
    assert sheet.body().startswith(b"%PDF")


def test_an_adviser_sees_no_draft_without_an_invitation(world: World) -> None:
    adviser = world.staff("adviser")
    answer = adviser.page.goto(f"/fr/applications/{world.pids['application']}/")
    assert answer.status == 404
    adviser.go("/partners/").sees("1 ")


def test_an_administrator_gives_a_role_that_holds_at_once(world: World) -> None:
    """ACC-08: a grant is read on each request."""
    administrator = world.staff("administrator")
    administrator.go("/account/roles").fill("E-mail address", LEAD.email)
    administrator.choose("Role", "organiser").press("Give the role")
    lead = world.signed_in("lead")
    public.meeting_page(lead).follow("People registered").sees("sylvie@musee.example")


def test_the_lead_takes_a_colleague_in_and_out(world: World) -> None:
    """AUT-06: the organisation invites and revokes its own people."""
    lead = world.signed_in("lead")
    lead.go(f"/account/organisations/{world.pids['organisation']}")
    lead.fill("E-mail address", "nadia@sentiers.example").type_in({"kind": "editor"})
    lead.press("Send the invitation")
    lead.reads("The invitation is on its way.").press("Take back")
    lead.reads("The invitation is taken back.")


def test_an_assessor_declares_a_conflict_and_loses_the_file(later: World) -> None:
    """ASM-04: the file is hidden at once."""
    assessor = later.staff("assessor-3", "it")
    path = f"/assessment/{later.pids['waiting']}/"
    assessor.go(path).open("Declare a conflict of interest", within="#conflict")
    assessor.fill("Reason", "Ho lavorato con questo ente.", within="#conflict")
    assessor.press("Declare the conflict")
    assert assessor.page.goto(f"/it{path}sheet/").status == 404


def test_an_officer_asks_and_the_lead_answers(later: World) -> None:
    """ASM-02: one round, beside the sealed file."""
    officer = later.staff("officer")
    decision.open_file(officer, later.pids["number"])
    officer.follow("Ask for what is missing")
    officer.fill("Anything else", "La délibération de la commune")
    officer.fill("To be answered by", "2025-07-14").press("Ask the lead partner")
    lead = later.signed_in("lead", width=PHONE)
    lead.page.goto(link_in(lead.mail_to(LEAD.email), "completions"))
    lead.sees("La délibération de la commune").fill(
        "A word to the secretariat", "La voici, votée le 3 mars."
    )
    lead.press("Send the answer")
    officer.go(f"/assessment/files/{later.pids['review']}/").sees("votée le 3 mars")


def test_a_committee_member_reads_the_board_and_signs_nothing(later: World) -> None:
    """ACC-11: reading and deciding are different roles."""
    member = later.staff("member")
    member.go(f"/selection/sessions/{later.pids['session']}/")
    assert member.page.get_by_role("button", name=member.like("Sign the decisions")).count() == 0
    assert member.page.get_by_role("button", name=member.like("Open the session")).count() == 0


def test_an_observer_of_the_committee_reads_the_board(later: World) -> None:
    observer = later.staff("observer")
    observer.go(f"/selection/sessions/{later.pids['session']}/").reads("Balance of the session")


def test_who_ordered_a_payment_cannot_confirm_it(later: World) -> None:
    """MON-08: the orderer's page offers no confirmation, the confirmer's does."""
    orderer, confirmer = later.staff("orderer"), later.staff("confirmer")
    button = orderer.page.get_by_role("button", name=orderer.like("Confirm"))
    orderer.go("/projects/payments/").sees(later.pids["operation"])
    assert button.count() == 0
    confirmer.go("/projects/payments/").press("Confirm")


def test_a_controller_reads_a_project_and_its_proofs(later: World) -> None:
    controller = later.staff("controller", "it")
    controller.go(f"/projects/{later.pids['reported']}/").reads("Deliverables and proofs")


def test_a_state_aid_reviewer_reads_the_whole_file(later: World) -> None:
    reviewer = later.staff("aid", "it")
    reviewer.go(f"/assessment/files/{later.pids['review']}/text/").sees("Valfredda")


def test_an_auditor_reads_the_journal_and_its_chain_holds(later: World) -> None:
    """LOG-01."""
    auditor = later.staff("auditor", "it")
    auditor.go("/desk/journal/").follow("Check the chain")
    auditor.press("Check the chain now", within="main")
    auditor.sees("La catena regge")


def test_an_authority_raises_an_envelope_by_a_decision(later: World) -> None:
    authority = later.staff("authority")
    authority.go("/calls/microprojets-2/envelope/").choose("Theme", "culture-tourisme")
    authority.fill("New envelope, in euros of ERDF", "1 250 000,00")
    authority.fill("Date of the decision", "2025-06-20")
    authority.fill("Reference of the decision", "CS 2025-07")
    for box in authority.page.locator("main form textarea").all():
        box.fill("Reliquat de l’autre appel / Resto dell’altro bando / Left from the other call")
    authority.press("Save", within="main")
    authority.go("/calls/microprojets-2/").sees("1 250 000 €")


def test_a_communication_officer_publishes_news(later: World) -> None:
    officer = later.staff("communication")
    officer.go("/calls/microprojets-2/publish/").reads("Publish")


def test_a_data_protection_officer_finds_a_desk_and_no_files(later: World) -> None:
    """PRI-05: no content of an application without a reason."""
    person = later.staff("protection", "it")
    person.go("/desk/")
    answer = person.page.goto(f"/it/assessment/files/{later.pids['review']}/text/")
    assert answer.status == 404
