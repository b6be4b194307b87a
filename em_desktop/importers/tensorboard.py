"""TensorBoard log directories as Runs."""

from __future__ import annotations

import re
import struct
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from em_desktop.domain.problems import ProblemKind
from em_desktop.errors import MalformedError
from em_desktop.importers.event_files import is_event_file, records
from em_desktop.importers.found import FoundRun, Notes, Row, Stream, Text
from em_desktop.importers.protobuf import (
    BYTES,
    FIXED32,
    content,
    double,
    fields,
    signed,
    single,
    text,
    varint,
)
from em_desktop.importers.sources import files_below, plausible_time
from em_desktop.recording.metric_names import metric_type

_OF_HPARAMS = re.compile(r"\d{9,11}(\.\d+)?")  # add_hparams puts its file into such a directory
_STILL_WRITTEN = 600
_NUMBERS = {1: "<f", 2: "<d", 3: "<i", 9: "<q"}  # DataType to what tensor_content holds
_VALUE_FIELDS = {5: "<f", 6: "<d"}
_VARINT_FIELDS = {7, 10, 11, 16, 17}
_TEXT_TYPE = 7
_CLASSES = {3: "histograms", 4: "images", 5: "histograms", 6: "audio"}
_Groups = dict[str, list[tuple[str, Path]]]
_FINISHED = {1: "Complete", 2: "Error"}
_NO_SCALARS = {"histograms", "images", "audio", "pr_curves", "mesh", "graphs", "custom_scalars"}


def is_events(path: Path) -> bool:
    """Whether a file is an event file that can be read."""
    try:
        with path.open("rb") as file:
            return is_event_file(file.read(16))
    except OSError:
        return False


def read(source: Path) -> Iterator[FoundRun]:
    """The runs below a log directory, or that of one event file.

    A directory with event files is a run. Those in its directories ``train`` and
    ``validation``, as Keras makes them, and in the one that ``add_hparams`` makes, belong to it.
    """
    groups: _Groups = {}
    base = source if source.is_dir() else source.parent
    listed = files_below(source) if source.is_dir() else iter([(source.name, source)])
    for key, path in listed:
        if is_events(path):
            groups.setdefault(key.rpartition("/")[0], []).append((key, path))
    for directory, files in _joined(groups).items():
        yield _Log(base / directory, sorted(files), directory).run


def _joined(groups: _Groups) -> _Groups:
    """The files of each run, by its directory.

    A script that calls ``add_hparams`` once means the run that it is in; one that calls
    it again and again makes a run each time.
    """
    above_of_hparams = Counter(
        directory.rpartition("/")[0] for directory in groups if _is_of_hparams(directory)
    )
    joined: _Groups = {}
    for directory, files in groups.items():
        above, _, last = directory.rpartition("/")
        is_part = _is_of_hparams(directory) and above in groups and above_of_hparams[above] == 1
        place = above if is_part or metric_type(last) else directory
        joined.setdefault(place, []).extend(files)
    return joined


def _is_of_hparams(directory: str) -> bool:
    return _OF_HPARAMS.fullmatch(directory.rpartition("/")[2]) is not None


@dataclass(slots=True)
class _Value:
    """One value of a summary."""

    tag: str = ""
    scalar: float | None = None
    tensor: bytes = b""
    plugin: str = ""
    data: bytes = b""
    other: str = ""


@dataclass(slots=True)
class _Log:
    """The files of one run."""

    place: Path
    files: list[tuple[str, Path]]
    directory: str
    run: FoundRun = field(init=False)

    def __post_init__(self) -> None:
        name = self.place.absolute().name
        self.run = FoundRun(f"{self.place.absolute()}", name, notes=Notes(self.directory or name))
        above = self.directory.rpartition("/")[0]
        self.run.folder = tuple(above.split("/")) if above else ()
        for key, path in self.files:
            inner = key[len(self.directory) :].lstrip("/")
            self.run.streams.append(Stream(inner, partial(self._read, path, inner)))
        newest = max(path.stat().st_mtime for _, path in self.files)
        self.run.status = "Running" if time.time() - newest < _STILL_WRITTEN else None

    def _read(self, path: Path, inner: str, after: int) -> Iterator[Row | Text]:
        """Values of one file; those before a position are looked at for what they tell."""
        notes = self.run.notes
        directory = inner.rpartition("/")[0]
        prefix = f"{directory}/" if metric_type(directory) else ""
        plugins: dict[str, str] = {}
        for position, data in records(path, notes):
            try:
                moment, step, values = _event(data)
            except MalformedError:
                notes.add("events that can't be read", ProblemKind.MALFORMED)
                continue
            for value in values:
                value.plugin = plugins.setdefault(value.tag, value.plugin) or value.plugin
                if value.tag.startswith("_hparams_/"):
                    self._hparams(value)
                    continue
                found = self._convert(value, prefix, position, step, moment)
                if found is not None and position > after:
                    yield found

    def _convert(
        self, value: _Value, prefix: str, position: int, step: int, moment: float | None
    ) -> Row | Text | None:
        notes = self.run.notes
        number = value.scalar
        if number is None and value.tensor and value.plugin not in _NO_SCALARS:
            try:
                number, texts = _tensor(value.tensor)
            except MalformedError:
                notes.add("tensors that can't be read", ProblemKind.MALFORMED)
                return None
            if texts and value.plugin in ("", "text"):
                name = f"{prefix}{value.tag}".removesuffix("/text_summary")
                return Text(position, name, "\n\n".join(texts), step)
        if number is not None:
            return Row(position, {f"{prefix}{value.tag}": number}, step, None, moment)
        notes.add(f"{value.other or value.plugin or 'tensors'} aren't carried over")
        return None

    def _hparams(self, value: _Value) -> None:
        try:
            for number, _, data in fields(value.data):
                if number == 3:
                    self._session_start(content(data))
                elif number == 4:
                    for inner, _, item in fields(content(data)):
                        if inner == 1:
                            self.run.status = _FINISHED.get(signed(item), self.run.status)
                        elif inner == 2:
                            self.run.end = plausible_time(double(item))
        except MalformedError:
            self.run.notes.add("hyperparameters that can't be read", ProblemKind.MALFORMED)

    def _session_start(self, data: bytes) -> None:
        for number, _, item in fields(data):
            if number == 1:
                entry = {inner: part for inner, _, part in fields(content(item))}
                name = text(entry.get(1, b""))
                self.run.parameters[name] = _any_value(content(entry.get(2, b"")))
            elif number == 5 and double(item) > 0:
                self.run.start = plausible_time(double(item))


def _event(data: bytes) -> tuple[float | None, int, list[_Value]]:
    """Time, step and the values of an event."""
    moment: float | None = None
    step = 0
    values = []
    for number, kind, item in fields(data):
        if number == 1:
            moment = double(item)
        elif number == 2:
            step = signed(item)
        elif number == 5 and kind == BYTES:
            values += [
                _value(content(part)) for inner, _, part in fields(content(item)) if inner == 1
            ]
        elif number in {4, 9}:
            values.append(_Value(other="graphs"))
    return plausible_time(moment), step, values


def _value(data: bytes) -> _Value:
    value = _Value()
    for number, kind, item in fields(data):
        if number == 1:
            value.tag = text(item)
        elif number == 2 and kind == FIXED32:
            value.scalar = single(item)
        elif number == 8:
            value.tensor = content(item)
        elif number == 9:
            for inner, _, part in fields(content(item)):
                if inner == 1:
                    plugin = {key: found for key, _, found in fields(content(part))}
                    value.plugin = text(plugin.get(1, b""))
                    value.data = content(plugin.get(2, b""))
        elif number in _CLASSES:
            value.other = _CLASSES[number]
    return value


def _tensor(data: bytes) -> tuple[float | None, list[str]]:
    """The one number of a tensor, or its texts; neither of any other."""
    type_, packed = 0, b""
    numbers: list[float] = []
    texts: list[str] = []
    for number, kind, item in fields(data):
        if number == 1:
            type_ = signed(item)
        elif number == 4:
            packed = content(item)
        elif number == 8:
            texts.append(text(item))
        elif number in _VALUE_FIELDS:
            form = _VALUE_FIELDS[number]
            numbers += _unpacked(form, content(item))
        elif number in _VARINT_FIELDS:
            numbers += [float(signed(item))] if kind != BYTES else _varints(content(item))
    if packed and type_ in _NUMBERS:
        numbers = _unpacked(_NUMBERS[type_], packed)
    if type_ == _TEXT_TYPE:
        return None, texts
    return (numbers[0] if len(numbers) == 1 else None), []


def _unpacked(form: str, data: bytes) -> list[float]:
    size = struct.calcsize(form)
    return [float(item) for (item,) in struct.iter_unpack(form, data[: len(data) // size * size])]


def _varints(data: bytes) -> list[float]:
    result: list[float] = []
    position = 0
    while position < len(data) and len(result) < 2:  # more than one isn't taken anyway
        number, position = varint(data, position)
        result.append(float(signed(number)))
    return result


def _any_value(data: bytes) -> Any:
    """A ``google.protobuf.Value``: null, number, text or boolean; others aren't used here."""
    for number, _, item in fields(data):
        if number == 2:
            found = double(item)
            return int(found) if found.is_integer() and abs(found) < 1 << 53 else found
        if number == 3:
            return text(item)
        if number == 4:
            return bool(item)
    return None
