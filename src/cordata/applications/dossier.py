"""The dossier of a sealed version: one PDF in every language of the call, its JSON inside.

Several of them are bound into one PDF to read offline, in the languages asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language

from cordata.applications.models import Submission
from cordata.applications.reading import (
    ReadActivity,
    ReadDeclaration,
    ReadDeliverable,
    Reading,
    ReadLine,
    ReadPartner,
    reading_of_submission,
)
from cordata.applications.reading_fields import ReadField
from cordata.documents import pdf, sealing
from cordata.documents.blocks import Block
from cordata.kernel.localised import pick
from cordata.packs.canonical import canonical_json
from cordata.packs.provenance import Text
from cordata.programme.models import Call
from cordata.web.catalogue import label, sentence
from cordata.web.moments import day_words, moment_words
from cordata.web.numerals import euros, percent

Parts = list[dict[str, str]]  # one text in several languages: [{"lang", "text"}]


def dossier_pdf(submission: Submission) -> bytes:
    """The PDF/A-3 of a submission; it carries the canonical JSON and the seal to verify it."""
    reading = reading_of_submission(submission)
    sealed, number = submission.sealed, reading.number
    language = reading.languages[0]
    return pdf.render(
        "applications/dossier.typ",
        _Dossier(submission, reading).data(),
        language=language,
        title=f"{number} {pick(reading.titles, language)}".strip(),
        embed={
            f"{number}-v{submission.version}.json": canonical_json(sealed.content),
            f"{number}-v{submission.version}-seal.json": canonical_json(sealing.receipt(sealed)),
        },
        at=submission.received_at,
    )


@dataclass(frozen=True, slots=True)
class BoundFile:
    """One file of several, with what stands before its text."""

    submission: Submission
    reading: Reading
    before: Sequence[Block] = ()


def bound_pdf(
    files: Sequence[BoundFile],
    *,
    languages: Sequence[str],
    reader: str,
    title: str,
    at: datetime,
    cover: Sequence[Block] = (),
    depth: int = 2,
) -> bytes:
    """Several files as one PDF with its table of contents, as they are read: without their seals.

    `languages` are those of the texts, the first one speaks to the reader; what was written in none
    of them stands in its own. `reader` and `title` name the copy; `cover` stands before the
    contents, which list headings down to `depth`.
    """
    first = languages[0]
    return pdf.render(
        "applications/bound.typ",
        {
            "reference": reader,
            "lines": _lines(files[0].submission, first),
            "others": list(languages[1:]),
            "title": title,
            "cover": list(cover),
            "contents": sentence("application.dossier.contents", first),
            "depth": depth,
            "files": [_bound(one, languages) for one in files],
        },
        language=first,
        title=title,
        at=at,
    )


def languages_of_copy(call: Call, asked: str) -> list[str]:
    """Of a copy to read: the language asked for; otherwise all of the call, the reader's first."""
    spoken = call.definition.languages
    if asked in spoken:
        return [asked]
    own = (get_language() or "").split("-")[0]
    return sorted(spoken, key=lambda language: language != own)


def _bound(one: BoundFile, languages: Sequence[str]) -> dict[str, Any]:
    read = _Dossier(one.submission, one.reading, languages).read()
    return {**read, "before": list(one.before)}


def _lines(submission: Submission, language: str) -> list[str]:
    """The programme and the call, at the head."""
    programme = submission.application.call.programme.definition
    names = submission.call_version.definition.names
    return [pick(programme.short_names, language), pick(names, language)]


class _Dossier:
    """The words of one dossier, each in every language of its call or in those asked for."""

    def __init__(
        self, submission: Submission, reading: Reading, languages: Sequence[str] = ()
    ) -> None:
        self.submission, self.reading = submission, reading
        self.languages = tuple(languages) or reading.languages
        self.definition = submission.call_version.definition

    def data(self) -> dict[str, Any]:
        return {
            **self.read(),
            "title": pick(self.reading.titles, self.languages[0]),
            "reference": f"{self.reading.number} · v{self.submission.version}",
            "lines": _lines(self.submission, self.languages[0]),
            "others": list(self.languages[1:]),
            "facts": list(self._facts()),
            "seal": self._seal(),
        }

    def read(self) -> dict[str, Any]:
        """What a reader needs: all that was filed, without the seal."""
        reading = self.reading
        return {
            "title": f"{reading.number} {pick(reading.titles, self.languages[0])}".strip(),
            "other_titles": {
                code: reading.titles[code]
                for code in self.languages[1:]
                if reading.titles.get(code)
            },
            "facts": list(self._told()),
            "sections": [
                {
                    "title": self._named(section.names, section.number),
                    "fields": [self._field(one) for one in section.fields if one.is_answered],
                }
                for section in reading.sections
            ],
            "partners_title": self._words("partners"),
            "partners": [self._partner(partner) for partner in reading.partners],
            "activities_title": self._words("activities"),
            "activities": [self._activity(one) for one in reading.activities],
            "indicators_title": self._words("indicators"),
            "indicators": [
                [self._named(one.names, one.code), str(one.target)] for one in reading.indicators
            ],
            "annexes_title": self._words("annexes"),
            "annexes": [
                [self._named(one.slot_names), _annex_name(one.name, one.partner), one.sha256]
                for one in reading.annexes
            ],
            "statements_title": self._words("statements"),
            "statements": [self._declared(one) for one in reading.statements],
        }

    # -- words

    def _words(self, code: str, **params: Any) -> Parts:
        return [
            {"lang": language, "text": sentence(f"application.dossier.{code}", language, **params)}
            for language in self.languages
        ]

    def _named(self, names: Text, prefix: str = "") -> Parts:
        """A name in each language of the call, once if they are all the same."""
        texts = {code: names.get(code) or names.get("", "") for code in self.languages}
        if len(set(texts.values())) == 1:
            texts = dict(list(texts.items())[:1])
        parts = [{"lang": code, "text": text} for code, text in texts.items() if text]
        if prefix and parts:
            parts[0] = {**parts[0], "text": f"{prefix} {parts[0]['text']}"}
        return parts

    def _money(self, amount: Decimal) -> str:
        return euros(amount, "", self.languages[0])

    # -- parts

    def _facts(self) -> Iterator[tuple[Parts, Parts]]:
        reading, received = self.reading, self.submission.received_at
        yield self._words("number"), _same(reading.number)
        yield (
            self._words("received"),
            self._each(lambda language: moment_words(received, language=language, exact=True)),
        )
        yield self._words("submitted_by"), _same(reading.submitted_by)
        yield from self._told()
        yield self._words("fingerprint"), _same(self.submission.sealed.sha256)

    def _told(self) -> Iterator[tuple[Parts, Parts]]:
        """What is said of the project before its texts."""
        reading = self.reading
        yield self._words("theme"), self._named(reading.theme_names)
        if reading.lead:
            yield self._words("lead"), _same(f"{reading.lead.name} ({reading.lead.country})")
        others = [f"{one.name} ({one.country})" for one in reading.partners if not one.is_lead]
        yield self._words("with"), _same(", ".join(others))
        yield self._words("duration"), _same(str(reading.duration_months or ""))
        if reading.start_on:
            yield self._words("start"), self._day(reading.start_on)
        yield self._words("total"), _same(self._money(reading.total))
        yield self._words("erdf"), _same(self._money(reading.erdf))

    def _each(self, said: Callable[[str], str]) -> Parts:
        return self._named({language: said(language) for language in self.languages})

    def _day(self, value: date) -> Parts:
        return self._each(lambda language: day_words(value, language=language))

    def _field(self, one: ReadField) -> dict[str, Any]:
        return {
            "label": self._named(one.labels, one.number),
            "texts": self._texts(one.texts),
            "plain": self._plain(one),
            "headers": [self._named(column) for column in one.columns],
            "rows": [[self._named(cell) for cell in row] for row in one.rows],
        }

    def _texts(self, texts: Text) -> Parts:
        """What somebody typed, in the languages asked for; in its own where it is in none."""
        asked = [code for code in ("", *self.languages) if texts.get(code)]
        written = asked or [code for code in self.reading.languages if texts.get(code)]
        return [{"lang": code or self.languages[0], "text": texts[code]} for code in written]

    def _plain(self, one: ReadField) -> list[Parts]:
        if one.names:
            return [self._named(names) for names in one.names]
        match one.value:
            case None:
                return []
            case Decimal():
                return [_same(self._money(one.value))]
            case date():
                return [self._day(one.value)]
            case _:
                return [_same(str(one.value))]

    def _partner(self, one: ReadPartner) -> dict[str, Any]:
        sheet = one.sheet
        address = " ".join(filter(None, (sheet["street"], sheet["postcode"], sheet["city"])))
        signed = one.mandate.get("signed_by", "")
        return {
            "name": one.name,
            "country": one.country,
            "role": self._words("lead" if one.is_lead else "partner"),
            "facts": [
                (self._words("legal_type"), self._named(one.legal_type)),
                (self._words("seat"), _same(f"{address} {pick(one.place)}".strip())),
                (self._words("identifiers"), self._identifiers(sheet["identifiers"])),
                (self._words("mandate"), _same(signed)),
            ],
            "fields": [self._field(field) for field in one.fields if field.is_answered],
            "declarations_title": self._words("declarations") if one.declarations else [],
            "declarations": [self._declared(item) for item in one.declarations],
            "headers": [self._words("category"), self._words("amount")],
            "steps": [
                [
                    self._named(step.names),
                    _rate(step.rate, self.languages[0]),
                    self._money(step.amount),
                ]
                for step in one.steps
            ],
            "total": [self._words("total"), self._money(one.total)],
            "line_headers": [
                self._words(code)
                for code in ("category", "description", "quantity", "unit_price", "amount")
            ],
            "lines": [self._line(line) for line in one.lines],
            "explained": [
                self._each(step.explanation) for step in one.steps if step.rate is not None
            ],
            "plan": [
                [self._words("erdf"), self._money(one.erdf)],
                [self._words("counterpart"), self._money(one.counterpart)],
                [self._words("own_share"), self._money(one.own_share)],
            ],
        }

    def _line(self, one: ReadLine) -> list[Any]:
        """One line as it was typed: what, how many, at which price, how much."""
        quantity = self._each(one.how_many) if one.quantity is not None else []
        price = self._money(one.unit_price) if one.unit_price is not None else ""
        return [self._named(one.names), one.description, quantity, price, self._money(one.amount)]

    def _declared(self, one: ReadDeclaration) -> list[Parts]:
        """The sentence in every language, and which version of it was accepted."""
        said = self._named(one.texts) or self._named(one.names or {"": one.code})
        earlier = "declared_version" if one.texts else "declared_earlier"
        return [said, self._words(earlier, version=one.version)]

    def _identifiers(self, numbers: Mapping[str, str]) -> Parts:
        return self._each(
            lambda language: ", ".join(
                f"{label(scheme, 'identifier.scheme', language)} {value}"
                for scheme, value in numbers.items()
            )
        )

    def _activity(self, one: ReadActivity) -> dict[str, Any]:
        months = (
            self._words("months", start=one.from_month, end=one.to_month)
            if one.from_month and one.to_month
            else []
        )
        return {
            "title": self._named(one.titles, f"{one.position}."),
            "texts": self._texts(one.descriptions),
            "months": months,
            "partners": ", ".join(one.partners),
            "headers": [
                self._words("deliverable"),
                self._words("quantity"),
                self._words("month"),
                self._words("proof"),
            ],
            "deliverables": [
                [
                    self._named(item.titles),
                    self._promised(item),
                    _same(str(item.month or "")),
                    self._named(item.proof_names),
                ]
                for item in one.deliverables
            ],
        }

    def _promised(self, one: ReadDeliverable) -> Parts:
        """How many of what, the unit in each language."""
        quantity = one.quantity or ""
        return self._each(lambda language: f"{quantity} {pick(one.units, language)}".strip())

    def _seal(self) -> Mapping[str, str]:
        path = reverse("applications:verify")
        sealed = self.submission.sealed
        words = sentence("application.dossier.seal", self.languages[0], number=sealed.number)
        return pdf.seal_line(code=sealed.number, path=f"{path}?code={sealed.sha256}", words=words)


def _same(text: str) -> Parts:
    return [{"lang": "", "text": text}]


def _rate(rate: Decimal | None, language: str) -> str:
    return "" if rate is None else percent(rate, language)


def _annex_name(name: str, partner: str) -> str:
    return f"{name} · {partner}" if partner else name
