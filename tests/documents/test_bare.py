"""A picture is kept without the place where it was taken, and is the same picture (PRI-04)."""

from __future__ import annotations

import struct

import pytest

from cordata.documents import images, serving, storing
from cordata.kernel.journal import SYSTEM
from cordata.kernel.verdicts import NotPossible
from tests.documents import files

PLACE = b"N45.899 E6.129"


@pytest.fixture
def path(tmp_path):
    def write(content):
        place = tmp_path / "picture"
        place.write_bytes(content)
        return place

    return write


def test_a_photograph_loses_place_comment_and_the_picture_behind_its_end(path):
    bare = b"".join(images.bare_jpeg(path(files.photograph())))
    assert bare == files.jpeg()


@pytest.mark.parametrize("turned", [2, 6, 8])
def test_which_side_is_up_is_kept_and_nothing_else(path, turned):
    bare = b"".join(images.bare_jpeg(path(files.photograph(turned))))
    assert PLACE not in bare
    assert struct.pack(">HHIH", 0x0112, 3, 1, turned) in bare
    assert b"".join(images.bare_jpeg(path(bare))) == bare


@pytest.mark.parametrize("turned", [0, 1, 9])
def test_an_upright_picture_and_a_nonsense_turn_say_nothing(path, turned):
    bare = b"".join(images.bare_jpeg(path(files.photograph(turned))))
    assert b"Exif" not in bare


def test_a_png_loses_its_texts(path):
    assert b"".join(images.bare_png(path(files.told_png()))) == files.png()


@pytest.mark.parametrize("cut", [3, 6, 20, 30, 40, 45])
def test_a_picture_cut_short_is_damaged(path, cut):
    plain = files.jpeg()
    assert cut < len(plain)
    with pytest.raises(NotPossible, match=r"file\.damaged"):
        list(images.bare_jpeg(path(plain[:cut])))


@pytest.mark.parametrize("cut", [10, 33, 50])
def test_a_png_cut_short_is_damaged(path, cut):
    with pytest.raises(NotPossible, match=r"file\.damaged"):
        list(images.bare_png(path(files.png()[:cut])))


def test_lengths_that_lie_are_damage_not_a_crash(path):
    for lie in (b"\xff\xe1\x00\x00", b"\xff\xe1\x00\x01", b"\xff\xe1\xff\xff"):
        with pytest.raises(NotPossible, match=r"file\.damaged"):
            list(images.bare_jpeg(path(b"\xff\xd8" + lie + b"x" * 40)))


@pytest.mark.django_db
def test_what_is_stored_is_the_bare_picture_with_its_own_sum(at):
    upload = files.upload("salle.jpg", files.photograph())
    kept = storing.store_file(upload, by=SYSTEM, at=at, bare=True)
    assert storing.read(kept) == files.jpeg()
    assert storing.is_whole(kept)
    assert kept.size == len(files.jpeg())


@pytest.mark.django_db
def test_a_proof_of_an_application_is_kept_as_it_came(at):
    """Its fingerprint is the one its owner can compute."""
    kept = storing.store_file(files.upload("a.jpg", files.photograph()), by=SYSTEM, at=at)
    assert storing.read(kept) == files.photograph()


@pytest.mark.django_db
def test_others_get_the_picture_without_the_place_and_its_owner_as_it_came(at):
    kept = storing.store_file(files.upload("a.jpg", files.photograph()), by=SYSTEM, at=at)
    shown = serving.serve(kept, bare=True)
    assert b"".join(shown) == files.jpeg()
    assert shown["Content-Type"] == "image/jpeg"
    assert b"".join(serving.serve(kept)) == files.photograph()


@pytest.mark.django_db(transaction=True)
def test_an_erased_file_is_gone_from_the_disk(at):
    kept = storing.store_file(files.upload("a.jpg", files.jpeg()), by=SYSTEM, at=at)
    path = storing.path_of(kept)
    storing.erase(kept)
    assert not path.exists()
