"""What every letter about a filed application shares: whom it goes to, in which languages, what it
may say of the file, how it is laid out.

Every letter carries all languages of the call, the partner's own first. What people typed
goes in as plain text: a title cannot become markup.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.urls import reverse

from cordata.accounts.models import Organisation
from cordata.applications.models import Application, Partner, PartnerLetter
from cordata.applications.queries import submission_that_stands
from cordata.documents import storing
from cordata.documents.marked import version_of
from cordata.documents.pdf import render, seal_line
from cordata.kernel.journal import SYSTEM
from cordata.kernel.localised import pick
from cordata.kernel.verdicts import NotPossible
from cordata.notify.quoting import literal
from cordata.packs.programme import BodyRole
from cordata.packs.reading.letters import PLACEHOLDER
from cordata.web import moments, numerals
from cordata.web.catalogue import sentence

SAID = "application.letter"


def partners_of(application: Application) -> list[Partner]:
    """The partners of the file with their organisations, the lead first."""
    return sorted(application.partners.all(), key=lambda one: one.position)


def language_of(organisation: Organisation, application: Application) -> str:
    """The first language of the partner's country that the call speaks, else the call's first."""
    spoken = application.definition.languages
    country = application.call.programme.definition.country(organisation.country)
    own = country.languages if country else ()
    return next((language for language in own if language in spoken), spoken[0])


def project_of(application: Application) -> Mapping[str, Any]:
    """The project as it was sealed. Raises `NotPossible("application.letter_unfiled")`."""
    submission = submission_that_stands(application)
    if submission is None:
        raise NotPossible("application.letter_unfiled")
    project: Mapping[str, Any] = submission.sealed.content["project"]
    return project


def filled(template: str, values: Mapping[str, str]) -> str:
    """`{{ name }}` replaced by its value. Raises `NotPossible("application.letter_value")`."""

    def value(found: Any) -> str:
        name = found[1]
        if name not in values:
            raise NotPossible("application.letter_value", name=name)
        return values[name]

    return PLACEHOLDER.sub(value, template)


def facts_of(
    application: Application, partner: Partner, project: Mapping[str, Any], day: date, language: str
) -> Iterator[tuple[str, str]]:
    """What any letter may say: the file, its partners, who writes, the day, the remedy's term."""
    definition, programme = application.definition, application.call.programme.definition
    partners = partners_of(application)
    lead = next(one for one in partners if one.is_lead).organisation
    bodies = {body.role: body for body in reversed(programme.bodies)}
    authority = bodies.get(BodyRole.MANAGING_AUTHORITY, programme.bodies[0])
    secretariat = bodies.get(BodyRole.JOINT_SECRETARIAT, programme.bodies[0])
    names = [one.organisation.name for one in partners]
    yield "acronym", literal(application.acronym)
    yield "application_number", application.number
    yield "authority", pick(authority.names, language)
    yield "call", pick(definition.names, language)
    yield "complaint_days", numerals.plain_number(definition.grid.complaint_days, language)
    yield "date", moments.day_words(day, language=language)
    yield "lead_partner", literal(lead.name)
    yield "lead_signatory", literal(lead.representative_name)
    yield "notified_on", moments.day_words(day, language=language)
    yield "partner", literal(partner.organisation.name)
    yield "partner_signatory", literal(partner.organisation.representative_name)
    yield "partners", literal(numerals.listed(names, language))
    yield "programme", pick(programme.names, language)
    yield "secretariat_email", secretariat.email
    yield "title", literal(pick(project["answers"].get("title", {}), language))


def letter_pdf(letter: PartnerLetter, shares: Mapping[str, Any] | None = None) -> bytes:
    """The letter as it is sent: languages side by side, the addressee's own first; `shares` is a
    table of amounts."""
    main, *others = [version_of(language, text) for language, text in letter.in_order]
    return render(
        "documents/letter.typ",
        {
            **_head(letter),
            "title": main["title"],
            "other_titles": {one["language"]: one["title"] for one in others},
            "versions": [main, *others],
            "shares": shares,
            "seal": _seal(letter),
        },
        language=letter.language,
        title=f"{main['title']} – {letter.number}",
        at=letter.released_at,
    )


def keep_pdf(letter: PartnerLetter, shares: Mapping[str, Any] | None = None) -> None:
    """Lay a released letter out once, as PDF/A, beside its text."""
    if letter.file_id or letter.released_at is None:
        return
    letter.file = storing.store_bytes(
        letter_pdf(letter, shares),
        name=f"{letter.number.replace('/', '-')}.pdf",
        media_type="application/pdf",
        by=SYSTEM,
        at=letter.released_at,
    )
    letter.save(update_fields=["file"])


def _head(letter: PartnerLetter) -> dict[str, Any]:
    language, organisation = letter.language, letter.organisation
    call = letter.application.call
    programme = call.programme.definition
    town = f"{organisation.postcode} {organisation.city}".strip()
    day = moments.local(letter.released_at or letter.drafted_at, call.zone).date()
    return {
        "lines": [pick(programme.names, language), pick(call.definition.names, language)],
        "others": [code for code, _text in letter.in_order[1:]],
        "reference": letter.number,
        "dated": sentence(f"{SAID}.dated", language, day=day, number=letter.number),
        "from": pick(programme.bodies[0].names, language),
        "to": [part for part in (organisation.name, organisation.street, town) if part],
    }


def _seal(letter: PartnerLetter) -> dict[str, str] | None:
    if letter.sealed is None:
        return None
    zone, language = letter.application.call.zone, letter.language
    at = moments.moment_words(letter.sealed.sealed_at, zone, language=language)
    words = sentence(f"{SAID}.sealed", language, at=at)
    path = f"{reverse('applications:verify')}?code={letter.sealed.sha256}"
    return seal_line(code=letter.number, path=path, words=words)
