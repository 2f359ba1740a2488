"""What did not go the ordinary way in a call: each with its file, its reason and who, by role.

The journal is the source, so nothing can be left off the list that was done through a page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from cordata.applications.models import Application
from cordata.desk import journal
from cordata.desk.offices import offices_of
from cordata.desk.things import OF_A_FILE, done_in
from cordata.kernel.models import Event
from cordata.programme.models import Call
from cordata.web.catalogue import UnknownSentence, sentence

REFUSED = "refused"
KINDS: Mapping[str, tuple[str, ...]] = {  # exception -> kinds of event, as a file's life goes
    "closing": ("call.closing_moved", "call.reopened", "call.outage_measured"),
    "late": ("application.came_late", "application.late_kept_apart", "application.resumed"),
    "override": ("review.checked",),
    "second_look": ("review.second_look_disagreed",),
    "conflict": ("assignment.conflicted", "committeesession.recused"),
    "handed_back": ("assignment.handed_back", "assignment.released"),
    "reopened": ("assignment.reopened",),
    "diverged": ("review.diverged",),
    "envelope": ("call.envelope_changed",),
    "short_notice": ("committeesession.convened",),
    "departed": ("decision.changed",),
    "reserve": ("committeesession.proposed",),
    "extended": ("lifting.extended",),
    "returned": ("lifting.returned", "lifting.sent_back"),
    "withdrawn": ("application.withdrawn",),
    REFUSED: (),
}
ONLY_IF: Mapping[str, Q] = {  # what else makes such an event an exception
    "override": Q(data__overrides=True),
    "envelope": ~Q(data__before=None),  # the first decision on a theme changes nothing
    "short_notice": ~Q(reason=""),
    "reserve": Q(data__takes_reserve=True),
}
KIND_OF = {event: kind for kind, events in KINDS.items() for event in events}


def _are(kind: str) -> Q:
    if kind == REFUSED:
        return Q(kind__endswith=".attempt_refused")
    return Q(kind__in=KINDS[kind]) & ONLY_IF.get(kind, Q())


def exceptions_of(call: Call, kind: str = "") -> QuerySet[Event]:
    """Events of the call and its files that stand out, newest first; of one kind or of all."""
    wanted = Q()
    for one in [kind] if kind in KINDS else KINDS:
        wanted |= _are(one)
    return Event.objects.filter(wanted & done_in([call.pid])).order_by("-number")


def counts_of(call: Call) -> list[tuple[str, str, int]]:
    """Kind, its words and how many, those that occurred."""
    found = {kind: exceptions_of(call, kind).count() for kind in KINDS}
    return [(kind, words_of(kind), count) for kind, count in found.items() if count]


def words_of(kind: str) -> str:
    return sentence(f"desk.exception.{kind}")


@dataclass(frozen=True, slots=True)
class Line:
    """One exception as the page and the table show it."""

    event: Event
    kind: str
    words: str
    file: str  # number, empty for what concerns the whole call
    url: str
    who: str
    office: str

    @property
    def reason(self) -> str:
        """What was typed, else the refusal that was given."""
        return self.event.reason or refusal_of(self.event.data)


def lines_of(events: Iterable[Event], call: Call) -> list[Line]:
    """Events with their words, files and people, in a number of queries that does not grow."""
    listed = list(events)
    names, offices = journal.people(listed), offices_of(listed)
    files = _files(listed, call)
    return [
        Line(
            one,
            KIND_OF.get(one.kind, REFUSED),
            journal.words_of(one.kind),
            *_place(one, files, call),
            journal.actor_words(one.actor, names),
            offices[one.number],
        )
        for one in listed
    ]


def _files(events: Iterable[Event], call: Call) -> dict[tuple[str, str], Application]:
    """(kind of thing, its id) -> the file it belongs to."""
    wanted: dict[str, set[str]] = {}
    for one in events:
        wanted.setdefault(one.subject_type, set()).add(one.subject_id)
    found: dict[tuple[str, str], Any] = {}
    for model, way in OF_A_FILE.items():
        name = str(model._meta.model_name)
        if pids := wanted.get(name):
            rows = model._default_manager.filter(pid__in=pids)
            pairs = rows.values_list("pid", f"{way}__pk" if way else "pk")
            found |= {(name, pid): key for pid, key in pairs}
    files = Application.objects.filter(call=call).in_bulk(set(found.values()))
    return {place: files[key] for place, key in found.items() if key in files}


def _place(
    event: Event, files: Mapping[tuple[str, str], Application], call: Call
) -> tuple[str, str]:
    """The number of the file and the page where it is seen."""
    file = files.get((event.subject_type, event.subject_id))
    if file is not None:
        return file.number or file.acronym, _page_of(event, file)
    if event.subject_type == "committeesession":
        number = str(event.data.get("application", ""))
        return number, reverse("selection:session", args=[event.subject_id])
    return "", reverse("programme:call", args=[call.code])


def _page_of(event: Event, file: Application) -> str:
    if event.subject_type in {"decision", "letter"} or not hasattr(file, "review"):
        return reverse("applications:detail", args=[file.pid])
    return reverse("assessment:review", args=[file.review.pid])


def refusal_of(data: Mapping[str, Any]) -> str:
    """The sentence of a refused act; of one noted without its figures, that there was one."""
    code = str(data.get("code", ""))
    if not code:
        return ""
    try:
        return sentence(code, **{name: _flat(one) for name, one in data.get("params", {}).items()})
    except UnknownSentence:
        return words_of(REFUSED)


def _flat(value: Any) -> Any:
    """A list as sentences take it; JSON knows no tuple."""
    return tuple(value) if isinstance(value, list) else value


def rows_of(lines: Iterable[Line]) -> Iterator[list[str]]:
    """The list to take away, head first."""
    heads = ("kind", "event", "file", "at", "who", "office", "reason", "number")
    yield [sentence(f"desk.exceptions.{name}") for name in heads]
    for one in lines:
        yield [
            words_of(one.kind),
            one.words,
            one.file,
            one.event.at.isoformat(),
            one.who,
            one.office,
            one.reason,
            str(one.event.number),
        ]
