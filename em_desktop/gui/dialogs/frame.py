"""What all dialogs have: title, body, footer, and the dimmed window behind them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QCloseEvent, QHideEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from em_desktop.gui import theme
from em_desktop.gui.widgets import Divider, ElidedLabel, IconButton, Scrim, TextLabel

_HEADER = 52
_FOOTER = 56


class DialogFrame(QDialog):
    """A dialog of the design; a subclass fills `body` and `footer` and writes its texts.

    It deletes itself when it is closed.

    Attributes:
        body: the layout of the contents.
        footer: the layout of links (left) and buttons (right), with a stretch between.
    """

    def __init__(self, parent: QWidget, *, width: int = 440) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self._scrim: Scrim | None = None
        self._title = TextLabel("", "panel_title", "text", self)
        self._beside = ElidedLabel("", "small", "muted", self)
        self._close = IconButton("close", "", self)
        self._close.clicked.connect(self.reject)
        self.body = QVBoxLayout()
        self.body.setContentsMargins(theme.space.block, 0, theme.space.block, theme.space.page)
        self.body.setSpacing(theme.space.card)
        self.footer = QHBoxLayout()
        self.footer.setContentsMargins(theme.space.block, 0, theme.space.page, 0)
        self.footer.setSpacing(theme.space.control)
        self.footer.addStretch()
        self._build(width)

    def _build(self, width: int) -> None:
        header = QWidget(self)
        theme.set_lengths(header, height=_HEADER)
        row = QHBoxLayout(header)
        row.setContentsMargins(theme.space.block, 0, theme.space.card, 0)
        row.addWidget(self._title)
        row.addWidget(self._beside, 1)
        row.addWidget(self._close)
        footer = QWidget(self)
        theme.set_lengths(footer, height=_FOOTER)
        footer.setLayout(self.footer)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(header)
        column.addLayout(self.body, 1)
        column.addWidget(Divider(parent=self))
        column.addWidget(footer)
        theme.set_lengths(self, least_width=width)

    def set_title(self, text: str, beside: str = "") -> None:
        """Write the title, on the dialog and for the window manager, and what is beside it."""
        self.setWindowTitle(text)
        self._title.setText(text)
        self._beside.setText(beside)

    def retranslate(self) -> None:
        """Write all texts in the current language; a subclass calls this too."""
        self._close.set_name(self.tr("Close"))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        parent = self.parentWidget()
        if self._scrim is None and parent is not None:
            self._scrim = Scrim(parent)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        self._drop_scrim()
        super().hideEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        self._drop_scrim()
        super().closeEvent(event)

    def _drop_scrim(self) -> None:
        scrim, self._scrim = self._scrim, None
        if scrim is not None:
            scrim.hide()
            scrim.deleteLater()
