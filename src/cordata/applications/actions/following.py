"""A call changes while people write: their drafts follow, and they are told once for all of it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cordata.applications import notices
from cordata.applications.actions import followers
from cordata.applications.actions.mandates import reopen_if_changed
from cordata.applications.models import Application, NewsTold, Partner
from cordata.applications.news import news_of, news_to_tell
from cordata.applications.states import LIVING, MandateState, State
from cordata.kernel.jobs import later
from cordata.kernel.journal import SYSTEM
from cordata.kernel.models import Event
from cordata.programme.models import Call

FOLLOWING = (State.DRAFT, State.DELETED)  # a deleted one may be brought back
TELL = "cordata.applications.actions.following.tell_of_news"
REOPEN = "cordata.applications.actions.following.reopen_mandates"
BATCH = 50  # applications in one transaction, as the mails of a meeting


def follow_call(call: Call, event: Event) -> int:
    """Drafts follow a new version of their call; what was submitted keeps its own (MON-05). Where
    the new rules make another total of the same lines, the mandate is reopened by the worker."""
    drafts = Application.objects.filter(call=call, state__in=FOLLOWING)
    later(REOPEN, call.pk, event.number, 0)
    return drafts.update(call_version=call.version)


@transaction.atomic
def reopen_mandates(call_pk: int, number: int, after: int) -> int:
    """Job: mandates of the next drafts whose total the new version changed (SUB-09), then the
    rest. Returns how many drafts were looked at."""
    at = Event.objects.get(number=number).at
    drafts = Application.objects.select_for_update(of=("self",)).filter(
        call=call_pk, state=State.DRAFT, pk__gt=after
    )
    batch = list(drafts.with_call().order_by("pk")[:BATCH])
    given = Partner.objects.filter(application__in=batch, mandate_state=MandateState.GIVEN)
    for partner in given.order_by("pk"):
        reopen_if_changed(partner, by=SYSTEM, at=at)
    if batch:
        later(REOPEN, call_pk, number, batch[-1].pk)
    return len(batch)


@transaction.atomic
def gather_news(call_pk: int, *, at: datetime) -> bool:
    """What was published since the last time is told to everybody with a draft and to who follows
    the call, by the worker, outside the locks of this transaction. Answers whether there was
    anything to tell."""
    call = Call.objects.select_for_update(of=("self",)).get(pk=call_pk)
    told, _new = NewsTold.objects.get_or_create(call=call, defaults={"until": call.opens_at})
    since = told.until
    if not news_of(call, since, at):
        return False
    told.until = at
    told.save(update_fields=["until"])
    span = since.isoformat(), at.isoformat()
    later(TELL, call.pk, *span, 0)
    later(followers.TELL, call.pk, *span, 0)
    return True


@transaction.atomic
def tell_of_news(call_pk: int, since: str, until: str, after: int) -> int:
    """Job: one mail to each person of the next applications, then the rest. Who opened a draft
    meanwhile hears of what came after it. Returns how many applications this batch was for."""
    start, end = datetime.fromisoformat(since), datetime.fromisoformat(until)
    living = Application.objects.filter(call=call_pk, state__in=LIVING, created_at__lt=end)
    batch = list(living.filter(pk__gt=after).with_call().order_by("pk")[:BATCH])
    news = news_to_tell(batch[0].call, start, end) if batch else []
    for application in batch:
        newer = [one for one in news if one.at > application.created_at]
        if newer:
            notices.call_news(application, newer, end, at=end)
    if batch:
        later(TELL, call_pk, since, until, batch[-1].pk)
    return len(batch)
