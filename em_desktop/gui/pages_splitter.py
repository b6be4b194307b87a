"""The pages, and below them what runs and what was done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QWidget

from em_desktop.gui import theme
from em_desktop.gui.context import Context

if TYPE_CHECKING:
    from em_desktop.gui.activity import ActivityPanel

_HEIGHT = 240
_LEAST = 160


class PagesSplitter(QSplitter):
    """Holds the pages, and the activity panel, which is made when it is first asked for.

    Attributes:
        activity: the panel; None before.
    """

    close_wanted = Signal()
    """The panel's own button was clicked."""

    def __init__(self, context: Context, pages: QWidget, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self._context = context
        self.activity: ActivityPanel | None = None
        self.setChildrenCollapsible(False)
        self.setHandleWidth(1)
        self.addWidget(pages)
        self.setStretchFactor(0, 1)

    @property
    def is_activity_shown(self) -> bool:
        """Whether the panel is shown, or would be if the window was."""
        return self.activity is not None and self.activity.isVisibleTo(self)

    @property
    def activity_height(self) -> int:
        """The panel's height in logical pixels; 0 where it isn't shown."""
        panel = self.activity
        return panel.height() if panel is not None and self.is_activity_shown else 0

    def show_activity(self, *, shown: bool, height: int = 0) -> None:
        """Show or hide the panel.

        Args:
            shown: whether it is to be seen.
            height: logical pixels; 0 keeps the present one, or takes the design's.
        """
        if self.activity is None and shown:
            from em_desktop.gui.activity import ActivityPanel

            self.activity = ActivityPanel(self._context, self)
            self.activity.close_wanted.connect(self.close_wanted)
            self.addWidget(self.activity)
            self.setStretchFactor(1, 0)
            height = height or theme.scaled(_HEIGHT)
        if self.activity is not None:
            self.activity.setVisible(shown)
        if shown and height:
            height = max(height, theme.scaled(_LEAST))
            self.setSizes([max(self.height() - height, 1), height])
