"""`cordata verify`: journal, seals and files, and what does not hold (REL-24)."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import timedelta

from cordata.documents import keys, storing
from cordata.documents.models import Sealed, StoredFile
from cordata.documents.sealing import broken_seals
from cordata.kernel import clock
from cordata.kernel.journal import verify
from cordata.selection.replaying import differences
from cordata.watch.queries import broken_probes

SETTLED = timedelta(days=1)  # after which no transaction is still about to name a file


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--quiet", action="store_true", help="print only what is wrong")


def run(given: argparse.Namespace) -> int:
    wrong = [
        *journal_breaks(), *replay_breaks(), *seal_breaks(), *probe_breaks(), *file_breaks(),
    ]  # fmt: skip
    for line in wrong:
        print(line)
    if not given.quiet:
        for line in left_over():
            print(line)
        if not wrong:
            print("The journal, the seals and the files hold.")
    return 1 if wrong else 0


def journal_breaks() -> Iterator[str]:
    for broken in verify():
        yield f"journal: event {broken.number} {broken.code}"


def replay_breaks() -> Iterator[str]:
    """Scores and decisions that are not what the journal comes to."""
    for one in differences():
        yield f"replay: {one.what} is {one.stands}, the journal comes to {one.journal}"


def seal_breaks() -> Iterator[str]:
    """The seals that do not hold; the missing key once, rather than every seal that asks for it."""
    if Sealed.objects.exists() and not keys.public_key_hex():
        yield "seal: the sealing key is missing: set CORDATA_SEAL_KEY, or put seal.key back"
        return
    for sealed in broken_seals():
        yield f"seal: {sealed.kind} {sealed.number} does not hold"


def probe_breaks() -> Iterator[str]:
    for probe in broken_probes():
        yield f"probe: {probe} does not hold"


def left_over() -> Iterator[str]:
    """Files that nobody can open any more: nothing is wrong with them, and they may be deleted."""
    for path in storing.orphans(before=clock.real_now() - SETTLED):
        yield f"left over: {path} belongs to nothing and may be deleted"


def file_breaks() -> Iterator[str]:
    for stored in StoredFile.objects.order_by("pk").iterator():
        if not storing.path_of(stored).exists():
            yield f"file: {stored.path} is missing"
        elif not storing.is_whole(stored):
            yield f"file: {stored.path} has changed"
