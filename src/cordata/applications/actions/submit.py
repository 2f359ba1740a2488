"""File an application: judge it, seal it, give it its number, hand back the receipt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from cordata.accounts.models import Person
from cordata.applications import access, notices, snapshot
from cordata.applications.actions.helping import end_helps_at_filing
from cordata.applications.actions.mandates import AUTHENTICATED_ACT, record_mandate
from cordata.applications.actions.stating import Stated, check_statements, with_texts
from cordata.applications.facts import facts_of
from cordata.applications.judging import Judgement, judge
from cordata.applications.models import Application, Submission
from cordata.applications.queries import fully_loaded
from cordata.applications.states import SUBMIT, MandateState
from cordata.documents import sealing
from cordata.kernel.jobs import later
from cordata.kernel.numbering import next_number
from cordata.kernel.transitions import move
from cordata.kernel.verdicts import NotPossible
from cordata.rules.finding import Finding

RENDER = "cordata.applications.jobs.render_dossier"


class NotReady(NotPossible):
    """Checks that stop filing are unmet; `findings` are those."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__("application.submit.not_ready", count=len(findings))
        self.findings = findings


@transaction.atomic
def submit_application(
    pid: str,
    *,
    by: Person,
    key: str,
    statements: Sequence[Stated],
    received_at: datetime,
    at: datetime,
) -> Submission:
    """Seal a version of the application and answer its receipt.

    `received_at` is when the complete request had arrived: it alone is compared with the closing
    (TIM-04). The same key gives the same receipt (SUB-04). A second filing before the closing
    replaces the first, which stays in the history. Filing by the lead's signatory is the
    signature of its commitment (SUB-09), in the words of `statements` ({code, version} of each
    that was ticked), which are sealed with it. Raises NotPossible when it is too late, not the
    person's to do, or a statement is missing or old, `NotReady` with the findings that stop it.
    """
    application = _locked(pid)
    if receipt := Submission.objects.filter(key=key).first():
        return _same(receipt, application)
    verdict = access.submit(by, application, at=received_at)
    if not verdict:
        raise NotPossible(verdict.code, **verdict.params)
    check_statements(application.definition, statements)
    _commit_lead(application, by=by, at=received_at)
    return file_it(
        application, by=by, key=key, statements=statements, received_at=received_at, at=at
    )


def file_it(
    application: Application,
    *,
    by: Person,
    key: str,
    statements: Sequence[Stated],
    received_at: datetime,
    at: datetime,
    paper: Mapping[str, Any] | None = None,
) -> Submission:
    """Judge, number and seal an application that the caller has locked; `paper` is how it came,
    where it came on paper. Raises `NotReady` with the findings that stop it."""
    application = fully_loaded(application)  # once: everybody who files waits for this transaction
    judgement = judge(application, facts_of(application, received_at, filed=True))
    if judgement.blocking:
        raise NotReady(judgement.blocking)
    filing = snapshot.Filing(
        number=application.number or new_number(application),
        version=application.submissions.count() + 1,
        received_at=received_at,
        by=by,
        statements=with_texts(application.definition, statements),
        paper=paper,
    )
    return _seal(application, judgement, filing, key=key, at=at)


def _locked(pid: str) -> Application:
    return Application.objects.select_for_update(of=("self",)).with_call().get(pid=pid)


def _same(receipt: Submission, application: Application) -> Submission:
    if receipt.application_id != application.pk:
        raise NotPossible("application.submit.other_key")
    return receipt


def _commit_lead(application: Application, *, by: Person, at: datetime) -> None:
    """The lead's commitment, where it was not given before; taken back with a refused filing."""
    lead = application.partners.get(is_lead=True)
    if lead.mandate_state != MandateState.GIVEN:
        record_mandate(lead, by=by, at=at, kind=AUTHENTICATED_ACT)


def _seal(
    application: Application,
    judgement: Judgement,
    filing: snapshot.Filing,
    *,
    key: str,
    at: datetime,
) -> Submission:
    application.number = filing.number
    private = sealing.seal(
        "submission_aid", filing.number, snapshot.aid_content(application), at=at
    )
    content = snapshot.content_of(application, judgement, filing=filing, aid_sha256=private.sha256)
    sealed = sealing.seal("submission", filing.number, content, at=at)
    submission = Submission.objects.create(
        application=application,
        version=filing.version,
        call_version=application.call_version,
        sealed=sealed,
        sealed_aid=private,
        key=key,
        received_at=filing.received_at,
        committed_at=at,
        submitted_by=filing.by,
        total=judgement.budget.total,
        erdf=judgement.budget.erdf,
        findings=content["findings"],
    )
    end_helps_at_filing(application, by=filing.by, at=at)
    application.submitted_at = filing.received_at
    move(
        application,
        SUBMIT,
        by=filing.by,
        at=at,
        received_at=filing.received_at,
        number=filing.number,
        version=filing.version,
        sha256=sealed.sha256,
    )
    notices.application_submitted(submission, at=at)
    later(RENDER, submission.pk)
    return submission


def new_number(application: Application) -> str:
    """The file's permanent number, given when it is first filed: `MP2-0001`."""
    count = next_number(f"application:{application.call.pid}")
    return f"{application.definition.file_prefix}-{count:04d}"
