"""Taking a file in: counted, hashed, judged and on the disk before any row names it.

Names are the server's (FIL-06), the size limit is enforced while reading (FIL-01), and the
bytes are fsynced before the row exists (REL-11).
"""

from __future__ import annotations

import hashlib
import os
import secrets
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from pathlib import Path
from typing import IO, Any, Protocol

from django.conf import settings
from django.db import transaction

from cordata.documents import kinds as known_kinds
from cordata.documents.models import Scan, StoredFile
from cordata.documents.refusing import refuse
from cordata.kernel import disk, jobs
from cordata.kernel.ids import public_id
from cordata.kernel.journal import Actor
from cordata.kernel.verdicts import NotPossible
from cordata.web.cleaning import clean_text

STEP = 256 * 1024
INCOMING = "incoming"  # the folder of what is still being taken in
_taken_in: ContextVar[list[Path] | None] = ContextVar("files_taken_in", default=None)


class Upload(Protocol):
    """What a form gives: Django's uploaded file."""

    name: str | None

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]: ...


@contextmanager
def only_if_used() -> Iterator[None]:
    """One transaction for taking files in and using them: refused, nothing stays on the disk.

    Without it a refusal by a quota would keep what it refused (FIL-08).
    """
    token = _taken_in.set([])
    try:
        with transaction.atomic():
            yield
    except BaseException:
        for path in _taken_in.get() or []:
            path.unlink(missing_ok=True)
        raise
    finally:
        _taken_in.reset(token)


def store_file(
    upload: Any,
    *,
    by: Actor,
    at: datetime,
    kinds: frozenset[str] = known_kinds.USUAL,
    max_bytes: int | None = None,
    bare: bool = False,
) -> StoredFile:
    """Judge and keep an uploaded file; an image, if `bare`, without the place where it was taken.

    Raises `NotPossible("file....")` and keeps nothing.
    """
    limit = max_bytes or settings.UPLOAD_MAX_BYTES
    if (upload.size or 0) > limit:
        refuse("too_big", limit=megabytes(limit))
    name = shown_name(upload.name or "")
    waiting = new_path(INCOMING)
    try:
        size, digest = write(waiting, upload.chunks(STEP), limit)
        kind = known_kinds.kind_of(waiting, name, kinds)
        kind.inspect(waiting)
        if bare and kind.bare is not None:
            size, digest = _bared(waiting, kind.bare, limit)
        return _keep(waiting, name, kind.media_type, size, digest, by=by, at=at)
    finally:
        waiting.unlink(missing_ok=True)


def _bared(waiting: Path, bare: known_kinds.Baring, limit: int) -> tuple[int, str]:
    """Put the bare picture in the place of the one that came; its size and SHA-256."""
    made = new_path(INCOMING)
    try:
        size, digest = write(made, bare(waiting), limit)
        made.rename(waiting)
    finally:
        made.unlink(missing_ok=True)
    return size, digest


def store_bytes(
    content: bytes, *, name: str, media_type: str, by: Actor, at: datetime
) -> StoredFile:
    """Keep a file that the system itself made, such as a receipt."""
    waiting = new_path(INCOMING)
    try:
        size, digest = write(waiting, [content], len(content))
        return _keep(waiting, name, media_type, size, digest, by=by, at=at, own=True)
    finally:
        waiting.unlink(missing_ok=True)


def shown_name(name: str) -> str:
    """The person's own name for the file: last path part, cleaned, ending kept, 200 at most."""
    last = clean_text(name.replace("\\", "/").rpartition("/")[2]) or "document"
    stem, dot, ending = last.rpartition(".")
    return f"{stem[: 199 - len(ending)]}{dot}{ending}" if dot else last[:200]


def megabytes(size: int) -> int:
    return max(1, size // 1_000_000)


def new_path(folder: str) -> Path:
    """A path no one can guess below the folder of files; the folder exists."""
    where: Path = settings.FILES_DIR / folder
    where.mkdir(parents=True, exist_ok=True)
    return where / secrets.token_hex(16)


def write(path: Path, chunks: Iterable[bytes], limit: int) -> tuple[int, str]:
    """Write chunk by chunk to the disk for good; size and SHA-256. Refuses beyond `limit`."""
    size, digest = 0, hashlib.sha256()
    with path.open("xb") as stream:
        for chunk in chunks:
            size += len(chunk)
            if size > limit:
                refuse("too_big", limit=megabytes(limit))
            digest.update(chunk)
            stream.write(chunk)
        stream.flush()
        os.fsync(stream.fileno())
    if not size:
        refuse("empty")
    return size, digest.hexdigest()


def _keep(
    waiting: Path,
    name: str,
    media_type: str,
    size: int,
    digest: str,
    *,
    by: Actor,
    at: datetime,
    own: bool = False,
) -> StoredFile:
    pid = public_id()
    folder = settings.FILES_DIR / pid[:2]
    folder.mkdir(parents=True, exist_ok=True)
    waiting.rename(folder / pid)
    if (taken_in := _taken_in.get()) is not None:
        taken_in.append(folder / pid)
    _settle(folder)
    scanned = bool(settings.CLAMD) and not own
    stored = StoredFile.objects.create(
        pid=pid,
        name=name,
        path=f"{pid[:2]}/{pid}",
        media_type=media_type,
        size=size,
        sha256=digest,
        scan=Scan.PENDING if scanned else Scan.CLEAN,
        scan_reason="" if scanned else ("own" if own else "structure"),
        stored_by=by.actor_key,
        stored_at=at,
    )
    if scanned:
        jobs.later("cordata.documents.scanning.scan", stored.pid)
    return stored


def _settle(folder: Path) -> None:
    """Make the new name itself survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def path_of(stored: StoredFile) -> Path:
    """Where the bytes lie."""
    where: Path = settings.FILES_DIR / stored.path
    return where


def read(stored: StoredFile) -> bytes:
    """The bytes, for what is small: a seal, a mail. Pages serve the file instead."""
    return path_of(stored).read_bytes()


def erase(stored: StoredFile) -> None:
    """Row and bytes for good, when the transaction ends; a row that others name is protected."""
    path = path_of(stored)
    stored.delete()
    transaction.on_commit(lambda: path.unlink(missing_ok=True))


@contextmanager
def scratch() -> Iterator[IO[bytes]]:
    """A nameless file on the disk of the files, gone when it is closed; whoever keeps it past the
    block closes it. Raises `NotPossible("file.no_room")` where the disk is full."""
    folder = settings.FILES_DIR / INCOMING
    folder.mkdir(parents=True, exist_ok=True)
    made = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - a response may stream it later
    try:
        yield made
    except BaseException as error:
        made.close()
        if isinstance(error, OSError) and error.errno in disk.FULL:
            raise NotPossible("file.no_room") from error
        raise


def is_whole(stored: StoredFile) -> bool:
    """Whether the bytes on the disk still have the checksum of the row."""
    digest = hashlib.sha256()
    try:
        with path_of(stored).open("rb") as stream:
            while chunk := stream.read(STEP):
                digest.update(chunk)
    except OSError:
        return False
    return digest.hexdigest() == stored.sha256


def orphans(*, before: datetime) -> list[Path]:
    """Files last written before an instant that no row names: left by a process that died, or by a
    transaction that was rolled back. A newer one may be about to get its row."""
    named = set(StoredFile.objects.values_list("path", flat=True))
    root = settings.FILES_DIR
    return [
        path
        for path in root.glob("*/*")
        if str(path.relative_to(root)) not in named
        and path.is_file()
        and path.stat().st_mtime < before.timestamp()
    ]
