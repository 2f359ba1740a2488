"""Meetings as anyone sees them, and registering without an account."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_safe

from cordata.accounts.models import Person
from cordata.kernel import clock, throttle
from cordata.kernel.verdicts import NotPossible
from cordata.meetings import (
    access,
    actions,
    announcing,
    calendars,
    invitation,
    pieces,
    presenting,
    queries,
    wording,
)
from cordata.meetings.forms import RegistrationForm
from cordata.meetings.forms.registration import shown_now
from cordata.meetings.models import Meeting
from cordata.web.access import public
from cordata.web.requests import PageRequest, client_address

NETWORK_WINDOW = 600  # seconds


@public
@require_safe
def meeting_list(request: PageRequest) -> HttpResponse:
    at = clock.now()
    meetings = list(queries.public_meetings())
    left = queries.places_left_of([one for one in meetings if one.ends_at > at], at)
    lines = presenting.lines_of(meetings, left)
    context = {
        "coming": [pieces.line(one) for one in lines if one.meeting.ends_at > at],
        "past": [pieces.line(one) for one in reversed(lines) if one.meeting.ends_at <= at],
    }
    return render(request, "meetings/list.html", context)


@public
@require_safe
def detail(request: PageRequest, pid: str) -> HttpResponse:
    meeting = _meeting(pid)
    return render(request, "meetings/detail.html", page_of(request, meeting))


@public
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: PageRequest, pid: str) -> HttpResponse:
    meeting = _meeting(pid)
    if request.method != "POST":
        return redirect("meetings:detail", pid=pid)
    form = RegistrationForm(meeting, request.POST)
    if not form.is_valid():
        return _refused(request, meeting, form)
    if not _within_limit(request):
        form.refuse(None, "registration.too_many")
        return _refused(request, meeting, form)
    person = request.user if isinstance(request.user, Person) else None
    try:
        made = actions.register(pid, form.answers(), at=request.received_at, person=person)
    except NotPossible as refusal:
        form.refuse(None, refusal.code, **refusal.params)
        return _refused(request, meeting, form)
    if person is not None and made.email == person.email:
        return redirect("meetings:registration", pid=made.pid, key=made.key)
    return redirect("meetings:sent", pid=pid)


def _within_limit(request: PageRequest) -> bool:
    """So many registrations from one network in ten minutes: a class of pupils, not a bot."""
    return throttle.within_limit(
        "meetings.register",
        client_address(request),
        limit=settings.REGISTRATIONS_PER_NETWORK,
        seconds=NETWORK_WINDOW,
    )


def _refused(request: PageRequest, meeting: Meeting, form: RegistrationForm) -> HttpResponse:
    context = page_of(request, meeting) | _form_of(request, meeting, form) | {"has_errors": True}
    return render(request, "meetings/detail.html", context, status=422)


@public
@require_safe
def sent(request: PageRequest, pid: str) -> HttpResponse:
    """The same page whoever asked: it does not say whether the address was known."""
    return render(request, "meetings/sent.html", {"pid": pid})


@public
@require_safe
def calendar_file(request: PageRequest, pid: str) -> HttpResponse:
    meeting = _meeting(pid)
    return calendar_response(meeting)


def calendar_response(meeting: Meeting) -> HttpResponse:
    content = calendars.calendar_of(meeting, at=clock.now())
    response = HttpResponse(content, content_type=calendars.MEDIA_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{meeting.code}.ics"'
    return response


@public
@require_safe
def feed(request: PageRequest) -> HttpResponse:
    """Every announced meeting, to subscribe to; a cancelled one disappears."""
    meetings = queries.public_meetings()
    content = calendars.feed_of(meetings, gettext("Meetings"), at=clock.now())
    return HttpResponse(content, content_type=calendars.MEDIA_TYPE)


@public
@require_safe
def atom_feed(request: PageRequest) -> HttpResponse:
    at = clock.now()
    coming = queries.public_meetings().filter(ends_at__gt=at)
    language = (get_language() or "").split("-")[0]
    content = announcing.atom(coming, title=gettext("Meetings"), language=language, at=at)
    return HttpResponse(content, content_type="application/atom+xml; charset=utf-8")


@public
@require_safe
def invitation_sheet(request: PageRequest, pid: str) -> HttpResponse:
    """The invitation on paper, in the language of the page."""
    meeting = _meeting(pid)
    language = (get_language() or "").split("-")[0]
    content = invitation.invitation_sheet(meeting, language, at=clock.now())
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{meeting.code}-{language}.pdf"'
    return response


def _meeting(pid: str) -> Meeting:
    meeting = queries.public_meeting(pid)
    if meeting is None:
        raise Http404
    return meeting


def page_of(request: PageRequest, meeting: Meeting) -> dict[str, Any]:
    """What the meeting's page shows."""
    at = clock.now()
    verdict = access.register(meeting, at)
    form = _form_of(request, meeting) if verdict else {}
    left = queries.places_left(meeting, at)
    documents = list(meeting.documents.handed_out()) if has_documents(meeting) else []
    return (
        presenting.facts_of(meeting, at)
        | form
        | {
            "left": left,
            "released": presenting.moment_of(left.released_at, meeting.zone),
            "meta": pieces.meta(meeting),
            "places_left": pieces.places(meeting, left, at, may_register=bool(form)),
            "invitation": pieces.invitation(meeting),
            "items": wording.items_words(queries.items_left(meeting, at), meeting),
            "texts": pieces.texts(meeting),
            "documents": documents,
            "awaited": queries.awaited(meeting, {one.code for one in documents}),
            "register": verdict,
            "others": queries.other_dates(meeting),
            "structured": pieces.structured(meeting),
            "may_organise": access.organise(request.user, meeting, at),
            "may_check_in": access.check_in(request.user, meeting, at),
            "may_read_records": access.read_records(request.user, meeting, at),
        }
    )


def has_documents(meeting: Meeting) -> bool:
    """As the query found it; a meeting read otherwise is asked."""
    return bool(getattr(meeting, "has_documents", True))


def _form_of(
    request: PageRequest, meeting: Meeting, form: RegistrationForm | None = None
) -> dict[str, Any]:
    """The form's fields and the sealed note of when they were shown. Empty fields are the same
    for all: no form is made for them."""
    known = _known(request)
    if form is None and not known:
        return {"fields": pieces.empty_fields(meeting), "shown": shown_now(meeting)}
    form = form or RegistrationForm(meeting, initial=known)
    fields = render_to_string("meetings/register_fields.html", {"form": form})
    return {"form": form, "fields": fields, "shown": form["shown"].value()}


def _known(request: PageRequest) -> dict[str, Any]:
    person = request.user
    if not isinstance(person, Person):
        return {}
    return {"name": person.name, "email": person.email}
