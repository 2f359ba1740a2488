"""The application: filled in both languages, agreed, signed, submitted (steps 5 and 6)."""

from __future__ import annotations

import re
from pathlib import Path

from tests.journeys.walking import Walker

WORDS = {
    "fr": "Des veillées de récits et des sentiers racontés, des deux côtés du col.",
    "it": "Veglie di racconti e sentieri narrati, sui due versanti del colle.",
}
TITLES = {"fr": "Chemins de mémoire", "it": "Sentieri della memoria"}
PAPER = Path(__file__).parent.parent.parent / "packs/alcotra-microprojects/demo/files/statutes.pdf"


def section(walker: Walker, pid: str, part: str) -> Walker:
    return walker.go(f"/applications/{pid}/{part}/")


def write_project(walker: Walker, pid: str) -> None:
    section(walker, pid, "project").type_in(
        {
            "acronym": "SEMVAL",
            "title-fr": TITLES["fr"],
            "title-it": TITLES["it"],
            "duration_months": "14",
            "start_on": "2025-09-15",
            "summary-fr": WORDS["fr"],
            "summary-it": WORDS["it"],
            "places-1-municipality": "Annecy",
            "places-1-territory": "FRK28",
        }
    )
    pick_first(walker, "theme")
    walker.press("Save and continue")


def pick_first(walker: Walker, name: str) -> None:
    """The last option of a choice, however it is drawn."""
    controls = walker.page.locator(f'main [name="{name}"]')
    if controls.first.evaluate("one => one.tagName") == "SELECT":
        controls.first.select_option(index=1)
    else:
        controls.last.check()


def write_texts(walker: Walker, pid: str, language: str) -> None:
    """Every text of the form in one language, page after page; what needs no language once."""
    section(walker, pid, "texts")
    links = walker.page.locator("main li.task a").evaluate_all("all => all.map(a => a.pathname)")
    for path in links:
        if not walker.page.url.endswith(path):  # saving one leads to the next
            walker.go(path)
        if walker.page.get_by_role("button", name=walker.like("Save and continue")).count():
            write_one(walker, language)
            walker.press("Save and continue")


def write_one(walker: Walker, language: str) -> None:
    """Whatever this page asks: texts of the language, empty lists, boxes, numbers."""
    for area in walker.page.locator(f"main form textarea[name$='-{language}']").all():
        area.fill(WORDS[language])
    for line in walker.page.locator("main form select").all():
        if line.get_attribute("name").find("-2-") < 0 or fixed(walker):
            line.select_option(index=1)
    for box in walker.page.locator("main form [type=checkbox]").all()[:3]:
        box.check()
    number = walker.page.locator("main form input[name$='-1-number']")
    if number.count():
        number.first.fill("40")
    for line in walker.page.locator(f"main form input[name*='-1-'][name$='-{language}']").all():
        line.fill("Trente jeunes" if language == "fr" else "Trenta giovani")


def fixed(walker: Walker) -> bool:
    return walker.page.locator("button[name$='-more']").count() == 0


def agree_texts(walker: Walker, pid: str) -> int:
    """A person of the other side reads each text and says both versions say the same (SUB-09)."""
    section(walker, pid, "texts")
    links = walker.page.locator("main li.task a").evaluate_all("all => all.map(a => a.pathname)")
    agreed = 0
    for path in links:
        walker.go(path)
        if walker.page.get_by_role("button", name=walker.like("All versions say the same")).count():
            walker.press("All versions say the same")
            agreed += 1
    return agreed


def agree_rest(walker: Walker, pid: str, *names: str) -> None:
    """The texts that stand on the project's page and on the partners' own sheets."""
    section(walker, pid, "project")
    while walker.page.get_by_role("button", name=walker.like("All versions say the same")).count():
        walker.press("All versions say the same")
        section(walker, pid, "project")
    for name in names:
        partner_link(walker, pid, "Sheet and people", name)
        walker.press("All versions say the same")


def partner_link(walker: Walker, pid: str, kind: str, name: str) -> Walker:
    section(walker, pid, "partners")
    row = walker.page.locator("section.flat", has_text=name)
    return walker.through(row.get_by_role("link", name=walker.like(kind)))


def write_sheet(walker: Walker, pid: str, name: str, legal_type: str) -> None:
    """A partner's own sheet: what it brings, in both languages; whether it was funded before."""
    partner_link(walker, pid, "Sheet and people", name)
    body = walker.page.locator("form#body")
    if body.count():
        walker.type_in({"legal_type": legal_type, "vat_recovery": "no"})
        territory = body.locator('[name="nuts3"]')
        if territory.count():
            territory.select_option(index=1)
        walker.press("Save the organisation’s answers")
    sheet = {"contribution-fr": WORDS["fr"], "contribution-it": WORDS["it"]}
    sheet |= {"contact-1-name": "Camille Favre", "contact-1-email": "camille@semnoz.example"}
    walker.type_in({**sheet, "previously_funded": "no"})
    walker.press("Save the sheet").reads("The partner’s sheet is saved.")


def declare(walker: Walker, pid: str) -> None:
    """All declarations and the self-check of one's own organisation."""
    section(walker, pid, "declarations")
    for box in walker.page.locator("main form [type=checkbox]").all():
        box.check()
    walker.press("Save the declarations")
    section(walker, pid, "aid")
    walker.page.locator(
        "main form [name$='economic_activity'][value='no'], "
        "main form [name$='economic_activity'][value='false']"
    ).first.check()
    walker.press("Save the self-check")


def write_plan(walker: Walker, pid: str) -> None:
    """One activity with a deliverable and its proof; one target of each kind."""
    section(walker, pid, "activities").follow("Add an activity")
    walker.type_in(
        {
            "title_fr": TITLES["fr"],
            "title_it": TITLES["it"],
            "description_fr": WORDS["fr"],
            "description_it": WORDS["it"],
            "from_month": "1",
            "to_month": "12",
            "deliverables-0-title_fr": "Quatre veillées",
            "deliverables-0-title_it": "Quattro veglie",
            "deliverables-0-quantity": "4",
            "deliverables-0-unit_fr": "veillées",
            "deliverables-0-unit_it": "veglie",
            "deliverables-0-month": "6",
        }
    )
    walker.page.locator("[name='deliverables-0-proof']").select_option(index=1)
    for box in walker.page.locator("[name=partners]").all():
        box.check()
    walker.press("Save the activity")
    section(walker, pid, "activities")
    for group in walker.page.locator("form[aria-labelledby=indicators] fieldset").all():
        group.locator("input").first.fill("40")
    walker.press("Save the indicators")


def write_budget(walker: Walker, pid: str) -> None:
    """The worked example 1 of the budget rules, typed as people write amounts (MON-02)."""
    section(walker, pid, "budget")
    options = walker.page.locator("select[name$='-option']")
    for number in range(options.count()):
        options.nth(number).select_option(value="O2")
    if options.count():
        walker.press("Save and compute again")
    walker.type_in(
        {
            "partner-1-external": "21 480,00",
            "partner-1-equipment": "2350,5",
            "partner-2-external": "26.117,77",
            "partner-2-equipment": "3999.99",
        }
    )
    walker.press("Save and compute again")
    walker.type_in({"partner-1-own": "6 005,29"})
    walker.press("Save and compute again").sees("67 974,79", "54 379,82")


def say_bases(walker: Walker, pid: str, name: str) -> None:
    """What each line rests on, in the detail of one partner."""
    section(walker, pid, "budget")
    link = walker.like("Lines and funders in detail")
    walker.through(walker.page.locator("main li", has_text=name).get_by_role("link", name=link))
    for number in (0, 1):
        walker.type_in({f"lines-{number}-description": "Médiation et matériel",
                        f"lines-{number}-basis": "quote"})  # fmt: skip
    walker.press("Save", within="main form")


def join_statutes(walker: Walker, pid: str) -> None:
    section(walker, pid, "annexes")
    walker.through(walker.page.locator("main a[href*='slot=statutes']").first)
    walker.attach("main form [type=file]", str(PAPER))
    walker.press("Join the file").sees("statutes")


def give_mandate(walker: Walker, pid: str, name: str) -> None:
    partner_link(walker, pid, "Mandate", name)
    walker.page.locator("[name=agreed]").check()
    walker.press("Give the mandate").sees("37.948,37")


def submit(walker: Walker, pid: str) -> dict[str, str]:
    """The binding act, then the receipt at once: number and fingerprint (SUB-04)."""
    section(walker, pid, "review")
    for name in ("power", "commitment", "notice"):
        walker.page.locator(f"[name=statement_{name}]").check()
    walker.press("Submit the application").reads("Your application is submitted")
    text = walker.text()
    code = "".join(walker.page.locator("main .code").first.inner_text().split())
    assert re.fullmatch(r"[0-9a-f]{64}", code), code
    number = walker.page.locator("main dd.num").first.inner_text().split()[0]
    assert number in text
    return {"number": number, "sha256": code}


def download_dossier(walker: Walker, name: str = "Whole file, PDF in every language") -> bytes:
    with walker.page.expect_download() as coming:
        walker.page.get_by_role("link", name=walker.like(name)).click()
    return Path(coming.value.path()).read_bytes()


def verify_receipt(walker: Walker, receipt: dict[str, str]) -> None:
    """Anyone may check a fingerprint; nothing of the file is shown."""
    walker.go("/applications/verify/").fill("Number or fingerprint", receipt["sha256"])
    walker.press("Verify").reads("Genuine: this fingerprint is ours").sees(receipt["number"])
