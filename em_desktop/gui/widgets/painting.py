"""Small things that widgets and table cells paint alike: text, chips, pills, marks.

Every function takes its colors from the current theme while it paints.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Final

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from em_desktop.domain.nodes import Status
from em_desktop.domain.paths import printable
from em_desktop.gui import theme, wording
from em_desktop.gui.theme import FontRole, sizes

LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTER: Final = Qt.AlignmentFlag.AlignCenter
_DOT = 6
_LONGEST_KNOWN = 200
_CHIP_PADDING = 6
_LOUD = frozenset({Status.RUNNING, Status.STALLED, Status.ERROR})
"""Statuses whose text is colored; the others' icon alone is."""


def metrics(role: FontRole, *, tabular: bool = False) -> QFontMetricsF:
    """The measures of a role's font at the current interface size."""
    return _metrics(role, tabular, sizes.percent())


@cache
def _metrics(role: FontRole, tabular: bool, _percent: int) -> QFontMetricsF:
    return QFontMetricsF(theme.font(role, tabular=tabular))


def text_width(text: str, role: FontRole, *, tabular: bool = False) -> int:
    """How many pixels a text needs, rounded up."""
    if len(text) > _LONGEST_KNOWN:
        return int(metrics(role, tabular=tabular).horizontalAdvance(text)) + 1
    return _width(text, role, tabular, sizes.percent())


@lru_cache(maxsize=16_384)
def _width(text: str, role: FontRole, tabular: bool, percent: int) -> int:
    """The same cells are painted again and again, and measuring takes longer than drawing."""
    return int(_metrics(role, tabular, percent).horizontalAdvance(text)) + 1


def paint_text(
    painter: QPainter,
    rect: QRect | QRectF,
    text: str,
    role: FontRole = "small",
    token: str = "text",
    align: Qt.AlignmentFlag = LEFT,
    *,
    tabular: bool = False,
    elide: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
) -> None:
    """Paint one line of text, shortened with an ellipsis where it doesn't fit."""
    painter.setFont(theme.font(role, tabular=tabular))
    painter.setPen(theme.color(token))
    if text_width(text, role, tabular=tabular) > rect.width():
        text = metrics(role, tabular=tabular).elidedText(text, elide, rect.width())
    painter.drawText(QRectF(rect), align | Qt.TextFlag.TextSingleLine, text)


def paint_round(
    painter: QPainter,
    rect: QRect | QRectF,
    fill: str | QColor | None,
    radius: float,
    border: str | None = None,
    width: float = 1,
) -> None:
    """Paint a rectangle with round corners; its border lies inside ``rect``."""
    inset = width / 2 if border else 0
    area = QRectF(rect).adjusted(inset, inset, -inset, -inset)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.color(border), width) if border else Qt.PenStyle.NoPen)
    if fill is None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
    else:
        painter.setBrush(theme.color(fill) if isinstance(fill, str) else fill)
    painter.drawRoundedRect(area, radius, radius)
    painter.restore()


def paint_focus_ring(painter: QPainter, rect: QRect | QRectF, radius: float = 4) -> None:
    """Paint the 2 pixel ring of what has the keyboard focus, inside ``rect``."""
    paint_round(painter, rect, None, radius, "focus", 2)


def paint_dot(painter: QPainter, center: QPointF, color: QColor, diameter: float = _DOT) -> None:
    """Paint a filled circle."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawEllipse(center, diameter / 2, diameter / 2)
    painter.restore()


def chip_width(text: str, *, dot: bool = True) -> int:
    """Width of a chip with this text."""
    width = text_width(printable(text), "caption_strong") + 2 * _CHIP_PADDING
    return width + (_DOT + 4 if dot else 0)


def paint_chip(
    painter: QPainter, rect: QRect | QRectF, text: str, dot: QColor | None = None
) -> int:
    """Paint a label as a chip at the left of ``rect``, in the middle of its height.

    Returns:
        The chip's width; at most that of ``rect``.
    """
    width = min(chip_width(text, dot=dot is not None), int(rect.width()))
    height = theme.size.chip
    top = rect.top() + (rect.height() - height) / 2
    chip = QRectF(rect.left(), round(top), width, height)
    paint_round(painter, chip, "selected_inactive", theme.radius.control)
    inner = chip.adjusted(_CHIP_PADDING, 0, -_CHIP_PADDING + 1, 0)
    if dot is not None:
        paint_dot(painter, QPointF(inner.left() + _DOT / 2, chip.center().y()), dot)
        inner.setLeft(inner.left() + _DOT + 4)
    paint_text(painter, inner, printable(text), "caption_strong", "text2")
    return width


def paint_labels(painter: QPainter, rect: QRect | QRectF, labels: Sequence[str]) -> None:
    """Paint the labels of a table cell: the first as a chip, the others as "+2"."""
    if not labels:
        return
    area = QRectF(rect)
    rest = f"+{len(labels) - 1}" if len(labels) > 1 else ""
    reserved = text_width(rest, "caption") + 10 if rest else 0
    first = QRectF(area.left(), area.top(), area.width() - reserved, area.height())
    width = paint_chip(painter, first, labels[0], theme.label_color(labels[0]))
    if rest:
        more = QRectF(area.left() + width + 4, area.top(), reserved - 4, area.height())
        height = theme.size.chip
        box = QRectF(more.left(), round(more.center().y() - height / 2), more.width(), height)
        paint_round(painter, box, "selected_inactive", theme.radius.control)
        paint_text(painter, box, rest, "caption", "text2", CENTER)


def paint_status(painter: QPainter, rect: QRect | QRectF, status: Status | None) -> None:
    """Paint a status as in a table cell: its icon and its word."""
    if status is None:
        return
    area = QRectF(rect)
    side = theme.size.icon_small
    name, token = theme.status_icon_name(status)
    theme.paint_icon(painter, QRectF(area.left(), area.top(), side, area.height()), name, token)
    area.setLeft(area.left() + side + 6)
    paint_text(
        painter, area, wording.status_text(status), "small", token if status in _LOUD else "text2"
    )


def pill_width(text: str) -> int:
    """Width of a status pill with this text."""
    return text_width(text, "small_strong") + theme.size.icon_small + 5 + 8 + 10


def paint_pill(painter: QPainter, rect: QRect | QRectF, status: Status) -> None:
    """Paint a status as a pill that fills ``rect``."""
    area = QRectF(rect)
    name, token = theme.status_icon_name(status)
    background = "st_queued_bg" if token == "st_stopped" else f"{token}_bg"
    paint_round(painter, area, background, area.height() / 2)
    side = theme.size.icon_small
    theme.paint_icon(painter, QRectF(area.left() + 8, area.top(), side, area.height()), name, token)
    area.setLeft(area.left() + 8 + side + 5)
    paint_text(painter, area, wording.status_text(status), "small_strong", token)


def badge_width(text: str) -> int:
    """Width of a count badge with this text."""
    return max(text_width(text, "caption_strong", tabular=True) + 12, theme.size.chip)


def paint_badge(
    painter: QPainter,
    rect: QRect | QRectF,
    text: str,
    fill: str = "selected_inactive",
    token: str = "text2",
) -> None:
    """Paint a count as a badge at the left of ``rect``, in the middle of its height."""
    height = theme.size.chip
    top = round(rect.top() + (rect.height() - height) / 2)
    badge = QRectF(rect.left(), top, badge_width(text), height)
    paint_round(painter, badge, fill, height / 2)
    paint_text(painter, badge, text, "caption_strong", token, CENTER, tabular=True)


def paint_key(painter: QPainter, rect: QRect | QRectF, text: str) -> None:
    """Paint a key such as "Ctrl K" as a box that fills ``rect``."""
    paint_round(painter, rect, "surface", theme.radius.control, "border_strong")
    paint_text(painter, rect, text, "caption", "text2", CENTER)


def paint_check(
    painter: QPainter,
    rect: QRect | QRectF,
    state: Qt.CheckState,
    *,
    enabled: bool = True,
    hovered: bool = False,
) -> None:
    """Paint a check box in the middle of ``rect``."""
    side = theme.size.check
    center = QRectF(rect).center()
    box = QRectF(round(center.x() - side / 2), round(center.y() - side / 2), side, side)
    if state == Qt.CheckState.Unchecked:
        border = "muted" if hovered else "border_strong"
        paint_round(painter, box, "surface", theme.radius.check, border if enabled else "border")
        return
    fill = "accent_hover" if hovered else "accent"
    paint_round(painter, box, fill if enabled else "disabled", theme.radius.check)
    mark = "check" if state == Qt.CheckState.Checked else "some"
    theme.paint_icon(painter, box.adjusted(2, 2, -2, -2), mark, "on_accent")


def paint_bar(painter: QPainter, rect: QRect | QRectF, fraction: float) -> None:
    """Paint the 30 by 4 bar of a metric cell at the left of ``rect``; 0 to 1 fills it."""
    width = theme.scaled(30)
    bar = QRectF(rect.left(), round(QRectF(rect).center().y()) - 2, width, 4)
    paint_round(painter, bar, "selected_inactive", 2)
    filled = width * min(max(fraction, 0.0), 1.0)
    if filled >= 1:
        paint_round(painter, QRectF(bar.left(), bar.top(), filled, 4), "muted", 2)
