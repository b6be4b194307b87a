"""Tables of metrics: CSV, TSV and JSON lines."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from em_desktop.domain.problems import ProblemKind
from em_desktop.errors import MalformedError
from em_desktop.importers.found import FoundRun, Notes, Row, Stream
from em_desktop.importers.lines import whole_lines
from em_desktop.importers.naming import with_type
from em_desktop.importers.sources import (
    as_number,
    files_below,
    json_value,
    plausible_time,
    seconds_of,
)
from em_desktop.recording.metric_names import metric_type

SUFFIXES = (".csv", ".tsv", ".jsonl", ".ndjson")
PLACES = ("step", "epoch", "time", "type")
"""What a column may be besides a metric."""

_DEFAULTS = {
    "step": ("step", "global_step", "_step", "iteration", "iter"),
    "epoch": ("epoch",),
    "time": ("time", "timestamp", "wall_time", "wall time", "date", "_timestamp"),
    "type": ("type", "split", "phase", "subset"),
}
_MILLISECONDS = 1e11  # greater times are milliseconds
_MOST_COLUMNS = 10_000


def is_table(path: Path) -> bool:
    """Whether a file's name and first line are those of a table."""
    if not path.name.lower().endswith(SUFFIXES):
        return False
    try:
        return bool(_Table(path, {}, Notes()).has_header())
    except MalformedError:
        return False


def read(source: Path, columns: dict[str, str] | None = None) -> Iterator[FoundRun]:
    """A table as a Run; the tables of a directory whose names are types as one Run.

    Args:
        source: a file, or a directory.
        columns: the column for ``step``, ``epoch``, ``time`` and ``type``, where it isn't
            one of the usual names.

    Raises:
        EmError: it can't be read.
    """
    if source.is_file():
        yield _run(source, source.stem, (), [source], columns or {})
        return
    groups: dict[tuple[str, str], list[Path]] = {}
    for key, path in files_below(source):
        if is_table(path):
            folder = key.rpartition("/")[0]
            stem = "" if metric_type(path.stem) else path.stem
            groups.setdefault((folder, stem), []).append(path)
    for (folder, stem), paths in groups.items():
        place = source / folder
        above = tuple(folder.split("/")) if folder else ()
        if stem:
            yield _run(paths[0], stem, above, paths, columns or {})
        else:
            yield _run(place, place.absolute().name, above[:-1], paths, columns or {})


def _run(
    place: Path, name: str, folder: tuple[str, ...], paths: list[Path], columns: dict[str, str]
) -> FoundRun:
    run = FoundRun(f"{place.absolute()}", name, folder, notes=Notes(name))
    for path in paths:
        table = _Table(path, columns, run.notes)
        run.streams.append(Stream(path.name, table.rows))
    return run


@dataclass(slots=True)
class _Table:
    """One file."""

    path: Path
    columns: dict[str, str]
    notes: Notes
    _names: list[str] = field(default_factory=list)
    _separator: str = ","

    def has_header(self) -> bool:
        """Read the first line: JSON, or the names of the columns.

        Raises:
            MalformedError: it is neither.
        """
        first = next(iter(whole_lines(self.path, self.notes, last=True)), None)
        if first is None:
            return False
        line = first[1].removeprefix(b"\xef\xbb\xbf")
        if line.lstrip().startswith(b"{"):
            if not isinstance(json_value(line), dict):
                raise MalformedError(str(self.path), "the first line is no JSON object", 1)
            self._names = []
            return True
        text = line.decode("utf-8", "replace").rstrip("\r\n")
        self._separator = max(",\t;", key=text.count)
        self._names = [name.strip() for name in _cells(text, self._separator)]
        if len(self._names) > _MOST_COLUMNS or "\0" in text:
            raise MalformedError(str(self.path), "the first line names no columns", 1)
        return len(self._names) > 1 and not any(_number(name) is not None for name in self._names)

    def rows(self, after: int) -> Iterator[Row]:
        """The rows behind a position.

        Raises:
            MalformedError: there is no header.
        """
        if not self.has_header():
            raise MalformedError(str(self.path), "the first line names no columns", 1)
        own = metric_type(self.path.stem)
        header = bool(self._names)
        for position, line in whole_lines(self.path, self.notes, after):
            if header and not after:
                header = False
                continue
            values = self._values(line)
            if values is None:
                self.notes.add("lines that can't be read", ProblemKind.MALFORMED)
                continue
            row = self._row(position, values, own)
            if row.values:
                yield row

    def _values(self, line: bytes) -> dict[str, Any] | None:
        if not line.strip():
            return {}
        if not self._names:
            found = json_value(line)
            return (
                {str(key): item for key, item in found.items()} if isinstance(found, dict) else None
            )
        cells = _cells(line.decode("utf-8", "replace").rstrip("\r\n"), self._separator)
        if len(cells) != len(self._names):
            return None
        return dict(zip(self._names, cells, strict=True))

    def _row(self, position: int, values: dict[str, Any], own: str | None) -> Row:
        places: dict[str, Any] = {}
        for place in PLACES:
            column = self.columns.get(place) or _usual(values, place)
            if column in values:
                places[place] = values.pop(column)
        word = places.get("type")
        type_ = (metric_type(word) or word) if isinstance(word, str) and word else None
        own = own if type_ is None else None
        numbers: dict[str, float] = {}
        for name, value in values.items():
            number = _number(value)
            if number is not None:
                numbers[with_type(name, own)] = number
            elif value not in (None, ""):
                self.notes.add(f"values of {name[:80]!a} that aren't numbers")
        return Row(
            position,
            numbers,
            _place(places.get("step")),
            _place(places.get("epoch")),
            _moment(places.get("time")),
            type_,
        )


def _usual(values: dict[str, Any], place: str) -> str | None:
    names = _DEFAULTS[place]
    return next((name for name in values if name.lower() in names), None)


def _cells(text: str, separator: str) -> list[str]:
    try:
        return next(csv.reader([text], delimiter=separator), [])
    except csv.Error:
        return []


def _number(value: Any) -> float | None:
    if isinstance(value, str):
        try:
            return float(value) if "_" not in value else None
        except ValueError:
            return None
    return as_number(value)


def _place(value: Any) -> int | float | None:
    number = _number(value)
    if number is None or abs(number) >= 1 << 63 or math.isnan(number):
        return None
    return int(number) if number.is_integer() else number


def _moment(value: Any) -> float | None:
    number = _number(value)
    if number is None:
        return seconds_of(value.strip()) if isinstance(value, str) else None
    return plausible_time(number / 1000 if abs(number) > _MILLISECONDS else number)
