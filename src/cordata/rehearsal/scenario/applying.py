"""Applications from the first line to the filing, each act by the person whose it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from io import BytesIO

from django.core.files.base import File

from cordata.accounts.models import Person
from cordata.applications import questions
from cordata.applications.actions import (
    accept_declarations,
    add_annex,
    add_partner,
    agree_texts,
    give_mandate,
    invite_guest,
    save_activity,
    save_answers,
    save_indicators,
    start_application,
    submit_application,
)
from cordata.applications.actions.answers import Conflict
from cordata.applications.actions.declarations import AidDraft, save_aid
from cordata.applications.actions.partners import say_history
from cordata.applications.models import Application, Partner
from cordata.documents.storing import store_file
from cordata.kernel.verdicts import NotPossible
from cordata.matching.models import Introduction
from cordata.programme.models import Call
from cordata.rehearsal.scenario.people import editor, organisation, signatory, staff
from cordata.rehearsal.scenario.reading import Book
from cordata.rehearsal.scenario.spending import write_budget
from cordata.rehearsal.scenario.step import Act, made
from cordata.rehearsal.scenario.writing import Told, Writer


def acts(book: Book) -> Iterator[Act]:
    """Started, shown to guests, written, signed, filed; a draft that lapses is never signed."""
    for told in book.table("applications").get("application", ()):
        key = f"application:{told['key']}"
        yield Act(told["started"], key, partial(start, book, told))
        for number, one in enumerate(told.get("guests", ())):
            yield Act(one["at"], f"{key}:guest:{number}", partial(invite, book, told, one))
        if "written" in told:
            yield Act(told["written"], f"{key}:write", partial(write, book, told))
        if "signed" in told:
            yield Act(told["signed"], f"{key}:sign", partial(sign, book, told))
        if "filed" in told:
            yield Act(told["filed"], f"{key}:file", partial(file, book, told))


def start(book: Book, told: Told, at: datetime) -> str:
    """The lead's editor opens the draft, from an introduction if there was one."""
    writer = editor(book, told["partners"][0])
    met = told.get("introduction")
    application = start_application(
        call=Call.objects.get(code=told["call"]),
        organisation=organisation(told["partners"][0]),
        by=writer,
        at=at,
        introduction=Introduction.objects.get(pid=made(f"introduction:{met}")) if met else None,
    )
    present = set(application.partners.values_list("organisation__pid", flat=True))
    for key in told["partners"][1:]:
        other = organisation(key)
        if other.pid not in present:
            add_partner(application, other, by=writer, at=at)
    return str(application.pid)


def invite(book: Book, told: Told, one: Told, at: datetime) -> str:
    """Somebody from outside is let into the draft, by the lead's editor."""
    guest = invite_guest(
        draft(told),
        staff(one["who"]).email,
        one["kind"],
        until=book.instant(one["until"]),
        by=editor(book, told["partners"][0]),
        at=at,
    )
    return str(guest.pid)


def draft(told: Told) -> Application:
    return Application.objects.with_call().get(pid=made(f"application:{told['key']}"))


def partners_of(application: Application) -> list[Partner]:
    """The partners in their order, as the table names them."""
    return list(application.partners.select_related("organisation").order_by("position"))


def write(book: Book, told: Told, at: datetime) -> str:
    """Every text, activity and amount; each partner writes its own part."""
    application, words = draft(told), Writer(book, told)
    lead = editor(book, told["partners"][0])
    partners = partners_of(application)
    _saved(save_answers(application, list(words.answers(application)), by=lead, at=at))
    for one, key in zip(partners, told["partners"], strict=True):
        writer = editor(book, key)
        say_history(one, bool(words.history(key)), by=writer, at=at)
        _saved(save_answers(application, list(words.contribution(one, key)), by=writer, at=at))
    for activity in words.activities(partners):
        save_activity(application, activity, by=lead, at=at)
    save_indicators(application, words.indicators(), by=lead, at=at)
    application.changed_at = at
    write_budget(book, words, application, partners, by=lead)
    return str(application.pid)


def _saved(conflicts: Sequence[Conflict]) -> None:
    """Somebody else, a visitor perhaps, has written in this draft: it is left as it is."""
    if conflicts:
        raise NotPossible("application.text.overtaken")


def sign(book: Book, told: Told, at: datetime) -> str:
    """Texts agreed by the other side, declarations, files, and the partners' mandates."""
    application = draft(told)
    partners = partners_of(application)
    reader = editor(book, told["partners"][1])
    _agree(application, partners, by=reader, at=at)
    codes = [one.code for one in application.definition.declarations]
    for one, key in zip(partners, told["partners"], strict=True):
        head, writer = signatory(book, key), editor(book, key)
        accept_declarations(one, codes, by=head, at=at)
        aid = AidDraft({"economic_activity": False}, regime="none")
        save_aid(one, aid, by=writer, at=at)
        if key not in told.get("without_files", ()):
            _join_files(book, application, one, by=writer, at=at)
        if not one.is_lead:
            give_mandate(one, by=head, at=at)
    return str(application.pid)


def _agree(application: Application, partners: list[Partner], *, by: Person, at: datetime) -> None:
    """All versions say the same: every text that exists in several languages."""
    definition = application.definition
    versions: dict[tuple[str, int | None], dict[str, int]] = {}
    for answer in application.answers.exclude(language=""):
        place = (answer.field, answer.partner_id)
        versions.setdefault(place, {})[answer.language] = answer.version
    owners = {partner.pk: partner for partner in partners}
    for (field, owner), seen in versions.items():
        asked = definition.form.field(field)
        if asked and questions.is_bilingual(asked):
            mine = owners.get(owner) if owner else None
            agree_texts(application, field=field, versions=seen, by=by, at=at, partner=mine)


def _join_files(
    book: Book, application: Application, one: Partner, *, by: Person, at: datetime
) -> None:
    """The files that the call asks of this kind of body, each a small PDF of the folder."""
    for slot in application.definition.ruleset.annexes:
        if slot.required and one.organisation.legal_type in slot.applies_to:
            stored = store_file(paper(book, slot.code), by=by, at=at)
            add_annex(application, slot.code, stored, by=by, at=at, partner=one)


def paper(book: Book, name: str) -> File[bytes]:
    """The folder's PDF of that name as a browser would send it."""
    content = (book.folder / "files" / f"{name}.pdf").read_bytes()
    return File(BytesIO(content), name=f"{name}.pdf")


def file(book: Book, told: Told, at: datetime) -> str:
    """The lead's signatory files: from then on the content is sealed."""
    application = draft(told)
    receipt = submit_application(
        application.pid,
        by=signatory(book, told["partners"][0]),
        key=f"scenario:{told['key']}",
        statements=[
            {"code": one.code, "version": one.version} for one in application.definition.statements
        ],
        received_at=at,
        at=at,
    )
    return str(receipt.pid)
