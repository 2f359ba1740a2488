"""The words of an open call on screens: written in draft, looked at, published with a reason."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cordata.accounts.models import Person
from cordata.documents.serving import serve
from cordata.documents.storing import only_if_used, store_file
from cordata.kernel import clock
from cordata.kernel.verdicts import NotPossible
from cordata.packs.wording import Place
from cordata.programme import access, actions, comparing, queries, wording
from cordata.programme.forms_wording import PlaceForm, ReasonForm
from cordata.programme.models import Call
from cordata.programme.pack_files import GIVEN_OUT
from cordata.programme.site import site_of
from cordata.web.access import public
from cordata.web.forms import sent, status_of


@require_safe
def words(request: HttpRequest, code: str) -> HttpResponse:
    """Every text that may be corrected, and what is in draft."""
    call = _worked_on(request, code)
    drafts, at = wording.drafts_of(call), clock.now()
    context = {
        "call": call,
        "groups": comparing.groups(call, drafts),
        "drafts": len(drafts),
        "changes": call.changes.select_related("version").order_by("-published_at", "-pk"),
        "files": call.files.select_related("file", "added_by").order_by("-added_at", "-pk"),
        "in_force": set(wording.current_files(call)),
        "may_change_envelope": access.change_envelope(request.user, call, at),
        "may_move_closing": access.propose_closing(request.user, call, at),
    }
    return render(request, "programme/words.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def words_at(request: HttpRequest, code: str, kind: str, key: str) -> HttpResponse:
    """The texts of one place, side by side in every language."""
    call = _worked_on(request, code)
    drafts = wording.drafts_of(call)
    place = wording.place(call, drafts, kind, key)
    if place is None:
        raise Http404
    if request.POST.get("act") == "drop":
        actions.drop_words(call, under=place.code, by=_person(request), at=clock.now())
        messages.success(request, _("The draft of this text is gone; what is published stays."))
        return redirect("programme:words", code)
    form = PlaceForm(call, place, drafts, sent(request), request.FILES or None)
    if request.POST.get("act") == "take_away":
        return _taken_away(request, call, place, form) or _place_page(request, call, place, form)
    return _written(request, call, place, form) or _place_page(request, call, place, form)


@require_http_methods(["GET", "HEAD", "POST"])
def new_document(request: HttpRequest, code: str) -> HttpResponse:
    """One more document of the call, in draft until it is published with the rest."""
    call = _worked_on(request, code)
    place = wording.new_document()
    form = PlaceForm(call, place, {}, sent(request), request.FILES or None)
    return _written(request, call, place, form, new=True) or _place_page(request, call, place, form)


def _written(
    request: HttpRequest, call: Call, place: Place, form: PlaceForm, *, new: bool = False
) -> HttpResponse | None:
    """Saved in draft, and where that leads; None where the page is shown (again)."""
    if not form.is_valid():
        return None
    by, at = _person(request), clock.now()
    seen = form.initial["seen"] if new else form.cleaned_data["seen"]
    try:
        with only_if_used():
            actions.write_words(call, form.words(), seen=seen, by=by, at=at)
            for language, upload in form.uploads().items():
                file = store_file(upload, by=by, at=at, kinds=GIVEN_OUT, bare=True)
                actions.add_file(call, place.key, language, file, by=by, at=at)
    except NotPossible as refusal:
        form.refuse(None, refusal.code, **refusal.params)
        return None
    messages.success(request, _("Saved in draft. Nobody else reads it before it is published."))
    return redirect("programme:words", call.code)


def _taken_away(
    request: HttpRequest, call: Call, place: Place, form: PlaceForm
) -> HttpResponse | None:
    """In draft it leaves the public pages; None where the page says why not."""
    seen = str(request.POST.get("seen", ""))
    try:
        actions.take_away(call, place, seen=seen, by=_person(request), at=clock.now())
    except NotPossible as refusal:
        form.refuse(None, refusal.code, **refusal.params)
        return None
    messages.success(request, _("In draft: it is taken away when you publish, with the reason."))
    return redirect("programme:words_preview", call.code)


def _place_page(request: HttpRequest, call: Call, place: Place, form: PlaceForm) -> HttpResponse:
    context = {
        "call": call,
        "place": place,
        "title": comparing.title_of(place),
        "form": form,
        "standing": comparing.standing(call, place),
        "may_go": wording.may_go(call, place),
    }
    return render(request, "programme/words_at.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest, code: str) -> HttpResponse:
    """What would change, language by language; published here, with the reason."""
    call = _worked_on(request, code)
    lines = wording.lines_of(call)
    form = ReasonForm(call, sent(request), initial={"seen": wording.seal_of(lines)})
    if form.is_valid():
        try:
            change = actions.publish_words(
                call,
                form.cleaned_data["seen"],
                reasons=form.texts(),
                by=_person(request),
                at=clock.now(),
            )
        except NotPossible as refusal:
            form.refuse(None, refusal.code, **refusal.params)
        else:
            messages.success(request, _("Published, with its reason. The call’s page lists it."))
            return redirect("programme:change", code, change.pid)
    context = {
        "call": call,
        "changed": comparing.changed(call, lines),
        "problem": wording.problem_of(call, lines),
        "form": form,
    }
    return render(request, "programme/words_preview.html", context, status=status_of(form))


@require_POST
def drop(request: HttpRequest, code: str) -> HttpResponse:
    """The whole draft is thrown away."""
    call = _worked_on(request, code)
    actions.drop_words(call, by=_person(request), at=clock.now())
    messages.success(request, _("The draft is gone; what is published stays."))
    return redirect("programme:words", code)


@public
@require_safe
def change(request: HttpRequest, code: str, pid: str) -> HttpResponse:
    """What was corrected on one occasion, why, and how it differs: for everybody."""
    call = _call(request, code)
    found = get_object_or_404(call.changes.select_related("version"), pid=pid)
    lines = [wording.Line.read(one) for one in found.lines]
    context = {"call": call, "change": found, "changed": comparing.changed(call, lines)}
    return render(request, "programme/change.html", context)


@public
@require_safe
def document(request: HttpRequest, code: str, pid: str) -> HttpResponseBase:
    """A file of the call: the one in force for everybody, an earlier one for who corrects."""
    call = _call(request, code)
    found = wording.current_files(call).get(pid)
    if found is None and access.publish(request.user, call, clock.now()):
        found = call.files.select_related("file").filter(pid=pid).first()
    if found is None:
        raise Http404
    return serve(found.file)


def _call(request: HttpRequest, code: str) -> Call:
    found = site_of(request).call(code) or queries.call_or_none(code)
    if found is None:
        raise Http404
    return found


def _worked_on(request: HttpRequest, code: str) -> Call:
    call = _call(request, code)
    access.publish(request.user, call, clock.now()).or_deny()
    return call


def _person(request: HttpRequest) -> Person:
    return cast(Person, request.user)
