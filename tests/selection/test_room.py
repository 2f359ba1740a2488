"""Who sits, is convened in time, came; who votes and who stands aside."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cordata.accounts.models import Person
from cordata.kernel.clock import held_at
from cordata.kernel.models import Event
from cordata.kernel.verdicts import NotPossible
from cordata.notify.models import Message
from cordata.selection import access
from cordata.selection.actions import (
    Seated,
    cast_votes,
    change_outcome,
    convene_session,
    note_attendance,
    open_session,
    prepare_session,
    release_session,
    seat_members,
    sign_session,
    stand_aside,
)
from cordata.selection.models import Ballot, CommitteeSession, Letter
from cordata.selection.queries import reviews_to_decide, sessions_visible_to
from cordata.selection.states import Outcome, SessionState
from tests.factories.assessment import staff
from tests.factories.selection import committee, files, gathered, prepared, signed, sitting_at

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def member() -> Person:
    return staff("Milo Membre", "committee")


def substitute() -> Person:
    return staff("Sara Supplente", "committee", language="it")


def observer() -> Person:
    return staff("Odette Observatrice", "committee_observer", language="en")


def empty(call: Any, kind: str = "meeting", in_days: int = 10) -> CommitteeSession:
    """A board that nobody was convened to."""
    at = sitting_at(call)
    return prepare_session(
        call, ["education"], held_on=(at + in_days * DAY).date(), kind=kind,
        by=committee().officer, at=at,
    )  # fmt: skip


def seat_all(session: CommitteeSession) -> None:
    seated = [
        Seated(member(), "FR"),
        Seated(committee().chair, "IT", substitute=substitute()),
        Seated(observer(), votes=False),
    ]
    seat_members(session.pid, seated, by=committee().officer, at=sitting_at(session.call))


def opened(call: Any) -> CommitteeSession:
    session = prepared(call)
    return open_session(session.pid, by=committee().chair, at=sitting_at(call))


def came(session: CommitteeSession, **attendance: str) -> dict[str, str]:
    """`FR="member"`: by delegation."""
    return {
        seat.pid: attendance[seat.delegation]
        for seat in session.seats.all()
        if seat.delegation in attendance
    }


@pytest.mark.parametrize(("days", "code"), [(10, ""), (9, "short_notice")])
def test_the_committee_is_convened_in_the_packs_term(
    call: Any, at: datetime, days: int, code: str
) -> None:
    files(call, at, 4)
    session = empty(call, in_days=days)
    seat_all(session)
    by, day = committee().officer, sitting_at(call)
    if code:
        with pytest.raises(NotPossible, match=code):
            convene_session(session.pid, by=by, at=day)
        convene_session(session.pid, because="Fin de l’année.", by=by, at=day)
    else:
        convene_session(session.pid, because="Sans objet.", by=by, at=day)
    session.refresh_from_db()
    assert session.short_notice == ("Fin de l’année." if code else "")
    assert session.convened_by == by
    told = Message.objects.filter(notice="selection.session_convened")
    assert told.count() == 4  # two members, a substitute, an observer


def test_the_convocation_names_the_agenda_and_no_file(call: Any, at: datetime) -> None:
    (review,) = files(call, at, 4)
    session = empty(call)
    seat_all(session)
    convene_session(session.pid, by=committee().officer, at=sitting_at(call))
    mails = Message.objects.filter(notice="selection.session_convened")
    assert {one.language for one in mails} == {"fr", "it", "en"}
    assert all("1 " in one.text and review.application.number not in one.text for one in mails)


def test_nobody_is_convened_before_there_is_a_vote_nor_twice(call: Any, at: datetime) -> None:
    files(call, at, 4)
    session, by, day = empty(call), committee().officer, sitting_at(call)
    with pytest.raises(NotPossible, match="nobody_seated"):
        convene_session(session.pid, by=by, at=day)
    seat_all(session)
    convene_session(session.pid, by=by, at=day)
    with pytest.raises(NotPossible, match="already_convened"):
        convene_session(session.pid, by=by, at=day)


@pytest.mark.parametrize(
    ("seated", "code"),
    [
        (lambda: [Seated(member())], "delegation_missing"),
        (lambda: [Seated(member(), "DE")], "delegation_missing"),
        (lambda: [Seated(member(), "FR"), Seated(committee().chair, "IT", substitute=member())],
         "substitute_seated"),
    ],
)  # fmt: skip
def test_each_vote_has_a_delegation_and_nobody_two_seats(
    call: Any, at: datetime, seated: Any, code: str
) -> None:
    files(call, at, 4)
    with pytest.raises(NotPossible, match=code):
        seat_members(empty(call).pid, seated(), by=committee().officer, at=sitting_at(call))


def test_a_session_opens_only_convened_and_with_both_delegations(call: Any, at: datetime) -> None:
    files(call, at, 4)
    session, people, day = empty(call), committee(), sitting_at(call)
    with pytest.raises(NotPossible, match="not_convened"):
        open_session(session.pid, by=people.chair, at=day)
    seat_all(session)
    convene_session(session.pid, by=people.officer, at=day)
    note_attendance(session.pid, came(session, FR="member"), by=people.officer, at=day)
    with pytest.raises(NotPossible, match="no_quorum") as refusal:
        open_session(session.pid, by=people.chair, at=day)
    assert refusal.value.params == {"present": 1, "needed": 1}
    note_attendance(session.pid, came(session, IT="substitute"), by=people.officer, at=day)
    assert open_session(session.pid, by=people.chair, at=day).state == SessionState.OPEN


def test_who_has_no_substitute_is_not_replaced(call: Any, at: datetime) -> None:
    files(call, at, 4)
    session = empty(call)
    seat_all(session)
    with pytest.raises(NotPossible, match="no_substitute"):
        note_attendance(
            session.pid, came(session, FR="substitute"), by=committee().officer, at=sitting_at(call)
        )


def test_the_substitute_votes_in_the_members_place(call: Any, at: datetime) -> None:
    files(call, at, 4)
    session, people, day = empty(call), committee(), sitting_at(call)
    seat_all(session)
    convene_session(session.pid, by=people.officer, at=day)
    note_attendance(
        session.pid, came(session, FR="member", IT="substitute"), by=people.officer, at=day
    )
    open_session(session.pid, by=people.chair, at=day)
    everything = list(session.decisions.values_list("pid", flat=True))
    with pytest.raises(NotPossible, match="no_vote"):
        cast_votes(session.pid, everything, "for", by=people.chair, at=day)
    with pytest.raises(NotPossible, match="no_vote"):
        cast_votes(session.pid, everything, "for", by=observer(), at=day)
    cast_votes(session.pid, everything, "for", by=substitute(), at=day)
    assert Ballot.objects.get().seat.delegation == "IT"


def test_an_objection_has_a_reason_and_keeps_the_file_from_the_signature(
    call: Any, at: datetime
) -> None:
    """One word en bloc, another on one file; a changed proposal is voted on anew."""
    files(call, at, 5, 4)
    session, people, day = opened(call), committee(), sitting_at(call)
    everything = list(session.decisions.order_by("rank").values_list("pid", flat=True))
    cast_votes(session.pid, everything, "for", by=member(), at=day)
    with pytest.raises(NotPossible, match="objection_reason_missing"):
        cast_votes(session.pid, everything[1:], "against", by=member(), at=day)
    cast_votes(session.pid, everything[1:], "against", comment="Doublon.", by=member(), at=day)
    assert list(Ballot.objects.order_by("decision__rank").values_list("stance", flat=True)) == [
        "for",
        "against",
    ]
    with pytest.raises(NotPossible, match="objected"):
        sign_session(session.pid, by=people.chair, at=day)
    change_outcome(
        session.pid, everything[1], "rejected", because="Doublon.", by=people.officer, at=day
    )
    assert sign_session(session.pid, by=people.chair, at=day).state == SessionState.SIGNED


def test_what_the_committee_puts_off_comes_back_to_another_session(call: Any, at: datetime) -> None:
    """The letter says so, the applicant may still withdraw, no money is bound."""
    (review,) = files(call, at, 5)
    session, people, day = opened(call), committee(), sitting_at(call)
    decision = session.decisions.get()
    change_outcome(
        session.pid, decision.pid, "deferred", because="Avis attendu.", by=people.officer, at=day
    )
    assert sign_session(session.pid, by=people.chair, at=day).state == SessionState.SIGNED
    with held_at(day + DAY):
        release_session(session.pid, by=people.authority, at=day + DAY)
    assert "Avis attendu." in Letter.objects.order_by("number")[0].texts["fr"]
    assert list(reviews_to_decide(call, ["education"])) == [review]
    assert access.leaves_open(review.application)
    again = prepared(call, ["education"])
    assert again.decisions.get().outcome == Outcome.APPROVED


def test_the_seats_votes_and_quorum_are_sealed_with_the_ranking(call: Any, at: datetime) -> None:
    files(call, at, 5)
    session = signed(call)
    assert session.ranking is not None
    content = session.ranking.content
    assert [one["delegation"] for one in content["room"]["seats"]] == ["FR", "IT"]
    assert content["room"]["quorum"] == {"present": 2, "needed": 1, "reached": True}
    assert content["decisions"][0]["votes"]["result"] == "carried"


# In writing


def in_writing(call: Any) -> CommitteeSession:
    session = empty(call, kind="written")
    seat_all(session)
    return convene_session(session.pid, by=committee().officer, at=sitting_at(call))


def last_instant(call: Any) -> datetime:
    """The end of the term: the last minute of its day in the programme's zone."""
    return (sitting_at(call) + 10 * DAY).replace(hour=21, minute=59, second=0, microsecond=0)


def test_a_written_procedure_opens_with_its_convocation(call: Any, at: datetime) -> None:
    files(call, at, 4)
    assert in_writing(call).state == SessionState.OPEN


@pytest.mark.parametrize(("seconds", "code"), [(0, "not_carried.running"), (1, "")])
def test_silence_agrees_once_the_term_has_passed(
    call: Any, at: datetime, seconds: int, code: str
) -> None:
    files(call, at, 4)
    session, when = in_writing(call), last_instant(call) + timedelta(seconds=seconds)
    if code:
        with pytest.raises(NotPossible, match=code):
            sign_session(session.pid, by=committee().chair, at=when)
        return
    assert sign_session(session.pid, by=committee().chair, at=when).state == SessionState.SIGNED


def test_when_all_have_answered_nobody_waits_for_the_term(call: Any, at: datetime) -> None:
    files(call, at, 4)
    session, day = in_writing(call), sitting_at(call) + DAY
    everything = list(session.decisions.values_list("pid", flat=True))
    for person in (member(), committee().chair):
        cast_votes(session.pid, everything, "for", by=person, at=day)
    assert sign_session(session.pid, by=committee().chair, at=day).state == SessionState.SIGNED


@pytest.mark.parametrize(("seconds", "late"), [(0, False), (1, True)])
def test_an_answer_after_the_term_is_refused(
    call: Any, at: datetime, seconds: int, late: bool
) -> None:
    files(call, at, 4)
    session, when = in_writing(call), last_instant(call) + timedelta(seconds=seconds)
    everything = list(session.decisions.values_list("pid", flat=True))
    if late:
        with pytest.raises(NotPossible, match="vote_closed"):
            cast_votes(session.pid, everything, "for", by=member(), at=when)
    else:
        assert cast_votes(session.pid, everything, "for", by=member(), at=when)


def test_an_objection_in_writing_sends_the_file_to_a_meeting(call: Any, at: datetime) -> None:
    first, second = files(call, at, 5, 4)
    session, people, day = in_writing(call), committee(), sitting_at(call) + DAY
    objected = session.decisions.get(application=second.application)
    cast_votes(session.pid, [objected.pid], "against", comment="À discuter.", by=member(), at=day)
    when = last_instant(call) + timedelta(seconds=1)
    with pytest.raises(NotPossible, match="objected"):
        sign_session(session.pid, by=people.chair, at=when)
    change_outcome(
        session.pid, objected.pid, "deferred", because="Opposition.", by=people.officer, at=when
    )
    sign_session(session.pid, by=people.chair, at=when)
    assert [one.application for one in reviews_to_decide(call, ["education"])] == [
        second.application
    ]
    assert first.application.decisions.get().outcome == Outcome.APPROVED


# Who sees what, and when


@pytest.mark.parametrize(
    ("who", "before"),
    [("officer", True), ("chair", True), ("authority", True), ("member", False),
     ("observer", False)],
)  # fmt: skip
def test_members_and_observers_see_a_session_once_it_is_convened(
    call: Any, at: datetime, who: str, before: bool
) -> None:
    files(call, at, 4)
    session, day = empty(call), sitting_at(call)
    people = {
        "officer": committee().officer, "chair": committee().chair,
        "authority": committee().authority, "member": member(), "observer": observer(),
    }  # fmt: skip
    assert sessions_visible_to(people[who], day).exists() is before
    gathered(session, day)
    assert sessions_visible_to(people[who], day).exists()


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_who_stands_aside_no_longer_sees_the_file_nor_votes_on_it(call: Any, at: datetime) -> None:
    """EVA-02: its page, letter, scores, sums and votes; the other file stays."""
    files(call, at, 5, 4)
    session, day = opened(call), sitting_at(call)
    first, second = session.decisions.order_by("rank")
    cast_votes(session.pid, [first.pid, second.pid], "for", by=member(), at=day)
    stand_aside(session.pid, first.pid, because="Ma commune.", by=member(), at=day)
    assert list(Ballot.objects.values_list("decision__pid", flat=True)) == [second.pid]

    client = signed_in(member())
    with held_at(day):
        for name in ("file", "preview"):
            url = reverse(f"selection:{name}", args=[session.pid, first.pid])
            assert client.get(url).status_code == 403, name
            url = reverse(f"selection:{name}", args=[session.pid, second.pid])
            assert client.get(url).status_code == 200, name
        for name in ("vote", "stand_aside"):
            url = reverse(f"selection:{name}", args=[session.pid, first.pid])
            assert client.post(url, {"stance": "for", "because": "x"}).status_code == 403
        board = client.get(reverse("selection:session", args=[session.pid])).content.decode()
        other = signed_in(committee().chair)
        whole = other.get(reverse("selection:session", args=[session.pid])).content.decode()
    score = f"{first.score:.2f}".replace(".", ",")
    assert f"<b>{score}</b>" in whole
    assert f"<b>{score}</b>" not in board
    assert first.application.number in board
    with pytest.raises(NotPossible, match="stands_aside"):
        cast_votes(session.pid, [first.pid], "for", by=member(), at=day)


def test_the_reason_of_standing_aside_is_kept_in_the_journal(call: Any, at: datetime) -> None:
    files(call, at, 5)
    session, day = opened(call), sitting_at(call)
    stand_aside(
        session.pid, session.decisions.get().pid, because="Ma commune.", by=member(), at=day
    )
    assert Event.objects.get(kind="committeesession.recused").reason == "Ma commune."


def test_a_delegation_of_which_all_stand_aside_is_not_asked(call: Any, at: datetime) -> None:
    files(call, at, 5)
    session, day = opened(call), sitting_at(call)
    decision = session.decisions.get()
    stand_aside(session.pid, decision.pid, because="Ma commune.", by=member(), at=day)
    sign_session(session.pid, by=committee().chair, at=day)
    assert session.call.sessions.get().ranking.content["decisions"][0]["votes"]["aside"] == [
        "Milo Membre"
    ]


def test_staff_without_a_seat_do_not_stand_aside(call: Any, at: datetime) -> None:
    files(call, at, 5)
    session = opened(call)
    with pytest.raises(NotPossible, match="not_seated"):
        stand_aside(
            session.pid, session.decisions.get().pid, because="x", by=committee().officer,
            at=sitting_at(call),
        )  # fmt: skip


# The pages


def test_the_members_are_seated_convened_and_noted_on_the_page(call: Any, at: datetime) -> None:
    files(call, at, 4)
    session, day, chair = empty(call), sitting_at(call), committee().chair
    substitute(), observer()
    client = signed_in(committee().officer)
    page = reverse("selection:members", args=[session.pid])
    with held_at(day):
        assert client.get(page).status_code == 200
        typed = {
            f"place_{member().pid}": "FR",
            f"place_{chair.pid}": "IT",
            f"substitute_{chair.pid}": substitute().pid,
            f"place_{observer().pid}": "observer",
        }
        assert client.post(f"{page}seats/", typed).status_code == 302
        twice = typed | {f"substitute_{member().pid}": chair.pid}
        assert client.post(f"{page}seats/", twice).status_code == 422
        assert client.post(f"{page}convene/", {"because": ""}).status_code == 302
        marks = {f"came_{seat.pid}": "member" for seat in session.seats.all()}
        assert client.post(f"{page}attendance/", marks).status_code == 302
        shown = client.get(page).content.decode()
    assert "Sara Supplente" in shown
    assert "Le quorum est atteint" in shown


def test_a_member_votes_on_the_page_and_the_officer_cannot(call: Any, at: datetime) -> None:
    files(call, at, 5, 4)
    session, day = opened(call), sitting_at(call)
    url = reverse("selection:vote_all", args=[session.pid])
    one = reverse("selection:vote", args=[session.pid, session.decisions.get(rank=1).pid])
    with held_at(day):
        client = signed_in(member())
        assert client.post(url, {"stance": ""}).status_code == 422
        assert client.post(url, {"stance": "for"}).status_code == 302
        assert client.post(one, {"stance": "against", "comment": ""}).status_code == 422
        assert client.post(one, {"stance": "against", "comment": "Doublon."}).status_code == 302
        assert signed_in(committee().officer).post(url, {"stance": "for"}).status_code == 403
        shown = client.get(reverse("selection:session", args=[session.pid])).content.decode()
    assert sorted(Ballot.objects.values_list("stance", flat=True)) == ["against", "for"]
    assert "opposition" in shown


@pytest.mark.counting
def test_one_seat_and_ten_cost_the_same(
    call: Any, at: datetime, django_assert_max_num_queries: Any
) -> None:
    files(call, at, 4)
    session, day = prepared(call), sitting_at(call)
    client = signed_in(committee().officer)
    page = reverse("selection:members", args=[session.pid])

    def cost() -> int:
        with held_at(day), django_assert_max_num_queries(40) as counted:
            client.get(page)
        return len(counted)

    client.get(page)
    few = cost()
    people = [staff(f"Membre {n}", "committee") for n in range(8)]
    for person in people:
        session.seats.create(person=person, delegation="FR")
    assert cost() == few
