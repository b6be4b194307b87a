"""What was done to a store, so that it can be undone, also after a restart or a crash.

A file of JSON lines in the user's state directory, for each store. A gesture is written
down before it begins, each operation before and after it is done, some of them together;
so a crash leaves few of which it isn't known whether they were done, and that can be looked up.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from em_desktop.domain.gestures import Description
from em_desktop.domain.operations import Operation
from em_desktop.errors import MalformedError, from_os_error
from em_desktop.formats.files import write_file
from em_desktop.sync.operation_text import (
    description_as_json,
    description_from_json,
    operation_as_json,
    operation_from_json,
)

_MOST_ENTRIES = 200
_MOST_BYTES = 16 << 20
_MOST_PROCESSES = 8


class State(StrEnum):
    """What can be done with an entry."""

    DONE = "done"
    """It can be undone."""
    UNDONE = "undone"
    """It can be done again."""
    FINAL = "final"
    """Neither."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A gesture that was made.

    Attributes:
        number: the same as long as the entry is known; later ones have higher ones.
        way: the operations that undo it, or do it again, in order.
        turn: rises with each gesture, undo and redo; the newest is the first to be taken back.
    """

    number: int
    description: Description
    when: datetime
    state: State
    way: tuple[Operation, ...]
    turn: int


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What will undo an operation that is about to be done.

    Attributes:
        inverse: undoes it; a `Restore` without id is looked up in the trash.
        existed: whether what the inverse would remove was there before.
    """

    inverse: Operation
    existed: bool = False


@dataclass(slots=True)
class Unfinished:
    """A gesture under way, or one that a crash has cut off.

    Attributes:
        number: of its entry; a new one for a new gesture.
        target: what the entry's state is when all is done.
        inverses: of what was done, in the order of doing.
        tried: how many operations were done or failed.
        about: what is being done, or was at the crash: of each operation what undoes it and its
            parts.
    """

    number: int
    description: Description
    when: datetime
    target: State
    inverses: list[Operation] = field(default_factory=list)
    tried: int = 0
    about: tuple[tuple[Foreseen, ...], ...] = ()

    def note(self, inverses: Sequence[Operation]) -> None:
        """Note that the first of what is being done is over, and what undoes it."""
        self.about = self.about[1:]
        self.inverses += inverses
        self.tried += 1


class History:
    """The gestures made in one store; not safe for several threads (`Editing` is).

    Args:
        directory: where the files of all stores are; None keeps it in memory.
        store_id: which store.
    """

    def __init__(self, directory: Path | None, store_id: str) -> None:
        self._store_id = store_id
        self._entries: dict[int, Entry] = {}
        self._turn = 0
        self._current: Unfinished | None = None
        self._descriptor: int | None = None
        self._file: Path | None = None
        if directory is not None:
            self._open(directory)

    @classmethod
    def in_memory(cls) -> History:
        """One that is forgotten at the end."""
        return cls(None, "")

    def entries(self) -> tuple[Entry, ...]:
        """All that is remembered, newest first."""
        return tuple(sorted(self._entries.values(), key=lambda one: -one.number))

    def entry(self, number: int) -> Entry | None:
        """The entry of this number, if it is remembered."""
        return self._entries.get(number)

    def next_to(self, state: State) -> Entry | None:
        """The newest entry in this state: what undo or redo would take."""
        found = [entry for entry in self._entries.values() if entry.state is state]
        return max(found, key=lambda entry: entry.turn, default=None)

    @property
    def unfinished(self) -> Unfinished | None:
        """What a crash has cut off; settle it with `did` and `end`."""
        return self._current

    def begin(self, description: Description, entry: Entry | None = None) -> None:
        """Note that a gesture begins, before it does.

        Args:
            description: what people call it.
            entry: what is undone or redone; None for a new gesture, after which nothing
                that is undone can be done again.
        """
        number = max(self._entries, default=0) + 1 if entry is None else entry.number
        is_undo = entry is not None and entry.state is State.DONE
        current = Unfinished(
            number, description, datetime.now(UTC), State.UNDONE if is_undo else State.DONE
        )
        self._write(
            {
                "begin": number,
                "description": description_as_json(description),
                "when": current.when.isoformat(),
                "target": current.target.value,
                "new": entry is None,
            }
        )
        self._sync()
        self._start(current, is_new=entry is None)

    def about_to(self, *foreseen: Sequence[Foreseen]) -> None:
        """Note what would undo the operations that are done next."""
        current = self._under_way()
        current.about = tuple(tuple(one) for one in foreseen)
        self._write(_about_as_json(current))

    def did(self, *inverses: Sequence[Operation]) -> None:
        """Note that the operations were done, and what undoes each; nothing for one that failed."""
        current = self._under_way()
        for one in inverses:
            current.note(one)
        self._write(*({"did": [operation_as_json(each) for each in one]} for one in inverses))

    def end(self, left: Sequence[Operation] = ()) -> None:
        """Note that the gesture is over.

        Args:
            left: of an undo or redo, what wasn't done but can be tried again.
        """
        self._write({"end": [operation_as_json(one) for one in left]})
        self._finish(tuple(left))
        if self._descriptor is not None and os.fstat(self._descriptor).st_size > _MOST_BYTES:
            self._rewrite()

    def close(self) -> None:
        """Let others have the file."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def _start(self, current: Unfinished, *, is_new: bool) -> None:
        self._current = current
        if is_new:
            for number, entry in self._entries.items():
                if entry.state is State.UNDONE:
                    self._entries[number] = replace(entry, state=State.FINAL, way=())

    def _under_way(self) -> Unfinished:
        if self._current is None:
            raise ValueError("no gesture is under way")
        return self._current

    def _finish(self, left: tuple[Operation, ...]) -> None:
        current, self._current = self._under_way(), None
        known = self._entries.get(current.number)
        if known is not None and not current.inverses:  # nothing was undone
            state = known.state if left else State.FINAL
            self._entries[known.number] = replace(known, state=state, way=left)
        if not current.inverses:
            return
        number, when = current.number, current.when
        if known is not None and left:  # only a part was undone: that is an entry of its own
            self._entries[known.number] = replace(known, way=left)
            number = max(self._entries) + 1
        elif known is not None:
            when = known.when
        self._turn += 1
        way = tuple(reversed(current.inverses))
        description = current.description
        self._entries[number] = Entry(number, description, when, current.target, way, self._turn)
        for old in sorted(self._entries)[:-_MOST_ENTRIES]:
            del self._entries[old]

    def _open(self, directory: Path) -> None:
        """Take the store's file, or another one where another process has that."""
        name = hashlib.sha256(os.fsencode(self._store_id)).hexdigest()[:20]
        try:
            directory.mkdir(parents=True, exist_ok=True)
            for number in range(1, _MOST_PROCESSES + 1):
                file = directory / (f"{name}.jsonl" if number == 1 else f"{name}-{number}.jsonl")
                descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
                if is_locked_now(descriptor):
                    self._file, self._descriptor = file, descriptor
                    self._read(file.read_bytes())
                    return
                os.close(descriptor)
        except OSError as error:
            raise from_os_error(error, os.fspath(directory)) from error

    def _read(self, data: bytes) -> None:
        """Remember what the lines say; one that makes no sense ends the reading."""
        for line in data.splitlines():
            try:
                self._apply(json.loads(line))
            except (ValueError, KeyError, TypeError, AttributeError, MalformedError):
                break
        is_whole = data.endswith(b"\n") or not data
        if not is_whole or len(data) > _MOST_BYTES // 4:
            self._rewrite()

    def _apply(self, line: dict[str, Any]) -> None:
        match line:
            case {"begin": int(number), "new": bool(is_new)}:
                if self._current is not None:
                    self._finish(())
                description = description_from_json(line["description"])
                when = datetime.fromisoformat(line["when"])
                unfinished = Unfinished(number, description, when, State(line["target"]))
                self._start(unfinished, is_new=is_new)
            case {"doing": [*about]}:
                self._under_way().about = tuple(
                    tuple(
                        Foreseen(operation_from_json(one), bool(existed)) for one, existed in each
                    )
                    for each in about
                )
            case {"did": [*inverses]}:
                self._under_way().note([operation_from_json(one) for one in inverses])
            case {"end": [*left]}:
                self._finish(tuple(operation_from_json(one) for one in left))
            case {"entry": int(number)}:
                way = tuple(operation_from_json(one) for one in line["way"])
                when = datetime.fromisoformat(line["when"])
                description = description_from_json(line["description"])
                state, self._turn = State(line["state"]), max(self._turn, int(line["turn"]))
                turn = int(line["turn"])
                self._entries[number] = Entry(number, description, when, state, way, turn)

    def _rewrite(self) -> None:
        """Replace the file by one with what is remembered alone."""
        if self._file is None or self._descriptor is None:
            return
        lines = [_entry_as_json(entry) for entry in self._kept()]
        current = self._current
        if current is not None:
            lines.append(
                {
                    "begin": current.number,
                    "description": description_as_json(current.description),
                    "when": current.when.isoformat(),
                    "target": current.target.value,
                    "new": False,
                }
            )
            lines += [{"did": [operation_as_json(one)]} for one in current.inverses]
            lines += [{"did": []}] * (current.tried - len(current.inverses))
            lines.append(_about_as_json(current))
        write_file(self._file, b"".join(map(_encoded, lines)))
        old = self._descriptor
        self._descriptor = os.open(self._file, os.O_RDWR | os.O_APPEND)
        is_locked_now(self._descriptor)
        os.close(old)

    def _kept(self) -> list[Entry]:
        """The newest entries that fit into half of the file, oldest first."""
        kept: list[Entry] = []
        size = 0
        for entry in self.entries():
            size += len(_encoded(_entry_as_json(entry)))
            if size > _MOST_BYTES // 2 and kept:
                break
            kept.insert(0, entry)
        self._entries = {entry.number: entry for entry in kept}
        return kept

    def _write(self, *lines: dict[str, Any]) -> None:
        if self._descriptor is None:
            return
        data = memoryview(b"".join(map(_encoded, lines)))
        try:
            while data:
                data = data[os.write(self._descriptor, data) :]
        except OSError as error:
            raise from_os_error(error, os.fspath(self._file or "")) from error

    def _sync(self) -> None:
        if self._descriptor is not None:
            try:
                os.fsync(self._descriptor)
            except OSError as error:
                raise from_os_error(error, os.fspath(self._file or "")) from error


def _entry_as_json(entry: Entry) -> dict[str, Any]:
    return {
        "entry": entry.number,
        "description": description_as_json(entry.description),
        "when": entry.when.isoformat(),
        "state": entry.state.value,
        "way": [operation_as_json(one) for one in entry.way],
        "turn": entry.turn,
    }


def _about_as_json(current: Unfinished) -> dict[str, Any]:
    return {
        "doing": [
            [[operation_as_json(one.inverse), one.existed] for one in each]
            for each in current.about
        ]
    }


def _encoded(line: dict[str, Any]) -> bytes:
    return json.dumps(line, separators=(",", ":")).encode("ascii") + b"\n"


def is_locked_now(descriptor: int) -> bool:
    """Whether a file is this process's own now, and nobody else's until it is closed."""
    if sys.platform == "win32":
        return True
    import fcntl

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
