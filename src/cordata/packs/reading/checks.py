"""Reads `checks.csv`: the checks of a call, who answers each and what an unmet one does."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum
from typing import TypeVar

from cordata.packs.mistakes import Param
from cordata.packs.provenance import Basis, Provenance, Text
from cordata.packs.reading.programme import read_csv
from cordata.packs.sources import Sources
from cordata.packs.tables import Reading
from cordata.rules.eligibility import CHECKS
from cordata.rules.finding import Severity
from cordata.rules.ruleset import CheckSpec, Decider, Gate

COLUMNS = ("number", "code", "decider", "gate", "severity", "group", "basis")
GROUPS = ("admissibility", "beneficiaries", "project")
Choice = TypeVar("Choice", bound=StrEnum)


def read_checks(file: str, sources: Sources, reading: Reading) -> tuple[CheckSpec, ...]:
    """One check per row. A check the machine can't answer never stops the filing.

    Its source stands in a column for each language of the pack: `source.fr`, `source.it`.
    """
    columns = (*COLUMNS, *(f"source.{language}" for language in reading.languages))
    checks: list[CheckSpec] = []
    lines: dict[str, int] = {}
    for line, row in read_csv(file, sources, reading, columns):
        spec = _check(file, line, row, reading)
        for value in (str(spec.number), spec.code):
            if value in lines:
                reading.mistakes.add(
                    file, line, "pack.code_duplicate", key="code", value=value, first=lines[value]
                )
            lines.setdefault(value, line)
        checks.append(spec)
        where = f"{file}:check.{spec.number}"
        reading.provenance.append(Provenance(where, Basis(spec.basis), spec.source, spec.code))
    return tuple(sorted(checks, key=lambda spec: spec.number))


def _check(file: str, line: int, row: dict[str, str], reading: Reading) -> CheckSpec:
    cells = _Cells(file, line, row, reading)
    spec = CheckSpec(
        number=cells.number("number"),
        code=cells.one_of("code", CHECKS, "pack.check_unknown"),
        decider=cells.choice("decider", Decider),
        gate=cells.choice("gate", Gate),
        severity=cells.choice("severity", Severity),
        group=cells.one_of("group", GROUPS),
        source=cells.texts("source"),
        basis=cells.choice("basis", Basis).value,
    )
    if spec.decider is Decider.HUMAN and spec.gate is Gate.FILING:
        cells.wrong("pack.human_check_at_filing", "gate", value=spec.code)
    return spec


class _Cells:
    """The cells of one row, and where to say that one is wrong."""

    def __init__(self, file: str, line: int, row: dict[str, str], reading: Reading) -> None:
        self.file, self.line, self.row, self.reading = file, line, row, reading

    def wrong(self, code: str, key: str, **params: Param) -> None:
        self.reading.mistakes.add(self.file, self.line, code, key=key, **params)

    def number(self, key: str) -> int:
        if self.row[key].isascii() and self.row[key].isdigit():
            return int(self.row[key])
        self.wrong("pack.wrong_type", key, expected="integer")
        return 0

    def texts(self, key: str) -> Text:
        """The cell of each language of the pack; one left empty is a mistake."""
        found = {language: self.row[f"{key}.{language}"] for language in self.reading.languages}
        for language, text in found.items():
            if not text:
                self.wrong("pack.language_missing", key, lang=language)
        return found

    def one_of(self, key: str, allowed: Collection[str], code: str = "pack.value_unknown") -> str:
        if self.row[key] not in allowed:
            self.wrong(code, key, value=self.row[key], allowed=tuple(sorted(allowed)))
        return self.row[key]

    def choice(self, key: str, kind: type[Choice]) -> Choice:
        values = tuple(item.value for item in kind)
        value = self.one_of(key, values)
        return kind(value) if value in values else next(iter(kind))
