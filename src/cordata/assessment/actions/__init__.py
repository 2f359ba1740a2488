"""What is done to a file under examination, one group of verbs a module."""

from cordata.assessment.actions.agreeing import (
    agree_to_common_sheet,
    end_consensus,
    name_rapporteur,
    write_common_sheet,
)
from cordata.assessment.actions.aiding import establish_aid
from cordata.assessment.actions.assigning import (
    accept_assignment,
    assign_assessor,
    declare_conflict,
    hand_back,
    release_assignment,
    remind_assessor,
)
from cordata.assessment.actions.calibrating import (
    open_calibration,
    score_calibration,
    show_spread,
    write_calibration,
)
from cordata.assessment.actions.checking import (
    admit,
    find_eligible,
    find_ineligible,
    refuse_admission,
    second_check,
    take_review,
    verify_check,
)
from cordata.assessment.actions.completing import (
    answer_completion,
    ask_completion,
    close_completion,
    save_completion,
)
from cordata.assessment.actions.exchanging import (
    close_exchanges,
    close_on_refusal,
    close_on_withdrawal,
    open_exchange,
    read_exchange,
    settle_exchange,
    write_message,
)
from cordata.assessment.actions.opening import open_review, withdraw_review
from cordata.assessment.actions.outcomes import release_outcomes, word_outcome
from cordata.assessment.actions.planning import change_plan, compute_plan, use_plan
from cordata.assessment.actions.pooling import (
    Profile,
    end_assessor,
    keep_confidential,
    save_assessor,
)
from cordata.assessment.actions.scoring import lock_sheet, reopen_sheet, save_comment, save_score

__all__ = [
    "Profile",
    "accept_assignment",
    "admit",
    "agree_to_common_sheet",
    "answer_completion",
    "ask_completion",
    "assign_assessor",
    "change_plan",
    "close_completion",
    "close_exchanges",
    "close_on_refusal",
    "close_on_withdrawal",
    "compute_plan",
    "declare_conflict",
    "end_assessor",
    "end_consensus",
    "establish_aid",
    "find_eligible",
    "find_ineligible",
    "hand_back",
    "keep_confidential",
    "lock_sheet",
    "name_rapporteur",
    "open_calibration",
    "open_exchange",
    "open_review",
    "read_exchange",
    "refuse_admission",
    "release_assignment",
    "release_outcomes",
    "remind_assessor",
    "reopen_sheet",
    "save_assessor",
    "save_comment",
    "save_completion",
    "save_score",
    "score_calibration",
    "second_check",
    "settle_exchange",
    "show_spread",
    "take_review",
    "use_plan",
    "verify_check",
    "withdraw_review",
    "word_outcome",
    "write_calibration",
    "write_common_sheet",
    "write_message",
]
