"""What holds for any programme: two countries or three, three languages or one."""

from __future__ import annotations

import json
import re
import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from cordata import packs
from cordata.kernel.localised import pick
from cordata.packs import CallDefinition, Pack
from cordata.packs.canonical import canonical_json, digest
from cordata.packs.reading.letters import PLACEHOLDERS
from cordata.rules import eligibility, scoring
from cordata.rules.facts import PartnerFacts, ProjectFacts
from cordata.rules.scoring import Sheet, consolidate

ROOT = Path(__file__).parents[2] / "packs"
FIXTURES = Path(__file__).parent / "fixtures"
CODES = ("alcotra-microprojects", "aurora-small-scale")


@pytest.fixture(scope="module", params=CODES)
def pack(request: pytest.FixtureRequest) -> Pack:
    return packs.load(ROOT / request.param)


@pytest.fixture(params=CODES)
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / request.param, tmp_path / "pack"))


def test_a_frozen_call_comes_back_equal(pack: Pack) -> None:
    for call in pack.calls:
        stored = json.loads(canonical_json(call.frozen()))
        again = CallDefinition.from_frozen(stored)

        assert again == call
        assert again.digest == call.digest == digest(stored)


def test_a_frozen_call_holds_no_float(pack: Pack) -> None:
    for call in pack.calls:
        text = canonical_json(call.frozen()).decode()
        assert not re.search(r"[:\[,]-?\d+\.\d", text)


def test_comments_and_spaces_do_not_change_the_digest(folder: Path) -> None:
    before = packs.load(folder)
    root = folder / "pack.toml"
    root.write_text("# Another remark.\r\n\r\n" + root.read_text(), newline="")
    assert packs.load(folder).digest == before.digest


def test_a_changed_amount_changes_the_digest_of_its_call(folder: Path) -> None:
    before = packs.load(folder)
    rules = folder / "rules.toml"
    rules.write_text(re.sub(r"(?m)^max_partners = \d+", "max_partners = 3", rules.read_text()))
    after = packs.load(folder)
    assert after.digest != before.digest
    assert after.calls[-1].digest != before.calls[-1].digest


def test_a_zip_gives_the_same_pack_as_its_folder(folder: Path, tmp_path: Path) -> None:
    flat = shutil.make_archive(str(tmp_path / "flat"), "zip", folder)
    wrapped = shutil.make_archive(str(tmp_path / "wrapped"), "zip", folder.parent, folder.name)
    expected = packs.load(folder)
    assert packs.load(Path(flat)) == expected
    assert packs.load(Path(wrapped)) == expected


def test_every_text_exists_in_every_language_of_the_pack(pack: Pack) -> None:
    languages = set(pack.programme.languages)
    for texts in pack.programme.texts.values():
        assert set(texts) == languages
    for call in pack.calls:
        for text in [call.names, call.summaries, *call.letters.values()]:
            assert set(text) == languages
            assert all(text.values())
        assert set(call.languages) <= languages


def test_every_value_says_where_it_comes_from(pack: Pack) -> None:
    for call in pack.calls:
        paths = {item.path for item in call.provenance}
        for needed in ("call.toml:filing", "criteria.toml:grid", "rules.toml:rule.total"):
            assert any(path.endswith(needed) for path in paths)
        assert len([path for path in paths if ":check." in path]) == len(call.ruleset.checks)
        sourced = [item for item in call.provenance if item.basis == "source"]
        assert all(item.source for item in sourced)
        assert call.assumptions


def test_the_rules_judge_a_first_idea_without_an_exception(pack: Pack) -> None:
    for call in pack.calls:
        countries = [country.code for country in pack.programme.countries]
        partners = tuple(PartnerFacts(str(n), "", code) for n, code in enumerate(countries, 1))
        facts = ProjectFacts(partners=partners, summary_only=True)
        findings = eligibility.check(facts, call.ruleset)
        assert [item.number for item in findings] == [item.number for item in call.ruleset.checks]


def test_the_envelope_is_the_sum_of_its_themes_on_every_day_of_decision(pack: Pack) -> None:
    for call in pack.calls:
        for version in call.envelopes:
            parts = [theme.envelope_on(version.decided_on) for theme in call.themes]
            assert sum(part.amount for part in parts if part) == version.amount


def test_the_shares_of_a_meeting_make_its_places(pack: Pack) -> None:
    for meeting in (meeting for call in pack.calls for meeting in call.meetings):
        assert meeting.starts_at < meeting.ends_at
        plan = meeting.seat_plan
        if plan and plan.kept:
            assert sum(plan.kept.values()) == plan.total


def test_letters_use_known_placeholders_only(pack: Pack) -> None:
    for call in pack.calls:
        for texts in call.letters.values():
            used = {
                name for text in texts.values() for name in re.findall(r"\{\{ (\w+) \}\}", text)
            }
            assert used <= PLACEHOLDERS


def test_files_of_two_calls_never_share_a_number(pack: Pack) -> None:
    prefixes = [call.file_prefix for call in pack.calls]
    assert all(prefixes)
    assert len(set(prefixes)) == len(prefixes)


def test_opening_is_announced_before_the_call_closes(pack: Pack) -> None:
    for call in pack.calls:
        assert call.ruleset.opens_at < call.ruleset.closes_at
        assert call.timetable_on(date(2100, 1, 1))


def test_a_continuous_call_has_no_closing_and_pays_all_or_nothing() -> None:
    call = packs.load(ROOT / "aurora-small-scale").calls[0]
    assert call.continuous
    assert call.ruleset.closes_at.year == 2999
    assert call.payment.earning == "all_or_nothing"
    assert call.payment.advance_rate == 0
    assert [call.grid.maximum, call.grid.threshold] == [14, 7]
    assert {item.floor for item in call.grid.scored} == {1}
    rules = call.ruleset
    assert {n: str(rules.total_max_for(n)) for n in (2, 3)} == {2: "40000.00", 3: "60000.00"}
    assert str(rules.total_max_per_country) == "20000.00"


def test_the_worked_example_of_a_grid_from_nought_to_two_fails_on_its_one_nought() -> None:
    """2, 1, 1, 2, 1, 0, 2: nine points where seven are asked, and one criterion without any."""
    grid = packs.load(ROOT / "aurora-small-scale").calls[0].grid
    codes = [item.code for item in grid.scored]
    assert [(item.scale_min, item.scale_max) for item in grid.scored] == [(0, 2)] * 7

    def judged(*points: int) -> scoring.Consolidated:
        scores = dict(zip(codes, map(Decimal, points), strict=True))
        return scoring.consolidate([scoring.Sheet("one", scores)], grid.rules)

    example, without = judged(2, 1, 1, 2, 1, 0, 2), judged(2, 1, 1, 1, 1, 1, 2)
    assert (example.total, example.passes) == (Decimal(9), False)
    assert (without.total, without.passes) == (Decimal(9), True)
    assert judged(1, 1, 1, 1, 1, 1, 1).passes  # seven is enough
    assert not judged(0, 0, 0, 0, 2, 2, 2).passes


def test_a_grid_of_another_programme_has_three_knock_outs() -> None:
    grid = packs.load_grid(FIXTURES / "fwvl-grid" / "criteria.toml", ("fr", "nl"))
    assert [item.code for item in grid.criteria if item.knock_out] == [
        "aims",
        "value",
        "partnership",
    ]
    assert grid.rules.maximum == 70


def test_each_knock_out_of_the_third_grid_rejects_whatever_the_total() -> None:
    """domain.md 7.1 (b): just under its floor it is out with the best of all other points."""
    grid = packs.load_grid(FIXTURES / "fwvl-grid" / "criteria.toml", ("fr", "nl")).rules
    best = {item.code: Decimal(item.scale_max) for item in grid.criteria}
    for item in grid.criteria:
        if item.knockout and item.floor is not None:
            missed = consolidate([Sheet("a", best | {item.code: item.floor - item.step})], grid)
            met = consolidate([Sheet("a", best | {item.code: item.floor})], grid)
            assert (missed.reason, missed.passes) == ("knocked_out", False)
            assert met.passes


def test_each_check_names_its_source_in_every_language_of_the_pack(pack: Pack) -> None:
    for call in pack.calls:
        for check in call.ruleset.checks:
            assert set(check.source) == set(pack.programme.languages), check.code
            assert all(check.source.values()), check.code


def test_a_source_frozen_before_it_had_languages_is_still_shown(pack: Pack) -> None:
    """A call keeps the definition it opened with: an older one is read as it was written."""
    stored = json.loads(canonical_json(pack.calls[0].frozen()))
    stored["ruleset"]["checks"][0]["source"] = "Text of the call, section 3"
    stored["provenance"][0]["source"] = ""
    again = CallDefinition.from_frozen(stored)
    assert pick(again.ruleset.checks[0].source, "it") == "Text of the call, section 3"
    assert again.provenance[0].source == {}


def test_no_line_of_code_knows_a_programme() -> None:
    source = Path(packs.__file__).parent
    for module in source.rglob("*.py"):
        text = module.read_text()
        assert not re.search(r"alcotra|aurora|microprojet", text, re.IGNORECASE), module
