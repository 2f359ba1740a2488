"""The lead's side of a completion: what is asked, until when, and the answer."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cordata.accounts.models import Person
from cordata.applications.access import open_unchecked
from cordata.applications.reads import note_read
from cordata.assessment import access, actions
from cordata.assessment.completion_page import answer_form, round_of
from cordata.assessment.forms_completing import MOST_FILES, AnswerForm
from cordata.assessment.models import CompletionFile, CompletionRequest
from cordata.assessment.queries import completions_visible_to, grid_of
from cordata.assessment.views.found import person_of
from cordata.documents.kinds import USUAL
from cordata.documents.models import StoredFile
from cordata.documents.serving import serve
from cordata.documents.storing import only_if_used, store_file
from cordata.kernel import clock
from cordata.kernel.verdicts import NotPossible
from cordata.web.forms import sent


@require_http_methods(["GET", "HEAD", "POST"])
def completion(request: HttpRequest, pid: str) -> HttpResponse:
    """Read what is asked; write it on a copy of the opened parts; send it in time."""
    found = _completion(request, pid)
    may_answer = access.answer_completion(request.user, found.review)
    form, items = answer_form(found, sent(request), request.FILES or None)
    if request.method == "POST":
        may_answer.or_deny()
        if form.is_valid() and _kept(request, found, form):
            return redirect("assessment:completion", pid)
    review = found.review
    context = {
        "completion": found,
        "round": round_of(found),
        "application": review.application,
        "form": form,
        "items": items,
        "kept": [one for one in found.files.all() if not (one.place or one.replaced_at)],
        "general": [form[f"file_{number}"] for number in range(1, MOST_FILES + 1)],
        "may_answer": may_answer,
        "rounds": grid_of(review).completion_rounds,
        "late": clock.now() > found.due_at and found.answered_at is None,
    }
    status = 422 if form.is_bound else 200
    return render(request, "assessment/completion.html", context, status=status)


def _kept(request: HttpRequest, found: CompletionRequest, form: AnswerForm) -> bool:
    """Save, or send for good; what was uploaded stays only if the act holds."""
    send = request.POST.get("act") != "save"
    said = _("Your answer has reached the secretariat.") if send else _("Saved, not sent yet.")
    by, at = person_of(request), clock.now()
    placed: list[tuple[str, StoredFile]] = []
    field: str | None = None  # whose upload is being taken in
    try:
        with only_if_used():
            for name, code, upload in form.uploads():
                field = name
                placed.append((code, store_file(upload, by=by, at=at, kinds=_kinds(form, code))))
            field = None
            _act(found, form, placed, send=send, by=by, at=at)
    except NotPossible as refusal:
        form.refuse(field, refusal.code, **refusal.params)
        return False
    messages.success(request, said)
    return True


def _kinds(form: AnswerForm, code: str) -> frozenset[str]:
    """The kinds of file a slot takes, else the usual ones."""
    item = next((one for one in form.opened if one.code == code), None)
    slot = item.part.slot if item and item.part else None
    return slot.media_types if slot and slot.media_types else USUAL


def _act(
    found: CompletionRequest,
    form: AnswerForm,
    placed: list[tuple[str, StoredFile]],
    *,
    send: bool,
    by: Person,
    at: datetime,
) -> None:
    answer, seen, texts = form.cleaned_data["answer"], form.cleaned_data["seen"], form.written()
    if send:
        actions.answer_completion(
            found.pid, answer, texts=texts, placed=placed, seen=seen, by=by, at=at
        )
    else:
        actions.save_completion(found.pid, answer, texts, placed, seen=seen, by=by, at=at)


@require_safe
def completion_file(request: HttpRequest, pid: str) -> HttpResponseBase:
    """A file of the answer, for those who see the answer (ACC-04)."""
    found = CompletionFile.objects.select_related("completion", "file").filter(pid=pid).first()
    if found is None:
        raise Http404
    completion = _completion(request, found.completion.pid)
    if completion.answered_at is None:  # not sent yet: the applicant's own
        access.answer_completion(request.user, completion.review).or_deny()
    application = completion.review.application
    note_read(request.user, application, "completion")
    return serve(found.file, unchecked=bool(open_unchecked(request.user, application)))


def _completion(request: HttpRequest, pid: str) -> CompletionRequest:
    found = completions_visible_to(request.user).filter(pid=pid).first()
    if found is None:
        raise Http404
    return found
