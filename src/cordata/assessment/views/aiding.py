"""State aid of a file: declared and established, partner by partner."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cordata.applications.reads import note_read
from cordata.assessment import access, actions
from cordata.assessment.actions.aiding import mark_of_aid
from cordata.assessment.aiding import PartnerAid, aid_of, regimes_of
from cordata.assessment.exchange_page import file_of
from cordata.assessment.forms import RegimeForm
from cordata.assessment.models import Review
from cordata.assessment.views.found import person_of, review_or_404
from cordata.kernel import clock
from cordata.kernel.verdicts import NotPossible


@require_http_methods(["GET", "HEAD", "POST"])
def aid(request: HttpRequest, pid: str) -> HttpResponse:
    """What each partner declared, the sums on this day, and the regime that holds."""
    found, at = review_or_404(request, pid), clock.now()
    may = access.establish_aid(request.user, found, at=at)
    partners = aid_of(found, at)
    sent = request.POST.get("partner", "") if request.method == "POST" else ""
    forms = {one.partner.pid: _form(found, one, request.POST if one.partner.pid == sent else None)
             for one in partners}  # fmt: skip
    if request.method == "POST":
        may.or_deny()
        if sent in forms and _established(request, found, sent, forms[sent]):
            return redirect(f"{request.path}#aid-{sent}")
    note_read(request.user, found.application, "aid")
    refused = forms.get(sent)
    context: dict[str, Any] = {
        **file_of(found),
        "partners": [(one, forms[one.partner.pid] if may else None) for one in partners],
        "may_establish": may,
        "names": regimes_of(found.submission.call_version.definition),
        "today": at,
        "has_errors": refused is not None,
        "refused": refused,
    }
    return render(request, "assessment/aid.html", context, status=422 if sent else 200)


def _form(review: Review, one: PartnerAid, data: Any) -> RegimeForm:
    stands = one.established
    return RegimeForm(
        data,
        regimes=regimes_of(review.submission.call_version.definition),
        initial={
            "regime": one.regime,
            "reason": stands.reason if stands else "",
            "seen": mark_of_aid(stands),
            "partner": one.partner.pid,
        },
        auto_id=f"aid-{one.partner.pid}-%s",
    )


def _established(request: HttpRequest, found: Review, partner: str, form: RegimeForm) -> bool:
    if not form.is_valid():
        return False
    given, by, at = form.cleaned_data, person_of(request), clock.now()
    try:
        actions.establish_aid(
            found.pid,
            partner,
            given["regime"],
            reason=given["reason"],
            seen=given["seen"],
            by=by,
            at=at,
        )
    except NotPossible as refusal:
        form.refuse(None, refusal.code, **refusal.params)
        return False
    messages.success(request, _("The regime of this partner is recorded."))
    return True
