"""The organisers' own mail, in each language of the programme."""

from __future__ import annotations

from typing import Any

from cordata.meetings.forms.choices import languages
from cordata.meetings.models import Mailing, Meeting
from cordata.meetings.queries import GROUPS, group_sizes
from cordata.notify.letter_form import LetterForm
from cordata.web.catalogue import sentence


class MailingForm(LetterForm):
    """To which groups of a meeting, and what."""

    def __init__(
        self, meeting: Meeting, *args: Any, mailing: Mailing | None = None, **kwargs: Any
    ) -> None:
        sizes = group_sizes(meeting)
        groups = [(one, sentence(f"meetings.group.{one}", count=sizes[one])) for one in GROUPS]
        spoken = [code for code, _name in languages(meeting)]
        super().__init__(spoken, groups, *args, letter=mailing, **kwargs)
