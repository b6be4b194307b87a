"""Sizes of widgets that follow the interface size."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias, TypedDict, Unpack

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from em_desktop.gui.theme import sizes

Length: TypeAlias = int | str
"""Pixels of the design, or the name of one of `sizes.size`."""

_PROPERTY: Final = "designLengths"


class Lengths(TypedDict, total=False):
    """What of a widget's size is set; ``icon`` is the side of a button's icon."""

    width: Length
    height: Length
    least_width: Length
    least_height: Length
    most_width: Length
    most_height: Length
    icon: Length


def set_lengths(widget: QWidget, **lengths: Unpack[Lengths]) -> None:
    """Fix or limit a widget's size, now and whenever the interface size changes."""
    known = widget.property(_PROPERTY) or {}
    widget.setProperty(_PROPERTY, {**known, **lengths})
    apply_lengths(widget)


def apply_lengths(widget: QWidget) -> None:
    """Give a widget the lengths that it was to have, at the interface size of now."""
    for name, length in (widget.property(_PROPERTY) or {}).items():
        _SETTERS[name](widget, _pixels(length))


def _pixels(length: Length) -> int:
    return int(getattr(sizes.size, length)) if isinstance(length, str) else sizes.scaled(length)


def _set_icon(widget: QWidget, side: int) -> None:
    widget.setProperty("iconSize", QSize(side, side))


_SETTERS: Final[dict[str, Callable[[QWidget, int], None]]] = {
    "width": QWidget.setFixedWidth,
    "height": QWidget.setFixedHeight,
    "least_width": QWidget.setMinimumWidth,
    "least_height": QWidget.setMinimumHeight,
    "most_width": QWidget.setMaximumWidth,
    "most_height": QWidget.setMaximumHeight,
    "icon": _set_icon,
}
