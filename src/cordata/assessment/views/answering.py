"""The lead's side of a completion: what is asked, until when, and the answer."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cordata.applications.access import open_unchecked
from cordata.applications.reads import note_read
from cordata.assessment import access, actions
from cordata.assessment.forms import AnswerForm
from cordata.assessment.models import CompletionFile, CompletionRequest
from cordata.assessment.queries import completions_visible_to
from cordata.assessment.views.found import person_of
from cordata.documents.models import StoredFile
from cordata.documents.serving import serve
from cordata.documents.storing import only_if_used, store_file
from cordata.kernel import clock
from cordata.kernel.verdicts import NotPossible
from cordata.web.forms import sent


@require_http_methods(["GET", "HEAD", "POST"])
def completion(request: HttpRequest, pid: str) -> HttpResponse:
    """Read what is asked; answer it in time."""
    found = _completion(request, pid)
    form = AnswerForm(sent(request), request.FILES or None)
    if request.method == "POST":
        access.answer_completion(request.user, found.review).or_deny()
        if form.is_valid() and _answered(request, found, form):
            messages.success(request, _("Your answer has reached the secretariat."))
            return redirect("assessment:completion", pid)
    review = found.review
    context = {
        "completion": found,
        "application": review.application,
        "files": list(found.files.select_related("file")),
        "form": form,
        "may_answer": access.answer_completion(request.user, review),
        "late": clock.now() > found.due_at and found.answered_at is None,
    }
    status = 422 if form.is_bound else 200
    return render(request, "assessment/completion.html", context, status=status)


def _answered(request: HttpRequest, found: CompletionRequest, form: AnswerForm) -> bool:
    by, at = person_of(request), clock.now()
    stored: list[StoredFile] = []
    field: str | None = None  # whose upload is being taken in
    try:
        with only_if_used():
            for name, upload in form.uploads():
                field = name
                stored.append(store_file(upload, by=by, at=at))
            field = None
            answer: Any = form.cleaned_data["answer"]
            actions.answer_completion(found.pid, answer, stored, by=by, at=at)
    except NotPossible as refusal:
        form.refuse(field, refusal.code, **refusal.params)
        return False
    return True


@require_safe
def completion_file(request: HttpRequest, pid: str) -> HttpResponseBase:
    """A file of the answer, for those who see the answer (ACC-04)."""
    found = CompletionFile.objects.select_related("completion", "file").filter(pid=pid).first()
    if found is None:
        raise Http404
    completion = _completion(request, found.completion.pid)
    application = completion.review.application
    note_read(request.user, application, "completion")
    return serve(found.file, unchecked=bool(open_unchecked(request.user, application)))


def _completion(request: HttpRequest, pid: str) -> CompletionRequest:
    found = completions_visible_to(request.user).filter(pid=pid).first()
    if found is None:
        raise Http404
    return found
