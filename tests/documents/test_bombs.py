"""Files made to harm whoever opens them: packed beyond measure, leading away, with entities."""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from cordata.documents import images, office, storing
from cordata.documents.models import StoredFile
from cordata.documents.storing import only_if_used, store_file
from cordata.kernel.journal import SYSTEM
from cordata.kernel.verdicts import NotPossible
from tests.documents import files

pytestmark = pytest.mark.django_db
ALL = frozenset(storing.known_kinds.KINDS)
ENTITY = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'
BILLION = b"<!DOCTYPE a [" + b"".join(
    b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 10)
) + b"]><a>&l9;</a>"  # fmt: skip
REMOTE = (
    b'<Relationship Type="x/attachedTemplate" Target="http://e.example" TargetMode="External"/>'
)


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.FILES_DIR = tmp_path / "files"
    return tmp_path / "files"


def refused(name: str, content: bytes, at: datetime) -> str:
    with pytest.raises(NotPossible) as refusal:
        store_file(files.upload(name, content), by=SYSTEM, at=at, kinds=ALL)
    return refusal.value.code.removeprefix("file.")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        pytest.param(files.docx(**{f"m{n}": b"" for n in range(2000)}), "bomb", id="members"),
        pytest.param(files.docx(**{"word/a.txt": b"\0" * 30_000_000}), "bomb", id="ratio"),
        pytest.param(files.docx(**{"word/media/a": files.archive({"b": b"c"})}), "bomb", id="zip"),
        pytest.param(
            files.docx(**{"word/media/a.png": b"\x1f\x8b\x08" + b"0" * 9}), "bomb", id="gz"
        ),
        pytest.param(files.docx(**{"word/media/a.bmp": b"7z\xbc\xaf\x27\x1c"}), "bomb", id="7z"),
        pytest.param(files.docx(**{"../a": b"b"}), "damaged", id="upwards"),
        pytest.param(files.docx(**{"word/..\\..\\a": b"b"}), "damaged", id="backslash"),
        pytest.param(files.docx(**{"/etc/a": b"b"}), "damaged", id="absolute"),
        pytest.param(files.docx(**{"C:/a": b"b"}), "damaged", id="drive"),
        pytest.param(files.linked("word/media/link"), "damaged", id="link"),
        pytest.param(files.twice("word/document.xml"), "damaged", id="twice"),
    ],
)
def test_an_archive_is_bounded_in_every_way(content: bytes, why: str, at: datetime) -> None:
    """FIL-03: members, ratio, depth, names, links."""
    assert refused("a.docx", content, at) == why
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize("ending", ["zip", "7z", "rar", "tar", "gz", "jar", "docx"])
def test_a_bare_archive_is_refused_whatever_it_is_called(ending: str, at: datetime) -> None:
    """FIL-03."""
    content = files.archive({"a.txt": b"x"})
    assert refused(f"a.{ending}", content, at) == "kind_not_allowed"


def test_an_archive_at_each_bound_is_taken(at: datetime) -> None:
    """FIL-03: the last member, and a picture inside, are still a document."""
    most = files.docx(**{f"m{n}": b"" for n in range(office.MOST_MEMBERS - 2)})
    for content in (most, files.docx(**{"word/media/a.png": files.png()})):
        assert store_file(files.upload("a.docx", content), by=SYSTEM, at=at, kinds=ALL).size


def test_a_pdf_of_kilobytes_cannot_fill_the_memory(tmp_path: Path) -> None:
    """FIL-03: an object stream that unpacks to 400 MB is refused, in a process of its own."""
    bomb = tmp_path / "bomb.pdf"
    bomb.write_bytes(files.bomb_pdf(400))
    assert bomb.stat().st_size < 500_000
    code = (
        "import sys, django; django.setup()\n"
        "from pathlib import Path\n"
        "from cordata.documents import pdf_structure\n"
        "from cordata.kernel.verdicts import NotPossible\n"
        "peak = lambda: next(int(l.split()[1]) for l in open('/proc/self/status') if 'HWM' in l)\n"
        "pdf_structure._bounded_pikepdf(); before = peak()\n"
        "try: pdf_structure.inspect(Path(sys.argv[1]))\n"
        "except NotPossible as refusal: print(refusal.code, (peak() - before) // 1024)\n"
    )
    environment = {"DJANGO_SETTINGS_MODULE": "tests.settings", "PATH": ""}
    root = Path(__file__).parents[2]
    told = subprocess.run(
        [sys.executable, "-c", code, str(bomb)],
        capture_output=True, text=True, check=True, cwd=root,
        env=environment | {"PYTHONPATH": f"{root}:{root / 'src'}"},
    )  # fmt: skip
    why, megabytes = told.stdout.split()
    assert why == "file.bomb"
    assert int(megabytes) < 150


def test_a_pdf_within_the_bound_is_read_whole(at: datetime) -> None:
    """FIL-03: a packed stream of a few megabytes is looked at like any other."""
    content = files.bomb_pdf(3)
    assert store_file(files.upload("a.pdf", content), by=SYSTEM, at=at).size == len(content)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("word/x.xml", ENTITY.encode()),
        ("word/x.xml", BILLION),
        ("word/x.xml", b"<!-- " + b"x" * 5_000_000 + b" -->" + BILLION),  # behind a long comment
        ("word/x.xml", b" " * 999_995 + BILLION),  # across two steps of the reading
        ("word/x.xml", ENTITY.encode("utf-16")),
        ("word/x.xml", ENTITY.encode("utf-16-be")),
        ("word/x.xml", ENTITY.encode("utf-32")),
        ("word/X.XML", ENTITY.encode()),
        ("word/drawing.vml", ENTITY.encode()),
        ("word/anything", ENTITY.encode()),  # XML by its content
        ("word/anything", ENTITY.encode("utf-16")),
        ("word/_rels/settings.xml.rels", REMOTE),
        ("word/_rels/settings.xml.rels", b"<!-- " + b"x" * 3_000_000 + b" -->" + REMOTE),
    ],
)
def test_markup_holds_no_entity_and_fetches_nothing(
    name: str, content: bytes, at: datetime
) -> None:
    """FIL-04: in every encoding, under every name, however far in."""
    noise = bytes(range(256)) * 40_000  # so that the archive is not refused for its ratio
    assert refused("a.docx", files.docx(**{name: content, "n.dat": _mixed(noise)}), at) == "active"


def _mixed(noise: bytes) -> bytes:
    """Bytes that do not pack, the same each time."""
    import random

    return random.Random(7).randbytes(len(noise) // 40)


@pytest.mark.parametrize(
    ("width", "height", "taken"),
    [
        (images.SIDE, images.MOST_PIXELS // images.SIDE, True),
        (images.SIDE, images.MOST_PIXELS // images.SIDE + 1, False),
        (images.SIDE + 1, 1, False),
        (4_294_967_295, 4_294_967_295, False),
    ],
)
@pytest.mark.parametrize("kind", ["png", "jpg"])
def test_a_picture_is_judged_by_its_header(
    kind: str, width: int, height: int, taken: bool, at: datetime
) -> None:
    """FIL-04: nothing is decoded; the pixels a header announces are enough to refuse."""
    if kind == "jpg":
        width, height = min(width, 65_535), min(height, 65_535)
    content = (files.png if kind == "png" else files.jpeg)(width, height)
    assert len(content) < 10_000
    if taken:
        assert store_file(files.upload(f"a.{kind}", content), by=SYSTEM, at=at).size
    else:
        assert refused(f"a.{kind}", content, at) == "too_many_pixels"


def test_what_was_refused_after_it_arrived_leaves_nothing(folder: Path, at: datetime) -> None:
    """FIL-08: neither a row nor bytes, so that refusals cannot fill the disk."""
    with pytest.raises(NotPossible):
        taken_in_and_refused(at)
    assert not StoredFile.objects.exists()
    assert [path for path in folder.rglob("*") if path.is_file()] == []
    with only_if_used():
        kept = store_file(files.upload("a.png", files.png()), by=SYSTEM, at=at)
    assert storing.is_whole(kept)


@only_if_used()
def taken_in_and_refused(at: datetime) -> None:
    store_file(files.upload("a.png", files.png()), by=SYSTEM, at=at)
    raise NotPossible("annex.quota", size=1)
