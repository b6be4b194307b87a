"""A folder on disk as a store."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from em_desktop.domain.lineage import Lineage
from em_desktop.domain.nodes import Node, NodeType, StorageType
from em_desktop.domain.operations import Changes, IfTaken, Operation, Outcome
from em_desktop.domain.paths import NodePath
from em_desktop.errors import EmError, NotFoundError, NotSupportedError, from_os_error
from em_desktop.formats.asset import Refs, read_refs
from em_desktop.formats.reading import Reading
from em_desktop.formats.source import DirectorySource, ObjectSource
from em_desktop.stores.base import Arrival, Cancel, Capabilities, StoreInfo, TrashedNode
from em_desktop.stores.local.annotate import Annotations
from em_desktop.stores.local.edit import Editor
from em_desktop.stores.local.flow import Flow
from em_desktop.stores.local.locator import Locator
from em_desktop.stores.local.measure import measure
from em_desktop.stores.local.places import Places
from em_desktop.stores.local.reader import NodeReader
from em_desktop.stores.local.scan import Listing
from em_desktop.stores.local.signatures import Signature, folder_signature, recording_signature
from em_desktop.stores.local.single import FileSource
from em_desktop.stores.local.summaries import SummaryCache
from em_desktop.stores.local.trash import Trash
from em_desktop.stores.local.watch import Watcher


class LocalStore:
    """Shows any folder as a tree of nodes. Nothing needs to be in it, reading writes nothing.

    Args:
        root: the folder.
        summaries: remembers what listings found, outside the folder.

    Raises:
        NotFoundError, AccessDeniedError: ``root`` isn't a folder that can be opened.
    """

    def __init__(self, root: Path, summaries: SummaryCache | None = None) -> None:
        self._root = Path(os.path.abspath(root))  # noqa: PTH100 - a link as root stays its name
        self._places = Places(self._root)
        _check_root(self._root)
        self.info = StoreInfo(
            id=os.fspath(self._root),
            name=self._root.name or os.fspath(self._root),
            location=os.fspath(self._root),
        )
        self.capabilities = Capabilities()
        self._summaries = summaries
        self._reader = NodeReader(self._places, self.info.name)
        self._locator = Locator(self._places)
        self._flow = Flow(self._places, self._locator)
        self._trash = Trash(self._root)
        self._editor = Editor(
            self._places, self._reader, Annotations(self._locator), self._trash, self._flow
        )
        self._watcher = Watcher(self._look, self._look_at_names, self._glance, self._root.is_dir)

    def get(self, path: NodePath) -> Node:
        return self._reader.node(path)

    def find(self, node_id: str) -> Node:
        path = self._locator.find(node_id)
        if path is None:
            raise NotFoundError(node_id, "no node has this id or name")
        return self.get(path)

    def identify(self, path: NodePath) -> str:
        return self._editor.identify(path)

    def children(self, path: NodePath, cancel: Cancel | None = None) -> Iterator[Sequence[Node]]:
        if not self.get(path).is_folder:
            return
        listing = Listing(self._places, self._summaries, self.info.id)
        for page in listing.pages(path, os.fspath(self._places.locate(path)), cancel):
            for node in page:
                self._reader.note(node)
            yield page

    def measure(self, path: NodePath, cancel: Cancel | None = None) -> tuple[int, int]:
        node = self.get(path)
        place = os.fspath(self._places.locate(path))
        with self._places.errors():
            return measure(node, place, cancel)

    def objects(self, path: NodePath) -> ObjectSource:
        node = self.get(path)
        place = self._places.locate(path)
        if node.type is NodeType.FILE:
            return FileSource(place)
        if node.storage_type is not StorageType.FILES:
            raise NotSupportedError(str(path), "it holds no files")
        return DirectorySource(place)

    def refs(self, path: NodePath) -> Reading[Refs]:
        if self.get(path).storage_type is not StorageType.VERSIONS:
            raise NotSupportedError(str(path), "it has no versions")
        return read_refs(DirectorySource(self._places.locate(path)))

    def put(self, path: NodePath, key: str, content: BinaryIO) -> Changes:
        changes = self._editor.put(path, key, content)
        self._watcher.announce(changes)
        return changes

    def location(self, path: NodePath) -> Path:
        place = self._places.locate(path)
        self.get(path)
        return place

    @contextmanager
    def receive(self, path: NodePath) -> Iterator[Arrival]:
        with self._editor.workshop(path) as directory:
            yield _Arrival(directory, path, self._editor, self._tell)

    def lineage(self, path: NodePath, cancel: Cancel | None = None) -> Lineage:
        return self._flow.lineage(self.get(path), cancel)

    def perform(self, operation: Operation) -> Outcome:
        return self._tell(self._editor.perform(operation))

    def perform_all(self, operations: Sequence[Operation]) -> list[Outcome | EmError]:
        outcomes = self._editor.perform_all(operations)
        done = [each for each in outcomes if not isinstance(each, EmError)]
        self._announce(Changes.all_of(each.changes for each in done))
        return outcomes

    def trashed(self) -> Sequence[TrashedNode]:
        return self._trash.nodes()

    def empty_trash(self, ids: Sequence[str] | None = None) -> None:
        self._editor.empty_trash(ids)

    def watch(self, paths: frozenset[NodePath]) -> None:
        self._watcher.watch(paths)

    def changes(self, cancel: Cancel) -> Iterator[Changes]:
        for changes in self._watcher.changes(cancel):
            if changes.parents or changes.removed or changes.reset:
                self._locator.forget()
            yield changes

    def close(self) -> None:
        self._watcher.close()

    def _tell(self, outcome: Outcome) -> Outcome:
        self._announce(outcome.changes)
        return outcome

    def _announce(self, changes: Changes) -> None:
        if changes:
            self._locator.forget()
            self._watcher.announce(changes)

    def _look(self, path: NodePath, before: Signature | None) -> Signature:
        """How a watched node looks now; see `Watcher`."""
        return self._signature(path, before)

    def _look_at_names(self, path: NodePath, before: Signature) -> Signature:
        return self._signature(path, before, only_names=True)

    def _signature(
        self, path: NodePath, before: Signature | None, *, only_names: bool = False
    ) -> Signature:
        try:
            place = os.fspath(self._places.locate(path))
            is_folder = self.get(path).is_folder
        except EmError:
            return Signature()
        if not is_folder:
            return recording_signature(place)
        alive = self._reader.alive_in(path)
        return folder_signature(place, alive, before, only_names=only_names)

    def _glance(self, path: NodePath) -> object:
        try:
            return os.lstat(self._root.joinpath(*path.parts)).st_mtime_ns
        except OSError:
            return None


@dataclass(frozen=True, slots=True)
class _Arrival:
    """See `Arrival`."""

    directory: Path
    path: NodePath
    editor: Editor
    tell: Callable[[Outcome], Outcome]

    def place(self, entry: str, name: str, if_taken: IfTaken) -> Outcome:
        wanted = self.path.child(name)
        return self.tell(self.editor.place(self.directory / entry, wanted, if_taken))

    def place_object(self, entry: str, key: str, if_taken: IfTaken) -> Outcome:
        arrived = self.directory / entry
        return self.tell(self.editor.place_object(arrived, self.path, key, if_taken))


def _check_root(root: Path) -> None:
    try:
        with os.scandir(root):
            pass
    except NotADirectoryError as error:
        raise NotFoundError(os.fspath(root), "not a folder") from error
    except OSError as error:
        raise from_os_error(error, os.fspath(root)) from error
