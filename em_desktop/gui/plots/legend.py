"""The table under a plot: one row per line, with its values."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QFocusEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from em_desktop.gui import theme
from em_desktop.gui.plots.lines import DrawnLine, Line, paint_swatch
from em_desktop.gui.plots.ticks import value_text
from em_desktop.gui.theme import FontRole
from em_desktop.gui.widgets.painting import (
    LEFT,
    RIGHT,
    paint_focus_ring,
    paint_text,
    text_width,
)

_SWATCH = 18
_NAME_LEFT = 25
_COLUMN = 62
_NOTHING = "–"


@dataclass(frozen=True, slots=True)
class LegendValues:
    """The texts of a row."""

    at: str
    last: str
    minimum: str
    maximum: str

    @property
    def texts(self) -> tuple[str, str, str, str]:
        return (self.at, self.last, self.minimum, self.maximum)


def legend_values(drawn: DrawnLine, at: float | None) -> LegendValues:
    """What the legend says of a line, with the crosshair at ``at``."""
    curve, summary = drawn.curve, drawn.curve.summary
    found = [abs(v) for v in (summary.minimum, summary.maximum) if v is not None]
    largest = max(found, default=None)
    point = None if at is None else curve.track.nearest(at)
    values = (
        None if point is None else float(curve.smoothed[point]),
        summary.last,
        summary.minimum,
        summary.maximum,
    )
    return LegendValues(*(_NOTHING if v is None else value_text(v, largest) for v in values))


def _look(line: Line) -> tuple[object, ...]:
    return (line.key, line.name, *line.look, line.has_markers)


class _Row(QAbstractButton):
    """One line; checked means shown. A click or Space hides and shows it."""

    entered = Signal(str)
    left = Signal()

    def __init__(self, line: Line, legend: Legend) -> None:
        super().__init__(legend)
        self.line = line
        self.values = LegendValues(*[_NOTHING] * 4)
        self._legend = legend
        self.setCheckable(True)
        self.setChecked(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(200, theme.size.legend_row)

    def enterEvent(self, event: QEnterEvent) -> None:  # noqa: N802
        self.entered.emit(self.line.key)
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        self.left.emit()
        super().leaveEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        self.entered.emit(self.line.key)
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        self.left.emit()
        super().focusOutEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        hidden = not self.isChecked()
        area = QRectF(self.rect())
        paint_swatch(painter, QRectF(0, 0, _SWATCH, area.height()), self.line, hidden=hidden)
        self._legend.paint_row(painter, area, self.line.name, self.values, dim=hidden)
        if self.hasFocus():
            paint_focus_ring(painter, area)


class _Absent(QWidget):
    """A line that others on the page have and this chart lacks."""

    def __init__(self, name: str, legend: Legend) -> None:
        super().__init__(legend)
        self._name = name
        self._legend = legend
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(200, theme.size.legend_row)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002
        values = LegendValues("", *[_NOTHING] * 3)
        area = QRectF(self.rect())
        self._legend.paint_row(QPainter(self), area, self._name, values, absent=True)


class _Header(QWidget):
    def __init__(self, legend: Legend) -> None:
        super().__init__(legend)
        self._legend = legend
        self.titles = ("", "", "", "")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(200, theme.size.legend_row)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002
        painter = QPainter(self)
        right = float(self.width())
        widths = self._legend.column_widths()
        for title, width in zip(reversed(self.titles), reversed(widths), strict=True):
            box = QRectF(right - width, 0, width, self.height())
            paint_text(painter, box, title, "caption", "muted", RIGHT, tabular=True)
            right -= width


class Legend(QWidget):
    """Rows of swatch, name, value at the crosshair, last, smallest and largest value."""

    hidden_changed = Signal(frozenset)
    """The keys of the lines that are hidden now."""
    raised = Signal(object)
    """The key of the line to raise, or None."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: dict[str, _Row] = {}
        self._absent: list[_Absent] = []
        self._absent_names: tuple[str, ...] = ()
        self._header = _Header(self)
        self._widths = [_COLUMN] * 4
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, theme.space.card, 0)
        self._layout.setSpacing(0)
        self._layout.addWidget(self._header)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def hidden(self) -> frozenset[str]:
        return frozenset(key for key, row in self._rows.items() if not row.isChecked())

    def values(self, key: str) -> LegendValues:
        """The texts of a line's row."""
        return self._rows[key].values

    def row(self, key: str) -> QAbstractButton:
        """The button that hides and shows a line."""
        return self._rows[key]

    def column_widths(self) -> list[int]:
        """Widths of the four columns of values."""
        return self._widths

    def set_lines(self, lines: Sequence[Line], absent: Sequence[str] = ()) -> None:
        """Have rows for these lines, and dim ones for the absent."""
        looks = [_look(row.line) for row in self._rows.values()]
        if looks != [_look(line) for line in lines]:
            before, self._rows = self._rows, {}
            for place, line in enumerate(lines, 1):
                row = before.pop(line.key) if line.key in before else self._new_row(line)
                row.line = line
                self._rows[line.key] = row
                self._layout.insertWidget(place, row)
            for row in before.values():
                row.hide()
                row.deleteLater()
        if self._absent_names != tuple(absent):
            self._absent_names = tuple(absent)
            for old in self._absent:
                old.hide()
                old.deleteLater()
            self._absent = [_Absent(name, self) for name in absent]
            for widget in self._absent:
                self._layout.addWidget(widget)

    def set_hidden(self, keys: Collection[str]) -> None:
        """Show these lines as hidden; no signal."""
        for key, row in self._rows.items():
            blocker = QSignalBlocker(row)
            row.setChecked(key not in keys)
            blocker.unblock()
            row.update()

    def show_values(self, lines: Sequence[DrawnLine], at: float | None, at_title: str) -> None:
        """Write the numbers; ``at_title`` heads the column of the crosshair."""
        for drawn in lines:
            row = self._rows.get(drawn.line.key)
            if row is None:
                continue
            values = legend_values(drawn, at)
            if at is None:
                values = LegendValues("", values.last, values.minimum, values.maximum)
            if values != row.values:
                row.values = values
                row.setAccessibleName(self._spoken(drawn.line.name, values))
                row.update()
        self._header.titles = (at_title, self.tr("last"), self.tr("min"), self.tr("max"))
        self._fit_columns()
        self._header.update()

    def paint_row(
        self,
        painter: QPainter,
        area: QRectF,
        name: str,
        values: LegendValues,
        *,
        dim: bool = False,
        absent: bool = False,
    ) -> None:
        """Paint a row's texts."""
        right = area.right()
        texts = values.texts
        for place in (3, 2, 1, 0):
            box = QRectF(
                right - self._widths[place], area.top(), self._widths[place], area.height()
            )
            token = "disabled" if dim else "muted" if absent else "text"
            role: FontRole = "caption" if place or absent else "caption_strong"
            paint_text(painter, box, texts[place], role, token, RIGHT, tabular=True)
            right -= self._widths[place]
        box = QRectF(_NAME_LEFT, area.top(), max(right - _NAME_LEFT, 0.0), area.height())
        token = "disabled" if dim else "muted" if absent else "text"
        paint_text(painter, box, name, "caption", token, LEFT)

    def _new_row(self, line: Line) -> _Row:
        row = _Row(line, self)
        row.setAccessibleName(line.name)
        row.toggled.connect(self._tell_hidden)
        row.entered.connect(self._raise)
        row.left.connect(self._lower)
        return row

    def _spoken(self, name: str, values: LegendValues) -> str:
        text = self.tr("%1: last %2, smallest %3, largest %4").replace("%1", name)
        for place, value in ((2, values.last), (3, values.minimum), (4, values.maximum)):
            text = text.replace(f"%{place}", value)
        return text

    def _fit_columns(self) -> None:
        columns = [[title] for title in self._header.titles]
        for row in self._rows.values():
            for column, text in zip(columns, row.values.texts, strict=True):
                column.append(text)
        least = theme.scaled(_COLUMN)
        self._widths = [
            max(least, 10 + max(text_width(t, "caption_strong", tabular=True) for t in column))
            for column in columns
        ]

    def _tell_hidden(self) -> None:
        self.hidden_changed.emit(self.hidden)

    def _raise(self, key: str) -> None:
        if self._rows[key].isChecked():
            self.raised.emit(key)

    def _lower(self) -> None:
        self.raised.emit(None)
