"""Complaints: term, papers, hearing, outcome by two persons; the decision stays as signed."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.forms.models import model_to_dict
from django.test import Client
from django.urls import reverse

from cordata.accounts.models import Person
from cordata.applications.models import Application
from cordata.applications.status import stops_of
from cordata.assessment.actions import refuse_admission
from cordata.documents.models import Sealed
from cordata.kernel import jobs
from cordata.kernel.clock import held_at
from cordata.kernel.models import Event
from cordata.kernel.verdicts import NotPossible
from cordata.notify.models import Message
from cordata.selection.actions import (
    add_paper,
    admit_complaint,
    lodge_complaint,
    note_hearing,
    return_complaint,
    settle_complaint,
    state_complaint,
)
from cordata.selection.complaining import notified_last, term_of
from cordata.selection.models import Complaint, ComplaintLetter, Decision
from tests.documents import files
from tests.factories.assessment import (
    after_closing,
    consolidated,
    filed,
    review_of,
    staff,
    told,
    turned_away,
)
from tests.factories.selection import Committee, committee, released

pytestmark = pytest.mark.django_db
SECRET = re.compile(
    r'name="csrfmiddlewaretoken" value="[^"]+"|"X-CSRFToken": "[^"]+"|nonce="[^"]+"'
)
WHY = {"fr": "Le quorum était atteint.", "it": "Il quorum era raggiunto."}


@pytest.fixture
def people(db: None) -> Committee:
    return committee()


@pytest.fixture
def application(call: Any, at: datetime, people: Committee) -> Application:
    """Decided and notified."""
    review = consolidated(call, at)
    released(call)
    return Application.objects.get(pk=review.application_id)


@pytest.fixture
def day(application: Application) -> datetime:
    decision = Decision.objects.get()
    assert decision.notified_at is not None
    return decision.notified_at + timedelta(days=3)


def lead_of(application: Application) -> Person:
    partner = application.partners.get(is_lead=True)
    return Person.objects.filter(memberships__organisation=partner.organisation).order_by("pk")[0]


def partner_of(application: Application) -> Person:
    partner = application.partners.get(is_lead=False)
    return Person.objects.filter(memberships__organisation=partner.organisation).order_by("pk")[0]


def lodged(application: Application, at: datetime) -> Complaint:
    return lodge_complaint(
        application.pid, "La grille a été mal additionnée.", by=lead_of(application), at=at
    )


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(Person.objects.get(pk=person.pk))
    return client


def test_the_term_counts_from_the_notification(application: Application) -> None:
    """30 days of the pack, to the last minute of the last day in the programme's zone."""
    notified_at = notified_last(application, datetime(2030, 1, 1, tzinfo=UTC))
    assert notified_at is not None
    due_at = term_of(application, notified_at)
    in_time = lodged(application, due_at)
    assert not in_time.late
    assert in_time.due_at == due_at
    assert due_at.date() == (notified_at + timedelta(days=30)).date()


def test_a_late_complaint_is_marked_and_a_person_decides(application: Application) -> None:
    notified_at = Decision.objects.get().notified_at
    assert notified_at is not None
    complaint = lodged(application, term_of(application, notified_at) + timedelta(minutes=1))
    assert complaint.late
    assert Event.objects.get(kind="complaint.lodged").data["late"] is True


def test_the_whole_way_leaves_the_decision_as_it_was_signed(
    application: Application, day: datetime, people: Committee
) -> None:
    before = model_to_dict(Decision.objects.get()), Sealed.objects.get(kind="ranking").sha256
    complaint = lodged(application, day)
    add_paper(complaint.pid, "Voici le calcul.", by=lead_of(application), at=day)
    admit_complaint(complaint.pid, because="En temps utile.", by=people.officer, at=day)
    note_hearing(complaint.pid, "Entendue par téléphone.", by=people.officer, at=day)
    state_complaint(complaint.pid, "upheld", WHY, by=people.officer, at=day)
    settle_complaint(complaint.pid, by=people.authority, at=day)
    jobs.run_now()
    complaint.refresh_from_db()
    assert complaint.state == "upheld"
    assert before == (
        model_to_dict(Decision.objects.get()), Sealed.objects.get(kind="ranking").sha256
    )  # fmt: skip
    french, italian = ComplaintLetter.objects.order_by("number")
    assert (french.language, italian.language) == ("fr", "it")
    assert WHY["fr"] in french.texts["fr"]
    assert WHY["it"] in french.texts["it"]
    assert french.file is not None
    assert "complaint_upheld" in {one.code for one in stops_of(application, day)}


def test_one_person_does_not_settle_what_they_proposed(
    application: Application, day: datetime, people: Committee
) -> None:
    both = staff("Berta Beides", "officer", "authority")
    complaint = lodged(application, day)
    state_complaint(complaint.pid, "inadmissible", WHY, by=both, at=day)
    with pytest.raises(NotPossible, match="four_eyes"):
        settle_complaint(complaint.pid, by=both, at=day)
    with pytest.raises(IntegrityError), transaction.atomic():
        Complaint.objects.update(settled_by=both)
    return_complaint(complaint.pid, because="Trop court.", by=people.authority, at=day)
    complaint.refresh_from_db()
    assert (complaint.state, complaint.stated_by) == ("received", None)
    assert not ComplaintLetter.objects.exists()


def test_a_step_out_of_turn_is_refused_with_its_sentence(
    application: Application, day: datetime, people: Committee
) -> None:
    complaint = lodged(application, day)
    refused = [
        ("admit_first", lambda: note_hearing(complaint.pid, "Oui.", by=people.officer, at=day)),
        ("outcome_unknown", lambda: state_complaint(complaint.pid, "upheld", WHY,
                                                    by=people.officer, at=day)),
        ("not_stated", lambda: settle_complaint(complaint.pid, by=people.authority, at=day)),
        ("lodged_already", lambda: lodged(application, day)),
        ("text_missing", lambda: add_paper(complaint.pid, " ", by=lead_of(application), at=day)),
    ]  # fmt: skip
    for code, act in refused:
        with pytest.raises(NotPossible, match=code):
            act()
    with pytest.raises(NotPossible, match="not_lead"):
        lodge_complaint(application.pid, "Nous.", by=partner_of(application), at=day)


def test_nothing_is_complained_about_before_it_is_notified(call: Any, at: datetime) -> None:
    """Not after a verdict nobody knows yet; from the letter of a file turned away on."""
    cast, later = filed(call, at), after_closing(call)
    officer = staff("Odile Officier", "officer")
    turned_away(review_of(cast), refuse_admission, "Hors délai.", by=officer, at=later)
    with pytest.raises(NotPossible, match="nothing_notified"):
        lodge_complaint(cast.application.pid, "Non.", by=cast.editor, at=later)
    told(review_of(cast), at=later)
    complaint = lodge_complaint(cast.application.pid, "Non.", by=cast.editor, at=later)
    assert complaint.notified_at == later


def test_partners_see_no_proposal_and_mails_no_outcome(
    application: Application, day: datetime, people: Committee
) -> None:
    complaint = lodged(application, day)
    state_complaint(complaint.pid, "inadmissible", WHY, by=people.officer, at=day)
    url = reverse("selection:complaint", args=[complaint.pid])
    with held_at(day):
        for person in (lead_of(application), partner_of(application)):
            page = signed_in(person).get(url).content.decode()
            assert WHY["fr"] not in page
            assert "issue proposée" not in page.lower()
        assert WHY["fr"] in signed_in(people.authority).get(url).content.decode()
        assert WHY["fr"] in signed_in(staff("Ugo Uditore", "auditor")).get(url).content.decode()
        assert signed_in(staff("Carla", "committee")).get(url).status_code == 404
        assert signed_in(staff("Anna Assessore", "assessor")).get(url).status_code == 404
    settle_complaint(complaint.pid, by=people.authority, at=day)
    mails = Message.objects.filter(notice="selection.complaint_settled")
    assert mails.count() == 4
    assert not any("recevable" in mail.text or "ricevibile" in mail.text for mail in mails)


@pytest.mark.parametrize(("admitted", "outcome"), [(False, "inadmissible"), (True, "upheld")])
def test_to_partners_a_proposal_changes_nothing_at_all(
    application: Application, day: datetime, people: Committee, admitted: bool, outcome: str
) -> None:
    """Nor does its being sent back; what they add meanwhile reaches whoever confirms."""
    complaint = lodged(application, day)
    if admitted:
        admit_complaint(complaint.pid, because="Recevable.", by=people.officer, at=day)
    url = reverse("selection:complaint", args=[complaint.pid])

    def seen() -> list[str]:
        with held_at(day):
            readers = (lead_of(application), partner_of(application))
            return [SECRET.sub("", signed_in(one).get(url).content.decode()) for one in readers]

    before = seen()
    state_complaint(complaint.pid, outcome, WHY, by=people.officer, at=day)
    assert seen() == before
    return_complaint(complaint.pid, because="Trop court.", by=people.authority, at=day)
    assert seen() == before
    state_complaint(complaint.pid, outcome, WHY, by=people.officer, at=day)
    add_paper(complaint.pid, "Une pièce de plus.", by=lead_of(application), at=day)
    with held_at(day):
        assert "Une pièce de plus." in signed_in(people.authority).get(url).content.decode()
    settle_complaint(complaint.pid, by=people.authority, at=day)
    with pytest.raises(NotPossible, match="over"):
        add_paper(complaint.pid, "Trop tard.", by=lead_of(application), at=day)


def test_the_pages_lead_through_it(
    application: Application, day: datetime, people: Committee
) -> None:
    lead, officer = lead_of(application), signed_in(people.officer)
    form = reverse("selection:complain", args=[application.pid])
    with held_at(day):
        client = signed_in(lead)
        home = client.get(reverse("applications:detail", args=[application.pid]))
        assert form in home.content.decode()
        assert client.post(form, {"text": ""}).status_code == 422
        upload = SimpleUploadedFile("calcul.pdf", files.pdf(), "application/pdf")
        made = client.post(form, {"text": "<b>Erreur</b>", "file": upload})
        assert made.status_code == 302
        page = made.headers["Location"]
        assert "&lt;b&gt;Erreur&lt;/b&gt;" in officer.get(page).content.decode()
        entry = Complaint.objects.get().entries.get()
        file = reverse("selection:complaint_file", args=[entry.pid])
        assert client.get(file).status_code == 200
        assert client.post(f"{page}admit/", {"text": "Oui."}).status_code == 403
        assert officer.post(f"{page}admit/", {"text": ""}).status_code == 422
        assert officer.post(f"{page}admit/", {"text": "Oui."}).status_code == 302
        assert officer.post(f"{page}hearing/", {"text": "Entendue."}).status_code == 302
        said = {"outcome": "dismissed", "reasons_fr": WHY["fr"], "reasons_it": ""}
        assert officer.post(f"{page}outcome/", said).status_code == 422
        assert officer.post(f"{page}outcome/", said | {"reasons_it": "Sì."}).status_code == 302
        assert officer.post(f"{page}settle/").status_code == 403
        authority = signed_in(people.authority)
        assert authority.post(f"{page}return/", {"text": ""}).status_code == 422
        assert authority.post(f"{page}settle/").status_code == 302
        letter = ComplaintLetter.objects.order_by("number")[0]
        answer = client.get(reverse("selection:complaint_letter", args=[letter.pid]))
        assert answer.status_code == 200
        listed = officer.get(reverse("selection:complaints", args=[application.call.code]))
        assert application.number in listed.content.decode()
