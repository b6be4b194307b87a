"""Looking at widgets: putting them on a page and asking for the colors that they show."""

from __future__ import annotations

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from em_desktop.gui import theme


def place(page: QWidget, widget: QWidget, width: int = 0, height: int = 0) -> None:
    """Show a widget on a page, in its own size where none is given, away from the pointer."""
    widget.setParent(page)
    widget.move(20, 20)
    widget.resize(width or widget.sizeHint().width(), height or widget.sizeHint().height())
    widget.show()


def image(widget: QWidget) -> QImage:
    """What a widget shows."""
    return widget.grab().toImage()


def color_at(widget: QWidget, x: int, y: int) -> str:
    """The color of one pixel as ``#rrggbb``."""
    return image(widget).pixelColor(x, y).name()


def has_color(picture: QImage, token: str) -> bool:
    """Whether any pixel has the color of a token."""
    wanted = theme.color(token)
    return any(
        picture.pixelColor(x, y) == wanted
        for x in range(picture.width())
        for y in range(picture.height())
    )
