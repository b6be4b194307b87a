"""The buttons that show and hide metric types."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QEvent, QRectF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QMenu, QSizePolicy, QWidget

from em_desktop.domain.paths import printable
from em_desktop.gui import theme
from em_desktop.gui.plots.groups import TypeLook
from em_desktop.gui.plots.lines import line_color
from em_desktop.gui.widgets.painting import (
    CENTER,
    LEFT,
    paint_focus_ring,
    paint_round,
    paint_text,
    text_width,
)

_PADDING = 9
_SWATCH = 10
_GAP = 6
_MOST_BUTTONS = 4
_WIDEST_NAME = 110


class _Button(QAbstractButton):
    """One part of the group; with a swatch, or with a chevron for a menu."""

    def __init__(
        self, text: str, color: int | None, parent: QWidget, *, has_menu: bool = False
    ) -> None:
        super().__init__(parent)
        self._color = color
        self._has_menu = has_menu
        self.setText(text)
        self.setCheckable(True)
        self.setAccessibleName(text)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: N802
        text = min(text_width(self.text(), "small_strong"), theme.scaled(_WIDEST_NAME))
        extra = _SWATCH + _GAP if self._color is not None else 0
        extra += theme.size.chevron + _GAP if self._has_menu else 0
        return QSize(text + extra + 2 * _PADDING + 1, theme.size.control_small - 2)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002
        painter = QPainter(self)
        on = self.isChecked()
        if on or self.underMouse():
            painter.fillRect(self.rect(), theme.color("accent_tint" if on else "hover_surface"))
        area = QRectF(self.rect()).adjusted(_PADDING, 0, -_PADDING, 0)
        if self._color is not None:
            color = QColor(line_color(self._color))
            color.setAlphaF(1.0 if on else 0.4)
            top = round(area.center().y() - _SWATCH / 2)
            paint_round(painter, QRectF(area.left(), top, _SWATCH, _SWATCH), color, 2)
            area.setLeft(area.left() + _SWATCH + _GAP)
            align = LEFT
        elif not self._has_menu:
            align = CENTER
        else:
            side = theme.size.chevron
            chevron = QRectF(area.right() - side, 0, side, self.height())
            theme.paint_icon(painter, chevron, "chevron_down", "text2")
            area.setRight(area.right() - side - _GAP)
            align = CENTER
        paint_text(painter, area, self.text(), "small_strong", "text" if on else "text2", align)
        if self.hasFocus():
            paint_focus_ring(painter, self.rect(), 2)


class TypeToggles(QWidget):
    """Shows and hides types. Many custom ones are in a menu."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None, *, swatches: bool = True) -> None:
        super().__init__(parent)
        self._swatches = swatches
        self._looks: tuple[TypeLook, ...] = ()
        self._hidden: set[str] = set()
        self._buttons: dict[str, _Button] = {}
        self._more: _Button | None = None
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(1, 1, 1, 1)
        self._row.setSpacing(1)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @property
    def hidden(self) -> frozenset[str]:
        """The types that are switched off."""
        return frozenset(self._hidden)

    def button(self, name: str) -> QAbstractButton:
        """The button of a type that isn't in the menu."""
        return self._buttons[name]

    def set_looks(self, looks: Sequence[TypeLook]) -> None:
        """Have buttons for these types."""
        if tuple(looks) != self._looks:
            self._looks = tuple(looks)
            self._rebuild()

    def set_hidden(self, names: Iterable[str]) -> None:
        """Switch these off and all others on; no signal."""
        self._hidden = set(names)
        self._show_state()

    def toggle(self, meaning: str) -> None:
        """Switch train, val or test, by all its names."""
        names = {look.type for look in self._looks if look.meaning == meaning}
        if names:
            self._switch(names, shown=bool(names & self._hidden))

    def _rebuild(self) -> None:
        while (item := self._row.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        fold = len(self._looks) > _MOST_BUTTONS
        direct = [look for look in self._looks if not (fold and look.is_custom)]
        self._buttons, self._more = {}, None
        for look in direct:
            button = _Button(printable(look.type), look.color if self._swatches else None, self)
            button.toggled.connect(self._clicked)
            self._row.addWidget(button)
            self._buttons[look.type] = button
        if len(direct) < len(self._looks):
            self._more = _Button(self.tr("custom"), None, self, has_menu=True)
            self._more.clicked.connect(self._show_menu)
            self._row.addWidget(self._more)
        self._show_state()
        self.updateGeometry()

    def _show_state(self) -> None:
        for name, button in self._buttons.items():
            blocker = QSignalBlocker(button)
            button.setChecked(name not in self._hidden)
            blocker.unblock()
            button.update()
        if self._more is not None:
            in_menu = {look.type for look in self._looks} - self._buttons.keys()
            self._more.setChecked(bool(in_menu - self._hidden))

    def _clicked(self) -> None:
        for name, button in self._buttons.items():
            if button.isChecked():
                self._hidden.discard(name)
            else:
                self._hidden.add(name)
        self.changed.emit()

    def _switch(self, names: set[str], *, shown: bool) -> None:
        self._hidden = self._hidden - names if shown else self._hidden | names
        self._show_state()
        self.changed.emit()

    def menu(self) -> QMenu:
        """The types that have no button of their own."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for look in self._looks:
            if look.type not in self._buttons:
                action = menu.addAction(printable(look.type))
                action.setData(look.type)
                action.setCheckable(True)
                action.setChecked(look.type not in self._hidden)
        menu.triggered.connect(self._chosen)
        return menu

    def _chosen(self, action: object) -> None:
        name, checked = action.data(), action.isChecked()  # type: ignore[attr-defined]
        self._switch({str(name)}, shown=bool(checked))

    def _show_menu(self) -> None:
        self._show_state()
        self.menu().popup(self.mapToGlobal(self.rect().bottomLeft()))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() is QEvent.Type.LanguageChange and self._more is not None:
            self._more.setText(self.tr("custom"))
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002
        painter = QPainter(self)
        paint_round(painter, self.rect(), "surface", theme.radius.control, "border_strong")
        parts = [*self._buttons.values(), *([self._more] if self._more else [])]
        for part in parts[1:]:
            line = QRectF(part.x() - 1, 1, 1, self.height() - 2)
            painter.fillRect(line, theme.color("border_strong"))
