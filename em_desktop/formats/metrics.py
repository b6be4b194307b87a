"""Reading the metric files of a Run: all of one, or only what was appended."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from em_desktop.domain.metrics import MetricTable
from em_desktop.domain.problems import Problem, ProblemKind
from em_desktop.formats.metric_buffer import TableBuffer, empty_table
from em_desktop.formats.metric_record import Layout
from em_desktop.formats.metric_scan import Batch, Scanner
from em_desktop.formats.reading import Reading
from em_desktop.formats.source import ObjectInfo, ObjectSource

CHUNK = 1 << 20
LONGEST_RECORD = 1 << 22
MOST_PROBLEMS = 100
MOST_BROKEN = 50_000
"""Records that can't be understood, until reading ends: each takes long."""

_GUARD = 512
_RECORD = b"\n- "
_BLANK = re.compile(rb"(?:\xef\xbb\xbf)?(?:(?:---|\[\]|\{\}|null)?[ \t]*(?:#[^\n]*)?\r?\n)*")


@dataclass(slots=True)
class Findings:
    """Problems in the order of the file: the first hundred, and how many there are."""

    kept: list[Problem] = field(default_factory=list)
    count: int = 0

    def add(self, *problems: Problem) -> None:
        self.count += len(problems)
        self.kept.extend(problems[: max(0, MOST_PROBLEMS - len(self.kept))])

    def all(self) -> tuple[Problem, ...]:
        """What was kept, and a last one that says how many weren't."""
        more = self.count - len(self.kept)
        if not more:
            return tuple(self.kept)
        last = self.kept[-1]
        return (*self.kept, Problem(last.file, last.kind, f"and {more} further problems"))


@dataclass(slots=True)
class Progress:
    """How far a file is read; what a later reading needs to go on.

    Attributes:
        offset: bytes that are done: whole records, counted from the file's start.
        line: lines in them.
        head, tail: the first and the last of these bytes, by which it is known again.
        layout: of the last record.
        skipping: whether these bytes end within a record that is too large.
        findings: what is wrong in them.
        size, mtime_ns: of the file when it was read.
    """

    offset: int = 0
    line: int = 0
    head: bytes = b""
    tail: bytes = b""
    layout: Layout | None = None
    skipping: bool = False
    findings: Findings = field(default_factory=Findings)
    size: int = -1
    mtime_ns: int = -1

    def advance(self, text: bytes) -> None:
        """Count ``text``, which follows what is done, as done too."""
        self.offset += len(text)
        self.line += text.count(b"\n")
        self.head = (self.head + text[:_GUARD])[:_GUARD]
        self.tail = (self.tail + text[-_GUARD:])[-_GUARD:]


class MetricReader:
    """Follows one metric file, which is a list that only grows.

    A record begins with a line that begins with ``- ``. A broken record costs only
    itself. The last one counts when it is written completely: when the file ends with
    a line end and the record has all that the recorder writes. A file that was
    replaced or cut is read anew.

    Numbers become float64: a step or epoch above 2**53 loses its last digits.

    Not safe to call from two threads at once.

    Args:
        source: the Run's objects.
        key: the file, such as ``metrics/train.yaml``.
        type: the metric type, which the table is named by.
        table: what an earlier reader has read, and
        progress: how far it came; both or none. The progress is taken over.
    """

    def __init__(
        self,
        source: ObjectSource,
        key: str,
        type: str,  # noqa: A002
        table: MetricTable | None = None,
        progress: Progress | None = None,
    ) -> None:
        self._source = source
        self._key = key
        self._type = type
        if table is None or progress is None:
            table, progress = empty_table(type), Progress()
        self._start(table, progress)
        self._reading: Reading[MetricTable] | None = None

    @property
    def progress(self) -> Progress:
        """How far the file is read."""
        return self._progress

    def update(self, check: Callable[[], None] | None = None) -> Reading[MetricTable]:
        """The table as the file is now; only what was appended is read.

        The arrays of one table are read only and never change; tables share memory.
        Problems come in the order of the file, a hundred of them and how many more there
        are. A last record that isn't complete yet is a problem of kind TRUNCATED until it is.

        Args:
            check: called between the parts of a large file; what it raises ends the reading,
                and the next call goes on from there.

        Raises:
            EmError: the file can't be read (not there, no access, not available).
        """
        info = self._source.stat(self._key)
        progress = self._progress
        unchanged = (info.size, info.mtime_ns) == (progress.size, progress.mtime_ns)
        if self._reading is not None and unchanged:
            return self._reading
        if not self._is_continued(info):
            self._start(empty_table(self._type), Progress())
        try:
            problems = self._read(info, check)
        except _ContinuedError:
            self._start(empty_table(self._type), Progress())
            problems = self._read(info, check)
        self._progress.size, self._progress.mtime_ns = info.size, info.mtime_ns
        self._reading = Reading(self._buffer.table(), (*self._progress.findings.all(), *problems))
        return self._reading

    def _start(self, table: MetricTable, progress: Progress) -> None:
        self._buffer = TableBuffer(table)
        self._progress = progress
        self._broken = 0
        self._scanner = Scanner(self._key)

    def _is_continued(self, info: ObjectInfo) -> bool:
        """Whether the file still begins with what was read."""
        progress = self._progress
        if info.size < progress.offset:
            return False
        if info.size == progress.size and info.mtime_ns != progress.mtime_ns:
            return False  # written to, but not appended to
        if not progress.offset:
            return True
        head, tail = progress.head, progress.tail
        return self._source.read(self._key, 0, len(head)) == head and (
            len(head) == progress.offset
            or self._source.read(self._key, progress.offset - len(tail), len(tail)) == tail
        )

    def _read(self, info: ObjectInfo, check: Callable[[], None] | None) -> tuple[Problem, ...]:
        """Read what is new; returns what is wrong with the file's end as it is now."""
        if info.size == 0:
            return (Problem(self._key, ProblemKind.EMPTY),)
        try:
            return self._take_last(self._read_records(info, check))
        except _FullError:
            reason = f"what follows line {self._progress.line} isn't read"
            return (Problem(self._key, ProblemKind.TOO_LARGE, reason, self._progress.line + 1),)

    def _read_records(self, info: ObjectInfo, check: Callable[[], None] | None) -> bytes:
        """Read all records but the last, whose bytes are returned."""
        rest = b""
        while (position := self._progress.offset + len(rest)) < info.size:
            if check is not None:
                check()
            data = self._source.read(self._key, position, min(CHUNK, info.size - position))
            if not data:
                break
            rest = self._take_records(rest + data)
        return rest

    def _take_records(self, text: bytes) -> bytes:
        """Read the records of ``text`` that another one follows; returns what is left.

        Raises:
            _ContinuedError: the last record that was read goes on here.
        """
        if self._progress.skipping or not text.startswith(b"- "):
            text = self._skip(text)
        end = text.rfind(_RECORD) + 1
        if end:
            self._take(self._scanner.scan(text[:end], self._progress.line + 1), text[:end])
        elif len(text) > LONGEST_RECORD:
            self._note(ProblemKind.TOO_LARGE, f"a record has more than {LONGEST_RECORD} bytes")
            self._progress.skipping = True
            return self._skip(text)
        return text[end:]

    def _skip(self, text: bytes) -> bytes:
        """Leave out what isn't a record, up to the next one; returns what is left."""
        progress = self._progress
        if not progress.skipping:
            blank = _BLANK.match(text)
            blank_end = 0 if blank is None else blank.end()
            progress.advance(text[:blank_end])
            text = text[blank_end:]
            if text.startswith(b"- ") or b"\n" not in text:
                return text
            if progress.layout is not None:
                raise _ContinuedError
            self._note(ProblemKind.MALFORMED, "this isn't a list of records")
            progress.skipping = True
        found = text.find(_RECORD)
        progress.skipping = found < 0
        done = len(text) - len(_RECORD) + 1 if found < 0 else found + 1
        progress.advance(text[: max(0, done)])
        return text[max(0, done) :]

    def _take(self, batch: Batch, text: bytes) -> None:
        """Add the records of ``text``.

        Raises:
            _FullError: there is no more room, or too little sense in them.
        """
        self._broken += batch.broken
        if self._broken > MOST_BROKEN or not self._buffer.append(batch):
            raise _FullError
        self._progress.findings.add(*batch.problems)
        self._progress.layout = batch.layout or self._progress.layout
        self._progress.advance(text)

    def _take_last(self, text: bytes) -> tuple[Problem, ...]:
        """Add the last record if it is complete; else say why not."""
        progress = self._progress
        if progress.skipping or not text:
            return ()
        reason = "the last record has no end"
        if text.startswith(b"- ") and text.endswith(b"\n"):
            batch = self._scanner.scan(text, progress.line + 1)
            if batch.layout is not None and batch.layout.is_whole(progress.layout):
                self._take(batch, text)
                return ()
            reason = "the last record isn't complete"
        return (Problem(self._key, ProblemKind.TRUNCATED, reason, progress.line + 1),)

    def _note(self, kind: ProblemKind, reason: str) -> None:
        progress = self._progress
        progress.findings.add(Problem(self._key, kind, reason, progress.line + 1))


class _ContinuedError(Exception):
    """The last record, which seemed complete, goes on."""


class _FullError(Exception):
    """The table would become too large, or the file is no metric file."""
