"""The auditor: an account for a time, the journal narrowed, exceptions, samples, archives."""

from __future__ import annotations

import hashlib
import io
import json
from datetime import timedelta
from zipfile import ZipFile

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from cordata.accounts.actions import grant_role
from cordata.accounts.models import Grant, Person
from cordata.assessment import actions as assessment
from cordata.desk import audit_file, checking, exceptions, journal
from cordata.desk.access import audit, journal_calls, read_journal
from cordata.desk.models import ChainCheck, Sample
from cordata.desk.sampling import draw_sample, drawn_again
from cordata.desk.things import OF_A_CALL, OF_A_FILE
from cordata.kernel import clock, jobs
from cordata.kernel.journal import SYSTEM
from cordata.kernel.models import Event
from cordata.kernel.refusing import note_refusal
from cordata.kernel.verdicts import NotPossible
from cordata.packs.canonical import digest
from cordata.programme.models import Call
from tests.factories.accounts import PersonFactory
from tests.factories.assessment import (
    after_closing,
    consolidated,
    eligible,
    filed,
    given_to,
    review_of,
    staff,
    told,
    turned_away,
)
from tests.factories.selection import released

pytestmark = pytest.mark.django_db


def page(name: str, *args: object, language: str = "fr") -> str:
    with override(language):
        return reverse(f"desk:{name}", args=args)


@pytest.fixture
def auditor(call):
    return staff("Aldo Auditor", "auditor")


# The account


def test_an_auditor_is_never_given_an_account_without_an_end(client, person, at) -> None:
    """Item 9: the action refuses, and the page says so beside the last day."""
    chief, someone = person("chief", roles=("administrator",)), PersonFactory()

    with pytest.raises(NotPossible, match=r"grant\.needs_end"):
        grant_role(someone, "auditor", by=chief, at=at)
    client.force_login(chief)
    typed = {"email": "aldo@audit.example", "role": "auditor", "ends_on": ""}
    answer = client.post("/fr/account/roles", typed)

    assert answer.status_code == 422
    assert "Indiquez son dernier jour" in answer.content.decode()
    assert not Grant.objects.filter(role="auditor").exists()


def test_the_account_opens_on_its_day_and_ends_by_itself(at, call) -> None:
    someone, day = PersonFactory(), timedelta(days=1)
    grant_role(someone, "auditor", starts_at=at + day, ends_at=at + 3 * day, by=SYSTEM, at=at)
    someone = Person.objects.get(pk=someone.pk)

    open_on = [bool(read_journal(someone, at=at + n * day)) for n in range(4)]
    assert open_on == [False, True, True, False]
    event = Event.objects.get(kind="person.role_granted")
    assert event.data["ends_at"].startswith(str((at + 3 * day).date()))


def test_an_account_of_one_call_reads_what_was_done_in_it(at, call, client) -> None:
    """The scope holds in the journal, the files and the samples alike."""
    mine = filed(call, at).application
    other = Call.objects.exclude(pk=call.pk).first()
    of_other = staff("Olga Autre", "auditor", scope=f"call:{other.pid}")
    own = staff("Aldo Seul", "auditor", scope=f"call:{call.pid}")

    wanted = journal.Wanted(file=mine.number)
    assert journal.events(wanted, journal_calls(own, at=at)).exists()
    assert not journal.events(wanted, journal_calls(of_other, at=at)).exists()
    assert (bool(audit(own, call, at=at)), bool(audit(of_other, call, at=at))) == (True, False)
    client.force_login(of_other)
    assert client.get(page("audit_file", mine.pid)).status_code == 404
    assert mine.pid not in client.get(page("journal")).content.decode()


# The journal


def numbers(**wanted: object) -> set[str]:
    return set(journal.events(journal.Wanted(**wanted)).values_list("kind", flat=True))


def test_the_journal_is_narrowed_by_thing_event_file_and_day(at, call) -> None:
    """LOG-01."""
    first, second = filed(call, at), filed(call, at)
    eligible(review_of(first), by=staff("Odile", "officer"), at=after_closing(call))
    number = first.application.number

    assert {one.partition(".")[0] for one in numbers(thing="review")} == {"review"}
    assert numbers(kind="application.submitted") == {"application.submitted"}
    assert {"application.submitted", "review.admitted"} <= numbers(file=number)
    assert "review.admitted" not in numbers(file=second.application.number)
    day = after_closing(call).date()
    assert "application.submitted" not in numbers(since=day, file=number)
    assert "review.admitted" not in numbers(until=day - timedelta(days=1), file=number)


def test_the_journal_is_narrowed_by_the_role_held_at_that_instant(at, call) -> None:
    """Somebody who was an officer then is found as one, though the role is gone now."""
    cast, officer = filed(call, at), staff("Odile", "officer")
    later = after_closing(call)
    assessment.take_review(review_of(cast).pid, by=officer, at=later)
    officer.held_grants.update(revoked_at=later + timedelta(days=1))

    assert numbers(role="officer") == {"review.taken"}
    assert "application.submitted" in numbers(role="applicant")
    assert "review.taken" not in numbers(role="applicant") | numbers(role="assessor")
    assert "review.opened" in numbers(role="system")
    (row,) = journal.rows_of(journal.events(journal.Wanted(kind="review.taken")))
    with override("fr"):
        assert (row.who, row.office) == ("Odile", "instructeur")


def test_a_day_that_is_none_is_said_beside_its_field(client, auditor) -> None:
    client.force_login(auditor)
    answer = client.get(page("journal"), {"since": "32/13/2025", "thing": "nothing"})

    assert answer.status_code == 200
    assert 'aria-invalid="true"' in answer.content.decode()
    assert "32/13/2025" in answer.content.decode()


@pytest.mark.counting
def test_the_journal_costs_the_same_for_one_line_and_for_fifty(client, auditor, call, at) -> None:
    """REL-20."""
    filed(call, at)
    client.force_login(auditor)
    client.get(page("journal"))
    counted = []
    for kind in ("application.submitted", ""):
        with counting() as seen:
            client.get(page("journal"), {"kind": kind})
        counted.append(len(seen))
    assert counted[0] == counted[1]


def counting() -> CaptureQueriesContext:
    return CaptureQueriesContext(connection)


# The chain


def test_a_long_chain_is_left_to_the_worker_and_says_how_far_it_is(
    client, auditor, at, call, monkeypatch
) -> None:
    """LOG-02: one click; the page never waits for a hundred thousand lines."""
    monkeypatch.setattr(checking, "AT_ONCE", 3)
    client.force_login(auditor)
    client.post(page("journal_check"))
    check = ChainCheck.objects.get()
    check.come_to(2)

    waiting = client.get(page("journal_check")).content.decode()
    jobs.run_now()
    done = client.get(page("journal_check")).content.decode()

    assert "<progress" in waiting
    assert "se poursuit" in waiting
    assert "La chaîne tient" in done
    assert "<progress" not in done


# Exceptions


def test_each_exception_is_listed_with_its_file_its_reason_and_the_role(at, call, client) -> None:
    """Item 9: a word against the machine's, a conflict, a refused act."""
    cast, officer = filed(call, at), staff("Odile", "officer")
    review, later = review_of(cast), after_closing(call)
    met = next(one for one in review.submission.findings if one["verdict"] == "met")
    assessment.verify_check(
        review.pid, met["code"], "unmet", reason="La pièce est illisible.", by=officer, at=later
    )
    assessment.verify_check(review.pid, met["code"], "met", reason="Relu.", by=officer, at=later)
    eligible(review, by=officer, at=later)
    assessor = staff("Ada Assesseur", "assessor")
    given = given_to(review, assessor, by=officer, at=later)
    scale = {"criterion": "Q1", "low": 0, "high": 5}
    note_refusal(given, "sheet.off_scale", params=scale, by=assessor, at=later)
    assessment.declare_conflict(given.pid, reason="Un parent.", by=assessor, at=later)

    with override("fr"):
        lines = exceptions.lines_of(exceptions.exceptions_of(call), call)
        told = {(one.kind, one.file, one.reason, one.office) for one in lines}

    number = cast.application.number
    assert ("override", number, "La pièce est illisible.", "instructeur") in told
    assert ("conflict", number, "Un parent.", "évaluateur") in told
    assert {one[0] for one in told} == {"override", "conflict", "refused"}
    assert len([one for one in told if one[0] == "override"]) == 1
    refusal = next(one for one in told if one[0] == "refused")
    assert "Q1" in refusal[2]
    client.force_login(staff("Aldo Auditor", "auditor"))
    for one in lines:
        assert client.get(one.url).status_code == 200


@pytest.mark.counting
def test_thirty_exceptions_cost_what_one_costs(at, call, client, auditor) -> None:
    """REL-20."""
    cast, officer = filed(call, at), staff("Odile", "officer")
    review, later = review_of(cast), after_closing(call)
    note_refusal(review, "assessment.check_changed", by=officer, at=later)
    client.force_login(auditor)
    client.get(page("exceptions", call.code))
    counted = []
    for _turn in range(2):
        with counting() as seen:
            client.get(page("exceptions", call.code))
        counted.append(len(seen))
        for number in range(29):
            other = staff(f"Odile {number}", "officer")
            note_refusal(review, "assessment.check_changed", by=other, at=later)
    assert counted[0] == counted[1]


# Samples


def test_a_sample_is_drawn_on_the_page_kept_and_repeated(at, call, client, auditor) -> None:
    for _ in range(4):
        filed(call, at)
    client.force_login(auditor)
    answer = client.post(page("audit", call.code), {"size": "2", "seed": "annecy"})
    sample = Sample.objects.get()
    shown = client.get(answer["Location"]).content.decode()

    assert (sample.seed, len(sample.files), len(sample.population)) == ("annecy", 2, 4)
    assert all(number in shown for number in (*sample.files, "annecy", "Aldo Auditor"))
    assert "les mêmes dossiers" in shown
    assert Event.objects.get(kind="sample.drawn").data["files"] == sample.files
    Sample.objects.update(files=list(reversed(sample.files)))
    assert not drawn_again(Sample.objects.get())


def test_nothing_is_drawn_where_nothing_was_filed(call, client, auditor) -> None:
    client.force_login(auditor)
    answer = client.post(page("audit", call.code), {"size": "2"})

    assert answer.status_code == 422
    assert "rien à tirer" in answer.content.decode()


def test_a_seed_is_made_up_where_none_is_given(at, call, auditor) -> None:
    filed(call, at)

    assert len(draw_sample(call, size=1, by=auditor, at=at).seed) == 16


# The archive of a file


def taken(application, language: str = "fr") -> ZipFile:
    target = io.BytesIO()
    audit_file.write(application, target, language, at=clock.now())
    return ZipFile(target)


@pytest.fixture
def decided(call, at):
    review = consolidated(call, at, 4)
    released(call)
    jobs.run_now()
    return review.application


def test_every_sum_is_true_and_every_part_has_one(decided) -> None:
    """LOG-06: verified without this platform."""
    book = taken(decided)
    sums = dict(
        reversed(line.split("  ", 1)) for line in book.read("SHA256SUMS").decode().splitlines()
    )

    assert set(sums) == set(book.namelist()) - {"SHA256SUMS"}
    assert all(hashlib.sha256(book.read(name)).hexdigest() == sums[name] for name in sums)


def test_the_archive_follows_the_file_from_its_filing_to_its_letter(decided) -> None:
    names = taken(decided).namelist()

    for part in (
        "01-depot/v1.json", "01-depot/v1-seal.json", "01-depot/v1.pdf", "02-examen/controles.csv",
        "03-evaluation/notes.csv", "04-decision/ranking-1.json", "04-decision/minutes-1.pdf",
        "06-journal/journal.json", "06-journal/journal.csv",
    ):  # fmt: skip
        assert part in names
    assert any(name.startswith("04-decision/") and name.endswith("-seal.json") for name in names)


def test_the_index_says_each_part_in_french_and_italian(decided) -> None:
    index = taken(decided, "it").read("index.html").decode()

    for words in ("Procès-verbal de la séance", "Verbale della seduta", decided.number):
        assert words in index


def test_each_line_of_the_journal_in_it_still_has_its_digest(decided) -> None:
    """LOG-02, off line: canonical JSON of a line, without its digest, hashes to it."""
    lines = json.loads(taken(decided).read("06-journal/journal.json"))

    assert lines
    for line in lines:
        given = line.pop("digest")
        assert digest(line) == given


def test_nothing_of_another_file_is_in_the_journal_of_this_one(decided, call, at) -> None:
    other = filed(call, at).application

    assert other.pid.encode() not in taken(decided).read("06-journal/journal.json")


def test_who_takes_it_out_is_noted_first_and_a_stranger_gets_nothing(
    client, auditor, decided
) -> None:
    """ACC-09."""
    client.force_login(staff("Odile", "officer"))
    assert client.get(page("audit_file", decided.pid)).status_code == 404

    client.force_login(auditor)
    answer = client.get(page("audit_file", decided.pid))

    event = Event.objects.get(kind="application.audit_file_read")
    assert event.actor == auditor.actor_key
    content = b"".join(answer)
    sums = ZipFile(io.BytesIO(content)).read("SHA256SUMS")
    assert event.data["sha256"] == hashlib.sha256(sums).hexdigest()
    assert "dossier d’audit" in client.get(page("reads")).content.decode()


def test_a_file_that_was_never_examined_says_so(call, at) -> None:
    index = taken(filed(call, at).application).read("index.html").decode()

    assert "confié à aucun évaluateur" in index
    assert "Aucune décision" in index


def test_an_auditor_finds_the_call_on_the_desk(client, auditor, call) -> None:
    client.force_login(auditor)

    assert page("audit", call.code) in client.get(page("home")).content.decode()


def test_whatever_the_journal_tells_of_a_file_is_found_with_the_file() -> None:
    """A thing that moves and belongs to a file cannot be forgotten in the list of them."""
    moving = {
        model
        for model in apps.get_models()
        if model.__module__.startswith(("cordata.assessment", "cordata.selection"))
        and {"pid", "state"} <= {one.name for one in model._meta.get_fields()}
    }

    assert moving - {*OF_A_FILE, *OF_A_CALL} == set()


def test_the_letters_of_a_file_turned_away_are_in_its_archive(call, at) -> None:
    officer, later = staff("Odile", "officer"), after_closing(call)
    review = review_of(filed(call, at))
    turned_away(review, assessment.refuse_admission, "Incomplet.", by=officer, at=later)
    with clock.held_at(later):
        told(review, at=later)
        jobs.run_now()
    letters = review.refusal.letters.count()

    names = [one for one in taken(review.application).namelist() if one.endswith(".pdf")]
    assert len([one for one in names if one.startswith("02-examen/")]) == letters == 2
