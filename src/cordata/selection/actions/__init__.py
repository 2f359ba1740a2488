"""What is done to a committee session and to its decisions, one group of verbs a module."""

from cordata.selection.actions.closing import close_on_decision, close_on_lifting
from cordata.selection.actions.complaining import (
    add_paper,
    admit_complaint,
    lodge_complaint,
    note_hearing,
    return_complaint,
    settle_complaint,
    state_complaint,
)
from cordata.selection.actions.convening import (
    Seated,
    cast_votes,
    convene_session,
    note_attendance,
    seat_members,
    stand_aside,
)
from cordata.selection.actions.lifting import (
    answer_conditions,
    confirm_conditions,
    extend_conditions,
    remind_of_term,
    send_back_conditions,
    state_conditions,
    tell_term_passed,
)
from cordata.selection.actions.preparing import prepare_session, propose_again
from cordata.selection.actions.releasing import release_session
from cordata.selection.actions.settling import choose_first, draw_lots, take_choice_back
from cordata.selection.actions.sitting import change_outcome, open_session, sign_session
from cordata.selection.actions.supposing import suppose

__all__ = [
    "Seated",
    "add_paper",
    "admit_complaint",
    "answer_conditions",
    "cast_votes",
    "change_outcome",
    "choose_first",
    "close_on_decision",
    "close_on_lifting",
    "confirm_conditions",
    "convene_session",
    "draw_lots",
    "extend_conditions",
    "lodge_complaint",
    "note_attendance",
    "note_hearing",
    "open_session",
    "prepare_session",
    "propose_again",
    "release_session",
    "remind_of_term",
    "return_complaint",
    "seat_members",
    "send_back_conditions",
    "settle_complaint",
    "sign_session",
    "stand_aside",
    "state_complaint",
    "state_conditions",
    "suppose",
    "take_choice_back",
    "tell_term_passed",
]
