"""What is done to a committee session, one group of verbs a module."""

from cordata.selection.actions.preparing import prepare_session, propose_again
from cordata.selection.actions.releasing import release_session
from cordata.selection.actions.sitting import change_outcome, open_session, sign_session

__all__ = [
    "change_outcome",
    "open_session",
    "prepare_session",
    "propose_again",
    "release_session",
    "sign_session",
]
