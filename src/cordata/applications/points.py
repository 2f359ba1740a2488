"""What is left to do, one point a line, each with the page where it is done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cordata.applications import questions
from cordata.applications.anchors import partner_at, section_of, url_of
from cordata.applications.judging import Judgement
from cordata.applications.models import Application
from cordata.kernel.localised import pick
from cordata.rules.finding import Finding, Outcome
from cordata.web.catalogue import known, sentence


@dataclass(frozen=True, slots=True)
class Point:
    """One thing to do; `kind` is ko (stops filing) or wa (will be asked, or is advice)."""

    code: str
    text: str
    url: str
    section: str
    kind: str


def points_of(application: Application, judgement: Judgement) -> tuple[Point, ...]:
    """Every unmet check, what stops filing first; lists of fields become a line for each field."""
    stops = [point for one in judgement.blocking for point in _expanded(one, application, "ko")]
    asked = [point for one in judgement.asked for point in _expanded(one, application, "wa")]
    return _each_once((*stops, *asked))


def places_of(finding: Finding, application: Application) -> tuple[Point, ...]:
    """Where an unmet check is corrected, a line for each thing; nothing for the others."""
    if finding.verdict is not Outcome.UNMET:
        return ()
    points = _expanded(finding, application, "ko" if finding.blocks else "wa")
    return _each_once(tuple(point for point in points if point.url))


def _each_once(points: tuple[Point, ...]) -> tuple[Point, ...]:
    """Three checks that wait for the same amounts are one thing to do."""
    kept: dict[tuple[str, str], Point] = {}
    for point in points:
        kept.setdefault((point.text, point.url), point)
    return tuple(kept.values())


def step_states(application: Application, points: tuple[Point, ...]) -> Mapping[str, str]:
    """Step -> `done` when nothing there stops filing, else `todo`; a missing annex counts."""
    open_steps = {
        point.section for point in points if point.kind == "ko" or point.section == "annexes"
    }
    steps = ("project", "partners", "texts", "activities", "budget", "annexes")
    return {step: "todo" if step in open_steps else "done" for step in steps}


def _expanded(finding: Finding, application: Application, kind: str) -> Iterator[Point]:
    listed = finding.params.get("fields") or finding.params.get("texts") or ()
    code = f"application.point.{finding.reason}"
    if isinstance(listed, tuple) and listed and known(code):
        for anchor in listed:
            question = question_name(anchor, application)
            text = sentence(code, question=question)
            yield _point(finding, anchor, text, application, kind)
        return
    yield _point(finding, finding.field, said(finding), application, kind)


def _point(finding: Finding, anchor: str, text: str, application: Application, kind: str) -> Point:
    section = section_of(anchor, application)
    return Point(finding.code, text, url_of(anchor, application), section, kind)


def said(finding: Finding) -> str:
    """The finding's own sentence, with its number."""
    params: dict[str, Any] = dict(finding.params)
    return sentence(finding.sentence_code, **params)


def question_name(anchor: str, application: Application) -> str:
    """The words of the question behind an anchor: `Comune di Valfredda: what you bring`."""
    head, _, rest = anchor.removeprefix("text.").partition(".")
    if head == "partner":
        position, _, key = rest.partition(".")
        partner = partner_at(position, application)
        name = partner.organisation.name if partner else position
        return f"{name} · {_label(key, application)}"
    if head == "activity":
        return _activity_name(rest, application)
    return _label(head, application)


def _label(key: str, application: Application) -> str:
    form = application.definition.form
    field = form.field(key) or next(
        (one for one in form.fields() if one.key == key.split(".")[0]), None
    )
    return pick(field.labels) if field else key


def _activity_name(rest: str, application: Application) -> str:
    """`Workshops · Deliverable 2 · Month`, as far as the anchor goes."""
    position, _, part = rest.partition(".")
    named = {str(one.position): pick(one.titles) for one in application.activities.all()}
    form = application.definition.form
    tables = {key: form.field(key) for key in ("activities", "deliverables")}
    word = {key: pick(table.labels) if table else "" for key, table in tables.items()}
    said = [named.get(position) or f"{word['activities']} {position}"]
    table = tables["activities"]
    if part.startswith("deliverable."):
        _, number, *keys = part.split(".")
        said.append(f"{word['deliverables']} {number}")
        part, table = keys[0] if keys else "", tables["deliverables"]
    columns = {one.key: pick(one.labels) for one in table.columns} if table else {}
    return " · ".join([*said, columns[part]] if part in columns else said)


def questions_agreed(application: Application, judgement: Judgement) -> tuple[int, int]:
    """(agreed, all) of the project's texts in several languages."""
    keys = {
        field.key
        for field in questions.of_texts(application.definition)
        if questions.is_bilingual(field)
    }
    texts = [text for text in judgement.facts.texts if text.key in keys]
    return sum(text.agreed for text in texts), len(texts)
