"""The sections of a meeting that are one form each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms as django_forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cordata.kernel.localised import pick
from cordata.meetings.forms.choices import offer
from cordata.meetings.forms.document import Document, DocumentForm, HourField, Words
from cordata.meetings.presenting import capital
from cordata.packs.meeting import MeetingFormat, OrganiserRole
from cordata.web import forms
from cordata.web.catalogue import known, label

NAMES = Words("names", _("Title"), required=True, hint=_("Say what it is about and where"))
SUMMARIES = Words(
    "summaries",
    _("Invitation in one sentence"),
    limit=1200,
    rows=5,
    required=True,
    hint=_("Who invites to what. It stands first on the page and in every mail"),
)


def formats() -> list[tuple[str, str]]:
    return [(one.value, label(one.value, "meetings.format")) for one in MeetingFormat]


class TextsForm(DocumentForm):
    words = (
        NAMES,
        Words("headings", _("Line above the title"), hint=_("On the printed invitation")),
        SUMMARIES,
        Words("invitations", _("More words"), limit=3000, rows=6),
        Words("audiences", _("For whom"), limit=300, rows=2),
    )
    order: tuple[str, ...] = ("names", "headings", "summaries", "invitations", "audiences")


class WhenForm(DocumentForm):
    """Day and hours are one wall time in the document."""

    format = forms.ChoiceField(label=_("How people take part"))
    day = forms.DateField(label=_("Day"))
    starts = HourField(label=_("Begins at"))
    ends = HourField(label=_("Ends at"))
    last_day = forms.DateField(
        label=_("Last day"), required=False, help_text=_("Only if it ends on another day")
    )
    languages = forms.MultiChoiceField(label=_("Languages spoken"), required=False)
    interpretation = forms.MultiChoiceField(label=_("Interpretation into"), required=False)
    series = forms.TextField(
        label=_("Series"),
        limit=60,
        required=False,
        help_text=_(
            "Meetings with the same name here have the same content: each leads to the other dates"
        ),
    )
    order: tuple[str, ...] = (
        "format",
        "day",
        "starts",
        "ends",
        "last_day",
        "languages",
        "interpretation",
        "series",
    )

    def prepare(self) -> None:
        offer(self, "format", formats())
        offer(self, "languages", self._spoken("languages"))
        offer(self, "interpretation", self._spoken("interpretation"))

    def _spoken(self, key: str) -> list[tuple[str, str]]:
        codes = dict.fromkeys([*self.programme.languages, *self.document.get(key, ())])
        return [(code, spoken_name(code)) for code in codes]

    def initial_of(self, name: str) -> Any:
        starts, ends = self.document.get("starts"), self.document.get("ends")
        if not isinstance(starts, datetime) or not isinstance(ends, datetime):
            return super().initial_of(name)
        moments = {
            "day": starts.date(),
            "starts": f"{starts:%H:%M}",
            "ends": f"{ends:%H:%M}",
            "last_day": ends.date() if ends.date() != starts.date() else None,
        }
        return moments[name] if name in moments else super().initial_of(name)

    def written(self) -> Document:
        document = super().written()
        day, last = self.cleaned_data["day"], self.cleaned_data["last_day"]
        document["starts"] = datetime.combine(day, self.cleaned_data["starts"])
        document["ends"] = datetime.combine(last or day, self.cleaned_data["ends"])
        for name in ("day", "last_day"):
            document.pop(name, None)
        return document


def spoken_name(code: str) -> str:
    return capital(label(code, "meetings.spoken")) if known(f"meetings.spoken.{code}") else code


class VenueForm(DocumentForm):
    venue__street = forms.TextField(label=_("Street and number"), limit=200, required=False)
    venue__postcode = forms.TextField(label=_("Postcode"), limit=12, required=False)
    venue__city = forms.TextField(label=_("Town"), limit=100)
    venue__country = forms.ChoiceField(label=_("Country"))
    venue__territory = forms.ChoiceField(label=_("Territory"), required=False)
    words = (
        Words("venue__names", _("Building")),
        Words("venue__rooms", _("Room")),
        Words("venue__directions", _("How to come"), limit=600, rows=3),
        Words(
            "venue__access",
            _("Accessibility"),
            limit=600,
            rows=3,
            hint=_("Step-free way, lift, hearing loop, parking close by"),
        ),
        Words("venue__car_sharing", _("Car sharing"), limit=600, rows=3),
    )
    order: tuple[str, ...] = (
        "venue__names",
        "venue__rooms",
        "venue__street",
        "venue__postcode",
        "venue__city",
        "venue__country",
        "venue__territory",
        "venue__directions",
        "venue__access",
        "venue__car_sharing",
    )

    def prepare(self) -> None:
        countries = [(one.code, pick(one.names)) for one in self.programme.countries]
        offer(self, "venue__country", countries)
        places = [(one.code, pick(one.names)) for one in self.programme.territories]
        offer(self, "venue__territory", [("", gettext("Not said")), *places])


class PlacesForm(DocumentForm):
    registration_required = forms.TickField(label=_("Registration is compulsory"), required=False)
    limited_places = forms.TickField(label=_("Places are limited"), required=False)
    places = forms.WholeNumberField(
        label=_("Places in all"), required=False, minimum=1, maximum=100_000
    )
    release_hours = forms.WholeNumberField(
        label=_("Kept places open to everyone, hours before the start"),
        required=False,
        maximum=2000,
        help_text=_("From then on a place one side has not taken goes to the other side"),
    )
    per_organisation = forms.WholeNumberField(
        label=_("Most people of one organisation"), required=False, minimum=1, maximum=1000
    )
    max_party = forms.WholeNumberField(
        label=_("Most people in one registration"),
        minimum=1,
        maximum=10,
        help_text=_("One to let everybody register alone"),
    )
    approval = forms.TickField(
        label=_("The organisers decide on each registration"), required=False
    )
    registration_opens_days = forms.WholeNumberField(
        label=_("Registration opens, days before"), minimum=1, maximum=730
    )
    registration_closes_hours = forms.WholeNumberField(
        label=_("Registration closes, hours before"), maximum=2000
    )
    order: tuple[str, ...] = (
        "registration_required",
        "registration_opens_days",
        "registration_closes_hours",
        "limited_places",
        "places",
        "shares",
        "release_hours",
        "per_organisation",
        "max_party",
        "approval",
    )

    def prepare(self) -> None:
        kept = {one["country"]: one.get("places", 0) for one in self.document.get("share", ())}
        for country in self.programme.countries:
            name = f"share__{country.code}"
            self.fields[name] = forms.WholeNumberField(
                label=gettext("Places kept for the %(side)s") % {"side": pick(country.sides)},
                required=False,
                maximum=100_000,
                help_text=gettext("Leave every side empty to keep none"),
            )
            self.initial[name] = kept.get(country.code)
        at = self.order.index("shares")
        sides = tuple(f"share__{one.code}" for one in self.programme.countries)
        self.order = (*self.order[:at], *sides, *self.order[at + 1 :])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("limited_places") and cleaned.get("places") is None and not self.errors:
            self.refuse("places", "meeting.field.places_missing")
        return cleaned

    def write(self, document: Document, name: str, value: Any) -> None:
        if not name.startswith("share__"):
            super().write(document, name, value)

    def written(self) -> Document:
        document = super().written()
        if not document["limited_places"]:
            for name in ("places", "release_hours"):
                document.pop(name, None)
        document["share"] = [
            {"country": name.removeprefix("share__"), "places": value}
            for name, value in self.cleaned_data.items()
            if name.startswith("share__") and value is not None and document["limited_places"]
        ]
        return document


class NewMeetingForm(WhenForm):
    """The least a meeting needs; the rest is filled in section by section."""

    call = forms.ChoiceField(label=_("Call"))
    city = forms.TextField(
        label=_("Town"), limit=100, required=False, help_text=_("Empty for an online meeting")
    )
    country = forms.ChoiceField(label=_("Country"), required=False)
    body = forms.ChoiceField(label=_("Who invites"))
    words = (NAMES, SUMMARIES)
    order: tuple[str, ...] = (
        "call",
        "names",
        "summaries",
        "format",
        "day",
        "starts",
        "ends",
        "city",
        "country",
        "body",
    )

    def prepare(self) -> None:
        super().prepare()
        for name in ("last_day", "languages", "interpretation", "series"):
            del self.fields[name]
        countries = [(one.code, pick(one.names)) for one in self.programme.countries]
        offer(self, "country", [("", gettext("None")), *countries])
        offer(self, "body", [(one.code, pick(one.names)) for one in self.programme.bodies])
        self.initial.setdefault("format", MeetingFormat.ON_SITE.value)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("format") != MeetingFormat.ONLINE.value:
            for name in ("city", "country"):
                if name in cleaned and not cleaned[name]:
                    self.refuse(name, "web.field.required")
        return cleaned

    def written(self) -> Document:
        self.cleaned_data.setdefault("last_day", None)
        document = super().written()
        for name in ("call", "city", "country", "body"):
            document.pop(name, None)
        chosen = self.programme.body(self.cleaned_data["body"])
        if chosen is not None:
            document["organiser"] = [
                {
                    "role": OrganiserRole.LEAD.value,
                    "names": dict(chosen.names),
                    "body": chosen.code,
                    **({"country": chosen.country} if chosen.country else {}),
                }
            ]
        if document["format"] != MeetingFormat.ONLINE.value:
            city, country = self.cleaned_data["city"], self.cleaned_data["country"]
            document["venue"] = {"city": city, "country": country}
        return document | {
            "languages": list(dict.fromkeys(one.languages[0] for one in self.programme.countries)),
            "registration_required": True,
            "limited_places": False,
        }


class CopyForm(forms.Form):
    """The same meeting on another day."""

    day = forms.DateField(label=_("Day"))
    starts = HourField(label=_("Begins at"))
    series = forms.TickField(
        label=_("The same content: each date leads to the other"), required=False
    )


class LinkForm(forms.Form):
    """Where to take part online."""

    link = forms.TextField(
        label=_("Link to take part"),
        limit=500,
        required=False,
        help_text=_("Only people with a place see it; they get it by mail when you save"),
        widget=django_forms.URLInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    words = forms.TextField(label=_("Number and code to type"), limit=200, required=False)

    def clean_link(self) -> str:
        link = str(self.cleaned_data.get("link", ""))
        if link and not is_https(link):
            raise forms.mistake("meeting.field.link_not_https")
        return link


def is_https(link: str) -> bool:
    host = link.removeprefix("https://").split("/")[0]
    return link.startswith("https://") and "." in host and " " not in link and '"' not in link


SECTIONS: Mapping[str, type[DocumentForm]] = {
    "texts": TextsForm,
    "when": WhenForm,
    "venue": VenueForm,
    "places": PlacesForm,
}
