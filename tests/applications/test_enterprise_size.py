"""The size of an enterprise on its page: few figures, the arithmetic said, nobody else's eyes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cordata.applications.facts import facts_of
from cordata.kernel.models import Event
from cordata.rules.eligibility import check
from tests.factories.applications import Cast, started

FIGURES = {
    "headcount_1": "9,5", "turnover_1": "1 900 000", "balance_1": "800 000", "public": "no",
    "related-TOTAL_FORMS": "1", "related-INITIAL_FORMS": "0",
}  # fmt: skip
GROUP = {
    "related-0-name": "Holding", "related-0-share": "40", "related-0-headcount": "100",
    "related-0-turnover": "9 000 000", "related-0-balance": "9 000 000",
}  # fmt: skip


@pytest.fixture
def cast(call: Any, at: datetime) -> Cast:
    found = started(call, at)
    body = found.partners[0].organisation
    body.legal_type = "enterprise"
    body.save()
    return found


def page(cast: Cast, place: int = 0) -> str:
    return reverse("applications:size", args=[cast.application.pid, cast.partners[place].pid])


def standing(cast: Cast, at: datetime) -> tuple[str, str]:
    partner = facts_of(cast.reload(), at).partners[0]
    return partner.enterprise_size, partner.size_standing


def test_the_figures_make_the_size_and_the_page_says_how(
    client: Client, cast: Cast, at: datetime
) -> None:
    """B4: alone micro; with 40 % of a group of 100 persons it has 49.5 units and is small."""
    client.force_login(cast.editor)
    assert client.post(page(cast), FIGURES).status_code == 302
    assert standing(cast, at) == ("micro", "computed")
    assert client.post(page(cast), FIGURES | GROUP).status_code == 302
    assert standing(cast, at) == ("small", "computed")
    shown = client.get(page(cast)).content.decode()
    assert "Petite entreprise" in shown
    assert "49,50 unités de travail" in shown


def test_another_size_stands_only_with_its_reason(client: Client, cast: Cast, at: datetime) -> None:
    client.force_login(cast.editor)
    other = FIGURES | {"stated": "medium"}
    assert client.post(page(cast), other).status_code == 422
    assert standing(cast, at) == ("", "")
    client.post(page(cast), other | {"explanation": "Rachat en cours."})
    assert standing(cast, at) == ("medium", "explained")
    client.post(page(cast), FIGURES | {"stated": "figures"})
    assert standing(cast, at) == ("micro", "computed")


def test_a_holding_that_employs_nobody_is_a_figure_too(
    client: Client, cast: Cast, at: datetime
) -> None:
    """Zero persons and no turnover: the row is complete, and its balance counts in full."""
    client.force_login(cast.editor)
    holding = GROUP | {"related-0-share": "51", "related-0-headcount": "0"}
    sent = FIGURES | holding | {"related-0-turnover": "0", "related-0-balance": "9 000 000"}
    assert client.post(page(cast), sent | {"turnover_1": "2 000 000,01"}).status_code == 302
    assert standing(cast, at) == ("small", "computed")


def test_the_reason_is_read_beside_the_check(client: Client, cast: Cast, at: datetime) -> None:
    client.force_login(cast.editor)
    reason = {"stated": "medium", "explanation": "Rachat en cours\npar un groupe."}
    client.post(page(cast), FIGURES | reason)
    found = check(facts_of(cast.reload(), at), cast.application.definition.ruleset)
    size = next(one for one in found if one.code == "enterprise.size")
    name = cast.partners[0].organisation.name
    assert size.params["partners"] == (f"{name} (Rachat en cours par un groupe)",)


def test_a_size_picked_on_the_sheet_beside_other_figures_differs(
    client: Client, cast: Cast, at: datetime
) -> None:
    client.force_login(cast.editor)
    client.post(page(cast), FIGURES)
    body = reverse("applications:body", args=[cast.application.pid, cast.partners[0].pid])
    client.post(body, {"legal_type": "enterprise", "enterprise_size": "small"})
    assert standing(cast, at) == ("small", "differs")


def test_half_a_year_is_asked_in_full(client: Client, cast: Cast) -> None:
    client.force_login(cast.editor)
    answer = client.post(page(cast), FIGURES | {"headcount_2": "8"})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"turnover_2", "balance_2"}


def test_the_figures_are_their_own_peoples_alone(client: Client, cast: Cast, at: datetime) -> None:
    """ACC-07: the other partner neither reads nor writes them, and the journal has none."""
    client.force_login(cast.editor)
    client.post(page(cast), FIGURES | {"turnover_1": "1 234 567"})
    assert "1234567" not in "".join(str(one.data) for one in Event.objects.all())
    client.force_login(cast.partner_signatory)
    shown = client.get(page(cast)).content.decode()
    assert "234" not in shown
    assert client.post(page(cast), FIGURES).status_code == 403


def test_an_association_is_not_bothered(client: Client, cast: Cast) -> None:
    client.force_login(cast.partner_editor)
    answer = client.get(page(cast, 1))
    assert answer.context["form"] is None
    assert client.post(page(cast, 1), FIGURES).status_code == 200
    cast.partners[1].organisation.refresh_from_db()
    assert cast.partners[1].organisation.enterprise_size == ""
