"""TIM-05: no hidden grace. A tolerance would be a published setting; there is none to be set."""

from __future__ import annotations

import re
from dataclasses import fields
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

import cordata
from cordata.applications import access
from cordata.applications.actions import submit_application
from cordata.kernel.clock import held_at
from cordata.kernel.verdicts import NotPossible
from cordata.packs import CallDefinition
from cordata.rules.ruleset import Ruleset
from tests.conftest import PACKS
from tests.factories.applications import STATED, complete_application

pytestmark = pytest.mark.django_db
CODE = Path(cordata.__file__).parent
MICROSECOND = timedelta(microseconds=1)
GRACE = re.compile(r"\b(grace|tol[eé]ran|toleran|tolleran|leniency|délai de grâce)", re.IGNORECASE)


@pytest.mark.parametrize("late", [MICROSECOND, timedelta(seconds=1), timedelta(minutes=1)])
def test_every_door_shuts_just_after_the_closing(call: Any, at: datetime, late: timedelta) -> None:
    cast, after = complete_application(call, at), call.closes_at + late
    with pytest.raises(NotPossible, match="too_late"):
        submit_application(
            cast.application.pid,
            by=cast.signatory,
            key="k",
            statements=STATED,
            received_at=after,
            at=after,
        )
    for verb in (access.submit, access.edit):
        assert verb(cast.signatory, cast.application, at=call.closes_at)
        assert verb(cast.signatory, cast.application, at=after).code == "application.too_late"


def test_no_setting_gives_one() -> None:
    """Neither a pack nor a variable can; a receipt has therefore nothing to print."""
    names = [one.name for kind in (CallDefinition, Ruleset) for one in fields(kind)]
    assert [name for name in names if GRACE.search(name)] == []
    told = [*CODE.rglob("*.py"), *PACKS.rglob("*.toml"), *CODE.rglob("*.toml")]
    settings = re.compile(r"CORDATA_\w*(GRACE|TOLERANCE)|^\s*\w*(grace|tolerance)\w* =", re.M)
    assert [path.name for path in told if settings.search(path.read_text("utf-8"))] == []


def test_no_text_promises_one() -> None:
    texts = [*CODE.glob("web/sentences/*/*.toml"), *CODE.rglob("templates/**/*.*")]
    texts += [*CODE.rglob("*.po"), *PACKS.rglob("texts/**/*.md"), *PACKS.rglob("letters/**/*.md")]
    found = [
        f"{path.name}: {line.strip()}"
        for path in texts
        for line in path.read_text("utf-8").splitlines()
        if GRACE.search(line)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("language", "noon"), [("fr", "12 h 00"), ("it", "12:00"), ("en", "12:00")]
)
def test_page_and_receipt_say_the_instant_itself(
    call: Any, at: datetime, language: str, noon: str
) -> None:
    cast, client = complete_application(call, at), Client()
    submit_application(
        cast.application.pid, by=cast.signatory, key="k", statements=STATED, received_at=at, at=at
    )
    client.force_login(cast.signatory)
    with held_at(at), override(language):
        page = client.get(reverse("programme:call", args=[call.code])).content.decode()
        receipt = client.get(reverse("applications:receipt", args=[cast.application.pid]))
    for text in (page, receipt.content.decode()):
        assert noon in text.replace("\u00a0", " ")
        assert not GRACE.search(text)
