"""The page of a hyperparameter search: progress, charts, trials, one trial, its set-up."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction, QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from em_desktop.domain.autotune import MetricChoice, Search, TrialMetrics
from em_desktop.domain.nodes import Node, Status
from em_desktop.domain.operations import Changes
from em_desktop.domain.paths import printable
from em_desktop.domain.problems import Problem
from em_desktop.errors import EmError
from em_desktop.formats import autotune
from em_desktop.formats.reading import Reading
from em_desktop.gui import theme, wording
from em_desktop.gui.comparison_place import comparison_location
from em_desktop.gui.context import Context, Location
from em_desktop.gui.panes.autotune.best import BestTrial
from em_desktop.gui.panes.autotune.body import TrialsBody, restore_sizes
from em_desktop.gui.panes.autotune.notes import Note
from em_desktop.gui.panes.autotune.progress import SearchProgress
from em_desktop.gui.panes.autotune.reading import (
    Snapshot,
    last_moment,
    now,
    read,
    snapshot,
    trial_reader,
)
from em_desktop.gui.panes.autotune.side import SidePanel
from em_desktop.gui.panes.base import Pane
from em_desktop.gui.widgets import Divider, PageHeader, ProblemBar, StateStack
from em_desktop.stores.base import Cancel

_TICK_MS = 1000
_SIDE_WIDTH = 280
_NARROW = 820


class AutoTunePane(Pane):
    """Follows a search: what changes on disk is shown; selection, brushes and scroll stay."""

    has_details = True

    def __init__(self, context: Context, location: Location, parent: QWidget | None = None) -> None:
        super().__init__(context, location, parent)
        self._reader: autotune.TrialReader | None = None
        self._snapshot: Snapshot | None = None
        self._metric = MetricChoice.FINAL
        self._reading = False
        self._read_again = False
        self._wanted_trial = ""
        self._details_wanted = True
        # From the outside in: what is moved with all that is in it is styled once more.
        self._columns = QSplitter(self)
        self._stack = StateStack(self._columns, self)
        self._page = QWidget(self._columns)
        self._header = PageHeader(self._page)
        self._header.set_icon("autotune", "ty_autotune")
        self._best = BestTrial(self._header)
        self._header.add_action_widget(self._best)
        self._progress = SearchProgress(self._page)
        self._note = Note(self._page)
        self._problems = ProblemBar(self._page)
        self._body = TrialsBody(context, self._page)
        self._trials = self._body.trials
        self._side = SidePanel(context, self._columns)
        self._retry = QAction(theme.icon("refresh", "on_accent"), "", self)
        self._retry.setPriority(QAction.Priority.HighPriority)
        self._tick_timer = QTimer(self)
        self._tick_timer.setInterval(_TICK_MS)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self.setProperty("area", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(self._page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (self._header, self._progress, self._note_row(), self._problems):
            column.addWidget(widget)
        column.addWidget(Divider(parent=self))
        column.addWidget(self._body, 1)
        self._columns.addWidget(self._page)
        self._columns.addWidget(self._side)
        self._columns.setHandleWidth(1)
        self._columns.setChildrenCollapsible(False)
        self._columns.setStretchFactor(0, 1)
        self._columns.setSizes([10_000, theme.scaled(_SIDE_WIDTH)])
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._stack)
        self.setFocusProxy(self._trials)

    def _note_row(self) -> QWidget:
        row = QWidget(self)
        layout = QVBoxLayout(row)
        layout.setContentsMargins(theme.space.page, 0, theme.space.page, 0)
        layout.addWidget(self._note)
        layout.addSpacing(theme.space.card)
        self._note_place = row
        return row

    def _connect(self) -> None:
        self._best.activated.connect(self.show_trial)
        self._body.trial_chosen.connect(self._choose)
        self._trials.table.compare_wanted.connect(self.compare_selected)
        self._body.trial_clicked.connect(self._show_page_of_trial)
        self._body.metric_chosen.connect(self._choose_metric)
        self._retry.triggered.connect(self.refresh)
        self._tick_timer.timeout.connect(self._tick)

    # Reading

    def refresh(self) -> None:
        if self._reading:
            self._read_again = True
            return
        self._reading = True
        if self._snapshot is None:
            self._stack.show_loading()
        try:
            store = self.store
            source = store.objects(self.location.path)
        except EmError as error:
            self._failed(error)
            return
        if self._reader is None:
            self._reader = trial_reader(source, self.context.cache_directory)
        reader, path, metric = self._reader, self.location.path, self._metric
        self.context.tasks.stream(
            self,
            lambda cancel: read(store, path, reader, metric, cancel),
            AutoTunePane._arrived,
            done=AutoTunePane._finished,
            failed=AutoTunePane._failed,
            key="read",
        )

    def apply_changes(self, changes: Changes) -> None:
        if changes.touches(self.location.path):
            self.refresh()

    def relocate(self, location: Location) -> None:
        self._reader = None
        super().relocate(location)

    def _arrived(self, found: Snapshot) -> None:
        self._snapshot = found
        self._stack.show_content()
        self._body.set_name(printable(self.location.path.name))
        self._body.show_snapshot(found)
        self._show()
        self.node_changed.emit(found.found.node)

    def _finished(self) -> None:
        self._reading = False
        found = self._snapshot
        if found is not None:
            under_way = {Status.RUNNING, Status.QUEUED}
            self._trials.set_complete(ended=found.found.search.status not in under_way)
            if not found.trials:
                self._side.show_page("search")
            if found.charts.metric is not self._metric:
                self._derive()
        if self._trials.current is None or self._wanted_trial:
            self._choose_first()
        else:
            self._read_metrics()
        if self._read_again:
            self._read_again = False
            self.refresh()

    def _failed(self, error: EmError) -> None:
        self._reading = self._read_again = False
        if self._snapshot is not None:
            self.context.report(error, self.location)
            return
        words = wording.error_words(error)
        text = words.message
        self._stack.show_state(
            "error", words.title, text, (self._retry,), error.reason, token="st_error"
        )

    def _choose_first(self) -> None:
        """Show the trial that was shown last, else the best one, else the first."""
        wanted, self._wanted_trial = self._wanted_trial, ""
        found = self._snapshot
        if found is None or (wanted and self._trials.choose(wanted)):
            return
        first = found.best or next(iter(found.trials), None)
        if first is not None:
            self._trials.choose(first.id)

    # Which value counts

    def _choose_metric(self, metric: str) -> None:
        self._metric = MetricChoice(metric)
        self._derive()

    def _derive(self) -> None:
        """Show what was read by another of the trials' values."""
        if self._snapshot is None or self._reading:
            return  # what arrives next is made by the choice of now
        found, metric = self._snapshot.found, self._metric

        def work(_cancel: Cancel) -> Snapshot:
            return snapshot(found, metric)

        self.context.tasks.run(self, work, AutoTunePane._arrived, key="derive")

    # One trial, or several

    def compare_selected(self) -> None:
        """Compare the selected trials in a new tab, where Runs can be added to them."""
        found, ids = self._snapshot, self._trials.selected_ids
        if found is None or not ids:
            return
        from em_desktop.gui.panes.compare.trials import trial_newcomers

        newcomers = trial_newcomers(self.location.store_id, found.found.node, ids)
        origin = Location(self.location.store_id, self.location.path.parent)
        made = self.context.comparisons.create(newcomers, origin)
        self.context.open(comparison_location(made.id), new_tab=True)

    def show_trial(self, trial_id: str) -> None:
        """Make a trial the current one, also where the filter hides it."""
        self._body.reveal(trial_id)
        self._side.show_page("trial")

    def _show_page_of_trial(self) -> None:
        self._side.show_page("trial")

    def _choose(self) -> None:
        self._show_trial()
        self._read_metrics()

    def _read_metrics(self) -> None:
        trial = self._trials.current
        if trial is None:
            return
        location, store_id = self.location.path, self.location.store_id
        stores, trial_id = self.context.stores, trial.id
        try:
            source = stores.store(store_id).objects(location)
        except EmError as error:
            self._side.trial.set_metrics_failed(error)
            return
        self.context.tasks.run(
            self,
            lambda _cancel: (trial_id, autotune.read_trial_metrics(source, trial_id)),
            AutoTunePane._metrics_arrived,
            failed=AutoTunePane._metrics_failed,
            key="metrics",
        )
        self._side.trial.files.show_trial(self.location, trial.id)

    def _metrics_arrived(self, result: tuple[str, Reading[TrialMetrics]]) -> None:
        trial_id, reading = result
        shown = self._side.trial.trial
        if shown is not None and shown.id == trial_id:
            self._side.trial.set_metrics(reading.value)
            self._show_problems(reading.problems)

    def _metrics_failed(self, error: EmError) -> None:
        self._side.trial.set_metrics_failed(error)

    # Showing

    def _show(self) -> None:
        found = self._snapshot
        if found is None:
            return
        node, search, at = found.found.node, found.found.search, now()
        status = node.status_at(at) or search.status
        self._header.set_title(printable(node.name or search.name))
        self._header.set_status(status)
        self._header.set_labels(node.labels)
        own_name = "" if search.name == node.name else printable(search.name)
        self._header.set_facts((own_name, self._aim(search)))
        self._progress.set_progress(search, found.counts, at)
        self._note.set_text(printable(search.message), failed=True)
        self._note_place.setVisible(bool(search.message))
        self._best.set_best(found.best)
        self._side.set_search(search, at)
        self._show_trial()
        self._show_problems(())
        running = status is Status.RUNNING or self._trials.has_running
        if not running:
            self._tick_timer.stop()
        elif self.isVisible() and not self._tick_timer.isActive():
            self._tick_timer.start()

    def _show_trial(self) -> None:
        found = self._snapshot
        if found is None:
            return
        trial = self._trials.current
        is_best = trial is not None and found.best is not None and trial.id == found.best.id
        best_of = found.compared if is_best else 0
        at = last_moment(found.found.node)
        self._side.trial.set_trial(trial, best_of, at, found.charts.metric)

    def _show_problems(self, further: tuple[Problem, ...]) -> None:
        known = () if self._snapshot is None else self._snapshot.found.problems
        self._problems.set_problems(tuple(dict.fromkeys((*known, *further))))

    def _aim(self, search: Search) -> str:
        goal = (
            self.tr("minimize the metric")
            if search.direction.value == "minimize"
            else self.tr("maximize the metric")
        )
        method = search.method
        if method is None or not method.name:
            return goal
        text = self.tr("%1 with %2").replace("%1", goal)
        return text.replace("%2", printable(method.name))

    def _tick(self) -> None:
        if self._snapshot is not None:
            self._trials.tick(last_moment(self._snapshot.found.node))
            self._show()

    # What the window asks

    def selected(self) -> tuple[Node, ...]:
        return () if self._snapshot is None else (self._snapshot.found.node,)

    def start_search(self) -> None:
        self._trials.start_search()

    def show_details(self, *, shown: bool) -> None:
        self._details_wanted = shown
        self._fit_side()

    def _fit_side(self) -> None:
        """Where it is narrow, the panel of the trial gives way."""
        self._side.setVisible(self._details_wanted and self.width() >= theme.scaled(_NARROW))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._fit_side()

    def save_state(self) -> dict[str, Any]:
        trial = self._trials.current
        return {
            "trial": self._wanted_trial or ("" if trial is None else trial.id),
            "page": self._side.page,
            "splitter": self._columns.sizes(),
            "metric": self._metric.value,
            **self._body.save_state(),
        }

    def restore_state(self, state: dict[str, Any]) -> None:
        trial, page = state.get("trial"), state.get("page")
        self._wanted_trial = trial if isinstance(trial, str) else ""
        if isinstance(page, str):
            self._side.show_page(page)
        with suppress(ValueError):
            self._metric = MetricChoice(str(state.get("metric")))
        self._body.restore_state(state)
        restore_sizes(self._columns, state.get("splitter"))

    def retranslate(self) -> None:
        self._retry.setText(self.tr("Try again"))
        self._show()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        self._show()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        self._tick_timer.stop()
        super().hideEvent(event)
