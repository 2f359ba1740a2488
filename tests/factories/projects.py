"""Projects of filed applications, brought to each state by the real actions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction

from cordata.accounts.models import Person
from cordata.applications.actions import (
    ActivityDraft,
    DeliverableDraft,
    save_activity,
    submit_application,
)
from cordata.documents import storing
from cordata.documents.models import StoredFile
from cordata.documents.sealing import seal
from cordata.kernel.ids import public_id
from cordata.kernel.journal import SYSTEM
from cordata.kernel.transitions import move
from cordata.programme.models import Call
from cordata.projects import actions
from cordata.projects.models import DueDeliverable, Payment, Project
from cordata.projects.queries import project_loaded
from cordata.selection.models import CommitteeSession, Decision
from cordata.selection.states import NOTIFY, DecisionState, Outcome, SessionState
from tests.factories.applications import (
    SEMNOZ,
    STATED,
    VALFREDDA,
    Cast,
    Side,
    another,
    complete_application,
)
from tests.factories.assessment import staff
from tests.remembering import remembered

PDF = b"%PDF-1.7\n%%EOF\n"
IBAN = "FR7630006000011234567890189"  # the bank federation's own specimen
ANSWER = "Douze ateliers, trois cents enfants."
# Worked example 6 of domain.md 5.3: three activities, ERDF.
EXAMPLE = (Decimal("20000.00"), Decimal("25000.00"), Decimal("13000.00"))


@dataclass(slots=True)
class Running:
    """A project with the people around it."""

    project: Project
    cast: Cast
    authority: Person
    officer: Person
    orderer: Person
    confirmer: Person
    deliverables: list[DueDeliverable] = field(default_factory=list)

    @property
    def pid(self) -> str:
        return str(self.project.pid)

    def reload(self) -> Project:
        self.project = project_loaded(self.pid)
        self.deliverables = [
            one for due in self.project.activities.all() for one in due.deliverables.all()
        ]
        return self.project


def fresh_sides() -> tuple[Side, Side]:
    number = Project.objects.count() + 100
    return another(SEMNOZ, number), another(VALFREDDA, number)


@remembered
def opened(
    call: Call,
    at: datetime,
    *sides: Side,
    sums: Sequence[Decimal] = EXAMPLE,
    total: Decimal | None = None,
    outcome: str = Outcome.APPROVED,
) -> Running:
    """A granted project whose activities carry these lump sums; its agreement is to be drawn up."""
    cast = complete_application(call, at, *(sides or fresh_sides()))
    cast.application.activities.all().delete()
    for number, amount in enumerate(sums, 1):
        _activity(cast, number, amount, at)
    submit_application(
        cast.application.pid,
        by=cast.signatory,
        key=public_id(),
        statements=STATED,
        received_at=at,
        at=at,
    )
    cast.reload()
    grant = sum(sums, Decimal("0.00"))
    decision_on(cast, at, grant=grant, total=total or grant * 100 / 80, outcome=outcome)
    project = Project.objects.filter(application=cast.application).first()
    running = Running(
        project,  # type: ignore[arg-type]
        cast,
        staff("Armand Autorite", "authority"),
        staff("Odile Officier", "officer"),
        staff("Oscar Ordonnateur", "orderer"),
        staff("Carla Conferma", "confirmer", language="it"),
    )
    if project is not None:
        running.reload()
    return running


def _activity(cast: Cast, number: int, amount: Decimal, at: datetime) -> None:
    titles = {code: f"A{number} {code}" for code in cast.application.definition.languages}
    proof = cast.application.definition.proofs
    deliverable = DeliverableDraft(
        titles=titles, units=dict.fromkeys(titles, "atelier"), quantity=4, month=6, amount=amount,
        proof=proof[0].code if proof else "",
    )  # fmt: skip
    draft = ActivityDraft(
        titles=titles,
        descriptions=titles,
        from_month=1,
        to_month=6,
        partners=[one.pid for one in cast.partners],
        deliverables=[deliverable],
    )
    save_activity(cast.application, draft, by=cast.editor, at=at)


def decision_on(
    cast: Cast, at: datetime, *, grant: Decimal, total: Decimal, outcome: str = Outcome.APPROVED
) -> Decision:
    """A decision notified at `at`: the event opens the project of a grant."""
    session = CommitteeSession.objects.create(
        call=cast.application.call,
        state=SessionState.RELEASED,
        held_on=at.date(),
        signed_by=staff("Chiara Presidente", "chair", language="it"),
        signed_at=at,
        released_by=staff("Armand Autorite", "authority"),
        released_at=at,
    )
    decision = Decision.objects.create(
        session=session,
        application=cast.application,
        state=DecisionState.DECIDED,
        outcome=outcome,
        theme=cast.application.theme or cast.application.definition.themes[0].code,
        total=total,
        grant=grant if outcome == Outcome.APPROVED else Decimal(0),
        notified_at=at,
    )
    with transaction.atomic():
        move(decision, NOTIFY, by=SYSTEM, at=at)
    return decision


@remembered
def drawn_up(call: Call, at: datetime, *sides: Side, **fields: object) -> Running:
    """As `opened`, with an agreement that is sealed but not laid out."""
    running = opened(call, at, *sides, **fields)  # type: ignore[arg-type]
    project = running.project
    project.agreement = seal("agreement", project.number, {"grant": project.grant}, at=at)
    project.agreement_file = stored(at)
    project.save()
    running.reload()
    return running


def stored(at: datetime) -> StoredFile:
    return storing.store_bytes(
        PDF, name="preuve.pdf", media_type="application/pdf", by=SYSTEM, at=at
    )


@remembered
def signed(call: Call, at: datetime, *sides: Side, **fields: object) -> Running:
    """Bank details confirmed by another person, both signatures given: the project runs."""
    running = drawn_up(call, at, *sides, **fields)
    pid, signatory, authority = running.pid, running.cast.signatory, running.authority
    actions.give_bank_details(pid, holder="Semnoz", iban=IBAN, by=signatory, at=at)
    actions.confirm_bank_details(pid, by=authority, at=at)
    actions.sign_for_lead(pid, by=signatory, at=at)
    actions.sign_for_authority(pid, by=authority, at=at)
    running.reload()
    return running


def paid(running: Running, kind: str, at: datetime) -> Payment:
    """Ordered, confirmed by another, recorded as made."""
    payment = actions.order_payment(running.pid, kind, key=public_id(), by=running.orderer, at=at)
    actions.confirm_payment(payment.pid, by=running.confirmer, at=at)
    done = actions.record_paid(payment.pid, at.date(), by=running.orderer, at=at)
    running.reload()
    return done


def prove(running: Running, at: datetime, *numbers: int) -> None:
    """A link as the proof of the deliverables with these places, from 1."""
    for number in numbers:
        actions.add_proof(
            running.deliverables[number - 1].pid,
            link=f"https://semnoz.example/{number}",
            by=running.cast.editor,
            at=at,
        )
    running.reload()


def reported(running: Running, at: datetime, *, without_proofs: bool = True) -> None:
    languages = running.project.application.definition.languages
    texts = {
        question: dict.fromkeys(languages, ANSWER) for question in ("done", "changed", "remains")
    }
    actions.save_report(running.pid, texts, {}, by=running.cast.editor, at=at)
    actions.submit_report(running.pid, without_proofs=without_proofs, by=running.cast.editor, at=at)
    running.reload()


def verified(running: Running, at: datetime, *accepted: int) -> None:
    """The deliverables with these places are accepted, the others refused."""
    for number, one in enumerate(running.deliverables, 1):
        actions.decide_deliverable(
            one.pid,
            number in accepted,
            reason="" if number in accepted else "La preuve manque.",
            by=running.officer,
            at=at,
        )
    actions.finish_verification(running.pid, by=running.officer, at=at)
    running.reload()


def after(at: datetime, days: int) -> datetime:
    return at + timedelta(days=days)
