"""What a backup may hold: files and folders under its own folder, nothing else (AB27)."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

import pytest

from cordata.cli.restore import Unreadable, unpack


def archive_of(folder: Path, *members: tarfile.TarInfo) -> Path:
    file = folder / "backup.tar.gz"
    with tarfile.open(file, "w:gz") as archive:
        for member in members:
            archive.addfile(member, io.BytesIO(b"x" * member.size))
    return file


def member(name: str, kind: bytes = tarfile.REGTYPE, **more: object) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.size, info.mode = kind, (1 if kind == tarfile.REGTYPE else 0), 0o644
    for key, value in more.items():
        setattr(info, key, value)
    return info


def test_files_and_folders_come_back_with_their_modes(tmp_path: Path) -> None:
    into = tmp_path / "into"
    into.mkdir()
    folder, inside = member("files", tarfile.DIRTYPE), member("files/a/b", mode=0o600)

    unpack(archive_of(tmp_path, folder, inside, member("facts.json")), into)

    assert (into / "files/a/b").read_bytes() == b"x"
    assert (into / "files/a/b").stat().st_mode & 0o777 == 0o600
    assert (into / "facts.json").stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize(
    "odd",
    [
        member("../outside"),
        member("/tmp/outside-of-a-backup"),
        member("files/../../outside"),
        member("link", tarfile.SYMTYPE, linkname="/etc/passwd"),
        member("hard", tarfile.LNKTYPE, linkname="../outside"),
        member("pipe", tarfile.FIFOTYPE),
        member("disk", tarfile.BLKTYPE),
    ],
)
def test_nothing_else_is_taken_out_of_a_backup(tmp_path: Path, odd: tarfile.TarInfo) -> None:
    into = tmp_path / "into"
    into.mkdir()

    with pytest.raises(Unreadable, match="does not belong in a backup"):
        unpack(archive_of(tmp_path, odd), into)

    assert not [one for one in tmp_path.rglob("*") if one.name == "outside" or one.is_symlink()]
    assert not Path("/tmp/outside-of-a-backup").exists()
