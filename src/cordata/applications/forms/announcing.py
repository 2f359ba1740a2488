"""The secretariat's letter to everybody with a draft of a call."""

from __future__ import annotations

from typing import Any

from cordata.applications.announcing import group_sizes
from cordata.notify.letter_form import LetterForm
from cordata.programme.models import Announcement, Call
from cordata.programme.wording import all_languages, needed_languages
from cordata.web.catalogue import sentence


class AnnouncementForm(LetterForm):
    """To drafts, to filed ones or to both; English may be left out where nobody must write it."""

    def __init__(
        self, call: Call, *args: Any, letter: Announcement | None = None, **kwargs: Any
    ) -> None:
        sizes = group_sizes(call).items()
        groups = [
            (one, sentence(f"announcement.group.{one}", count=people, files=files))
            for one, (files, people) in sizes
        ]
        needed = needed_languages(call)
        super().__init__(all_languages(call), groups, *args, letter=letter, needed=needed, **kwargs)
