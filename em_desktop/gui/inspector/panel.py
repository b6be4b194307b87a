"""The inspector: one node at a time, with a pager where several are selected."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from em_desktop.domain.nodes import Node, Status
from em_desktop.domain.operations import Changes
from em_desktop.domain.paths import NodePath, printable
from em_desktop.errors import EmError, NotFoundError
from em_desktop.gui import theme, wording
from em_desktop.gui.context import Context, Location
from em_desktop.gui.inspector.reading import Flow, Part, Size, read_parts
from em_desktop.gui.inspector.sections import NodeSections
from em_desktop.gui.trash_place import TRASH
from em_desktop.gui.widgets import (
    Divider,
    ElidedLabel,
    IconButton,
    StatusPill,
    TextLabel,
)

_TICK_MS = 1000
_READ_AFTER_MS = 60


class Inspector(QWidget):
    """Shows what is known of the selected nodes, and follows their changes."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self._locations: tuple[Location, ...] = ()
        self._current: Location | None = None
        self._node: Node | None = None
        self._error: EmError | None = None
        self._pager = QWidget(self)
        self._count = TextLabel("", "small", "text2", self._pager)
        self._place = TextLabel("", "small", "text2", self._pager)
        self._previous = IconButton("chevron_left", "", self._pager, side=24, icon_side=14)
        self._next = IconButton("chevron_right", "", self._pager, side=24, icon_side=14)
        self._icon = TextLabel("", parent=self)
        self._name = ElidedLabel("", "panel_title", "text", self)
        self._status = StatusPill(self)
        self.sections = NodeSections(context, self)
        self._scroll = QScrollArea(self)
        self._state = QWidget(self)
        self._state_title = TextLabel("", "strong", "text2", self._state, wrap=True)
        self._state_text = TextLabel("", "small", "muted", self._state, wrap=True)
        self._ticker = QTimer(self)
        self._ticker.setInterval(_TICK_MS)
        self._read_soon = QTimer(self)
        self._read_soon.setSingleShot(True)
        self._read_soon.setInterval(_READ_AFTER_MS)
        self._lay_out()
        self._connect()
        self.retranslate()
        self._update_view()

    def _lay_out(self) -> None:
        theme.set_look(self, area="surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(self._pager)
        row.setContentsMargins(theme.space.page, 0, theme.space.control, 0)
        row.setSpacing(theme.space.icon)
        row.addWidget(self._count)
        row.addStretch(1)
        row.addWidget(self._previous)
        row.addWidget(self._place)
        row.addWidget(self._next)
        head = QHBoxLayout()
        head.setContentsMargins(theme.space.page, theme.space.card, theme.space.page, 8)
        head.setSpacing(10)
        head.addWidget(self._icon)
        head.addWidget(self._name, 1)
        head.addWidget(self._status)
        marks = QHBoxLayout()
        marks.setContentsMargins(theme.space.page - 4, 0, theme.space.page, 8)
        marks.addWidget(self.sections.marks)
        page = QWidget(self)
        theme.set_look(page, area="surface")
        page.setMinimumWidth(1)  # a long word is cut; it doesn't push the rest out of sight
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addLayout(marks)
        column.addWidget(self.sections)
        column.addStretch(1)
        self._scroll.setWidget(page)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        explanation = QVBoxLayout(self._state)
        explanation.setContentsMargins(*[theme.space.page] * 4)
        explanation.setSpacing(theme.space.icon)
        explanation.addWidget(self._state_title)
        explanation.addWidget(self._state_text)
        explanation.addStretch(1)
        self._line = Divider(parent=self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for widget in (self._pager, self._line, self._scroll, self._state):
            layout.addWidget(widget)
        theme.set_lengths(self._pager, height="tab_bar")

    def _connect(self) -> None:
        self._previous.clicked.connect(self.show_previous)
        self._next.clicked.connect(self.show_next)
        self._ticker.timeout.connect(self._tick)
        self._read_soon.timeout.connect(self._read)
        self.sections.node_requested.connect(self._open)
        self.context.stores.changed.connect(self._store_changed)
        theme.theme().changed.connect(self._write_head)

    # What is shown

    @property
    def current(self) -> Location | None:
        """The node that is shown."""
        return self._current

    @Slot(object)
    def show_nodes(self, locations: Sequence[Location]) -> None:
        """Show these nodes: the one that was added, else the one shown before, else the first."""
        before = set(self._locations)
        self._locations = tuple(each for each in locations if each.path != TRASH)
        self.sections.editing.set_locations(self._locations)
        added = [location for location in self._locations if location not in before]
        if len(added) == 1 and len(self._locations) > 1:
            self._show(added[0])
        elif self._current in self._locations:
            self._update_view()
        else:
            self._show(self._locations[0] if self._locations else None)

    @Slot()
    def show_previous(self) -> None:
        """Show the selected node before this one."""
        self._step(-1)

    @Slot()
    def show_next(self) -> None:
        """Show the selected node after this one."""
        self._step(1)

    def _step(self, step: int) -> None:
        if self._current in self._locations:
            place = self._locations.index(self._current) + step
            self._show(self._locations[place % len(self._locations)])

    def _show(self, location: Location | None) -> None:
        self._forget_watch()
        self._current, self._node, self._error = location, None, None
        self._update_view()
        if location is None:
            return
        if self.isVisible():
            self._read_soon.start()
        self.sections.clear()

    def _update_view(self) -> None:
        several = len(self._locations) > 1
        self._pager.setVisible(several)
        self._line.setVisible(several)
        self._write_pager()
        failed = self._error is not None and self._node is None
        self._state.setVisible(self._current is None or failed)
        self._scroll.setVisible(self._current is not None and not failed)
        self._write_head()
        self._write_state()

    # Reading

    @Slot()
    def _read(self) -> None:
        location = self._current
        if location is None:
            return
        try:
            store = self.context.stores.store(location.store_id)
        except EmError as error:
            self._failed(error)
            return
        self.context.stores.set_watched(self, location.store_id, (location.path,))
        self.context.tasks.stream(
            self,
            lambda cancel: read_parts(store, location.path, cancel),
            Inspector._take,
            failed=Inspector._failed,
            key="inspect",
        )

    def _take(self, part: Part) -> None:
        match part:
            case Node():
                first = self._node is None
                self._node, self._error = part, None
                location = self._current
                if location is not None:
                    self.sections.show_node(part, self.context.stores.title(location.store_id))
                    self.sections.editing.put(location, part)
                if first:
                    self._scroll.verticalScrollBar().setValue(0)
                self._update_view()
                self._update_ticker()
            case Size():
                self.sections.show_size(part)
            case Flow():
                self.sections.show_flow(part)

    def _failed(self, error: EmError) -> None:
        self._node, self._error = None, error
        self._update_view()

    @Slot(str, object)
    def _store_changed(self, store_id: str, changes: Changes) -> None:
        if changes.moved:
            self._locations = tuple(_moved(each, store_id, changes) for each in self._locations)
            self.sections.editing.set_locations(self._locations)
        location = self._current
        if location is None or location.store_id != store_id:
            return
        moved = _moved(location, store_id, changes)
        if moved != location:
            self._current = moved
            self._read_soon.start()
        elif location.path in changes.removed:
            self._failed(NotFoundError(str(location.path)))
        elif changes.touches(location.path) and self.isVisible():
            self._read_soon.start()

    @Slot(object)
    def _open(self, path: NodePath) -> None:
        if self._current is not None:
            self.context.open(Location(self._current.store_id, path))

    def _update_ticker(self) -> None:
        node = self._node
        alive = node is not None and node.status in (Status.RUNNING, Status.STALLED)
        if alive and self.isVisible():
            self._ticker.start()
        else:
            self._ticker.stop()

    @Slot()
    def _tick(self) -> None:
        self.sections.tick()
        self._write_head()

    def _forget_watch(self) -> None:
        if self._current is not None:
            self.context.stores.set_watched(self, self._current.store_id, ())

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(theme.size.inspector, super().sizeHint().height())

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        if self._current is not None:
            self._read_soon.start()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        super().hideEvent(event)
        self._ticker.stop()
        self._read_soon.stop()
        self._forget_watch()

    # Texts

    @Slot()
    def _write_head(self) -> None:
        node = self._node
        icon = ("file", "muted") if node is None else theme.node_icon_name(node.type)
        picture = theme.icon(*icon).pixmap(theme.icon_size(18), self.devicePixelRatioF())
        self._icon.setPixmap(picture)
        if node is not None:
            self._name.setText(printable(node.name))
            self._status.set_status(node.status_at(self.sections.now()))
        else:
            path = NodePath() if self._current is None else self._current.path
            self._name.setText(printable(path.name))
            self._status.set_status(None)

    def _write_pager(self) -> None:
        count = len(self._locations)
        self._count.setText(self.tr("{count} selected").format(count=wording.count_text(count)))
        place = self._locations.index(self._current) + 1 if self._current in self._locations else 0
        self._place.setText(
            self.tr("{place} of {count}").format(
                place=wording.count_text(place), count=wording.count_text(count)
            )
        )

    def _write_state(self) -> None:
        if self._error is None:
            self._state_title.setText(self.tr("Nothing selected"))
            self._state_text.setText("")
            return
        words = wording.error_words(self._error)
        self._state_title.setText(words.title)
        self._state_text.setText(words.message)
        self._state_text.setToolTip(str(self._error))

    def retranslate(self) -> None:
        """Write all texts in the current language."""
        self._previous.set_name(self.tr("Previous selected item"))
        self._next.set_name(self.tr("Next selected item"))
        self.setAccessibleName(self.tr("Inspector"))
        self.sections.retranslate()
        self._write_pager()
        self._write_state()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


def _moved(location: Location, store_id: str, changes: Changes) -> Location:
    """Where a location is after the changes of a store."""
    if location.store_id != store_id:
        return location
    path = location.path
    for old, new in changes.moved:
        if path == old or path.is_below(old):
            path = path.rebased(old, new)
    return Location(store_id, path)
