"""The task list of an application: its sections, the state of each, and what to do next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from cordata.accounts.models import Organisation
from cordata.applications.judging import Judgement
from cordata.applications.models import Application
from cordata.applications.points import Point, questions_agreed
from cordata.applications.progress import Progress
from cordata.applications.states import MandateState, State
from cordata.kernel import clock
from cordata.programme.effort_words import about
from cordata.web.catalogue import sentence

ENDED = {MandateState.REFUSED, MandateState.REVOKED}


@dataclass(frozen=True, slots=True)
class Task:
    """One line of the list: `mark` is (tone, icon, words)."""

    name: str
    url: str
    hint: str
    mark: tuple[str, str, str]
    sides: list[Organisation] = field(default_factory=list)
    progress: str = ""  # questions answered, and about how long the others take
    comments: int = 0  # threads that are open on it


def tasks_of(
    application: Application,
    judgement: Judgement,
    points: tuple[Point, ...],
    steps: Mapping[str, Progress],
    comments: Mapping[str, int],
) -> list[Task]:
    """The five sections to prepare, in the order of the steps."""
    everyone = [partner.organisation for partner in application.partners.all()]
    tasks = {
        "project": _task(
            application, points, "project", _("Project"), _project_hint(application, points)
        ),
        "partners": _partners(application, points, everyone),
        "texts": _texts(application, judgement, points, everyone),
        "activities": _task(
            application,
            points,
            "activities",
            _("Activities and deliverables"),
            _plan_hint(judgement),
            everyone,
        ),
        "budget": _task(
            application, points, "budget", _("Budget"), _first(points, "budget"), everyone
        ),
    }
    return [
        replace(_with_progress(task, steps[step]), comments=comments.get(step, 0))
        for step, task in tasks.items()
    ]


def _with_progress(task: Task, done: Progress) -> Task:
    complete = task.mark[0] == "ok"
    mark = task.mark if done.begun or complete else _to_begin()
    return replace(task, mark=mark, progress=progress_words(done))


def progress_words(done: Progress) -> str:
    """`4 of 9 questions answered, about 20 minutes to go`."""
    if not done.asked:
        return ""
    code = "effort.left" if done.answered else "effort.whole"
    if done.answered == done.asked:
        code = "effort.done"
    return sentence(code, count=done.asked, answered=done.answered, about=about(done.minutes))


def _to_begin() -> tuple[str, str, str]:
    return ("mute", "circle-dashed", _("To begin"))


def filing_task(application: Application, points: tuple[Point, ...]) -> Task:
    """The last line: read again and submit. It is always open."""
    url = reverse("applications:review", args=[application.pid])
    name = _("Read again and submit")
    if application.state == State.SUBMITTED:
        hint = _("You can replace the submission until the closing")
        if clock.now() > application.call.closes_at:
            hint = _("The call is closed: this submission counts")
        return Task(name, url, hint, ("ok", "circle-check", _("Submitted")))
    left = [point for point in points if point.kind == "ko"]
    if left:
        hint = ngettext(
            "%(count)s point stops the submission",
            "%(count)s points stop the submission",
            len(left),
        ) % {"count": len(left)}
        return Task(name, url, hint, ("mute", "lock", _("Not yet")))
    return Task(name, url, _("Everything the call asks for is there"), ("", "send", _("Ready")))


def annexes_task(application: Application, points: tuple[Point, ...]) -> Task:
    """The files to join; what is missing is asked for later and stops nothing."""
    url = reverse("applications:annexes", args=[application.pid])
    own = [point for point in points if point.code in {"annex.required", "file.readable"}]
    if own and application.state == State.DRAFT and not application.annexes.all():
        return Task(_("Annexes"), url, own[0].text, _to_begin())
    if own:
        return Task(_("Annexes"), url, own[0].text, ("warn", "clock", _("Will be asked for")))
    hint = _("Statutes, decisions, quotes: what the call asks to join")
    return Task(_("Annexes"), url, hint, ("ok", "check", _("Complete")))


def _task(
    application: Application,
    points: tuple[Point, ...],
    step: str,
    name: str,
    hint: str,
    sides: list[Organisation] | None = None,
) -> Task:
    own = [point for point in points if point.section == step and point.kind == "ko"]
    mark = ("ko", "x", _("To correct")) if own else ("ok", "check", _("Complete"))
    url = reverse(f"applications:{step}", args=[application.pid])
    return Task(name, url, hint, mark, sides or everyone_leading(application))


def everyone_leading(application: Application) -> list[Organisation]:
    return [partner.organisation for partner in application.partners.all() if partner.is_lead]


def _first(points: tuple[Point, ...], step: str) -> str:
    return next((point.text for point in points if point.section == step), "")


def _project_hint(application: Application, points: tuple[Point, ...]) -> str:
    return _first(points, "project") or _("Title, theme, dates, public summary")


def _partners(
    application: Application, points: tuple[Point, ...], sides: list[Organisation]
) -> Task:
    task = _task(application, points, "partners", _("Partners"), _first(points, "partners"), sides)
    waiting = {MandateState.ASKED, MandateState.REOPENED, MandateState.MISSING}
    awaited = [
        partner
        for partner in application.partners.all()
        if not partner.is_lead and partner.mandate_state in waiting
    ]
    others = [
        point
        for point in points
        if point.section == "partners" and point.kind == "ko" and point.code != "mandate.partners"
    ]
    ended = [one for one in application.partners.all() if one.mandate_state in ENDED]
    if ended:
        mark = ("ko", "x", MandateState(ended[0].mandate_state).label.capitalize())
        return Task(task.name, task.url, task.hint, mark, sides)
    if awaited and not others:
        mark = ("warn", "clock", pgettext("mandate", "Awaited"))
        return Task(task.name, task.url, task.hint, mark, sides)
    return task


def _texts(
    application: Application,
    judgement: Judgement,
    points: tuple[Point, ...],
    sides: list[Organisation],
) -> Task:
    agreed, every = questions_agreed(application, judgement)
    own = [point for point in points if point.section == "texts" and point.kind == "ko"]
    single = len(application.definition.languages) < 2
    name = _("Texts") if single else _("Texts in every language")
    hint = _first(points, "texts")
    if not single:
        hint = _("%(agreed)s of %(every)s texts agreed") % {"agreed": agreed, "every": every}
    url = reverse("applications:texts", args=[application.pid])
    if not own:
        return Task(name, url, hint, ("ok", "check", _("Complete")), sides)
    words = ngettext("%(count)s to see", "%(count)s to see", len(own)) % {"count": len(own)}
    return Task(name, url, hint, ("warn", "git-compare", words), sides)


def _plan_hint(judgement: Judgement) -> str:
    activities = judgement.facts.activities
    if not activities:
        return _("What you will do, what it leaves behind, what proves it")
    deliverables = sum(len(activity.deliverables) for activity in activities)
    first = ngettext("%(count)s activity", "%(count)s activities", len(activities))
    then = ngettext("%(count)s deliverable", "%(count)s deliverables", deliverables)
    counted = (first % {"count": len(activities)}, then % {"count": deliverables})
    return ", ".join(counted)
