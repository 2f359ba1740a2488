"""The chain of the journal walked in one click: at once while it is short, else by the worker, with
how far it has come."""

from __future__ import annotations

from datetime import datetime

from cordata.accounts.models import Person
from cordata.desk.models import ChainCheck
from cordata.kernel import clock, journal
from cordata.kernel.jobs import later
from cordata.kernel.models import ChainHead

AT_ONCE = 5_000  # events walked while the reader waits, a second or so
MOST_BREAKS = 20  # enough to act on


def begin_check(*, by: Person, at: datetime) -> ChainCheck:
    """Walk the chain as it stands now, or leave it to the worker where it is long."""
    head = ChainHead.objects.filter(pk=1).first()
    check = ChainCheck.objects.create(asked_by=by, asked_at=at, until=head.number if head else 0)
    if check.until <= AT_ONCE:
        walk(check.pid)
        check.refresh_from_db()
    else:
        later("cordata.desk.checking.walk", check.pid)
    return check


def walk(pid: str) -> None:
    """Carry a check out. A job may run twice: what is finished stays as it is."""
    check = ChainCheck.objects.get(pid=pid)
    if check.finished_at is not None:
        return
    found = []
    for broken in journal.verify(told=check.come_to):
        found.append({"number": broken.number, "code": broken.code})
        if len(found) == MOST_BREAKS:
            break
    head = ChainHead.objects.filter(pk=1).first()
    check.breaks, check.finished_at = found, clock.now()
    check.reached, check.digest = check.until, head.digest if head else ""
    check.save()
