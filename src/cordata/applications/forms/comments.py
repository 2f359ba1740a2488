"""A comment, or the answer to one."""

from __future__ import annotations

import re
from secrets import token_urlsafe
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from cordata.applications.actions.commenting import LIMIT
from cordata.applications.forms.counting import Counted
from cordata.web.forms import Form, LongTextField


class CommentForm(Form):
    """One text with its limit; `thread` names the remark that is answered."""

    def __init__(self, data: Any = None, *, thread: str = "") -> None:
        super().__init__(data, auto_id=f"comment-{thread}-%s" if thread else "comment-%s")
        words = _("Your answer") if thread else _("Your comment")
        self.fields["text"] = LongTextField(LIMIT, rows=4, label=words)
        self.fields["key"] = forms.CharField(widget=forms.HiddenInput)
        self.initial["key"] = token_urlsafe(18)
        self.thread = thread

    @property
    def counted(self) -> Counted:
        return Counted(self["text"], LIMIT)

    def clean_key(self) -> str:
        sent = str(self.cleaned_data["key"])
        return sent if re.fullmatch(r"[A-Za-z0-9_-]{16,40}", sent) else token_urlsafe(18)
