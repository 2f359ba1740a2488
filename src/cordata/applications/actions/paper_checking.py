"""A second officer reads the entry of a paper against its scan: sent back, or filed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from cordata.accounts.models import Person
from cordata.applications import access, notices_paper, snapshot
from cordata.applications.actions.mandates import ON_PAPER, record_mandate
from cordata.applications.actions.paper import (
    HANDED_OVER,
    close_entry,
    insist,
    locked,
    open_entry,
)
from cordata.applications.actions.stating import Stated, check_statements
from cordata.applications.actions.submit import NotReady, file_it
from cordata.applications.facts import facts_of
from cordata.applications.judging import judge
from cordata.applications.models import Application, PaperFiling, PaperRemark, Partner, Submission
from cordata.applications.queries import fully_loaded
from cordata.applications.states import (
    CONFIRM,
    HAND_OVER,
    SEND_BACK,
    MandateState,
    PaperState,
)
from cordata.kernel.transitions import move
from cordata.kernel.verdicts import NotPossible
from cordata.packs.canonical import digest


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that the entry says otherwise than the paper."""

    place: str
    name: str
    note: str


@transaction.atomic
def hand_over(
    paper: PaperFiling,
    statements: Sequence[Stated],
    signers: Mapping[str, str],
    *,
    by: Person,
    at: datetime,
) -> PaperFiling:
    """The entry is whole: a second officer is to read it. `signers`: who signed the paper for each
    partner, by its public id.

    Raises `NotPossible`: `application.paper.not_yours`, `application.paper.signer_missing`, a
    statement that is missing or old; `NotReady` with what stops the filing.
    """
    paper = locked(paper.pid)
    insist(access.hand_over_paper(by, paper, at=at))
    application = _draft(paper)
    check_statements(application.definition, statements)
    _record_signatures(application, paper, signers, by=by, at=at)
    loaded = fully_loaded(application)
    judgement = judge(loaded, facts_of(loaded, paper.arrived_at, filed=True))
    if judgement.blocking:
        raise NotReady(judgement.blocking)
    close_entry(paper, HANDED_OVER, by=by, at=at)
    paper.statements, paper.handed_at = list(statements), at
    move(paper, HAND_OVER, by=by, at=at)
    return paper


def _record_signatures(
    application: Application, paper: PaperFiling, signers: Mapping[str, str], *, by: Person,
    at: datetime,
) -> None:  # fmt: skip
    """Each partner's mandate as it stands on the paper (SUB-09)."""
    for partner in Partner.objects.filter(application=application).select_related("organisation"):
        partner.application = application
        signer = signers.get(partner.pid, "").strip()
        if not signer:
            name = partner.organisation.name
            raise NotPossible("application.paper.signer_missing", name=name, partner=partner.pid)
        if partner.mandate_state != MandateState.GIVEN:
            record_mandate(partner, by=by, at=at, kind=ON_PAPER, file=None, signer=signer)


@transaction.atomic
def send_back(
    paper: PaperFiling, differences: Sequence[Difference], *, by: Person, at: datetime
) -> PaperFiling:
    """The entry is not what the paper says: who typed it in corrects it.

    Raises `NotPossible`: the reason of `access.confirm_paper`,
    `application.paper.nothing_differs`.
    """
    paper = locked(paper.pid)
    insist(access.confirm_paper(by, paper, at=at))
    if not differences:
        raise NotPossible("application.paper.nothing_differs")
    for one in differences:
        PaperRemark.objects.create(
            paper=paper, place=one.place, name=one.name, note=one.note, by=by, written_at=at
        )
    move(paper, SEND_BACK, by=by, at=at, places=[one.place for one in differences])
    open_entry(paper, _draft(paper).partners.get(is_lead=True).organisation, at=at)
    return paper


@transaction.atomic
def confirm_paper(paper: PaperFiling, seen: str, *, by: Person, at: datetime) -> Submission:
    """The entry says what the paper says: file it, received when the paper arrived (TIM-04).

    `seen` is `seal_of_entry` of what was compared. Two officers at once make one filing: the
    second finds it settled. Raises `NotPossible`: the reason of `access.confirm_paper`,
    `application.paper.changed_since`, `application.too_late`; `NotReady`.
    """
    paper = locked(paper.pid)
    insist(access.confirm_paper(by, paper, at=at))
    application = _draft(paper)
    if seal_of_entry(application) != seen:
        raise NotPossible("application.paper.changed_since")
    if paper.is_late:
        closes_at = paper.call.closes_at
        raise NotPossible("application.too_late", closes_at=closes_at, at=paper.arrived_at)
    paper.confirmed_by, paper.confirmed_at = by, at
    application.paper_at = None  # from now on it is a file like any other
    application.save(update_fields=["paper_at"])
    paper.submission = file_it(
        application,
        by=by,
        key=f"paper:{paper.pid}",
        statements=paper.statements,
        received_at=paper.arrived_at,
        at=at,
        paper=paper.act,
    )
    paper.application = paper.submission.application  # read anew, with its number
    move(paper, CONFIRM, by=by, at=at, number=paper.application.number)
    notices_paper.paper_filed(paper, at=at)
    return paper.submission


def seal_of_entry(application: Application) -> str:
    """What the second officer read: equal as long as no word, amount or file of it changed."""
    loaded = fully_loaded(application)
    judgement = judge(loaded, facts_of(loaded, loaded.created_at))
    words = snapshot.words_of(snapshot.content_of(loaded, judgement))
    tables = [one.aid for one in loaded.partners.all()]
    return digest({"words": words, "aid": tables})[:32]


def _draft(paper: PaperFiling) -> Application:
    if paper.application is None or paper.state not in (PaperState.ENTERED, PaperState.TO_CONFIRM):
        raise NotPossible("application.paper.settled_already")
    return paper.application
