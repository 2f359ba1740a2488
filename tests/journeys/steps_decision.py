"""Examination, assessment, committee: steps 7 to 9 through the screens."""

from __future__ import annotations

from typing import Any

from tests.journeys.walking import Walker

CALL = "microprojets-2"
MOTIVATION = (
    "Le besoin est montré des deux côtés de la frontière, avec des chiffres et des témoins ; "
    "les livrables répondent à ce besoin et leur preuve est simple à donner."
)


def open_file(officer: Walker, number: str) -> str:
    """From the list of the call's files to one file; its review's public id."""
    officer.go(f"/assessment/calls/{CALL}/")
    row = officer.page.locator("main tbody tr", has_text=number)
    officer.through(row.get_by_role("link").first)
    return officer.pid()


def take(officer: Walker) -> None:
    officer.press("Take this file")


def answer_checks(officer: Walker) -> int:
    """Every check of the stage that is a person's: looked at, met."""
    answered = 0
    while (line := _unanswered(officer)) is not None:
        line.locator("summary").first.click()
        line.locator("[name=verdict][value=met]").check()
        line.locator("[name=reason]").fill("Vu dans le dossier et ses annexes.")
        officer.press("Record the answer", within=line)
        answered += 1
    return answered


def _unanswered(officer: Walker) -> Any:
    lines = officer.page.locator("ul.checks.mt > li").all()
    found = (one for one in lines if one.locator("p.sm time").count() == 0)
    return next(found, None)


def settle(officer: Walker) -> None:
    """Admissible, then eligible."""
    answer_checks(officer)
    officer.press("Declare admissible").reads("The outcome is recorded.")
    answer_checks(officer)
    officer.press("Declare eligible").reads("The outcome is recorded.")


def assign(officer: Walker, review: str, *names: str) -> None:
    for name in names:
        officer.go(f"/assessment/files/{review}/")
        option = officer.page.locator("[name=assessor] option", has_text=name)
        officer.choose("Assessor", str(option.get_attribute("value")), within="#assessors")
        officer.press("Give the file to this assessor")


def assess(assessor: Walker, title: str, points: str) -> None:
    """Declare that nothing stands in the way, read, score each criterion, send."""
    assessor.go("/assessment/")
    assessor.through(assessor.page.get_by_role("link", name=title).first)
    assessor.page.locator("[name=free]").check()
    assessor.page.locator("[name=confidential]").check()
    assessor.press("Accept and read")
    for name in assessor.page.locator("main textarea[name^=motivation_]").evaluate_all(
        "all => all.map(a => a.name)"
    ):
        code = name.removeprefix("motivation_")
        assessor.page.locator(f"[name=points_{code}][value='{points}']").check()
        assessor.page.locator(f"[name={name}]").fill(MOTIVATION)
    assessor.press("Send the sheet")


def prepare(officer: Walker, day: str) -> str:
    officer.go(f"/selection/calls/{CALL}/").follow("Prepare a session")
    for box in officer.page.locator("[name=themes]").all():
        box.check()
    officer.fill("Day of the decision", day).fill("Place", "Annecy")
    officer.press("Compute the board").reads("The board is computed. Nothing is decided yet.")
    return officer.pid()


def convene(officer: Walker, session: str, *seats: tuple[str, str]) -> None:
    """Each person with their delegation; the convocation leaves at short notice."""
    officer.go(f"/selection/sessions/{session}/members/")
    for name, delegation in seats:
        person = officer.page.locator("fieldset", has=officer.page.locator("legend", has_text=name))
        officer.choose("Seat in the committee", delegation, within=person)
    officer.press("Keep the members").fill("Reason for the short notice", "Fin de l’année.")
    officer.press("Send the convocation").reads("The convocation is sent.")


def note_presences(officer: Walker, session: str) -> None:
    officer.go(f"/selection/sessions/{session}/members/")
    for one in officer.page.locator("[name^=came_]").all():
        one.select_option(value="member")
    officer.press("Note the presences").reads("The quorum is there")


def sit_and_sign(chair: Walker, session: str) -> None:
    chair.go(f"/selection/sessions/{session}/")
    if chair.page.get_by_role("button", name=chair.like("Open the session")).count():
        chair.press("Open the session")
    chair.press("Sign the decisions")


def notify(authority: Walker, session: str) -> None:
    authority.go(f"/selection/sessions/{session}/")
    authority.press("Notify all decisions").reads(
        "The letters are sent and the decisions can be seen."
    )
