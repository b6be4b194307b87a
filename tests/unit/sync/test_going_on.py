"""A transfer that failed is tried again, and goes on where it stopped."""

from __future__ import annotations

import errno
import hashlib
import os
from pathlib import Path

import pytest

from em_desktop.formats import checksums, file_copy
from em_desktop.formats.checksums import CHECKSUMS
from em_desktop.stores.base import Cancel
from em_desktop.stores.local import LocalStore
from em_desktop.stores.local.check import Finding, Trouble, check
from em_desktop.sync.editing import Editing
from em_desktop.sync.history import History
from em_desktop.sync.plans import plan_export, plan_import
from em_desktop.sync.transfers import Transfer
from tests.unit.sync.conftest import DATA, EMPTY, bytes_below, make_artifact

LARGE = 40 << 20


class Disk:
    """Counts what is written, and is full at some point."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.written = 0
        self.full_at: int | None = None
        write = file_copy._write

        def counted(descriptor: int, data: bytes | memoryview) -> None:
            if self.full_at is not None and self.written + len(data) > self.full_at:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            write(descriptor, data)
            self.written += len(data)

        monkeypatch.setattr(file_copy, "_write", counted)
        monkeypatch.setattr(file_copy, "_NOTED", 8 << 20)


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    return Disk(monkeypatch)


def run(transfer: Transfer) -> Transfer:
    list(transfer.run())
    return transfer


def strays(root: Path) -> list[Path]:
    return list(root.rglob(".em-tmp-*"))


def sha256(place: Path) -> str:
    return hashlib.sha256(place.read_bytes()).hexdigest()


def damaged(root: Path, *, hashes: bool = True) -> list[Finding]:
    found = check(root, hashes=hashes)
    return [finding for finding in found if finding.trouble is Trouble.DAMAGED_FILE]


def failed(store: LocalStore, source: Path, disk: Disk, at: int) -> Transfer:
    disk.full_at = at
    transfer = run(Transfer(plan_import(store, DATA, [source]), Editing(store, History(None, ""))))
    assert transfer.result is not None
    assert len(transfer.result.failures) == 1
    disk.full_at, disk.written = None, 0
    return transfer


def test_a_large_file_goes_on_behind_the_part_that_is_there(
    store: LocalStore, root: Path, outside: Path, disk: Disk
) -> None:
    (outside / "large").write_bytes(os.urandom(LARGE))
    transfer = failed(store, outside / "large", disk, 30 << 20)
    assert not (root.joinpath(*DATA.parts) / "large").exists()
    again = run(transfer.again())
    assert again.result is not None
    assert again.result.done == ("large",)
    assert disk.written <= LARGE - (24 << 20)
    place = root.joinpath(*DATA.parts, "large")
    assert sha256(place) == sha256(outside / "large")
    assert again.result.hashes == {os.fspath(outside / "large"): sha256(place)}
    assert strays(root) == []


def test_a_part_that_was_damaged_meanwhile_is_not_gone_on_with(
    store: LocalStore, root: Path, outside: Path, disk: Disk
) -> None:
    (outside / "large").write_bytes(os.urandom(LARGE))
    transfer = failed(store, outside / "large", disk, 30 << 20)
    part = next(place for place in root.rglob(".em-tmp-*/0") if place.is_file())
    with part.open("r+b") as file:
        file.write(b"damaged")
    list_of = list(transfer.again().run())
    assert list_of[-1].bytes == LARGE
    assert disk.written == LARGE
    assert sha256(root.joinpath(*DATA.parts, "large")) == sha256(outside / "large")


def test_a_source_that_is_another_one_now_is_copied_from_its_beginning(
    store: LocalStore, root: Path, outside: Path, disk: Disk
) -> None:
    (outside / "large").write_bytes(os.urandom(LARGE))
    transfer = failed(store, outside / "large", disk, 30 << 20)
    (outside / "large").write_bytes(os.urandom(LARGE))
    os.utime(outside / "large", ns=(1, 1))
    run(transfer.again())
    assert disk.written == LARGE
    assert sha256(root.joinpath(*DATA.parts, "large")) == sha256(outside / "large")


def test_of_a_folder_only_the_files_are_copied_that_are_missing(
    store: LocalStore, root: Path, outside: Path, disk: Disk
) -> None:
    for number in range(60):
        place = outside / "many" / f"{number % 3}" / f"{number:02}"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(bytes([number]) * (1 << 20))
    (outside / "many" / "link").symlink_to("0/00")
    transfer = failed(store, outside / "many", disk, 45 << 20)
    again = run(transfer.again())
    assert again.result is not None
    assert again.result.failures == ()
    assert disk.written < 60 << 20
    target = root.joinpath(*DATA.parts, "many")
    assert (target / "link").is_symlink()
    for number in range(60):
        assert (target / f"{number % 3}" / f"{number:02}").read_bytes()[:2] == bytes([number]) * 2
    assert len(checksums.read(root.joinpath(*DATA.parts))) == 60


def test_an_export_goes_on_too(
    store: LocalStore, root: Path, outside: Path, tmp_path: Path, disk: Disk
) -> None:
    root.joinpath(*DATA.parts, "large").write_bytes(os.urandom(LARGE))
    target = tmp_path / "exported"
    target.mkdir()
    disk.full_at = 30 << 20
    transfer = run(Transfer(plan_export(store, [DATA], target)))
    disk.full_at, disk.written = None, 0
    run(transfer.again())
    assert disk.written < 20 << 20
    assert sha256(target / DATA.name / "large") == sha256(root.joinpath(*DATA.parts, "large"))
    assert strays(target) == []


def test_what_is_not_tried_again_or_was_stopped_leaves_nothing(
    store: LocalStore, root: Path, outside: Path, disk: Disk
) -> None:
    (outside / "large").write_bytes(os.urandom(LARGE))
    before = bytes_below(root)
    transfer = failed(store, outside / "large", disk, 30 << 20)
    assert strays(root) != []
    assert not any(one.trouble is Trouble.STRAY_FILE for one in check(root))
    transfer.discard()
    assert bytes_below(root) == before
    second = failed(store, outside / "large", disk, 30 << 20).again()
    cancel = Cancel()
    for _ in second.run(cancel):
        cancel.set()
    assert bytes_below(root) == before


def test_the_hashes_of_what_arrives_are_kept_with_it_and_go_when_it_is_undone(
    store: LocalStore, root: Path, outside: Path
) -> None:
    (outside / "more.csv").write_bytes(b"5,6\n")
    (outside / "deep").mkdir()
    (outside / "deep" / "x.bin").write_bytes(b"\x00\xff")
    recording = make_artifact(outside / "other_261123_120000_bbbbbb")
    before = bytes_below(root)
    editing = Editing(store, History.in_memory())
    run(Transfer(plan_import(store, DATA, [outside / "more.csv", outside / "deep"]), editing))
    run(Transfer(plan_import(store, EMPTY, [recording]), editing))
    known = checksums.read(root.joinpath(*DATA.parts))
    assert known.keys() == {"more.csv", "deep/x.bin"}
    assert known["more.csv"].sha256 == hashlib.sha256(b"5,6\n").hexdigest()
    assert "metadata.yaml" in checksums.read(root.joinpath(*EMPTY.parts, recording.name))
    assert store.objects(DATA).read(CHECKSUMS) != b""
    assert damaged(root) == []
    list(editing.undo())
    list(editing.undo())
    assert bytes_below(root) == before


def test_check_finds_the_copied_file_that_fails_its_hash(
    store: LocalStore, root: Path, outside: Path
) -> None:
    (outside / "more.csv").write_bytes(b"5,6\n")
    run(Transfer(plan_import(store, DATA, [outside / "more.csv"])))
    place = root.joinpath(*DATA.parts, "more.csv")
    status = place.stat()
    place.write_bytes(b"5,7\n")
    os.utime(place, ns=(status.st_atime_ns, status.st_mtime_ns))
    [finding] = damaged(root)
    assert finding.place == f"{DATA}/more.csv"
    assert sha256(place) in finding.detail
    assert damaged(root, hashes=False) == []
    place.write_bytes(b"written by somebody\n")
    assert damaged(root) == []
