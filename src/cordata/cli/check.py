"""`cordata check --pack DIR --call CODE --at INSTANT FILE.json`: the judge on the command line."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import datetime
from pathlib import Path

from cordata.api.judging import Judgement, as_json, judge, said
from cordata.cli.pack_check import tell
from cordata.kernel import clock
from cordata.kernel.localised import pick
from cordata.packs import CallDefinition, Pack, PackRefused, load
from cordata.rules.application_json import ApplicationRefused
from cordata.rules.finding import Outcome
from cordata.web.catalogue import sentence

MARKS = {
    Outcome.MET: "+",
    Outcome.UNMET: "!",
    Outcome.UNKNOWN: "?",
    Outcome.NOT_APPLICABLE: " ",
}


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="an application as JSON, see docs/check.md")
    parser.add_argument("--pack", type=Path, required=True, help="a pack's folder or ZIP")
    parser.add_argument("--call", required=True, help="the call's code")
    parser.add_argument("--at", help="the instant of judgement, ISO 8601 with its zone")
    parser.add_argument("--lang", default="en", choices=["fr", "it", "en"])
    parser.add_argument("--json", action="store_true", help="print the answer of the API")


def run(given: argparse.Namespace) -> int:
    """0 when nothing stops filing, 1 when something does, 2 when it could not be judged."""
    try:
        pack = load(given.pack)
    except PackRefused as refusal:
        tell(refusal.mistakes, given.lang)
        return 2
    call = next((call for call in pack.calls if call.code == given.call), None)
    at = instant(given.at)
    if call is None or at is None:
        code = "check.call_unknown" if call is None else "check.instant"
        codes = tuple(call.code for call in pack.calls)
        print(sentence(code, given.lang, call=given.call, calls=codes), file=sys.stderr)
        return 2
    return judged(given, pack, call, at)


def instant(text: str | None) -> datetime | None:
    """The instant asked for, now if none; None when it cannot be read or has no zone."""
    if not text:
        return clock.now()
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo else None


def judged(given: argparse.Namespace, pack: Pack, call: CallDefinition, at: datetime) -> int:
    try:
        judgement = judge(json.loads(given.file.read_bytes()), call, at)
    except (OSError, ValueError) as error:
        for line in mistakes(error, given.lang):
            print(line, file=sys.stderr)
        return 2
    if given.json:
        answer = as_json(judgement, call, pack.programme, given.lang)
        print(json.dumps(answer, ensure_ascii=False, indent=2))
    else:
        print_answer(judgement, pack, given.lang)
    return 0 if judgement.eligible else 1


def mistakes(error: Exception, language: str) -> list[str]:
    """Every mistake of the file with its place, or what the reader of JSON says."""
    if isinstance(error, ApplicationRefused):
        return [
            f"{one.pointer or '/'}: {sentence(one.sentence_code, language, **one.params)}"
            for one in error.mistakes
        ]
    return [str(error)]


def print_answer(judgement: Judgement, pack: Pack, language: str) -> None:
    """The verdict first, then every finding with its sentence and source, then the money."""
    verdict = "check.eligible" if judgement.eligible else "check.not_eligible"
    print(sentence(verdict, language))
    for finding in judgement.findings:
        named = pick(finding.source, language)
        source = f"  [{named}]" if named else ""
        print(
            f"{MARKS[finding.verdict]} {finding.number:02d} {finding.code} ({finding.verdict}): "
            f"{said(finding, pack.programme, language)}{source}"
        )
    budget = judgement.budget
    print(sentence("check.money", language, total=budget.total, erdf=budget.erdf))
