"""The messages of a file as its pages show them, to partners and to the secretariat."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cordata.accounts.models import Membership
from cordata.assessment import exchanging
from cordata.assessment.ageing import Ageing, ageing_of
from cordata.assessment.forms_exchanging import ExchangeForm, MessageForm
from cordata.assessment.models import Exchange, ExchangeMessage, Review
from cordata.assessment.presenting import titles_of
from cordata.assessment.states import ExchangeState
from cordata.rules.deadlines import working_days_between
from cordata.web import moments
from cordata.web.forms import Form

CHIPS: Mapping[str, tuple[str, str]] = {
    ExchangeState.OFFICE: ("info", "hourglass"),
    ExchangeState.PARTNERS: ("warn", "mail"),
    ExchangeState.SETTLED: ("ok", "check"),
    ExchangeState.CLOSED: ("mute", "lock"),
}
AWAITED = frozenset({ExchangeState.OFFICE, ExchangeState.PARTNERS})


@dataclass(frozen=True, slots=True)
class ExchangeRow:
    """One subject of a list: who is to answer and since when."""

    exchange: Any  # with `unread`, `written` and `last_at` of `exchanges_visible_to`
    chip: tuple[str, str]
    days: int | None  # working days that somebody has waited; None: nobody waits


def exchange_rows(exchanges: Iterable[Exchange], ageing: Ageing) -> list[ExchangeRow]:
    return [
        ExchangeRow(one, CHIPS[one.state], _waited(one, ageing) if one.state in AWAITED else None)
        for one in exchanges
    ]


def _waited(exchange: Exchange, ageing: Ageing) -> int:
    """Working days of all the programme's countries."""
    since = moments.local(exchange.since, ageing.call.zone).date()
    return working_days_between(since, ageing.today, ageing.closed)


def exchanges_context(
    person: Any, review: Review, *, at: datetime, refused: Form | None = None
) -> dict[str, Any]:
    """All subjects of a file and the form of a new one."""
    office = exchanging.speaks_for_office(person, review, at)
    found = exchanging.exchanges_visible_to(person, at).filter(review=review)
    may_write = exchanging.write(person, review, at=at)
    return {
        **file_of(review),
        "office": office,
        "rows": exchange_rows(found, ageing_of(review.application.call, at)),
        "may_write": may_write,
        "form": (refused or ExchangeForm(office=office, auto_id="new-%s")) if may_write else None,
        "has_errors": refused is not None,
    }


def exchange_context(
    person: Any, exchange: Exchange, *, at: datetime, refused: Form | None = None
) -> dict[str, Any]:
    """One subject with its messages, the oldest first."""
    review = exchange.review
    office = exchanging.speaks_for_office(person, review, at)
    may_write = exchanging.write(person, review, at=at)
    return {
        **file_of(review),
        "exchange": exchange,
        "chip": CHIPS[exchange.state],
        "office": office,
        "row": exchange_rows([exchange], ageing_of(review.application.call, at))[0],
        "said": _said(exchange),
        "may_write": may_write,
        "form": (refused or MessageForm(office=office, auto_id="reply-%s")) if may_write else None,
        "may_settle": exchanging.settle(person, exchange, at=at),
        "has_errors": refused is not None,
    }


def file_of(review: Review) -> dict[str, Any]:
    return {
        "review": review,
        "application": review.application,
        "call": review.application.call,
        "titles": titles_of(review),
    }


@dataclass(frozen=True, slots=True)
class Said:
    """One message, whether it was new to the reader, and whether the other side has read it."""

    message: ExchangeMessage
    body: str  # of a partner's person; empty: the secretariat
    new: bool
    read: bool


def _said(exchange: Any) -> Sequence[Said]:
    messages = list(exchange.messages.all())
    bodies = _bodies(exchange, messages)
    offices = {one.author_id for one in messages if one.from_office}
    seen = exchange.seen_at
    return [
        Said(
            message=one,
            body="" if one.from_office else bodies.get(one.author_id, ""),
            new=seen is None or one.at > seen,
            read=any(
                read.read_at >= one.at and (read.person_id in offices) != one.from_office
                for read in exchange.reads.all()
            ),
        )
        for one in messages
    ]


def _bodies(exchange: Exchange, messages: Sequence[ExchangeMessage]) -> dict[int, str]:
    """Author -> the partner's body they write for."""
    partners = {
        one.organisation_id: one.organisation.name
        for one in exchange.review.application.partners.all()
    }
    authors = {one.author_id for one in messages if not one.from_office}
    rows = Membership.objects.filter(person__in=authors, organisation__in=partners)
    return {row.person_id: partners[row.organisation_id] for row in rows.order_by("-pk")}
