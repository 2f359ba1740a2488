"""A document to hand out."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cordata.documents.kinds import KINDS, extensions
from cordata.kernel.localised import pick
from cordata.meetings.forms.choices import languages, offer
from cordata.meetings.models import Meeting
from cordata.meetings.queries import awaited
from cordata.meetings.states import Audience, DocumentMoment
from cordata.web import forms

HANDED_OUT = frozenset(KINDS) - {"application/pkcs7-mime"}


class DocumentForm(forms.Form):
    """The file, its title in each language, when and by whom it is read."""

    file = forms.UploadField(label=_("File"), accept=",".join(extensions(HANDED_OUT)))
    moment = forms.ChoiceField(label=_("To read"))
    audience = forms.ChoiceField(
        label=_("For whom"),
        help_text=_(
            "What is for those registered stands on their own page, behind the mailed link"
        ),
    )

    def __init__(self, meeting: Meeting, given: set[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.meeting = meeting
        self.announced = {one.code: one for one in awaited(meeting, given)}
        offer(self, "moment", [(one.value, str(one.label)) for one in DocumentMoment])
        offer(self, "audience", [(one.value, str(one.label)) for one in Audience])
        if self.announced:
            names = [(code, pick(one.titles)) for code, one in self.announced.items()]
            self.fields["code"] = forms.ChoiceField(
                label=gettext("Announced in the invitation as"),
                help_text=gettext("Its title is then taken from there"),
                choices=[("", gettext("Another document")), *names],
                required=False,
            )
        for code, name in languages(meeting):
            label = gettext("Title (%(language)s)") % {"language": name}
            self.fields[f"title_{code}"] = forms.TextField(label=label, required=False)

    def clean(self) -> dict[str, Any]:
        """A title in every language, typed or announced."""
        said = super().clean() or self.cleaned_data
        announced = self.announced.get(said.get("code", ""))
        titles = {}
        for code, _name in languages(self.meeting):
            typed = said.get(f"title_{code}") or (announced.titles.get(code) if announced else "")
            if not typed and f"title_{code}" not in self.errors:
                self.add_error(f"title_{code}", forms.mistake("web.field.required"))
            titles[code] = typed or ""
        said["titles"] = titles
        return said

    def facts(self) -> dict[str, Any]:
        """What `actions.add_document` takes beside the file."""
        said = self.cleaned_data
        return {name: said[name] for name in ("titles", "moment", "audience")} | {
            "code": said.get("code", "")
        }
