"""What is asked around a question: its words, who answers it, the answer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from cordata.accounts.models import Person
from cordata.kernel.localised import pick
from cordata.meetings.forms.choices import languages, offer, reader_language
from cordata.meetings.models import Meeting, Question
from cordata.meetings.states import QuestionChannel
from cordata.programme.forms import add_form_field
from cordata.programme.models import Publication
from cordata.web import forms

LONGEST = 600
TYPED_IN = (QuestionChannel.ROOM, QuestionChannel.PHONE, QuestionChannel.MAIL)


class AskForm(forms.Form):
    """One more question by who is registered."""

    text = forms.LongTextField(
        LONGEST,
        rows=3,
        label=_("Your question"),
        help_text=_(
            "The answer comes by mail. If it serves everyone it is published without names."
        ),
    )


class NoteForm(forms.Form):
    """A question heard by an organiser."""

    text = forms.LongTextField(LONGEST, rows=3, label=_("Question, in the words of who asked"))
    channel = forms.ChoiceField(label=_("Asked"))
    language = forms.ChoiceField(label=_("Language of the question and of its answer"))
    name = forms.TextField(
        label=_("Who asked"),
        limit=150,
        required=False,
        help_text=_("For the organisers alone; erased with the registrations of the meeting"),
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        help_text=_("The answer goes there. Leave it empty where nobody waits for a mail"),
    )

    def __init__(self, meeting: Meeting, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "channel", [(one.value, str(one.label)) for one in TYPED_IN])
        offer(self, "language", languages(meeting))
        self.fields["language"].initial = reader_language(meeting)


class AssignForm(forms.Form):
    """Who answers a question, and who does in their absence."""

    owner = forms.ChoiceField(label=_("Who answers"), required=False)
    stand_in = forms.ChoiceField(label=_("In their absence"), required=False)

    def __init__(
        self, question: Question, people: Iterable[Person], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.people = {one.pid: one for one in people}
        choices = [
            ("", gettext("Nobody yet")),
            *((pid, str(one)) for pid, one in self.people.items()),
        ]
        for name, chosen in (("owner", question.owner), ("stand_in", question.stand_in)):
            offer(self, name, choices)
            self.fields[name].initial = chosen.pid if chosen else ""

    def chosen(self, name: str) -> Person | None:
        return self.people.get(self.cleaned_data[name])


class PublishForm(forms.Form):
    """The answer for all: question and answer in each language, side by side."""

    def __init__(
        self, question: Question, others: Iterable[Question], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.about, call = question.about, question.about_call
        for code, _name in languages(self.about):
            self.fields[f"title_{code}"] = forms.TextField(label=gettext("Question, as published"))
            self.fields[f"text_{code}"] = forms.LongTextField(
                4000, label=pgettext("noun", "Answer")
            )
        if question.language in dict(languages(self.about)):
            self.fields[f"title_{question.language}"].initial = _first_line(question.text)
        if call is not None:
            add_form_field(self, call)
            self.fields["form_field"].initial = question.form_field
        alike = [(one.pid, one.text) for one in others]
        if alike:
            self.fields["alike"] = forms.MultiChoiceField(
                label=gettext("The same question, answered with it"), choices=alike, required=False
            )

    @property
    def pairs(self) -> list[tuple[str, str, Any, Any]]:
        """(language, its name, question, answer) in the order of the programme."""
        return [
            (code, name, self[f"title_{code}"], self[f"text_{code}"])
            for code, name in languages(self.about)
        ]

    def texts(self, stem: str) -> dict[str, str]:
        return {code: self.cleaned_data[f"{stem}_{code}"] for code, _name in languages(self.about)}


class AlikeForm(forms.Form):
    """The published answer that answers this question too."""

    published = forms.ChoiceField(label=_("Published answer"))

    def __init__(self, published: Iterable[Publication], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.given = {one.pid: one for one in published}
        offered = [(pid, _first_line(pick(one.titles))) for pid, one in self.given.items()]
        offer(self, "published", [("", gettext("Choose from the list")), *offered])


class PrivateForm(forms.Form):
    """An answer that serves the asker alone."""

    answer = forms.LongTextField(4000, rows=4, label=_("Answer, in the language of the question"))


class SetAsideForm(forms.Form):
    """Why no answer will be written."""

    because = forms.TextField(label=_("Why no answer is needed"), limit=300)


def _first_line(text: str) -> str:
    return Truncator(" ".join(text.split())).chars(200)
