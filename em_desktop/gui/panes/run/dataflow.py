"""A Run's (or Artifact's) data flow, as a tab of its page."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from em_desktop.gui.canvas.flow_view import FlowView
from em_desktop.gui.context import Context, Location


class DataflowTab(FlowView):
    """The data flow around one node."""

    def __init__(self, context: Context, location: Location, parent: QWidget | None = None) -> None:
        super().__init__(context, [location], parent)

    @property
    def location(self) -> Location:
        return self.locations[0]

    def relocate(self, location: Location) -> None:
        """The node moved; it is the same node."""
        self.show_locations([location])
