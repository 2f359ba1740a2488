"""The words of a call that may be corrected while it runs, and the call with others in their place.

What a call asks for or gives - limits, dates, costs, envelopes - is none of them: that is a rule.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from cordata.packs.call import CallDefinition, DocumentDefinition, Question
from cordata.packs.form import FieldDefinition, SectionDefinition
from cordata.packs.provenance import Text

Words = Mapping[str, Text]  # "question/invoices/answers" -> language -> text
TITLE, SUMMARY, HELP, ANSWER, TEXT = 200, 800, 2_000, 4_000, 20_000  # characters
FILES = "files"  # of a document: language -> the file


@dataclass(frozen=True, slots=True)
class Part:
    """One text of a place, and how much it may hold."""

    code: str
    texts: Text
    limit: int
    lines: bool = True


@dataclass(frozen=True, slots=True)
class Place:
    """Where words of a call stand together: a question with its answer, the help of a field."""

    kind: str  # call, text, section, field, question, document
    key: str
    parts: tuple[Part, ...]
    names: Text = field(default_factory=dict)
    number: str = ""  # as the form prints it

    @property
    def code(self) -> str:
        return f"{self.kind}/{self.key}"

    def path(self, part: Part) -> str:
        return f"{self.code}/{part.code}"


def places_of(call: CallDefinition) -> tuple[Place, ...]:
    """Every place, in the order of reading."""
    return (
        Place("call", "call", _title_and_summary(call), call.names),
        *(_text(key, texts) for key, texts in sorted(call.texts.items())),
        *(place for section in call.form.sections for place in _form(section)),
        *(_question(one) for one in call.questions),
        *(document_place(one) for one in call.documents),
    )


def words_of(call: CallDefinition) -> Words:
    """All words that may be corrected, as they stand."""
    found = {place.path(part): part.texts for place in places_of(call) for part in place.parts}
    return found | {f"document/{one.code}/{FILES}": one.files for one in call.documents}


def with_words(call: CallDefinition, words: Words) -> CallDefinition:
    """The call with other words at some paths; a document not known yet is added,
    a question or a document left without a word is taken away."""
    sections = tuple(_section_with(one, words) for one in call.form.sections)
    return replace(
        call,
        names=words.get("call/call/names", call.names),
        summaries=words.get("call/call/summaries", call.summaries),
        texts={key: words.get(f"text/{key}/text", texts) for key, texts in call.texts.items()},
        form=replace(call.form, sections=sections),
        questions=tuple(filter(_asks, (_question_with(one, words) for one in call.questions))),
        documents=(
            *filter(_gives, (_document_with(one, words) for one in call.documents)),
            *filter(_gives, _new_documents(call, words)),
        ),
    )


def _asks(one: Question) -> bool:
    """A question without a word is one that was taken away."""
    return any(one.questions.values()) or any(one.answers.values())


def _gives(one: DocumentDefinition) -> bool:
    """So is a document; what the system makes itself is always there."""
    texts = (*one.names.values(), *one.descriptions.values(), *one.files.values())
    return bool(one.generated) or any(texts)


def document_place(one: DocumentDefinition) -> Place:
    """A document of the call: what it is called and what it is for."""
    parts = (
        Part("names", one.names, TITLE, lines=False),
        Part("descriptions", one.descriptions, HELP),
    )
    return Place("document", one.code, parts, one.names)


def _title_and_summary(call: CallDefinition) -> tuple[Part, ...]:
    return (
        Part("names", call.names, TITLE, lines=False),
        Part("summaries", call.summaries, SUMMARY),
    )


def _text(key: str, texts: Text) -> Place:
    return Place(
        "text",
        key,
        (Part("text", texts, TEXT),),
        {code: _heading(one) for code, one in texts.items()},
    )


def _heading(text: str) -> str:
    """The first line of a text without its sign: what readers call it."""
    return text.strip().partition("\n")[0].lstrip("# ")[:TITLE]


def _form(section: SectionDefinition) -> Iterator[Place]:
    yield Place(
        "section", section.key, (Part("help", section.help, HELP),), section.names, section.number
    )
    for one in section.fields:
        yield Place("field", one.key, (Part("help", one.help, HELP),), one.labels, one.number)


def _question(one: Question) -> Place:
    parts = (
        Part("questions", one.questions, TITLE, lines=False),
        Part("answers", one.answers, ANSWER),
    )
    return Place("question", one.code, parts, one.questions)


def _section_with(section: SectionDefinition, words: Words) -> SectionDefinition:
    return replace(
        section,
        help=words.get(f"section/{section.key}/help", section.help),
        fields=tuple(_field_with(one, words) for one in section.fields),
    )


def _field_with(one: FieldDefinition, words: Words) -> FieldDefinition:
    return replace(one, help=words.get(f"field/{one.key}/help", one.help))


def _question_with(one: Question, words: Words) -> Question:
    stem = f"question/{one.code}"
    return replace(
        one,
        questions=words.get(f"{stem}/questions", one.questions),
        answers=words.get(f"{stem}/answers", one.answers),
    )


def _document_with(one: DocumentDefinition, words: Words) -> DocumentDefinition:
    stem = f"document/{one.code}"
    return replace(
        one,
        names=words.get(f"{stem}/names", one.names),
        descriptions=words.get(f"{stem}/descriptions", one.descriptions),
        files=words.get(f"{stem}/{FILES}", one.files),
    )


def _new_documents(call: CallDefinition, words: Words) -> Iterator[DocumentDefinition]:
    known = {one.code for one in call.documents}
    codes = [path.split("/")[1] for path in words if path.startswith("document/")]
    for code in dict.fromkeys(codes):
        if code not in known and f"document/{code}/{FILES}" in words:
            yield _document_with(DocumentDefinition(code, {}, {}), words)
