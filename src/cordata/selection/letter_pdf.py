"""A letter's Markdown as blocks of plain text, and those as a PDF."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.urls import reverse
from markdown_it import MarkdownIt
from markdown_it.token import Token

from cordata.applications.models import Partner
from cordata.applications.queries import submission_that_stands
from cordata.documents.pdf import render, seal_line
from cordata.kernel.localised import pick
from cordata.selection.letters import partners_of
from cordata.selection.models import Letter
from cordata.selection.states import Outcome
from cordata.web import moments, numerals
from cordata.web.catalogue import sentence

_markdown = MarkdownIt("commonmark", {"html": False}).disable(["image", "html_block"])
STYLES = {"strong_open": "strong", "em_open": "em", "strong_close": "", "em_close": ""}
LINES = {"softbreak": " ", "hardbreak": "\n"}
GRANTED = frozenset({Outcome.APPROVED, Outcome.CONDITIONS})


def blocks(markdown: str) -> Iterator[dict[str, Any]]:
    """Headings, paragraphs and list items, each as runs of text with their style."""
    kind = "paragraph"
    for token in _markdown.parse(markdown):
        if token.type == "heading_open":
            kind = "heading"
        elif token.type == "list_item_open":
            kind = "item"
        elif token.type == "inline":
            yield {"kind": kind, "runs": list(_runs(token.children or []))}
        elif token.type in {"heading_close", "list_item_close"}:
            kind = "paragraph"


def _runs(tokens: list[Token]) -> Iterator[dict[str, str]]:
    style = ""
    for token in tokens:
        style = STYLES.get(token.type, style)
        text = LINES.get(token.type, token.content)
        if text:
            yield {"text": text, "style": style}


def letter_pdf(letter: Letter) -> bytes:
    """The letter as it is sent: languages side by side, the addressee's own first."""
    main, *others = [version_of(language, text) for language, text in letter.in_order]
    return render(
        "selection/letter.typ",
        {
            **_head(letter),
            "title": main["title"],
            "other_titles": {one["language"]: one["title"] for one in others},
            "versions": [main, *others],
            "shares": shares_of(letter),
            "seal": _seal(letter),
        },
        language=letter.language,
        title=f"{main['title']} – {letter.number}",
        at=letter.released_at,
    )


def version_of(language: str, markdown: str) -> dict[str, Any]:
    """One language: the letter's own heading apart, it is the document's title."""
    everything = list(blocks(markdown))
    heads = [block for block in everything if block["kind"] == "heading"]
    title = "".join(run["text"] for run in heads[0]["runs"]) if heads else ""
    body = [block for block in everything if not heads or block is not heads[0]]
    rest = markdown.split("\n", 1)[1] if heads and "\n" in markdown else markdown
    return {"language": language, "title": title, "blocks": body, "markdown": rest}


def _head(letter: Letter) -> dict[str, Any]:
    language, organisation = letter.language, letter.organisation
    call = letter.decision.application.call
    programme = call.programme.definition
    town = f"{organisation.postcode} {organisation.city}".strip()
    day = moments.local(letter.released_at or letter.drafted_at, call.zone).date()
    return {
        "lines": [pick(programme.names, language), pick(call.definition.names, language)],
        "others": [code for code, _text in letter.in_order[1:]],
        "reference": letter.number,
        "dated": sentence("selection.letter.dated", language, day=day, number=letter.number),
        "from": pick(programme.bodies[0].names, language),
        "to": [part for part in (organisation.name, organisation.street, town) if part],
    }


def shares_of(letter: Letter) -> dict[str, Any] | None:
    """Who has what of a grant, as it was filed; nothing where no full grant is made."""
    decision = letter.decision
    submission = submission_that_stands(decision.application)
    if submission is None or decision.outcome not in GRANTED or decision.grant != submission.erdf:
        return None
    language = letter.language
    languages = [code for code, _text in letter.in_order]
    names = {str(one.position): one for one in partners_of(decision)}
    rows = [
        [_name(names[one["key"]]), one["figures"]["total"], one["figures"]["erdf"]]
        for one in submission.sealed.content["partners"]
    ]
    total = [_both("sum", languages), decision.total, decision.grant]
    return {
        "headers": [_both(key, languages) for key in COLUMNS],
        "rows": [_written(row, language) for row in rows],
        "total": _written(total, language),
    }


COLUMNS = ("partner", "cost", "erdf")


def _both(key: str, languages: Sequence[str]) -> str:
    """A word of the table in the languages of the letter: `Partenaire / Partner`."""
    said = (sentence(f"selection.letter.{key}", language) for language in languages)
    return " / ".join(dict.fromkeys(said))


def _name(partner: Partner) -> str:
    return partner.organisation.name


def _written(row: list[Any], language: str) -> list[str]:
    return [row[0], *(numerals.euros(amount, "bare", language) for amount in row[1:])]


def _seal(letter: Letter) -> dict[str, str] | None:
    if letter.sealed is None:
        return None
    at = moments.moment_words(
        letter.sealed.sealed_at, letter.decision.application.call.zone, language=letter.language
    )
    words = sentence("selection.letter.sealed", letter.language, at=at)
    path = f"{reverse('applications:verify')}?code={letter.sealed.sha256}"
    return seal_line(code=letter.number, path=path, words=words)
