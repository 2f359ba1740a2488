"""A meeting is prepared: section by section, seen as the public will see it, then announced."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cordata.kernel import clock
from cordata.kernel.verdicts import NotPossible
from cordata.meetings import access, actions, planning, presenting, queries
from cordata.meetings.forms import PARTS, SECTIONS, CopyForm, LinkForm, NewMeetingForm
from cordata.meetings.models import Meeting
from cordata.meetings.views.public import page_of
from cordata.meetings.views.signed_in import person_of
from cordata.packs.writing import document_of
from cordata.programme.models import Call
from cordata.web.forms import sent
from cordata.web.requests import PageRequest

page_methods = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def prepared(request: PageRequest) -> HttpResponse:
    """Every meeting this person prepares, drafts among them."""
    at = clock.now()
    meetings = queries.meetings_prepared_by(request.user, at)
    access.prepare(request.user, at).or_deny()
    context = {
        "lines": [presenting.line_of(meeting) for meeting in meetings],
        "may_answer": bool(access.answer(request.user, at)),
        "may_create": access.create(request.user, at),
    }
    return render(request, "meetings/prepared.html", context)


@page_methods
def new(request: PageRequest) -> HttpResponse:
    at = clock.now()
    access.create(request.user, at).or_deny()
    calls = planning.own_first(Call.objects.select_related("programme").order_by("-pk"))
    if not calls:
        raise Http404
    call = planning.chosen_call(calls, request.POST.get("call", ""))
    form = NewMeetingForm(call.programme.definition, {}, sent(request))
    form.set_choices("call", planning.call_choices(calls))
    if form.is_bound and form.is_valid():
        definition, mistakes = planning.read(call.programme, call, form.written())
        form.take(mistakes)
        if not mistakes:
            made = actions.create_meeting(call, definition, by=person_of(request), at=at)
            messages.success(request, gettext("Saved. Nobody sees it before you announce it."))
            return redirect("meetings:plan", pid=made.pid)
    return _form_page(request, form, {"heading": gettext("New meeting")})


@require_safe
def plan(request: PageRequest, pid: str) -> HttpResponse:
    """The sections and how complete each is; one button announces."""
    meeting, at = _read(request, pid), clock.now()
    context = planning.overview(meeting) | {
        "meeting": meeting,
        "definition": meeting.planned,
        "may_edit": access.edit(request.user, meeting, at),
        "may_copy": access.copy(request.user, meeting, at),
        "may_cancel": access.cancel(request.user, meeting, at),
        "tabs": access.organise(request.user, meeting, at)
        and presenting.views_of(meeting, request.user, "plan", at, {}),
    }
    return render(request, "meetings/plan.html", context)


@page_methods
def edit(request: PageRequest, pid: str, section: str) -> HttpResponse:
    meeting = _edited(request, pid)
    if section not in SECTIONS:
        raise Http404
    document = document_of(meeting.planned)
    form = SECTIONS[section](meeting.programme.definition, document, sent(request))
    if form.is_bound and form.is_valid():
        answer = _keep(request, meeting, form, form.written())
        if answer is not None:
            return answer
    return _form_page(request, form, _about(meeting, planning.section_title(section)))


@page_methods
def edit_part(request: PageRequest, pid: str, section: str, number: int) -> HttpResponse:
    """One of several; number 0 is a new one. It is taken out by the same page's second button."""
    meeting = _edited(request, pid)
    parts = document_of(meeting.planned).get(section, [])
    if section not in PARTS or number > len(parts):
        raise Http404
    part = parts[number - 1] if number else {}
    given: dict[str, Any] = {"count": len(parts), "number": number}
    if section == "question":
        given["others"] = parts
    form = PARTS[section](meeting.programme.definition, part, sent(request), **given)
    if form.is_bound and number and "remove" in request.POST:
        return _without(request, meeting, section, number, form)
    if form.is_bound and form.is_valid():
        place = int(form.cleaned_data.get("position") or form.positions)
        document = document_of(meeting.planned) | {section: form.inserted(parts)}
        answer = _keep(request, meeting, form, document, f"{section}.{place}.")
        if answer is not None:
            return answer
    context = _about(meeting, planning.section_title(section)) | {"removable": bool(number)}
    return _form_page(request, form, context)


def _without(
    request: PageRequest, meeting: Meeting, section: str, number: int, form: Any
) -> HttpResponse:
    document = document_of(meeting.planned)
    document[section] = [one for n, one in enumerate(document[section], 1) if n != number]
    form.full_clean()
    form.errors.clear()
    answer = _keep(request, meeting, form, document)
    if answer is not None:
        return answer
    context = _about(meeting, planning.section_title(section)) | {"removable": True}
    return _form_page(request, form, context)


def _keep(
    request: PageRequest, meeting: Meeting, form: Any, document: dict[str, Any], prefix: str = ""
) -> HttpResponse | None:
    """Read the document by the pack's rules and keep it; None where the form has mistakes."""
    definition, mistakes = planning.read(meeting.programme, meeting.call, document)
    form.take(mistakes, prefix)
    if mistakes:
        return None
    definition = replace(definition, origin=meeting.planned.origin)
    seen = request.POST.get("seen", "")
    try:
        actions.edit_meeting(
            meeting.pid, definition, seen=seen, by=person_of(request), at=clock.now()
        )
    except NotPossible as refusal:
        form.refuse(None, refusal.code, **refusal.params)
        return None
    messages.success(request, planning.kept_words(meeting))
    return redirect("meetings:plan", pid=meeting.pid)


@page_methods
def link(request: PageRequest, pid: str) -> HttpResponse:
    meeting = _edited(request, pid)
    known = {"link": meeting.link, "words": meeting.link_words}
    form = LinkForm(sent(request), initial=known)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        actions.set_link(
            pid, link=given["link"], words=given["words"], by=person_of(request), at=clock.now()
        )
        messages.success(request, gettext("The link is saved."))
        return redirect("meetings:plan", pid=pid)
    return _form_page(request, form, _about(meeting, planning.section_title("link")))


@page_methods
def copy(request: PageRequest, pid: str) -> HttpResponse:
    meeting, at = _read(request, pid), clock.now()
    access.copy(request.user, meeting, at).or_deny()
    form = CopyForm(sent(request), initial=planning.same_hour(meeting))
    if form.is_bound and form.is_valid():
        starts = planning.wall_time(form.cleaned_data)
        series = form.cleaned_data["series"]
        try:
            made = actions.copy_meeting(
                pid, starts=starts, series=series, by=person_of(request), at=at
            )
        except NotPossible as refusal:
            form.refuse(None, refusal.code, **refusal.params)
        else:
            messages.success(request, gettext("Saved. Nobody sees it before you announce it."))
            return redirect("meetings:plan", pid=made.pid)
    return _form_page(request, form, _about(meeting, gettext("Copy this meeting")))


@require_safe
def preview(request: PageRequest, pid: str) -> HttpResponse:
    """The page as the public will see it, with what is edited and not announced yet."""
    meeting = planning.as_planned(_read(request, pid))
    context = page_of(request, meeting) | {"preview": True}
    return render(request, "meetings/detail.html", context)


@page_methods
def publish(request: PageRequest, pid: str) -> HttpResponse:
    """Who will be told is shown before; they are told after."""
    meeting, at = _edited(request, pid), clock.now()
    refusal = None
    if request.method == "POST":
        seen = request.POST.get("seen", "")
        try:
            actions.publish_meeting(pid, seen=seen, by=person_of(request), at=at)
        except NotPossible as found:
            refusal = found
        else:
            messages.success(request, gettext("The meeting is announced as you see it here."))
            return redirect("meetings:detail", pid=pid)
    context = planning.consequences(meeting) | {"meeting": meeting, "refusal": refusal}
    return render(request, "meetings/publish.html", context, status=409 if refusal else 200)


@require_POST
def discard(request: PageRequest, pid: str) -> HttpResponse:
    _edited(request, pid)
    actions.discard_changes(pid, by=person_of(request), at=clock.now())
    messages.success(request, gettext("The changes are dropped: what is announced stays."))
    return redirect("meetings:plan", pid=pid)


def _read(request: PageRequest, pid: str) -> Meeting:
    """The meeting, for who prepares or reads it; a stranger gets 404."""
    at = clock.now()
    meeting = get_object_or_404(queries.meetings_prepared_by(request.user, at), pid=pid)
    access.read_plan(request.user, meeting, at).or_deny()
    return meeting


def _edited(request: PageRequest, pid: str) -> Meeting:
    meeting = _read(request, pid)
    access.edit(request.user, meeting, clock.now()).or_deny()
    return meeting


def _about(meeting: Meeting, heading: str) -> dict[str, Any]:
    return {"meeting": meeting, "definition": meeting.planned, "heading": heading}


def _form_page(request: PageRequest, form: Any, context: dict[str, Any]) -> HttpResponse:
    status = 422 if form.is_bound else 200
    return render(request, "meetings/edit.html", {"form": form} | context, status=status)
