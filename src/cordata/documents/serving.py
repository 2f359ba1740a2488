"""Handing a file out: always as data, never as a page of ours (FIL-05).

The step that owns the file has asked its access first; this module never does.
"""

from __future__ import annotations

from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header

from cordata.documents.kinds import KINDS
from cordata.documents.models import Scan, StoredFile
from cordata.documents.refusing import refuse
from cordata.documents.storing import path_of

SANDBOX = "default-src 'none'; sandbox"


def serve(
    stored: StoredFile, *, download: bool = True, unchecked: bool = False, bare: bool = False
) -> HttpResponseBase:
    """The file as a response. Raises `NotPossible("file.refused")` for what a scan refused, and
    `"file.pending"` for what waits for its scan; `unchecked` hands that out all the same, to the
    side that brought it and to nobody else (FIL-07). `bare` leaves out of a picture what the camera
    wrote beside it: where, when, with what (PRI-04)."""
    if stored.scan == Scan.REFUSED:
        refuse("refused")
    if stored.scan == Scan.PENDING and not unchecked:
        refuse("pending")
    if bare and (taken_out := KINDS[stored.media_type].bare):
        picture = StreamingHttpResponse(taken_out(path_of(stored)), content_type=stored.media_type)
        return guarded(picture, stored.name, download=download)
    response = FileResponse(path_of(stored).open("rb"), content_type=stored.media_type)
    return guarded(response, stored.name, download=download, size=stored.size)


def guarded(
    response: HttpResponseBase, name: str, *, download: bool = True, size: int | None = None
) -> HttpResponseBase:
    """The headers of every file we hand out, stored or made on the spot."""
    response["Content-Disposition"] = content_disposition_header(download, name) or "attachment"
    response["Content-Security-Policy"] = SANDBOX
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    if size is not None:
        response["Content-Length"] = str(size)
    return response
