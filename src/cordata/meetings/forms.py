"""What a registering person is asked, and how bots are kept out without a puzzle (MTG-03)."""

from __future__ import annotations

from typing import Any, cast

from django import forms as django_forms
from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from cordata.kernel.localised import pick
from cordata.meetings.actions import Answers
from cordata.meetings.models import ELSEWHERE, Meeting, Registration
from cordata.meetings.presenting import capital
from cordata.packs.meeting import AgendaKind
from cordata.web import forms
from cordata.web.catalogue import label
from cordata.web.context import OWN_NAMES

MEALS = ("any", "vegetarian", "vegan", "gluten_free")
SHORTEST_READING = 3  # seconds between the page and its answer, of real time
LONGEST_READING = 12 * 3600

Choices = list[tuple[str, str]]


def shown_now(meeting: Meeting) -> str:
    """A sealed note of when the form was shown."""
    return _clock().sign(meeting.pid)


def _clock() -> TimestampSigner:
    return TimestampSigner(salt="meetings.form")


class PersonForm(forms.Form):
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
        widget=django_forms.TextInput(attrs={"autocomplete": "organization"}),
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

    def __init__(self, meeting: Meeting, *args: Any, **kwargs: Any) -> None:
        self.meeting = meeting
        super().__init__(*args, **kwargs)
        _offer(self, "nuts3", _territories(meeting))
        _offer(self, "theme", _themes(meeting))
        _offer(self, "seeks_partner_in", _partner_countries(meeting))
        _offer(self, "language", _languages(meeting))
        _offer(self, "meal", _meals(meeting))
        if not serves_a_meal(meeting):
            del self.fields["meal"]


class RegistrationForm(PersonForm):
    """A registration without an account."""

    email = forms.EmailField(
        label=_("E-mail address"), help_text=_("We send a link there to confirm")
    )
    country = forms.ChoiceField(
        label=_("I come from the side"), widget=django_forms.RadioSelect, required=True
    )
    question = forms.LongTextField(
        600,
        rows=3,
        label=_("A question for the meeting"),
        required=False,
        help_text=_("The answers are published, without your name"),
    )
    website = django_forms.CharField(required=False)  # nobody sees it: who fills it is a machine
    shown = django_forms.CharField(required=False, widget=django_forms.HiddenInput)

    field_order = ["name", "email", "organisation", "country", "theme", "seeks_partner_in"]

    def __init__(self, meeting: Meeting, *args: Any, **kwargs: Any) -> None:
        super().__init__(meeting, *args, **kwargs)
        _offer(self, "country", _sides(meeting))
        self.fields["shown"].initial = shown_now(meeting)
        self.fields["language"].initial = _reader_language(meeting)

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
        return Answers(**kept)


class ChangeForm(PersonForm):
    """What a registered person may correct: all but address and side."""

    def __init__(self, registration: Registration, *args: Any, **kwargs: Any) -> None:
        meeting = registration.meeting
        kwargs["initial"] = {name: getattr(registration, name) for name in self.declared_fields}
        super().__init__(meeting, *args, **kwargs)


class WalkInForm(forms.Form):
    """Somebody at the door who did not register."""

    name = forms.TextField(label=_("First name and surname"), limit=150)
    organisation = forms.TextField(label=_("Organisation"), limit=250, required=False)
    country = forms.ChoiceField(label=_("Side"), widget=django_forms.RadioSelect)
    email = forms.EmailField(label=_("E-mail address"), required=False)

    def __init__(self, meeting: Meeting, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="walk_in_%s", **kwargs)
        self.meeting = meeting
        _offer(self, "country", _sides(meeting))

    def answers(self) -> Answers:
        language = _reader_language(self.meeting)
        return Answers(language=language, **self.cleaned_data)


class CancelForm(forms.Form):
    """Why a meeting does not take place, in each language of the programme."""

    def __init__(self, meeting: Meeting, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, name in _languages(meeting):
            self.fields[code] = forms.LongTextField(
                600, rows=3, label=gettext("The reason, in: %(language)s") % {"language": name}
            )

    def reasons(self) -> dict[str, str]:
        return dict(self.cleaned_data)


def _offer(form: django_forms.Form, name: str, choices: Choices) -> None:
    cast(django_forms.ChoiceField, form.fields[name]).choices = choices


def serves_a_meal(meeting: Meeting) -> bool:
    return any(item.kind is AgendaKind.MEAL for item in meeting.definition.agenda)


NO_ANSWER = pgettext_lazy("choice", "No answer")


def _sides(meeting: Meeting) -> Choices:
    countries = meeting.programme.definition.countries
    return [(country.code, capital(pick(country.sides))) for country in countries] + [
        (ELSEWHERE, gettext("Elsewhere"))
    ]


def _territories(meeting: Meeting) -> Choices:
    places = meeting.programme.definition.territories
    named = [(place.code, f"{pick(place.names)} ({place.country})") for place in places]
    return [("", str(NO_ANSWER)), *named]


def _themes(meeting: Meeting) -> Choices:
    themes = meeting.call.definition.themes if meeting.call else ()
    wanted = meeting.definition.themes or tuple(theme.code for theme in themes)
    named = [(theme.code, pick(theme.names)) for theme in themes if theme.code in wanted]
    return [("", gettext("I do not know yet")), *named]


def _partner_countries(meeting: Meeting) -> Choices:
    countries = meeting.programme.definition.countries
    return [("", gettext("I look for none")), *((one.code, pick(one.names)) for one in countries)]


def _languages(meeting: Meeting) -> Choices:
    return [(code, OWN_NAMES.get(code, code)) for code in _spoken(meeting)]


def _spoken(meeting: Meeting) -> tuple[str, ...]:
    return meeting.programme.definition.languages


def _reader_language(meeting: Meeting) -> str:
    reader = (get_language() or "").split("-")[0]
    return reader if reader in _spoken(meeting) else _spoken(meeting)[0]


def _meals(meeting: Meeting) -> Choices:
    return [
        ("", gettext("I do not eat on site")),
        *((meal, label(meal, "meetings.meal")) for meal in MEALS),
    ]
