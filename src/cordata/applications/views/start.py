"""One's applications, and the first page of a new one."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cordata.accounts.models import Organisation, Person
from cordata.applications.actions.copying import Wanted
from cordata.applications.actions.start import Beginning, start_application
from cordata.applications.forms.filing import StartForm
from cordata.applications.forms.prefilled import PREFIX, Prefilled, read_prefilled
from cordata.applications.frame import section_context
from cordata.applications.models import Application
from cordata.applications.queries import (
    applications_of,
    former_files,
    invited_to,
    organisations_of,
)
from cordata.applications.views.found import draft_or_404
from cordata.applications.views.person import person_of
from cordata.kernel import clock
from cordata.kernel.localised import pick
from cordata.kernel.models import Event
from cordata.kernel.verdicts import NotPossible
from cordata.matching.models import Introduction, PartnerSearch
from cordata.matching.states import IntroductionState, SearchState
from cordata.programme.effort_words import of_call
from cordata.programme.models import Call
from cordata.programme.papers import papers_of
from cordata.programme.queries import call_or_none, open_calls
from cordata.web.catalogue import sentence


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Drafts and files of one's organisations, the latest first."""
    now = clock.now()
    context = {
        "rows": [_row(one) for one in applications_of(person_of(request))],
        "invited": [_row(one) for one in invited_to(person_of(request), now)],
        "calls": list(open_calls(now)),
    }
    return render(request, "applications/mine.html", context)


def _row(application: Application) -> dict[str, Any]:
    return {
        "application": application,
        "titles": application.titles,
        "partners": application.partners.all(),
        "closes_at": application.call.closes_at,
        "definition": application.definition,
    }


@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """Which open call; straight on when there is only one."""
    calls = list(open_calls(clock.now()))
    if len(calls) == 1:
        address = reverse("applications:start", args=[calls[0].code])
        asked = request.META.get("QUERY_STRING", "")  # a prefilled link keeps what it brings
        return redirect(f"{address}?{asked}" if asked else address)
    return render(request, "applications/choose.html", {"calls": calls})


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, code: str) -> HttpResponse:
    """Open a draft alone; partners join later."""
    call = call_or_none(code)
    if call is None:
        raise Http404
    return _start(request, call, None)


@require_http_methods(["GET", "HEAD", "POST"])
def start_from(request: HttpRequest, pid: str) -> HttpResponse:
    """Open the shared draft of two organisations that were introduced; nothing typed twice."""
    found = Introduction.objects.select_related(
        "search__call", "search__organisation", "organisation"
    )
    introduction = found.filter(pid=pid, state=IntroductionState.ACCEPTED).first()
    sides = _sides(introduction)
    if introduction is None or not sides & person_of(request).organisation_ids:
        raise Http404
    return _start(request, introduction.search.call, introduction)


def _sides(introduction: Introduction | None) -> frozenset[int]:
    if introduction is None:
        return frozenset()
    return frozenset({introduction.search.organisation_id, introduction.organisation_id})


def _start(request: HttpRequest, call: Call, introduction: Introduction | None) -> HttpResponse:
    person, posted = person_of(request), request.method == "POST"
    own = organisations_of(person)
    if introduction is not None:
        own = own.filter(pk__in=_sides(introduction))
    organisations = list(own)
    begun = {} if introduction is not None else dict(beginnings_of(person, call))
    form = StartForm(
        request.POST if posted else None,
        organisations=organisations,
        beginnings=[(code, words) for code, (words, _thing) in begun.items()],
        initial={"key": secrets.token_urlsafe(24), "begin": request.GET.get("begin", "")},
    )
    link = _link(request, call, introduction)
    if posted and form.is_valid():
        beginning = _beginning(form, begun, link)
        draft = _opened(request, form, call, organisations, introduction, beginning)
        if draft is not None:
            messages.success(request, _("Your draft is open. Everything is saved as you go."))
            taken = beginning.source is not None
            return redirect(f"applications:{'taken_over' if taken else 'detail'}", draft.pid)
    context = {
        "form": form,
        "call": call,
        "definition": call.definition,
        "organisations": organisations,
        "introduction": introduction,
        "begun": begun,
        "link": link,
        "is_open": call.is_open(clock.now()),
        "effort": of_call(call),
        "papers": papers_of(call),
    }
    status = 422 if form.errors else 200
    return render(request, "applications/start.html", context, status=status)


def _link(request: HttpRequest, call: Call, introduction: Introduction | None) -> Prefilled:
    """What the address brings; once it was shown, what the page sends back."""
    if introduction is not None:
        return Prefilled()
    definition, programme = call.definition, call.programme.definition
    if request.method == "POST":
        return read_prefilled(request.POST.dict(), definition, programme, PREFIX)
    return read_prefilled(request.GET.dict(), definition, programme)


def beginnings_of(person: Person, call: Call) -> Iterator[tuple[str, tuple[str, Any]]]:
    """Own partner searches of the call and own former applications, by what the form sends."""
    searches = PartnerSearch.objects.of_organisations(person).filter(call=call)
    for search in searches.exclude(state=SearchState.WITHDRAWN).order_by("-created_at"):
        name = pick(search.titles) or search.created_at.date().isoformat()
        words = _("Our partner search: %(name)s") % {"name": name}
        yield f"search:{search.pid}", (words, search)
    for former in former_files(person):
        name = pick(former.titles) or former.acronym or _("Untitled project")
        number = former.number or pick(former.definition.names)
        words = _("Our application: %(name)s (%(number)s)") % {"name": name, "number": number}
        yield f"application:{former.pid}", (words, former)


def _beginning(form: StartForm, begun: Mapping[str, tuple[str, Any]], link: Prefilled) -> Beginning:
    _words, thing = begun.get(form.cleaned_data["begin"], ("", None))
    said = form.cleaned_data
    return Beginning(
        search=thing if isinstance(thing, PartnerSearch) else None,
        source=thing if isinstance(thing, Application) else None,
        wanted=Wanted(partners=bool(said["partners"]), budget=bool(said["budget"])),
        answers=[one.draft for one in link.given],
    )


def _opened(
    request: HttpRequest,
    form: StartForm,
    call: Call,
    organisations: list[Organisation],
    introduction: Introduction | None,
    beginning: Beginning,
) -> Application | None:
    chosen = form.cleaned_data["organisation"]
    organisation = next(one for one in organisations if one.pid == chosen)
    try:
        return start_application(
            call=call,
            organisation=organisation,
            by=person_of(request),
            at=clock.now(),
            introduction=introduction,
            key=form.cleaned_data["key"],
            beginning=beginning,
        )
    except NotPossible as refusal:
        form.refuse(None, refusal.code, **refusal.params)
        return None


@require_safe
def taken_over(request: HttpRequest, pid: str) -> HttpResponse:
    """What a former application gave this draft, and what of it did not fit and why."""
    application = draft_or_404(request, pid)
    event = Event.objects.filter(
        kind="application.copied", subject_type="application", subject_id=application.pid
    ).first()
    if event is None or not _knows(person_of(request), event.data["source"]):
        raise Http404
    left = [_left(one) for one in event.data["left"]]
    context = section_context(request, application, "tasks", page=_("What was taken over"))
    context |= {
        "report": event.data,
        "kept": [one for one in left if one["kept"]],
        "left": [one for one in left if not one["kept"]],
    }
    return render(request, "applications/taken_over.html", context)


def _knows(person: Person, pid: str) -> bool:
    """Whether the former file is the person's own too: the report names who stood in it."""
    return former_files(person).filter(pid=pid).exists()


def _left(one: Mapping[str, Any]) -> dict[str, Any]:
    names = one["names"]
    params = {
        name: pick(value) if isinstance(value, dict) else value
        for name, value in one["params"].items()
    }
    why = sentence(f"application.copy.{one['code']}", **params)
    return {"name": names.get("") or pick(names), "why": why, "kept": one["kept"]}
