"""What falls due for drafts: reminders and mails about comments, their lapse, their erasure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from functools import partial

from django.db.models import DateTimeField, Min, Q

from cordata.applications.actions.closing import lapse_draft, remind_draft
from cordata.applications.actions.commenting import tell_comments
from cordata.applications.actions.deleting import erase_draft, warn_of_erasure
from cordata.applications.actions.followers import (
    PROVED_WITHIN,
    followers_over,
    forget_followers,
    forget_unproved,
)
from cordata.applications.actions.following import gather_news
from cordata.applications.actions.listing import list_filed
from cordata.applications.comments import comments_due
from cordata.applications.filed import days_to_list, listed_calls, start_of
from cordata.applications.keeping import ENDED, end_of, followed_until, warned_at
from cordata.applications.models import Application, NewsTold
from cordata.applications.news import due_at, news_of
from cordata.applications.states import State
from cordata.kernel.due import DueAct
from cordata.kernel.prepared import NOW, Given, Prepared
from cordata.packs.call import MOST_HOURS
from cordata.programme.models import Call

FIRST = timedelta(hours=MOST_HOURS)  # no pack reminds earlier
A_DAY = timedelta(days=1)
TICK = timedelta(microseconds=1)  # exactly at the closing is still in


_closing: Prepared[Application] = Prepared(
    lambda: (
        Application.objects.filter(state=State.DRAFT, call__closes_at__lte=NOW, paper_at=None)
        .with_call()
        .order_by("pk")
    )
)


_watched: Prepared[Call] = Prepared(
    lambda: (
        Call.objects.filter(opens_at__lte=NOW, closes_at__gte=Given("since", DateTimeField()))
        .select_related("programme")
        .defer("programme__data")
        .order_by("pk")
    )
)
_never_filed: Prepared[Application] = Prepared(
    lambda: (
        Application.objects.filter(
            Q(state__in=ENDED, call__closes_at__lte=NOW) | Q(state=State.DELETED),
            submitted_at=None,
            late_attempts=None,
        )
        .with_call()
        .order_by("pk")
    )
)


def due_acts(until: datetime) -> Iterable[DueAct]:
    """Reminders, lapses and mails about comments that fall due at `until` or before."""
    yield from _comments(until)
    for draft in _closing.rows(at=until + FIRST):
        if draft.call.closes_at + TICK <= until:
            run = partial(_lapse, draft.pid)
            yield DueAct(draft.call.closes_at + TICK, "applications.lapse", draft.pid, run)
        else:
            yield from _reminder(draft, until)
    yield from _erasures(until)
    yield from _news(until)
    yield from _followers(until)
    yield from _lists(until)


def _lists(until: datetime) -> Iterator[DueAct]:
    """The list of each day of a call, as soon as the day is over; one act for all that lack."""
    for call, last in listed_calls(until):
        if days := days_to_list(call, last, until):
            over = start_of(call, days[-1] + A_DAY)
            yield DueAct(over, "applications.list_filed", call.pid, partial(_list, call.pk))


def _news(until: datetime) -> Iterator[DueAct]:
    """What was published on a call that is open, or closed since the worker last looked."""
    told = dict(NewsTold.objects.values_list("call", "until"))
    for call in _watched.rows(at=until, since=until - A_DAY):
        since = told.get(call.pk, call.opens_at)
        news = news_of(call, since, min(until, call.closes_at))
        if news:
            run = partial(_gather, call.pk)
            yield DueAct(due_at(call, news[-1].at), "applications.news", call.pid, run)


def _followers(until: datetime) -> Iterator[DueAct]:
    """Addresses that nobody proved, and all of a call some days after its closing."""
    asked = followers_over(until).aggregate(first=Min("asked_at"))["first"]
    if asked:
        yield DueAct(asked + PROVED_WITHIN, "applications.forget_unproved", "", _forget_unproved)
    for call in Call.objects.filter(followers__isnull=False, closes_at__lte=until).distinct():
        over = followed_until(call)
        if over <= until:
            run = partial(_forget_followers, call.pk)
            yield DueAct(over, "applications.forget_followers", call.pid, run)


def _erasures(until: datetime) -> Iterator[DueAct]:
    """What was never filed: warnings before the end of its term, then its erasure."""
    for draft in _never_filed.rows(at=until):
        over = end_of(draft)
        if over <= until:
            run = partial(_erase, draft.pid)
            yield DueAct(over, "applications.erase", draft.pid, run)
        elif draft.state in ENDED:
            yield from _warning(draft, over, until)


def _warning(draft: Application, over: datetime, until: datetime) -> Iterator[DueAct]:
    """The last term passed and not yet written about, as for a reminder."""
    after = draft.reminded_at or draft.created_at
    due_at = max((term for term in warned_at(draft, over) if term <= until), default=after)
    if due_at > after:
        yield DueAct(due_at, "applications.warn", draft.pid, partial(_warn, draft.pid, due_at))


def _reminder(draft: Application, until: datetime) -> Iterator[DueAct]:
    """The last term passed since the draft began and not yet written about: of several that an
    outage has missed, the others would say what is no longer true."""
    after = max(draft.created_at, draft.reminded_at or draft.created_at)
    terms = (timedelta(hours=hours) for hours in draft.definition.reminder_hours)
    missed = [term for term in (draft.call.closes_at - one for one in terms) if term <= until]
    due_at = max(missed, default=after)
    if due_at > after:
        run = partial(_remind, draft.pid, due_at, until)
        yield DueAct(due_at, "applications.remind", draft.pid, run)


def _list(call_pk: int, at: datetime) -> None:
    list_filed(call_pk, at=at)


def _gather(call_pk: int, at: datetime) -> None:
    gather_news(call_pk, at=at)


def _forget_unproved(at: datetime) -> None:
    forget_unproved(at=at)


def _forget_followers(call_pk: int, at: datetime) -> None:
    forget_followers(call_pk, at=at)


def _erase(pid: str, at: datetime) -> None:
    erase_draft(pid, at=at)


def _warn(pid: str, due_at: datetime, at: datetime) -> None:
    warn_of_erasure(pid, due_at, at=at)


def _comments(until: datetime) -> Iterator[DueAct]:
    """One mail for all that is remarked in a draft within an hour, once writing has paused."""
    for pid, at in comments_due().items():
        if at <= until:
            yield DueAct(at, "applications.tell_comments", pid, partial(_tell, pid, until))


def _tell(pid: str, now: datetime, _at: datetime) -> None:
    tell_comments(pid, at=now)


def _lapse(pid: str, at: datetime) -> None:
    lapse_draft(pid, at=at)


def _remind(pid: str, due_at: datetime, now: datetime, _at: datetime) -> None:
    """Counted from now: after an outage less is left than at the term."""
    remind_draft(pid, due_at, at=now)
