"""Reads `checks.csv`: the checks of a call, who answers each and what an unmet one does."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeVar

from cordata.packs.provenance import Basis, Provenance
from cordata.packs.reading.programme import read_csv
from cordata.packs.sources import Sources
from cordata.packs.tables import Reading
from cordata.rules.eligibility import CHECKS
from cordata.rules.finding import Severity
from cordata.rules.ruleset import CheckSpec, Decider, Gate

COLUMNS = ("number", "code", "decider", "gate", "severity", "group", "basis", "source")
GROUPS = ("admissibility", "beneficiaries", "project")
Choice = TypeVar("Choice", bound=StrEnum)


def read_checks(file: str, sources: Sources, reading: Reading) -> tuple[CheckSpec, ...]:
    """One check per row. A check the machine can't answer never stops the filing."""
    checks: list[CheckSpec] = []
    lines: dict[str, int] = {}
    for line, row in read_csv(file, sources, reading, COLUMNS):
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
    def choice(key: str, kind: type[Choice]) -> Choice:
        try:
            return kind(row[key])
        except ValueError:
            allowed = tuple(item.value for item in kind)
            wrong("pack.value_unknown", key=key, value=row[key], allowed=allowed)
            return next(iter(kind))

    def wrong(code: str, **params: str | int | tuple[str, ...]) -> None:
        reading.mistakes.add(file, line, code, **params)

    if row["code"] not in CHECKS:
        wrong("pack.check_unknown", key="code", value=row["code"], allowed=tuple(sorted(CHECKS)))
    if not row["number"].isascii() or not row["number"].isdigit():
        wrong("pack.wrong_type", key="number", expected="integer")
    if row["group"] not in GROUPS:
        wrong("pack.value_unknown", key="group", value=row["group"], allowed=GROUPS)
    if not row["source"]:
        wrong("pack.source_missing", key="source")
    spec = CheckSpec(
        number=int(row["number"]) if row["number"].isdigit() else 0,
        code=row["code"],
        decider=choice("decider", Decider),
        gate=choice("gate", Gate),
        severity=choice("severity", Severity),
        group=row["group"],
        source=row["source"],
        basis=choice("basis", Basis).value,
    )
    if spec.decider is Decider.HUMAN and spec.gate is Gate.FILING:
        wrong("pack.human_check_at_filing", key="gate", value=spec.code)
    return spec
