"""The electronic signatures that a PDF or a .p7m holds: who signed, and whether anything changed.

Whether the certificate is one to trust is not judged: that needs the trusted lists of every Member
State. What is read here is shown beside the file, and a person decides (eIDAS, SUB-09).
"""

from __future__ import annotations

import hashlib
import io
import zlib
from collections.abc import Iterator, Set
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm

PDF = "application/pdf"
# What the libraries raise at a file that is not what it says; they name no common ancestor.
_BROKEN = (
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    RuntimeError,
    zlib.error,
    UnsupportedAlgorithm,
)


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature as the file tells it."""

    signer: str  # the name in the certificate
    issuer: str  # who issued the certificate
    at: str  # ISO 8601 by the signer's own clock; empty if not said
    intact: bool  # what was signed is what stands, and the certificate's key signed it
    whole: bool  # nothing but further signatures was added afterwards


class Unreadable(Exception):
    """The file names signatures that cannot be read."""


def signatures_of(path: Path, media_type: str) -> tuple[Signature, ...]:
    """The signatures of a stored file, none for an unsigned PDF. Raises Unreadable."""
    # Read only where a signed file comes: the library takes a second to load.
    from pyhanko.pdf_utils.misc import PdfError  # noqa: PLC0415

    content = path.read_bytes()
    try:
        return tuple(_in_pdf(content) if media_type == PDF else _in_envelope(content))
    except (*_BROKEN, PdfError) as error:
        raise Unreadable from error


def _in_pdf(content: bytes) -> Iterator[Signature]:
    from pyhanko.pdf_utils.reader import PdfFileReader  # noqa: PLC0415

    reader = PdfFileReader(io.BytesIO(content))
    signed = {one.field_name for one in reader.embedded_signatures}
    for one in reader.embedded_regular_signatures:
        one.compute_integrity_info()
        whole = _is_whole(one, signed)
        yield _told(one.signer_info, one.signer_cert, one.compute_digest(), whole=whole)


def _is_whole(one: Any, signed: Set[str]) -> bool:
    """Whether the signature covers the file, or what came after is further signatures only: their
    fields are filled in, and no other, which a total could stand in."""
    from pyhanko.sign.diff_analysis import ModificationLevel  # noqa: PLC0415
    from pyhanko.sign.validation import SignatureCoverageLevel  # noqa: PLC0415

    if one.coverage == SignatureCoverageLevel.ENTIRE_FILE:
        return True
    level = getattr(one.diff_result, "modification_level", ModificationLevel.OTHER)
    covers = one.coverage == SignatureCoverageLevel.ENTIRE_REVISION
    filled: Set[str] = getattr(one.diff_result, "changed_form_fields", frozenset())
    return bool(covers and level <= ModificationLevel.FORM_FILLING and filled <= signed)


def _in_envelope(content: bytes) -> Iterator[Signature]:
    """A letter inside its signatures; each covers all of it."""
    from asn1crypto import cms  # noqa: PLC0415

    signed = cms.ContentInfo.load(content)["content"]
    letter = bytes(signed["encap_content_info"]["content"])
    for info in signed["signer_infos"]:
        digest = hashlib.new(info["digest_algorithm"]["algorithm"].native, letter).digest()
        yield _told(info, _certificate(signed, info), digest, whole=True)


def _certificate(signed: Any, info: Any) -> Any:
    """The certificate that a signer's line points to. Raises ValueError when it is not there."""
    points = info["sid"].chosen
    for one in (choice.chosen for choice in signed["certificates"]):
        if info["sid"].name == "subject_key_identifier":
            found = one.key_identifier == points.native
        else:
            same_issuer = one.issuer == points["issuer"]
            found = same_issuer and one.serial_number == points["serial_number"].native
        if found:
            return one
    raise ValueError("the signer's certificate is missing")


def _told(info: Any, certificate: Any, digest: bytes, *, whole: bool) -> Signature:
    from pyhanko.sign.validation.generic_cms import validate_sig_integrity  # noqa: PLC0415

    intact, valid = validate_sig_integrity(info, certificate, "data", digest)
    at = _signing_time(info)
    return Signature(
        signer=_name(certificate.subject),
        issuer=_name(certificate.issuer),
        at=at.isoformat() if at else "",
        intact=intact and valid,
        whole=whole,
    )


def _signing_time(info: Any) -> datetime | None:
    signed = info["signed_attrs"] or ()
    times = (one["values"][0].native for one in signed if one["type"].native == "signing_time")
    return next(times, None)


def _name(name: Any) -> str:
    """A certificate's name in short: the person's or the body's, else all of it."""
    said = name.native
    found = said.get("common_name") or said.get("organization_name") or name.human_friendly
    return ", ".join(found) if isinstance(found, list) else str(found)
