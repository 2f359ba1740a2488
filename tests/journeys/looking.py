"""What a machine can see of a page: axe, sideways scroll, requests that leave the site."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE = Axe()


@dataclass(frozen=True, slots=True)
class Seen:
    """One run of axe: what it found wrong and how many rules held."""

    violations: tuple[str, ...]
    passes: int


def axe(page: Any) -> Seen:
    """Every rule of WCAG 2.2 A and AA and of best practice on the page as it stands."""
    said = AXE.run(page, options={"runOnly": TAGS, "resultTypes": ["violations"]}).response
    wrong = tuple(
        f"{one['id']}: {node['html'][:160]}"
        for one in said["violations"]
        for node in one["nodes"][:2]
    )
    return Seen(wrong, len(said["passes"]))


def sideways(page: Any) -> int:
    """By how many pixels the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))


# What holds other things and must hold them whole; what scrolls in itself never sticks out.
HOLDERS = ".card, .note, .field, .pick, .lines > li, fieldset, summary, th, td"
STICKS_OUT = """holders => {
    const closed = [...document.querySelectorAll("main details:not([open])")]
    closed.forEach(one => { one.open = true })
    const scrolls = ["auto", "scroll", "hidden", "clip"]
    const holds = one => !scrolls.includes(getComputedStyle(one).overflowX)
    const found = [...document.querySelectorAll(`main :is(${holders})`)]
        .filter(one => one.clientWidth && holds(one) && one.scrollWidth > one.clientWidth + 1)
        .filter((one, _n, all) => !all.some(other => other !== one && one.contains(other)))
        .map(one => `${one.scrollWidth - one.clientWidth} px: ${one.outerHTML.slice(0, 120)}`)
    closed.forEach(one => { one.open = false })
    return found
}"""


def sticking_out(page: Any) -> tuple[str, ...]:
    """Cards, fields and cells whose content is wider than they are, folds opened."""
    return tuple(page.evaluate(STICKS_OUT, HOLDERS))


@dataclass
class Watch:
    """Requests of a page that leave the site, and what its console complains of."""

    origin: str
    outside: list[str] = field(default_factory=list)

    def over(self, page: Any) -> Watch:
        page.on("request", lambda request: self._see(request.url))
        return self

    def _see(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme in {"http", "https"} and f"{parts.scheme}://{parts.netloc}" != self.origin:
            self.outside.append(url)
