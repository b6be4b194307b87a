"""Changing a folder's tree: one operation at a time, wholly or not at all."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, TypeAlias

from em_desktop.domain.naming import check_folder_name, new_segment
from em_desktop.domain.nodes import Node, NodeType, ShortcutTarget, StorageType
from em_desktop.domain.operations import (
    AddEdge,
    Chain,
    Changes,
    Copy,
    CreateFolder,
    CreateShortcut,
    IfTaken,
    Move,
    MoveObject,
    Operation,
    Outcome,
    Remove,
    RemoveEdge,
    RemoveObject,
    Restore,
    RestoreEdge,
    SetIdentity,
    SetValue,
    check_move,
)
from em_desktop.domain.paths import AlternativeName, NodePath, check_new_name
from em_desktop.errors import EmError, InvalidMoveError, InvalidNameError
from em_desktop.formats import node_meta, shortcut
from em_desktop.formats.copying import copy_tree, make_durable, walk
from em_desktop.formats.durable import Durably, alone, at_once, together
from em_desktop.formats.files import write_file
from em_desktop.formats.node_meta import NodeMeta
from em_desktop.formats.shortcut import Shortcut
from em_desktop.stores.base import one_by_one
from em_desktop.stores.local import expectations
from em_desktop.stores.local.annotate import Annotations
from em_desktop.stores.local.arrivals import make_independent, note_checksums, workshop
from em_desktop.stores.local.describe import describe
from em_desktop.stores.local.edges import EdgeEditor
from em_desktop.stores.local.exclusive import Exclusive
from em_desktop.stores.local.file_marks import FileMark
from em_desktop.stores.local.flow import Flow
from em_desktop.stores.local.locking import check_unlocked
from em_desktop.stores.local.names import Names
from em_desktop.stores.local.objects import ObjectEditor
from em_desktop.stores.local.places import RECORDINGS, Places
from em_desktop.stores.local.reader import NodeReader
from em_desktop.stores.local.renaming import rename_without_replacing
from em_desktop.stores.local.trash import Trash
from em_desktop.stores.local.values import ValueEditor

_Gathered: TypeAlias = Remove | Restore | SetValue
"""What waits for the disk, and can do so together with others of its kind."""


class Editor:
    """Does operations on the files of a store.

    A lock lets one operation through at a time, also among processes; programs that
    don't know of it are kept from being overwritten by renaming without replacing, and
    by a look at a file just before it is written.
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
        self._names = Names(places, reader)
        self._values = ValueEditor(places, reader, annotations, flow)
        self._edges = EdgeEditor(places, reader, annotations, flow)
        self._objects = ObjectEditor(places, reader, trash)
        self._exclusive = Exclusive(places.root)

    def perform(self, operation: Operation) -> Outcome:
        """See `Store.perform`."""
        if isinstance(operation, Copy):  # long; the place is taken at its end
            with self._places.errors():
                return self._copy(operation)
        with self._one_at_a_time():
            match operation:
                case CreateFolder():
                    return self._create_folder(operation)
                case Move():
                    return self._move(operation)
                case CreateShortcut():
                    return self._create_shortcut(operation)
                case RemoveObject():
                    return self._objects.remove(operation)
                case MoveObject():
                    return self._objects.move(operation)
                case AddEdge() | RemoveEdge() | RestoreEdge():
                    return self._edges.change(operation)
                case Chain(operations):
                    return self._perform_chain(operations)
                case _:
                    return alone(self._performing(operation))

    def perform_all(self, operations: Sequence[Operation]) -> list[Outcome | EmError]:
        """See `Store.perform_all`."""
        works = [each for each in operations if isinstance(each, _Gathered)]
        if len(works) < len(operations):
            return one_by_one(self.perform, operations)
        with self._one_at_a_time():
            return together([self._performing(operation) for operation in works])

    def _performing(self, operation: _Gathered) -> Durably[Outcome]:
        """Do what waits for the disk, alone or together with others."""
        with self._places.errors():
            match operation:
                case Remove():
                    return (yield from self._removing(operation))
                case Restore():
                    return (yield from self._restoring(operation))
                case _:
                    return (yield from self._values.setting(operation))

    def put(self, path: NodePath, key: str, content: BinaryIO) -> Changes:
        """See `Store.put`."""
        with self._one_at_a_time():
            return self._objects.put(path, key, content)

    def identify(self, path: NodePath) -> str:
        """See `Store.identify`."""
        with self._one_at_a_time():
            return self._annotations.identify(self._reader.node(path), self._places.locate(path))

    def empty_trash(self, ids: Sequence[str] | None) -> None:
        """See `Store.empty_trash`."""
        with self._one_at_a_time():
            self._trash.empty(ids)

    @contextmanager
    def workshop(self, path: NodePath) -> Iterator[Path]:
        """A hidden directory in a folder or recording; see `arrivals.workshop`."""
        self._reader.node(path)
        with self._places.errors(), workshop(self._places.locate(path)) as directory:
            yield directory

    def place(self, arrived: Path, wanted: NodePath, if_taken: IfTaken) -> Outcome:
        """Make what was built in a workshop a node, in one step."""
        with self._one_at_a_time():
            self._names.check_folder(wanted.parent)
            kind = describe(os.fspath(arrived), wanted).type

            def place(path: NodePath) -> Outcome:
                target = self._places.locate(path)
                self._rename(arrived, target)
                return Outcome(_appeared(path), Remove(path, expectations.noted_state(target)))

            return self._settle(kind, wanted, if_taken, place)

    def place_object(self, arrived: Path, path: NodePath, key: str, if_taken: IfTaken) -> Outcome:
        """Make what was built in a workshop a file or directory of a node, in one step."""
        with self._one_at_a_time():
            return self._objects.add(path, key, arrived, if_taken)

    @contextmanager
    def _one_at_a_time(self) -> Iterator[None]:
        with self._exclusive.held(), self._places.errors():
            yield

    def _perform_chain(self, operations: Sequence[Operation]) -> Outcome:
        total = Outcome(Changes(), None)
        for operation in operations:
            try:
                total = self.perform(operation).after(total)
            except EmError:
                if total.inverse is not None:
                    with suppress(EmError):  # the first error is the one to tell
                        self.perform(total.inverse)
                raise
        return total

    def _settle(
        self,
        kind: NodeType,
        wanted: NodePath,
        if_taken: IfTaken,
        place: Callable[[NodePath], Outcome],
        comes_from: NodePath | None = None,
    ) -> Outcome:
        """Place a node where it is wanted, or as ``if_taken`` says where that is taken."""

        def placing(path: NodePath) -> Durably[Outcome]:
            return at_once(place(path))

        return alone(self._settling(kind, wanted, if_taken, placing, comes_from))

    def _settling(
        self,
        kind: NodeType,
        wanted: NodePath,
        if_taken: IfTaken,
        placing: Callable[[NodePath], Durably[Outcome]],
        comes_from: NodePath | None = None,
    ) -> Durably[Outcome]:
        """As `_settle`, alone or together with others."""
        spot = self._names.spot(kind, wanted, if_taken, comes_from)
        if spot.path is None:
            return Outcome(Changes(), None)
        if spot.replaces is None:
            return (yield from placing(spot.path))
        removed = yield from self._removing(Remove(spot.replaces))
        try:
            return (yield from placing(spot.path)).after(removed)
        except EmError:
            if removed.inverse is not None:
                self.perform(removed.inverse)
            raise

    def _create_folder(self, operation: CreateFolder) -> Outcome:
        check_folder_name(operation.name)
        self._names.check_folder(operation.parent)

        def create(path: NodePath) -> Outcome:
            place = self._places.locate(path)
            try:
                place.mkdir()
            except OSError as error:
                raise self._places.error(error, place) from error
            return Outcome(_appeared(path), Remove(path, expectations.noted_state(place)))

        wanted = operation.parent.child(operation.name)
        return self._settle(NodeType.FOLDER, wanted, operation.if_taken, create)

    def _move(self, operation: Move) -> Outcome:
        old = operation.path
        node = self._reader.node(old)
        check_move(old, operation.parent, self._reader.node(operation.parent).type)
        source = self._places.locate(old)
        expectations.check(source, operation.expects)
        segment = old.name
        if operation.name is not None:
            if segment == RECORDINGS:
                raise InvalidNameError(segment, "the recorder looks for its folder by this name")
            segment = new_segment(node.type, segment, operation.name)
        wanted = operation.parent.child(segment)
        if wanted == old:
            return Outcome(Changes(), None)

        def move(new: NodePath) -> Outcome:
            target = self._places.locate(new)
            if new.name != old.name and node.storage_type is StorageType.FILES:
                self._rename_remembering(source, target)
            else:
                self._rename(source, target)
            changes = Changes(parents=frozenset({old.parent, new.parent}), moved=((old, new),))
            return Outcome(changes, _way_back(old, new, target))

        return self._settle(node.type, wanted, operation.if_taken, move, old)

    def _copy(self, operation: Copy) -> Outcome:
        path = operation.path
        node = self._reader.node(path)
        check_move(path, operation.parent, self._reader.node(operation.parent).type)
        segment = path.name
        if operation.name is not None:
            segment = new_segment(node.type, segment, operation.name)
        source = self._places.locate(path)
        with self.workshop(operation.parent) as directory:
            entries = list(walk(source))
            pieces = copy_tree(source, directory / segment, entries)
            hashes = {each.finished: each.sha256 for each in pieces if each.finished is not None}
            make_independent(directory / segment, is_copy=True)
            note_checksums(directory / segment, hashes)
            make_durable(directory / segment, len(entries))
            wanted = operation.parent.child(segment)
            return self.place(directory / segment, wanted, operation.if_taken)

    def _create_shortcut(self, operation: CreateShortcut) -> Outcome:
        node = self._reader.node(operation.target)
        self._names.check_folder(operation.parent)
        segment = new_segment(NodeType.SHORTCUT, "", operation.name or node.name)
        takes_back = None
        if node.target is None and node.type is not NodeType.FILE and node.id is None:
            takes_back = SetIdentity(node.path, "")
        changed = frozenset() if takes_back is None else frozenset({node.path})
        given = Outcome(Changes(nodes=changed), takes_back)
        try:
            target = self._target(node)
            with self.workshop(operation.parent) as directory:
                arrived = directory / segment
                write_file(arrived, shortcut.to_text(Shortcut(target)).encode("ascii"))
                wanted = operation.parent.child(segment)
                return self.place(arrived, wanted, operation.if_taken).after(given)
        except EmError:
            if takes_back is not None:
                with suppress(EmError):
                    alone(self._values.setting(takes_back))
            raise

    def _target(self, node: Node) -> ShortcutTarget:
        """What a shortcut to a node points at; the same as the node, if that is a shortcut."""
        if node.target is not None:
            return node.target
        if node.type is NodeType.FILE:
            return ShortcutTarget(str(FileMark.of(self._places.locate(node.path))), node.path)
        known = self._annotations.identify(node, self._places.locate(node.path))
        return ShortcutTarget(known, node.path)

    def _rename(self, source: Path, target: Path) -> None:
        try:
            rename_without_replacing(source, target)
        except OSError as error:
            raise self._places.error(error, target) from error

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
        try:
            self._annotations.update(source, remember)
            rename_without_replacing(source, target)
        except (OSError, EmError):
            with suppress(EmError):
                node_meta.write(source, before)
            raise

    def _removing(self, operation: Remove) -> Durably[Outcome]:
        path = operation.path
        node = self._reader.node(path)
        if path.is_root:
            raise InvalidMoveError(str(path), "a store's root stays where it is")
        place = self._places.locate(path)
        expectations.check(place, operation.expects)
        check_unlocked(node, place)
        trash_id = yield from self._trash.taking(place, path, wanted_id=node.id)
        changes = Changes(parents=frozenset({path.parent}), removed=frozenset({path}))
        return Outcome(changes, Restore(trash_id, path=path))

    def _restoring(self, operation: Restore) -> Durably[Outcome]:
        trash_id = operation.trash_id
        note = self._trash.note(trash_id)
        if note.key:
            return self._objects.restore(trash_id, note)
        self._names.check_folder(note.path.parent)

        def putting_back(path: NodePath) -> Durably[Outcome]:
            place = self._places.locate(path)
            yield from self._trash.putting_back(trash_id, place)
            return Outcome(_appeared(path), Remove(path, expectations.noted_state(place)))

        kind = self._trash.kind(trash_id)
        return (yield from self._settling(kind, note.path, operation.if_taken, putting_back))


def _appeared(path: NodePath) -> Changes:
    return Changes(parents=frozenset({path.parent}))


def _way_back(old: NodePath, new: NodePath, place: Path) -> Move | None:
    """What undoes a move; nothing does where the old name can't be given any more."""
    expected = expectations.noted_identity(place)
    if old.name == new.name:
        return Move(new, old.parent, expects=expected)
    try:
        check_new_name(old.name)
    except InvalidNameError:
        return None
    return Move(new, old.parent, old.name, expects=expected)
