"""Logs are read by lines, whatever their size and encoding."""

from __future__ import annotations

from pathlib import Path

import pytest

from em_desktop.formats import log
from em_desktop.formats.log import LogLine, LogReader
from em_desktop.formats.source import DirectorySource


def reader_of(folder: Path, content: bytes) -> LogReader:
    (folder / "stdout.log").write_bytes(content)
    return scanned(LogReader(DirectorySource(folder), "stdout.log"))


def scanned(reader: LogReader) -> LogReader:
    for _ in reader.scan():
        pass
    return reader


def texts(reader: LogReader) -> list[str]:
    return [line.text for line in reader.lines(0, reader.line_count)]


def test_an_empty_log_has_no_lines(tmp_path: Path) -> None:
    reader = reader_of(tmp_path, b"")
    assert (reader.line_count, reader.lines(0, 10)) == (0, [])


def test_a_log_that_is_not_there_has_no_lines(tmp_path: Path) -> None:
    assert scanned(LogReader(DirectorySource(tmp_path), "stdout.log")).line_count == 0


def test_an_unfinished_last_line_counts(tmp_path: Path) -> None:
    reader = reader_of(tmp_path, b"one\ntwo\n\nfour")
    assert texts(reader) == ["one", "two", "", "four"]


def test_windows_line_ends_leave_nothing_behind(tmp_path: Path) -> None:
    reader = reader_of(tmp_path, b"one\r\ntwo\r\n")
    assert reader.lines(0, 2) == [LogLine("one"), LogLine("two")]


def test_a_progress_line_shows_its_last_state_and_counts_the_others(tmp_path: Path) -> None:
    reader = reader_of(tmp_path, b"start\n 10%\r 50%\r100%\ndone\n")
    assert reader.lines(1, 1) == [LogLine("100%", overwritten=2)]


def test_each_line_is_decoded_by_itself(tmp_path: Path) -> None:
    content = "训练\n".encode() + "完成\n".encode("gb18030") + b"\xff\xfe\xff\n"
    assert texts(reader_of(tmp_path, content))[:2] == ["训练", "完成"]


def test_a_log_cut_inside_a_character_keeps_the_rest_of_its_line(tmp_path: Path) -> None:
    reader = reader_of(tmp_path, "损失 0.5 降低".encode()[:-1])
    assert texts(reader) == ["损失 0.5 降\ufffd"]


def test_lines_in_the_middle_of_many_are_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log, "CHUNK", 1000)
    reader = reader_of(tmp_path, b"".join(b"line %d\n" % n for n in range(5000)))
    assert reader.line_count == 5000
    for first in (0, 255, 256, 257, 2559, 4990):
        found = [line.text for line in reader.lines(first, 300)]
        assert found == [f"line {n}" for n in range(first, min(first + 300, 5000))]


def test_a_growing_log_is_read_on_from_where_it_was(tmp_path: Path) -> None:
    reader = reader_of(tmp_path, b"one\ntw")
    assert texts(reader) == ["one", "tw"]
    with (tmp_path / "stdout.log").open("ab") as file:
        file.write(b"o\nthree\n")
    assert texts(scanned(reader)) == ["one", "two", "three"]


def test_a_truncated_log_is_read_anew(tmp_path: Path) -> None:
    reader = reader_of(tmp_path, b"one\ntwo\nthree\n")
    (tmp_path / "stdout.log").write_bytes(b"new\n")
    assert texts(scanned(reader)) == ["new"]


def test_an_overlong_line_shows_its_beginning_and_says_what_is_missing(tmp_path: Path) -> None:
    reader = reader_of(tmp_path, b"before\n" + b"x" * (20 << 20) + b"\nafter\n")
    before, long, after = reader.lines(0, 3)
    assert (before.text, after.text) == ("before", "after")
    assert long.text == "x" * log.LONGEST_LINE
    assert long.cut == (20 << 20) - log.LONGEST_LINE


def test_an_overlong_progress_line_shows_its_last_state(tmp_path: Path) -> None:
    states = b"".join(b"%8d of 2000000\r" % n for n in range(600_000))
    reader = reader_of(tmp_path, states + b"\nafter\n")
    progress, after = reader.lines(0, 2)
    assert progress == LogLine("  599999 of 2000000", overwritten=600_000)
    assert after.text == "after"


@pytest.mark.parametrize(
    ("words", "match_case", "lines"),
    [
        ("error", False, [1, 3]),
        ("ERROR", True, [3]),
        ("训练", False, [0, 2]),
        ("absent", False, []),
    ],
)
def test_search_finds_lines_in_both_encodings(
    tmp_path: Path, words: str, match_case: bool, lines: list[int]
) -> None:
    content = "训练\nan Error\n".encode() + "训练\n".encode("gb18030") + b"ERROR error\n"
    reader = reader_of(tmp_path, content)
    found = [number for part in reader.search(words, match_case=match_case) for number in part]
    assert found == lines


def test_search_finds_words_across_chunks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "CHUNK", 64)
    reader = reader_of(tmp_path, b"".join(b"some text, line %04d\n" % n for n in range(1000)))
    found = [number for part in reader.search("line 0") for number in part]
    assert found == list(range(1000))


def test_the_real_progress_log_is_folded(samples: Path) -> None:
    (run,) = (samples / "em-recordings" / "runs").glob("digits_mlp_long_*")
    reader = scanned(LogReader(DirectorySource(run), "stdout.log"))
    lines = reader.lines(0, reader.line_count)
    assert any(line.overwritten for line in lines)
    assert all("\r" not in line.text for line in lines)


def test_the_log_written_on_windows_is_read_as_chinese(samples: Path) -> None:
    (run,) = (samples / "em-variants" / "runs").glob("digits_cnn_windows_*")
    reader = scanned(LogReader(DirectorySource(run), "stdout.log"))
    assert "\ufffd" not in "".join(texts(reader))
    assert any("\u4e00" <= character <= "\u9fff" for text in texts(reader) for character in text)


def test_a_search_goes_on_where_it_ended(tmp_path: Path) -> None:
    reader = reader_of(tmp_path, b"".join(b"line %d\n" % n for n in range(1000)))
    found = [line for lines in reader.search("line 9", start=95) for line in lines]
    assert found == [95, 96, 97, 98, 99, *range(900, 1000)]
    assert [line for lines in reader.search("line", start=1000) for line in lines] == []
