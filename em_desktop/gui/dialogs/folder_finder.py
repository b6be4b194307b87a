"""Finds a folder by typing: where nodes are to be moved or copied, or get a shortcut."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QListView, QWidget

from em_desktop.domain.gestures import Deed, Description
from em_desktop.domain.nodes import Node
from em_desktop.domain.paths import printable
from em_desktop.gui import theme, wording
from em_desktop.gui.context import Context, Location
from em_desktop.gui.dialogs.frame import DialogFrame
from em_desktop.gui.dialogs.palette_delegate import ROW_HEIGHT, PaletteDelegate
from em_desktop.gui.dropping import Load, refusal
from em_desktop.gui.finding import Found
from em_desktop.gui.gesture_words import things_text
from em_desktop.gui.gestures import Picked, Verb
from em_desktop.gui.matching import match
from em_desktop.gui.models.palette import Item, PaletteModel
from em_desktop.gui.widgets import SearchField, TextLabel, primary_button, push_button

Search: TypeAlias = Callable[[str], Sequence[Found]]
"""Finds nodes by name; called in a worker."""
Places: TypeAlias = Sequence[tuple[Location, Node]]

_MOST = 40
_ROWS = 9


class FolderFinder(DialogFrame):
    """A field over a list of folders; arrows choose, Enter confirms.

    Folders that can't take the nodes aren't offered.
    """

    chosen = Signal(object)
    """The folder's `Location`."""

    def __init__(
        self, context: Context, verb: Verb, picked: Picked, search: Search, parent: QWidget
    ) -> None:
        super().__init__(parent, width=theme.size.dialog_wide)
        self._context = context
        self._verb = verb
        self._picked = picked
        self._search = search
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
        self.list.clicked.connect(self._clicked)
        self.list.doubleClicked.connect(self._finish)
        self._cancel.clicked.connect(self.reject)
        self.confirm.clicked.connect(self._finish)
        self.retranslate()
        self.field.setFocus()

    def _lay_out(self) -> None:
        self.list.setModel(self.model)
        self.list.setItemDelegate(PaletteDelegate(self.list))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setProperty("area", "raised")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setFixedHeight(_ROWS * theme.scaled(ROW_HEIGHT))
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.body.addWidget(self.field)
        self.body.addWidget(self._nothing)
        self.body.addWidget(self.list)
        for button in (self._cancel, self.confirm):
            button.set_large()
            self.footer.addWidget(button)

    def offer(self, places: Places) -> None:
        """Offer these folders; further ones are found by name."""
        load = Load(self._picked)
        for location, node in places:
            if not refusal(load, self._verb, location, node):
                self._known.setdefault(location, node)
        self._show()

    @Slot()
    def _typed(self) -> None:
        self._show()
        text, search = self.field.text().strip(), self._search
        if text:
            self._context.tasks.run(
                self, lambda _cancel: search(text), FolderFinder._take_found, key="find"
            )

    def _take_found(self, found: Sequence[Found]) -> None:
        self.offer([(Location(each.store_id, each.node.path), each.node) for each in found])

    def _show(self) -> None:
        text = self.field.text().strip()
        ranked = []
        for location, node in self._known.items():
            if location.store_id not in self._context.stores:
                continue
            item = self._item(location, node)
            fit = match(text, item.text)
            far = match(text, f"{item.place} / {item.text}") if fit is None else None
            if fit is not None:
                shown = Item(location, node.type, item.text, item.place, fit.spans)
                ranked.append((fit.rank if text else 0, item.place, shown))
            elif far is not None:
                ranked.append((1000 + far.rank, item.place, item))
        if text:
            ranked.sort(key=lambda each: each[0])
        current = self.model.entry(self.list.currentIndex().row())
        self.model.show([item for _, _, item in ranked[:_MOST]])
        rows = range(self.model.rowCount())
        kept = next((row for row in rows if self.model.entry(row) == current), 0)
        self.list.setCurrentIndex(self.model.index(kept, 0))
        self._nothing.setVisible(not ranked)
        self.confirm.setEnabled(bool(ranked))

    def _item(self, location: Location, node: Node) -> Item:
        store = self._context.stores.title(location.store_id)
        if location.path.is_root:
            return Item(location, node.type, printable(store))
        place = " / ".join(printable(each) for each in (store, *location.path.parent.parts))
        return Item(location, node.type, printable(node.name), place)

    @Slot(QModelIndex)
    def _clicked(self, index: QModelIndex) -> None:
        self.list.setCurrentIndex(index)
        self.field.setFocus()

    @Slot()
    def _finish(self) -> None:
        entry = self.model.entry(self.list.currentIndex().row())
        if isinstance(entry, Item):
            self.accept()
            self.chosen.emit(entry.location)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if watched is self.field and isinstance(event, QKeyEvent):
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if step is not None and event.type() is QEvent.Type.KeyPress:
                row = self.model.next(self.list.currentIndex().row(), step)
                self.list.setCurrentIndex(self.model.index(row, 0))
                return True
            is_enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
            if is_enter and event.type() is QEvent.Type.KeyPress:
                self._finish()
                return True
        return super().eventFilter(watched, event)

    def retranslate(self) -> None:
        """Write all texts in the current language."""
        super().retranslate()
        names = tuple(node.name for node in self._picked.nodes[:1])
        types = {node.type for node in self._picked.nodes}
        kind = types.pop() if len(types) == 1 else None
        things = things_text(Description(Deed.MOVE, len(self._picked.paths), names, kind))
        match self._verb:
            case Verb.MOVE:
                title, confirm = self.tr("Move {things} to"), self.tr("Move")
            case Verb.COPY:
                title, confirm = self.tr("Copy {things} to"), self.tr("Copy")
            case Verb.SHORTCUT:
                title, confirm = self.tr("Shortcut to {things} in"), self.tr("Create shortcut")
        self.set_title(wording.filled(title, things=things))
        self.confirm.setText(confirm)
        self.field.set_placeholder(self.tr("Find a folder"))
        self.list.setAccessibleName(self.tr("Folders"))
        self._nothing.setText(self.tr("No folder that can take it has this name"))
        self._cancel.setText(self.tr("Cancel"))
