"""The data flow of a folder, or of some of its nodes, as a view of its page."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from em_desktop.domain.nodes import Node
from em_desktop.gui import theme
from em_desktop.gui.canvas.flow_view import FlowView, folder_flow
from em_desktop.gui.context import Context, Location
from em_desktop.gui.widgets import Divider, TextLabel, link_button


class FlowPage(QWidget):
    """Says above the graph where it isn't about the whole folder.

    Attributes:
        flow: the graph.
        everything: shows the whole folder again.
    """

    def __init__(self, context: Context, location: Location, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._location = location
        self._count = 0
        self.flow: FlowView = folder_flow(context, location, self)
        self._bar = QWidget(self)
        self._text = TextLabel("", "small", "text2", self._bar)
        self.everything = link_button("", self._bar)
        theme.set_font(self.everything, "small")
        self.everything.clicked.connect(self._show_everything)
        row = QHBoxLayout(self._bar)
        row.setContentsMargins(theme.space.page, 4, theme.space.page, 4)
        row.setSpacing(theme.space.control)
        row.addWidget(self._text)
        row.addWidget(self.everything)
        row.addStretch(1)
        self._line = Divider(parent=self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._bar)
        column.addWidget(self._line)
        column.addWidget(self.flow, 1)
        self.setFocusProxy(self.flow)

    def show_nodes(self, folder: Location, nodes: Sequence[Node]) -> None:
        """Show the data flow of these nodes; of all in the folder, if there are none."""
        self._location, self._count = folder, len(nodes)
        chosen = [Location(folder.store_id, node.path) for node in nodes]
        self.flow.show_locations(chosen or [folder])
        self.retranslate()

    def _show_everything(self) -> None:
        self.show_nodes(self._location, ())

    def retranslate(self) -> None:
        for widget in (self._bar, self._line):
            widget.setVisible(self._count > 0)
        self._text.setText(
            self.tr("Only %Ln chosen item(s), and what is next to them", "", self._count)
        )
        self.everything.setText(self.tr("Show the whole folder"))
        self.flow.retranslate()
