"""What a registering person is asked, and how bots are kept out without a puzzle (MTG-03)."""

from __future__ import annotations

from typing import Any

from django import forms as django_forms
from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.utils.translation import gettext_lazy as _

from cordata.meetings.actions import Answers
from cordata.meetings.forms.choices import (
    items,
    known_organisations,
    languages,
    meals,
    offer,
    partner_countries,
    reader_language,
    serves_a_meal,
    sides,
    territories,
    themes,
)
from cordata.meetings.forms.own_questions import OwnQuestions, initial_of
from cordata.meetings.forms.party import CompanionFields
from cordata.meetings.keeping import purpose_of
from cordata.meetings.models import Meeting, Registration
from cordata.web import forms

PURPOSES = {
    *("name", "organisation", "role", "nuts3", "theme", "seeks_partner_in", "has_idea"),
    *("language", "meal", "access_needs", "photo_consent", "sharing_consent", "follow_up_consent"),
}
ASKED_AT_FIRST = {"email", "country", "items", "question"}
SHORTEST_READING = 3  # seconds between the page and its answer, of real time
LONGEST_READING = 12 * 3600


def shown_now(meeting: Meeting) -> str:
    """A sealed note of when the form was shown."""
    return _clock().sign(meeting.pid)


def _clock() -> TimestampSigner:
    return TimestampSigner(salt="meetings.form")


class PersonForm(OwnQuestions):
    """What we ask about a person; every step asks what it needs and says for how long."""

    name = forms.TextField(
        label=_("First name and surname"),
        limit=150,
        widget=django_forms.TextInput(attrs={"autocomplete": "name"}),
    )
    organisation = forms.TextField(
        label=_("Organisation"),
        limit=250,
        required=False,
        widget=django_forms.TextInput(
            attrs={"autocomplete": "organization", "list": "organisations"}
        ),
    )
    role = forms.TextField(
        label=_("Your role there"),
        limit=100,
        required=False,
        widget=django_forms.TextInput(attrs={"autocomplete": "organization-title"}),
    )
    nuts3 = forms.ChoiceField(label=_("Your territory"), required=False)
    theme = forms.ChoiceField(label=_("Theme"), required=False)
    seeks_partner_in = forms.ChoiceField(label=_("I look for a partner in"), required=False)
    has_idea = forms.TickField(label=_("I have a project idea"), required=False)
    language = forms.ChoiceField(label=_("Write to me in"))
    meal = forms.ChoiceField(label=_("The meal on site"), required=False)
    access_needs = forms.TextField(
        label=_("An access need"),
        limit=500,
        required=False,
        help_text=_("For example a place for a wheelchair, sign language, a guide dog"),
    )
    photo_consent = forms.TickField(
        label=_("I may be seen on photographs of the meeting"), required=False
    )
    sharing_consent = forms.TickField(
        label=_("My name and organisation may be given to the other participants"), required=False
    )
    follow_up_consent = forms.TickField(
        label=_("The organisers may write to me after the meeting about a project"), required=False
    )

    def __init__(self, meeting: Meeting, *args: Any, **kwargs: Any) -> None:
        self.meeting, self.questions = meeting, meeting.definition.questions
        super().__init__(*args, **kwargs)
        offer(self, "nuts3", territories(meeting))
        offer(self, "theme", themes(meeting))
        offer(self, "seeks_partner_in", partner_countries(meeting))
        offer(self, "language", languages(meeting))
        offer(self, "meal", meals(meeting))
        if not serves_a_meal(meeting):
            del self.fields["meal"]
        for name in PURPOSES & set(self.fields):
            self.fields[name].help_text = purpose_of(name, meeting, self.fields[name].help_text)

    @property
    def suggestions(self) -> list[str]:
        return known_organisations(self.meeting)


class RegistrationForm(CompanionFields, PersonForm):
    """A registration without an account."""

    email = forms.EmailField(label=_("E-mail address"))
    country = forms.ChoiceField(
        label=_("I come from the side"), widget=django_forms.RadioSelect, required=True
    )
    items = forms.MultiChoiceField(label=_("I choose"), required=False)
    question = forms.LongTextField(
        600,
        rows=3,
        label=_("A question for the meeting"),
        required=False,
    )
    website = django_forms.CharField(required=False)  # nobody sees it: who fills it is a machine
    shown = django_forms.CharField(required=False, widget=django_forms.HiddenInput)

    field_order = ["name", "email", "organisation", "country", "theme", "seeks_partner_in"]

    def __init__(self, meeting: Meeting, *args: Any, **kwargs: Any) -> None:
        super().__init__(meeting, *args, **kwargs)
        offer(self, "country", sides(meeting))
        offer(self, "items", items(meeting))
        if not meeting.definition.items_with_places:
            del self.fields["items"]
        for name in ASKED_AT_FIRST & set(self.fields):
            self.fields[name].help_text = purpose_of(name, meeting)
        self.fields["shown"].initial = shown_now(meeting)
        self.fields["language"].initial = reader_language(meeting)

    def clean_website(self) -> str:
        if self.cleaned_data.get("website"):
            raise forms.mistake("registration.looks_automatic")
        return ""

    def clean_shown(self) -> str:
        """Between three seconds and twelve hours lie between the page and its answer."""
        shown = self.cleaned_data.get("shown", "")
        try:
            _clock().unsign(shown, max_age=LONGEST_READING)
        except SignatureExpired:
            self._show_again()
            raise forms.mistake("registration.page_too_old") from None
        except BadSignature:
            self._show_again()
            raise forms.mistake("registration.looks_automatic") from None
        try:
            _clock().unsign(shown, max_age=SHORTEST_READING)
        except SignatureExpired:
            return str(shown)
        raise forms.mistake("registration.too_quick")

    def _show_again(self) -> None:
        self.data = {**self.data.dict(), "shown": shown_now(self.meeting)}  # type: ignore[attr-defined]

    def answers(self) -> Answers:
        """What was typed, in the shape the action takes."""
        kept = {
            name: self.cleaned_data[name] for name in Answers.__slots__ if name in self.cleaned_data
        }
        return Answers(**kept | {"companions": self.companions(), "items": self._items()})

    def _items(self) -> tuple[str, ...]:
        return tuple(self.cleaned_data.get("items", ()))


class ChangeForm(PersonForm):
    """What a registered person may correct: all but address and side."""

    def __init__(self, registration: Registration, *args: Any, **kwargs: Any) -> None:
        meeting = registration.meeting
        kwargs["initial"] = {
            name: getattr(registration, name) for name in self.declared_fields
        } | initial_of(registration.own_answers)
        super().__init__(meeting, *args, **kwargs)
