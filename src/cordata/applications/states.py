"""The states of an application while it is the applicant's, and of a mandate."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from cordata.kernel.transitions import Transition


class State(TextChoices):
    """What happens after filing lives in assessment, selection and projects."""

    DRAFT = "draft", pgettext_lazy("application", "draft, not submitted")
    SUBMITTED = "submitted", pgettext_lazy("application", "submitted")
    WITHDRAWN = "withdrawn", pgettext_lazy("application", "withdrawn")
    LAPSED = "lapsed", pgettext_lazy("application", "not submitted before the closing")
    DELETED = "deleted", pgettext_lazy("application", "deleted")
    ERASED = "erased", pgettext_lazy("application", "erased")  # nothing of its content is left


LIVING = (State.DRAFT, State.SUBMITTED)  # whose people are told what happens to the call


class MandateState(TextChoices):
    MISSING = "missing", pgettext_lazy("mandate", "to be asked for")
    ASKED = "asked", pgettext_lazy("mandate", "asked for")
    GIVEN = "given", pgettext_lazy("mandate", "given")
    REOPENED = "reopened", pgettext_lazy("mandate", "to be given again")
    REFUSED = "refused", pgettext_lazy("mandate", "refused")
    REVOKED = "revoked", pgettext_lazy("mandate", "revoked")


class PaperState(TextChoices):
    """An application that came on paper, from its arrival to its filing."""

    NOTED = "noted", pgettext_lazy("paper", "arrival noted")
    ENTERED = "entered", pgettext_lazy("paper", "being typed in")
    TO_CONFIRM = "to_confirm", pgettext_lazy("paper", "to be confirmed")
    FILED = "filed", pgettext_lazy("paper", "filed")
    SET_ASIDE = "set_aside", pgettext_lazy("paper", "set aside")


A, M, P = State, MandateState, PaperState

# What arrived in time is in, even if the closing was carried out while it waited (TIM-04).
SUBMIT = Transition("submitted", frozenset({A.DRAFT, A.SUBMITTED, A.LAPSED}), A.SUBMITTED)
WITHDRAW = Transition("withdrawn", frozenset({A.SUBMITTED}), A.WITHDRAWN)
LAPSE = Transition("lapsed", frozenset({A.DRAFT}), A.LAPSED)
# Of what was never filed: deleted by the lead, brought back for a while, erased by the calendar.
DELETE = Transition("deleted", frozenset({A.DRAFT, A.LAPSED, A.WITHDRAWN}), A.DELETED)
RESTORE = Transition("restored", frozenset({A.DELETED}), A.DRAFT)
ERASE = Transition("erased", frozenset({A.LAPSED, A.WITHDRAWN, A.DELETED}), A.ERASED)
RESUME = Transition("resumed", frozenset({A.LAPSED}), A.DRAFT)  # the closing was moved

NOT_GIVEN = frozenset({M.MISSING, M.ASKED, M.REOPENED, M.REFUSED, M.REVOKED})

ASK = Transition("mandate_asked", NOT_GIVEN, M.ASKED)
GIVE = Transition("mandate_given", NOT_GIVEN, M.GIVEN)
REOPEN = Transition("mandate_reopened", frozenset({M.GIVEN}), M.REOPENED)
REFUSE = Transition("mandate_refused", frozenset({M.MISSING, M.ASKED, M.REOPENED}), M.REFUSED)
REVOKE = Transition("mandate_revoked", frozenset({M.GIVEN}), M.REVOKED)

ENTER = Transition("entry_begun", frozenset({P.NOTED}), P.ENTERED)
HAND_OVER = Transition("entry_handed_over", frozenset({P.ENTERED}), P.TO_CONFIRM)
SEND_BACK = Transition("entry_sent_back", frozenset({P.TO_CONFIRM}), P.ENTERED)
CONFIRM = Transition("entry_confirmed", frozenset({P.TO_CONFIRM}), P.FILED)
SET_ASIDE = Transition("laid_aside", frozenset({P.NOTED, P.ENTERED, P.TO_CONFIRM}), P.SET_ASIDE)
