"""An installation as its operator meets it: a data folder, and commands that are processes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from tests import ready

ROOT = Path(__file__).parent.parent.parent
PACK = str(ROOT / "packs" / "alcotra-microprojects")


IN_ONE_PROCESS = """
import io, json, sys
from contextlib import redirect_stdout
from cordata.cli.main import main

def say(command):
    with redirect_stdout(io.StringIO()) as said:
        return main(command), said.getvalue()

commands, code = sys.argv[1:]
if code:
    say(["tick", "--list"])  # Django is loaded
    exec(code)
print(json.dumps([say(command) for command in json.loads(commands)]))
"""


class Answer(NamedTuple):
    status: int
    said: str


class Installation:
    """The commands of one data folder, run as an operator runs them: each its own process."""

    def __init__(self, folder: Path, *, stands_in: Path = ROOT, **settings: str) -> None:
        self.folder, self.stands_in = folder, stands_in
        self.environment = {
            name: value for name, value in os.environ.items() if not name.startswith("CORDATA_")
        } | {"CORDATA_DATA_DIR": str(folder), **settings}
        self.environment.pop("DJANGO_SETTINGS_MODULE", None)

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self._python("-m", "cordata.cli.main", *arguments)

    def run_all(self, *commands: Sequence[str], after: str = "") -> list[Answer]:
        """Several commands in one process, which is quicker; `after` acts on the data first."""
        told = self._python("-c", IN_ONE_PROCESS, json.dumps(commands), after)
        assert told.returncode == 0, told.stderr
        return [Answer(*one) for one in json.loads(told.stdout.splitlines()[-1])]

    def act(self, code: str) -> str:
        """What a piece of code prints that works on the installation's data."""
        done = self._python("-c", IN_ONE_PROCESS, "[]", code)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def _python(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            cwd=self.stands_in,
        )

    def with_tables(self) -> Installation:
        """Its tables are there already, as another test made them: every migration takes long."""
        self.folder.mkdir(exist_ok=True)
        shutil.copy(ready.sqlite_tables(), self.database)
        return self

    @property
    def database(self) -> Path:
        return self.folder / "cordata.sqlite3"
