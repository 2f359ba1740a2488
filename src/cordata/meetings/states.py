"""The states of a meeting and of a registration, and the moves between them."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from cordata.kernel.transitions import Transition


class MeetingState(TextChoices):
    DRAFT = "draft", pgettext_lazy("meeting", "in preparation")
    PUBLISHED = "published", pgettext_lazy("meeting", "announced")
    CANCELLED = "cancelled", pgettext_lazy("meeting", "cancelled")
    HELD = "held", pgettext_lazy("meeting", "held")


class RegistrationState(TextChoices):
    PENDING = "pending", pgettext_lazy("registration", "waiting for your confirmation")
    APPLIED = "applied", pgettext_lazy("registration", "the organisers decide")
    DECLINED = "declined", pgettext_lazy("registration", "declined")
    CONFIRMED = "confirmed", pgettext_lazy("registration", "confirmed")
    WAITLISTED = "waitlisted", pgettext_lazy("registration", "on the waiting list")
    OFFERED = "offered", pgettext_lazy("registration", "a place is offered")
    EXPIRED = "expired", pgettext_lazy("registration", "expired")
    CANCELLED = "cancelled", pgettext_lazy("registration", "cancelled")
    ATTENDED = "attended", pgettext_lazy("registration", "attended")
    NO_SHOW = "no_show", pgettext_lazy("registration", "did not come")


class ActKind(TextChoices):
    ARRIVED = "arrived", pgettext_lazy("door", "came in")
    WALKED_IN = "walked_in", pgettext_lazy("door", "came in without a registration")
    UNDONE = "undone", pgettext_lazy("door", "arrival taken back")


class QuestionState(TextChoices):
    OPEN = "open", pgettext_lazy("question", "to answer")
    ANSWERED = "answered", pgettext_lazy("question", "answered")
    SET_ASIDE = "set_aside", pgettext_lazy("question", "set aside")


class QuestionChannel(TextChoices):
    REGISTRATION = "registration", pgettext_lazy("question", "at registration")
    OWN_PAGE = "own_page", pgettext_lazy("question", "on their own page")
    ROOM = "room", pgettext_lazy("question", "in the room")
    PHONE = "phone", pgettext_lazy("question", "by phone")
    MAIL = "mail", pgettext_lazy("question", "by mail")
    FORM = "form", pgettext_lazy("question", "beside the application form")


class InviteeState(TextChoices):
    TO_SEND = "to_send", pgettext_lazy("guest", "to be written to")
    SENT = "sent", pgettext_lazy("guest", "invited")
    REGISTERED = "registered", pgettext_lazy("guest", "registered")
    DECLINED = "declined", pgettext_lazy("guest", "does not come")
    COLLEAGUE = "colleague", pgettext_lazy("guest", "sends a colleague")
    BOUNCED = "bounced", pgettext_lazy("guest", "mail came back")
    UNSUBSCRIBED = "unsubscribed", pgettext_lazy("guest", "wants no invitations")


class DocumentMoment(TextChoices):
    BEFORE = "before", pgettext_lazy("document", "before the meeting")
    AFTER = "after", pgettext_lazy("document", "after the meeting")


class Audience(TextChoices):
    PUBLIC = "public", pgettext_lazy("document", "for everyone")
    REGISTERED = "registered", pgettext_lazy("document", "for those registered")


class RecordKind(TextChoices):
    SHEET = "sheet", pgettext_lazy("record", "signed attendance sheet")
    PHOTO = "photo", pgettext_lazy("record", "photograph")
    PROOF = "proof", pgettext_lazy("record", "other proof")


class Shown(TextChoices):
    """Who can be recognised on a photograph, and whether they agreed."""

    NOBODY = "nobody", pgettext_lazy("photograph", "nobody can be recognised")
    AGREED = "agreed", pgettext_lazy("photograph", "all who can be recognised agreed")
    SIGNED = "signed", pgettext_lazy("photograph", "all agreed in writing, we keep the papers")
    UNASKED = "unasked", pgettext_lazy("photograph", "not everybody was asked")


class Licence(TextChoices):
    """What a photograph may be used for."""

    FILE = "file", pgettext_lazy("photograph", "for the audit file only")
    PROGRAMME = "programme", pgettext_lazy("photograph", "the programme may publish it")
    FREE = "free", pgettext_lazy("photograph", "anyone may, naming the author (CC BY 4.0)")


M, R = MeetingState, RegistrationState

PUBLISH = Transition("published", frozenset({M.DRAFT}), M.PUBLISHED)
CANCEL_MEETING = Transition("cancelled", frozenset({M.DRAFT, M.PUBLISHED}), M.CANCELLED)
HOLD = Transition("held", frozenset({M.PUBLISHED}), M.HELD)

APPLY = Transition("applied", frozenset({R.PENDING}), R.APPLIED)
DECLINE = Transition("declined", frozenset({R.APPLIED}), R.DECLINED)
CONFIRM = Transition("confirmed", frozenset({R.PENDING, R.APPLIED, R.OFFERED}), R.CONFIRMED)
WAITLIST = Transition("waitlisted", frozenset({R.PENDING, R.APPLIED}), R.WAITLISTED)
OFFER = Transition("offered", frozenset({R.WAITLISTED}), R.OFFERED)
EXPIRE = Transition(
    "expired", frozenset({R.PENDING, R.APPLIED, R.WAITLISTED, R.OFFERED}), R.EXPIRED
)
REVIVE = Transition("revived", frozenset({R.EXPIRED}), R.PENDING)  # the mail came late
CANCEL = Transition(
    "cancelled",
    frozenset({R.PENDING, R.APPLIED, R.CONFIRMED, R.WAITLISTED, R.OFFERED}),
    R.CANCELLED,
)
# Somebody from the waiting list who stands at the door has said yes by coming; and a phone that was
# offline saw who it saw, whatever the list said meanwhile.
CHECK_IN = Transition(
    "attended",
    frozenset({R.PENDING, R.CONFIRMED, R.WAITLISTED, R.OFFERED, R.EXPIRED, R.CANCELLED, R.NO_SHOW}),
    R.ATTENDED,
)
UNDO_CHECK_IN = Transition("check_in_undone", frozenset({R.ATTENDED}), R.CONFIRMED)
REMOVE_WALK_IN = Transition("walk_in_removed", frozenset({R.ATTENDED}), R.CANCELLED)
MISS = Transition("missed", frozenset({R.CONFIRMED}), R.NO_SHOW)

ANSWER = Transition(
    "answered", frozenset({QuestionState.OPEN, QuestionState.SET_ASIDE}), QuestionState.ANSWERED
)
SET_ASIDE = Transition("set_aside", frozenset({QuestionState.OPEN}), QuestionState.SET_ASIDE)

HOLDS_A_PLACE = frozenset({R.PENDING, R.CONFIRMED, R.OFFERED, R.ATTENDED})
LIVE = frozenset({R.PENDING, R.APPLIED, R.CONFIRMED, R.WAITLISTED, R.OFFERED, R.ATTENDED})
EXPECTED = frozenset({R.CONFIRMED, R.ATTENDED})  # who stands on the attendance list
ITEM_LIVE = frozenset({R.PENDING, R.CONFIRMED, R.WAITLISTED, R.OFFERED})  # of an item's place

I = InviteeState  # noqa: E741 - as M and R above
ANSWERED = frozenset({I.REGISTERED, I.DECLINED, I.COLLEAGUE})

INVITE = Transition("invited", frozenset({I.TO_SEND}), I.SENT)
COME = Transition("accepted", frozenset(set(I) - {I.REGISTERED}), I.REGISTERED)
STAY_AWAY = Transition("declined", frozenset(set(I) - {I.REGISTERED, I.DECLINED}), I.DECLINED)
SEND_COLLEAGUE = Transition(
    "colleague_sent", frozenset(set(I) - {I.REGISTERED, I.COLLEAGUE}), I.COLLEAGUE
)
BOUNCE = Transition("bounced", frozenset({I.SENT}), I.BOUNCED)
INVITE_AGAIN = Transition("put_back", frozenset({I.BOUNCED}), I.TO_SEND)
UNSUBSCRIBE = Transition("unsubscribed", frozenset({I.TO_SEND, I.SENT, I.BOUNCED}), I.UNSUBSCRIBED)
