"""The officers' list and the page of one file: its checks, its outcome, what is asked."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cordata.applications.queries import late_attempts
from cordata.applications.reads import note_read
from cordata.assessment import access, actions, queries
from cordata.assessment.file_page import file_context
from cordata.assessment.forms import AskForm, FilterForm, ReasonForm, VerdictForm
from cordata.assessment.models import Review
from cordata.assessment.presenting import SLOW_DAYS, file_row, late_before
from cordata.assessment.states import ReviewState
from cordata.assessment.views.found import call_or_404, person_of, review_or_404
from cordata.kernel import clock
from cordata.kernel.verdicts import NotPossible
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
    """The files of a call, the oldest in their stage first."""
    call, at = call_or_404(request, code), clock.now()
    everything = queries.reviews_of_call(request.user, call, at)
    overview = queries.overview(everything, late_before(call, at))
    form = FilterForm(request.GET or None, call=call, officers=overview.officers)
    stage = request.GET.get("stage", "")
    found = _of_stage(_filtered(everything, form), stage)
    count = found.count() if form.is_bound else overview.count(dict(TABS).get(stage, ALL))
    page = Paginator(range(count), PAGE).get_page(request.GET.get("page"))
    first = (page.number - 1) * PAGE  # `start_index` counts from 1, and says 0 of an empty list
    context = {
        "call": call,
        "form": form,
        "tabs": _tabs(request, overview, stage),
        "stage": stage,
        "page": page,
        "rows": [file_row(one, call, at) for one in queries.page_of(found, first, PAGE)],
        "figures": _figures(overview, request),
        "late": access.read_late(request.user, call, at) and late_attempts(call).count(),
        "tables": _tables(),
        "others": [one for one in site_of(request).calls if one.pk != call.pk],
    }
    return render(request, "assessment/reviews.html", context)


def _filtered(found: Any, form: FilterForm) -> Any:
    if not form.is_valid():
        return found
    given = form.cleaned_data
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
        "slow_days": SLOW_DAYS,
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
    access.check(request.user, found).or_deny()
    form = VerdictForm(request.POST, auto_id=f"check-{number}-%s")
    code = _code_of(found, number)
    if form.is_valid() and _done(form, lambda: _verify(request, pid, code, form)):
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
    access.check(request.user, found).or_deny()
    act = request.POST.get("act", "")
    form: Form = ReasonForm(request.POST) if act in REFUSING else Form(request.POST)
    if act not in {*SETTLING, *REFUSING}:
        raise Http404
    if form.is_valid() and _done(form, lambda: _settle(request, pid, act, form)):
        messages.success(request, _("The outcome is recorded."))
        return redirect("assessment:review", pid)
    return page(request, found, refused=form, kind="refuse" if act in REFUSING else "settle")


def _settle(request: HttpRequest, pid: str, act: str, form: Form) -> None:
    by, at = person_of(request), clock.now()
    if act in SETTLING:
        SETTLING[act](pid, by=by, at=at)
    else:
        REFUSING[act](pid, reason=form.cleaned_data["reason"], by=by, at=at)


@require_POST
def ask(request: HttpRequest, pid: str) -> HttpResponse:
    """Ask the lead for what is missing, once, with a term."""
    found = review_or_404(request, pid)
    access.ask_completion(request.user, found).or_deny()
    form = AskForm(request.POST, auto_id="ask-%s")
    if form.is_valid() and _done(form, lambda: _ask(request, found, form)):
        messages.success(request, _("The lead partner is asked, by mail and in the workspace."))
        return redirect("assessment:review", pid)
    return page(request, found, refused=form, kind="ask")


def _ask(request: HttpRequest, found: Review, form: AskForm) -> None:
    due_at = form.due_at(found.application.call)
    by, at = person_of(request), clock.now()
    actions.ask_completion(found.pid, form.named_items(), due_at=due_at, by=by, at=at)


BESIDE = {"assessment.due_passed": "due_on", "assessment.no_items": "items"}


def _done(form: Form, act: Any) -> bool:
    """Do it, or put the refusal into the form."""
    try:
        act()
    except NotPossible as refusal:
        form.refuse(BESIDE.get(refusal.code), refusal.code, **refusal.params)
        return False
    return True
