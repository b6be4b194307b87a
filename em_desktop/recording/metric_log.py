"""The metric files of a Run: one per type, records are appended."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from em_desktop.recording.append_file import AppendFile
from em_desktop.recording.disk import Disk
from em_desktop.recording.metric_record import RecordWriter
from em_desktop.recording.notices import Notices

ALIASES = {
    "training": "train",
    "validate": "val",
    "validation": "val",
    "testing": "test",
    "eval": "test",
    "evaluate": "test",
    "evaluation": "test",
}
"""Other names of the three types that every tool knows."""

_NOT_IN_FILE_NAMES = re.compile(r'[\x00-\x1f\x7f/\\<>:"|?*\ud800-\udfff]')
_LONGEST_FILE_NAME = 200
_MOST_TYPES = 1000
_TAIL = 1 << 20
_BEGINNING = re.compile(rb"-|\s*(\[\]|null)?\s*\Z")  # a first record cut off, or nothing


class MetricLog:
    """Appends records to ``metrics/<type>.yaml``.

    Args:
        directory: the ``metrics`` directory.
        changed: called with the new type before its first record, to write the index.
    """

    def __init__(
        self,
        directory: Path,
        disk: Disk,
        notices: Notices,
        *,
        changed: Callable[[str], None],
        sync: bool = False,
    ) -> None:
        self._directory = directory
        self._disk = disk
        self._notices = notices
        self._changed = changed
        self._sync = sync
        self._writer = RecordWriter(notices)
        self._opening = threading.RLock()
        self._by_name: dict[str, AppendFile] = {}  # by what scripts call the type
        self._files: dict[str, AppendFile] = {}  # by the type

    @property
    def types(self) -> tuple[str, ...]:
        """The types recorded by this object, in the order of their first record."""
        return tuple(self._files)

    @property
    def waiting(self) -> int:
        """Bytes that the disk hasn't taken yet."""
        return sum(file.waiting for file in list(self._files.values()))

    def move_to(self, directory: Path) -> None:
        """The directory is somewhere else now; open files go on where they are."""
        self._directory = directory
        for file in list(self._files.values()):
            file.path = directory / file.path.name

    def append(self, type_: Any, metrics: Mapping[Any, Any], step: Any, epoch: Any) -> None:
        """Append one record. Never raises because of the disk or of a value."""
        file = self._by_name.get(type_) if type(type_) is str else None
        if file is None:
            file = self._file(type_)
        if not hasattr(metrics, "items"):
            kind = type(metrics).__name__
            self._notices.warn("metrics", f"metrics should be a mapping, not {kind}")
            return
        file.append(self._writer.record(metrics, step, epoch))

    def flush(self) -> bool:
        """Try to write what waits; whether nothing waits any more."""
        return not [file for file in tuple(self._files.values()) if not file.flush()]

    def close(self) -> None:
        for file in list(self._files.values()):
            file.close()

    def renew_after_fork(self) -> None:
        self._opening = threading.RLock()
        for file in self._files.values():
            file.renew_after_fork()

    def _file(self, name: Any) -> AppendFile:
        with self._opening:
            type_ = ALIASES.get(name, name) if isinstance(name, str) else str(name)
            stem = file_stem(type_)
            if stem != type_:
                text = f"the metric type {type_[:80]!a} is recorded as {stem!a}"
                self._notices.warn("type", text)
            file = self._files.get(stem)
            if file is None:
                file = AppendFile(
                    self._directory / f"{stem}.yaml",
                    self._disk,
                    self._notices,
                    prepare=partial(self._repair, f"{stem}.yaml"),
                    sync=self._sync,
                )
                self._files[stem] = file
                self._changed(stem)
            if isinstance(name, str):
                if len(self._by_name) >= _MOST_TYPES:
                    self._by_name.clear()
                self._by_name[name] = file
            return file

    def _repair(self, name: str, descriptor: int) -> None:
        """Cut off what a killed process left of its last record.

        What isn't a list of records at all is put beside, as ``NAME.yaml.damaged``.
        """
        size = self._disk.size(descriptor)
        if not size:
            return
        start = max(size - _TAIL, 0)
        tail = self._read(descriptor, start, size)
        end = whole_end(tail, from_start=start == 0)
        if start + end == size:
            return
        if not start and not end and not _BEGINNING.match(tail):
            self._disk.replace(self._directory / f"{name}.damaged", tail)
        self._disk.truncate(descriptor, start + end)

    def _read(self, descriptor: int, start: int, end: int) -> bytes:
        parts = []
        while start < end and (part := self._disk.read(descriptor, start, end - start)):
            parts.append(part)
            start += len(part)
        return b"".join(parts)


def file_stem(type_: str) -> str:
    """The file name for a metric type, without ``.yaml``; readers take it for the type.

    Slashes and other characters that some system refuses become ``_``.
    """
    stem = _NOT_IN_FILE_NAMES.sub("_", type_).strip()
    stem = stem.encode()[:_LONGEST_FILE_NAME].decode("utf-8", "ignore")
    if stem.startswith("."):
        stem = "_" + stem[1:]
    return stem or "_"


def whole_end(tail: bytes, *, from_start: bool) -> int:
    """Where the last whole record of a metric file ends.

    Args:
        tail: the last bytes of the file.
        from_start: they are the whole file.
    """
    from em_desktop.formats.metric_record import read_record

    end = tail.rfind(b"\n") + 1  # a line that was cut off isn't looked at
    starts = [0] if tail.startswith(b"- ") and from_start else []
    starts += [match.end() - 2 for match in re.finditer(rb"\n- ", tail[:end])][-2:]
    if not starts:  # nothing of a list that could be continued
        return 0 if from_start else len(tail)
    last, previous = tail[starts[-1] : end], tail[starts[-2] : starts[-1]] if starts[1:] else b""
    record, _ = read_record(last, "", 1)
    before = read_record(previous, "", 1)[0] if previous else None
    if record is None or not record.layout.is_whole(before.layout if before else None):
        return starts[-1]
    return end
