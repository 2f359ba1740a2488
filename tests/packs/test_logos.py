"""What a pack may bring as a logo: a picture that prints, and nothing that acts (OUT-03)."""

from __future__ import annotations

import re
import shutil
import zlib
from pathlib import Path

import pytest

from cordata import packs
from cordata.documents import pdf
from cordata.packs.freezing import freeze, thaw
from cordata.packs.logos import MOST, MOST_BYTES, MOST_PIXELS, PRINTED_AS, flaw_of
from cordata.packs.programme import Brand
from cordata.web.catalogue import known, sentence

ROOT = Path(__file__).parents[2] / "packs" / "alcotra-microprojects"
ANNECY = "calls/microprojets-2/meetings/annecy-2025-02-13.toml"
HEAD = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 10">'


def svg(inside: str = '<path d="M0 0h40v10H0z"/>', before: str = "") -> bytes:
    return f"{before}{HEAD}{inside}</svg>".encode()


def png(width: int = 2, height: int = 1, rows: bytes | None = None) -> bytes:
    """A white picture; or one of these rows, whole for the checksums alone."""
    white = b"".join(b"\0" + b"\xff" * 3 * width for _row in range(height))
    rows = zlib.compress(white) if rows is None else rows
    size = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes([8, 2, 0, 0, 0])
    parts = ((b"IHDR", size), (b"IDAT", rows), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")
        for kind, data in parts
    )


def code_of(name: str, content: bytes) -> str:
    flaw = flaw_of(name, content)
    return flaw[0] if flaw else ""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT, tmp_path / "pack"))


def add(folder: Path, name: str, content: bytes) -> None:
    (folder / "brand" / name).write_bytes(content)


def gives_annecy(folder: Path, logo: str) -> None:
    file = folder / ANNECY
    file.write_text(file.read_text().replace('role = "lead"', f'role = "lead"\nlogo = "{logo}"', 1))


@pytest.mark.parametrize(
    "content",
    [
        svg(),
        b"\xef\xbb\xbf" + svg(),  # a mark of order, as some programs write
        svg(before='<?xml version="1.0" encoding="UTF-8"?>'),
        svg('<defs><linearGradient id="a"/></defs><path fill="url(#a)" d="M0 0h1v1z"/>'),
        svg("<style>path{fill:url( '#a' )}</style><path d='M0 0h1v1z'/>"),
        svg('<image href="data:image/png;base64,iVBORw0KGgo="/>'),
    ],
)
def test_a_plain_drawing_is_taken(content: bytes) -> None:
    assert code_of("brand/a.svg", content) == ""


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (svg("<script>alert(1)</script>"), "<script>"),
        (svg("<g><foreignObject><p/></foreignObject></g>"), "<foreignObject>"),
        (svg('<path onclick="x()" d="M0 0"/>'), "onclick"),
        (svg('<path ONLOAD="x()" d="M0 0"/>'), "ONLOAD"),
        (svg('<image href="https://example.eu/x.png"/>'), "href"),
        (svg('<image href="file:///etc/passwd"/>'), "href"),
        (svg('<image href=" javascript:x()"/>'), "href"),
        (
            svg('<image xmlns:l="http://www.w3.org/1999/xlink" l:href="data:image/svg+xml,x"/>'),
            "href",
        ),
        (svg('<path style="fill: URL( https://example.eu )" d="M0 0"/>'), "url()"),
        (svg("<style>@import 'https://example.eu/x.css'</style>"), "url()"),
        (svg(before='<!DOCTYPE svg [<!ENTITY a "b">]>'), "<!DOCTYPE"),
        (svg(before='<!doctype svg SYSTEM "file:///etc/passwd">'), "<!DOCTYPE"),
        (svg(before='<?xml-stylesheet href="x.css"?>'), "<?xml-stylesheet"),
    ],
)
def test_what_acts_or_calls_out_is_refused_and_named(content: bytes, found: str) -> None:
    assert flaw_of("brand/a.svg", content) == ("pack.logo_unsafe", {"found": found})


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe" + svg(),
        svg()[:-1],
        b"<html/>",
        b'<svg viewBox="0 0 1 1"/>',  # of no namespace: no printer knows it
        svg().replace(b'viewBox="0 0 40 10"', b""),
        svg().replace(b"0 0 40 10", b"0 0 0 10"),
        svg().replace(b"0 0 40 10", b"0 0 40 wide"),
        png(),
    ],
)
def test_a_drawing_that_nothing_can_print_is_refused(content: bytes) -> None:
    assert code_of("brand/a.svg", content) == "pack.logo_broken"


def nested(levels: int) -> bytes:
    return svg("<g>" * levels + '<path d="M0 0h40v10H0z"/>' + "</g>" * levels)


def test_a_picture_that_only_looks_whole_is_refused_before_it_stops_an_invitation() -> None:
    """The checksums of the parts hold, the points inside do not; or it is nested without end."""
    assert code_of("brand/a.png", png(rows=b"no points at all")) == "pack.logo_broken"
    assert code_of("brand/a.png", png(rows=zlib.compress(b"\0"))) == "pack.logo_broken"
    assert code_of("brand/a.svg", nested(1_100)) == "pack.logo_broken"
    assert code_of("brand/a.svg", nested(900)) == ""


def test_pictures_are_tried_on_sheets_of_the_kind_that_is_printed() -> None:
    assert PRINTED_AS == pdf.STANDARDS


def test_letters_that_a_printer_may_lack_are_refused() -> None:
    assert code_of("brand/a.svg", svg("<g><text>Région</text></g>")) == "pack.logo_letters"


def test_a_whole_png_is_taken_and_a_cut_or_damaged_one_is_not() -> None:
    whole = png()
    assert code_of("brand/a.PNG", whole) == ""
    for content in (whole[:-1], whole[:-12], whole[:40] + b"?" + whole[41:], svg(), b"", png(0)):
        assert code_of("brand/a.png", content) == "pack.logo_broken"


def test_a_picture_may_be_as_big_as_the_limit_and_not_a_byte_or_pixel_more() -> None:
    room = MOST_BYTES - len(svg(""))
    assert code_of("brand/a.svg", svg(" " * room)) == ""
    assert code_of("brand/a.svg", svg(" " * (room + 1))) == "pack.logo_too_big"
    assert code_of("brand/a.png", png(MOST_PIXELS)) == ""
    assert code_of("brand/a.png", png(MOST_PIXELS + 1)) == "pack.logo_too_wide"
    assert code_of("brand/a.png", png(1, MOST_PIXELS + 1)) == "pack.logo_too_wide"


def test_a_pack_carries_its_pictures_through_freezing(folder: Path) -> None:
    add(folder, "region.svg", svg())
    add(folder, "ville.png", png())
    gives_annecy(folder, "region.svg")

    pack = packs.load(folder)

    brand = pack.programme.brand
    assert [logo.name for logo in brand.logos] == ["region.svg", "ville.png"]
    assert [logo.content for logo in brand.logos] == [svg(), png()]
    meeting = next(
        one for call in pack.calls for one in call.meetings if one.code.startswith("annecy")
    )
    assert [who.logo for who in meeting.organisers] == ["region.svg", "", ""]
    assert thaw(Brand, freeze(brand)) == brand
    assert pack.digest != packs.load(ROOT).digest


def test_a_brand_frozen_before_there_were_pictures_stays_readable() -> None:
    frozen = {"name": "A", "short_name": "A", "funding_statements": {}, "programme_logo": ""}
    assert thaw(Brand, frozen) == Brand("A", "A", {})


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.svg", svg("<script/>"), "pack.logo_unsafe"),
        ("a.svg", b"", "pack.logo_broken"),
        ("a.svg", svg("<text/>"), "pack.logo_letters"),
        ("a.jpg", b"\xff\xd8", "pack.logo_kind"),
        ("a.svg", svg(" " * MOST_BYTES), "pack.logo_too_big"),
        ("a.png", png(MOST_PIXELS + 1), "pack.logo_too_wide"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_check_names_the_file_and_says_what_to_do_in_each_language(
    folder: Path, name: str, content: bytes, code: str
) -> None:
    add(folder, name, content)

    mistakes = packs.check(folder)

    assert [(one.file, one.code) for one in mistakes] == [(f"brand/{name}", code)]
    for language in ("fr", "it", "en"):
        assert known(code)
        said = sentence(code, language, **mistakes[0].params)
        assert name in said
        assert not re.search(r"\{\w+\}", said)


def test_twenty_pictures_are_taken_and_one_more_is_not(folder: Path) -> None:
    for number in range(MOST):
        add(folder, f"{number}.svg", svg())
    assert packs.check(folder) == ()
    add(folder, "last.svg", svg())
    assert [one.code for one in packs.check(folder)] == ["pack.logos_too_many"]


def test_an_organiser_whose_picture_is_missing_is_a_mistake_at_its_line(folder: Path) -> None:
    gives_annecy(folder, "region.svg")
    (found,) = packs.check(folder)
    text = (folder / ANNECY).read_text()
    assert (found.file, found.code) == (ANNECY, "pack.file_missing")
    assert text.splitlines()[found.line - 1] == 'logo = "region.svg"'


def names_its_own(folder: Path, logo: str) -> None:
    file = folder / "pack.toml"
    text = file.read_text()
    assert 'programme_logo = ""' in text or "programme_logo" not in text
    text = re.sub(r'^programme_logo = ""\n', "", text, flags=re.MULTILINE)
    file.write_text(text.replace("[brand]\n", f'[brand]\nprogramme_logo = "{logo}"\n', 1))


def test_a_programme_whose_logo_is_a_note_or_missing_is_told_so(folder: Path) -> None:
    names_its_own(folder, "README.md")
    (folder / "brand" / "README.md").write_text("A note.\n")
    assert [one.code for one in packs.check(folder)] == ["pack.logo_kind"]


def test_a_programme_whose_logo_is_a_picture_is_taken(folder: Path) -> None:
    names_its_own(folder, "own.svg")
    assert [one.code for one in packs.check(folder)] == ["pack.file_missing"]
    add(folder, "own.svg", svg())
    assert packs.load(folder).programme.brand.programme_logo == "own.svg"
