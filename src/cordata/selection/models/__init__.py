"""Committee sessions, the frozen ranking, the decisions, and complaints about what was notified."""

from cordata.selection.models.complaint import Complaint, ComplaintEntry, ComplaintLetter
from cordata.selection.models.deciding import (
    Ballot,
    CommitteeSession,
    Decision,
    Hypothesis,
    Letter,
    Lifting,
    LiftingEntry,
    Recusal,
    Seat,
    Tie,
)

__all__ = [
    "Ballot",
    "CommitteeSession",
    "Complaint",
    "ComplaintEntry",
    "ComplaintLetter",
    "Decision",
    "Hypothesis",
    "Letter",
    "Lifting",
    "LiftingEntry",
    "Recusal",
    "Seat",
    "Tie",
]
