"""The round sign of a person, a group or everyone."""

from __future__ import annotations

import zlib

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from em_desktop.domain.grants import Principal, PrincipalKind
from em_desktop.domain.paths import printable
from em_desktop.gui import theme
from em_desktop.gui.widgets import paint_round, paint_text
from em_desktop.gui.widgets.painting import CENTER

_SIDE = 28
_TOKENS = ("ty_dataset", "ty_artifact", "ty_autotune", "ty_model", "ty_run")


def initials(name: str) -> str:
    """One or two letters of a name: of its first and its last word."""
    words = [word for word in printable(name).replace(".", " ").replace("_", " ").split() if word]
    letters = [word[0] for word in (words[:1] + words[1:][-1:])]
    return "".join(letters).upper()


class Avatar(QWidget):
    """Initials on a color that stays with the name, or an icon."""

    def __init__(self, principal: Principal, parent: QWidget) -> None:
        super().__init__(parent)
        self._principal = principal
        theme.set_lengths(self, width=_SIDE, height=_SIDE)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002
        painter = QPainter(self)
        area = QRectF(self.rect())
        radius = area.height() / 2
        match self._principal.kind:
            case PrincipalKind.USER:
                number = zlib.crc32(self._principal.name.encode("utf-8", "replace"))
                paint_round(painter, area, _TOKENS[number % len(_TOKENS)], radius)
                text = initials(self._principal.name)
                paint_text(painter, area, text, "caption_strong", "surface", CENTER)
            case PrincipalKind.GROUP:
                paint_round(painter, area, "selected_inactive", radius)
                _paint_sign(painter, area, "shared")
            case PrincipalKind.PUBLIC:
                paint_round(painter, area, "selected_inactive", radius)
                _paint_sign(painter, area, "public")


def _paint_sign(painter: QPainter, area: QRectF, icon: str) -> None:
    side = theme.size.icon
    box = QRectF(0, 0, side, side)
    box.moveCenter(area.center())
    theme.paint_icon(painter, box, icon, "text2")
