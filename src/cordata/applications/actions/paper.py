"""An application that came on paper: its arrival noted, its entry begun, or set aside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from cordata.accounts.models import Organisation, Person
from cordata.applications import access, notices_paper
from cordata.applications.actions.partners import add_partner
from cordata.applications.models import Application, Help, PaperFiling
from cordata.applications.queries import forget_standings
from cordata.applications.states import ENTER, SET_ASIDE, PaperState
from cordata.documents.models import StoredFile
from cordata.documents.sealing import seal
from cordata.kernel.ids import public_id
from cordata.kernel.transitions import move, tell
from cordata.kernel.verdicts import NotPossible, Verdict
from cordata.programme.models import Call

KIND = "paper_arrival"
PDF = "application/pdf"
FAR = timedelta(days=366)  # an entry has no term of its own: it ends by an act
HANDED_OVER, SET_ASIDE_HOW = "handed_over", "set_aside"


@dataclass(frozen=True, slots=True)
class Arrival:
    """What an officer notes of a paper."""

    arrived_at: datetime
    way: str
    body: str
    signed_by: str
    language: str
    address: str
    brought_by: str = ""
    email: str = ""


@transaction.atomic
def note_paper(
    call: Call, arrival: Arrival, scan: StoredFile, *, key: str, by: Person, at: datetime
) -> PaperFiling:
    """Note that a signed paper arrived, and seal the arrival with the scan's fingerprint.

    The same page sent twice notes it once. Raises `NotPossible`: the reason of
    `access.enter_papers`, `application.paper.arrived_later`, `application.too_early`,
    `application.paper.scan_not_pdf`.
    """
    call = Call.objects.select_for_update(of=("self",)).get(pk=call.pk)
    insist(access.enter_papers(by, call, at))
    if sent := PaperFiling.objects.filter(key=key, call=call).first():
        return sent
    _check(call, arrival, scan, at)
    pid = public_id()
    arrived_at, way = arrival.arrived_at, arrival.way
    facts: dict[str, Any] = {"call": call.code, "arrived_at": arrived_at, "way": way}
    content = {
        "form": "cordata-paper/1",
        **facts,
        "scan_sha256": scan.sha256,
        "noted_by": str(by),
        "noted_at": at,
    }
    paper = PaperFiling.objects.create(
        pid=pid,
        call=call,
        **{name: getattr(arrival, name) for name in Arrival.__slots__},
        scan=scan,
        sealed=seal(KIND, pid, content, at=at),
        key=key,
        noted_by=by,
        noted_at=at,
    )
    tell(paper, "noted", by=by, at=at, **facts, scan_sha256=scan.sha256, late=paper.is_late)
    notices_paper.paper_noted(paper, at=at)
    return paper


def _check(call: Call, arrival: Arrival, scan: StoredFile, at: datetime) -> None:
    if arrival.arrived_at > at:
        raise NotPossible("application.paper.arrived_later")
    if arrival.arrived_at < call.opens_at:
        raise NotPossible("application.too_early", opens_at=call.opens_at)
    if scan.media_type != PDF:
        raise NotPossible("application.paper.scan_not_pdf")


@transaction.atomic
def begin_entry(
    paper: PaperFiling, organisation: Organisation, *, by: Person, at: datetime
) -> Application:
    """Open the draft in which this officer types the paper in, in the name of its lead.

    Possible after the closing for what arrived before it. Raises `NotPossible`: the reason of
    `access.enter_paper`, or `application.paper.late`.
    """
    paper = locked(paper.pid)
    insist(access.enter_paper(by, paper, at=at))
    if paper.state != PaperState.NOTED:
        raise NotPossible("application.paper.begun_already")
    application = Application.objects.create(
        call=paper.call,
        call_version=paper.call.current_version,
        created_by=by,
        created_at=at,
        changed_at=at,
        paper_at=paper.arrived_at,
    )
    tell(application, "started", by=by, at=at, call=paper.call.code, paper=paper.pid)
    add_partner(application, organisation, by=by, at=at)
    paper.application, paper.entered_by = application, by
    move(paper, ENTER, by=by, at=at, application=application.pid)
    open_entry(paper, organisation, at=at)
    return application


def open_entry(paper: PaperFiling, organisation: Organisation, *, at: datetime) -> None:
    """From now on the officer stands as a writer of this draft: the paper is the consent."""
    application, officer = paper.application, paper.entered_by
    if application is None or officer is None:
        raise ValueError("no entry was begun")
    Help.objects.create(
        application=application,
        organisation=organisation,
        way=Help.Way.PAPER,
        opened_by=officer,
        opened_at=at,
        consented_at=paper.arrived_at,
        until=at + FAR,
        helper=officer,
        begun_at=at,
    )
    forget_standings(officer)


def close_entry(paper: PaperFiling, how: str, *, by: Person, at: datetime) -> None:
    """From the next request on nobody writes in the draft (ACC-08)."""
    Help.objects.filter(application=paper.application, way=Help.Way.PAPER, ended_at=None).update(
        ended_at=at, ended_by=by, ended_how=how
    )


@transaction.atomic
def set_aside(paper: PaperFiling, because: str, *, by: Person, at: datetime) -> PaperFiling:
    """What is not to be filed: noted twice, taken back by its sender, stopped by a check.

    The arrival stays sealed; the draft goes the way of other drafts. Raises `NotPossible`: the
    reason of `access.enter_papers`, `application.paper.settled_already`.
    """
    paper = locked(paper.pid)
    insist(access.enter_papers(by, paper.call, at))
    if paper.state in (PaperState.FILED, PaperState.SET_ASIDE):
        raise NotPossible("application.paper.settled_already")
    if paper.application is not None:
        close_entry(paper, SET_ASIDE_HOW, by=by, at=at)
        Application.objects.filter(papers=paper).update(paper_at=None)
    paper.reason = because
    move(paper, SET_ASIDE, by=by, at=at)  # why is in its row: the journal keeps no free words
    notices_paper.paper_set_aside(paper, at=at)
    return paper


def locked(pid: str) -> PaperFiling:
    """The paper, its application locked first as every filing does."""
    found = PaperFiling.objects.get(pid=pid)
    application = None
    if found.application_id:
        rows = Application.objects.select_for_update(of=("self",)).with_call()
        application = rows.get(pk=found.application_id)
    rows_of_papers = PaperFiling.objects.select_for_update(of=("self",))
    paper = rows_of_papers.select_related(
        "call__programme", "call__version", "scan", "sealed", "noted_by", "entered_by"
    ).get(pk=found.pk)
    if application is not None:
        paper.application = application
    return paper


def insist(verdict: Verdict) -> None:
    if not verdict:
        raise NotPossible(verdict.code, **verdict.params)
