"""The audit file: what it will hold, evidence brought in and taken out, the file itself."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cordata.documents.serving import guarded, serve
from cordata.documents.storing import only_if_used, scratch, store_file
from cordata.kernel import clock
from cordata.kernel.verdicts import NotPossible
from cordata.meetings import access, actions, audit_file, keeping, presenting, queries
from cordata.meetings.forms import RECORD_FORMS, RecordForm
from cordata.meetings.models import Meeting, MeetingRecord
from cordata.meetings.views.organiser import organised
from cordata.meetings.views.signed_in import person_of
from cordata.web.requests import PageRequest


@require_http_methods(["GET", "HEAD", "POST"])
def records(request: PageRequest, pid: str) -> HttpResponse:
    """What the audit file will hold and what is missing; forms to bring evidence in."""
    if request.method == "POST":
        return _bring(request, organised(request, pid))
    meeting = _readable(request, pid)
    return _page(request, meeting, {kind: form(meeting) for kind, form in RECORD_FORMS.items()})


def _bring(request: PageRequest, meeting: Meeting) -> HttpResponse:
    """The form whose fields came, bound; the others as they stand."""
    came = {name.partition("-")[0] for name in (*request.POST, *request.FILES)}
    forms = {
        kind: form(meeting, request.POST, request.FILES) if kind in came else form(meeting)
        for kind, form in RECORD_FORMS.items()
    }
    sent = next((form for form in forms.values() if form.is_bound), None)
    if sent is not None and sent.is_valid():
        try:
            _add(meeting.pid, sent, person_of(request))
        except NotPossible as refusal:
            sent.refuse("file", refusal.code, **refusal.params)
        else:
            messages.success(request, gettext("The file is part of the audit file."))
            return redirect("meetings:records", pid=meeting.pid)
    return _page(request, meeting, forms, status=422)


@only_if_used()
def _add(pid: str, form: RecordForm, person: Any) -> MeetingRecord:
    at, upload = clock.now(), form.cleaned_data["file"]
    file = store_file(upload, by=person, at=at, kinds=form.kinds, bare=True)
    return actions.add_record(pid, file, kind=form.kind, by=person, at=at, **form.facts())


def _page(
    request: PageRequest, meeting: Meeting, forms: dict[str, RecordForm], status: int = 200
) -> HttpResponse:
    at = clock.now()
    context = presenting.facts_of(meeting, at) | {
        "chapters": audit_file.shown(audit_file.contents(meeting, _language(), at), _language()),
        "figures": audit_file.figures(meeting, _language()),
        "forms": forms,
        "months": keeping.terms_in_words(meeting)["months"],
        "may_add": access.organise(request.user, meeting, at),
        "kept_until": meeting.programme.definition.meetings.sheets_kept_until,
        "tabs": presenting.views_of(meeting, request.user, "records", at, {}),
    }
    return render(request, "meetings/records.html", context, status=status)


@require_safe
def record(request: PageRequest, pid: str, record: str) -> HttpResponseBase:
    """One file of the evidence."""
    found = _record(_readable(request, pid), record)
    access.read_record(request.user, found, clock.now()).or_deny()
    if found.file is None:
        raise Http404
    return serve(found.file, unchecked=True)  # to the organisers: `read_record` has said so


@require_POST
def remove(request: PageRequest, pid: str, record: str) -> HttpResponse:
    meeting = organised(request, pid)
    _record(meeting, record)
    actions.remove_record(pid, record, by=person_of(request), at=clock.now())
    messages.success(request, gettext("The file is no longer part of the audit file."))
    return redirect("meetings:records", pid=pid)


@require_safe
def take(request: PageRequest, pid: str) -> HttpResponseBase:
    """The whole audit file as a ZIP; the journal says who took it out before it leaves."""
    meeting, at, language = _readable(request, pid), clock.now(), _language()
    with scratch() as made:
        written = audit_file.write(meeting, made, language, at=at)
        actions.note_audit_file(
            meeting, files=written.files, sums=written.sums, by=person_of(request), at=at
        )
        size = made.tell()
        made.seek(0)
        response = FileResponse(made, content_type="application/zip")
        return guarded(response, audit_file.name_of(meeting, language), size=size)


def _readable(request: PageRequest, pid: str) -> Meeting:
    """The meeting, for who may read its audit file; a stranger gets 404."""
    at = clock.now()
    meeting = get_object_or_404(queries.meetings_evidenced_to(request.user, at), pid=pid)
    access.read_records(request.user, meeting, at).or_deny()
    return meeting


def _record(meeting: Meeting, pid: str) -> MeetingRecord:
    found = queries.records_of(meeting).filter(pid=pid).first()
    if found is None:
        raise Http404
    return found


def _language() -> str:
    return (get_language() or "").split("-")[0]
