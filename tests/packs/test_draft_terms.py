"""How long drafts are kept is the pack's, and what people read says the pack's numbers."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cordata import packs
from cordata.packs import Pack
from cordata.packs.freezing import freeze, thaw
from cordata.packs.programme import DraftTerms, ProgrammeDefinition

ROOT = Path(__file__).parents[2] / "packs" / "alcotra-microprojects"
CLOSES = datetime(2025, 4, 23, 10, 0, tzinfo=UTC)


def test_pri_05_each_pack_says_its_own_term_on_its_privacy_page(
    alcotra: Pack, aurora: Pack
) -> None:
    for pack, months, warnings in ((alcotra, 12, (60, 14)), (aurora, 6, (30, 7))):
        terms = pack.programme.drafts
        assert (terms.kept_months, terms.warning_days) == (months, warnings)
        said = pack.programme.texts["privacy"]["en"]
        assert f"A draft never filed: {months} months after the closing" in said
        assert f"A draft you delete: {terms.deleted_days} days" in said
        assert "{" not in said


def test_the_term_is_whole_months_at_the_same_hour() -> None:
    terms = DraftTerms()
    assert terms.kept_until(CLOSES) == datetime(2026, 4, 23, 10, 0, tzinfo=UTC)
    leap = datetime(2024, 2, 29, 10, 0, tzinfo=UTC)
    assert terms.kept_until(leap) == datetime(2025, 2, 28, 10, 0, tzinfo=UTC)
    assert terms.deleted_until(CLOSES) == CLOSES + timedelta(days=14)


def test_a_programme_frozen_before_these_terms_takes_their_defaults(alcotra: Pack) -> None:
    frozen = freeze(alcotra.programme)
    del frozen["drafts"]
    assert thaw(ProgrammeDefinition, frozen).drafts == DraftTerms()


@pytest.mark.parametrize(("months", "good"), [(0, False), (1, True), (120, True), (121, False)])
def test_a_term_beyond_reason_is_refused(tmp_path: Path, months: int, good: bool) -> None:
    pack = Path(shutil.copytree(ROOT, tmp_path / "pack"))
    file = pack / "pack.toml"
    file.write_text(file.read_text().replace("kept_months = 12", f"kept_months = {months}"))
    found = [one.code for one in packs.check(pack)]
    assert found == ([] if good else ["pack.number_out_of_range"])
