"""What the technical log never holds, whoever writes to it (LOG-04)."""

from __future__ import annotations

import io
import logging
import secrets
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.signing import Signer
from django.test import Client

from cordata.kernel import logs

DEPLOY = Path(__file__).parent.parent.parent / "deploy"
CANARIES = [
    ("postgres://cordata:Tr0ub4dor@db/cordata", "Tr0ub4dor"),
    ("smtp+tls://user:correct-horse@mail.example.eu:587", "correct-horse"),
    ("{'password': 'hunter2', 'name': 'x'}", "hunter2"),
    ("Authorization: Bearer-abc", "Bearer-abc"),
    ("/fr/x/?token=abc123&y=1", "abc123"),
    ("the payment to FR7695632729518175604806313 failed", "FR7695632729518175604806313"),
    ("to IT75 Q958 1783 9707 2327 9282 010, twice", "IT75 Q958 1783"),
    ("to it75q9581783970523279282010", "it75q9581783970523279282010"),
    ("codice fiscale DLBCHL87D49A326A", "DLBCHL87D49A326A"),
    ("codice fiscale dlbchl87d49a3nsi", "dlbchl87d49a3nsi"),
    ("Key (email)=(chloe.d'alba@example.eu) already exists", "chloe.d'alba"),
    ("Internal Server Error: /it/own/abcdefghijklmnopqrstuvwxyz/", "abcdefghijklmnopqrstuvwxyz"),
]


@pytest.fixture
def configured() -> logging.Formatter:
    """The formatter that the settings give to the log of an installation."""
    console = settings.LOGGING["handlers"]["console"]["formatter"]
    assert settings.LOGGING["root"]["handlers"] == ["console"]
    assert settings.LOGGING["formatters"][console] == {"()": "cordata.kernel.logs.Discreet"}
    return logs.Discreet()


def record(message: str, *words: object, error: bool = False) -> logging.LogRecord:
    happened = sys.exc_info() if error else None
    made = logging.LogRecord("django.request", logging.ERROR, __file__, 1, message, words, happened)
    made.created = 0.0
    return made


@pytest.mark.parametrize(("text", "canary"), CANARIES)
def test_a_canary_is_neither_in_a_message_nor_in_an_error(
    configured: logging.Formatter, text: str, canary: str
) -> None:
    try:
        raise ValueError(text)
    except ValueError:
        said = configured.format(record("it failed: %s", text, error=True))

    assert canary not in said
    assert said.count("***") >= 2
    assert "ValueError" in said
    assert "test_logs.py" in said


@pytest.mark.parametrize("_again", range(20))
def test_no_secret_that_we_make_survives(configured: logging.Formatter, _again: int) -> None:
    """Sessions, invitations, signed links: as long as they are made today."""
    made = [
        secrets.token_hex(16),
        secrets.token_hex(32),
        Signer(key="x" * 50).sign("v7k2m9xqp4t8rd"),
    ]

    said = configured.format(record("%s", " ".join(f"/fr/own/{one}/ {one}" for one in made)))

    assert [one for one in made if one.rpartition(":")[2] in said] == []


@pytest.mark.parametrize(
    "text",
    [
        "due code=meetings.remind_week at=2025-02-06 08:00:00+00:00",
        "shown to the reader as E-2026-11-28-A1B2: /fr/applications/v7k2m9xqp4t8rd/",
        "scanner not reached: [Errno 111] Connection refused",
        "message v7k2m9xqp4t8rd (application.received) given up",
    ],
)
def test_what_helps_to_find_a_fault_stays(text: str) -> None:
    assert logs.discreet(text) == text


def test_nobody_forges_a_line_nor_hides_one(configured: logging.Formatter) -> None:
    typed = "x\r\n1970-01-01T00:00:00Z ERROR root: forged\x1b[2K\x00\u202e"

    first, *further = configured.format(record("host %s", typed)).split("\n")

    assert first == r"1970-01-01T00:00:00Z ERROR django.request: host x\r"
    assert further == [r"  | 1970-01-01T00:00:00Z ERROR root: forged\x1b[2K\x00\u202e"]


@pytest.mark.django_db
@pytest.mark.parametrize("host", ["evil.example", "a" * 300, "x_y:1\u202e"])
def test_a_refused_host_is_one_line_without_a_traceback(
    monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    """Every scan of the network sends some: the log stays readable."""
    console = next(one for one in logging.getLogger().handlers if one.name == "console")
    assert isinstance(console, logging.StreamHandler)
    said = io.StringIO()
    monkeypatch.setattr(console, "stream", said)

    assert Client().get("/fr/", headers={"host": host}).status_code == 400

    (line,) = said.getvalue().splitlines()
    assert "django.security.DisallowedHost" in line


def test_the_worker_says_its_facts_in_the_same_log() -> None:
    event = {"event": "due", "code": "meetings.hold", "exc_info": True}

    assert logs.as_said(None, "error", event) == (("due code=meetings.hold",), {"exc_info": True})


def test_the_host_keeps_it_for_twelve_months_at_most() -> None:
    """LOG-04: six to twelve; both services write to the log that is kept so."""
    kept = (DEPLOY / "journald@cordata.conf").read_text()

    assert "MaxRetentionSec=12month\n" in kept
    units = [file.read_text() for file in DEPLOY.glob("*.service")]
    assert len(units) == 2
    assert all("\nLogNamespace=cordata\n" in unit for unit in units)
