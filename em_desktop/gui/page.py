"""What a tab holds: the pane of a node, or the reason why there is none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QAction, QIcon, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from em_desktop.domain.nodes import Node, NodeType
from em_desktop.domain.operations import Changes
from em_desktop.domain.paths import NodePath, printable
from em_desktop.errors import ConflictError, EmError, NotFoundError, UnavailableError
from em_desktop.gui import theme, wording
from em_desktop.gui.comparison_place import is_comparison
from em_desktop.gui.context import Context, Location
from em_desktop.gui.history import History, Visit
from em_desktop.gui.panes import pane_class
from em_desktop.gui.panes.base import Pane
from em_desktop.gui.places import moved
from em_desktop.gui.server_names import is_server
from em_desktop.gui.session import TabState
from em_desktop.gui.trash_place import TRASH, trash_node, trash_title
from em_desktop.gui.widgets import StateStack
from em_desktop.stores.base import Store
from em_desktop.stores.shortcuts import follow


@dataclass(frozen=True, slots=True)
class _Found:
    """What a path leads to; ``shortcut`` is the one that leads nowhere, where one does."""

    node: Node
    is_broken: bool = False


class Page(QWidget):
    """Shows one node after another, as its history says.

    It reads when it is first shown, so that a restored window reads only the tab in
    front. Changes of a hidden page's node are kept until it is shown again.
    """

    changed = Signal(object)
    """This page: its node, title or history is another one now."""
    opened = Signal(object, object)
    """A `Location` was visited, and its `Node` was read."""

    def __init__(self, context: Context, state: TabState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.history = History(list(state.visits), state.position)
        self._state = state
        self.pane: Pane | None = None
        self.node: Node | None = None
        self._context = context
        self._started = False
        self._late = Changes()
        self._explain: Callable[[], None] | None = None
        self._retry = QAction(self)
        self._retry.triggered.connect(self.load)
        self._go_up = QAction(self)
        self._go_up.triggered.connect(self.open_parent)
        self._holder = QVBoxLayout()
        self._holder.setContentsMargins(0, 0, 0, 0)
        self._content = QWidget(self)
        self._content.setLayout(self._holder)
        self._stack = StateStack(self._content, self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)
        self.setProperty("area", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        context.stores.changed.connect(self._store_changed)
        context.stores.availability_changed.connect(self._availability_changed)

    # What it shows

    @property
    def location(self) -> Location:
        return self.history.current.location

    @property
    def title(self) -> str:
        """The node's name; before it is read, its directory's."""
        if self.location.path == TRASH:
            return trash_title()
        if self.node is not None and self.node.name and not self._is_server_root:
            return printable(self.node.name)
        if self._known.name and not self._is_server_root:
            return printable(self._known.name)
        stores, location = self._context.stores, self.location
        if location.path.is_root and location.store_id in stores:
            return printable(stores.title(location.store_id))
        return printable(location.path.name)

    @property
    def _is_server_root(self) -> bool:
        """Whether it shows a part of a server, which people don't call as the server does."""
        return self.location.path.is_root and is_server(self.location.store_id)

    @property
    def type(self) -> NodeType:
        """The node's type; before it is read, what it was the last time."""
        return self._known.type if self.node is None else self.node.type

    @property
    def is_comparison(self) -> bool:
        """Whether it shows a comparison instead of a node."""
        return is_comparison(self.location.path)

    @property
    def icon(self) -> QIcon:
        """What stands for the node in its tab."""
        if self.is_comparison:
            return theme.icon("compare")
        return theme.node_icon(self.type)

    @property
    def place(self) -> str:
        """Store, path and status in words, for the tab's tooltip."""
        stores, location = self._context.stores, self.location
        if self.is_comparison:
            return self.title
        store = stores.title(location.store_id) if location.store_id in stores else ""
        place = printable(" / ".join((store, *location.path.parts)))
        status = self.node.status_at(datetime.now(UTC)) if self.node else None
        return place if status is None else f"{place}\n{wording.status_text(status)}"

    def tab_state(self) -> TabState:
        """Where it has been, with how its pane looks now."""
        self._keep_state()
        name = self._known.name if self.node is None else self.node.name
        return TabState(self.history.visits, self.history.position, name, self.type)

    @property
    def _known(self) -> TabState:
        """What is said of the node until it is read: nothing, where it is another one."""
        visits, position = self._state.visits, self._state.position
        same = 0 <= position < len(visits) and visits[position].location == self.location
        return self._state if same else TabState(())

    # Going places

    def visit(self, location: Location) -> None:
        """Show another node; the present one stays in the history."""
        if location != self.location:
            self._keep_state()
            self.history.visit(location)
        self.load()

    def visit_view(self, location: Location, state: dict[str, Any]) -> None:
        """Show a node in a way that its pane can take."""
        if location == self.location and self.pane is not None:
            self.pane.restore_state(state)
            return
        self._keep_state()
        self.history.visit(location, state)
        self.load()

    def go(self, steps: int) -> None:
        """Back (negative) or forward in the history."""
        self._keep_state()
        before = self.history.position
        self.history.go(steps)
        if self.history.position != before:
            self.load()

    @Slot()
    def load(self) -> None:
        """Read the node of the current visit and show it."""
        self._started = True
        location = self.location
        if self.is_comparison:
            self._show_comparison()
            return
        try:
            store = self._context.stores.store(location.store_id)
        except EmError as error:
            self._failed(error)
            return
        if self.pane is None or self.pane.location != location:
            self._stack.show_loading()
        self._context.tasks.run(
            self,
            lambda _cancel: _find(store, location.path),
            Page._found,
            failed=Page._failed,
            key="find",
        )
        self.changed.emit(self)

    def _show_comparison(self) -> None:
        try:
            self._found(_Found(self._context.comparisons.node(self.location)))
        except NotFoundError as error:
            self._failed(error)

    @Slot()
    def refresh(self) -> None:
        """Read again what is shown."""
        if self.pane is None:
            self.load()
        else:
            self.pane.refresh()

    @Slot()
    def open_parent(self) -> None:
        """Show the folder that holds the node."""
        location = self.location
        if self.is_comparison:
            origin = self._context.comparisons.origin(location)
            if origin is not None:
                self.visit(origin)
        elif not location.path.is_root:
            self.visit(Location(location.store_id, location.path.parent))

    def close_page(self) -> None:
        """Stop everything; the page is going to be deleted."""
        self._context.tasks.cancel_all(self)
        self._drop_pane()

    # Answers

    def _found(self, found: _Found) -> None:
        self.node = found.node
        if found.is_broken:
            self._drop_pane()
            self._show_state(self._write_broken_shortcut)
            return
        location = Location(self.location.store_id, found.node.path)
        self.history.correct(location)
        if self.pane is None or self.pane.location != location or not self._is_right(found.node):
            self._make_pane(found.node)
        self._stack.show_content()
        self.changed.emit(self)
        self.opened.emit(location, found.node)

    def _failed(self, error: EmError) -> None:
        is_known = self.pane is not None and self.pane.location == self.location
        if is_known and isinstance(error, UnavailableError) and is_server(self.location.store_id):
            self._stack.show_content()  # what was loaded stays; a banner says why
            self._context.stores.suspect(self.location.store_id)
            return
        self._keep_state()
        self._drop_pane()
        self.node = None
        if isinstance(error, NotFoundError) and self.location.store_id in self._context.stores:
            self._show_state(self._write_gone)
        else:
            self._show_state(lambda: self._write_error(error))
        self._context.stores.suspect(self.location.store_id)

    def _is_right(self, node: Node) -> bool:
        return isinstance(self.pane, pane_class(node.type, node.path))

    def _make_pane(self, node: Node) -> None:
        self._drop_pane()
        location = Location(self.location.store_id, node.path)
        pane = pane_class(node.type, node.path)(self._context, location, self._content)
        self.pane = pane
        self._explain = None
        self._holder.addWidget(pane)
        pane.node_changed.connect(self._node_changed)
        pane.retranslate()
        pane.restore_state(self.history.current.state)
        self._watch()  # before it is read: what changes in between is told
        self._context.tasks.later(self, Page._read_pane, key="read pane")

    def _read_pane(self) -> None:
        """In a turn of its own: making a pane and what it shows first takes long enough each."""
        if self.pane is not None:
            self.pane.refresh()

    def _drop_pane(self) -> None:
        pane, self.pane = self.pane, None
        if pane is None:
            return
        self._context.tasks.cancel_below(pane)
        self._context.stores.set_watched(self, pane.location.store_id, ())
        self._holder.removeWidget(pane)
        pane.hide()
        pane.deleteLater()

    def _watch(self) -> None:
        if self.pane is not None:
            self._context.stores.set_watched(self, self.pane.location.store_id, self.pane.watched())

    def _keep_state(self) -> None:
        if self.pane is not None:
            self.history.keep_state(self.pane.save_state())

    @Slot(object)
    def _node_changed(self, node: Node) -> None:
        if self.pane is None or self.pane.location != self.location:
            return  # the user has gone on, and that node is being read
        self.node = node
        if not self._is_right(node):
            self._make_pane(node)
            self._stack.show_content()
        self._watch()
        self.changed.emit(self)
        self._context.nodes_shown.emit()

    # What happens to the store

    @Slot(str, object)
    def _store_changed(self, store_id: str, changes: Changes) -> None:
        self._relocate(store_id, changes)
        if store_id != self.location.store_id or not self._started:
            return
        path = self.location.path
        if any(path == gone or path.is_below(gone) for gone in changes.removed):
            self._context.tasks.cancel_all(self)
            self._failed(NotFoundError(str(path)))
        elif self.pane is None:
            if changes.reset or changes.touches(path) or path.parent in changes.parents:
                self.load()
        elif self.isVisible():
            self.pane.apply_changes(changes)
        else:
            self._late = self._late.merged(changes)

    @Slot(str)
    def _availability_changed(self, store_id: str) -> None:
        if store_id == self.location.store_id and self._started:
            self.load()

    def _relocate(self, store_id: str, changes: Changes) -> None:
        if not changes.moved:
            return
        before = self.location
        self.history.relocate(lambda visited: moved(visited, store_id, changes))
        if self.location != before:
            if self.pane is not None:
                self.pane.relocate(self.location)
                self._watch()
            self.changed.emit(self)

    # Instead of a pane

    def _show_state(self, explain: Callable[[], None]) -> None:
        self._explain = explain
        explain()
        self.changed.emit(self)

    def _write_gone(self) -> None:
        self._retry.setText(self.tr("Try again"))
        self._go_up.setText(self.tr("Open the enclosing folder"))
        path = self.location.path
        self._stack.show_state(
            "missing",
            self.tr("No longer here"),
            wording.filled(
                self.tr("{name} was moved or removed by another program."), name=self.title
            ),
            [self._retry] if path.is_root else [self._go_up, self._retry],
            printable(str(path)),
        )

    def _write_broken_shortcut(self) -> None:
        self._go_up.setText(self.tr("Open the enclosing folder"))
        target = self.node.target.path if self.node and self.node.target else None
        self._stack.show_state(
            "missing",
            self.tr("This shortcut leads nowhere"),
            self.tr("What it points at was moved to another store or removed."),
            [self._go_up],
            "" if target is None else printable(str(target)),
        )

    def _write_error(self, error: EmError) -> None:
        self._retry.setText(self.tr("Try again"))
        words = wording.error_words(error)
        text = words.message
        self._stack.show_state("alert", words.title, text, [self._retry], str(error))

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        if not self._started:
            self.load()
        elif self.pane is not None and self._late:
            self.pane.apply_changes(self._late)
        self._late = Changes()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() is QEvent.Type.LanguageChange and self._explain is not None:
            self._explain()
        super().changeEvent(event)


def _find(store: Store, path: NodePath) -> _Found:
    """The node at a path, or what it leads to if it is a shortcut; its pane is imported too.

    Importing the first pane of a kind takes longer than the window may stand still.
    """
    found = _Found(trash_node()) if path == TRASH else _followed(store, store.get(path))
    if not found.is_broken:
        pane_class(found.node.type, found.node.path)
    return found


def _followed(store: Store, node: Node) -> _Found:
    try:
        return _Found(follow(store, node))
    except (NotFoundError, ConflictError):  # it leads nowhere, or in a circle
        return _Found(node, is_broken=True)


def new_page(context: Context, state: TabState) -> Page:
    """A page that comes back as it was left."""
    return Page(context, state)


def blank_visit(location: Location, state: dict[str, Any] | None = None) -> TabState:
    """The state of a tab that has only been at one place; ``state`` is its pane's there."""
    return TabState((Visit(location, state or {}),))
