"""Moves the keyboard focus into a part of the window."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QWidget


def focus_inside(panel: QWidget) -> bool:
    """Focus what a panel is about: its table or tree, else the first thing that takes the focus.

    Returns:
        Whether there was something.
    """
    views = [view for view in panel.findChildren(QAbstractItemView) if _takes_focus(view)]
    if views:
        views[0].setFocus(Qt.FocusReason.ShortcutFocusReason)
        return True
    widget = panel.nextInFocusChain()
    while widget is not None and widget is not panel:
        if panel.isAncestorOf(widget) and _takes_focus(widget):
            widget.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return True
        widget = widget.nextInFocusChain()
    if _takes_focus(panel):
        panel.setFocus(Qt.FocusReason.ShortcutFocusReason)
        return True
    return False


def _takes_focus(widget: QWidget) -> bool:
    policy = widget.focusPolicy()
    return widget.isVisible() and widget.isEnabled() and bool(policy & Qt.FocusPolicy.TabFocus)
