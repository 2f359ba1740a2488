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


A, M = State, MandateState

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
