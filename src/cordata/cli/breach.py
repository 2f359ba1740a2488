"""`cordata breach`: who saw what since when, and whom it concerns, as JSON (PRI-07)."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import UTC, datetime

from cordata.accounts.models import Person
from cordata.desk.breach import breach_pack
from cordata.kernel import clock


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--since", required=True, type=instant, help="2025-02-01T00:00 (UTC)")
    parser.add_argument("--until", type=instant, help="now, if left out")
    parser.add_argument("--person", action="append", default=[], help="whose account it was")
    parser.add_argument("--file", action="append", default=[], help="number or id of a file")


def run(given: argparse.Namespace) -> int:
    people = list(Person.objects.filter(email__in=[one.lower() for one in given.person]))
    missing = {one.lower() for one in given.person} - {one.email for one in people}
    if missing:
        print(f"No account: {', '.join(sorted(missing))}", file=sys.stderr)
        return 1
    pack = breach_pack(given.since, given.until or clock.now(), by=people, files=given.file)
    print(json.dumps(pack, ensure_ascii=False, indent=1))
    return 0


def instant(text: str) -> datetime:
    """An instant; without a zone it is UTC."""
    read = datetime.fromisoformat(text)
    return read if read.tzinfo else read.replace(tzinfo=UTC)
