"""Every fact of the invitation to the Annecy meeting lives in the pack, in its own words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from cordata.packs import CallDefinition, Pack
from cordata.packs.meeting import AgendaKind, MeetingDefinition, MeetingFormat, OrganiserRole

INVITATION = Path(__file__).parent / "fixtures" / "invitation.fr.md"
# Said by structured values, each compared below, not by a sentence of the pack.
TOLD_BY_VALUES = (
    "invitation coopération france italie alcotra",
    "réunion d information sur les microprojets",
    "13 février 2025 annecy",
    "le 13 février 2025 de 9h30 à 13h15",
    "programme de l événement",
    "9h30 13h15 conseil départemental de la haute savoie salle glières",
    "1 rue 30e régiment d infanterie 74000 annecy",
    "inscription obligatoire",
    "nombre de places limité",
)


def words(text: str) -> str:
    """The words alone: no mark-up, no marks, no capitals."""
    bare = re.sub(r"<[^>]+>|\(#\)", " ", text)
    return " ".join(re.findall(r"\w+", bare.casefold()))


def said(invitation: str) -> Iterator[str]:
    """The invitation piece by piece: headings, sentences, cells and items."""
    text = invitation.replace("<li>", "\n").replace("Salle Glières 1", "Salle Glières\n1")
    text = text.replace("de 9h30 à 13h15, la Région", "de 9h30 à 13h15\nla Région")
    for piece in re.split(r"\n|\||;|(?<=[a-zé»)*])\.(?:\s|<|$)|\((?=nombre)", text):
        if words(piece):
            yield words(piece)


@pytest.fixture(scope="module")
def call(alcotra: Pack) -> CallDefinition:
    found = alcotra.call("microprojets-2")
    assert found
    return found


@pytest.fixture(scope="module")
def meeting(call: CallDefinition) -> MeetingDefinition:
    found = call.meeting("annecy-2025-02-13")
    assert found
    return found


def test_no_sentence_of_the_invitation_is_lost(
    alcotra: Pack, call: CallDefinition, meeting: MeetingDefinition
) -> None:
    texts = [alcotra.programme.texts[key]["fr"] for key in ("about", "microprojects")]
    texts += [call.texts["about"]["fr"], meeting.summaries["fr"], meeting.invitations["fr"]]
    texts += [item.titles["fr"] for item in meeting.agenda]
    pack = " | ".join(words(text) for text in texts)

    lost = [piece for piece in said(INVITATION.read_text()) if piece not in pack]

    assert [piece for piece in lost if piece not in TOLD_BY_VALUES] == []
    assert len(lost) <= len(TOLD_BY_VALUES)


def test_day_hours_and_place_are_those_of_the_invitation(meeting: MeetingDefinition) -> None:
    assert (meeting.starts, meeting.ends) == (
        datetime(2025, 2, 13, 9, 30),  # noqa: DTZ001
        datetime(2025, 2, 13, 13, 15),  # noqa: DTZ001
    )
    assert meeting.zone == "Europe/Paris"
    assert meeting.starts_at.isoformat() == "2025-02-13T08:30:00+00:00"
    assert meeting.format is MeetingFormat.ON_SITE
    venue = meeting.venue
    assert venue.names["fr"] == "Conseil départemental de la Haute-Savoie"
    assert venue.rooms["fr"] == "Salle Glières"
    assert words(venue.street) == "1 rue 30e régiment d infanterie"
    assert (venue.postcode, venue.city) == ("74000", "Annecy")
    assert (venue.country, venue.territory) == ("FR", "FRK28")


def test_one_body_invites_and_two_stand_beside_it(meeting: MeetingDefinition) -> None:
    assert [(who.role, words(who.names["fr"])) for who in meeting.organisers] == [
        (OrganiserRole.LEAD, "région auvergne rhône alpes"),
        (OrganiserRole.PARTNER, "région autonome vallée d aoste"),
        (OrganiserRole.PARTNER, "conseil départemental de la haute savoie"),
    ]


def test_the_six_items_stand_in_order_and_no_hour_is_invented(meeting: MeetingDefinition) -> None:
    assert [words(item.titles["fr"]) for item in meeting.agenda] == [
        "accueil café",
        "présentation générale du programme alcotra et des microprojets",
        "partage de bonnes pratiques pour la construction d un projet de coopération"
        " transfrontalière",
        "témoignages de bénéficiaires de microprojets",
        "session questions réponses",
        "cocktail déjeunatoire",
    ]
    assert {item.starts for item in meeting.agenda} == {None}
    assert meeting.agenda[-1].kind is AgendaKind.MEAL


def test_audience_and_three_purposes(meeting: MeetingDefinition) -> None:
    assert words(meeting.audiences["fr"]) == "professionnels des territoires frontaliers"
    invitation = words(INVITATION.read_text())
    assert len(meeting.purposes) == 3
    for purpose in meeting.purposes:
        assert words(purpose["fr"]) in invitation


def test_registration_is_compulsory_and_the_number_of_places_an_assumption(
    call: CallDefinition, meeting: MeetingDefinition
) -> None:
    assert meeting.registration_required
    assert meeting.limited_places
    assumed = {item.path.rsplit(":", 1)[1] for item in call.assumptions}
    assert "meeting.annecy-2025-02-13.places" in assumed
    assert "meeting.annecy-2025-02-13.starts" not in assumed


def test_the_call_is_open_between_the_days_of_the_invitation(call: CallDefinition) -> None:
    opening, closing = call.milestone("opening"), call.milestone("closing")
    assert opening
    assert closing
    assert (opening.on, closing.on) == (date(2024, 12, 9), date(2025, 4, 23))
    assert call.ruleset.closes_at.isoformat() == "2025-04-23T10:00:00+00:00"  # noon in Paris
    selection = call.milestone("selection")
    assert selection
    assert (selection.on, selection.until) == (date(2025, 10, 1), date(2025, 12, 31))
    assert [words(theme.names["fr"]) for theme in call.themes] == [
        "éducation formation et bilinguisme",
        "culture et tourisme",
    ]


def test_budget_and_partnership_of_the_invitation(call: CallDefinition) -> None:
    rules = call.ruleset
    assert (rules.total_min, rules.total_max) == (Decimal("25000.00"), Decimal("75000.00"))
    assert set(rules.required_countries) == {"FR", "IT"}
    assert rules.min_partners == 2
    assert call.grid.advisory  # "sur la base des critères d'éligibilité"
