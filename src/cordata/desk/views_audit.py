"""What an auditor works with in a call: exceptions, samples, every file with its proofs. Nothing of
the call can be changed from here."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cordata.accounts.views.requests import PersonRequest
from cordata.applications.models import Application
from cordata.desk import access, audit_file, exceptions
from cordata.desk.forms import SampleForm
from cordata.desk.models import Sample
from cordata.desk.sampling import draw_sample, drawn_again
from cordata.documents.serving import guarded
from cordata.documents.storing import scratch
from cordata.kernel import clock
from cordata.kernel.verdicts import NotPossible
from cordata.programme.models import Call
from cordata.programme.site import site_of
from cordata.web.forms import sent, status_of
from cordata.web.spreadsheets import file_of

PER_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
def audit(request: PersonRequest, code: str) -> HttpResponse:
    """How many exceptions of each kind, the samples and a form to draw one, the files."""
    call = _audited(request, code)
    form = SampleForm(sent(request))
    if request.method == "POST" and form.is_valid() and (drawn := _draw(request, call, form)):
        messages.success(request, _("The sample is drawn and kept."))
        return redirect("desk:sample", pid=drawn.pid)
    page = Paginator(_files_of(request, call), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "call": call,
        "form": form,
        "counts": exceptions.counts_of(call),
        "samples": call.samples.select_related("drawn_by").order_by("-pk"),
        "page": page,
    }
    return render(request, "desk/audit.html", context, status=status_of(form))


def _draw(request: PersonRequest, call: Call, form: SampleForm) -> Sample | None:
    try:
        return draw_sample(call, **form.cleaned_data, by=request.user, at=clock.now())
    except NotPossible as refusal:
        form.refuse("size", refusal.code, **refusal.params)
        return None


def _files_of(request: PersonRequest, call: Call) -> Any:
    return _filed().visible_to(request.user).filter(call=call).order_by("number")


@require_safe
def exception_list(request: PersonRequest, code: str) -> HttpResponse:
    """What did not go the ordinary way, of one kind or of all, newest first."""
    call = _audited(request, code)
    kind = request.GET.get("kind", "")
    found = exceptions.exceptions_of(call, kind)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "call": call,
        "kind": kind if kind in exceptions.KINDS else "",
        "kinds": [(one, exceptions.words_of(one)) for one in exceptions.KINDS],
        "page": page,
        "lines": exceptions.lines_of(page.object_list, call),
    }
    return render(request, "desk/exceptions.html", context)


@require_safe
def exception_file(request: PersonRequest, code: str, ending: str) -> HttpResponseBase:
    """The whole list as a table to keep."""
    call = _audited(request, code)
    lines = exceptions.lines_of(exceptions.exceptions_of(call), call)
    return file_of(exceptions.rows_of(lines), f"{call.code}-exceptions", ending)


@require_safe
def sample(request: PersonRequest, pid: str) -> HttpResponse:
    """What was drawn, from which seed and how many, and that drawing again gives the same."""
    found = get_object_or_404(Sample.objects.select_related("call", "drawn_by"), pid=pid)
    call = _audited(request, found.call.code, hidden=True)
    files = {one.number: one for one in _files_of(request, call).filter(number__in=found.files)}
    themes = {theme.code: theme.names for theme in call.definition.themes}
    context = {
        "call": call,
        "sample": found,
        "same": drawn_again(found),
        "rows": [
            (number, files.get(number), themes.get(found.population.get(number, ""), {}))
            for number in found.files
        ],
    }
    return render(request, "desk/sample.html", context)


def _audited(request: PersonRequest, code: str, *, hidden: bool = False) -> Call:
    """The call, for who audits it; `hidden`: to others the thing in the address does not exist."""
    call = site_of(request).call(code)
    verdict = access.audit(request.user, call) if call else None
    if call is None or verdict is None or (hidden and not verdict):
        raise Http404
    verdict.or_deny()
    return call


@require_safe
def file_archive(request: PersonRequest, pid: str) -> HttpResponseBase:
    """Everything of one file as a ZIP; the journal says who took it out before it leaves."""
    found = get_object_or_404(_filed().visible_to(request.user), pid=pid)
    _audited(request, found.call.code, hidden=True)
    at, language = clock.now(), (get_language() or "").split("-")[0]
    with scratch() as made:
        written = audit_file.write(found, made, language, at=at)
        audit_file.note_audit_file(found, written, by=request.user, at=at)
        size = made.tell()
        made.seek(0)
        response = FileResponse(made, content_type="application/zip")
        return guarded(response, audit_file.name_of(found, language), size=size)


def _filed() -> Any:
    """Files that were ever filed, with what their definition needs."""
    filed = Application.objects.with_call().filter(submitted_at__isnull=False)
    return filed.exclude(number="").prefetch_related("answers")
