"""A form asks nothing that the product would lose."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from cordata import packs
from cordata.applications import questions
from cordata.packs import Pack

ROOT = Path(__file__).parents[2] / "packs" / "alcotra-microprojects"


def test_the_contact_person_is_answered_for_each_application(alcotra: Pack) -> None:
    """B8: asked of each partner and kept with its own answers."""
    call = alcotra.call("microprojets-2")
    assert call
    contact = call.form.field("contact")
    assert contact
    assert contact in questions.of_partner(call)
    assert [one.key for one in contact.columns] == ["name", "email", "phone"]


@pytest.mark.parametrize(
    ("key", "old", "new", "value"),
    [
        ("contact", 'number = "B8"', 'number = "B8"\nprefilled = "organisation"', "contact"),
        ("results", 'key = "target"', 'key = "baseline"', "baseline"),
        ("deliverables", 'key = "proof"', 'key = "colour"', "colour"),
    ],
)
def test_what_would_be_asked_and_lost_is_a_mistake(
    tmp_path: Path, key: str, old: str, new: str, value: str
) -> None:
    folder = Path(shutil.copytree(ROOT, tmp_path / "pack"))
    form = folder / "form.toml"
    before, mark, after = form.read_text().partition(f'key = "{key}"')
    form.write_text(before + mark + after.replace(old, new, 1))
    found = {
        (one.code, one.params["value"]) for one in packs.check(folder) if "value" in one.params
    }
    assert found == {("pack.never_stored", value)}


@pytest.mark.parametrize(
    ("section", "said", "expected"),
    [
        ("relevance", "", ("lead_editor",)),
        ("partner", "", ("partner_editor", "lead_editor")),
        ("relevance", 'writers = ["partner_editor"]\n', ("partner_editor",)),
    ],
)
def test_a_section_says_who_writes_the_questions_that_do_not_say_it(
    tmp_path: Path, section: str, said: str, expected: tuple[str, ...]
) -> None:
    folder = Path(shutil.copytree(ROOT, tmp_path / "pack"))
    form = folder / "form.toml"
    text = re.sub(r"^writers = .*\n", "", form.read_text(), flags=re.MULTILINE)
    form.write_text(text.replace(f'key = "{section}"\n', f'key = "{section}"\n{said}', 1))
    found = packs.load(folder).calls[-1].form.section(section)
    assert found is not None
    assert {one.writers for one in found.fields} == {expected}
