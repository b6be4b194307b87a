"""The strip below the table: a count, or what can be done with the selection."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedLayout, QWidget

from em_desktop.gui import theme, wording
from em_desktop.gui.widgets import (
    KeyHint,
    TextLabel,
    link_button,
    primary_button,
    push_button,
    quiet_button,
    remove_button,
)


class SelectionBar(QWidget):
    """44 pixels high whatever it says, so that the table never jumps."""

    open_requested = Signal()
    compare_requested = Signal()
    move_requested = Signal()
    label_requested = Signal()
    share_requested = Signal()
    remove_requested = Signal()
    copy_path_requested = Signal()
    show_requested = Signal()
    clear_requested = Signal()
    stop_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown = self._total = self._selected = 0
        self._reading: int | None = None
        self._stopped = False
        self._count = TextLabel("", "small", "muted", self)
        self._stop = link_button("", self)
        self._stop.clicked.connect(self.stop_requested)
        self._selected_text = TextLabel("", "strong", "accent_text", self)
        self._runs = 0
        self._editable = self._showable = self._shareable = False
        self.compare = primary_button("", "compare", self)
        self._open = push_button("", "open", self)
        self._move = push_button("", "move", self)
        self.label_button = push_button("", "label", self)
        self.share_button = push_button("", "share", self)
        self._copy = push_button("", "copy", self)
        self._show = push_button("", "show_in_folder", self)
        self._remove = remove_button("", "delete", self)
        self._clear = quiet_button("", "", self)
        self.compare.clicked.connect(self.compare_requested)
        self._open.clicked.connect(self.open_requested)
        self._move.clicked.connect(self.move_requested)
        self.label_button.clicked.connect(self.label_requested)
        self.share_button.clicked.connect(self.share_requested)
        self._remove.clicked.connect(self.remove_requested)
        self._copy.clicked.connect(self.copy_path_requested)
        self._show.clicked.connect(self.show_requested)
        self._clear.clicked.connect(self.clear_requested)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self._count_page())
        self._pages.addWidget(self._selection_page())
        self._fit()
        theme.theme().changed.connect(self._fit)
        self.retranslate()

    def set_count(self, shown: int, total: int) -> None:
        """Say how many rows there are, and how many of them the filter leaves."""
        if (shown, total) != (self._shown, self._total):
            self._shown, self._total = shown, total
            self.retranslate()

    def set_reading(self, count: int | None) -> None:
        """Say that the folder is still being read (None: not any more)."""
        self._reading, self._stopped = count, False
        self.retranslate()

    def set_stopped(self) -> None:
        """Say that reading was stopped before the end."""
        self._reading, self._stopped = None, True
        self.retranslate()

    def set_selected(
        self,
        count: int,
        *,
        on_disk: bool,
        editable: bool,
        runs: int = 0,
        shareable: bool = False,
    ) -> None:
        """Offer what can be done with this many selected nodes, of which some are Runs."""
        self._shareable = shareable and count == 1
        self._selected, self._runs = count, runs
        self._editable, self._showable = editable, on_disk and count == 1
        self._pages.setCurrentIndex(1 if count else 0)
        self.retranslate()
        self.update()

    def retranslate(self) -> None:
        """Write all texts in the current language."""
        self._count.setText(self._count_text())
        self._stop.setText(self.tr("Stop"))
        self._stop.setVisible(self._reading is not None)
        number = wording.count_text(self._selected)
        self._selected_text.setText(self.tr("{count} selected").format(count=number))
        several = self._selected > 1
        self.compare.setText(
            self.tr("Compare {count}").format(count=wording.count_text(self._runs))
            if self._runs > 1
            else self.tr("Compare with...")
        )
        self._open.setText(
            self.tr("Open {count}").format(count=number) if several else self.tr("Open")
        )
        self._move.setText(self.tr("Move..."))
        self.label_button.setText(self.tr("Label"))
        self.share_button.setText(self.tr("Share"))
        self._remove.setText(self.tr("Delete"))
        self._copy.setText(self.tr("Copy paths") if several else self.tr("Copy path"))
        self._show.setText(self.tr("Show in file manager"))
        self._clear.setText(self.tr("Clear"))
        self._clear.setAccessibleName(self.tr("Clear selection"))
        self._offer()

    def _offer(self) -> None:
        """Show the buttons that have room; what is left out, menus and keys do."""
        self.compare.setVisible(self._runs > 0)
        self._show.setVisible(self._showable)
        for button in (self._move, self.label_button, self._remove):
            button.setVisible(self._editable)
        self.share_button.setVisible(self._shareable)
        for button in (self._open, self._copy):
            button.setVisible(True)
        for button in (self._show, self._copy, self._open, self.label_button):
            if self._row.sizeHint().width() <= self.width():
                break
            button.hide()

    @property
    def count_text(self) -> str:
        """The count line."""
        return self._count.text()

    def _count_text(self) -> str:
        if self._reading is not None:
            return self.tr("Reading, %Ln item(s) so far", "", self._reading)
        if self._stopped:
            return self.tr("%Ln item(s); reading was stopped", "", self._total)
        if self._shown != self._total:
            text = self.tr("%1 of %Ln item(s)", "", self._total)
            return text.replace("%1", wording.count_text(self._shown))
        return self.tr("%Ln item(s)", "", self._total)

    def _count_page(self) -> QWidget:
        page = QWidget(self)
        row = QHBoxLayout(page)
        row.setContentsMargins(theme.space.page, 0, theme.space.page, 0)
        row.addWidget(self._count)
        row.addStretch(1)
        row.addWidget(self._stop)
        return page

    def _selection_page(self) -> QWidget:
        page = QWidget(self)
        page.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._row = row = QHBoxLayout(page)
        row.setContentsMargins(theme.space.page + 2, 0, theme.space.page, 0)
        row.setSpacing(theme.space.control)
        row.addWidget(self._selected_text)
        row.addSpacing(theme.space.icon)
        for button in (
            self.compare,
            self._open,
            self._move,
            self.label_button,
            self.share_button,
            self._copy,
            self._show,
            self._remove,
        ):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self._clear)
        row.addWidget(KeyHint("Esc", page))
        return page

    def _fit(self) -> None:
        self.setFixedHeight(theme.size.selection_bar)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("accent_tint" if self._selected else "surface"))
        painter.fillRect(0, 0, self.width(), 1, theme.color("border"))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._offer()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
