"""The desk: what waits for the person who signed in; the journal for those who check."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cordata.accounts.models import Role
from cordata.accounts.queries import has_role
from cordata.accounts.views.requests import PersonRequest
from cordata.applications.access import helps_people
from cordata.desk import (
    access,
    checking,
    files,
    journal,
    own_data,
    reads,
    search,
    tasks,
    work,
)
from cordata.desk.forms import JournalForm
from cordata.desk.models import ChainCheck
from cordata.desk.things import done_in
from cordata.kernel import clock
from cordata.kernel.jobs import later
from cordata.kernel.throttle import within_limit
from cordata.kernel.verdicts import Denied
from cordata.notify.models import Message, State
from cordata.programme.site import site_of

EXPORTS_AN_HOUR = 6  # each asks every table


@require_safe
def home(request: PersonRequest) -> HttpResponse:
    """What waits for me, my files, my projects, my calls and meetings."""
    now, person = clock.now(), request.user
    calls = work.calls_of(person, site_of(request).calls, now)
    meetings, may_read = work.meetings_of(person, now), access.read_journal(person, at=now)
    context = {
        "tasks": tasks.tasks_of(person, now),
        "applications": files.applications_on_desk(person),
        "projects": files.projects_on_desk(person, now),
        "calls": calls,
        "meetings": meetings,
        "may_read_journal": may_read,
        "may_help": helps_people(person, now),
        "may_search": access.search(person, at=now),
        "begins": access.begins(person, at=now),
        "has_aside": bool(calls or meetings or may_read or access.begins(person, at=now)),
        "now": now,
    }
    return render(request, "desk/home.html", context)


@require_safe
def search_page(request: PersonRequest) -> HttpResponse:
    """Files, organisations, people, meetings and questions that hold what was typed."""
    at = clock.now()
    access.search(request.user, at=at).or_deny()
    asked = request.GET.get("q", "")[: search.LONGEST].strip()
    found = search.search(request.user, asked, at)
    context = {"asked": asked, "found": found, "least": search.LEAST}
    return render(request, "desk/search.html", context)


@require_safe
def journal_list(request: PersonRequest) -> HttpResponse:
    """The journal, newest first, narrowed by thing, event, role, period and file."""
    access.read_journal(request.user).or_deny()
    form = JournalForm(request.GET)
    found = journal.events(form.wanted(), access.journal_calls(request.user))
    page = Paginator(found, 50).get_page(request.GET.get("page"))
    context = {"page": page, "rows": journal.rows_of(page.object_list), "form": form}
    return render(request, "desk/journal.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def journal_check(request: PersonRequest) -> HttpResponse:
    """Walk the whole chain in one click, and what the last walks found."""
    access.read_journal(request.user).or_deny()
    if request.method == "POST":
        checking.begin_check(by=request.user, at=clock.now())
        return redirect("desk:journal_check")
    checks = ChainCheck.objects.select_related("asked_by").order_by("-pk")[:10]
    return render(request, "desk/journal_check.html", {"checks": checks})


@require_safe
def reads_list(request: PersonRequest) -> HttpResponse:
    """Who opened a whole file, by file or by person (ACC-09)."""
    access.read_journal(request.user).or_deny()
    asked = reads.Asked.read(request.GET)
    found = reads.readings(asked)
    if (calls := access.journal_calls(request.user)) is not None:
        found = found.filter(done_in(calls))
    page = Paginator(found, 50).get_page(request.GET.get("page"))
    context = {"page": page, "asked": asked, "lines": reads.lines_of(page.object_list)}
    return render(request, "desk/reads.html", context)


@require_safe
def messages_failed(request: PersonRequest) -> HttpResponse:
    """Messages given up after their last try, for the secretariat (NOT-02)."""
    _officer(request)
    failed = Message.objects.filter(state=State.FAILED).order_by("-created_at")
    page = Paginator(failed, 30).get_page(request.GET.get("page"))
    return render(request, "desk/messages.html", {"page": page})


@require_POST
def message_again(request: HttpRequest, pid: str) -> HttpResponse:
    """Try a given-up message once more."""
    _officer(request)
    message = get_object_or_404(Message, pid=pid, state=State.FAILED)
    Message.objects.filter(pk=message.pk).update(
        state=State.WAITING, tries=0, send_after=clock.real_now()
    )
    later("cordata.notify.sending.send", message.pid)
    return redirect("desk:messages")


def _officer(request: HttpRequest) -> None:
    if not has_role(request.user, Role.OFFICER, Role.ADMINISTRATOR, at=clock.now()):
        raise Denied("desk.not_officer")


@require_safe
def own_data_file(request: PersonRequest) -> HttpResponse:
    """What is held about oneself, to take away; asked soon after a sign-in (PRI-03)."""
    person = request.user
    access.take_own_data(person, person).or_deny()
    if not within_limit("own_data", person.pid, limit=EXPORTS_AN_HOUR, seconds=3600):
        raise Denied("desk.too_many_exports")
    held = own_data.own_data(person, clock.now())
    answer = JsonResponse(held, json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Content-Disposition"] = 'attachment; filename="cordata-own-data.json"'
    return answer
