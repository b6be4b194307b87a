"""The nodes that the inspector changes, one or many, and what is done to them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QObject, Signal, Slot

from em_desktop.domain.nodes import Node
from em_desktop.domain.operations import Changes, SetDescription
from em_desktop.domain.paths import NodePath
from em_desktop.errors import ConflictError, EmError, NotFoundError
from em_desktop.gui.context import Context, Location
from em_desktop.gui.expecting import Expected
from em_desktop.gui.gestures import Picked
from em_desktop.gui.jobs import Job
from em_desktop.stores.base import Cancel, Store

_MOST_READ = 1000
"""So many nodes are read at most; more are changed where they are selected."""


class NodeEditing(QObject):
    """Knows the selected nodes as they are now; what is chosen is done to all of them."""

    changed = Signal()
    """Other nodes, or others of their values, are known now."""
    refused = Signal(str, str)
    """A description wasn't saved, as another one was there meanwhile: both texts."""

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._store_id = ""
        self._paths: tuple[NodePath, ...] = ()
        self._known: dict[NodePath, Node] = {}
        self._missing: set[NodePath] = set()
        self._unread: set[NodePath] = set()
        self._nodes: tuple[Node, ...] | None = None
        context.editor.expected.connect(self._expect)
        context.stores.changed.connect(self._store_changed)

    @property
    def nodes(self) -> tuple[Node, ...]:
        """The selected nodes; empty until all of them were read, and where they are too many."""
        if self._nodes is None:  # asked for by each part of the panel
            self._nodes = self._find_nodes()
        return self._nodes

    def _find_nodes(self) -> tuple[Node, ...]:
        if len(self._paths) > _MOST_READ:
            return ()
        known = [self._known.get(path) for path in self._paths if path not in self._missing]
        return () if None in known else tuple(node for node in known if node is not None)

    def _tell(self) -> None:
        self._nodes = None
        self.changed.emit()

    @property
    def is_possible(self) -> bool:
        """Whether the nodes are known and can be changed."""
        try:
            store = self._context.stores.store(self._store_id)
        except EmError:
            return False
        nodes = self.nodes
        return store.capabilities.write and bool(nodes) and not any(n.path.is_root for n in nodes)

    @property
    def _picked(self) -> Picked:
        nodes = self.nodes
        return Picked(self._store_id, tuple(node.path for node in nodes), nodes)

    def set_locations(self, locations: Sequence[Location]) -> None:
        """These are selected; those of one store only."""
        store_id = locations[0].store_id if locations else ""
        paths = tuple(each.path for each in locations if each.store_id == store_id)
        if (store_id, paths) == (self._store_id, self._paths):
            return
        kept = self._known if store_id == self._store_id else {}
        self._store_id, self._paths = store_id, paths
        self._missing, self._unread = set(), set()
        self._known = {path: kept[path] for path in paths if path in kept}
        self._nodes = None
        if 1 < len(paths) <= _MOST_READ:
            self._read(path for path in paths if path not in self._known)
        self._tell()

    def put(self, location: Location, node: Node) -> None:
        """A selected node was read."""
        if location.store_id == self._store_id and location.path in self._paths:
            self._known[location.path] = node
            self._tell()

    def _read(self, paths: Iterable[NodePath]) -> None:
        self._unread.update(paths)  # also what an earlier reading hasn't brought yet
        wanted = tuple(self._unread)
        try:
            store = self._context.stores.store(self._store_id)
        except EmError:
            return
        if wanted:
            self._context.tasks.run(
                self,
                lambda cancel: _read_nodes(store, wanted, cancel),
                NodeEditing._take,
                failed=NodeEditing._ignore,
                key="nodes",
            )

    def _take(self, found: dict[NodePath, Node | None]) -> None:
        self._unread.difference_update(found)
        for path, node in found.items():
            if node is not None:
                self._known[path] = node
            else:
                self._missing.add(path)
        self._tell()

    def _ignore(self, _error: EmError) -> None:
        """The panel says what is wrong."""

    @Slot(str, object)
    def _store_changed(self, store_id: str, changes: Changes) -> None:
        if store_id != self._store_id or not 1 < len(self._paths) <= _MOST_READ:
            return
        touched = changes.nodes | changes.parents | changes.removed
        selected = self._paths if changes.reset else touched.intersection(self._paths)
        if selected:
            self._read(selected)

    @Slot(str, object)
    def _expect(self, store_id: str, expected: Expected) -> None:
        if store_id != self._store_id:
            return
        found = {node.path: node for node in expected.nodes if node.path in self._known}
        if found:
            self._known.update(found)
            self._tell()

    # What is done to all

    @Slot(str)
    def add_label(self, label: str) -> None:
        self._context.gestures.add_labels(self._picked, [label])

    @Slot(str)
    def remove_label(self, label: str) -> None:
        self._context.gestures.remove_labels(self._picked, [label])

    @Slot(bool)
    def set_favourite(self, favourite: bool) -> None:
        self._context.gestures.set_favourite(self._picked, favourite=favourite)

    @Slot(bool)
    def set_locked(self, locked: bool) -> None:
        self._context.gestures.set_locked(self._picked, locked=locked)

    @Slot(str)
    def set_color(self, color: str) -> None:
        self._context.gestures.set_color(self._picked, color)

    def describe(self, node: Node, text: str, before: str) -> None:
        """Describe one node; where it has another description meanwhile, that is told."""

        def ended(job: Job) -> None:
            if isinstance(job.first_error, ConflictError):
                self._find_out(node.path, text)

        operation = SetDescription(node.path, text, before)
        self._context.editor.do(self._store_id, [operation], nodes=[node], then=ended)

    def _find_out(self, path: NodePath, draft: str) -> None:
        try:
            store = self._context.stores.store(self._store_id)
        except EmError:
            return
        self._context.tasks.run(
            self,
            lambda _cancel: store.get(path).description,
            lambda editing, now: editing.refused.emit(draft, now),
            failed=NodeEditing._ignore,
        )


def _read_nodes(
    store: Store, paths: Sequence[NodePath], cancel: Cancel
) -> dict[NodePath, Node | None]:
    """In a worker: the nodes at these paths; None for one that isn't there."""
    found: dict[NodePath, Node | None] = {}
    for path in paths:
        cancel.check()
        try:
            found[path] = store.get(path)
        except NotFoundError:
            found[path] = None
    return found
