"""What nobody may learn before its instant, or at all: a result that is signed and not notified,
the name of an assessor, what a sheet says (ACC-11, EVA-04).

Two worlds that differ in nothing but the signed result are read, address by address, by those who
must not know: every answer must be the same in both, to the byte, with its status, its file name
and its address. The same walk looks for the assessors' names and words.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils.translation import override

from cordata.accounts.models import Person
from cordata.assessment.models import Score
from cordata.kernel.clock import held_at
from cordata.notify.models import Message
from cordata.selection import actions as selection
from tests.access.world import LANGUAGE, Address, World, addresses
from tests.access.worlds import built
from tests.conftest import DEMO_INSTANT
from tests.factories import assessment as examining
from tests.factories import selection as deciding
from tests.factories.applications import SEMNOZ, VALFREDDA, organisation
from tests.test_access import Asking, session_of

pytestmark = [pytest.mark.django_db, pytest.mark.policy]

# Everybody but the committee, the secretariat, the authority and those who read the journal
KEPT_FROM = (
    *("visitor", "lead_signatory", "partner_editor", "assessor", "organiser"),
    *("aid_reviewer", "communication"),
)
TOLD_OF_SHEETS = frozenset({"aid_reviewer"})  # examines the files
KNOWING = "chair"
NAME, ADDRESS, WORDS = "Quirinale", "quirinale@canaries.example", "Zinzolin"
CHANGING = (  # what differs from one request to the next, whoever asks
    re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"'),
    re.compile(rb'name="(?:seen|turn|[a-z-]*key)" value="[^"]*"'),
    re.compile(rb'nonce="[^"]*"'),
)
FEWEST = 120  # addresses that answer somebody with a page or a file: the walk walked


@pytest.fixture(scope="module")
def asking(django_db_setup: None, django_db_blocker: Any) -> Iterator[Asking]:
    """Two files before a committee that has been prepared, with assessors whose names stand out."""
    with django_db_blocker.unblock(), transaction.atomic():
        with held_at(DEMO_INSTANT):
            world = built("transparency", DEMO_INSTANT)
            examining.consolidated(world.call, DEMO_INSTANT, 4, SEMNOZ, VALFREDDA)
            examining.consolidated(world.call, DEMO_INSTANT, 3)
            deciding.prepared(world.call)
        world.at = deciding.sitting_at(world.call)
        for number, person in enumerate(Person.objects.filter(assignments__isnull=False)):
            person.name, person.email = f"Zaïre {NAME}", f"{number}{ADDRESS}"
            person.save()
        Score.objects.update(motivation=f"{WORDS} {examining.MOTIVATION}")
        sessions = {role: session_of(person) for role, person in world.people.items()}
        yield Asking("invisible", world, Client(raise_request_exception=False), sessions)
        transaction.set_rollback(True)


def things(world: World) -> Mapping[str, str]:
    """Namespace -> the public id that its addresses most often name."""
    decisions = the_session(world).decisions
    lead = decisions.get(application__partners__organisation=organisation(SEMNOZ))
    file = lead.application
    return {
        "applications": file.pid,
        "assessment": file.review.pid,
        "selection": lead.session.pid,
        "desk": file.pid,
        "decision": lead.pid,
    }


def the_session(world: World) -> Any:
    """The one that is not notified; another was, long before."""
    return world.call.sessions.order_by("-pk")[0]


def paths(world: World) -> Iterator[str]:
    """Every address that can be filled in, as the reader of one language has it."""
    known = things(world)
    for one in addresses():
        if one.name.startswith("rehearsal:"):
            continue  # there in no production: it lists everybody to be played
        if one.name.startswith("/"):
            yield one.name
            continue
        given = {name: _value(name, one, known, world) for name in one.params}
        with override(LANGUAGE):
            try:
                yield reverse(one.name, kwargs=given)
            except NoReverseMatch:
                continue
    yield f"/fr/desk/search/?q={NAME}"
    yield f"/fr/operations/?q={NAME}"
    yield "/fr/operations/?theme=culture-tourisme"


def _value(name: str, address: Address, known: Mapping[str, str], world: World) -> Any:
    space = address.name.partition(":")[0]
    values = {
        "code": world.call.code,
        "pid": known.get(space, known["applications"]),
        "decision": known["decision"],
        "table": "files",
        "ending": "csv",
        "slug": "privacy",
        "language": "fr",
        "version": 1,
        "field": "title",
    }
    return values.get(name, 1 if name in {"number", "pk"} else "x")


def answers(asking: Asking, outcome: str) -> dict[tuple[str, str], tuple[Any, ...]]:
    """(role, path) -> what the world with this outcome answers; everything undone afterwards."""
    cache.clear()
    found = {}
    with transaction.atomic():
        decide(asking.world, outcome)
        for path in paths(asking.world):
            for role in (*KEPT_FROM, KNOWING) if "/selection/" in path else KEPT_FROM:
                answer = asking.send(role, path)
                headers = answer.response.headers
                told = (headers.get("Content-Disposition", ""), headers.get("Location", ""))
                found[role, path] = (answer.status, *told, still(answer.body))
        mails = Message.objects.exclude(to__endswith="@staff.example").order_by("pk")
        found["", "mail"] = tuple(mails.values_list("to", "subject", "text"))
        transaction.set_rollback(True)
    return found


def decide(world: World, outcome: str) -> None:
    """The committee decides so on the file of the known partners, and the chair signs."""
    session, people, at = the_session(world), deciding.committee(), world.at
    decision = session.decisions.get(pid=things(world)["decision"])
    with held_at(at):
        selection.change_outcome(
            session.pid, decision.pid, outcome, because="Le comité en décide.",
            by=people.officer, at=at,
        )  # fmt: skip
        selection.open_session(session.pid, by=people.chair, at=at)
        selection.sign_session(session.pid, by=people.chair, at=at)


def still(body: bytes) -> bytes:
    """The answer without what is new each time; an archive by what it holds, not when."""
    if zipfile.is_zipfile(io.BytesIO(body)):
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            names = [one for one in sorted(archive.namelist()) if not one.startswith("docProps/")]
            return b"".join(name.encode() + archive.read(name) for name in names)
    for one in CHANGING:
        body = one.sub(b"", body)
    return body


@pytest.fixture(scope="module")
def worlds(asking: Asking) -> tuple[dict[Any, Any], dict[Any, Any]]:
    return answers(asking, "approved"), answers(asking, "rejected")


def test_a_signed_result_that_is_not_notified_changes_no_byte_for_anybody(
    worlds: tuple[dict[Any, Any], dict[Any, Any]],
) -> None:
    """ACC-11: pages, files, feeds, searches, counts, interface, mails."""
    approved, rejected = worlds
    told = [place for place in approved if place[0] != KNOWING]

    differing = [place for place in told if approved[place] != rejected[place]]
    assert differing == []
    reached = {path for role, path in told if role and approved[role, path][0] == 200}
    assert len(reached) >= FEWEST


def test_the_walk_would_see_a_difference(worlds: tuple[dict[Any, Any], dict[Any, Any]]) -> None:
    """The chair, who knows, reads two different worlds: the walk is not blind."""
    approved, rejected = worlds

    assert any(approved[one] != rejected[one] for one in approved if one[0] == KNOWING)


def test_no_answer_names_an_assessor_or_quotes_a_sheet(
    worlds: tuple[dict[Any, Any], dict[Any, Any]],
) -> None:
    """EVA-04: to those who are neither of the secretariat nor of the committee."""
    told = [
        (place, answer)
        for place, answer in worlds[0].items()
        if place[0] not in {KNOWING, *TOLD_OF_SHEETS}
    ]
    named = [
        place
        for place, answer in told
        if any(canary.encode() in everything(answer) for canary in (ADDRESS, WORDS))
        or (NAME.encode() in everything(answer) and NAME not in place[1])
    ]

    assert named == []
    knowing = [answer for place, answer in worlds[0].items() if place[0] in TOLD_OF_SHEETS]
    assert any(NAME.encode() in everything(answer) for answer in knowing)


def everything(answer: Any) -> bytes:
    return b" ".join(part if isinstance(part, bytes) else str(part).encode() for part in answer)
