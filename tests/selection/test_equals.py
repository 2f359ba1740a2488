"""Files of equal merit at the cut: a reasoned choice or a lot, as the call froze it (EVA-06)."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from cordata.kernel.clock import held_at
from cordata.kernel.models import Event
from cordata.kernel.verdicts import NotPossible
from cordata.rules.ranking import drawn
from cordata.selection.actions import (
    choose_first,
    draw_lots,
    open_session,
    propose_again,
    sign_session,
    suppose,
    take_choice_back,
)
from cordata.selection.minutes import minutes_of
from cordata.selection.models import CommitteeSession, Tie
from cordata.selection.states import Outcome
from tests.factories.selection import committee, envelope_of, files, prepared, sitting_at

pytestmark = pytest.mark.django_db
ROOM_FOR_ONE = "60000.00"
OTHER = "culture-tourisme"


def ranks(session: CommitteeSession) -> dict[str, tuple[int | None, str]]:
    """Number of each file -> its rank and what is proposed."""
    return {
        one.application.number: (one.rank, one.outcome)
        for one in session.decisions.select_related("application")
    }


def sitting(call: Any) -> CommitteeSession:
    return open_session(prepared(call).pid, by=committee().chair, at=sitting_at(call))


def test_the_one_chosen_goes_first_and_the_others_are_equal_again(call: Any, at: datetime) -> None:
    found = files(call, at, 4, 4, 4)
    envelope_of(call, ROOM_FOR_ONE)
    session, by, day = prepared(call), committee().officer, sitting_at(call)
    first = found[1].application
    choose_first(session.pid, first.pid, because="Équilibre.", by=by, at=day)
    after = ranks(session)
    assert after.pop(first.number) == (1, Outcome.APPROVED)
    assert {rank for rank, _outcome in after.values()} == {2}


def test_equals_of_another_theme_are_left_alone(call: Any, at: datetime) -> None:
    """A choice in one envelope says nothing about the other."""
    own = files(call, at, 4, 4)
    others = files(call, at, 4, 4, theme=OTHER)
    envelope_of(call, ROOM_FOR_ONE)
    envelope_of(call, ROOM_FOR_ONE, OTHER)
    session, by, day = prepared(call), committee().officer, sitting_at(call)
    choose_first(session.pid, own[0].application.pid, because="Équilibre.", by=by, at=day)
    for one in others:
        assert ranks(session)[one.application.number] == (1, Outcome.DEFERRED)
    choose_first(session.pid, others[1].application.pid, because="Ruralité.", by=by, at=day)
    now = ranks(session)
    assert now[own[0].application.number] == (1, Outcome.APPROVED)
    assert now[others[1].application.number] == (1, Outcome.APPROVED)


def test_a_choice_stands_when_the_board_is_computed_again(call: Any, at: datetime) -> None:
    found = files(call, at, 4, 4)
    envelope_of(call, ROOM_FOR_ONE)
    session, by, day = prepared(call), committee().officer, sitting_at(call)
    choose_first(session.pid, found[1].application.pid, because="Équilibre.", by=by, at=day)
    before = ranks(session)
    propose_again(session.pid, remainder="skip_and_fill", by=by, at=day)
    assert ranks(session) == before
    kept = suppose(session.pid, "stop", {}, because="Et si ?", by=by, at=day)
    assert kept.result["education"]["funded"] == 1


def test_a_lot_is_the_order_that_its_seed_gives_to_anyone(call: Any, at: datetime) -> None:
    found = files(call, at, 4, 4, 4)
    envelope_of(call, ROOM_FOR_ONE)
    session, by, day = sitting(call), committee().chair, sitting_at(call)
    draw_lots(session.pid, found[0].application.pid, by=by, at=day)
    tie = session.ties.get()
    numbers = {one.application.number: one.application.pid for one in found}
    order = drawn(numbers, tie.seed)
    assert tie.files == [numbers[one] for one in order]
    assert [ranks(session)[one][0] for one in order] == [1, 2, 3]
    event = Event.objects.get(kind="committeesession.lots_drawn")
    assert (event.data["seed"], event.data["order"]) == (tie.seed, list(order))
    (told,) = minutes_of(CommitteeSession.objects.get(pk=session.pk), day)["ties"]
    assert (told["how"], told["seed"], told["files"]) == ("lot", tie.seed, list(order))


def test_a_lot_is_drawn_once_and_stays(call: Any, at: datetime) -> None:
    found = files(call, at, 4, 4)
    envelope_of(call, ROOM_FOR_ONE)
    session, by, day = sitting(call), committee().chair, sitting_at(call)
    draw_lots(session.pid, found[0].application.pid, by=by, at=day)
    with pytest.raises(NotPossible, match="not_equal"):
        draw_lots(session.pid, found[0].application.pid, by=by, at=day)
    with pytest.raises(NotPossible, match="not_equal"):
        choose_first(session.pid, found[1].application.pid, because="Non.", by=by, at=day)
    with pytest.raises(NotPossible, match="lot_stays"):
        take_choice_back(session.pid, session.ties.get().pid, by=by, at=day)
    assert session.ties.count() == 1


def test_lots_are_drawn_while_the_committee_sits(call: Any, at: datetime) -> None:
    found = files(call, at, 4, 4)
    envelope_of(call, ROOM_FOR_ONE)
    session, people, day = prepared(call), committee(), sitting_at(call)
    one = found[0].application.pid
    with pytest.raises(NotPossible, match="not_open"):
        draw_lots(session.pid, one, by=people.chair, at=day)
    open_session(session.pid, by=people.chair, at=day)
    draw_lots(session.pid, one, by=people.chair, at=day)
    sign_session(session.pid, by=people.chair, at=day)
    with pytest.raises(NotPossible, match=r"selection\.signed"):
        draw_lots(session.pid, one, by=people.chair, at=day)
    with pytest.raises(NotPossible, match=r"selection\.signed"):
        choose_first(session.pid, one, because="Trop tard.", by=people.chair, at=day)


def test_a_file_that_is_equal_to_none_is_not_chosen(call: Any, at: datetime) -> None:
    best, *_equals = files(call, at, 5, 4, 4)
    envelope_of(call, "110000.00")
    session, by, day = sitting(call), committee().chair, sitting_at(call)
    with pytest.raises(NotPossible, match="not_equal"):
        choose_first(session.pid, best.application.pid, because="Non.", by=by, at=day)
    with pytest.raises(NotPossible, match="not_equal"):
        draw_lots(session.pid, best.application.pid, by=by, at=day)


def test_a_choice_is_taken_back_before_the_signature(call: Any, at: datetime) -> None:
    found = files(call, at, 4, 4)
    envelope_of(call, ROOM_FOR_ONE)
    session, by, day = prepared(call), committee().officer, sitting_at(call)
    before = ranks(session)
    choose_first(session.pid, found[0].application.pid, because="Équilibre.", by=by, at=day)
    take_choice_back(session.pid, session.ties.get().pid, by=by, at=day)
    assert ranks(session) == before
    assert Event.objects.filter(kind="committeesession.choice_taken_back").count() == 1


def test_the_database_wants_a_reason_or_a_seed(call: Any, at: datetime) -> None:
    files(call, at, 4)
    session, by, day = prepared(call), committee().officer, sitting_at(call)
    for how in ("committee", "lot"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Tie.objects.create(session=session, how=how, files=["x"], by=by, at=day)


def test_the_board_offers_what_the_call_names_and_keeps_what_was_typed(
    call: Any, at: datetime
) -> None:
    found = files(call, at, 4, 4)
    envelope_of(call, ROOM_FOR_ONE)
    session, people, day = sitting(call), committee(), sitting_at(call)
    client = Client()
    client.force_login(people.chair)
    with held_at(day), override("fr"):
        board = reverse("selection:session", args=[session.pid])
        page = client.get(board).content.decode()
        assert "Tirer au sort" in page
        one = session.decisions.order_by("pk")[0]
        address = reverse("selection:first", args=[session.pid, one.pid])
        nothing = client.post(address, {"because": "Un motif tapé."})
        assert nothing.status_code == 422
        assert "Un motif tapé." in nothing.content.decode()
        assert 'href="#first-first' in nothing.content.decode()
        assert nothing.content.decode().count("Un motif tapé.") == 1  # in its own form alone
        chosen = {"first": found[1].application.pid}
        refused = client.post(address, {**chosen, "because": ""})
        assert refused.status_code == 422
        ticked = rf'value="{found[1].application.pid}"[^>]* checked'
        assert re.search(ticked, refused.content.decode())
        kept = client.post(address, {**chosen, "because": "Équilibre des territoires."})
        assert kept.status_code == 302
        page = client.get(board).content.decode()
        assert "Équilibre des territoires." in page
        tie = session.ties.get()
        back = client.post(reverse("selection:take_back", args=[session.pid, tie.pid]))
        assert back.status_code == 302
        one = session.decisions.first()
        assert one is not None
        drew = client.post(reverse("selection:lots", args=[session.pid, one.pid]))
        assert drew.status_code == 302
        page = client.get(board).content.decode()
    assert session.ties.get().seed in page
    assert "Tirer au sort" not in page


def test_a_member_settles_nothing_alone(call: Any, at: datetime) -> None:
    found = files(call, at, 4, 4)
    envelope_of(call, ROOM_FOR_ONE)
    session, day = sitting(call), sitting_at(call)
    member = session.seats.exclude(person=committee().chair).get().person
    client = Client()
    client.force_login(member)
    with held_at(day), override("fr"):
        answer = client.post(
            reverse("selection:first", args=[session.pid, session.decisions.all()[0].pid]),
            {"first": found[0].application.pid, "because": "Moi."},
        )
    assert answer.status_code == 403
    assert not session.ties.exists()
