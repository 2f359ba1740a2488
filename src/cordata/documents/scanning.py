"""The virus scanner behind `CORDATA_CLAMD` (host:port): INSTREAM, late or down is no refusal.

A file waits as pending; whoever waits for it asks `scan_forgotten()`, the worker's clock does.
"""

from __future__ import annotations

import logging
import socket
import struct
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.db import transaction

from cordata.documents.models import Scan, StoredFile
from cordata.documents.storing import STEP, path_of
from cordata.kernel import clock, jobs

PATIENCE = 30  # seconds for one answer of the scanner
AGAIN = timedelta(minutes=5)

log = logging.getLogger(__name__)
_listeners: list[Callable[[StoredFile], None]] = []


def on_refused(listener: Callable[[StoredFile], None]) -> None:
    """Whoever owns files says what happens when the scanner refuses one after it was taken."""
    _listeners.append(listener)


def scan(pid: str) -> None:
    """Job: have one pending file scanned; tried again in five minutes while the scanner is down."""
    stored = StoredFile.objects.filter(pid=pid, scan=Scan.PENDING).first()
    if stored is None:
        return
    try:
        verdict = ask(stored)
    except OSError as error:
        log.warning("scanner not reached: %s", error)
        jobs.at(clock.real_now() + AGAIN, "cordata.documents.scanning.scan", pid)
        return
    stored.scan = Scan.REFUSED if verdict else Scan.CLEAN
    stored.scan_reason = (verdict or "clamd")[:80]
    with transaction.atomic():
        stored.save(update_fields=["scan", "scan_reason"])
        for listener in _listeners if verdict else ():
            listener(stored)


def scan_forgotten() -> int:
    """Scan whatever still waits (FIL-07). Returns how many were asked about."""
    if not settings.CLAMD:
        return 0
    waiting = list(StoredFile.objects.filter(scan=Scan.PENDING).values_list("pid", flat=True))
    for pid in waiting:
        scan(pid)
    return len(waiting)


def ask(stored: StoredFile) -> str:
    """What the scanner found, empty for nothing. Raises OSError when it does not answer."""
    host, _, port = settings.CLAMD.rpartition(":")
    with socket.create_connection((host, int(port)), timeout=PATIENCE) as connection:
        connection.sendall(b"zINSTREAM\0")
        with path_of(stored).open("rb") as stream:
            while chunk := stream.read(STEP):
                connection.sendall(struct.pack(">I", len(chunk)) + chunk)
        connection.sendall(struct.pack(">I", 0))
        return found_in(_answer(connection))


def _answer(connection: socket.socket) -> str:
    received = b""
    while not received.endswith(b"\0") and len(received) < 4096:
        piece = connection.recv(4096)
        if not piece:
            break
        received += piece
    return received.rstrip(b"\0\n").decode("utf-8", "replace")


def found_in(answer: str) -> str:
    """`stream: OK` is nothing, `stream: Eicar FOUND` is Eicar. Raises OSError for anything else."""
    _, _, said = answer.partition(": ")
    if said == "OK":
        return ""
    if said.endswith(" FOUND"):
        return said.removesuffix(" FOUND")
    raise OSError(f"the scanner said {answer[:80]!r}")
