"""Evidence of a meeting: brought in with its half-day or its rights, taken out with a trace, erased
when its time is over (FIL-01, FIL-02, FIL-08, PRI-05)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import override

from cordata.documents import storing
from cordata.documents.models import Scan, StoredFile
from cordata.kernel.clock import held_at
from cordata.kernel.journal import SYSTEM
from cordata.kernel.models import Event
from cordata.kernel.verdicts import NotPossible
from cordata.meetings import access, actions, due, queries
from cordata.meetings.actions import records
from cordata.meetings.models import MeetingRecord
from cordata.meetings.states import Licence, MeetingState, RecordKind, Shown
from tests.documents import files
from tests.factories.meetings import photo, proof, signed_sheet, with_details

pytestmark = pytest.mark.django_db
MORNING = "2025-02-13-morning"


def page(name, *args, language="fr"):
    with override(language):
        return reverse(f"meetings:{name}", args=args)


def sheet(content, name="signée.pdf", **more):
    return {"sheet-half": MORNING, "sheet-file": upload(name, content), **more}


def picture(content, name="salle.jpg", **more):
    return {
        "photo-file": upload(name, content),
        "photo-title": "La salle",
        "photo-author": "Antoine Favre",
        "photo-shown": "agreed",
        "photo-licence": "programme",
        **more,
    }


def upload(name, content):
    return SimpleUploadedFile(name, content)


def bring(client, meeting, sent):
    return client.post(page("records", meeting.pid), sent)


def test_a_signed_sheet_comes_back_with_its_half_day(organiser, annecy):
    shown = organiser.get(page("records", annecy.pid)).content.decode()
    assert "La feuille signée manque" in shown
    assert bring(organiser, annecy, sheet(files.pdf())).status_code == 302
    kept = MeetingRecord.objects.get()
    assert (kept.kind, kept.half) == (RecordKind.SHEET, MORNING)
    assert (
        "La feuille signée manque"
        not in organiser.get(page("records", annecy.pid)).content.decode()
    )
    told = Event.objects.get(kind="meeting.record_added")
    assert told.data["sha256"] == kept.file.sha256


def test_each_half_day_without_a_sheet_is_named_and_one_of_all_stands_for_each(annecy, at):
    long = with_details(annecy, {}, ends_at=annecy.ends_at + timedelta(hours=4))
    halves = queries.half_days_of(long)
    assert len(halves) == 2
    signed_sheet(long, at, halves[0].code)
    left = queries.halves_unsigned(long, list(queries.records_of(long)))
    assert [half.code for half in left] == [halves[1].code]
    signed_sheet(long, at)
    assert queries.halves_unsigned(long, list(queries.records_of(long))) == []


def test_a_sheet_the_scan_refused_counts_for_nothing(annecy, at):
    kept = signed_sheet(annecy, at, MORNING)
    kept.file.scan = Scan.REFUSED
    kept.file.save()
    assert len(queries.halves_unsigned(annecy, list(queries.records_of(annecy)))) == 1


def test_a_photograph_says_its_rights_and_loses_its_place(organiser, annecy):
    assert bring(organiser, annecy, picture(files.photograph())).status_code == 302
    kept = MeetingRecord.objects.get()
    assert (kept.author, kept.shown, kept.licence) == ("Antoine Favre", "agreed", "programme")
    assert storing.read(kept.file) == files.jpeg()
    answer = organiser.get(page("record", annecy.pid, kept.pid))
    assert b"".join(answer.streaming_content) == files.jpeg()
    assert answer["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("missing", ["photo-author", "photo-shown", "photo-licence", "photo-file"])
def test_a_photograph_without_one_of_its_rights_is_refused(organiser, annecy, missing):
    answer = bring(organiser, annecy, picture(files.jpeg()) | {missing: ""})
    assert answer.status_code == 422
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize(("licence", "status"), [("file", 302), ("programme", 422), ("free", 422)])
def test_a_photograph_of_people_not_asked_stays_in_the_file(organiser, annecy, licence, status):
    sent = picture(files.jpeg(), **{"photo-shown": "unasked", "photo-licence": licence})
    answer = bring(organiser, annecy, sent)
    assert answer.status_code == status
    if status == 422:
        assert "Sans l’accord de tous" in answer.content.decode()


def test_the_database_refuses_what_the_form_does(annecy, at):
    for wrong in ({"author": ""}, {"shown": Shown.UNASKED, "licence": Licence.FREE}):
        with pytest.raises(IntegrityError), transaction.atomic():
            photo(annecy, at, **wrong)


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    ("make", "name", "content"),
    [
        (sheet, "signée.pdf", b"MZ\x90\x00" + b"\0" * 400),
        (sheet, "signée.pdf", files.pdf(encryption=pikepdf.Encryption(owner="o", user="u"))),
        (sheet, "signée.png", files.pdf()),
        (sheet, "signée.docx", files.docx()),
        (picture, "salle.jpg", b"MZ\x90\x00" + b"\0" * 400),
        (picture, "salle.svg", SVG),
        (picture, "salle.png", SVG),
        (picture, "salle.jpg", files.pdf()),
        (picture, "salle.jpg", files.jpeg()[:20]),
        (picture, "salle.jpg", b""),
    ],
)
def test_a_disguised_file_is_refused_in_words_and_nothing_stays(
    organiser, annecy, make, name, content
):
    answer = bring(organiser, annecy, make(content, name))
    assert answer.status_code == 422
    assert 'class="errsum"' in answer.content.decode() or "err" in answer.content.decode()
    assert not MeetingRecord.objects.exists()
    assert not StoredFile.objects.exists()


def test_a_file_one_byte_too_big_is_refused(organiser, annecy, settings):
    content = files.pdf()
    settings.UPLOAD_MAX_BYTES = len(content)
    assert bring(organiser, annecy, sheet(content)).status_code == 302
    settings.UPLOAD_MAX_BYTES = len(content) - 1
    assert bring(organiser, annecy, sheet(content)).status_code == 422


def test_the_last_file_of_a_meeting_is_taken_and_one_more_is_not(annecy, at, monkeypatch):
    monkeypatch.setattr(records, "MOST_RECORDS", 2)
    proof(annecy, at)
    kept = proof(annecy, at)
    with pytest.raises(NotPossible, match=r"record\.too_many"):
        proof(annecy, at)
    actions.remove_record(annecy.pid, kept.pid, by=SYSTEM, at=at)
    proof(annecy, at)


@pytest.mark.parametrize("sent", [{}, {"passport-file": "x"}, {"sheet": "x"}, {"photo-": "x"}])
def test_no_other_kind_of_evidence_is_taken(organiser, annecy, sent):
    assert bring(organiser, annecy, sent).status_code == 422
    assert not MeetingRecord.objects.exists()


def test_a_half_day_the_meeting_does_not_have_is_refused(organiser, annecy):
    sent = sheet(files.pdf()) | {"sheet-half": "2025-02-14-morning"}
    assert bring(organiser, annecy, sent).status_code == 422


def test_what_is_taken_out_leaves_a_trace_and_its_file(organiser, annecy, at):
    kept = proof(annecy, at)
    address = page("remove_record", annecy.pid, kept.pid)
    assert organiser.post(address).status_code == 302
    assert organiser.post(address).status_code == 404  # it is gone
    kept.refresh_from_db()
    assert kept.removed_by.startswith("person:")
    assert storing.is_whole(kept.file)
    assert organiser.get(page("record", annecy.pid, kept.pid)).status_code == 404
    assert Event.objects.filter(kind="meeting.record_removed").count() == 1


def test_a_file_of_another_meeting_is_found_by_nobody(organiser, annecy, meeting, at):
    kept = proof(meeting(), at)
    assert organiser.get(page("record", annecy.pid, kept.pid)).status_code == 404
    assert organiser.post(page("remove_record", annecy.pid, kept.pid)).status_code == 404
    kept.refresh_from_db()
    assert kept.removed_at is None


# Who reads it


def test_an_auditor_reads_everything_and_changes_nothing(client, person, annecy, at):
    kept = signed_sheet(annecy, at, MORNING)
    client.force_login(person("aude", roles=("auditor",)))
    with held_at(at):
        shown = client.get(page("records", annecy.pid)).content.decode()
        assert page("record", annecy.pid, kept.pid) in shown
        assert "multipart/form-data" not in shown
        assert "/remove/" not in shown
        assert client.get(page("record", annecy.pid, kept.pid)).status_code == 200
        assert client.post(page("remove_record", annecy.pid, kept.pid)).status_code == 404
        assert bring(client, annecy, sheet(files.pdf())).status_code == 404
        assert client.get(page("people", annecy.pid)).status_code == 404
        assert (
            page("records", annecy.pid) in client.get(page("detail", annecy.pid)).content.decode()
        )


def test_an_auditor_gets_nothing_that_is_not_checked(client, person, annecy, at):
    kept = proof(annecy, at)
    StoredFile.objects.update(scan=Scan.PENDING)
    client.force_login(person("aude", roles=("auditor",)))
    with held_at(at):
        assert client.get(page("record", annecy.pid, kept.pid)).status_code == 403


def test_a_meeting_in_preparation_is_no_auditors(client, person, annecy, at):
    annecy.state = MeetingState.DRAFT
    annecy.save()
    auditor = person("aude", roles=("auditor",))
    assert not access.read_records(auditor, annecy, at)
    client.force_login(auditor)
    with held_at(at):
        assert client.get(page("records", annecy.pid)).status_code == 404


def test_an_auditor_of_one_meeting_reads_that_one(person, annecy, meeting, at):
    auditor = person("aude", roles=("auditor",), scope=f"meeting:{annecy.pid}")
    other = meeting()
    assert list(queries.meetings_evidenced_to(auditor, at)) == [annecy]
    assert access.read_records(auditor, annecy, at)
    assert not access.read_records(auditor, other, at)


# Until when


def ends(meeting, days, seconds=0):
    return meeting.ends_at + timedelta(days=days, seconds=seconds)


def due_kinds(until):
    return [
        one.code for one in due.due_acts(until) if "records" in one.code or "sheets" in one.code
    ]


def test_photographs_and_proofs_go_with_the_names_after_twelve_months(annecy, at):
    photo(annecy, at)
    proof(annecy, at)
    signed_sheet(annecy, at, MORNING)
    assert due_kinds(ends(annecy, 365, -1)) == []
    assert due_kinds(ends(annecy, 365)) == ["meetings.erase_records"]
    assert actions.erase_records(annecy.pid, queries.WITH_NAMES, at=ends(annecy, 365)) == 2
    gone = MeetingRecord.objects.get(kind=RecordKind.PHOTO)
    assert (gone.file, gone.title, gone.author) == (None, "", "")
    assert StoredFile.objects.count() == 1
    assert due_kinds(ends(annecy, 366)) == []


def test_signed_sheets_stay_until_the_end_of_the_programmes_day(annecy, at):
    """The day is the pack's, on the meeting's own clocks."""
    signed_sheet(annecy, at, MORNING)
    kept_until = annecy.programme.definition.meetings.sheets_kept_until
    assert kept_until == date(2035, 12, 31)
    end = datetime(2035, 12, 31, 23, 0, tzinfo=UTC)  # midnight in Annecy
    assert queries.sheets_kept_until(annecy) == end
    assert due_kinds(end - timedelta(seconds=1)) == []
    assert due_kinds(end) == ["meetings.erase_sheets"]
    assert actions.erase_records(annecy.pid, [RecordKind.SHEET], at=end) == 1
    assert not StoredFile.objects.exists()


def test_where_the_programme_names_no_day_sheets_are_kept(annecy, at):
    terms = annecy.programme.data["meetings"]
    annecy.programme.data = annecy.programme.data | {
        "meetings": terms | {"sheets_kept_until": None}
    }
    annecy.programme.digest = "no-day-for-sheets"
    annecy.programme.save()
    annecy.refresh_from_db()
    signed_sheet(annecy, at, MORNING)
    assert queries.sheets_kept_until(annecy) is None
    assert due_kinds(datetime(2090, 1, 1, tzinfo=UTC)) == []


def test_erasing_takes_what_was_taken_out_too_and_says_how_many(annecy, at):
    kept = proof(annecy, at)
    actions.remove_record(annecy.pid, kept.pid, by=SYSTEM, at=at)
    later = ends(annecy, 365)
    assert actions.erase_records(annecy.pid, queries.WITH_NAMES, at=later) == 1
    assert actions.erase_records(annecy.pid, queries.WITH_NAMES, at=later) == 0
    assert Event.objects.get(kind="meeting.records_erased").data["count"] == 1
