"""`python -m bench.editing`: several hands on one text, a thousand times over; nothing is lost.

The property that `make test` tries some dozens of times (SUB-07: four pages of three people, two
languages, sends that repeat or get lost), on both databases, with as many runs as it is asked for.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests import ready
from tests.servers import DATABASES, ROOT

from bench.reporting import parser_of, report

RUNS = 1_000
PROPERTIES = "tests/applications/test_editors.py"
PASSING = re.compile(r"(\d+) passing, (\d+) failing")


def main() -> None:
    parser = parser_of("editing")
    parser.add_argument("--runs", type=int, default=RUNS)
    given = parser.parse_args()
    report("Many hands", given, lambda name, folder: measure(name, folder, given), lines)


def measure(database: str, folder: Path, given: argparse.Namespace) -> dict[str, Any]:
    """How many runs held; what was said if one did not."""
    command = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider"]
    command += ["--hypothesis-show-statistics", PROPERTIES]
    started = time.monotonic()
    with DATABASES[database](folder) as url:
        told = {"CORDATA_EDITORS": str(given.runs), "CORDATA_MODE": "rehearsal"}
        told |= {"CORDATA_SECRET_KEY": "only-to-measure", "CORDATA_DATABASE_URL": url}
        told["CORDATA_TEST_TEMPLATE"] = ready.TABLES
        kept = {name: value for name, value in os.environ.items() if name[:8] != "CORDATA_"}
        done = subprocess.run(
            command, env=kept | told, cwd=ROOT, capture_output=True, text=True, check=False
        )
    counts = [[int(one) for one in found.groups()] for found in PASSING.finditer(done.stdout)]
    return {
        "runs": sum(held for held, _broken in counts),
        "failed": sum(broken for _held, broken in counts),
        "holds": done.returncode == 0,
        "said": "" if done.returncode == 0 else (done.stdout + done.stderr)[-3000:],
        "seconds": round(time.monotonic() - started),
    }


def lines(databases: dict[str, Any]) -> Iterator[str]:
    """What was found, as Markdown."""
    yield "| many hands | database | runs that held | failed (aim 0) | s |"
    yield "|---|---|---|---|---|"
    for name, one in databases.items():
        failed = one["failed"] if one["holds"] else max(one["failed"], 1)
        yield f"| one text | {name} | {one['runs']} | {failed} | {one['seconds']} |"


if __name__ == "__main__":
    main()
