"""N places are never exceeded, whoever clicks when: real processes, a real server, both databases.

MTG-01, REL-05: 3N users race for N places, ten trials on each database; parties of two and a
workshop of its own places likewise. MTG-02: one place is given back by ten clicks at once and is
offered once. MTG-03, REL-06: a double click is one registration, and one answer to the survey.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from cordata.meetings.models import Meeting
from tests.factories.meetings import typed
from tests.servers import DATABASES, Helper, Server, Visitor, running

pytestmark = pytest.mark.server
PLACES, TRIALS = 10, 10
USERS = 3 * PLACES


@pytest.fixture(scope="module", params=sorted(DATABASES))
def server(request: Any, tmp_path_factory: Any) -> Iterator[tuple[Server, Helper]]:
    folder: Path = tmp_path_factory.mktemp(request.param)
    limit = {"CORDATA_REGISTRATIONS_PER_NETWORK": "100000"}
    with (
        DATABASES[request.param](folder) as url,
        running(url, folder, **limit) as started,
        started.helper("tests.meetings.racing") as helper,
    ):
        yield started, helper


def together(acts: list[Callable[[], int]]) -> Counter[int]:
    """Do all at once; how often each status was answered."""
    with ThreadPoolExecutor(len(acts)) as pool:
        return Counter(pool.map(lambda act: act(), acts))


def test_three_times_as_many_people_as_places_fill_them_exactly(
    server: tuple[Server, Helper],
) -> None:
    started, helper = server
    pids = helper.ask("prepare", str(TRIALS), str(PLACES))
    visitors = [started.visitor() for _user in range(USERS)]
    for visitor in visitors:
        assert visitor.get(f"/fr/meetings/{pids[0]}/").status == 200
    for trial, pid in enumerate(pids):
        race(helper, visitors, pid, clicks=1 if trial else 2)


def race(helper: Helper, visitors: list[Visitor], pid: str, *, clicks: int) -> None:
    forms = [
        typed(Meeting(pid=pid), country="IT" if user % 3 else "FR", organisation="")
        for user in range(USERS)
    ]
    register = [
        lambda visitor=visitor, form=form: (
            visitor.post(f"/fr/meetings/{pid}/register/", form).status
        )
        for visitor, form in zip(visitors, forms, strict=True)
        for _click in range(clicks)
    ]
    assert together(register) == {302: clicks * USERS}

    people = helper.ask("people", pid)
    assert len(people) == USERS
    links = [f"/fr/meetings/registration/{one['pid']}/{one['key']}/" for one in people]
    confirm = [
        lambda visitor=visitor, link=link: visitor.post(f"{link}confirm/").status
        for visitor, link in zip(visitors, links, strict=True)
        for _click in range(clicks)
    ]
    assert together(confirm) == {302: clicks * USERS}

    people = helper.ask("people", pid)
    states = Counter(one["state"] for one in people)
    assert states == {"confirmed": PLACES, "waitlisted": USERS - PLACES}
    give_back(helper, visitors, pid, people)


def give_back(
    helper: Helper, visitors: list[Visitor], pid: str, people: list[dict[str, str]]
) -> None:
    """Ten clicks on one cancel button: one place, one offer, one mail, the journal whole."""
    leaves = next(one for one in people if one["state"] == "confirmed")
    link = f"/fr/meetings/registration/{leaves['pid']}/{leaves['key']}/cancel/"
    clicks = [lambda visitor=visitor: visitor.post(link).status for visitor in visitors[:10]]
    assert together(clicks) == {302: 10}

    assert helper.ask("offers", pid) == {"offers": 1, "breaks": 0}
    states = Counter(one["state"] for one in helper.ask("people", pid))
    assert states["offered"] == 1
    assert states["confirmed"] == PLACES - 1


def test_mtg_01_parties_and_a_workshop_are_never_one_too_many(
    server: tuple[Server, Helper],
) -> None:
    """Thirteen places for parties of two, a workshop of five: six parties, two in the workshop."""
    started, helper = server
    pid = helper.ask("prepare_day", "13", "5")
    visitors = [started.visitor() for _user in range(12)]
    for visitor in visitors:
        assert visitor.get(f"/fr/meetings/{pid}/").status == 200
    register = [
        lambda visitor=visitor, form=form: (
            visitor.post(f"/fr/meetings/{pid}/register/", form).status
        )
        for visitor in visitors
        for form in [
            typed(Meeting(pid=pid), organisation="", items="water", companion_1_name="Paul Marin")
        ]
        for _click in range(2)
    ]
    assert together(register) == {302: 24}
    links = [
        f"/fr/meetings/registration/{one['pid']}/{one['key']}/" for one in helper.ask("people", pid)
    ]
    confirm = [
        lambda visitor=visitor, link=link: visitor.post(f"{link}confirm/").status
        for visitor, link in zip(visitors, links, strict=True)
        for _click in range(2)
    ]
    assert together(confirm) == {302: 24}
    seats = helper.ask("seats", pid)
    assert seats == {"confirmed": 12, "waitlisted": 12, "item": 4, "split": 0, "item_offers": 0}

    leaves = helper.ask("chosen", pid)[0]
    link = f"/fr/meetings/registration/{leaves['pid']}/{leaves['key']}/cancel/"
    clicks = [lambda visitor=visitor: visitor.post(link).status for visitor in visitors[:10]]
    assert together(clicks) == {302: 10}
    seats = helper.ask("seats", pid)
    assert (seats["confirmed"], seats["offered"], seats["cancelled"]) == (10, 2, 2)
    assert (seats["item"], seats["item_offers"], seats["split"]) == (4, 1, 0)


def test_mtg_03_ten_clicks_on_the_survey_are_one_answer(server: tuple[Server, Helper]) -> None:
    started, helper = server
    who = helper.ask("prepare_survey")
    link = f"/fr/meetings/registration/{who['pid']}/{who['key']}/survey/"
    visitors = [started.visitor() for _click in range(10)]
    for visitor in visitors:
        assert visitor.get(link).status == 200
    clicks = [
        lambda visitor=visitor: visitor.post(link, {"own_useful": "5"}).status
        for visitor in visitors
    ]
    assert together(clicks) == {302: 10}

    assert helper.ask("answered", who["meeting"]) == {"answers": 1, "told": 1, "breaks": 0}


def test_two_phones_that_scanned_200_people_offline_lose_nobody_and_double_nobody(
    server: tuple[Server, Helper],
) -> None:
    """Forty people were seen by both, ten written down on both; both come back at once, and each
    sends every part twice, for the first answer is lost on the way (peers 6.13)."""
    started, helper = server
    room = helper.ask("prepare_door", "200")
    path, tickets = f"/fr/meetings/{room['pid']}/check-in/", room["tickets"]
    kept = {"left": tickets[:120], "right": tickets[80:]}
    phones = [Visitor(started.port, {"session": session}) for session in room["sessions"]]
    for phone in phones:
        assert phone.get(path).status == 200
    sends = [
        lambda phone=phone, acts=acts: sent_twice(phone, f"{path}acts/", acts)
        for phone, (device, seen) in zip(phones, kept.items(), strict=True)
        for acts in parts(device, seen)
    ]
    assert together(sends) == {200: len(sends)}

    told = helper.ask("present", room["pid"])
    assert told == {"attended": 210, "counted": 210, "people": 210, "acts": 260, "breaks": 0}


def parts(device: str, seen: list[str]) -> Iterator[list[dict[str, Any]]]:
    """What a phone kept, in parts of fifty."""
    acts = [
        {"key": f"{device}-{ticket}", "kind": "arrived", "ticket": ticket, "age": 60_000 + number}
        for number, ticket in enumerate(seen)
    ]
    acts += [
        {
            "key": f"{device}-{number}",
            "kind": "walked_in",
            "age": 60_000,
            "walk_in": {"name": f"Paola Nuova {number}", "organisation": "", "country": "IT"},
        }
        for number in range(10)
    ]
    for first in range(0, len(acts), 50):
        yield [act | {"device": device} for act in acts[first : first + 50]]


def sent_twice(phone: Visitor, path: str, acts: list[dict[str, Any]]) -> int:
    first, again = phone.tell(path, {"acts": acts}), phone.tell(path, {"acts": acts})
    assert first.status == 200, first.text
    assert json.loads(first.text)["heard"] == json.loads(again.text)["heard"]
    return again.status
