"""`python -m bench.closing`: the last minutes before a call closes, on both databases.

First everyone presses at once: 300 people file within ten seconds, and each receipt's instant is
held against the moment its browser sent the request (REL-04). Then the rush: saves while typing,
pages and filings come at an even pace whatever the answers take (REL-03).
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import uuid4

from tests.servers import DATABASES, Helper, Server, Visitor

from bench.crowd import Answers
from bench.installation import installed
from bench.load import cpu_seconds, warm_up
from bench.reporting import parser_of, report

PEOPLE, WITHIN = 300, 10.0  # seconds in which all of them file
PACE = {"save": 10.0, "page": 30.0, "filing": 2.0}  # a second
OK = 200
THREADS = 200  # whoever finds none free waits, and is late: it counts


def main() -> None:
    parser = parser_of("closing")
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--seconds", type=float, default=600, help="of the rush")
    given = parser.parse_args()
    report("A call closes", given, lambda name, folder: measure(name, folder, given), lines)


def measure(database: str, folder: Path, given: argparse.Namespace) -> dict[str, Any]:
    with (
        DATABASES[database](folder) as url,
        installed(url, folder) as (server, root),
        server.helper("bench.inside") as inside,
    ):
        inside.ask("prepare", "60")
        made = inside.ask("drafts", str(given.people))
        drafts = [ready(server, one, inside.ask("cookie", one["email"])) for one in made]
        warm_up(server.port, "/fr/", root)
        before = cpu_seconds(root)
        pressed = everyone(drafts, inside)
        pressed["cpu_ms_each"] = round(1000 * (cpu_seconds(root) - before) / len(drafts), 1)
        return {"everyone": pressed, "rush": rush(drafts, given.seconds)}


class Draft:
    """A file ready to be filed, in the browser of who signs."""

    def __init__(self, visitor: Visitor, made: Mapping[str, Any]) -> None:
        self.visitor, self.path, self.fields = visitor, str(made["path"]), made["fields"]
        self.base = self.path.removesuffix("submit/")
        self.pid, self.need, self.turn = str(made["pid"]), dict(made["need"]), 0

    def write(self) -> int:
        """A few more words in one language of one question, as the page's script sends them."""
        self.turn += 1
        text, version = f"{self.need['text']} {self.turn}", self.need["version"]
        sent = {"field": "need", "language": "fr", "need-fr": text, "need-fr-version": version}
        page = {"page-key": f"bench-{self.pid}", "page-turn": self.turn}
        answer = self.visitor.post(f"{self.base}save/", sent | page)
        if answer.status == OK:
            self.need["version"] = json.loads(answer.text)["version"]
        return answer.status

    def file(self, key: str) -> int:
        return self.visitor.post(self.path, {**self.fields, "key": key}).status


def ready(server: Server, made: Mapping[str, Any], cookie: str) -> Draft:
    visitor = server.visitor()
    name, _, value = cookie.partition("=")
    visitor.cookies[name] = value
    draft = Draft(visitor, made)
    assert visitor.get(f"{draft.base}review/").status == 200, draft.base
    return draft


# Everyone at once


def everyone(drafts: list[Draft], inside: Helper) -> dict[str, Any]:
    """Each at a moment of its own within ten seconds; nobody waits for another."""
    dice, seen = random.Random(1), Answers()
    started, sent = time.monotonic() + 1, dict[str, float]()

    def press(draft: Draft, after: float) -> None:
        time.sleep(max(started + after - time.monotonic(), 0))
        key = uuid4().hex
        sent[f"{draft.pid}:{key}"[:64]] = time.time()
        seen.timed(lambda: draft.file(key))

    with ThreadPoolExecutor(len(drafts)) as pool:
        list(pool.map(press, drafts, [dice.uniform(0, WITHIN) for _draft in drafts]))
    received = inside.ask("stored")["received"]
    late = sorted(received[key] - instant for key, instant in sent.items() if key in received)
    return {
        "filed": len(late),
        "errors": seen.errors,
        "p95_s": seen.quantile(95),
        "longest_s": round(max(seen.times), 3),
        "instant_after_sending_s": {"median": late[len(late) // 2], "most": late[-1]},
    }


# The rush


def rush(drafts: list[Draft], seconds: float) -> dict[str, Any]:
    """Each kind of request at its own even pace; how long each kind of answer took."""
    acts: dict[str, Callable[[Draft], int]] = {"save": save, "page": look, "filing": file_anew}
    seen = {kind: Answers() for kind in PACE}
    started = time.monotonic() + 1

    def act(kind: str, number: int) -> None:
        time.sleep(max(started + number / PACE[kind] - time.monotonic(), 0))
        draft = drafts[(number * 7 + len(kind)) % len(drafts)]
        seen[kind].timed(lambda: acts[kind](draft))

    plan = [(kind, number) for kind in PACE for number in range(int(seconds * PACE[kind]))]
    plan.sort(key=lambda one: one[1] / PACE[one[0]])
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(lambda one: act(*one), plan))
    return {
        kind: {
            "sent": len(one.times),
            "errors": one.errors,
            "p50_s": one.quantile(50),
            "p95_s": one.quantile(95),
            "p99_s": one.quantile(99),
            "longest_s": round(max(one.times), 3),
        }
        for kind, one in seen.items()
    }


def look(draft: Draft) -> int:
    return draft.visitor.get(draft.base).status


def file_anew(draft: Draft) -> int:
    return draft.file(uuid4().hex)


def save(draft: Draft) -> int:
    return draft.write()


def lines(databases: Mapping[str, Any]) -> Iterator[str]:
    """What was found, as Markdown, beside the aims."""
    yield "| everyone at once | database | filed | errors | p95 s | longest s (aim 30) | instant |"
    yield "|---|---|---|---|---|---|---|"
    for name, found in databases.items():
        one = found["everyone"]
        most = f"{one['instant_after_sending_s']['most']:.2f} s after sending at most"
        figures = (one["filed"], one["errors"], one["p95_s"], one["longest_s"], most)
        yield f"| 300 in 10 s | {name} | {' | '.join(map(str, figures))} |"
    yield ""
    yield "| rush | database | sent | errors | p50 s | p95 s (aim 1) | p99 s (aim 3) |"
    yield "|---|---|---|---|---|---|---|"
    for name, found in databases.items():
        for kind, one in found["rush"].items():
            figures = (one["sent"], one["errors"], one["p50_s"], one["p95_s"], one["p99_s"])
            yield f"| {kind} | {name} | {' | '.join(map(str, figures))} |"


if __name__ == "__main__":
    main()
