"""What a registered person changes alone: who comes along, what is chosen, who comes instead."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from cordata.kernel import clock
from cordata.kernel.verdicts import NotPossible
from cordata.meetings import access, actions, presenting, queries, wording
from cordata.meetings.forms import HandOverForm, ItemsForm, PartyForm, TakeOverForm
from cordata.meetings.models import HandOver, Registration
from cordata.meetings.views.registrant import act_on, registration_of, shown
from cordata.web.access import public
from cordata.web.forms import Form
from cordata.web.requests import PageRequest

ANY = ["GET", "HEAD", "POST"]


@public
@require_http_methods(ANY)
def party(request: PageRequest, pid: str, key: str) -> HttpResponse:
    found = registration_of(pid, key)
    along = list(queries.companions_of(found))
    form = PartyForm(found, along, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        return act_on(request, pid, key, partial(_change_party, wanted=form.companions()))
    return _form_page(request, found, form, "party")


def _change_party(pid: str, *, wanted: tuple[actions.Companion, ...], at: Any) -> Registration:
    return actions.change_party(pid, wanted, at=at)


@public
@require_http_methods(ANY)
def items(request: PageRequest, pid: str, key: str) -> HttpResponse:
    found = registration_of(pid, key)
    held = [place.item for place in queries.chosen_places(found)]
    form = ItemsForm(found, held, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        codes = form.cleaned_data["items"]
        return act_on(request, pid, key, partial(_choose_items, codes=codes))
    return _form_page(request, found, form, "items")


def _choose_items(pid: str, *, codes: list[str], at: Any) -> Registration:
    return actions.choose_items(pid, codes, at=at)


@public
@require_POST
def accept_item(request: PageRequest, pid: str, key: str, place: str) -> HttpResponse:
    return act_on(request, pid, key, partial(actions.accept_item, item_place=place))


@public
@require_POST
def decline_item(request: PageRequest, pid: str, key: str, place: str) -> HttpResponse:
    return act_on(request, pid, key, partial(actions.decline_item, item_place=place))


@public
@require_http_methods(ANY)
def hand_over(request: PageRequest, pid: str, key: str) -> HttpResponse:
    found = registration_of(pid, key)
    form = HandOverForm(found, request.POST if request.method == "POST" else None)
    if not form.is_bound or not form.is_valid():
        return _form_page(request, found, form, "hand_over")
    try:
        actions.ask_colleague(pid, **form.cleaned_data, at=request.received_at)
    except NotPossible as refusal:
        return shown(request, registration_of(pid, key), refusal)
    messages.success(request, gettext("We have written to your colleague."))
    return redirect("meetings:registration", pid=pid, key=key)


@public
@require_POST
def keep(request: PageRequest, pid: str, key: str) -> HttpResponse:
    return act_on(request, pid, key, actions.keep_place)


def _form_page(request: PageRequest, found: Registration, form: Form, page: str) -> HttpResponse:
    at = clock.now()
    context = presenting.facts_of(found.meeting, at) | {
        "registration": found,
        "form": form,
        "page": page,
        "items": wording.items_words(queries.items_left(found.meeting, at), found.meeting),
    }
    status = 422 if form.is_bound else 200
    response = render(request, f"meetings/change_{page}.html", context, status=status)
    response["Cache-Control"] = "no-store, private"
    return response


@public
@require_http_methods(ANY)
def take_over(request: PageRequest, pid: str, key: str) -> HttpResponse:
    """The colleague's page: a look changes nothing, the button takes the place."""
    given = HandOver.objects.filter(pid=pid, registration__erased_at=None).first()
    if given is None or not given.opened_by(key):
        raise Http404
    given.registration = Registration.objects.with_meeting().get(pk=given.registration_id)
    form, refusal = TakeOverForm(given, request.POST if request.method == "POST" else None), None
    if form.is_bound and form.is_valid():
        try:
            taken = actions.take_over(pid, form.cleaned_data, at=request.received_at)
            return redirect("meetings:registration", pid=taken.pid, key=taken.key)
        except (NotPossible, HandOver.DoesNotExist) as error:
            refusal = error if isinstance(error, NotPossible) else NotPossible(OVER)
    at = clock.now()
    context = presenting.facts_of(given.registration.meeting, at)
    context |= {"hand_over": given, "form": form, "refusal": refusal}
    context["may_take"] = access.hand_over(given.registration, at)
    status = 409 if refusal else 422 if form.is_bound else 200
    return render(request, "meetings/take_over.html", context, status=status)


OVER = "registration.hand_over_over"
