"""W&B runs that were recorded offline: a log of blocks, as LevelDB has them, of messages."""

from __future__ import annotations

import os
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from em_desktop.domain.problems import ProblemKind
from em_desktop.errors import MalformedError, from_os_error
from em_desktop.importers.found import FoundRun, Notes, Row, Stream
from em_desktop.importers.protobuf import content, fields, signed, text
from em_desktop.importers.sources import as_integer, as_number, files_below, found_files, json_value

SUFFIX = ".wandb"
_START = struct.Struct("<4sHB")
_BLOCK = 32768
_CHUNK = struct.Struct("<IHB")
_FULL, _FIRST, _MIDDLE, _LAST = 1, 2, 3, 4
_LARGEST_RECORD = 64 << 20
_HISTORY, _EXIT, _STATS, _RUN, _CONFIG, _ENVIRONMENT = 2, 18, 7, 17, 5, 26
_PLATFORM = {1: "os", 2: "python", 12: "hostname", 18: "gpu"}
_NOT_CARRIED = {8: "artifacts", 10: "alerts"}
_LOG = "output.log"


def is_log(beginning: bytes) -> bool:
    """Whether a file begins as the log of an offline run does."""
    if len(beginning) < _START.size:
        return False
    name, magic, version = _START.unpack(beginning[: _START.size])
    return bool(name == b":W&B" and magic == 0xBEE1 and version == 0)


def read(source: Path) -> Iterator[FoundRun]:
    """The offline runs below a directory, or that of one log.

    Raises:
        EmError: it can't be read.
    """
    if source.is_file():
        yield _Log(source).run
        return
    for _, path in files_below(source):
        if path.name.endswith(SUFFIX):
            with path.open("rb") as file:
                ok = is_log(file.read(_START.size))
            if ok:
                yield _Log(path).run


class _Log:
    """One run; what it is called stands in its first messages."""

    def __init__(self, path: Path) -> None:
        self._path = path
        id_ = path.stem.removeprefix("run-")
        self.run = FoundRun(id_, id_, notes=Notes(path.name))
        for number, _, data in self._messages():
            if number == _RUN:
                self._take_run(data)
                break
        files = path.parent / "files"
        self.run.files = (file for file in found_files(files, self.run.notes) if file.key != _LOG)
        if (files / _LOG).is_file():
            self.run.log = files / _LOG
        self.run.streams = [Stream("history", self._rows)]

    def _rows(self, after: int) -> Iterator[Row]:
        """All messages are looked at, since the end's state is the last of them."""
        run = self.run
        run.status = None
        for number, position, data in self._messages():
            try:
                if number == _RUN:
                    self._take_run(data)
                elif number == _CONFIG:
                    _take_config(run, data)
                elif number == _ENVIRONMENT:
                    _take_environment(run, data)
                elif number == _EXIT:
                    code = next((signed(item) for inner, _, item in fields(data) if inner == 1), 0)
                    run.status = "Error" if code else "Complete"
                elif number in (_HISTORY, _STATS):
                    row = self._row(position, data, is_system=number == _STATS)
                    if row.values and position > after:
                        yield row
                elif number in _NOT_CARRIED:
                    run.notes.add(f"{_NOT_CARRIED[number]} aren't carried over")
            except MalformedError:
                run.notes.add("messages that can't be read", ProblemKind.MALFORMED)
        if run.status is None:
            run.status = "Running"

    def _row(self, position: int, data: bytes, *, is_system: bool) -> Row:
        values: dict[str, float] = {}
        step: int | None = None
        moment: float | None = None
        for number, _, item in fields(data):
            if number == 2 and is_system:
                moment = _timestamp(content(item))
            elif number == 2:
                step = next(
                    (signed(part) for inner, _, part in fields(content(item)) if inner == 1), 0
                )
            elif number == (3 if is_system else 1):
                name, value = _item(content(item))
                if name == "_timestamp":
                    moment = as_number(value)
                elif name == "_step":
                    step = as_integer(value)
                elif not name.startswith("_"):
                    self._take_value(values, name, value)
        return Row(position, values, step, None, moment, "system" if is_system else None)

    def _take_value(self, values: dict[str, float], name: str, value: Any) -> None:
        number = as_number(value)
        if number is not None:
            values[name] = number
        else:
            kind = value.get("_type", "values") if isinstance(value, dict) else "values"
            self.run.notes.add(f"{str(kind)[:40]} of {name[:80]!a} that aren't numbers")

    def _take_run(self, data: bytes) -> None:
        run = self.run
        run.labels = []
        group = {6: "group", 7: "job type"}
        for number, _, item in fields(data):
            if number == 1:
                run.id = text(item) or run.id
            elif number == 3:
                run.folder = (text(item),) if item else ()
            elif number == 4:
                _take_config(run, content(item))
            elif number in group and item:
                run.labels.append(f"{group[number]}: {text(item)}")
            elif number == 8:
                run.name = text(item) or run.name
            elif number == 9:
                run.description = text(item)
            elif number == 10:
                run.labels.append(text(item))
            elif number == 17:
                run.start = _timestamp(content(item))

    def _messages(self) -> Iterator[tuple[int, int, bytes]]:
        """Kind, position behind it and content of each message, as far as they are whole."""
        for position, data in _records(self._path, self.run.notes):
            try:
                for number, _, item in fields(data):
                    if isinstance(item, bytes) and number not in (16, 200):
                        yield number, position, item
            except MalformedError:
                self.run.notes.add("messages that can't be read", ProblemKind.MALFORMED)


def _take_config(run: FoundRun, data: bytes) -> None:
    for number, _, item in fields(data):
        if number == 1:
            name, value = _item(content(item))
            if name and name != "_wandb":
                run.parameters[name] = value
        elif number == 2:
            name, _ = _item(content(item))
            run.parameters.pop(name, None)


def _take_environment(run: FoundRun, data: bytes) -> None:
    """The machine, and the version of the code; several messages say parts of it."""
    platform = run.documents.setdefault("platform.yaml", {})
    git = run.documents.setdefault("git.yaml", {})
    for number, _, item in fields(data):
        if number in _PLATFORM and item:
            platform[_PLATFORM[number]] = text(item)
        elif number == 6:
            git["entrypoint"] = text(item)
        elif number == 9:
            names = {1: "remote_url", 2: "commit"}
            git |= {
                names[key]: text(part) for key, _, part in fields(content(item)) if key in names
            }


def _item(data: bytes) -> tuple[str, Any]:
    """A name, joined by points where it has parts, and its value."""
    name, parts, value = "", [], None
    for number, _, item in fields(data):
        if number == 1:
            name = text(item)
        elif number == 2:
            parts.append(text(item))
        elif number == 16:
            value = json_value(content(item))
    return name or ".".join(parts), value


def _timestamp(data: bytes) -> float | None:
    found = {number: signed(item) for number, _, item in fields(data)}
    seconds = found.get(1, 0)
    return seconds + found.get(2, 0) / 1e9 if 0 < seconds < 1 << 40 else None


def _records(path: Path, notes: Notes) -> Iterator[tuple[int, bytes]]:
    """The records of a log, each with the position behind it.

    Raises:
        EmError: the file can't be read.
    """
    parts: list[bytes] = []
    size = 0
    try:
        with path.open("rb") as file:
            block_start = 0
            while block := file.read(_BLOCK):
                offset = _START.size if not block_start else 0
                while offset + _CHUNK.size <= len(block):
                    crc, length, kind = _CHUNK.unpack_from(block, offset)
                    data = block[offset + _CHUNK.size : offset + _CHUNK.size + length]
                    if kind == 0 and length == 0:
                        break
                    if len(data) < length:
                        return
                    offset += _CHUNK.size + length
                    if zlib.crc32(bytes([kind]) + data) & 0xFFFFFFFF != crc:
                        notes.add("damaged records", ProblemKind.MALFORMED)
                        parts, size = [], 0
                        continue
                    if kind in (_FULL, _FIRST):
                        parts, size = [], 0
                    size += length
                    if size <= _LARGEST_RECORD:
                        parts.append(data)
                    if kind in (_FULL, _LAST):
                        if size <= _LARGEST_RECORD:
                            yield block_start + offset, b"".join(parts)
                        parts, size = [], 0
                block_start += len(block)
    except OSError as error:
        raise from_os_error(error, os.fspath(path)) from error
