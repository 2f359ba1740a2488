"""`python -m bench.run`: everything that is measured, on both databases, as a table and JSON."""

from __future__ import annotations

import argparse
import json
import platform
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.servers import DATABASES, ROOT, Server, free_port, running

from bench.load import Load, load, pss_mb

CONNECTIONS = (1, 8, 32)
SIZES = (200, 2_000, 10_000)
CLIENTS, PLACES = 400, 60
RESULTS = ROOT / "bench" / "results"
LIMIT = {"CORDATA_REGISTRATIONS_PER_NETWORK": "1000000"}


def main() -> None:
    given = arguments()
    seconds = 1.0 if given.quick else 5.0
    report: dict[str, Any] = {"machine": machine(), "bare": bare(seconds)}
    for name in given.databases:
        with tempfile.TemporaryDirectory() as folder, DATABASES[name](Path(folder)) as url:
            report[name] = measure(url, Path(folder), seconds, SIZES[:2] if given.quick else SIZES)
    show(report)
    RESULTS.mkdir(exist_ok=True)
    target = RESULTS / f"{given.name}.json"
    target.write_text(json.dumps(report, indent=1) + "\n")
    print(f"\nWritten: {target.relative_to(ROOT)}")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--name", default="latest")
    parser.add_argument("--databases", nargs="+", default=["sqlite", "postgres"])
    return parser.parse_args()


def machine() -> dict[str, Any]:
    info = Path("/proc/cpuinfo").read_text()
    model = next((row.split(":")[1] for row in info.splitlines() if "model name" in row), "?")
    memory = Path("/proc/meminfo").read_text().split()[1]
    return {
        "processor": model.strip(),
        "cores": info.count("processor\t"),
        "memory_gb": int(memory) // 1024 // 1024,
        "python": platform.python_version(),
        "system": platform.platform(),
        "day": time.strftime("%Y-%m-%d"),
    }


def bare(seconds: float) -> list[dict[str, Any]]:
    port = free_port()
    command = [
        str(Path(sys.executable).parent / "granian"), "--interface", "wsgi", "--no-ws",
        "--host", "127.0.0.1", "--port", str(port), "--workers", "2",
        "--blocking-threads", "4", "--log-level", "error", "bench.bare:application",
    ]  # fmt: skip
    with started(command) as process:
        wait_for(port)
        return [row(load(port, "/", count, seconds, process.pid)) for count in CONNECTIONS]


@contextmanager
def started(command: list[str], **more: Any) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(command, cwd=ROOT, **more)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=30)


def wait_for(port: int) -> None:
    import socket

    until = time.monotonic() + 30
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("the server did not start")


def measure(url: str, folder: Path, seconds: float, sizes: tuple[int, ...]) -> dict[str, Any]:
    with running(url, folder, **LIMIT) as server:
        world = server.run("bench.inside", "prepare")
        pages = {
            "call page": "/fr/calls/microprojets-2/",
            "meeting page": f"/fr/meetings/{world['annecy']}/",
            "home page": "/fr/",
        }
        root = server_process(server)
        result: dict[str, Any] = {
            "pages": {
                name: {
                    **server.run("bench.inside", "page", path),
                    "load": [
                        row(load(server.port, path, count, seconds, root)) for count in CONNECTIONS
                    ],
                }
                for name, path in pages.items()
            },
            "registration": server.run("bench.inside", "registration", world["race"]),
            "submission": server.run("bench.inside", "submission"),
            "lists": {},
        }
        result["race"] = race(server, world["race"])
        for size in sizes:
            server.run("bench.inside", "fill", str(size))
            path = server.run("bench.inside", "officer_list")
            result["lists"][size] = server.run("bench.inside", "page", path, world["officer"])
    result["idle_pss_mb"] = idle_memory(url, folder)
    return result


def server_process(server: Server) -> int:
    """The granian process that listens on the server's port."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                words = (entry / "cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            if str(server.port).encode() in words and b"granian" in b" ".join(words[:3]):
                return int(entry.name)
    raise SystemExit("no server process")


def race(server: Server, pid: str) -> dict[str, Any]:
    """400 people ask for 60 places at once, then press the mailed button at once."""
    visitors = [server.visitor() for _ in range(CLIENTS)]
    with ThreadPoolExecutor(32) as pool:
        list(pool.map(lambda visitor: visitor.get(f"/fr/meetings/{pid}/"), visitors))
    forms = server.run("bench.inside", "forms", pid, str(CLIENTS))
    started_at = time.monotonic()
    statuses: Counter[int] = Counter()
    with ThreadPoolExecutor(CLIENTS) as pool:
        sent = pool.map(
            lambda pair: pair[0].post(f"/fr/meetings/{pid}/register/", pair[1]).status,
            zip(visitors, forms, strict=True),
        )
        statuses.update(sent)
    people = server.run("tests.meetings.racing", "people", pid)
    links = [f"/fr/meetings/registration/{one['pid']}/{one['key']}/confirm/" for one in people]
    with ThreadPoolExecutor(CLIENTS) as pool:
        confirmed = pool.map(
            lambda pair: pair[0].post(pair[1]).status, zip(visitors, links, strict=False)
        )
        statuses.update(confirmed)
    took = time.monotonic() - started_at
    states = Counter(one["state"] for one in server.run("tests.meetings.racing", "people", pid))
    return {
        "clients": CLIENTS,
        "places": PLACES,
        "states": dict(states),
        "errors": sum(count for status, count in statuses.items() if status >= 500),
        "seconds": round(took, 1),
    }


def idle_memory(url: str, folder: Path) -> float:
    """PSS of `cordata serve` with its worker, thirty seconds after its start."""
    import os

    port = free_port()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("CORDATA_")},
        "CORDATA_SECRET_KEY": "only-to-measure-" + "x" * 40,
        "CORDATA_DATABASE_URL": url,
        "CORDATA_DATA_DIR": str(folder),
        "CORDATA_ORIGIN": f"http://127.0.0.1:{port}",
    }
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    command = [sys.executable, "-m", "cordata.cli.main", "serve", "--port", str(port)]
    with started(command, env=environment) as process:
        wait_for(port)
        time.sleep(30)
        return round(pss_mb(process.pid), 1)


def row(measured: Load) -> dict[str, Any]:
    return {
        "connections": measured.connections,
        "per_second": round(measured.per_second, 1),
        "cpu_ms": round(measured.cpu_ms, 2),
        "errors": measured.errors,
    }


def show(report: dict[str, Any]) -> None:
    """The table people read; the JSON beside it holds the rest."""
    one = report["bare"][0]
    print("\n| what | database | queries | CPU ms | x bare | req/s at 1, 8, 32 |")
    print("|---|---|---|---|---|---|")
    rates = ", ".join(str(each["per_second"]) for each in report["bare"])
    print(f"| bare view | - | 0 | {one['cpu_ms']} | 1 | {rates} |")
    for name in DATABASES:
        if name in report:
            show_database(name, report[name], one["cpu_ms"])


def show_database(name: str, found: dict[str, Any], bare_ms: float) -> None:
    for page, facts in found["pages"].items():
        first = facts["load"][0]
        rates = ", ".join(str(each["per_second"]) for each in facts["load"])
        ratio = round(first["cpu_ms"] / bare_ms, 1)
        print(f"| {page} | {name} | {facts['queries']} | {first['cpu_ms']} | {ratio} | {rates} |")
    for size, facts in found["lists"].items():
        print(f"| list of {size} | {name} | {facts['queries']} | {facts['cpu_ms']} | - | - |")
    for act in ("registration", "submission"):
        print(f"| one {act} | {name} | {found[act]['queries']} | {found[act]['cpu_ms']} | - | - |")
    print(f"| race | {name} | {found['race']} | | | |")
    print(f"| idle memory, PSS MB | {name} | {found['idle_pss_mb']} | | | |")


if __name__ == "__main__":
    main()
