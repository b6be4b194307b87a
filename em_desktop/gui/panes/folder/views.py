"""What a folder's page shows of it: the table, or the data flow of what is in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from em_desktop.domain.nodes import Node
from em_desktop.domain.operations import Changes
from em_desktop.gui.context import Context, Location

if TYPE_CHECKING:  # the window opens with the table
    from em_desktop.gui.panes.folder.flow_page import FlowPage
    from em_desktop.gui.panes.folder.pane import FolderPane

TABLE: Final = "table"
DATAFLOW: Final = "dataflow"
VIEWS: Final = (TABLE, DATAFLOW)
_FOUND_MS = 300
"""How long the filter rests before another view than the table follows it."""


class FolderViews(QStackedWidget):
    """One view at a time; each other than the table is made when it is first looked at."""

    shown = Signal(str)
    """Another view is in front: one of `VIEWS`."""

    def __init__(self, context: Context, location: Location, table: QWidget) -> None:
        super().__init__()
        self._context = context
        self._location = location
        self._saved: dict[str, Any] = {}
        self.flow_page: FlowPage | None = None
        self.addWidget(table)

    @property
    def current(self) -> str:
        """The view in front."""
        return DATAFLOW if self.currentWidget() is self.flow_page else TABLE

    def show_view(self, view: str, nodes: Sequence[Node] = ()) -> None:
        """Bring a view to the front.

        Args:
            view: one of `VIEWS`.
            nodes: what it is to show of the folder; empty for all that is in it.
        """
        before = self.current
        if view == DATAFLOW:
            page = self._flow()
            page.show_nodes(self._location, nodes)
            self.setCurrentWidget(page)
        elif view == TABLE:
            self.setCurrentIndex(0)
        if before != self.current:
            self.shown.emit(self.current)

    def _flow(self) -> FlowPage:
        if self.flow_page is None:
            from em_desktop.gui.panes.folder.flow_page import FlowPage

            self.flow_page = FlowPage(self._context, self._location, self)
            self.flow_page.retranslate()
            self.flow_page.flow.restore_state(self._saved)
            self.addWidget(self.flow_page)
        return self.flow_page

    def refresh(self) -> None:
        """Read again what is in front, if it isn't the table."""
        if self.flow_page is not None and self.current == DATAFLOW:
            self.flow_page.flow.refresh()

    def apply_changes(self, changes: Changes) -> None:
        """Something changed in the store."""
        if self.flow_page is not None and self.current == DATAFLOW:
            self.flow_page.flow.apply_changes(changes)

    def relocate(self, location: Location) -> None:
        """The folder moved; it is the same folder."""
        self._location = location
        if self.flow_page is not None and self.current == DATAFLOW:
            self.flow_page.show_nodes(location, ())

    def start_search(self) -> bool:
        """Move the focus to the view's own search field; False: the table has none."""
        if self.flow_page is None or self.current != DATAFLOW:
            return False
        self.flow_page.flow.start_search()
        return True

    def save_state(self) -> dict[str, Any]:
        """Which view is in front, and how the others look (JSON values)."""
        flow = self._saved if self.flow_page is None else self.flow_page.flow.save_state()
        return {"view": self.current, "flow": flow}

    def restore_state(self, state: dict[str, Any]) -> None:
        """Take `save_state` back; wrong values are ignored."""
        flow, view = state.get("flow"), state.get("view")
        if isinstance(flow, dict):
            self._saved = flow
        if isinstance(view, str):
            self.show_view(view)

    def retranslate(self) -> None:
        if self.flow_page is not None:
            self.flow_page.retranslate()


class Viewing(QObject):
    """Lets the filter and the selection of a `FolderPane` say what its views show."""

    def __init__(self, pane: FolderPane) -> None:
        super().__init__(pane)
        self._pane = pane
        self._found_soon = QTimer(self, singleShot=True, interval=_FOUND_MS)
        self._found_soon.timeout.connect(self._show_found)

    @Slot(str)
    def show(self, view: str) -> None:
        """Bring a view to the front, of what the filter found."""
        self._pane.views.show_view(view, self._found())

    def show_selected(self, view: str) -> None:
        """Bring a view to the front, of what is selected."""
        self._pane.views.show_view(view, self._pane.selected())

    def follow_filter(self) -> None:
        """The filter is another one: what isn't the table follows it after a while."""
        self._found_soon.start()

    @Slot()
    def _show_found(self) -> None:
        if self._pane.views.current != TABLE:
            self.show(self._pane.views.current)

    def _found(self) -> tuple[Node, ...]:
        """What the filter found; nothing where it leaves everything."""
        model = self._pane.model
        found = model.rowCount()
        if found == model.total:
            return ()
        return tuple(model.row(place).node for place in range(found))
