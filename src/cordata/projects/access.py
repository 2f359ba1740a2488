"""Who signs, proves, verifies, orders and confirms: never the same person twice (MON-08)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from cordata.accounts.models import Membership, Role
from cordata.accounts.queries import has_any_scope, has_role
from cordata.kernel import clock
from cordata.kernel.verdicts import ALLOWED, Verdict, all_of, refused
from cordata.projects.models import BankDetails, Payment, Project
from cordata.projects.queries import READERS
from cordata.projects.states import PaymentState, ProjectState

SIGNATORY = Membership.Kind.SIGNATORY
PAYERS = (Role.ORDERER, Role.CONFIRMER, Role.AUTHORITY, Role.AUDITOR)


def follows(person: Any) -> bool:
    """Whether the menu offers the programme's projects: staff, who have none of their own."""
    own = bool(getattr(person, "organisation_ids", ()))
    return not own and has_any_scope(person, *READERS, at=clock.now())


def _staff(person: Any, project: Project, code: str, *roles: str, at: datetime | None) -> Verdict:
    scope = f"call:{project.application.call.pid}"
    return ALLOWED if has_role(person, *roles, at=at or clock.now(), scope=scope) else refused(code)


def _lead_kind(person: Any, project: Project) -> str:
    """signatory or editor when the person acts for the lead, else empty."""
    leads = [one.organisation_id for one in project.application.partners.all() if one.is_lead]
    kinds = getattr(person, "membership_kinds", {})
    return next((kinds[lead] for lead in leads if lead in kinds), "")


def _state(project: Project, *states: str) -> Verdict:
    return ALLOWED if project.state in states else refused("project.not_now", state=project.state)


def sign_for_lead(person: Any, project: Project, *, at: datetime | None = None) -> Verdict:
    signs = (
        ALLOWED if _lead_kind(person, project) == SIGNATORY else refused("project.not_signatory")
    )
    return all_of(signs, _state(project, ProjectState.CONTRACTING))


def sign_for_authority(person: Any, project: Project, *, at: datetime | None = None) -> Verdict:
    return all_of(
        _staff(person, project, "project.not_authority", Role.AUTHORITY, at=at),
        _state(project, ProjectState.CONTRACTING),
    )


def give_bank(person: Any, project: Project, *, at: datetime | None = None) -> Verdict:
    """The lead's signatory, before the money moves."""
    signs = (
        ALLOWED if _lead_kind(person, project) == SIGNATORY else refused("project.not_signatory")
    )
    moving = any(p.state != PaymentState.PAID for p in project.payments.all())
    return all_of(
        signs,
        _state(project, ProjectState.CONTRACTING, ProjectState.RUNNING, ProjectState.REPORTED),
        refused("project.payment_runs") if moving else ALLOWED,
    )


def confirm_bank(person: Any, bank: BankDetails, *, at: datetime | None = None) -> Verdict:
    """Another person than the one who gave them: the authority's (MON-07)."""
    return all_of(
        _staff(person, bank.project, "project.not_authority", Role.AUTHORITY, at=at),
        refused("project.four_eyes") if bank.given_by_id == person.pk else ALLOWED,
        refused("project.bank_confirmed") if bank.confirmed_by_id else ALLOWED,
    )


def prove(person: Any, project: Project, *, at: datetime | None = None) -> Verdict:
    """Any partner's people send proofs while the project runs."""
    organisations = {one.organisation_id for one in project.application.partners.all()}
    own = bool(organisations & getattr(person, "organisation_ids", frozenset()))
    return all_of(
        ALLOWED if own else refused("project.not_partner"), _state(project, ProjectState.RUNNING)
    )


def report(person: Any, project: Project, *, at: datetime | None = None) -> Verdict:
    """The lead's people write and send the final report."""
    own = ALLOWED if _lead_kind(person, project) else refused("project.not_lead")
    return all_of(own, _state(project, ProjectState.RUNNING))


def verify(person: Any, project: Project, *, at: datetime | None = None) -> Verdict:
    """The secretariat verifies deliverables of a reported project."""
    return all_of(
        _staff(person, project, "project.not_officer", Role.OFFICER, Role.CONTROLLER, at=at),
        _state(project, ProjectState.REPORTED),
    )


def order(person: Any, project: Project, *, at: datetime | None = None) -> Verdict:
    return _staff(person, project, "project.not_orderer", Role.ORDERER, at=at)


def confirm(person: Any, payment: Payment, *, at: datetime | None = None) -> Verdict:
    """Another than the one who ordered (MON-08)."""
    return all_of(
        _staff(person, payment.project, "project.not_confirmer", Role.CONFIRMER, at=at),
        refused("project.four_eyes") if payment.ordered_by_id == person.pk else ALLOWED,
        ALLOWED if payment.state == PaymentState.ORDERED else refused("project.payment_confirmed"),
    )


def record(person: Any, payment: Payment, *, at: datetime | None = None) -> Verdict:
    """Either payer notes the day on which the accounting has paid."""
    return all_of(
        _staff(person, payment.project, "project.not_orderer", Role.ORDERER, Role.CONFIRMER, at=at),
        ALLOWED if payment.state == PaymentState.CONFIRMED else refused("payment.not_paid"),
    )


def see_payments(person: Any, *, at: datetime | None = None) -> Verdict:
    """The list across projects is for those who handle or audit money."""
    seen = has_any_scope(person, *PAYERS, at=at or clock.now())
    return ALLOWED if seen else refused("project.not_orderer")


def close(person: Any, project: Project, *, at: datetime | None = None) -> Verdict:
    return all_of(
        _staff(person, project, "project.not_authority", Role.AUTHORITY, at=at),
        _state(project, ProjectState.VERIFIED),
    )
