"""EVA-04: no assessor's name reaches an applicant, in any byte of a page, a mail or a file."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pikepdf
import pytest
from django.test import Client
from django.urls import reverse

from cordata.documents.storing import path_of
from cordata.kernel import jobs
from cordata.kernel.clock import held_at
from cordata.notify.models import Message
from cordata.selection.models import Letter
from tests.factories.assessment import consolidated
from tests.factories.selection import committee, released, sitting_at

pytestmark = pytest.mark.django_db
CANARIES = ("Anna Assessore", "Bruno Bilancio", "anna.assessore", "bruno.bilancio")


def clean(content: bytes) -> bool:
    return not any(name.encode() in content for name in CANARIES)


def test_no_page_mail_or_file_of_an_applicant_names_an_assessor(call: Any, at: datetime) -> None:
    application = consolidated(call, at).application
    released(call)
    jobs.run_now()
    members = application.partners.get(is_lead=True).organisation.memberships
    client = Client()
    client.force_login(members.first().person)
    letters = Letter.objects.filter(organisation__memberships__in=members.all()).distinct()
    pages = [
        reverse("applications:detail", args=[application.pid]),
        reverse("applications:mine"),
        reverse("applications:history", args=[application.pid]),
        reverse("applications:letters"),
        *(reverse("selection:letter", args=[letter.pid]) for letter in letters),
        *(reverse("selection:letter_file", args=[letter.pid]) for letter in letters),
    ]
    with held_at(sitting_at(call) + timedelta(days=8)):
        for url in pages:
            answer = client.get(url)
            assert answer.status_code == 200, url
            assert clean(b"".join(answer) if answer.streaming else answer.content), url
    mails = Message.objects.exclude(to__endswith="@staff.example")
    assert mails.exists()
    for mail in mails:
        assert clean(f"{mail.subject}{mail.text}{mail.html}".encode()), mail.notice


def test_the_pdf_of_a_letter_holds_no_name_in_its_data(call: Any, at: datetime) -> None:
    consolidated(call, at)
    released(call)
    jobs.run_now()
    letter = Letter.objects.order_by("number")[0]
    assert letter.file is not None
    with pikepdf.open(path_of(letter.file)) as document:
        info = str(document.docinfo) + str(document.open_metadata())
    assert clean(info.encode())
    assert all(clean(text.encode()) for text in letter.texts.values())


def test_the_committee_reads_sheets_without_names(call: Any, at: datetime) -> None:
    consolidated(call, at)
    session = released(call)
    client = Client()
    client.force_login(committee().chair)
    url = reverse("selection:file", args=[session.pid, session.decisions.get().pid])
    with held_at(sitting_at(call) + timedelta(days=8)):
        answer = client.get(url)
    assert answer.status_code == 200
    assert clean(answer.content)
