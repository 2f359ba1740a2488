"""Finding, creating or joining an organisation."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cordata.accounts import actions, queries
from cordata.accounts.access import decide_joining
from cordata.accounts.actions.invitations import refusal
from cordata.accounts.forms import (
    COUNTRIES,
    CountryForm,
    FindOrganisationForm,
    JoinForm,
    SheetForm,
)
from cordata.accounts.models import Invitation, JoinRequest, Organisation, Person
from cordata.accounts.views.requests import PersonRequest, say_refusal
from cordata.kernel import clock
from cordata.kernel.throttle import within_limit
from cordata.kernel.verdicts import NotPossible
from cordata.web.access import public
from cordata.web.forms import sent, status_of

SEARCHES_AN_HOUR = 30  # default: nobody walks through a register here


@require_http_methods(["GET", "POST"])
def organisation_new(request: PersonRequest) -> HttpResponse:
    """Country, official number, then: join it if it is here, else its identity sheet."""
    country = request.GET.get("country", "")
    if country not in COUNTRIES:
        form = CountryForm(request.GET if "country" in request.GET else None)
        return render(request, "accounts/organisation_country.html", {"form": form})
    find = FindOrganisationForm(sent(request), country=country)
    if request.method == "GET" or not find.is_valid():
        context = {"form": find, "country": country}
        return render(request, "accounts/organisation_find.html", context, status=status_of(find))
    if not within_limit("organisations", request.user.pid, limit=SEARCHES_AN_HOUR, seconds=3600):
        find.refuse(None, "accounts.too_many_searches")
        return render(request, "accounts/organisation_find.html", {"form": find}, status=422)
    known = queries.organisation_with(find.identifiers)
    if known is not None:
        context = {"organisation": known, "form": JoinForm()}
        return render(request, "accounts/organisation_known.html", context)
    return _sheet(request, country, find)


def _sheet(request: PersonRequest, country: str, find: FindOrganisationForm) -> HttpResponse:
    """The last step: what is typed is kept until it can be created."""
    form = SheetForm(request.POST if "name" in request.POST else None)
    if form.is_bound and form.is_valid():
        number = {find.cleaned_data["scheme"]: find.cleaned_data["number"]}
        try:
            made = actions.create_organisation(
                country=country,
                identifiers=number,
                by=request.user,
                at=clock.now(),
                **form.sheet(),
            )
        except NotPossible as refused:
            form.refuse("name", refused.code, **refused.params)
        else:
            messages.success(request, _("Your organisation is registered."))
            return redirect("accounts:organisation", pid=made.pid)
    context = {"form": form, "find": find, "country": country}
    return render(request, "accounts/organisation_sheet.html", context, status=status_of(form))


@require_http_methods(["POST"])
def ask_to_join(request: PersonRequest, pid: str) -> HttpResponse:
    """Asked of the signatories; nobody enters an organisation in silence."""
    organisation = get_object_or_404(Organisation, pid=pid)
    form = JoinForm(request.POST)
    if not form.is_valid():
        context = {"organisation": organisation, "form": form}
        return render(request, "accounts/organisation_known.html", context, status=422)
    try:
        actions.ask_to_join(organisation, by=request.user, at=clock.now(), **form.cleaned_data)
    except NotPossible as refused:
        say_refusal(request, refused)
    else:
        messages.success(request, _("Your request has been sent to the organisation."))
    return redirect("accounts:me")


@require_http_methods(["GET", "POST"])
def joining(request: PersonRequest, pid: str) -> HttpResponse:
    """A signatory, or the secretariat, lets somebody in or not."""
    waiting = JoinRequest.objects.select_related("person", "organisation")
    asked = get_object_or_404(waiting, pid=pid)
    if not decide_joining(request.user, asked.organisation):
        raise Http404
    if request.method == "POST":
        accept = "accept" in request.POST
        try:
            actions.decide_join_request(pid, accept=accept, by=request.user, at=clock.now())
        except NotPossible as refused:
            say_refusal(request, refused)
        else:
            messages.success(request, _("Answered. The person has been told by e-mail."))
        return redirect("accounts:me")
    return render(request, "accounts/joining.html", {"asked": asked})


@public
@never_cache
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, pid: str, secret: str) -> HttpResponse:
    """The page behind a mailed link: reading it changes nothing, its button does (NOT-04)."""
    invited = get_object_or_404(Invitation.objects.select_related("organisation"), pid=pid)
    person = request.user if isinstance(request.user, Person) else None
    why = refusal(invited, secret, person, clock.now())
    if request.method == "POST" and person is not None and not why:
        try:
            actions.accept_invitation(pid, secret, by=person, at=clock.now())
        except NotPossible as refused:
            say_refusal(request, refused)
            return redirect(request.path)
        messages.success(request, _("Welcome: you now act for this organisation."))
        return redirect("accounts:organisation", pid=invited.organisation.pid)
    context = {"why": why} if why else {"invitation": invited, "person": person}
    return render(request, "accounts/invitation.html", context, status=410 if why else 200)


@public
def nothing(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Pages of others that this installation does not have."""
    raise Http404
