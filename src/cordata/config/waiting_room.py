"""Where a request waits for one of the few threads that work, its instant of arrival noted first.

The web server calls us in a thread of its own for each request. We note when it was complete and
only then queue for a thread of the pool: a filing that waits behind others for its turn is not
late by it (TIM-04).
"""

from __future__ import annotations

import io
import queue
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from typing import Any

from django.conf import settings
from django.http import FileResponse

from cordata.kernel import clock
from cordata.web.arrival import NOTED

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

SMALL = 100_000  # bytes: what is read before waiting; more is read by the thread that works
PATIENCE = 60  # seconds without anybody taking a piece
FORWARDED = ("HTTP_X_FORWARDED_", "HTTP_FORWARDED")
AHEAD = 4  # pieces of a long answer that are made before the one who reads has taken them


class WaitingRoom:
    """A WSGI application in front of another, which runs in `threads` threads."""

    def __init__(self, application: Application, threads: int) -> None:
        self.application = application
        self.pool = ThreadPoolExecutor(threads, thread_name_prefix="work")

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        drop_unproven(environ)
        if (size := small_body(environ)) is not None:
            body = environ["wsgi.input"].read(size) if size else b""
            if len(body) < size:
                return cut_off(start_response)
            environ["wsgi.input"] = io.BytesIO(body)
            environ[NOTED] = clock.real_now()
        return self.pool.submit(self._work, environ, start_response).result()

    def _work(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """In a thread of the pool: the whole answer, or one that is made piece by piece.

        A stored file needs no thread of ours while it is sent to a slow reader.
        """
        answer = self.application(environ, start_response)
        if isinstance(answer, FileResponse):
            return answer
        if getattr(answer, "streaming", False):
            return Pieces(answer, self.pool)
        try:
            return list(answer)
        finally:
            close(answer)


def drop_unproven(environ: Environ) -> None:
    """What only a proxy may say goes, unless one of ours says it (CFG-02)."""
    if settings.PROXY_HOPS and environ.get("REMOTE_ADDR") in settings.PROXY_FROM:
        return
    for name in [name for name in environ if name.startswith(FORWARDED)]:
        del environ[name]


def cut_off(start_response: StartResponse) -> list[bytes]:
    """The sender went away before the end: half a form is no form, and nobody reads this."""
    start_response("400 Bad Request", [("Content-Type", "text/plain"), ("Content-Length", "0")])
    return []


def small_body(environ: Environ) -> int | None:
    """How many bytes are to be read before waiting; None for an upload and a long body."""
    if str(environ.get("CONTENT_TYPE", "")).startswith("multipart/form-data"):
        return None
    said = str(environ.get("CONTENT_LENGTH") or "0")
    size = int(said) if said.isascii() and said.isdigit() else SMALL + 1
    return size if size <= SMALL else None


class Pieces:
    """A long answer made by a thread of the pool, a few pieces ahead of who reads it; in the
    language and by the clock of its request, whatever that thread has done meanwhile."""

    def __init__(self, answer: Iterable[bytes], pool: ThreadPoolExecutor) -> None:
        self.answer = answer
        self.left = False  # the reader went away
        self.made: queue.Queue[bytes] = queue.Queue(AHEAD)
        self.work: Future[None] = pool.submit(copy_context().run, self._make)

    def _make(self) -> None:
        try:
            for piece in self.answer:
                self._hand_over(piece)
        finally:
            close(self.answer)

    def _hand_over(self, piece: bytes) -> None:
        """Wait until there is room for it, but for nobody who reads no more."""
        for _second in range(PATIENCE):
            if self.left:
                break
            try:
                self.made.put(piece, timeout=1)
            except queue.Full:
                continue
            return
        raise Gone

    def __iter__(self) -> Iterator[bytes]:
        while not (self.work.done() and self.made.empty()):
            try:
                yield self.made.get(timeout=0.1)
            except queue.Empty:
                continue
        self.work.result()  # a mistake on the way cuts the answer off, as it would without us

    def close(self) -> None:
        self.left = True


class Gone(Exception):
    """Nobody reads the answer any more."""


def close(answer: Iterable[bytes]) -> None:
    """What a WSGI answer that holds something asks for at its end."""
    if hasattr(answer, "close"):
        answer.close()
