"""An application on paper: arrival sealed, typed in by one officer, confirmed by another."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from cordata.accounts.models import Organisation, Person
from cordata.applications import access, helped
from cordata.applications.actions import AnswerDraft, save_answers, submit_application
from cordata.applications.actions.closing import lapse_draft
from cordata.applications.actions.deleting import erase_draft
from cordata.applications.actions.paper import begin_entry, note_paper, set_aside
from cordata.applications.actions.paper_checking import (
    Difference,
    confirm_paper,
    hand_over,
    seal_of_entry,
    send_back,
)
from cordata.applications.actions.partners import add_partner
from cordata.applications.actions.submit import NotReady
from cordata.applications.due import due_acts
from cordata.applications.models import (
    Application,
    Help,
    LateAttempt,
    PaperFiling,
    Submission,
)
from cordata.applications.paper_letter import letter_pdf
from cordata.applications.queries import papers_waiting
from cordata.applications.states import MandateState, State
from cordata.applications.views.verify import answer_to
from cordata.documents import storing
from cordata.kernel.clock import held_at
from cordata.kernel.models import Event
from cordata.kernel.verdicts import NotPossible
from cordata.notify.models import Message
from tests.factories.applications import (
    SEMNOZ,
    STATED,
    TICKS,
    VALFREDDA,
    Cast,
    declare,
    organisation,
    write_everything,
    write_money,
    write_plan,
)
from tests.factories.paper import arrival, paper_noted

pytestmark = pytest.mark.django_db
HOUR, SECOND, MICRO = timedelta(hours=1), timedelta(seconds=1), timedelta(microseconds=1)
Make = Callable[..., Person]


@pytest.fixture
def first(person: Make) -> Person:
    return person("helene", roles=("officer",), language="fr")


@pytest.fixture
def second(person: Make) -> Person:
    return person("paul", roles=("officer",), language="fr")


def noted(call: Any, by: Person, arrived: datetime, at: datetime, **more: Any) -> PaperFiling:
    return paper_noted(call, arrived, by=by, at=at, **more)


def typed(paper: PaperFiling, by: Person, at: datetime) -> Cast:
    """Everything the paper says, typed in by the officer through the applicant's own verbs."""
    application = begin_entry(paper, organisation(SEMNOZ), by=by, at=at)
    add_partner(application, organisation(VALFREDDA), by=by, at=at)
    application = Application.objects.with_call().get(pk=application.pk)
    partners = list(application.partners.select_related("organisation", "application"))
    cast = Cast(application, by, by, by, by, partners=partners)
    write_everything(cast, at)
    write_plan(cast, at)
    write_money(cast, at, (SEMNOZ, VALFREDDA))
    for one in partners:
        declare(one, cast, at)
    cast.reload()
    return cast


def signers(cast: Cast) -> dict[str, str]:
    return {one.pid: "Jeanne Favre" for one in cast.partners}


def handed(call: Any, by: Person, arrived: datetime, at: datetime) -> tuple[PaperFiling, Cast]:
    paper = noted(call, by, arrived, at)
    cast = typed(paper, by, at)
    return hand_over(paper, STATED, signers(cast), by=by, at=at), cast


def again(thing: Any) -> Any:
    return type(thing).objects.get(pk=thing.pk)


def browser(person: Person) -> Client:
    client = Client()
    client.force_login(again(person))
    return client


def page(name: str, *args: str) -> str:
    with override("fr"):
        return reverse(f"applications:{name}", args=args)


# The way of a paper


def test_what_arrived_before_the_closing_is_filed_after_it_as_of_its_arrival(
    call: Any, first: Person, second: Person
) -> None:
    """TIM-01, TIM-04, SUB-05: typed in and confirmed days later, received when it arrived."""
    arrived, later = call.closes_at, call.closes_at + 48 * HOUR  # exactly at the closing is in
    paper, cast = handed(call, first, arrived, later)
    draft = Application.objects.with_call().get(pk=cast.application.pk)
    filed = confirm_paper(paper, seal_of_entry(draft), by=second, at=later + HOUR)

    application = cast.reload()
    assert (application.state, application.paper_at) == (State.SUBMITTED, None)
    assert (filed.received_at, filed.committed_at) == (arrived, later + HOUR)
    said = filed.sealed.content["filing"]
    assert said["submitted_by"]["name"] == "Jeanne Favre"
    assert (said["paper"]["entered_by"], said["paper"]["confirmed_by"]) == (str(first), str(second))
    mandates = {one["mandate"]["signed_by"] for one in filed.sealed.content["partners"]}
    assert mandates == {"Jeanne Favre"}
    letter = Message.objects.get(notice="applications.paper_filed")
    assert (letter.to, application.number in letter.subject) == ("jeanne@favre.example", True)
    assert [one["type"] for one in letter.attachments] == ["application/pdf"]
    assert not access.read(again(first), application, at=later + 2 * HOUR)


def test_a_microsecond_after_the_closing_is_late_and_no_application(
    call: Any, first: Person, second: Person, at: datetime
) -> None:
    """TIM-08: sealed apart; typed in only where a published closing covers it."""
    later = call.closes_at + HOUR
    paper = noted(call, first, call.closes_at + MICRO, later)
    assert paper.is_late
    assert answer_to(paper.sealed.sha256, at=later).kind == "paper_arrival"
    with pytest.raises(NotPossible, match=r"paper\.late"):
        begin_entry(paper, organisation(SEMNOZ), by=first, at=later)
    assert not Application.objects.exists()
    assert "après la clôture" in Message.objects.get(notice="applications.paper_noted").text
    assert not papers_waiting(second, later)

    call.closes_at += HOUR
    call.save()
    assert begin_entry(paper, organisation(SEMNOZ), by=first, at=later)


def test_nobody_confirms_what_they_noted_or_typed_in(
    call: Any, first: Person, second: Person, person: Make, at: datetime
) -> None:
    """Four eyes: by the access, by the action, by the database."""
    third = person("nora", roles=("officer",))
    paper = noted(call, first, at, at)
    cast = typed(paper, second, at)
    paper = hand_over(paper, STATED, signers(cast), by=second, at=at)
    seen = seal_of_entry(cast.reload())
    for one in (first, second):
        assert access.confirm_paper(one, paper, at=at).code == "application.paper.same_person"
        with pytest.raises(NotPossible, match="same_person"):
            confirm_paper(paper, seen, by=one, at=at)
        with pytest.raises(IntegrityError), transaction.atomic():
            PaperFiling.objects.filter(pk=paper.pk).update(confirmed_by=one)
    assert confirm_paper(paper, seen, by=third, at=at).application == cast.application


def test_who_is_no_officer_of_the_call_learns_nothing(
    call: Any, first: Person, person: Make, at: datetime
) -> None:
    """ACC-02."""
    paper = noted(call, first, at, at)
    for other in (person("etranger"), person("evaluateur", roles=("assessor",))):
        with held_at(at):
            assert browser(other).get(page("paper", paper.pid)).status_code == 404
            assert browser(other).get(page("paper_scan", paper.pid)).status_code == 404
            assert browser(other).get(page("papers", call.code)).status_code == 403
        with pytest.raises(NotPossible, match="not_officer"):
            noted(call, other, at, at, key="other")


def test_differences_go_back_to_who_typed_it_in(
    call: Any, first: Person, second: Person, at: datetime
) -> None:
    """What was corrected is compared anew; the mandates hold unless a total changed."""
    paper, cast = handed(call, first, at, at)
    seen = seal_of_entry(cast.reload())
    assert not access.edit(again(first), cast.application, at=at + SECOND)
    with pytest.raises(NotPossible, match="nothing_differs"):
        send_back(paper, [], by=second, at=at)
    wrong = Difference("acronym", "A2 Acronyme", "Le papier dit CHEMINS.")
    send_back(paper, [wrong], by=second, at=at)
    assert [one.note for one in paper.remarks.all()] == ["Le papier dit CHEMINS."]
    assert access.edit(again(first), again(cast.application), at=at + 2 * SECOND)
    acronym = cast.application.answers.get(field="acronym")
    fix = AnswerDraft("acronym", "CHEMINS", "", acronym.version)
    save_answers(cast.application, [fix], by=first, at=at + 2 * SECOND)
    paper = hand_over(paper, STATED, signers(cast), by=first, at=at + 3 * SECOND)
    with pytest.raises(NotPossible, match="changed_since"):
        confirm_paper(paper, seen, by=second, at=at + 4 * SECOND)
    seen = seal_of_entry(cast.reload())
    assert confirm_paper(paper, seen, by=second, at=at + 4 * SECOND)


def test_what_stops_an_online_filing_stops_one_on_paper(
    call: Any, first: Person, at: datetime
) -> None:
    """SUB-02: one judge."""
    paper = noted(call, first, at, at)
    cast = typed(paper, first, at)
    cast.application.activities.all().delete()
    with pytest.raises(NotReady):
        hand_over(paper, STATED, signers(cast), by=first, at=at)
    assert again(paper).state == "entered"
    assert cast.reload().partners.filter(mandate_state=MandateState.GIVEN).count() == 0
    with pytest.raises(NotPossible, match="statement_missing"):
        hand_over(paper, STATED[1:], signers(cast), by=first, at=at)
    with pytest.raises(NotPossible, match="signer_missing"):
        hand_over(paper, STATED, {}, by=first, at=at)


def test_nobody_else_writes_while_a_paper_is_typed_in(
    call: Any, first: Person, second: Person, person: Make, at: datetime
) -> None:
    """The applicants read; the officer never lets anybody in; who typed it in does not examine."""
    from tests.factories.applications import people

    paper = noted(call, first, at, at)
    cast = typed(paper, first, at)
    signatory = people(SEMNOZ)[0]
    application = cast.application
    assert access.read(again(signatory), application, at=at)
    for verb in ("edit", "submit", "delete", "comment", "agree"):
        verdict = getattr(access, verb)(again(signatory), application, at=at)
        assert verdict.code == "application.paper.being_entered", verb
    with pytest.raises(NotPossible, match="being_entered"):
        submit_application(
            application.pid, by=again(signatory), key="k", statements=STATED, received_at=at, at=at
        )
    for verb in ("edit", "manage_partners", "agree"):
        assert getattr(access, verb)(again(first), application, at=at), verb
    for verb in ("invite_guest", "ask_mandate", "submit", "delete", "see_comments"):
        assert not getattr(access, verb)(again(first), application, at=at), verb
    for verb in ("declare", "edit_body", "edit_partner"):
        assert getattr(access, verb)(again(first), cast.partners[1], at=at), verb
        assert not getattr(access, verb)(again(second), cast.partners[1], at=at), verb
    assert not access.invite_member(again(first), cast.partners[1], at=at)
    assert helped.has_helped(first, again(application))
    assert not helped.has_helped(second, again(application))


def test_a_draft_on_paper_neither_lapses_nor_is_reminded(
    call: Any, first: Person, at: datetime
) -> None:
    paper = noted(call, first, at, at)
    application = begin_entry(paper, organisation(SEMNOZ), by=first, at=at)
    later = call.closes_at + HOUR
    kinds = {one.code for one in due_acts(later)}
    assert not {"applications.lapse", "applications.remind"} & kinds
    lapse_draft(application.pid, at=later)
    assert again(application).state == State.DRAFT

    set_aside(paper, "Noté deux fois.", by=first, at=later)
    assert "applications.lapse" in {one.code for one in due_acts(later)}
    assert "Noté deux fois." in Message.objects.get(notice="applications.paper_set_aside").text
    assert "deux fois" not in str(list(Event.objects.values_list("data", "reason")))


def test_a_paper_set_aside_goes_with_its_draft(
    call: Any, first: Person, at: datetime, django_capture_on_commit_callbacks: Any
) -> None:
    """PRI-05: the scan and the address, once the term of the draft is over."""
    paper = noted(call, first, at, at)
    application = begin_entry(paper, organisation(SEMNOZ), by=first, at=at)
    set_aside(paper, "Repris par son auteur.", by=first, at=at)
    later = call.closes_at + HOUR
    lapse_draft(application.pid, at=later)
    with django_capture_on_commit_callbacks(execute=True):
        assert erase_draft(application.pid, at=later + timedelta(days=900))
    assert not PaperFiling.objects.exists()
    assert not storing.path_of(paper.scan).exists()


def test_arrivals_that_cannot_be(call: Any, first: Person, at: datetime) -> None:
    for arrived, code in ((at + SECOND, "arrived_later"), (call.opens_at - SECOND, "too_early")):
        with pytest.raises(NotPossible, match=code):
            noted(call, first, arrived, at)
    one = noted(call, first, at, at, key="same")
    assert noted(call, first, at, at, key="same") == one  # SUB-04
    image = storing.store_bytes(b"x", name="a.png", media_type="image/png", by=first, at=at)
    with pytest.raises(NotPossible, match="scan_not_pdf"):
        note_paper(call, arrival(at), image, key="image", by=first, at=at)


@pytest.mark.parametrize("language", ["fr", "it"])
def test_the_letter_is_an_accessible_pdf_in_the_senders_language(
    call: Any, first: Person, at: datetime, language: str
) -> None:
    for arrived in (call.closes_at, call.closes_at + SECOND):
        later = call.closes_at + HOUR
        paper = noted(call, first, arrived, later, language=language)
        content = letter_pdf(paper)
        assert content.startswith(b"%PDF")
        assert b"/MarkInfo" in content or b"/StructTreeRoot" in content


# By the pages


def test_the_whole_way_by_the_pages(
    call: Any, first: Person, second: Person, pdf: bytes, at: datetime
) -> None:
    """Without a script: noted, begun, handed over, sent back, confirmed, printed."""
    with held_at(at):
        one, other = browser(first), browser(second)
        sent = {
            "day": f"{at:%Y-%m-%d}", "hour": "00:01", "way": "counter", "body": "Semnoz",
            "signed_by": "Jeanne Favre", "address": "1, rue", "language": "fr", "key": "page",
        }  # fmt: skip
        scan = SimpleUploadedFile("papier.pdf", pdf, "application/pdf")
        missing = one.post(page("paper_note", call.code), sent)
        assert missing.status_code == 422
        answer = one.post(page("paper_note", call.code), {**sent, "scan": scan})
        paper = PaperFiling.objects.get()
        assert answer.url == page("paper", paper.pid)
        number = {"scheme": "FR:siret", "value": SEMNOZ.value, "act": "find"}
        organisation(SEMNOZ)
        assert SEMNOZ.name in one.post(page("paper_begin", paper.pid), number).content.decode()
    paper.refresh_from_db()
    cast = typed(paper, first, at)
    with held_at(at):
        one, other = browser(first), browser(second)
        draft = one.get(page("detail", cast.application.pid)).content.decode()
        assert page("paper", paper.pid) in draft  # the band
        assert one.get(page("aid", cast.application.pid)).status_code == 200
        lines = {f"signer_{partner.pid}": "Jeanne Favre" for partner in cast.partners}
        answer = one.post(page("paper_hand_over", paper.pid), {**lines, **TICKS})
        assert answer.status_code == 302, answer.content.decode()
        assert one.post(page("paper_check", paper.pid), {"act": "confirm"}).status_code == 403
        shown = other.get(page("paper", paper.pid)).content.decode()
        assert "21" in shown
        assert "note_p1-money" in shown
        seen = seal_of_entry(again_loaded(cast))
        answer = other.post(page("paper_check", paper.pid), {"act": "confirm", "seen": seen})
        assert answer.status_code == 422  # the sentence was not ticked
        back = {"act": "back", "seen": seen, "note_p1-money": "Le papier dit 21 580,00."}
        assert other.post(page("paper_check", paper.pid), back).status_code == 302
        assert "21 580" in one.get(page("paper", paper.pid)).content.decode()
        assert one.post(page("paper_hand_over", paper.pid), {**lines, **TICKS}).status_code == 302
        sure = {"act": "confirm", "seen": seen, "agrees": "on"}
        assert other.post(page("paper_check", paper.pid), sure).status_code == 302
        assert other.post(page("paper_check", paper.pid), sure).status_code == 403  # settled
        assert other.get(page("paper_letter", paper.pid)).content.startswith(b"%PDF")
        receipt = other.get(page("receipt", cast.application.pid)).content.decode()
        assert "Jeanne Favre" in receipt
    assert Submission.objects.count() == 1
    assert not LateAttempt.objects.exists()


def again_loaded(cast: Cast) -> Application:
    return Application.objects.with_call().get(pk=cast.application.pk)


def test_a_body_that_nobody_knows_is_created_with_nobody_in_it(
    call: Any, first: Person, at: datetime
) -> None:
    paper = noted(call, first, at, at)
    new = {
        "scheme": "FR:siret", "value": "46639233900035", "act": "create", "name": "Les Amis",
        "nuts3": "FRK28", "legal_type": "association",
    }  # fmt: skip
    with held_at(at):
        answer = browser(first).post(page("paper_begin", paper.pid), new)
        application = Application.objects.get()
        assert answer.url == page("detail", application.pid)
        body = application.partners.get().organisation
        sheet = {
            "legal_type": "association", "nuts3": "FRK28", "vat_recovery": "no",
            "short_name": "Amis", "street": "2, rue", "postcode": "74000", "city": "Annecy",
            "representative_name": "Jeanne Favre", "representative_function": "Présidente",
        }  # fmt: skip
        where = page("body", application.pid, application.partners.get().pid)
        assert browser(first).post(where, sheet).status_code == 302
    body = Organisation.objects.get(pk=body.pk)
    assert (body.name, body.representative_name, body.city) == (
        "Les Amis",
        "Jeanne Favre",
        "Annecy",
    )
    assert not body.memberships.exists()
    assert Help.objects.get().consented_by is None


@pytest.mark.counting
def test_the_list_costs_the_same_for_one_and_for_many(
    call: Any, first: Person, at: datetime
) -> None:
    def cost() -> int:
        with held_at(at), CaptureQueriesContext(connection) as queries:
            assert browser(first).get(page("papers", call.code)).status_code == 200
        return len(queries)

    noted(call, first, at, at)
    cost()
    one = cost()
    for _number in range(6):
        noted(call, first, at, at)
    assert cost() == one


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'")
def test_two_officers_who_confirm_at_once_make_one_filing(
    call: Any, first: Person, second: Person, person: Make, at: datetime
) -> None:
    """SUB-04: the second waits for the lock and finds it settled."""
    third = person("nora", roles=("officer",))
    paper, cast = handed(call, first, at, at)
    seen = seal_of_entry(again_loaded(cast))

    def confirm(by: Person) -> str:
        try:
            confirm_paper(again(paper), seen, by=again(by), at=at)
        except NotPossible as refusal:
            return refusal.code
        finally:
            connection.close()
        return "filed"

    with ThreadPoolExecutor(4) as hands:
        said = sorted(hands.map(confirm, [second, third, second, third]))
    assert said == ["application.paper.settled_already"] * 3 + ["filed"]
    assert Submission.objects.count() == 1
    assert again(paper).confirmed_by in (second, third)
