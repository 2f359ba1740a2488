"""The officers' list and the page of one file: its checks and its outcome."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cordata.applications.queries import late_attempts
from cordata.applications.reads import note_read
from cordata.assessment import access, actions, queries
from cordata.assessment.ageing import ageing_of
from cordata.assessment.ageing import terms_of as ageing_terms
from cordata.assessment.file_page import file_context
from cordata.assessment.forms import FilterForm, ReasonForm, SecondForm, VerdictForm
from cordata.assessment.models import Review, Verification
from cordata.assessment.outcome_queries import refusals_untold
from cordata.assessment.presenting import file_row
from cordata.assessment.queries import grid_of
from cordata.assessment.states import REFUSED, SETTLED, ReviewState
from cordata.assessment.views.found import call_or_404, person_of, review_or_404
from cordata.kernel import clock
from cordata.kernel.refusing import note_refusal
from cordata.kernel.verdicts import NotPossible, Verdict
from cordata.programme.models import Call
from cordata.programme.queries import featured_call
from cordata.programme.site import site_of
from cordata.web.forms import Form

PAGE = 25
TABS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("admissibility", (ReviewState.ADMISSIBILITY,)),
    ("completion", (ReviewState.COMPLETION,)),
    ("eligibility", (ReviewState.ELIGIBILITY,)),
    ("assessment", (ReviewState.ASSESSMENT, ReviewState.CONSOLIDATED)),
    ("set_aside", (ReviewState.INADMISSIBLE, ReviewState.INELIGIBLE, ReviewState.WITHDRAWN)),
)
ALL = tuple(ReviewState)


@require_safe
def files(request: HttpRequest) -> HttpResponse:
    """The list of the call that is running, or ran last."""
    at = clock.now()
    calls = [one for one in site_of(request).calls if access.list_files(request.user, one, at)]
    call = featured_call(calls, at)
    if call is None:
        raise Http404
    return redirect("assessment:reviews", call.code)


@require_safe
def reviews(request: HttpRequest, code: str) -> HttpResponse:
    """The files of a call, the overdue on top, then the oldest in their stage."""
    call, at = call_or_404(request, code), clock.now()
    ageing = ageing_of(call, at)
    late = ageing.late()
    everything = queries.reviews_of_call(request.user, call, at, late)
    overview = queries.overview(everything, late)
    form = FilterForm(request.GET or None, call=call, officers=overview.officers)
    stage = request.GET.get("stage", "")
    found = _of_stage(_filtered(everything, form, late), stage)
    count = found.count() if form.is_bound else overview.count(dict(TABS).get(stage, ALL))
    page = Paginator(range(count), PAGE).get_page(request.GET.get("page"))
    first = (page.number - 1) * PAGE  # `start_index` counts from 1, and says 0 of an empty list
    context = {
        "call": call,
        "form": form,
        "tabs": _tabs(request, overview, stage),
        "stage": stage,
        "page": page,
        "rows": [file_row(one, ageing) for one in queries.page_of(found, first, PAGE, late)],
        "figures": _figures(overview, request),
        "terms": ageing_terms(call),
        "late": access.read_late(request.user, call, at) and late_attempts(call).count(),
        **_letters(overview, call),
        "tables": _tables(),
        "others": [one for one in site_of(request).calls if one.pk != call.pk],
    }
    return render(request, "assessment/reviews.html", context)


def _filtered(found: Any, form: FilterForm, late: Q) -> Any:
    if not form.is_valid():
        return found
    given = form.cleaned_data
    if given["late"]:
        found = found.filter(late)
    return queries.narrowed(found, text=given["q"], theme=given["theme"], officer=given["officer"])


def _of_stage(found: Any, stage: str) -> Any:
    states = dict(TABS).get(stage)
    return found.filter(state__in=states) if states else found


def _tabs(request: HttpRequest, overview: queries.Overview, stage: str) -> list[dict[str, Any]]:
    """One tab a stage, the last one all; the filter stays when one is chosen."""
    words = {
        "admissibility": _("Admissibility"),
        "completion": _("Completions"),
        "eligibility": _("Eligibility"),
        "assessment": _("Assessment"),
        "set_aside": _("Set aside"),
        "": _("All"),
    }
    tabs = []
    for key, states in (*TABS, ("", ALL)):
        query = request.GET.copy()
        query.pop("page", None)
        query["stage"] = key
        tabs.append(
            {
                "text": words[key],
                "url": f"?{query.urlencode()}",
                "count": overview.count(states),
                "current": key == stage,
            }
        )
    return tabs


def _letters(overview: queries.Overview, call: Call) -> dict[str, int]:
    """How many files turned away wait for their letters, and how many were told."""
    away = overview.count(REFUSED)
    untold = refusals_untold(call) if away else 0
    return {"untold": untold, "told": away - untold}


def _tables() -> list[tuple[str, str]]:
    """What can be taken away, in words."""
    return [
        ("files", _("A line for each file")),
        ("partners", _("A line for each partner, with its figures")),
        ("lines", _("A line for each budget line")),
    ]


def _figures(overview: queries.Overview, request: HttpRequest) -> dict[str, Any]:
    """What an officer looks at first."""
    working = [ReviewState.ADMISSIBILITY, ReviewState.COMPLETION, ReviewState.ELIGIBILITY]
    groups = [group for group in overview.groups if group.state in working]
    return {
        "mine": sum(one.files for one in groups if one.officer == request.user.pk),
        "late": sum(one.late for one in groups),
        "untaken": sum(one.files for one in groups if one.officer is None),
        "erdf": overview.erdf,
    }


@require_safe
def review(request: HttpRequest, pid: str) -> HttpResponse:
    """One file: what the machine found, what a person answers, what comes next."""
    return page(request, review_or_404(request, pid))


def page(
    request: HttpRequest, found: Review, *, refused: Form | None = None, kind: str = ""
) -> HttpResponse:
    """The page, with the form of a refused act in its place; to open it is to read the file."""
    note_read(request.user, found.application, "examination")
    context = file_context(request.user, found, at=clock.now(), refused=refused, kind=kind)
    return render(request, "assessment/review.html", context, status=422 if refused else 200)


@require_POST
def take(request: HttpRequest, pid: str) -> HttpResponse:
    """The officer's name is on the file from now on."""
    found = review_or_404(request, pid)
    access.take(request.user, found).or_deny()
    actions.take_review(pid, by=person_of(request), at=clock.now())
    messages.success(request, _("The file is yours."))
    return redirect("assessment:review", pid)


@require_POST
def verify(request: HttpRequest, pid: str, number: str) -> HttpResponse:
    """An officer's answer to one check."""
    found = review_or_404(request, pid)
    _allowed(request, found, "check", access.check(request.user, found))
    form = VerdictForm(request.POST, auto_id=f"check-{number}-%s")
    code = _code_of(found, number)
    if form.is_valid() and _done(request, found, form, lambda: _verify(request, pid, code, form)):
        messages.success(request, _("Check %(number)s is answered.") % {"number": number})
        return redirect(f"{request.path.rsplit('checks/', 1)[0]}#check-{number}")
    return page(request, found, refused=form, kind=f"check-{number}")


def _verify(request: HttpRequest, pid: str, code: str, form: VerdictForm) -> None:
    given = form.cleaned_data
    actions.verify_check(
        pid,
        code,
        given["verdict"],
        reason=given["reason"],
        seen=given["seen"],
        by=person_of(request),
        at=clock.now(),
    )


def _code_of(found: Review, number: str) -> str:
    findings = found.submission.findings
    code = next((one["code"] for one in findings if str(one["number"]) == number), None)
    if code is None:
        raise Http404
    return str(code)


SETTLING = {"admit": actions.admit, "find_eligible": actions.find_eligible}
REFUSING = {
    "refuse_admission": actions.refuse_admission,
    "find_ineligible": actions.find_ineligible,
}


@require_POST
def settle(request: HttpRequest, pid: str) -> HttpResponse:
    """The stage's outcome: yes, or no with the reason that the applicant reads."""
    found = review_or_404(request, pid)
    _allowed(request, found, "settle", access.check(request.user, found))
    act = request.POST.get("act", "")
    form: Form = ReasonForm(request.POST) if act in REFUSING else Form(request.POST)
    if act not in {*SETTLING, *REFUSING}:
        raise Http404
    if form.is_valid() and _done(request, found, form, lambda: _settle(request, pid, act, form)):
        messages.success(request, _settled_words(found, act))
        return redirect("assessment:review", pid)
    return page(request, found, refused=form, kind="refuse" if act in REFUSING else "settle")


def _settle(request: HttpRequest, pid: str, act: str, form: Form) -> None:
    by, at = person_of(request), clock.now()
    if act in SETTLING:
        SETTLING[act](pid, by=by, at=at)
    else:
        REFUSING[act](pid, reason=form.cleaned_data["reason"], by=by, at=at)


def _settled_words(found: Review, act: str) -> str:
    if act in REFUSING and grid_of(found).second_look_refusals:
        return _("Your proposal is recorded: a second officer is asked to agree.")
    return _("The outcome is recorded.")


@require_POST
def second(request: HttpRequest, pid: str, number: str) -> HttpResponse:
    """A second officer agrees, or does not, with an answer or a proposed refusal."""
    found = review_or_404(request, pid)
    code = number if number == Verification.OUTCOME else _code_of(found, number)
    given = found.verifications.filter(code=code).first()
    _allowed(request, found, "second", access.second(request.user, found, given))
    form = SecondForm(request.POST, auto_id=f"second-{number}-%s")
    if form.is_valid() and _done(request, found, form, lambda: _second(request, pid, code, form)):
        messages.success(request, _("Your second look is recorded."))
        return redirect("assessment:review", pid)
    return page(request, found, refused=form, kind=f"second-{number}")


def _second(request: HttpRequest, pid: str, code: str, form: SecondForm) -> None:
    agrees, reason = form.cleaned_data["agrees"] == "yes", form.cleaned_data["reason"]
    by, at = person_of(request), clock.now()
    actions.second_check(pid, code, agrees=agrees, reason=reason, by=by, at=at)


def _allowed(request: HttpRequest, found: Review, act: str, verdict: Verdict) -> None:
    """Go on, or say no; who may examine and came too late, or alone, leaves a line (LOG-01)."""
    if not verdict and access.examine(request.user, found):
        _note(request, found, act, verdict.code, verdict.params)
    verdict.or_deny()


def _note(
    request: HttpRequest, found: Review, act: str, code: str, params: Mapping[str, Any]
) -> None:
    by, at = person_of(request), clock.now()
    note_refusal(found, code, params=params, by=by, at=at, act=act, state=found.state)


NOTED = frozenset(
    {"assessment.check_changed", "assessment.four_eyes", "assessment.stage_over"}
    | {f"review.not_{one.event}" for one in SETTLED}
)


def _done(request: HttpRequest, found: Review, form: Form, act: Any) -> bool:
    """Do it, or put the refusal into the form; a colleague's quicker act is noted too."""
    try:
        act()
    except NotPossible as refusal:
        if refusal.code in NOTED:
            _note(request, found, "settle", refusal.code, refusal.params)
        form.refuse(None, refusal.code, **refusal.params)
        return False
    return True
