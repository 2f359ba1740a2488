"""One's applications, and the first page of a new one."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cordata.accounts.models import Organisation
from cordata.applications.actions.start import start_application
from cordata.applications.forms.filing import StartForm
from cordata.applications.models import Application
from cordata.applications.queries import applications_of, invited_to, organisations_of
from cordata.applications.views.person import person_of
from cordata.kernel import clock
from cordata.kernel.verdicts import NotPossible
from cordata.matching.models import Introduction
from cordata.matching.states import IntroductionState
from cordata.programme.effort_words import of_call
from cordata.programme.models import Call
from cordata.programme.papers import papers_of
from cordata.programme.queries import call_or_none, open_calls


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
        return redirect("applications:start", calls[0].code)
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
    own = organisations_of(person_of(request))
    if introduction is not None:
        own = own.filter(pk__in=_sides(introduction))
    organisations = list(own)
    form = StartForm(
        request.POST if request.method == "POST" else None,
        organisations=organisations,
        initial={"key": secrets.token_urlsafe(24)},
    )
    if request.method == "POST" and form.is_valid():
        draft = _opened(request, form, call, organisations, introduction)
        if draft is not None:
            messages.success(request, _("Your draft is open. Everything is saved as you go."))
            return redirect("applications:detail", draft.pid)
    context = {
        "form": form,
        "call": call,
        "definition": call.definition,
        "organisations": organisations,
        "introduction": introduction,
        "is_open": call.is_open(clock.now()),
        "effort": of_call(call),
        "papers": papers_of(call),
    }
    status = 422 if form.errors else 200
    return render(request, "applications/start.html", context, status=status)


def _opened(
    request: HttpRequest,
    form: StartForm,
    call: Call,
    organisations: list[Organisation],
    introduction: Introduction | None,
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
        )
    except NotPossible as refusal:
        form.refuse(None, refusal.code, **refusal.params)
        return None
