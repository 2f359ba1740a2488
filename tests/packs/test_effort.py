"""How long a form takes: from types and limits, at the pace that the pack says."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from cordata import packs
from cordata.packs import CallDefinition, Pack, PackRefused
from cordata.packs.effort import Effort, minutes
from cordata.packs.form import FieldDefinition, FieldType, FormDefinition, LanguageRule

ROOT = Path(__file__).parents[2] / "packs" / "alcotra-microprojects"
PACE = Effort(
    seconds_a_question=10,
    seconds_a_choice=5,
    characters_a_minute=60,
    filled_percent=50,
    other_language_percent=50,
    usual_rows=3,
)


def asked(kind: FieldType, **more: object) -> FieldDefinition:
    facts = {"language": LanguageRule.NEUTRAL, "required": True, "help": {}, **more}
    return FieldDefinition("key", "A1", kind, {}, **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("field", "languages", "seconds"),
    [
        (asked(FieldType.CHOICE), 2, 15),
        (asked(FieldType.BOOLEAN), 2, 15),
        (asked(FieldType.TEXT, limit=120), 1, 70),
        (asked(FieldType.LONGTEXT, limit=120, language=LanguageRule.BOTH), 1, 70),
        (asked(FieldType.LONGTEXT, limit=120, language=LanguageRule.BOTH), 2, 100),
        (asked(FieldType.LONGTEXT, limit=120, language=LanguageRule.BOTH), 3, 130),
        (asked(FieldType.LONGTEXT, limit=120, language=LanguageRule.ORIGINAL), 3, 70),
        (asked(FieldType.TABLE, columns=(asked(FieldType.DATE),)), 1, 25),
        (asked(FieldType.TABLE, columns=(asked(FieldType.DATE),), max_rows=1), 1, 15),
        (asked(FieldType.TABLE, columns=(asked(FieldType.DATE),), min_rows=5), 1, 35),
        (asked(FieldType.EMAIL), 1, 15),
    ],
)
def test_a_question_takes_its_reading_and_its_writing(
    field: FieldDefinition, languages: int, seconds: int
) -> None:
    assert PACE.of_question(field, languages) == seconds


@pytest.mark.parametrize(("seconds", "whole"), [(0, 0), (1, 1), (60, 1), (61, 2)])
def test_a_minute_begun_counts(seconds: int, whole: int) -> None:
    assert minutes(seconds) == whole


def form_of(alcotra: Pack) -> FormDefinition:
    call = alcotra.call("microprojets-2")
    assert call
    return call.form


def test_a_partner_more_and_a_language_more_take_longer(alcotra: Pack) -> None:
    form = form_of(alcotra)
    assert form.minutes(2, 1) < form.minutes(2, 2) < form.minutes(3, 2)


def test_what_only_some_are_asked_is_not_counted(alcotra: Pack) -> None:
    form = form_of(alcotra)
    sections = tuple(
        replace(one, fields=tuple(field for field in one.fields if field.when is None))
        for one in form.sections
    )
    assert replace(form, sections=sections).minutes() == form.minutes()


def test_the_pace_is_a_default_of_the_pack_and_says_so(alcotra: Pack) -> None:
    call = alcotra.call("microprojets-2")
    assert call
    found = [one for one in call.provenance if one.path.endswith("form.effort")]
    assert [one.basis for one in found] == ["default"]


def test_a_call_frozen_before_there_was_a_pace_still_thaws(alcotra: Pack) -> None:
    call = alcotra.call("microprojets-2")
    assert call
    stored = call.frozen()
    del stored["form"]["effort"]
    assert CallDefinition.from_frozen(stored).form.effort == Effort()


def test_a_pace_of_no_sign_a_minute_is_refused(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(ROOT, tmp_path / "pack"))
    form = folder / "form.toml"
    text = form.read_text()
    form.write_text(text.replace("characters_a_minute = 60", "characters_a_minute = 0"))
    with pytest.raises(PackRefused) as refusal:
        packs.load(folder)
    assert [one.code for one in refusal.value.mistakes] == ["pack.number_out_of_range"]
