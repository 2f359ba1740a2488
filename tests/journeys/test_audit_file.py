"""An organiser, from an empty meeting to the audit file; in French and Italian (LOG-06)."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.documents import files
from tests.journeys.cast import VISITOR
from tests.journeys.looking import axe, sideways
from tests.journeys.steps_public import arrive_at, still_reading
from tests.journeys.walking import Walker, link_in
from tests.journeys.world import DESK, PHONE, World

pytestmark = pytest.mark.journey
SHOTS = os.environ.get("CORDATA_SHOTS", "")
NEW = {
    "names__fr": "Réunion d’information, Gap",
    "names__it": "Incontro informativo, Gap",
    "names__en": "Information meeting, Gap",
    "summaries__fr": "Le Département des Hautes-Alpes vous invite à Gap.",
    "summaries__it": "Il Dipartimento delle Hautes-Alpes vi invita a Gap.",
    "summaries__en": "The Hautes-Alpes Department invites you to Gap.",
    "day": "2025-03-12",
    "starts": "14:30",
    "ends": "17:00",
    "city": "Gap",
    "country": "FR",
}
NOON, EVENING = "2025-03-12T13:20:00+00:00", "2025-03-12T17:00:00+00:00"
HALF = "2025-03-12-afternoon"
SIGNED = {"fr": "04-emargement/feuille-signee", "it": "04-fogli-firme/foglio-firmato"}


@pytest.mark.parametrize(
    ("language", "width", "scheme"), [("fr", PHONE, "dark"), ("it", DESK, "light")]
)
def test_from_an_empty_meeting_to_the_audit_file(
    own_world: World, tmp_path: Path, language: str, width: int, scheme: str
) -> None:
    organiser = own_world.staff("organiser", language, width)
    organiser.page.emulate_media(color_scheme=scheme)
    meeting = announced(organiser)
    registers(own_world.walker("visitor", language), meeting)
    own_world.backstage.ask("clock", NOON)
    organiser.go(f"/meetings/{meeting}/check-in/")
    arrive_at(organiser, VISITOR.name)
    own_world.backstage.ask("clock", EVENING)
    own_world.backstage.ask("tick")

    organiser.go(f"/meetings/{meeting}/records/").reads("Audit file")
    looked_at(organiser, f"audit-before-{language}")
    evidence(organiser, tmp_path, language)
    looked_at(organiser, f"audit-after-{language}")
    zipped = organiser.like("Take the audit file out (ZIP)")
    with organiser.page.expect_download() as coming:
        organiser.page.get_by_role("link", name=zipped).click()
    taken = tmp_path / "audit.zip"
    coming.value.save_as(taken)
    folder = tmp_path / "audit"
    with ZipFile(taken) as book:
        book.extractall(folder)

    sums_hold(folder)
    assert [one for one in folder.glob(f"{SIGNED[language]}-{HALF}-*.pdf")]
    index_is_read(organiser, folder, f"audit-index-{language}-{scheme}")
    auditor = own_world.staff("auditor", "it")
    auditor.go(f"/meetings/{meeting}/")
    auditor.through(auditor.page.locator("main a[href$='/records/']"))
    assert auditor.page.locator("main form").count() == 0
    assert organiser.trouble == []


def announced(organiser: Walker) -> str:
    """A meeting from nothing, announced; its public id."""
    organiser.go("/meetings/prepare/").follow("New meeting").type_in(NEW)
    organiser.press("Save")
    organiser.follow("Announce the meeting").press("Announce the meeting")
    return organiser.pid()


def registers(visitor: Walker, meeting: str) -> None:
    visitor.go(f"/meetings/{meeting}/")
    visitor.fill("First name and surname", VISITOR.name, within="#register")
    visitor.fill("E-mail address", VISITOR.email, within="#register")
    visitor.page.locator('#register [name="country"][value="FR"]').check()
    still_reading(visitor)
    visitor.press("Book my place", within="#register")
    visitor.page.goto(link_in(visitor.mail_to(VISITOR.email)))
    visitor.press("Confirm my registration").reads("Your place is booked")


def evidence(organiser: Walker, folder: Path, language: str) -> None:
    """The signed sheet scanned back in, a photograph with its rights; one without is refused."""
    sheet, photo = folder / "feuille signée.pdf", folder / "così.jpg"
    sheet.write_bytes(files.pdf())
    photo.write_bytes(files.photograph())
    organiser.attach('[name="sheet-file"]', str(sheet)).press("Add the sheet")
    organiser.reads("The file is part of the audit file.")
    photo_button = organiser.page.get_by_role("button", name=organiser.like("Add the photograph"))
    organiser.through(photo_button, refused=True)
    organiser.page.locator(".errsum").wait_for()
    looked_at(organiser, f"audit-refused-{language}")
    organiser.attach('[name="photo-file"]', str(photo))
    organiser.type_in({"photo-author": "Antoine Dufresne", "photo-shown": "agreed"})
    organiser.press("Add the photograph").sees("Antoine Dufresne")


def sums_hold(folder: Path) -> None:
    """Every file has its sum, and it is true."""
    lines = (folder / "SHA256SUMS").read_text("utf-8").splitlines()
    sums = {path: digest for digest, path in (line.split("  ", 1) for line in lines)}
    found = {str(one.relative_to(folder)) for one in folder.rglob("*") if one.is_file()}
    assert found == {*sums, "SHA256SUMS"}
    for path, digest in sums.items():
        assert hashlib.sha256((folder / path).read_bytes()).hexdigest() == digest


def index_is_read(organiser: Walker, folder: Path, name: str) -> None:
    """The index as a browser shows it from the disk: nothing fetched, nothing for axe."""
    tab = organiser.page.context.new_page()
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.goto((folder / "index.html").as_uri())
    assert [one for one in asked if not one.startswith("file:")] == []
    if SHOTS:
        tab.screenshot(path=str(Path(SHOTS) / f"{name}.png"), full_page=True)
    assert tab.locator("section[lang]").count() == 2
    assert sideways(tab) <= 0
    assert axe(tab).violations == ()
    tab.close()


def looked_at(walker: Walker, name: str) -> None:
    walker.page.wait_for_load_state()
    if SHOTS:
        walker.page.screenshot(path=str(Path(SHOTS) / f"{name}.png"), full_page=True)
    assert sideways(walker.page) <= 0, name
    assert axe(walker.page).violations == (), name
