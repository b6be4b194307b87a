"""Buttons. The look comes from the style sheet by the property ``kind``."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QAction, QIcon, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget

from em_desktop.gui import theme
from em_desktop.gui.widgets.painting import paint_round

ButtonKind: TypeAlias = Literal["push", "primary", "danger", "remove", "quiet", "link"]

_ICON_TOKENS: Final = {"primary": "on_accent", "danger": "on_accent", "remove": "st_error"}
_ICON_GAP = 4
"""Room behind the icon, beside the 4 pixels that the style leaves."""
_FILLED = frozenset({"primary", "danger"})


class Button(QPushButton):
    """A button with a text and perhaps an icon.

    Attributes:
        kind: ``push`` has a border, ``primary`` is the one that is meant, ``danger`` confirms
            what can't be undone, ``remove`` is red text with a border, ``quiet`` has no border,
            ``link`` is blue text.
    """

    def __init__(
        self,
        kind: ButtonKind = "push",
        text: str = "",
        icon: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._action: QAction | None = None
        self.kind: ButtonKind = kind
        self.setProperty("kind", kind)
        self.setAutoDefault(False)
        if kind == "link":
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.set_icon(icon)
        theme.set_font(self, "body" if kind == "link" else "strong")
        theme.theme().changed.connect(self._fit)

    def setText(self, text: str) -> None:  # noqa: N802
        super().setText(text)
        self._fit()

    def set_icon(self, name: str) -> None:
        """Show the icon of this name left of the text; none if it is empty."""
        self.setIcon(theme.icon(name, _ICON_TOKENS.get(self.kind, "text2")) if name else QIcon())
        self._fit()

    def _fit(self) -> None:
        side = theme.size.icon
        self.setIconSize(QSize(side + _ICON_GAP if self.text() else side, side))

    def set_kind(self, kind: ButtonKind) -> None:
        """Change the look; give the icon anew afterwards."""
        self.kind = kind
        theme.set_look(self, kind=kind)

    def set_small(self, *, small: bool = True) -> None:
        """24 instead of 28 pixels high, for toolbars of charts."""
        theme.set_font(self, "small_strong")
        theme.set_look(self, small=small)

    def set_large(self) -> None:
        """32 instead of 28 pixels high, for dialogs."""
        theme.set_look(self, large=True)

    def set_action(self, action: QAction) -> None:
        """Show this action's text, icon and state, and trigger it when clicked."""
        self._action = action
        self._take_from_action()
        action.changed.connect(self._take_from_action)
        self.clicked.connect(action.trigger)

    def _take_from_action(self) -> None:
        if self._action is not None:
            self.setText(self._action.text())
            self.setIcon(self._action.icon())
            self._fit()
            self.setToolTip(self._action.toolTip())
            self.setEnabled(self._action.isEnabled())
            self.setVisible(self._action.isVisible())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        super().paintEvent(event)
        if self.hasFocus() and self.kind in _FILLED:
            painter = QPainter(self)
            inner = QRect(self.rect()).adjusted(2, 2, -2, -2)
            paint_round(painter, inner, None, theme.radius.control - 1, "surface", 1.5)


def push_button(text: str = "", icon: str = "", parent: QWidget | None = None) -> Button:
    """A plain button with a border."""
    return Button("push", text, icon, parent)


def primary_button(text: str = "", icon: str = "", parent: QWidget | None = None) -> Button:
    """The one button of a view or dialog that is meant."""
    return Button("primary", text, icon, parent)


def danger_button(text: str = "", icon: str = "", parent: QWidget | None = None) -> Button:
    """The button that confirms what can't be undone."""
    return Button("danger", text, icon, parent)


def remove_button(text: str = "", icon: str = "", parent: QWidget | None = None) -> Button:
    """Delete in bars: red text with a border."""
    return Button("remove", text, icon, parent)


def quiet_button(text: str = "", icon: str = "", parent: QWidget | None = None) -> Button:
    """A button without a border."""
    return Button("quiet", text, icon, parent)


def link_button(text: str = "", parent: QWidget | None = None) -> Button:
    """A button that looks like a link."""
    return Button("link", text, "", parent)


class IconButton(QToolButton):
    """A button that is only an icon; the accessible name is its tooltip too.

    A click leaves the keyboard focus where it is; Tab reaches the button.
    """

    def __init__(
        self,
        icon_name: str,
        accessible_name: str = "",
        parent: QWidget | None = None,
        *,
        token: str = "text2",
        side: int = 28,
        icon_side: int = 16,
    ) -> None:
        super().__init__(parent)
        self._side = side
        self._icon_side = icon_side
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.set_icon(icon_name, token)
        self.set_name(accessible_name)
        self._fit()
        theme.theme().changed.connect(self._fit)

    def set_icon(self, name: str, token: str = "text2") -> None:
        """Show another icon."""
        self.setIcon(theme.icon(name, token))

    def set_name(self, text: str, shortcut: str = "") -> None:
        """Say what it does: for screen readers and, with its shortcut, in the tooltip."""
        self.setAccessibleName(text)
        self.setToolTip(f"{text} ({shortcut})" if shortcut else text)

    def _fit(self) -> None:
        side = theme.scaled(self._side)
        self.setFixedSize(side, side)
        self.setIconSize(theme.icon_size(self._icon_side))
