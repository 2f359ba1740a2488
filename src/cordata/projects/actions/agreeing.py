"""The agreement: bank details with four eyes, two signatures, then the project runs."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cordata.accounts.models import Person
from cordata.kernel.identifiers import check
from cordata.kernel.transitions import move, tell
from cordata.kernel.verdicts import NotPossible
from cordata.projects import notices
from cordata.projects.actions.locking import locked_project
from cordata.projects.models import BankDetails, Project
from cordata.projects.queries import period_of
from cordata.projects.states import SIGN, PaymentState, ProjectState


@transaction.atomic
def give_bank_details(
    pid: str, *, holder: str, iban: str, bic: str = "", by: Person, at: datetime
) -> BankDetails:
    """Where the money goes; it waits for another person's confirmation (MON-07).

    Raises `NotPossible`: `project.payment_runs`, and the identifier's code when the IBAN is
    wrong inside.
    """
    project = locked_project(pid)
    if project.payments.exclude(state=PaymentState.PAID).exists():
        raise NotPossible("project.payment_runs")
    canonical = check("iban", iban)
    details, _ = BankDetails.objects.update_or_create(
        project=project,
        defaults={
            "holder": holder,
            "iban": canonical,
            "bic": bic,
            "given_by": by,
            "given_at": at,
            "confirmed_by": None,
            "confirmed_at": None,
        },
    )
    tell(project, "bank_given", by=by, at=at, ending=canonical[-4:])
    notices.bank_given(project, by, at=at)
    return details


@transaction.atomic
def confirm_bank_details(
    pid: str, *, given_at: datetime | None = None, by: Person, at: datetime
) -> BankDetails:
    """A second person has checked them against the proof; `given_at` says which ones they saw.

    Raises `NotPossible`: `project.bank_missing`, `project.four_eyes`, `project.bank_changed`.
    """
    project = locked_project(pid)
    details = BankDetails.objects.filter(project=project).first()
    if details is None:
        raise NotPossible("project.bank_missing")
    if details.given_by_id == by.pk:
        raise NotPossible("project.four_eyes")
    if given_at is not None and details.given_at != given_at:
        raise NotPossible("project.bank_changed")
    details.confirmed_by, details.confirmed_at = by, at
    details.save(update_fields=["confirmed_by", "confirmed_at"])
    tell(project, "bank_confirmed", by=by, at=at)
    return details


@transaction.atomic
def sign_for_lead(pid: str, *, by: Person, at: datetime) -> Project:
    """The lead's signatory signs the agreement as drawn up; a second time changes nothing."""
    project = _signable(pid)
    if project.signed_by_lead_id:
        return project
    if project.signed_by_authority_id == by.pk:
        raise NotPossible("project.four_eyes")
    project.signed_by_lead, project.signed_by_lead_at = by, at
    project.save(update_fields=["signed_by_lead", "signed_by_lead_at"])
    tell(project, "signed_by_lead", by=by, at=at)
    return _run_when_signed(project, by=by, at=at)


@transaction.atomic
def sign_for_authority(pid: str, *, by: Person, at: datetime) -> Project:
    """The managing authority signs; with both signatures the project runs."""
    project = _signable(pid)
    if project.signed_by_authority_id:
        return project
    if project.signed_by_lead_id == by.pk:
        raise NotPossible("project.four_eyes")
    project.signed_by_authority, project.signed_by_authority_at = by, at
    project.save(update_fields=["signed_by_authority", "signed_by_authority_at"])
    tell(project, "signed_by_authority", by=by, at=at)
    return _run_when_signed(project, by=by, at=at)


def _signable(pid: str) -> Project:
    project = locked_project(pid)
    if project.state != ProjectState.CONTRACTING:
        raise NotPossible("project.not_now", state=project.state)
    if project.agreement_id is None:
        raise NotPossible("project.agreement_not_ready")
    return project


def _run_when_signed(project: Project, *, by: Person, at: datetime) -> Project:
    if not (project.signed_by_lead_id and project.signed_by_authority_id):
        return project
    project.starts_on, project.ends_on = period_of(project)
    move(project, SIGN, by=by, at=at, starts_on=project.starts_on, ends_on=project.ends_on)
    notices.agreement_signed(project, at=at)
    return project
