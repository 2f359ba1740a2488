"""Documents of a meeting: added by the organisers, read by whom they are for; thanks with them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cordata.documents.serving import serve
from cordata.documents.storing import only_if_used, store_file
from cordata.kernel import clock
from cordata.kernel.verdicts import NotPossible
from cordata.meetings import access, actions, presenting, queries
from cordata.meetings.forms import HANDED_OUT, DocumentForm
from cordata.meetings.models import Meeting, MeetingDocument
from cordata.meetings.views.organiser import organised
from cordata.meetings.views.registrant import registration_of
from cordata.meetings.views.signed_in import person_of
from cordata.web.access import public
from cordata.web.requests import PageRequest


@require_http_methods(["GET", "HEAD", "POST"])
def documents(request: PageRequest, pid: str) -> HttpResponse:
    """What is handed out, a form to add one, the thanks to send."""
    meeting, at = organised(request, pid), clock.now()
    found = list(queries.documents_of(meeting))
    given = {one.code for one in found}
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = DocumentForm(meeting, given, *sent)
    if form.is_bound and form.is_valid():
        try:
            _add(pid, form, person_of(request))
        except NotPossible as refusal:
            form.refuse("file", refusal.code, **refusal.params)
        else:
            messages.success(request, gettext("The document is handed out."))
            return redirect("meetings:documents", pid=pid)
    context = presenting.facts_of(meeting, at) | {
        "documents": found,
        "awaited": queries.awaited(meeting, given),
        "form": form,
        "may_thank": access.thank(request.user, meeting, at),
        "came": queries.who_came(meeting).count(),
        "may_certify": access.certificates(meeting, at),
        "tabs": presenting.views_of(meeting, request.user, "documents", at, {}),
    }
    status = 422 if form.is_bound else 200
    return render(request, "meetings/documents_page.html", context, status=status)


@only_if_used()
def _add(pid: str, form: DocumentForm, person: Any) -> MeetingDocument:
    at = clock.now()
    file = store_file(form.cleaned_data["file"], by=person, at=at, kinds=HANDED_OUT)
    return actions.add_document(pid, file, by=person, at=at, **form.facts())


@require_POST
def remove(request: PageRequest, pid: str, document: str) -> HttpResponse:
    meeting = organised(request, pid)
    _document(meeting, document)
    actions.remove_document(pid, document, by=person_of(request), at=clock.now())
    messages.success(request, gettext("The document is no longer handed out."))
    return redirect("meetings:documents", pid=pid)


@require_http_methods(["GET", "HEAD", "POST"])
def thank(request: PageRequest, pid: str) -> HttpResponse:
    """Who gets the mail is shown before; it goes once."""
    meeting, at = organised(request, pid), clock.now()
    access.thank(request.user, meeting, at).or_deny()
    refusal = None
    if request.method == "POST":
        try:
            actions.thank(pid, by=person_of(request), at=at)
        except NotPossible as found:
            refusal = found
        else:
            messages.success(request, gettext("The thanks are on their way."))
            return redirect("meetings:documents", pid=pid)
    context = presenting.facts_of(meeting, at) | {
        "people": queries.who_came(meeting).leading(),
        "documents": queries.documents_of(meeting),
        "refusal": refusal,
    }
    status = 409 if refusal else 200
    return render(request, "meetings/thank.html", context, status=status)


@public
@require_safe
def document(request: PageRequest, pid: str, document: str) -> HttpResponseBase:
    """The file itself: public ones for anyone, every one for the organisers; else 404."""
    meeting = queries.public_meeting(pid) or _worked_on(request, pid)
    found = _document(meeting, document)
    if not access.read_document(request.user, None, found, clock.now()):
        raise Http404
    return serve(found.file, unchecked=True)  # to the organisers: `read_document` has said so


@public
@require_safe
def own_document(request: PageRequest, pid: str, key: str, document: str) -> HttpResponseBase:
    """The file for who is registered, through the personal link."""
    registration = registration_of(pid, key)
    found = _document(registration.meeting, document)
    access.read_document(request.user, registration, found, clock.now()).or_deny()
    return serve(found.file, unchecked=True)  # to the organisers: `read_document` has said so


def _worked_on(request: PageRequest, pid: str) -> Meeting:
    found = queries.meetings_worked_on_by(request.user, clock.now()).filter(pid=pid).first()
    if found is None:
        raise Http404
    return found


def _document(meeting: Meeting, pid: str) -> MeetingDocument:
    found = queries.documents_of(meeting).filter(pid=pid).first()
    if found is None:
        raise Http404
    found.meeting = meeting
    return found
