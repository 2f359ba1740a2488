"""`cordata check --pack DIR --call CODE --at INSTANT FILE.json`: the judge on the command line."""

from __future__ import annotations

import argparse
from pathlib import Path


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file", type=Path, help="an application as JSON (docs/application.schema.json)"
    )
    parser.add_argument("--pack", type=Path, required=True)
    parser.add_argument("--call", required=True, help="the call's code")
    parser.add_argument("--at", help="the instant of judgement, ISO 8601 with its zone")
    parser.add_argument("--lang", default="en", choices=["fr", "it", "en"])
    parser.add_argument("--json", action="store_true")


def run(given: argparse.Namespace) -> int:
    raise NotImplementedError
