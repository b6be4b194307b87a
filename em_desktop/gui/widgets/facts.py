"""Keys and values below each other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from em_desktop.gui import theme
from em_desktop.gui.widgets.buttons import IconButton, link_button
from em_desktop.gui.widgets.labels import ElidedLabel, TextLabel


@dataclass(frozen=True, slots=True)
class Fact:
    """One row of a `FactList`.

    Attributes:
        key: what it is called.
        value: the text; a click on a link activates it.
        tooltip: more about it, such as the full time.
        link: if not empty, the value is a link, and `FactList.activated` carries this.
        copy: whether a button copies the value.
        mono: code font, for ids and paths; shortened in its middle to one line.
        icon: name and token of an icon before the value.
        token: the value's color.
    """

    key: str
    value: str
    tooltip: str = ""
    link: str = ""
    copy: bool = False
    mono: bool = False
    icon: tuple[str, str] | None = None
    token: str = "text"


class FactList(QWidget):
    """Rows of key and value; values can be selected, copied and linked."""

    activated = Signal(str)
    """A link was clicked: `Fact.link`."""

    def __init__(self, parent: QWidget | None = None, *, key_width: int = 80) -> None:
        super().__init__(parent)
        self._facts: tuple[Fact, ...] = ()
        self._key_width = key_width
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.space.control)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)

    @property
    def facts(self) -> tuple[Fact, ...]:
        return self._facts

    def set_facts(self, facts: Iterable[Fact]) -> None:
        """Show these; nothing happens where they are shown already."""
        new = tuple(facts)
        if new == self._facts:
            return
        self._facts = new
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._grid.setColumnMinimumWidth(0, theme.scaled(self._key_width))
        for row, fact in enumerate(new):
            key = TextLabel(fact.key, "small", "muted", self)
            top = Qt.AlignmentFlag.AlignTop
            self._grid.addWidget(key, row, 0, top)
            self._grid.addWidget(self._value(fact), row, 1, top)

    def _value(self, fact: Fact) -> QWidget:
        holder = QWidget(self)
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        if fact.icon is not None:
            picture = TextLabel(parent=holder)
            side = theme.icon_size(14)
            picture.setPixmap(theme.icon(*fact.icon).pixmap(side, self.devicePixelRatio()))
            row.addWidget(picture)
        if fact.link:
            value: QWidget = _Link(fact, holder)
            row.addWidget(value)
            row.addStretch(1)
        elif fact.mono:
            elide = Qt.TextElideMode.ElideMiddle
            value = ElidedLabel(fact.value, "mono_small", fact.token, holder, elide=elide)
            row.addWidget(value, 1)
        else:
            value = TextLabel(fact.value, "small", fact.token, holder, wrap=True, selectable=True)
            value.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
            value.setAccessibleName(f"{fact.key}: {fact.value}")
            row.addWidget(value, 1)
        value.setToolTip(fact.tooltip)
        if isinstance(value, _Link):
            value.activated.connect(self.activated)
        if fact.copy:
            row.addWidget(_CopyButton(fact, holder))
        return holder


class _Link(QWidget):
    activated = Signal(str)

    def __init__(self, fact: Fact, parent: QWidget) -> None:
        super().__init__(parent)
        self._target = fact.link
        button = link_button(fact.value, self)
        theme.set_font(button, "small")
        button.clicked.connect(self._activate)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(button)

    def _activate(self) -> None:
        self.activated.emit(self._target)


class _CopyButton(IconButton):
    def __init__(self, fact: Fact, parent: QWidget) -> None:
        super().__init__("copy", "", parent, side=20, icon_side=13)
        self.set_name(self.tr("Copy %1").replace("%1", fact.key))
        self._text = fact.value
        self.clicked.connect(self._copy)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._text)
