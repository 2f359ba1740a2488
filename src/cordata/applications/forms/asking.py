"""A question to the secretariat, from beside a field."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from cordata.applications.forms.counting import Counted
from cordata.web.forms import Form, LongTextField

LIMIT = 600  # code points, as every question in the inbox


class AskForm(Form):
    """The words of the question, with their limit."""

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["text"] = LongTextField(LIMIT, rows=4, label=_("Your question"))

    @property
    def counted(self) -> Counted:
        return Counted(self["text"], LIMIT)
