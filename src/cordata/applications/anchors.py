"""From the name of a thing to correct (`partner.2.budget`) to the page and place where it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.urls import reverse

from cordata.applications import questions
from cordata.applications.models import Application, Partner
from cordata.applications.queries import is_loaded
from cordata.packs.form import FieldDefinition, FieldType

ALIASES = {"duration": "duration_months", "start": "start_on"}  # the rules' word -> the form's
MONEY = frozenset({"budget", "cost_option", "costs", "sources", "erdf"})
# What an organisation says of itself once: its sheet stands at the top of the partner's page.
SHEET = frozenset(
    {"country", "cup", "enterprise_size", "identifiers", "legal_name", "legal_type", "nuts3"}
    | {"representative", "seat", "short_name", "size", "vat_recovery"}
)


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
    text = next((field for field in questions.of_texts(definition) if field.key == key), None)
    if text is None:
        return reverse("applications:texts", args=[application.pid]) + "#t1"
    return (
        reverse("applications:text", args=[application.pid, key])
        + f"#{_control(text, application)}"
    )


def _control(text: FieldDefinition, application: Application) -> str:
    """The field of the first language nobody has written yet, else of the first language."""
    if text.type is FieldType.TABLE:
        return "t1"
    languages = questions.languages_of(text, application.definition.languages)
    found = application.answers.all() if is_loaded(application) else ()
    written = {one.language for one in found if one.field == text.key and one.text}
    language = next((one for one in languages if one not in written), languages[0])
    return f"{text.key}-{language}" if language else text.key


def _of_partner(rest: str, application: Application) -> str:
    position, _, named = rest.partition(".")
    partner = partner_at(position, application)
    name, _, slot = named.partition(".")
    if partner is None:
        return reverse("applications:partners", args=[application.pid]) + "#p1"
    if name in MONEY:
        return reverse("applications:budget", args=[application.pid]) + f"#partner-{position}"
    if name in {"aid", "declarations"}:
        return reverse(f"applications:{name}", args=[application.pid]) + f"#partner-{position}"
    if name == "annex":
        return reverse("applications:annexes", args=[application.pid]) + f"#{slot}-{position}"
    if name == "mandate":
        return reverse("applications:mandate", args=[application.pid, partner.pid]) + "#m1"
    page = reverse("applications:partner", args=[application.pid, partner.pid])
    return f"{page}#s1" if name in SHEET else f"{page}#{name}"


def _of_activity(rest: str, application: Application) -> str:
    position, _, part = rest.partition(".")
    found = application.activities.all()
    activity = next((one for one in found if str(one.position) == position), None)
    if activity is None:
        return reverse("applications:activities", args=[application.pid]) + "#a1"
    page = reverse("applications:activity", args=[application.pid, activity.pid])
    return f"{page}#{_cell(part, application)}"


def _cell(part: str, application: Application) -> str:
    """The control of an activity's page: `from_month`, `deliverable.2.month`."""
    head, _, rest = part.partition(".")
    number, _, key = rest.partition(".")
    if head == "deliverable":
        first = application.definition.languages[0]
        name = {"": f"title_{first}", "unit": f"unit_{first}"}.get(key, key)
        return f"id_deliverables-{int(number) - 1}-{name}"
    places = {"partners": "id_partners_0", "": "a1"}
    if head in {"title", "description"}:
        return f"id_{head}_{application.definition.languages[0]}"
    return places.get(head, f"id_{head}")


def partner_at(position: str, application: Application) -> Partner | None:
    found = application.partners.all()
    return next((one for one in found if str(one.position) == position), None)


_PLACES: Mapping[str, Callable[[str, Application], str]] = {
    "": lambda rest, application: "",
    "partner": _of_partner,
    "activity": _of_activity,
    "partners": _page("partners", "p1"),
    "declarations": _page("declarations", "partner-1"),
    "budget": _page("budget", "b1"),
    "activities": _page("activities", "a1"),
    "text": _page("texts", "t1"),
    "indicators": _page("activities", "indicators"),
    "annex": _page("annexes", "*"),
    "commitment": _page("review", "signature"),
}
