"""What a script prints is copied, and the script notices nothing."""

from __future__ import annotations

import io
import logging
import sys
from pathlib import Path

import pytest

from em_desktop.recording import capture_output
from em_desktop.recording.append_file import AppendFile
from em_desktop.recording.capture_output import OutputCapture
from em_desktop.recording.disk import Disk
from em_desktop.recording.notices import Notices
from em_desktop.recording.secrets import Masker
from tests.unit.recording.faulty_disk import FaultyDisk


def replace_streams(monkeypatch: pytest.MonkeyPatch) -> tuple[io.StringIO, io.StringIO]:
    """Not in a fixture: the test runner sets its own streams after fixtures are made."""
    out, error = io.StringIO(), io.StringIO()
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "stderr", error)
    return out, error


def a_capture(path: Path, disk: Disk | None = None, limit: int = 1 << 20) -> OutputCapture:
    file = AppendFile(path, disk or Disk(), Notices("run"))
    return OutputCapture(file, Masker({}), limit=limit)


def test_both_streams_are_copied_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    streams = replace_streams(monkeypatch)
    capture = a_capture(tmp_path / "log")
    capture.start()
    print("one")
    print("two", file=sys.stderr)
    sys.stdout.writelines(["three\n"])
    capture.stop()
    print("four")
    assert (tmp_path / "log").read_text() == "one\ntwo\nthree\n"
    assert streams[0].getvalue() == "one\nthree\nfour\n"
    assert streams[1].getvalue() == "two\n"


def test_the_streams_stay_the_same_objects(monkeypatch: pytest.MonkeyPatch) -> None:
    streams = replace_streams(monkeypatch)
    before = sys.stdout, sys.stdout.isatty()
    capture = a_capture(Path("log"))
    capture.start()
    assert (sys.stdout, sys.stdout.isatty()) == before
    capture.stop()
    assert "write" not in vars(streams[0])
    assert not capture_output._taps


def test_a_handler_made_before_is_copied_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace_streams(monkeypatch)
    handler = logging.StreamHandler(sys.stderr)
    capture = a_capture(tmp_path / "log")
    capture.start()
    handler.emit(logging.LogRecord("x", logging.INFO, "f", 1, "hello", None, None))
    capture.stop()
    assert (tmp_path / "log").read_text() == "hello\n"


def test_two_runs_get_the_output_whichever_ends_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace_streams(monkeypatch)
    first, second = a_capture(tmp_path / "1"), a_capture(tmp_path / "2")
    first.start()
    second.start()
    print("both")
    first.stop()
    print("second")
    second.stop()
    assert (tmp_path / "1").read_text() == "both\n"
    assert (tmp_path / "2").read_text() == "both\nsecond\n"
    assert not capture_output._taps


def test_another_tool_before_us_is_left_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    streams = replace_streams(monkeypatch)
    seen: list[str] = []
    original = streams[0].write

    def theirs(text: str) -> int:
        seen.append(text)
        return original(text)

    streams[0].write = theirs  # type: ignore[method-assign]
    capture = a_capture(tmp_path / "log")
    capture.start()
    print("x")
    capture.stop()
    assert streams[0].write is theirs
    assert seen == ["x", "\n"]
    assert (tmp_path / "log").read_text() == "x\n"


def test_another_tool_after_us_keeps_working(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    streams = replace_streams(monkeypatch)
    capture = a_capture(tmp_path / "log")
    capture.start()
    ours = streams[0].write
    streams[0].write = lambda text: ours(text.upper())  # type: ignore[method-assign]
    capture.stop()
    print("x")
    assert streams[0].getvalue() == "X\n"
    assert not (tmp_path / "log").exists()
    capture_output._taps.clear()


def test_the_log_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    streams = replace_streams(monkeypatch)
    capture = a_capture(tmp_path / "log", limit=10)
    capture.start()
    for _ in range(100):
        print("12345")
    capture.stop()
    kept = (tmp_path / "log").read_text()
    assert kept == "12345\n1234\n[more than 10 bytes of output aren't recorded]\n"
    assert len(streams[0].getvalue()) == 600


def test_a_disk_that_fails_does_not_touch_the_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    streams = replace_streams(monkeypatch)
    disk = FaultyDisk()
    disk.break_all(28)
    capture = a_capture(tmp_path / "log", disk)
    capture.start()
    for number in range(100):
        print(number)
    capture.stop()
    assert streams[0].getvalue().split() == [str(number) for number in range(100)]


def test_secrets_and_odd_characters_are_written_harmlessly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace_streams(monkeypatch)
    capture = a_capture(tmp_path / "log")
    capture.start()
    print("token ghp_" + "a" * 36, "\ud800", "训练")
    capture.stop()
    assert (tmp_path / "log").read_text("utf-8") == "token *** \\ud800 训练\n"


def test_a_process_without_streams_is_no_trouble(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace_streams(monkeypatch)
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    capture = a_capture(tmp_path / "log")
    capture.start()
    capture.stop()
    assert not (tmp_path / "log").exists()
