"""Examination of a submitted file: its checks, letters, messages and sheets."""

from cordata.assessment.models.aid import AidRegime
from cordata.assessment.models.exchange import Exchange, ExchangeMessage, ExchangeRead
from cordata.assessment.models.refusal import OutcomeLetter, Refusal
from cordata.assessment.models.reviewing import (
    Agreement,
    Assessor,
    Assignment,
    AssignmentPlan,
    Calibration,
    CalibrationSheet,
    CompletionFile,
    CompletionRequest,
    Consensus,
    Review,
    Score,
    Verification,
)

__all__ = [
    "Agreement",
    "AidRegime",
    "Assessor",
    "Assignment",
    "AssignmentPlan",
    "Calibration",
    "CalibrationSheet",
    "CompletionFile",
    "CompletionRequest",
    "Consensus",
    "Exchange",
    "ExchangeMessage",
    "ExchangeRead",
    "OutcomeLetter",
    "Refusal",
    "Review",
    "Score",
    "Verification",
]
