"""What officers wrote in drafts of people who could not: who, for whom, and what is still to read.

An officer who ever helped a draft stands on no partner's side, so whatever bears their name there
was written for somebody: the name alone tells it, in every version and line of the history.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db.models import Max, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import get_language

from cordata.accounts.models import Person
from cordata.applications.models import AnswerVersion, Application, Help, PartVersion
from cordata.applications.reads import KIND as READ_KIND
from cordata.kernel.models import Event
from cordata.web.catalogue import sentence

WORDING = "1"  # of the consent, in all languages together; changed words are the next number


def wording(days: int, language: str = "") -> dict[str, str]:
    """The consent as it is shown or read out: its version, its language and its words."""
    language = language or get_language() or "en"
    text = sentence("application.help.consent", language, days=days)
    return {"version": WORDING, "language": language, "text": text}


def fingerprint(languages: Iterable[str]) -> str:
    """Of the consent in all languages: what a version number stands for."""
    words = "\n".join(wording(0, code)["text"] for code in languages)
    return sha256(words.encode()).hexdigest()


def ever_helped(application: Application) -> QuerySet[Help]:
    return application.helps.filter(begun_at__isnull=False).select_related(
        "organisation", "helper", "consented_by", "opened_by"
    )


def has_helped(person: Any, application: Application) -> bool:
    """Whether this person ever wrote, or might have written, for somebody of this file: who did
    does not examine it. Asked once for a file."""
    known: set[int] | None = application.__dict__.get("_helpers")
    if known is None:
        known = set(ever_helped(application).values_list("helper_id", flat=True))
        application.__dict__["_helpers"] = known
    return getattr(person, "pk", None) in known


def names_of(application: Application, keys: Iterable[str]) -> dict[str, str]:
    """Actor key -> the person's name; of an officer who helped, with whom for."""
    pids = {key.removeprefix("person:") for key in keys}
    return {one.actor_key: named(one) for one in with_body(application, pids)}


def with_body(application: Application, pids: Iterable[str]) -> QuerySet[Person]:
    """These people, each with the name of the body they helped here, if any."""
    helps = Help.objects.filter(
        application=application, helper=OuterRef("pk"), begun_at__isnull=False
    )
    body = Subquery(helps.values("organisation__name")[:1])
    return Person.objects.filter(pid__in=pids).annotate(helped_body=body)


def named(person: Any) -> str:
    """`Hélène Martin, pour Association Sentiers du Semnoz`."""
    body = getattr(person, "helped_body", None)
    if not body:
        return str(person)
    return sentence("application.help.by_for", name=str(person), organisation=body)


def helps_shown(application: Application, at: datetime) -> list[Help]:
    """What runs or waits for the applicant's consent or for an officer, for the draft's page."""
    open_ones = (
        application.helps.filter(ended_at=None)
        .exclude(way=Help.Way.PAPER)
        .select_related("organisation", "helper")
    )
    return [one for one in open_ones if one.runs(at) or one.waits(at)]


@dataclass(frozen=True, slots=True)
class Written:
    """The last version of one text or part, or an act, of an officer, and whether it was read."""

    at: datetime
    by: str
    field: str = ""  # key of the question; empty: a part, or another act
    language: str = ""
    place: str = ""  # public id of whose sheet, or of what the part is of
    version: int = 0
    kind: str = ""  # of a part that is saved whole
    event: Event | None = None
    is_new: bool = True


def is_to_read(application: Application) -> bool:
    """Whether an officer wrote what no partner has said to have read: nothing is filed so."""
    return any(_unread(one) for one in ever_helped(application))


def _unread(one: Help) -> bool:
    saved, done = Q(), Q()
    if one.read_at is not None:
        saved, done = Q(saved_at__gt=one.read_at), Q(at__gt=one.read_at)
    texts, parts = _versions(AnswerVersion, one), _versions(PartVersion, one)
    return (
        texts.filter(saved).exists() or parts.filter(saved).exists()
        or _acts(one).filter(done).exists()
    )  # fmt: skip


def _versions(model: Any, one: Help) -> QuerySet[Any]:
    rows: QuerySet[Any] = model.objects.filter(application=one.application_id, author=_key(one))
    return rows.order_by()


def _key(one: Help) -> str:
    return one.helper.actor_key if one.helper else ""


def _acts(one: Help) -> QuerySet[Event]:
    """What the officer did in the draft, but reading it, and the help itself."""
    mine = Event.objects.filter(actor=_key(one), at__gte=one.begun_at)
    here = mine.filter(subject_type="application", subject_id=one.application.pid)
    return here.exclude(Q(kind=READ_KIND) | Q(kind__startswith="application.help_"))


def written(application: Application) -> list[Written]:
    """What officers wrote, the latest first: of each text its last version."""
    found = [
        line
        for one in ever_helped(application)
        for line in (*_texts(one), *_parts(one), *_others(one))
    ]
    return sorted(found, key=lambda line: line.at, reverse=True)


def _texts(one: Help) -> Iterator[Written]:
    places = _versions(AnswerVersion, one).values_list("field", "language", "organisation__pid")
    for field, language, body, version, at in places.annotate(Max("version"), Max("saved_at")):
        yield Written(
            at, str(one.helper), field, language, body or "", version, is_new=_new(one, at)
        )


def _parts(one: Help) -> Iterator[Written]:
    places = _versions(PartVersion, one).values_list("kind", "activity", "organisation__pid")
    for kind, activity, body, version, at in places.annotate(Max("version"), Max("saved_at")):
        place, new = activity or body or "", _new(one, at)
        yield Written(at, str(one.helper), place=place, version=version, kind=kind, is_new=new)


def _others(one: Help) -> Iterator[Written]:
    """What has no versions: files, who leads, what was taken out."""
    for event in _acts(one).exclude(kind__in=KEPT_AS_VERSIONS):
        yield Written(event.at, str(one.helper), event=event, is_new=_new(one, event.at))


def _new(one: Help, at: datetime) -> bool:
    """Whether nobody of the applicants has read since."""
    return one.read_at is None or at > one.read_at


KEPT_AS_VERSIONS = frozenset(
    f"application.{one}_saved" for one in ("text", *PartVersion.Kind.values)
)
