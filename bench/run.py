"""`python -m bench.run`: everything that is measured, on both databases, as tables and JSON."""

from __future__ import annotations

import argparse
import json
import os
import platform
import signal
import sys
import tempfile
import time
from pathlib import Path
from types import FrameType
from typing import Any

from tests.servers import DATABASES, ROOT, free_port

from bench import table
from bench.installation import environment_of, serving
from bench.measuring import FULL, QUICK, Plan, demo_memory, measure, rounds

RESULTS = ROOT / "bench" / "results"
LIMIT = 15 * 60  # seconds


def main() -> None:
    given = arguments()
    signal.signal(signal.SIGALRM, too_long)
    signal.alarm(LIMIT)
    plan, started = (QUICK if given.quick else FULL), time.monotonic()
    report: dict[str, Any] = {"machine": machine(), "bare": bare(plan), "databases": {}}
    for name in given.databases:
        say(f"Measuring on {name}...", started)
        with folder() as path:
            report["databases"][name] = measure(name, Path(path), plan)
    if not given.no_demo:
        say("Filling the demo...", started)
        with folder() as path:
            report["demo"] = demo_memory(Path(path))
    report["took_s"] = round(time.monotonic() - started)
    print("\n".join(["", *table.lines(report)]))
    RESULTS.mkdir(exist_ok=True)
    target = RESULTS / f"{given.name}.json"
    target.write_text(json.dumps(report, indent=1) + "\n")
    print(f"\nTook {report['took_s']} s. Written: {target.relative_to(ROOT)}")


def too_long(number: int, frame: FrameType | None) -> None:
    """Leave every block on the way out, so that the servers end too."""
    raise SystemExit(f"The bench ends after {LIMIT // 60} minutes: this machine is too busy.")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.run")
    parser.add_argument("--quick", action="store_true", help="short rounds, no list of 10 000")
    parser.add_argument("--name", default="latest", help="of the file in bench/results")
    parser.add_argument("--databases", nargs="+", choices=DATABASES, default=list(DATABASES))
    parser.add_argument("--no-demo", action="store_true", help="leave the demo's memory out")
    return parser.parse_args()


def say(words: str, started: float) -> None:
    print(f"{time.monotonic() - started:4.0f} s  {words}", flush=True)


def folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="cordata-bench-")


def machine() -> dict[str, Any]:
    """What the figures were taken on, and how busy it was by then."""
    info = Path("/proc/cpuinfo").read_text()
    model = next((row.split(":")[1] for row in info.splitlines() if "model name" in row), "?")
    memory = Path("/proc/meminfo").read_text().split()[1]
    return {
        "processor": model.strip(),
        "cores": os.cpu_count(),
        "memory_gb": int(memory) // 1024 // 1024,
        "python": platform.python_version(),
        "system": platform.platform(),
        "day": time.strftime("%Y-%m-%d"),
        "load_before": os.getloadavg()[0],
    }


def bare(plan: Plan) -> list[dict[str, Any]]:
    """The yardstick under the same server, processes and threads."""
    port = free_port()
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi",
        "--host", "127.0.0.1", "--port", str(port), "--workers", "2",
        "--blocking-threads", "4", "--log-level", "error", "bench.bare:application",
    ]  # fmt: skip
    environment = environment_of(port)
    del environment["DJANGO_SETTINGS_MODULE"]  # it configures itself
    with serving(command, port, environment) as pid:
        return rounds(port, "/", pid, plan)


if __name__ == "__main__":
    main()
