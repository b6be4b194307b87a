"""The colors that people give to nodes."""

from __future__ import annotations

from typing import Final

from PySide6.QtGui import QColor

from em_desktop.gui import theme
from em_desktop.gui.theme import tokens

CHOICES: Final = tuple(color.lower() for color in tokens.RUN["light"])
"""The values that are offered, as they are written: those of the light theme."""


def shown_color(value: str | None) -> QColor | None:
    """The color to paint for a node's; one of ours is seen as the current theme has it."""
    if not value:
        return None
    if value.lower() in CHOICES:
        return theme.run_color(CHOICES.index(value.lower()))
    color = QColor.fromString(value)
    return color if color.isValid() else None
