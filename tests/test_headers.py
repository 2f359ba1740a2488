"""What every answer says to browsers, proxies and search engines."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

ROOT = Path(__file__).parent.parent
PUBLIC = ["/fr/", "/it/calls/", "/en/meetings/", "/fr/partners/", "/it/operations/"]


@pytest.mark.parametrize("path", PUBLIC)
def test_no_page_may_run_or_load_what_is_not_ours(client: Client, call: Any, path: str) -> None:
    """OUT-01: default-src 'self', no object, no base, no frame, nothing inline."""
    policy = client.get(path).headers["Content-Security-Policy"]

    assert "default-src 'self'" in policy
    assert "object-src 'none'" in policy
    assert "base-uri 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


def test_a_signed_in_answer_is_stored_by_nobody(
    client: Client, person: Callable[..., Any], call: Any
) -> None:
    """CFG-06: a deliberately stupid proxy has nothing to keep and knows whom it is for."""
    client.force_login(person("nina"))

    for path in [*PUBLIC, "/fr/desk/", "/it/account/"]:
        headers = client.get(path).headers
        assert "no-store" in headers["Cache-Control"], path
        assert "private" in headers["Cache-Control"], path
        assert "Cookie" in headers["Vary"], path


def test_two_people_behind_one_naive_cache_never_meet(
    person: Callable[..., Any], call: Any
) -> None:
    """CFG-06: a cache that keeps what it may and ignores who asks shows nobody else's page."""
    kept: dict[str, bytes] = {}

    def through_the_cache(asker: Client, path: str) -> bytes:
        if path in kept:
            return kept[path]
        answer = asker.get(path)
        if "no-store" not in answer.headers.get("Cache-Control", ""):
            kept[path] = answer.content
        return answer.content

    nina, otto = Client(), Client()
    nina.force_login(person("nina"))
    otto.force_login(person("otto"))

    assert b"Nina" in through_the_cache(nina, "/fr/desk/")
    assert b"Nina" not in through_the_cache(otto, "/fr/desk/")


def settings_of(**environment: str) -> dict[str, Any]:
    """The settings a production instance would run with."""
    code = (
        "import json; from cordata.config import settings as s;"
        "names = [n for n in dir(s) if n.startswith(('SECURE_', 'SESSION_', 'CSRF_', 'DEBUG'))];"
        "print(json.dumps({n: getattr(s, n) for n in names}))"
    )
    clean = {name: value for name, value in os.environ.items() if not name.startswith("CORDATA_")}
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**clean, "CORDATA_SECRET_KEY": "x" * 50, **environment},
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    facts: dict[str, Any] = json.loads(done.stdout)
    return facts


def test_cookies_of_a_real_site_are_bound_to_it() -> None:
    """CFG-03: HSTS for a year, __Host- names, Secure, HttpOnly, SameSite."""
    facts = settings_of(CORDATA_ORIGIN="https://calls.example.eu")

    assert facts["SECURE_HSTS_SECONDS"] == 31_536_000
    assert facts["SESSION_COOKIE_NAME"].startswith("__Host-")
    assert facts["CSRF_COOKIE_NAME"].startswith("__Host-")
    assert facts["SESSION_COOKIE_SECURE"] is True
    assert facts["CSRF_COOKIE_SECURE"] is True
    assert facts["CSRF_COOKIE_HTTPONLY"] is True
    assert facts["SESSION_COOKIE_SAMESITE"] == "Lax"
    assert facts["DEBUG"] is False


def test_forwarded_headers_are_believed_only_where_a_proxy_is_declared() -> None:
    """CFG-02: none by default."""
    assert "SECURE_PROXY_SSL_HEADER" not in settings_of()
    assert settings_of(CORDATA_PROXY_HOPS="1")["SECURE_PROXY_SSL_HEADER"]


def test_a_forged_address_counts_as_the_one_that_knocked(client: Client, call: Any) -> None:
    """CFG-02: without a declared proxy, X-Forwarded-For escapes no limit."""
    path = "/api/v1/calls/microprojets-2/check"

    def knock(number: int) -> int:
        return client.post(
            path,
            "{}",
            content_type="application/json",
            headers={"x-forwarded-for": f"203.0.113.{number}"},
        ).status_code

    assert 429 in {knock(number) for number in range(61)}


def test_a_weakness_can_be_reported_privately() -> None:
    """OPS-04."""
    assert "privately" in (ROOT / "SECURITY.md").read_text()


@pytest.mark.parametrize("language", ["fr", "it", "en"])
def test_the_statements_are_one_link_away_from_every_page(
    client: Client, call: Any, language: str
) -> None:
    """A11-08: accessibility, personal data and legal notice in each foot, and they open."""
    page = client.get(f"/{language}/calls/").content.decode()

    for name in ("accessibility", "privacy", "legal"):
        assert f"/{language}/{name}/" in page
        assert client.get(f"/{language}/{name}/").status_code == 200
