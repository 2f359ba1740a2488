"""`cordata person add EMAIL ROLE`: the first administrator; later grants are made on screen."""

from __future__ import annotations

import argparse
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError

from cordata.accounts.actions import grant_role
from cordata.accounts.models import Person, Role
from cordata.accounts.queries import FOR_A_TIME
from cordata.kernel import clock
from cordata.kernel.journal import System
from cordata.web.forms import canonical_email


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("email")
    parser.add_argument("role", help="administrator, officer, authority...")
    parser.add_argument("--name", default="")
    parser.add_argument(
        "--language", default="fr", choices=[code for code, _ in settings.LANGUAGES]
    )
    parser.add_argument("--days", type=int, help="after which the role ends by itself")


def run(given: argparse.Namespace) -> int:
    if given.role not in Role.values:
        print(f"Roles: {', '.join(Role.values)}")
        return 1
    try:
        email = canonical_email(given.email)
    except ValidationError:
        print(f"{given.email!r} is no e-mail address.")
        return 1
    person = Person.objects.filter(email=email).first() or Person.objects.create_user(
        email, name=given.name, language=given.language
    )
    now = clock.now()
    until = now + timedelta(days=given.days) if given.days else None
    if until is None and given.role in FOR_A_TIME:
        print("An auditor's account ends by itself: say --days.")
        return 1
    grant_role(person, given.role, ends_at=until, by=System("operator"), at=now)
    print(f"{email}: {given.role}")
    return 0
