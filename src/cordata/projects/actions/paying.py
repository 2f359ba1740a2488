"""Money: ordered by one person, confirmed by another, recorded when it has left (MON-08)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction

from cordata.accounts.models import Person
from cordata.kernel.transitions import move, tell
from cordata.kernel.verdicts import NotPossible
from cordata.projects import notices
from cordata.projects.actions.locking import locked_payment, locked_project
from cordata.projects.models import BankDetails, Payment, Project
from cordata.projects.queries import plan_of, settlement_of
from cordata.projects.states import CONFIRM, PAY, PaymentState, ProjectState
from cordata.rules.lump_sums import advance

ZERO = Decimal("0.00")


@transaction.atomic
def order_payment(pid: str, kind: str, *, key: str, by: Person, at: datetime) -> Payment:
    """Order the advance, the balance or the recovery; the amount is the rules'.

    The same `key` gives the same payment (AB04). Raises `NotPossible`: `payment.not_now`,
    `payment.nothing_due`, `payment.bank_unconfirmed`, `payment.ordered_already`.
    """
    earlier = Payment.objects.filter(key=key, project__pid=pid).first()
    if earlier is not None:
        return earlier
    project = locked_project(pid)
    amount = amount_due(project, kind)
    if amount <= ZERO:
        raise NotPossible("payment.nothing_due")
    if kind != "recovery" and not _bank_confirmed(project):
        raise NotPossible("payment.bank_unconfirmed")
    try:
        with transaction.atomic():
            payment = Payment.objects.create(
                project=project, kind=kind, amount=amount, ordered_by=by, ordered_at=at, key=key
            )
    except IntegrityError as error:
        raise NotPossible("payment.ordered_already") from error
    tell(payment, "ordered", by=by, at=at, amount=amount, payment=kind)
    return payment


def _bank_confirmed(project: Project) -> bool:
    return BankDetails.objects.filter(project=project, confirmed_by__isnull=False).exists()


def amount_due(project: Project, kind: str) -> Decimal:
    """Euros of ERDF that this payment would carry. Raises `NotPossible`: `payment.not_now`."""
    if kind == "advance" and project.state == ProjectState.RUNNING:
        return advance(project.grant, plan_of(project).advance_rate)
    if kind in {"balance", "recovery"} and project.state == ProjectState.VERIFIED:
        settlement = settlement_of(project)
        return settlement.balance if kind == "balance" else settlement.recovery
    raise NotPossible("payment.not_now", kind=kind)


@dataclass(frozen=True, slots=True)
class Due:
    """A payment that can be ordered: what it is for, euros of ERDF."""

    kind: str
    amount: Decimal


def ordered_next(project: Project) -> Due | None:
    """The payment that comes next and is not ordered yet; its amount may be zero."""
    ordered = {one.kind for one in project.payments.all()}
    if project.state == ProjectState.RUNNING and "advance" not in ordered:
        return Due("advance", amount_due(project, "advance"))
    if project.state == ProjectState.VERIFIED and not ordered & {"balance", "recovery"}:
        settlement = settlement_of(project)
        if settlement.recovery:
            return Due("recovery", settlement.recovery)
        return Due("balance", settlement.balance)
    return None


@transaction.atomic
def confirm_payment(pid: str, *, by: Person, at: datetime) -> Payment:
    """A second person confirms. Raises `NotPossible`: `project.four_eyes`."""
    payment = locked_payment(pid)
    if payment.ordered_by_id == by.pk:
        raise NotPossible("project.four_eyes")
    payment.confirmed_by, payment.confirmed_at = by, at
    move(payment, CONFIRM, by=by, at=at, amount=payment.amount)
    return payment


@transaction.atomic
def record_paid(pid: str, paid_on: date, *, by: Person, at: datetime) -> Payment:
    """The accounting has executed the order on a day."""
    payment = locked_payment(pid)
    if payment.state == PaymentState.PAID:
        return payment
    if paid_on > at.date():
        raise NotPossible("payment.day_to_come")
    payment.paid_on = paid_on
    move(payment, PAY, by=by, at=at, amount=payment.amount, paid_on=paid_on)
    notices.paid(payment, at=at)
    return payment
