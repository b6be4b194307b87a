"""Icons drawn from the fonts that ``qtawesome`` brings, in the colors of the current theme."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPainterPath, QPixmap, QRawFont, QTransform

from em_desktop.domain.nodes import NodeType, Status
from em_desktop.gui.theme import sizes
from em_desktop.gui.theme.current import color
from em_desktop.gui.theme.glyphs import GLYPHS

_FONT_FILES: Final = {"ph": "phosphor-*.ttf", "msc": "codicon-*.ttf"}
_EM = 1024.0
"""Size at which the outlines are read; they are scaled when painted."""

_NODE_ICONS: Final = {
    NodeType.FOLDER: ("folder", "ty_folder"),
    NodeType.SHORTCUT: ("shortcut", "ty_shortcut"),
    NodeType.RUN: ("run", "ty_run"),
    NodeType.ARTIFACT: ("artifact", "ty_artifact"),
    NodeType.AUTOTUNE: ("autotune", "ty_autotune"),
    NodeType.MODEL: ("model", "ty_model"),
    NodeType.DATASET: ("dataset", "ty_dataset"),
    NodeType.FILE: ("file", "ty_file"),
}
_STATUS_ICONS: Final = {
    Status.QUEUED: ("queued", "st_queued"),
    Status.RUNNING: ("running", "st_running"),
    Status.STALLED: ("stalled", "st_warning"),
    Status.COMPLETE: ("complete", "st_complete"),
    Status.TIMEOUT: ("timeout", "st_warning"),
    Status.ERROR: ("error", "st_error"),
    Status.STOPPED: ("stopped", "st_stopped"),
    Status.UNKNOWN: ("unknown", "st_queued"),
}


def icon(name: str, token: str = "text2") -> QIcon:
    """An icon that follows the theme: it needs no rebuilding when the theme changes.

    Args:
        name: a meaning, one of `GLYPHS`.
        token: the color; ``disabled`` takes its place where the icon is disabled.
    """
    glyph_outline(name)
    return QIcon(_Engine(name, token))


def node_icon(kind: NodeType) -> QIcon:
    """The icon of a node type, in its color."""
    return icon(*_NODE_ICONS[kind])


def node_icon_name(kind: NodeType) -> tuple[str, str]:
    """Name and token of a node type's icon, for `paint_icon`."""
    return _NODE_ICONS[kind]


def status_icon(status: Status) -> QIcon:
    """The icon of a status, in its color."""
    return icon(*_STATUS_ICONS[status])


def status_icon_name(status: Status) -> tuple[str, str]:
    """Name and token of a status icon, for `paint_icon`."""
    return _STATUS_ICONS[status]


def status_token(status: Status) -> str:
    """The token of a status color; with ``_bg`` behind it, of the pill's background."""
    return _STATUS_ICONS[status][1]


def paint_icon(
    painter: QPainter, rect: QRect | QRectF, name: str, token: str = "text2", opacity: float = 1.0
) -> None:
    """Paint an icon, as large as the shorter side of ``rect`` and in its middle."""
    side = min(rect.width(), rect.height())
    center = QRectF(rect).center()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color(token))
    painter.setOpacity(painter.opacity() * opacity)
    painter.translate(QPointF(center.x() - side / 2, center.y() - side / 2))
    painter.scale(side / _EM, side / _EM)
    painter.drawPath(glyph_outline(name))
    painter.restore()


@cache
def glyph_outline(name: str) -> QPainterPath:
    """The outline of an icon in a square of 1024 by 1024.

    Raises:
        KeyError: there is no such icon.
    """
    glyph = GLYPHS[name]
    font = _font(glyph.font)
    outline = font.pathForGlyph(font.glyphIndexesForString(chr(glyph.code))[0])
    return QTransform.fromTranslate(0, font.ascent()).map(outline)


@cache
def _font(family: str) -> QRawFont:
    return QRawFont(str(font_file(family)), _EM)


def font_file(family: str) -> Path:
    """The file of an icon font.

    Raises:
        FileNotFoundError: the package that brings the fonts isn't installed.
    """
    package = find_spec("qtawesome")
    if package is None or package.origin is None:
        raise FileNotFoundError("the package qtawesome isn't installed")
    return next((Path(package.origin).parent / "fonts").glob(_FONT_FILES[family]))


_CLONES: Final[list[QIconEngine]] = []


class _Engine(QIconEngine):
    """Paints by name and token at any size and ratio; keeps no pixels.

    In a wide rectangle it stands at the left: buttons ask for that to get a gap before their text.
    """

    def __init__(self, name: str, token: str) -> None:
        super().__init__()
        self._name = name
        self._token = token

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:  # noqa: ARG002
        disabled = mode == QIcon.Mode.Disabled
        side = min(rect.width(), rect.height())
        left = QRect(rect.left(), rect.top(), side, rect.height())
        paint_icon(painter, left, self._name, "disabled" if disabled else self._token)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(  # noqa: N802
        self,
        size: QSize,
        mode: QIcon.Mode,
        state: QIcon.State,
        scale: float,
    ) -> QPixmap:
        pixels = QSize(round(size.width() * scale), round(size.height() * scale))
        pixmap = QPixmap(pixels)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, pixmap.rect(), mode, state)
        painter.end()
        return pixmap

    def actualSize(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QSize:  # noqa: N802, ARG002
        return size

    def clone(self) -> QIconEngine:
        """A copy, asked for when somebody adds a pixmap to an icon, which nobody of ours does.

        The binding leaves the copy to Python although Qt owns it from then on: it must be kept.
        """
        copy = _Engine(self._name, self._token)
        _CLONES.append(copy)
        return copy


def icon_size(pixels: int = 16) -> QSize:
    """A square of this many pixels of the design, at the current interface size."""
    side = sizes.scaled(pixels)
    return QSize(side, side)
