"""Reads `letters/<language>/*.md` and holds their placeholders to one list."""

from __future__ import annotations

import re

from cordata.packs.provenance import Text
from cordata.packs.reading.programme import read_texts
from cordata.packs.sources import Sources
from cordata.packs.tables import Reading

PLACEHOLDER = re.compile(r"\{\{\s*([a-z_]+)\s*\}\}")
PLACEHOLDERS = frozenset(
    {
        "acronym",
        "advance",
        "aid_regimes",
        "application_number",
        "authority",
        "call",
        "committee_date",
        "committee_place",
        "complaint_days",
        "completion_days",
        "conditions",
        "date",
        "deadline",
        "duration_months",
        "end_date",
        "erdf",
        "findings",
        "lead_partner",
        "lead_signatory",
        "missing_items",
        "national_share",
        "notified_on",
        "partner",
        "partner_signatory",
        "partners",
        "programme",
        "project_number",
        "rank",
        "reasons",
        "report_due",
        "reserve_until",
        "retention_date",
        "score",
        "secretariat_email",
        "start_date",
        "theme",
        "title",
        "total",
    }
)


def read_letters(sources: Sources, reading: Reading, folder: str) -> dict[str, Text]:
    """The letters of a folder. Every language of a letter uses the same placeholders."""
    letters = read_texts(sources, reading, folder)
    for key, texts in letters.items():
        used = {language: set(PLACEHOLDER.findall(text)) for language, text in texts.items()}
        everything = set().union(*used.values())
        for language, names in used.items():
            file = f"{folder}/{language}/{key}.md"
            if texts[language] and names != everything:
                missing = tuple(sorted(everything - names))
                reading.mistakes.add(file, 1, "pack.placeholders_differ", names=missing)
            for name in sorted(names - PLACEHOLDERS):
                line = _line_of(texts[language], name)
                reading.mistakes.add(
                    file,
                    line,
                    "pack.placeholder_unknown",
                    value=name,
                    allowed=tuple(sorted(PLACEHOLDERS)),
                )
    return letters


def _line_of(text: str, name: str) -> int:
    lines = text.split("\n")
    return next((i for i, line in enumerate(lines, 1) if name in PLACEHOLDER.findall(line)), 1)
