"""What a meeting has several of, in an order: each is one form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import time
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from cordata.kernel.localised import pick
from cordata.meetings.forms.choices import offer
from cordata.meetings.forms.document import Document, DocumentForm, HourField, Words, named
from cordata.meetings.forms.sections import spoken_name
from cordata.packs.meeting import AgendaKind, DocumentMoment, OrganiserRole
from cordata.packs.own_questions import AT_REGISTRATION, AnswerKind
from cordata.web import forms
from cordata.web.catalogue import label


class PartForm(DocumentForm):
    """One of several. `position` says where it stands among the others, from 1."""

    title = ""  # path of the text that names it
    coded = False  # whether it has a code, by which others refer to it

    def __init__(self, *args: Any, count: int = 0, number: int = 0, **kwargs: Any) -> None:
        self.count, self.number = count, number
        super().__init__(*args, **kwargs)
        places = [(str(place), str(place)) for place in range(1, self.positions + 1)]
        self.fields["position"] = forms.ChoiceField(
            label=gettext("Position"), choices=places, initial=str(number or self.positions)
        )
        self.order = (*self.order, "position") if self.positions > 1 else self.order
        self.fields["position"].required = self.positions > 1

    @property
    def positions(self) -> int:
        return self.count if self.number else self.count + 1

    def write(self, document: Document, name: str, value: Any) -> None:
        if name != "position":
            super().write(document, name, value)

    def inserted(self, parts: list[Document]) -> list[Document]:
        """All the parts with this one at its position."""
        part = self.written()
        others = [one for place, one in enumerate(parts, 1) if place != self.number]
        if self.coded and "code" not in part:
            part["code"] = _free_code(named(part[self.title]), others)
        others.insert(int(self.cleaned_data.get("position") or self.positions) - 1, part)
        return others


def _free_code(title: str, others: list[Document]) -> str:
    stem = slugify(title)[:40].strip("-") or "item"
    taken = {one.get("code") for one in others}
    return next(
        code for code in [stem, *(f"{stem}-{n}" for n in range(2, 999))] if code not in taken
    )


class OrganiserForm(PartForm):
    role = forms.ChoiceField(label=_("Part"))
    body = forms.ChoiceField(
        label=_("Body of the programme"),
        required=False,
        help_text=_("Its names are filled in when you leave them empty"),
    )
    country = forms.ChoiceField(label=_("Country"), required=False)
    logo = forms.ChoiceField(
        label=_("Logo"),
        required=False,
        help_text=_("A picture the programme has supplied, printed at the foot of the invitation"),
    )
    words = (Words("names", _("Name as the invitation writes it")),)
    order: tuple[str, ...] = ("role", "body", "names", "country", "logo")
    title = "names"

    def prepare(self) -> None:
        offer(
            self, "role", [(one.value, label(one.value, "meetings.role")) for one in OrganiserRole]
        )
        bodies = [(one.code, pick(one.names)) for one in self.programme.bodies]
        offer(self, "body", [("", gettext("Another body")), *bodies])
        countries = [(one.code, pick(one.names)) for one in self.programme.countries]
        offer(self, "country", [("", gettext("None")), *countries])
        logos = [(logo.name, logo.name) for logo in self.programme.brand.logos]
        offer(self, "logo", [("", pgettext("logo", "None")), *logos])
        if not logos:  # nothing to choose from
            del self.fields["logo"]

    def written(self) -> Document:
        document = super().written()
        body = self.programme.body(document.get("body", ""))
        if body is not None and not document.get("names"):
            document["names"] = dict(body.names)
        if body is not None and body.country:
            document.setdefault("country", body.country)
        return document


class AgendaForm(PartForm):
    kind = forms.ChoiceField(label=_("Kind"))
    starts = HourField(
        label=_("Begins at"), required=False, help_text=_("Leave it empty if no hour is announced")
    )
    ends = HourField(label=_("Ends at"), required=False)
    languages = forms.MultiChoiceField(
        label=_("Languages, if not those of the meeting"), required=False
    )
    places = forms.WholeNumberField(
        label=_("Own places"), required=False, minimum=1, maximum=100_000
    )
    slot_minutes = forms.WholeNumberField(
        label=_("Minutes of one slot"),
        required=False,
        minimum=1,
        maximum=480,
        help_text=_("For pitches and talks one to one"),
    )
    words = (
        Words("titles", _("Title"), limit=250, required=True),
        Words("rooms", _("Room, if not that of the meeting")),
        Words("descriptions", _("Description"), limit=1000, rows=3),
        Words(
            "speakers",
            _("Speakers"),
            limit=1500,
            rows=3,
            hint=_("One a line: the name, a comma, the body. The same people in each language"),
        ),
    )
    order: tuple[str, ...] = (
        "kind",
        "titles",
        "starts",
        "ends",
        "rooms",
        "languages",
        "speakers",
        "descriptions",
        "places",
        "slot_minutes",
    )
    title, coded = "titles", True

    def prepare(self) -> None:
        offer(self, "kind", [(one.value, label(one.value, "meetings.kind")) for one in AgendaKind])
        codes = dict.fromkeys([*self.programme.languages, *self.document.get("languages", ())])
        offer(self, "languages", [(code, spoken_name(code)) for code in codes])

    def initial_of(self, name: str) -> Any:
        if name.startswith("speakers__"):
            return _lines(self.document.get("speaker", ()), name.removeprefix("speakers__"))
        value = super().initial_of(name)
        return f"{value:%H:%M}" if isinstance(value, time) else value

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        spoken = [_people(cleaned.get(name, "")) for name in self._speaker_fields()]
        names = {tuple(name for name, _body in people) for people in spoken if people}
        if len(names) > 1:
            self.refuse(self._speaker_fields()[0], "meeting.field.speakers_differ")
        return cleaned

    def _speaker_fields(self) -> list[str]:
        return [f"speakers__{code}" for code in self.programme.languages]

    def write(self, document: Document, name: str, value: Any) -> None:
        if not name.startswith("speakers__"):
            super().write(document, name, value)

    def written(self) -> Document:
        document = super().written()
        languages = self.programme.languages
        people = {
            code: _people(self.cleaned_data.get(f"speakers__{code}", "")) for code in languages
        }
        first = next((found for found in people.values() if found), [])
        document["speaker"] = [
            _speaker(number, name, people, first) for number, (name, _body) in enumerate(first)
        ]
        return document


def _speaker(
    number: int,
    name: str,
    people: Mapping[str, list[tuple[str, str]]],
    first: list[tuple[str, str]],
) -> Document:
    """A language left empty takes the body as the first one names it."""
    bodies = {code: (found or first)[number][1] for code, found in people.items()}
    return {"name": name} | ({"bodies": bodies} if all(bodies.values()) else {})


def _people(text: str) -> list[tuple[str, str]]:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    pairs = [line.partition(",") for line in lines]
    return [(name.strip(), body.strip()) for name, _comma, body in pairs]


def _lines(speakers: Any, language: str) -> str:
    return "\n".join(
        ", ".join(part for part in (one["name"], one.get("bodies", {}).get(language, "")) if part)
        for one in speakers
    )


class PurposeForm(PartForm):
    words = (Words("texts", _("What people can do there"), limit=300, required=True),)
    order: tuple[str, ...] = ("texts",)
    title = "texts"


class ContactForm(PartForm):
    email = forms.EmailField(label=_("E-mail address"), required=False)
    phone = forms.TextField(label=_("Telephone"), limit=40, required=False)
    words = (
        Words(
            "names",
            _("Who answers"),
            required=True,
            hint=_("A service rather than a person: this is public"),
        ),
    )
    order: tuple[str, ...] = ("names", "email", "phone")
    title = "names"


class AnnouncedForm(PartForm):
    moment = forms.ChoiceField(label=_("When"))
    words = (Words("titles", _("Title"), limit=250, required=True),)
    order: tuple[str, ...] = ("moment", "titles")
    title, coded = "titles", True

    def prepare(self) -> None:
        moments = [(one.value, label(one.value, "meetings.moment")) for one in DocumentMoment]
        offer(self, "moment", moments)


class QuestionForm(PartForm):
    """A question of the organisers, asked at registration."""

    kind = forms.ChoiceField(label=pgettext_lazy("noun", "Answer"))
    required = forms.TickField(label=_("Must be answered"), required=False)
    asked_if = forms.ChoiceField(
        label=_("Ask it only after this answer"),
        required=False,
        help_text=_("Answers to the questions before this one"),
    )
    words = (
        Words("texts", _("Question"), limit=300, rows=2, required=True),
        Words("purposes", _("Why it is asked"), limit=300, rows=2),
        Words(
            "choices",
            _("Answers offered"),
            limit=1500,
            rows=4,
            hint=_("For a choice: one a line, in the same order in each language"),
        ),
    )
    order: tuple[str, ...] = ("texts", "purposes", "kind", "choices", "required", "asked_if")
    title, coded = "texts", True

    def __init__(self, *args: Any, others: Sequence[Document] = (), **kwargs: Any) -> None:
        self.others = others
        super().__init__(*args, **kwargs)

    def prepare(self) -> None:
        kinds = [
            (one.value, label(one.value, "meetings.answer"))
            for one in AnswerKind
            if one in AT_REGISTRATION
        ]
        offer(self, "kind", kinds)
        offer(self, "asked_if", [("", gettext("Always ask it")), *self._conditions()])

    def _conditions(self) -> Iterator[tuple[str, str]]:
        for question in self.others:
            if question.get("code") == self.document.get("code"):
                return
            for code, name in _answers(question):
                yield f"{question['code']}={code}", f"{named(question['texts'])} {name}"

    def initial_of(self, name: str) -> Any:
        if name.startswith("choices__"):
            language = name.removeprefix("choices__")
            offered = self.document.get("choice", ())
            return "\n".join(one["names"].get(language, "") for one in offered)
        if name == "asked_if":
            condition = self.document.get("asked_if")
            return f"{condition['question']}={condition['answer']}" if condition else ""
        return super().initial_of(name)

    def write(self, document: Document, name: str, value: Any) -> None:
        if name == "asked_if":
            question, _equals, answer = value.partition("=")
            value = {"question": question, "answer": answer} if value else None
        if not name.startswith("choices__"):
            super().write(document, name, value)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        counts = {len(lines) for lines in self._offered(cleaned).values()}
        if cleaned.get("kind") == AnswerKind.CHOICE.value and (len(counts) > 1 or counts == {0}):
            first = self.programme.languages[0]
            self.refuse(f"choices__{first}", "meeting.field.choices_differ")
        return cleaned

    def _offered(self, cleaned: Mapping[str, Any]) -> dict[str, list[str]]:
        return {
            code: [line for line in str(cleaned.get(f"choices__{code}", "")).splitlines() if line]
            for code in self.programme.languages
        }

    def written(self) -> Document:
        document = super().written()
        document.pop("choice", None)
        if document["kind"] != AnswerKind.CHOICE.value:
            return document
        offered = self._offered(self.cleaned_data)
        kept = {one["names"].get(self.programme.languages[0]): one["code"] for one in self._kept()}
        choices: list[Document] = []
        for line in zip(*offered.values(), strict=True):
            names = dict(zip(offered, line, strict=True))
            code = kept.get(line[0]) or _free_code(line[0], choices)
            choices.append({"code": code, "names": names})
        return document | {"choice": choices}

    def _kept(self) -> list[Document]:
        """The answers as they were: one that keeps its words keeps its code."""
        return list(self.document.get("choice", ()))


def _answers(question: Document) -> list[tuple[str, str]]:
    if question["kind"] == AnswerKind.YES_NO.value:
        return [(code, label(code, "meetings")) for code in ("yes", "no")]
    return [(one["code"], named(one["names"])) for one in question.get("choice", ())]


PARTS: Mapping[str, type[PartForm]] = {
    "organiser": OrganiserForm,
    "purpose": PurposeForm,
    "agenda": AgendaForm,
    "contact": ContactForm,
    "document": AnnouncedForm,
    "question": QuestionForm,
}
