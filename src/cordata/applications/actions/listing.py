"""Each day, what a call received is listed once, chained to the day before."""

from __future__ import annotations

import secrets
from datetime import date, datetime

from django.db import transaction

from cordata.applications.filed import A_DAY, days_to_list, start_of
from cordata.applications.models import FiledDay, Submission
from cordata.kernel.journal import SYSTEM
from cordata.kernel.transitions import tell
from cordata.packs.canonical import digest, plain
from cordata.programme.models import Call
from cordata.programme.queries import calls


@transaction.atomic
def list_filed(call_pk: int, *, at: datetime) -> int:
    """List every day of the call that is over and has no list yet; how many days that were."""
    Call.objects.select_for_update(of=("self",)).get(pk=call_pk)
    call = calls().get(pk=call_pk)
    last = call.filed_days.last()
    for day in days_to_list(call, last.day if last else None, at):
        last = _list_day(call, day, last, at)
        tell(call, "filings_listed", by=SYSTEM, at=at, day=day, sha256=last.sha256)
    return call.filed_days.filter(listed_at=at).count()


def _list_day(call: Call, day: date, last: FiledDay | None, at: datetime) -> FiledDay:
    made = FiledDay(
        call=call,
        day=day,
        entries=_entries(call, day),
        salt=secrets.token_hex(16),
        previous=last.sha256 if last else "",
        listed_at=at,
    )
    made.sha256 = digest(made.content())
    made.save(force_insert=True)
    return made


def _entries(call: Call, day: date) -> list[dict[str, str]]:
    """What was sealed by the end of the day and stands in no list yet, by its instant of arrival;
    replaced versions too. What was still being sealed at midnight, unseen by the list of its own
    day, stands in the next: no filing is left out."""
    rows = Submission.objects.filter(
        application__call=call, committed_at__lt=start_of(call, day + A_DAY)
    ).values_list("received_at", "sealed__sha256")
    before = {one["sha256"] for list_ in call.filed_days.all() for one in list_.entries}
    listed = sorted(row for row in rows if row[1] not in before)
    return [{"received_at": plain(instant), "sha256": sha256} for instant, sha256 in listed]
