"""What a meeting hands out, to whom, and the thanks that lead to it (FIL-01, FIL-02, ACC-04)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.translation import override

from cordata.documents.models import Scan
from cordata.kernel.clock import held_at
from cordata.kernel.journal import SYSTEM
from cordata.kernel.verdicts import NotPossible
from cordata.meetings import actions
from cordata.meetings.models import MeetingDocument
from cordata.meetings.states import Audience
from cordata.notify.models import Message
from tests.documents import files
from tests.factories.meetings import asked, document, registered, with_details

pytestmark = pytest.mark.django_db
TITLES = {"title_fr": "Les diapositives", "title_it": "Le diapositive", "title_en": "The slides"}
ANNOUNCED = {
    "documents": [
        {"code": "slides", "moment": "after", "titles": {"fr": "Présentation", "it": "Slide",
                                                         "en": "Presentation"}}
    ]
}  # fmt: skip


def page(name, *args, language="fr"):
    with override(language):
        return reverse(f"meetings:{name}", args=args)


def sent(content, name="diapositives.pdf", **more):
    upload = SimpleUploadedFile(name, content)
    return {"file": upload, "moment": "after", "audience": "public", **TITLES, **more}


def test_a_document_for_everyone_is_on_the_public_page_and_leaves_as_data(organiser, annecy, at):
    slides = files.pdf()
    assert organiser.post(page("documents", annecy.pid), sent(slides)).status_code == 302
    one = MeetingDocument.objects.get()
    organiser.logout()
    assert (
        "Le diapositive"
        in organiser.get(page("detail", annecy.pid, language="it")).content.decode()
    )
    answer = organiser.get(page("document", annecy.pid, one.pid))
    assert b"".join(answer.streaming_content) == slides
    assert answer["Content-Disposition"].startswith("attachment")


def test_a_file_that_is_not_what_it_says_is_refused_and_nothing_stays(organiser, annecy, at):
    answer = organiser.post(page("documents", annecy.pid), sent(b"MZ not a PDF"))
    assert answer.status_code == 422
    assert "Les diapositives" in answer.content.decode()
    assert not MeetingDocument.objects.exists()


def test_a_title_is_asked_in_every_language(organiser, annecy, at):
    answer = organiser.post(page("documents", annecy.pid), sent(files.pdf(), title_it=""))
    assert answer.status_code == 422


def test_an_announced_document_gets_its_file_and_keeps_its_title(organiser, annecy, at):
    some = with_details(annecy, ANNOUNCED)
    empty = {"title_fr": "", "title_it": "", "title_en": ""}
    form = sent(files.pdf(), code="slides", **empty)
    assert organiser.post(page("documents", some.pid), form).status_code == 302
    assert MeetingDocument.objects.get().titles["fr"] == "Présentation"
    shown = organiser.get(page("detail", some.pid)).content.decode()
    assert shown.count("Présentation") == 1 + shown.count("Présentation générale")


def test_what_is_for_those_registered_opens_through_their_link_alone(client, annecy, at):
    one, coming = document(annecy, at), registered(annecy, at)
    waiting = asked(annecy, at)
    own = page("own_document", coming.pid, coming.key, one.pid)
    with held_at(at):
        assert client.get(page("document", annecy.pid, one.pid)).status_code == 404
        assert client.get(own).status_code == 200
        unproven = page("own_document", waiting.pid, waiting.key, one.pid)
        assert client.get(unproven).status_code == 403
        shown = client.get(page("registration", coming.pid, coming.key)).content.decode()
        assert own in shown
        actions.cancel_registration(coming.pid, at=at)
        assert client.get(own).status_code == 403


def test_a_link_opens_no_document_of_another_meeting(client, annecy, meeting, at):
    other, coming = meeting(), registered(annecy, at)
    one = document(other, at)
    with held_at(at):
        answer = client.get(page("own_document", coming.pid, coming.key, one.pid))
    assert answer.status_code == 404


@pytest.mark.parametrize("scan", [Scan.PENDING, Scan.REFUSED])
def test_what_is_not_checked_is_not_handed_out(client, annecy, at, scan):
    one = document(annecy, at, audience=Audience.PUBLIC)
    one.file.scan = scan
    one.file.save(update_fields=["scan"])
    with held_at(at):
        assert client.get(page("document", annecy.pid, one.pid)).status_code == 404
        assert "Les diapositives" not in client.get(page("detail", annecy.pid)).content.decode()


def test_a_document_taken_out_is_gone_for_everyone(organiser, annecy, at):
    one = document(annecy, at, audience=Audience.PUBLIC)
    assert organiser.post(page("remove_document", annecy.pid, one.pid)).status_code == 302
    assert organiser.get(page("document", annecy.pid, one.pid)).status_code == 404
    assert "Les diapositives" not in organiser.get(page("detail", annecy.pid)).content.decode()


def test_who_came_is_thanked_once_in_their_language_and_nobody_else(organiser, annecy, at):
    came, absent = registered(annecy, at, language="it"), registered(annecy, at)
    document(annecy, at)
    actions.check_in(came.pid, by=SYSTEM, at=annecy.starts_at)
    after = annecy.ends_at + timedelta(hours=20)
    with held_at(after):
        assert came.name in organiser.get(page("thank", annecy.pid)).content.decode()
        assert organiser.post(page("thank", annecy.pid)).status_code == 302
        assert organiser.post(page("thank", annecy.pid)).status_code == 403
    actions.thank(annecy.pid, by=SYSTEM, at=after)  # twice is once
    mail = Message.objects.get(notice="meetings.thanks")
    assert (mail.to, mail.language) == (came.email, "it")
    assert "Le diapositive" in mail.text
    assert came.key in mail.text
    assert absent.email != mail.to


def test_nobody_is_thanked_before_the_end(annecy, at):
    with pytest.raises(NotPossible, match=r"meeting\.not_over_yet"):
        actions.thank(annecy.pid, by=SYSTEM, at=annecy.starts_at)
