"""The agreement: drawn up once, sealed, in every language; signed by two people."""

from __future__ import annotations

import io
from datetime import datetime
from decimal import Decimal
from typing import Any

import pikepdf
import pypdf
import pytest
from django.db import IntegrityError, transaction

from cordata.documents import storing
from cordata.documents.sealing import holds
from cordata.kernel import jobs
from cordata.kernel.models import Event
from cordata.kernel.verdicts import NotPossible
from cordata.notify.models import Message
from cordata.projects import actions
from cordata.projects.jobs import draw_up_agreement
from cordata.projects.models import Project
from cordata.projects.states import ProjectState
from cordata.selection.states import Outcome
from cordata.web import moments
from tests.factories.applications import started, write_plan
from tests.factories.projects import decision_on, drawn_up, opened, signed


def test_a_notified_grant_opens_its_project_once(call: Any, at: datetime) -> None:
    running = opened(call, at)

    assert running.project.state == ProjectState.CONTRACTING
    assert running.project.number.startswith(call.definition.file_prefix)
    assert running.project.grant == Decimal("58000.00")
    assert [due.lump_sum for due in running.project.activities.all()] == [
        Decimal("20000.00"),
        Decimal("25000.00"),
        Decimal("13000.00"),
    ]


@pytest.mark.parametrize("outcome", [Outcome.REJECTED, Outcome.RESERVE])
def test_nothing_opens_for_what_was_not_granted(call: Any, at: datetime, outcome: str) -> None:
    opened(call, at, outcome=outcome)

    assert not Project.objects.exists()


def test_the_agreement_is_drawn_up_sealed_and_laid_out_once(call: Any, at: datetime) -> None:
    """One PDF, every language of the call; the job may run twice."""
    project = opened(call, at).project
    assert jobs.run_now() >= 1

    draw_up_agreement(project.pid)
    project.refresh_from_db()

    assert project.agreement
    assert project.agreement_file
    assert holds(project.agreement)
    content = project.agreement.content
    assert set(content["texts"]) == set(call.definition.languages)
    assert content["grant"] == "58000.00"
    assert "58\u00a0000,00" in content["texts"]["fr"]
    assert "58.000,00" in content["texts"]["it"]
    assert "{{" not in "".join(content["texts"].values())
    with pikepdf.open(io.BytesIO(storing.read(project.agreement_file))) as pdf:
        assert "agreement.json" in pdf.attachments
        assert pdf.Root.Lang == call.definition.languages[0]
    assert Event.objects.filter(kind="project.agreement_drawn_up").count() == 1
    assert Message.objects.filter(notice="projects.agreement_ready").count() == 2


def test_the_sealed_agreement_tells_the_hour_on_the_clocks_of_the_call(
    call: Any, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker that lays it out has shown no page, so nobody told it the programme's cities."""
    monkeypatch.setattr(moments, "_default", [lambda: moments.Zone("Europe/Paris")])
    project = opened(call, at).project
    jobs.run_now()
    project.refresh_from_db()
    assert project.agreement_file

    pages = pypdf.PdfReader(io.BytesIO(storing.read(project.agreement_file))).pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    assert "heure de Paris et Rome" in text
    assert "ora di Parigi e Roma" in text


def test_what_a_title_contains_stays_text(call: Any, at: datetime) -> None:
    """OUT-03: markup of the letter's two languages, Markdown and typst, shows as it was typed."""
    running = opened(call, at)
    running.project.application.answers.filter(field="title").update(
        text='# *Eau* #read("/etc/passwd") $x$ <b>'
    )

    draw_up_agreement(running.pid)

    assert Project.objects.get(pid=running.pid).agreement_file


def test_two_signatures_make_the_project_run(call: Any, at: datetime) -> None:
    running = drawn_up(call, at)
    actions.sign_for_authority(running.pid, by=running.authority, at=at)
    assert running.reload().state == ProjectState.CONTRACTING

    actions.sign_for_lead(running.pid, by=running.cast.signatory, at=at)

    project = running.reload()
    assert project.state == ProjectState.RUNNING
    assert project.starts_on == project.notified_on
    assert project.ends_on
    assert project.ends_on > project.starts_on
    assert Message.objects.filter(notice="projects.agreement_signed").count() == 4


def test_nobody_signs_for_both_sides(call: Any, at: datetime) -> None:
    running = drawn_up(call, at)
    actions.sign_for_lead(running.pid, by=running.authority, at=at)

    with pytest.raises(NotPossible, match=r"project.four_eyes"):
        actions.sign_for_authority(running.pid, by=running.authority, at=at)
    with pytest.raises(IntegrityError), transaction.atomic():
        Project.objects.update(signed_by_authority=running.authority)


def test_nothing_is_signed_before_it_can_be_read(call: Any, at: datetime) -> None:
    running = opened(call, at)

    with pytest.raises(NotPossible, match=r"project.agreement_not_ready"):
        actions.sign_for_lead(running.pid, by=running.cast.signatory, at=at)


def test_the_report_is_asked_for_once(call: Any, at: datetime) -> None:
    from cordata.projects.due import due_acts

    running = signed(call, at)
    end = running.project.ends_on
    assert end
    later = datetime(end.year + 1, 1, 1, tzinfo=at.tzinfo)

    for act in due_acts(later):
        act.run(act.at)

    assert list(due_acts(later)) == []
    assert Message.objects.filter(notice="projects.report_awaited").count() == 2


def test_a_call_of_one_language_has_an_agreement_of_one_language(
    aurora_call: Any, at: datetime
) -> None:
    """No language, side or fund rate is built in: the second pack's agreement is in English."""
    cast = started(aurora_call, at)
    write_plan(cast, at)
    decision_on(cast, at, grant=Decimal("20000.00"), total=Decimal("40000.00"))

    jobs.run_now()

    project = Project.objects.get(application=cast.application)
    assert project.agreement is not None
    assert set(project.agreement.content["texts"]) == {"en"}
    assert "€\u00a020,000.00" in project.agreement.content["texts"]["en"]
