"""The instance's seal key (Ed25519): from `CORDATA_SEAL_KEY`, or made once in the data folder."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings


def private_key() -> Ed25519PrivateKey:
    """The key that seals, made here the first time. Raises ValueError when the configured one is
    not 64 hex digits."""
    if not _configured():
        keep(os.urandom(32).hex())
    return _loaded(_configured())


def public_key() -> Ed25519PublicKey | None:
    """The key that seals are judged with; None where there is none yet: judging makes none."""
    return _loaded(_configured()).public_key() if _configured() else None


def public_key_hex() -> str:
    """The key anyone verifies with, as every receipt carries it; empty where there is none yet."""
    return public_hex_of(_configured()) if _configured() else ""


def public_hex_of(secret: str) -> str:
    """The public half of a key of 64 hex digits. Raises ValueError for anything else."""
    return _loaded(secret).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()


def keep(secret: str) -> None:
    """Put a key into the data folder, for its owner's eyes, unless one is there already: two
    starting processes agree on one."""
    path = kept_at()
    path.parent.mkdir(parents=True, exist_ok=True)
    made = path.with_suffix(f".{os.getpid()}")
    try:  # two threads of this process queue on the journal's head before they come here
        with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as stream:
            stream.write(secret)
            stream.flush()
            os.fsync(stream.fileno())
        os.link(made, path)
    except FileExistsError:
        pass
    finally:
        made.unlink(missing_ok=True)  # half a key of a full disk would be in the way for ever


def kept_at() -> Path:
    """Where the key of an installation lies that configures none."""
    return Path(settings.DATA_DIR) / "seal.key"


def _configured() -> str:
    if settings.SEAL_KEY:
        return str(settings.SEAL_KEY)
    return kept_at().read_text().strip() if kept_at().exists() else ""


@cache
def _loaded(secret: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(secret))
