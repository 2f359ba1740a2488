"""Messages inside a file: written by either side, answered, settled, closed with the file."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cordata.accounts.models import Person
from cordata.applications.models import Application
from cordata.assessment import exchanging, notices
from cordata.assessment.actions.stages import locked_review
from cordata.assessment.models import Exchange, ExchangeMessage, ExchangeRead, Review
from cordata.assessment.states import (
    ANSWER_PARTNERS,
    ASK_PARTNERS,
    CLOSE_EXCHANGE,
    SETTLE_EXCHANGE,
    WRITE_IN,
)
from cordata.documents.models import StoredFile
from cordata.kernel.journal import SYSTEM, Actor
from cordata.kernel.models import Event
from cordata.kernel.transitions import Transition, can_move, move
from cordata.kernel.verdicts import NotPossible
from cordata.web.cleaning import clean_text


@transaction.atomic
def open_exchange(
    review_pid: str,
    subject: str,
    text: str,
    file: StoredFile | None = None,
    *,
    expects: bool,
    by: Person,
    at: datetime,
) -> Exchange:
    """A new subject with its first message; `expects` says whether the partners are to answer,
    where an officer writes.

    Raises `NotPossible`: `exchange.subject_missing`, `exchange.text_missing`, `exchange.closed`.
    """
    review = locked_review(review_pid)
    if not clean_text(subject).strip():
        raise NotPossible("exchange.subject_missing")
    exchange = Exchange.objects.create(
        review=review, subject=clean_text(subject).strip(), opened_at=at, since=at
    )
    _write(exchange, text, file, expects=expects, by=by, at=at)
    return exchange


@transaction.atomic
def write_message(
    pid: str,
    text: str,
    file: StoredFile | None = None,
    *,
    expects: bool,
    by: Person,
    at: datetime,
) -> ExchangeMessage:
    """One more message on a subject.

    Raises `NotPossible`: `exchange.text_missing`, `exchange.closed`.
    """
    return _write(_locked(pid), text, file, expects=expects, by=by, at=at)


def _write(
    exchange: Exchange,
    text: str,
    file: StoredFile | None,
    *,
    expects: bool,
    by: Person,
    at: datetime,
) -> ExchangeMessage:
    review = exchange.review
    if not (verdict := exchanging.open_for(review.application, at)):
        raise NotPossible(verdict.code)
    if not text.strip():
        raise NotPossible("exchange.text_missing")
    office = exchanging.speaks_for_office(by, review, at)
    message = ExchangeMessage.objects.create(
        exchange=exchange, author=by, from_office=office, text=text.strip(), file=file, at=at
    )
    _enter(exchange, _next(office, expects), by=by, at=at, message=message.pid)
    read_exchange(exchange, by=by, at=at)
    notices.message_written(message, at=at)
    return message


def _next(office: bool, expects: bool) -> Transition:
    if not office:
        return WRITE_IN
    return ASK_PARTNERS if expects else ANSWER_PARTNERS


@transaction.atomic
def settle_exchange(pid: str, *, by: Person, at: datetime) -> Exchange:
    """An officer says that nobody is to answer. Raises `exchange.nothing_awaited`."""
    exchange = _locked(pid)
    if not can_move(exchange, SETTLE_EXCHANGE):
        raise NotPossible("exchange.nothing_awaited")
    _enter(exchange, SETTLE_EXCHANGE, by=by, at=at)
    return exchange


def read_exchange(exchange: Exchange, *, by: Person, at: datetime) -> None:
    """Everything written so far is read."""
    ExchangeRead.objects.update_or_create(exchange=exchange, person=by, defaults={"read_at": at})


def close_exchanges(application: Application, *, at: datetime) -> None:
    """The partners know that the file has ended: nothing is written any more, all of it stays."""
    for exchange in exchanging.open_exchanges(application).select_for_update(of=("self",)):
        _enter(exchange, CLOSE_EXCHANGE, by=SYSTEM, at=at)


def close_on_refusal(refusal: object, event: Event) -> None:
    """`refusal.released`: called by the table of reactions."""
    review = Review.objects.select_related("application").get(refusal__pid=event.subject_id)
    close_exchanges(review.application, at=event.at)


def close_on_withdrawal(application: Application, event: Event) -> None:
    """`application.withdrawn`."""
    close_exchanges(application, at=event.at)


def _enter(
    exchange: Exchange, transition: Transition, *, by: Actor, at: datetime, **facts: str
) -> None:
    """The age of an answer counts from when somebody began to wait for it."""
    if exchange.state != transition.target:
        exchange.since = at
    move(exchange, transition, by=by, at=at, **facts)


def _locked(pid: str) -> Exchange:
    return (
        Exchange.objects.select_for_update(of=("self",))
        .select_related("review__application__call__programme", "review__officer")
        .get(pid=pid)
    )
