"""The partners of an application: add, order, hand the lead over, remove; one partner's sheet."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Prefetch, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cordata.accounts.access import edit_organisation as may_edit_body
from cordata.accounts.actions.organisations import checked_identifiers, edit_organisation
from cordata.accounts.fresh import sign_in_again, typed_before
from cordata.accounts.models import Membership
from cordata.accounts.queries import organisation_with
from cordata.applications import access, questions
from cordata.applications.actions.agreeing import agree_texts
from cordata.applications.actions.answers import save_answers
from cordata.applications.actions.bringing_in import bring_in, invite_person, may_invite
from cordata.applications.actions.partners import (
    make_lead,
    move_partner,
    remove_partner,
    say_history,
)
from cordata.applications.agreement import standing_of
from cordata.applications.figures import definition_of, figures_of
from cordata.applications.forms.body import BodyForm
from cordata.applications.forms.declarations import accepted_count
from cordata.applications.forms.partners import (
    FindForm,
    Group,
    InviteForm,
    NewBodyForm,
    SheetForm,
)
from cordata.applications.models import Answer, Application, Partner
from cordata.applications.reading_fields import ReadField, read_field
from cordata.applications.states import MandateState
from cordata.applications.views.around import around
from cordata.applications.views.found import draft_or_404, partner_or_404
from cordata.applications.views.person import person_of
from cordata.kernel import clock
from cordata.kernel.verdicts import NotPossible
from cordata.web.catalogue import sentence
from cordata.web.forms import sent, status_of

MANDATE_MARKS = {
    MandateState.GIVEN: ("ok", "check"),
    MandateState.ASKED: ("warn", "clock"),
    MandateState.REOPENED: ("ko", "circle-alert"),
    MandateState.MISSING: ("mute", "clock"),
}


@require_http_methods(["GET", "HEAD", "POST"])
def partners(request: HttpRequest, pid: str) -> HttpResponse:
    """Who stands together; the lead's people add, order and hand over."""
    application = draft_or_404(request, pid)
    act = request.POST.get("act", "")
    if request.method == "POST":
        access.manage_partners(request.user, application).or_deny()
        if act == "lead" and (again := sign_in_again(request)):
            return again
        if act in ORDERING:
            return _ordered(request, application, act)
    typed_before(request)  # the lead is handed over by pressing once more
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
        "mandate": _mandate_mark(partner),
        "declarations": accepted_count(partner, definition),
        "last": partner.position == len(partner.application.partners.all()),
    }


def _mandate_mark(partner: Partner) -> tuple[str, str, object]:
    """Kind, icon and words; the lead's filing is its own signature."""
    state = MandateState(partner.mandate_state)
    if partner.is_lead and state == MandateState.MISSING:
        return "mute", "clock", _("Signs when submitting")
    return (*MANDATE_MARKS[state], state.label)


def _ordered(request: HttpRequest, application: Application, act: str) -> HttpResponse:
    partner = partner_or_404(application, request.POST.get("partner", ""))
    try:
        ORDERING[act](partner, by=person_of(request), at=clock.now())
    except NotPossible as refusal:
        messages.error(request, sentence(refusal.code, **refusal.params))
    else:
        name = partner.organisation.name
        said = {"lead": _("%(name)s leads the project now.")}.get(act, _("%(name)s is moved."))
        messages.success(request, said % {"name": name})
    return redirect("applications:partners", application.pid)


def _up(partner: Partner, **by_at: Any) -> None:
    move_partner(partner, partner.position - 1, **by_at)


def _down(partner: Partner, **by_at: Any) -> None:
    move_partner(partner, partner.position + 1, **by_at)


ORDERING = {"up": _up, "down": _down, "lead": make_lead}


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
        self.new = NewBodyForm(
            data,
            programme=self.programme,
            definition=definition_of(self.application),
            country=self.find.country,
        )
        self.new.initial = {name: self.find.cleaned_data[name] for name in ("scheme", "value")}
        if data is not None and self.new.is_valid():
            names = ("name", "email", "nuts3", "legal_type")
            self._bring_in(self.new, **{name: self.new.cleaned_data[name] for name in names})

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
    may_write = access.edit_partner(request.user, one)
    form = SheetForm(
        sent(request),
        partner=one,
        definition=definition_of(application),
        answers=list(one.answers.all()),
    )
    conflicts: list[Any] = []
    if request.method == "POST":
        may_write.or_deny()
        if form.is_valid():
            conflicts = _sheet_saved(request, application, form)
            if not conflicts:
                _agreed(request, one)
                return redirect("applications:partner", pid, partner)
    _with_everybody(application)
    prefetch_related_objects([one.organisation], "identifiers")
    context = around(request, application, "partners", page=one.organisation.name)
    return render(
        request,
        "applications/partner.html",
        context
        | _row(one)
        | {
            "form": form,
            "groups": _with_standing(one, form),
            "may_agree": may_write,
            "conflicts": [_read(one.stands, application) for one in conflicts],
            "may_write": may_write,
            "may_invite": may_write and may_invite(person_of(request), one.organisation),
            "may_manage": access.manage_partners(request.user, application),
            "own": access.declare(request.user, one),
            "body": _body_form(one) if may_edit_body(request.user, one.organisation) else None,
            "invite": InviteForm(),
        },
        status=status_of(form),
    )


def _read(answer: Answer, application: Application) -> ReadField:
    """What another hand wrote, under the question's own name and in words."""
    asked = questions.of_partner(application.definition)
    item = next(one for one in asked if one.key == answer.field)
    programme = application.call.programme.definition
    return read_field(item, {answer.language: answer.text}, application.definition, programme)


def _sheet_saved(request: HttpRequest, application: Application, form: SheetForm) -> list[Any]:
    """Save what no other hand has overtaken; answers the others, both texts shown (SUB-07)."""
    at = clock.now()
    conflicts = save_answers(application, list(form.drafts()), by=person_of(request), at=at)
    if form.asks_history:
        say_history(form.partner, form.history, by=person_of(request), at=at)
    if not conflicts:
        messages.success(request, _("The partner’s sheet is saved."))
    return conflicts


def _agreed(request: HttpRequest, partner: Partner) -> None:
    """The button beside a text: what the page showed stands, for no other hand came first."""
    key = request.POST.get("agree", "")
    own = partner.answers.filter(field=key)
    versions = dict(own.exclude(language="").values_list("language", "version"))
    if not versions:
        return
    by, at = person_of(request), clock.now()
    try:
        agree_texts(
            partner.application, field=key, versions=versions, by=by, at=at, partner=partner
        )
    except NotPossible as refusal:
        messages.error(request, sentence(refusal.code, **refusal.params))
    else:
        messages.success(request, _("Noted: all versions say the same."))


def _with_standing(partner: Partner, form: SheetForm) -> list[Group]:
    """The questions of the sheet; a text in several languages with whether they agree."""
    answers = list(partner.answers.all())
    for group in (groups := form.groups):
        if group.is_bilingual:
            own = {one.language: one for one in answers if one.field == group.key}
            group.standing = standing_of(partner.application, group.question, own, partner)
    return groups


@require_POST
def body(request: HttpRequest, pid: str, partner: str) -> HttpResponse:
    """What the call needs to know of one's own organisation; it holds in every call."""
    application = draft_or_404(request, pid)
    one = partner_or_404(application, partner)
    may_edit_body(person_of(request), one.organisation).or_deny()
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
    access.edit_partner(request.user, one).or_deny()
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
