"""What the pages of messages read: a subject, words, one file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cordata.web.forms import ChoiceField, Form, LongTextField, TextField, UploadField


class MessageForm(Form):
    """One more message; an officer says whether an answer is expected."""

    text = LongTextField(4000, rows=6, label=_("Message"))
    file = UploadField(label=_("File"), required=False)
    expects = ChoiceField(
        label=_("Is an answer expected?"), choices=(), widget=forms.RadioSelect, required=False
    )

    def __init__(self, *args: Any, office: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not office:
            del self.fields["expects"]
            return
        self.fields["expects"].required = True
        self.set_choices(
            "expects",
            [
                ("yes", _("The partners are to answer")),
                ("no", _("No answer is needed")),
            ],
        )

    def expects_answer(self) -> bool:
        return bool(self.cleaned_data.get("expects") == "yes")


class ExchangeForm(MessageForm):
    """A new subject with its first message."""

    subject = TextField(limit=150, label=_("Subject"))
    field_order = ("subject", "text", "file", "expects")
