"""The words of a call as officers correct them: what is published, what is in draft, how they
differ. Frequent questions that the secretariat answered itself are words of the call too."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from cordata.documents.models import Scan
from cordata.kernel.ids import public_id
from cordata.packs import CallDefinition
from cordata.packs.call import DocumentDefinition
from cordata.packs.canonical import digest
from cordata.packs.provenance import Text
from cordata.packs.wording import (
    ANSWER,
    FILES,
    TITLE,
    Part,
    Place,
    Words,
    document_place,
    places_of,
    with_words,
    words_of,
)
from cordata.programme.models import Call, CallFile, Publication, Wording, WordingDraft

OWN_ANSWER = "answer"  # the kind of place that a `Publication` is


@dataclass(frozen=True, slots=True)
class Line:
    """One text that is corrected: where it stands, what it said, what it says now."""

    path: str
    kind: str
    number: str
    names: Text
    part: str
    before: Text
    after: Text
    gone: bool = False  # its place is taken away
    stale: bool = field(default=False, compare=False)  # published anew since the draft was written

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Line:
        return cls(**data)

    def stored(self) -> dict[str, Any]:
        return {name: value for name, value in asdict(self).items() if name != "stale"}


def needed_languages(call: Call) -> tuple[str, ...]:
    """The languages that no published text may lack: those applications are written in."""
    return call.definition.languages


def all_languages(call: Call) -> tuple[str, ...]:
    """Those first, then the others the programme speaks."""
    needed = needed_languages(call)
    return (*needed, *(one for one in call.programme.definition.languages if one not in needed))


def drafts_of(call: Call) -> dict[str, WordingDraft]:
    """What is in draft, by path."""
    found = call.wording_drafts.select_related("written_by").order_by("path")
    return {one.path: one for one in found}


def published_words(call: Call) -> Words:
    """What readers read now, by path."""
    own = {
        f"{place.code}/{part.code}": part.texts
        for place in answer_places(call)
        for part in place.parts
    }
    return {**words_of(call.definition), **own}


def places(call: Call, drafts: Mapping[str, WordingDraft]) -> list[Place]:
    """Every place as published, and new documents as they stand in draft."""
    known = {one.code for one in call.definition.documents}
    new = {
        path: one.texts
        for path, one in drafts.items()
        if path.startswith("document/") and path.split("/")[1] not in known
    }
    return [*places_of(with_words(call.definition, new)), *answer_places(call)]


def place(call: Call, drafts: Mapping[str, WordingDraft], kind: str, key: str) -> Place | None:
    """The place of that kind and key, if words may be corrected there."""
    return next((one for one in places(call, drafts) if one.code == f"{kind}/{key}"), None)


def new_document() -> Place:
    """A document nobody has written of yet, under a code of its own."""
    return document_place(DocumentDefinition(public_id(), {}, {}))


def takes_files(call: Call, place: Place) -> bool:
    """Whether somebody uploads the files of this place: those the system makes are its own."""
    made = {one.code for one in call.definition.documents if one.generated}
    return place.kind == "document" and place.key not in made


def may_go(call: Call, place: Place) -> bool:
    """Whether it can be taken away: a published answer or document that people wrote."""
    if place.kind == "document":
        known = {one.code for one in call.definition.documents}
        return place.key in known and takes_files(call, place)
    return place.kind in {"question", OWN_ANSWER}


def gone(call: Call, places: Iterable[Place], published: Words, lines: Iterable[Line]) -> set[str]:
    """The places of which the draft leaves no word."""
    emptied = {one.path for one in lines if not any(one.after.values())}
    return {
        place.code
        for place in places
        if may_go(call, place)
        and all(
            path in emptied
            for path, texts in published.items()
            if path.startswith(f"{place.code}/") and any(texts.values())
        )
    }


def answer_places(call: Call) -> list[Place]:
    """The secretariat's own answers about this call, the latest first."""
    own = call.publications.filter(kind=Publication.Kind.FAQ, withdrawn_at=None)
    return [_answer_place(one) for one in own.order_by("-published_at", "-pk")]


def _answer_place(one: Publication) -> Place:
    parts = (Part("titles", one.titles, TITLE, lines=False), Part("texts", one.texts, ANSWER))
    return Place(OWN_ANSWER, one.pid, parts, one.titles)


def lines_of(call: Call) -> list[Line]:
    """How the draft differs from what is published, in the order of reading."""
    drafts, published = drafts_of(call), published_words(call)
    found, known = [], places(call, drafts)
    for place in known:
        parts = [part.code for part in place.parts]
        for code in (*parts, FILES):
            path = f"{place.code}/{code}"
            if path in drafts:
                found.append(_line(place, code, drafts[path], published.get(path, {})))
    away = gone(call, known, published, found)
    return [replace(one, gone=one.path.rpartition("/")[0] in away) for one in found]


def _line(place: Place, part: str, draft: WordingDraft, published: Text) -> Line:
    return Line(
        path=draft.path,
        kind=place.kind,
        number=place.number,
        names=place.names,
        part=part,
        before=dict(published),
        after=draft.texts,
        stale=dict(published) != draft.base,
    )


def seal_of(lines: Iterable[Line]) -> str:
    """What the reader of a preview has seen: publishing something else is refused."""
    return digest([one.stored() for one in lines])


def problem_of(call: Call, lines: list[Line]) -> tuple[str, Line, str] | None:
    """What keeps a draft from being published: code, text, and the language that is missing."""
    if stale := next((one for one in lines if one.stale), None):
        return "wording.published_meanwhile", stale, ""
    if missing := missing_language(call, lines):
        return "wording.language_missing", *missing
    if unfinished := unfinished_document(call, lines):
        return "wording.document_unfinished", unfinished, ""
    if unchecked := unchecked_file(call, lines):
        return "wording.file_unchecked", unchecked, ""
    return None


def missing_language(call: Call, lines: Iterable[Line]) -> tuple[Line, str] | None:
    """The first text that would be published without one of the languages it needs."""
    for line in (one for one in lines if not one.gone):
        for language in needed_languages(call):
            if not line.after.get(language, "").strip():
                return line, language
    return None


def unchecked_file(call: Call, lines: Iterable[Line]) -> Line | None:
    """A file that a scan refused or has not looked at yet."""
    for line in lines:
        pids = line.after.values() if line.part == FILES else ()
        if call.files.filter(pid__in=pids).exclude(file__scan=Scan.CLEAN).exists():
            return line
    return None


def unfinished_document(call: Call, lines: Iterable[Line]) -> Line | None:
    """A new document whose title, description or file is missing altogether."""
    known = {one.code for one in call.definition.documents}
    new: dict[str, list[Line]] = {}
    for line in lines:
        code = line.path.split("/")[1]
        if line.kind == "document" and code not in known:
            new.setdefault(code, []).append(line)
    whole = {"names", "descriptions", FILES}
    return next((one[0] for one in new.values() if {line.part for line in one} != whole), None)


# What a later load of the pack meets


def over(definition: CallDefinition, wordings: Iterable[Wording]) -> CallDefinition:
    """The pack's call with the words that screens have put in their place."""
    return with_words(definition, {one.path: one.texts for one in wordings})


def disputed(definition: CallDefinition, wordings: Iterable[Wording]) -> list[Wording]:
    """Words corrected on a screen where the pack says something new meanwhile, and something
    else."""
    of_pack = words_of(definition)
    return [one for one in wordings if of_pack.get(one.path, {}) not in (one.texts, one.of_pack)]


def current_files(call: Call) -> dict[str, CallFile]:
    """The files that the documents of the version in force name, by public id."""
    pids = [pid for one in call.definition.documents for pid in one.files.values()]
    found = call.files.filter(pid__in=pids).select_related("file") if pids else ()
    return {one.pid: one for one in found}
