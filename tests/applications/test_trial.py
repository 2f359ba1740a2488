"""TIM-07: each minute the probe opens, saves and files an application of its own; none stays."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.signing import TimestampSigner
from django.db import connection
from django.test import Client

from cordata.applications import trial
from cordata.programme.models import Call
from cordata.watch.models import Trial
from cordata.watch.probing import HEADER, SALT, TRY

pytestmark = pytest.mark.django_db


def tried(word: str | None = None) -> tuple[int, str]:
    """What the probe is answered."""
    said = TimestampSigner(salt=SALT).sign("probe") if word is None else word
    answer = Client(headers={HEADER: said}).post(TRY)
    return answer.status_code, answer.content.decode()


def rows() -> dict[str, list[Any]]:
    """Every row of every table but the one that the probe keeps, counters and queue included."""
    return {
        model._meta.label: list(model._base_manager.order_by("pk").values_list())
        for model in apps.get_models(include_auto_created=True)
        if model is not Trial
    }


def test_a_filing_goes_through_and_nothing_of_it_stays(call: Call) -> None:
    """No number given, no mail written, no line in the journal, no organisation, no call."""
    before = rows()
    assert tried() == (200, "ok")
    assert rows() == before
    assert Trial.objects.count() == 1


def test_it_goes_through_before_any_pack_is_loaded() -> None:
    assert tried() == (200, "ok")


def test_each_minute_is_a_trial_of_its_own(call: Call) -> None:
    assert [tried(), tried(), tried()] == [(200, "ok")] * 3


@pytest.mark.parametrize("word", ["", "probe", "probe:1tAAAA:forged", "\x00"])
def test_nobody_else_has_anything_tried(word: str) -> None:
    assert tried(word)[0] == 404
    assert not Trial.objects.exists()


def test_an_old_word_is_good_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    now = time.time()
    with monkeypatch.context() as before:
        before.setattr(time, "time", lambda: now - 121)
        word = TimestampSigner(salt=SALT).sign("probe")
    assert tried(word)[0] == 404


def test_a_walk_that_lasts_too_long_lets_those_who_file_go_on(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After ten seconds the probe has gone: the lock of those who write is not held for it."""
    before = rows()
    monkeypatch.setattr(trial, "PATIENCE", -1.0)
    assert tried() == (503, "opening")
    assert rows() == before


# The step that fails is named


def without(table: str) -> Callable[[Any, Path], None]:
    """The table is gone: nothing that needs it works."""

    def take_away(settings: Any, folder: Path) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE {table} RENAME TO {table}_gone")

    return take_away


def read_only(settings: Any, folder: Path) -> None:
    """Answers are read, but none can be written."""
    refusing = {
        "sqlite": "CREATE TRIGGER full BEFORE INSERT ON applications_answer "
        "BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END",
        "postgresql": "ALTER TABLE applications_answer "
        "ADD CONSTRAINT full_ CHECK (false) NOT VALID",
    }
    with connection.cursor() as cursor:
        cursor.execute(refusing[connection.vendor])


def key_lost(settings: Any, folder: Path) -> None:
    settings.SEAL_KEY = "no key"


def disk_gone(settings: Any, folder: Path) -> None:
    (folder / "files").write_text("not a folder")
    settings.FILES_DIR = folder / "files"


@pytest.mark.parametrize(
    ("fault", "step"),
    [
        (without("applications_partner"), "opening"),
        (read_only, "saving"),
        (key_lost, "filing"),
        (disk_gone, "storing"),
        (without("watch_trial"), "storing"),
    ],
)  # fmt: skip
def test_the_step_that_fails_is_named(
    call: Call, settings: Any, tmp_path: Path, fault: Callable[..., None], step: str
) -> None:
    fault(settings, tmp_path)
    assert tried() == (503, step)
