"""`cordata check`: the judge on the command line, as an outsider would run it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cordata.cli.main import main

ROOT = Path(__file__).parent.parent.parent
ALCOTRA = ROOT / "packs" / "alcotra-microprojects"
AT = "2025-04-23T12:00:00+02:00"
EXAMPLE = json.loads((ROOT / "docs" / "application.schema.json").read_text())["examples"][0]


def check(path: Path, *more: str, call: str = "microprojets-2", at: str = AT) -> int:
    return main(["check", "--pack", str(ALCOTRA), "--call", call, "--at", at, str(path), *more])


@pytest.fixture
def application(tmp_path: Path) -> Any:
    def write(change: Any = None) -> Path:
        data = json.loads(json.dumps(EXAMPLE))
        data.pop("submitted_at", None)
        if change:
            change(data)
        path = tmp_path / "application.json"
        path.write_text(json.dumps(data))
        return path

    return write


def test_an_eligible_application_exits_with_0_and_names_its_money(application, capsys) -> None:
    assert check(application(), "--lang", "fr") == 0

    said = capsys.readouterr().out
    assert "Rien n’empêche le dépôt." in said
    assert "54\u00a0379,82\u00a0€" in said


def test_every_check_of_the_call_is_listed_with_its_source(application, capsys) -> None:
    check(application(), "--json")

    findings = json.loads(capsys.readouterr().out)["findings"]
    assert [finding["number"] for finding in findings] == list(range(1, 46))
    assert all(finding["sentence"] and finding["source"] for finding in findings)


def test_a_source_is_named_in_the_language_asked_for(application, capsys) -> None:
    for language, named in (
        ("fr", "[Règlement (UE) 2021/1060, article 9]"),
        ("it", "[Regolamento (UE) 2021/1060, articolo 9]"),
    ):
        check(application(), "--lang", language)
        assert named in capsys.readouterr().out


@pytest.mark.parametrize(
    ("at", "status"),
    [
        ("2025-04-23T12:00:00.000000+02:00", 0),
        ("2025-04-23T12:00:00.000001+02:00", 1),
        ("2024-12-09T09:00:00.000000+01:00", 0),
        ("2024-12-09T08:59:59.999999+01:00", 1),
    ],
)
def test_the_window_is_inclusive_to_the_microsecond(application, at: str, status: int) -> None:
    """TIM-01."""
    assert check(application(), at=at) == status


def test_an_application_without_an_italian_partner_exits_with_1(application, capsys) -> None:
    def french_only(data: dict[str, Any]) -> None:
        for partner in data["partners"]:
            partner["country"], partner["nuts3"] = "FR", "FRK28"

    assert check(application(french_only), "--json") == 1

    findings = json.loads(capsys.readouterr().out)["findings"]
    unmet = [one["code"] for one in findings if one["verdict"] == "unmet"]
    assert "partnership.countries" in unmet


@pytest.mark.parametrize("language", ["fr", "it", "en"])
def test_mistakes_of_the_file_are_named_by_their_place(application, capsys, language: str) -> None:
    def float_amount(data: dict[str, Any]) -> None:
        data["partners"][0]["country"] = 33

    assert check(application(float_amount), "--lang", language) == 2
    assert "/partners/0/country: " in capsys.readouterr().err


def test_what_is_no_json_is_refused(tmp_path: Path, capsys) -> None:
    path = tmp_path / "no.json"
    path.write_text("{")

    assert check(path) == 2
    assert capsys.readouterr().err


def test_an_unknown_call_and_an_instant_without_a_zone_are_refused(application, capsys) -> None:
    """TIM-02: a wall time without its zone is no instant."""
    assert check(application(), call="microprojets-9") == 2
    assert "microprojets-2" in capsys.readouterr().err
    assert check(application(), at="2025-04-23T12:00:00") == 2


@pytest.mark.parametrize("pack", ["alcotra-microprojects", "aurora-small-scale"])
def test_our_packs_hold_no_mistake(pack: str) -> None:
    assert main(["pack", "check", str(ROOT / "packs" / pack)]) == 0


def test_a_mistake_of_a_pack_is_named_with_file_and_line(tmp_path: Path, capsys) -> None:
    import shutil

    pack = tmp_path / "pack"
    shutil.copytree(ALCOTRA, pack)
    rules = pack / "rules.toml"
    text = rules.read_text()
    line = next(n for n, row in enumerate(text.splitlines(), 1) if row == 'kind = "rate"')
    rules.write_text(text.replace('kind = "rate"', 'kind = "rating"', 1))

    assert main(["pack", "check", str(pack), "--lang", "it"]) == 1
    assert f"rules.toml:{line}:" in capsys.readouterr().err
