"""After a meeting: the path to projects, whom to write to, and that list to take away."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cordata.desk import path_page
from cordata.desk.followed import follow_up_of, followers_of
from cordata.desk.trails import trails_of
from cordata.kernel import clock
from cordata.meetings import actions, presenting
from cordata.meetings.keeping import terms_in_words
from cordata.meetings.views.organiser import organised
from cordata.meetings.views.signed_in import person_of
from cordata.web.requests import PageRequest
from cordata.web.spreadsheets import file_of

PER_PAGE = 50


@require_safe
def path(request: PageRequest, pid: str) -> HttpResponse:
    """Came, idea, draft, filed, funded; then who came and has begun nothing."""
    meeting, at = organised(request, pid), clock.now()
    followers = followers_of(meeting, at)
    follow_up, carried = follow_up_of(followers), trails_of(meeting, at)
    page = Paginator(follow_up.people, PER_PAGE).get_page(request.GET.get("page"))
    programme = meeting.programme.definition
    context = presenting.facts_of(meeting, at) | path_page.figures_of(followers, carried, meeting)
    context |= {
        "follow_up": follow_up,
        "is_carried": bool(carried),
        "page": page,
        "people": [(one, path_page.told(one, programme)) for one in page],
        "is_over": at >= meeting.ends_at,
        "months": terms_in_words(meeting)["months"],
        "tabs": presenting.views_of(meeting, request.user, "desk:path", at, {}),
    }
    return render(request, "desk/path.html", context)


@require_safe
def follow_up(request: PageRequest, pid: str, ending: str) -> StreamingHttpResponse:
    """The list as a file; who took it stands in the journal, or nothing is handed out (ACC-09)."""
    meeting, at = organised(request, pid), clock.now()
    people = follow_up_of(followers_of(meeting, at)).people
    rows = list(path_page.rows_of(people, meeting))
    actions.note_list(meeting, "follow_up", by=person_of(request), at=at)
    return file_of(rows, f"{meeting.code}-follow-up", ending)
