"""The minutes as an accessible PDF, every language of the call one after the other."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse

from cordata.documents.pdf import render, seal_line
from cordata.kernel.localised import pick
from cordata.selection.minutes import minutes_of
from cordata.selection.minutes_words import Words
from cordata.selection.models import CommitteeSession
from cordata.web.catalogue import sentence
from cordata.web.moments import day_words, moment_words


def minutes_pdf(session: CommitteeSession, *, at: datetime) -> bytes:
    """PDF/A and PDF/UA. Once signed its content is the seal's, with the notification after it."""
    return render(
        "selection/minutes.typ",
        minutes_data(session, at=at),
        language=session.call.definition.languages[0],
        title=_title(session),
        at=session.signed_at or at,
    )


def minutes_data(session: CommitteeSession, *, at: datetime) -> dict[str, Any]:
    """What the template prints: the head, one version a language, the seal."""
    record, languages = minutes_of(session, at), session.call.definition.languages
    first = languages[0]
    return {
        "lines": _lines(session, record, first),
        "others": list(languages[1:]),
        "reference": _title(session),
        "versions": [
            {"language": code, "blocks": list(Words(session, record, code, at).blocks())}
            for code in languages
        ],
        "seal": _seal(session, first),
    }


def _title(session: CommitteeSession) -> str:
    """The document's name in every language, with the call and the day; a draft says so on every
    page."""
    languages = session.call.definition.languages
    names = " / ".join(sentence("minutes.title", code) for code in languages)
    title = f"{names} – {session.call.code}, {day_words(session.held_on, language=languages[0])}"
    marks = [] if session.ranking else [sentence("minutes.mark", code) for code in languages]
    return " – ".join([*([" / ".join(marks)] if marks else []), title])


def _lines(session: CommitteeSession, record: Mapping[str, Any], language: str) -> list[str]:
    names = record.get("names", {})
    programme, definition = session.call.programme.definition, session.call.definition
    return [
        pick(names.get("programme") or programme.names, language),
        pick(names.get("call") or definition.names, language),
    ]


def _seal(session: CommitteeSession, language: str) -> dict[str, str] | None:
    sealed = session.ranking
    if sealed is None:
        return None
    at = moment_words(sealed.sealed_at, session.call.zone, language=language)
    return seal_line(
        code=sealed.number,
        path=f"{reverse('applications:verify')}?code={sealed.sha256}",
        words=sentence("application.letter.sealed", language, at=at),
    )
