"""Letters signed electronically, as people bring them, made on the spot."""

from __future__ import annotations

import asyncio
import io
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pikepdf
from asn1crypto import keys
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.generic import NameObject, NumberObject, TextStringObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko_certvalidator.registry import SimpleCertificateStore

from tests.documents.files import pdf

SIGNER = "Anna Esempio"


@cache
def signer(name: str = SIGNER) -> Any:
    """A person with a certificate that vouches for itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime(2000, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2100, 1, 1, tzinfo=UTC))
        .sign(key, hashes.SHA256())
    )
    der, plain = serialization.Encoding.DER, serialization.NoEncryption()
    private = key.private_bytes(der, serialization.PrivateFormat.PKCS8, plain)
    return signers.SimpleSigner(
        signing_cert=asn1.Certificate.load(certificate.public_bytes(der)),
        signing_key=keys.PrivateKeyInfo.load(private),
        cert_registry=SimpleCertificateStore(),
    )


def signed_pdf(content: bytes = b"", name: str = SIGNER) -> bytes:
    """A PDF signed by `name`; signed again where it already is."""
    field = signers.PdfSignatureMetadata(field_name=f"signature of {name}")
    writer = IncrementalPdfFileWriter(io.BytesIO(content or pdf()))
    return bytes(signers.sign_pdf(writer, field, signer=signer(name)).getvalue())


def with_a_field(text: str = "1000") -> bytes:
    """A letter whose total stands in a field of a form."""
    letter, written = pikepdf.open(io.BytesIO(pdf())), io.BytesIO()
    page = letter.pages[0].obj
    box = pikepdf.Dictionary(FT=pikepdf.Name.Tx, T="total", V=text, P=page, Rect=[0, 0, 90, 20])
    box.Type, box.Subtype = pikepdf.Name.Annot, pikepdf.Name.Widget
    held = pikepdf.Array([letter.make_indirect(box)])
    page.Annots, letter.Root.AcroForm = held, pikepdf.Dictionary(Fields=held)
    letter.save(written)
    return written.getvalue()


def filled_in(content: bytes, text: str) -> bytes:
    """The same letter, something else written in its field by a later update."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    fields = writer.root["/AcroForm"]["/Fields"]
    (box,) = (one for one in fields if one.get_object()["/T"] == "total")
    box.get_object()[NameObject("/V")] = TextStringObject(text)
    writer.mark_update(box)
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def turned(content: bytes) -> bytes:
    """The same PDF with its page turned by an update that the signature does not cover."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    page["/Rotate"] = NumberObject(90)
    writer.update_container(page)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def envelope(letter: bytes = b"mandato", name: str = SIGNER) -> bytes:
    """A .p7m: the letter with the signature around it."""
    signing = signer(name).async_sign_general_data(letter, "sha256", detached=False)
    return bytes(asyncio.run(signing).dump())
