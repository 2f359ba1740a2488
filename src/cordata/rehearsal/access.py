"""Who may do what in a rehearsal. Outside one, nothing here can be reached."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from cordata.accounts.models import Role
from cordata.accounts.queries import STAFF, Reader, has_role
from cordata.kernel.verdicts import ALLOWED, Verdict, refused


def move_clock(person: Reader, at: datetime) -> Verdict:
    """The programme's own staff move the clock."""
    if not settings.REHEARSAL:
        return refused("rehearsal.production")
    if not has_role(person, *STAFF, Role.ADMINISTRATOR, Role.ORGANISER, at=at):
        return refused("rehearsal.staff_only")
    return ALLOWED
