"""Reading files and databases that anybody may have made: bounded, and never outside."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from em_desktop.domain.paths import AlternativeName
from em_desktop.domain.problems import ProblemKind
from em_desktop.errors import EmError, MalformedError, TooLargeError, from_os_error
from em_desktop.formats import json_io
from em_desktop.formats.yaml_io import Limits
from em_desktop.importers.found import FoundFile, Notes

MOST_ENTRIES = 1_000_000
DEEPEST = 20
LONGEST_DOCUMENT = 1 << 20
_VALUES = Limits(size=LONGEST_DOCUMENT, depth=50, nodes=50_000)
_STEPS_OF_A_QUERY = 20_000  # callbacks of a query, each after that many virtual instructions
_INSTRUCTIONS = 1_000_000
_LONGEST_NUMBER = 25
_NAME = re.compile(r"\w+")


def files_below(root: Path, notes: Notes | None = None) -> Iterator[tuple[str, Path]]:
    """The regular files below a directory by name, with their keys.

    Links aren't followed. Recordings of our own and runs of MLflow that lie below aren't
    looked into: what was imported is never imported again, nor as something else.

    Raises:
        TooLargeError: there are more than a million entries.
        EmError: the directory can't be listed.
    """
    pending: list[tuple[str, int]] = [("", 0)]
    count = 0
    while pending:
        relative, depth = pending.pop()
        try:
            with os.scandir(root / relative) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError as error:
            if not relative or notes is None:
                raise from_os_error(error, os.fspath(root / relative)) from error
            notes.add("the directory can't be listed", ProblemKind.UNREADABLE, clean(relative))
            continue
        count += len(entries)
        if count > MOST_ENTRIES:
            raise TooLargeError(os.fspath(root), f"more than {MOST_ENTRIES:,} files")
        inner: list[tuple[str, int]] = []
        for entry in entries:
            place = f"{relative}/{entry.name}" if relative else entry.name
            key = clean(place)
            if entry.is_symlink():
                if notes is not None:
                    notes.add("links aren't followed", file=key)
            elif entry.is_dir():
                if depth < DEEPEST and not _is_recording(entry):
                    inner.append((place, depth + 1))
            elif entry.is_file():
                yield key, Path(entry.path)
        pending.extend(reversed(inner))


def _is_recording(entry: os.DirEntry[str]) -> bool:
    """Whether a directory is a recording of ours, or a run of MLflow, which has own files."""
    if os.path.lexists(f"{entry.path}/meta.yaml"):
        return os.path.lexists(f"{entry.path}/artifacts")
    is_named = AlternativeName.parse(entry.name) is not None
    return is_named and os.path.lexists(f"{entry.path}/metadata.yaml")


def found_files(root: Path, notes: Notes) -> Iterator[FoundFile]:
    """The files below a directory that may not be there, to be copied."""
    if root.is_dir() and not root.is_symlink():
        for key, path in files_below(root, notes):
            yield FoundFile(key, path)


def local_directory(address: str, base: Path) -> Path | None:
    """The directory inside of ``base`` that an address of another machine stands for.

    The address's last parts count, as many as there are in ``base``: what was moved is
    found, and nothing outside is ever reached.

    Args:
        address: a path, or a ``file:`` address.
        base: an absolute directory.
    """
    path = unquote(re.sub(r"^file:(//[^/]*)?", "", address)).replace("\\", "/")
    parts = [part for part in path.split("/") if part not in ("", ".")]
    if ".." in parts or "\0" in path or "://" in path or len(parts) > 100:
        return None
    real = base.resolve()
    for start in range(len(parts)):
        place = base.joinpath(*parts[start:])
        try:
            if place.is_dir() and place.resolve().is_relative_to(real):
                return place
        except OSError:
            continue
    return None


def read_small(path: Path, limit: int = LONGEST_DOCUMENT) -> bytes:
    """A small file's bytes.

    Raises:
        TooLargeError: it is longer than the limit.
        EmError: it can't be read.
    """
    try:
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except OSError as error:
        raise from_os_error(error, os.fspath(path)) from error
    if len(data) > limit:
        raise TooLargeError(os.fspath(path), f"longer than {limit:,} bytes")
    return data


def clean(name: str) -> str:
    """A file's name as text that can be written: bytes that aren't UTF-8 become escapes."""
    return name.encode("utf-8", "backslashreplace").decode()


def exact_value(text: str) -> Any:
    """The number or boolean whose text this is exactly, for tools that keep only texts.

    Everything else, such as ``007`` and ``1_000``, stays text.
    """
    if text in {"True", "False", "None"}:
        return {"True": True, "False": False, "None": None}[text]
    if len(text) > _LONGEST_NUMBER:
        return text
    for kind in (int, float):
        try:
            number = kind(text)
        except ValueError:
            continue
        if str(number) == text and number - number == 0:
            return number
    return text


def json_value(text: Any) -> Any:
    """The value of a JSON text as far as it can be read; None for what isn't one."""
    return json_io.load(text, _VALUES).value if isinstance(text, str | bytes) else None


def as_number(value: Any) -> float | None:
    """A float for an integer, float or boolean; tools write NaN and infinities as text."""
    if isinstance(value, int | float):
        try:
            return float(value)
        except OverflowError:
            return None
    if isinstance(value, str) and value in {"NaN", "Infinity", "-Infinity", "inf", "-inf", "nan"}:
        return float(value)
    return None


def as_integer(value: Any) -> int | None:
    """An integer, also of a float that is one; None for all else and for the huge."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    is_integer = isinstance(value, int) and not isinstance(value, bool)
    return value if is_integer and abs(value) < 1 << 63 else None


def seconds_of(text: Any) -> float | None:
    """Seconds since 1970 of an ISO 8601 text; one without an offset is in local time."""
    if not isinstance(text, str):
        return None
    try:
        return datetime.fromisoformat(text).timestamp()
    except (ValueError, OverflowError, OSError):
        return None


def plausible_time(seconds: float | None) -> float | None:
    """Seconds since 1970, where they can be a date at all."""
    if seconds is None:
        return None
    try:
        datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return seconds


class Database:
    """An SQLite file, read only.

    Queries take only real tables, so that no view of a hostile file is ever computed,
    and are stopped when they take very long.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path
        self._tables: dict[str, set[str]] = {}
        for name, kind in self._query("select name, type from sqlite_master"):
            if kind == "table" and isinstance(name, str) and _NAME.fullmatch(name):
                columns = self._query(f"pragma table_info({name})")
                self._tables[name] = {str(column[1]).lower() for column in columns}

    def has(self, table: str, *columns: str) -> bool:
        """Whether there is a table with these columns."""
        return table in self._tables and self._tables[table].issuperset(columns)

    def rows(
        self, table: str, columns: str, rest: str = "", values: tuple[Any, ...] = ()
    ) -> Iterator[tuple[Any, ...]]:
        """Rows of a table; none where there is no such table.

        Raises:
            MalformedError: the file is damaged, or a column isn't there.
        """
        if table in self._tables:
            yield from self._query(f"select {columns} from {table} {rest}", values)  # noqa: S608

    def _query(self, text: str, values: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
        steps = 0

        def has_taken_long() -> bool:
            nonlocal steps
            steps += 1
            return steps > _STEPS_OF_A_QUERY

        self._connection.set_progress_handler(has_taken_long, _INSTRUCTIONS)
        try:
            yield from self._connection.execute(text, values)
        except (sqlite3.Error, OverflowError, UnicodeDecodeError) as error:
            raise MalformedError(os.fspath(self._path), str(error)) from error


@contextmanager
def open_database(path: Path) -> Iterator[Database]:
    """Open an SQLite file to read.

    Raises:
        MalformedError: it isn't one, or it is damaged.
    """
    address = f"file:{quote(os.fspath(path.absolute()))}?mode=ro"
    try:
        connection = sqlite3.connect(address, uri=True, timeout=5)
    except sqlite3.Error as error:
        raise MalformedError(os.fspath(path), str(error)) from error
    with closing(connection):
        connection.text_factory = lambda data: data.decode("utf-8", "replace")
        connection.execute("pragma trusted_schema = off")
        yield Database(connection, path)


def attempt_read(path: Path) -> bytes | None:
    """A small file's bytes; None where it can't be read."""
    try:
        return read_small(path)
    except EmError:
        return None
