"""`cordata tick`: carry out what falls due now (the worker does it each minute)."""

from __future__ import annotations

import argparse

from cordata.cli import production
from cordata.desk import agenda
from cordata.documents import scanning
from cordata.kernel import clock
from cordata.notify import sending


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--list", action="store_true", help="only say what would be done")


def run(given: argparse.Namespace) -> int:
    production.refuse_danger()
    for act in agenda.due_acts(clock.now()) if given.list else agenda.carry_out(clock.now()):
        print(f"{act.at:%Y-%m-%d %H:%M} {act.code} {act.key}")
    if not given.list:
        sending.send_due()
        scanning.scan_forgotten()
    return 0
