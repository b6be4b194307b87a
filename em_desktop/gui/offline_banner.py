"""The banner over the whole window that says which servers can't be reached."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from em_desktop.errors import AccessDeniedError
from em_desktop.gui import theme
from em_desktop.gui.connection_words import failure_text, offline_text
from em_desktop.gui.context import Context
from em_desktop.gui.server_names import account_of, account_title, is_server
from em_desktop.gui.store_entry import Offline
from em_desktop.gui.widgets import ElidedLabel, IconButton, push_button

_HEIGHT = 36


class OfflineBanner(QWidget):
    """One line for all accounts; hidden where every server answers, or when it is closed.

    Closed, it comes back with the next server that goes.
    """

    sign_in_wanted = Signal(str)
    """This account needs another key."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._offline: dict[str, Offline] = {}
        self._closed: set[str] = set()
        self._title = ElidedLabel("", "strong", "text", self)
        self._text = ElidedLabel("", "body", "text2", self)
        self.retry = push_button("", "refresh", self)
        self.sign_in = push_button("", parent=self)
        self._close = IconButton("close", "", self, side=24, icon_side=14)
        for button in (self.retry, self.sign_in):
            button.set_small()
        side = theme.space.card
        row = QHBoxLayout(self)
        row.setContentsMargins(side + theme.size.icon + theme.space.control, 0, side, 0)
        row.setSpacing(theme.space.control)
        row.addWidget(self._title)
        row.addWidget(self._text, 1)
        row.addWidget(self.retry)
        row.addWidget(self.sign_in)
        row.addWidget(self._close)
        theme.set_lengths(self, height=_HEIGHT)
        stores = context.stores
        self.retry.clicked.connect(stores.check)
        self.sign_in.clicked.connect(self._sign_in)
        self._close.clicked.connect(self._dismiss)
        stores.availability_changed.connect(self._look)
        stores.closed.connect(self._look)
        stores.opened.connect(self._look)
        self.retranslate()

    def text(self) -> str:
        """What it says; empty while it is hidden."""
        return "" if self.isHidden() else f"{self._title.text()} {self._text.text()}"

    @Slot()
    def _look(self) -> None:
        stores = self._context.stores
        found: dict[str, Offline] = {}
        for info in stores.infos():
            offline = stores.offline(info.id) if is_server(info.id) else None
            if offline is not None:
                found.setdefault(account_of(info.id), offline)
        self._closed &= found.keys()
        self._offline = found
        self._write()

    def _write(self) -> None:
        self.setVisible(bool(self._offline.keys() - self._closed))
        if not self._offline:
            return
        account, first = next(iter(self._offline.items()))
        names = ", ".join(account_title(each) for each in self._offline)
        self._title.setText(f"{names}: {offline_text(first)}.")
        needs_key = isinstance(first.error, AccessDeniedError)
        if needs_key:
            self._text.setText(failure_text(first.error, account))
        else:
            self._text.setText(
                self.tr("What was loaded stays visible; the server is asked again and again.")
            )
        self.sign_in.setVisible(needs_key)
        self.retry.setVisible(not needs_key)
        self.setAccessibleName(f"{self._title.text()} {self._text.text()}")

    @Slot()
    def _sign_in(self) -> None:
        if self._offline:
            self.sign_in_wanted.emit(next(iter(self._offline)))

    @Slot()
    def _dismiss(self) -> None:
        self._closed = set(self._offline)
        self._write()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("st_warning_bg"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, theme.color("border"))
        side = theme.size.icon
        area = QRect(theme.space.card, 0, side, self.height())
        theme.paint_icon(painter, area, "server_offline", "st_warning")

    def retranslate(self) -> None:
        """Write all texts in the current language."""
        self.retry.setText(self.tr("Try again"))
        self.sign_in.setText(self.tr("Sign in..."))
        self._close.set_name(self.tr("Close"))
        self._write()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
