"""The common sheet: the officer names a rapporteur, who writes it; the other authors agree."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cordata.assessment import access, actions
from cordata.assessment.agreeing_page import RapporteurForm, common_context, common_form
from cordata.assessment.forms import SheetForm
from cordata.assessment.models import Assignment, Consensus
from cordata.assessment.queries import consensus_of
from cordata.assessment.views.found import (
    assignment_or_404,
    person_of,
    review_or_404,
    with_partners,
)
from cordata.kernel import clock
from cordata.kernel.verdicts import NotPossible
from cordata.web.catalogue import sentence
from cordata.web.forms import sent, status_of


def consensus(request: HttpRequest, pid: str) -> HttpResponse:
    """The officer's page: how far the authors are, and who writes the common sheet."""
    review = review_or_404(request, pid)
    found = consensus_of(review)
    if found is None:
        raise Http404
    form = RapporteurForm(sent(request), found=found)
    if request.method == "POST":
        access.assign(request.user, review).or_deny()
        if form.is_valid() and _named(request, found, form):
            return redirect("assessment:consensus", pid)
    context = {
        "review": with_partners(review),
        "application": review.application,
        "consensus": found,
        "authors": found.authors,
        "agreed": set(found.agreements.values_list("assessor", flat=True)),
        "form": form,
        "may_name": access.name_rapporteur(request.user, found),
        "has_errors": form.is_bound,
    }
    return render(request, "assessment/consensus.html", context, status=status_of(form))


def _named(request: HttpRequest, found: Consensus, form: RapporteurForm) -> bool:
    person = next(one for one in found.authors if one.pid == form.cleaned_data["rapporteur"])
    try:
        actions.name_rapporteur(found.pid, person, by=person_of(request), at=clock.now())
    except NotPossible as refusal:
        form.refuse(None, refusal.code, **refusal.params)
        return False
    messages.success(request, _("The rapporteur is told by mail."))
    return True


def common(request: HttpRequest, pid: str) -> HttpResponse:
    """All sheets of the file beside the common one; its rapporteur writes it here."""
    own, found = _own(request, pid)
    if request.method != "POST":
        return _page(request, own, found)
    access.write_common_sheet(request.user, found).or_deny()
    form = common_form(found, request.POST)
    if form.is_valid() and _written(request, found, form):
        messages.success(request, _("The common sheet is written; the other authors are told."))
        return redirect("assessment:common", pid)
    return _page(request, own, found, form)


def _page(
    request: HttpRequest, own: Assignment, found: Consensus, form: SheetForm | None = None
) -> HttpResponse:
    context = common_context(person_of(request), own, found, form)
    return render(request, "assessment/common.html", context, status=422 if form else 200)


def _written(request: HttpRequest, found: Consensus, form: SheetForm) -> bool:
    answers = {item.code: form.answer(item) for item in form.grid.scored}
    points = {code: value for code, (value, _words) in answers.items() if value is not None}
    words = {code: said for code, (_points, said) in answers.items()}
    by, at = person_of(request), clock.now()
    try:
        actions.write_common_sheet(found.pid, points, words, by=by, at=at)
    except NotPossible as refusal:
        field = "motivation" if refusal.code == "sheet.motivation_short" else "points"
        code = refusal.params.get("criterion")
        form.refuse(f"{field}_{code}" if code else None, refusal.code, **refusal.params)
        return False
    return True


@require_POST
def agree(request: HttpRequest, pid: str) -> HttpResponse:
    """One author agrees to the common sheet as it stands."""
    _assignment, found = _own(request, pid)
    access.agree(request.user, found).or_deny()
    try:
        actions.agree_to_common_sheet(found.pid, by=person_of(request), at=clock.now())
    except NotPossible as refusal:
        messages.error(request, sentence(refusal.code, **refusal.params))
    else:
        messages.success(request, _("You agree to the common sheet. Thank you."))
    return redirect("assessment:common", pid)


def _own(request: HttpRequest, pid: str) -> tuple[Assignment, Consensus]:
    """One's own sheet, sent, of a file whose authors seek consensus."""
    own = assignment_or_404(request, pid)
    found = consensus_of(own.review)
    if found is None or not access.see_other_sheets(request.user, own):
        raise Http404
    return own, found
