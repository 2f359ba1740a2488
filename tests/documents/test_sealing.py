"""Sealed facts can be checked by anyone, and never change (SUB-05, SUB-06)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import DatabaseError, connection, transaction

from cordata.documents import keys, sealing
from cordata.documents.models import Sealed
from cordata.documents.storing import store_bytes
from cordata.kernel.journal import SYSTEM
from cordata.packs.canonical import canonical_json, digest

pytestmark = pytest.mark.django_db
CONTENT = {"title": "Chemins", "total": Decimal("67974.79"), "texts": {"it": "Sentieri", "fr": "é"}}


@pytest.fixture
def sealed(at):
    return sealing.seal("submission", "MP2-0147", CONTENT, at=at)


def test_a_sealed_fact_holds(sealed):
    assert sealing.holds(Sealed.objects.get())
    assert sealed.sha256 == digest(CONTENT)


def test_the_seal_verifies_off_line_with_the_published_key(sealed):
    """With the receipt and the content alone: no database, no code of ours but canonical JSON."""
    receipt = sealing.receipt(sealed)
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(receipt["public_key"]))
    signed = {name: receipt[name] for name in ("kind", "number", "previous", "sealed_at", "sha256")}

    key.verify(bytes.fromhex(receipt["seal"]), canonical_json(signed))
    with pytest.raises(InvalidSignature):
        key.verify(bytes.fromhex(receipt["seal"]), canonical_json(signed | {"number": "MP2-0148"}))


@pytest.mark.parametrize("change", ["content", "number", "sealed_at", "sha256", "seal"])
def test_a_flipped_byte_is_found(sealed, change):
    changed = {
        "content": {**sealed.content, "total": "67974.78"},
        "number": "MP2-0148",
        "sealed_at": sealed.sealed_at.replace(microsecond=1),
        "sha256": "0" * 64,
        "seal": "00" * 64,
    }
    setattr(sealed, change, changed[change])

    assert not sealing.holds(sealed)


def test_the_database_refuses_to_change_or_drop_a_sealed_fact(sealed, at):
    with pytest.raises(DatabaseError), transaction.atomic():
        Sealed.objects.update(number="X")
    with pytest.raises(DatabaseError), transaction.atomic():
        sealed.delete()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE documents_sealed SET sealed_at = '2020-01-01'")


def test_the_pdf_is_added_once(sealed, at, settings, tmp_path):
    settings.FILES_DIR = tmp_path
    first, second = (
        store_bytes(b"%PDF", name="r.pdf", media_type="application/pdf", by=SYSTEM, at=at)
        for _ in range(2)
    )
    sealed.dossier = first
    sealed.save(update_fields=["dossier"])
    sealed.dossier = second

    with pytest.raises(DatabaseError), transaction.atomic():
        sealed.save(update_fields=["dossier"])


def test_each_seal_names_the_one_before(sealed, at):
    second = sealing.seal("submission", "MP2-0148", CONTENT, at=at)

    assert second.previous == digest(sealed.seal)
    assert list(sealing.broken_seals()) == []


def test_anyone_finds_a_sealed_fact_by_its_digest(sealed):
    typed = " ".join([sealed.sha256[:32].upper(), sealed.sha256[32:]])

    assert sealing.find_by_digest(typed) == sealed
    assert sealing.find_by_digest("0" * 64) is None
    assert sealing.find_by_digest("' OR 1=1") is None


def test_the_key_is_made_once_and_readable_by_us_alone(settings, tmp_path):
    settings.DATA_DIR, settings.SEAL_KEY = tmp_path / "new", ""

    first, again = keys.private_key(), keys.private_key()

    assert first == again
    assert (tmp_path / "new" / "seal.key").stat().st_mode & 0o777 == 0o600


def test_judging_a_seal_makes_no_key(sealed, settings, tmp_path):
    settings.DATA_DIR, settings.SEAL_KEY = tmp_path, ""

    assert keys.public_key_hex() == ""
    assert list(sealing.broken_seals()) == [sealed]
    assert not sealing.key_fits()
    assert list(tmp_path.iterdir()) == []


def test_a_configured_key_is_used(settings):
    settings.SEAL_KEY = "11" * 32

    assert (
        keys.public_key_hex() == "d04ab232742bb4ab3a1368bd4615e4e6d0224ab71a016baf8520a332c9778737"
    )
