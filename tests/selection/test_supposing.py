"""Hypotheses of the board: kept with author and reason, never a decision (peers.md 6.10)."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cordata.kernel.clock import held_at
from cordata.kernel.models import Event
from cordata.kernel.verdicts import NotPossible
from cordata.programme.actions import change_envelope
from cordata.selection.actions import open_session, sign_session, suppose
from cordata.selection.models import CommitteeSession, Decision, Hypothesis
from tests.factories.selection import committee, files, prepared, sitting_at

pytestmark = pytest.mark.django_db
ASKED = Decimal("54379.82")
ONE_AND_A_HALF = Decimal(84_000)  # pays one file whole and leaves 29 620.18 (domain.md 5.3 no. 10)


@pytest.fixture
def session(call: Any, at: datetime) -> CommitteeSession:
    """Two ranked files and money for one."""
    files(call, at, 5, 4)
    before = call.closes_at + timedelta(days=2)
    change_envelope(
        call, "education", amount=ONE_AND_A_HALF, decided_on=before.date(), reference="CS",
        reasons={"fr": "Test"}, by=committee().officer, at=before,
    )  # fmt: skip
    return prepared(call, ["education"])


def tried(
    session: CommitteeSession, remainder: str, call: Any, amount: Decimal | None = None
) -> dict[str, Any]:
    money = {} if amount is None else {"education": amount}
    kept = suppose(
        session.pid, remainder, money, because="Pour voir.",
        by=committee().officer, at=sitting_at(call),
    )  # fmt: skip
    kept.refresh_from_db()
    return {name: str(value) for name, value in kept.result["education"].items()}


@pytest.mark.parametrize(
    ("remainder", "funded", "reserve", "left"),
    [
        ("stop", "1", "1", "29620.18"),
        ("skip_and_fill", "1", "1", "29620.18"),
        ("partial", "2", "0", "0.00"),
        ("hold", "1", "0", "29620.18"),
    ],
)
def test_the_four_treatments_of_the_worked_example_are_kept_side_by_side(
    session: CommitteeSession, call: Any, remainder: str, funded: str, reserve: str, left: str
) -> None:
    """Example 10 of domain.md 5.3: 29 620.18 left."""
    found = tried(session, remainder, call)
    assert (found["funded"], found["reserve"], found["left"]) == (funded, reserve, left)


@pytest.mark.parametrize(("cent", "funded"), [("0.00", "2"), ("-0.01", "1")])
def test_other_money_funds_the_next_file_from_its_last_cent_on(
    session: CommitteeSession, call: Any, cent: str, funded: str
) -> None:
    assert tried(session, "stop", call, ASKED * 2 + Decimal(cent))["funded"] == funded


def test_a_hypothesis_changes_no_decision_and_the_journal_keeps_who_and_why(
    session: CommitteeSession, call: Any
) -> None:
    before = list(Decision.objects.values_list("application", "outcome", "grant").order_by("pk"))
    tried(session, "partial", call, Decimal(60_000))
    assert before == list(
        Decision.objects.values_list("application", "outcome", "grant").order_by("pk")
    )
    event = Event.objects.get(kind="committeesession.supposed")
    assert (event.actor, event.reason) == (committee().officer.actor_key, "Pour voir.")


def test_without_a_reason_for_another_theme_or_after_the_signature_none_is_kept(
    session: CommitteeSession, call: Any
) -> None:
    at, people = sitting_at(call), committee()
    for money, because, code in (
        ({}, " ", "selection.reason_missing"),
        ({"culture-tourisme": Decimal(1)}, "Pour voir.", "selection.not_of_session"),
    ):
        with pytest.raises(NotPossible, match=code):
            suppose(session.pid, "stop", money, because=because, by=people.officer, at=at)
    open_session(session.pid, by=people.chair, at=at)
    sign_session(session.pid, by=people.chair, at=at)
    with pytest.raises(NotPossible, match=r"selection\.signed"):
        tried(session, "stop", call)
    assert not Hypothesis.objects.exists()


def test_the_page_keeps_one_shows_it_and_leads_back_to_the_proposal(
    session: CommitteeSession, call: Any
) -> None:
    client = Client()
    client.force_login(committee().officer)
    url = reverse("selection:suppose", args=[session.pid])
    board = reverse("selection:session", args=[session.pid])
    sent = {"remainder": "partial", "money_education": "84000"}
    with held_at(sitting_at(call)):
        assert client.post(url, sent).status_code == 422
        answer = client.post(url, sent | {"because": "Si le second acceptait moins."})
        assert answer.status_code == 302
        shown = client.get(answer["Location"]).content.decode()
        plain = client.get(board).content.decode()
    assert shown.count("Si le second acceptait moins.") == 2  # above the board, and in the list
    assert plain.count("Si le second acceptait moins.") == 1


def test_the_board_costs_the_same_with_one_hypothesis_and_with_thirty(
    session: CommitteeSession, call: Any, django_assert_num_queries: Any
) -> None:
    client = Client()
    client.force_login(committee().officer)
    url = reverse("selection:session", args=[session.pid])
    with held_at(sitting_at(call)):
        tried(session, "stop", call)
        client.get(url)
        with django_assert_num_queries(20):
            client.get(url)
        for _ in range(29):
            tried(session, "stop", call)
        with django_assert_num_queries(20):
            client.get(url)
