"""The instance's seal key (Ed25519): from `CORDATA_SEAL_KEY`, or made once in the data folder."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings


def private_key() -> Ed25519PrivateKey:
    """The key that seals. Raises ValueError when the configured one is not 64 hex digits."""
    return _loaded(settings.SEAL_KEY or _kept(settings.DATA_DIR / "seal.key"))


def public_key() -> Ed25519PublicKey:
    return private_key().public_key()


def public_key_hex() -> str:
    """The key anyone verifies with, as published on the verification page."""
    return public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()


@cache
def _loaded(secret: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(secret))


def _kept(path: Path) -> str:
    """The key in the file, made there the first time; two starting processes agree on one."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        made = path.with_suffix(f".{os.getpid()}")
        with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
            stream.write(os.urandom(32).hex())
            stream.flush()
            os.fsync(stream.fileno())
        try:
            os.link(made, path)
        except FileExistsError:
            pass
        finally:
            made.unlink()
    return path.read_text().strip()
