"""The electronic signatures inside a file, whole and broken (SUB-09)."""

from __future__ import annotations

from pathlib import Path

import pytest

from cordata.documents.signatures import Signature, Unreadable, signatures_of
from tests.documents.files import pdf
from tests.documents.signing import SIGNER, envelope, filled_in, signed_pdf, turned, with_a_field

PDF, P7M = "application/pdf", "application/pkcs7-mime"


@pytest.fixture
def read(tmp_path: Path):
    def found(content: bytes, media_type: str = PDF) -> tuple[Signature, ...]:
        path = tmp_path / "letter"
        path.write_bytes(content)
        return signatures_of(path, media_type)

    return found


def test_a_pdf_without_a_signature_holds_none(read) -> None:
    assert read(pdf()) == ()


def test_a_signature_says_who_signed_and_when(read) -> None:
    (one,) = read(signed_pdf())

    assert (one.signer, one.issuer) == (SIGNER, SIGNER)
    assert (one.intact, one.whole) == (True, True)
    assert one.at


def test_two_may_sign_one_after_the_other(read) -> None:
    first, second = read(signed_pdf(signed_pdf(), "Bruno Esempio"))

    assert (first.signer, second.signer) == (SIGNER, "Bruno Esempio")
    assert first.intact
    assert first.whole
    assert second.intact
    assert second.whole


def test_one_changed_byte_breaks_the_signature(read) -> None:
    content = signed_pdf()
    at = content.index(b"/MediaBox") + len(b"/MediaBox [")
    spoilt = content[:at] + b"9" + content[at + 1 :]

    assert spoilt != content
    assert [one.intact for one in read(spoilt)] == [False]


def test_what_is_added_after_the_signature_is_seen(read) -> None:
    (one,) = read(turned(signed_pdf()))

    assert (one.intact, one.whole) == (True, False)


@pytest.mark.parametrize("again", [False, True])
def test_another_total_in_a_field_after_the_signature_is_seen(read, again: bool) -> None:
    """A reader of PDF calls that filling in a form, and shows the signature as good."""
    changed = filled_in(signed_pdf(with_a_field("1000")), "9000")
    first = read(signed_pdf(changed, "Bruno Esempio") if again else changed)[0]

    assert (first.intact, first.whole) == (True, False)


def test_a_form_that_two_sign_as_it_stands_is_whole(read) -> None:
    both = read(signed_pdf(signed_pdf(with_a_field()), "Bruno Esempio"))

    assert [(one.intact, one.whole) for one in both] == [(True, True), (True, True)]


def test_an_envelope_is_read_alike(read) -> None:
    (one,) = read(envelope(), P7M)

    assert (one.signer, one.intact, one.whole) == (SIGNER, True, True)


def test_an_envelope_with_another_letter_inside_is_not_intact(read) -> None:
    spoilt = envelope(b"mandato").replace(b"mandato", b"mandata")

    assert [one.intact for one in read(spoilt, P7M)] == [False]


@pytest.mark.parametrize("media_type", [PDF, P7M])
@pytest.mark.parametrize("content", [b"", b"\x30", b"%PDF-1.7\n", b"\x30\x80" + b"\x00" * 90])
def test_what_is_no_such_file_is_unreadable(read, content: bytes, media_type: str) -> None:
    with pytest.raises(Unreadable):
        read(content, media_type)


@pytest.mark.parametrize("cut", range(20, 100, 7))
def test_half_a_file_is_unreadable_or_broken_never_whole(read, cut: int) -> None:
    for content, media_type in ((signed_pdf(), PDF), (envelope(), P7M)):
        half = content[: len(content) * cut // 100]
        try:
            found = read(half, media_type)
        except Unreadable:
            continue
        assert not any(one.intact and one.whole for one in found)


P_256, NO_CURVE = bytes.fromhex("2a8648ce3d030107"), bytes.fromhex("2a8648ce3d030177")


def in_hex(content: bytes) -> bytes:
    """As a PDF holds its signatures."""
    return content.hex().upper().encode()


def beginning_with(thing: bytes) -> bytes:
    """A PDF whose table of contents is this."""
    return b"%PDF-1.7\n1 0 obj\n" + thing + b"\nendobj\nstartxref\n9\n%%EOF"


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (envelope().replace(P_256, NO_CURVE), P7M),
        (signed_pdf().replace(in_hex(P_256), in_hex(NO_CURVE)), PDF),
        (beginning_with(b"[" * 5_000), PDF),
        (beginning_with(b"<</Type/XRef/W[1 2 1]/Size 1..2>>"), PDF),
        (
            beginning_with(
                b"<</Type/XRef/W[1 2 1]/Size 3/Length 4/Filter/FlateDecode>>\n"
                b"stream\nabcd\nendstream"
            ),
            PDF,
        ),
    ],
)
def test_a_key_or_a_file_that_no_library_can_read_is_unreadable(
    read, content: bytes, media_type: str
) -> None:
    """Some identity cards sign on a curve of their own; other files come broken from the way."""
    with pytest.raises(Unreadable):
        read(content, media_type)
