"""How a trial looks in charts: a form and a color for each group, and a legend that hides them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from em_desktop.domain.autotune import TrialGroup
from em_desktop.gui import theme, trial_words, wording
from em_desktop.gui.widgets.painting import paint_focus_ring, paint_text, text_width

BEST = 1
"""The run color of the best trial and of the best so far."""
_RADIUS = 2.9
_RING_WIDTH = 1.4
_SIDE = 12
_PADDING = 5


class Form(StrEnum):
    """The form of a mark."""

    DOT = "dot"
    RING = "ring"
    CROSS = "cross"


@dataclass(frozen=True, slots=True)
class Mark:
    """A form and a color token; ``run`` is the first run color."""

    form: Form
    token: str

    @property
    def color(self) -> QColor:
        return theme.run_color(0) if self.token == "run" else theme.color(self.token)


MARKS: Final = {
    TrialGroup.SUCCEEDED: Mark(Form.DOT, "run"),
    TrialGroup.RUNNING: Mark(Form.RING, "run"),
    TrialGroup.WAITING: Mark(Form.RING, "border_strong"),
    TrialGroup.EARLY_STOPPED: Mark(Form.RING, "muted"),
    TrialGroup.CANCELED: Mark(Form.RING, "disabled"),
    TrialGroup.FAILED: Mark(Form.CROSS, "st_error"),
}


def paint_marks(
    painter: QPainter, points: list[QPointF], form: Form, color: QColor, radius: float = _RADIUS
) -> None:
    """Paint one form at many places, with few calls."""
    if not points:
        return
    painter.setBrush(Qt.BrushStyle.NoBrush)
    match form:
        case Form.CROSS:
            painter.setPen(QPen(color, 1.6))
            side = radius
            for at in points:
                painter.drawLine(at + QPointF(-side, -side), at + QPointF(side, side))
                painter.drawLine(at + QPointF(-side, side), at + QPointF(side, -side))
        case _:
            cap = Qt.PenCapStyle.RoundCap
            painter.setPen(QPen(color, 2 * radius, Qt.PenStyle.SolidLine, cap))
            painter.drawPoints(QPolygonF(points))
            if form is Form.RING:
                inner = 2 * (radius - _RING_WIDTH)
                painter.setPen(QPen(theme.color("surface"), inner, Qt.PenStyle.SolidLine, cap))
                painter.drawPoints(QPolygonF(points))


class GroupToggle(QAbstractButton):
    """A legend entry, "× 15 failed": pressed shows the group's trials, else they are hidden."""

    def __init__(self, group: TrialGroup, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._trials = group
        self._count = 0
        self._compact = False
        self.setCheckable(True)
        self.setChecked(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.theme().changed.connect(self.updateGeometry)
        self.toggled.connect(self.retranslate)

    def set_count(self, count: int) -> None:
        """How many trials there are of the group; without one it isn't shown."""
        self._count = count
        self.setVisible(count > 0)
        self.retranslate()

    def set_compact(self, *, compact: bool) -> None:
        """Show the number alone; its tooltip has the words."""
        if compact != self._compact:
            self._compact = compact
            self.retranslate()

    def retranslate(self) -> None:
        count = wording.count_text(self._count)
        words = f"{count} {trial_words.group_text(self._trials)}"
        self.setText(count if self._compact else words)
        self.setAccessibleName(words)
        shown = self.tr("Shown in the charts. Press to hide.")
        hidden = self.tr("Hidden in the charts. Press to show.")
        self.setToolTip(f"{words}\n{shown if self.isChecked() else hidden}")
        self.updateGeometry()

    def sizeHint(self) -> QSize:  # noqa: N802
        width = text_width(self.text(), "caption", tabular=True) + _SIDE + 3 + 2 * _PADDING
        return QSize(width, theme.size.control_small)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        mark, on = MARKS[self._trials], self.isChecked()
        area = QRectF(self.rect()).adjusted(_PADDING, 0, -_PADDING, 0)
        center = QPointF(area.left() + _SIDE / 2, area.center().y())
        color = mark.color if on else theme.color("disabled")
        paint_marks(painter, [center], mark.form, color, 3.4)
        token = "text" if self.underMouse() else "text2" if on else "disabled"
        area.setLeft(area.left() + _SIDE + 3)
        paint_text(painter, area, self.text(), "caption", token, tabular=True)
        if not on:
            line = QRectF(area.left(), area.center().y(), area.width(), 1)
            painter.fillRect(line, theme.color("disabled"))
        if self.hasFocus():
            paint_focus_ring(painter, self.rect())
