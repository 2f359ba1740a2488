"""How the words of a call stand on the pages that correct them: by group, and before and after."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cordata.kernel.localised import pick
from cordata.packs.call import DocumentDefinition
from cordata.packs.provenance import Text
from cordata.packs.wording import FILES, Place
from cordata.programme import wording
from cordata.programme.models import Call, CallFile, WordingDraft
from cordata.programme.wording import OWN_ANSWER, Line
from cordata.web.catalogue import sentence
from cordata.web.differences import Piece, difference

GROUPS = {  # kind of place -> the group it is listed in
    "call": "texts",
    "text": "texts",
    "question": "questions",
    OWN_ANSWER: "questions",
    "document": "documents",
    "section": "form",
    "field": "form",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A place in the list: what it is called, whether it is in draft and by whom."""

    place: Place
    title: str
    draft: WordingDraft | None

    @property
    def is_heading(self) -> bool:
        """A section of the form stands above its questions."""
        return self.place.kind == "section"


@dataclass(frozen=True, slots=True)
class Said:
    """One text in one language: what was taken out and put in, or the files before and after."""

    language: str
    pieces: tuple[Piece, ...] = ()
    before: CallFile | None = None
    after: CallFile | None = None
    same: bool = False


@dataclass(frozen=True, slots=True)
class Changed:
    """A text that is corrected, in every language that has it."""

    line: Line
    title: str
    part: str
    said: tuple[Said, ...]


def groups(call: Call, drafts: Mapping[str, WordingDraft]) -> list[tuple[str, list[Row]]]:
    """The places by group, in the order of reading."""
    found: dict[str, list[Row]] = {code: [] for code in dict.fromkeys(GROUPS.values())}
    for place in wording.places(call, drafts):
        own = (one for path, one in drafts.items() if path.startswith(f"{place.code}/"))
        found[GROUPS[place.kind]].append(Row(place, title_of(place), next(own, None)))
    return list(found.items())


def title_of(place: Place | Line) -> str:
    """What a place is called, with the number the form prints."""
    name = pick(place.names) or sentence(f"programme.place.{place.kind}")
    if place.kind == "call":
        name = sentence("programme.place.call")
    return f"{place.number} {name}".strip()


def standing(call: Call, place: Place) -> list[Changed]:
    """Where a place is in draft: how that differs from what is published."""
    lines = [one for one in wording.lines_of(call) if one.path.startswith(f"{place.code}/")]
    return changed(call, lines)


def changed(call: Call, lines: Iterable[Line]) -> list[Changed]:
    """Every corrected text, language by language."""
    known = list(lines)
    pids = {
        pid
        for one in known
        if one.part == FILES
        for pid in (*one.before.values(), *one.after.values())
    }
    files = {one.pid: one for one in call.files.filter(pid__in=pids).select_related("file")}
    return [
        Changed(line, title_of(line), sentence(f"programme.part.{line.part}"), said)
        for line in known
        if (said := tuple(_said(call, line, files)))
    ]


def _said(call: Call, line: Line, files: Mapping[str, CallFile]) -> Iterable[Said]:
    for language in wording.all_languages(call):
        before, after = line.before.get(language, ""), line.after.get(language, "")
        if not (before or after):
            continue
        if line.part == FILES:
            yield Said(
                language, before=files.get(before), after=files.get(after), same=before == after
            )
        else:
            yield Said(language, difference(before, after), same=before == after)


def files_of(call: Call) -> list[tuple[DocumentDefinition, list[CallFile]]]:
    """The documents with their files in force, in the order of the languages."""
    files = wording.current_files(call)
    return [(one, _in_order(call, one.files, files)) for one in call.definition.documents]


def _in_order(call: Call, named: Text, files: Mapping[str, CallFile]) -> list[CallFile]:
    pids = (named.get(language, "") for language in wording.all_languages(call))
    return [files[pid] for pid in dict.fromkeys(pids) if pid in files]
