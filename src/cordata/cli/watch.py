"""`cordata watch`: ask the running site once how it is, and keep the answer (the worker does it
each minute)."""

from __future__ import annotations

import argparse

from django.conf import settings

from cordata.kernel import clock
from cordata.rehearsal.middleware import shift_clock
from cordata.watch import probing


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--url", help="where the site answers, instead of CORDATA_WATCH_URL")


def run(given: argparse.Namespace) -> int:
    if settings.REHEARSAL:
        shift_clock()
    address = given.url or settings.WATCH_URL or probing.OWN
    kept = probing.watch_once(address, clock.now())
    print(kept if kept is not None else "This minute is kept already.")
    return 1 if kept is not None and kept.failed else 0
