"""Several parts of one installation, each in its own process: started together, ended together.

They are forked from a process that has loaded everything: that happens once, and its memory is
shared.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.context import ForkProcess
from types import FrameType

from django.db import connections

Part = Callable[[], object]
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def supervise(parts: Mapping[str, Part]) -> int:
    """Run all until one ends or a signal comes; then end all. One Ctrl-C is enough."""
    stopping = False

    def stop(number: int, frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True

    for one in SIGNALS:
        signal.signal(one, stop)
    children = start(parts)
    while not stopping and all(child.is_alive() for child in children):
        time.sleep(0.1)
    if not stopping:
        tell(children)
    return 0 if end(children) or stopping else 1


def start(parts: Mapping[str, Part]) -> list[ForkProcess]:
    """Fork one process for each part; no connection and no waste is taken along.

    Who is told to end before it is itself hears of it as soon as it is: a signal that came to the
    copy of its watcher would be lost, and it would have to be killed.
    """
    connections.close_all()
    gc.collect()
    gc.freeze()  # what is loaded by now stays shared with the processes that follow
    sys.stdout.flush()
    fork = get_context("fork")
    children = [fork.Process(target=alone, args=(part,), name=name) for name, part in parts.items()]
    heard = signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    for child in children:
        child.start()
    signal.pthread_sigmask(signal.SIG_SETMASK, heard)
    return children


def alone(part: Part) -> None:
    """In a process group of its own a part hears of the terminal's Ctrl-C once, from its watcher:
    told twice, a web worker may wait for ever."""
    os.setpgid(0, 0)
    for one in SIGNALS:
        signal.signal(one, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
    sys.exit(part())  # type: ignore[arg-type]


def tell(children: list[ForkProcess]) -> None:
    """Say which part ended by itself: the others end with it."""
    for child in children:
        if not child.is_alive():
            print(f"Ended with status {child.exitcode}: {child.name}", file=sys.stderr, flush=True)


def end(children: list[ForkProcess], patience: float = 10.0) -> bool:
    """Ask every child to end, then insist, with what each has started: a job worker that must be
    killed would leave its own. True if all had ended well by themselves."""
    well = all(child.exitcode in {None, 0} for child in children)
    for child in children:
        child.terminate()
    until = time.monotonic() + patience
    for child in children:
        child.join(max(0.1, until - time.monotonic()))
        kill(child)
    return well


def kill(child: ForkProcess) -> None:
    """Whatever is left of a child's process group, itself included."""
    child.kill()
    if child.pid:
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
