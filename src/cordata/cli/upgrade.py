"""`cordata upgrade`: back up first, then migrate, then verify (REL-17)."""

from __future__ import annotations

import argparse
from pathlib import Path

from cordata.cli import backup, installation, verify
from cordata.kernel import clock


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--backup", type=Path, help="where the backup goes (default: data folder)")


def run(given: argparse.Namespace) -> int:
    target = given.backup or (
        installation.data_dir() / "backups" / f"before-{clock.real_now():%Y%m%dT%H%M%S}.tar.gz"
    )
    target.parent.mkdir(parents=True, exist_ok=True)
    backup.write(target)
    print(f"Backup: {target}")
    installation.migrate()
    installation.collect_static()
    return verify.run(argparse.Namespace(quiet=False))
