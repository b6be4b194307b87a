"""The trials of large searches, kept as they were read; deleting the files loses nothing."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import fields
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

from em_desktop.domain.autotune import Trial, TrialStatus
from em_desktop.formats.autotune_curves import Curve
from em_desktop.formats.autotune_trials import Remembered

LEAST_TRIALS = 100
"""Smaller searches are parsed each time: that takes a few milliseconds."""
LIMIT = 2 << 30

_SUFFIX = ".trials"
_VERSION = 1
_BUSY_SECONDS = 2.0
_TIMES = ("submitted", "started", "ended")
_FIELDS = tuple(one.name for one in fields(Trial))


class TrialCache:
    """What was read of one search, as a database file; it may be deleted at any time.

    A file that can't be used is made anew; where that fails too, nothing is kept.

    Args:
        directory: where the files of all searches are; made when the first is written.
        location: where the search is.
        limit: bytes that all files together may take; the least recently used go first.
    """

    def __init__(self, directory: Path, location: str, limit: int = LIMIT) -> None:
        name = hashlib.sha256(location.encode(errors="surrogateescape")).hexdigest()[:40]
        self._path = directory / (name + _SUFFIX)
        self._limit = limit

    def load(self) -> dict[str, Remembered]:
        """All that is kept, by the trial's id; nothing where the file is damaged."""
        if not self._path.exists():
            return {}
        try:
            with self._open() as database:
                rows = database.execute("SELECT id, stamp, trial, finals, curve FROM trial")
                found = {row[0]: _remembered(row) for row in rows}
            os.utime(self._path)  # used just now
        except (sqlite3.Error, ValueError, TypeError, OSError):
            with suppress(OSError):
                self._path.unlink()
            return {}
        return found

    def keep(self, trials: Mapping[str, Remembered], removed: Iterable[str]) -> None:
        """Keep these too, in place of older ones, and forget those that were removed."""
        if len(trials) < LEAST_TRIALS and not self._path.exists():
            return
        with suppress(sqlite3.Error, OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._open() as database, database:
                database.executemany(
                    "DELETE FROM trial WHERE id = ?", ((trial_id,) for trial_id in removed)
                )
                database.executemany(
                    "INSERT OR REPLACE INTO trial VALUES (?, ?, ?, ?, ?)", _rows(trials)
                )
            self._make_room()

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self._path, timeout=_BUSY_SECONDS)) as database:
            database.execute("PRAGMA synchronous = OFF")  # a damaged cache is made anew
            (version,) = database.execute("PRAGMA user_version").fetchone()
            if version != _VERSION:
                with database:
                    database.execute("DROP TABLE IF EXISTS trial")
                    database.execute(
                        "CREATE TABLE trial"
                        " (id TEXT PRIMARY KEY, stamp TEXT, trial TEXT, finals TEXT, curve BLOB)"
                    )
                    database.execute(f"PRAGMA user_version = {_VERSION}")
            yield database

    def _make_room(self) -> None:
        files = []
        for path in self._path.parent.glob("*" + _SUFFIX):
            with suppress(OSError):
                status = path.stat()
                files.append((status.st_mtime_ns, status.st_size, path))
        total = sum(size for _, size, _ in files)
        for _, size, path in sorted(files):
            if total <= self._limit:
                return
            with suppress(OSError):
                path.unlink()
                total -= size


def _rows(trials: Mapping[str, Remembered]) -> Iterator[tuple[str, str, str, str, bytes]]:
    for trial_id, one in trials.items():
        if one.trial is not None and one.curve is not None:
            stamp, finals = json.dumps(one.stamp), json.dumps(dict(one.curve.finals))
            yield trial_id, stamp, _trial_text(one.trial), finals, _curve_bytes(one.curve)


def _remembered(row: tuple[str, str, str, str, bytes]) -> Remembered:
    _, stamp, trial, finals, curve = row
    metadata, metrics = json.loads(stamp)
    both = np.frombuffer(curve, dtype=np.float64)
    half = len(both) // 2
    return Remembered(
        (tuple(metadata), None if metrics is None else tuple(metrics)),
        _trial(json.loads(trial)),
        curve=Curve(both[:half], both[half:], json.loads(finals) if finals != "{}" else {}),
    )


def _trial_text(trial: Trial) -> str:
    values = [getattr(trial, name) for name in _FIELDS]
    return json.dumps(values, default=_plain)


def _plain(value: object) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(type(value).__name__)


def _trial(values: list[Any]) -> Trial:
    named = dict(zip(_FIELDS, values, strict=True))
    named["status"] = TrialStatus(named["status"])
    for name in _TIMES:
        if named[name] is not None:
            named[name] = datetime.fromisoformat(named[name])
    return Trial(**named)


def _curve_bytes(curve: Curve) -> bytes:
    return curve.steps.tobytes() + curve.values.tobytes()
