"""A draft is deleted by its lead, brought back for a while, and erased with all it says."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cordata.accounts.models import Person
from cordata.applications import access, notices_drafts
from cordata.applications.keeping import ENDED, deleted_until, erased_at
from cordata.applications.models import Annex, Application, Help, Mandate, PaperFiling
from cordata.applications.states import DELETE, ERASE, RESTORE, State
from cordata.documents import storing
from cordata.documents.models import StoredFile
from cordata.kernel.journal import SYSTEM
from cordata.kernel.transitions import move
from cordata.kernel.verdicts import NotPossible, Verdict
from cordata.meetings.actions import part_from_draft
from cordata.notify import outbox


@transaction.atomic
def delete_draft(pid: str, *, by: Person, at: datetime) -> Application:
    """Delete what was never filed: nobody writes in it, its partners are told, and it is erased
    after the programme's term. Raises NotPossible with the reason of `access.delete`."""
    application = _locked(pid)
    _insist(access.delete(by, application, at=at))
    application.deleted_at = at
    move(application, DELETE, by=by, at=at)
    notices_drafts.draft_deleted(application, deleted_until(application.call, at), by=by, at=at)
    return application


@transaction.atomic
def restore_draft(pid: str, *, by: Person, at: datetime) -> Application:
    """Bring a deleted draft back as it was; after the closing it lapses like any other."""
    application = _locked(pid)
    _insist(access.restore(by, application, at=at))
    application.deleted_at = None
    move(application, RESTORE, by=by, at=at)
    notices_drafts.draft_restored(application, by=by, at=at)
    return application


@transaction.atomic
def warn_of_erasure(pid: str, due_at: datetime, *, at: datetime) -> None:
    """Write to the partners that what was never filed will be erased: once for each term."""
    application = _locked(pid)
    until = erased_at(application)
    done = application.reminded_at is not None and application.reminded_at >= due_at
    if done or until is None or at >= until or application.state not in ENDED:
        return
    application.reminded_at = due_at
    application.save(update_fields=["reminded_at"])
    notices_drafts.erasure_near(application, until, due_at, at=at)


@transaction.atomic
def erase_draft(pid: str, *, at: datetime) -> bool:
    """Erase all that a draft says once its term is over (PRI-05): texts and versions, partners'
    parts, files, guests, what was written about it, and who asked questions from it. A row
    without content stays, and the journal, which never held a text. Answers whether it was
    erased."""
    application = _locked(pid)
    until = erased_at(application)
    if until is None or at < until or application.state not in {*ENDED, State.DELETED}:
        return False
    people = notices_drafts.people_told(application)
    outbox.erase("application", [application.pid])
    part_from_draft(application.pid)
    _erase_files(application)
    _erase_rows(application)
    _empty(application)
    move(application, ERASE, by=SYSTEM, at=at)
    notices_drafts.draft_erased(application, people, at=at)
    return True


def _erase_files(application: Application) -> None:
    """Annexes, also those taken out before, and signed letters: rows first, then the bytes."""
    annexes = Annex.objects.filter(application=application)
    mandates = Mandate.objects.filter(partner__application=application)
    helps = Help.objects.filter(application=application)
    files = {*annexes.values_list("file", flat=True), *mandates.values_list("file", flat=True)}
    papers = PaperFiling.objects.filter(application=application)  # set aside: it was never filed
    files |= {*helps.values_list("evidence", flat=True), *papers.values_list("scan", flat=True)}
    annexes.delete()
    mandates.delete()
    helps.delete()
    papers.delete()
    for stored in StoredFile.objects.filter(pk__in=files - {None}):
        storing.erase(stored)


def _erase_rows(application: Application) -> None:
    """Whatever of this step hangs on the draft; a filing, which never happened, would refuse."""
    for relation in application._meta.related_objects:
        model = relation.related_model
        if model._meta.app_label == application._meta.app_label:
            model._base_manager.filter(**{relation.field.name: application}).delete()


def _empty(application: Application) -> None:
    application.acronym = application.theme = application.key = ""
    application.start_on = application.duration_months = None
    application.created_by = application.introduction = application.deleted_at = None


def _locked(pid: str) -> Application:
    return Application.objects.select_for_update(of=("self",)).with_call().get(pid=pid)


def _insist(verdict: Verdict) -> None:
    if not verdict:
        raise NotPossible(verdict.code, **verdict.params)
