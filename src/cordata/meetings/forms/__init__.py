"""The forms: what is asked at registration, at the door, of the organisers."""

from cordata.meetings.forms.acts import BadActs, read_acts
from cordata.meetings.forms.choices import MEALS, serves_a_meal
from cordata.meetings.forms.crew import HelperForm
from cordata.meetings.forms.documents import HANDED_OUT, DocumentForm
from cordata.meetings.forms.door import WalkInForm
from cordata.meetings.forms.guests import ColumnsForm, GuestForm, GuestListForm
from cordata.meetings.forms.hand_over import HandOverForm, TakeOverForm
from cordata.meetings.forms.invited import ColleagueForm, InvitedForm
from cordata.meetings.forms.items import ItemsForm
from cordata.meetings.forms.mailings import MailingForm
from cordata.meetings.forms.organising import CancelForm, DeclineForm
from cordata.meetings.forms.parts import PARTS
from cordata.meetings.forms.party import PartyForm
from cordata.meetings.forms.questions import (
    AlikeForm,
    AskForm,
    AssignForm,
    NoteForm,
    PrivateForm,
    PublishForm,
    SetAsideForm,
)
from cordata.meetings.forms.records import RECORD_FORMS, RecordForm
from cordata.meetings.forms.registration import (
    LONGEST_READING,
    SHORTEST_READING,
    ChangeForm,
    PersonForm,
    RegistrationForm,
    shown_now,
)
from cordata.meetings.forms.sections import SECTIONS, CopyForm, LinkForm, NewMeetingForm
from cordata.meetings.forms.survey import SurveyForm

__all__ = [
    "HANDED_OUT",
    "LONGEST_READING",
    "MEALS",
    "PARTS",
    "RECORD_FORMS",
    "SECTIONS",
    "SHORTEST_READING",
    "AlikeForm",
    "AskForm",
    "AssignForm",
    "BadActs",
    "CancelForm",
    "ChangeForm",
    "ColleagueForm",
    "ColumnsForm",
    "CopyForm",
    "DeclineForm",
    "DocumentForm",
    "GuestForm",
    "GuestListForm",
    "HandOverForm",
    "HelperForm",
    "InvitedForm",
    "ItemsForm",
    "LinkForm",
    "MailingForm",
    "NewMeetingForm",
    "NoteForm",
    "PartyForm",
    "PersonForm",
    "PrivateForm",
    "PublishForm",
    "RecordForm",
    "RegistrationForm",
    "SetAsideForm",
    "SurveyForm",
    "TakeOverForm",
    "WalkInForm",
    "read_acts",
    "serves_a_meal",
    "shown_now",
]
