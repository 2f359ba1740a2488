"""Questions of the form on a page: read, written, saved while typing, never overwritten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from cordata.applications import access, translating
from cordata.applications.actions.agreeing import agree_texts
from cordata.applications.actions.answers import Conflict, save_answers
from cordata.applications.actions.being_there import note_presence
from cordata.applications.actions.translating import draft_by_machine
from cordata.applications.agreement import standing_of
from cordata.applications.comments import open_counts
from cordata.applications.forms.questions import Question, QuestionsForm, saved_of
from cordata.applications.helped import names_of
from cordata.applications.judging import judged_now
from cordata.applications.models import Answer, Application, Partner
from cordata.applications.points import points_of
from cordata.applications.presence import others_on, page_of
from cordata.applications.views.person import person_of
from cordata.kernel import clock
from cordata.kernel.verdicts import NotPossible, Verdict
from cordata.packs.form import FieldDefinition
from cordata.programme.presenting import answers_by_field
from cordata.rules.apart import Apart, apart
from cordata.web.catalogue import sentence
from cordata.web.context import OWN_NAMES
from cordata.web.moments import clock_words, month_names


def form_for(
    request: HttpRequest, application: Application, asked: Sequence[FieldDefinition]
) -> QuestionsForm:
    """The form of some questions; what the person may not write is shown to read."""
    return QuestionsForm(
        request.POST if request.method == "POST" else None,
        asked=asked,
        application=application,
        saved=saved_of(application),
        locked=locked_to(request, application, asked),
    )


def locked_to(
    request: HttpRequest,
    application: Application,
    asked: Sequence[FieldDefinition],
    partner: Partner | None = None,
) -> frozenset[str]:
    """The questions that the person may read but not write."""
    may = access.write
    return frozenset(
        item.key for item in asked if not may(request.user, application, item, partner)
    )


def saved(request: HttpRequest, application: Application, form: QuestionsForm) -> list[Conflict]:
    """Save what was sent and could be read; the form then shows what stands, and both texts
    wherever another hand came first."""
    form.is_valid()  # what could not be read has its sentence; the rest is saved all the same
    conflicts = save_answers(application, form.drafts(), by=person_of(request), at=clock.now())
    form.show(saved_of(application, form.partner), conflicts)
    return conflicts


def unread_words(form: QuestionsForm) -> list[str]:
    """What could not be read and so was not saved, one sentence a field."""
    unread = "application.saving.unread"
    return [sentence(unread, problem=problem) for _place, problem in form.problems]


def saved_words() -> str:
    return _("Saved at %(time)s") % {"time": clock_words(clock.now())}


def is_pressed(request: HttpRequest) -> bool:
    """Whether a button beside a text was pressed, which saves the page first."""
    return "agree" in request.POST or "translate" in request.POST


def may_send(request: HttpRequest, form: QuestionsForm) -> Verdict:
    """Whether a page of questions may be sent: to write one of them, or to agree."""
    if "agree" in request.POST:
        return access.agree(request.user, form.application, form.partner)
    return access.write_any(request.user, form.application, form.asked, form.partner)


def acted(
    request: HttpRequest, application: Application, form: QuestionsForm
) -> HttpResponse | None:
    """What the button does; None with the reason when it can't."""
    key, _colon, language = request.POST.get("translate", "").partition(":")
    key = key or request.POST.get("agree", "")
    item = next((one for one in form.asked if one.key == key), None)
    if item is None or language not in ("", *form.definition.languages):
        raise Http404
    if "agree" in request.POST:
        return agreed(request, application, form, item)
    return drafted(request, application, form, item, language)


def drafted(
    request: HttpRequest,
    application: Application,
    form: QuestionsForm,
    item: FieldDefinition,
    language: str,
) -> HttpResponse | None:
    """Have an empty language drafted by the machine; None with the reason when it can't be."""
    access.write(request.user, application, item, form.partner).or_deny()
    by, at, place = person_of(request), clock.now(), {"field": item.key, "language": language}
    try:
        draft_by_machine(application, **place, partner=form.partner, by=by, at=at)
    except NotPossible as refusal:
        form.show(saved_of(application, form.partner), [])
        form.add_error(None, sentence(refusal.code, **refusal.params))
        return None
    messages.success(request, _("A machine’s draft stands there now. Read it and correct it."))
    return redirect(request.path + f"#{item.key}")


def agreed(
    request: HttpRequest, application: Application, form: QuestionsForm, item: FieldDefinition
) -> HttpResponse | None:
    """Note that all versions of a text say the same; None with the reason when they can't.

    What is agreed is what the page showed: the text it sent where that stands now, else the
    version it names.
    """
    own = {code: one for (key, code), one in form.saved.items() if key == item.key}
    sent = {one.language: one.text for one in form.drafts() if one.field == item.key}
    versions = {
        code: one.version if sent.get(code) == one.text else form.seen(item, code)
        for code, one in own.items()
    }
    access.agree(request.user, application, form.partner).or_deny()
    by, at = person_of(request), clock.now()
    try:
        agree_texts(
            application, field=item.key, versions=versions, by=by, at=at, partner=form.partner
        )
    except NotPossible as refusal:
        form.add_error(None, sentence(refusal.code, **refusal.params))
        return None
    messages.success(request, _("Noted: all versions say the same."))
    return redirect(request.path + f"#{item.key}")


def question_context(
    request: HttpRequest, application: Application, form: QuestionsForm
) -> dict[str, Any]:
    """What `_question.html` needs of the form: questions, names of languages and authors."""
    languages = form.definition.languages
    shown = form.questions()
    may_see = access.see_comments(request.user, application)
    counts = open_counts(application) if may_see else {}
    body = form.partner.organisation_id if form.partner else None
    asked_before = answers_by_field(application.call, clock.now())
    for question in shown:
        question.answers = asked_before.get(question.key, ())
        question.why = _why(request, form, question)
        question.comments = counts.get((body, question.key), 0)
        if question.kind == "pair" and len(languages) > 1:
            own = {code: one for (key, code), one in form.saved.items() if key == question.key}
            question.standing = standing_of(application, question.definition, own, form.partner)
            question.apart = apart_in(application, own)
    keys = [one.key for one in form.asked]
    return here(request, application, keys, form.partner) | {
        "form": form,
        "questions": shown,
        "authors": names_of(application, (answer.author for answer in form.saved.values())),
        "language_names": {code: OWN_NAMES.get(code, code) for code in languages},
        "may_write": access.write_any(request.user, application, form.asked, form.partner),
        "all_locked": len(form.locked) == len(form.asked),
        "translator": translating.host_named(),
        "may_see_comments": may_see,
        "may_see_questions": access.see_questions(request.user, application),
        "may_agree": access.agree(request.user, application, form.partner),
    }


def here(
    request: HttpRequest,
    application: Application,
    keys: Sequence[str] = (),
    partner: Partner | None = None,
) -> dict[str, Any]:
    """Who else is on this page, and the address by which the page asks it again."""
    page = page_of(application, request.path)
    asked = {"page": page, "field": list(keys), "partner": partner.pid if partner else ""}
    url = reverse("applications:here", args=[application.pid])
    return {
        "present": present_on(request, application, page, keys, partner),
        "here_url": f"{url}?{urlencode(asked, doseq=True)}",
    }


def present_on(
    request: HttpRequest,
    application: Application,
    page: str,
    keys: Sequence[str] = (),
    partner: Partner | None = None,
) -> list[dict[str, str]]:
    """Who else is on a page, each with the words that say so; and that this person is."""
    person, at = person_of(request), clock.now()
    note_presence(application, page, by=person, at=at)
    found = others_on(application, page, person, at, keys, partner)
    return [{"name": one.name, "words": one.words(at)} for one in found]


def _why(request: HttpRequest, form: QuestionsForm, question: Question) -> str:
    """Why the person reads an answer and does not write it."""
    if not question.locked:
        return ""
    verdict = access.write(request.user, form.application, question.definition, form.partner)
    return sentence(verdict.code, **verdict.params)


def apart_in(application: Application, answers: Mapping[str, Answer]) -> dict[str, Apart]:
    """Language -> the numbers, dates and names that its version alone holds."""
    programme, languages = application.call.programme.definition, application.definition.languages
    places = [one.names for one in programme.territories]
    places += [one.names for one in programme.countries]
    texts = {code: answers[code].text for code in languages if code in answers}
    found = apart(texts, month_names(languages), places)
    return {code: one for code, one in found.items() if one}


def live_context(application: Application) -> dict[str, Any]:
    """What `_live.html` needs: the judgement and what is left to do."""
    judgement = judged_now(application, clock.now())
    prefetch_related_objects([application], "activities")  # the points name them
    points = points_of(application, judgement)
    return {"live": True, "judgement": judgement, "points": points}
