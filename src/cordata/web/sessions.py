"""Django's sessions in the database; the query every signed-in page begins with is prepared."""

from __future__ import annotations

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import CharField, DateTimeField

from cordata.kernel import clock
from cordata.kernel.prepared import Given, Prepared

_open: Prepared[Session] = Prepared(
    lambda: Session.objects.filter(
        session_key=Given("key", CharField()), expire_date__gt=Given("now", DateTimeField())
    )
)


class SessionStore(db.SessionStore):  # the name is part of how a session is signed
    def _get_session_from_db(self) -> Session | None:
        """Sessions live in real time, whatever hour a rehearsal has."""
        found = next(iter(_open.rows(key=self.session_key, now=clock.real_now())), None)
        if found is None:
            self._session_key = None
        return found
