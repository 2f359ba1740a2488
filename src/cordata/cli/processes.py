"""Several processes as one: started together, ended together. Needs nothing of the installation,
so that what watches them stays small: `python -m cordata.cli.processes '[["command"], ...]'`."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from types import FrameType


def become(commands: list[list[str]]) -> None:
    """Turn this process into the one that watches `commands`; it does not come back."""
    sys.stdout.flush()
    sys.stderr.flush()
    module = [sys.executable, "-m", "cordata.cli.processes", json.dumps(commands)]
    os.execv(sys.executable, module)  # noqa: S606 - our own arguments


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
    if not stopping:
        tell(commands, children)
    return 0 if end(children) or stopping else 1


def tell(commands: list[list[str]], children: list[subprocess.Popen[bytes]]) -> None:
    """Say which process ended by itself: the others end with it."""
    for command, child in zip(commands, children, strict=True):
        if child.poll() is not None:
            words = " ".join(command[1:])
            print(f"Ended with status {child.returncode}: {words}", file=sys.stderr, flush=True)


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


if __name__ == "__main__":
    sys.exit(supervise(json.loads(sys.argv[1])))
