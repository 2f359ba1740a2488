"""A person in front of a page: finds things by their words in the page's language, presses, reads.

Words are given as the English message of the catalogue; the walker looks for what its reader
sees. Nothing here sleeps: Playwright waits for what is asked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils import translation
from django.utils.translation import gettext, pgettext

CODE = re.compile(r"\b([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})\b")
PID = re.compile(r"/([a-z0-9]{14})(?=/|$|\?|#)")
LINK = re.compile(r"https?://\S+")


@dataclass
class Walker:
    page: Any
    language: str
    trouble: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.trouble.append(str(error)))

    def _said(self, message: Any) -> None:
        if message.type == "error" and "status of 4" not in message.text:
            self.trouble.append(message.text)

    # -- words

    def words(self, message: str, **params: Any) -> str:
        """A message of the catalogue as this reader sees it, `context|message` if it has one."""
        context, _, text = message.rpartition("|")
        with translation.override(self.language):
            said = pgettext(context, text) if context else gettext(text)
        return (said % params if params else said).replace("%%", "%")

    def like(self, message: str, *, exact: bool = False, **params: Any) -> re.Pattern[str]:
        """What finds these words whatever spaces stand between them."""
        parts = [re.escape(one) for one in self.words(message, **params).split()]
        end = r"\s*$" if exact else ""
        return re.compile(r"^\s*" + r"\s+".join(parts) + end)

    # -- going

    def go(self, path: str) -> Walker:
        """Open a page of this language, or any address of the instance."""
        full = (
            path if path.startswith(("http", f"/{self.language}/")) else f"/{self.language}{path}"
        )
        answer = self.page.goto(full)
        assert answer is None or answer.status < 400, (answer.status, full, self.text()[:800])
        return self

    def follow(self, message: str, *, within: Any = None, **params: Any) -> Walker:
        """Follow the link of these words."""
        links = self._in(within).get_by_role("link", name=self.like(message, **params))
        return self.through(links.first)

    def press(self, message: str, *, within: Any = None, **params: Any) -> Walker:
        """Press the button of these words."""
        buttons = self._in(within).get_by_role("button", name=self.like(message, **params))
        return self.through(buttons.first)

    def through(self, control: Any, *, refused: bool = False) -> Walker:
        """Click a link or a button and stand on the page behind it, which is no error.

        A click alone may still stand on the page before, and count what is there.
        """
        with self.page.expect_navigation() as coming:
            control.click()
        answer = coming.value
        wanted = answer is None or (answer.status == 422 if refused else answer.status < 400)
        assert wanted, (answer.status, str(control), self.complaints())
        return self

    def open(self, message: str, *, within: Any = None, **params: Any) -> Walker:
        """Unfold a part of the page."""
        found = self._in(within).locator("summary", has_text=self.like(message, **params)).first
        if not found.evaluate("one => one.parentElement.open"):
            found.click()
        return self

    # -- filling

    def fill(self, message: str, text: str, *, within: Any = None, **params: Any) -> Walker:
        self.labelled(message, within=within, **params).fill(text)
        return self

    def choose(self, message: str, option: str, *, within: Any = None) -> Walker:
        """An option of a list, by its value or its words."""
        control = self.labelled(message, within=within)
        values = control.evaluate("one => [...one.options].map(o => o.value)")
        if option in values:
            control.select_option(value=option)
        else:
            control.select_option(label=option)
        return self

    def tick(self, message: str, *, within: Any = None, **params: Any) -> Walker:
        self.labelled(message, within=within, **params).check()
        return self

    def labelled(self, message: str, *, within: Any = None, **params: Any) -> Any:
        return self._in(within).get_by_label(self.like(message, **params)).first

    def type_in(self, values: Mapping[str, str]) -> Walker:
        """Fields by their names, for forms whose questions are the pack's."""
        for name, value in values.items():
            control = self.page.locator(f'main [name="{name}"]').first
            kind = control.evaluate("one => one.type")
            if kind in {"radio", "checkbox"}:
                self.page.locator(f'main [name="{name}"][value="{value}"]').check()
            elif kind == "select-one":
                control.select_option(value=value)
            else:
                control.fill(value)
        return self

    def attach(self, selector: str, path: str) -> Walker:
        self.page.locator(selector).first.set_input_files(path)
        return self

    # -- reading

    def text(self) -> str:
        """The page's words with plain spaces."""
        return " ".join(self.page.locator("body").inner_text().split())

    def sees(self, *expected: str) -> Walker:
        """These very words stand on the page."""
        shown = self.text().lower()
        for words in expected:
            assert " ".join(words.split()).lower() in shown, (words, self.page.url, shown[:3000])
        return self

    def reads(self, message: str, **params: Any) -> Walker:
        """The page says this message, in the reader's language."""
        return self.sees(self.words(message, **params))

    def complaints(self) -> str:
        found = self.page.locator(".errsum, .err, [role=alert]").all_inner_texts()
        return " | ".join(found) or self.text()[:1500]

    def pid(self) -> str:
        """The public id in the page's address."""
        found = PID.search(self.page.url)
        assert found, self.page.url
        return found[1]

    # -- the rehearsal

    def play(self, pid: str) -> bool:
        """Be somebody by the one click of a rehearsal, in the fold of their role."""
        self.go("/rehearsal/")
        button = self.page.locator(f'form[action$="/rehearsal/play/{pid}/"] button').first
        if not button.count():
            return False
        fold = self.page.locator("details", has=button).first
        if fold.get_attribute("open") is None:
            fold.locator("summary").click()
        with self.page.expect_navigation():
            button.click()
        return True

    def mail_to(self, address: str, like: str = "") -> str:
        """The newest message to an address, read in the rehearsal's mailbox in a second tab."""
        tab = self.page.context.new_page()
        tab.goto(f"/{self.language}/rehearsal/mailbox/?to={address}")
        links = tab.locator("main tbody a")
        found = links.filter(has_text=re.compile(like)) if like else links
        tab.goto(found.first.get_attribute("href"))
        text = tab.locator("main article").inner_text()
        tab.close()
        return str(text)

    def _in(self, within: Any) -> Any:
        if within is None:
            return self.page
        return self.page.locator(within) if isinstance(within, str) else within


def code_in(mail: str) -> str:
    """The code a mail carries."""
    found = CODE.search(mail)
    assert found, mail
    return found[1]


def link_in(mail: str, part: str = "") -> str:
    """The first link of a mail, or the first that contains `part`."""
    links = [link.rstrip(".,)") for link in LINK.findall(mail)]
    return next(link for link in links if part in link)
