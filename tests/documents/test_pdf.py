"""Documents are tagged, titled, archivable, and show what people typed as text (A11-06, OUT-03)."""

from __future__ import annotations

import io
import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pypdf
import pytest

import cordata
from cordata.documents import pdf

AT = datetime(2025, 4, 20, 9, 30, tzinfo=UTC)
BAIT = (
    '#read("/etc/passwd") #import "@preview/x:1.0.0" <script> $x$ *gras* @ref [l](http://x) \\ `c`'
)


def specimen(**more):
    return {
        "reference": "MP2-0147",
        "lines": ["Interreg", "Programme"],
        "title": "Récépissé",
        "title_it": "Ricevuta",
        "facts": [["Montant", "67\u202f974,79\u00a0€"]],
        "text": "Madame,\n\nœuvre łódź å ő ș",
        "text_it": "Gentile",
        "table_title": "Répartition",
        "headers": ["Partenaire", "Total", "FEDER"],
        "rows": [["Sentiers", "1,00", "0,80"]],
        "total": ["Total", "1,00", "0,80"],
        "note": "Attention",
        "seal": pdf.seal_line(code="N1-0147", path="/fr/verify/", words="Document scellé"),
        **more,
    }


def render(language="fr", **more):
    made = pdf.render(
        "documents/specimen.typ",
        specimen(**more),
        language=language,
        title="Récépissé MP2-0147",
        embed={"dossier.json": json.dumps({"total": "67974.79"}).encode()},
        at=AT,
    )
    return pikepdf.open(io.BytesIO(made))


def text_of(document):
    out = io.BytesIO()
    document.save(out)
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(out).pages)


def test_a_document_is_tagged_titled_and_has_its_language():
    document = render("it")

    assert bool(document.Root.MarkInfo.Marked)
    assert document.Root.StructTreeRoot is not None
    assert str(document.Root.Lang) == "it"
    assert bool(document.Root.ViewerPreferences.DisplayDocTitle)
    with document.open_metadata() as metadata:
        assert metadata["dc:title"] == "Récépissé MP2-0147"
        assert metadata["pdfaid:part"] == "3"
        assert metadata["pdfaid:conformance"] == "A"
        assert metadata["pdfuaid:part"] == "1"
    assert str(document.docinfo["/CreationDate"]).startswith("D:20250420")


def test_a_fingerprint_takes_two_lines_wherever_it_stands():
    """Sixty-four figures in one are wider than a cell; copied, both lines verify."""
    digits = "0123456789abcdef" * 4
    text = text_of(render(facts=[["SHA-256", digits]], rows=[[f"a.pdf {digits}", "1", "1"]]))

    lines = [line.strip() for line in text.splitlines()]
    assert not [line for line in lines if digits in line]
    assert "".join(lines).count(digits) == 2


def test_the_data_travels_inside():
    document = render()

    held = document.attachments["dossier.json"].get_file()
    assert json.loads(held.read_bytes()) == {"total": "67974.79"}


def test_the_same_facts_give_the_same_bytes():
    first, second = (
        pdf.render("documents/specimen.typ", specimen(), language="fr", title="T", at=AT)
        for _ in range(2)
    )

    assert first == second


@pytest.mark.parametrize("field", ["text", "title", "note", "reference"])
def test_typed_text_is_never_markup(field):
    """OUT-03: no file is read, nothing is fetched, nothing is run."""
    document = render(**{field: BAIT})

    shown = " ".join(text_of(document).split())
    assert '#read("/etc/passwd")' in shown
    assert "root:" not in shown
    assert "*gras*" in shown


def test_a_template_sees_nothing_but_templates(tmp_path, monkeypatch):
    (tmp_path / "spy.typ").write_text('#set document(title: "x")\n#read("/etc/passwd")')
    monkeypatch.setattr(pdf, "HERE", tmp_path)

    with pytest.raises(pdf.BadTemplate):
        pdf.render("documents/spy.typ", {}, language="fr", title="x")


def test_no_template_asks_for_a_package_or_an_address():
    """typst would fetch `@preview/...` from the network."""
    templates = list(Path(cordata.__file__).parent.glob("*/typst/*.typ"))

    assert templates
    for template in templates:
        assert not re.search(r"@preview|@local|https?:", template.read_text("utf-8")), template


def test_letters_of_every_programme_are_drawn():
    shown = text_of(render())

    assert all(letter in shown for letter in "œłźåőș")


def test_a_file_carried_inside_has_a_plain_name():
    with pytest.raises(ValueError, match="plain file name"):
        pdf.render(
            "documents/specimen.typ", specimen(), language="fr", title="x", embed={"../a": b""}
        )


def test_signs_without_a_letter_print_as_question_marks_however_many():
    """OUT-03: a name in another script, or a family of emoji, stops no document."""
    many = "".join(chr(0x4E00 + number) for number in range(150))
    shown = text_of(render(text=f"Ana 👨\u200d👩\u200d👧\ufe0f fin\n\n{many}"))
    assert "Ana ??? fin" in shown
    assert "".join(shown.split()).count("?") == 153
