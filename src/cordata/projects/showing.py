"""A project as its page shows it: state, account, deliverables, path, what comes next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from cordata.kernel import clock
from cordata.packs.provenance import Text
from cordata.projects import access
from cordata.projects.models import BankDetails, DueActivity, DueDeliverable, Project
from cordata.projects.queries import paid, period_of, plan_of, sums_of, verified
from cordata.projects.states import DeliverableState, PaymentState, ProjectState
from cordata.rules import lump_sums
from cordata.rules.deadlines import add_months
from cordata.rules.lump_sums import Settlement
from cordata.web import moments
from cordata.web.catalogue import label

ZERO = Decimal("0.00")
TONES = {
    ProjectState.CONTRACTING: ("warn", "pen-line"),
    ProjectState.RUNNING: ("ok", "circle-dot"),
    ProjectState.REPORTED: ("warn", "eye"),
    ProjectState.VERIFIED: ("ok", "shield-check"),
    ProjectState.CLOSED: ("mute", "archive"),
}
DELIVERABLE_TONES = {
    DeliverableState.PLANNED: ("mute", "circle-dashed"),
    DeliverableState.PROVEN: ("warn", "eye"),
    DeliverableState.ACCEPTED: ("ok", "check"),
    DeliverableState.REFUSED: ("ko", "x"),
}
PAYMENT_TONES = {
    PaymentState.ORDERED: ("warn", "hourglass"),
    PaymentState.CONFIRMED: ("warn", "check"),
    PaymentState.PAID: ("ok", "euro"),
}
Chip = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Account:
    """Where the money stands; `earned` counts accepted activities before the verification ends."""

    granted: Decimal
    paid: Decimal
    earned: Decimal
    waiting: Decimal  # of activities whose proofs are being looked at
    balance: Decimal | None  # once everything is decided
    recovery: Decimal | None

    @property
    def parts(self) -> list[tuple[Decimal, str, str]]:
        earned, waiting = self._share(self.earned), self._share(self.waiting)
        return [
            (earned, "", _("Earned")),
            (waiting, "wa", _("Being verified")),
            (100 - earned - waiting, "no", _("To come")),
        ]

    def _share(self, amount: Decimal) -> Decimal:
        return round(amount * 100 / self.granted, 1) if self.granted else ZERO


@dataclass(frozen=True, slots=True)
class DeliverableRow:
    """One deliverable with its number, its proofs and its state."""

    number: str
    due: DueDeliverable
    proof_names: Text
    chip: Chip
    may_prove: bool

    @property
    def titles(self) -> Text:
        return dict(self.due.deliverable.titles)


@dataclass(frozen=True, slots=True)
class ActivityRow:
    """One activity with its lump sum and its deliverables."""

    number: int
    titles: Text
    lump_sum: Decimal
    rows: tuple[DeliverableRow, ...]


@dataclass(frozen=True, slots=True)
class Todo:
    """What this reader can do next."""

    text: str
    url: str
    action: str
    icon: str = "arrow-right"
    note: str = ""


def chip_of(project: Project) -> Chip:
    """Tone, icon and words of a project's state."""
    words = label(project.state, "projects.state")
    months = project.application.duration_months or 0
    if project.state == ProjectState.RUNNING and months:
        words = _("Running, month %(month)d of %(months)d") % {
            "month": min(month_of(project, clock.now()), months),
            "months": months,
        }
    return (*TONES[ProjectState(project.state)], words)


def month_of(project: Project, at: datetime) -> int:
    """The how-manieth month of the project a moment falls in, from 1."""
    today, months = moments.local(at, project.application.call.zone).date(), 1
    while add_months(project.notified_on, months) <= today:
        months += 1
    return months


def account_of(project: Project) -> Account:
    """The account as it stands; balance and recovery exist once the verification has ended."""
    sums = sums_of(project)
    earned = lump_sums.earned(sums, plan_of(project).earning)
    waiting = sum((due.lump_sum for due in project.activities.all() if _looked_at(due)), ZERO)
    settlement = _settlement(project)
    return Account(
        granted=project.grant,
        paid=paid(project),
        earned=earned,
        waiting=waiting,
        balance=settlement.balance if settlement else None,
        recovery=settlement.recovery if settlement else None,
    )


def _settlement(project: Project) -> Settlement | None:
    if project.state not in {ProjectState.VERIFIED, ProjectState.CLOSED}:
        return None
    return lump_sums.settle(sums_of(project), paid(project), plan_of(project).earning)


def _looked_at(due: DueActivity) -> bool:
    states = {one.state for one in due.deliverables.all()}
    return verified(due) is None and states <= {DeliverableState.PROVEN, DeliverableState.ACCEPTED}


def activities_of(project: Project, person: Any) -> list[ActivityRow]:
    """The activities in their order, each deliverable with what the reader may do to it."""
    proofs = {one.code: one.names for one in project.application.definition.proofs}
    may_prove = bool(access.prove(person, project))
    return [
        ActivityRow(
            due.activity.position,
            dict(due.activity.titles),
            due.lump_sum,
            tuple(
                _row(f"{due.activity.position}.{number}", one, proofs, may_prove)
                for number, one in enumerate(due.deliverables.all(), 1)
            ),
        )
        for due in project.activities.all()
    ]


def _row(
    number: str, one: DueDeliverable, proofs: dict[str, Text], may_prove: bool
) -> DeliverableRow:
    state = DeliverableState(one.state)
    return DeliverableRow(
        number,
        one,
        proofs.get(one.deliverable.proof, {}),
        (*DELIVERABLE_TONES[state], label(state, "projects.deliverable")),
        may_prove and state != DeliverableState.ACCEPTED,
    )


def payments_of(project: Project) -> list[dict[str, Any]]:
    """The payments as lines of a list."""
    return [
        {
            "name": label(one.kind, "projects.payment"),
            "amount": one.amount,
            "chip": payment_chip(one.state),
            "paid_on": one.paid_on,
        }
        for one in project.payments.all()
    ]


def payment_chip(state: str) -> Chip:
    return (*PAYMENT_TONES[PaymentState(state)], label(state, "projects.payment_state"))


def path_of(project: Project, at: datetime) -> list[dict[str, Any]]:
    """The project's timeline: what is behind is done, today stands between."""
    zone = project.application.call.zone
    today = moments.local(at, zone).date()
    ends_on = period_of(project)[1]
    signed_at = max(
        (x for x in (project.signed_by_lead_at, project.signed_by_authority_at) if x), default=None
    )
    both = project.state != ProjectState.CONTRACTING and signed_at is not None
    report_due = ends_on + timedelta(days=plan_of(project).report_due_days)
    sent_at = project.report.submitted_at if hasattr(project, "report") else None
    stops = [
        (_("Decision notified"), project.notified_on, True),
        (_("Agreement signed"), moments.local(signed_at, zone).date() if both and signed_at
         else None, both),
        (_("End of the project"), ends_on, ends_on < today),
        (_("Final report"), moments.local(sent_at, zone).date() if sent_at else report_due,
         sent_at is not None),
        (_("Project closed"), moments.local(project.closed_at, zone).date()
         if project.closed_at else None, project.closed_at is not None),
    ]  # fmt: skip
    return list(_timeline(stops, today))


def _timeline(stops: list[tuple[str, date | None, bool]], today: date) -> Iterator[dict[str, Any]]:
    told = False
    for text, day, done in stops:
        if not done and not told:
            told = True
            yield {"when": moments.day_words(today), "text": _("Today"), "state": "now"}
        when = moments.day_words(day) if day else ""
        iso = day.isoformat() if day else ""
        yield {"when": when, "iso": iso, "text": text, "state": "done" if done else ""}


def todos_of(project: Project, person: Any, at: datetime) -> list[Todo]:
    """What this reader can do now, the most pressing first."""
    return [*_contracting(project, person), *_running(project, person), *_settling(project, person)]


def _contracting(project: Project, person: Any) -> Iterator[Todo]:
    drawn = project.agreement_file_id is not None
    lead = not project.signed_by_lead_id and access.sign_for_lead(person, project)
    authority = not project.signed_by_authority_id and access.sign_for_authority(person, project)
    if drawn and (lead or authority):
        text = _("The agreement is ready to sign.")
        yield Todo(text, _page("sign", project), _("Read and sign"), "pen-line")
    bank = bank_of(project)
    if bank is None and access.give_bank(person, project):
        text = _("No payment leaves before the bank details are known.")
        yield Todo(text, _page("give_bank", project), _("Give the bank details"), "landmark")
    if bank is not None and access.confirm_bank(person, bank):
        text = _("New bank details wait for a second person.")
        yield Todo(text, _page("confirm_bank", project), _("Check the bank details"), "landmark")


def _running(project: Project, person: Any) -> Iterator[Todo]:
    missing = _unproven(project) if access.prove(person, project) else None
    if missing is not None:
        url = reverse("projects:prove", kwargs={"pid": missing.pid})
        until = moments.day_words(missing.due_on) if missing.due_on else ""
        text = _("A deliverable has no proof yet.")
        yield Todo(text, url, _("Send a proof"), "upload", until)
    if access.report(person, project):
        text = _("The final report closes the project on your side.")
        yield Todo(text, _page("report", project), _("Write the final report"), "file-text")
    if access.verify(person, project):
        text = _("The final report is here: deliverables wait for your decision.")
        yield Todo(text, _page("verify", project), _("Verify the deliverables"), "clipboard-check")


def _unproven(project: Project) -> DueDeliverable | None:
    """The deliverable without a proof that is due first."""
    rows = (one for due in project.activities.all() for one in due.deliverables.all())
    missing = [one for one in rows if one.state == DeliverableState.PLANNED]
    return min(missing, key=lambda one: one.due_on or date.max, default=None)


def _settling(project: Project, person: Any) -> Iterator[Todo]:
    settlement = _settlement(project)
    even = settlement is not None and not (settlement.balance or settlement.recovery)
    moving = any(one.state != PaymentState.PAID for one in project.payments.all())
    if even and not moving and access.close(person, project):
        text = _("The account is even: the project can be closed.")
        yield Todo(text, _page("close", project), _("Close the project"), "archive")


def bank_of(project: Project) -> BankDetails | None:
    """The bank details, read once."""
    return project.bank if hasattr(project, "bank") else None


def _page(name: str, project: Project) -> str:
    return reverse(f"projects:{name}", kwargs={"pid": project.pid})
