"""`/api/v1`: what anyone may read, and the judge that stores nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck

from cordata.kernel.journal import SYSTEM
from cordata.kernel.models import Event
from cordata.meetings.actions import load_meetings

EXAMPLE = json.loads(
    (Path(__file__).parent.parent.parent / "docs" / "application.schema.json").read_text()
)["examples"][0]
CHECK = "/api/v1/calls/microprojets-2/check"


def post(client: Client, data: Any, path: str = CHECK) -> Any:
    body = data if isinstance(data, str) else json.dumps(data)
    return client.post(path, body, content_type="application/json")


def test_calls_are_listed_with_their_window(client: Client, call: Any) -> None:
    found = client.get("/api/v1/calls").json()

    second = next(one for one in found if one["code"] == "microprojets-2")
    assert second["closes_at"] == "2025-04-23T10:00:00Z"
    assert second["names"]["it"]
    assert second["themes"] == ["education", "culture-tourisme"]


def test_the_rules_of_a_call_are_given_with_their_hash(client: Client, call: Any) -> None:
    """MON-05: what was frozen is what is shown."""
    answer = client.get("/api/v1/calls/microprojets-2/rules").json()

    assert answer["digest"] == call.current_version.digest
    assert answer["rules"]["total_max"] == "75000.00"


@pytest.mark.parametrize("path", ["/api/v1/calls/nothing", "/api/v1/calls/nothing/rules"])
def test_an_unknown_call_is_not_found(client: Client, call: Any, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(("language", "named"), [("fr", "Règlement"), ("it", "Regolamento")])
def test_a_check_names_its_source_in_the_language_asked_for(
    client: Client, call: Any, language: str, named: str
) -> None:
    answer = post(client, EXAMPLE, f"{CHECK}?lang={language}").json()
    source = next(one for one in answer["findings"] if one["number"] == 43)["source"]
    assert source == f"{named} (UE) 2021/1060, artic{'le' if language == 'fr' else 'olo'} 9"


def test_a_check_needs_no_account_and_stores_nothing(client: Client, call: Any) -> None:
    before = Event.objects.count()

    answer = post(client, EXAMPLE, f"{CHECK}?lang=it")

    assert answer.status_code == 200
    assert answer.json()["erdf"] == "54379.82"
    assert len(answer.json()["findings"]) == 45
    assert Event.objects.count() == before
    assert not client.cookies.get("session")


def test_the_answer_speaks_the_language_asked_for(client: Client, call: Any) -> None:
    said = {
        language: post(client, EXAMPLE, f"{CHECK}?lang={language}").json()["findings"][10][
            "sentence"
        ]
        for language in ("fr", "it", "en")
    }

    assert len(set(said.values())) == 3


def test_every_mistake_of_a_file_is_named_by_its_place(client: Client, call: Any) -> None:
    answer = post(client, {"partners": [{"country": 33}], "nonsense": 1})

    assert answer.status_code == 422
    assert {one["pointer"] for one in answer.json()["mistakes"]} >= {
        "/nonsense",
        "/partners/0/country",
    }


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("{", 400),
        ("[" * 100_000, 400),
        ("null", 422),
        ('"text"', 422),
        (json.dumps({"partners": "x" * 300_000}), 413),
    ],
)
def test_odd_bodies_are_refused_politely(client: Client, call: Any, body: str, status: int) -> None:
    """REL-21: bad input is answered, never an error of ours."""
    assert post(client, body).status_code == status


def test_one_address_checks_sixty_times_a_minute_at_most(client: Client, call: Any) -> None:
    """CFG-05."""
    statuses = [post(client, {"partners": []}).status_code for _ in range(61)]

    assert statuses[:60] == [422] * 60
    assert statuses[60] == 429


def test_meetings_say_how_many_places_are_left(
    client: Client, programme: Any, alcotra: Any, at: Any
) -> None:
    load_meetings(programme, alcotra, by=SYSTEM, at=at)

    found = client.get("/api/v1/meetings").json()

    annecy = next(one for one in found if one["code"] == "annecy-2025-02-13")
    assert annecy["starts_at"] == "2025-02-13T08:30:00Z"
    assert sum(side["free"] for side in annecy["sides"]) == annecy["places"]


def test_the_description_is_served_and_loads_nothing_from_elsewhere(
    client: Client, call: Any
) -> None:
    """PRI-02."""
    description = client.get("/api/v1/openapi.json").json()

    assert description["openapi"].startswith("3.1")
    assert client.get("/api/v1/docs").status_code == 404


@pytest.fixture
def connection_kept() -> Iterator[None]:
    """The test's own transaction outlives each request, as with Django's client."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_generated_requests_never_break_the_api(call: Any, connection_kept: None) -> None:
    """REL-21: requests made from the description itself are answered, whatever they carry."""
    schema = schemathesis.openapi.from_wsgi(
        "/api/v1/openapi.json", get_wsgi_application(), headers={"Host": "testserver"}
    )
    for operation in schema.get_all_operations():

        @hypothesis.given(case=operation.ok().as_strategy())
        @hypothesis.settings(
            max_examples=15, deadline=None, database=None, suppress_health_check=list(HealthCheck)
        )
        def each(case: Any) -> None:
            assert case.call(headers={"Host": "testserver"}).status_code < 500

        each()
