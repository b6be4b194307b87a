"""A view of a log of any length: only the lines on the screen are there."""

from __future__ import annotations

from collections import OrderedDict
from typing import NamedTuple

from PySide6.QtCore import QBasicTimer, QEvent, QPointF, QRectF, Qt, QTimerEvent, Signal
from PySide6.QtGui import (
    QFontMetricsF,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextLayout,
)
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from em_desktop.formats.log import LogLine
from em_desktop.gui import theme
from em_desktop.gui.panes.run import log_text
from em_desktop.gui.panes.run.log_text import ShownLine

BLOCK = 256
BLOCKS_KEPT = 64
LINE_HEIGHT = 18
"""Pixels of the design; see `line_height`."""
MARGIN = 8
MOST_LINES = 2**31 // 2


class Spot(NamedTuple):
    """A place between two characters: 0-based line and column."""

    line: int
    column: int


class LogView(QAbstractScrollArea):
    """Shows lines by number; asks for those that it doesn't have.

    It follows the end while it is scrolled to the end and `follow` is on.
    """

    lines_wanted = Signal(int, int)
    """First line and number of lines that should be given to `show_lines`."""
    copy_wanted = Signal(Spot, Spot)
    """The user copies from the first spot to the second."""
    follow_changed = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._blocks: OrderedDict[int, list[ShownLine]] = OrderedDict()
        self._stale: set[int] = set()
        self._wanted: tuple[int, int] | None = None
        self._count = 0
        self._follow = False
        self._anchor = self._caret = Spot(0, 0)
        self._words, self._match_case, self._match_line = "", False, -1
        self._autoscroll = QBasicTimer()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setCursor(Qt.CursorShape.IBeamCursor)
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.horizontalScrollBar().setSingleStep(24)
        theme.theme().changed.connect(self._fit)

    @property
    def line_count(self) -> int:
        return self._count

    @property
    def follow(self) -> bool:
        return self._follow

    def set_follow(self, follow: bool) -> None:
        """Stay at the end as lines are added; scrolling up by hand ends it."""
        if follow != self._follow:
            self._follow = follow
            self.follow_changed.emit(follow)
        if follow:
            self._to_end()

    def set_line_count(self, count: int, *, changed_from: int = 0) -> None:
        """The log has this many lines; those from ``changed_from`` on are to be read anew."""
        self._stale |= {block for block in self._blocks if block >= changed_from // BLOCK}
        self._wanted = None
        self._count = min(count, MOST_LINES)
        self._update_ranges()
        if self._follow:
            self._to_end()
        self._ask()
        self.viewport().update()

    def forget_lines(self) -> None:
        """Read all lines anew: the log was replaced."""
        self._blocks.clear()
        self._stale.clear()
        self._wanted = None
        self._anchor = self._caret = Spot(0, 0)
        self.viewport().update()

    def show_lines(self, first: int, lines: list[LogLine]) -> None:
        """Lines that were asked for; ``first`` is the first line of a block."""
        for start in range(0, len(lines), BLOCK):
            block = (first + start) // BLOCK
            self._blocks[block] = [log_text.shown(line) for line in lines[start : start + BLOCK]]
            self._blocks.move_to_end(block)
            self._stale.discard(block)
        while len(self._blocks) > BLOCKS_KEPT:
            self._blocks.popitem(last=False)
        self._wanted = None
        self._update_ranges()
        self.viewport().update()

    def set_search(self, words: str, *, match_case: bool) -> None:
        """Mark these words wherever they are on the screen."""
        self._words, self._match_case = words, match_case
        self.viewport().update()

    def show_match(self, line: int) -> None:
        """Bring a line into view and mark it; -1 marks none."""
        self._match_line = line
        if line >= 0:
            self.set_follow(False)
            bar = self.verticalScrollBar()
            if not bar.value() <= line < bar.value() + self._rows() - 1:
                bar.setValue(max(line - self._rows() // 3, 0))
        self.viewport().update()

    def selection(self) -> tuple[Spot, Spot]:
        """The selected range, in order; both ends are equal where nothing is selected."""
        return min(self._anchor, self._caret), max(self._anchor, self._caret)

    def select_all(self) -> None:
        self._anchor, self._caret = Spot(0, 0), Spot(self._count, 0)
        self.viewport().update()

    def first_line(self) -> int:
        return self.verticalScrollBar().value()

    def show_first_line(self, number: int) -> bool:
        """Scroll so that this line is the first one; whether there is enough below it."""
        bar = self.verticalScrollBar()
        bar.setValue(number)
        return bar.value() == number

    def line(self, number: int) -> ShownLine | None:
        """A line, if it was read already."""
        block = self._blocks.get(number // BLOCK)
        if block is None or number % BLOCK >= len(block):
            return None
        return block[number % BLOCK]

    # ---- scrolling

    def _rows(self) -> int:
        return max(self.viewport().height() // line_height(), 1)

    def _update_ranges(self) -> None:
        bar = self.verticalScrollBar()
        bar.setRange(0, max(self._count - self._rows(), 0))
        bar.setPageStep(self._rows())
        widest = max((len(line.text) for line in self._visible().values()), default=0)
        width = QFontMetricsF(theme.font("mono")).horizontalAdvance("m") * widest
        across = self.horizontalScrollBar()
        across.setRange(0, max(int(self._gutter() + width - self.viewport().width()) + 96, 0))
        across.setPageStep(self.viewport().width())

    def _to_end(self) -> None:
        self.verticalScrollBar().setValue(self.verticalScrollBar().maximum())

    def _scrolled(self, value: int) -> None:
        if self._follow and value < self.verticalScrollBar().maximum():
            self.set_follow(False)
        self._ask()
        self.viewport().update()

    def _ask(self) -> None:
        if not self._count:
            return
        first = self.first_line()
        blocks = range(first // BLOCK, (min(first + self._rows(), self._count - 1)) // BLOCK + 1)
        missing = [each for each in blocks if each not in self._blocks or each in self._stale]
        if missing:
            wanted = (missing[0] * BLOCK, len(missing) * BLOCK)
            if wanted != self._wanted:
                self._wanted = wanted
                self.lines_wanted.emit(*wanted)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """The view or its lines have another height."""
        self._update_ranges()
        if self._follow:
            self._to_end()
        self._ask()
        self.viewport().update()

    def scrollContentsBy(self, _dx: int, _dy: int) -> None:  # noqa: N802
        self.viewport().update()

    # ---- painting

    def _gutter(self) -> float:
        digits = max(len(str(self._count)), 3)
        width = QFontMetricsF(theme.font("mono_small")).horizontalAdvance("0") * digits
        return width + 3 * MARGIN

    def _visible(self) -> dict[int, ShownLine]:
        first = self.first_line()
        numbers = range(first, min(first + self._rows() + 1, self._count))
        return {number: line for number in numbers if (line := self.line(number)) is not None}

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), theme.color("surface"))
        first, gutter = self.first_line(), self._gutter()
        left = gutter + MARGIN - self.horizontalScrollBar().value()
        painter.setClipRect(QRectF(gutter, 0, self.viewport().width(), self.viewport().height()))
        for number, line in self._visible().items():
            top = (number - first) * line_height()
            if number == self._match_line:
                band = QRectF(gutter, top, self.viewport().width(), line_height())
                painter.fillRect(band, theme.color("accent_tint"))
            self._paint_line(painter, number, line, QPointF(left, top))
        painter.setClipping(False)
        self._paint_gutter(painter, gutter)
        painter.end()

    def _paint_line(self, painter: QPainter, number: int, line: ShownLine, at: QPointF) -> None:
        layout = log_text.lay_out(line, theme.font("mono"))
        log_text.draw(painter, layout, at, self._marks(number, line))
        note = ""
        if line.overwritten:
            note = self.tr("%Ln earlier update(s)", "", line.overwritten)
        if line.cut:
            note = self.tr("… %Ln more byte(s)", "", line.cut)
        if note:
            right = at.x() + layout.lineAt(0).naturalTextWidth() + 2 * MARGIN
            painter.setFont(theme.font("caption"))
            painter.setPen(theme.color("muted"))
            box = QRectF(right, at.y(), 400, line_height())
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, note)

    def _marks(self, number: int, line: ShownLine) -> list[QTextLayout.FormatRange]:
        marks = [
            log_text.marked(start, len(self._words), "st_warning_bg", "st_warning")
            for start in _found(self._words, line.text, match_case=self._match_case)
        ]
        first, last = self.selection()
        if first != last and first.line <= number <= last.line:
            start = first.column if number == first.line else 0
            stop = last.column if number == last.line else len(line.text)
            if stop > start:
                marks.append(log_text.marked(start, stop - start, "selected"))
        return marks

    def _paint_gutter(self, painter: QPainter, gutter: float) -> None:
        height = self.viewport().height()
        painter.fillRect(QRectF(0, 0, gutter, height), theme.color("sunken"))
        painter.fillRect(QRectF(gutter - 1, 0, 1, height), theme.color("divider"))
        painter.setFont(theme.font("mono_small"))
        painter.setPen(theme.color("muted"))
        first = self.first_line()
        align = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for row in range(min(self._rows() + 1, self._count - first)):
            box = QRectF(0, row * line_height(), gutter - 1.5 * MARGIN, line_height())
            painter.drawText(box, align, str(first + row + 1))

    # ---- mouse and keys

    def _spot(self, at: QPointF) -> Spot:
        number = self.first_line() + int(at.y() // line_height())
        number = max(0, min(number, self._count - 1))
        line = self.line(number)
        if line is None:
            return Spot(number, 0)
        x = at.x() - self._gutter() - MARGIN + self.horizontalScrollBar().value()
        layout = log_text.lay_out(line, theme.font("mono"))  # its line doesn't keep it alive
        return Spot(number, layout.lineAt(0).xToCursor(x))

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if event.button() is Qt.MouseButton.LeftButton and self._count:
            self._caret = self._spot(event.position())
            if not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                self._anchor = self._caret
            self.viewport().update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if event.buttons() & Qt.MouseButton.LeftButton and self._count:
            self._caret = self._spot(event.position())
            inside = 0 <= event.position().y() < self.viewport().height()
            if inside:
                self._autoscroll.stop()
            elif not self._autoscroll.isActive():
                self._autoscroll.start(40, self)
            self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        self._autoscroll.stop()
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        spot = self._spot(event.position())
        line = self.line(spot.line)
        if line is not None:
            start, stop = _word_at(line.text, spot.column)
            self._anchor, self._caret = Spot(spot.line, start), Spot(spot.line, stop)
            self.viewport().update()

    def timerEvent(self, event: QTimerEvent) -> None:  # noqa: N802
        if event.timerId() != self._autoscroll.timerId():
            super().timerEvent(event)
            return
        at = self.viewport().mapFromGlobal(self.cursor().pos())
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + (1 if at.y() > 0 else -1))
        self._caret = self._spot(QPointF(at))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        bar = self.verticalScrollBar()
        steps = {
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_PageUp: -bar.pageStep(),
            Qt.Key.Key_PageDown: bar.pageStep(),
            Qt.Key.Key_Home: -self._count,
            Qt.Key.Key_End: self._count,
        }
        key = Qt.Key(event.key())
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_wanted.emit(*self.selection())
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self.select_all()
        elif key in steps:
            bar.setValue(bar.value() + steps[key])
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            across = self.horizontalScrollBar()
            step = across.singleStep() if key is Qt.Key.Key_Right else -across.singleStep()
            across.setValue(across.value() + step)
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() in {QEvent.Type.LanguageChange, QEvent.Type.StyleChange}:
            self.viewport().update()
        super().changeEvent(event)


def line_height() -> int:
    """The distance of the lines at the current interface size."""
    return theme.scaled(LINE_HEIGHT)


def _found(words: str, text: str, *, match_case: bool) -> list[int]:
    if not words:
        return []
    if not match_case:
        words, text = words.lower(), text.lower()
    found, at = [], text.find(words)
    while at >= 0:
        found.append(at)
        at = text.find(words, at + len(words))
    return found


def _word_at(text: str, column: int) -> tuple[int, int]:
    start = stop = min(column, len(text))
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    while stop < len(text) and not text[stop].isspace():
        stop += 1
    return start, stop
