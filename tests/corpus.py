"""What people and machines send that nobody asked for, and a reader of forms like a browser."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from urllib.parse import quote_plus

from lxml import html

# Texts. A value may be bytes: it goes over the wire as it is, percent-encoded.
TEXTS: dict[str, str | bytes] = {
    "nothing": "",
    "blanks": " \u00a0\u202f\t ",
    "nul": "Chemins\x00de mémoire",
    "unseen": "a\x01\x07\x08\x1b[31mb\x7f\x9f \u202egro.live\u202c \u2066x\u2069 \ufffe\U0010ffff",
    "not utf-8": b"a\xed\xa0\x80b caf\xe9 \xff\xfe\xc0\xaf",  # a lone surrogate among them
    "nothing visible": "\u200b\u200c\u200d\u2060\ufeff\u3164\u115f\u2800",
    "emoji": "👩‍👩‍👧‍👦 🏳️‍🌈 🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
    "apostrophes": "L'École d’Été dell`Àlba ʼOnna ＇ ′ ´ Z\u0351\u0327 مرحبا",
    "lines": "un\r\ndeux\rtrois\u2028quatre\n\n\n\ncinq",
    "very long": "é" * 100_000,
    "one long word": "x" * 5_000,
    "sql": "Robert'); DROP TABLE accounts_person; --",
    "template": "{{ settings.SECRET_KEY }}{% debug %}%(name)s %s {0} {",
    "markup": "<script>alert(1)</script>&lt;",
    "formula": '=HYPERLINK("http://x.example";"y")',
    "header": "x@valfredda.example\r\nBcc: y@valfredda.example",
    "path": "../../../../etc/passwd%00.pdf",
    "huge number": "9" * 400,
    "minus": "-1",
    "too big a number": "99999999999999999999",
    "foreign digits": "١٢٣ １２３ ½ ²",
    "impossible day": "31/02/2025",
    "far year": "9999-12-31",
    "instant without zone": "2025-02-03T08:00:00",
}

# What is tried in hidden fields and choices too, where nobody types
EVERYWHERE = (
    *("nothing", "nul", "not utf-8", "huge number", "too big a number", "minus"),
    *("foreign digits", "far year", "instant without zone"),
)

# Amounts as people type them, and what they mean: None where nobody can be sure.
AMOUNTS: dict[str, Decimal | None] = {
    "2500": Decimal("2500.00"),
    "2500,5": Decimal("2500.50"),
    "2500.50": Decimal("2500.50"),
    "2 500,50": Decimal("2500.50"),
    "2\u00a0500,50 €": Decimal("2500.50"),
    "2\u202f500,50": Decimal("2500.50"),
    "2.500,50": Decimal("2500.50"),
    "€2,500.50": Decimal("2500.50"),
    "1.234": None,
    "1,234": None,
    "2,500.5": None,
    "1e5": None,
    "2E3": None,
    "NaN": None,
    "-Infinity": None,
    "-5": None,
    "−5": None,
    "(5)": None,
    "2_500": None,
    "٢٥٠٠": None,
    "２５００": None,
    "½": None,
    "2.500.50": None,
    "25 00": None,
    "1.2.3": None,
    "2500,505": None,
    "0x1F": None,
    "=2500+1": None,
    "2500$": None,
    "2500\x00": None,
    "\u200b2500": None,
    "9" * 30: None,
    "environ 2500": None,
}

NAMES = re.compile(r'name="([^"]+)"')
UNTOUCHED = {"csrfmiddlewaretoken"}
SILENT = {"file", "button", "reset", "image"}
TYPED = {"text", "email", "url", "tel", "number", "date", "search", "password"}


@dataclass(slots=True)
class Sent:
    """A form as the page shows it: what a browser would send, and what a person types in."""

    action: str
    method: str
    values: dict[str, list[str]] = field(default_factory=dict)
    typed: list[str] = field(default_factory=list)  # names of free controls
    chosen: list[str] = field(default_factory=list)  # names of all others, hidden ones too


def form_with(page: str, name: str, path: str) -> Sent:
    """The form of a page that has a control of this name. Raises LookupError."""
    for form in html.fromstring(page).iter("form"):
        controls = [one for one in form.iter("input", "textarea", "select", "button")]
        if any(one.get("name") == name for one in controls):
            sent = Sent(form.get("action") or path, (form.get("method") or "get").upper())
            for one in controls:
                _read(one, sent)
            return sent
    raise LookupError(f"{name} is not among {NAMES.findall(page)}")


def _read(control: Any, sent: Sent) -> None:
    """Note what a browser would send of one control."""
    name, kind = control.get("name"), (control.get("type") or "text").lower()
    if not name or control.get("disabled") is not None or name in UNTOUCHED or kind in SILENT:
        return
    if control.tag == "button":
        sent.values.setdefault(name, [control.get("value", "")])  # Enter presses the first one
        return
    sent.values.setdefault(name, []).extend(_values(control, kind))
    typed = control.tag == "textarea" or (control.tag == "input" and kind in TYPED)
    (sent.typed if typed else sent.chosen).append(name)


def _values(control: Any, kind: str) -> list[str]:
    if control.tag == "textarea":
        return [(control.text or "").removeprefix("\n")]
    if control.tag == "select":
        options = list(control.iter("option"))
        taken = [one for one in options if "selected" in one.attrib]
        if not taken and control.get("multiple") is None:
            taken = options[:1]
        return [one.get("value", "") for one in taken]
    if kind in {"radio", "checkbox"}:
        return [control.get("value", "on")] if "checked" in control.attrib else []
    return [control.get("value", "")]


def encoded(values: dict[str, list[Any]]) -> str:
    """As a browser writes it on the wire; bytes stay what they are."""
    return "&".join(
        f"{quote_plus(name)}={quote_plus(value)}" for name, each in values.items() for value in each
    )
