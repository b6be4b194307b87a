"""Keys and values below each other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QGuiApplication, QPainter, QPaintEvent, QTextLayout
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QHBoxLayout, QSizePolicy, QWidget

from em_desktop.gui import theme
from em_desktop.gui.theme import FontRole
from em_desktop.gui.widgets.buttons import IconButton
from em_desktop.gui.widgets.labels import ElidedLabel, TextLabel
from em_desktop.gui.widgets.painting import paint_focus_ring, paint_text, text_width

_LONGEST_WORD = 24
"""Characters; a value with a longer word is shortened, as it can't be broken into lines."""
_WIDE = 10_000.0
_COPY_SIDE = 20


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
            value = self._value(fact)
            lower = _base(fact) - _ascent(fact.key, "small")
            key.setContentsMargins(0, max(lower, 0), 0, 0)
            value.setContentsMargins(0, max(-lower, 0), 0, 0)
            top = Qt.AlignmentFlag.AlignTop
            self._grid.addWidget(key, row, 0, top)
            self._grid.addWidget(value, row, 1, top)

    def _value(self, fact: Fact) -> QWidget:
        holder = QWidget(self)
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        if fact.icon is not None:
            row.addWidget(_Picture(*fact.icon, holder), 0, Qt.AlignmentFlag.AlignTop)
        value = self._text(fact, holder)
        value.setToolTip(fact.tooltip)
        row.addWidget(value, 1)
        if fact.copy:
            row.addWidget(_CopyButton(fact, holder))
        return holder

    def _text(self, fact: Fact, parent: QWidget) -> QWidget:
        if fact.link:
            link = _Link(fact, parent)
            link.activated.connect(self.activated)
            return link
        longest = max(map(len, fact.value.split()), default=0)
        if fact.mono or longest > _LONGEST_WORD:
            elide = Qt.TextElideMode.ElideMiddle
            return ElidedLabel(fact.value, _role(fact), fact.token, parent, elide=elide)
        label = TextLabel(fact.value, "small", fact.token, parent, wrap=True, selectable=True)
        label.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        label.setAccessibleName(f"{fact.key}: {fact.value}")
        return label


def _role(fact: Fact) -> FontRole:
    return "mono_small" if fact.mono else "small"


def _base(fact: Fact) -> int:
    """How far down the base of a value's first line is; a copy button is higher than a line."""
    line = QFontMetrics(theme.font(_role(fact))).height()
    above = max(theme.scaled(_COPY_SIDE) - line, 0) // 2 if fact.copy else 0
    return above + _ascent(fact.value, _role(fact))


def _ascent(text: str, role: FontRole) -> int:
    """How far the base of a text's first line is from its top; Chinese characters are taller."""
    layout = QTextLayout(text, theme.font(role))
    layout.beginLayout()
    line = layout.createLine()
    if line.isValid():
        line.setLineWidth(_WIDE)
    layout.endLayout()
    return round(layout.lineAt(0).ascent()) if layout.lineCount() else 0


class _Picture(QWidget):
    """An icon as high as a line of text."""

    def __init__(self, name: str, token: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._name, self._token = name, token
        theme.set_lengths(self, width="icon_small", height="icon_small")

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002
        theme.paint_icon(QPainter(self), self.rect(), self._name, self._token)


class _Link(QAbstractButton):
    """A value that leads somewhere; shortened in its middle where it has no room."""

    activated = Signal(str)

    def __init__(self, fact: Fact, parent: QWidget) -> None:
        super().__init__(parent)
        self._target = fact.link
        self.setText(fact.value)
        self.setAccessibleName(f"{fact.key}: {fact.value}")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self._activate)

    def _activate(self) -> None:
        self.activated.emit(self._target)

    def _text_width(self) -> int:
        return text_width(self.text(), "small")

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(self._text_width(), theme.line_height("small"))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(20, theme.line_height("small"))

    def hitButton(self, position: QPoint) -> bool:  # noqa: N802
        return position.x() <= self._text_width()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002
        painter = QPainter(self)
        elide = Qt.TextElideMode.ElideMiddle
        paint_text(painter, self.rect(), self.text(), "small", "accent_text", elide=elide)
        width = min(self._text_width(), self.width())
        if self.underMouse():
            line = QRect(0, self.height() - 2, width, 1)
            painter.fillRect(line, theme.color("accent_text"))
        if self.hasFocus():
            paint_focus_ring(painter, QRect(0, 0, width, self.height()))


class _CopyButton(IconButton):
    def __init__(self, fact: Fact, parent: QWidget) -> None:
        super().__init__("copy", "", parent, side=_COPY_SIDE, icon_side=13)
        self.set_name(self.tr("Copy %1").replace("%1", fact.key))
        self._text = fact.value
        self.clicked.connect(self._copy)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._text)
