"""Funded projects: the agreement, the money, what is proved, reported, verified and closed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial

from cordata.documents.storing import store_file
from cordata.kernel import jobs
from cordata.projects.actions import (
    add_proof,
    close_project,
    confirm_bank_details,
    confirm_payment,
    decide_deliverable,
    finish_verification,
    give_bank_details,
    order_payment,
    record_paid,
    save_report,
    sign_for_authority,
    sign_for_lead,
    submit_report,
)
from cordata.projects.models import DueDeliverable, Payment, Project
from cordata.projects.queries import settlement_of
from cordata.projects.states import DeliverableState, ProjectState
from cordata.rehearsal.scenario.applying import paper
from cordata.rehearsal.scenario.examining import writer_of
from cordata.rehearsal.scenario.people import editor, signatory, staff
from cordata.rehearsal.scenario.phrases import Bank, pick
from cordata.rehearsal.scenario.reading import Book, Row
from cordata.rehearsal.scenario.step import Act, made

AGREEMENT = "cordata.projects.jobs.draw_up_agreement"
QUESTIONS = ("done", "changed", "remains")
Play = Callable[[Book, Row, datetime], str]


def acts(book: Book) -> Iterator[Act]:
    """One column a stage; an empty cell is a stage that does not come."""
    for row in book.rows("projects"):
        for stage, play in STAGES.items():
            if row[stage]:
                yield Act(row[stage], f"project:{row['key']}:{stage}", partial(play, book, row))


def project_of(row: Row) -> Project:
    return Project.objects.get(application__pid=made(f"application:{row['key']}"))


def lead_of(book: Book, row: Row) -> str:
    return str(writer_of(book, row).told["partners"][0])


def give_bank(book: Book, row: Row, at: datetime) -> str:
    lead = lead_of(book, row)
    told = book.row("organisations", lead)
    project = project_of(row)
    give_bank_details(
        project.pid, holder=told["name"], iban=told["iban"], by=signatory(book, lead), at=at
    )
    return str(project.pid)


def confirm_bank(book: Book, row: Row, at: datetime) -> str:
    project = project_of(row)
    confirm_bank_details(project.pid, by=staff(row["authority"]), at=at)
    return str(project.pid)


def sign_lead(book: Book, row: Row, at: datetime) -> str:
    """The agreement is drawn up now if the worker has not come to it yet; then it is signed."""
    project = project_of(row)
    if project.agreement_id is None:
        jobs.named(AGREEMENT)(project.pid)
    return str(sign_for_lead(project.pid, by=signatory(book, lead_of(book, row)), at=at).pid)


def sign_authority(book: Book, row: Row, at: datetime) -> str:
    return str(sign_for_authority(project_of(row).pid, by=staff(row["authority"]), at=at).pid)


def order(kind: str, book: Book, row: Row, at: datetime) -> str:
    """The advance; or at the end what is left to pay, or to give back."""
    project = project_of(row)
    verified = project.state == ProjectState.VERIFIED  # else the order is refused, and told
    if kind == "balance" and verified and settlement_of(project).recovery:
        kind = "recovery"
    key = f"scenario:{row['key']}:{kind}"
    return str(order_payment(project.pid, kind, key=key, by=staff(row["orderer"]), at=at).pid)


def confirm(stage: str, book: Book, row: Row, at: datetime) -> str:
    pid = made(f"project:{row['key']}:{stage}")
    return str(confirm_payment(pid, by=staff(row["confirmer"]), at=at).pid)


def pay(stage: str, book: Book, row: Row, at: datetime) -> str:
    payment = Payment.objects.get(pid=made(f"project:{row['key']}:{stage}"))
    return str(record_paid(payment.pid, at.date(), by=staff(row["confirmer"]), at=at).pid)


def prove(rest: bool, book: Book, row: Row, at: datetime) -> str:
    """A proof for half of the deliverables, then the rest: an address, or a file, as announced."""
    project, lead = project_of(row), editor(book, lead_of(book, row))
    due_ones = [one for one in due_deliverables(project) if one.state == DeliverableState.PLANNED]
    for due in due_ones if rest else due_ones[: len(due_ones) // 2]:
        if due.deliverable.proof == "link":
            link = f"https://{lead.email.rpartition('@')[2]}/{row['key']}"
            add_proof(due.pid, link=link, by=lead, at=at)
        else:
            stored = store_file(paper(book, "proof"), by=lead, at=at)
            add_proof(due.pid, file=stored, by=lead, at=at)
    return str(project.pid)


def due_deliverables(project: Project) -> list[DueDeliverable]:
    due = DueDeliverable.objects.filter(due_activity__project=project)
    return list(due.select_related("deliverable").order_by("pk"))


def report(book: Book, row: Row, at: datetime) -> str:
    project, writer = project_of(row), writer_of(book, row)
    lead = editor(book, lead_of(book, row))
    texts = {question: writer.text(f"report_{question}") for question in QUESTIONS}
    reached = {
        code: target * pick((92, 100, 104, 118), f"{row['key']}:{code}") // 100 or 1
        for code, target in writer.indicators().items()
    }
    save_report(project.pid, texts, reached, by=lead, at=at)
    submit_report(project.pid, by=lead, at=at)
    return str(project.pid)


def verify(book: Book, row: Row, at: datetime) -> str:
    """Every proof is read; the row says how many of the last ones do not show what they should."""
    project, officer = project_of(row), staff(row["officer"])
    due = due_deliverables(project)
    kept = len(due) - int(row["refused"] or 0)
    bank = Bank(book.table("texts"))
    reason = bank.in_language(bank.told["every"]["proof_refused"], officer.language)
    for number, one in enumerate(due):
        accepted = number < kept
        decide_deliverable(one.pid, accepted, reason="" if accepted else reason, by=officer, at=at)
    finish_verification(project.pid, by=officer, at=at)
    return str(project.pid)


def close(book: Book, row: Row, at: datetime) -> str:
    return str(close_project(project_of(row).pid, by=staff(row["authority"]), at=at).pid)


STAGES: dict[str, Play] = {
    "bank_given": give_bank,
    "bank_confirmed": confirm_bank,
    "lead_signed": sign_lead,
    "authority_signed": sign_authority,
    "advance_ordered": partial(order, "advance"),
    "advance_confirmed": partial(confirm, "advance_ordered"),
    "advance_paid": partial(pay, "advance_ordered"),
    "proved_early": partial(prove, False),
    "proved": partial(prove, True),
    "reported": report,
    "verified": verify,
    "balance_ordered": partial(order, "balance"),
    "balance_confirmed": partial(confirm, "balance_ordered"),
    "balance_paid": partial(pay, "balance_ordered"),
    "closed": close,
}
