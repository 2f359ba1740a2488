"""From the grant to the last euro: the worked examples of domain.md 5.3 through the actions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from cordata.kernel.ids import public_id
from cordata.kernel.journal import SYSTEM
from cordata.kernel.verdicts import NotPossible
from cordata.notify.models import Message
from cordata.packs.call import Instalment, Trigger
from cordata.programme.actions import load_pack
from cordata.projects import actions
from cordata.projects.actions.opening import lump_sums
from cordata.projects.models import BankDetails, Payment, Project
from cordata.projects.queries import settlement_of
from cordata.projects.states import ProjectState
from cordata.rules.lump_sums import Earning
from tests.factories.projects import IBAN, after, opened, paid, prove, reported, signed, verified


def reached(call: Any, at: datetime, *accepted: int) -> Any:
    """Example 6: advance paid, proofs of the accepted activities, everything verified."""
    running = signed(call, at)
    paid(running, "advance", after(at, 10))
    prove(running, after(at, 100), *accepted)
    reported(running, after(at, 400))
    verified(running, after(at, 420), *accepted)
    return running


def test_a_missing_proof_costs_its_activity_and_nothing_else(call: Any, at: datetime) -> None:
    """Worked example 6: advance 29 000, A2 not proven, earned 33 000, balance 4 000."""
    running = reached(call, at, 1, 3)

    settlement = settlement_of(running.project)

    assert running.project.payments.get(kind="advance").amount == Decimal("29000.00")
    assert settlement.granted == Decimal("58000.00")
    assert settlement.earned == Decimal("33000.00")
    assert settlement.balance == Decimal("4000.00")
    assert settlement.recovery == 0
    assert paid(running, "balance", after(at, 430)).amount == Decimal("4000.00")


def test_what_was_advanced_and_not_earned_is_asked_back(call: Any, at: datetime) -> None:
    """Worked example 6: A2 and A3 fail, earned 20 000, recovery 9 000."""
    running = reached(call, at, 1)

    settlement = settlement_of(running.project)

    assert settlement.earned == Decimal("20000.00")
    assert settlement.recovery == Decimal("9000.00")
    with pytest.raises(NotPossible, match=r"payment.nothing_due"):
        actions.order_payment(
            running.pid, "balance", key=public_id(), by=running.orderer, at=after(at, 430)
        )
    assert paid(running, "recovery", after(at, 430)).amount == Decimal("9000.00")


@pytest.fixture
def whole_call(alcotra: Any, db: None, at: datetime) -> Any:
    """A call whose grant is one lump sum, paid at the end."""
    end = (Instalment("final", Trigger.FINAL_REPORT, Decimal(100), {"fr": "Solde"}),)
    calls = tuple(
        replace(
            call,
            payment=replace(call.payment, earning=Earning.ALL_OR_NOTHING, instalments=end),
        )
        for call in alcotra.calls
    )
    programme = load_pack(replace(alcotra, calls=calls), by=SYSTEM, at=at)
    return programme.calls.get(code="microprojets-2")


def test_a_lump_sum_for_the_whole_is_paid_whole_or_not_at_all(
    whole_call: Any, at: datetime
) -> None:
    """Worked example 5: 54 379.82 or 0.00, no third value; and no advance."""
    parts = (Decimal("30000.00"), Decimal("24379.82"))
    running = signed(whole_call, at, sums=parts)
    with pytest.raises(NotPossible, match=r"payment.nothing_due"):
        actions.order_payment(running.pid, "advance", key="a", by=running.orderer, at=at)
    prove(running, after(at, 50), 1)
    reported(running, after(at, 60))

    verified(running, after(at, 70), 1)

    assert settlement_of(running.project).earned == Decimal("0.00")


def test_the_whole_lump_sum_is_earned_to_the_cent(whole_call: Any, at: datetime) -> None:
    running = signed(whole_call, at, sums=(Decimal("30000.00"), Decimal("24379.82")))
    prove(running, after(at, 50), 1, 2)
    reported(running, after(at, 60))

    verified(running, after(at, 70), 1, 2)

    assert settlement_of(running.project).balance == Decimal("54379.82")


def test_lump_sums_add_up_to_the_grant(call: Any, at: datetime) -> None:
    """MON-01: the parts are exact, and equal where the deliverables carry no sums."""
    activities = list(opened(call, at).project.application.activities.all())

    assert lump_sums(Decimal("58000.00"), activities) == [
        Decimal("20000.00"),
        Decimal("25000.00"),
        Decimal("13000.00"),
    ]
    assert sum(lump_sums(Decimal("54379.82"), activities)) == Decimal("54379.82")
    for activity in activities:
        activity.deliverables.update(amount=None)
    fresh = list(running_activities(activities))
    assert lump_sums(Decimal("100.00"), fresh) == [
        Decimal("33.33"),
        Decimal("33.33"),
        Decimal("33.34"),
    ]


def running_activities(activities: list[Any]) -> Any:
    return type(activities[0]).objects.filter(pk__in=[one.pk for one in activities])


def test_nobody_confirms_their_own_order(call: Any, at: datetime) -> None:
    """MON-08: refused by the action and by the database."""
    running = signed(call, at)
    payment = actions.order_payment(running.pid, "advance", key="k", by=running.orderer, at=at)

    with pytest.raises(NotPossible, match=r"project.four_eyes"):
        actions.confirm_payment(payment.pid, by=running.orderer, at=at)
    with pytest.raises(IntegrityError), transaction.atomic():
        Payment.objects.filter(pk=payment.pk).update(confirmed_by=running.orderer)


def test_an_order_sent_twice_is_one_payment(call: Any, at: datetime) -> None:
    """AB04: the same key gives the same payment; another key finds it ordered already."""
    running = signed(call, at)
    first = actions.order_payment(running.pid, "advance", key="k", by=running.orderer, at=at)

    assert (
        actions.order_payment(running.pid, "advance", key="k", by=running.orderer, at=at) == first
    )
    with pytest.raises(NotPossible, match=r"payment.ordered_already"):
        actions.order_payment(running.pid, "advance", key="l", by=running.orderer, at=at)
    assert Payment.objects.count() == 1


def test_money_waits_for_bank_details_checked_by_a_second_person(call: Any, at: datetime) -> None:
    """MON-07: a change undoes the confirmation, and everybody of the lead is told."""
    running = signed(call, at)
    told = Message.objects.filter(notice="projects.bank_given").count()

    actions.give_bank_details(
        running.pid, holder="Autre", iban=IBAN, by=running.cast.signatory, at=after(at, 1)
    )

    with pytest.raises(NotPossible, match=r"payment.bank_unconfirmed"):
        actions.order_payment(running.pid, "advance", key="k", by=running.orderer, at=at)
    assert Message.objects.filter(notice="projects.bank_given").count() == told + 2
    with pytest.raises(NotPossible, match=r"project.four_eyes"):
        actions.confirm_bank_details(running.pid, by=running.cast.signatory, at=after(at, 2))
    with pytest.raises(NotPossible, match=r"project.bank_changed"):
        actions.confirm_bank_details(
            running.pid, given_at=at, by=running.authority, at=after(at, 2)
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        BankDetails.objects.update(confirmed_by=running.cast.signatory)


def test_bank_details_stay_while_a_payment_runs(call: Any, at: datetime) -> None:
    """MON-07: from the order until the money has left."""
    running = signed(call, at)
    payment = actions.order_payment(running.pid, "advance", key="k", by=running.orderer, at=at)
    change = {"holder": "Autre", "iban": IBAN, "by": running.cast.signatory, "at": at}

    with pytest.raises(NotPossible, match=r"project.payment_runs"):
        actions.give_bank_details(running.pid, **change)
    actions.confirm_payment(payment.pid, by=running.confirmer, at=at)
    with pytest.raises(NotPossible, match=r"project.payment_runs"):
        actions.give_bank_details(running.pid, **change)
    actions.record_paid(payment.pid, at.date(), by=running.orderer, at=at)
    actions.give_bank_details(running.pid, **change)


def test_a_wrong_iban_is_refused_with_its_reason(call: Any, at: datetime) -> None:
    running = signed(call, at)

    with pytest.raises(NotPossible, match=r"identifier.") as refusal:
        actions.give_bank_details(
            running.pid, holder="x", iban="FR7630006000011234567890188",
            by=running.cast.signatory, at=at,
        )  # fmt: skip
    assert refusal.value.params


def test_a_payment_is_not_recorded_ahead_of_its_day(call: Any, at: datetime) -> None:
    running = signed(call, at)
    payment = actions.order_payment(running.pid, "advance", key="k", by=running.orderer, at=at)
    actions.confirm_payment(payment.pid, by=running.confirmer, at=at)

    with pytest.raises(NotPossible, match=r"payment.day_to_come"):
        actions.record_paid(payment.pid, date(2025, 2, 4), by=running.orderer, at=at)


def test_a_project_that_is_not_verified_is_not_closed(call: Any, at: datetime) -> None:
    running = signed(call, at)

    with pytest.raises(NotPossible, match=r"project.not_now"):
        actions.close_project(running.pid, by=running.authority, at=after(at, 440))


def test_a_project_closes_when_its_account_is_even(call: Any, at: datetime) -> None:
    """Documents are kept until 31 December, five years after the last payment's year."""
    running = reached(call, at, 1, 3)
    with pytest.raises(NotPossible, match=r"project.money_open"):
        actions.close_project(running.pid, by=running.authority, at=after(at, 440))
    last = paid(running, "balance", after(at, 430))

    closed = actions.close_project(running.pid, by=running.authority, at=after(at, 440))

    assert closed.state == ProjectState.CLOSED
    assert last.paid_on
    assert closed.retention_until == date(last.paid_on.year + 5, 12, 31)
    assert Project.objects.get(pk=closed.pk).closed_at == after(at, 440)
