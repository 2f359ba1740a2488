"""A partner's mandate: what it covers, how it is given, whether it still holds (SUB-09)."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cordata.applications import access
from cordata.applications.actions.mandates import (
    ask_mandate,
    end_mandate,
    give_letter,
    give_mandate,
)
from cordata.applications.figures import definition_of, figures_of, role_of
from cordata.applications.forms.annexes import SIGNED, SIGNED_SLOT, SignedFileForm
from cordata.applications.forms.mandates import EndForm, GiveForm
from cordata.applications.models import Application, Partner
from cordata.applications.states import MandateState, State
from cordata.applications.views.around import around
from cordata.applications.views.found import draft_or_404, partner_or_404
from cordata.applications.views.marks import mandate_mark
from cordata.applications.views.person import person_of
from cordata.documents.serving import serve
from cordata.documents.storing import only_if_used, store_file
from cordata.kernel import clock
from cordata.kernel.verdicts import NotPossible
from cordata.rules.ruleset import AnnexSlot
from cordata.web.catalogue import sentence
from cordata.web.forms import Form


@require_http_methods(["GET", "HEAD", "POST"])
def mandate(request: HttpRequest, pid: str, partner: str) -> HttpResponse:
    """Role and total before the eyes, then the act; or the letter signed elsewhere."""
    application = draft_or_404(request, pid)
    one = partner_or_404(application, partner)
    act, data = request.POST.get("act", ""), request.POST
    give = GiveForm(data if act == "give" else None)
    upload = SignedFileForm(
        *((data, request.FILES) if act == "upload" else ()), slot=_slot(application)
    )
    end = EndForm(data if act == "end" else None)
    forms = {"give": give, "upload": upload, "ask": give, "end": end}
    if request.method == "POST" and _done(request, one, act, forms):
        return redirect("applications:mandate", pid, partner)
    context = around(request, application, "partners", page=_("Mandate")) | {
        "partner": one,
        "role": role_of(one),
        "figures": (figures := figures_of(one, definition_of(application))),
        "seen_total": str(figures.total),  # as it is read back, in no language's way
        "mandates": one.mandates.select_related("signed_by", "file").order_by("-signed_at"),
        "is_given": one.mandate_state == MandateState.GIVEN,
        "is_reopened": one.mandate_state == MandateState.REOPENED,
        "mark": mandate_mark(one),
        "is_ended": one.mandate_state in {MandateState.REFUSED, MandateState.REVOKED},
        "filed": application.state == State.SUBMITTED,
        "may_sign": access.sign_mandate(request.user, one),
        "may_upload": access.declare(request.user, one),
        "may_ask": access.ask_mandate(request.user, application),
        "may_end": access.end_mandate(request.user, one),
        "may_see_reason": access.see_reason(request.user, application),
        "give": give,
        "upload": upload,
        "end": end,
        "form": forms.get(act, upload),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "applications/mandate.html", context, status=status)


def _slot(application: Application) -> AnnexSlot:
    slots = definition_of(application).ruleset.annexes
    return next((slot for slot in slots if slot.code == SIGNED_SLOT.code), SIGNED_SLOT)


def _done(request: HttpRequest, partner: Partner, act: str, forms: Mapping[str, Form]) -> bool:
    """Carry out the act of the button pressed; refusals come back on its form."""
    if act not in ACTS:
        raise Http404
    carry_out, form = ACTS[act], forms[act]
    if act != "ask" and not form.is_valid():
        return False
    try:
        with only_if_used():
            carry_out(request, partner, form)
    except NotPossible as refusal:
        _refuse(request, form, refusal)
        return False
    return True


def _give(request: HttpRequest, partner: Partner, form: Form) -> None:
    access.sign_mandate(request.user, partner).or_deny()
    seen = form.cleaned_data["seen_total"]
    give_mandate(partner, by=person_of(request), at=clock.now(), seen_total=seen)
    messages.success(request, _("The mandate is given."))


def _upload(request: HttpRequest, partner: Partner, form: Form) -> None:
    access.declare(request.user, partner).or_deny()
    slot, at = _slot(partner.application), clock.now()
    person = person_of(request)
    file = store_file(
        form.cleaned_data["file"],
        by=person,
        at=at,
        kinds=SIGNED,
        max_bytes=slot.max_bytes,
    )
    give_letter(partner, file, by=person, at=at)
    messages.success(request, _("The signed letter is received."))


def _ask(request: HttpRequest, partner: Partner, form: Form) -> None:
    access.ask_mandate(request.user, partner.application).or_deny()
    ask_mandate(partner, by=person_of(request), at=clock.now())
    messages.success(request, _("The signatories have been written to."))


def _end(request: HttpRequest, partner: Partner, form: Form) -> None:
    access.end_mandate(request.user, partner).or_deny()
    reason = form.cleaned_data["reason"]
    ended = end_mandate(partner, because=reason, by=person_of(request), at=clock.now())
    said = {
        MandateState.REFUSED: _("The mandate is refused. The lead partner is told."),
        MandateState.REVOKED: _("The mandate is revoked. The lead partner is told."),
    }
    messages.success(request, said[MandateState(ended.mandate_state)])


ACTS = {"give": _give, "upload": _upload, "ask": _ask, "end": _end}


def _refuse(request: HttpRequest, form: Form, refusal: NotPossible) -> None:
    if form.is_bound:
        form.refuse("file" if "file" in form.fields else None, refusal.code, **refusal.params)
    else:
        messages.error(request, sentence(refusal.code, **refusal.params))


@require_safe
def mandate_file(request: HttpRequest, pid: str, partner: str, number: int) -> HttpResponseBase:
    """A signed letter, to whoever may read the draft."""
    application = draft_or_404(request, pid)
    one = partner_or_404(application, partner)
    found = one.mandates.filter(pk=number, file__isnull=False).select_related("file").first()
    if found is None or found.file is None:
        raise Http404
    own = bool(access.open_unchecked(request.user, application))
    return serve(found.file, unchecked=own)
