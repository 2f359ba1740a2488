"""What a pack sets for all its meetings: terms in numbers, and a survey counted without names."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cordata import packs
from cordata.packs import Pack, PackRefused
from cordata.packs.freezing import freeze, thaw
from cordata.packs.own_questions import AnswerChoice, AnswerKind, OwnQuestion
from cordata.packs.programme import MeetingTerms, ProgrammeDefinition
from cordata.packs.survey import counted

ROOT = Path(__file__).parents[2] / "packs" / "alcotra-microprojects"
TEXT = {"fr": "Question", "it": "Domanda", "en": "Question"}
USEFUL = OwnQuestion(
    "useful", AnswerKind.SCALE, TEXT, choices=(AnswerChoice("1", TEXT), AnswerChoice("5", TEXT))
)
PROJECT = OwnQuestion("project", AnswerKind.YES_NOT_YET, TEXT)
MISSING = OwnQuestion("missing", AnswerKind.TEXT, TEXT)
ENDS = datetime(2025, 2, 13, 12, 15, tzinfo=UTC)
SEVENTH = '\n[[meetings.survey]]\ncode = "more{}"\nkind = "text"\n' + "\n".join(
    f'texts.{language} = "?"' for language in TEXT
)


def with_questions(folder: Path, how_many: int) -> Path:
    """The ALCOTRA pack with so many more questions in its survey."""
    pack = Path(shutil.copytree(ROOT, folder / "pack"))
    file = pack / "pack.toml"
    more = "".join(SEVENTH.format(number) for number in range(how_many))
    file.write_text(file.read_text().replace("\n[map]", f"{more}\n\n[map]", 1))
    return pack


def test_every_answer_offered_is_counted_in_its_order_and_an_unknown_one_is_not() -> None:
    said = [{"useful": "5", "project": "yes"}, {"useful": "5", "project": "no"}, {"useful": "9"}]

    useful, project, missing = counted((USEFUL, PROJECT, MISSING), [("", one) for one in said])

    assert useful.answers == (("1", 0), ("2", 0), ("3", 0), ("4", 0), ("5", 2))
    assert project.answers == (("yes", 1), ("not_yet", 0), ("no", 1))
    assert (useful.given, project.given, missing.given) == (2, 2, 0)


def test_words_stand_in_an_order_that_does_not_tell_who_was_first() -> None:
    said = [("fr", {"missing": "Une liste"}), ("it", {"missing": "esempi"}), ("fr", {})]
    (missing,) = counted((MISSING,), said)
    assert missing.words == (("it", "esempi"), ("fr", "Une liste"))
    assert missing.answers == ()


def test_alcotra_asks_five_questions_marked_as_a_default_and_aurora_none(
    alcotra: Pack, aurora: Pack
) -> None:
    asked = alcotra.programme.meetings.survey
    assert [one.code for one in asked] == ["useful", "clear", "project", "partner", "missing"]
    assert aurora.programme.meetings.survey == ()
    marked = {one.path: one.basis.value for one in alcotra.programme.provenance}
    assert marked["pack.toml:meetings"] == "default"


def test_a_survey_of_six_questions_loads_and_one_of_seven_is_refused(tmp_path: Path) -> None:
    assert len(packs.load(with_questions(tmp_path / "six", 1)).programme.meetings.survey) == 6
    with pytest.raises(PackRefused) as refused:
        packs.load(with_questions(tmp_path / "seven", 2))
    assert [one.code for one in refused.value.mistakes] == ["pack.survey_too_long"]


def test_only_a_survey_has_scales(tmp_path: Path) -> None:
    pack = Path(shutil.copytree(ROOT, tmp_path / "pack"))
    file = pack / "calls/microprojets-2/meetings/annecy-2025-02-13.toml"
    question = '\n[[question]]\ncode = "q"\nkind = "yes_not_yet"\n' + "\n".join(
        f'texts.{language} = "?"' for language in TEXT
    )
    file.write_text(file.read_text() + question)
    assert [one.code for one in packs.check(pack)] == ["pack.value_unknown"]


def test_pri_05_each_pack_has_its_own_terms_and_its_privacy_page_says_them(
    alcotra: Pack, aurora: Pack
) -> None:
    for pack, months, days in ((alcotra, 12, 30), (aurora, 6, 14)):
        terms = pack.programme.meetings
        assert (terms.registrations_months, terms.needs_days) == (months, days)
        said = pack.programme.texts["privacy"]["en"]
        assert f"{months} months. Meals and access needs: {days} days" in said
        assert "{" not in said


def test_terms_are_whole_months_at_the_same_hour_and_days_to_the_second() -> None:
    terms = MeetingTerms()
    assert terms.names_kept_until(ENDS) == datetime(2026, 2, 13, 12, 15, tzinfo=UTC)
    leap = datetime(2024, 2, 29, 12, tzinfo=UTC)
    assert terms.names_kept_until(leap) == datetime(2025, 2, 28, 12, tzinfo=UTC)
    assert terms.needs_kept_until(ENDS) == ENDS + timedelta(days=30)
    assert terms.survey_closes_at(ENDS) == ENDS + timedelta(days=30)
    assert terms.attendance_closes_at(ENDS) == ENDS + timedelta(days=3)


def test_a_programme_frozen_before_these_terms_takes_their_defaults(alcotra: Pack) -> None:
    frozen = freeze(alcotra.programme)
    frozen["meetings"] = {"answer_days": 5}

    thawed = thaw(ProgrammeDefinition, frozen)

    assert thawed.meetings == MeetingTerms()
    assert thaw(ProgrammeDefinition, freeze(alcotra.programme)) == alcotra.programme
