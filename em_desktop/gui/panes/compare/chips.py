"""The compared as chips: swatch, name, eye and close."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QEnterEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QScrollArea, QWidget

from em_desktop.gui import theme
from em_desktop.gui.panes.compare.linked import Linked
from em_desktop.gui.panes.compare.swatch import Swatch, paint_look
from em_desktop.gui.widgets import (
    IconButton,
    paint_focus_ring,
    paint_round,
    paint_text,
    quiet_button,
)
from em_desktop.gui.widgets.painting import CENTER, text_width

_HEIGHT = 26
_PADDING = 8
_SWATCH = 10
_BUTTON = 18
_WIDEST_NAME = 180
_MOST_ROWS = 3


@dataclass(frozen=True, slots=True)
class Chip:
    """What a chip says of a member.

    Attributes:
        note: behind the name, to tell it from others of that name: the time.
        tooltip: where it is.
        trouble: why it can't be read now; empty where it can.
    """

    key: str
    name: str
    swatch: Swatch
    note: str = ""
    is_hidden: bool = False
    is_baseline: bool = False
    tooltip: str = ""
    trouble: str = ""


class MemberChip(QWidget):
    """One of the compared. Space hides it, Delete removes it, Return opens it."""

    eye_clicked = Signal(str)
    close_clicked = Signal(str)
    opened = Signal(str)
    menu_wanted = Signal(str, QPoint)

    def __init__(self, chip: Chip, linked: Linked, parent: QWidget) -> None:
        super().__init__(parent)
        self.chip = chip
        self._linked = linked
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.eye = IconButton("visible", "", self, side=_BUTTON, icon_side=13)
        self.close_button = IconButton("close", "", self, side=_BUTTON, icon_side=11)
        for button in (self.eye, self.close_button):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.eye.clicked.connect(self._eye)
        self.close_button.clicked.connect(self._close)
        linked.hovered_changed.connect(self.update)
        linked.selected_changed.connect(self.update)
        linked.brushed_changed.connect(self.update)
        self.show_chip(chip)

    @classmethod
    def width_of(cls, chip: Chip) -> int:
        """How wide a chip is; it needs no widget for that."""
        width = _PADDING + _SWATCH + 8 + _name_width(chip)
        width += theme.size.icon_small + 6 if chip.trouble else 0
        width += text_width(chip.note, "caption") + 7 if chip.note else 0
        if chip.is_baseline:
            text = QCoreApplication.translate("MemberChip", "Baseline")
            width += text_width(text, "caption_strong") + 18
        return width + 6 + 2 * theme.scaled(_BUTTON) + 4

    def show_chip(self, chip: Chip) -> None:
        """Say something else of the member."""
        self.chip = chip
        self.retranslate()
        self.setFixedSize(self.sizeHint())
        self.update()

    def retranslate(self) -> None:
        """Write all texts in the current language."""
        chip = self.chip
        eye = self.tr("Show %1") if chip.is_hidden else self.tr("Hide %1")
        self.eye.set_icon("hidden" if chip.is_hidden else "visible")
        self.eye.set_name(eye.replace("%1", chip.name))
        self.close_button.set_name(self.tr("Remove %1").replace("%1", chip.name))
        self.setAccessibleName(f"{chip.name} {chip.note}".strip())
        said = [self.tr("Baseline")] if chip.is_baseline else []
        said += [self.tr("hidden")] if chip.is_hidden else []
        self.setAccessibleDescription(", ".join([*said, chip.trouble] if chip.trouble else said))
        self.setToolTip("\n".join(filter(None, (chip.tooltip, chip.trouble))))

    def _baseline_text(self) -> str:
        return self.tr("Baseline") if self.chip.is_baseline else ""

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(self.width_of(self.chip), theme.scaled(_HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002
        painter, chip, linked = QPainter(self), self.chip, self._linked
        selected = chip.key == linked.selected
        fill = "selected" if selected else "surface"
        border = "accent" if selected else "border"
        if chip.key == linked.hovered and not selected:
            fill, border = "hover_surface", "border_strong"
        paint_round(painter, self.rect(), fill, theme.radius.control, border)
        out = chip.is_hidden or (linked.brushed is not None and chip.key not in linked.brushed)
        height = self.height()
        swatch = QRectF(_PADDING, (height - _SWATCH) / 2, _SWATCH, _SWATCH)
        paint_look(painter, swatch, chip.swatch, is_dim=out)
        left = swatch.right() + 8
        token = "muted" if out else "text"
        name = QRectF(left, 0, _name_width(chip), height)
        paint_text(painter, name, chip.name, "strong", token)
        left = name.right()
        if chip.note:
            note = QRectF(left + 7, 0, text_width(chip.note, "caption"), height)
            paint_text(painter, note, chip.note, "caption", "muted")
            left = note.right()
        if chip.trouble:
            side = theme.size.icon_small
            box = QRectF(left + 6, 0, side, height)
            theme.paint_icon(painter, box, "alert", "st_warning")
            left = box.right()
        self._paint_baseline(painter, left + 8)
        if self.hasFocus():
            paint_focus_ring(painter, self.rect())

    def _paint_baseline(self, painter: QPainter, left: float) -> None:
        text = self._baseline_text()
        if text:
            height = theme.size.chip
            width = text_width(text, "caption_strong") + 10
            box = QRectF(left, round((self.height() - height) / 2), width, height)
            paint_round(painter, box, "accent_tint", theme.radius.control)
            paint_text(painter, box, text, "caption_strong", "accent_text", CENTER)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        right, side = self.width() - 4, self.close_button.width()
        top = (self.height() - side) // 2
        self.close_button.move(right - side, top)
        self.eye.move(right - 2 * side, top)

    # What people do

    def _eye(self) -> None:
        self.eye_clicked.emit(self.chip.key)

    def _close(self) -> None:
        self.close_clicked.emit(self.chip.key)

    def enterEvent(self, event: QEnterEvent) -> None:  # noqa: N802
        self._linked.hover(self.chip.key)
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        self._linked.hover(None)
        super().leaveEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if event.button() is Qt.MouseButton.LeftButton:
            self._linked.toggle(self.chip.key)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if event.button() is Qt.MouseButton.LeftButton:
            self.opened.emit(self.chip.key)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        self.menu_wanted.emit(self.chip.key, event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        match Qt.Key(event.key()):
            case Qt.Key.Key_Space:
                self._eye()
            case Qt.Key.Key_Delete | Qt.Key.Key_Backspace:
                self._close()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.opened.emit(self.chip.key)
            case _:
                super().keyPressEvent(event)


def _name_width(chip: Chip) -> int:
    return min(text_width(chip.name, "strong"), theme.scaled(_WIDEST_NAME))


class MemberChips(QScrollArea):
    """The chips in rows, with a button that adds; from the fourth row on they scroll.

    Only chips in view, and some beside them, are widgets.
    """

    eye_clicked = Signal(str)
    close_clicked = Signal(str)
    opened = Signal(str)
    menu_wanted = Signal(str, QPoint)
    add_wanted = Signal()

    def __init__(self, linked: Linked, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._linked = linked
        self._chips: dict[str, Chip] = {}
        self._places: dict[str, QPoint] = {}
        self._widgets: dict[str, MemberChip] = {}
        self._contents = QWidget(self)
        self._contents.setProperty("area", "surface")
        self.add = quiet_button("", "add", self._contents)
        self.add.set_small()
        self.add.clicked.connect(self.add_wanted)
        self.setWidget(self._contents)
        self.setWidgetResizable(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalScrollBar().valueChanged.connect(self._fill)
        theme.theme().changed.connect(self._restyle)
        self.retranslate()

    @property
    def chips(self) -> list[Chip]:
        """In the order of the members."""
        return list(self._chips.values())

    def chip(self, key: str) -> MemberChip:
        """The chip of a member, which comes into view."""
        place = self._places[key]
        self.ensureVisible(place.x(), place.y() + theme.scaled(_HEIGHT) // 2)
        self._fill()
        return self._widgets[key]

    def show_chips(self, chips: Sequence[Chip]) -> None:
        """Have these chips."""
        self._chips = {chip.key: chip for chip in chips}
        self._arrange()

    def _arrange(self) -> None:
        gap, margin = theme.space.control, theme.space.page
        width = max(self.viewport().width(), 200)
        left, top, row_height = margin, 0, theme.scaled(_HEIGHT)
        rows = 1
        self.add.adjustSize()
        for key, wide in [*self._widths(), ("", self.add.width())]:
            if left > margin and left + wide > width - margin:
                left, top, rows = margin, top + row_height + gap, rows + 1
            self._places[key] = QPoint(left, top)
            left += wide + gap
        self.add.move(self._places.pop("") + QPoint(0, (row_height - self.add.height()) // 2))
        self._contents.resize(width, top + row_height)
        shown = min(rows, _MOST_ROWS)
        self.setFixedHeight(shown * row_height + (shown - 1) * gap)
        self._fill()

    def _widths(self) -> list[tuple[str, int]]:
        return [(key, MemberChip.width_of(chip)) for key, chip in self._chips.items()]

    def _fill(self) -> None:
        """Have a widget for each chip in view, and a row more, which the Tab key leads to."""
        beside = theme.scaled(_HEIGHT) + theme.space.control
        top = self.verticalScrollBar().value() - 2 * beside
        bottom = top + self.height() + 3 * beside
        known, self._widgets = self._widgets, {}
        for key, chip in self._chips.items():
            if not top <= self._places[key].y() <= bottom:
                continue
            widget = known.pop(key, None) or self._new(chip)
            if widget.chip != chip:
                widget.show_chip(chip)
            widget.move(self._places[key])
            self._widgets[key] = widget
        for gone in known.values():
            gone.hide()
            gone.deleteLater()
        for before, after in pairwise([*self._widgets.values(), self.add]):
            QWidget.setTabOrder(before, after)

    def _new(self, chip: Chip) -> MemberChip:
        widget = MemberChip(chip, self._linked, self._contents)
        widget.eye_clicked.connect(self.eye_clicked)
        widget.close_clicked.connect(self.close_clicked)
        widget.opened.connect(self.opened)
        widget.menu_wanted.connect(self.menu_wanted)
        widget.show()
        return widget

    def _restyle(self) -> None:
        for widget in self._widgets.values():
            widget.setFixedSize(widget.sizeHint())
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._arrange()

    def retranslate(self) -> None:
        """Write all texts in the current language."""
        self.setAccessibleName(self.tr("Compared runs"))
        self.add.setText(self.tr("Add run"))
        for widget in self._widgets.values():
            widget.retranslate()
        self._restyle()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
