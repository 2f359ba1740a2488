"""Informing, meeting, account, partner: steps 1 to 4 through the screens."""

from __future__ import annotations

from tests.journeys.cast import Somebody
from tests.journeys.walking import Walker, code_in, link_in

READING = 4200  # ms: a form answered within three seconds is a machine's


def look_around(walker: Walker) -> None:
    """Home, the open call, and whether one is eligible."""
    walker.go("/").reads("Calls")
    walker.go("/calls/microprojets-2/").sees("microprojets")
    walker.go("/eligible/")
    walker.page.locator('[name="country"][value="FR"]').check()
    walker.choose("2. What kind of organisation?", "association")
    walker.page.locator('[name="partner"]').first.check()
    walker.fill("4. What total budget, roughly?", "68 000,00")
    walker.press("See the result")


def meeting_page(walker: Walker) -> Walker:
    walker.go("/meetings/")
    return walker.through(walker.page.locator("main a", has_text="Annecy").first)


def register(walker: Walker, who: Somebody, side: str = "FR") -> None:
    """Book a place without an account; the mailed link leads to a button (MTG-02, NOT-04)."""
    meeting_page(walker)
    walker.fill("First name and surname", who.name, within="#register")
    walker.fill("E-mail address", who.email, within="#register")
    walker.fill("Organisation", "Musée du Semnoz", within="#register")
    walker.page.locator(f'#register [name="country"][value="{side}"]').check()
    still_reading(walker)
    walker.press("Book my place", within="#register")
    walker.reads("Look at your mail")
    walker.page.goto(link_in(walker.mail_to(who.email)))
    walker.press("Confirm my registration").reads("Your place is booked")


def still_reading(walker: Walker) -> None:
    """As long as a person reads: the only wait of the journeys, for the form wants it."""
    walker.page.wait_for_timeout(READING)


def arrive(door: Walker, who: Somebody) -> None:
    """On the day, at the door: a name, one press."""
    meeting_page(door).follow("Check-in", within="main section.row")
    arrive_at(door, who.name)


def arrive_at(door: Walker, name: str) -> None:
    """The page of the door is open."""
    told = door.page.locator("#door-state", has_text=door.words("All sent"))
    told.wait_for()
    door.page.locator("#q").fill(name)
    line = door.page.locator("#door-results li", has_text=name)
    line.get_by_role("button", name=door.like("Here")).click()
    door.page.locator("#door-note", has_text=name).wait_for()
    told.wait_for()


def open_account(walker: Walker, who: Somebody) -> None:
    """An address and the code that comes to it; then a name (AUT-01)."""
    walker.go("/account/signup/").fill("E-mail", who.email, within="main")
    walker.press("Receive a code by e-mail")
    walker.fill("Code received by e-mail", code_in(walker.mail_to(who.email)))
    walker.press("Confirm")
    walker.go("/account/").fill("First name and surname", who.name)
    walker.press("Save", within="main").sees(who.name)


def sign_in(walker: Walker, who: Somebody) -> None:
    walker.go("/account/login/").fill("E-mail", who.email, within="main")
    walker.press("Receive a code by e-mail")
    walker.fill("Code received by e-mail", code_in(walker.mail_to(who.email)))
    walker.press("Confirm")


def found_organisation(
    walker: Walker, country: str, scheme: str, number: str, sheet: dict[str, str]
) -> None:
    """The country, the official number, then the sheet, typed once (SUB-01)."""
    walker.go("/account/").follow("Create or join an organisation")
    walker.choose("Country of the registered office", country).press("Go on")
    walker.choose("noun|Register", scheme).fill("Official number", number)
    walker.press("Go on").type_in(sheet)
    walker.press("Register the organisation").reads("Your organisation is registered.")


def publish_search(walker: Walker, title: str, idea: str) -> None:
    walker.go("/partners/").follow("Publish an idea", within="main")
    walker.fill("Title", title).fill("The idea", idea)
    walker.choose("Theme", _last_option(walker))
    walker.press("Publish", within="main").sees(title)


def _last_option(walker: Walker) -> str:
    options = walker.labelled("Theme").evaluate("one => [...one.options].map(o => o.value)")
    return str(options[-1])


def ask_introduction(walker: Walker, title: str, message: str) -> None:
    walker.go("/partners/")
    walker.through(walker.page.get_by_role("link", name=title).first)
    walker.fill("Your message", message).press("Send the request")
    walker.reads("Your message is on its way. You will get the answer by mail.")


def accept_introduction(walker: Walker, from_whom: str) -> None:
    walker.go("/partners/mine/")
    walker.through(walker.page.get_by_role("link", name=from_whom).first)
    walker.press("Accept").reads("You are in touch: each of you has the other’s address.")


def open_shared_draft(walker: Walker) -> str:
    """One click; nothing is typed twice. Returns the draft's public id."""
    walker.follow("Open a shared draft")
    walker.press("Open the draft")
    return walker.pid()
