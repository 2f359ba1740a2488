"""Somebody without a draft wants the news of a call: asked, proved by the mailed link, ended."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from cordata.accounts.models import Person
from cordata.applications import notices_following as notices
from cordata.applications.models import Follower
from cordata.applications.news import news_of
from cordata.applications.states import LIVING
from cordata.kernel.jobs import later
from cordata.kernel.journal import SYSTEM
from cordata.kernel.models import Event
from cordata.kernel.transitions import tell
from cordata.kernel.verdicts import NotPossible
from cordata.notify import outbox
from cordata.programme.models import Call

TELL = "cordata.applications.actions.followers.tell_followers"
OPENED = "cordata.applications.actions.followers.tell_of_opening"
BATCH = 50  # mails in one transaction
PROVED_WITHIN = timedelta(days=3)  # an address that nobody proved is forgotten
GONE = "follower"  # what the outbox calls the thing


@transaction.atomic
def follow(call: Call, email: str, language: str, *, proven: bool, at: datetime) -> Follower:
    """Ask for the news of a call. An address that was not `proven` by a sign-in is mailed a link,
    once an hour, and so is one that follows already: the page tells nobody which it was.

    Raises `NotPossible`: `call.follow.closed`.
    """
    if at > call.closes_at:
        raise NotPossible("call.follow.closed")
    asked = {"language": language, "asked_at": at}
    found, new = Follower.objects.get_or_create(call=call, email=email, defaults=asked)
    if new:
        tell(found, "asked", by=found, at=at)
    elif found.confirmed_at is None:
        found.language, found.asked_at = language, at
        found.save(update_fields=["language", "asked_at"])
    if not proven:
        notices.follow_link(found, at=at)
        return found
    return confirm_following(found.pid, at=at)


@transaction.atomic
def confirm_following(pid: str, *, at: datetime) -> Follower:
    """The address is proved: its reader gets what is published from now on. Twice is once."""
    found = Follower.objects.select_for_update().get(pid=pid)
    if found.confirmed_at is None:
        found.confirmed_at = at
        found.save(update_fields=["confirmed_at"])
        tell(found, "confirmed", by=found, at=at)
    return found


@transaction.atomic
def stop_following(pid: str, *, at: datetime) -> None:
    """No more news: the address is erased, here and in the outbox. Twice is once."""
    found = Follower.objects.select_for_update().filter(pid=pid).first()
    if found is not None:
        tell(found, "ended", by=found, at=at)
        _forget(Follower.objects.filter(pk=found.pk))


def followers_over(at: datetime) -> QuerySet[Follower]:
    """Addresses that nobody proved in time."""
    return Follower.objects.filter(confirmed_at=None, asked_at__lte=at - PROVED_WITHIN)


@transaction.atomic
def forget_unproved(*, at: datetime) -> int:
    """Erase the addresses that nobody proved; how many."""
    return _forget(followers_over(at))


@transaction.atomic
def forget_followers(call_pk: int, *, at: datetime) -> int:
    """Erase every address of a call at the end of its term (PRI-05); how many."""
    call = Call.objects.get(pk=call_pk)
    count = _forget(Follower.objects.filter(call=call))
    if count:
        tell(call, "followers_erased", by=SYSTEM, at=at, count=count)
    return count


def _forget(followers: QuerySet[Follower]) -> int:
    pids = list(followers.values_list("pid", flat=True))
    for start in range(0, len(pids), BATCH):
        outbox.erase(GONE, pids[start : start + BATCH])
    followers.delete()
    return len(pids)


@transaction.atomic
def tell_followers(call_pk: int, since: str, until: str, after: int) -> int:
    """Job: one mail to each of the next followers, then the rest. Who has a draft was told with
    its people. Returns how many were looked at."""
    start, end = datetime.fromisoformat(since), datetime.fromisoformat(until)
    batch = list(Follower.objects.of(call_pk, end, after)[:BATCH])
    news = news_of(batch[0].call, start, end) if batch else []
    told = _told_by_a_draft(call_pk, end, batch)
    for follower in batch:
        newer = [one for one in news if follower.confirmed_at and one.at > follower.confirmed_at]
        if newer and follower.email not in told:
            notices.followed_news(follower, newer, until=end, at=end)
    if batch:
        later(TELL, call_pk, since, until, batch[-1].pk)
    return len(batch)


def _told_by_a_draft(call_pk: int, before: datetime, batch: list[Follower]) -> set[str]:
    """Addresses among these whose owners act for a partner of a draft or of a filed one."""
    acting = Person.objects.filter(
        email__in=[one.email for one in batch],
        is_active=True,
        memberships__ended_at__isnull=True,
        memberships__organisation__partnerships__application__call=call_pk,
        memberships__organisation__partnerships__application__state__in=LIVING,
        memberships__organisation__partnerships__application__created_at__lt=before,
    )
    return set(acting.values_list("email", flat=True))


def follow_opening(call: Call, event: Event) -> None:
    """The call opens: whoever asked for its news before is told by the worker."""
    if Follower.objects.of(call.pk, event.at, 0).exists():
        later(OPENED, call.pk, event.at.isoformat(), 0)


@transaction.atomic
def tell_of_opening(call_pk: int, opened: str, after: int) -> int:
    """Job: the opening, to the next who asked before it, then the rest; how many."""
    at = datetime.fromisoformat(opened)
    batch = list(Follower.objects.of(call_pk, at, after)[:BATCH])
    for follower in batch:
        notices.followed_opening(follower, at=at)
    if batch:
        later(OPENED, call_pk, opened, batch[-1].pk)
    return len(batch)
