"""What came on paper, on the secretariat's side: its arrival, the draft it is typed in, its end."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cordata.accounts.actions.organisations import checked_identifiers
from cordata.accounts.queries import organisation_with
from cordata.applications import access
from cordata.applications.actions.bringing_in import known_or_new
from cordata.applications.actions.paper import begin_entry, note_paper, set_aside
from cordata.applications.forms.paper import PDFS, ArrivalForm, AsideForm, PaperBodyForm
from cordata.applications.forms.partners import FindForm
from cordata.applications.models import PaperFiling
from cordata.applications.paper_letter import letter_pdf
from cordata.applications.queries import paper_for, papers_of
from cordata.applications.views.person import person_of
from cordata.documents.serving import guarded, serve
from cordata.documents.storing import only_if_used, store_file
from cordata.kernel import clock
from cordata.kernel.verdicts import Denied, NotPossible
from cordata.programme.models import Call
from cordata.programme.site import site_of
from cordata.web.forms import status_of


@require_safe
def papers(request: HttpRequest, code: str) -> HttpResponse:
    """Every paper of a call: what waits, what was filed, what came late (TIM-08)."""
    call = _call(request, code)
    rows = list(papers_of(call))
    for one in rows:
        one.call = call
    return render(request, "applications/papers.html", {"call": call, "papers": rows})


def _call(request: HttpRequest, code: str) -> Call:
    call = site_of(request).call(code)
    if call is None:
        raise Http404
    access.enter_papers(request.user, call, clock.now()).or_deny()
    return call


@require_http_methods(["GET", "HEAD", "POST"])
def paper_note(request: HttpRequest, code: str) -> HttpResponse:
    """Note an arrival."""
    call = _call(request, code)
    form = ArrivalForm(
        *((request.POST, request.FILES) if request.method == "POST" else ()),
        definition=call.definition,
        initial={"key": secrets.token_urlsafe(24)},
    )
    if form.is_bound and form.is_valid() and (noted := _noted(request, call, form)):
        messages.success(request, _("The arrival is noted and sealed."))
        return redirect("applications:paper", noted.pid)
    context = {"call": call, "form": form}
    return render(request, "applications/paper_note.html", context, status=status_of(form))


def _noted(request: HttpRequest, call: Call, form: ArrivalForm) -> PaperFiling | None:
    by, at, said = person_of(request), clock.now(), form.cleaned_data
    try:
        with only_if_used():
            scan = store_file(said["scan"], by=by, at=at, kinds=PDFS)
            return note_paper(call, form.arrival, scan, key=said["key"], by=by, at=at)
    except NotPossible as refusal:
        fields = {"file": "scan", "scan": "scan", "later": "day", "early": "day"}
        field = next((name for part, name in fields.items() if part in refusal.code), None)
        form.refuse(field, refusal.code, **refusal.params)
        return None


def paper_or_404(request: HttpRequest, pid: str) -> PaperFiling:
    found = paper_for(request.user, pid, clock.now())
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def paper_begin(request: HttpRequest, pid: str) -> HttpResponse:
    """The lead by its official number, then the draft in which the paper is typed in."""
    paper = paper_or_404(request, pid)
    access.enter_paper(request.user, paper, at=clock.now()).or_deny()
    finding = _Lead(request, paper)
    if finding.begun:
        return redirect("applications:detail", finding.begun)
    context = {"paper": paper, "call": paper.call, "finding": finding, "form": finding.form}
    status = status_of(finding.form)
    return render(request, "applications/paper_begin.html", context, status=status)


class _Lead:
    """Two questions, as for a partner that is added: its number, then what we do not know."""

    def __init__(self, request: HttpRequest, paper: PaperFiling) -> None:
        self.request, self.paper = request, paper
        self.programme = paper.call.programme.definition
        self.begun, self.found, self.new = "", None, None
        data = request.POST if request.method == "POST" else None
        self.find = FindForm(data, programme=self.programme)
        if data is not None and self.find.is_valid():
            self._go_on(data)

    @property
    def form(self) -> FindForm:
        return self.new or self.find

    new: PaperBodyForm | None
    found: Any

    def _go_on(self, data: Any) -> None:
        act = data.get("act", "")
        known = checked_identifiers(self.find.country, self.find.identifiers)
        self.found = organisation_with(known)
        if self.found is not None:
            if act == "begin":
                self._begin(self.find, name=self.found.name)
            return
        self.new = PaperBodyForm(
            data if act == "create" else None,
            programme=self.programme,
            definition=self.paper.call.definition,
            country=self.find.country,
        )
        said = {name: self.find.cleaned_data[name] for name in ("scheme", "value")}
        self.new.initial = {**said, "name": self.paper.body}
        if act == "create" and self.new.is_valid():
            names = ("name", "nuts3", "legal_type")
            self._begin(self.new, **{name: self.new.cleaned_data[name] for name in names})

    def _begin(self, form: FindForm, **body: Any) -> None:
        by, at = person_of(self.request), clock.now()
        numbers = form.identifiers
        try:
            lead = known_or_new(country=form.country, identifiers=numbers, by=by, at=at, **body)
            self.begun = begin_entry(self.paper, lead, by=by, at=at).pid
        except NotPossible as refusal:
            form.refuse(None, refusal.code, **refusal.params)


@require_POST
def paper_aside(request: HttpRequest, pid: str) -> HttpResponse:
    """Not to be filed, and why."""
    paper = paper_or_404(request, pid)
    form = AsideForm(request.POST)
    if not form.is_valid():
        for _field, problem in form.problems:
            messages.error(request, problem)
        return redirect("applications:paper", pid)
    try:
        set_aside(paper, form.cleaned_data["reason"], by=person_of(request), at=clock.now())
    except NotPossible as refusal:
        raise Denied(refusal.code, **refusal.params) from refusal
    messages.success(request, _("The paper is set aside. Its arrival stays sealed."))
    return redirect("applications:papers", paper.call.code)


@require_safe
def paper_scan(request: HttpRequest, pid: str) -> HttpResponseBase:
    """The signed paper."""
    return serve(paper_or_404(request, pid).scan)


@require_safe
def paper_letter(request: HttpRequest, pid: str) -> HttpResponseBase:
    """The receipt to print and to post, or the letter that says it came late."""
    paper = paper_or_404(request, pid)
    content = letter_pdf(paper)
    name = f"receipt-{paper.entry.number if paper.submission else paper.pid}.pdf"
    answer = HttpResponse(content, content_type="application/pdf")
    return guarded(answer, name, size=len(content))
