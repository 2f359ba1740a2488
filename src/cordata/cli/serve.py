"""`cordata serve`: web workers and the job worker in one foreground process group."""

from __future__ import annotations

import argparse
import signal
import subprocess
import sys
import time
from types import FrameType

from cordata.cli import installation


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--workers", type=int, default=2, help="web processes")
    parser.add_argument("--threads", type=int, default=4, help="threads of each")
    parser.add_argument("--no-worker", action="store_true", help="leave the job worker out")


def run(given: argparse.Namespace) -> int:
    installation.start()
    installation.collect_static()
    commands = [web_command(given)]
    if not given.no_worker:
        commands.append([sys.executable, "-m", "cordata.cli.main", "worker"])
    return supervise(commands)


def web_command(given: argparse.Namespace) -> list[str]:
    """granian with the chosen processes and threads; WSGI, no outside address by default."""
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi",
        "--host", given.host, "--port", str(given.port),
        "--workers", str(given.workers), "--blocking-threads", str(given.threads),
        "--backlog", "1024", "--respawn-failed-workers", "--log-level", "warning",
        "cordata.config.wsgi:application",
    ]  # fmt: skip


def supervise(commands: list[list[str]]) -> int:
    """Run all until one ends or a signal comes; then end all. One Ctrl-C is enough."""
    children = [subprocess.Popen(command) for command in commands]  # noqa: S603 - our own
    stopping = False

    def stop(number: int, frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    while not stopping and all(child.poll() is None for child in children):
        time.sleep(0.2)
    return 0 if end(children) or stopping else 1


def end(children: list[subprocess.Popen[bytes]], patience: float = 10.0) -> bool:
    """Ask every child to end, then insist. True if all had ended well by themselves."""
    well = all(child.poll() in {None, 0} for child in children)
    for child in children:
        if child.poll() is None:
            child.terminate()
    until = time.monotonic() + patience
    for child in children:
        try:
            child.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
    return well
