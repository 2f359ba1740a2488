"""The texts of an application, one page each, every language beside the others."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from cordata.applications import questions
from cordata.applications.agreement import state_of
from cordata.applications.facts import answers_by_place
from cordata.applications.forms.questions import QuestionsForm
from cordata.applications.forms.rows import asks_more
from cordata.applications.frame import section_context
from cordata.applications.helped import names_of
from cordata.applications.models import AnswerVersion, Application
from cordata.applications.points import step_states
from cordata.applications.queries import fully_loaded
from cordata.applications.reading_fields import ReadField, read_field
from cordata.applications.views.answering import (
    acted,
    form_for,
    is_pressed,
    live_context,
    may_send,
    question_context,
    saved,
    saved_words,
)
from cordata.applications.views.found import draft_or_404
from cordata.kernel.localised import pick
from cordata.packs.form import FieldDefinition


@require_safe
def texts(request: HttpRequest, pid: str) -> HttpResponse:
    """Every text with its state: to write, to read again, agreed."""
    application = fully_loaded(draft_or_404(request, pid))
    live = live_context(application)
    states = step_states(application, live["points"])
    context = section_context(request, application, "texts", states=states)
    context |= live | {"sections": _sections(application)}
    return render(request, "applications/texts.html", context)


def _sections(application: Application) -> list[tuple[Any, list[dict[str, Any]]]]:
    answers = answers_by_place(application)
    agreed = {one.field: one for one in application.agreements.all() if not one.partner_id}
    languages = application.definition.languages
    asked = questions.of_texts(application.definition)
    found = []
    for section in application.definition.form.sections:
        rows = []
        for item in (one for one in section.fields if one in asked):
            own = answers.get((None, item.key), {})
            rows.append({"question": item, "state": _state(item, own, languages, agreed)})
        if rows:
            found.append((section, rows))
    return found


def _state(item: FieldDefinition, own: Any, languages: Any, agreed: Any) -> str:
    if questions.is_bilingual(item) and len(languages) > 1:
        return state_of(own, languages, agreed.get(item.key)).state
    if questions.is_bilingual(item):
        return "done" if any(one.text for one in own.values()) else "empty"
    text = own[""].text if "" in own else ""
    return "empty" if questions.is_empty(item, text) else "done"


@require_http_methods(["GET", "HEAD", "POST"])
def text(request: HttpRequest, pid: str, field: str) -> HttpResponse:
    """One question: written in each language side by side, and agreed by all."""
    application = draft_or_404(request, pid)
    asked = questions.of_texts(application.definition)
    item = next((one for one in asked if one.key == field), None)
    if item is None:
        raise Http404
    form = form_for(request, application, [item])
    if request.method == "POST":
        may_send(request, form).or_deny()
        if answer := _answer(request, application, form, item):
            return answer
    return _page(request, application, form, item)


def _answer(
    request: HttpRequest, application: Application, form: QuestionsForm, item: FieldDefinition
) -> HttpResponse | None:
    """Save, then agree or go on; None when the page is to be shown again."""
    if saved(request, application, form) or form.errors or asks_more(request.POST):
        return None
    if is_pressed(request):
        return acted(request, application, form)
    messages.success(request, saved_words())
    after = _neighbours(application, item)[1]
    if after is None:
        return redirect("applications:activities", application.pid)
    return redirect("applications:text", application.pid, after.key)


def _page(
    request: HttpRequest, application: Application, form: QuestionsForm, item: FieldDefinition
) -> HttpResponse:
    live = live_context(application)
    name = f"{item.number} {pick(item.labels)}"
    states = step_states(application, live["points"])
    context = section_context(request, application, "texts", page=name, states=states)
    context |= live | question_context(request, application, form)
    before, after = _neighbours(application, item)
    asked = questions.of_texts(application.definition)
    context |= {
        "item": item,
        "before": before,
        "after": after,
        "place": asked.index(item) + 1,
        "places": len(asked),
        "versions": _versions(application, item),
    }
    status = 409 if form.conflicts else 422 if form.errors else 200
    return render(request, "applications/text.html", context, status=status)


def _neighbours(
    application: Application, item: FieldDefinition
) -> tuple[FieldDefinition | None, FieldDefinition | None]:
    asked = questions.of_texts(application.definition)
    place = asked.index(item)
    before = asked[place - 1] if place else None
    return before, asked[place + 1] if place + 1 < len(asked) else None


def _versions(application: Application, item: FieldDefinition) -> list[dict[str, Any]]:
    """Every version of the text, the latest first, with who wrote it (LOG-05)."""
    rows = AnswerVersion.objects.filter(
        answer__application=application, answer__field=item.key, answer__partner=None
    )
    found = list(rows.select_related("answer").order_by("-saved_at", "-pk")[:40])
    names = names_of(application, (one.author for one in found))
    return [
        {
            "version": one,
            "author": names.get(one.author, ""),
            "read": _read(item, one, application),
        }
        for one in found
    ]


def _read(item: FieldDefinition, one: AnswerVersion, application: Application) -> ReadField | None:
    """An older answer in words; a text is its own words."""
    if item.type in questions.TEXTUAL:
        return None
    programme = application.call.programme.definition
    return read_field(item, {"": one.text}, application.definition, programme)
