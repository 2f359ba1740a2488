"""One catalogue, three languages, the same codes and the same placeholders (SUB-02, A11-07)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from cordata.web import catalogue, moments
from cordata.web.catalogue import PLACEHOLDER, SENTENCES, UnknownSentence, is_one, sentence

LANGUAGES = ("fr", "it", "en")


def forms_of(text: Any) -> list[str]:
    return [text] if isinstance(text, str) else list(text.values())


def placeholders(text: Any) -> set[str]:
    return {match[1] for form in forms_of(text) for match in PLACEHOLDER.finditer(form)}


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_every_code_has_a_sentence_in_every_language(language: str) -> None:
    assert set(catalogue.sentences(language)) ^ set(catalogue.sentences("fr")) == set()


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_a_sentence_says_the_same_figures_in_every_language(language: str) -> None:
    other = catalogue.sentences(language)
    differing = {
        code: (placeholders(text), placeholders(other[code]))
        for code, text in catalogue.sentences("fr").items()
        if code in other and placeholders(text) != placeholders(other[code])
    }
    assert differing == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_code_is_written_twice_and_none_is_empty(language: str) -> None:
    import tomllib

    seen: dict[str, str] = {}
    for path in sorted((SENTENCES / language).glob("*.toml")):
        for code, text in tomllib.loads(path.read_text("utf-8")).items():
            assert code not in seen, f"{code} is in {seen[code]} and in {path.name}"
            seen[code] = path.name
            assert all(form.strip() for form in forms_of(text)), f"{code} is empty"
            if not isinstance(text, str):
                assert set(text) == {"one", "other"}, code


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_package_has_its_file_in_every_language(language: str) -> None:
    names = {path.name for path in (SENTENCES / language).glob("*.toml")}
    assert names == {path.name for path in (SENTENCES / "fr").glob("*.toml")}


def test_a_parameter_is_written_by_its_type(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moments, "_default", [lambda: moments.Zone("Europe/Paris")])
    written = catalogue.written
    closing = datetime(2025, 4, 23, 10, 0, tzinfo=UTC)
    assert written(Decimal("61480"), "", "fr") == "61\u00a0480,00\u00a0€"
    assert written(Decimal("61480"), "", "it") == "61.480,00\u00a0€"
    assert written(Decimal("61480"), "", "en") == "€\u00a061,480.00"
    assert written(Decimal("61480"), "whole", "fr") == "61\u00a0480\u00a0€"
    assert written(Decimal("61480.5"), "whole", "fr") == "61\u00a0480,50\u00a0€"
    assert written(Decimal("80"), "percent", "fr") == "80\u00a0%"
    assert written(2000, "", "en") == "2,000"
    assert written(2025, "year", "en") == "2025"
    assert written(date(2025, 4, 23), "", "it") == "23 aprile 2025"
    assert written(closing, "", "fr") == "23 avril 2025 à 12\u00a0h\u00a000 (heure de Paris)"
    assert written(("a", "b", "c"), "", "fr") == "a, b et c"
    assert written(("a", "b"), "", "it") == "a e b"


def test_zero_is_singular_in_french_only() -> None:
    assert is_one(0, "fr")
    assert not is_one(0, "it")
    assert is_one(("one",), "en")
    assert sentence("web.field.too_long", "fr", limit=5, over=1, count=1).startswith("Un caract")
    assert sentence("web.field.too_long", "it", limit=5, over=2, count=2).startswith("2 caratteri")


def test_an_unknown_code_is_loud_in_tests_and_neutral_in_production(
    monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    with pytest.raises(UnknownSentence):
        sentence("no.such.code")
    with pytest.raises(UnknownSentence):
        sentence("web.field.amount_below")  # without its parameter
    monkeypatch.delenv("PYTEST_VERSION")
    settings.DEBUG = False
    assert "no.such.code" in sentence("no.such.code", "it")
