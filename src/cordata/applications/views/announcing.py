"""The secretariat's letters to everybody with a draft: written, shown with their readers, sent."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cordata.accounts.models import Person
from cordata.applications import actions, announcing, notices_announcing
from cordata.applications.forms.announcing import AnnouncementForm
from cordata.kernel import clock
from cordata.kernel.verdicts import NotPossible
from cordata.notify.letters import LetterState
from cordata.programme import access
from cordata.programme.models import Announcement, Call
from cordata.programme.queries import call_or_none
from cordata.programme.site import site_of
from cordata.web.catalogue import sentence
from cordata.web.forms import sent, status_of

PER_PAGE = 50


@require_safe
def announcements(request: HttpRequest, code: str) -> HttpResponse:
    """What was written and sent."""
    call = _call(request, code)
    page = Paginator(announcing.announcements_of(call), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "applications/announcements.html", {"call": call, "page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, code: str, pid: str = "") -> HttpResponse:
    """A letter in every language, and to which groups; a draft may be written again."""
    call = _call(request, code)
    letter = _letter(call, pid) if pid else None
    if letter is not None and letter.state == LetterState.SENT:
        return redirect("applications:announcement", code, pid)
    form = AnnouncementForm(call, sent(request), letter=letter)
    if form.is_valid():
        try:
            made = actions.write_announcement(
                call, pid=pid, by=_person(request), at=clock.now(), **form.written()
            )
        except NotPossible as refusal:
            form.refuse(None, refusal.code, **refusal.params)
        else:
            return redirect("applications:announcement", code, made.pid)
    context = {"call": call, "form": form, "letter": letter}
    return render(request, "applications/announcement_form.html", context, status=status_of(form))


@require_safe
def announcement(request: HttpRequest, code: str, pid: str) -> HttpResponse:
    """A draft with everybody it would reach, and how it reads; or what was sent, and to whom."""
    call = _call(request, code)
    letter = _letter(call, pid)
    number = request.GET.get("page")
    if letter.state == LetterState.SENT:
        copies = Paginator(announcing.copies_of(letter), PER_PAGE).get_page(number)
        people = [(one.person, one.posted_at) for one in copies]
        context: dict[str, Any] = {"page": copies, "people": people}
    else:
        readers = Paginator(announcing.readers(call, letter.audiences), PER_PAGE).get_page(number)
        context = {"page": readers, "people": [(one, None) for one in readers]}
    context |= {
        "call": call,
        "letter": letter,
        "count": context["page"].paginator.count,
        "previews": notices_announcing.previews(letter),
    }
    return render(request, "applications/announcement.html", context)


@require_POST
def send(request: HttpRequest, code: str, pid: str) -> HttpResponse:
    """Exactly once, to as many readers as the page showed."""
    letter = _letter(_call(request, code), pid)
    seen = request.POST.get("seen", "")[:9]
    number = int(seen) if seen.isascii() and seen.isdigit() else 0
    try:
        done = actions.send_announcement(letter.pid, number, by=_person(request), at=clock.now())
    except NotPossible as refusal:
        messages.error(request, sentence(refusal.code, **refusal.params))
    else:
        words = ngettext("Sent to %(count)s person.", "Sent to %(count)s people.", done.recipients)
        messages.success(request, words % {"count": done.recipients})
    return redirect("applications:announcement", code, pid)


@require_POST
def drop(request: HttpRequest, code: str, pid: str) -> HttpResponse:
    """The draft goes; nobody got it."""
    letter = _letter(_call(request, code), pid)
    try:
        actions.drop_announcement(letter.pid, by=_person(request), at=clock.now())
    except NotPossible as refusal:
        messages.error(request, sentence(refusal.code, **refusal.params))
        return redirect("applications:announcement", code, pid)
    messages.success(request, _("The draft is gone; nobody got it."))
    return redirect("applications:announcements", code)


def _call(request: HttpRequest, code: str) -> Call:
    call = site_of(request).call(code) or call_or_none(code)
    if call is None:
        raise Http404
    access.announce(request.user, call, clock.now()).or_deny()
    return call


def _letter(call: Call, pid: str) -> Announcement:
    """One of this very call (ACC-03)."""
    found = get_object_or_404(call.announcements.select_related("written_by"), pid=pid)
    found.call = call
    return found


def _person(request: HttpRequest) -> Person:
    return cast(Person, request.user)
