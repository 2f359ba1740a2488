"""A real installation from the command line: made, checked, backed up, put back (OPS-01)."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from cordata.config.databases import from_url
from tests.cli.installed import PACK, ROOT, Installation


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    made = Installation(tmp_path_factory.mktemp("installation")).with_tables()
    done = made.run("init", "--pack", PACK)
    assert done.returncode == 0, done.stderr
    return made


def copied(installation: Installation, tmp_path: Path, *changes: str) -> Installation:
    """The same installation elsewhere, its database changed behind its back."""
    copy = Installation(tmp_path / "copy")
    shutil.copytree(installation.folder, copy.folder)
    database = sqlite3.connect(copy.database)
    for change in changes:
        database.execute(change)
    database.commit()
    database.close()
    return copy


def test_init_makes_a_secret_that_only_its_owner_reads(installation: Installation) -> None:
    """CFG-04: no default secret."""
    secret = installation.folder / "secret"

    assert secret.stat().st_mode & 0o077 == 0
    assert len(secret.read_text()) >= 40


def test_the_database_is_safe_against_a_power_cut(installation: Installation) -> None:
    """REL-11: WAL and FULL are asserted, and the doctor finds nothing wrong."""
    answer = installation.run("doctor", "--lang", "fr")

    assert answer.returncode == 0, answer.stdout
    assert "synchronous" not in answer.stdout


def test_a_new_installation_verifies(installation: Installation) -> None:
    assert installation.run("verify").returncode == 0


def test_a_line_dropped_from_the_journal_is_found(
    installation: Installation, tmp_path: Path
) -> None:
    """REL-24, LOG-02: even by somebody who takes the triggers away."""
    triggers = [f"DROP TRIGGER {name}" for name in ("event_no_update", "event_no_delete")]
    copy = copied(installation, tmp_path, *triggers, "DELETE FROM kernel_event WHERE number = 1")

    answer = copy.run("verify")

    assert answer.returncode == 1
    assert "journal: event 1 missing" in answer.stdout


def test_an_upgrade_backs_up_first(installation: Installation) -> None:
    """REL-17: an automatic backup comes first."""
    answer = installation.run("upgrade")

    assert answer.returncode == 0, answer.stderr
    assert list((installation.folder / "backups").glob("before-*.tar.gz"))


def test_loading_the_same_pack_twice_changes_nothing(installation: Installation) -> None:
    """MON-05: an open call never moves by itself."""
    first = (
        sqlite3.connect(installation.database)
        .execute("SELECT call_id, number, digest FROM programme_callversion")
        .fetchall()
    )

    assert installation.run("pack", "load", PACK).returncode == 0
    again = (
        sqlite3.connect(installation.database)
        .execute("SELECT call_id, number, digest FROM programme_callversion")
        .fetchall()
    )
    assert again == first


def test_the_first_administrator_is_made_on_the_command_line(installation: Installation) -> None:
    added, no_role, no_address = installation.run_all(
        ["person", "add", "first@cordata.example", "administrator"],
        ["person", "add", "first@cordata.example", "emperor"],
        ["person", "add", "first", "administrator"],
    )

    assert (added.status, no_role.status, no_address.status) == (0, 1, 1)
    assert "no e-mail address" in no_address.said


def test_what_falls_due_is_carried_out_once(installation: Installation) -> None:
    done, left = installation.run_all(["tick"], ["tick", "--list"])

    assert (done.status, left.said) == (0, "")


@pytest.mark.parametrize(
    "settings",
    [
        {"CORDATA_DEBUG": "1"},
        {"CORDATA_SECRET_KEY": "short"},
        {"CORDATA_MODE": "playground"},
    ],
)
def test_production_refuses_to_start_in_danger(
    installation: Installation, settings: dict[str, str]
) -> None:
    """CFG-04."""
    dangerous = Installation(installation.folder, **settings)

    answer = dangerous.run("verify")

    assert answer.returncode == 2
    assert "CORDATA_" in answer.stderr
    assert dangerous.run("doctor").returncode == 1


def test_production_refuses_a_database_that_has_lived_in_a_rehearsal(
    installation: Installation, tmp_path: Path
) -> None:
    """CFG-04: no rehearsal clock; its journal tells of days that never were."""
    moved = "INSERT INTO kernel_rehearsalclock (id, seconds) VALUES (1, 60)"
    copy = copied(installation, tmp_path, moved)

    answers = [copy.run(*verb) for verb in (["serve"], ["worker", "--once"], ["tick"])]

    assert [one.returncode for one in answers] == [2, 2, 2]
    assert all("lived in a rehearsal" in one.stderr for one in answers)


def test_a_demo_leaves_a_real_installation_alone(
    installation: Installation, tmp_path: Path
) -> None:
    """With the operator's own variables set, `cordata demo` names their database."""
    copy = copied(installation, tmp_path)

    answer = copy.run("demo", "--port", "0")

    assert (answer.returncode, "holds data" in answer.stderr) == (1, True)
    assert copy.run("verify").returncode == 0
    assert sqlite3.connect(copy.database).execute(
        "SELECT count(*) FROM kernel_event"
    ).fetchone() != (0,)


def test_an_empty_folder_is_no_installation(tmp_path: Path) -> None:
    answer = Installation(tmp_path, CORDATA_SECRET_KEY="x" * 50).run("tick")

    assert (answer.returncode, "cordata init" in answer.stderr) == (2, True)


def test_a_database_that_does_not_answer_is_said_in_words(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/nowhere/cordata.sqlite3"
    away = Installation(tmp_path, CORDATA_SECRET_KEY="x" * 50, CORDATA_DATABASE_URL=url)

    answer = away.run("init")

    assert answer.returncode == 2
    assert answer.stderr.startswith("The database does not answer: ")
    assert "Traceback" not in answer.stderr


def test_what_a_database_is_asked_for_is_not_dropped() -> None:
    """A wish for an encrypted connection above all."""
    made = from_url("postgres://cordata:p%40ss@/cordata?host=/run/postgresql&sslmode=verify-full")

    assert (made["HOST"], made["PASSWORD"], made["NAME"]) == ("/run/postgresql", "p@ss", "cordata")
    assert made["OPTIONS"] == {"options": "-c lock_timeout=20s", "sslmode": "verify-full"}


def test_the_example_of_a_configuration_is_read_by_a_shell() -> None:
    """As `docs/run-it.md` says; each of its variables is described in `docs/configure.md`."""
    example = ROOT / "deploy" / "cordata.env.example"
    command = ["sh", "-ec", f"set -a; . {example}; env"]

    told = subprocess.run(
        command, env={"PATH": os.environ["PATH"]}, capture_output=True, text=True, check=True
    ).stdout

    assert "CORDATA_MAIL_FROM=Secretariat <secretariat@calls.example.eu>" in told
    described = (ROOT / "docs" / "configure.md").read_text()
    named = {line.partition("=")[0] for line in told.splitlines() if line.startswith("CORDATA_")}
    assert [name for name in named if f"`{name}`" not in described] == []


def test_without_a_secret_nothing_starts(tmp_path: Path) -> None:
    """CFG-04."""
    answer = Installation(tmp_path).run("serve")

    assert answer.returncode == 2
    assert "CORDATA_SECRET_KEY" in answer.stderr


def test_a_secret_may_come_from_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "mounted-secret"
    secret.write_text("x" * 50 + "\n")
    made = Installation(tmp_path / "data", CORDATA_SECRET_KEY_FILE=str(secret)).with_tables()

    assert made.run("init").returncode == 0
    assert not (made.folder / "secret").exists()


def test_production_has_neither_a_moving_clock_nor_one_click_sign_in() -> None:
    """CFG-04: the rehearsal's pages are not even addresses."""
    code = (
        "import django; django.setup();"
        "from django.urls import resolve, Resolver404\n"
        "try:\n    resolve('/fr/rehearsal/'); raise SystemExit(1)\n"
        "except Resolver404:\n    pass\n"
        "from django.conf import settings\n"
        "raise SystemExit(any('rehearsal' in one for one in settings.MIDDLEWARE))"
    )
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("CORDATA_")
    } | {
        "CORDATA_SECRET_KEY": "x" * 50,
        "DJANGO_SETTINGS_MODULE": "cordata.config.settings",
    }

    done = subprocess.run([sys.executable, "-c", code], env=environment, check=False, cwd=ROOT)

    assert done.returncode == 0
