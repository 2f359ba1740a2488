"""`cordata verify`: journal, seals and files, and what does not hold (REL-24)."""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from cordata.documents.models import Sealed, StoredFile
from cordata.documents.sealing import holds
from cordata.kernel.journal import verify


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--quiet", action="store_true", help="print only what is wrong")


def run(given: argparse.Namespace) -> int:
    wrong = [*journal_breaks(), *broken_seals(), *broken_files()]
    for line in wrong:
        print(line)
    if not given.quiet and not wrong:
        print("The journal, the seals and the files hold.")
    return 1 if wrong else 0


def journal_breaks() -> Iterator[str]:
    for broken in verify():
        yield f"journal: event {broken.number} {broken.code}"


def broken_seals() -> Iterator[str]:
    for sealed in Sealed.objects.order_by("pk").iterator():
        if not holds(sealed):
            yield f"seal: {sealed.kind} {sealed.number} does not hold"


def broken_files() -> Iterator[str]:
    for stored in StoredFile.objects.order_by("pk").iterator():
        path = Path(settings.FILES_DIR) / stored.path
        if not path.exists():
            yield f"file: {stored.path} is missing"
        elif hashlib.sha256(path.read_bytes()).hexdigest() != stored.sha256:
            yield f"file: {stored.path} has changed"
