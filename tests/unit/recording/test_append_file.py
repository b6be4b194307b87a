"""Appending to a file while the disk does all it can against it."""

from __future__ import annotations

import errno
import logging
import threading
from pathlib import Path

import pytest

from em_desktop.recording import append_file
from em_desktop.recording.append_file import AppendFile
from em_desktop.recording.notices import Notices
from tests.unit.recording.faulty_disk import FaultyDisk


@pytest.fixture
def disk() -> FaultyDisk:
    return FaultyDisk()


@pytest.fixture
def file(tmp_path: Path, disk: FaultyDisk, monkeypatch: pytest.MonkeyPatch) -> AppendFile:
    monkeypatch.setattr(append_file, "_PAUSE", 0.0)
    return AppendFile(tmp_path / "train.yaml", disk, Notices("run"))


def test_each_piece_is_in_the_file_when_the_call_returns(file: AppendFile) -> None:
    file.append(b"one\n")
    assert file.path.read_bytes() == b"one\n"
    file.append(b"two\n")
    assert file.path.read_bytes() == b"one\ntwo\n"


def test_one_piece_is_one_write(file: AppendFile, disk: FaultyDisk) -> None:
    for _ in range(10):
        file.append(b"piece\n")
    assert disk.calls.count("write") == 10


def test_what_a_full_disk_refuses_is_written_later_in_order(
    file: AppendFile, disk: FaultyDisk, caplog: pytest.LogCaptureFixture
) -> None:
    file.append(b"1\n")
    disk.broken = {"write": errno.ENOSPC}
    for number in range(2, 6):
        file.append(b"%d\n" % number)
    assert file.path.read_bytes() == b"1\n"
    disk.mend()
    file.append(b"6\n")
    assert file.path.read_bytes() == b"1\n2\n3\n4\n5\n6\n"
    assert file.waiting == 0
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    assert "No space left" in caplog.text


def test_a_piece_that_was_taken_in_part_goes_on_where_it_stopped(
    file: AppendFile, disk: FaultyDisk
) -> None:
    file.append(b"begin\n")
    disk.short = 3
    file.append(b"a longer piece\n")
    disk.broken = {"write": errno.EIO}
    file.append(b"next\n")
    disk.mend()
    assert file.flush()
    assert file.path.read_bytes() == b"begin\na longer piece\nnext\n"


def test_a_part_that_stays_behind_is_completed_when_the_disk_recovers(
    file: AppendFile, disk: FaultyDisk
) -> None:
    file.append(b"begin\n")
    disk.short = 4
    disk.failing_call = len(disk.calls) + 1  # the second write of the piece
    file.append(b"a longer piece\n")
    assert file.path.read_bytes() == b"begin\na lo"
    disk.mend()
    file.append(b"next\n")
    assert file.path.read_bytes() == b"begin\na longer piece\nnext\n"


def test_an_interrupted_call_is_repeated_without_a_word(
    file: AppendFile, disk: FaultyDisk, caplog: pytest.LogCaptureFixture
) -> None:
    disk.errno = errno.EINTR
    file.append(b"1\n")
    disk.failing_call = len(disk.calls)
    file.append(b"2\n")
    file.append(b"3\n")
    assert file.path.read_bytes() == b"1\n2\n3\n"
    assert not caplog.records


def test_a_file_that_cannot_be_opened_is_opened_later(file: AppendFile, disk: FaultyDisk) -> None:
    disk.broken = {"open_to_append": errno.EACCES}
    file.append(b"1\n")
    assert not file.path.exists()
    disk.mend()
    file.append(b"2\n")
    assert file.path.read_bytes() == b"1\n2\n"


@pytest.mark.parametrize("number", [errno.EBADF, errno.ESTALE])
def test_a_dead_descriptor_is_replaced(file: AppendFile, disk: FaultyDisk, number: int) -> None:
    file.append(b"1\n")
    disk.failing_call, disk.errno = len(disk.calls), number
    file.append(b"2\n")
    file.append(b"3\n")
    assert file.path.read_bytes() == b"1\n2\n3\n"
    assert disk.calls.count("open_to_append") == 2


def test_memory_is_bounded_and_losses_are_told(
    tmp_path: Path, disk: FaultyDisk, caplog: pytest.LogCaptureFixture
) -> None:
    file = AppendFile(tmp_path / "f", disk, Notices("run"), most_waiting=10)
    disk.broken = {"open_to_append": errno.EROFS}
    for _ in range(5):
        file.append(b"1234\n")
    assert file.waiting == 10
    disk.mend()
    assert file.flush()
    assert file.path.read_bytes() == b"1234\n1234\n"
    assert "3 pieces of f were lost" in caplog.text


def test_a_dead_disk_is_not_asked_at_every_call(tmp_path: Path, disk: FaultyDisk) -> None:
    file = AppendFile(tmp_path / "f", disk, Notices("run"))
    disk.broken = {"open_to_append": errno.EIO}
    for _ in range(1000):
        file.append(b"x")
    assert disk.calls.count("open_to_append") == 1


def test_with_sync_every_piece_is_brought_to_the_device(tmp_path: Path, disk: FaultyDisk) -> None:
    file = AppendFile(tmp_path / "f", disk, Notices("run"), sync=True)
    for _ in range(3):
        file.append(b"x\n")
    assert disk.calls.count("sync") == 3
    assert file.path.read_bytes() == b"x\n" * 3


def test_after_closing_a_further_piece_opens_the_file_again(file: AppendFile) -> None:
    file.append(b"1\n")
    file.close()
    file.append(b"2\n")
    assert file.path.read_bytes() == b"1\n2\n"


def test_pieces_of_many_threads_stay_whole(file: AppendFile) -> None:
    def work(number: int) -> None:
        for _ in range(500):
            file.append(b"%d" % number * 50 + b"\n")

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    lines = file.path.read_bytes().splitlines()
    assert len(lines) == 4000
    assert all(len(set(line)) == 1 and len(line) == 50 for line in lines)


def test_a_warning_is_told_without_the_lock(
    file: AppendFile, disk: FaultyDisk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another thread may hold the lock of a logging handler, and print into this file."""
    free: list[bool] = []

    def probe(_kind: str, _text: str) -> None:
        thread = threading.Thread(target=lambda: free.append(file._lock.acquire(timeout=5)))
        thread.start()
        thread.join()

    monkeypatch.setattr(file._notices, "warn", probe)
    disk.broken = {"open_to_append": errno.EIO}
    file.append(b"1\n")
    assert free == [True]


def test_a_write_that_takes_nothing_is_an_error(file: AppendFile, disk: FaultyDisk) -> None:
    file.append(b"1\n")
    original = type(disk).write
    try:
        type(disk).write = lambda *_arguments: 0  # type: ignore[method-assign]
        file.append(b"2\n")
    finally:
        type(disk).write = original  # type: ignore[method-assign]
    assert file.waiting == 2
    assert file.flush()
    assert file.path.read_bytes() == b"1\n2\n"
