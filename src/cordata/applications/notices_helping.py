"""What is written about help with a draft: one function per notice."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.signing import BadSignature, Signer

from cordata.accounts.models import Person, Role
from cordata.accounts.queries import holders
from cordata.applications.models import Help
from cordata.applications.queries import people_acting_for
from cordata.notify import links, outbox

SALT = "application.help"


def help_asked(one: Help, *, at: datetime) -> None:
    """To the case officers of the call: somebody asks for help; who takes it up, helps."""
    scope = f"call:{one.application.call.pid}"
    officers = holders(Role.OFFICER, at=at, scope=scope)
    _post("help_asked", one, officers, "applications:helping", at, until=one.until)


def help_offered(one: Help, *, at: datetime) -> None:
    """To everybody who acts for the organisation: nothing happens without their consent."""
    _post("help_offered", one, people_acting_for(one.organisation), "applications:help", at)


def help_begun(one: Help, *, at: datetime) -> None:
    """To everybody who acts for the organisation: who helps, until when, how to end it; of a
    consent that was noted, what was noted, and a link that contradicts it without a sign-in."""
    for person in people_acting_for(one.organisation):
        ends = links.page("applications:help_contradict", person.language, key=key_of(one, person))
        facts = {
            "until": one.until,
            "recorded": one.was_recorded,
            "way": one.way,
            "consented_by": str(one.consented_by),
            "consented_at": one.consented_at,
            "wording": one.wording.get("text", ""),
            "contradict": ends,
        }
        _post("help_begun", one, [person], "applications:help", at, **facts)


def help_ended(one: Help, *, by: Person, at: datetime) -> None:
    """To everybody who acts for the organisation and to who helped or offered: it is over."""
    people = [*people_acting_for(one.organisation), *([one.helper] if one.helper else [])]
    facts = {"by": str(by), "how": one.ended_how}
    others = [person for person in people if person.pk != by.pk]
    _post("help_ended", one, others, "applications:help", at, **facts)


def key_of(one: Help, person: Person) -> str:
    """What the mailed link proves: this help, this reader."""
    return Signer(salt=SALT, sep=".").sign(f"{one.pid}-{person.pid}")


def read_key(key: str) -> tuple[str, str] | None:
    """Public ids of the help and of the person, or None for a key that we did not make."""
    try:
        helped, _, person = Signer(salt=SALT, sep=".").unsign(key).partition("-")
    except BadSignature:
        return None
    return helped, person


def _post(
    code: str, one: Help, people: Iterable[Person], page: str, at: datetime, **facts: Any
) -> None:
    application = one.application
    for person in people:
        where = {} if page == "applications:helping" else {"pid": application.pid}
        context = {
            "call": application.call,
            "call_names": application.definition.names,
            "organisation": one.organisation.name,
            "helper": str(one.helper or ""),
            "link": links.page(page, person.language, **where),
            **facts,
        }
        once = f"{code}:{one.pid}:{person.pid}"
        outbox.post(f"applications.{code}", person, application, context, once=once, at=at)
