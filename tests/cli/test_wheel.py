"""The wheel as an operator has it: no sources, no repository around it (OPS-01, OPS-03)."""

from __future__ import annotations

import json
import re
import subprocess
import tomllib
import zipfile
from pathlib import Path

import pytest

from tests.cli.installed import PACK, ROOT, Installation

pytestmark = pytest.mark.server
PAGES = """
import cordata, re
from django.test import Client

ask = Client(HTTP_HOST="127.0.0.1")
for language in ("fr", "it", "en"):
    page = ask.get(f"/{language}/calls/").content.decode()
    style = re.search(r'href="(/static/[^"]+[.]css)"', page)[1]
    print(language, ask.get(style).status_code, f'lang="{language}"' in page, style)
print(cordata.__file__)
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that `make wheel` fills."""
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run([ROOT / "tools" / "build-wheel", folder], check=True)
    return folder


@pytest.fixture(scope="module")
def installation(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """The wheel unpacked, as pip does, on a path before the sources; used from elsewhere."""
    site, elsewhere = tmp_path_factory.mktemp("site"), tmp_path_factory.mktemp("elsewhere")
    with zipfile.ZipFile(next(built.glob("*.whl"))) as wheel:
        wheel.extractall(site)
    made = Installation(elsewhere / "data", stands_in=elsewhere, PYTHONPATH=str(site))
    assert made.run("init", "--pack", PACK).returncode == 0
    return made


def test_a_site_is_made_from_the_wheel_alone(installation: Installation, tmp_path: Path) -> None:
    """OPS-01: templates, styles, catalogues, sentences and letters are in it."""
    archive = tmp_path / "backup.tar.gz"
    commands = (
        ["person", "add", "first@cordata.example", "administrator"],
        ["doctor", "--lang", "it"],
        ["tick"],
        ["backup", str(archive)],
        ["upgrade"],
        ["verify"],
    )

    answers = [installation.run(*command) for command in commands]

    assert [one.returncode for one in answers] == [0] * len(commands), answers
    assert "CORDATA_ORIGIN è http://127.0.0.1:8000" in answers[1].stdout
    assert installation.folder.stat().st_mode & 0o077 == 0


def test_its_pages_have_their_styles_in_each_language(installation: Installation) -> None:
    told = installation.act(PAGES)

    assert re.findall(r"^(fr|it|en) 200 True /static/\S+\.[0-9a-f]{12}\.css$", told, re.M) == [
        "fr",
        "it",
        "en",
    ]
    assert str(ROOT / "src") not in told


def locked() -> dict[str, str]:
    """Name -> version of every package of the lock."""
    packages = tomllib.loads((ROOT / "uv.lock").read_text())["package"]
    return {one["name"]: one["version"] for one in packages}


def test_it_comes_with_a_bill_of_materials(built: Path) -> None:
    """OPS-03: CycloneDX, of the locked versions, each with the digests of its files."""
    told = json.loads(next(built.glob("*.cdx.json")).read_text())
    parts = {one["name"]: one for one in told["components"]}

    assert (told["bomFormat"], told["metadata"]["component"]["name"]) == ("CycloneDX", "cordata")
    assert {name: one["version"] for name, one in parts.items()}.items() <= locked().items()
    assert all(one["purl"] == f"pkg:pypi/{name}@{one['version']}" for name, one in parts.items())
    assert all(file["hashes"] for one in parts.values() for file in one["externalReferences"])
    assert declared() <= parts.keys()
    assert not {"pytest", "ruff", "playwright"} & parts.keys()


def declared() -> set[str]:
    """The packages that the project says it stands on."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = [*project["dependencies"], *project["optional-dependencies"]["postgres"]]
    return {re.split(r"[\[~>=;]", one)[0] for one in asked}


def test_it_comes_with_pinned_requirements_that_agree_with_the_bill(built: Path) -> None:
    """OPS-03: pip refuses a package that is not the one it was tested with."""
    text = next(built.glob("*.txt")).read_text().replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
    bill = json.loads(next(built.glob("*.cdx.json")).read_text())["components"]

    assert all(re.match(r"[a-z0-9.-]+==\S+ .*--hash=sha256:[0-9a-f]{64}", line) for line in lines)
    assert {line.split("==")[0] for line in lines} == {one["name"] for one in bill}
