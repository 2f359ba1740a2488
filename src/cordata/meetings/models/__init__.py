"""Information meetings and the people who register for them: one noun a file."""

from cordata.meetings.models.meeting import Meeting, MeetingQuerySet
from cordata.meetings.models.question import Question
from cordata.meetings.models.registration import (
    ELSEWHERE,
    ERASED,
    Registration,
    RegistrationQuerySet,
    erased,
)

__all__ = [
    "ELSEWHERE",
    "ERASED",
    "Meeting",
    "MeetingQuerySet",
    "Question",
    "Registration",
    "RegistrationQuerySet",
    "erased",
]
