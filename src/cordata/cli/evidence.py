"""`cordata evidence`: what a dispute about a late filing is decided on, in one archive."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from django.conf import settings

from cordata.applications.evidence import evidence_pack, find
from cordata.kernel import clock
from cordata.kernel.journal import SYSTEM
from cordata.rehearsal.middleware import shift_clock


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", help="number of a file, its id, or the id of a late attempt")
    parser.add_argument("--out", required=True, type=Path, help="the ZIP to write")


def run(given: argparse.Namespace) -> int:
    if settings.REHEARSAL:
        shift_clock()
    application = find(given.file)
    if application is None:
        print(f"No file: {given.file}", file=sys.stderr)
        return 1
    if given.out.exists():
        print(f"{given.out} is there already.", file=sys.stderr)
        return 1
    given.out.write_bytes(evidence_pack(application, by=SYSTEM, at=clock.now()))
    print(f"Written: {given.out}")
    return 0
