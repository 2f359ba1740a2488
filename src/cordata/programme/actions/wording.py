"""Words of a call are corrected: in draft first, then published together with the reason."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from cordata.accounts.models import Person
from cordata.documents.models import StoredFile
from cordata.kernel.journal import Actor
from cordata.kernel.localised import pick
from cordata.kernel.transitions import tell
from cordata.kernel.verdicts import NotPossible
from cordata.notify import links
from cordata.packs.canonical import digest
from cordata.packs.provenance import Text
from cordata.packs.wording import FILES, Place, Words, with_words, words_of
from cordata.programme import wording
from cordata.programme.actions.publishing import publish
from cordata.programme.actions.versions import announce_version, freeze_version, in_one_line
from cordata.programme.models import (
    Call,
    CallChange,
    CallFile,
    CallVersion,
    Publication,
    Wording,
    WordingDraft,
)
from cordata.programme.queries import says_the_same
from cordata.programme.wording import OWN_ANSWER, Line
from cordata.web.catalogue import sentence


@transaction.atomic
def write_words(
    call: Call, words: Words, *, seen: str, by: Person, at: datetime
) -> list[WordingDraft]:
    """Put words in draft; those that say what is published already leave it.

    `seen` is `standing` of these paths as the writer's page showed them. Raises NotPossible
    `wording.changed_meanwhile` when somebody else has written there since.
    """
    locked = _locked(call.pk)
    drafts, published = wording.drafts_of(locked), wording.published_words(locked)
    if standing(words, drafts, published) != seen:
        raise NotPossible("wording.changed_meanwhile")
    written = []
    for path, texts in words.items():
        said = {language: text for language, text in texts.items() if text.strip()}
        base = dict(published.get(path, {}))
        if said == base:
            locked.wording_drafts.filter(path=path).delete()
        else:
            written.append(_write(locked, path, said, base, by, at))
    return written


def _write(
    call: Call, path: str, texts: Text, base: Text, by: Person, at: datetime
) -> WordingDraft:
    draft, _made = WordingDraft.objects.update_or_create(
        call=call,
        path=path,
        defaults={"texts": dict(texts), "base": base, "written_by": by, "written_at": at},
    )
    return draft


def standing(words: Words, drafts: Mapping[str, WordingDraft], published: Words) -> str:
    """A mark of what these paths say now, draft and published, for `seen`."""
    said = [
        [path, drafts[path].texts if path in drafts else None, dict(published.get(path, {}))]
        for path in sorted(words)
    ]
    return digest(said)


@transaction.atomic
def add_file(
    call: Call, document: str, language: str, file: StoredFile, *, by: Person, at: datetime
) -> CallFile:
    """A file for a document in one language, in draft like words; the one it replaces stays."""
    locked = _locked(call.pk)
    added = CallFile.objects.create(
        call=locked, document=document, language=language, file=file, added_by=by, added_at=at
    )
    path = f"document/{document}/{FILES}"
    draft = wording.drafts_of(locked).get(path)
    base = dict(wording.published_words(locked).get(path, {}))
    files = {**(draft.texts if draft else base), language: added.pid}
    _write(locked, path, files, base, by, at)
    return added


@transaction.atomic
def take_away(call: Call, place: Place, *, seen: str, by: Person, at: datetime) -> None:
    """A document or an answer leaves the public pages with the next publication and its reason:
    in draft it has no word left. Raises NotPossible `wording.stays` for what cannot go."""
    locked = _locked(call.pk)
    if not wording.may_go(locked, place):
        raise NotPossible("wording.stays")
    write_words(locked, {place.path(one): {} for one in place.parts}, seen=seen, by=by, at=at)
    files = f"{place.code}/{FILES}"
    if base := wording.published_words(locked).get(files):
        _write(locked, files, {}, base, by, at)


@transaction.atomic
def drop_words(call: Call, *, under: str = "", by: Actor, at: datetime) -> int:
    """Throw the draft away, of one place (`under`) or of the whole call; how many texts."""
    locked = _locked(call.pk)
    drafts = locked.wording_drafts.filter(path__startswith=f"{under}/" if under else "")
    paths = list(drafts.order_by("path").values_list("path", flat=True))
    if paths:
        tell(locked, "wording_dropped", by=by, at=at, paths=paths)
    drafts.delete()
    return len(paths)


@transaction.atomic
def publish_words(call: Call, seen: str, *, reasons: Text, by: Person, at: datetime) -> CallChange:
    """Publish the whole draft as one correction: a version of the call where its pack's words
    change, an erratum for everybody, a line in the journal (TIM-06 asks as much of dates).

    `seen` is the seal of the preview. Raises NotPossible `wording.nothing`,
    `wording.changed_meanwhile`, `wording.published_meanwhile`, `wording.language_missing`,
    `wording.document_unfinished`, `wording.file_unchecked`, `wording.reason_missing`.
    """
    locked = _locked(call.pk)
    lines = wording.lines_of(locked)
    _refuse(locked, lines, seen, reasons)
    said = _in_every_language(locked, reasons)
    version = _new_version(locked, lines, said, by, at)
    _correct_answers(lines, said, by, at)
    change = _announce(locked, lines, version, said, by, at)
    locked.wording_drafts.all().delete()
    if version is not None:
        announce_version(version, by=by, at=at, change=change.pid)
    return change


def _refuse(call: Call, lines: list[Line], seen: str, reasons: Text) -> None:
    if not lines:
        raise NotPossible("wording.nothing")
    if wording.seal_of(lines) != seen:
        raise NotPossible("wording.changed_meanwhile")
    if problem := wording.problem_of(call, lines):
        code, line, language = problem
        spoken = sentence(f"rules.language.{language}") if language else ""
        raise NotPossible(code, where=pick(line.names), spoken=spoken)
    for language in wording.needed_languages(call):
        if not reasons.get(language, "").strip():
            raise NotPossible("wording.reason_missing")


def _in_every_language(call: Call, reasons: Text) -> dict[str, str]:
    """The reason for each of the programme's languages; one not written reads the first."""
    first = reasons[wording.needed_languages(call)[0]]
    languages = wording.all_languages(call)
    return {language: reasons.get(language, "").strip() or first for language in languages}


def _new_version(
    call: Call, lines: list[Line], reasons: Text, by: Person, at: datetime
) -> CallVersion | None:
    """The next version, or None where only the secretariat's own answers changed."""
    words = {one.path: one.after for one in lines if one.kind != OWN_ANSWER}
    definition = with_words(call.definition, words)
    if says_the_same(call.current_version, definition):
        return None
    of_pack = words_of(call.definition)
    for path, texts in words.items():
        Wording.objects.update_or_create(
            call=call,
            path=path,
            defaults={"texts": dict(texts), "published_at": at},
            create_defaults={
                "texts": dict(texts),
                "published_at": at,
                "of_pack": dict(of_pack.get(path, {})),
            },
        )
    return freeze_version(call, definition, by=by, at=at, reasons=reasons)


def _correct_answers(lines: list[Line], reasons: Text, by: Person, at: datetime) -> None:
    """Other words for answers the secretariat had published; the day they came stays."""
    words = {one.path: one.after for one in lines if one.kind == OWN_ANSWER}
    away = {one.path.rpartition("/")[0] for one in lines if one.gone}
    pids = {path.split("/")[1] for path in words}
    for answer in Publication.objects.select_for_update().filter(pid__in=pids).order_by("pk"):
        if f"{OWN_ANSWER}/{answer.pid}" in away:
            _withdraw(answer, reasons, by, at)
            continue
        answer.titles = words.get(f"{OWN_ANSWER}/{answer.pid}/titles", answer.titles)
        answer.texts = words.get(f"{OWN_ANSWER}/{answer.pid}/texts", answer.texts)
        answer.corrected_at = at
        answer.save()
        tell(answer, "corrected", by=by, at=at, because=in_one_line(reasons))


def _withdraw(answer: Publication, reasons: Text, by: Person, at: datetime) -> None:
    """It keeps its words for whoever had asked, and stands on no public page any more."""
    answer.withdrawn_at = at
    answer.save()
    tell(answer, "withdrawn", by=by, at=at, because=in_one_line(reasons))


def _announce(
    call: Call,
    lines: list[Line],
    version: CallVersion | None,
    reasons: Text,
    by: Person,
    at: datetime,
) -> CallChange:
    """The erratum and the public page of the correction."""
    change = CallChange(
        call=call,
        version=version,
        reasons=dict(reasons),
        lines=[one.stored() for one in lines],
        published_by=by,
        published_at=at,
    )
    change.erratum = publish(
        call.programme,
        Publication.Kind.ERRATUM,
        titles=_titles(call, lines),
        texts=_texts(call, change, reasons),
        call=call,
        by=by,
        at=at,
        with_version=version.number if version else 0,
    )
    change.save()
    tell(change, "published", by=by, at=at, because=in_one_line(reasons), texts=len(lines))
    return change


def _titles(call: Call, lines: list[Line]) -> dict[str, str]:
    """How many texts were corrected; what is only taken away is called by its name."""
    away = {one.path.rpartition("/")[0]: one.names for one in lines if one.gone}
    if all(one.gone for one in lines):
        code, count = "programme.change.taken_away", len(away)
    else:
        code, count = "programme.change.title", len(lines)
    return {
        language: sentence(
            code,
            language,
            count=count,
            names=", ".join(pick(one, language) for one in away.values()),
        )
        for language in wording.all_languages(call)
    }


def _texts(call: Call, change: CallChange, reasons: Text) -> dict[str, str]:
    found = {}
    for language, reason in reasons.items():
        page = links.page("programme:change", language, code=call.code, pid=change.pid)
        found[language] = sentence("programme.change.text", language, reason=reason, page=page)
    return found


def _locked(pk: int) -> Call:
    found = Call.objects.select_for_update(of=("self",)).select_related("programme", "version")
    return found.get(pk=pk)
