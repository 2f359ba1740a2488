"""What a guest fills in behind the personal link."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cordata.meetings.actions import Answers
from cordata.meetings.forms.choices import languages, offer
from cordata.meetings.forms.registration import RegistrationForm
from cordata.meetings.keeping import terms_in_words
from cordata.meetings.models import Invitee
from cordata.web import forms


class InvitedForm(RegistrationForm):
    """The registration of a guest: what the list says is filled in, the address is proven."""

    def __init__(self, guest: Invitee, *args: Any, **kwargs: Any) -> None:
        self.guest = guest
        kwargs["initial"] = {"name": guest.name, "organisation": guest.organisation}
        super().__init__(guest.meeting, *args, **kwargs)
        self.fields["language"].initial = guest.language
        del self.fields["email"]

    def answers(self) -> Answers:
        self.cleaned_data["email"] = self.guest.email
        return super().answers()


class ColleagueForm(forms.Form):
    """Who comes in the guest's place."""

    name = forms.TextField(label=_("First name and surname of your colleague"), limit=150)
    email = forms.EmailField(label=_("E-mail address of your colleague"))
    language = forms.ChoiceField(label=_("Write to them in"))

    def __init__(self, guest: Invitee, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own = guest.email
        words = gettext("Only to invite them; erased %(months)s after the meeting.")
        self.fields["email"].help_text = words % terms_in_words(guest.meeting)
        offer(self, "language", languages(guest.meeting))
        self.fields["language"].initial = guest.language

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        if email == self.own:
            raise forms.mistake("guest.own_address")
        return email
