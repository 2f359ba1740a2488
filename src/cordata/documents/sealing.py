"""Facts sealed for good: canonical JSON, its SHA-256, and the instance's Ed25519 seal.

Whoever holds the content, the seal and the published key can check all three without us
(SUB-05). Each seal also names the one before it, so none can be taken away unseen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import connection, transaction

from cordata.documents import keys
from cordata.documents.models import Sealed
from cordata.kernel.models import ChainHead
from cordata.packs.canonical import canonical_json, digest, plain

GENESIS = "0" * 64


@transaction.atomic
def seal(kind: str, number: str, content: Mapping[str, Any], *, at: datetime) -> Sealed:
    """Freeze `content` under its number; the caller's transaction decides whether it stays."""
    _queue()
    before = Sealed.objects.order_by("-pk").values_list("seal", flat=True).first()
    sealed = Sealed(
        kind=kind,
        number=number,
        content=plain(dict(content)),
        sha256=digest(dict(content)),
        previous=digest(before) if before else GENESIS,
        sealed_at=at,
    )
    sealed.seal = keys.private_key().sign(statement(sealed)).hex()
    sealed.save(force_insert=True)
    return sealed


def _queue() -> None:
    """Writers of seals queue on the journal's head, as its own writers do."""
    heads = ChainHead.objects.filter(pk=1)
    if connection.features.has_select_for_update:
        heads.select_for_update().first()


def statement(sealed: Sealed) -> bytes:
    """What is signed: kind, number, SHA-256, instant and the seal before, as canonical JSON."""
    return canonical_json(
        {
            "kind": sealed.kind,
            "number": sealed.number,
            "previous": sealed.previous,
            "sealed_at": sealed.sealed_at,
            "sha256": sealed.sha256,
        }
    )


def holds(sealed: Sealed) -> bool:
    """Whether content, SHA-256 and seal still agree, judged with the public key alone."""
    return digest(sealed.content) == sealed.sha256 and _signed(sealed, keys.public_key())


def _signed(sealed: Sealed, key: Ed25519PublicKey | None) -> bool:
    if key is None:
        return False
    try:
        key.verify(bytes.fromhex(sealed.seal), statement(sealed))
    except (InvalidSignature, ValueError):
        return False
    return True


def broken_seals() -> Iterator[Sealed]:
    """Every sealed fact that no longer holds, or whose link to the one before is cut."""
    before = GENESIS
    for sealed in Sealed.objects.order_by("pk").iterator(chunk_size=500):
        if sealed.previous != before or not holds(sealed):
            yield sealed
        before = digest(sealed.seal)


def key_fits() -> bool:
    """Whether this installation's key is the one that made its last seal, if it holds any."""
    last = Sealed.objects.order_by("-pk").first()
    return last is None or _signed(last, keys.public_key())


def find_by_digest(sha256: str) -> Sealed | None:
    """The sealed fact with this SHA-256 (64 hex digits in any case, blanks ignored), if any.

    Public: whoever has the digest has the document; the page shows kind, number and instant only.
    """
    wanted = "".join(sha256.split()).lower()
    if len(wanted) != 64 or not set(wanted) <= set("0123456789abcdef"):
        return None
    return Sealed.objects.filter(sha256=wanted).order_by("pk").first()


def receipt(sealed: Sealed) -> dict[str, str]:
    """What a person keeps to verify off line, beside the content itself."""
    return {
        "kind": sealed.kind,
        "number": sealed.number,
        "sha256": sealed.sha256,
        "sealed_at": str(plain(sealed.sealed_at)),
        "previous": sealed.previous,
        "seal": sealed.seal,
        "public_key": keys.public_key_hex(),
        "algorithm": "Ed25519 over canonical JSON",
    }
