"""The states of a call. Opening and closing come by the clock, the rest by later steps."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from cordata.kernel.transitions import Transition


class CallState(TextChoices):
    DRAFT = "draft", pgettext_lazy("call", "in preparation")
    SCHEDULED = "scheduled", pgettext_lazy("call", "announced")
    OPEN = "open", pgettext_lazy("call", "open")
    CLOSED = "closed", pgettext_lazy("call", "closed")
    ASSESSMENT = "assessment", pgettext_lazy("call", "being assessed")
    DECISION = "decision", pgettext_lazy("call", "before the committee")
    DECIDED = "decided", pgettext_lazy("call", "decided")
    ARCHIVED = "archived", pgettext_lazy("call", "archived")


S = CallState

ANNOUNCE = Transition("announced", frozenset({S.DRAFT}), S.SCHEDULED)
OPEN = Transition("opened", frozenset({S.DRAFT, S.SCHEDULED}), S.OPEN)
CLOSE = Transition("closed", frozenset({S.OPEN}), S.CLOSED)
REOPEN = Transition("reopened", frozenset({S.CLOSED}), S.OPEN)  # a later closing was decided
ASSESS = Transition("assessment_started", frozenset({S.CLOSED}), S.ASSESSMENT)
PUT_BEFORE_COMMITTEE = Transition(
    "put_before_committee", frozenset({S.CLOSED, S.ASSESSMENT}), S.DECISION
)
DECIDE = Transition("decided", frozenset({S.CLOSED, S.ASSESSMENT, S.DECISION}), S.DECIDED)
ARCHIVE = Transition("archived", frozenset({S.DECIDED}), S.ARCHIVED)

MOVABLE = frozenset({CallState.SCHEDULED, CallState.OPEN, CallState.CLOSED})  # to a later closing
