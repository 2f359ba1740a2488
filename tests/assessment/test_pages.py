"""The pages of the examination: who sees what, what a stranger learns, how many queries."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from cordata.applications.actions import end_mandate
from cordata.applications.models import Partner, Submission
from cordata.assessment.actions import take_review
from cordata.assessment.ageing import ageing_of
from cordata.assessment.models import Assignment, CompletionRequest, Review
from cordata.assessment.presenting import file_row
from cordata.assessment.queries import page_of
from cordata.kernel.clock import held_at
from tests.factories.assessment import (
    MOTIVATION,
    after_closing,
    consolidated,
    copies,
    eligible,
    filed,
    given_to,
    review_of,
    scored,
    staff,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(db: None) -> Any:
    return staff("Odile Officier", "officer")


def page(client: Client, name: str, *args: Any, **kwargs: Any) -> Any:
    return client.get(reverse(name, args=args, kwargs=kwargs))


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.mark.parametrize(
    ("language", "named"),
    [
        ("fr", "Source : ALCOTRA, projets simples, critère 1.2"),
        ("it", "Fonte: ALCOTRA, progetti singoli, criterio 1.2"),
    ],
)
def test_the_officers_checklist_names_each_source_in_the_officers_language(
    call: Any, at: datetime, officer: Any, language: str, named: str
) -> None:
    review = review_of(filed(call, at))
    with override(language), held_at(after_closing(call)):
        answer = page(signed_in(officer), "assessment:review", review.pid)
    assert named in answer.content.decode()


def test_the_officers_list_shows_each_file(call: Any, at: datetime, officer: Any) -> None:
    filed(call, at)
    with held_at(after_closing(call)):
        answer = page(signed_in(officer), "assessment:reviews", call.code)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "MP2-0001" in text
    assert "54" in text


def test_a_file_waits_from_the_closing_not_from_its_early_submission(
    call: Any, at: datetime, officer: Any
) -> None:
    """Nobody may examine before the closing: the day after, no file is late."""
    filed(call, at)
    with held_at(after_closing(call)):
        row = file_row(
            page_of(Review.objects.all(), 0, 1).get(), ageing_of(call, after_closing(call))
        )
    assert (row.days, row.late) == (1, False)


def test_the_list_counts_what_was_found_at_filing(call: Any, at: datetime) -> None:
    """The database counts the findings of each file; read whole, they say the same."""
    filed(call, at)
    review = page_of(Review.objects.all(), 0, 1).get()
    verdicts = [one["verdict"] for one in Review.objects.get().submission.findings]
    assert review.open == verdicts.count("unknown") > 0
    assert review.unmet == verdicts.count("unmet")
    Submission.objects.update(findings=[{"verdict": "unmet"}, {"verdict": "met"}])
    changed = page_of(Review.objects.all(), 0, 1).get()
    assert (changed.unmet, changed.open) == (1, 0)


@pytest.mark.counting
def test_the_list_costs_the_same_for_one_file_and_for_many(
    call: Any, at: datetime, officer: Any, django_assert_max_num_queries: Any
) -> None:
    """At most 12 queries at any size: one file, then thirty; the whole list and a part of it."""
    client, theme = signed_in(officer), call.definition.themes[0].code
    review = consolidated(call, at)
    whole = reverse("assessment:reviews", args=[call.code])
    paths = (whole, f"{whole}?stage=assessment", f"{whole}?q=MP2&theme={theme}&officer=")

    def spent() -> list[int]:
        counts = []
        for path in paths:
            client.get(path)
            with django_assert_max_num_queries(12 + settings.REHEARSAL) as queries:
                client.get(path)
            counts.append(len(queries))
        return counts

    with held_at(after_closing(call)):
        one = spent()
        copies(review, 29)
        assert spent() == one


def test_every_stage_of_a_file_has_its_page(call: Any, at: datetime, officer: Any) -> None:
    review = review_of(filed(call, at))
    client, later = signed_in(officer), after_closing(call)
    with held_at(later):
        assert page(client, "assessment:review", review.pid).status_code == 200
        eligible(review, by=officer, at=later)
        anna, bruno = staff("Anna Assessore", "assessor"), staff("Bruno Bilancio", "assessor")
        first = given_to(review, anna, by=officer, at=later)
        scored(first, 4, at=later)
        assert "Anna Assessore" in page(client, "assessment:review", review.pid).content.decode()
        scored(given_to(review, bruno, by=officer, at=later), 1, at=later)
        text = page(client, "assessment:review", review.pid).content.decode()
    assert review_of_pid(review.pid).state == "assessment"
    assert "Odile Officier" in text


def test_the_officer_sees_that_a_mandate_was_revoked_after_the_filing(
    call: Any, at: datetime, officer: Any
) -> None:
    """SUB-09: the sealed file stands; who examines it knows, and why."""
    cast = filed(call, at)
    later = after_closing(call)
    partner = Partner.objects.get(pk=cast.partners[1].pk)
    with held_at(later):
        before = page(signed_in(officer), "assessment:review", review_of(cast).pid)
    end_mandate(partner, because="Le conseil a dit non.", by=cast.partner_signatory, at=at)
    with held_at(later):
        after = page(signed_in(officer), "assessment:review", review_of(cast).pid)
    assert "Le conseil a dit non." not in before.content.decode()
    assert "Le conseil a dit non." in after.content.decode()
    assert review_of(cast).state == "admissibility"


def test_a_file_with_a_theme_keeps_the_appearance_the_reader_chose(
    call: Any, at: datetime, officer: Any
) -> None:
    """The file's theme and the page's light or dark once had one name in the templates."""
    review = review_of(filed(call, at))
    client = signed_in(officer)
    client.cookies["theme"] = "dark"

    text = page(client, "assessment:review", review.pid).content.decode()

    assert 'data-theme="dark"' in text


def review_of_pid(pid: str) -> Review:
    return Review.objects.get(pid=pid)


def test_an_officer_answers_a_check_by_a_plain_form(call: Any, at: datetime, officer: Any) -> None:
    review = review_of(filed(call, at))
    client = signed_in(officer)
    with held_at(after_closing(call)):
        url = reverse("assessment:verify", args=[review.pid, "7"])
        refused = client.post(url, {"verdict": "unmet", "reason": ""})
        kept = client.post(url, {"verdict": "met", "reason": ""})
    assert refused.status_code == 422
    assert kept.status_code == 302
    assert review.verifications.get().code == "signatory.power"


def test_the_lead_answers_a_completion(call: Any, at: datetime, officer: Any) -> None:
    cast = filed(call, at)
    review, later = review_of(cast), after_closing(call)
    client = signed_in(officer)
    with held_at(later):
        url = reverse("assessment:ask", args=[review.pid])
        due = (later + timedelta(days=10)).date()
        answer = client.post(url, {"items": "- Statuts\nPouvoir de signer", "due_on": str(due)})
        assert answer.status_code == 302
        completion = CompletionRequest.objects.get()
        lead = signed_in(cast.editor)
        assert page(lead, "assessment:completion", completion.pid).status_code == 200
        sent = lead.post(
            reverse("assessment:completion", args=[completion.pid]),
            {"answer": "Les voici.", "seen": "0"},
        )
        assert sent.status_code == 302
        stranger = signed_in(staff("Zoe Etrangere"))
        assert page(stranger, "assessment:completion", completion.pid).status_code == 404
    completion.refresh_from_db()
    assert [item["text"] for item in completion.items] == ["Statuts", "Pouvoir de signer"]
    assert completion.sealed is None  # words alone change no part of the file
    assert completion.answer == "Les voici."


def test_an_assessor_goes_from_the_declaration_to_the_sent_sheet(
    call: Any, at: datetime, officer: Any
) -> None:
    review, later = review_of(filed(call, at)), after_closing(call)
    anna = staff("Anna Assessore", "assessor")
    client = signed_in(anna)
    eligible(review, by=officer, at=later)
    with held_at(later):
        officers = signed_in(officer)
        made = officers.post(
            reverse("assessment:assign", args=[review.pid]), {"assessor": anna.pid, "due_on": ""}
        )
        assert made.status_code == 302
        own = Assignment.objects.get()
        assert page(client, "assessment:mine").status_code == 200
        assert page(client, "assessment:sheet", own.pid).status_code == 403
        assert page(client, "assessment:assignment", own.pid).status_code == 200
        accepted = client.post(
            reverse("assessment:accept", args=[own.pid]), {"free": "on", "confidential": "on"}
        )
        assert accepted.status_code == 302
        assert page(client, "assessment:sheet", own.pid).status_code == 200
        early = client.post(reverse("assessment:send", args=[own.pid]), {"points_Q1": "4"})
        assert early.status_code == 422
        assert own.scores.get(criterion="Q1").points == 4
        saved = client.post(
            reverse("assessment:save", args=[own.pid, "Q2"]),
            {"points_Q2": "5", "motivation_Q2": MOTIVATION},
            headers={"HX-Request": "true"},
        )
        assert saved.status_code == 200
        assert "X-Saved" in saved.headers
        answers = {f"points_Q{n}": "4" for n in range(1, 8)}
        answers |= {f"motivation_Q{n}": MOTIVATION for n in range(1, 8)}
        assert client.post(reverse("assessment:send", args=[own.pid]), answers).status_code == 302
        assert page(client, "assessment:sheet", own.pid).status_code == 200
        assert page(client, "assessment:text", review.pid).status_code == 200
    own.refresh_from_db()
    assert own.state == "locked"


@pytest.mark.counting
def test_my_assessments_cost_the_same_for_one_file_and_for_thirty(
    call: Any, at: datetime, django_assert_max_num_queries: Any
) -> None:
    review = consolidated(call, at)
    client = signed_in(staff("Anna Assessore", "assessor"))
    with held_at(after_closing(call)):
        page(client, "assessment:mine")
        with django_assert_max_num_queries(11 + settings.REHEARSAL) as one:
            page(client, "assessment:mine")
        copies(review, 29)
        with django_assert_max_num_queries(11 + settings.REHEARSAL) as many:
            page(client, "assessment:mine")
    assert len(one) == len(many)


@pytest.mark.counting
def test_a_sheet_costs_the_same_beside_one_other_and_beside_five(
    call: Any, at: datetime, officer: Any, django_assert_max_num_queries: Any
) -> None:
    """Sent, with the others' sheets open beside it (EVA-05)."""
    later = after_closing(call)
    review = eligible(review_of(filed(call, at)), by=officer, at=later)
    anna = staff("Anna Assessore", "assessor")
    waiting = given_to(review, staff("Zeno Ultimo", "assessor"), by=officer, at=later)
    own = scored(given_to(review, anna, by=officer, at=later), 4, at=later)
    client = signed_in(anna)

    def more(first: int, last: int) -> None:
        for number in range(first, last):
            other = staff(f"Lettore {number}", "assessor")
            scored(given_to(review, other, by=officer, at=later), 4, at=later)

    def spent() -> int:
        with django_assert_max_num_queries(19 + settings.REHEARSAL) as queries:
            assert page(client, "assessment:sheet", own.pid).status_code == 200
        return len(queries)

    with held_at(later):
        more(0, 1)
        page(client, "assessment:sheet", own.pid)
        one = spent()
        more(1, 5)
        assert spent() == one
    assert waiting.state == "accepted"


def test_every_part_of_the_text_reads_in_each_language(call: Any, at: datetime) -> None:
    review = consolidated(call, at)
    anna = staff("Anna Assessore", "assessor")
    client, own = signed_in(anna), review.assignments.get(assessor=anna)
    with held_at(after_closing(call)):
        for part in ("partners_budget", "activities_plan", "annexes_joined", "nowhere"):
            url = reverse("assessment:sheet", args=[own.pid])
            assert client.get(url, {"part": part, "in": "it"}).status_code == 200


def test_the_list_of_a_call_without_files_opens(call: Any, at: datetime, officer: Any) -> None:
    """Nothing was filed, or nothing answers the filter: an empty list, not an error."""
    client = Client()
    client.force_login(officer)
    with override("fr"):
        path = reverse("assessment:reviews", args=[call.code])
    assert client.get(path).status_code == 200
    assert client.get(path, {"stage": "eligibility", "page": "9"}).status_code == 200


@pytest.mark.parametrize(("days", "status"), [(0, 422), (1, 302)])
def test_a_term_that_has_passed_is_refused_beside_its_field(
    call: Any, at: datetime, officer: Any, days: int, status: int
) -> None:
    review = review_of(filed(call, at))
    now = after_closing(call)
    take_review(review.pid, by=officer, at=now)
    asked = {"items": "Le devis", "due_on": (now + timedelta(days=days - 1)).date().isoformat()}

    with held_at(now):
        answer = signed_in(officer).post(reverse("assessment:ask", args=[review.pid]), asked)

    assert answer.status_code == status
    if status == 422:
        page = answer.content.decode()
        assert 'href="#ask-due_on"' in page
        assert 'id="ask-due_on_err"' in page
