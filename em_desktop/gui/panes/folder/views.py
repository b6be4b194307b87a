"""What a folder's page shows of it: a table, its Runs as a search, or their data flow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from em_desktop.domain.nodes import Node, NodeType
from em_desktop.domain.operations import Changes
from em_desktop.domain.paths import NodePath
from em_desktop.gui.context import Context, Location

if TYPE_CHECKING:  # the window opens with the table
    from em_desktop.gui.panes.folder.flow_page import FlowPage
    from em_desktop.gui.panes.folder.pane import FolderPane
    from em_desktop.gui.panes.folder.runs_page import RunsPage

TABLE: Final = "table"
DATAFLOW: Final = "dataflow"
TRIALS: Final = "trials"
VIEWS: Final = (TABLE, TRIALS, DATAFLOW)
_FOUND_MS = 300
"""How long the filter rests before another view than the table follows it."""


class FolderViews(QStackedWidget):
    """One view at a time; each other than the table is made when it is first looked at.

    Attributes:
        table_page: where the table goes.
    """

    shown = Signal(str)
    """Another view is in front: one of `VIEWS`."""

    def __init__(self, context: Context, location: Location, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._location = location
        self._saved: dict[str, Any] = {}
        self._saved_runs: dict[str, Any] = {}
        self.flow_page: FlowPage | None = None
        self.runs_page: RunsPage | None = None
        self.table_page = QWidget(self)
        self.addWidget(self.table_page)

    @property
    def current(self) -> str:
        """The view in front."""
        shown = self.currentWidget()
        if shown is self.flow_page:
            return DATAFLOW
        return TRIALS if shown is self.runs_page else TABLE

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
        elif view == TRIALS:
            self.setCurrentWidget(self.runs())
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

    def runs(self) -> RunsPage:
        """The Runs as a search; what it shows is said by `Viewing`."""
        if self.runs_page is None:
            from em_desktop.gui.panes.folder.runs_page import RunsPage

            self.runs_page = RunsPage(self._context, self._location, self)
            self.runs_page.retranslate()
            self.runs_page.restore_state(self._saved_runs)
            self.addWidget(self.runs_page)
        return self.runs_page

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
        if self.flow_page is not None and self.current == DATAFLOW:
            self.flow_page.flow.start_search()
        elif self.runs_page is not None and self.current == TRIALS:
            self.runs_page.start_search()
        return self.current != TABLE

    def save_state(self) -> dict[str, Any]:
        """Which view is in front, and how the others look (JSON values)."""
        flow = self._saved if self.flow_page is None else self.flow_page.flow.save_state()
        runs = self._saved_runs if self.runs_page is None else self.runs_page.save_state()
        return {"view": self.current, "flow": flow, "runs": runs}

    def restore_state(self, state: dict[str, Any]) -> None:
        """Take `save_state` back; wrong values are ignored."""
        flow, view = state.get("flow"), state.get("view")
        if isinstance(flow, dict):
            self._saved = flow
        if isinstance(state.get("runs"), dict):
            self._saved_runs = state["runs"]
        if isinstance(view, str):
            self.show_view(view)

    def retranslate(self) -> None:
        if self.flow_page is not None:
            self.flow_page.retranslate()
        if self.runs_page is not None:
            self.runs_page.retranslate()


class Viewing(QObject):
    """Lets the filter and the selection of a `FolderPane` say what its views show."""

    def __init__(self, pane: FolderPane) -> None:
        super().__init__(pane)
        self._pane = pane
        self._chosen: frozenset[NodePath] | None = None
        self._is_connected = False
        self._found_soon = QTimer(self, singleShot=True, interval=_FOUND_MS)
        self._found_soon.timeout.connect(self._show_found)
        self._rows_soon = QTimer(self, singleShot=True, interval=_FOUND_MS)
        self._rows_soon.timeout.connect(self._show_rows)

    @Slot(str)
    def show(self, view: str) -> None:
        """Bring a view to the front, of what the filter found."""
        self._chosen = None
        self._pane.views.show_view(view, self._found())
        self._show_rows()

    def show_selected(self, view: str) -> None:
        """Bring a view to the front, of what is selected."""
        nodes = self._pane.selected()
        self._chosen = frozenset(node.path for node in nodes) or None
        self._pane.views.show_view(view, nodes)
        self._show_rows()

    def follow_filter(self) -> None:
        """The filter is another one: what isn't the table follows it after a while."""
        self._found_soon.start()

    @Slot()
    def follow_rows(self) -> None:
        """Rows came, or more is known of them: the Runs as a search follow after a while."""
        if self._pane.views.current == TRIALS and not self._rows_soon.isActive():
            self._rows_soon.start()

    @Slot()
    def show_everything(self) -> None:
        """Show all that is in the folder again."""
        self._pane.toolbar.clear()
        self.show(self._pane.views.current)

    @Slot()
    def _show_found(self) -> None:
        if self._pane.views.current != TABLE:
            self.show(self._pane.views.current)

    @Slot()
    def _show_rows(self) -> None:
        """Show the Runs that are chosen, or else found, as they are known now."""
        views, folder = self._pane.views, self._pane.editing.folder
        if views.current != TRIALS or folder is None:
            return
        page = views.runs()
        if not self._is_connected:
            self._is_connected = True
            page.everything_wanted.connect(self.show_everything)
        model, chosen = self._pane.model, self._chosen
        rows = [model.row(place) for place in range(model.rowCount())]
        if chosen is not None:
            rows = [row for row in rows if row.path in chosen]
        runs = [(row.node, row.digest) for row in rows if row.node.type is NodeType.RUN]
        is_part = chosen is not None or model.rowCount() < model.total
        page.show_runs(self._pane.location, folder, runs, is_part=is_part)

    def _found(self) -> tuple[Node, ...]:
        """What the filter found; nothing where it leaves everything."""
        model = self._pane.model
        found = model.rowCount()
        if found == model.total:
            return ()
        return tuple(model.row(place).node for place in range(found))
