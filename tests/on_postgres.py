"""Run pytest on PostgreSQL: a real server from a wheel, or `CORDATA_TEST_DATABASE_URL`.

Takes pytest's arguments; without a path, all tests that need a database run.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests import ready


def main() -> int:
    url = os.environ.get("CORDATA_TEST_DATABASE_URL")
    if url:
        return run(url)
    with ready.postgres() as url:
        return run(url, CORDATA_TEST_TEMPLATE=ready.TABLES)


def run(url: str, **more: str) -> int:
    arguments = sys.argv[1:]
    if not any(Path(one.split("::")[0]).exists() for one in arguments):
        arguments = ["tests", *arguments]
    return subprocess.run(
        [sys.executable, "-m", "pytest", *arguments],
        env={**os.environ, "CORDATA_DATABASE_URL": url, **more},
        check=False,
    ).returncode


if __name__ == "__main__":
    raise SystemExit(main())
