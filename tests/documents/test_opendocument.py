"""Text documents that we write: what is given is text, whatever it holds."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import etree

from cordata.documents import office
from cordata.documents.opendocument import Box, Heading, Item, Paragraph, Table, as_odt
from tests.corpus import TEXTS

AT = datetime(2025, 4, 20, 9, 30, tzinfo=UTC)


def made(words: str) -> bytes:
    pairs = [["fr", words], ["it", words]]
    blocks = [
        Heading(1, pairs, "A1"),
        Paragraph(pairs),
        Item(pairs),
        Table([pairs, pairs], [1, 3], 2),
        Box("it", 4),
    ]
    return as_odt(blocks, title=words, language="fr", at=AT)


@pytest.mark.parametrize("words", [one for one in TEXTS.values() if isinstance(one, str)])
def test_whatever_is_given_is_well_formed_text(words: str, tmp_path: Path) -> None:
    content = made(words[:2000])  # one letter a hundred thousand times packs like a bomb
    path = tmp_path / "x.odt"
    path.write_bytes(content)
    office.inspect(path)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist()[1:]:
            etree.fromstring(archive.read(name))


def test_markup_stays_text() -> None:
    words = "<text:p>&amp;</text:p>"
    with zipfile.ZipFile(io.BytesIO(made(words))) as archive:
        root = etree.fromstring(archive.read("content.xml"))
    assert words in "".join(root.itertext())


def test_the_same_blocks_give_the_same_bytes() -> None:
    assert made("Un") == made("Un")
