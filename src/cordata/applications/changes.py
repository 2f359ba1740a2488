"""What differs between two sealed versions of one file, place by place, in the reader's words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from cordata.applications.reading import ReadActivity, Reading, ReadPartner
from cordata.applications.reading_fields import ReadField
from cordata.kernel.localised import pick
from cordata.packs.provenance import Text
from cordata.web.catalogue import sentence
from cordata.web.differences import Piece, difference
from cordata.web.moments import day_words
from cordata.web.numerals import euros


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that a version says: what it is about, in which language, the words."""

    label: str
    text: str
    language: str = ""  # of the words; empty where they are nobody's text


@dataclass(frozen=True, slots=True)
class Change:
    """One place that differs; removed and added words among those kept."""

    label: str
    language: str
    pieces: tuple[Piece, ...]


Place = tuple[str, ...]


def changes_between(before: Reading, after: Reading) -> list[Change]:
    """Every difference, in the order of the later version; what was taken out comes last."""
    return changes_of(dict(said_by(before)), dict(said_by(after)))


def changes_of(old: Mapping[Place, Said], new: Mapping[Place, Said]) -> list[Change]:
    """Every place at which what is said differs."""
    places = [*new, *(place for place in old if place not in new)]
    found = []
    for place in places:
        was, now = _words(old.get(place)), _words(new.get(place))
        if was != now:
            said = new.get(place) or old[place]
            found.append(Change(said.label, said.language, difference(was, now)))
    return found


def _words(said: Said | None) -> str:
    return said.text if said else ""


def said_by(reading: Reading) -> Iterator[tuple[Place, Said]]:
    """Everything a version says, each under a place that is the same in another version."""
    for section in reading.sections:
        for one in section.fields:
            yield from _field(("project",), f"{one.number} ", one)
    for partner in reading.partners:
        yield from _partner(partner)
    for activity in reading.activities:
        yield from _activity(activity)
    for indicator in reading.indicators:
        label = f"{indicator.code} {pick(indicator.names)}"
        yield ("indicator", indicator.code), Said(label, str(indicator.target))
    for number, annex in enumerate(reading.annexes):
        place = ("annex", annex.slot, annex.partner, str(number))
        owner = f" · {annex.partner}" if annex.partner else ""
        yield place, Said(f"{pick(annex.slot_names)}{owner}", f"{annex.name}\n{annex.sha256}")
    for code in ("total", "erdf", "counterpart", "own_share"):
        yield ("sum", code), Said(_word(code), _money(getattr(reading, code)))


def _word(code: str) -> str:
    return sentence(f"application.dossier.{code}")


def _money(amount: Decimal) -> str:
    return euros(amount)


def _texts(place: Place, label: str, texts: Text) -> Iterator[tuple[Place, Said]]:
    for language, text in texts.items():
        yield (*place, language), Said(label, text, language)


def said_by_field(one: ReadField) -> dict[Place, Said]:
    """Everything one answer says."""
    return dict(_field((), "", one))


def _field(place: Place, before: str, one: ReadField) -> Iterator[tuple[Place, Said]]:
    label = f"{before}{pick(one.labels)}".strip()
    yield from _texts((*place, one.key), label, one.texts)
    rows = "\n".join(" · ".join(pick(cell) for cell in row) for row in one.rows)
    told = rows or ", ".join(pick(names) for names in one.names) or _plain(one.value)
    yield (*place, one.key), Said(label, told)


def _plain(value: Any) -> str:
    match value:
        case None:
            return ""
        case Decimal():
            return _money(value)
        case date():
            return day_words(value)
        case _:
            return str(value)


def _partner(one: ReadPartner) -> Iterator[tuple[Place, Said]]:
    place = ("partner", one.sheet["pid"])

    def said(code: str, text: str) -> tuple[Place, Said]:
        return (*place, code), Said(f"{one.name} · {_word(code)}", text)

    yield said("lead" if one.is_lead else "partner", one.name)
    yield said("legal_type", pick(one.legal_type))
    yield said(
        "seat", " ".join(filter(None, (one.sheet[key] for key in ("street", "postcode", "city"))))
    )
    yield said("identifiers", _pairs(one.sheet["identifiers"]))
    for field in one.fields:
        yield from _field(place, f"{one.name} · ", field)
    for step in one.steps:
        label = f"{one.name} · {pick(step.names)}"
        yield (*place, "step", step.category), Said(label, _money(step.amount))
    lines = "\n".join(
        f"{pick(line.names)}, {line.description}: {_money(line.amount)}" for line in one.lines
    )
    yield said("amount", lines)
    for code in ("total", "erdf", "counterpart", "own_share"):
        yield said(code, _money(getattr(one, code)))
    accepted = (pick(item.texts) or f"{item.code} {item.version}" for item in one.declarations)
    yield said("declarations", "\n".join(accepted))
    yield said("mandate", str(one.mandate.get("signed_by", "")))


def _pairs(numbers: Mapping[str, str]) -> str:
    return ", ".join(numbers[scheme] for scheme in sorted(numbers))


def _activity(one: ReadActivity) -> Iterator[tuple[Place, Said]]:
    place, label = ("activity", str(one.position)), f"{one.position}. {pick(one.titles)}"
    yield from _texts((*place, "title"), label, one.titles)
    yield from _texts((*place, "text"), label, one.descriptions)
    if one.from_month and one.to_month:
        months = sentence("application.dossier.months", start=one.from_month, end=one.to_month)
        yield (*place, "months"), Said(label, months)
    yield (*place, "partners"), Said(label, ", ".join(one.partners))
    for number, item in enumerate(one.deliverables):
        facts = (
            str(item.quantity or ""),
            pick(item.units),
            str(item.month or ""),
            pick(item.proof_names),
        )
        told = " · ".join(filter(None, (pick(item.titles), *facts)))
        yield (*place, "deliverable", str(number)), Said(f"{label} · {_word('deliverable')}", told)
