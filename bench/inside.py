"""The bench's hand in the installation: a line of words in, JSON out.

It fills the database and counts, in its own process, the queries and the CPU of one page.
"""

from __future__ import annotations

import io
import json
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from cordata.config.sqlite import use_bundled

use_bundled()

import django  # noqa: E402 - sqlite3 must be replaced first
import pikepdf  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from bench import filings, world  # noqa: E402 - Django must be ready first
from cordata.accounts.models import Person  # noqa: E402
from cordata.applications.dossier import dossier_pdf  # noqa: E402

ROUNDS = 20


def client_of(email: str = "") -> Client:
    """A browser at this installation's address, signed in if an address is given."""
    client = Client(SERVER_NAME=settings.ALLOWED_HOSTS[0])
    if email:
        client.force_login(Person.objects.get(email=email))
    return client


def page(path: str, email: str = "") -> dict[str, Any]:
    """One page as a visitor or as a person: its queries, and the median CPU ms of twenty."""
    client = client_of(email)
    answer = client.get(path)  # definitions are thawed and templates compiled once a process
    assert answer.status_code == 200, (path, answer.status_code)
    queries = walked(client, [(path, None)])
    times = [cpu_ms(lambda: client.get(path)) for _round in range(ROUNDS)]
    return {"queries": queries, "cpu_ms": round(statistics.median(times), 2)}


def cpu_ms(act: Callable[[], Any]) -> float:
    started = time.process_time()
    act()
    return 1000 * (time.process_time() - started)


def cookie(email: str) -> str:
    """The session cookie of a person who has signed in."""
    kept = client_of(email).cookies[settings.SESSION_COOKIE_NAME]
    return f"{settings.SESSION_COOKIE_NAME}={kept.value}"


def registration(pid: str) -> dict[str, int]:
    """One registration with every page a browser fetches on the way: requests and queries."""
    client, typed = client_of(), world.forms(pid, "1")[0]
    asked = [(f"/fr/meetings/{pid}/", None), (f"/fr/meetings/{pid}/register/", typed)]
    queries = walked(client, [*asked, (f"/fr/meetings/{pid}/sent/", None)])
    link = world.people(pid, typed["email"])[0]["link"]
    queries += walked(client, [(link, None), (f"{link}confirm/", {}), (link, None)])
    return {"requests": 6, "queries": queries}


def walked(client: Client, steps: list[tuple[str, dict[str, str] | None]]) -> int:
    """The queries of these requests: a GET where nothing is sent, else a POST."""
    with CaptureQueriesContext(connection) as queries:
        for path, sent in steps:
            answer = client.get(path) if sent is None else client.post(path, sent)
            assert answer.status_code == (200 if sent is None else 302), (path, answer.status_code)
        return asked(queries)


MARKS = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")


def asked(queries: CaptureQueriesContext) -> int:
    """How many read or write rows; where a transaction begins and ends is not one of them."""
    return sum(not one["sql"].startswith(MARKS) for one in queries.captured_queries)


def submission() -> dict[str, Any]:
    """The final request of a filing: queries of one, CPU ms of the next."""
    first, second = world.ready_to_submit(), world.ready_to_submit()
    with CaptureQueriesContext(connection) as queries:
        submit(*first)
        counted = asked(queries)
    return {"queries": counted, "cpu_ms": round(cpu_ms(lambda: submit(*second)), 2)}


def autosave() -> dict[str, Any]:
    """One save while typing: its queries, and the median CPU ms of twenty."""
    (made,) = filings.drafts("1")
    client, need, turn = client_of(made["email"]), made["need"], iter(range(1, 1000))

    def save() -> None:
        now = next(turn)
        text = f"{need['text']} {now}"
        sent = {"field": "need", "language": "fr", "need-fr": text}
        sent |= {"need-fr-version": str(need["version"]), "page-key": "bench", "page-turn": now}
        answer = client.post(f"/fr/applications/{made['pid']}/save/", sent)
        need["version"] = answer.json()["version"]

    save()
    with CaptureQueriesContext(connection) as queries:
        save()
        counted = asked(queries)
    times = [cpu_ms(save) for _round in range(ROUNDS)]
    return {"queries": counted, "cpu_ms": round(statistics.median(times), 2)}


def submit(email: str, path: str, fields: dict[str, str]) -> None:
    client = client_of(email)
    answer = client.post(path, urlencode(fields), content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 302, path


def dossier() -> dict[str, Any]:
    """The PDF of a filing in the languages of its call: its pages, the median seconds of five."""
    submission = filings.long_filing()
    first = dossier_pdf(submission)  # the fonts are read once a process
    with pikepdf.open(io.BytesIO(first)) as read:
        pages = len(read.pages)
    times = [wall_s(lambda: dossier_pdf(submission)) for _round in range(5)]
    return {"pages": pages, "bytes": len(first), "seconds": round(statistics.median(times), 3)}


def wall_s(act: Callable[[], Any]) -> float:
    started = time.monotonic()
    act()
    return time.monotonic() - started


VERBS = {
    "dossier": dossier,
    "meeting": world.meeting,
    "autosave": autosave,
    "crowd": world.crowd,
    "whole": world.whole,
    "page": page,
    "cookie": cookie,
    "registration": registration,
    "submission": submission,
    "prepare": world.prepare,
    "drafts": filings.drafts,
    "stored": filings.stored,
    "fill": world.fill,
    "forms": world.forms,
    "people": world.people,
}

if __name__ == "__main__":
    for line in sys.stdin:
        verb, *words = line.split()
        print(json.dumps(VERBS[verb](*words)), flush=True)
