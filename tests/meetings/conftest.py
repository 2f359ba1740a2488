"""The Annecy meeting of the pack, ten days ahead, and smaller ones like it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from cordata.accounts.models import Person
from cordata.kernel.clock import held_at
from cordata.meetings.models import Meeting
from cordata.programme.models import Programme
from tests.conftest import ALCOTRA
from tests.factories.meetings import meeting_with
from tests.factories.programme import meetings_of


@pytest.fixture
def meetings(programme: Programme, at: datetime) -> list[Meeting]:
    return meetings_of(ALCOTRA, programme, at)


@pytest.fixture
def annecy(meetings: list[Meeting]) -> Meeting:
    return next(meeting for meeting in meetings if meeting.code == "annecy-2025-02-13")


@pytest.fixture
def meeting(annecy: Meeting) -> Callable[..., Meeting]:
    """`meeting(places=2, sides={"FR": 1, "IT": 1})`: on the day of Annecy."""

    def make(**fields: Any) -> Meeting:
        return meeting_with(annecy, **fields)

    return make


@pytest.fixture
def organiser(client: Client, person: Callable[..., Person], at: datetime) -> Iterator[Client]:
    """An organiser's browser, ten days before Annecy."""
    client.force_login(person("olga", roles=("organiser",)))
    with held_at(at):
        yield client
