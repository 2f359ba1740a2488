"""The blank form: every question in every language of the call, to print and to write in."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import pikepdf
import pypdf
import pytest
from django.test import Client
from lxml import etree

from cordata.documents import office
from cordata.programme import papers

pytestmark = pytest.mark.django_db
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"


def plain(text: str) -> str:
    """Letters only: how a line is broken is not what is said."""
    return re.sub(r"\s+", "", text)


def asked(call: Any) -> list[str]:
    """Labels and helps of all questions and columns, in the languages of the call."""
    found = []
    for field in call.definition.form.fields():
        for one in (field, *field.columns):
            for texts in (one.labels, one.help):
                found += [texts[code] for code in call.definition.languages if code in texts]
    return found


def headings(document: pikepdf.Pdf, level: str) -> int:
    return sum(
        1
        for thing in document.objects
        if isinstance(thing, pikepdf.Dictionary) and thing.get("/S") == pikepdf.Name(level)
    )


def test_the_pdf_is_accessible_and_asks_everything_in_every_language(call: Any) -> None:
    """A11-06."""
    made = papers.as_pdf(call)
    document = pikepdf.open(io.BytesIO(made))

    assert str(document.Root.Lang) == "fr"
    assert bool(document.Root.MarkInfo.Marked)
    with document.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["pdfaid:part"] == "3"
        assert metadata["dc:title"].startswith("Formulaire vierge – ")
    text = plain("".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(made)).pages))
    missing = [words for words in asked(call) if plain(words) not in text]
    assert missing == []
    for statement in ("Cofinancé par l’Union européenne", "Cofinanziato dall’Unione europea"):
        assert plain(statement) in text


def test_each_question_is_a_heading_of_its_own(call: Any) -> None:
    document = pikepdf.open(io.BytesIO(papers.as_pdf(call)))
    form = call.definition.form
    assert headings(document, "/H2") == len(form.sections)
    assert headings(document, "/H3") == sum(1 for _field in form.fields())
    assert headings(document, "/Table") >= sum(1 for field in form.fields() if field.columns)


def unpacked(content: bytes, name: str) -> Any:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return etree.fromstring(archive.read(name))


def test_the_odt_is_one_that_any_editor_opens(call: Any, tmp_path: Path) -> None:
    """OpenDocument 1.3, part 2, 3.3: the media type comes first and is not packed."""
    content = papers.as_text(call)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        assert archive.read("mimetype").decode() == office.ODT
        for name in archive.namelist()[1:]:
            etree.fromstring(archive.read(name))
    path = tmp_path / "form.odt"
    path.write_bytes(content)
    assert office.media_type(path) == office.ODT
    office.inspect(path)


def test_the_odt_asks_everything_in_every_language(call: Any) -> None:
    root = unpacked(papers.as_text(call), "content.xml")
    text = plain("".join(root.itertext()))
    assert [words for words in asked(call) if plain(words) not in text] == []
    questions = [one for one in root.iter(f"{TEXT}h") if one.get(f"{TEXT}outline-level") == "3"]
    assert len(questions) == sum(1 for _field in call.definition.form.fields())


def test_each_paragraph_of_the_odt_says_its_language(call: Any) -> None:
    root = unpacked(papers.as_text(call), "content.xml")
    spoken = {
        style.get(f"{STYLE}name"): properties.get(f"{FO}language")
        for style in root.iter(f"{STYLE}style")
        for properties in style.iter(f"{STYLE}text-properties")
    }
    said = {
        "".join(one.itertext()): spoken[one.get(f"{TEXT}style-name")]
        for one in root.iter(f"{TEXT}p")
    }
    field = call.definition.form.field("need")
    assert {said[field.help[code]] for code in ("fr", "it")} == {"fr", "it"}
    assert said[field.help["it"]] == "it"


def test_a_version_is_made_once_and_another_one_anew(call: Any) -> None:
    first = papers.as_pdf(call)
    assert papers.as_pdf(call) is first
    call.version.digest = "0" * 64
    assert papers.as_pdf(call) is not first


@pytest.mark.parametrize(("kind", "start"), [("pdf", b"%PDF-"), ("odt", b"PK")])
def test_anyone_takes_it_from_the_page_of_the_call_with_its_size(
    call: Any, kind: str, start: bytes
) -> None:
    client = Client()
    page = client.get(f"/it/calls/{call.code}/").content.decode()
    assert f"/it/calls/{call.code}/form.{kind}" in page
    assert re.search(rf"form\.{kind}\">[^<]*</a>, \d+", page)
    answer = client.get(f"/it/calls/{call.code}/form.{kind}")
    assert answer.content.startswith(start)
    assert client.get(f"/it/calls/none/form.{kind}").status_code == 404
