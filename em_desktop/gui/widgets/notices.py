"""What went wrong or well: a bar on the page, a toast over it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAction, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from em_desktop.domain.problems import Problem
from em_desktop.gui import theme, wording
from em_desktop.gui.widgets.buttons import Button, IconButton, quiet_button
from em_desktop.gui.widgets.card import add_shadow
from em_desktop.gui.widgets.labels import ElidedLabel, TextLabel
from em_desktop.gui.widgets.painting import paint_round

_MOST_SHOWN = 50
_TOAST_SECONDS = 8


class ProblemBar(QWidget):
    """A banner that counts what is damaged and lists it: file, line, why. Hidden when empty."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._problems: tuple[Problem, ...] = ()
        self._count = TextLabel("", "strong", "st_warning", self)
        self._toggle = Button("quiet", parent=self)
        self._toggle.set_small()
        self._toggle.setCheckable(True)
        self._toggle.toggled.connect(self._show_list)
        self._list = QWidget(self)
        self._rows = QGridLayout(self._list)
        self._rows.setContentsMargins(36, 0, theme.space.card, theme.space.control)
        self._rows.setHorizontalSpacing(theme.space.page)
        self._rows.setVerticalSpacing(theme.space.icon)
        self._rows.setColumnStretch(1, 1)
        self._list.hide()
        row = QHBoxLayout()
        row.setContentsMargins(36, 4, theme.space.card, 4)
        row.addWidget(self._count)
        row.addWidget(self._toggle)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(row)
        layout.addWidget(self._list)
        self.hide()
        self.retranslate()

    @property
    def problems(self) -> tuple[Problem, ...]:
        return self._problems

    def set_problems(self, problems: Sequence[Problem]) -> None:
        """Show these; none hides the bar."""
        if tuple(problems) != self._problems:
            self._problems = tuple(problems)
            self._fill()
        self.setVisible(bool(problems))

    def _fill(self) -> None:
        while (item := self._rows.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for row, problem in enumerate(self._problems[:_MOST_SHOWN]):
            place = TextLabel(wording.problem_place(problem), "mono_small", "text", self._list)
            why = TextLabel(
                wording.problem_text(problem), "small", "text2", self._list, selectable=True
            )
            why.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
            why.setToolTip(problem.detail)
            self._rows.addWidget(place, row, 0, Qt.AlignmentFlag.AlignTop)
            self._rows.addWidget(why, row, 1)
        self.retranslate()

    def _show_list(self, shown: bool) -> None:
        self._list.setVisible(shown)
        self.retranslate()

    def retranslate(self) -> None:
        count = len(self._problems)
        self._count.setText(self.tr("%Ln problem(s) in the files", "", count))
        self._toggle.setText(self.tr("Hide") if self._toggle.isChecked() else self.tr("Show"))
        self.setAccessibleName(self._count.text())

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() == QEvent.Type.LanguageChange:
            self._fill()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("st_warning_bg"))
        side = theme.size.icon
        head = self._count.geometry()
        area = head.adjusted(0, 0, 0, 0)
        area.setLeft(head.left() - side - 6)
        area.setWidth(side)
        theme.paint_icon(painter, area, "warning", "st_warning")


class Toast(QFrame):
    """A message at the lower left of a window, for 8 seconds or until it is closed.

    The time stands still while the pointer is over it.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        theme.set_look(self, popup=True)
        add_shadow(self)
        self._window = window
        self._bottom = theme.size.selection_bar + theme.space.card  # above the bars of pages
        self._icon = ("complete", "st_complete")
        self._text = ElidedLabel("", "body", "text", self)
        self._button = quiet_button("", parent=self)
        self._button.clicked.connect(self.hide)
        self._close = IconButton("close", "", self, side=24, icon_side=13)
        self._close.clicked.connect(self.hide)
        self._action: QAction | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_TOAST_SECONDS * 1000)
        self._timer.timeout.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(40, 6, theme.space.control, 6)
        row.addWidget(self._text, 1)
        row.addWidget(self._button)
        row.addWidget(self._close)
        window.installEventFilter(self)
        self.hide()
        self.retranslate()

    @property
    def text(self) -> str:
        return self._text.text()

    def show_message(
        self, text: str, action: QAction | None = None, *, failed: bool = False
    ) -> None:
        """Show a message, with one action such as Undo."""
        if self._action is not None:
            self._button.clicked.disconnect(self._action.trigger)
        self._action = action
        self._icon = ("error", "st_error") if failed else ("complete", "st_complete")
        self._text.setText(text)
        self._text.setToolTip(text)
        self._button.setVisible(action is not None)
        if action is not None:
            self._button.setText(action.text())
            self._button.clicked.connect(action.trigger)
        self.setAccessibleName(text)
        self._place()
        self.show()
        self.raise_()
        self._timer.start()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    def set_bottom(self, pixels: int) -> None:
        """How far above the window's lower edge it stands."""
        self._bottom = pixels
        self._place()

    def _place(self) -> None:
        width = min(theme.size.toast, self._window.width() - 2 * theme.space.block)
        self.resize(width, theme.scaled(42))
        top = self._window.height() - self.height() - self._bottom
        self.move(theme.space.block, top)

    def retranslate(self) -> None:
        self._close.set_name(self.tr("Close"))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def hideEvent(self, event: QEvent) -> None:  # noqa: N802
        self._timer.stop()
        super().hideEvent(event)  # type: ignore[arg-type]

    def enterEvent(self, event: QEvent) -> None:  # noqa: N802, ARG002
        self._timer.stop()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802, ARG002
        if self.isVisible():
            self._timer.start()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002
        painter = QPainter(self)
        paint_round(painter, self.rect(), "raised", theme.radius.popup, "border_strong")
        side = theme.size.icon
        theme.paint_icon(
            painter, self.rect().adjusted(14, 0, 14 + side - self.width(), 0), *self._icon
        )
