"""Every version of a text to read: when, by whom, and how the text stood in each language then."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from django.db.models import Max, Q, QuerySet

from cordata.accounts.models import Organisation
from cordata.applications import questions
from cordata.applications.changes import Change, changes_of, said_by_field
from cordata.applications.helped import names_of
from cordata.applications.models import AnswerVersion, Application, Partner, PartVersion
from cordata.applications.part_versions import ListedPart
from cordata.applications.reading_fields import ReadField, read_field
from cordata.packs.form import FieldDefinition

SPELL = timedelta(minutes=10)  # what one person saves without a longer pause is listed once


@dataclass(frozen=True, slots=True)
class Place:
    """One question, of the project or of one organisation's sheet; `partner` while it is one."""

    application: Application
    question: FieldDefinition
    organisation: Organisation | None = None
    partner: Partner | None = None

    @property
    def rows(self) -> QuerySet[AnswerVersion]:
        return AnswerVersion.objects.filter(
            application=self.application,
            organisation=self.organisation,
            field=self.question.key,
        )

    def read(self, texts: Mapping[str, str]) -> ReadField:
        programme = self.application.call.programme.definition
        return read_field(self.question, texts, self.application.definition, programme)


@dataclass(frozen=True, slots=True)
class Moment:
    """One version, and with it a moment at which the text stood in every language."""

    pk: int
    language: str
    version: int
    author: str  # name; empty where nobody's is known
    saved_at: datetime
    machine: bool = False  # a machine's words, asked for by the author

    @property
    def code(self) -> str:
        return f"{self.language}-{self.version}"


class SavedOnce(Protocol):
    """What a list of versions needs of each."""

    @property
    def language(self) -> str: ...
    @property
    def author(self) -> str: ...
    @property
    def saved_at(self) -> datetime: ...
    @property
    def machine(self) -> bool: ...


def moments_of(place: Place) -> list[Moment]:
    """Every version of the text in every language, the latest first."""
    columns = ("pk", "language", "version", "author", "saved_at", "machine")
    found = list(place.rows.order_by("-pk").values_list(*columns))
    names = names_of(
        place.application, {author for _pk, _language, _version, author, _at, _machine in found}
    )
    return [
        Moment(pk, code, number, names.get(by, ""), at, machine)
        for pk, code, number, by, at, machine in found
    ]


Saved = TypeVar("Saved", bound=SavedOnce)


def spells_of(moments: Sequence[Saved]) -> list[Saved]:
    """Of what one person wrote without a pause, the last version; the latest first. A machine's
    words are listed apart from what a person made of them."""
    newer: dict[str, Saved] = {}
    kept = []
    for one in moments:
        after = newer.get(one.language)
        newer[one.language] = one
        if after is None or not _goes_on(one, after):
            kept.append(one)
    return kept


def _goes_on(one: SavedOnce, after: SavedOnce) -> bool:
    same_hand = (one.author, one.machine) == (after.author, after.machine)
    return same_hand and after.saved_at - one.saved_at < SPELL


@dataclass(frozen=True, slots=True)
class Compared:
    """Two moments of one text; `earlier` is none where there was nothing yet."""

    earlier: Moment | None
    later: Moment
    changes: tuple[Change, ...]
    before: ReadField
    after: ReadField
    restorable: tuple[Moment, ...]  # versions that say something else than what stands


def compared(
    place: Place, moments: Sequence[Moment], earlier: Moment | None, later: Moment
) -> Compared:
    """What differs between the two, in each language, and what may be put back."""
    first, second = _standing_at(moments, earlier), _standing_at(moments, later)
    present = _standing_at(moments, moments[0])
    every = {one.pk for side in (first, second, present) for one in side.values()}
    texts = dict(place.rows.filter(pk__in=every).values_list("pk", "text"))

    def said(side: Mapping[str, Moment]) -> ReadField:
        return place.read({code: texts[one.pk] for code, one in side.items()})

    before, after = said(first), said(second)
    changes = changes_of(said_by_field(before), said_by_field(after))
    shown = {one.pk: one for side in (first, second) for one in side.values()}
    other = [one for one in shown.values() if texts[one.pk] != texts[present[one.language].pk]]
    return Compared(earlier, later, tuple(changes), before, after, tuple(other))


def _standing_at(moments: Iterable[Moment], moment: Moment | None) -> dict[str, Moment]:
    """The version that stood in each language; `moments` come latest first.

    What was saved at one and the same instant, in two languages, stood together.
    """
    standing: dict[str, Moment] = {}
    for one in moments:
        if moment is not None and _not_after(one, moment):
            standing.setdefault(one.language, one)
    return dict(sorted(standing.items()))


def _not_after(one: Moment, moment: Moment) -> bool:
    if one.language == moment.language:
        return one.version <= moment.version
    return one.saved_at <= moment.saved_at


@dataclass(frozen=True, slots=True)
class Listed:
    """One text in the list of all texts: how many versions, and when the last was saved."""

    place: Place
    count: int
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class Group:
    """The texts of the project, or of one organisation's sheet; `gone`: no longer a partner."""

    organisation: Organisation | None
    texts: list[Listed]
    gone: bool = False
    parts: Sequence[ListedPart] = ()  # its money, or the project's indicators


def groups_of(application: Application, parts: Sequence[ListedPart] = ()) -> list[Group]:
    """Every text that has versions, and of `parts` those beside it: the project's, the partners',
    then of those taken out."""
    counted = _counted(application)
    partners = {one.organisation_id: one for one in application.partners.all()}
    written = {pk for pk, _field in counted if pk is not None}
    money = [one.place for one in parts if one.kind != PartVersion.Kind.ACTIVITY]
    gone = Organisation.objects.filter(Q(pk__in=written) | Q(pid__in=money))
    bodies = [one.organisation for one in partners.values()]
    bodies += gone.exclude(pk__in=partners).order_by("name")
    groups = [_group(application, counted, None, None)]
    groups += [_group(application, counted, one, partners.get(one.pk)) for one in bodies]
    found = [replace(one, parts=_beside(one, parts)) for one in groups]
    return [one for one in found if one.texts or one.parts]


def _beside(group: Group, parts: Sequence[ListedPart]) -> list[ListedPart]:
    place = group.organisation.pid if group.organisation else ""
    return [one for one in parts if one.place == place]


def _counted(application: Application) -> dict[tuple[int | None, str], tuple[int, datetime]]:
    """(organisation, field) -> the last number in any language, and the last instant."""
    rows = AnswerVersion.objects.filter(application=application).values_list(
        "organisation", "field", "language"
    )
    found: dict[tuple[int | None, str], tuple[int, datetime]] = {}
    for body, key, _language, number, at in rows.annotate(Max("version"), Max("saved_at")):
        count, last = found.get((body, key), (0, at))
        found[body, key] = (count + number, max(last, at))
    return found


def _group(
    application: Application,
    counted: Mapping[tuple[int | None, str], tuple[int, datetime]],
    body: Organisation | None,
    partner: Partner | None,
) -> Group:
    key = body.pk if body else None
    texts = [
        Listed(Place(application, item, body, partner), *counted[key, item.key])
        for item in asked(application, of_partner=body is not None)
        if (key, item.key) in counted
    ]
    return Group(body, texts, gone=body is not None and partner is None)


def asked(application: Application, *, of_partner: bool) -> tuple[FieldDefinition, ...]:
    """The questions whose answers have versions, of the project or of a partner's sheet."""
    definition = application.definition
    if of_partner:
        return questions.of_partner(definition)
    return questions.of_project(definition) + questions.of_texts(definition)


def place_of(application: Application, field: str, organisation: str = "") -> Place | None:
    """The place named by the form's key and an organisation's public id, if it has versions."""
    items = asked(application, of_partner=bool(organisation))
    item = next((one for one in items if one.key == field), None)
    body = _body(application, organisation)
    if item is None or bool(organisation) != bool(body):
        return None
    partners = application.partners.all()
    partner = next((one for one in partners if body and one.organisation_id == body.pk), None)
    place = Place(application, item, body, partner)
    return place if place.rows.exists() else None


def _body(application: Application, pid: str) -> Organisation | None:
    """An organisation that has written in this draft, also one that was taken out."""
    written = AnswerVersion.objects.filter(application=application).values("organisation")
    return Organisation.objects.filter(pid=pid, pk__in=written).first() if pid else None
