"""Help with a draft, on the applicant's side: consent, what was written, an end at any moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cordata.accounts.models import Organisation, Person
from cordata.applications import access, helped
from cordata.applications.actions.helping import (
    CONTRADICTED,
    Consent,
    consent_to_help,
    end_help,
    note_help_read,
)
from cordata.applications.forms.helping import ConsentForm
from cordata.applications.history import words_of
from cordata.applications.models import Application, Help, PartVersion
from cordata.applications.notices_helping import read_key
from cordata.applications.points import question_name
from cordata.applications.queries import help_and_reader
from cordata.applications.views.around import around
from cordata.applications.views.found import draft_or_404
from cordata.applications.views.parts import kind_name, shown_or_404
from cordata.applications.views.person import person_of
from cordata.documents.serving import serve
from cordata.kernel import clock
from cordata.kernel.verdicts import NotPossible, Verdict
from cordata.web.access import public
from cordata.web.forms import sent, status_of


@dataclass(frozen=True, slots=True)
class Row:
    """One help as the page lists it."""

    help: Help
    runs: bool
    waits: bool
    may_end: Verdict


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was written, in words, with the page of its versions."""

    written: helped.Written
    text: str
    url: str = ""


@require_http_methods(["GET", "HEAD", "POST"])
def help_page(request: HttpRequest, pid: str) -> HttpResponse:
    """Who helps, what was written for us, and the form of the consent."""
    application, at = draft_or_404(request, pid), clock.now()
    access.see_help(request.user, application).or_deny()
    may_consent = access.consent_to_help(request.user, application)
    rows = [_row(request, one, at) for one in _helps(application)]
    offer = next((one.help for one in rows if one.waits and one.help.consented_at is None), None)
    form = ConsentForm(
        sent(request),
        definition=application.definition,
        at=at,
        initial={"purpose": offer.purpose} if offer else {},
    )
    if request.method == "POST":
        may_consent.or_deny()
        if form.is_valid() and _consented(request, application, offer, form):
            return redirect("applications:help", pid)
    lines = [_line(one, application) for one in helped.written(application)]
    own_runs = any(one.runs or (one.waits and one.help.consented_at) for one in rows)
    context = around(request, application, "tasks", page=_("Help from the secretariat")) | {
        "form": form if may_consent and not own_runs else None,
        "may_consent": may_consent,
        "offer": offer,
        "rows": rows,
        "lines": lines,
        "to_read": [one for one in lines if one.written.is_new],
        "may_read": access.read_help(request.user, application),
    }
    return render(request, "applications/help.html", context, status=status_of(form))


def _helps(application: Application) -> list[Help]:
    found = application.helps.select_related(
        "organisation", "helper", "consented_by", "opened_by", "evidence"
    )
    for one in (rows := list(found)):
        one.application = application
    return rows


def _row(request: HttpRequest, one: Help, at: datetime) -> Row:
    return Row(one, one.runs(at), one.waits(at), access.end_help(request.user, one))


def _line(one: helped.Written, application: Application) -> Line:
    if one.event is not None:
        return Line(one, words_of(one.event, application))
    place = [one.place] if one.place else []
    if one.kind:
        url = reverse("applications:part_versions", args=[application.pid, one.kind, *place])
        return Line(one, _name_of_part(one, application), url)
    where = [application.pid, one.field, *place]
    name = "sheet_versions" if one.place else "text_versions"
    partner = next((p for p in application.partners.all() if p.organisation.pid == one.place), None)
    anchor = f"partner.{partner.position}.{one.field}" if partner else one.field
    return Line(
        one, question_name(anchor, application), reverse(f"applications:{name}", args=where)
    )


def _name_of_part(one: helped.Written, application: Application) -> str:
    if one.kind != PartVersion.Kind.ACTIVITY:
        return shown_or_404(application, one.kind, one.place).name({})
    known = application.activities.filter(pid=one.place).first()
    return _("Activity %(number)s") % {"number": known} if known else kind_name(one.kind)


def _consented(
    request: HttpRequest, application: Application, offer: Help | None, form: ConsentForm
) -> bool:
    given, at, by = form.cleaned_data, clock.now(), person_of(request)
    consent = Consent(given["purpose"], form.until_at(), form.wording)
    try:
        one = consent_to_help(application, _body(application, offer, by), consent, by=by, at=at)
    except NotPossible as refusal:
        form.refuse("until" if "until" in refusal.code else None, refusal.code, **refusal.params)
        return False
    if one.helper is None:
        said = _("Your request is with the secretariat. You will be told who takes it up.")
        messages.success(request, said)
    else:
        messages.success(request, _("The help begins. You can end it at any moment."))
    return True


def _body(application: Application, offer: Help | None, by: Person) -> Organisation:
    """In whose name: the offer's, else the first partner the person acts for, the lead first."""
    own = [one.organisation for one in application.partners.all()]
    own = [one for one in own if one.pk in by.organisation_ids]
    if offer is not None and offer.organisation in own:
        return offer.organisation
    return own[0]


@require_safe
def help_scan(request: HttpRequest, pid: str, given: str) -> HttpResponseBase:
    """The letter with which somebody agreed, for the partners and who helps."""
    application = draft_or_404(request, pid)
    access.see_help(request.user, application).or_deny()
    one = _one(application, given)
    if one.evidence is None:
        raise Http404
    own = bool(access.open_unchecked(request.user, application))
    return serve(one.evidence, unchecked=own)


def _one(application: Application, given: str) -> Help:
    """A help with this draft, not with another one (ACC-03)."""
    found = next((one for one in _helps(application) if one.pid == given), None)
    if found is None:
        raise Http404
    return found


@require_POST
def help_end(request: HttpRequest, pid: str, given: str) -> HttpResponse:
    """One click: from the next request on the officer reads and writes nothing (ACC-08)."""
    application = draft_or_404(request, pid)
    one = _one(application, given)
    access.end_help(request.user, one).or_deny()
    by = person_of(request)
    end_help(one.pid, by=by, at=clock.now())
    messages.success(request, _("The help has ended."))
    if one.helper_id == by.pk:
        return redirect("applications:helping")
    return redirect("applications:help", pid)


@require_POST
def help_read(request: HttpRequest, pid: str) -> HttpResponse:
    """What was written for us was read by us."""
    application = draft_or_404(request, pid)
    access.read_help(request.user, application).or_deny()
    note_help_read(application, by=person_of(request), at=clock.now())
    messages.success(request, _("Noted: you have read what was written with help."))
    return redirect("applications:help", pid)


@public
@require_http_methods(["GET", "HEAD", "POST"])
def help_contradict(request: HttpRequest, key: str) -> HttpResponse:
    """The mailed link: what was noted as one's consent, and one button that ends it; who has
    trouble signing in needs no sign-in for it."""
    one, person = _of_key(key)
    if request.method == "POST":
        end_help(one.pid, by=person, at=clock.now(), how=CONTRADICTED)
        return redirect("applications:help_contradict", key)
    context = {"help": one, "runs": one.runs(clock.now()), "call": one.application.call}
    return render(request, "applications/help_contradict.html", context)


def _of_key(key: str) -> tuple[Help, Person]:
    read = read_key(key)
    found = help_and_reader(*read) if read else None
    if found is None:
        raise Http404
    return found
