"""The organisers' own mail, in each language of the programme."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cordata.meetings.forms.choices import languages, offer
from cordata.meetings.models import Mailing, Meeting
from cordata.meetings.queries import GROUPS, group_sizes
from cordata.web import forms
from cordata.web.catalogue import sentence

TOPIC, BODY = 120, 4_000  # characters


class MailingForm(forms.Form):
    """To whom, and what, side by side in every language."""

    audiences = forms.MultiChoiceField(label=_("To whom"))

    def __init__(
        self, meeting: Meeting, *args: Any, mailing: Mailing | None = None, **kwargs: Any
    ) -> None:
        if mailing is not None:
            kwargs["initial"] = _known(mailing)
        super().__init__(*args, **kwargs)
        sizes = group_sizes(meeting)
        offer(
            self,
            "audiences",
            [(one, sentence(f"meetings.group.{one}", count=sizes[one])) for one in GROUPS],
        )
        self.languages = languages(meeting)
        for code, name in self.languages:
            said = {"language": name}
            self.fields[f"subject__{code}"] = forms.TextField(
                limit=TOPIC, label=gettext("Subject, in: %(language)s") % said
            )
            self.fields[f"body__{code}"] = forms.LongTextField(
                BODY, rows=10, label=gettext("Text, in: %(language)s") % said
            )

    @property
    def pairs(self) -> list[tuple[str, Any, Any]]:
        """Language, subject and text, in the order of the programme's languages."""
        return [
            (code, self[f"subject__{code}"], self[f"body__{code}"]) for code, _n in self.languages
        ]

    def written(self) -> dict[str, Any]:
        """What was typed, in the shape the action takes."""
        data = self.cleaned_data
        return {
            "audiences": data["audiences"],
            "subjects": {code: data[f"subject__{code}"] for code, _name in self.languages},
            "bodies": {code: data[f"body__{code}"] for code, _name in self.languages},
        }


def _known(mailing: Mailing) -> dict[str, Any]:
    subjects = {f"subject__{code}": text for code, text in mailing.subjects.items()}
    bodies = {f"body__{code}": text for code, text in mailing.bodies.items()}
    return {"audiences": mailing.audiences} | subjects | bodies
