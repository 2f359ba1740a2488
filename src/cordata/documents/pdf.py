"""Documents as PDF/UA-1 and PDF/A-3a, by typst.

What people typed goes in as JSON data and never as markup; typst sees the templates, the
fonts and nothing else, and has no network (OUT-03).
"""

from __future__ import annotations

import re
import tempfile
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import segno
from django.apps import apps
from django.conf import settings

from cordata.kernel import clock
from cordata.packs.canonical import canonical_json

HERE = Path(__file__).parent / "typst"
FONTS = HERE / "fonts"
STANDARDS = ["a-3a", "ua-1"]
UNKNOWN_SIGN = re.compile(r'the text `"(.+?)"` could not be displayed')
ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")  # how a sign without a picture is named there
ROUNDS = 4  # compilations of one document: each names every sign it met that no letter has


class BadTemplate(ValueError):
    """A template does not compile with this data; the message is typst's own."""


def render(
    step_template: str,
    data: Mapping[str, Any],
    *,
    language: str,
    title: str,
    embed: Mapping[str, bytes] | None = None,
    at: datetime | None = None,
) -> bytes:
    """`<step>/<name>.typ` filled with `data`, as bytes of a tagged, titled PDF.

    `data` is read in the template by `#let data = read-data()`; `embed` are files carried
    inside (name -> bytes, JSON first of all); `at` is the document's date, default now.
    """
    import typst  # noqa: PLC0415 - a big library, only documents need it

    with tempfile.TemporaryDirectory(prefix="cordata-pdf-") as folder:
        root = Path(folder)
        main = _lay_out(root, step_template)
        given = canonical_json(
            {
                "data": data,
                "language": language,
                "title": title,
                "date": (at or clock.now()).date(),
                "embedded": sorted(_embedded(root, embed or {})),
            }
        ).decode()
        try:
            return _with_known_signs(typst, main, root, given)
        except typst.TypstError as error:
            raise BadTemplate(f"{step_template}: {error.diagnostic or error}") from error


def _with_known_signs(typst: Any, main: Path, root: Path, given: str) -> bytes:
    """Signs our letters lack (an emoji in somebody's name) print as a question mark: PDF/A takes
    no other letters, and one name never keeps everybody's list from being printed."""
    for _one in range(ROUNDS):
        (root / "data.json").write_text(given, encoding="utf-8")
        try:
            return _compile(typst, main, root)
        except typst.TypstError as error:
            unknown = _unknown_signs(str(error.diagnostic or error), given)
            if not unknown:
                raise
            given = given.translate({ord(sign): _instead_of(sign) for sign in unknown})
    raise BadTemplate(f"{main.name}: too many signs without a letter")


def _unknown_signs(diagnostic: str, given: str) -> set[str]:
    """Every sign of the data that one compilation found no letter for."""
    named = UNKNOWN_SIGN.findall(diagnostic)
    signs = {sign for text in named for sign in ESCAPED.sub(lambda m: chr(int(m[1], 16)), text)}
    return {sign for sign in signs if not sign.isascii() and sign in given}


def _instead_of(sign: str) -> str:
    """A question mark; nothing for what only joins or changes the sign before it."""
    return "" if unicodedata.category(sign) in {"Cf", "Mn"} else "?"


def _compile(typst: Any, main: Path, root: Path) -> bytes:
    made = typst.compile(
        main,
        root=root,
        font_paths=[FONTS],
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards=STANDARDS,
        package_path=root / "no-packages",
        package_cache_path=root / "no-packages",
    )
    return bytes(made)


def _lay_out(root: Path, step_template: str) -> Path:
    """Copy the shared look and the step's templates into an empty root; the main file's path."""
    step, _, name = step_template.partition("/")
    sources = {step: Path(apps.get_app_config(step).path) / "typst", "documents": HERE}
    for folder, source in sources.items():
        (root / folder).mkdir()
        for path in [*source.glob("*.typ"), *source.glob("*.svg")]:
            (root / folder / path.name).write_bytes(path.read_bytes())
    return root / step / name


def _embedded(root: Path, embed: Mapping[str, bytes]) -> list[str]:
    (root / "embed").mkdir()
    for name, content in embed.items():
        if Path(name).name != name:
            raise ValueError(f"{name!r} is not a plain file name")
        (root / "embed" / name).write_bytes(content)
    return list(embed)


def qr_svg(text: str) -> str:
    """A QR code as SVG text, for `qr(data.seal.qr)` in a template or a page."""
    return str(segno.make(text, error="m").svg_inline(border=0, omitsize=True))


def seal_line(*, code: str, path: str, words: str) -> dict[str, str]:
    """The data of a document's seal line: words, the code to type, the address and its QR."""
    address = f"{settings.ORIGIN}{path}"
    return {"words": words, "code": code, "address": address, "qr": qr_svg(address)}
