"""Parallel coordinates: a line for each trial through its value on every axis."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from em_desktop.domain.metrics import Floats
from em_desktop.domain.trial_axes import Axis, AxisScale, Brush
from em_desktop.domain.trial_set import Places
from em_desktop.gui import theme
from em_desktop.gui.plots.lines import Ink
from em_desktop.gui.plots.parallel_axes import (
    HANDLE,
    AxisText,
    paint_axis,
    paint_none,
    paint_title,
    title_box,
)
from em_desktop.gui.plots.parallel_brushing import (
    BrushDrag,
    around,
    bands,
    grip_at,
    grown,
    moved,
    toggled,
)
from em_desktop.gui.plots.parallel_lines import HEAD, Layout, ParallelLines
from em_desktop.gui.plots.points import no_words
from em_desktop.gui.plots.trial_marks import BEST
from em_desktop.gui.plots.xy import ADDING, Focus
from em_desktop.gui.tasks import Tasks
from em_desktop.gui.widgets.painting import (
    CENTER,
    paint_focus_ring,
    paint_round,
    paint_text,
    text_width,
)

_REACH = 11.0
_MOVED = 4.0
_NUDGE = 0.02
_MOST_SELECTED = 200


@dataclass(slots=True)
class _Drag:
    """A drag under way: of a band, or of an axis by its title."""

    axis: str
    start: QPointF
    now: QPointF
    brush: BrushDrag | None

    @property
    def is_far(self) -> bool:
        """Whether the pointer has moved so far that it isn't a click."""
        return (self.now - self.start).manhattanLength() >= _MOVED


class ParallelView(QWidget):
    """Paints axes and lines, and lets people brush and reorder the axes.

    Left and Right choose an axis, with Ctrl they move it; Space brushes it, Up and Down
    move the band, plus and minus resize it, Delete clears it.
    """

    brushes_changed = Signal(dict)
    """The brushes by axis, after each move of the pointer."""
    order_changed = Signal(list)
    """The keys of the axes, left to right."""
    hovered = Signal(int)
    """The place of the trial under the pointer; -1 for none."""
    clicked = Signal(int, bool)
    """A trial was clicked: its place, and whether to add it to the selection."""

    def __init__(self, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines = ParallelLines(tasks, self)
        self.lines.changed.connect(self.update)
        self._axes: list[Axis] = []
        self._texts: dict[str, AxisText] = {}
        self._brushes: dict[str, Brush] = {}
        self._places: Places = np.empty(0, dtype=np.intp)
        self._tone: Floats = np.empty(0)
        self._best = -1
        self._focus = Focus()
        self._layout = Layout(self.size(), 0, has_slot=False)
        self._drag: _Drag | None = None
        self._chosen_axis = 0
        self._hovered = -1
        self.words: Callable[[int], str] = no_words
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        theme.theme().changed.connect(self._restyle)

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(600, theme.scaled(178))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(200, theme.scaled(140))

    # What is shown

    @property
    def axes(self) -> tuple[Axis, ...]:
        """Left to right."""
        return tuple(self._axes)

    @property
    def texts(self) -> Mapping[str, AxisText]:
        """What is written at each axis."""
        return self._texts

    @property
    def brushes(self) -> Mapping[str, Brush]:
        return self._brushes

    @property
    def places(self) -> Places:
        """The trials that have a line."""
        return self._places

    def show_axes(
        self,
        axes: Sequence[Axis],
        texts: Mapping[str, AxisText],
        places: Places,
        tone: Floats,
        best: int,
    ) -> None:
        """Show trials on axes; brushes stay.

        Args:
            axes: left to right.
            texts: what is written at each, by key.
            places: the trials to draw.
            tone: how good each of all trials is, 0 to 1, for its color; NaN where unknown.
            best: the best trial; -1 for none.
        """
        self._axes, self._texts = list(axes), dict(texts)
        self._places, self._tone, self._best = places, tone, best
        self._chosen_axis = min(self._chosen_axis, max(len(axes) - 1, 0))
        self._redraw()

    def set_brushes(self, brushes: Mapping[str, Brush]) -> None:
        """Show these brushes; no signal."""
        self._brushes = {key: brush for key, brush in brushes.items() if brush}
        self.update()

    def set_inks(self, inks: Mapping[int, tuple[Ink, int]]) -> None:
        """Have these trials always on top of all others, each in a color and dash of its own."""
        self.lines.set_inks(inks)
        self.update()

    def set_focus(self, focus: Focus) -> None:
        """Have other trials stand out."""
        before, self._focus = self._focus, focus
        if before.brushed is not focus.brushed:
            self.lines.set_brushed(focus.brushed)
        self.update()

    @property
    def layout_of_axes(self) -> Layout:
        """Where the axes are."""
        has_slot = any(np.isnan(axis.positions[self._places]).any() for axis in self._axes)
        return Layout(self.size(), len(self._axes), has_slot)

    def _redraw(self) -> None:
        if self.isVisible():
            fractions = [axis.fractions[self._places] for axis in self._axes]
            tone = self._tone[self._places]
            self._layout = self.layout_of_axes
            self.lines.show(self._layout, fractions, self._places, tone)
            self.update()

    def _restyle(self) -> None:
        self.lines.restyle()
        self.update()

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("surface"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._axes:
            self.lines.paint(painter, is_faint=max(self._focus.current, self._focus.hovered) >= 0)
            self._paint_raised(painter)
            for number in range(len(self._axes)):
                self._paint_axis(painter, number)
            self._paint_moving_title(painter)
        if self.hasFocus():
            paint_focus_ring(painter, self.rect())

    def _paint_raised(self, painter: QPainter) -> None:
        """Trials on top of all others: selected, current, best, hovered."""
        focus = self._focus
        for place in focus.selected[:_MOST_SELECTED] if len(focus.selected) > 1 else ():
            self.lines.paint_one(painter, place, theme.run_color(0), 1.8)
        if focus.current != self._best:
            self.lines.paint_one(painter, focus.current, theme.run_color(0), 2.4)
        self.lines.paint_one(painter, self._best, theme.run_color(BEST), 2.4)
        self.lines.paint_one(painter, focus.hovered, theme.color("text"), 1.8)

    def _paint_axis(self, painter: QPainter, number: int) -> None:
        axis, drag, layout = self._axes[number], self._drag, self._layout
        text = self._texts[axis.key]
        moving = drag is not None and drag.brush is None and drag.axis == axis.key
        focused = self.hasFocus() and number == self._chosen_axis
        token = "disabled" if moving else "text"
        paint_title(painter, layout, number, text, token, focused=focused)
        paint_axis(painter, layout, number, text, bands(axis, self._brushes.get(axis.key)))
        if layout.has_slot and np.isnan(axis.positions[self._places]).any():
            paint_none(painter, layout, number)

    def _paint_moving_title(self, painter: QPainter) -> None:
        drag = self._drag
        if drag is None or drag.brush is not None or not drag.is_far:
            return
        title = self._texts[drag.axis].title
        wide = text_width(title, "caption_strong") + 16
        box = QRectF(drag.now.x() - wide / 2, 0, wide, 20)
        paint_round(painter, box, "raised", theme.radius.control, "border_strong")
        paint_text(painter, box, title, "caption_strong", "text", CENTER)
        x, plot = self._layout.axis_x(self._drop_place(drag.now.x())), self._layout.plot
        mark = QRectF(x - 1, plot.top() - 4, 3, plot.height() + 8)
        painter.fillRect(mark, theme.color("accent"))

    # The pointer

    def axis_at(self, position: QPointF) -> int | None:
        """The axis that a pixel is at, or at whose labels it is."""
        for number, axis in enumerate(self._axes):
            apart = position.x() - self._layout.axis_x(number)
            texts = self._texts[axis.key].ticks if axis.scale is AxisScale.CATEGORIES else ()
            label = 10.0 + max((text_width(text, "caption") for _, text in texts), default=0)
            if abs(apart) <= _REACH or 0 <= apart <= label:
                return number
        return None

    def title_at(self, position: QPointF) -> int | None:
        """The axis at whose title a pixel is."""
        for number, axis in enumerate(self._axes):
            box = title_box(self._layout, number, self._texts[axis.key].title)
            if box.adjusted(-4, -4, 4, 14).contains(position):
                return number
        return None

    def trial_at(self, position: QPointF) -> int:
        """The place of the trial whose line is nearest; -1 where none is near."""
        return self.lines.nearest(position) if position.y() >= HEAD - 6 else -1

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if event.button() is not Qt.MouseButton.LeftButton or not self._axes:
            return
        at, adds = event.position(), bool(event.modifiers() & ADDING)
        title, axis = self.title_at(at), self.axis_at(at)
        if title is not None:
            self._drag = _Drag(self._axes[title].key, at, at, None)
        elif axis is not None and self._layout.fraction(at.y()) > -0.08:
            self._start_brush(axis, at, adds=adds)
        elif (place := self.trial_at(at)) >= 0:
            self.clicked.emit(place, adds)

    def _start_brush(self, number: int, at: QPointF, *, adds: bool) -> None:
        axis = self._axes[number]
        brush = self._brushes.get(axis.key, Brush())
        fraction = self._layout.fraction(at.y())
        reach = (HANDLE + 2) / self._layout.plot.height()
        grip, band = grip_at(bands(axis, brush), fraction, reach)
        start = min(max(fraction, 0.0), 1.0)
        self._chosen_axis = number
        self._drag = _Drag(axis.key, at, at, BrushDrag(axis, brush, grip, band, start, adds))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        drag, at = self._drag, event.position()
        if drag is None:
            self._show_cursor(at)
            self._point(self.trial_at(at))
            return
        drag.now = at
        if drag.brush is not None and drag.is_far:
            self._set_brush(drag.axis, drag.brush.at(self._layout.fraction(at.y())))
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        drag, self._drag = self._drag, None
        if drag is None:
            return
        drag.now = event.position()
        if drag.brush is None:
            if drag.is_far:
                self._move_axis(drag.axis, self._drop_place(drag.now.x()))
        elif not drag.is_far and drag.brush.axis.scale is AxisScale.CATEGORIES:
            brush = self._brushes.get(drag.axis, Brush())
            self._set_brush(drag.axis, toggled(drag.brush.axis, brush, drag.brush.start))
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        number = self.axis_at(event.position())
        if number is not None:
            self._drag = None
            self._set_brush(self._axes[number].key, Brush())

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        self._point(-1)
        super().leaveEvent(event)

    def _drop_place(self, x: float) -> int:
        return min(range(len(self._axes)), key=lambda n: abs(self._layout.axis_x(n) - x))

    def _show_cursor(self, at: QPointF) -> None:
        shape = Qt.CursorShape.ArrowCursor
        if self._axes and self.title_at(at) is not None:
            shape = Qt.CursorShape.SizeHorCursor
        elif self._axes and self.axis_at(at) is not None:
            shape = Qt.CursorShape.SizeVerCursor
        if self.cursor().shape() is not shape:
            self.setCursor(shape)

    def _point(self, place: int) -> None:
        if place != self._hovered:
            self._hovered = place
            self.hovered.emit(place)

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            place = self.trial_at(QPointF(event.pos())) if self._axes else -1
            QToolTip.showText(event.globalPos(), self.words(place) if place >= 0 else "", self)
            return True
        return super().event(event)

    # Changing it

    def _set_brush(self, key: str, brush: Brush) -> None:
        brushes = {**self._brushes, key: brush}
        self._brushes = {name: one for name, one in brushes.items() if one}
        self.brushes_changed.emit(dict(self._brushes))
        self.update()

    def _move_axis(self, key: str, to: int) -> None:
        moving = next(axis for axis in self._axes if axis.key == key)
        self._axes.remove(moving)
        self._axes.insert(to, moving)
        self._chosen_axis = to
        self._redraw()
        self.order_changed.emit([axis.key for axis in self._axes])

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if not self._axes or not self._press(Qt.Key(event.key()), event.modifiers()):
            super().keyPressEvent(event)

    def _press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        axis = self._axes[self._chosen_axis]
        brush = self._brushes.get(axis.key, Brush())
        match key:
            case Qt.Key.Key_Left | Qt.Key.Key_Right:
                self._choose_axis(axis.key, 1 if key is Qt.Key.Key_Right else -1, modifiers)
                return True
            case Qt.Key.Key_Up | Qt.Key.Key_Down:
                changed = moved(axis, brush, _NUDGE if key is Qt.Key.Key_Up else -_NUDGE)
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                changed = grown(axis, brush, _NUDGE)
            case Qt.Key.Key_Minus:
                changed = grown(axis, brush, -_NUDGE)
            case Qt.Key.Key_Delete | Qt.Key.Key_Backspace:
                changed = Brush()
            case Qt.Key.Key_Space:
                changed = around(axis, self._focus.current)
            case _:
                return False
        self._set_brush(axis.key, changed)
        return True

    def _choose_axis(self, key: str, by: int, modifiers: Qt.KeyboardModifier) -> None:
        to = min(max(self._chosen_axis + by, 0), len(self._axes) - 1)
        if modifiers & Qt.KeyboardModifier.ControlModifier:
            self._move_axis(key, to)
        self._chosen_axis = to
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._redraw()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        self._redraw()
