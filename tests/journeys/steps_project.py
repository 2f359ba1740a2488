"""Agreement, proofs, report, payments, closure and register: steps 10 and 11."""

from __future__ import annotations

import csv
import io
import json

from tests.journeys.steps_application import PAPER
from tests.journeys.walking import Walker

WORDS = {
    "fr": "Quatre veillées ont eu lieu, deux de chaque côté, avec cent vingt personnes.",
    "it": "Quattro veglie si sono svolte, due per versante, con centoventi persone.",
}


def my_project(walker: Walker, title: str) -> str:
    links = walker.go("/projects/").page.locator("main").get_by_role("link", name=title)
    walker.through(links.first)
    return walker.pid()


def number_of(walker: Walker) -> str:
    return str(walker.page.locator("main p.meta span").first.inner_text()).strip()


def at(walker: Walker, project: str, part: str = "") -> Walker:
    return walker.go(f"/projects/{project}/{part}")


def give_bank(walker: Walker, project: str, holder: str, iban: str) -> None:
    at(walker, project, "bank/").fill("Account holder", holder).fill("IBAN", iban)
    walker.press("Save the bank details")


def confirm_bank(authority: Walker, project: str) -> None:
    at(authority, project, "bank/confirm/").page.locator("[name=checked]").check()
    authority.press("Confirm the bank details")


def sign(walker: Walker, project: str) -> None:
    at(walker, project, "sign/").page.locator("[name=read]").check()
    walker.press("Sign the agreement")


def order(orderer: Walker, number: str) -> str:
    """The next payment of a project ordered; its amount as the page prints it."""
    orderer.go("/projects/payments/")
    row = orderer.page.locator("section[aria-labelledby=du] tbody tr", has_text=number)
    amount = " ".join(row.locator("td.n").inner_text().split())
    orderer.press("Order", within=row)
    return amount


def confirm_and_record(confirmer: Walker, number: str, paid_on: str) -> None:
    """Another person confirms (MON-08), then notes the day of the payment."""
    for button in ("Confirm", "Record as made"):
        confirmer.go("/projects/payments/")
        row = confirmer.page.locator("section[aria-labelledby=al] tbody tr", has_text=number).first
        if button == "Record as made":
            confirmer.fill("Paid on", paid_on, within=row)
        confirmer.press(button, within=row)


def prove_all(walker: Walker, project: str) -> int:
    """A file for each deliverable."""
    links = at(walker, project).page.locator("main a[href$='/prove/']")
    paths = links.evaluate_all("all => all.map(a => a.pathname)")
    for path in paths:
        walker.go(path).attach("main form [type=file]", str(PAPER))
        walker.fill("What it shows", "Photographies et feuilles de présence")
        walker.press("Send the proof")
    return len(paths)


def report(walker: Walker, project: str) -> None:
    """The three questions in each language, the indicators reached, sent."""
    at(walker, project, "report/")
    for language, words in WORDS.items():
        for area in walker.page.locator(f"main textarea[name$='_{language}']").all():
            area.fill(words)
    for figure in walker.page.locator("main input[name^=indicator_]").all():
        figure.fill("42")
    walker.press("Send the final report")


def verify(officer: Walker, project: str) -> None:
    """Each deliverable looked at and accepted."""
    at(officer, project, "verify/")
    waiting = officer.page.locator("main button[value=accept]").count()
    for number in range(waiting):
        form = officer.page.locator("main form", has=officer.page.locator("[value=accept]"))
        officer.press("Accept", within=form.nth(number))
        at(officer, project, "verify/")
    officer.press("Finish the verification")


def close(authority: Walker, project: str) -> None:
    at(authority, project, "close/").press("Close the project")


def read_register(visitor: Walker, number: str, title: str) -> dict[str, object]:
    """The row as the open data gives it: CSV and JSON say the same as the page."""
    visitor.go("/operations/").sees(title, number)
    request = visitor.page.context.request
    told = request.get(f"/{visitor.language}/operations/operations.json")
    assert told.ok
    rows = json.loads(told.text())
    rows = rows["operations"] if isinstance(rows, dict) else rows
    row = next(one for one in rows if number in json.dumps(one, ensure_ascii=False))
    sheet = request.get(f"/{visitor.language}/operations/operations.csv").text()
    dialect = csv.Sniffer().sniff(sheet.splitlines()[0].lstrip("\ufeff"))
    lines = list(csv.DictReader(io.StringIO(sheet.lstrip("\ufeff")), dialect=dialect))
    assert any(number in line.values() for line in lines), lines[:2]
    return dict(row)
