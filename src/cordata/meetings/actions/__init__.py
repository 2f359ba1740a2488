"""What happens to meetings and registrations: one kind of act a file."""

from cordata.meetings.actions.answer import (
    accept_offer,
    cancel_registration,
    change_registration,
    decline_offer,
)
from cordata.meetings.actions.attend import (
    add_walk_in,
    check_in,
    close_attendance,
    undo_check_in,
)
from cordata.meetings.actions.load import load_meetings
from cordata.meetings.actions.meet import cancel_meeting, hold_meeting
from cordata.meetings.actions.places import offer_free_places, release_places
from cordata.meetings.actions.register import (
    HOLD_TERM,
    Answers,
    confirm_registration,
    register,
)
from cordata.meetings.actions.upkeep import (
    erase_needs,
    erase_registrations,
    expire_registration,
    remind,
)

__all__ = [
    "HOLD_TERM",
    "Answers",
    "accept_offer",
    "add_walk_in",
    "cancel_meeting",
    "cancel_registration",
    "change_registration",
    "check_in",
    "close_attendance",
    "confirm_registration",
    "decline_offer",
    "erase_needs",
    "erase_registrations",
    "expire_registration",
    "hold_meeting",
    "load_meetings",
    "offer_free_places",
    "register",
    "release_places",
    "remind",
    "undo_check_in",
]
