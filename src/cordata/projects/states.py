"""The states of a project, a report, a deliverable's proof and a payment."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from cordata.kernel.transitions import Transition


class ProjectState(TextChoices):
    CONTRACTING = "contracting", pgettext_lazy("project", "agreement being signed")
    RUNNING = "running", pgettext_lazy("project", "running")
    REPORTED = "reported", pgettext_lazy("project", "final report received")
    VERIFIED = "verified", pgettext_lazy("project", "verified")
    CLOSED = "closed", pgettext_lazy("project", "closed")


class DeliverableState(TextChoices):
    PLANNED = "planned", pgettext_lazy("deliverable", "planned")
    PROVEN = "proven", pgettext_lazy("deliverable", "proof sent")
    ACCEPTED = "accepted", pgettext_lazy("deliverable", "accepted")
    REFUSED = "refused", pgettext_lazy("deliverable", "refused")


class PaymentState(TextChoices):
    ORDERED = "ordered", pgettext_lazy("payment", "ordered")
    CONFIRMED = "confirmed", pgettext_lazy("payment", "confirmed")
    PAID = "paid", pgettext_lazy("payment", "paid")


P, D, Y = ProjectState, DeliverableState, PaymentState

SIGN = Transition("signed", frozenset({P.CONTRACTING}), P.RUNNING)
REPORT = Transition("reported", frozenset({P.RUNNING}), P.REPORTED)
VERIFY = Transition("verified", frozenset({P.REPORTED}), P.VERIFIED)
CLOSE = Transition("closed", frozenset({P.VERIFIED}), P.CLOSED)

PROVE = Transition("proven", frozenset({D.PLANNED, D.REFUSED, D.PROVEN}), D.PROVEN)
# Until the verification is finished, its officer may change their mind.
ACCEPT = Transition("accepted", frozenset({D.PROVEN, D.REFUSED}), D.ACCEPTED)
REFUSE = Transition("refused", frozenset({D.PROVEN, D.PLANNED, D.ACCEPTED}), D.REFUSED)

CONFIRM = Transition("confirmed", frozenset({Y.ORDERED}), Y.CONFIRMED)
PAY = Transition("paid", frozenset({Y.CONFIRMED}), Y.PAID)
