"""The places of an item and the organisers' own questions, read from a meeting's file."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from cordata import packs
from cordata.packs import PackRefused
from cordata.packs.freezing import freeze, thaw
from cordata.packs.meeting import MeetingDefinition
from cordata.packs.own_questions import asked

ROOT = Path(__file__).parents[2] / "packs" / "alcotra-microprojects"
ALBERTVILLE = "calls/microprojets-2/meetings/albertville-2024-10-15.toml"


def titles(kind: str) -> str:
    return "".join(f'{kind}.{code} = "x"\n' for code in ("fr", "it", "en"))


CAR = f'[[question]]\ncode = "car"\nkind = "yes_no"\nrequired = true\n{titles("texts")}'
SEATS = (
    f'[[question]]\ncode = "seats"\nkind = "choice"\n{titles("texts")}'
    'asked_if = {{ question = "{question}", answer = "{answer}" }}\n'
    f'[[question.choice]]\ncode = "one"\n{titles("names")}'
)
WORKSHOP = (
    f'[[agenda]]\ncode = "water"\nkind = "workshop"\nplaces = 5\n{titles("titles")}'
    '[[agenda.share]]\ncountry = "FR"\nplaces = {french}\n'
    '[[agenda.share]]\ncountry = "IT"\nplaces = 2\n'
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT, tmp_path / "pack"))


def read(folder: Path, *more: str) -> MeetingDefinition:
    path = folder / ALBERTVILLE
    head, _mark, rest = path.read_text().partition("[venue]")
    settings = "max_party = 3\napproval = true\n\n[venue]"
    path.write_text("\n".join([head + settings + rest, *more]))
    pack = packs.load(folder)
    found = [one for call in pack.calls for one in call.meetings]
    return next(one for one in found if one.code == "albertville-2024-10-15")


def mistakes(folder: Path, *more: str) -> list[str]:
    with pytest.raises(PackRefused) as refusal:
        read(folder, *more)
    return [mistake.code for mistake in refusal.value.mistakes]


def test_items_with_shares_and_questions_are_read_and_stand_frozen(folder):
    condition = SEATS.format(question="car", answer="yes")
    meeting = read(folder, WORKSHOP.format(french=3), CAR, condition)

    water = meeting.items_with_places[-1]
    assert (water.code, water.places) == ("water", 5)
    assert [(one.country, one.places) for one in water.shares] == [("FR", 3), ("IT", 2)]
    assert (meeting.max_party, meeting.approval) == (3, True)
    codes = [one.code for one in asked(meeting.questions, {"car": "yes"})]
    assert codes == ["car", "seats"]
    assert [one.code for one in asked(meeting.questions, {"car": "no"})] == ["car"]
    assert thaw(MeetingDefinition, freeze(meeting)).questions == meeting.questions


def test_a_question_hangs_on_an_earlier_one_and_on_an_answer_it_can_get(folder):
    later = SEATS.format(question="car", answer="yes")
    assert mistakes(folder, later, CAR) == ["pack.reference_unknown"]


def test_a_question_hangs_on_an_answer_that_can_be_given(folder):
    assert mistakes(folder, CAR, SEATS.format(question="car", answer="maybe")) == [
        "pack.value_unknown"
    ]


def test_the_shares_of_an_item_are_its_places(folder):
    assert mistakes(folder, WORKSHOP.format(french=4)) == ["pack.places_unbalanced"]
