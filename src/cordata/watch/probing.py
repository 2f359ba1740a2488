"""The probe: it asks the running site as a visitor does, and has it try a filing (TIM-07).

It runs beside the web server, never within it, and knows the site by its address alone. What it
cannot see is the way there: the network and the proxy in front, unless it is given their address.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner

from cordata.kernel import timeservers
from cordata.watch.actions import keep_probe
from cordata.watch.models import Failed, Probe

OWN = "http://127.0.0.1:8000"  # where `cordata serve` answers unless it is told otherwise
TRY = "/watch/try"
HEADER, SALT = "X-Watch", "cordata.watch"
STEPS = frozenset({Failed.OPENING, Failed.SAVING, Failed.FILING, Failed.STORING})  # of the trial
OK = 200
FRESH = 120  # seconds for which the probe's word is good
PATIENCE = 10.0  # seconds for all of it; longer is of no use to who files at the last minute


@dataclass(frozen=True, slots=True)
class Found:
    """What a probe saw: the first thing that failed, and how long it took."""

    failed: str
    milliseconds: int


def watch_once(address: str, at: datetime) -> Probe | None:
    """Ask, and keep what was found under the minute of `at`."""
    found = probe(address)
    return keep_probe(
        at, failed=found.failed, milliseconds=found.milliseconds, offset_ms=offset_ms()
    )


def probe(address: str) -> Found:
    """Ask three things in their order, until one fails."""
    began = time.monotonic()
    failed = first_failing(address)
    took = time.monotonic() - began
    return Found(failed or ("slow" if took > PATIENCE else ""), int(took * 1000))


def first_failing(address: str) -> str:
    """The first that fails. The trial of a filing has several steps and names the one itself."""
    if asked(address, "GET", "/readyz").status != OK:
        return str(Failed.READY)
    if asked(address, "GET", f"/{settings.LANGUAGE_CODE}/").status != OK:
        return str(Failed.PAGE)
    trial = asked(address, "POST", TRY)
    if trial.status == OK:
        return ""
    return trial.said if trial.said in STEPS else str(Failed.FILING)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the site answered; no status if it did not in time."""

    status: int = 0
    said: str = ""


def asked(address: str, method: str, path: str) -> Answer:
    """Ask the site, as its own probe."""
    where = urlsplit(address)
    kind = HTTPSConnection if where.scheme == "https" else HTTPConnection
    line = kind(where.hostname or "127.0.0.1", where.port, timeout=PATIENCE)
    headers = {"Host": urlsplit(settings.ORIGIN).netloc, HEADER: word()}
    try:
        line.request(method, path, b"" if method == "POST" else None, headers)
        answer = line.getresponse()
        return Answer(answer.status, answer.read().decode(errors="replace"))
    except (OSError, HTTPException):
        return Answer()
    finally:
        line.close()


def word() -> str:
    """By which the site knows its own probe: only that may have it write."""
    return TimestampSigner(salt=SALT).sign("probe")


def is_our_word(said: str) -> bool:
    """Whether it was signed with our secret, not long ago."""
    try:
        TimestampSigner(salt=SALT).unsign(said, max_age=FRESH)
    except BadSignature:
        return False
    return True


def offset_ms() -> int | None:
    """By how much the first time server that answers is ahead of our clock."""
    for server in settings.TIME_SERVERS:
        try:
            return round(timeservers.offset_of(server) * 1000)
        except (OSError, ValueError):
            continue
    return None
