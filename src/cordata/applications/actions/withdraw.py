"""Take an application back: the record stays (SUB-10)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cordata.accounts.models import Person
from cordata.applications import access, notices
from cordata.applications.models import Application
from cordata.applications.states import WITHDRAW
from cordata.kernel.transitions import move
from cordata.kernel.verdicts import NotPossible
from cordata.programme.models import Call


@transaction.atomic
def withdraw_application(pid: str, *, by: Person, at: datetime, because: str = "") -> Application:
    """Withdraw a submitted file, with a reason.

    Sealed versions, number and history stay. Raises NotPossible when it is not the person's to
    do or no longer possible.
    """
    application = _locked(pid)
    verdict = access.withdraw(by, application, at=at)
    if not verdict:
        raise NotPossible(verdict.code, **verdict.params)
    if not because:
        raise NotPossible("application.withdraw.reason_missing")
    move(application, WITHDRAW, by=by, at=at, because=because, number=application.number)
    notices.application_withdrawn(application, by=by, at=at)
    return application


def _locked(pid: str) -> Application:
    """The call first, as the committee's signature locks it: one of the two comes before."""
    call = Application.objects.values_list("call", flat=True).get(pid=pid)
    Call.objects.select_for_update().get(pk=call)
    return Application.objects.select_for_update(of=("self",)).with_call().get(pid=pid)
