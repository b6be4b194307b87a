"""The files of a node on disk."""

from __future__ import annotations

import os
import pickle
from pathlib import Path

import pytest

from em_desktop.errors import InvalidNameError, NotFoundError
from em_desktop.formats.source import DirectorySource


@pytest.fixture
def source(tmp_path: Path) -> DirectorySource:
    root = tmp_path / "node"
    (root / "b" / "c").mkdir(parents=True)
    (root / "a.txt").write_bytes(b"0123456789")
    (root / "b" / "c" / "数据").write_bytes(b"x")
    (root / "b" / "z").write_bytes(b"")
    return DirectorySource(root)


def test_objects_are_listed_by_their_path(source: DirectorySource) -> None:
    assert [(info.key, info.size) for info in source.list()] == [
        ("a.txt", 10),
        ("b/c/数据", 1),
        ("b/z", 0),
    ]
    assert [info.key for info in source.list("b/")] == ["b/c/数据", "b/z"]
    assert [info.key for info in source.list("b/z")] == ["b/z"]


def test_a_part_of_an_object_is_read(source: DirectorySource) -> None:
    assert source.read("a.txt") == b"0123456789"
    assert source.read("a.txt", 8) == b"89"
    assert source.read("a.txt", 2, 3) == b"234"
    assert source.read("a.txt", 100) == b""
    assert source.stat("a.txt").size == 10


@pytest.mark.parametrize("key", ["../secret", "/etc/passwd", "b/../../secret", ""])
def test_a_key_that_leads_outside_is_refused(source: DirectorySource, key: str) -> None:
    (source.root.parent / "secret").write_text("s")
    with pytest.raises(InvalidNameError):
        source.read(key)


def test_links_are_followed_only_inside(source: DirectorySource) -> None:
    (source.root.parent / "secret").write_text("s")
    (source.root / "out").symlink_to("../secret")
    (source.root / "in").symlink_to("a.txt")
    (source.root / "up").symlink_to("..")
    (source.root / "loop").symlink_to("loop")
    assert source.read("in") == b"0123456789"
    with pytest.raises(InvalidNameError):
        source.read("out")
    with pytest.raises(InvalidNameError):
        source.read("up/secret")
    with pytest.raises(NotFoundError):
        source.read("loop")
    links = [info.key for info in source.list() if info.is_link]
    assert links == ["in", "loop", "out", "up"]


def test_what_is_no_regular_file_is_not_read(source: DirectorySource) -> None:
    os.mkfifo(source.root / "pipe")
    for key in ("pipe", "b", "none"):
        with pytest.raises(NotFoundError):
            source.read(key)


@pytest.mark.skipif(os.name == "nt" or os.uname().sysname == "Darwin", reason="names are Unicode")
def test_names_that_are_no_text_are_listed_and_read(source: DirectorySource) -> None:
    Path(os.fsdecode(os.fsencode(source.root) + b"/\xff\xfe")).write_bytes(b"y")
    keys = [info.key for info in source.list()]
    assert "\udcff\udcfe" in keys
    assert source.read("\udcff\udcfe") == b"y"


def test_a_source_goes_to_another_process(source: DirectorySource) -> None:
    assert pickle.loads(pickle.dumps(source)) == source
