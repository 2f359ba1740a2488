"""FIL-08: the alarm comes while a fifth of the disk is still free."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.test import Client

from cordata.cli import doctor

FillTo = Callable[[int], None]
TOTAL = 100_000_000_000


@pytest.fixture
def fill_to(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> FillTo:
    """The system says that so many bytes of its disk are taken."""
    monkeypatch.setenv("CORDATA_DATA_DIR", str(tmp_path))

    def fill(used: int) -> None:
        told = SimpleNamespace(total=TOTAL, used=used, free=TOTAL - used)
        monkeypatch.setattr(shutil, "disk_usage", lambda _folder: told)

    return fill


@pytest.mark.parametrize(("used", "alarm"), [(TOTAL * 8 // 10 - 1, False), (TOTAL * 8 // 10, True)])
def test_the_doctor_warns_of_a_disk_from_eighty_per_cent_on(
    fill_to: FillTo, used: int, alarm: bool
) -> None:
    fill_to(used)

    assert ("doctor.disk" in [code for _, code, _ in doctor.environment_remarks()]) is alarm


@pytest.mark.django_db
@pytest.mark.parametrize(("used", "said"), [(0, "ok\n"), (TOTAL, "ok\ndisk: over 80 %\n")])
def test_who_watches_over_the_site_is_warned_too(fill_to: FillTo, used: int, said: str) -> None:
    """The site goes on: the status stays 200."""
    fill_to(used)

    answer = Client().get("/readyz")

    assert (answer.status_code, answer.content.decode()) == (200, said)
