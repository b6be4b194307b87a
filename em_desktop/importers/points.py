"""Appending rows and texts to the files of a recording, with their own times."""

from __future__ import annotations

import os
from pathlib import Path

from em_desktop.errors import from_os_error
from em_desktop.importers.found import Notes, Row, Text
from em_desktop.importers.naming import MetricNames, node_name, time_text
from em_desktop.recording.metric_record import RecordWriter
from em_desktop.recording.notices import Notices

METRICS = "metrics"
TEXTS = "texts"
_BUFFER = 4 << 20
_MOST_TYPES = 1000


class Records:
    """Makes metric records with given times."""

    def __init__(self, subject: str, zone: str = "+00:00") -> None:
        self._writer = RecordWriter(Notices(subject))
        self._zone = zone

    def record(
        self,
        values: dict[str, float],
        step: float | None,
        epoch: float | None,
        time: float | None,
        kind: str = "",
    ) -> bytes:
        """The lines of one record; as `RecordWriter.record`."""
        return self._writer.record(values, step, epoch, kind, time_text(time, self._zone))


class PointFiles:
    """The metric and text files of one recording that are appended to.

    Attributes:
        directory: the recording's.
        points: values added by this object.
        texts: texts added.
        first: the earliest time of a row, also of those that aren't added.
        last: the latest one.
    """

    def __init__(self, directory: Path, names: MetricNames, notes: Notes) -> None:
        self.directory = directory
        self.points = 0
        self.texts = 0
        self.first: float | None = None
        self.last: float | None = None
        self._names = names
        self._notes = notes
        self._records = Records(directory.name)
        self._types: set[str] = set()
        self._waiting: dict[str, list[bytes]] = {}
        self._size = 0

    def add(self, item: Row | Text) -> None:
        """Add a row or a text.

        Raises:
            EmError: the disk doesn't take it.
        """
        if isinstance(item, Text):
            self._add_text(item)
            return
        if item.time is not None:
            self.first = item.time if self.first is None else min(self.first, item.time)
            self.last = item.time if self.last is None else max(self.last, item.time)
        groups: dict[str, dict[str, float]] = {}
        for name, value in item.values.items():
            place = self._names.place(name, item.type)
            if place is None or (place[0] not in self._types and len(self._types) >= _MOST_TYPES):
                self._notes.add("more metrics than can be shown; their values are left out")
                continue
            self._types.add(place[0])
            groups.setdefault(place[0], {})[place[1]] = value
            self.points += 1
        for type_, values in groups.items():
            data = self._records.record(values, item.step, item.epoch, item.time)
            self._append(f"{METRICS}/{type_}.yaml", data)

    def flush(self) -> None:
        """Write what waits.

        Raises:
            EmError: the disk doesn't take it.
        """
        for key, parts in self._waiting.items():
            path = self.directory / key
            try:
                path.parent.mkdir(exist_ok=True)
                with path.open("ab") as file:
                    file.writelines(parts)
            except OSError as error:
                raise from_os_error(error, os.fspath(path)) from error
        self._waiting.clear()
        self._size = 0

    def _add_text(self, item: Text) -> None:
        title = "" if item.step is None else f"## Step {item.step}\n\n"
        data = f"{title}{item.text.rstrip()}\n\n".encode("utf-8", "backslashreplace")
        self._append(f"{TEXTS}/{node_name(item.name, 'text')}.md", data)
        self.texts += 1

    def _append(self, key: str, data: bytes) -> None:
        self._waiting.setdefault(key, []).append(data)
        self._size += len(data)
        if self._size > _BUFFER:
            self.flush()


def sizes_of(directory: Path) -> dict[str, int]:
    """The sizes of the files that are appended to, by their key.

    Raises:
        OSError: the directory can't be read.
    """
    return {
        f"{folder}/{path.name}": path.stat().st_size
        for folder in (METRICS, TEXTS)
        if (directory / folder).is_dir()
        for path in sorted((directory / folder).iterdir())
        if path.is_file() and not path.is_symlink()
    }


def restore_sizes(directory: Path, sizes: dict[str, int]) -> None:
    """Take back what an import added that didn't come to its end.

    Raises:
        OSError: the files can't be changed.
    """
    for key, size in sizes_of(directory).items():
        if key not in sizes:
            (directory / key).unlink()
        elif sizes[key] < size:
            os.truncate(directory / key, sizes[key])
