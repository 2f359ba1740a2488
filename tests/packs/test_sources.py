"""A pack comes from outside: a ZIP may not leave its folder, nor fill the memory (FIL)."""

from __future__ import annotations

import shutil
import stat
import zipfile
from pathlib import Path

import pytest

from cordata import packs
from cordata.packs import sources

ROOT = Path(__file__).parents[2] / "packs" / "aurora-small-scale"


def zipped(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize(
    "name", ["../pack.toml", "/etc/passwd", "a/../../b", "a\\..\\b", "C:pack.toml", "a//b", "\x01"]
)
def test_a_path_out_of_the_pack_is_refused(tmp_path: Path, name: str) -> None:
    archive = zipped(tmp_path / "pack.zip", {"pack.toml": b"", name: b"x"})
    assert [mistake.code for mistake in packs.check(archive)] == ["pack.unsafe_path"]


def test_a_link_in_a_zip_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "pack.zip"
    with zipfile.ZipFile(path, "w") as archive:
        entry = zipfile.ZipInfo("pack.toml")
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(entry, "/etc/passwd")
    assert [mistake.code for mistake in packs.check(path)] == ["pack.unsafe_path"]


def test_a_link_in_a_folder_is_refused(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(ROOT, tmp_path / "pack"))
    (folder / "brand").mkdir()
    (folder / "brand" / "logo.svg").symlink_to("/etc/hostname")
    assert [mistake.code for mistake in packs.check(folder)] == ["pack.unsafe_path"]


def test_a_file_that_unpacks_beyond_the_limit_is_refused(tmp_path: Path) -> None:
    archive = zipped(tmp_path / "pack.zip", {"pack.toml": b"0" * (sources.MAX_FILE_BYTES + 1)})
    assert archive.stat().st_size < 10_000
    assert [mistake.code for mistake in packs.check(archive)] == ["pack.too_big"]


def test_too_many_files_are_refused(tmp_path: Path) -> None:
    files = {f"brand/{number}": b"" for number in range(sources.MAX_FILES + 1)}
    archive = zipped(tmp_path / "pack.zip", files)
    assert [mistake.code for mistake in packs.check(archive)] == ["pack.too_many_files"]


def test_a_total_beyond_the_limit_is_refused(tmp_path: Path) -> None:
    one = b"0" * sources.MAX_FILE_BYTES
    count = sources.MAX_TOTAL_BYTES // sources.MAX_FILE_BYTES + 1
    archive = zipped(tmp_path / "pack.zip", {f"brand/{number}": one for number in range(count)})
    assert [mistake.code for mistake in packs.check(archive)] == ["pack.too_many_files"]


def test_a_damaged_zip_is_refused(tmp_path: Path) -> None:
    archive = zipped(tmp_path / "pack.zip", {"pack.toml": b"code = 1" * 100})
    data = bytearray(archive.read_bytes())
    data[40:60] = b"\x00" * 20
    archive.write_bytes(bytes(data))
    assert [mistake.code for mistake in packs.check(archive)] == ["pack.zip_broken"]


@pytest.mark.parametrize("name", ["nothing", "text.zip"])
def test_what_is_neither_folder_nor_zip_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "text.zip").write_text("no archive")
    assert [mistake.code for mistake in packs.check(tmp_path / name)] == ["pack.not_found"]


def test_a_folder_without_pack_toml_is_no_pack(tmp_path: Path) -> None:
    assert [mistake.code for mistake in packs.check(tmp_path)] == ["pack.file_missing"]


def test_an_empty_pack_toml_names_what_is_missing(tmp_path: Path) -> None:
    (tmp_path / "pack.toml").write_text("")
    missing = {one.params["key"] for one in packs.check(tmp_path) if one.code == "pack.key_missing"}
    assert {"code", "version", "languages", "zone", "programme", "country"} <= missing
