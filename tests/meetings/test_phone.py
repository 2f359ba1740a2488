"""The phone at the door: what it is given, what it may say, and until when (peers 6.13)."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from cordata.accounts.actions import grant_role
from cordata.kernel.clock import held_at
from cordata.kernel.journal import SYSTEM
from cordata.meetings import queries
from cordata.meetings.models import DoorAct
from tests.factories.meetings import registered

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def address(meeting, name="check_in_list", language="fr"):
    with override(language):
        return reverse(f"meetings:{name}", kwargs={"pid": meeting.pid})


@pytest.fixture
def helper(client, annecy, person):
    """Lucie, at the door of Annecy on its day."""
    lucie = person("lucie")
    opens, closes = queries.door_day(annecy)
    grant_role(
        lucie,
        "checkin",
        by=SYSTEM,
        at=opens,
        scope=f"meeting:{annecy.pid}",
        starts_at=opens,
        ends_at=closes,
    )
    client.force_login(lucie)
    return lucie


def told(client, meeting, acts, **more):
    return client.post(
        address(meeting, "check_in_acts"),
        acts if isinstance(acts, str) else json.dumps({"acts": acts}),
        content_type="application/json",
        **more,
    )


def test_the_list_on_a_phone_holds_names_and_nothing_else_of_a_person(client, annecy, at, helper):
    registered(annecy, at, name="Elena", email="e@valfredda.example", meal="vegan", country="IT")

    with held_at(annecy.starts_at):
        kept = client.get(address(annecy)).json()

    assert kept["people"][0].keys() == {
        "ticket",
        "name",
        "organisation",
        "side",
        "state",
        "no_photo",
        "arrived",
    }
    assert "valfredda.example" not in json.dumps(kept)
    assert "vegan" not in json.dumps(kept)


def test_a_helper_s_access_ends_the_second_the_day_ends(client, annecy, at, helper):
    """ACC-08, MTG: midnight on the meeting's own clocks; the second before is in."""
    registered(annecy, at)
    opens, closes = queries.door_day(annecy)
    answers = {}
    moments = {"early": opens - SECOND, "first": opens, "last": closes - SECOND, "over": closes}
    for name, moment in moments.items():
        with held_at(moment):
            answers[name] = {
                client.get(address(annecy)).status_code,
                client.get(address(annecy, "check_in")).status_code,
                client.get(address(annecy, "attendance")).status_code,
            }

    assert answers == {"early": {404}, "first": {200}, "last": {200}, "over": {404}}
    assert closes.isoformat() == "2025-02-14T00:00:00+01:00"


def test_a_phone_keeps_the_list_until_the_helper_s_day_ends(client, annecy, helper):
    _opens, closes = queries.door_day(annecy)
    with held_at(closes - 90 * SECOND):
        assert client.get(address(annecy)).json()["kept_for"] == 90_000


def test_a_phone_forgets_an_organiser_s_list_after_a_day_at_most(client, annecy, at, person):
    client.force_login(person("nina", roles=("organiser",)))
    with held_at(at):
        assert client.get(address(annecy)).json()["kept_for"] == 24 * 3600 * 1000
    with held_at(annecy.ends_at + timedelta(days=2)):
        assert client.get(address(annecy)).json()["kept_for"] == 0


def test_what_a_phone_kept_is_told_in_one_request_and_answered(client, annecy, at, helper):
    people = [registered(annecy, at) for _one in range(3)]
    acts = [
        {"key": f"k{n}", "kind": "arrived", "ticket": one.pid, "age": 60_000, "device": "phone"}
        for n, one in enumerate(people)
    ]
    with held_at(annecy.starts_at):
        answer = told(client, annecy, acts).json()
        assert told(client, annecy, acts).json()["heard"] == answer["heard"]

    assert answer["heard"]["k0"] == {"ticket": people[0].pid, "words": "", "refused": False}
    assert {one["state"] for one in answer["list"]["people"]} == {"attended"}
    assert DoorAct.objects.count() == 3
    assert {act.by for act in DoorAct.objects.all()} == {helper.actor_key}


def test_a_foreign_site_tells_nothing(annecy, at, helper):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(helper)
    with held_at(annecy.starts_at):
        token = strict.get(address(annecy)).json()["token"]
        assert told(strict, annecy, []).status_code == 403
        assert told(strict, annecy, [], headers={"x-csrftoken": token}).status_code == 200


NONSENSE = [
    "",
    "[]",
    "{}",
    '{"acts": 3}',
    '{"acts": [3]}',
    '{"acts": [{}]}',
    '{"acts": [{"key": "", "kind": "arrived", "ticket": "x"}]}',
    '{"acts": [{"key": "k", "kind": "danced", "ticket": "x"}]}',
    '{"acts": [{"key": "k", "kind": "arrived"}]}',
    '{"acts": [{"key": ["k"], "kind": "arrived", "ticket": "x"}]}',
    '{"acts": [{"key": "%s", "kind": "arrived", "ticket": "x"}]}' % ("k" * 37),
    '{"acts": [{"key": "k\\u0000", "kind": "arrived", "ticket": "x"}]}',
    '{"acts": [{"key": "k", "kind": "arrived", "ticket": "x", "age": "long"}]}',
    '{"acts": [{"key": "k", "kind": "arrived", "ticket": "x", "age": NaN}]}',
    '{"acts": [{"key": "k", "kind": "walked_in"}]}',
    '{"acts": [{"key": "k", "kind": "walked_in", "walk_in": {"name": ""}}]}',
    '{"acts": [{"key": "k", "kind": "walked_in", "walk_in": {"name": "A", "country": "XX"}}]}',
    "[" * 5000,
    '{"acts": [' + ",".join(['{"key": "k", "kind": "arrived", "ticket": "x"}'] * 501) + "]}",
]


@pytest.mark.parametrize("body", NONSENSE)
def test_rel_21_nonsense_from_a_phone_is_refused_and_changes_nothing(client, annecy, helper, body):
    with held_at(annecy.starts_at):
        assert told(client, annecy, body).status_code == 400

    assert not DoorAct.objects.exists()


@pytest.mark.parametrize("age", [1e308, -1e308, 10**400, float("1e16")])
def test_rel_21_no_age_is_too_great(client, annecy, at, helper, age):
    camille = registered(annecy, at)
    act = {"key": "k", "kind": "arrived", "ticket": camille.pid, "age": age, "device_at": "soon"}
    with held_at(annecy.starts_at):
        assert told(client, annecy, [act]).status_code == 200

    kept = DoorAct.objects.get()
    assert kept.device_at is None
    assert timedelta(0) <= kept.received_at - kept.happened_at <= timedelta(days=7)


def test_an_address_that_is_none_does_not_lose_the_person(client, annecy, helper):
    walk = {"name": "  Paul O’Neil 🏔 ", "country": "FR", "email": "no address"}
    with held_at(annecy.starts_at):
        told(client, annecy, [{"key": "k", "kind": "walked_in", "walk_in": walk}])

    assert annecy.registrations.get().name == "Paul O’Neil 🏔"


def test_only_the_check_in_page_may_use_the_camera(client, annecy, helper):
    """CFG: every other page forbids it; no script but our own files anywhere."""
    with held_at(annecy.starts_at):
        door = client.get(address(annecy, "check_in"))
        others = [client.get(address(annecy, name)) for name in ("detail", "check_in_list")]

    assert "camera=(self)" in door.headers["Permissions-Policy"]
    assert all("camera=()" in one.headers["Permissions-Policy"] for one in others)
    assert "worker-src 'self'" in door.headers["Content-Security-Policy"]
    assert "<script>" not in door.content.decode()


def test_the_worker_s_own_address_keeps_it_to_one_meeting(client, annecy, helper):
    with held_at(annecy.starts_at):
        worker = client.get(address(annecy, "check_in_worker"))

    assert worker.headers["Content-Type"].startswith("text/javascript")
    assert address(annecy, "check_in_worker").startswith(address(annecy, "check_in"))
    assert "Service-Worker-Allowed" not in worker.headers


def test_the_count_alone_answers_its_refresh(client, annecy, at, helper):
    with held_at(annecy.starts_at):
        part = client.get(address(annecy, "check_in"), headers={"hx-request": "true"})

    assert part.content.decode().strip().startswith('<section class="card" id="presence"')
    assert "<html" not in part.content.decode()


@pytest.mark.counting
def test_the_list_costs_the_same_for_one_person_and_for_thirty(
    client, annecy, at, helper, django_assert_num_queries, django_assert_max_num_queries
):
    registered(annecy, at)
    with held_at(annecy.starts_at), django_assert_max_num_queries(8) as few:
        client.get(address(annecy))
    for _one in range(29):
        registered(annecy, at)
    with held_at(annecy.starts_at), django_assert_num_queries(len(few)):
        client.get(address(annecy))
