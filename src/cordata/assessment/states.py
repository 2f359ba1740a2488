"""The states of a file under examination and of an assessor's sheet."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from cordata.kernel.transitions import Transition


class ReviewState(TextChoices):
    ADMISSIBILITY = "admissibility", pgettext_lazy("review", "admissibility being checked")
    COMPLETION = "completion", pgettext_lazy("review", "completion requested")
    INADMISSIBLE = "inadmissible", pgettext_lazy("review", "not admissible")
    ELIGIBILITY = "eligibility", pgettext_lazy("review", "eligibility being checked")
    INELIGIBLE = "ineligible", pgettext_lazy("review", "not eligible")
    ASSESSMENT = "assessment", pgettext_lazy("review", "being assessed")
    CONSOLIDATED = "consolidated", pgettext_lazy("review", "assessed")
    WITHDRAWN = "withdrawn", pgettext_lazy("review", "withdrawn")


class AssignmentState(TextChoices):
    ASSIGNED = "assigned", pgettext_lazy("assignment", "to be accepted")
    ACCEPTED = "accepted", pgettext_lazy("assignment", "accepted")
    CONFLICTED = "conflicted", pgettext_lazy("assignment", "conflict of interest")
    HANDED_BACK = "handed", pgettext_lazy("assignment", "handed back")
    LOCKED = "locked", pgettext_lazy("assignment", "sheet sent")
    RELEASED = "released", pgettext_lazy("assignment", "taken back")


class CalibrationState(TextChoices):
    WRITTEN = "written", pgettext_lazy("calibration", "being prepared")
    OPEN = "open", pgettext_lazy("calibration", "being scored")
    SHOWN = "shown", pgettext_lazy("calibration", "spread shown")


class ConsensusState(TextChoices):
    OPEN = "open", pgettext_lazy("consensus", "common sheet to be written")
    WRITTEN = "written", pgettext_lazy("consensus", "common sheet to be agreed to")
    AGREED = "agreed", pgettext_lazy("consensus", "agreed")
    ENDED = "ended", pgettext_lazy("consensus", "no agreement: the mean applies")


class RefusalState(TextChoices):
    """Where the letters to a file that is turned away stand."""

    DRAFTED = "drafted", pgettext_lazy("outcome letter", "drafted, not sent")
    RELEASED = "released", pgettext_lazy("outcome letter", "released")
    DROPPED = "dropped", pgettext_lazy("outcome letter", "dropped: the file was withdrawn")


class ExchangeState(TextChoices):
    """Who is expected to write next about a subject."""

    OFFICE = "office", pgettext_lazy("exchange", "the secretariat is to answer")
    PARTNERS = "partners", pgettext_lazy("exchange", "the partners are to answer")
    SETTLED = "settled", pgettext_lazy("exchange", "nobody is to answer")
    CLOSED = "closed", pgettext_lazy("exchange", "closed with the file")


V, A, R = ReviewState, AssignmentState, RefusalState

ASK_COMPLETION = Transition("completion_asked", frozenset({V.ADMISSIBILITY}), V.COMPLETION)
COMPLETE = Transition("completed", frozenset({V.COMPLETION}), V.ADMISSIBILITY)
ADMIT = Transition("admitted", frozenset({V.ADMISSIBILITY}), V.ELIGIBILITY)
REFUSE_ADMISSION = Transition(
    "found_inadmissible", frozenset({V.ADMISSIBILITY, V.COMPLETION}), V.INADMISSIBLE
)
FIND_ELIGIBLE = Transition("found_eligible", frozenset({V.ELIGIBILITY}), V.ASSESSMENT)
FIND_INELIGIBLE = Transition("found_ineligible", frozenset({V.ELIGIBILITY}), V.INELIGIBLE)
SETTLED = (ADMIT, REFUSE_ADMISSION, FIND_ELIGIBLE, FIND_INELIGIBLE)
CONSOLIDATE = Transition("consolidated", frozenset({V.ASSESSMENT}), V.CONSOLIDATED)
WITHDRAW = Transition(
    "withdrawn",
    frozenset(set(V) - {V.WITHDRAWN}),  # a file turned away: until its letters are released
    V.WITHDRAWN,
)

REFUSED = frozenset({V.INADMISSIBLE, V.INELIGIBLE})
RELEASE_OUTCOME = Transition("released", frozenset({R.DRAFTED}), R.RELEASED)
DROP_OUTCOME = Transition("dropped", frozenset({R.DRAFTED}), R.DROPPED)

ACCEPT = Transition("accepted", frozenset({A.ASSIGNED}), A.ACCEPTED)
DECLARE_CONFLICT = Transition("conflicted", frozenset({A.ASSIGNED, A.ACCEPTED}), A.CONFLICTED)
HAND_BACK = Transition("handed_back", frozenset({A.ASSIGNED, A.ACCEPTED}), A.HANDED_BACK)
LOCK = Transition("locked", frozenset({A.ACCEPTED}), A.LOCKED)
REOPEN = Transition("reopened", frozenset({A.LOCKED}), A.ACCEPTED)
RELEASE = Transition("released", frozenset({A.ASSIGNED, A.ACCEPTED}), A.RELEASED)

WRITE = Transition(
    "common_sheet_written",
    frozenset({ConsensusState.OPEN, ConsensusState.WRITTEN}),
    ConsensusState.WRITTEN,
)
AGREE = Transition("agreed", frozenset({ConsensusState.WRITTEN}), ConsensusState.AGREED)
END_CONSENSUS = Transition(
    "consensus_ended",
    frozenset({ConsensusState.OPEN, ConsensusState.WRITTEN}),
    ConsensusState.ENDED,
)
OPEN_CALIBRATION = Transition(
    "opened", frozenset({CalibrationState.WRITTEN}), CalibrationState.OPEN
)
SHOW_SPREAD = Transition("shown", frozenset({CalibrationState.OPEN}), CalibrationState.SHOWN)

E = ExchangeState
OPEN_EXCHANGES = frozenset({E.OFFICE, E.PARTNERS, E.SETTLED})
WRITE_IN = Transition("partner_wrote", OPEN_EXCHANGES, E.OFFICE)
ASK_PARTNERS = Transition("office_asked", OPEN_EXCHANGES, E.PARTNERS)
ANSWER_PARTNERS = Transition("office_answered", OPEN_EXCHANGES, E.SETTLED)
SETTLE_EXCHANGE = Transition("settled", frozenset({E.OFFICE, E.PARTNERS}), E.SETTLED)
CLOSE_EXCHANGE = Transition("closed", OPEN_EXCHANGES, E.CLOSED)
