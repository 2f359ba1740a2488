"""What a measurement of the databases leaves: a file that grows with each, and tables to read."""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from tests.servers import DATABASES

from bench.run import RESULTS, machine, say


def parser_of(name: str) -> argparse.ArgumentParser:
    """What every such measurement may be told: which databases, and the name of its file."""
    parser = argparse.ArgumentParser(prog=f"python -m bench.{name}")
    parser.add_argument("--name", default=name, help="of the file in bench/results")
    parser.add_argument("--databases", nargs="+", choices=DATABASES, default=list(DATABASES))
    return parser


def report(
    title: str,
    given: argparse.Namespace,
    measure: Callable[[str, Path], dict[str, Any]],
    lines: Callable[[dict[str, Any]], Iterable[str]],
    **facts: Any,
) -> None:
    """Measure one database after the other; whoever stops it keeps what was measured by then."""
    started, databases = time.monotonic(), dict[str, Any]()
    told = {"machine": machine(), **facts, "databases": databases}
    target = RESULTS / f"{given.name}.json"
    RESULTS.mkdir(exist_ok=True)
    for name in given.databases:
        say(f"{title} on {name}...", started)
        with tempfile.TemporaryDirectory(prefix="cordata-bench-") as folder:
            databases[name] = measure(name, Path(folder))
        told["took_s"] = round(time.monotonic() - started)
        target.write_text(json.dumps(told, indent=1) + "\n")
    print("\n".join(["", *lines(databases)]))
    print(f"\nTook {told['took_s']} s. Written: bench/results/{target.name}")
