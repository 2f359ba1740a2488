"""A notice's template (Markdown with Django's tags) becomes subject, plain text and HTML.

First line `Subject: ...`, a blank line, then Markdown. Four things stand alone in their block:
`[[button: label | url]]`, `[[link: label | url]]`, `!! a deadline`, and lines `:: When | Friday`.
Only links to this installation become clickable, whoever wrote them (OUT-04).
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import mrml
from django.conf import settings
from django.template.loader import get_template
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import override

from cordata.notify import letterhead, links, marking

READ_IN = {"fr": "Lire en français", "it": "Leggere in italiano", "en": "Read in English"}
TARGET = re.compile(r"\[\[(button|link):\s*(.+?)\s*\|\s*(\S+)\s*\]\]")
LONGEST_SUBJECT = 200
NO_BREAK = "\u00a0\u202f"
OPTIONS = mrml.RenderOptions(fonts={})  # no font fetched from elsewhere


class BadNotice(ValueError):
    """A notice's template is not built as it must be; the message names it."""


@dataclass(frozen=True, slots=True)
class Letter:
    """What a reader gets."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Part:
    """One block of a mail: text, button, link, box or pairs."""

    kind: str
    source: str = ""
    label: str = ""
    url: str = ""
    pairs: tuple[tuple[str, str], ...] = ()

    @property
    def html(self) -> Any:
        return mark_safe(marking.to_html(self.source, boxed=self.kind == "box"))

    @property
    def html_pairs(self) -> list[tuple[Any, Any]]:
        return [
            (mark_safe(marking.inline_html(key)), mark_safe(marking.inline_html(value)))
            for key, value in self.pairs
        ]

    def text(self) -> str:
        if self.kind in {"button", "link"}:
            return f"{announced(self.label)}\n{self.url}"
        if self.pairs:
            return "\n".join(
                f"{announced(marking.to_text(key))} {marking.to_text(value)}"
                for key, value in self.pairs
            )
        return marking.to_text(self.source)


def announced(label: str) -> str:
    """A label before what it names: each language sets its colon in its own way."""
    return _("%(label)s:") % {"label": label}


def render(notice: str, language: str, context: Mapping[str, Any]) -> Letter:
    """The notice `<step>.<code>` in `language`. Raises `BadNotice` or Django's template errors.

    `letterhead` in the context is the line beside our name; else the programme is asked for it.
    """
    with override(language):
        subject, parts = _read(notice, language, context)
        page = in_shell(subject, parts, language, str(context.get("letterhead", "")))
        return Letter(subject, plain_text(parts, language), page)


def wording(notice: str, language: str, context: Mapping[str, Any]) -> tuple[str, str]:
    """Subject and plain text of the notice, without the addresses of the other languages."""
    with override(language):
        subject, parts = _read(notice, language, context)
        return subject, "\n\n".join(part.text() for part in parts)


def _read(notice: str, language: str, context: Mapping[str, Any]) -> tuple[str, list[Part]]:
    step, _, code = notice.partition(".")
    source = get_template(f"{step}/notices/{language}/{code}.md").render(dict(context))
    subject, body = split_subject(source, notice)
    return subject, list(parts_of(body))


def split_subject(source: str, notice: str) -> tuple[str, str]:
    head, _, body = source.lstrip().partition("\n")
    if not head.startswith("Subject: "):
        raise BadNotice(f"{notice}: the first line is not 'Subject: ...'")
    return one_line(html.unescape(head.removeprefix("Subject: ")))[:LONGEST_SUBJECT], body.strip()


def one_line(text: str) -> str:
    """`text` without line ends or controls, as a mail header wants it; no-break spaces stay."""
    kept = "".join(char if char.isprintable() or char in NO_BREAK else " " for char in text)
    return re.sub(" +", " ", kept).strip()


def parts_of(body: str) -> Iterator[Part]:
    """The blocks of a notice, Markdown between the special ones kept together."""
    for block in re.split(r"\n\s*\n", body):
        block = block.strip("\n")
        target = TARGET.fullmatch(block.strip())
        if target:
            yield targeted(*target.groups())
        elif block.startswith("!! "):
            yield Part("box", block.removeprefix("!! "))
        elif block.startswith(":: "):
            yield Part("pairs", pairs=tuple(pairs_of(block)))
        elif block.strip():
            yield Part("text", block)


def targeted(kind: str, label: str, url: str) -> Part:
    label, url = html.unescape(label), html.unescape(url)
    if not links.is_own(url):
        raise BadNotice(f"{url} does not lead to this installation")
    return Part(kind, label=label, url=url)


def pairs_of(block: str) -> Iterator[tuple[str, str]]:
    for line in block.splitlines():
        key, _, value = line.removeprefix(":: ").partition("|")
        yield key.strip(), value.strip()


def other_languages(parts: list[Part], language: str) -> list[tuple[str, str, str]]:
    """Code, words and address of the mail's page in each other language."""
    url = next((part.url for part in parts if part.kind == "button"), links.absolute("/"))
    return [
        (code, READ_IN.get(code, code), links.in_language(url, code))
        for code, __ in settings.LANGUAGES
        if code != language
    ]


def elsewhere(code: str, words: str, url: str) -> str:
    with override(code):
        return f"{announced(words)} {url}"


def plain_text(parts: list[Part], language: str) -> str:
    """The text part: blocks, then the page in the other languages."""
    below = "\n".join(elsewhere(*one) for one in other_languages(parts, language))
    return "\n\n".join([*(part.text() for part in parts), f"-- \n{below}"]) + "\n"


def in_shell(subject: str, parts: list[Part], language: str, line: str = "") -> str:
    """The HTML part: the blocks in the mail's shell."""
    opening = next((part.text() for part in parts if part.kind == "text"), "")
    context = {
        "subject": subject,
        "opening": " ".join(opening.split())[:140],
        "parts": parts,
        "button": next((part for part in parts if part.kind == "button"), None),
        "line": line or letterhead.line(language),
        "language": language,
        "others": other_languages(parts, language),
        "copy": _("If the button does not work, copy this address:"),
        "funded": _("Co-funded by the European Union"),
    }
    source = get_template("notify/mail.mjml").render(context)
    return str(mrml.to_html(source, render_options=OPTIONS).content)
