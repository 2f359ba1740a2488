"""`python -m bench.taking`: an officer looks at five thousand files and takes them away.

Four partners of twenty budget lines each, sealed whole: 400 000 lines, on both databases.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.servers import DATABASES

from bench.crowd import taken
from bench.installation import installed
from bench.load import warm_up
from bench.run import RESULTS, machine, say

FILES, PLACES = 5_000, 60


def main() -> None:
    given, started = arguments(), time.monotonic()
    report: dict[str, Any] = {"machine": machine(), "files": given.files, "databases": {}}
    for name in given.databases:
        say(f"Files taken away on {name}...", started)
        with tempfile.TemporaryDirectory(prefix="cordata-bench-") as folder:
            report["databases"][name] = measure(name, Path(folder), given.files)
    report["took_s"] = round(time.monotonic() - started)
    print("\n".join(["", *lines(report["databases"])]))
    (RESULTS / f"{given.name}.json").write_text(json.dumps(report, indent=1) + "\n")
    print(f"\nTook {report['took_s']} s. Written: bench/results/{given.name}.json")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.taking")
    parser.add_argument("--files", type=int, default=FILES)
    parser.add_argument("--name", default="taking", help="of the file in bench/results")
    parser.add_argument("--databases", nargs="+", choices=DATABASES, default=list(DATABASES))
    return parser.parse_args()


def measure(database: str, folder: Path, files: int) -> dict[str, Any]:
    with (
        DATABASES[database](folder) as url,
        installed(url, folder) as (server, root),
        server.helper("bench.inside") as inside,
    ):
        officer = inside.ask("prepare", str(PLACES))["officer"]
        pages, cookie = inside.ask("whole", str(files)), inside.ask("cookie", officer)
        warm_up(server.port, "/fr/meetings/", root)
        return {name: taken(server.port, path, cookie, root) for name, path in pages.items()}


def lines(databases: dict[str, Any]) -> Iterator[str]:
    """What was found, as Markdown, beside the aims."""
    yield "| what | database | first byte ms (aim 100) | all s | bytes | PSS MB |"
    yield "|---|---|---|---|---|---|"
    for name, found in databases.items():
        for what, one in found.items():
            memory = f"{one['pss_before_mb']}, {one['pss_first_mb']}, {one['pss_most_mb']}"
            figures = (one["first_byte_ms"], one["seconds"], one["bytes"], memory)
            yield f"| {what} | {name} | {' | '.join(map(str, figures))} |"


if __name__ == "__main__":
    main()
