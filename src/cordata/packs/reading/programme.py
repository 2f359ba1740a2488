"""Reads `pack.toml`, `territory.csv` and the programme's texts."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import partial

from cordata.packs.logos import FOLDER, KINDS, read_logos
from cordata.packs.own_questions import AFTERWARDS, OwnQuestion
from cordata.packs.programme import (
    Body,
    BodyRole,
    Brand,
    Change,
    Country,
    DraftTerms,
    Map,
    MeetingTerms,
    ProgrammeDefinition,
    Territory,
)
from cordata.packs.provenance import Text
from cordata.packs.reading.own_questions import read_questions
from cordata.packs.sources import ROOT_FILE, Sources
from cordata.packs.tables import EMAIL, Reading, Table, read_text, read_toml, refuse_duplicates
from cordata.rules.deadlines import is_holiday_rule

TERRITORY_FILE = "territory.csv"
REQUIRED_TEXTS = ("about", "accessibility", "legal", "privacy")
MOST_ASKED = 6  # of a survey: under a minute on a phone

_NUTS3 = re.compile(r"[A-Z]{2}[A-Z0-9]{3}")
_NUTS_COUNTRY = {"EL": "GR", "UK": "GB"}  # NUTS writes these two otherwise than ISO
_VIEW_BOX = re.compile(r"-?\d+ -?\d+ \d+ \d+")
_TERM = re.compile(r"\{((?:meetings|drafts)\.\w+)\}")
_OUTLINE = re.compile(r"[MmLlHhVvCcSsQqTtAaZz0-9 ,.\-]+")


@dataclass(frozen=True, slots=True)
class PackHead:
    """What `pack.toml` says of the pack itself."""

    code: str
    version: str
    programme: ProgrammeDefinition
    history: tuple[Change, ...]


def read_pack_head(sources: Sources, reading: Reading) -> PackHead | None:
    """The programme and the history of the pack, or None if `pack.toml` can't be parsed."""
    root = read_toml(ROOT_FILE, sources[ROOT_FILE], reading)
    if root is None:
        return None
    reading.languages = root.codes("languages")
    if not reading.languages:
        root.wrong("pack.language_missing", "languages", lang="-")
    reading.zone = root.zone("zone")
    head = PackHead(
        code=root.code(),
        version=root.text("version"),
        programme=_programme(root, sources, reading),
        history=_history(root),
    )
    root.finish()
    return head


def _programme(root: Table, sources: Sources, reading: Reading) -> ProgrammeDefinition:
    table = root.table("programme") or root
    table.origin()
    countries = _countries(root)
    territories = read_territories(sources, reading, {country.code for country in countries})
    bodies = _bodies(root, {place.code for place in territories}, countries)
    terms, drafts = _meeting_terms(root), _draft_terms(root)
    numbers = _numbers(meetings=terms, drafts=drafts)
    texts = read_texts(sources, reading, "texts", REQUIRED_TEXTS)
    return ProgrammeDefinition(
        code=table.code(),
        names=table.localised("names"),
        short_names=table.localised("short_names"),
        period=table.text("period"),
        languages=reading.languages,
        zone=reading.zone,
        zone_cities=root.localised("zone_cities"),
        countries=countries,
        bodies=bodies,
        territories=territories,
        map=_map(root),
        brand=_brand(root, sources),
        texts={key: _with_terms(key, text, numbers, reading) for key, text in texts.items()},
        meetings=terms,
        drafts=drafts,
        provenance=tuple(reading.provenance),
    )


def _meeting_terms(root: Table) -> MeetingTerms:
    """What holds for all meetings; each number has a default."""
    table = root.table("meetings", required=False)
    if table is None:
        return MeetingTerms()
    table.origin()
    usual = MeetingTerms()
    return MeetingTerms(
        answer_days=table.integer("answer_days", usual.answer_days, low=1, high=60),
        registrations_months=table.integer(
            "registrations_months", usual.registrations_months, low=1, high=120
        ),
        needs_days=table.integer("needs_days", usual.needs_days, low=1, high=365),
        attendance_days=table.integer("attendance_days", usual.attendance_days, low=0, high=60),
        survey=_survey(table),
        survey_days=table.integer("survey_days", usual.survey_days, low=1, high=180),
        survey_least=table.integer("survey_least", usual.survey_least, low=3, high=50),
        sheets_kept_until=table.optional_day("sheets_kept_until"),
    )


def _draft_terms(root: Table) -> DraftTerms:
    """What becomes of drafts that are never filed; each number has a default."""
    table = root.table("drafts", required=False)
    if table is None:
        return DraftTerms()
    table.origin()
    usual = DraftTerms()
    return DraftTerms(
        kept_months=table.integer("kept_months", usual.kept_months, low=1, high=120),
        deleted_days=table.integer("deleted_days", usual.deleted_days, low=1, high=90),
        warning_days=table.integers("warning_days", usual.warning_days, low=1, high=365),
        followers_days=table.integer("followers_days", usual.followers_days, low=1, high=365),
    )


def _survey(table: Table) -> tuple[OwnQuestion, ...]:
    questions = read_questions(table, "survey", AFTERWARDS)
    if len(questions) > MOST_ASKED:
        table.wrong("pack.survey_too_long", "survey", found=len(questions), high=MOST_ASKED)
    return questions


def _numbers(**terms: MeetingTerms | DraftTerms) -> dict[str, str]:
    """`meetings.needs_days` -> `30`, of every whole number of the terms."""
    return {
        f"{name}.{item.name}": str(getattr(one, item.name))
        for name, one in terms.items()
        for item in fields(one)
        if item.type == "int"
    }


def _with_terms(key: str, texts: Text, numbers: Mapping[str, str], reading: Reading) -> Text:
    """`{meetings.needs_days}` in a text of the programme is the number the pack sets."""

    def number(mark: re.Match[str], file: str) -> str:
        if mark[1] not in numbers:
            reading.mistakes.add(file, 0, "pack.reference_unknown", key=key, value=mark[0])
        return numbers.get(mark[1], mark[0])

    return {
        language: _TERM.sub(partial(number, file=f"texts/{language}/{key}.md"), text)
        for language, text in texts.items()
    }


def _countries(root: Table) -> tuple[Country, ...]:
    tables = root.tables("country", required=True)
    countries = tuple(
        Country(
            code=table.code(),
            names=table.localised("names"),
            sides=table.localised("sides"),
            languages=table.codes("languages"),
            holidays=_holidays(table),
        )
        for table in tables
    )
    for table, country in zip(tables, countries, strict=True):
        if not re.fullmatch("[A-Z]{2}", country.code):
            table.wrong("pack.country_unknown", "code", value=country.code)
        for language in country.languages:
            if language not in root.reading.languages:
                table.wrong("pack.language_unknown", "languages", lang=language)
    refuse_duplicates(tables, [country.code for country in countries])
    return countries


def _holidays(table: Table) -> tuple[str, ...]:
    """The days on which nobody of a country works, weekends apart; a law says them."""
    rules = table.codes("holidays", ())
    for rule in rules:
        if not is_holiday_rule(rule):
            table.wrong("pack.holiday_malformed", "holidays", value=rule)
    if rules:
        table.origin(f"country.{table.text('code')}.holidays")
    return rules


def _bodies(root: Table, nuts: set[str], countries: tuple[Country, ...]) -> tuple[Body, ...]:
    tables = root.tables("body", required=True)
    bodies = tuple(_body(table) for table in tables)
    known = {country.code for country in countries}
    for table, body in zip(tables, bodies, strict=True):
        for territory in body.territories:
            if territory not in nuts:
                table.wrong("pack.nuts_unknown", "territories", value=territory)
        if body.country and body.country not in known:
            table.wrong("pack.country_unknown", "country", value=body.country)
        if body.email and not EMAIL.fullmatch(body.email):
            table.wrong("pack.email_malformed", "email", value=body.email)
    refuse_duplicates(tables, [body.code for body in bodies])
    return bodies


def _body(table: Table) -> Body:
    code = table.code()
    return Body(
        code=code,
        role=table.choice("role", BodyRole),
        names=table.localised("names"),
        email=table.text("email"),
        country=table.text("country", ""),
        territories=table.codes("territories", ()),
        city=table.text("city", ""),
        origin=table.origin(f"body.{code}"),
    )


def _map(root: Table) -> Map:
    table = root.table("map")
    if table is None:
        return Map("0 0 1 1", {})
    view_box = table.text("view_box")
    if not _VIEW_BOX.fullmatch(view_box):
        table.wrong("pack.outline_malformed", "view_box", value=view_box)
    return Map(view_box, table.localised("titles"))


def _brand(root: Table, sources: Sources) -> Brand:
    table = root.table("brand")
    if table is None:
        return Brand("", "", {})
    logo = table.text("programme_logo", "")
    if logo and f"{FOLDER}{logo}" not in sources:
        table.wrong("pack.file_missing", "programme_logo", name=f"{FOLDER}{logo}")
    elif logo and not logo.lower().endswith(KINDS):
        table.wrong("pack.logo_kind", "programme_logo", name=logo, allowed=", ".join(KINDS))
    return Brand(
        name=table.text("name"),
        short_name=table.text("short_name"),
        funding_statements=table.localised("funding_statements"),
        programme_logo=logo,
        logos=read_logos(sources, root.reading.mistakes),
    )


def _history(root: Table) -> tuple[Change, ...]:
    tables = root.tables("history", required=True)
    changes = tuple(
        Change(table.text("version"), table.day("on"), table.localised("reasons"))
        for table in tables
    )
    if changes and changes[-1].version != root.text("version"):
        root.wrong("pack.history_incomplete", "version", value=root.text("version"))
    return changes


def read_territories(
    sources: Sources, reading: Reading, countries: set[str]
) -> tuple[Territory, ...]:
    """The rows of `territory.csv`; a code that is no NUTS 3 code of its country is refused."""
    rows = read_csv(TERRITORY_FILE, sources, reading, ("nuts3", "country", *reading.languages))
    territories, first = [], dict[str, int]()
    for line, row in rows:
        code, country = row["nuts3"], row["country"]
        if not _NUTS3.fullmatch(code) or _NUTS_COUNTRY.get(code[:2], code[:2]) != country:
            reading.mistakes.add(TERRITORY_FILE, line, "pack.nuts_unknown", key=code, value=code)
        if country not in countries:
            reading.mistakes.add(
                TERRITORY_FILE, line, "pack.country_unknown", key=code, value=country
            )
        if code in first:
            reading.mistakes.add(
                TERRITORY_FILE, line, "pack.code_duplicate", key=code, value=code, first=first[code]
            )
        first.setdefault(code, line)
        territories.append(_territory(row, line, reading))
    return tuple(territories)


def _territory(row: Mapping[str, str], line: int, reading: Reading) -> Territory:
    outline = row.get("outline", "")
    if outline and not _OUTLINE.fullmatch(outline):
        reading.mistakes.add(
            TERRITORY_FILE, line, "pack.outline_malformed", key=row["nuts3"], value=outline[:20]
        )
    for language in reading.languages:
        if not row[language]:
            reading.mistakes.add(
                TERRITORY_FILE, line, "pack.language_missing", key=row["nuts3"], lang=language
            )
    return Territory(
        code=row["nuts3"],
        country=row["country"],
        names={language: row[language] for language in reading.languages},
        outline=outline,
        label=tuple(part for part in row.get("label", "").split("|") if part),
        label_x=_whole(row.get("label_x", "")),
        label_y=_whole(row.get("label_y", "")),
    )


def _whole(text: str) -> int:
    return int(text) if re.fullmatch(r"-?\d{1,6}", text) else 0


def read_csv(
    file: str, sources: Sources, reading: Reading, required: tuple[str, ...]
) -> list[tuple[int, dict[str, str]]]:
    """The rows of a CSV with comma and header, each with its line. Lines with # are comments."""
    if file not in sources:
        reading.mistakes.add(file, 0, "pack.file_missing", name=file, key=file)
        return []
    text = read_text(file, sources[file], reading) or ""
    lines = [("" if line.startswith("#") else line) for line in text.split("\n")]
    reader = csv.reader(io.StringIO("\n".join(lines)))
    header: list[str] = []
    rows = []
    for cells in reader:
        if not any(cells):
            continue
        if not header:
            header = [cell.strip() for cell in cells]
            _check_header(file, reader.line_num, header, required, reading)
        elif len(cells) != len(header):
            reading.mistakes.add(
                file, reader.line_num, "pack.row_shape", found=len(cells), expected=len(header)
            )
        else:
            row = dict(zip(header, (cell.strip() for cell in cells), strict=True))
            rows.append((reader.line_num, dict.fromkeys(required, "") | row))
    return rows


def _check_header(
    file: str, line: int, header: list[str], required: tuple[str, ...], reading: Reading
) -> None:
    for name in required:
        if name not in header:
            reading.mistakes.add(file, line, "pack.key_missing", key=name)


def read_texts(
    sources: Sources, reading: Reading, folder: str, required: tuple[str, ...] = ()
) -> dict[str, Text]:
    """The Markdown files `folder/<language>/<key>.md`; each key in every language."""
    pattern = re.compile(re.escape(folder) + r"/([a-z-]+)/([A-Za-z0-9_.-]+)\.md")
    found: dict[str, dict[str, str]] = {key: {} for key in required}
    for name in sorted(sources):
        if match := pattern.fullmatch(name):
            text = read_text(name, sources[name], reading) or ""
            if not text.strip():
                reading.mistakes.add(name, 1, "pack.text_empty", key=match[2])
            found.setdefault(match[2], {})[match[1]] = text.strip() + "\n"
    return {key: _complete(key, texts, reading, folder) for key, texts in found.items()}


def _complete(key: str, texts: dict[str, str], reading: Reading, folder: str) -> Text:
    for language in texts:
        if language not in reading.languages:
            file = f"{folder}/{language}/{key}.md"
            reading.mistakes.add(file, 0, "pack.language_unknown", key=key, lang=language)
    for language in reading.languages:
        if language not in texts:
            file = f"{folder}/{language}/{key}.md"
            reading.mistakes.add(file, 0, "pack.language_missing", key=key, lang=language)
    return {language: texts.get(language, "") for language in reading.languages}
