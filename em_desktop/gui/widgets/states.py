"""What stands where nothing can be shown: empty, no match, loading, failed, offline."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPlainTextEdit,
    QProgressBar,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from em_desktop.gui import theme
from em_desktop.gui.widgets.buttons import Button, link_button
from em_desktop.gui.widgets.labels import Divider, Paragraph, TextLabel
from em_desktop.gui.widgets.painting import paint_round

SHOW_LOADING_AFTER = 150
"""Milliseconds before placeholder rows appear; what is quicker shows nothing."""
_SHOW_PROGRESS_AFTER = 1000
_TEXT_WIDTH = 340
_BAR_WIDTHS = (132, 96, 148, 110, 90, 124, 140, 86, 118, 102)


class _Icon(QWidget):
    """An icon of a fixed size."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name, self.token = "info", "text2"
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.theme().changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(theme.size.icon_state, theme.size.icon_state)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002
        theme.paint_icon(QPainter(self), self.rect(), self.name, self.token)


class StateView(QWidget):
    """Icon, title, one sentence and at most two buttons in the middle of the page."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = _Icon(self)
        middle = Qt.AlignmentFlag.AlignHCenter
        self._title = Paragraph("panel_title", "text", self, align=middle)
        self._text = Paragraph("body", "text2", self, align=middle)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(theme.space.control)
        self._details = QPlainTextEdit(self)
        self._details.setReadOnly(True)
        theme.set_look(self._details, field=True)
        self._details.setTabChangesFocus(True)
        theme.set_font(self._details, "mono_small")
        self._details_button = Button("quiet", parent=self)
        self._details_button.setCheckable(True)
        self._details_button.toggled.connect(self._details.setVisible)
        self._lay_out()
        self.retranslate()
        theme.theme().changed.connect(self._fit)

    def _lay_out(self) -> None:
        middle = Qt.AlignmentFlag.AlignHCenter
        row = QHBoxLayout()
        row.setSpacing(theme.space.control)
        row.addStretch(1)
        row.addLayout(self._buttons)
        row.addWidget(self._details_button)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[theme.space.block] * 4)
        layout.setSpacing(0)
        layout.addStretch(1)
        layout.addWidget(self._icon, 0, middle)
        layout.addSpacing(theme.space.card)
        layout.addWidget(self._title, 0, middle)
        layout.addSpacing(theme.space.icon)
        layout.addWidget(self._text, 0, middle)
        layout.addSpacing(theme.space.page)
        layout.addLayout(row)
        layout.addSpacing(theme.space.card)
        layout.addWidget(self._details, 0, middle)
        layout.addStretch(1)

    def show_state(
        self,
        icon: str,
        title: str,
        text: str = "",
        actions: Sequence[QAction] = (),
        details: str = "",
        *,
        token: str = "text2",
    ) -> None:
        """Say what is the case and what can be done.

        Args:
            icon: its name, painted 32 pixels large in the color ``token``.
            title: a few words.
            text: one sentence.
            actions: at most two; one of `QAction.Priority.HighPriority` is the primary button.
            details: technical text behind a "Details" button.
            token: the icon's color: ``st_error`` for failures, ``st_warning`` for offline.
        """
        self._icon.name, self._icon.token = icon, token
        self._icon.update()
        self._title.set_text(title)
        self._text.set_text(text)
        self._text.setVisible(bool(text))
        self._details.setPlainText(details)
        self._fit()
        self._details_button.setVisible(bool(details))
        self._details_button.setChecked(False)
        self._details.hide()
        self._show_actions(actions)
        self.setAccessibleName(f"{title}. {text}" if text else title)

    def _fit(self) -> None:
        width = theme.scaled(_TEXT_WIDTH)
        for label in (self._title, self._text):
            label.setFixedSize(width, label.heightForWidth(width))
        self._details.setFixedSize(theme.scaled(440), theme.scaled(120))

    def _show_actions(self, actions: Sequence[QAction]) -> None:
        while (item := self._buttons.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        for action in actions:
            primary = action.priority() == QAction.Priority.HighPriority
            button = Button("primary" if primary else "push", parent=self)
            button.set_action(action)
            self._buttons.addWidget(button)

    @property
    def title(self) -> str:
        return self._title.text()

    @property
    def text(self) -> str:
        return self._text.text()

    def buttons(self) -> list[Button]:
        """The buttons of the actions, left to right."""
        found = []
        for position in range(self._buttons.count()):
            item = self._buttons.itemAt(position)
            widget = item.widget() if item is not None else None
            if isinstance(widget, Button):
                found.append(widget)
        return found

    def retranslate(self) -> None:
        self._details_button.setText(self.tr("Details"))
        self._details.setAccessibleName(self.tr("Details"))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


class _Rows(QWidget):
    """Gray bars of the final row height."""

    def __init__(self, row_height: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.row_height = row_height

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002
        painter = QPainter(self)
        height = theme.scaled(self.row_height)
        bar, box = theme.space.control, theme.size.check
        for number in range(min(self.height() // height, len(_BAR_WIDTHS))):
            middle = number * height + height / 2
            paint_round(
                painter, QRectF(12, middle - box / 2, box, box), "divider", theme.radius.check
            )
            width = theme.scaled(_BAR_WIDTHS[number])
            paint_round(painter, QRectF(40, middle - bar / 2, width, bar), "divider", bar / 2)
            right = self.width() - 12.0
            for column in (44, 40, 52):
                right -= theme.scaled(column)
                area = QRectF(right, middle - bar / 2, theme.scaled(column), bar)
                paint_round(painter, area, "divider", bar / 2)
                right -= theme.space.card
            line = QRectF(0, (number + 1) * height - 1, self.width(), 1)
            painter.fillRect(line, theme.color("divider"))


class LoadingRows(QWidget):
    """Still placeholder rows while something is read; after a second, how far it is, and Stop.

    Nothing is shown for the first 150 ms.
    """

    stopped = Signal()
    """The user doesn't want to wait for the rest."""

    def __init__(self, parent: QWidget | None = None, *, row_height: int = 30) -> None:
        super().__init__(parent)
        self._rows = _Rows(row_height, self)
        self._footer = QWidget(self)
        self._text = TextLabel("", "small", "text2", self._footer)
        self._bar = QProgressBar(self._footer)
        theme.set_look(self._bar, thin=True)
        self._bar.setFixedWidth(120)
        self._stop = link_button("", self._footer)
        self._stop.clicked.connect(self.stopped)
        self._show_rows = self._timer(SHOW_LOADING_AFTER, self._rows.show)
        self._show_footer = self._timer(_SHOW_PROGRESS_AFTER, self._footer.show)
        row = QHBoxLayout()
        row.setContentsMargins(theme.space.card, theme.space.control, theme.space.card, 8)
        row.setSpacing(theme.space.control)
        row.addWidget(self._text, 1)
        row.addWidget(self._bar)
        row.addWidget(self._stop)
        footer = QVBoxLayout(self._footer)
        footer.setContentsMargins(0, 0, 0, 0)
        footer.setSpacing(0)
        footer.addWidget(Divider(parent=self._footer))
        footer.addLayout(row)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._rows, 1)
        layout.addWidget(self._footer)
        self.stop()
        self.retranslate()

    def _timer(self, milliseconds: int, then: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(milliseconds)
        timer.timeout.connect(then)
        return timer

    def start(self) -> None:
        """Begin to wait."""
        self.stop()
        self._show_rows.start()

    def stop(self) -> None:
        """Show nothing any more."""
        self._show_rows.stop()
        self._show_footer.stop()
        self._rows.hide()
        self._footer.hide()
        self.set_progress("")

    def set_progress(self, text: str, done: int = 0, total: int = 0) -> None:
        """Say how far it is ("Reading 1,204 of 8,310 runs"); shown from one second on."""
        self._text.setText(text)
        self._bar.setVisible(total > 0)
        self._bar.setMaximum(max(total, 1))
        self._bar.setValue(done)
        if text and not self._footer.isVisible() and not self._show_footer.isActive():
            self._show_footer.start()

    def retranslate(self) -> None:
        self._stop.setText(self.tr("Stop"))
        self._bar.setAccessibleName(self.tr("Progress"))
        self.setAccessibleName(self.tr("Loading"))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


class StateStack(QStackedWidget):
    """One place that shows its content, placeholder rows, or a `StateView`.

    Attributes:
        state: the view to call `StateView.show_state` on, by way of `show_state`.
        loading: the placeholder rows.
    """

    def __init__(
        self, content: QWidget, parent: QWidget | None = None, *, row_height: int = 30
    ) -> None:
        super().__init__(parent)
        self.content = content
        self.loading = LoadingRows(self, row_height=row_height)
        self.state = StateView(self)
        for page in (content, self.loading, self.state):
            self.addWidget(page)

    def show_content(self) -> None:
        self.loading.stop()
        self.setCurrentWidget(self.content)

    def show_loading(self) -> None:
        self.loading.start()
        self.setCurrentWidget(self.loading)

    def show_state(
        self,
        icon: str,
        title: str,
        text: str = "",
        actions: Sequence[QAction] = (),
        details: str = "",
        *,
        token: str = "text2",
    ) -> None:
        """As `StateView.show_state`, and bring it to the front."""
        self.loading.stop()
        self.state.show_state(icon, title, text, actions, details, token=token)
        self.setCurrentWidget(self.state)
