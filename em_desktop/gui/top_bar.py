"""The bar at the top: menu, back, forward and up, the path, the search, the panels."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QToolButton, QWidget

from em_desktop.gui import theme, wording
from em_desktop.gui.actions import Commands
from em_desktop.gui.context import Context
from em_desktop.gui.jobs import Job, JobState
from em_desktop.gui.path_field import PathField
from em_desktop.gui.widgets import (
    CountBadge,
    Divider,
    IconButton,
    paint_focus_ring,
    paint_key,
    paint_round,
    paint_text,
    text_width,
)

_SEARCH_WIDTH = 296


class SearchButton(QAbstractButton):
    """Looks like a field; a click opens the command palette."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keys = wording.keys_text(QKeySequence("Ctrl+K"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        theme.set_lengths(self, most_width=_SEARCH_WIDTH)
        self.setCursor(Qt.CursorShape.IBeamCursor)

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(theme.scaled(_SEARCH_WIDTH), theme.size.control)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(theme.scaled(120), theme.size.control)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002
        painter = QPainter(self)
        area = QRectF(self.rect())
        paint_round(painter, area, "surface", theme.radius.control, "border")
        side = theme.size.icon
        theme.paint_icon(painter, QRectF(10, 0, side, area.height()), "search", "text2")
        width = text_width(self._keys, "caption") + 12
        height = theme.scaled(18)
        key = QRectF(area.right() - width - 8, (area.height() - height) / 2, width, height)
        paint_key(painter, key, self._keys)
        left = 10 + side + 8
        text = QRectF(left, 0, key.left() - left - 8, area.height())
        paint_text(painter, text, self.text(), "body", "muted")
        if self.hasFocus():
            paint_focus_ring(painter, area)


class TopBar(QWidget):
    """44 pixels with what is always at hand."""

    menu_wanted = Signal(QToolButton)

    def __init__(self, context: Context, commands: Commands, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.path = PathField(context, self)
        self.search = SearchButton(self)
        self.menu = IconButton("menu", "", self)
        self._commands = commands
        self._buttons = {
            name: IconButton(icon, "", self)
            for name, icon in (
                ("back", "back"),
                ("forward", "forward"),
                ("up", "up"),
                ("activity", "transfers"),
                ("navigator", "panel_left"),
                ("inspector", "panel_right"),
            )
        }
        self._badge = CountBadge(parent=self._buttons["activity"])
        self._badge.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._badge.hide()
        self._lay_out()
        self.menu.clicked.connect(self._want_menu)
        self.search.clicked.connect(commands.action("palette").trigger)
        for name, button in self._buttons.items():
            action = commands.action(name)
            button.clicked.connect(action.trigger)
            action.changed.connect(self._follow_actions)
        self.retranslate()

    def _lay_out(self) -> None:
        self.setProperty("area", "window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.space.control, 0, theme.space.control, 0)
        row.setSpacing(theme.space.icon)
        row.addWidget(self.menu)
        row.addWidget(Divider(Qt.Orientation.Vertical, self, length=20))
        for name in ("back", "forward", "up"):
            row.addWidget(self._buttons[name])
        row.addSpacing(theme.space.control)
        row.addWidget(self.path, 1)
        row.addSpacing(theme.space.control)
        row.addWidget(self.search)
        row.addSpacing(theme.space.control)
        row.addWidget(self._buttons["activity"])
        row.addWidget(self._buttons["navigator"])
        row.addWidget(self._buttons["inspector"])
        self._fit()
        theme.theme().changed.connect(self._fit)

    @Slot()
    def _fit(self) -> None:
        self.setFixedHeight(theme.size.top_bar)

    def set_activity(self, jobs: Sequence[Job]) -> None:
        """Say at the activity button how much runs or failed."""
        count = sum(job.is_running or job.state is JobState.FAILED for job in jobs)
        self._badge.set_count(count)
        self._badge.setVisible(count > 0)
        self._badge.adjustSize()
        self._badge.move(self._buttons["activity"].width() - self._badge.width(), 0)

    @Slot()
    def _want_menu(self) -> None:
        self.menu_wanted.emit(self.menu)

    @Slot()
    def _follow_actions(self) -> None:
        for name, button in self._buttons.items():
            action: QAction = self._commands.action(name)
            button.setEnabled(action.isEnabled())
            keys = wording.keys_text(action.shortcut())
            button.set_name(action.text(), keys)
        for name, icon in (("navigator", "panel_left"), ("inspector", "panel_right")):
            is_on = self._commands.action(name).isChecked()
            self._buttons[name].set_icon(icon if is_on else f"{icon}_off")

    def retranslate(self) -> None:
        """Write all texts in the current language."""
        self.menu.set_name(self.tr("Menu"))
        self.search.setText(self.tr("Search or run a command"))
        self.search.setAccessibleName(self.tr("Search or run a command"))
        self._follow_actions()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        super().paintEvent(event)
        painter = QPainter(self)
        painter.fillRect(0, self.height() - 1, self.width(), 1, theme.color("border"))
