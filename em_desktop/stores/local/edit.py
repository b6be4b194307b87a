"""Changing a folder's tree: one operation at a time, wholly or not at all."""

from __future__ import annotations

import os
import stat
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from em_desktop.domain.naming import check_folder_name, comparable, new_segment
from em_desktop.domain.nodes import Node, NodeType, StorageType
from em_desktop.domain.operations import (
    Changes,
    CreateFolder,
    Move,
    Operation,
    Outcome,
    Remove,
    RemoveObject,
    Restore,
    SetDescription,
    SetLabels,
    check_move,
)
from em_desktop.domain.paths import AlternativeName, NodePath, check_new_name
from em_desktop.errors import (
    AlreadyExistsError,
    ConflictError,
    EmError,
    InvalidMoveError,
    InvalidNameError,
    NotFoundError,
    NotSupportedError,
)
from em_desktop.formats import node_meta
from em_desktop.formats.node_meta import NodeMeta
from em_desktop.stores.local.annotate import Annotations
from em_desktop.stores.local.flow import Flow
from em_desktop.stores.local.places import RECORDINGS, Places, is_node_name
from em_desktop.stores.local.reader import NodeReader
from em_desktop.stores.local.renaming import rename_without_replacing
from em_desktop.stores.local.trash import Trash
from em_desktop.stores.local.writing import directory_of_object, write_stream
from em_desktop.stores.protected import check_replaceable


class Editor:
    """Does operations on the files of a store.

    A lock lets one operation through at a time; other programs are kept from being
    overwritten by renaming without replacing, and by a look at the file just before it is written.
    """

    def __init__(
        self,
        places: Places,
        reader: NodeReader,
        annotations: Annotations,
        trash: Trash,
        flow: Flow,
    ) -> None:
        self._places = places
        self._reader = reader
        self._annotations = annotations
        self._trash = trash
        self._flow = flow
        self._lock = threading.Lock()

    def perform(self, operation: Operation) -> Outcome:
        """See `Store.perform`."""
        with self._lock, self._places.errors():
            match operation:
                case CreateFolder(parent, name):
                    return self._create_folder(parent, name)
                case Move():
                    return self._move(operation)
                case SetLabels(path, labels, before):
                    return self._set_labels(path, labels, before)
                case SetDescription(path, description, before):
                    return self._set_description(path, description, before)
                case Remove(path):
                    return self._remove(path)
                case Restore(trash_id):
                    return self._restore(trash_id)
                case RemoveObject(path, key):
                    return self._remove_object(path, key)

    def put(self, path: NodePath, key: str, content: BinaryIO) -> Changes:
        """See `Store.put`."""
        with self._lock, self._places.errors():
            node = self._reader.node(path)
            place = self._places.locate(path)
            if node.type is NodeType.FILE:
                if key != path.name:
                    raise InvalidNameError(key, "a single file holds itself alone")
            else:
                self._check_files(node)
                check_replaceable(node.type, key)
                place = directory_of_object(place, key, create=True) / key.rpartition("/")[2]
            write_stream(place, content)
            return Changes(nodes=frozenset({path}))

    def identify(self, path: NodePath) -> str:
        """See `Store.identify`."""
        with self._lock, self._places.errors():
            return self._annotations.identify(self._reader.node(path), self._places.locate(path))

    def empty_trash(self, ids: Sequence[str] | None) -> None:
        """See `Store.empty_trash`."""
        with self._lock, self._places.errors():
            self._trash.empty(ids)

    def _create_folder(self, parent: NodePath, name: str) -> Outcome:
        check_folder_name(name)
        self._check_folder(parent)
        path = parent.child(name)
        self._check_free(path)
        self._places.locate(path).mkdir()
        return Outcome(Changes(parents=frozenset({parent})), Remove(path))

    def _move(self, operation: Move) -> Outcome:
        old = operation.path
        node = self._reader.node(old)
        check_move(old, operation.parent, self._reader.node(operation.parent).type)
        segment = old.name
        if operation.name is not None:
            if segment == RECORDINGS:
                raise InvalidNameError(segment, "the recorder looks for its folder by this name")
            segment = new_segment(node.type, segment, operation.name)
        new = operation.parent.child(segment)
        if new == old:
            return Outcome(Changes(), None)
        self._check_free(new, old)
        source, target = self._places.locate(old), self._places.locate(new)
        if segment != old.name and node.storage_type is StorageType.FILES:
            self._rename_remembering(source, target)
        else:
            rename_without_replacing(source, target)
        changes = Changes(parents=frozenset({old.parent, new.parent}), moved=((old, new),))
        return Outcome(changes, _way_back(old, new))

    def _rename_remembering(self, source: Path, target: Path) -> None:
        """Rename; recordings that name the node by its old directory name still find it.

        The name is written down first, so that a crash between the two steps loses nothing.
        """
        if AlternativeName.parse(source.name) is None:
            rename_without_replacing(source, target)
            return

        def remember(meta: NodeMeta) -> NodeMeta:
            names = [name for name in meta.previous_names if name not in {source.name, target.name}]
            is_back = target.name in meta.previous_names
            if not is_back or self._flow.is_named(source.name):
                names.append(source.name)
            return replace(meta, previous_names=tuple(names))

        before = self._annotations.read(source)
        self._annotations.update(source, remember)
        try:
            rename_without_replacing(source, target)
        except OSError:
            with suppress(EmError):
                node_meta.write(source, before)
            raise

    def _set_labels(
        self, path: NodePath, labels: tuple[str, ...], before: tuple[str, ...] | None
    ) -> Outcome:
        node = self._reader.node(path)
        _check_before(path, before, node.labels)
        self._annotations.set_labels(node, self._places.locate(path), labels)
        return Outcome(Changes(nodes=frozenset({path})), SetLabels(path, node.labels, labels))

    def _set_description(self, path: NodePath, description: str, before: str | None) -> Outcome:
        node = self._reader.node(path)
        _check_before(path, before, node.description)
        self._annotations.set_description(node, self._places.locate(path), description)
        inverse = SetDescription(path, node.description, description)
        return Outcome(Changes(nodes=frozenset({path})), inverse)

    def _remove(self, path: NodePath) -> Outcome:
        node = self._reader.node(path)
        if path.is_root:
            raise InvalidMoveError(str(path), "a store's root stays where it is")
        trash_id = self._trash.take(self._places.locate(path), path, wanted_id=node.id)
        changes = Changes(parents=frozenset({path.parent}), removed=frozenset({path}))
        return Outcome(changes, Restore(trash_id))

    def _remove_object(self, path: NodePath, key: str) -> Outcome:
        node = self._reader.node(path)
        self._check_files(node)
        check_replaceable(node.type, key)
        name = key.rpartition("/")[2]
        place = directory_of_object(self._places.locate(path), key, create=False) / name
        if stat.S_ISDIR(place.lstat().st_mode):
            raise NotFoundError(os.fspath(place), "not a file")
        trash_id = self._trash.take(place, path, key)
        return Outcome(Changes(nodes=frozenset({path})), Restore(trash_id))

    def _restore(self, trash_id: str) -> Outcome:
        note = self._trash.note(trash_id)
        if note.key:
            node = self._places.locate(note.path)
            self._check_files(self._reader.node(note.path))
            directory = directory_of_object(node, note.key, create=True)
            self._trash.put_back(trash_id, directory / note.key.rpartition("/")[2])
            changes = Changes(nodes=frozenset({note.path}))
            return Outcome(changes, RemoveObject(note.path, note.key))
        self._check_folder(note.path.parent)
        self._check_free(note.path)
        self._trash.put_back(trash_id, self._places.locate(note.path))
        return Outcome(Changes(parents=frozenset({note.path.parent})), Remove(note.path))

    def _check_folder(self, path: NodePath) -> None:
        if not self._reader.node(path).is_folder:
            raise InvalidMoveError(str(path), "only a folder takes nodes")

    def _check_files(self, node: Node) -> None:
        if node.storage_type is StorageType.FILE:
            raise NotSupportedError(str(node.path), "a single file is removed as a node")
        if node.storage_type is not StorageType.FILES:
            raise NotSupportedError(str(node.path), "it holds no files")

    def _check_free(self, path: NodePath, but: NodePath | None = None) -> None:
        """Refuse a name that is taken, also where only case or composition differ.

        A store is copied to other systems, where such names are one.
        """
        folder = self._places.locate(path.parent)
        wanted = comparable(path.name)
        for name in os.listdir(folder):  # noqa: PTH208 - names alone
            if comparable(name) == wanted and path.parent.child(name) != but:
                raise AlreadyExistsError(str(path.parent.child(name)), "the name is taken")
        if not is_node_name(path.name, folder.name):
            raise InvalidNameError(path.name, "it would be hidden there")


def _way_back(old: NodePath, new: NodePath) -> Move | None:
    """What undoes a move; nothing does where the old name can't be given any more."""
    if old.name == new.name:
        return Move(new, old.parent)
    try:
        check_new_name(old.name)
    except InvalidNameError:
        return None
    return Move(new, old.parent, old.name)


def _check_before(path: NodePath, before: object, now: object) -> None:
    if before is not None and before != now:
        raise ConflictError(str(path), f"it is {now!r} now")
