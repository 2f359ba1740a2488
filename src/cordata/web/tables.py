"""Plain table markup becomes a stackable table: roles, scopes and cell labels are added.

A page writes `<table>` with `<thead>`, `<tbody>`, `<th>` and `<td>`; the component adds what the
narrow layout and the assistive technologies need (design: `tw t stackable`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

TAG = re.compile(r"<(/?)(table|caption|thead|tbody|tfoot|tr|th|td)\b([^>]*)>", re.IGNORECASE)
MARKUP = re.compile(r"<[^>]+>")
BLANKS = re.compile(r"\s+")
SPAN = re.compile(r'colspan="(\d+)"')


@dataclass(slots=True)
class _Walk:
    """Where the walk through the markup stands."""

    css: str
    stackable: bool
    part: str = ""
    column: int = 0
    labels: list[str] = field(default_factory=list)


def stacked(markup: str, css: str = "", *, stackable: bool = True) -> str:
    """`markup` with classes, ARIA roles, scopes and `data-l` labels from the table's head."""
    walk = _Walk(css, stackable)
    out, end = [], 0
    for tag in TAG.finditer(markup):
        out.append(markup[end : tag.start()])
        out.append(_opened(tag, walk, markup) if not tag[1] else tag[0])
        end = tag.end()
    return "".join([*out, markup[end:]])


def _opened(tag: re.Match[str], walk: _Walk, markup: str) -> str:
    name, attributes = tag[2].lower(), tag[3]
    if name == "table":
        css = f"t {'stackable ' if walk.stackable else ''}{walk.css}".strip()
        return _tag(name, attributes, f'class="{css}"', 'role="table"')
    if name in {"thead", "tbody", "tfoot"}:
        walk.part = name
        return _tag(name, attributes, 'role="rowgroup"')
    if name == "tr":
        walk.column = 0
        return _tag(name, attributes, 'role="row"')
    return _cell(name, attributes, walk, markup, tag) if name in {"th", "td"} else tag[0]


def _cell(name: str, attributes: str, walk: _Walk, markup: str, tag: re.Match[str]) -> str:
    column, span = walk.column, SPAN.search(attributes)
    walk.column += int(span[1]) if span else 1
    if walk.part == "thead":
        text = _text(markup, tag.end(), name)
        walk.labels += [text] * (walk.column - column)
        return _tag(name, attributes, 'role="columnheader"', 'scope="col"')
    if name == "th":
        return _tag(name, attributes, 'role="rowheader"', 'scope="row"')
    label = walk.labels[column] if column < len(walk.labels) else ""
    shown = f'data-l="{label}"' if label and walk.stackable and not span else ""
    return _tag(name, attributes, 'role="cell"', shown)


def _tag(name: str, attributes: str, *added: str) -> str:
    """The tag with the attributes it does not have yet."""
    missing = [
        one for one in added if one and not re.search(rf"\b{one.split('=')[0]}=", attributes)
    ]
    return f"<{name}{attributes}{''.join(f' {one}' for one in missing)}>"


def _text(markup: str, start: int, name: str) -> str:
    """The words of a head cell; empty when they are for screen readers only."""
    cell = markup[start : markup.find(f"</{name}", start)]
    if 'class="vh"' in cell:
        return ""
    return BLANKS.sub(" ", MARKUP.sub(" ", cell)).strip().replace('"', "&quot;")
