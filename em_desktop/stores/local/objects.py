"""Changing the files of a node."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from em_desktop.domain.naming import comparable, free_segment
from em_desktop.domain.nodes import Node, NodeType, StorageType
from em_desktop.domain.operations import (
    Changes,
    IfTaken,
    MoveObject,
    Outcome,
    RemoveObject,
    Restore,
    check_object_move,
)
from em_desktop.domain.paths import NodePath
from em_desktop.errors import (
    AlreadyExistsError,
    EmError,
    InvalidMoveError,
    InvalidNameError,
    LockedError,
    NotFoundError,
    NotSupportedError,
)
from em_desktop.formats import checksums
from em_desktop.stores.local import expectations
from em_desktop.stores.local.places import Places
from em_desktop.stores.local.reader import NodeReader
from em_desktop.stores.local.renaming import rename_without_replacing
from em_desktop.stores.local.trash import Note, Trash
from em_desktop.stores.local.writing import directory_of_object, write_stream
from em_desktop.stores.protected import check_replaceable


class ObjectEditor:
    """Puts files into nodes and takes them out."""

    def __init__(self, places: Places, reader: NodeReader, trash: Trash) -> None:
        self._places = places
        self._reader = reader
        self._trash = trash

    def put(self, path: NodePath, key: str, content: BinaryIO) -> Changes:
        """See `Store.put`."""
        node = self._reader.node(path)
        place = self._places.locate(path)
        if node.type is NodeType.FILE:
            if key != path.name:
                raise InvalidNameError(key, "a single file holds itself alone")
        else:
            self._check_files(node)
            check_replaceable(node.type, key)
            place = _place(place, key, create=True)
        write_stream(place, content)
        return Changes(nodes=frozenset({path}))

    def add(self, path: NodePath, key: str, arrived: Path, if_taken: IfTaken) -> Outcome:
        """Make what has arrived a file, or a directory of files, of a node, in one step.

        Args:
            path: the node.
            key: where it goes in the node.
            arrived: the file or directory, on the same file system.
            if_taken: what happens where something is there.

        Raises:
            AlreadyExistsError, InvalidNameError: it can't go there.
        """
        node = self._reader.node(path)
        self._check_files(node)
        check_replaceable(node.type, key)
        place = _place(self._places.locate(path), key, create=True)

        def undo(key: str, place: Path) -> RemoveObject:
            return RemoveObject(path, key, expectations.noted_state(place))

        return self._settle(path, key, arrived, place, if_taken, undo)

    def move(self, operation: MoveObject) -> Outcome:
        """Give a file, or a directory of files, another key in its node."""
        path, key, new_key = operation.path, operation.key, operation.new_key
        node = self._reader.node(path)
        self._check_files(node)
        for each in (key, new_key):
            check_replaceable(node.type, each)
        root = self._places.locate(path)
        source = _place(root, key, create=False)
        if not os.path.lexists(source):
            raise NotFoundError(os.fspath(source), "no file of the node")
        expectations.check(source, operation.expects)
        if new_key == key:
            return Outcome(Changes(), None)
        check_object_move(key, new_key)
        place = _place(root, new_key, create=True)

        def undo(new_key: str, place: Path) -> MoveObject:
            with suppress(EmError):  # without its noted hash the file is no worse
                checksums.rekey(root, key, new_key)
            expected = expectations.noted_identity(place)
            return MoveObject(path, new_key, key, expects=expected)

        return self._settle(path, new_key, source, place, operation.if_taken, undo)

    def _settle(
        self,
        path: NodePath,
        key: str,
        source: Path,
        place: Path,
        if_taken: IfTaken,
        undo: Callable[[str, Path], RemoveObject | MoveObject],
    ) -> Outcome:
        """Put a file where it is wanted, or as ``if_taken`` says where that is taken."""
        removed: Outcome | None = None
        if os.path.lexists(place) and not _is_same(source, place):
            match if_taken:
                case IfTaken.SKIP:
                    return Outcome(Changes(), None)
                case IfTaken.KEEP_BOTH:
                    kind = NodeType.FOLDER if place.is_dir() else NodeType.FILE
                    names = os.listdir(place.parent)  # noqa: PTH208 - names alone
                    name = free_segment(kind, place.name, names)
                    key = "/".join([*key.split("/")[:-1], name])
                    place = place.with_name(name)
                case IfTaken.REPLACE if source.is_relative_to(place):
                    raise InvalidMoveError(key, "it lies in what it would replace")
                case IfTaken.REPLACE:
                    removed = self.remove(RemoveObject(path, key))
                case IfTaken.REFUSE:
                    raise AlreadyExistsError(os.fspath(place), "the name is taken")
        try:
            self._rename(source, place)
        except EmError:
            if removed is not None and isinstance(removed.inverse, Restore):
                self.restore(removed.inverse.trash_id, self._trash.note(removed.inverse.trash_id))
            raise
        outcome = Outcome(Changes(nodes=frozenset({path})), undo(key, place))
        return outcome if removed is None else outcome.after(removed)

    def remove(self, operation: RemoveObject) -> Outcome:
        """Into the trash with a file or a directory of files."""
        path, key = operation.path, operation.key
        node = self._reader.node(path)
        self._check_files(node)
        check_replaceable(node.type, key)
        if node.locked:
            raise LockedError(str(path), "it is locked against deletion")
        place = _place(self._places.locate(path), key, create=False)
        if not os.path.lexists(place):
            raise NotFoundError(os.fspath(place), "no file of the node")
        expectations.check(place, operation.expects)
        trash_id = self._trash.take(place, path, key)
        with suppress(EmError):
            checksums.tidy(self._places.locate(path))
        return Outcome(Changes(nodes=frozenset({path})), Restore(trash_id, path=path))

    def restore(self, trash_id: str, note: Note) -> Outcome:
        """Out of the trash with it."""
        self._check_files(self._reader.node(note.path))
        place = _place(self._places.locate(note.path), note.key, create=True)
        self._trash.put_back(trash_id, place)
        inverse = RemoveObject(note.path, note.key, expectations.noted_state(place))
        return Outcome(Changes(nodes=frozenset({note.path})), inverse)

    def _rename(self, source: Path, target: Path) -> None:
        try:
            rename_without_replacing(source, target)
        except OSError as error:
            raise self._places.error(error, target) from error

    def _check_files(self, node: Node) -> None:
        if node.storage_type is StorageType.FILE:
            raise NotSupportedError(str(node.path), "a single file is removed as a node")
        if node.storage_type is not StorageType.FILES:
            raise NotSupportedError(str(node.path), "it holds no files")


def _is_same(source: Path, place: Path) -> bool:
    """Whether only the case of a name changes, on a file system to which that is the same."""
    return comparable(source.name) == comparable(place.name) and source.samefile(place)


def _place(node: Path, key: str, *, create: bool) -> Path:
    return directory_of_object(node, key, create=create) / key.rpartition("/")[2]
