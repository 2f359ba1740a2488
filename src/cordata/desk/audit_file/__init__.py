"""The audit file of one application: everything from its filing to its last payment, in one ZIP
with an index in the programme's languages and the checksum of each part (LOG-06)."""

from __future__ import annotations

from datetime import datetime
from typing import IO

from django.db import transaction
from django.utils.translation import override

from cordata.accounts.models import Person
from cordata.applications.models import Application
from cordata.desk.audit_file.chapters import contents
from cordata.documents import bundling
from cordata.documents.bundling import Cover, Written
from cordata.kernel.localised import pick
from cordata.kernel.transitions import tell
from cordata.web.catalogue import sentence


def name_of(application: Application, language: str) -> str:
    return f"{application.number}-{sentence('desk.audit.name', language)}.zip"


def write(application: Application, target: IO[bytes], language: str, *, at: datetime) -> Written:
    """The whole archive into `target`, its tables in `language`, its index in that one and in the
    first language of each country."""
    countries = application.call.programme.definition.countries
    of_countries = [country.languages[0] for country in countries]
    cover = Cover(
        title=lambda code: sentence("desk.audit.title", code, number=application.number),
        facts=lambda code: _facts(application, code),
        languages=list(dict.fromkeys([language, *of_countries])),
        zone=application.call.zone,
        at=at,
    )
    with override(language):
        chapters = contents(application, language, at)
    return bundling.write(cover, chapters, target, language)


def _facts(application: Application, language: str) -> list[tuple[str, str]]:
    partners = application.partners.select_related("organisation").order_by("position")
    facts = {
        "call": pick(application.definition.names, language),
        "project": pick(application.titles, language) or application.acronym,
        "partners": "\n".join(one.organisation.name for one in partners),
    }
    return [(sentence(f"desk.audit.{name}", language), text) for name, text in facts.items()]


@transaction.atomic
def note_audit_file(
    application: Application, written: Written, *, by: Person, at: datetime
) -> None:
    """Who takes it out stands in the journal before it leaves (ACC-09)."""
    files, sums = written.files, written.sums
    tell(application, "audit_file_read", by=by, at=at, what="file_audit", files=files, sha256=sums)
