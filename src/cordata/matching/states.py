"""The states of a partner search and of an introduction."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from cordata.kernel.transitions import Transition


class SearchState(TextChoices):
    DRAFT = "draft", pgettext_lazy("search", "not published")
    MODERATION = "moderation", pgettext_lazy("search", "being read by the secretariat")
    PUBLISHED = "published", pgettext_lazy("search", "published")
    MATCHED = "matched", pgettext_lazy("search", "partner found")
    EXPIRED = "expired", pgettext_lazy("search", "expired")
    WITHDRAWN = "withdrawn", pgettext_lazy("search", "withdrawn")


class IntroductionState(TextChoices):
    ASKED = "asked", pgettext_lazy("introduction", "waiting for an answer")
    ACCEPTED = "accepted", pgettext_lazy("introduction", "accepted")
    DECLINED = "declined", pgettext_lazy("introduction", "declined")


S = SearchState

OPEN_STATES = frozenset({S.DRAFT, S.MODERATION, S.PUBLISHED})

SUBMIT = Transition("sent_for_moderation", frozenset({S.DRAFT, S.PUBLISHED}), S.MODERATION)
PUBLISH = Transition("published", frozenset({S.DRAFT, S.MODERATION}), S.PUBLISHED)
RETURN = Transition("returned", frozenset({S.MODERATION}), S.DRAFT)
MATCH = Transition("matched", frozenset({S.PUBLISHED}), S.MATCHED)
EXPIRE = Transition("expired", OPEN_STATES, S.EXPIRED)
WITHDRAW = Transition("withdrawn", OPEN_STATES, S.WITHDRAWN)

ACCEPT = Transition("accepted", frozenset({IntroductionState.ASKED}), IntroductionState.ACCEPTED)
DECLINE = Transition("declined", frozenset({IntroductionState.ASKED}), IntroductionState.DECLINED)
