"""Inviting and reminding: who gets it and what it says is shown before the press."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from cordata.kernel import clock
from cordata.kernel.verdicts import NotPossible
from cordata.meetings import access, actions, notices, presenting, queries, wording
from cordata.meetings.models import Letter, Meeting
from cordata.meetings.models.invitee import InviteeQuerySet
from cordata.meetings.views.organiser import organised
from cordata.meetings.views.signed_in import person_of
from cordata.web.requests import PageRequest

NAMED = 20  # guests named on the page


@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: PageRequest, pid: str) -> HttpResponse:
    return _letters(request, pid, Letter.INVITATION)


@require_http_methods(["GET", "HEAD", "POST"])
def remind(request: PageRequest, pid: str) -> HttpResponse:
    return _letters(request, pid, Letter.REMINDER)


def _letters(request: PageRequest, pid: str, letter: Letter) -> HttpResponse:
    meeting, at = organised(request, pid), clock.now()
    access.invite(request.user, meeting, at).or_deny()
    if request.method == "POST":
        return _ordered(request, meeting, letter)
    readers = _readers(meeting, letter)
    context = presenting.facts_of(meeting, at) | {
        "letter": letter,
        "count": readers.count(),
        "named": list(readers.order_by("name", "email", "pk")[:NAMED]),
        "previews": notices.letter_previews(meeting, letter),
        "rate": settings.BULK_MAILS_PER_MINUTE,
    }
    return render(request, "meetings/guests_letter.html", context)


def _readers(meeting: Meeting, letter: Letter) -> InviteeQuerySet:
    if letter == Letter.REMINDER:
        return queries.guests_to_remind(meeting, clock.now())
    return queries.guests_to_invite(meeting)


def _ordered(request: PageRequest, meeting: Meeting, letter: Letter) -> HttpResponse:
    try:
        count = actions.order_letters(meeting.pid, letter, by=person_of(request), at=clock.now())
    except NotPossible as refusal:
        messages.error(request, wording.refusal_words(refusal))
        return redirect("meetings:guests", pid=meeting.pid)
    words = ngettext("%(count)s mail is on its way.", "%(count)s mails are on their way.", count)
    if count:
        messages.success(request, words % {"count": count})
    return redirect("meetings:guests", pid=meeting.pid)
