"""What is measured of one installation: pages, lists, one registration, one filing, the race."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.servers import DATABASES, Helper, Server, Visitor

from bench.installation import demo, installed
from bench.load import Load, cpu_seconds, load, pss_mb, warm_up

CONNECTIONS = (1, 8, 32)
CLIENTS, PLACES = 400, 60
AT_ONCE = 64  # clients that open the race's page at the same time
REGISTRATIONS = 30
QUIET = 30  # seconds after the demo's start


@dataclass(frozen=True)
class Plan:
    """How long and how much."""

    seconds: float  # of each round of load
    sizes: tuple[int, ...]  # of the officer's list


FULL = Plan(5.0, (200, 2_000, 10_000))
QUICK = Plan(1.0, (200, 2_000))


def measure(database: str, folder: Path, plan: Plan) -> dict[str, Any]:
    """Everything about one installation on a fresh database of that kind."""
    with (
        DATABASES[database](folder) as url,
        installed(url, folder) as (server, root),
        server.helper("bench.inside") as inside,
    ):
        world = inside.ask("prepare", str(PLACES))
        return {
            "pages": {
                name: {**inside.ask("page", path), "load": rounds(server.port, path, root, plan)}
                for name, path in world["pages"].items()
            },
            "registration": registration(server, root, inside, world["crowd"]),
            "submission": inside.ask("submission"),
            "autosave": inside.ask("autosave"),
            "dossier": inside.ask("dossier"),
            "race": race(server, inside, world["race"]),
            "lists": lists(server, root, inside, world, plan),
        }


def rounds(port: int, path: str, root: int, plan: Plan) -> list[dict[str, Any]]:
    """The page under each number of connections."""
    warm_up(port, path, root)
    return [row(load(port, path, count, plan.seconds, root)) for count in CONNECTIONS]


def row(measured: Load) -> dict[str, Any]:
    return {
        "connections": measured.connections,
        "per_second": round(measured.per_second, 1),
        "cpu_ms": round(measured.cpu_ms, 2),
        "errors": measured.errors,
    }


def lists(
    server: Server, root: int, inside: Helper, world: dict[str, Any], plan: Plan
) -> dict[str, Any]:
    """Staff's lists as they are, the officer's at each size; CPU of the server's processes."""
    cookie, found = inside.ask("cookie", world["officer"]), {}

    def measured(path: str) -> dict[str, Any]:
        counted = inside.ask("page", path, world["officer"])
        warm_up(server.port, path, root, cookie)
        served = row(load(server.port, path, 1, plan.seconds, root, cookie))
        return {"queries": counted["queries"], **served}

    for name, path in world["lists"].items():
        if name != "files":
            found[name] = measured(path)
    for size in plan.sizes:
        inside.ask("fill", str(size))
        found[f"{size} files"] = measured(world["lists"]["files"])
    return found


def registration(server: Server, root: int, inside: Helper, pid: str) -> dict[str, Any]:
    """One registration: queries counted inside, CPU of the server over thirty of them."""
    counted = inside.ask("registration", pid)
    forms = inside.ask("forms", pid, str(REGISTRATIONS + 1))
    register(server.visitor(), inside, pid, forms.pop())  # the pages on the way are compiled
    before = cpu_seconds(root)
    for form in forms:
        register(server.visitor(), inside, pid, form)
    return {**counted, "cpu_ms": round(1000 * (cpu_seconds(root) - before) / len(forms), 2)}


def register(visitor: Visitor, inside: Helper, pid: str, form: dict[str, Any]) -> None:
    """Every request a browser makes, redirects followed."""
    follow(visitor, f"/fr/meetings/{pid}/", f"/fr/meetings/{pid}/register/", form)
    link = inside.ask("people", pid, form["email"])[0]["link"]
    follow(visitor, link, f"{link}confirm/", {})


def follow(visitor: Visitor, page: str, act: str, form: dict[str, Any]) -> None:
    visitor.get(page)
    answer = visitor.post(act, form)
    assert answer.status == 302, (act, answer.status)
    assert visitor.get(answer.location).status == 200, answer.location


def race(server: Server, inside: Helper, pid: str) -> dict[str, Any]:
    """400 people ask for 60 places at once, then press the mailed button at once."""
    visitors = [server.visitor() for _client in range(CLIENTS)]
    page = f"/fr/meetings/{pid}/"
    statuses = at_once([lambda one=one: one.get(page).status for one in visitors], AT_ONCE)
    forms = inside.ask("forms", pid, str(CLIENTS))
    started = time.monotonic()
    statuses += at_once(
        [
            lambda one=one, form=form: one.post(f"{page}register/", form).status
            for one, form in zip(visitors, forms, strict=True)
        ]
    )
    links = [person["link"] for person in inside.ask("people", pid)]
    statuses += at_once(
        [
            lambda one=one, link=link: one.post(f"{link}confirm/").status
            for one, link in zip(visitors, links, strict=False)
        ]
    )
    took = time.monotonic() - started
    states = Counter(person["state"] for person in inside.ask("people", pid))
    return {
        "clients": CLIENTS,
        "places": PLACES,
        "confirmed": states["confirmed"],
        "waitlisted": states["waitlisted"],
        "errors": sum(count for status, count in statuses.items() if status not in {200, 302}),
        "seconds": round(took, 1),
    }


def at_once(acts: list[Callable[[], int]], width: int = CLIENTS) -> Counter[int]:
    """Do all, so many at a time; how often each status came back, 0 where none did."""

    def tried(act: Callable[[], int]) -> int:
        try:
            return act()
        except OSError:
            return 0

    with ThreadPoolExecutor(width) as pool:
        return Counter(pool.map(tried, acts))


def demo_memory(folder: Path) -> dict[str, float]:
    """PSS of the demo with its worker: idle, then once every worker has shown the public pages."""
    with demo(folder) as (port, root):
        time.sleep(QUIET)
        idle = pss_mb(root)
        for path in ("/fr/", "/it/calls/", "/en/meetings/", "/fr/partners/", "/it/operations/"):
            warm_up(port, path, root)
        return {"idle_mb": round(idle, 1), "used_mb": round(pss_mb(root), 1)}
