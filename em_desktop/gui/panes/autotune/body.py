"""Charts over the table of trials, linked by one selection."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QSplitter, QWidget

from em_desktop.formats.files import write_file
from em_desktop.gui import theme
from em_desktop.gui.context import Context
from em_desktop.gui.models.trial_rows import as_csv
from em_desktop.gui.panes.autotune.charts.block import ChartBlock
from em_desktop.gui.panes.autotune.reading import Snapshot, last_moment, now
from em_desktop.gui.panes.autotune.trials_view import TrialsView
from em_desktop.stores.base import Cancel

_BRUSH_MS = 60
"""How long a brush rests before the table follows it."""
_CHARTS_HEIGHT = 480
_LEAST_TABLE = 150


class TrialsBody(QSplitter):
    """What is clicked, hovered, selected or brushed in one of both stands out in the other.

    Attributes:
        trials: the table.
    """

    trial_chosen = Signal()
    """Another trial is the table's current one, or none."""
    trial_clicked = Signal()
    """A trial was clicked in a chart; it is the current one now."""
    metric_chosen = Signal(str)
    """As `ChartBlock.metric_chosen`."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self._context = context
        self._snapshot: Snapshot | None = None
        self._name = ""
        self._charts: ChartBlock | None = None
        self._saved: dict[str, Any] = {}
        self._sizes: Any = [theme.scaled(_CHARTS_HEIGHT), 10_000]
        self.trials = TrialsView(now(), self)
        self._chart_timer = QTimer(self)  # the charts come after the table: several short stalls
        self._chart_timer.setSingleShot(True)
        self._brush_timer = QTimer(self)
        self._brush_timer.setSingleShot(True)
        self._brush_timer.setInterval(_BRUSH_MS)
        theme.set_lengths(self.trials, least_height=_LEAST_TABLE)
        self.addWidget(self.trials)
        self.setHandleWidth(1)
        self.setCollapsible(0, False)  # noqa: FBT003 - Qt's signature
        self._connect()

    @property
    def charts(self) -> ChartBlock:
        """Above the table; made when there is something to draw."""
        if self._charts is None:
            charts = self._charts = ChartBlock(self._context, self)
            charts.trial_clicked.connect(self._click)
            charts.trial_hovered.connect(self.trials.table.point_at)
            charts.brushed_changed.connect(self._brush_timer.start)
            charts.metric_chosen.connect(self.metric_chosen)
            self.trials.table.trial_hovered.connect(charts.set_hovered)
            charts.restore_state(self._saved)
            current = self.trials.current
            charts.set_current("" if current is None else current.id)
            self.insertWidget(0, charts)
            self.setStretchFactor(1, 1)
            restore_sizes(self, self._sizes)
        return self._charts

    def _connect(self) -> None:
        self.trials.trial_chosen.connect(self._choose)
        self.trials.export_wanted.connect(self._export)
        self.trials.table.selection_changed.connect(self._select)
        self._brush_timer.timeout.connect(self._brush)
        self._chart_timer.timeout.connect(self._show_charts)

    # What is shown

    def set_name(self, name: str) -> None:
        """Say what the trials are of, for the names of files."""
        self._name = name

    def show_snapshot(self, found: Snapshot) -> None:
        """Show these trials; the current one, selection, brushes and scroll position stay."""
        self._snapshot = found
        best_id = "" if found.best is None else found.best.id
        self.trials.model.set_metric(found.charts.metric, found.found.search.metric)
        self.trials.set_direction(found.found.search.direction)
        at = last_moment(found.found.node)
        self.trials.put(found.trials, found.columns, best_id, at, found.rows)
        self._chart_timer.start()

    def _show_charts(self) -> None:
        if self._charts is None:
            self.charts.show()  # in a turn of its own: making them takes as long as drawing
            self._chart_timer.start()
        elif self._snapshot is not None:
            self.charts.setVisible(bool(self._snapshot.trials))
            self.charts.show_data(self._snapshot.charts)

    # What stands out

    def reveal(self, trial_id: str) -> None:
        """Make a trial the current one, also where the filter hides it."""
        self.trials.reveal(trial_id)

    def _choose(self, trial_id: str) -> None:
        if self._charts is not None:
            self._charts.set_current(trial_id)
        self.trial_chosen.emit()

    def _click(self, trial_id: str, add: bool) -> None:
        """A trial was clicked in a chart: show it, or add it to the selection."""
        if add:
            self.trials.table.select(trial_id)
        else:
            self.reveal(trial_id)
            self.trial_clicked.emit()

    def _select(self) -> None:
        self.charts.set_selected(self.trials.selected_ids)

    def _brush(self) -> None:
        self.trials.set_brushed(self.charts.brushed_ids)

    # Export

    def _export(self, to_file: bool) -> None:
        if not to_file:
            self._write_csv(None)
            return
        name = f"{self._name or 'trials'}.csv"
        dialog = QFileDialog(self, self.tr("Save trials"), name)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([self.tr("Table as CSV (*.csv)")])
        dialog.setDefaultSuffix("csv")
        dialog.fileSelected.connect(self.save_csv)
        dialog.open()

    def save_csv(self, file: str) -> None:
        """Write the table as it is shown into a file."""
        self._write_csv(Path(file))

    def _write_csv(self, path: Path | None) -> None:
        excerpt = self.trials.table.excerpt()

        def work(cancel: Cancel) -> str | None:
            text = as_csv(excerpt, cancel.check)
            if path is None:
                return text
            write_file(path, text.encode())
            return None

        title = self.tr("Write trials as CSV")
        self._context.tasks.run(self, work, TrialsBody._written, key="csv", title=title)

    def _written(self, text: str | None) -> None:
        if text is None:
            self._context.message_raised.emit(self.tr("The trials are saved."))
        else:
            QGuiApplication.clipboard().setText(text)
            self._context.message_raised.emit(self.tr("The trials are on the clipboard."))

    # State

    def save_state(self) -> dict[str, Any]:
        """How both look (JSON values)."""
        made = self._charts
        return {
            "rows": self._sizes if made is None else self.sizes(),
            "table": self.trials.save_state(),
            "charts": self._saved if made is None else made.save_state(),
        }

    def restore_state(self, state: dict[str, Any]) -> None:
        """Take `save_state` back; wrong values are ignored."""
        table, charts = state.get("table"), state.get("charts")
        if isinstance(table, dict):
            self.trials.restore_state(table)
        if isinstance(charts, dict):
            self._saved = charts
            if self._charts is not None:
                self._charts.restore_state(charts)
        if "rows" in state:
            self._sizes = state["rows"]
            if self._charts is not None:
                restore_sizes(self, self._sizes)


def restore_sizes(splitter: QSplitter, sizes: Any) -> None:
    """Take back the sizes of a splitter's two parts; wrong values are ignored."""
    if (
        isinstance(sizes, list)
        and len(sizes) == 2
        and all(isinstance(size, int) and size >= 0 for size in sizes)
        and any(sizes)
    ):
        splitter.setSizes(sizes)
