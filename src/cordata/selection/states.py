"""The states of a committee session and of a decision."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from cordata.kernel.transitions import Transition


class SessionState(TextChoices):
    PREPARED = "prepared", pgettext_lazy("session", "being prepared")
    OPEN = "open", pgettext_lazy("session", "sitting")
    SIGNED = "signed", pgettext_lazy("session", "signed")
    RELEASED = "released", pgettext_lazy("session", "notified")


class Outcome(TextChoices):
    APPROVED = "approved", pgettext_lazy("decision", "approved")
    CONDITIONS = "conditions", pgettext_lazy("decision", "approved with conditions")
    RESERVE = "reserve", pgettext_lazy("decision", "reserve list")
    REJECTED = "rejected", pgettext_lazy("decision", "not selected")
    DEFERRED = "deferred", pgettext_lazy("decision", "deferred")


class DecisionState(TextChoices):
    PROPOSED = "proposed", pgettext_lazy("decision", "proposed")
    DECIDED = "decided", pgettext_lazy("decision", "decided")
    NOTIFIED = "notified", pgettext_lazy("decision", "notified")


S, D = SessionState, DecisionState

OPEN = Transition("opened", frozenset({S.PREPARED}), S.OPEN)
SIGN = Transition("signed", frozenset({S.OPEN}), S.SIGNED)
RELEASE = Transition("released", frozenset({S.SIGNED}), S.RELEASED)

DECIDE = Transition("decided", frozenset({D.PROPOSED}), D.DECIDED)
NOTIFY = Transition("notified", frozenset({D.DECIDED}), D.NOTIFIED)
