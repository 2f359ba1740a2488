"""The consent to a case officer's help on paper, to be signed by hand: empty but for the body."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from cordata.applications.helped import wording
from cordata.applications.models import Application
from cordata.documents import pdf
from cordata.kernel.localised import pick
from cordata.web.catalogue import sentence

CODE = "application.help.letter"
FILLED_IN = ("name", "function", "purpose", "until", "place", "signature")


def consent_pdf(application: Application, body: str, language: str, *, at: datetime) -> bytes:
    """One page in `language`, PDF/UA: the very words that are kept with the consent, and lines to
    fill in. No word of the draft."""
    title = _said("title", language)
    return pdf.render(
        "applications/consent.typ",
        _data(application, body, language) | {"title": title},
        language=language,
        title=title,
        at=at,
    )


def _data(application: Application, body: str, language: str) -> dict[str, Any]:
    definition, programme = application.definition, application.call.programme.definition
    words = wording(definition.help_days, language)
    return {
        "lines": [pick(programme.names, language), pick(definition.names, language)],
        "reference": _said("version", language, number=words["version"]),
        "text": words["text"],
        "rows": [
            [_said("organisation", language), body],
            *([_said(one, language), ""] for one in FILLED_IN),
        ],
        "foot": _said("foot", language),
    }


def _said(code: str, language: str, **params: Any) -> str:
    return sentence(f"{CODE}.{code}", language, **params)
