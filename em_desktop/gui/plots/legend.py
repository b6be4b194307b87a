"""The table under a plot: one row per line, with its values."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QEvent, QRectF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QFocusEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from em_desktop.domain.autotune import Direction
from em_desktop.domain.curves import Curve
from em_desktop.domain.stretches import Stretch
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

MOST_ROWS = 8
"""More lines than that are in a table of their own; the last row leads there."""

_SWATCH = 18
_NAME_LEFT = 25
_COLUMN = 62
_NOTHING = "–"


@dataclass(frozen=True, slots=True)
class LegendValues:
    """The texts of a row.

    Attributes:
        at, last, minimum, maximum: of the line; while a range is selected they are its
            smallest, largest and mean value and its slope.
        strong: which of them stands out, besides the first; -1 for none.
    """

    at: str
    last: str
    minimum: str
    maximum: str
    strong: int = -1

    @property
    def texts(self) -> tuple[str, str, str, str]:
        return (self.at, self.last, self.minimum, self.maximum)


def legend_rows(lines: int, most: int = MOST_ROWS) -> int:
    """How many rows so many lines take, without the header."""
    return min(lines, most)


def largest(curve: Curve) -> float | None:
    """The largest magnitude of a curve's finite values: it decides how many decimals they have."""
    ends = (curve.summary.minimum, curve.summary.maximum)
    return max((abs(end) for end in ends if end is not None), default=None)


def legend_values(drawn: DrawnLine, at: float | None) -> LegendValues:
    """What the legend says of a line, with the crosshair at ``at``."""
    curve, summary = drawn.curve, drawn.curve.summary
    point = None if at is None else curve.track.nearest(at)
    values = (
        None if point is None else float(curve.smoothed[point]),
        summary.last,
        summary.minimum,
        summary.maximum,
    )
    size = largest(curve)
    at_text, last, low, high = (_NOTHING if v is None else value_text(v, size) for v in values)
    return LegendValues(at_text, last, low, high)


def stretch_texts(found: Stretch | None) -> LegendValues:
    """What the legend says of a selected range of a line."""
    if found is None:
        return LegendValues(_NOTHING, _NOTHING, _NOTHING, _NOTHING)
    size = max(abs(found.minimum), abs(found.maximum))
    low, high, mean = (
        value_text(value, size) for value in (found.minimum, found.maximum, found.mean)
    )
    slope = _NOTHING if math.isnan(found.slope) else value_text(found.slope, None)
    return LegendValues(low, high, mean, slope)


def best_line(lines: Sequence[DrawnLine], direction: Direction | None) -> str | None:
    """The key of the line that has the best value of all; None where nothing says what is best."""
    found, best = None, 0.0
    if direction is None:
        return None
    for drawn in lines:
        summary = drawn.curve.summary
        value = summary.minimum if direction is Direction.MINIMIZE else summary.maximum
        if value is not None and (found is None or direction.better(value, best)):
            found, best = drawn.line.key, value
    return found


def _look(line: Line) -> tuple[object, ...]:
    return (line.key, line.name, *line.look, line.has_markers)


class _Row(QAbstractButton):
    """One line; checked means shown. A click or Space hides and shows it."""

    entered = Signal(str)
    left = Signal()

    def __init__(self, line: Line, legend: Legend) -> None:
        super().__init__(legend)
        self.line = line
        self.values = LegendValues(_NOTHING, _NOTHING, _NOTHING, _NOTHING)
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


class _More(QAbstractButton):
    """The row that leads to the table of all lines."""

    def __init__(self, legend: Legend) -> None:
        super().__init__(legend)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(200, theme.size.legend_row)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002
        painter = QPainter(self)
        area = QRectF(self.rect()).adjusted(_NAME_LEFT, 0, 0, 0)
        token = "accent_text" if self.underMouse() else "text2"
        paint_text(painter, area, self.text(), "caption", token, LEFT)
        if self.hasFocus():
            paint_focus_ring(painter, QRectF(self.rect()))


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
        values = LegendValues("", _NOTHING, _NOTHING, _NOTHING)
        area = QRectF(self.rect())
        self._legend.paint_row(QPainter(self), area, self._name, values, absent=True)


class _Header(QWidget):
    def __init__(self, legend: Legend) -> None:
        super().__init__(legend)
        self._legend = legend
        self.titles = ("", "", "", "")
        self.note = ""
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
            right -= width if title else 0
        box = QRectF(0, 0, max(right, 0.0), self.height())
        paint_text(painter, box, self.note, "caption", "muted", LEFT, tabular=True)


class Legend(QWidget):
    """Rows of swatch, name, value at the crosshair, last, smallest and largest value."""

    hidden_changed = Signal(frozenset)
    """The keys of the lines that are hidden now."""
    raised = Signal(object)
    """The key of the line to raise, or None."""
    all_requested = Signal()
    """Show the table of all lines."""

    def __init__(self, parent: QWidget | None = None, *, most: int = MOST_ROWS) -> None:
        super().__init__(parent)
        self._most = most
        self._lines: tuple[Line, ...] = ()
        self._hidden: frozenset[str] = frozenset()
        self._rows: dict[str, _Row] = {}
        self._absent: list[_Absent] = []
        self._absent_names: tuple[str, ...] = ()
        self._header = _Header(self)
        self._more = _More(self)
        self._more.clicked.connect(self.all_requested)
        self._more.hide()
        self._widths = [_COLUMN] * 4
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, theme.space.card, 0)
        self._layout.setSpacing(0)
        self._layout.addWidget(self._header)
        self._layout.addWidget(self._more)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def hidden(self) -> frozenset[str]:
        return self._hidden

    @property
    def note(self) -> str:
        """What is said beside the titles: how much is drawn, or of what range."""
        return self._header.note

    @property
    def titles(self) -> tuple[str, str, str, str]:
        return self._header.titles

    def values(self, key: str) -> LegendValues:
        """The texts of a line's row."""
        return self._rows[key].values

    def row(self, key: str) -> QAbstractButton:
        """The button that hides and shows a line; one of the first lines."""
        return self._rows[key]

    @property
    def more(self) -> QAbstractButton:
        """The button that leads to the table of all lines."""
        return self._more

    def column_widths(self) -> list[int]:
        """Widths of the four columns of values."""
        return self._widths

    def set_lines(self, lines: Sequence[Line], absent: Sequence[str] = ()) -> None:
        """Have rows for these lines, and dim ones for the absent."""
        self._lines = tuple(lines)
        folds = len(lines) > self._most
        shown = lines[: self._most - 1] if folds else lines
        if [_look(row.line) for row in self._rows.values()] != [_look(line) for line in shown]:
            self._rebuild(shown)
        self._more.setVisible(folds)
        self._say_more()
        if self._absent_names != tuple(absent):
            self._absent_names = tuple(absent)
            for old in self._absent:
                old.hide()
                old.deleteLater()
            self._absent = [_Absent(name, self) for name in absent]
            for widget in self._absent:
                self._layout.addWidget(widget)

    def _rebuild(self, lines: Sequence[Line]) -> None:
        before, self._rows = self._rows, {}
        for place, line in enumerate(lines, 1):
            row = before.pop(line.key) if line.key in before else self._new_row(line)
            row.line = line
            self._rows[line.key] = row
            self._layout.insertWidget(place, row)
        for row in before.values():
            row.hide()
            row.deleteLater()
        self.set_hidden(self._hidden)

    def set_hidden(self, keys: Collection[str]) -> None:
        """Show these lines as hidden; no signal."""
        self._hidden = frozenset(keys)
        for key, row in self._rows.items():
            blocker = QSignalBlocker(row)
            row.setChecked(key not in keys)
            blocker.unblock()
            row.update()

    def set_note(self, text: str, hint: str = "") -> None:
        """Say something beside the titles."""
        if text != self._header.note:
            self._header.note = text
            self._header.update()
        self._header.setToolTip(hint)

    def show_values(
        self,
        lines: Sequence[DrawnLine],
        at: float | None,
        at_title: str,
        direction: Direction | None = None,
    ) -> None:
        """Write the numbers.

        Args:
            lines: all of the chart.
            at: where the crosshair is; None for nowhere.
            at_title: heads the column of the crosshair.
            direction: which end is the good one; its best value stands out.
        """
        strong = -1 if direction is None else 2 if direction is Direction.MINIMIZE else 3
        visible = [drawn for drawn in lines if drawn.line.key not in self._hidden]
        best = best_line(visible, direction) if len(visible) > 1 else None
        for drawn in lines:
            if drawn.line.key in self._rows:
                values = legend_values(drawn, at)
                if at is None:
                    values = replace(values, at="")
                if drawn.line.key == best:
                    values = replace(values, strong=strong)
                self._write(drawn.line.key, values, self._spoken(drawn.line.name, values))
        low, high = self.tr("min"), self.tr("max")
        if direction is Direction.MINIMIZE:
            low = self.tr("min, best")
        elif direction is Direction.MAXIMIZE:
            high = self.tr("max, best")
        self._head((at_title, self.tr("last"), low, high))

    def show_range(self, texts: Mapping[str, LegendValues]) -> None:
        """Write the numbers of a range: smallest, largest, mean and slope, by line."""
        for key, values in texts.items():
            if key in self._rows:
                self._write(key, values, self._rows[key].line.name)
        self._head((self.tr("min"), self.tr("max"), self.tr("mean"), self.tr("slope")))

    def _write(self, key: str, values: LegendValues, spoken: str) -> None:
        row = self._rows[key]
        if values != row.values:
            row.values = values
            row.setAccessibleName(spoken)
            row.update()

    def _head(self, titles: tuple[str, str, str, str]) -> None:
        self._header.titles = titles
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
            strong = place in {0, values.strong} and not absent
            role: FontRole = "caption_strong" if strong else "caption"
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

    def _say_more(self) -> None:
        self._more.setText(self.tr("%Ln more...", "", len(self._lines) - len(self._rows)))
        self._more.setAccessibleName(self.tr("Table of all lines"))

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
        shown = {key for key, row in self._rows.items() if row.isChecked()}
        self._hidden = (self._hidden - shown) | (self._rows.keys() - shown)
        self.hidden_changed.emit(self._hidden)

    def _raise(self, key: str) -> None:
        if self._rows[key].isChecked():
            self.raised.emit(key)

    def _lower(self) -> None:
        self.raised.emit(None)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() is QEvent.Type.LanguageChange:
            self._say_more()
        super().changeEvent(event)
