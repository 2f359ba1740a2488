"""Help with a draft, on the secretariat's side: what is asked for, whom one helps, a consent that
was given by telephone, by letter or at the counter."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cordata.applications import access
from cordata.applications.actions.helping import (
    Consent,
    Recorded,
    offer_help,
    record_help,
    take_help,
)
from cordata.applications.consent_letter import consent_pdf
from cordata.applications.forms.helping import FindForm, PurposeForm, RecordForm
from cordata.applications.helped import wording
from cordata.applications.models import Application
from cordata.applications.queries import (
    draft_to_help,
    drafts_to_help,
    helps_asked,
    helps_given,
    members_of,
)
from cordata.applications.views.person import person_of
from cordata.documents.serving import guarded
from cordata.documents.storing import only_if_used, store_file
from cordata.kernel import clock
from cordata.kernel.throttle import within_limit
from cordata.kernel.verdicts import Denied, NotPossible
from cordata.web.forms import sent, status_of

AN_HOUR = 30  # people an officer may look up


@require_http_methods(["GET", "HEAD", "POST"])
def helping(request: HttpRequest) -> HttpResponse:
    """What waits for an officer, what one has taken up, and the search for a person's drafts."""
    at, person = clock.now(), person_of(request)
    access.helps_people(person, at).or_deny()
    form = FindForm(sent(request))
    found: list[Application] | None = None
    if form.is_valid():
        if not within_limit("help_search", person.pid, limit=AN_HOUR, seconds=3600):
            form.refuse("email", "application.help.too_many_searches")
        else:
            found = drafts_to_help(person, form.cleaned_data["email"], at)
    context = {
        "form": form,
        "found": found,
        "asked": helps_asked(person, at),
        "mine": helps_given(person, at),
    }
    return render(request, "applications/helping.html", context, status=status_of(form))


@require_POST
def help_take(request: HttpRequest, given: str) -> HttpResponse:
    """From now on the draft can be written in."""
    at, person = clock.now(), person_of(request)
    one = next((found for found in helps_asked(person, at) if found.pid == given), None)
    if one is None:
        raise Http404
    try:
        take_help(one.pid, by=person, at=at)
    except NotPossible as refusal:
        raise Denied(refusal.code, **refusal.params) from refusal
    messages.success(request, _("You help with this draft. The applicants are told."))
    return redirect("applications:detail", one.application.pid)


@require_safe
def help_draft(request: HttpRequest, pid: str) -> HttpResponse:
    """Offer help with a draft, or note a consent: nothing of the draft is shown."""
    return _page(request, _draft(request, pid))


@require_POST
def help_offer(request: HttpRequest, pid: str) -> HttpResponse:
    """To the organisation of the person who was found."""
    application = _draft(request, pid)
    form = PurposeForm(request.POST, auto_id="offer-%s")
    body = next(
        (one.organisation for one in application.partners.all()
         if one.organisation.pid == request.POST.get("organisation")), None,
    )  # fmt: skip
    if body is None:
        raise Http404
    if form.is_valid():
        try:
            purpose = form.cleaned_data["purpose"]
            offer_help(application, body, purpose, by=person_of(request), at=clock.now())
        except NotPossible as refusal:
            form.refuse(None, refusal.code, **refusal.params)
        else:
            messages.success(request, _("The offer is on its way. You are told when it is taken."))
            return redirect("applications:helping")
    return _page(request, application, offer=form)


@require_POST
def help_record(request: HttpRequest, pid: str) -> HttpResponse:
    """How, when, who, in which words; then the help begins and the applicants are told at once."""
    application = _draft(request, pid)
    form = _record_form(request, application, clock.now())
    if form.is_valid() and _recorded(request, application, form):
        messages.success(request, _("The consent is noted, and the applicants are told at once."))
        return redirect("applications:detail", application.pid)
    return _page(request, application, record=form)


@require_safe
def help_letter(
    request: HttpRequest, pid: str, organisation: str, language: str
) -> HttpResponseBase:
    """The consent to print and to sign by hand, for one of the partners, in one language."""
    application = _draft(request, pid)
    bodies = (one.organisation for one in application.partners.all())
    body = next((one for one in bodies if one.pid == organisation), None)
    if body is None or language not in application.definition.languages:
        raise Http404
    content = consent_pdf(application, body.name, language, at=clock.now())
    answer = HttpResponse(content, content_type="application/pdf")
    return guarded(answer, f"consent-{language}.pdf", size=len(content))


def _recorded(request: HttpRequest, application: Application, form: RecordForm) -> bool:
    said, at, by = form.cleaned_data, clock.now(), person_of(request)
    words = wording(application.definition.help_days, said["language"])
    consent = Consent(said["purpose"], form.until_at(), words)
    try:
        with only_if_used():
            scan = store_file(said["scan"], by=by, at=at) if said.get("scan") else None
            noted = Recorded(form.membership.person, said["way"], said["given_at"], scan)
            record_help(application, form.membership.organisation, consent, noted, by=by, at=at)
    except NotPossible as refusal:
        fields = {"file": "scan", "until": "until", "later": "day"}
        field = next((name for key, name in fields.items() if key in refusal.code), None)
        form.refuse(field, refusal.code, **refusal.params)
        return False
    return True


def _draft(request: HttpRequest, pid: str) -> Application:
    application = draft_to_help(pid)
    if application is None or not access.helps_people(request.user, clock.now()):
        raise Http404
    access.give_help(request.user, application).or_deny()
    return application


def _record_form(request: HttpRequest, application: Application, at: datetime) -> RecordForm:
    return RecordForm(
        *((request.POST, request.FILES) if request.method == "POST" else ()),
        definition=application.definition,
        at=at,
        members=members_of(application),
        languages=application.definition.languages,
    )


def _page(
    request: HttpRequest,
    application: Application,
    *,
    offer: PurposeForm | None = None,
    record: RecordForm | None = None,
) -> HttpResponse:
    at = clock.now()
    languages, days = application.definition.languages, application.definition.help_days
    unsent = RecordForm(
        definition=application.definition, at=at, members=members_of(application),
        languages=languages,
    )  # fmt: skip
    context: dict[str, Any] = {
        "application": application,
        "call": application.call,
        "partners": [one.organisation for one in application.partners.all()],
        "offer": offer or PurposeForm(auto_id="offer-%s"),
        "record": record or unsent,
        "words": [wording(days, code) for code in languages],
        "refused": offer or record,
    }
    status = 422 if offer or record else 200
    return render(request, "applications/help_draft.html", context, status=status)
