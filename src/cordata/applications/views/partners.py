"""The partners of an application: add, order, remove; one partner's sheet."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Prefetch, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cordata.accounts.actions.organisations import checked_identifiers, edit_organisation
from cordata.accounts.models import Membership
from cordata.accounts.queries import organisation_with
from cordata.applications import access, questions
from cordata.applications.actions.bringing_in import bring_in, invite_person, may_invite
from cordata.applications.actions.partners import (
    move_partner,
    remove_partner,
    say_history,
)
from cordata.applications.figures import definition_of, figures_of
from cordata.applications.forms.body import BodyForm
from cordata.applications.forms.declarations import accepted_count
from cordata.applications.forms.paper import PaperBodyForm
from cordata.applications.forms.partners import (
    HISTORY,
    FindForm,
    InviteForm,
    NewBodyForm,
    SheetForm,
)
from cordata.applications.forms.questions import saved_of
from cordata.applications.forms.rows import asks_more
from cordata.applications.models import Application, Partner
from cordata.applications.sizing import has_size
from cordata.applications.views.answering import (
    acted,
    is_pressed,
    locked_to,
    may_send,
    question_context,
    saved,
)
from cordata.applications.views.around import around
from cordata.applications.views.found import draft_or_404, partner_or_404
from cordata.applications.views.marks import mandate_mark
from cordata.applications.views.person import person_of
from cordata.kernel import clock
from cordata.kernel.verdicts import ALLOWED, NotPossible, Verdict, refused
from cordata.web.catalogue import sentence
from cordata.web.forms import sent, status_of


@require_http_methods(["GET", "HEAD", "POST"])
def partners(request: HttpRequest, pid: str) -> HttpResponse:
    """Who stands together; the lead's people add and order."""
    application = draft_or_404(request, pid)
    act = request.POST.get("act", "")
    if request.method == "POST":
        access.manage_partners(request.user, application).or_deny()
        if act in ORDERING:
            return _ordered(request, application, act)
    adding = _Adding(request, application, act)
    if adding.added is not None:
        return redirect("applications:partners", pid)
    context = around(request, application, "partners") | {
        "rows": [_row(one) for one in _with_everybody(application)],
        "adding": adding,
        "form": adding.form,
        "limit": definition_of(application).ruleset.max_partners,
        "may_manage": access.manage_partners(request.user, application),
    }
    return render(request, "applications/partners.html", context, status=status_of(adding.form))


def _with_everybody(application: Application) -> list[Partner]:
    present = list(application.partners.all())
    people = Membership.objects.filter(ended_at=None).select_related("person")
    prefetch_related_objects(
        present, "lines", "sources", Prefetch("organisation__memberships", people, to_attr="people")
    )
    return present


def _row(partner: Partner) -> dict[str, Any]:
    definition = definition_of(partner.application)
    return {
        "partner": partner,
        "organisation": partner.organisation,
        "people": partner.organisation.people,  # type: ignore[attr-defined]
        "total": figures_of(partner, definition).total,
        "mandate": mandate_mark(partner),
        "asked_to_lead": access.is_asked_to_lead(partner),
        "declarations": accepted_count(partner, definition),
        "last": partner.position == len(partner.application.partners.all()),
    }


def _ordered(request: HttpRequest, application: Application, act: str) -> HttpResponse:
    partner = partner_or_404(application, request.POST.get("partner", ""))
    try:
        ORDERING[act](partner, by=person_of(request), at=clock.now())
    except NotPossible as refusal:
        messages.error(request, sentence(refusal.code, **refusal.params))
    else:
        name = partner.organisation.name
        messages.success(request, _("%(name)s is moved.") % {"name": name})
    return redirect("applications:partners", application.pid)


def _up(partner: Partner, **by_at: Any) -> None:
    move_partner(partner, partner.position - 1, **by_at)


def _down(partner: Partner, **by_at: Any) -> None:
    move_partner(partner, partner.position + 1, **by_at)


ORDERING = {"up": _up, "down": _down}


class _Adding:
    """The two questions of adding a body: its number, then what we do not know of it yet."""

    def __init__(self, request: HttpRequest, application: Application, act: str) -> None:
        self.request, self.application = request, application
        self.programme = application.call.programme.definition
        self.added: Partner | None = None
        self.found: Any = None
        self.new: NewBodyForm | None = None
        data = request.POST if act in {"find", "add", "create"} else None
        self.find = FindForm(data, programme=self.programme)
        if data is not None and self.find.is_valid():
            self._go_on(act)

    @property
    def form(self) -> FindForm:
        return self.new or self.find

    def _go_on(self, act: str) -> None:
        known = checked_identifiers(self.find.country, self.find.identifiers)
        self.found = organisation_with(known)
        if self.found is not None:
            if act == "add":
                self._bring_in(self.find, name=self.found.name, email="")
            return
        data = self.request.POST if act == "create" else None
        on_paper = self.application.paper_at is not None
        self.new = (PaperBodyForm if on_paper else NewBodyForm)(
            data,
            programme=self.programme,
            definition=definition_of(self.application),
            country=self.find.country,
        )
        self.new.initial = {name: self.find.cleaned_data[name] for name in ("scheme", "value")}
        if data is not None and self.new.is_valid():
            names = ("name", "email", "nuts3", "legal_type")
            said = {name: self.new.cleaned_data.get(name, "") for name in names}
            self._bring_in(self.new, **said)

    def _bring_in(self, form: FindForm, **body: Any) -> None:
        person = person_of(self.request)
        try:
            self.added = bring_in(
                self.application,
                country=form.country,
                identifiers=form.identifiers,
                by=person,
                at=clock.now(),
                **body,
            )
        except NotPossible as refusal:
            form.refuse(None, refusal.code, **refusal.params)
            return
        name = self.added.organisation.name
        messages.success(self.request, _("%(name)s is a partner now.") % {"name": name})


@require_http_methods(["GET", "HEAD", "POST"])
def partner(request: HttpRequest, pid: str, partner: str) -> HttpResponse:
    """One partner's sheet: what its organisation said once, and what this call asks."""
    application = draft_or_404(request, pid)
    one = partner_or_404(application, partner)
    form = sheet_of(request, one)
    if request.method == "POST":
        _may_send(request, form).or_deny()
        if answer := _answer(request, application, one, form):
            return answer
    return _sheet(request, application, one, form)


def sheet_of(request: HttpRequest, partner: Partner) -> SheetForm:
    """The call's questions to a partner as this person may write or read them."""
    application = partner.application
    asked = questions.of_partner(application.definition)
    return SheetForm(
        sent(request),
        partner=partner,
        saved=saved_of(application, partner),
        locked=locked_to(request, application, asked, partner),
    )


def _answer(
    request: HttpRequest, application: Application, one: Partner, form: SheetForm
) -> HttpResponse | None:
    """Save, then agree or go on; None when the page is to be shown again."""
    conflicts = saved(request, application, form)
    if form.says_history and _may_say_history(request, form):
        _say_history(request, one, form)
    if conflicts or form.errors or asks_more(request.POST):
        return None
    if is_pressed(request):
        return acted(request, application, form)
    messages.success(request, _("The partner’s sheet is saved."))
    return redirect(request.path)


def _say_history(request: HttpRequest, one: Partner, form: SheetForm) -> None:
    by, at, seen = person_of(request), clock.now(), form.history_seen
    try:
        say_history(one, form.history, by=by, at=at, seen=seen)
    except NotPossible as refusal:
        one.refresh_from_db(fields=["previously_funded"])
        form.refuse(HISTORY, refusal.code, **refusal.params)


def _may_send(request: HttpRequest, form: SheetForm) -> Verdict:
    """To write one of the sheet's questions, that of the past among them, or to agree."""
    may = may_send(request, form)
    return ALLOWED if not may and _may_say_history(request, form) else may


def _may_say_history(request: HttpRequest, form: SheetForm) -> Verdict:
    if form.asks_history is None:
        return refused("application.text.field_unknown")
    return access.write(request.user, form.application, form.asks_history, form.partner)


def _sheet(
    request: HttpRequest, application: Application, one: Partner, form: SheetForm
) -> HttpResponse:
    may_write = _may_send(request, form)
    _with_everybody(application)
    prefetch_related_objects([one.organisation], "identifiers")
    context = around(request, application, "partners", page=one.organisation.name)
    context |= _row(one) | question_context(request, application, form)
    context |= {
        "may_write": may_write,
        "may_say_history": _may_say_history(request, form),
        "may_invite": access.invite_member(request.user, one)
        and may_invite(person_of(request), one.organisation),
        "may_manage": access.manage_partners(request.user, application),
        "own": access.declare(request.user, one),
        "body": _body_form(one) if access.edit_body(request.user, one) else None,
        "invite": InviteForm(),
    }
    sized = has_size(one.organisation, definition_of(application))
    context["may_say_size"] = context["body"] is not None and sized
    status = 409 if form.conflicts else status_of(form)
    return render(request, "applications/partner.html", context, status=status)


@require_POST
def body(request: HttpRequest, pid: str, partner: str) -> HttpResponse:
    """What the call needs to know of one's own organisation; it holds in every call."""
    application = draft_or_404(request, pid)
    one = partner_or_404(application, partner)
    access.edit_body(request.user, one).or_deny()
    form = _body_form(one, request.POST)
    if form.is_valid():
        sheet = form.sheet()
        edit_organisation(one.organisation.pid, sheet, by=person_of(request), at=clock.now())
        messages.success(request, _("Saved. It holds in every call."))
    for _field, problem in form.problems:
        messages.error(request, problem)
    return redirect("applications:partner", pid, partner)


def _body_form(partner: Partner, data: Any = None) -> BodyForm:
    application = partner.application
    return BodyForm(
        data,
        organisation=partner.organisation,
        programme=application.call.programme.definition,
        definition=definition_of(application),
        whole=application.paper_at is not None,
    )


@require_POST
def partner_remove(request: HttpRequest, pid: str, partner: str) -> HttpResponse:
    """Take a partner out, with what it wrote for this application."""
    application = draft_or_404(request, pid)
    one = partner_or_404(application, partner)
    access.manage_partners(request.user, application).or_deny()
    try:
        remove_partner(one, by=person_of(request), at=clock.now())
    except NotPossible as refusal:
        messages.error(request, sentence(refusal.code, **refusal.params))
    else:
        name = one.organisation.name
        messages.success(request, _("%(name)s is no longer a partner.") % {"name": name})
    return redirect("applications:partners", pid)


@require_POST
def invite(request: HttpRequest, pid: str, partner: str) -> HttpResponse:
    """Invite somebody by mail to act for the partner."""
    application = draft_or_404(request, pid)
    one = partner_or_404(application, partner)
    access.invite_member(request.user, one).or_deny()
    form = InviteForm(request.POST)
    if not form.is_valid():
        for _field, problem in form.problems:
            messages.error(request, problem)
        return redirect("applications:partner", pid, partner)
    said = form.cleaned_data
    try:
        invite_person(one, said["email"], said["kind"], by=person_of(request), at=clock.now())
    except NotPossible as refusal:
        messages.error(request, sentence(refusal.code, **refusal.params))
    else:
        messages.success(request, _("The invitation is on its way."))
    return redirect("applications:partner", pid, partner)
