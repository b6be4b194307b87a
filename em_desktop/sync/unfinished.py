"""Transfers that are under way or have failed, noted so that a later session goes on with them.

A file of JSON lines for each in the user's state directory: first what goes where, then how
far it is. It is gone when the transfer is; one that nobody holds was cut off.
"""

from __future__ import annotations

import hashlib
import json
import os
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from em_desktop.domain.gestures import Deed, Description
from em_desktop.domain.nodes import NodeType
from em_desktop.domain.operations import IfTaken
from em_desktop.domain.paths import NodePath
from em_desktop.errors import EmError, MalformedError
from em_desktop.formats.file_copy import PIECE, Leftover, Part
from em_desktop.stores.base import Cancel, Store
from em_desktop.sync.history import is_locked_now
from em_desktop.sync.leftovers import Leftovers
from em_desktop.sync.operation_text import description_as_json, description_from_json
from em_desktop.sync.plans import Item, ItemKind, Plan, item_at, without_twins
from em_desktop.sync.trees import LocalTree

_SUFFIX = ".jsonl"


@dataclass(frozen=True, slots=True)
class Notebook:
    """Where the transfers of a store are noted.

    Attributes:
        directory: with the files of all stores.
        store_id: which store.
    """

    directory: Path
    store_id: str

    def begin(self, plan: Plan) -> Notes:
        """Note that a transfer begins; where that can't be written it goes unnoted."""
        file = self.directory / f"{self._prefix}{uuid.uuid4().hex}{_SUFFIX}"
        notes = Notes(file)
        notes.open(_plan_as_json(plan, datetime.now(UTC)))
        return notes

    def unfinished(self, known: Iterable[Path] = ()) -> list[Unfinished]:
        """What sessions that are gone have left, oldest first; it is this process's now.

        Args:
            known: files that this process has already.
        """
        found = []
        for file in sorted(self.directory.glob(f"{self._prefix}*{_SUFFIX}")):
            if file not in known:
                one = _read(file)
                if one is not None:
                    found.append(one)
        return sorted(found, key=lambda one: one.began)

    @property
    def _prefix(self) -> str:
        name = hashlib.sha256(os.fsencode(self.store_id)).hexdigest()[:20]
        return f"{name}-"


class Notes:
    """The file of one transfer. What can't be written into it costs only going on after a crash."""

    def __init__(self, file: Path, descriptor: int | None = None) -> None:
        self.file = file
        self._descriptor = descriptor

    def open(self, first: dict[str, Any]) -> None:
        """Make the file."""
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_APPEND
            self._descriptor = os.open(self.file, flags, 0o600)
        except OSError:
            return
        is_locked_now(self._descriptor)
        self._write(first)

    def at(self, number: int, place: Path) -> None:
        """Note where an unfinished item is."""
        self._write({"item": number, "at": os.fspath(place)})

    def tell(self, number: int, key: str, what: str | Part) -> None:
        """Note that a file of an item is whole, or a part of it is there."""
        if isinstance(what, Part):
            known: dict[str, Any] = {"part": [what.size, what.sha256, *what.source]}
        else:
            known = {"sha256": what}
        self._write({"item": number, "key": key, **known})

    def arrived(self, number: int) -> None:
        """Note that an item is in its place."""
        self._write({"item": number, "arrived": True})

    def end(self) -> None:
        """Nothing is left to go on with."""
        if self._descriptor is not None:
            self.leave()
            self.file.unlink(missing_ok=True)

    def leave(self) -> None:
        """Let it lie for a later session."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def _write(self, line: dict[str, Any]) -> None:
        if self._descriptor is None:
            return
        try:
            os.write(self._descriptor, json.dumps(line, separators=(",", ":")).encode() + b"\n")
        except OSError:
            os.close(self._descriptor)
            self._descriptor = None


@dataclass(slots=True, eq=False)
class Unfinished:
    """A transfer that was cut off.

    Attributes:
        description: of it for people.
        plan: what it was; its items know nothing of sizes.
        began: when.
        notes: its file.
        leftovers: what it has copied.
    """

    description: Description
    plan: Plan
    began: datetime
    notes: Notes
    leftovers: Leftovers = field(default_factory=Leftovers)

    def taken_over(self) -> Unfinished:
        """The same, for the one who goes on with it; this one has nothing any more."""
        numbers = {number: number for number in range(len(self.plan.items))}
        notes, self.notes = self.notes, Notes(self.notes.file)
        return replace(self, notes=notes, leftovers=self.leftovers.renumbered(numbers))

    def discard(self) -> None:
        """Give it up: what it has copied and its note are deleted. Blocks."""
        self.leftovers.discard()
        self.notes.end()

    def leave(self) -> None:
        """Let it lie for a later session."""
        self.leftovers.leave()
        self.notes.leave()


def plan_again(plan: Plan, store: Store | None, cancel: Cancel | None = None) -> Plan:
    """A plan that was made before, with its sources and its target as they are now.

    Args:
        plan: of whose items only place, name, kind, type and answer count; all are local.
        store: what it goes into; not asked for an export.
        cancel: ends the looking.

    Raises:
        EmError: the target is gone.
    """
    if plan.directory is not None or store is None:
        root = plan.directory or Path()
    else:
        root = store.location(plan.target)
    items, refused = [], list(plan.refused)
    for old in plan.items:
        try:
            item = item_at(Path(old.source.place()), old.name, old.type, cancel)
        except EmError as error:
            refused.append((old.source.place(), error))
        else:
            taken = plan.new_artifact is None and os.path.lexists(root / old.name)
            items.append(
                replace(
                    item,
                    kind=old.kind,
                    taken=taken,
                    if_taken=old.if_taken,
                    is_copy=old.is_copy,
                )
            )
    goes_into = store if plan.directory is None else None
    return replace(plan, items=without_twins(items), store=goes_into, refused=tuple(refused))


def _plan_as_json(plan: Plan, began: datetime) -> dict[str, Any]:
    return {
        "transfer": description_as_json(plan.description),
        "began": began.isoformat(),
        "deed": plan.deed.value,
        "target": list(plan.target.parts),
        "directory": None if plan.directory is None else os.fspath(plan.directory),
        "artifact": plan.new_artifact,
        "items": [
            {
                "source": item.source.place(),
                "name": item.name,
                "kind": item.kind.value,
                "type": item.type.value,
                "copy": item.is_copy,
                "taken": item.if_taken.value,
            }
            for item in plan.items
        ],
    }


def _plan_from_json(line: dict[str, Any]) -> Plan:
    items = tuple(
        Item(
            LocalTree(Path(one["source"])),
            str(one["name"]),
            ItemKind(one["kind"]),
            0,
            0,
            if_taken=IfTaken(one["taken"]),
            is_copy=bool(one["copy"]),
            type=NodeType(one["type"]),
        )
        for one in line["items"]
    )
    directory = None if line["directory"] is None else Path(line["directory"])
    target, artifact = NodePath(tuple(line["target"])), line["artifact"]
    return Plan(Deed(line["deed"]), items, None, target, directory, artifact)


def _read(file: Path) -> Unfinished | None:
    """What a file says, if nobody holds it; one that says nothing is deleted."""
    try:
        descriptor = os.open(file, os.O_RDWR | os.O_APPEND)
    except OSError:
        return None
    if not is_locked_now(descriptor):
        os.close(descriptor)
        return None
    notes = Notes(file, descriptor)
    try:
        lines = _lines(file.read_bytes())
        if not lines:  # it is just being made
            notes.leave()
            return None
        first = lines.pop(0)
        unfinished = Unfinished(
            description_from_json(first["transfer"]),
            _plan_from_json(first),
            datetime.fromisoformat(first["began"]),
            notes,
        )
        _fill(unfinished, lines)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, MalformedError, EmError):
        notes.end()
        return None
    return unfinished


def _lines(data: bytes) -> list[dict[str, Any]]:
    """All lines that a crash has left whole."""
    whole = data[: data.rfind(b"\n") + 1]
    return [json.loads(line) for line in whole.splitlines()]


def _fill(unfinished: Unfinished, lines: Iterable[dict[str, Any]]) -> None:
    """Take over what is there of each item."""
    places, known, arrived = dict[int, Path](), dict[int, Leftover](), set[int]()
    for line in lines:
        number = int(line["item"])
        left = known.setdefault(number, Leftover(is_proven=False))
        match line:
            case {"at": str(where)}:
                places[number] = Path(where)
            case {"key": str(key), "sha256": str(sha256)}:
                left.note(key, sha256)
            case {"key": str(key), "part": [size, sha256, *source]}:
                left.note(key, Part(int(size), str(sha256), (int(source[0]), int(source[1]))))
            case {"arrived": True}:
                arrived.add(number)
    items = unfinished.plan.items
    left_over = [number for number in range(len(items)) if number not in arrived]
    unfinished.plan = replace(unfinished.plan, items=tuple(items[each] for each in left_over))
    for new, number in enumerate(left_over):
        place = places.get(number)
        if place is not None and os.path.lexists(place):
            _prove_large(place, known[number])
            unfinished.leftovers.adopt(new, place, known[number])


def _prove_large(place: Path, left: Leftover) -> None:
    """Let whole files that are large be gone on with as parts, whose hash is read with progress."""
    for key, sha256 in list(left.finished.items()):
        try:
            status = (place / key if key else place).lstat()
        except OSError:
            del left.finished[key]
            continue
        if status.st_size > PIECE:
            del left.finished[key]
            left.parts[key] = Part(status.st_size, sha256, (status.st_size, status.st_mtime_ns))
