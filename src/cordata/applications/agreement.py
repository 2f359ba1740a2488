"""Whether the versions of a text still say the same, as far as anybody has said so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from cordata.applications.helped import names_of
from cordata.applications.models import Answer, AnswerVersion, Application, Partner, TextAgreement
from cordata.packs.form import FieldDefinition
from cordata.web.differences import Piece, difference


@dataclass(frozen=True, slots=True)
class Drift:
    """One language that changed since the versions were agreed; before that, since another one,
    `after`, was last written."""

    language: str
    answer: Answer
    author: str
    pieces: tuple[Piece, ...]
    after: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """One text in several languages: `state` is empty, missing, unread, drifted or agreed."""

    state: str
    missing: tuple[str, ...] = ()  # languages without a text
    agreement: TextAgreement | None = None
    drifts: tuple[Drift, ...] = field(default_factory=tuple)
    machine: tuple[str, ...] = ()  # languages that are a machine's draft still

    @property
    def drifted(self) -> frozenset[str]:
        return frozenset(drift.language for drift in self.drifts)


def state_of(
    answers: Mapping[str, Answer], languages: Sequence[str], agreement: TextAgreement | None
) -> Standing:
    """The standing of a text without its history: for a list of many texts."""
    missing = tuple(code for code in languages if code not in answers or not answers[code].text)
    if len(missing) == len(languages):
        return Standing("empty", missing)
    if missing:
        return Standing("missing", missing, agreement)
    if agreement is None:
        return Standing("unread")
    present = {code: answers[code].version for code in languages}
    return Standing("agreed" if agreement.versions == present else "drifted", (), agreement)


def standing_of(
    application: Application,
    question: FieldDefinition,
    answers: Mapping[str, Answer],
    partner: Partner | None = None,
) -> Standing:
    """The standing of one text, with what changed in each language that drifted."""
    rows = application.agreements.filter(field=question.key, partner=partner)
    agreement = rows.select_related("agreed_by").first()
    found = state_of(answers, application.definition.languages, agreement)
    machine = tuple(code for code, answer in answers.items() if answer.machine)
    found = replace(found, machine=machine)
    if found.state == "unread":
        return replace(found, drifts=tuple(_moved_on(application, answers)))
    if found.state != "drifted" or agreement is None:
        return found
    names = names_of(application, (answer.author for answer in answers.values()))
    drifts = tuple(
        Drift(code, answer, names.get(answer.author, ""), _since(answer, agreement))
        for code, answer in answers.items()
        if agreement.versions.get(code) != answer.version
    )
    return replace(found, drifts=drifts)


def _moved_on(application: Application, answers: Mapping[str, Answer]) -> Iterator[Drift]:
    """The languages that stood when another one was last written, and say something else since."""
    oldest = min(answers.values(), key=lambda one: one.saved_at)
    names: dict[str, str] | None = None
    for code, answer in answers.items():
        if answer.saved_at <= oldest.saved_at:
            continue
        rows = AnswerVersion.objects.filter(answer=answer, saved_at__lte=oldest.saved_at)
        before = rows.order_by("-version").first()
        if before is None or not before.text or before.text == answer.text:
            continue
        if names is None:
            names = names_of(application, (one.author for one in answers.values()))
        pieces, author = difference(before.text, answer.text), names.get(answer.author, "")
        yield Drift(code, answer, author, pieces, after=oldest.language)


def _since(answer: Answer, agreement: TextAgreement) -> tuple[Piece, ...]:
    """What differs from the version that was agreed."""
    number = agreement.versions.get(answer.language, 0)
    before = AnswerVersion.objects.filter(answer=answer, version=number).first()
    return difference(before.text if before else "", answer.text)
