"""The agreement as a PDF: every language of the call side by side, then the sums."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cordata.documents.marked import blocks
from cordata.documents.pdf import render, seal_line
from cordata.kernel.localised import pick
from cordata.packs.canonical import canonical_json, digest
from cordata.programme.models import Call
from cordata.projects.agreement import shares_of
from cordata.projects.models import Project
from cordata.web import numerals
from cordata.web.catalogue import sentence
from cordata.web.moments import moment_words

GROUP = "projects.agreement"


def agreement_pdf(project: Project, content: Mapping[str, Any], at: datetime) -> bytes:
    """`content` comes from `agreement.agreement_content` and travels inside the document."""
    languages = project.application.definition.languages
    main = languages[0]
    call = project.application.call
    sha256 = digest(dict(content))
    return render(
        "projects/agreement.typ",
        {
            "lines": [pick(one.definition.names, main) for one in (call.programme, call)],
            "others": list(languages[1:]),
            "reference": project.number,
            "titles": _headings(content["texts"], languages),
            "versions": [_version(content["texts"][code], code) for code in languages],
            "activities": _activities(project, languages),
            "shares": _shares(project, languages),
            "signatures": [_both(f"{GROUP}.{side}", languages) for side in ("lead", "authority")],
            "electronic": [sentence(f"{GROUP}.electronic", code) for code in languages],
            "seal": seal_line(code=sha256, path="/v", words=_sealed(call, languages, at)),
        },
        language=main,
        title=f"{_heading(content['texts'][main])} – {project.number}",
        embed={"agreement.json": canonical_json(dict(content))},
        at=at,
    )


def _headings(texts: Mapping[str, str], languages: tuple[str, ...]) -> dict[str, str]:
    return {code: _heading(texts[code]) for code in languages}


def _heading(markdown: str) -> str:
    """The letter's own first heading: it is the document's title."""
    first = next((one for one in blocks(markdown) if one["kind"] == "heading"), None)
    return "".join(run["text"] for run in first["runs"]) if first else ""


def _version(markdown: str, language: str) -> dict[str, Any]:
    everything = list(blocks(markdown))
    if everything and everything[0]["kind"] == "heading":
        everything = everything[1:]
    return {"language": language, "blocks": everything}


def _both(code: str, languages: tuple[str, ...]) -> str:
    """A label in every language of the call: `Activité / Attività`."""
    return " / ".join(dict.fromkeys(sentence(code, language) for language in languages))


def _sealed(call: Call, languages: tuple[str, ...], at: datetime) -> str:
    """On the clocks of the call: the worker that lays it out has met no page that names them."""
    return "\n".join(
        sentence(f"{GROUP}.sealed", code, at=moment_words(at, call.zone, language=code))
        for code in languages
    )


def _activities(project: Project, languages: tuple[str, ...]) -> dict[str, Any]:
    rows = [
        [
            str(due.activity.position),
            "\n".join(due.activity.titles.get(code, "") for code in languages),
            str(len(due.deliverables.all())),
            numerals.euros(due.lump_sum, "bare", languages[0]),
        ]
        for due in project.activities.all()
    ]
    heads = ("number", "activity", "deliverables", "lump_sum")
    return {
        "headers": [_both(f"{GROUP}.{head}", languages) for head in heads],
        "rows": rows,
        "total": [
            "", _both(f"{GROUP}.sum", languages), "",
            numerals.euros(project.grant, "bare", languages[0]),
        ],
    }  # fmt: skip


def _shares(project: Project, languages: tuple[str, ...]) -> dict[str, Any] | None:
    shares = shares_of(project, languages[0])
    if not shares:
        return None
    amounts = (project.total, project.grant)
    return {
        "headers": [_both(f"{GROUP}.{head}", languages) for head in ("partner", "cost", "erdf")],
        "rows": [[f"{one.name} ({one.country})", one.total, one.erdf] for one in shares],
        "total": [
            _both(f"{GROUP}.sum", languages),
            *(numerals.euros(amount, "bare", languages[0]) for amount in amounts),
        ],
    }
