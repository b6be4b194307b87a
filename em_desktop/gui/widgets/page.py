"""The head of a page: what it shows, and its tabs."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from em_desktop.domain.nodes import Status
from em_desktop.gui import theme, wording
from em_desktop.gui.theme import FontRole
from em_desktop.gui.widgets.labels import ElidedLabel
from em_desktop.gui.widgets.painting import (
    badge_width,
    paint_badge,
    paint_focus_ring,
    paint_round,
    paint_text,
    text_width,
)
from em_desktop.gui.widgets.status import LabelChips, StatusPill

_BETWEEN_TABS = 20
_LEAST_TITLE = 160
"""The title keeps this much, facts and labels give way before it."""


class _TypeIcon(QWidget):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.name, self.token = "file", "ty_file"
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.theme().changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(theme.size.icon_page, theme.size.icon_page)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002
        theme.paint_icon(QPainter(self), self.rect(), self.name, self.token)


class PageHeader(QWidget):
    """Type icon, title, status, labels and one line of facts; actions at the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = _TypeIcon(self)
        self._title = ElidedLabel("", "page_title", "text", self)
        self._title.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._status = StatusPill(self)
        self._labels = LabelChips(self)
        self._labels.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._facts = ElidedLabel("", "small", "text2", self)
        self._actions = QHBoxLayout()
        self._actions.setSpacing(theme.space.control)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.space.page, 0, theme.space.page, 0)
        row.setSpacing(10)
        for widget in (self._icon, self._title, self._status, self._labels):
            row.addWidget(widget)
        row.addWidget(self._facts, 1)
        row.addLayout(self._actions)
        self._fit()
        theme.theme().changed.connect(self._fit)

    def set_icon(self, name: str, token: str = "text2") -> None:
        """Show the icon of the page's type."""
        self._icon.name, self._icon.token = name, token
        self._icon.update()

    def set_title(self, text: str) -> None:
        self._title.setText(text)
        self._fit()

    @property
    def title(self) -> str:
        return self._title.text()

    def set_status(self, status: Status | None) -> None:
        self._status.set_status(status)

    def set_labels(self, labels: Sequence[str]) -> None:
        self._labels.set_labels(labels)

    def set_facts(self, facts: Sequence[str] | str) -> None:
        """The line behind the labels; several facts are joined by a dot."""
        self._facts.setText(facts if isinstance(facts, str) else " · ".join(filter(None, facts)))

    def set_facts_tooltip(self, text: str) -> None:
        """More about the facts, such as full times."""
        self._facts.setToolTip(text)

    def add_action_widget(self, widget: QWidget) -> None:
        """Put a button at the right end."""
        self._actions.addWidget(widget)

    def _fit(self) -> None:
        self.setFixedHeight(theme.size.page_header)
        self._title.setMinimumWidth(min(self._title.sizeHint().width(), theme.scaled(_LEAST_TITLE)))


class _Tab:
    def __init__(self, key: str) -> None:
        self.key = key
        self.text = ""
        self.count: int | None = None


class _TabRow(QWidget):
    """Texts with counts; a line below the current one."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.tabs: list[_Tab] = []
        self.current = 0
        self._hovered = -1
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._fit()
        theme.theme().changed.connect(self._fit)

    def _fit(self) -> None:
        self.setFixedHeight(theme.size.page_tabs)

    def boxes(self) -> list[QRectF]:
        """Where each tab is."""
        boxes, left = [], float(theme.space.page)
        for tab in self.tabs:
            width = text_width(tab.text, "section")
            if tab.count is not None:
                width += 6 + badge_width(wording.count_text(tab.count))
            boxes.append(QRectF(left, 0, width, self.height()))
            left += width + _BETWEEN_TABS
        return boxes

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(0, theme.size.page_tabs)

    def _at(self, event: QMouseEvent) -> int:
        half = _BETWEEN_TABS / 2
        for position, box in enumerate(self.boxes()):
            if box.adjusted(-half, 0, half, 0).contains(event.position()):
                return position
        return -1

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        position = self._at(event)
        if event.button() == Qt.MouseButton.LeftButton and position >= 0:
            self.chosen.emit(position)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        hovered = self._at(event)
        if hovered != self._hovered:
            self._hovered = hovered
            self.update()

    def leaveEvent(self, event: object) -> None:  # noqa: N802, ARG002
        self._hovered = -1
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        if step:
            self.chosen.emit(min(max(self.current + step, 0), len(self.tabs) - 1))
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002
        painter = QPainter(self)
        line = QRectF(0, self.height() - 1, self.width(), 1)
        painter.fillRect(line, theme.color("border"))
        for position, (tab, box) in enumerate(zip(self.tabs, self.boxes(), strict=True)):
            current = position == self.current
            token = "text" if current or position == self._hovered else "text2"
            role: FontRole = "section" if current else "body"
            paint_text(painter, box, tab.text, role, token)
            if tab.count is not None:
                badge = QRectF(box)
                badge.setLeft(box.left() + text_width(tab.text, "section") + 6)
                paint_badge(painter, badge, wording.count_text(tab.count))
            if current:
                mark = QRectF(box.left(), self.height() - 2, box.width(), 2)
                paint_round(painter, mark, "accent", 1)
                if self.hasFocus():
                    paint_focus_ring(painter, box.adjusted(-6, 4, 6, -4))


class PageTabs(QWidget):
    """Underlined tabs over a stack of pages.

    The pages are made by who adds them. One that isn't worth making before it is looked at gets a
    place (`add_place`), and fills it when `changed` names it for the first time.
    """

    changed = Signal(str)
    """The key of the tab that is shown now."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = _TabRow(self)
        self._stack = QStackedWidget(self)
        self._row.chosen.connect(self._choose)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._row)
        layout.addWidget(self._stack, 1)

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(tab.key for tab in self._row.tabs)

    @property
    def current(self) -> str:
        """The key of the tab that is shown; empty while there is none."""
        return self._row.tabs[self._row.current].key if self._row.tabs else ""

    def add_tab(self, key: str, widget: QWidget, text: str = "") -> None:
        """Add a page at the end."""
        tab = _Tab(key)
        self._row.tabs.append(tab)
        self._stack.addWidget(widget)
        self.set_text(key, text)

    def add_place(self, key: str) -> None:
        """Add a page at the end that has yet to be made, see `fill`."""
        place = QWidget(self._stack)
        QVBoxLayout(place).setContentsMargins(0, 0, 0, 0)
        self.add_tab(key, place)

    def fill(self, key: str, page: QWidget) -> None:
        """Put a page, a child of `widget`, into the place of this key."""
        layout = self.widget(key).layout()
        assert layout is not None
        layout.addWidget(page)

    def widget(self, key: str) -> QWidget:
        """The page of a key, or its place."""
        found = self._stack.widget(self.keys.index(key))
        assert found is not None
        return found

    def set_current(self, key: str) -> None:
        """Show this tab; an unknown key changes nothing."""
        if key in self.keys:
            self._choose(self.keys.index(key))

    def set_text(self, key: str, text: str) -> None:
        """Write a tab's text."""
        self._row.tabs[self.keys.index(key)].text = text
        if key == self.current:
            self._row.setAccessibleName(text)
        self._row.update()

    def set_count(self, key: str, count: int | None) -> None:
        """Show a count behind a tab's text."""
        self._row.tabs[self.keys.index(key)].count = count
        self._row.update()

    def _choose(self, position: int) -> None:
        if position != self._row.current:
            self._row.current = position
            self._row.setAccessibleName(self._row.tabs[position].text)
            self._stack.setCurrentIndex(position)
            self._row.update()
            self.changed.emit(self.current)
