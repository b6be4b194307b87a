"""The page of a hyperparameter search: progress, trials, one trial, its set-up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction, QHideEvent, QShowEvent
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from em_desktop.domain.autotune import (
    Search,
    Trial,
    TrialCounts,
    TrialMetrics,
    best_trial,
    count_trials,
)
from em_desktop.domain.nodes import Node, Status
from em_desktop.domain.operations import Changes
from em_desktop.domain.paths import NodePath, printable
from em_desktop.domain.problems import Problem
from em_desktop.errors import EmError
from em_desktop.formats import autotune
from em_desktop.formats.reading import Reading
from em_desktop.gui import theme, wording
from em_desktop.gui.context import Context, Location
from em_desktop.gui.models.trial_rows import Columns, columns_of
from em_desktop.gui.panes.autotune.best import BestTrial
from em_desktop.gui.panes.autotune.notes import Note
from em_desktop.gui.panes.autotune.progress import SearchProgress
from em_desktop.gui.panes.autotune.side import SidePanel
from em_desktop.gui.panes.autotune.trials_view import TrialsView
from em_desktop.gui.panes.base import Pane
from em_desktop.gui.widgets import Divider, PageHeader, ProblemBar, StateStack
from em_desktop.stores.base import Cancel, Store

_TICK_MS = 1000
_SIDE_WIDTH = 292
_NARROW = 700


@dataclass(frozen=True, slots=True)
class _Snapshot:
    """What was read so far: everything, but perhaps not all trials yet.

    Attributes:
        best: the best trial, of ``compared`` ones.
    """

    node: Node
    search: Search
    trials: tuple[Trial, ...]
    columns: Columns
    counts: TrialCounts
    best: Trial | None
    compared: int
    problems: tuple[Problem, ...]


class AutoTunePane(Pane):
    """Follows a search: what changes on disk is read and shown; selection and scroll stay."""

    def __init__(self, context: Context, location: Location, parent: QWidget | None = None) -> None:
        super().__init__(context, location, parent)
        self._reader: autotune.TrialReader | None = None
        self._snapshot: _Snapshot | None = None
        self._reading = False
        self._read_again = False
        self._wanted_trial = ""
        self._header = PageHeader(self)
        self._header.set_icon("autotune", "ty_autotune")
        self._best = BestTrial(self)
        self._header.add_action_widget(self._best)
        self._progress = SearchProgress(self)
        self._note = Note(self)
        self._problems = ProblemBar(self)
        self._trials = TrialsView(_now(), self)
        self._side = SidePanel(self)
        self._splitter = QSplitter(self)
        self._retry = QAction(theme.icon("refresh", "on_accent"), "", self)
        self._retry.setPriority(QAction.Priority.HighPriority)
        self._tick_timer = QTimer(self)
        self._tick_timer.setInterval(_TICK_MS)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self.setProperty("area", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._splitter.addWidget(self._trials)
        self._splitter.addWidget(self._side)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.setStretchFactor(0, 1)
        self._splitter.setSizes([10_000, _SIDE_WIDTH])
        content = QWidget(self)
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (self._header, self._progress, self._note_row(), self._problems):
            column.addWidget(widget)
        column.addWidget(Divider(parent=self))
        column.addWidget(self._splitter, 1)
        self._stack = StateStack(content, self)
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
        self._trials.trial_chosen.connect(self._choose)
        self._trials.side_wanted.connect(self._side.setVisible)
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
            self._reader = autotune.TrialReader(source)
        reader, path = self._reader, self.location.path
        self.context.tasks.stream(
            self,
            lambda cancel: _read(store, path, reader, cancel),
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

    def _arrived(self, snapshot: _Snapshot) -> None:
        self._snapshot = snapshot
        self._stack.show_content()
        best_id = "" if snapshot.best is None else snapshot.best.id
        now = _last_moment(snapshot.node)
        self._trials.set_direction(snapshot.search.direction)
        self._trials.put(snapshot.trials, snapshot.columns, best_id, now)
        self._show()
        self.node_changed.emit(snapshot.node)

    def _finished(self) -> None:
        self._reading = False
        snapshot = self._snapshot
        if snapshot is not None:
            under_way = {Status.RUNNING, Status.QUEUED}
            self._trials.set_complete(ended=snapshot.search.status not in under_way)
            if not snapshot.trials:
                self._side.show_page("search")
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
        snapshot = self._snapshot
        if snapshot is None or (wanted and self._trials.choose(wanted)):
            return
        first = snapshot.best or next(iter(snapshot.trials), None)
        if first is not None:
            self._trials.choose(first.id)

    # One trial

    def show_trial(self, trial_id: str) -> None:
        """Make a trial the current one, also where the filter hides it."""
        self._trials.reveal(trial_id)
        self._side.show_page("trial")

    def _choose(self, _trial_id: str) -> None:
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
        snapshot = self._snapshot
        if snapshot is None:
            return
        node, search, now = snapshot.node, snapshot.search, _now()
        status = node.status_at(now) or search.status
        self._header.set_title(printable(node.name or search.name))
        self._header.set_status(status)
        self._header.set_labels(node.labels)
        own_name = "" if search.name == node.name else printable(search.name)
        self._header.set_facts((own_name, self._aim(search)))
        self._progress.set_progress(search, snapshot.counts, now)
        self._note.set_text(printable(search.message), failed=True)
        self._note_place.setVisible(bool(search.message))
        self._best.set_best(best_trial(snapshot.trials, search.direction))
        self._side.search.set_search(search, now)
        self._show_trial()
        self._show_problems(())
        running = status is Status.RUNNING or self._trials.has_running
        if not running:
            self._tick_timer.stop()
        elif self.isVisible() and not self._tick_timer.isActive():
            self._tick_timer.start()

    def _show_trial(self) -> None:
        snapshot = self._snapshot
        if snapshot is None:
            return
        trial = self._trials.current
        is_best = trial is not None and trial == snapshot.best
        best_of = snapshot.compared if is_best else 0
        self._side.trial.set_trial(trial, best_of, _last_moment(snapshot.node))

    def _show_problems(self, further: tuple[Problem, ...]) -> None:
        known = () if self._snapshot is None else self._snapshot.problems
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
            self._trials.tick(_last_moment(self._snapshot.node))
            self._show()

    # What the window asks

    def selected(self) -> tuple[Node, ...]:
        return () if self._snapshot is None else (self._snapshot.node,)

    def start_search(self) -> None:
        self._trials.start_search()

    def save_state(self) -> dict[str, Any]:
        trial = self._trials.current
        return {
            "trial": self._wanted_trial or ("" if trial is None else trial.id),
            "page": self._side.page,
            "side": self._side.isVisibleTo(self),
            "splitter": self._splitter.sizes(),
            "table": self._trials.save_state(),
        }

    def restore_state(self, state: dict[str, Any]) -> None:
        trial, page, table = state.get("trial"), state.get("page"), state.get("table")
        sizes = state.get("splitter")
        self._wanted_trial = trial if isinstance(trial, str) else ""
        if isinstance(page, str):
            self._side.show_page(page)
        if state.get("side") is False:
            self._trials.set_side_shown(shown=False)
        if isinstance(table, dict):
            self._trials.restore_state(table)
        if (
            isinstance(sizes, list)
            and len(sizes) == 2
            and all(isinstance(size, int) and size >= 0 for size in sizes)
        ):
            self._splitter.setSizes(sizes)

    def retranslate(self) -> None:
        self._retry.setText(self.tr("Try again"))
        self._show()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        if self.width() < _NARROW and self._snapshot is None:
            self._trials.set_side_shown(shown=False)
        self._show()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        self._tick_timer.stop()
        super().hideEvent(event)


def _now() -> datetime:
    return datetime.now(UTC)


def _last_moment(node: Node) -> datetime:
    """Until when running trials last: now, or the last sign of life of a stalled search."""
    now = _now()
    stalled = node.status_at(now) is Status.STALLED
    return node.last_activity if stalled and node.last_activity is not None else now


def _read(
    store: Store, path: NodePath, reader: autotune.TrialReader, cancel: Cancel
) -> Iterator[_Snapshot]:
    node = store.get(path)
    search = autotune.read_search(store.objects(path))
    for reading in reader.update(cancel.check):
        trials = reading.value
        yield _Snapshot(
            node=node,
            search=search.value,
            trials=trials,
            columns=columns_of(search.value.space, trials),
            counts=count_trials(trials),
            best=best_trial(trials, search.value.direction),
            compared=sum(trial.takes_part for trial in trials),
            problems=(*search.problems, *reading.problems),
        )
