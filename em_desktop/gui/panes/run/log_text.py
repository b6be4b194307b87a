"""One line of a log, laid out with its colors."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QFont, QPainter, QTextCharFormat, QTextLayout, QTextOption

from em_desktop.formats.ansi import PLAIN, Span, Style, parse
from em_desktop.formats.log import LogLine
from em_desktop.gui import theme

LONGEST_SHOWN = 4096
"""Characters of a line that are laid out; more would make scrolling stutter."""

_COLORS = ("st_error", "st_complete", "st_warning", "accent_text", "ty_model", "ty_dataset")
_PALETTE = ("text", *_COLORS, "muted", "muted", *_COLORS, "text")
"""The terminal's sixteen colors as tokens that can be read on both themes."""


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line as the view shows it.

    Attributes:
        spans: the visible text with its styles.
        text: the same without styles; columns of a selection count its characters.
        overwritten, cut: as in `LogLine`; what isn't laid out counts as cut.
    """

    spans: tuple[Span, ...]
    text: str
    overwritten: int
    cut: int
    widths: dict[str, float] = field(default_factory=dict, compare=False)


def shown(line: LogLine) -> ShownLine:
    """What the view keeps of a line that was read."""
    spans: list[Span] = []
    left = LONGEST_SHOWN
    for span in parse(line.text):
        if left <= 0:
            break
        spans.append(Span(span.text[:left], span.style))
        left -= len(span.text)
    cut = line.cut + max(-left, 0)
    return ShownLine(tuple(spans), "".join(span.text for span in spans), line.overwritten, cut)


def lay_out(line: ShownLine, font: QFont) -> QTextLayout:
    """The line's text, ready to be drawn and asked for positions."""
    layout = QTextLayout(line.text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.NoWrap)
    option.setTabStopDistance(8 * line_width(" ", font, line))
    layout.setTextOption(option)
    layout.setCacheEnabled(True)
    layout.setFormats(_formats(line.spans))
    layout.beginLayout()
    row = layout.createLine()
    row.setPosition(QPointF(0, 0))
    layout.endLayout()
    return layout


def line_width(text: str, font: QFont, line: ShownLine) -> float:
    """The width of ``text`` in this font, remembered with the line."""
    if text not in line.widths:
        from PySide6.QtGui import QFontMetricsF

        line.widths[text] = QFontMetricsF(font).horizontalAdvance(text)
    return line.widths[text]


def marked(start: int, length: int, background: str, text: str = "") -> QTextLayout.FormatRange:
    """A range of characters on another background, as a selection or a match."""
    piece = QTextCharFormat()
    piece.setBackground(theme.color(background))
    if text:
        piece.setForeground(theme.color(text))
    return _range(start, length, piece)


def draw(
    painter: QPainter, layout: QTextLayout, at: QPointF, marks: list[QTextLayout.FormatRange]
) -> None:
    """Draw a laid-out line with its marks."""
    painter.setPen(theme.color("text"))
    layout.draw(painter, at, marks)


def _formats(spans: tuple[Span, ...]) -> list[QTextLayout.FormatRange]:
    found, start = [], 0
    for span in spans:
        if span.style != PLAIN:
            found.append(_range(start, len(span.text), _format(span.style)))
        start += len(span.text)
    return found


def _format(style: Style) -> QTextCharFormat:
    piece = QTextCharFormat()
    if style.color is not None:
        piece.setForeground(_color(style.color))
    elif style.faint:
        piece.setForeground(theme.color("muted"))
    if style.background is not None:
        piece.setBackground(_color(style.background))
    if style.bold:
        piece.setFontWeight(QFont.Weight.DemiBold)
    piece.setFontItalic(style.italic)
    piece.setFontUnderline(style.underline)
    return piece


def _color(value: int | str) -> QColor:
    return QColor(value) if isinstance(value, str) else theme.color(_PALETTE[value])


def _range(start: int, length: int, piece: QTextCharFormat) -> QTextLayout.FormatRange:
    found = QTextLayout.FormatRange()
    found.start = start
    found.length = length
    found.format = piece
    return found
