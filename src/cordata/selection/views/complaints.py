"""Complaints: lodged by the lead, examined and settled by the offices; one page for all sides."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cordata.applications.access import open_unchecked
from cordata.applications.letter_page import letter_context
from cordata.applications.models import Application
from cordata.applications.queries import application_for
from cordata.applications.reads import note_read
from cordata.documents.models import StoredFile
from cordata.documents.serving import serve
from cordata.documents.storing import only_if_used, store_file
from cordata.kernel import clock
from cordata.kernel.verdicts import NotPossible, Verdict
from cordata.programme.site import site_of
from cordata.selection import actions, complaining
from cordata.selection.complaint_forms import ComplaintForm, OutcomeForm, WhyForm
from cordata.selection.complaint_page import (
    CHIPS,
    complaint_context,
    entries_for,
    languages_of,
)
from cordata.selection.models import Complaint, ComplaintLetter
from cordata.selection.states import ComplaintState
from cordata.selection.views.found import person_of
from cordata.web.forms import Form

Act = Callable[[StoredFile | None], Any]


@require_safe
def complaints(request: HttpRequest, code: str) -> HttpResponse:
    """The complaints of a call, those to be answered first: the offices."""
    call, at = site_of(request).call(code), clock.now()
    if call is None or not complaining.is_office(request.user, call, at):
        raise Http404
    found = complaining.complaints_visible_to(request.user, at).filter(application__call=call)
    rows = [
        (one, CHIPS[one.state], one.settled_at is None and at > one.answer_by)
        for one in found.prefetch_related("application__answers")
    ]
    return render(request, "selection/complaints.html", {"call": call, "rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
def complain(request: HttpRequest, pid: str) -> HttpResponse:
    """The lead complains about what was notified; until when, and what happens then."""
    application = _own_file(request, pid)
    at = clock.now()
    may = complaining.lodge(request.user, application, at=at)
    form = ComplaintForm(request.POST or None, request.FILES or None, auto_id="complain-%s")
    if request.method == "POST":
        may.or_deny()
        made: list[Complaint] = []

        def act(file: StoredFile | None) -> None:
            by, text = person_of(request), form.cleaned_data["text"]
            made.append(actions.lodge_complaint(pid, text, file, by=by, at=at))

        if _done(request, form, act, _("Your complaint has reached the secretariat.")):
            return redirect("selection:complaint", made[0].pid)
    notified_at = complaining.notified_last(application, at)
    due_at = complaining.term_of(application, notified_at) if notified_at else None
    context = {
        "application": application,
        "call": application.call,
        "form": form if may else None,
        "may_lodge": may,
        "notified_at": notified_at,
        "due_at": due_at,
        "late": due_at is not None and at > due_at,
        "lodged": application.complaints.order_by("-received_at"),
        "has_errors": form.is_bound,
    }
    return render(request, "selection/complain.html", context, status=422 if form.is_bound else 200)


def _own_file(request: HttpRequest, pid: str) -> Application:
    application = application_for(request.user, pid)
    own = {one.organisation_id for one in application.partners.all()} if application else set()
    if application is None or not own & getattr(request.user, "organisation_ids", frozenset()):
        raise Http404
    return application


@require_safe
def complaint(request: HttpRequest, pid: str) -> HttpResponse:
    """What was said, where it stands, what one may do."""
    return _page(request, _complaint(request, pid))


@require_POST
def paper(request: HttpRequest, pid: str) -> HttpResponse:
    """The lead adds words or a paper."""
    may = complaining.add_paper(request.user, _complaint(request, pid))
    form = ComplaintForm(request.POST, request.FILES, auto_id="paper-%s")
    return _acted(request, pid, "paper", may, form, actions.add_paper, _("It is added."))


@require_POST
def admit(request: HttpRequest, pid: str) -> HttpResponse:
    """An officer finds the complaint admissible."""
    may = complaining.examine(request.user, _complaint(request, pid))
    form = WhyForm(request.POST, auto_id="admit-%s")

    def act(pid: str, text: str, _file: StoredFile | None, **who: Any) -> None:
        actions.admit_complaint(pid, because=text, **who)

    return _acted(request, pid, "admit", may, form, act, _("The complaint is admissible."))


@require_POST
def hearing(request: HttpRequest, pid: str) -> HttpResponse:
    """What was said when the lead was heard."""
    may = complaining.examine(request.user, _complaint(request, pid))
    form = ComplaintForm(request.POST, request.FILES, auto_id="hearing-%s")
    said = _("The hearing is noted.")
    return _acted(request, pid, "hearing", may, form, actions.note_hearing, said)


@require_POST
def outcome(request: HttpRequest, pid: str) -> HttpResponse:
    """An officer proposes the outcome."""
    found = _complaint(request, pid)
    may = complaining.examine(request.user, found)
    form = OutcomeForm(
        request.POST,
        admitted=found.state == ComplaintState.ADMITTED,
        languages=languages_of(found),
        auto_id="outcome-%s",
    )

    def act(pid: str, _text: str, _file: StoredFile | None, **who: Any) -> None:
        actions.state_complaint(pid, form.cleaned_data["outcome"], form.reasons(), **who)

    said = _("Proposed. The authority confirms.")
    return _acted(request, pid, "outcome", may, form, act, said)


@require_POST
def send_back(request: HttpRequest, pid: str) -> HttpResponse:
    """The authority has it examined again."""
    may = complaining.settle(request.user, _complaint(request, pid))
    form = WhyForm(request.POST, auto_id="return-%s")

    def act(pid: str, text: str, _file: StoredFile | None, **who: Any) -> None:
        actions.return_complaint(pid, because=text, **who)

    return _acted(request, pid, "return", may, form, act, _("Sent back to the case officer."))


@require_POST
def settle(request: HttpRequest, pid: str) -> HttpResponse:
    """The second person confirms: the letters go out."""
    may = complaining.settle(request.user, _complaint(request, pid))

    def act(pid: str, _text: str, _file: StoredFile | None, **who: Any) -> None:
        actions.settle_complaint(pid, **who)

    said = _("The outcome is confirmed and the letters are sent.")
    return _acted(request, pid, "settle", may, Form(request.POST), act, said)


@require_safe
def complaint_file(request: HttpRequest, pid: str) -> HttpResponseBase:
    """A paper, for those who read its entry (ACC-04)."""
    at = clock.now()
    visible = complaining.complaints_visible_to(request.user, at).filter(entries__pid=pid)
    found = visible.first()
    if found is None:
        raise Http404
    office = complaining.is_office(request.user, found.application.call, at)
    entry = next((one for one in entries_for(found, office=office) if one.pid == pid), None)
    if entry is None or entry.file is None:
        raise Http404
    note_read(request.user, found.application, "complaint")
    return serve(entry.file, unchecked=bool(open_unchecked(request.user, found.application)))


@require_safe
def complaint_letter(request: HttpRequest, pid: str) -> HttpResponse:
    """The letter of the outcome as it was sent."""
    context = letter_context(_letter(request, pid))
    return render(request, "selection/complaint_letter.html", context)


@require_safe
def complaint_letter_file(request: HttpRequest, pid: str) -> HttpResponseBase:
    """The same as a sealed PDF."""
    found = _letter(request, pid)
    if found.file is None:
        raise Http404
    return serve(found.file)


def _letter(request: HttpRequest, pid: str) -> ComplaintLetter:
    found = complaining.complaint_letters_visible_to(request.user).filter(pid=pid).first()
    if found is None:
        raise Http404
    return found


def _complaint(request: HttpRequest, pid: str) -> Complaint:
    found = complaining.complaints_visible_to(request.user).filter(pid=pid).first()
    if found is None:
        raise Http404
    return found


def _acted(
    request: HttpRequest,
    pid: str,
    name: str,
    may: Verdict,
    form: Form,
    act: Callable[..., Any],
    said: str,
) -> HttpResponse:
    """Do it and say so, or show the page with what was refused."""
    may.or_deny()
    who = {"by": person_of(request), "at": clock.now()}

    def run(file: StoredFile | None) -> None:
        act(pid, form.cleaned_data.get("text", ""), file, **who)

    if _done(request, form, run, said):
        return redirect("selection:complaint", pid)
    return _page(request, _complaint(request, pid), refused=form, act=name)


def _done(request: HttpRequest, form: Form, act: Act, said: str) -> bool:
    if not form.is_valid():
        return False
    try:
        with only_if_used():
            upload = form.cleaned_data.get("file")
            by, at = person_of(request), clock.now()
            act(store_file(upload, by=by, at=at) if upload else None)
    except NotPossible as refusal:
        field = "file" if refusal.code.startswith("file.") else None
        form.refuse(field, refusal.code, **refusal.params)
        return False
    messages.success(request, said)
    return True


def _page(
    request: HttpRequest, found: Complaint, *, refused: Form | None = None, act: str = ""
) -> HttpResponse:
    note_read(request.user, found.application, "complaint")
    context = complaint_context(request.user, found, at=clock.now(), refused=refused, act=act)
    status = 422 if refused is not None else 200
    return render(request, "selection/complaint.html", context, status=status)
