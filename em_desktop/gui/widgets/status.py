"""Pills, chips, counts and keys as widgets; the painting is that of table cells."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, QSize
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from em_desktop.domain.nodes import Status
from em_desktop.domain.paths import printable
from em_desktop.gui import theme, wording
from em_desktop.gui.widgets.painting import (
    badge_width,
    chip_width,
    paint_badge,
    paint_chip,
    paint_key,
    paint_pill,
    pill_width,
    text_width,
)

_GAP = 6


class _Painted(QWidget):
    """A widget of a fixed size that depends on its contents and the interface size."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.theme().changed.connect(self.updateGeometry)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return self.sizeHint()

    def _changed(self) -> None:
        self.updateGeometry()
        self.update()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() == QEvent.Type.LanguageChange:
            self._changed()
        super().changeEvent(event)


class StatusPill(_Painted):
    """A Run's state with its icon on a tinted pill; hidden while there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._status: Status | None = None
        self.hide()

    @property
    def status(self) -> Status | None:
        return self._status

    def set_status(self, status: Status | None) -> None:
        """Show this state."""
        self._status = status
        self.setVisible(status is not None)
        self.setAccessibleName("" if status is None else wording.status_text(status))
        self._changed()

    def sizeHint(self) -> QSize:  # noqa: N802
        if self._status is None:
            return QSize(0, 0)
        return QSize(pill_width(wording.status_text(self._status)), theme.size.pill)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002
        if self._status is not None:
            paint_pill(QPainter(self), self.rect(), self._status)


class LabelChips(_Painted):
    """A node's labels in one row; what has no room is counted at the end."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._labels: tuple[str, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.hide()

    @property
    def labels(self) -> tuple[str, ...]:
        return self._labels

    def set_labels(self, labels: Sequence[str]) -> None:
        """Show these labels."""
        self._labels = tuple(labels)
        self.setVisible(bool(labels))
        self.setAccessibleName(", ".join(printable(label) for label in labels))
        self._changed()

    def sizeHint(self) -> QSize:  # noqa: N802
        width = sum(chip_width(label) + _GAP for label in self._labels)
        return QSize(max(width - _GAP, 0), theme.size.pill)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(min(self.sizeHint().width(), theme.scaled(60)), theme.size.pill)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002
        painter = QPainter(self)
        left, right = 0, self.width()
        for number, label in enumerate(self._labels):
            rest = len(self._labels) - number
            needed = chip_width(label)
            reserved = badge_width(f"+{rest - 1}") + _GAP if rest > 1 else 0
            all_fit = sum(chip_width(each) + _GAP for each in self._labels[number:]) - _GAP
            if all_fit > right - left and number and needed + reserved > right - left:
                area = QRect(left, 0, right - left, self.height())
                paint_badge(painter, area, f"+{rest}")
                return
            room = right - left if all_fit <= right - left else right - left - reserved
            area = QRect(left, 0, room, self.height())
            left += paint_chip(painter, area, label, theme.label_color(label)) + _GAP

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.accessibleName(), self)
            return True
        return super().event(event)


class CountBadge(_Painted):
    """A count on a gray pill; hidden while it is None."""

    def __init__(self, count: int | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._count: int | None = None
        self.set_count(count)

    def set_count(self, count: int | None) -> None:
        """Show this count."""
        self._count = count
        self.setVisible(count is not None)
        self.setAccessibleName(self._text())
        self._changed()

    def _text(self) -> str:
        return "" if self._count is None else wording.count_text(self._count)

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(badge_width(self._text()), theme.size.chip)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002
        paint_badge(QPainter(self), self.rect(), self._text())


class KeyHint(_Painted):
    """A key such as "Ctrl K" in a small box."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = text

    def set_text(self, text: str) -> None:
        """Show this key."""
        self._text = text
        self._changed()

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(text_width(self._text, "caption") + 12, theme.size.chip)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002
        paint_key(QPainter(self), self.rect(), self._text)
