"""The navigator's rows for the trashes that aren't empty."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QTimer, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from em_desktop.domain.operations import Changes
from em_desktop.domain.paths import printable
from em_desktop.errors import EmError
from em_desktop.gui import theme, wording
from em_desktop.gui.context import Context, Location
from em_desktop.gui.trash_place import TRASH, trash_title
from em_desktop.gui.widgets import Button, quiet_button

_SOON_MS = 400


class TrashRows(QWidget):
    """A button for each open store whose trash holds something; a click shows it."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._counts: dict[str, int] = {}
        self._waiting: set[str] = set()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(theme.space.icon, 0, theme.space.icon, 0)
        self._column.setSpacing(0)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SOON_MS)
        self._soon.timeout.connect(self._count)
        stores = context.stores
        stores.opened.connect(self._look)
        stores.availability_changed.connect(self._look)
        stores.closed.connect(self._forget)
        stores.changed.connect(self._changed)
        context.editor.undo_changed.connect(self._look_at_all)
        self._look_at_all()
        self.hide()

    def texts(self) -> list[str]:
        """What the rows say."""
        return [button.text() for button in self.findChildren(Button) if not button.isHidden()]

    @Slot()
    def _look_at_all(self) -> None:
        for info in self._context.stores.infos():
            self._look(info.id)

    @Slot(str)
    def _look(self, store_id: str) -> None:
        self._waiting.add(store_id)
        self._soon.start()

    @Slot(str, object)
    def _changed(self, store_id: str, changes: Changes) -> None:
        if changes.removed or changes.reset or changes.parents:
            self._look(store_id)

    @Slot(str)
    def _forget(self, store_id: str) -> None:
        self._counts.pop(store_id, None)
        self._show()

    @Slot()
    def _count(self) -> None:
        waiting, self._waiting = self._waiting, set()
        for store_id in waiting:
            try:
                store = self._context.stores.store(store_id)
            except EmError:
                continue
            if store.capabilities.trash:
                self._context.tasks.run(
                    self,
                    lambda _cancel, store=store: (store.info.id, len(store.trashed())),  # type: ignore[misc]
                    TrashRows._take,
                    failed=TrashRows._unknown,
                    key=f"trash {store_id}",
                )

    def _take(self, counted: tuple[str, int]) -> None:
        store_id, count = counted
        if self._counts.get(store_id, 0) != count and store_id in self._context.stores:
            self._counts[store_id] = count
            self._show()

    def _unknown(self, _error: EmError) -> None:
        """A trash that can't be read isn't offered."""

    def _show(self) -> None:
        for old in self.findChildren(Button):
            self._column.removeWidget(old)
            old.hide()
            old.deleteLater()
        full = [info for info in self._context.stores.infos() if self._counts.get(info.id)]
        for info in full:
            button = quiet_button(trash_title(), "trash", self)
            if len(self._context.stores.infos()) > 1:
                words = self.tr("Trash of {store}")
                title = printable(self._context.stores.title(info.id))
                button.setText(wording.filled(words, store=title))
            button.setProperty("store", info.id)
            button.setStyleSheet("text-align: left;")
            button.clicked.connect(self._open)
            self._column.addWidget(button)
        self.setVisible(bool(full))

    @Slot()
    def _open(self) -> None:
        self._context.open(Location(self.sender().property("store"), TRASH))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() is QEvent.Type.LanguageChange:
            self._show()
        super().changeEvent(event)
