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


S, I = SearchState, IntroductionState

SUBMIT = Transition("sent_for_moderation", frozenset({S.DRAFT}), S.MODERATION)
PUBLISH = Transition("published", frozenset({S.DRAFT, S.MODERATION}), S.PUBLISHED)
MATCH = Transition("matched", frozenset({S.PUBLISHED}), S.MATCHED)
EXPIRE = Transition("expired", frozenset({S.DRAFT, S.MODERATION, S.PUBLISHED}), S.EXPIRED)
WITHDRAW = Transition("withdrawn", frozenset({S.DRAFT, S.MODERATION, S.PUBLISHED}), S.WITHDRAWN)

ACCEPT = Transition("accepted", frozenset({I.ASKED}), I.ACCEPTED)
DECLINE = Transition("declined", frozenset({I.ASKED}), I.DECLINED)
