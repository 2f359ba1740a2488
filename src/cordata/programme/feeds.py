"""News as an Atom feed (RFC 4287), in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from xml.sax.saxutils import escape, quoteattr

from cordata.kernel.localised import pick
from cordata.programme.models import Publication
from cordata.web.templatetags.cordata import markdown


def atom(
    publications: Iterable[Publication],
    *,
    title: str,
    language: str,
    own: str,
    page: str,
    at: datetime,
) -> str:
    """`own` and `page` are absolute addresses: of the feed and of the page it follows."""
    entries = list(publications)
    updated = max((_updated(entry) for entry in entries), default=at)
    head = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang={quoteattr(language)}>',
        f"<title>{escape(title)}</title>",
        f"<id>{escape(own)}</id>",
        f'<link rel="self" href={quoteattr(own)}/>',
        f"<link href={quoteattr(page)}/>",
        f"<updated>{updated.isoformat()}</updated>",
        f"<author><name>{escape(title)}</name></author>",
    ]
    return "\n".join([*head, *(_entry(entry, language, page) for entry in entries), "</feed>\n"])


def _entry(entry: Publication, language: str, page: str) -> str:
    published, updated = entry.published_at.isoformat(), _updated(entry).isoformat()
    return (
        f"<entry><title>{escape(pick(entry.titles, language))}</title>"
        f"<id>{escape(page)}#{entry.pid}</id><link href={quoteattr(f'{page}#{entry.pid}')}/>"
        f"<published>{published}</published><updated>{updated}</updated>"
        f'<content type="html">{escape(str(markdown(pick(entry.texts, language))))}</content>'
        "</entry>"
    )


def _updated(entry: Publication) -> datetime:
    """When its words last changed."""
    return entry.corrected_at or entry.published_at
