"""What was removed: under ``.em-store/trash/<id>/``, with a note of where it was."""

from __future__ import annotations

import os
import re
import shutil
import uuid
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote_to_bytes

from em_desktop.domain.nodes import Node, NodeType
from em_desktop.domain.paths import NodePath, check_object_key, check_segment
from em_desktop.domain.recordings import Scalar, Value
from em_desktop.errors import (
    AccessDeniedError,
    AlreadyExistsError,
    EmError,
    InvalidNameError,
    NotFoundError,
    from_os_error,
)
from em_desktop.formats.durable import Durably, alone
from em_desktop.formats.files import TEMPORARY_PREFIX, writing
from em_desktop.formats.source import DirectorySource
from em_desktop.formats.times import format_time, parse_time
from em_desktop.formats.yaml_io import dump, load
from em_desktop.stores.base import TrashedNode
from em_desktop.stores.local.describe import describe
from em_desktop.stores.local.renaming import rename_without_replacing

TRASH = Path(".em-store", "trash")
_NOTE = "removed.yaml"
_CONTENT = "content"


@dataclass(frozen=True, slots=True)
class Note:
    """Where something was.

    Attributes:
        path: the node.
        key: the object of the node, if that alone was removed.
        removed: when.
    """

    path: NodePath
    key: str
    removed: datetime


class Trash:
    """The trash of the store in the directory ``root``."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def take(self, place: Path, path: NodePath, key: str = "", wanted_id: str | None = None) -> str:
        """Move what is at ``place`` into the trash, in one step.

        Args:
            place: the node's directory or file, or an object's file.
            path: the node's path.
            key: the object's key; empty for a whole node.
            wanted_id: the node's own id, which becomes the trash's where it is free.

        Returns:
            the id with which it is restored.

        Raises:
            EmError: it stays where it was.
        """
        return alone(self.taking(place, path, key, wanted_id))

    def taking(
        self, place: Path, path: NodePath, key: str = "", wanted_id: str | None = None
    ) -> Durably[str]:
        """As `take`, alone or together with others."""
        entry = self._new_entry(wanted_id)
        try:
            yield from writing(entry / _NOTE, _note_text(path, key).encode("ascii"))
            (entry / _CONTENT).mkdir()
            rename_without_replacing(place, entry / _CONTENT / place.name)
        except OSError as error:
            self._discard(entry)
            raise from_os_error(error, os.fspath(place)) from error
        except EmError:
            self._discard(entry)
            raise
        yield from _sync(entry / _CONTENT, place.parent)
        return entry.name

    def note(self, trash_id: str) -> Note:
        """Where something was.

        Raises:
            NotFoundError: nothing of this id is in the trash.
        """
        return self._found(trash_id)[0]

    def kind(self, trash_id: str) -> NodeType:
        """The type of a removed node.

        Raises:
            NotFoundError: nothing of this id is in the trash.
        """
        return _node(*self._found(trash_id)).type

    def put_back(self, trash_id: str, place: Path) -> None:
        """Move something out of the trash to ``place``, whose directory is there.

        Raises:
            AlreadyExistsError: something else is there by now.
            EmError: it stays in the trash.
        """
        alone(self.putting_back(trash_id, place))

    def putting_back(self, trash_id: str, place: Path) -> Durably[None]:
        """As `put_back`, alone or together with others."""
        _, content = self._found(trash_id)
        try:
            rename_without_replacing(content, place)
        except FileExistsError as error:
            raise AlreadyExistsError(os.fspath(place), "something else is there now") from error
        except OSError as error:
            raise from_os_error(error, os.fspath(place)) from error
        yield from _sync(place.parent)
        self._discard(content.parent.parent)

    def nodes(self) -> Sequence[TrashedNode]:
        """What is in the trash, newest first."""
        trashed = []
        for trash_id in self._ids():
            with suppress(EmError, OSError):  # left by a crash, or gone meanwhile
                note, content = self._found(trash_id)
                trashed.append(TrashedNode(trash_id, _node(note, content), note.removed))
        return sorted(trashed, key=lambda one: (one.removed, one.id), reverse=True)

    def unusable(self) -> Sequence[tuple[str, bool]]:
        """Ids of the entries from which nothing can be restored, and whether nothing is in them.

        An entry in which files lie but no note says whose they are isn't empty.
        """
        found = []
        for trash_id in self._ids():
            entry = self._entry(trash_id)
            if trash_id.startswith(TEMPORARY_PREFIX):
                continue
            try:
                self._found(trash_id)
            except EmError:
                content = entry / _CONTENT
                is_empty = entry.is_dir() and not (content.is_dir() and any(content.iterdir()))
                known = {_NOTE, _CONTENT}
                is_ours = is_empty and all(
                    one.name in known or one.name.startswith(TEMPORARY_PREFIX)
                    for one in entry.iterdir()
                )
                found.append((trash_id, is_ours))
        return found

    def empty(self, ids: Sequence[str] | None) -> None:
        """Delete for good what is in the trash, or only these.

        Raises:
            NotFoundError: one of ``ids`` isn't there; the others are deleted all the same.
            EmError: something can't be deleted.
        """
        missing = [trash_id for trash_id in ids or () if trash_id not in self._ids()]
        for trash_id in self._ids() if ids is None else [one for one in ids if one not in missing]:
            _delete(self._entry(trash_id))
        self._tidy()
        if missing:
            raise NotFoundError(missing[0], "not in the trash")

    def _new_entry(self, wanted_id: str | None) -> Path:
        trash = self._directory()
        names = [str(uuid.uuid4())]
        if wanted_id is not None and re.fullmatch(r"[0-9A-Za-z-]{1,64}", wanted_id):
            names.insert(0, wanted_id)
        for name in names:
            try:
                trash.mkdir(parents=True, exist_ok=True)
                (trash / name).mkdir()
            except FileExistsError:
                continue
            except OSError as error:
                raise from_os_error(error, os.fspath(trash / name)) from error
            return trash / name
        raise AlreadyExistsError(os.fspath(trash))

    def _directory(self) -> Path:
        """The trash's own directory, which may not be there."""
        for directory in (self._root / TRASH.parent, self._root / TRASH):
            if directory.is_symlink():  # what it points at isn't ours to fill or to empty
                raise AccessDeniedError(os.fspath(directory), "a link isn't followed")
        return self._root / TRASH

    def _ids(self) -> list[str]:
        try:
            return sorted(os.listdir(self._directory()))  # noqa: PTH208 - names alone
        except (FileNotFoundError, NotADirectoryError):
            return []
        except OSError as error:
            raise from_os_error(error, os.fspath(self._root / TRASH)) from error

    def _entry(self, trash_id: str) -> Path:
        try:
            return self._directory() / check_segment(trash_id)
        except InvalidNameError as error:
            raise NotFoundError(trash_id, "not in the trash") from error

    def _found(self, trash_id: str) -> tuple[Note, Path]:
        """The note of an entry, and where its content is."""
        entry = self._entry(trash_id)
        note = _read_note(entry)
        name = note.key.rpartition("/")[2] or note.path.name
        content = entry / _CONTENT / name
        if not os.path.lexists(content):
            raise NotFoundError(trash_id, "not in the trash")
        return note, content

    def _discard(self, entry: Path) -> None:
        """Remove an entry that holds nothing (any more)."""
        with suppress(OSError):
            (entry / _CONTENT).rmdir()
        if not (entry / _CONTENT).exists():
            with suppress(OSError):
                (entry / _NOTE).unlink(missing_ok=True)
                entry.rmdir()
        self._tidy()

    def _tidy(self) -> None:
        """Leave no empty trash behind."""
        for directory in (self._root / TRASH, self._root / TRASH.parent):
            with suppress(OSError):
                directory.rmdir()


def _delete(entry: Path) -> None:
    """Delete an entry for good; a half-deleted one is called as what nobody needs any more."""
    try:
        if entry.is_symlink() or not entry.is_dir():
            entry.unlink()
            return
        if not entry.name.startswith(TEMPORARY_PREFIX):
            doomed = entry.with_name(f"{TEMPORARY_PREFIX}{entry.name}")
            entry.rename(doomed)
            entry = doomed
        shutil.rmtree(entry)  # links in it are removed, not followed
    except OSError as error:
        raise from_os_error(error, os.fspath(entry)) from error


def _node(note: Note, content: Path) -> Node:
    """The removed node or file as it was listed."""
    path = note.path
    if note.key:
        path = NodePath((*path.parts, *note.key.split("/")))
        if content.is_dir() and not content.is_symlink():
            return Node(path, NodeType.FOLDER, path.name)
        return Node(path, NodeType.FILE, path.name, size=content.lstat().st_size)
    return describe(os.fspath(content), path)


def _note_text(path: NodePath, key: str) -> str:
    values: dict[Scalar, Value] = {
        "path": _escaped(str(path)),
        "removed": format_time(datetime.now(UTC)),
    }
    if key:
        values["key"] = _escaped(key)
    return dump(values)


def _read_note(entry: Path) -> Note:
    values = load(DirectorySource(entry).read(_NOTE), file=_NOTE).value
    fields = values if isinstance(values, dict) else {}
    path, key, removed = (fields.get(name, "") for name in ("path", "key", "removed"))
    time = parse_time(removed) if isinstance(removed, str) else None
    if not isinstance(path, str) or not path or not isinstance(key, str):
        raise NotFoundError(entry.name, "its note says nothing")
    try:
        at = NodePath.parse(_unescaped(path))
        if key:
            check_object_key(_unescaped(key))
    except InvalidNameError as error:
        raise NotFoundError(entry.name, f"its note names no place: {error}") from error
    return Note(at, _unescaped(key), time or datetime.fromtimestamp(0, UTC))


def _escaped(text: str) -> str:
    """The text, with bytes that aren't UTF-8 as ``%FF``."""
    return re.sub("[%\udc80-\udcff]", lambda match: f"%{ord(match[0]) & 0xFF:02X}", text)


def _unescaped(text: str) -> str:
    return os.fsdecode(unquote_to_bytes(text))


def _sync(*directories: Path) -> Durably[None]:
    for directory in directories:
        with suppress(OSError):  # it is done; only a power failure could still undo it
            yield directory
