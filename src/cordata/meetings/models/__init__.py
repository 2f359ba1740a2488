"""Information meetings and the people who register for them: one noun a file."""

from cordata.meetings.models.act import DoorAct
from cordata.meetings.models.document import MeetingDocument, MeetingDocumentQuerySet
from cordata.meetings.models.guest_list import GuestList
from cordata.meetings.models.hand_over import HandOver
from cordata.meetings.models.invitee import Invitee, InviteeQuerySet, Letter
from cordata.meetings.models.item_place import ItemPlace, ItemPlaceQuerySet
from cordata.meetings.models.mailing import Mailing, MailingCopy
from cordata.meetings.models.meeting import Meeting, MeetingQuerySet
from cordata.meetings.models.opt_out import OptOut, marks_of
from cordata.meetings.models.question import Question, QuestionQuerySet
from cordata.meetings.models.record import MeetingRecord, MeetingRecordQuerySet
from cordata.meetings.models.registration import (
    COMPANION,
    ELSEWHERE,
    ERASED,
    Registration,
    RegistrationQuerySet,
    erased,
)
from cordata.meetings.models.survey import SurveyAnswer

__all__ = [
    "COMPANION",
    "ELSEWHERE",
    "ERASED",
    "DoorAct",
    "GuestList",
    "HandOver",
    "Invitee",
    "InviteeQuerySet",
    "ItemPlace",
    "ItemPlaceQuerySet",
    "Letter",
    "Mailing",
    "MailingCopy",
    "Meeting",
    "MeetingDocument",
    "MeetingDocumentQuerySet",
    "MeetingQuerySet",
    "MeetingRecord",
    "MeetingRecordQuerySet",
    "OptOut",
    "Question",
    "QuestionQuerySet",
    "Registration",
    "RegistrationQuerySet",
    "SurveyAnswer",
    "erased",
    "marks_of",
]
