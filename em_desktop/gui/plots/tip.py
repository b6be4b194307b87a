"""The tooltip beside the crosshair."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from em_desktop.gui import theme
from em_desktop.gui.plots.lines import Ink, line_color
from em_desktop.gui.widgets.painting import LEFT, RIGHT, paint_round, paint_text, text_width

_PADDING = 9
_SWATCH = 10
_NAME_LEFT = 16
_COLUMN_GAP = 12
_LEAST_NAME = 46
_FROM_LINE = 10


@dataclass(frozen=True, slots=True)
class TipRow:
    """A line's values at the crosshair; ``smoothed`` is empty without smoothing."""

    color: Ink
    name: str
    smoothed: str
    raw: str


class Tip(QWidget):
    """Says x, and each line's smoothed and raw value there."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._title = self._facts = self._more = ""
        self._rows: tuple[TipRow, ...] = ()
        self._heads = ("", "")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    @property
    def title(self) -> str:
        return self._title

    @property
    def facts(self) -> str:
        """What else is known of the record: epoch and time."""
        return self._facts

    @property
    def rows(self) -> tuple[TipRow, ...]:
        return self._rows

    def show_values(
        self,
        title: str,
        facts: str,
        rows: Sequence[TipRow],
        heads: tuple[str, str],
        more: str = "",
    ) -> None:
        """Write the texts.

        Args:
            title: where the crosshair is.
            facts: what else is known of the record there.
            rows: one per line.
            heads: titles of the smoothed and the raw column.
            more: says how many lines have no row; empty if all have one.
        """
        self._title, self._facts, self._rows, self._heads = title, facts, tuple(rows), heads
        self._more = more
        self.resize(self.sizeHint())
        self.update()

    def move_beside(self, line: QPoint, within: QRect) -> None:
        """Stand right of a place, or left of it where there is no room; inside ``within``."""
        left = line.x() + _FROM_LINE
        if left + self.width() > within.right():
            left = line.x() - _FROM_LINE - self.width()
        left = max(left, within.left())
        top = min(max(line.y(), within.top()), within.bottom() - self.height())
        self.move(left, max(top, within.top()))

    @property
    def more(self) -> str:
        """How many lines have no row, in words."""
        return self._more

    @property
    def _smooth(self) -> bool:
        return any(row.smoothed for row in self._rows)

    def _widths(self) -> tuple[int, int, int]:
        def widest(texts: list[str]) -> int:
            return max((text_width(t, "caption_strong", tabular=True) for t in texts), default=0)

        names = max(widest([row.name for row in self._rows]), theme.scaled(_LEAST_NAME))
        names = min(names, theme.scaled(150))
        smoothed = widest([self._heads[0], *(row.smoothed for row in self._rows)])
        raw = widest([self._heads[1], *(row.raw for row in self._rows)])
        return names, smoothed if self._smooth else 0, raw

    def sizeHint(self) -> QSize:  # noqa: N802
        names, smoothed, raw = self._widths()
        gap = _COLUMN_GAP if self._smooth else 0
        wide = _NAME_LEFT + names + gap + smoothed + _COLUMN_GAP + raw
        facts = text_width(self._facts, "caption", tabular=True) + 6 if self._facts else 0
        wide = max(wide, text_width(self._title, "caption_strong", tabular=True) + 4 + facts)
        lines = 1 + self._smooth + len(self._rows) + bool(self._more)
        return QSize(wide + 2 * _PADDING, lines * theme.size.legend_row + 2 * _PADDING - 4)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002
        painter = QPainter(self)
        paint_round(painter, self.rect(), "tooltip_bg", theme.radius.control, "tooltip_border")
        high = theme.size.legend_row
        names, smoothed, raw = self._widths()
        top, left = _PADDING - 2.0, float(_PADDING)
        room = self.width() - 2 * _PADDING
        paint_text(
            painter, QRectF(left, top, room, high), self._title, "caption_strong", tabular=True
        )
        after = left + text_width(self._title, "caption_strong", tabular=True) + 6
        box = QRectF(after, top, self.width() - _PADDING - after, high)
        paint_text(painter, box, self._facts, "caption", "muted", LEFT, tabular=True)
        first = left + _NAME_LEFT + names + _COLUMN_GAP
        second = first + (smoothed + _COLUMN_GAP if self._smooth else 0)
        if self._smooth:
            top += high
            for start, width, text in (
                (first, smoothed, self._heads[0]),
                (second, raw, self._heads[1]),
            ):
                paint_text(
                    painter, QRectF(start, top, width, high), text, "caption", "muted", RIGHT
                )
        for row in self._rows:
            top += high
            swatch = QRectF(left, top + (high - _SWATCH) / 2, _SWATCH, _SWATCH)
            paint_round(painter, swatch, line_color(row.color), 2)
            box = QRectF(left + _NAME_LEFT, top, names, high)
            paint_text(painter, box, row.name, "caption", "text")
            if self._smooth:
                box = QRectF(first, top, smoothed, high)
                paint_text(
                    painter, box, row.smoothed, "caption_strong", "text", RIGHT, tabular=True
                )
            box = QRectF(second, top, raw, high)
            if self._smooth:
                paint_text(painter, box, row.raw, "caption", "muted", RIGHT, tabular=True)
            else:
                paint_text(painter, box, row.raw, "caption_strong", "text", RIGHT, tabular=True)
        if self._more:
            box = QRectF(left + _NAME_LEFT, top + high, room - _NAME_LEFT, high)
            paint_text(painter, box, self._more, "caption", "muted", LEFT)
