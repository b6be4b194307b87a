"""The hashes of what was copied into a directory."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from em_desktop.formats import checksums
from em_desktop.formats.checksums import CHECKSUMS, Checksum

NAMES = ["plain.txt", "sub/deep.bin", "two words", "back\\slash", "new\nline", "单词", "-dash"]


def put(directory: Path, key: str, data: bytes) -> Checksum:
    place = directory / key
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(data)
    return Checksum.of(place, hashlib.sha256(data).hexdigest())


def damaged(directory: Path) -> list[str]:
    return [key for key, _ in checksums.verify(directory) if key]


def test_what_is_written_is_read_again_and_the_systems_tool_checks_it(tmp_path: Path) -> None:
    known = {name: put(tmp_path, name, name.encode()) for name in NAMES}
    checksums.write(tmp_path, known)
    assert checksums.read(tmp_path) == known
    assert damaged(tmp_path) == []
    tool = shutil.which("sha256sum")
    if tool is not None:
        told = subprocess.run(
            [tool, "-c", "--strict", CHECKSUMS], cwd=tmp_path, capture_output=True, check=False
        )
        assert told.returncode == 0, told.stderr


def test_a_file_that_changed_without_anybody_writing_it_is_damaged(tmp_path: Path) -> None:
    known = {name: put(tmp_path, name, b"content") for name in ("good", "bad", "newer", "longer")}
    known["gone"] = put(tmp_path, "gone", b"content")
    checksums.write(tmp_path, known)
    status = (tmp_path / "bad").stat()
    (tmp_path / "bad").write_bytes(b"cantent")
    os.utime(tmp_path / "bad", ns=(status.st_atime_ns, status.st_mtime_ns))
    (tmp_path / "newer").write_bytes(b"cuntent")
    os.utime(tmp_path / "newer", ns=(1, 1))
    (tmp_path / "longer").write_bytes(b"content and more")
    (tmp_path / "gone").unlink()
    assert damaged(tmp_path) == ["bad"]


def test_what_is_gone_is_forgotten_and_without_anything_to_say_there_is_no_file(
    tmp_path: Path,
) -> None:
    one = put(tmp_path, "one", b"1")
    checksums.add(tmp_path, {"one": one, "absent": one})
    assert checksums.read(tmp_path) == {"one": one}
    checksums.tidy(tmp_path)
    assert checksums.read(tmp_path) == {"one": one}
    (tmp_path / "one").unlink()
    checksums.tidy(tmp_path)
    assert not (tmp_path / CHECKSUMS).exists()


def test_hashes_follow_files_that_are_renamed(tmp_path: Path) -> None:
    known = {name: put(tmp_path, name, b"1") for name in ("deep/a", "deep/b/c", "deeper", "one")}
    checksums.write(tmp_path, known)
    (tmp_path / "deep").rename(tmp_path / "other")
    checksums.rekey(tmp_path, "deep", "other")
    assert checksums.read(tmp_path).keys() == {"other/a", "other/b/c", "deeper", "one"}
    assert damaged(tmp_path) == []


@pytest.mark.parametrize("key", ["../outside", "/etc/hosts", "a/../../outside", ""])
def test_lines_that_lead_outside_or_mean_nothing_are_left_out(tmp_path: Path, key: str) -> None:
    line = f"#= 3 1\n{'0' * 64}  {key}\n{'0' * 64}  no facts\n#= x y\nnonsense\n\x00\xff"
    (tmp_path / CHECKSUMS).write_text(line)
    assert checksums.read(tmp_path) == {}
    assert damaged(tmp_path) == []
