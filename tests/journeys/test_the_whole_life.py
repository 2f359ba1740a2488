"""A call lives: one microproject from the invitation to the last payment, through the screens.

Camille reads French on a phone, Elena Italian at a desk; the staff are at a desk. Camille's second
phone runs no script: on it she writes the project, her sheet, the texts and the plan, joins the
annex and files (A11-04).
"""

from __future__ import annotations

import pytest

from tests.journeys import steps_application as application
from tests.journeys import steps_decision as decision
from tests.journeys import steps_project as project
from tests.journeys import steps_public as public
from tests.journeys.cast import CAMILLE, ELENA, VISITOR
from tests.journeys.world import PHONE, World

pytestmark = pytest.mark.journey

SEMNOZ = {
    "name": "Association Sentiers du Semnoz", "short_name": "Semnoz", "is_public": "no",
    "street": "4, rue du Paquier", "postcode": "74000", "city": "Annecy",
    "representative_name": "Camille Perret", "representative_function": "Présidente",
}  # fmt: skip
VALFREDDA = {
    "name": "Comune di Valfredda", "short_name": "Valfredda", "is_public": "yes",
    "street": "Via Roma 1", "postcode": "11020", "city": "Valfredda",
    "representative_name": "Elena Rosset", "representative_function": "Sindaca",
}  # fmt: skip
TITLE, TITOLO = application.TITLES["fr"], application.TITLES["it"]
IBAN = "FR76 3000 6000 0112 3456 7890 189"
NO_SCRIPT = {"width": PHONE, "java_script_enabled": False}
HALF = "27 189,91 €"  # of 54 379,82 of ERDF: the advance, then the balance


def test_a_call_lives_from_the_invitation_to_the_last_payment(own_world: World) -> None:
    """Issue 2, section 4, steps 1 to 11; budget of the worked example 5.3.1 to the cent."""
    world = own_world
    inform_and_meet(world)
    pid = find_partner(world)
    write_together(world, pid)
    number = file_it(world, pid)
    examine_and_assess(world, number)
    decide(world)
    operation = run_project(world)
    publish_and_verify(world, operation)
    assert {key: walker.trouble for key, walker in world.walkers.items() if walker.trouble} == {}


def inform_and_meet(world: World) -> None:
    visitor = world.walker("visitor", width=PHONE)
    public.look_around(visitor)
    public.register(visitor, VISITOR)
    travel(world, "2025-02-13", "09:15")
    public.arrive(world.staff("door", width=PHONE), VISITOR)


def find_partner(world: World) -> str:
    camille = world.walker("camille", width=PHONE)
    public.open_account(camille, CAMILLE)
    public.found_organisation(camille, "FR", "siret", "466 392 339 00035", SEMNOZ)
    public.publish_search(camille, TITLE, "Des veillées de récits des deux côtés du col.")
    elena = world.walker("elena", "it")
    public.open_account(elena, ELENA)
    public.found_organisation(elena, "IT", "codice_fiscale", "97369930074", VALFREDDA)
    public.ask_introduction(elena, TITLE, "Anche da noi: facciamolo insieme.")
    public.accept_introduction(camille, VALFREDDA["name"])
    return public.open_shared_draft(camille)


def write_together(world: World, pid: str) -> None:
    elena, camille = world.walker("elena"), world.walker("plain", **NO_SCRIPT)
    public.sign_in(camille, CAMILLE)
    application.write_project(camille, pid)
    application.write_sheet(camille, pid, "Semnoz", "association")
    application.write_sheet(elena, pid, "Valfredda", "municipality")
    application.write_texts(camille, pid, "fr")
    application.write_texts(elena, pid, "it")
    assert application.agree_texts(elena, pid) >= 8
    application.agree_rest(elena, pid, "Valfredda")
    application.agree_rest(camille, pid, "Semnoz")
    application.write_plan(camille, pid)
    application.declare(camille, pid)
    application.declare(elena, pid)
    application.write_budget(world.walker("camille"), pid)
    application.say_bases(world.walker("camille"), pid, "Semnoz")
    application.say_bases(elena, pid, "Valfredda")
    application.join_statutes(camille, pid)
    application.give_mandate(elena, pid, "Valfredda")


def file_it(world: World, pid: str) -> str:
    camille = world.walker("plain")
    receipt = application.submit(camille, pid)
    world.work()
    assert application.download_dossier(camille).startswith(b"%PDF")
    application.verify_receipt(world.walker("visitor"), receipt)
    assert receipt["number"] in world.walker("elena").mail_to(ELENA.email)
    return receipt["number"]


def examine_and_assess(world: World, number: str) -> None:
    travel(world, "2025-04-24", "09:00")  # the call closed the day before at noon
    officer = world.staff("officer")
    review = decision.open_file(officer, number)
    decision.take(officer)
    decision.settle(officer)
    decision.assign(officer, review, "Laurent Rochas", "Federica Galli")
    decision.assess(world.staff("assessor-fr"), TITLE, "4")
    decision.assess(world.staff("assessor-it", "it"), TITOLO, "4")


def decide(world: World) -> None:
    officer = world.staff("officer")
    session = decision.prepare(officer, "2025-06-12")
    decision.convene(officer, session, ("Jean-Marc Bonnevie", "FR"), ("Rosanna Viglino", "IT"))
    travel(world, "2025-06-12", "10:00")
    decision.note_presences(officer, session)
    decision.sit_and_sign(world.staff("chair", "it"), session)
    decision.notify(world.staff("authority"), session)
    world.work()


def run_project(world: World) -> str:
    """From the agreement to the closure; answers the operation's number."""
    camille, authority = world.walker("camille"), world.staff("authority")
    pid = project.my_project(camille, TITLE)
    number = project.number_of(camille)
    project.give_bank(camille, pid, SEMNOZ["name"], IBAN)
    project.confirm_bank(authority, pid)
    world.work()
    project.sign(camille, pid)
    project.sign(authority, pid)
    world.work()
    pay(world, number)
    assert project.prove_all(camille, pid) >= 1
    project.report(camille, pid)
    project.verify(world.staff("officer"), pid)
    pay(world, number)
    project.close(authority, pid)
    project.at(camille, pid).sees("54 379,82 €")
    return number


def pay(world: World, number: str) -> None:
    """One person orders, another confirms; advance and balance are each half, to the cent."""
    assert project.order(world.staff("orderer"), number) == HALF
    project.confirm_and_record(world.staff("confirmer"), number, "2025-06-12")


def publish_and_verify(world: World, operation: str) -> None:
    row = project.read_register(world.walker("visitor"), operation, TITLE)
    assert (row["total_cost"], row["fund_amount"]) == ("67974.79", "54379.82")
    auditor = world.staff("auditor", "it").go("/desk/journal/check/")
    auditor.press("Check the chain now", within="main").sees("La catena regge")
    assert world.backstage.ask("breaks") == {"breaks": 0}


def travel(world: World, day: str, hour: str) -> None:
    """The organiser moves the rehearsal's clock; what falls due on the way happens."""
    organiser = world.staff("organiser")
    organiser.go("/rehearsal/").fill("Day", day).fill("Hour", hour)
    organiser.press("Move to this moment")
    world.work()
    moved = organiser.page.get_by_text(organiser.like("The clock has moved"))
    moved.first.wait_for()  # the page asks again by itself until it has
