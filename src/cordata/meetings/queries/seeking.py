"""Names found as people type them at a door: without case, accents or the right apostrophe.

Compared in Python: what SQLite and PostgreSQL fold for themselves is not the same.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

AT_ONCE = 2000  # lines read together
MOST_WORDS = 5
MOST_FOUND = 30_000  # a condition on more than SQLite takes in one; nobody reads so many
ACCENTS = re.compile("[\u0300-\u036f]+")
Row = TypeVar("Row", bound=Model)


def bare(text: str) -> str:
    """`d’Été` as `d'ete`."""
    if text.isascii():
        return text.lower()
    return ACCENTS.sub("", unicodedata.normalize("NFKD", text.casefold())).replace("’", "'")


def holding(rows: QuerySet[Row], text: str, *columns: str) -> QuerySet[Row]:
    """Those that hold each word of `text` in one of the columns; all, for an empty text."""
    words = bare(text).split()[:MOST_WORDS]
    if not words:
        return rows
    lines: QuerySet[Any, Any] = rows.order_by().values_list("pk", *columns)
    found = [
        key
        for key, *texts in lines.iterator(AT_ONCE)
        if all(word in line for line in [bare("\n".join(texts))] for word in words)
    ]
    return rows.filter(pk__in=found[:MOST_FOUND])
