"""The technical log: one line an event, and nothing in it that is a secret or a person's (LOG-04).

What people did stands in the journal. This one is for whoever looks for a fault: it goes to
standard error, and the host keeps it for as long as its operator has settled.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import MutableMapping
from typing import Any

Event = MutableMapping[str, Any]

HIDDEN = "***"
CONTINUED = "\n  | "  # before each further line of an event: none can pass for an event of its own
SECRETS = [
    (r"(?<=://)[^\s/@]+(?=@)", HIDDEN),  # the password in a database's or mail server's address
    (
        r"(?i)\b(password|secret|token|cookie|session\w*|authorization)(\W{0,3}[=:]\W{0,2})[^\s,;&]+",
        rf"\1\2{HIDDEN}",
    ),
    (r"(?i)\b[a-z]{2}\d{2}(?: ?[a-z0-9]{4}){2,7}(?: ?[a-z0-9]{1,3})?\b", HIDDEN),  # IBAN
    (r"(?i)\b[a-z]{6}(?:[0-9l-np-v]{2}[a-z]){2}[0-9l-np-v]{3}[a-z]\b", HIDDEN),  # codice fiscale
    (r"[\w.!#$%&'*+=?^`{|}~-]+(?=@[\w-]+\.[\w.-]+)", HIDDEN),  # whose e-mail address
    (r"(?<=/)[\w=:-]{24,}(?=[/?\s]|$)", HIDDEN),  # a link that opens something by itself
    (r"(?<=:)[\w-]{43}\b", HIDDEN),  # a signature
    (r"\b(?=[A-Za-z_-]*\d)[\w-]{24,}", HIDDEN),  # any other key, digest or signed word
]
COMPILED = [(re.compile(pattern), instead) for pattern, instead in SECRETS]
UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")


class Discreet(logging.Formatter):
    """Instant in UTC, level, logger and what is said; further lines are marked as such."""

    converter = time.gmtime  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%SZ")

    def format(self, record: logging.LogRecord) -> str:
        return CONTINUED.join(discreet(super().format(record)).split("\n"))


class RefusedRequests(logging.Filter):
    """What Django refuses of a sender's own making (a wrong Host, too many fields) is one line.

    The traceback would only lead through Django, and every scan of the network would write one.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name.startswith("django.security."):
            record.exc_info = record.exc_text = None
        return True


def discreet(text: str) -> str:
    """The text without secrets and personal codes, every control character written out."""
    for pattern, instead in COMPILED:
        text = pattern.sub(instead, text)
    return UNSEEN.sub(lambda found: ascii(found[0])[1:-1], text)


def as_said(_logger: Any, _method: str, event: Event) -> tuple[tuple[str], dict[str, Any]]:
    """structlog's last processor: words and facts in one line, for the log everybody writes to."""
    shown = {name: value for name, value in event.items() if name not in {"event", "exc_info"}}
    words = [str(event["event"]), *(f"{name}={value}" for name, value in shown.items())]
    return (" ".join(words),), {"exc_info": event.get("exc_info")}
