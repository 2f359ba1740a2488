"""The states of a committee session, of a decision and of the conditions of an approval."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from cordata.kernel.transitions import Transition
from cordata.rules import committee as rules


class SessionState(TextChoices):
    PREPARED = "prepared", pgettext_lazy("session", "being prepared")
    OPEN = "open", pgettext_lazy("session", "sitting")
    SIGNED = "signed", pgettext_lazy("session", "signed")
    RELEASED = "released", pgettext_lazy("session", "notified")


class TieBreak(TextChoices):
    """How files of equal merit got their order."""

    COMMITTEE = "committee", pgettext_lazy("tie", "a reasoned choice of the committee")
    LOT = "lot", pgettext_lazy("tie", "a lot")


class Attendance(TextChoices):
    """Who of a seat came to a session."""

    UNKNOWN = "unknown", pgettext_lazy("attendance", "not noted")
    MEMBER = "member", pgettext_lazy("attendance", "present")
    SUBSTITUTE = "substitute", pgettext_lazy("attendance", "replaced by the substitute")
    EXCUSED = "excused", pgettext_lazy("attendance", "absent")


class Stance(TextChoices):
    """What a seat says to a proposal, as `rules.committee` knows it."""

    FOR = rules.Stance.FOR.value, pgettext_lazy("vote", "for")
    AGAINST = rules.Stance.AGAINST.value, pgettext_lazy("vote", "against")
    ABSTAIN = rules.Stance.ABSTAIN.value, pgettext_lazy("vote", "abstention")


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


class LiftingState(TextChoices):
    """Where the conditions of an approval stand."""

    AWAITED = "awaited", pgettext_lazy("conditions", "to be met")
    STATED = "stated", pgettext_lazy("conditions", "checked, to be confirmed")
    LIFTED = "lifted", pgettext_lazy("conditions", "lifted")
    RETURNED = "returned", pgettext_lazy("conditions", "not met, back to the committee")


class ComplaintState(TextChoices):
    """Where a complaint stands. What was decided stays as it was signed."""

    RECEIVED = "received", pgettext_lazy("complaint", "received")
    ADMITTED = "admitted", pgettext_lazy("complaint", "admissible, being examined")
    STATED = "stated", pgettext_lazy("complaint", "outcome proposed")
    INADMISSIBLE = "inadmissible", pgettext_lazy("complaint", "not admissible")
    UPHELD = "upheld", pgettext_lazy("complaint", "upheld")
    DISMISSED = "dismissed", pgettext_lazy("complaint", "dismissed")


S, D, L, C = SessionState, DecisionState, LiftingState, ComplaintState

OPEN = Transition("opened", frozenset({S.PREPARED}), S.OPEN)
SIGN = Transition("signed", frozenset({S.OPEN}), S.SIGNED)
RELEASE = Transition("released", frozenset({S.SIGNED}), S.RELEASED)

DECIDE = Transition("decided", frozenset({D.PROPOSED}), D.DECIDED)
NOTIFY = Transition("notified", frozenset({D.DECIDED}), D.NOTIFIED)

STATE = Transition("stated", frozenset({L.AWAITED}), L.STATED)
SEND_BACK = Transition("sent_back", frozenset({L.STATED}), L.AWAITED)
LIFT = Transition("lifted", frozenset({L.STATED}), L.LIFTED)
RETURN = Transition("returned", frozenset({L.STATED}), L.RETURNED)

ADMIT_COMPLAINT = Transition("admitted", frozenset({C.RECEIVED}), C.ADMITTED)
STATE_OUTCOME = Transition("outcome_stated", frozenset({C.RECEIVED, C.ADMITTED}), C.STATED)
RETURN_OUTCOME = {  # to the step at which the outcome was proposed
    before: Transition("outcome_returned", frozenset({C.STATED}), before)
    for before in (C.RECEIVED, C.ADMITTED)
}
SETTLEMENTS = {
    C.INADMISSIBLE: Transition("found_inadmissible", frozenset({C.STATED}), C.INADMISSIBLE),
    C.UPHELD: Transition("upheld", frozenset({C.STATED}), C.UPHELD),
    C.DISMISSED: Transition("dismissed", frozenset({C.STATED}), C.DISMISSED),
}
