"""What every page of a draft shows around its own content: where one is, who, until when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cordata.applications.models import Application
from cordata.applications.questions import step_of
from cordata.kernel import clock
from cordata.kernel.localised import pick
from cordata.packs.form import FieldDefinition
from cordata.programme.presenting import Entry, answers_by_field

TITLE = "title"  # the question whose answer names the project
BY_PAGE = frozenset({"partners", "activities", "budget"})  # answers stand below the page's own


class FieldAnswer(NamedTuple):
    """A published answer and the question of the form it is about."""

    question: FieldDefinition
    published: Entry


class StepLink(NamedTuple):
    """One of the seven steps; `state` is done, todo or empty."""

    code: str
    text: str
    url: str
    current: bool
    state: str = ""


def section_context(
    request: HttpRequest,
    application: Application,
    step: str,
    *,
    page: str = "",
    states: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """The context of `applications/section.html`. `page` names a page below the step's own."""
    links = steps(application, step, states or {})
    here = next((link for link in links if link.current), None)
    titles = titles_of(application)
    return {
        "application": application,
        "call": application.call,
        "definition": application.definition,
        "title": titles,
        "title_text": pick(titles) or application.acronym or _("Untitled project"),
        "crumbs": _crumbs(application, here, page),
        "page_name": page or (here.text if here else ""),
        "steps": links,
        "step": step,
        "field_answers": answers_of_step(application, step, clock.now()),
        "people": [partner.organisation for partner in application.partners.all()],
    }


def answers_of_step(application: Application, step: str, at: datetime) -> list[FieldAnswer]:
    """What others asked about the questions of a step; those shown beside their question apart."""
    by_field = answers_by_field(application.call, at) if step in BY_PAGE else {}
    if not by_field:
        return []
    definition = application.definition
    return [
        FieldAnswer(item, one)
        for item in definition.form.fields()
        if step_of(definition, item) == step
        for one in by_field.get(item.key, ())
    ]


def titles_of(application: Application) -> dict[str, str]:
    """The title in each language that has one."""
    answers = application.answers.filter(field=TITLE, partner=None).exclude(text="")
    return dict(answers.values_list("language", "text"))


def steps(application: Application, current: str, states: Mapping[str, str]) -> list[StepLink]:
    """The seven steps of an application."""
    names = {
        "project": pgettext("step", "Project"),
        "partners": pgettext("step", "Partners"),
        "texts": pgettext("step", "Texts"),
        "activities": pgettext("step", "Activities"),
        "budget": pgettext("step", "Budget"),
        "annexes": pgettext("step", "Annexes"),
        "review": pgettext("step", "Submission"),
    }
    return [
        StepLink(code, text, _url(code, application), code == current, states.get(code, ""))
        for code, text in names.items()
    ]


def _url(step: str, application: Application) -> str:
    return reverse(f"applications:{step}", args=[application.pid])


def _crumbs(application: Application, here: StepLink | None, page: str) -> list[tuple[str, str]]:
    call = application.call
    draft = application.number or application.acronym or _("Draft")
    crumbs = [
        (pick(application.definition.names), reverse("programme:call", args=[call.code])),
        (
            _("Application %(number)s") % {"number": draft} if application.number else draft,
            reverse("applications:detail", args=[application.pid]),
        ),
    ]
    if here is not None:
        crumbs.append((here.text, here.url if page else ""))
    if page:
        crumbs.append((page, ""))
    return crumbs
