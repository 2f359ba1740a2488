"""Everything the pages of a completion show: what can be opened, what is asked, what changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from cordata.assessment.forms_completing import AnswerForm, AskForm, Opened
from cordata.assessment.models import CompletionFile, CompletionRequest, Review
from cordata.assessment.parts import (
    PROJECT,
    Content,
    Kind,
    Part,
    annexes_of,
    groups_of,
    kind_of,
    parts_of,
    texts_of,
)
from cordata.assessment.queries import checklist, grid_of
from cordata.assessment.standing import standing_of
from cordata.documents.kinds import extensions
from cordata.kernel.localised import pick
from cordata.rules.finding import Outcome
from cordata.web.catalogue import sentence
from cordata.web.context import OWN_NAMES
from cordata.web.differences import Piece, difference


@dataclass(frozen=True, slots=True)
class ItemShown:
    """One item with what stood before and what was sent for it, difference marked."""

    number: int
    text: str
    label: str
    owner: str
    changes: Sequence[tuple[str, Sequence[Piece]]]  # language, pieces
    before: Sequence[Mapping[str, Any]]  # files of the slot as they stood
    files: Sequence[CompletionFile]
    answered: bool

    @property
    def opens(self) -> bool:
        """Whether something of the file itself was opened."""
        return bool(self.label)


@dataclass(frozen=True, slots=True)
class RoundShown:
    """One request with its items and the files that answer it as a whole."""

    request: CompletionRequest
    items: Sequence[ItemShown]
    files: Sequence[CompletionFile]


def ask_form(review: Review, at: datetime, data: Any = None) -> tuple[AskForm, list[Any]]:
    """The form, and its groups: heading, and (label, field) of each part that can be opened."""
    content, definition = standing_of(review).content, review.submission.call_version.definition
    groups: list[tuple[str, list[tuple[str, str]]]] = [
        (pick(group.names) or _("Annexes"), [(one.code, pick(one.names)) for one in group.parts])
        for group in groups_of(content, definition)
    ]
    checks = list(_checks_to_ask(review))
    groups = [(_("Checks"), checks), *groups] if checks else groups
    codes = {code: name for _heading, parts in groups for code, name in parts}
    days = grid_of(review).completion_days
    form = AskForm(data, codes=codes, initial={"due_on": (at + timedelta(days=days)).date()})
    shown = [
        (heading, [(name, form.bound_for(code)) for code, name in parts])
        for heading, parts in groups
    ]
    return form, shown


def _checks_to_ask(review: Review) -> Iterable[tuple[str, str]]:
    """The checks that are not met or wait for a person."""
    for row in checklist(review):
        if row.verdict in {Outcome.UNMET, Outcome.UNKNOWN}:
            yield f"{Kind.CHECK}:{row.number}", f"{row.number}. {sentence(f'{row.code}.title')}"


def answer_form(
    completion: CompletionRequest, data: Any = None, files: Any = None
) -> tuple[AnswerForm, list[Any]]:
    """The lead's form, and each item with its fields: (item, texts, slot, how it stands)."""
    content, parts = _before(completion)
    opened = [
        _opened(completion, number, item, content, parts)
        for number, item in enumerate(completion.items, 1)
    ]
    initial = {"seen": completion.saved, "answer": completion.answer}
    form = AnswerForm(data, files, opened=opened, languages=OWN_NAMES, initial=initial)
    kept = _files(completion)
    shown = [
        {
            "item": item,
            "label": _label(item.code, parts),
            "texts": form.texts_of(item),
            "slot": form.slot_of(item),
            "files": annexes_of(content, item.part) if form.slot_of(item) and item.part else [],
            "kept": [one for one in kept if one.place == item.code],
        }
        for item in opened
    ]
    return form, shown


def _before(completion: CompletionRequest) -> tuple[Content, dict[str, Part]]:
    content = standing_of(completion.review, before=completion).content
    return content, parts_of(content, completion.review.submission.call_version.definition)


def _opened(
    completion: CompletionRequest,
    number: int,
    item: Mapping[str, str],
    content: Content,
    parts: Mapping[str, Part],
) -> Opened:
    part = parts.get(item["code"])
    texts = completion.texts.get(item["code"]) or (
        texts_of(content, part) if part is not None and part.is_text else {}
    )
    kinds = part.slot.media_types if part and part.slot else frozenset[str]()
    accept = ",".join(f".{ending}" for ending in extensions(kinds))
    owner = _owner(content, part)
    return Opened(number, item["code"], item["text"], part, owner, texts, accept)


def _owner(content: Content, part: Part | None) -> str:
    if part is None or part.owner == PROJECT:
        return ""
    found = (one for one in content["partners"] if one["key"] == part.owner)
    return next((str(one["organisation"]["name"]) for one in found), "")


def _label(code: str, parts: Mapping[str, Part]) -> str:
    if code in parts:
        return pick(parts[code].names)
    if kind_of(code) is Kind.CHECK:
        return _("Check %(number)s") % {"number": code.partition(":")[2]}
    return ""


def rounds_of(review: Review) -> list[RoundShown]:
    """Every request of a file with the difference each answer made."""
    return [round_of(one) for one in review.completions.all()]


def round_of(completion: CompletionRequest) -> RoundShown:
    content, parts = _before(completion)
    files = _files(completion)
    sent = completion.answered_at is not None
    items = [
        _item(number, item, completion, content, parts, files if sent else [])
        for number, item in enumerate(completion.items, 1)
    ]
    return RoundShown(completion, items, [one for one in files if sent and not one.place])


def _files(completion: CompletionRequest) -> list[CompletionFile]:
    return [one for one in completion.files.all() if one.replaced_at is None]


def _item(
    number: int,
    item: Mapping[str, str],
    completion: CompletionRequest,
    content: Content,
    parts: Mapping[str, Part],
    files: Sequence[CompletionFile],
) -> ItemShown:
    part, code = parts.get(item["code"]), item["code"]
    changes: list[tuple[str, Sequence[Piece]]] = []
    if part is not None and part.is_text and completion.answered_at is not None:
        given, stood = completion.texts.get(code, {}), texts_of(content, part)
        pairs = [(one, stood.get(one, ""), given.get(one, "")) for one in part.languages]
        changed = [one for one in pairs if code in completion.texts and one[1] != one[2]]
        changes = [(language, difference(old, new)) for language, old, new in changed]
    own = [one for one in files if one.place == code]
    return ItemShown(
        number=number,
        text=item["text"],
        label=_label(code, parts),
        owner=_owner(content, part),
        changes=changes,
        before=annexes_of(content, part) if part is not None and part.slot else [],
        files=own,
        answered=bool(changes or own),
    )
