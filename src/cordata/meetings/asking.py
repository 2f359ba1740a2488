"""Questions as the organisers see them: age in words, the ways to answer, what each one does."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, pgettext

from cordata.accounts.models import Person
from cordata.kernel.localised import pick
from cordata.meetings import actions, queries
from cordata.meetings.forms import AlikeForm, AssignForm, PrivateForm, PublishForm, SetAsideForm
from cordata.meetings.models import Meeting, Question
from cordata.meetings.states import QuestionState
from cordata.programme.models import Call, Programme
from cordata.web.catalogue import sentence
from cordata.web.moments import Zone


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """A question in a list."""

    question: Question
    about: str
    url: str
    zone: Zone
    age: str
    overdue: bool


def lines(
    asked: Iterable[Question],
    programmes: Iterable[Programme],
    at: datetime,
    meeting: Meeting | None = None,
) -> list[QuestionLine]:
    """The lines of a list, with the programmes of their meetings read once."""
    by_key = {one.pk: one for one in programmes}
    found = []
    for one in asked:
        about = meeting or one.about
        found.append(line_of(one, by_key[about.programme_id], at, about))
    return found


def line_of(
    question: Question, programme: Programme, at: datetime, about: Meeting | Call
) -> QuestionLine:
    """One question with its age in working days."""
    about.programme = programme
    return QuestionLine(
        question,
        pick(about.definition.names),
        address_of(question, about),
        about.zone,
        sentence("meetings.question.age", count=queries.age_of(question, programme, at)),
        queries.is_overdue(question, programme, at),
    )


def address_of(question: Question, about: Meeting | Call) -> str:
    """The page on which it is answered."""
    if isinstance(about, Meeting):
        return reverse("meetings:question", args=[about.pid, question.pid])
    return reverse("meetings:call_question", args=[question.pid])


def asked_beside(question: Question) -> str:
    """The field of the form beside which it was asked, by number and label."""
    form = question.call.definition.form if question.call else None
    found = form.field(question.form_field) if form else None
    return f"{found.number} {pick(found.labels)}" if found else ""


def inbox_tabs(
    person: Person, here: str, programmes: list[Programme], at: datetime
) -> list[dict[str, Any]]:
    """The views of the inbox; those that ask for something with their number."""
    names = {
        "open": gettext("To answer"),
        "mine": gettext("Mine"),
        "overdue": gettext("Overdue"),
        "answered": pgettext("question", "Answered"),
        "set_aside": pgettext("question", "Set aside"),
    }
    counted = {"open", "mine", "overdue"}
    return [
        {
            "text": names[view],
            "url": f"?view={view}",
            "current": view == here,
            "count": queries.inbox(person, view, programmes, at).count()
            if view in counted
            else None,
        }
        for view in queries.VIEWS
    ]


def forms_of(
    question: Question, person: Person, at: datetime, *, act: str, sent: Any
) -> dict[str, Any]:
    """The forms that a question in its state has; the one that was sent holds what was typed."""

    def data(name: str) -> Any:
        return sent if name == act else None

    found: dict[str, Any] = {
        "assign": AssignForm(question, queries.answerers(question, at), data("assign"))
    }
    if question.state == QuestionState.ANSWERED:
        return found
    others = queries.open_besides(question, person, at)
    found["publish"] = PublishForm(question, others, data("publish"))
    if given := queries.answers_given(question.about_call, at):
        found["alike"] = AlikeForm(given, data("alike"))
    found["private"] = PrivateForm(data("private"))
    if question.state == QuestionState.OPEN:
        found["set_aside"] = SetAsideForm(data("set_aside"))
    return found


def carry_out(question: Question, act: str, form: Any, *, by: Person, at: datetime) -> None:
    """What a form asks for. Raises NotPossible."""
    _ACTS[act](question.pid, form, by, at)


def _assign(pid: str, form: Any, by: Person, at: datetime) -> None:
    owner, stand_in = form.chosen("owner"), form.chosen("stand_in")
    actions.assign_question(pid, owner=owner, stand_in=stand_in, by=by, at=at)


def _publish(pid: str, form: Any, by: Person, at: datetime) -> None:
    actions.publish_answer(
        pid,
        titles=form.texts("title"),
        texts=form.texts("text"),
        form_field=form.cleaned_data.get("form_field", ""),
        alike=form.cleaned_data.get("alike", ()),
        by=by,
        at=at,
    )


def _alike(pid: str, form: Any, by: Person, at: datetime) -> None:
    actions.answer_alike(pid, form.given[form.cleaned_data["published"]], by=by, at=at)


def _private(pid: str, form: Any, by: Person, at: datetime) -> None:
    actions.answer_privately(pid, form.cleaned_data["answer"], by=by, at=at)


def _set_aside(pid: str, form: Any, by: Person, at: datetime) -> None:
    actions.set_aside(pid, form.cleaned_data["because"], by=by, at=at)


_ACTS: dict[str, Callable[[str, Any, Person, datetime], None]] = {
    "assign": _assign,
    "publish": _publish,
    "alike": _alike,
    "private": _private,
    "set_aside": _set_aside,
}


def done_words(act: str) -> str:
    """What was done, for the page that follows."""
    if act == "assign":
        return gettext("It is noted who answers.")
    if act == "publish":
        return gettext("The answer is published and mailed to who asked.")
    if act == "set_aside":
        return gettext("The question is set aside.")
    return gettext("The answer is mailed to who asked.")
