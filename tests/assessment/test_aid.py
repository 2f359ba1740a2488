"""State aid partner by partner: declared, summed, established, named by the agreement."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cordata.accounts.models import Person
from cordata.applications.actions import submit_application
from cordata.applications.actions.declarations import AidDraft, AidReceived, save_aid
from cordata.assessment.actions import establish_aid
from cordata.assessment.actions.aiding import mark_of_aid
from cordata.assessment.aiding import PartnerAid, aid_of
from cordata.assessment.models import AidRegime, Review
from cordata.kernel.clock import held_at
from cordata.kernel.models import Event
from cordata.kernel.verdicts import NotPossible
from cordata.projects.agreement import agreement_texts
from cordata.projects.models import Project
from cordata.rules.aid import aid_standing
from tests.factories.applications import STATED, Cast, complete_application
from tests.factories.assessment import after_closing, consolidated, filed, review_of, staff
from tests.factories.selection import released

pytestmark = pytest.mark.django_db
BEFORE = date(2023, 6, 1)  # counts in spring 2025
LONG_GONE = date(2021, 6, 1)


@pytest.fixture
def officer(db: None) -> Any:
    return staff("Odile Officier", "officer")


@pytest.fixture
def later(call: Any) -> datetime:
    return after_closing(call)


def declared(call: Any, at: datetime, *received: tuple[date, str, str]) -> Cast:
    """A filed application whose second partner expects de minimis aid, with what it received."""
    cast = complete_application(call, at)
    partner = cast.partners[1]
    rows = [AidReceived(day, Decimal(amount), "Regione", side) for day, amount, side in received]
    answers = {"economic_activity": True, "aid_advantage": True, "aid_third_parties": False}
    draft = AidDraft(answers=answers, note="Un chiosco.", regime="de_minimis", received=rows,
                     declared=True, any=bool(rows))  # fmt: skip
    save_aid(partner, draft, by=cast.partner_editor, at=at)
    submit_application(
        cast.application.pid, by=cast.signatory, key="k", statements=STATED, received_at=at, at=at
    )
    return cast.reload() and cast


def of_partner(review: Review, at: datetime) -> PartnerAid:
    return aid_of(Review.objects.get(pk=review.pk), at)[1]


def established(review: Review, regime: str, *, by: Any, at: datetime, position: int = 2) -> Any:
    partner = review.application.partners.get(position=position)
    stands = AidRegime.objects.filter(partner=partner).first()
    return establish_aid(review.pid, partner.pid, regime, reason="Lu et compté.",
                         seen=mark_of_aid(stands), by=by, at=at)  # fmt: skip


@pytest.mark.parametrize(
    ("regime", "received", "new", "excess"),
    [
        ("de_minimis", "280000", "30000", "10000"),  # the worked example 5.3 no. 8
        ("de_minimis", "270000", "30000", "0"),
        ("de_minimis", "270000", "30000.01", "0.01"),
        ("gber_20a", "280000", "22000", "0"),
        ("gber_20a", "0", "22000.01", "0.01"),
        ("none", "280000", "75000", "0"),
    ],
)
def test_a_regime_is_measured_to_the_cent(
    call: Any, regime: str, received: str, new: str, excess: str
) -> None:
    found = aid_standing(regime, Decimal(received), Decimal(new), call.definition.ruleset)
    assert found.excess == Decimal(excess)


def test_what_was_declared_is_summed_by_state_and_in_three_years(
    call: Any, at: datetime, later: datetime
) -> None:
    cast = declared(call, at, (BEFORE, "100000", "IT"), (BEFORE, "5000", "FR"),
                    (LONG_GONE, "50000", "IT"))  # fmt: skip
    found = of_partner(review_of(cast), later)
    assert (found.declared, found.note) == ("de_minimis", "Un chiosco.")
    assert [row.counts for row in found.rows] == [True, True, False]
    assert found.standing.received == Decimal(100000)
    assert found.standing.new > 0
    assert not found.warns
    assert dict(found.answers and [(labels["fr"][:4], yes) for labels, yes in found.answers])


def test_sums_above_the_ceiling_warn_on_both_pages(
    call: Any, at: datetime, officer: Any, later: datetime
) -> None:
    review = review_of(declared(call, at, (BEFORE, "299999", "IT")))
    client = signed_in(officer)
    with held_at(later):
        for name in ("review", "aid"):
            page = client.get(reverse(f"assessment:{name}", args=[review.pid])).content.decode()
            assert "au-dessus du plafond de 300" in page, name
    established(review, "none", by=officer, at=later)
    assert not of_partner(review, later).warns


def test_the_secretariat_establishes_with_a_reason(
    call: Any, at: datetime, officer: Any, later: datetime
) -> None:
    review = review_of(filed(call, at))
    partner = review.application.partners.get(position=2)
    for regime, reason, code in (("none", " ", "reason_missing"), ("block", "Lu.", "aid_unknown")):
        with pytest.raises(NotPossible, match=code):
            establish_aid(review.pid, partner.pid, regime, reason=reason, seen="", by=officer,
                          at=later)  # fmt: skip
    established(review, "none", by=officer, at=later)
    again = later + timedelta(hours=1)
    with pytest.raises(NotPossible, match="aid_changed"):
        establish_aid(review.pid, partner.pid, "gber_20a", reason="Lu.", seen="", by=officer,
                      at=again)  # fmt: skip
    established(review, "gber_20a", by=staff("Ada Aide", "aid_reviewer"), at=again)
    first, second = Event.objects.filter(kind="review.aid_established").order_by("number")
    assert (first.data["before"], first.data["after"]) == ("", "none")
    assert (second.data["before"], second.data["after"]) == ("none", "gber_20a")
    assert second.reason == "Lu et compté."


def test_the_page_is_the_offices_and_partners_never_read_it(
    call: Any, at: datetime, officer: Any, later: datetime
) -> None:
    cast = declared(call, at, (BEFORE, "100000", "IT"))
    review = review_of(cast)
    url = reverse("assessment:aid", args=[review.pid])
    expected = {officer: 200, staff("Ada Aide", "aid_reviewer"): 200,
                staff("Ugo Uditore", "auditor"): 200, cast.editor: 404, cast.partner_editor: 404,
                staff("Anna Assessore", "assessor"): 404}  # fmt: skip
    for person, status in expected.items():
        with held_at(later):
            assert signed_in(person).get(url).status_code == status, person
    partner = review.application.partners.get(position=2)
    sent = {"partner": partner.pid, "regime": "none", "reason": "", "seen": ""}
    with held_at(later):
        refused = signed_in(officer).post(url, sent)
        assert refused.status_code == 422
        assert signed_in(officer).post(url, {**sent, "reason": "Lu."}).status_code == 302
        denied = signed_in(staff("Ugo Uditore", "auditor")).post(url, {**sent, "reason": "Lu."})
        assert denied.status_code == 403
        other = signed_in(officer).post(url, {**sent, "partner": "unknown", "reason": "Lu."})
        assert other.status_code == 422
    assert AidRegime.objects.get().regime == "none"


def test_the_agreement_names_what_was_established(
    call: Any, at: datetime, officer: Any, later: datetime
) -> None:
    review = consolidated(call, at)
    established(review, "de_minimis", by=officer, at=later)
    released(call)
    project = Project.objects.get()
    texts = agreement_texts(project, later + timedelta(days=90))
    name = review.application.partners.get(position=2).organisation.name
    assert f"- {name}: De minimis" in texts["fr"].replace("\\", "")
    assert "Regime di aiuto di Stato" in texts["it"]


@pytest.mark.counting
def test_the_sums_of_all_partners_cost_three_queries(
    call: Any, at: datetime, later: datetime
) -> None:
    review = Review.objects.select_related(
        "application__call__programme", "submission__sealed", "submission__sealed_aid",
        "submission__call_version",
    ).get(pk=review_of(filed(call, at)).pk)  # fmt: skip
    with CaptureQueriesContext(connection) as queries:
        aid_of(review, later)
    assert len(queries) <= 3


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(Person.objects.get(pk=person.pk))
    return client
