"""An application: one project that partners put forward together, and what is written in it."""

from cordata.applications.models.application import (
    READERS,
    Activity,
    Annex,
    Application,
    ApplicationQuerySet,
    CostLine,
    Deliverable,
    FundingSource,
    Guest,
    GuestQuerySet,
    Help,
    Indicator,
    Partner,
    calls_read_by,
)
from cordata.applications.models.filed import FiledDay
from cordata.applications.models.letter import PartnerLetter
from cordata.applications.models.news import Follower, NewsTold
from cordata.applications.models.paper import PaperFiling, PaperRemark
from cordata.applications.models.submission import LateAttempt, Mandate, Submission
from cordata.applications.models.writing import (
    Answer,
    AnswerVersion,
    Comment,
    PartVersion,
    Presence,
    TextAgreement,
)

__all__ = [
    "READERS",
    "Activity",
    "Annex",
    "Answer",
    "AnswerVersion",
    "Application",
    "ApplicationQuerySet",
    "Comment",
    "CostLine",
    "Deliverable",
    "FiledDay",
    "Follower",
    "FundingSource",
    "Guest",
    "GuestQuerySet",
    "Help",
    "Indicator",
    "LateAttempt",
    "Mandate",
    "NewsTold",
    "PaperFiling",
    "PaperRemark",
    "PartVersion",
    "Partner",
    "PartnerLetter",
    "Presence",
    "Submission",
    "TextAgreement",
    "calls_read_by",
]
