"""Finds Runs by typing, to be compared too."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QWidget

from em_desktop.domain.nodes import Node, NodeType
from em_desktop.domain.paths import printable
from em_desktop.errors import EmError
from em_desktop.gui import theme
from em_desktop.gui.context import Context, Location
from em_desktop.gui.dialogs.frame import DialogFrame
from em_desktop.gui.dialogs.palette_delegate import ROW_HEIGHT, PaletteDelegate
from em_desktop.gui.finding import Found
from em_desktop.gui.matching import match
from em_desktop.gui.models.palette import Item, PaletteModel
from em_desktop.gui.widgets import SearchField, TextLabel, primary_button, push_button

_MOST = 60
_ROWS = 9


class RunFinder(DialogFrame):
    """A field over a list of Runs. Several can be selected; Enter adds them."""

    chosen = Signal(object)
    """Their `Location`s, as a list."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent, width=theme.size.dialog_wide)
        self._context = context
        self._known: dict[Location, Node] = {}
        self.field = SearchField("", self)
        self.model = PaletteModel()
        self.list = QListView(self)
        self._nothing = TextLabel("", "body", "muted", self)
        self._cancel = push_button("", parent=self)
        self.confirm = primary_button("", parent=self)
        self._lay_out()
        self.field.textChanged.connect(self._typed)
        self.field.installEventFilter(self)
        self.list.doubleClicked.connect(self._finish)
        self._cancel.clicked.connect(self.reject)
        self.confirm.clicked.connect(self._finish)
        self.retranslate()
        self._show()
        self.field.setFocus()

    def _lay_out(self) -> None:
        self.list.setModel(self.model)
        self.list.setItemDelegate(PaletteDelegate(self.list))
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setProperty("area", "raised")
        self.list.setFixedHeight(_ROWS * theme.scaled(ROW_HEIGHT))
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        for widget in (self.field, self._nothing, self.list):
            self.body.addWidget(widget)
        for button in (self._cancel, self.confirm):
            button.set_large()
            self.footer.addWidget(button)

    def offer(self, found: Sequence[Found]) -> None:
        """Offer these Runs too."""
        for each in found:
            if each.node.type is NodeType.RUN:
                self._known.setdefault(Location(each.store_id, each.node.path), each.node)
        self._show()

    def offer_nothing(self, _error: EmError) -> None:
        """What can't be listed now can be found by typing."""

    @Slot()
    def _typed(self) -> None:
        self._show()
        text, find = self.field.text().strip(), self._context.find_nodes
        if text:
            self._context.tasks.run(self, lambda _cancel: find(text), RunFinder.offer, key="find")

    def _show(self) -> None:
        text, stores = self.field.text().strip(), self._context.stores
        ranked = []
        for location, node in self._known.items():
            if location.store_id not in stores:
                continue
            folders = (stores.title(location.store_id), *location.path.parent.parts)
            place, name = " / ".join(map(printable, folders)), printable(node.name)
            fit = match(text, name)
            far = match(text, f"{place} / {name}") if fit is None else None
            if fit is not None:
                item = Item(location, node.type, name, place, fit.spans)
                ranked.append((fit.rank if text else 0, item))
            elif far is not None:
                ranked.append((1000 + far.rank, Item(location, node.type, name, place)))
        ranked.sort(key=lambda each: each[0])
        self.model.show([item for _, item in ranked[:_MOST]])
        if not self.list.selectionModel().hasSelection() and ranked:
            self.list.setCurrentIndex(self.model.index(0, 0))
        self._nothing.setVisible(not ranked)
        self.confirm.setEnabled(bool(ranked))

    @Slot()
    @Slot(QModelIndex)
    def _finish(self) -> None:
        rows = sorted(index.row() for index in self.list.selectionModel().selectedIndexes())
        entries = [self.model.entry(row) for row in rows]
        found = [entry.location for entry in entries if isinstance(entry, Item)]
        if found:
            self.accept()
            self.chosen.emit(found)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if (
            watched is self.field
            and isinstance(event, QKeyEvent)
            and event.type() is QEvent.Type.KeyPress
        ):
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if step is not None:
                row = self.model.next(self.list.currentIndex().row(), step)
                self.list.setCurrentIndex(self.model.index(row, 0))
                return True
            if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                self._finish()
                return True
        return super().eventFilter(watched, event)

    def retranslate(self) -> None:
        """Write all texts in the current language."""
        super().retranslate()
        self.set_title(self.tr("Add runs"))
        self.confirm.setText(self.tr("Add"))
        self._cancel.setText(self.tr("Cancel"))
        self.field.set_placeholder(self.tr("Find a run"))
        self.list.setAccessibleName(self.tr("Runs"))
        self._nothing.setText(self.tr("No run of this name was found so far"))
