"""The organisers' own mails: written, looked at with their readers, sent once, listed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cordata.kernel import clock
from cordata.kernel.verdicts import NotPossible
from cordata.meetings import actions, notices, presenting, queries, wording
from cordata.meetings.forms import MailingForm
from cordata.meetings.models import Mailing, Meeting
from cordata.meetings.views.organiser import organised
from cordata.meetings.views.signed_in import person_of
from cordata.notify.letters import LetterState
from cordata.web.requests import PageRequest

PER_PAGE = 50


@require_safe
def mails(request: PageRequest, pid: str) -> HttpResponse:
    """What was written and sent."""
    meeting = organised(request, pid)
    found = Paginator(queries.mailings_of(meeting), PER_PAGE)
    context = _facts(request, meeting) | {"page": found.get_page(request.GET.get("page"))}
    return render(request, "meetings/mails.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: PageRequest, pid: str) -> HttpResponse:
    meeting = organised(request, pid)
    form = MailingForm(meeting, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        made = actions.write_mailing(
            meeting, by=person_of(request), at=clock.now(), **form.written()
        )
        return redirect("meetings:mail", pid=pid, mailing=made.pid)
    return _form(request, meeting, form)


@require_http_methods(["GET", "HEAD", "POST"])
def rewrite(request: PageRequest, pid: str, mailing: str) -> HttpResponse:
    meeting = organised(request, pid)
    found = _mailing(meeting, mailing)
    if found.state == LetterState.SENT:
        return redirect("meetings:mail", pid=pid, mailing=mailing)
    posted = request.POST if request.method == "POST" else None
    form = MailingForm(meeting, posted, mailing=found)
    if form.is_bound and form.is_valid():
        try:
            actions.rewrite_mailing(
                mailing, by=person_of(request), at=clock.now(), **form.written()
            )
        except NotPossible as refusal:
            messages.error(request, wording.refusal_words(refusal))
        return redirect("meetings:mail", pid=pid, mailing=mailing)
    return _form(request, meeting, form)


def _form(request: PageRequest, meeting: Meeting, form: MailingForm) -> HttpResponse:
    context = presenting.facts_of(meeting, clock.now()) | {"form": form}
    status = 422 if form.is_bound else 200
    return render(request, "meetings/mail_form.html", context, status=status)


@require_safe
def mail(request: PageRequest, pid: str, mailing: str) -> HttpResponse:
    """A draft with everybody it would reach; or what was sent, and to whom."""
    meeting = organised(request, pid)
    found = _mailing(meeting, mailing)
    number = request.GET.get("page")
    if found.state == LetterState.SENT:
        copies = Paginator(queries.copies_of(found), PER_PAGE).get_page(number)
        return _shown(request, found, copies, wording.copy_lines([*copies]))
    readers = Paginator(queries.readers_of(found), PER_PAGE).get_page(number)
    return _shown(request, found, readers, list(readers))


def _shown(
    request: PageRequest, found: Mailing, page: Page[Any], lines: Sequence[object]
) -> HttpResponse:
    meeting = found.meeting
    context = presenting.facts_of(meeting, clock.now()) | {
        "mailing": found,
        "previews": notices.mailing_previews(found),
        "page": page,
        "count": page.paginator.count,
        "lines": lines,
    }
    return render(request, "meetings/mail.html", context)


@require_POST
def send(request: PageRequest, pid: str, mailing: str) -> HttpResponse:
    """Exactly once, to as many readers as the page showed."""
    found = _mailing(organised(request, pid), mailing)
    seen = request.POST.get("seen", "")[:9]
    try:
        sent = actions.send_mailing(
            found.pid,
            int(seen) if seen.isascii() and seen.isdigit() else 0,
            by=person_of(request),
            at=clock.now(),
        )
    except NotPossible as refusal:
        messages.error(request, wording.refusal_words(refusal))
    else:
        words = ngettext("Sent to %(count)s person.", "Sent to %(count)s people.", sent.recipients)
        messages.success(request, words % {"count": sent.recipients})
    return redirect("meetings:mail", pid=pid, mailing=mailing)


@require_POST
def drop(request: PageRequest, pid: str, mailing: str) -> HttpResponse:
    found = _mailing(organised(request, pid), mailing)
    try:
        actions.drop_mailing(found.pid, by=person_of(request), at=clock.now())
    except NotPossible as refusal:
        messages.error(request, wording.refusal_words(refusal))
        return redirect("meetings:mail", pid=pid, mailing=mailing)
    messages.success(request, gettext("The draft is gone; nobody got it."))
    return redirect("meetings:mails", pid=pid)


def _facts(request: PageRequest, meeting: Meeting) -> dict[str, Any]:
    at = clock.now()
    tabs = presenting.views_of(meeting, request.user, "mails", at, {})
    return presenting.facts_of(meeting, at) | {"tabs": tabs}


def _mailing(meeting: Meeting, pid: str) -> Mailing:
    """A mail of this very meeting (ACC-03)."""
    found = get_object_or_404(meeting.mailings, pid=pid)
    found.meeting = meeting
    return found
