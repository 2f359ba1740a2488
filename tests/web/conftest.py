"""The shell on its own: the addresses of `style_urls`, its template, nothing of any step."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from cordata.web import navigation


@pytest.fixture(autouse=True)
def _shell_alone(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for registry in ("account_links", "foot_links", "banner_providers", "programme_providers"):
        monkeypatch.setattr(navigation, registry, [])
    entries = {"style": navigation.Entry("style", "Composants", "style", 10)}
    entries["nowhere"] = navigation.Entry("nowhere", "Nulle part", "no-such-name", 20)
    monkeypatch.setattr(navigation, "_entries", entries)
    navigation.add_foot_link(navigation.Entry("legal", "Mentions", "style", group="legal"))
    templates = settings.TEMPLATES[0]
    folders = [*templates["DIRS"], Path(__file__).parent / "templates"]
    settings.TEMPLATES = [{**templates, "DIRS": folders}]
    settings.ROOT_URLCONF = "tests.web.style_urls"
    with translation.override("fr"):
        yield
