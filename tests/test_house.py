"""The house as it was drawn: what the import contracts cannot say is held here."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from cordata.cli.main import VERBS

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "cordata"
MODULES = sorted(path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts)
HOMELESS = {"utils", "helpers", "common", "services", "misc"}
# Who may ask the machine for the time: the clock itself, and nothing else.
CLOCKS = {"kernel/clock.py"}
LONGEST = 500


def name(path: Path) -> str:
    return path.relative_to(SOURCE).as_posix()


def test_no_line_of_code_knows_a_programme_by_name() -> None:
    """What differs between programmes is data in a pack."""
    known = re.compile(r"alcotra|aurora|synergie", re.IGNORECASE)

    offenders = [
        f"{name(path)}:{number}"
        for path in MODULES
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if known.search(line)
    ]

    assert offenders == []


def test_domain_time_comes_from_one_clock() -> None:
    """TIM-01: no step asks the machine for the time."""
    direct = re.compile(r"datetime\.(now|utcnow|today)\(|timezone\.now\(|date\.today\(")

    offenders = [
        name(path)
        for path in MODULES
        if name(path) not in CLOCKS and direct.search(path.read_text())
    ]

    assert offenders == []


def test_every_function_has_found_its_noun() -> None:
    assert [name(path) for path in MODULES if path.stem in HOMELESS] == []


def test_no_module_has_grown_into_a_novel() -> None:
    long = {name(path): len(path.read_text().splitlines()) for path in MODULES}

    assert {path: lines for path, lines in long.items() if lines > LONGEST} == {}


def test_public_functions_of_the_lower_floors_say_what_they_do() -> None:
    """rules, packs and kernel: every public function has a docstring."""
    silent = []
    for floor in ("rules", "packs", "kernel"):
        for path in (SOURCE / floor).rglob("*.py"):
            if "migrations" in path.parts:
                continue
            for node in ast.parse(path.read_text()).body:
                public = isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
                if public and not ast.get_docstring(node):
                    silent.append(f"{name(path)}:{node.name}")

    assert silent == []


ESTIMATES = {"rules/leniency.py"}  # of points, by statistics: no amount passes there


def test_amounts_are_never_floats() -> None:
    """MON-01: no model keeps money in a float, no rule computes with one."""
    offenders = [
        name(path)
        for path in MODULES
        if name(path) not in ESTIMATES
        and (
            "FloatField" in path.read_text()
            or (path.is_relative_to(SOURCE / "rules") and re.search(r"\bfloat\(", path.read_text()))
        )
    ]

    assert offenders == []


def test_no_refusal_chooses_the_language_of_its_own_sentence() -> None:
    """Its facts go into `sentence(code, **params)`, whose `language` is the reader's."""
    chosen = re.compile(r"NotPossible\([^()]*\blanguage=")
    assert [name(path) for path in MODULES if chosen.search(path.read_text())] == []


def test_every_setting_is_documented() -> None:
    """OPS-01: an operator finds every CORDATA_* variable in docs/configure.md."""
    read = set()
    for path in (SOURCE / "config").glob("*.py"):
        found = re.findall(r"env\.(?:text|flag|number|words)\(\s*\"([A-Z_]+)\"", path.read_text())
        read |= set(found)
    page = (ROOT / "docs" / "configure.md").read_text()

    assert sorted(one for one in read if f"`CORDATA_{one}`" not in page) == []


def test_every_command_is_documented() -> None:
    page = (ROOT / "docs" / "commands.md").read_text()

    assert [verb for verb in VERBS if f"`cordata {verb}" not in page] == []


@pytest.mark.parametrize("document", sorted((ROOT / "docs" / "decisions").glob("0*.md")))
def test_a_decision_fits_one_page_and_says_its_price(document: Path) -> None:
    text = document.read_text()

    assert "## What it costs" in text
    assert len(text.splitlines()) <= 60


def test_the_table_of_requirements_names_the_tests_that_hold_them() -> None:
    """docs/requirements.md is written by tools/list-requirements and is up to date."""
    checked = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "list-requirements"), "--check"], check=False
    )

    assert checked.returncode == 0, "run tools/list-requirements"


def test_nothing_is_fetched_from_elsewhere_by_a_page() -> None:
    """PRI-02: no template or stylesheet names another host's script, style, font or picture."""
    loaded = re.compile(r"""(src|href|url\()\s*=?\s*["'(]?(https?:)?//(?!www\.w3\.org)""")
    offenders = []
    for path in [*SOURCE.rglob("*.html"), *SOURCE.rglob("*.css"), *SOURCE.rglob("*.js")]:
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if loaded.search(line) and "<a " not in line and "min.js" not in path.name:
                offenders.append(f"{name(path)}:{number}")

    assert offenders == []


def test_the_stylesheets_stay_within_their_budget() -> None:
    sheets = (SOURCE / "web" / "static" / "web" / "css").glob("*.css")

    assert sum(path.stat().st_size for path in sheets) <= 60_000
