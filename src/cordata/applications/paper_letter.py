"""The receipt of a paper as a letter to print and post; of one that came late, what holds of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from cordata.applications.models import PaperFiling
from cordata.applications.states import PaperState
from cordata.documents import pdf
from cordata.kernel.localised import pick
from cordata.packs.programme import BodyRole
from cordata.web.catalogue import sentence
from cordata.web.moments import moment_words
from cordata.web.numerals import euros

CODE = "application.paper.letter"


def letter_pdf(paper: PaperFiling) -> bytes:
    """One page in the sender's language, PDF/UA: filed, noted in time, late or set aside."""
    return pdf.render(
        "applications/paper_letter.typ",
        _data(paper),
        language=paper.language,
        title=_said(paper, f"title_{standing_of(paper)}"),
        at=paper.confirmed_at or paper.noted_at,
    )


def standing_of(paper: PaperFiling) -> str:
    """filed, aside, late or noted: which letter it is."""
    if paper.submission is not None:
        return "filed"
    if paper.state == PaperState.SET_ASIDE:
        return "aside"
    return "late" if paper.is_late else "noted"


def _data(paper: PaperFiling) -> dict[str, Any]:
    language, call = paper.language, paper.call
    programme, standing = call.programme.definition, standing_of(paper)
    sealed = paper.submission.sealed if paper.submission else paper.sealed
    secretariat = [one for one in programme.bodies if one.role == BodyRole.JOINT_SECRETARIAT]
    return {
        "lines": [pick(programme.names, language), pick(call.definition.names, language)],
        "reference": sealed.number,
        "from": pick((secretariat or programme.bodies)[0].names, language),
        "to": [paper.signed_by, *paper.address.splitlines()],
        "title": _said(paper, f"title_{standing}"),
        "text": _said(paper, f"text_{standing}", name=paper.body, reason=paper.reason),
        "facts": list(_facts(paper)),
        "seal": pdf.seal_line(
            code=sealed.number,
            path=f"{reverse('applications:verify')}?code={sealed.sha256}",
            words=_said(paper, "verify"),
        ),
    }


def _facts(paper: PaperFiling) -> Iterator[tuple[str, str]]:
    zone, submission = paper.call.zone, paper.submission
    yield _said(paper, "arrived"), moment_words(paper.arrived_at, zone, language=paper.language)
    yield _said(paper, "way"), _said(paper, f"way_{paper.way}")
    yield _said(paper, "closing"), moment_words(paper.call.closes_at, zone, language=paper.language)
    if submission is not None and paper.application is not None:
        yield _said(paper, "number"), paper.application.number
        yield _said(paper, "total"), euros(submission.total, "", paper.language)
        yield _said(paper, "erdf"), euros(submission.erdf, "", paper.language)
    yield (
        _said(paper, "fingerprint"),
        submission.sealed.sha256 if submission else paper.sealed.sha256,
    )


def _said(paper: PaperFiling, code: str, **params: Any) -> str:
    return sentence(f"{CODE}.{code}", paper.language, **params)
