"""`cordata serve`: web workers and the job worker in one foreground process group."""

from __future__ import annotations

import argparse
import sys

from cordata.cli import installation, processes


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--workers", type=int, default=2, help="web processes")
    parser.add_argument("--threads", type=int, default=4, help="threads of each")
    parser.add_argument("--no-worker", action="store_true", help="leave the job worker out")


def run(given: argparse.Namespace) -> int:
    installation.start()
    installation.collect_static()
    processes.become(commands(given))
    return 0


def commands(given: argparse.Namespace) -> list[list[str]]:
    """The web server, and beside it the job worker unless it is left out."""
    worker = [sys.executable, "-m", "cordata.cli.main", "worker"]
    return [web_command(given)] if given.no_worker else [web_command(given), worker]


def web_command(given: argparse.Namespace) -> list[str]:
    """granian with the chosen processes and threads; WSGI, no outside address by default."""
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi",
        "--host", given.host, "--port", str(given.port),
        "--workers", str(given.workers), "--blocking-threads", str(given.threads),
        "--backlog", "1024", "--respawn-failed-workers", "--log-level", "warning",
        "cordata.config.wsgi:application",
    ]  # fmt: skip
