"""Text logs of any size, read by lines.

``stdout.log`` holds what went to a terminal. Its encoding is the system's of where
it ran, and may differ between its parts, so each line is decoded by itself.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from threading import Lock

import numpy as np

from em_desktop.errors import NotFoundError
from em_desktop.formats.source import ObjectSource

CHUNK = 1 << 20
"""Bytes looked at in one step: few enough that no step holds the interpreter for long."""
REPORT = 16 << 20
"""Bytes between two reports of how far a scan or search is."""
LINES_PER_MARK = 256
LONGEST_LINE = 1 << 16
"""Bytes shown of one line; of a longer one the beginning, or its last progress update."""
_NEWLINE = 10
_WHOLE = 8 << 20
"""Bytes up to which a block of lines, or an overlong line that is searched, is held at once."""


@dataclass(frozen=True, slots=True)
class LogSize:
    """How much of a log is known.

    Attributes:
        lines: number of lines; an unfinished last line counts.
        bytes: how far it was read.
        total: the size of the file.
    """

    lines: int
    bytes: int
    total: int

    @property
    def complete(self) -> bool:
        return self.bytes >= self.total


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line as a terminal would have left it, with its escape sequences.

    Attributes:
        text: the last state of a progress line; without the line end.
        overwritten: how many earlier states carriage returns wrote over.
        cut: how many bytes of an overlong line aren't in ``text``.
    """

    text: str
    overwritten: int = 0
    cut: int = 0


class LogReader:
    """Finds the lines of a log without holding it.

    The offset of each 256th line is kept (8 bytes each). Several threads may read
    while one scans. A log that was truncated or replaced is scanned anew.
    """

    def __init__(self, source: ObjectSource, key: str) -> None:
        self._source = source
        self._key = key
        self._lock = Lock()
        self._marks = array("Q", [0])
        self._scanned = 0
        self._line_ends = 0
        self._last_end = 0

    def scan(self) -> Iterator[LogSize]:
        """Look at what hasn't been seen yet; yields soon, then now and then, at least once.

        Raises:
            EmError: the file can't be read.
        """
        total = self._size()
        if total < self._scanned:
            self._forget()
        told = self._scanned - REPORT
        while self._scanned < total:
            chunk = self._source.read(self._key, self._scanned, min(CHUNK, total - self._scanned))
            if not chunk:
                break
            self._add(chunk)
            if self._scanned - told >= REPORT:
                told = self._scanned
                yield LogSize(self.line_count, self._scanned, total)
        yield LogSize(self.line_count, self._scanned, total)

    @property
    def line_count(self) -> int:
        """Lines found so far."""
        return self._line_ends + (self._scanned > self._last_end)

    def lines(self, first: int, count: int) -> list[LogLine]:
        """``count`` lines from the 0-based line ``first``; fewer at the end.

        Raises:
            EmError: the file can't be read.
        """
        found: list[LogLine] = []
        stop = min(first + count, self.line_count)
        block = first // LINES_PER_MARK
        while block * LINES_PER_MARK < stop:
            lines = self._block(block)
            low = max(first - block * LINES_PER_MARK, 0)
            found += lines[low : stop - block * LINES_PER_MARK]
            block += 1
        return found

    def search(
        self, words: str, *, match_case: bool = False, start: int = 0
    ) -> Iterator[list[int]]:
        """Numbers of the lines that hold ``words``, in ascending lists as they are found.

        Yields an empty list now and then, so that the caller may stop. The text is looked
        for as UTF-8 and as GB18030; without ``match_case`` ASCII letters match in both cases.
        It begins at the 0-based line ``start``; what is far before it isn't read.
        """
        needles = {words.encode(encoding, "replace") for encoding in ("utf-8", "gb18030")}
        if not match_case:
            needles = {needle.lower() for needle in needles}
        with self._lock:
            end, block = self._scanned, min(start // LINES_PER_MARK, len(self._marks) - 1)
            offset, line = self._marks[block], block * LINES_PER_MARK
        rest, told = b"", offset
        while offset < end:
            chunk = self._source.read(self._key, offset, min(CHUNK, end - offset))
            if not chunk:
                break
            offset += len(chunk)
            text = rest + chunk
            whole = text.rfind(b"\n") + 1
            if offset < end and whole:
                text, rest = text[:whole], text[whole:]
            elif offset < end and len(text) < _WHOLE:
                rest = text  # one overlong line: look at it together
                continue
            else:
                rest = b""
            found = _matching_lines(needles, text if match_case else text.lower(), line)
            if found or offset - told >= REPORT:
                told = offset
                yield [each for each in found if each >= start]
            line += text.count(b"\n")

    def _block(self, number: int) -> list[LogLine]:
        with self._lock:
            start = self._marks[number]
            last = number + 1 >= len(self._marks)
            end = self._scanned if last else self._marks[number + 1]
        if end - start <= _WHOLE:
            parts = _split(self._source.read(self._key, start, end - start))
            return [_line(part) for part in parts]
        return self._sparse_block(start, end)

    def _sparse_block(self, start: int, end: int) -> list[LogLine]:
        """A block with overlong lines: only the beginning and end of each are kept."""
        lines: list[LogLine] = []
        head = tail = b""
        length, returns, offset = 0, 0, start

        def keep(part: bytes) -> None:
            nonlocal head, tail, length, returns
            head = (head + part)[:LONGEST_LINE] if len(head) < LONGEST_LINE else head
            tail = (tail + part)[-LONGEST_LINE:]
            length += len(part)
            returns += part.count(b"\r")

        while offset < end:
            chunk = self._source.read(self._key, offset, min(CHUNK, end - offset))
            if not chunk:
                break
            offset += len(chunk)
            *finished, open_part = chunk.split(b"\n")
            for part in finished:
                keep(part)
                lines.append(_long_line(head, tail, length, returns))
                head = tail = b""
                length = returns = 0
            keep(open_part)
        if length:
            lines.append(_long_line(head, tail, length, returns))
        return lines

    def _add(self, chunk: bytes) -> None:
        start = self._scanned
        ends = np.flatnonzero(np.frombuffer(chunk, np.uint8) == _NEWLINE)
        marks = ends[LINES_PER_MARK - 1 - self._line_ends % LINES_PER_MARK :: LINES_PER_MARK]
        with self._lock:
            self._marks.extend((marks + (start + 1)).tolist())
            if len(ends):
                self._last_end = start + int(ends[-1]) + 1
            self._line_ends += len(ends)
            self._scanned = start + len(chunk)

    def _forget(self) -> None:
        with self._lock:
            self._marks = array("Q", [0])
            self._scanned = 0
            self._line_ends = 0
            self._last_end = 0

    def _size(self) -> int:
        try:
            return self._source.stat(self._key).size
        except NotFoundError:
            return 0


def _split(text: bytes) -> list[bytes]:
    parts = text.split(b"\n")
    if not parts[-1]:
        parts.pop()
    return parts


def _matching_lines(needles: set[bytes], text: bytes, line: int) -> list[int]:
    """Numbers of the lines that hold one of these; the first line of ``text`` is ``line``."""
    found: set[int] = set()
    for needle in needles:
        number, seen, at = line, 0, text.find(needle)
        while at >= 0:
            number += text.count(b"\n", seen, at)
            found.add(number)
            seen = text.find(b"\n", at)
            at = -1 if seen < 0 else text.find(needle, seen)
    return sorted(found)


def _line(part: bytes) -> LogLine:
    if len(part) > LONGEST_LINE:
        return _long_line(part[:LONGEST_LINE], part[-LONGEST_LINE:], len(part), part.count(b"\r"))
    states = part.rstrip(b"\r").split(b"\r")
    return LogLine(decode(_last_state(states)), overwritten=len(states) - 1)


def _long_line(head: bytes, tail: bytes, length: int, returns: int) -> LogLine:
    if length <= LONGEST_LINE:
        return _line(head[:length])
    if returns:
        states = tail.rstrip(b"\r").split(b"\r")
        return LogLine(decode(_last_state(states)), overwritten=returns)
    return LogLine(decode(head), cut=length - len(head))


def _last_state(states: list[bytes]) -> bytes:
    return next((state for state in reversed(states) if state.strip()), states[-1])


def decode(line: bytes) -> str:
    """A line's text: UTF-8, else GB18030; what is neither shows as replacement characters."""
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.end == len(line) and error.reason == "unexpected end of data":
            return line.decode("utf-8", "replace")  # cut in the middle of a character
    return line.decode("gb18030", "replace")
