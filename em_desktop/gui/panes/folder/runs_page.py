"""The Runs of a folder, a selection or a filter, looked at as if they were a search."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from em_desktop.domain.autotune import Direction, MetricChoice
from em_desktop.domain.nodes import Node
from em_desktop.domain.paths import printable
from em_desktop.domain.run_digest import RunDigest
from em_desktop.errors import EmError
from em_desktop.gui import theme, wording
from em_desktop.gui.comparison_place import comparison_location
from em_desktop.gui.context import Context, Location
from em_desktop.gui.panes.autotune.body import TrialsBody
from em_desktop.gui.panes.autotune.charts.further import Choice
from em_desktop.gui.panes.compare.reading import newcomer_of
from em_desktop.gui.panes.folder.menu_button import MenuButton
from em_desktop.gui.panes.folder.runs_reading import MOST_CURVES, RunsShown, Wish, read_runs
from em_desktop.gui.widgets import Divider, Segments, StateStack, TextLabel, link_button
from em_desktop.stores.base import Cancel

_METRIC_WIDTH = 200


class RunsPage(QWidget):
    """Which metric and hyperparameters of the Runs to look at, over charts and table."""

    everything_wanted = Signal()
    """Show all Runs of the folder again."""

    def __init__(self, context: Context, location: Location, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._location = location
        self._folder: Node | None = None
        self._runs: tuple[tuple[Node, RunDigest | None], ...] = ()
        self._is_part = False
        self._wish = Wish()
        self._shown: RunsShown | None = None
        self._bar = QWidget(self)
        self._metric_title = TextLabel("", "small", "muted", self._bar)
        self.metric_choice = Choice(self._bar)
        theme.set_lengths(self.metric_choice, width=_METRIC_WIDTH)
        sides = [(each.value, "") for each in (Direction.MAXIMIZE, Direction.MINIMIZE)]
        self.direction = Segments(sides, self._bar)
        self.parameters = MenuButton("columns", self._bar)
        self._count = TextLabel("", "small", "muted", self._bar)
        self.everything = link_button("", self._bar)
        self._stack = StateStack(QWidget(self), self)
        self.body = TrialsBody(context, self._stack.content)
        self._lay_out()
        self.metric_choice.picked.connect(self._pick_metric)
        self.direction.chosen.connect(self._pick_direction)
        self.parameters.choices.aboutToShow.connect(self._fill_parameters)
        self.parameters.choices.triggered.connect(self._toggle_parameter)
        self.everything.clicked.connect(self.everything_wanted)
        self.body.metric_chosen.connect(self._pick_value)
        self.body.trial_chosen.connect(self._inspect)
        self.body.trials.table.activated.connect(self._open)
        self.body.trials.table.compare_wanted.connect(self._compare)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self._bar)
        row.setContentsMargins(theme.space.page, 0, theme.space.card, 0)
        row.setSpacing(theme.space.control)
        theme.set_lengths(self._bar, height="toolbar")
        self.parameters.set_small()
        for widget in (self._metric_title, self.metric_choice, self.direction, self.parameters):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self._count)
        row.addWidget(self.everything)
        theme.set_font(self.everything, "small")
        content = QVBoxLayout(self._stack.content)
        content.setContentsMargins(0, 0, 0, 0)
        content.addWidget(self.body)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._bar)
        column.addWidget(Divider(parent=self))
        column.addWidget(self._stack, 1)
        self.setFocusProxy(self.body.trials)

    # What is shown

    @property
    def shown(self) -> RunsShown | None:
        return self._shown

    def show_runs(
        self,
        location: Location,
        folder: Node,
        runs: Sequence[tuple[Node, RunDigest | None]],
        *,
        is_part: bool,
    ) -> None:
        """Show these Runs, with what is known of them in short.

        Args:
            location: the folder.
            folder: the same, as its node.
            runs: of the folder.
            is_part: whether there are others, which a selection or a filter leaves out.
        """
        self._location, self._folder = location, folder
        self._runs, self._is_part = tuple(runs), is_part
        self._read()

    def _read(self) -> None:
        self._write_count()
        if not self._runs or self._folder is None:
            self._show_nothing()
            return
        try:
            store = self._context.stores.store(self._location.store_id)
        except EmError as error:
            self._failed(error)
            return
        folder, runs, wish = self._folder, self._runs, self._wish
        cache = self._context.column_directory
        if self._shown is None:
            self._stack.show_loading()

        def work(cancel: Cancel) -> Any:
            return read_runs(store, folder, runs, wish, cache, cancel)

        self._context.tasks.stream(
            self, work, RunsPage._take, done=RunsPage._read_all, failed=RunsPage._failed, key="runs"
        )

    def _take(self, shown: RunsShown) -> None:
        self._shown = shown
        self._stack.show_content()
        self.metric_choice.set_choices([(name, printable(name)) for name in shown.metrics])
        place = self.metric_choice.findData(shown.metric)
        self.metric_choice.setCurrentIndex(place)
        self.direction.choose(shown.direction.value)
        self.parameters.set_count(len(shown.chosen & set(shown.parameters)))
        self.body.set_name(printable(self._location.path.name))
        self.body.show_snapshot(shown.snapshot)

    def _read_all(self) -> None:
        self.body.trials.set_complete(ended=True)

    def _failed(self, error: EmError) -> None:
        words = wording.error_words(error)
        self._stack.show_state(
            "alert", words.title, words.message, (), str(error), token="st_error"
        )

    def _show_nothing(self) -> None:
        self._context.tasks.cancel_all(self)
        title = self.tr("No runs here")
        text = self.tr("Runs of a folder can be looked at as if they were the trials of a search.")
        self._stack.show_state("trials", title, text)

    def _write_count(self) -> None:
        count = len(self._runs)
        text = self.tr("%Ln run(s)", "", count)
        if self._is_part:
            text = self.tr("Only %Ln chosen run(s)", "", count)
        if count > MOST_CURVES:
            limit = wording.count_text(MOST_CURVES)
            text += " · " + self.tr("curves of the first %1").replace("%1", limit)
        self._count.setText(text)
        self.everything.setVisible(self._is_part)

    # What the user chooses

    def _pick_metric(self) -> None:
        self._wish = replace(self._wish, metric=self.metric_choice.key, direction=None)
        self._read()

    def _pick_direction(self, direction: str) -> None:
        self._wish = replace(self._wish, direction=Direction(direction))
        self._read()

    def _pick_value(self, choice: str) -> None:
        self._wish = replace(self._wish, choice=MetricChoice(choice))
        self._read()

    def _fill_parameters(self) -> None:
        menu: QMenu = self.parameters.choices
        menu.clear()
        for name in () if self._shown is None else self._shown.parameters:
            action = menu.addAction(printable(name).replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(self._shown is not None and name in self._shown.chosen)
            action.setData(name)

    def _toggle_parameter(self, action: QAction) -> None:
        if self._shown is not None:
            chosen = self._shown.chosen ^ {str(action.data())}
            self._wish = replace(self._wish, parameters=chosen)
            self._read()

    def _node(self, trial_id: str) -> Node | None:
        return None if self._shown is None else self._shown.nodes.get(trial_id)

    def _inspect(self) -> None:
        trial = self.body.trials.current
        node = None if trial is None else self._node(trial.id)
        if node is not None and self.isVisible():
            chosen = Location(self._location.store_id, node.path)
            self._context.inspect_requested.emit((chosen,))

    def _open(self, index: QModelIndex) -> None:
        node = self._node(self.body.trials.model.trial_at(index.row()).id)
        if node is not None:
            self._context.open(Location(self._location.store_id, node.path))

    def _compare(self) -> None:
        """Compare the selected Runs in a new tab."""
        nodes = [self._node(each) for each in self.body.trials.selected_ids]
        store_id = self._location.store_id
        newcomers = [newcomer_of(store_id, node) for node in nodes if node is not None]
        if newcomers:
            made = self._context.comparisons.create(newcomers, self._location)
            self._context.open(comparison_location(made.id), new_tab=True)

    def start_search(self) -> None:
        """Move the focus to the filter field of the table."""
        self.body.trials.start_search()

    # State and texts

    def save_state(self) -> dict[str, Any]:
        """What is looked at, and how (JSON values)."""
        wish = self._wish
        return {
            "metric": wish.metric,
            "direction": None if wish.direction is None else wish.direction.value,
            "parameters": None if wish.parameters is None else sorted(wish.parameters),
            "choice": wish.choice.value,
            **self.body.save_state(),
        }

    def restore_state(self, state: dict[str, Any]) -> None:
        """Take `save_state` back; wrong values are ignored."""
        wish, parameters = self._wish, state.get("parameters")
        if isinstance(state.get("metric"), str):
            wish = replace(wish, metric=state["metric"])
        if isinstance(parameters, list):
            names = frozenset(name for name in parameters if isinstance(name, str))
            wish = replace(wish, parameters=names)
        with suppress(ValueError):
            wish = replace(wish, direction=Direction(str(state.get("direction"))))
        with suppress(ValueError):
            wish = replace(wish, choice=MetricChoice(str(state.get("choice"))))
        self._wish = wish
        self.body.restore_state(state)

    def retranslate(self) -> None:
        self._metric_title.setText(self.tr("Metric"))
        self.metric_choice.setAccessibleName(self.tr("Metric"))
        texts = {
            Direction.MAXIMIZE.value: self.tr("Higher is better"),
            Direction.MINIMIZE.value: self.tr("Lower is better"),
        }
        self.direction.set_texts(texts)
        self.direction.setAccessibleName(self.tr("Which end of the metric is good"))
        self.parameters.setText(self.tr("Hyperparameters"))
        self.everything.setText(self.tr("Show the whole folder"))
        self._write_count()
        if not self._runs:
            self._show_nothing()
