"""Saving one text while it is typed: one field and one language in, its new version out."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST, require_safe

from cordata.applications import access, questions
from cordata.applications.actions.answers import Conflict, save_typed
from cordata.applications.actions.overtaking import AnswerDraft
from cordata.applications.forms.partners import HISTORY
from cordata.applications.forms.questions import QuestionsForm
from cordata.applications.models import Answer, Application, Partner
from cordata.applications.presence import page_of
from cordata.applications.queries import draft_to_write
from cordata.applications.views.answering import (
    apart_in,
    live_context,
    present_on,
    saved_words,
    unread_words,
)
from cordata.applications.views.found import draft_or_404, partner_or_404
from cordata.applications.views.person import person_of
from cordata.applications.views.saving_history import save_history
from cordata.kernel import clock
from cordata.kernel.verdicts import NotPossible
from cordata.packs.form import FieldDefinition
from cordata.web.catalogue import sentence
from cordata.web.moments import moment_words


@require_POST
def save(request: HttpRequest, pid: str) -> HttpResponse:
    """Save what the script of a page sends after a pause in the typing.

    200 with the version that stands; 409 with both texts when another hand came first; 422 with
    the words of what could not be read. The same sending answers the same twice.
    """
    at = clock.now()
    application = draft_to_write(request.user, pid, at) or draft_or_404(request, pid)
    partner = _partner(application, request.POST.get("partner", ""))
    if partner is not None and request.POST.get("field") == HISTORY:
        return save_history(request, partner, at)
    item = _question(application, request.POST.get("field", ""), partner)
    access.write(request.user, application, item, partner, at=at).or_deny()
    form = QuestionsForm(
        request.POST, asked=[item], application=application, saved={}, partner=partner
    )
    form.is_valid()
    if not (sent := form.drafts()):
        words = " ".join(unread_words(form)) or sentence("application.saving.nothing")
        return _refused(words, "unread")
    try:
        stands, conflict = save_typed(application, sent[0], by=person_of(request), at=at)
    except NotPossible as refusal:
        return _refused(sentence(refusal.code, **refusal.params))
    if conflict is not None:
        return _both(form, sent[0], conflict)
    return _saved(item, sent[0], stands, _apart(application, item, stands))


def _partner(application: Application, pid: str) -> Partner | None:
    return partner_or_404(application, pid) if pid else None


def _question(application: Application, key: str, partner: Partner | None) -> FieldDefinition:
    """A question that is answered on the project's pages, or on a partner's sheet."""
    definition = application.definition
    asked = questions.of_partner(definition)
    if partner is None:
        asked = questions.of_project(definition) + questions.of_texts(definition)
    found = next((one for one in asked if one.key == key), None)
    if found is None:
        raise Http404
    return found


def _refused(words: str, outcome: str = "refused") -> HttpResponse:
    """`unread` is no text to keep; what is refused otherwise stays on the device that sent it."""
    return JsonResponse({"outcome": outcome, "words": words}, status=422)


def _apart(
    application: Application, item: FieldDefinition, stands: Answer | None
) -> dict[str, str]:
    """Place on the page -> what one language of a text alone says now."""
    if stands is None or not stands.language:
        return {}
    rows = application.answers.filter(partner=stands.partner_id, field=item.key)
    own = {one.language: one for one in (*rows, stands)}
    found = apart_in(application, own)
    return {f"{item.key}-apart": render_to_string("applications/_apart.html", {"apart": found})}


def _saved(
    item: FieldDefinition, sent: AnswerDraft, stands: Answer | None, apart: dict[str, str]
) -> HttpResponse:
    """What stands; its text only where it is not what was sent."""
    text, version = (stands.text, stands.version) if stands else ("", 0)
    answer: dict[str, Any] = {"outcome": "saved", "version": version, "words": saved_words()}
    answer["apart"] = apart
    if stands:
        moment = moment_words(stands.saved_at, named=False)
        answer["mark"] = sentence("application.saving.mark", time=moment)
    if text != sent.text:
        answer["outcome"] = "stands"
        if item.type in questions.TEXTUAL:
            answer["text"] = text
    return JsonResponse(answer)


def _both(form: QuestionsForm, sent: AnswerDraft, conflict: Conflict) -> HttpResponse:
    """The other hand's text to read, in the page's own markup, with the version it has."""
    form.show({(sent.field, sent.language): conflict.stands}, [conflict])
    versions = form.questions()[0].versions
    version = next(one for one in versions if one.language == sent.language)
    theirs = render_to_string("applications/_theirs.html", {"version": version, "choose": True})
    words = sentence("application.saving.both")
    answer = {"outcome": "conflict", "version": conflict.stands.version, "words": words}
    return JsonResponse(answer | {"theirs": theirs}, status=409)


@require_safe
def here(request: HttpRequest, pid: str) -> HttpResponse:
    """Who else is on a page now, for one that has been open for a while."""
    application = draft_or_404(request, pid)
    known = {one.key for one in application.definition.form.fields()}
    keys = [key for key in request.GET.getlist("field") if key in known]
    partner = _partner(application, request.GET.get("partner", ""))
    page = page_of(application, f"/{application.pid}/{request.GET.get('page', '')}")
    return JsonResponse({"present": present_on(request, application, page, keys, partner)})


@require_safe
def live(request: HttpRequest, pid: str) -> HttpResponse:
    """The live check by itself, for a page on which something was just saved."""
    application = draft_or_404(request, pid)
    context = {"application": application} | live_context(application)
    return render(request, "applications/_live.html", context)
