"""Sessions: envelopes, ties, four eyes, the sealed ranking (EVA-06, ACC-11)."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from cordata.accounts.models import Person
from cordata.applications.actions import withdraw_application
from cordata.documents.sealing import holds
from cordata.kernel import clock
from cordata.kernel.models import Event
from cordata.kernel.verdicts import NotPossible
from cordata.notify.models import Message
from cordata.projects.models import Project
from cordata.rules.ranking import Remainder
from cordata.selection import access
from cordata.selection.actions import (
    change_outcome,
    choose_first,
    open_session,
    prepare_session,
    propose_again,
    release_session,
    sign_session,
)
from cordata.selection.board import board
from cordata.selection.models import CommitteeSession, Decision, Letter
from cordata.selection.queries import money_left, released_decision, reviews_to_decide
from cordata.selection.states import Outcome
from tests.factories.assessment import consolidated, staff
from tests.factories.selection import (
    committee,
    envelope_of,
    files,
    gathered,
    prepared,
    released,
    signed,
    sitting_at,
)

pytestmark = pytest.mark.django_db
ASKED = Decimal("54379.82")


def outcomes(session: CommitteeSession) -> list[tuple[int | None, str, Decimal]]:
    rows = session.decisions.order_by("rank", "application__number")
    return [(one.rank, one.outcome, one.grant) for one in rows]


def test_the_envelope_is_filled_in_the_order_of_the_ranking(call: Any, at: datetime) -> None:
    files(call, at, 3, 5, 4)
    envelope_of(call, "120000.00")
    session = prepared(call)
    assert outcomes(session) == [
        (1, Outcome.APPROVED, ASKED),
        (2, Outcome.APPROVED, ASKED),
        (3, Outcome.RESERVE, Decimal("0.00")),
    ]


def test_each_letter_quotes_first_what_was_written_in_its_language(call: Any, at: datetime) -> None:
    """EVA-04: as it was written, without a name; nothing is left out in the other language."""
    (review,) = files(call, at, 5)
    french, italian = review.assignments.order_by("pk")
    for sheet, language, words in (
        (french, "fr", "Le besoin est réel."),
        (italian, "it", "Il bisogno è reale."),
    ):
        Person.objects.filter(pk=sheet.assessor_id).update(language=language)
        sheet.scores.update(motivation=words)

    reasons = prepared(call).decisions.get().reasons

    assert "Le besoin est réel. Il bisogno è reale." in reasons["fr"]
    assert "Il bisogno è reale. Le besoin est réel." in reasons["it"]


def test_each_envelope_has_a_ranking_of_its_own(call: Any, at: datetime) -> None:
    """EVA-06: the letter of the first of a theme says rank 1, whoever asks the other envelope."""
    files(call, at, 5, 3)
    files(call, at, 4, 2, theme="culture-tourisme")

    session = prepared(call)

    rows = session.decisions.order_by("theme", "rank").values_list("theme", "rank")
    assert list(rows) == [
        ("culture-tourisme", 1),
        ("culture-tourisme", 2),
        ("education", 1),
        ("education", 2),
    ]


def test_the_envelope_is_never_exceeded_by_a_cent(call: Any, at: datetime) -> None:
    files(call, at, 5, 4)
    envelope_of(call, "108759.63")  # two grants less one cent
    session = prepared(call)
    second = session.decisions.get(rank=2)
    assert second.outcome == Outcome.RESERVE
    people, day = committee(), sitting_at(call)
    with pytest.raises(NotPossible, match="over_envelope") as refusal:
        change_outcome(
            session.pid, second.pid, "approved", because="Utile.", by=people.officer, at=day
        )
    assert refusal.value.params["over"] == Decimal("0.01")
    second.refresh_from_db()
    assert second.outcome == Outcome.RESERVE


def test_an_envelope_that_fits_to_the_cent_is_used_whole(call: Any, at: datetime) -> None:
    files(call, at, 5, 4)
    envelope_of(call, "108759.64")
    assert [row[1] for row in outcomes(prepared(call))] == [Outcome.APPROVED, Outcome.APPROVED]


def test_what_earlier_sessions_granted_is_gone(call: Any, at: datetime) -> None:
    files(call, at, 5)
    envelope_of(call, "60000.00")
    released(call)
    consolidated(call, at, 4)
    later = prepared(call)
    assert money_left(later)["education"] == Decimal("5620.18")
    assert [row[1] for row in outcomes(later)] == [Outcome.RESERVE]


def test_two_sessions_cannot_grant_the_same_money(call: Any, at: datetime) -> None:
    """Both were prepared while the envelope was whole; the second signature is refused."""
    first_file, second_file = files(call, at, 5, 4)
    envelope_of(call, "60000.00")
    people, day = committee(), sitting_at(call)
    sessions = [
        prepare_session(
            call, ["education"], held_on=day.date(), only={one.application.pid},
            by=people.officer, at=day,
        )
        for one in (first_file, second_file)
    ]  # fmt: skip
    for session in sessions:
        gathered(session, day)
        open_session(session.pid, by=people.chair, at=day)
    sign_session(sessions[0].pid, by=people.chair, at=day)
    with pytest.raises(NotPossible, match="over_envelope"):
        sign_session(sessions[1].pid, by=people.chair, at=day)


def test_a_file_decided_elsewhere_or_withdrawn_stops_the_signature(call: Any, at: datetime) -> None:
    (review,) = files(call, at, 5)
    session, people, day = prepared(call), committee(), sitting_at(call)
    open_session(session.pid, by=people.chair, at=day)
    application = review.application
    signatory = application.submissions.get().submitted_by
    withdraw_application(application.pid, because="Abandon.", by=signatory, at=day)
    with pytest.raises(NotPossible, match="not_decidable"):
        sign_session(session.pid, by=people.chair, at=day)


def test_a_file_withdrawn_meanwhile_is_named_and_the_ranking_computed_anew(
    client: Any, call: Any, at: datetime
) -> None:
    """The board is no longer true: it says so, and the next in line takes the money."""
    made = files(call, at, 3, 5, 4)
    envelope_of(call, "120000.00")
    session = prepared(call)
    first = session.decisions.get(rank=1).application
    signer = next(one for one in made if one.application_id == first.pk).submission.submitted_by
    withdraw_application(first.pid, by=signer, because="Retrait", at=at)
    client.force_login(staff("officer-of-the-board", "officer"))
    page = f"/fr/selection/sessions/{session.pid}/"
    with clock.held_at(sitting_at(call)):
        assert f"Retirée depuis le calcul du classement : {first.number}" in client.get(
            page
        ).content.decode().replace("\u00a0", " ")
        assert client.post(f"{page}again/", {"remainder": session.remainder}).status_code == 302
        assert "Retirée depuis" not in client.get(page).content.decode()
    assert outcomes(session) == [(1, Outcome.APPROVED, ASKED), (2, Outcome.APPROVED, ASKED)]


def test_equals_at_the_cut_are_settled_before_the_signature(call: Any, at: datetime) -> None:
    files(call, at, 4, 4)
    envelope_of(call, "60000.00")
    session, people, day = prepared(call), committee(), sitting_at(call)
    assert [row[:2] for row in outcomes(session)] == [
        (1, Outcome.DEFERRED),
        (1, Outcome.DEFERRED),
    ]
    open_session(session.pid, by=people.chair, at=day)
    with pytest.raises(NotPossible, match="deferred_left"):
        sign_session(session.pid, by=people.chair, at=day)
    first = session.decisions.values_list("application__pid", flat=True)[0]
    with pytest.raises(NotPossible, match="reason_missing"):
        choose_first(session.pid, first, because=" ", by=people.officer, at=day)
    choose_first(session.pid, first, because="Équilibre.", by=people.officer, at=day)
    assert [row[1] for row in outcomes(session)] == [Outcome.APPROVED, Outcome.RESERVE]
    sign_session(session.pid, by=people.chair, at=day)


@pytest.mark.parametrize(
    ("remainder", "expected"),
    [
        (Remainder.STOP, [Outcome.APPROVED, Outcome.RESERVE]),
        (Remainder.HOLD, [Outcome.APPROVED, Outcome.DEFERRED]),
        (Remainder.PARTIAL, [Outcome.APPROVED, Outcome.APPROVED]),
    ],
)
def test_the_remainder_follows_the_treatment_chosen(
    call: Any, at: datetime, remainder: str, expected: list[str]
) -> None:
    files(call, at, 5, 4)
    envelope_of(call, "90000.00")
    session, people = prepared(call), committee()
    propose_again(session.pid, remainder=remainder, by=people.officer, at=sitting_at(call))
    assert [row[1] for row in outcomes(session)] == expected
    granted = sum(row[2] for row in outcomes(session))
    assert granted <= Decimal("90000.00")
    partial = session.decisions.get(rank=2)
    if remainder == Remainder.PARTIAL:
        assert partial.grant == Decimal("35620.18")
        assert partial.total == Decimal("44525.23")


def test_a_contest_rejects_below_the_threshold(aurora_call: Any, at: datetime) -> None:
    """The second pack: three countries, one language, contest."""
    consolidated(aurora_call, at, 2)
    consolidated(aurora_call, at, [2, 2, 2, 2, 2, 2, 0])
    session = prepared(aurora_call)
    assert [row[:2] for row in outcomes(session) if row[0]] == [(1, Outcome.APPROVED)]
    assert session.decisions.get(rank=None).outcome == Outcome.REJECTED
    released(aurora_call)
    texts = Letter.objects.order_by("number")[0].texts
    assert list(texts) == ["en"]
    assert "€\u00a013,000.00" in texts["en"]


def test_an_outcome_without_a_letter_is_refused(aurora_call: Any, at: datetime) -> None:
    consolidated(aurora_call, at, 2)
    session = prepared(aurora_call)
    decision = session.decisions.get()
    for outcome, code in (("conditions", "no_letter"), ("nonsense", "outcome_unknown")):
        with pytest.raises(NotPossible, match=code):
            change_outcome(
                session.pid, decision.pid, outcome, because="Oui.", conditions={"en": "Do it."},
                by=committee().officer, at=sitting_at(aurora_call),
            )  # fmt: skip


def test_the_frozen_ranking_equals_its_recomputation(call: Any, at: datetime) -> None:
    """EVA-06: from the sheets, whatever the order they come in."""
    files(call, at, 3, 5, 4, 2)
    envelope_of(call, "120000.00")
    expected = {
        place.review.application.number: (place.rank, str(place.outcome), place.grant)
        for place in shuffled_board(call)
    }
    session = signed(call)
    sealed = session.ranking
    assert sealed is not None
    assert holds(sealed)
    frozen = {
        row["number"]: (row["rank"], row["outcome"], Decimal(row["grant"]))
        for row in sealed.content["decisions"]
    }
    assert frozen == expected


def shuffled_board(call: Any) -> Any:
    reviews = list(reviews_to_decide(call, ["education"]))
    random.Random(7).shuffle(reviews)
    return board(reviews, {"education": Decimal("120000.00")}, Remainder.STOP)


def test_a_signed_session_is_frozen(call: Any, at: datetime) -> None:
    files(call, at, 5)
    session, people, day = signed(call), committee(), sitting_at(call)
    decision = session.decisions.get()
    with pytest.raises(NotPossible, match="signed"):
        change_outcome(
            session.pid, decision.pid, "rejected", because="Non.", by=people.chair, at=day
        )
    with pytest.raises(NotPossible, match="signed"):
        propose_again(session.pid, remainder="hold", by=people.chair, at=day)
    with pytest.raises(NotPossible, match=r"selection\.signed"):
        sign_session(session.pid, by=people.chair, at=day)
    assert access.sign(people.chair, session, at=day).code == "selection.signed"


def test_a_session_is_opened_before_it_is_signed(call: Any, at: datetime) -> None:
    files(call, at, 5)
    session, people, day = prepared(call), committee(), sitting_at(call)
    with pytest.raises(NotPossible, match=r"selection\.not_open"):
        sign_session(session.pid, by=people.chair, at=day)
    assert access.sign(people.chair, session, at=day).code == "selection.not_open"


def test_who_signed_does_not_notify(call: Any, at: datetime) -> None:
    """Four eyes, in access, in the action and in the database."""
    files(call, at, 5)
    both = staff("Dora Doppia", "chair", "authority")
    session, day = prepared(call), sitting_at(call)
    open_session(session.pid, by=both, at=day)
    session = sign_session(session.pid, by=both, at=day)
    assert access.release(both, session, at=day).code == "selection.four_eyes"
    with pytest.raises(NotPossible, match="four_eyes"):
        release_session(session.pid, by=both, at=day)
    with pytest.raises(IntegrityError), transaction.atomic():
        CommitteeSession.objects.filter(pk=session.pk).update(released_by=both, released_at=day)


def test_each_act_has_its_role(call: Any, at: datetime) -> None:
    files(call, at, 5)
    session, people, day = prepared(call), committee(), sitting_at(call)
    member = staff("Milo Membre", "committee")
    for person in (member, people.authority):
        assert not access.change(person, session, at=day)
        assert not access.open_session(person, session, at=day)
    assert not access.sign(people.officer, session, at=day)
    open_session(session.pid, by=people.chair, at=day)
    session.refresh_from_db()
    assert access.sign(people.chair, session, at=day)
    assert not access.release(people.authority, session, at=day)
    assert access.read(member, session, at=day)


def test_a_release_tells_everybody_at_once(call: Any, at: datetime) -> None:
    """ACC-11: no message, letter, project or visible decision before; all of them after."""
    first, second = files(call, at, 5, 4)
    envelope_of(call, "60000.00")
    session, people, day = signed(call), committee(), sitting_at(call)
    assert not Letter.objects.exists()
    assert not Message.objects.filter(notice="selection.decision_notified").exists()
    assert not Project.objects.exists()
    assert released_decision(first.application_id) is None
    instant = day + timedelta(days=7)
    release_session(session.pid, by=people.authority, at=instant)
    assert Letter.objects.count() == 4
    assert Message.objects.filter(notice="selection.decision_notified").count() == 8
    assert Project.objects.get().application_id == first.application_id
    before = instant - timedelta(seconds=1)
    assert released_decision(second.application_id, before) is None
    shown = released_decision(second.application_id, instant)
    assert shown is not None
    assert shown.outcome == Outcome.RESERVE


def test_no_subject_line_tells_the_outcome(call: Any, at: datetime) -> None:
    """ACC-11: a preview on a locked telephone says nothing."""
    files(call, at, 5)
    released(call)
    for message in Message.objects.filter(notice="selection.decision_notified"):
        line = message.subject.lower()
        assert not any(word in line for word in ("approuv", "approv", "retenu", "select"))


def test_the_reserve_list_is_taken_up_when_money_comes_free(call: Any, at: datetime) -> None:
    files(call, at, 5, 4)
    envelope_of(call, "60000.00")
    released(call)
    envelope_of(call, "120000.00")
    people, day = committee(), sitting_at(call) + timedelta(days=30)
    with pytest.raises(NotPossible, match="nothing_to_decide"):
        prepare_session(call, ["education"], held_on=day.date(), by=people.officer, at=day)
    again = prepare_session(
        call, ["education"], held_on=day.date(), with_reserve=True, by=people.officer, at=day
    )
    assert [row[1] for row in outcomes(again)] == [Outcome.APPROVED]


def test_a_change_is_kept_with_its_reason_and_quoted(call: Any, at: datetime) -> None:
    files(call, at, 5)
    session, people = prepared(call), committee()
    decision = session.decisions.get()
    change_outcome(
        session.pid, decision.pid, "conditions", because="Le *calendrier* est trop serré.",
        conditions={"fr": "Décaler l’exposition.", "it": "Spostare la mostra."},
        by=people.officer, at=sitting_at(call),
    )  # fmt: skip
    changed = Event.objects.get(kind="decision.changed")
    assert (changed.data["before"], changed.data["after"]) == ("approved", "conditions")
    decision.refresh_from_db()
    assert "\\*calendrier\\*" in decision.reasons["fr"]
    assert decision.grant == ASKED
    assert not Decision.objects.filter(outcome=Outcome.DEFERRED).exists()
