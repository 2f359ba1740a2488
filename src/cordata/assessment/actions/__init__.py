"""What is done to a file under examination, one group of verbs a module."""

from cordata.assessment.actions.assigning import (
    accept_assignment,
    assign_assessor,
    declare_conflict,
    release_assignment,
)
from cordata.assessment.actions.checking import (
    admit,
    find_eligible,
    find_ineligible,
    refuse_admission,
    take_review,
    verify_check,
)
from cordata.assessment.actions.completing import (
    answer_completion,
    ask_completion,
    close_completion,
)
from cordata.assessment.actions.opening import open_review, withdraw_review
from cordata.assessment.actions.scoring import lock_sheet, reopen_sheet, save_comment, save_score

__all__ = [
    "accept_assignment",
    "admit",
    "answer_completion",
    "ask_completion",
    "assign_assessor",
    "close_completion",
    "declare_conflict",
    "find_eligible",
    "find_ineligible",
    "lock_sheet",
    "open_review",
    "refuse_admission",
    "release_assignment",
    "reopen_sheet",
    "save_comment",
    "save_score",
    "take_review",
    "verify_check",
    "withdraw_review",
]
