"""From the name of a thing to correct (`partner.2.budget`) to the page and place where it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.urls import reverse

from cordata.applications import questions
from cordata.applications.models import Application, Partner

ALIASES = {"duration": "duration_months", "start": "start_on"}  # the rules' word -> the form's
MONEY = frozenset({"budget", "cost_option", "costs", "sources", "erdf"})


def section_of(anchor: str, application: Application) -> str:
    """The step where a thing is corrected: project, partners, texts, activities, budget, review."""
    head, _, rest = anchor.removeprefix("text.").partition(".")
    if head == "partner":
        return "budget" if rest.split(".")[1] in MONEY else "partners"
    known = {
        "partners": "partners",
        "declarations": "partners",
        "budget": "budget",
        "activities": "activities",
        "activity": "activities",
        "indicators": "activities",
        "annex": "annexes",
        "commitment": "review",
        "": "review",
        "text": "texts",
    }
    if head in known:
        return known[head]
    project = {field.key for field in questions.of_project(application.definition)}
    return "project" if ALIASES.get(head, head) in project else "texts"


def url_of(anchor: str, application: Application) -> str:
    """The address of a thing to correct, with its place in the page; empty for the deadline."""
    head, _, rest = anchor.removeprefix("text.").partition(".")
    if head in _PLACES:
        return _PLACES[head](rest, application)
    return _of_question(ALIASES.get(head, head), application)


def _page(name: str, fragment: str = "") -> Callable[[str, Application], str]:
    """A place of the application that needs no more than its name; `*` is what follows it."""

    def place(rest: str, application: Application) -> str:
        address = reverse(f"applications:{name}", args=[application.pid])
        ending = fragment.replace("*", rest)
        return f"{address}#{ending}" if ending else address

    return place


def _of_question(key: str, application: Application) -> str:
    definition = application.definition
    if any(field.key == key for field in questions.of_project(definition)):
        return reverse("applications:project", args=[application.pid]) + f"#{key}"
    if any(field.key == key for field in questions.of_texts(definition)):
        return reverse("applications:text", args=[application.pid, key])
    return reverse("applications:texts", args=[application.pid])


def _of_partner(rest: str, application: Application) -> str:
    position, _, name = rest.partition(".")
    partner = partner_at(position, application)
    name = name.split(".")[0]
    if partner is None:
        return reverse("applications:partners", args=[application.pid])
    if name in MONEY:
        return reverse("applications:budget", args=[application.pid]) + f"#partner-{position}"
    if name in {"aid", "declarations"}:
        return reverse(f"applications:{name}", args=[application.pid]) + f"#partner-{position}"
    if name == "annex":
        return reverse("applications:annexes", args=[application.pid])
    if name == "mandate":
        return reverse("applications:mandate", args=[application.pid, partner.pid])
    return reverse("applications:partner", args=[application.pid, partner.pid]) + f"#{name}"


def _of_activity(rest: str, application: Application) -> str:
    position = rest.split(".")[0]
    found = application.activities.all()
    activity = next((one for one in found if str(one.position) == position), None)
    if activity is None:
        return reverse("applications:activities", args=[application.pid])
    return reverse("applications:activity", args=[application.pid, activity.pid])


def partner_at(position: str, application: Application) -> Partner | None:
    found = application.partners.all()
    return next((one for one in found if str(one.position) == position), None)


_PLACES: Mapping[str, Callable[[str, Application], str]] = {
    "": lambda rest, application: "",
    "partner": _of_partner,
    "activity": _of_activity,
    "partners": _page("partners"),
    "declarations": _page("declarations"),
    "budget": _page("budget"),
    "activities": _page("activities"),
    "text": _page("texts"),
    "indicators": _page("activities", "indicators"),
    "annex": _page("annexes", "*"),
    "commitment": _page("review", "signature"),
}
