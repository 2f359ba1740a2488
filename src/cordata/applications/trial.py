"""The probe's own application: opened, saved and filed as anybody's, then rolled back (TIM-07).

It goes through the pages and the acts that people use, on a call and an organisation of its own
that exist in this transaction alone. Nobody else ever sees, counts, numbers or mails any of it.
"""

from __future__ import annotations

import logging
import time
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from urllib.parse import urlencode

from django.db import transaction
from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.urls import resolve, reverse
from django.utils.translation import override

from cordata.accounts.models import Membership, Organisation, Person
from cordata.applications.actions import accept_declarations, start_application
from cordata.applications.models import Application
from cordata.kernel.journal import SYSTEM
from cordata.packs import Pack, load
from cordata.programme.actions.loading import load_pack
from cordata.watch.models import Failed
from cordata.watch.probing import PATIENCE

log = logging.getLogger(__name__)
PACK = Path(__file__).parent / "trial_pack"
LANGUAGE, NAME = "en", "probe"
TITLE = {
    "field": "title",
    "language": LANGUAGE,
    "title-en": "Probe",
    "title-en-version": "0",
}

SHEET = {
    "name": NAME,
    "short_name": NAME,
    "country": "FR",
    "nuts3": "FRK28",
    "legal_type": NAME,
    "street": NAME,
    "postcode": "74000",
    "city": NAME,
    "vat_recovery": "no",
    "representative_name": NAME,
    "representative_function": NAME,
}


class NotAnswered(Exception):
    """A page answered something else than it does when all is well."""


class TooLong(Exception):
    """The probe waits for the answer no more: who files is not to wait behind it either."""


@cache
def pack() -> Pack:
    """Read once in a process."""
    return load(PACK)


def failed_step(request: HttpRequest, at: datetime) -> str:
    """The first step that did not work, as a code of `Failed`; empty if it was all well.

    `request` is the probe's own: what the pages ask of the site comes from it.
    """
    step = Failed.OPENING
    until = time.monotonic() + PATIENCE
    try:
        pack()  # read before the writers' lock is taken, which the transaction holds to its end
        with transaction.atomic(), override(LANGUAGE):
            trial = Trial(request, at, until, *opened(at))
            trial.ask("applications:review")
            step = Failed.SAVING
            trial.ask("applications:save", TITLE, expected=200)
            step = Failed.FILING
            trial.file()
            transaction.set_rollback(True)
    except Exception:
        log.exception("the trial of a filing broke off at: %s", step)
        return str(step)
    return ""


def opened(at: datetime) -> tuple[Person, Application]:
    """A draft of the probe's own organisation, to the call of its own pack."""
    programme = load_pack(pack(), by=SYSTEM, at=at)
    own = Organisation.objects.create(**SHEET, created_at=at)
    person = Person.objects.create_user(f"{NAME}@{NAME}.invalid", name=NAME, language=LANGUAGE)
    kind = Membership.Kind.SIGNATORY
    Membership.objects.create(person=person, organisation=own, kind=kind, started_at=at)
    call = programme.calls.get()
    application = start_application(call=call, organisation=own, by=person, at=at)
    accept_declarations(application.partners.get(), ["truth"], by=person, at=at)
    return person, application


@dataclass(frozen=True, slots=True)
class Trial:
    """The way of one application."""

    request: HttpRequest
    at: datetime
    until: float  # on the monotonic clock
    person: Person
    application: Application

    def file(self) -> None:
        """The act of filing, and its receipt."""
        ticks = {f"statement_{one.code}": one.version for one in pack().calls[0].statements}
        self.ask("applications:submit", {"key": NAME, **ticks}, expected=302)
        self.ask("applications:receipt")

    def ask(self, name: str, sent: dict[str, str] | None = None, expected: int = 200) -> None:
        """Ask a page of the application, or send its form. Raises `NotAnswered`, `TooLong`."""
        if time.monotonic() > self.until:
            raise TooLong(name)
        asked = self._request(reverse(name, args=[self.application.pid]), sent)
        view = asked.resolver_match
        if view is None:
            raise NotAnswered(name)
        answer: HttpResponseBase = view.func(asked, *view.args, **view.kwargs)
        if answer.status_code != expected:
            raise NotAnswered(f"{name}: {answer.status_code}")

    def _request(self, path: str, sent: dict[str, str] | None) -> HttpRequest:
        """The probe's request as it would be, had the probe's person made it."""
        made = copy(self.request)
        made.path = made.path_info = path
        made.method = "GET" if sent is None else "POST"
        made.content_type = "application/x-www-form-urlencoded"
        made.resolver_match = resolve(path)
        made._body = urlencode(sent or {}).encode()
        made.POST = QueryDict(made._body)
        made.user = self.person
        made.received_at = self.at  # type: ignore[attr-defined]
        return made
