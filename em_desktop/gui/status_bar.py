"""The line at the bottom: work under way at the left, facts of the store at the right."""

from __future__ import annotations

import shutil
from pathlib import Path

from PySide6.QtCore import QEvent, QRectF, Qt, QTimer, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from em_desktop.errors import EmError, from_os_error
from em_desktop.gui import theme, wording
from em_desktop.gui.context import Context
from em_desktop.gui.widgets import ElidedLabel

_DISK_EVERY_MS = 30_000
_SHOW_AFTER_MS = 200


class _Icon(QWidget):
    """A small icon beside a text."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._name = name
        theme.set_lengths(self, width=14, height=14)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002
        theme.paint_icon(QPainter(self), QRectF(self.rect()), self._name, "text2")


class StatusBar(QWidget):
    """Says what runs (the first title, and how many more), and how much room the disk has."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._store_id = ""
        self._free: int | None = None
        self._busy_icon = _Icon("loading", self)
        self._busy = ElidedLabel("", "small", "text2", self)
        self._disk_icon = _Icon("store", self)
        self._disk = ElidedLabel("", "small", "text2", self)
        self._lay_out()
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SHOW_AFTER_MS)
        self._settle.timeout.connect(self._show_running)
        self._disk_timer = QTimer(self)
        self._disk_timer.setInterval(_DISK_EVERY_MS)
        self._disk_timer.timeout.connect(self._measure)
        context.tasks.running_changed.connect(self._running_changed)
        self._show_running()
        self.retranslate()

    def _lay_out(self) -> None:
        self.setProperty("area", "window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.space.card, 1, theme.space.card, 0)
        row.setSpacing(6)
        row.addWidget(self._busy_icon)
        row.addWidget(self._busy, 1)
        row.addWidget(self._disk_icon)
        row.addWidget(self._disk)
        self._fit()
        theme.theme().changed.connect(self._fit)

    @Slot()
    def _fit(self) -> None:
        self.setFixedHeight(theme.size.status_bar)

    def set_store(self, store_id: str) -> None:
        """Tell of this store; empty: of none."""
        if store_id != self._store_id:
            self._store_id = store_id
            self._free = None
            self._measure()

    def showEvent(self, event: QEvent) -> None:  # noqa: N802, ARG002
        self._disk_timer.start()

    @Slot()
    def _running_changed(self) -> None:
        if not self._settle.isActive():
            self._settle.start()

    @Slot()
    def _show_running(self) -> None:
        titles = self._context.tasks.running
        self._busy_icon.setVisible(bool(titles))
        if len(titles) > 1:
            text = self.tr("{title}, and {count} more")
            self._busy.setText(text.format(title=titles[0], count=len(titles) - 1))
        else:
            self._busy.setText(titles[0] if titles else "")

    @Slot()
    def _measure(self) -> None:
        stores = self._context.stores
        if self._store_id not in stores or stores.info(self._store_id).is_remote:
            self._show_free(None)
            return
        folder = stores.info(self._store_id).location
        self._context.tasks.run(
            self,
            lambda _cancel: _free_space(folder),
            StatusBar._show_free,
            failed=StatusBar._unknown,
            key="disk",
        )

    def _show_free(self, free: int | None) -> None:
        self._free = free
        self._disk_icon.setVisible(free is not None)
        text = self.tr("{size} free")
        self._disk.setText("" if free is None else text.format(size=wording.size_text(free)))

    def _unknown(self, _error: EmError) -> None:
        self._show_free(None)

    def retranslate(self) -> None:
        """Write all texts in the current language."""
        self.setAccessibleName(self.tr("Status"))
        self._disk.setAccessibleName(self.tr("Free disk space"))
        self._busy.setAccessibleName(self.tr("Work under way"))
        self._show_running()
        self._show_free(self._free)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        super().paintEvent(event)
        painter = QPainter(self)
        painter.fillRect(0, 0, self.width(), 1, theme.color("border"))


def _free_space(folder: str) -> int:
    try:
        return shutil.disk_usage(Path(folder)).free
    except OSError as error:
        raise from_os_error(error, folder) from error
