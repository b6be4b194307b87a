"""The trials of a search as a table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from em_desktop.domain.autotune import MetricChoice, Trial, TrialStatus
from em_desktop.domain.paths import printable
from em_desktop.gui import trial_words, wording
from em_desktop.gui.models.trial_rows import (
    FIXED,
    Columns,
    Excerpt,
    Fixed,
    Query,
    Row,
    Scale,
    arrange,
    exact_cell,
    scale_of,
)

Index = QModelIndex | QPersistentModelIndex
_NO_INDEX = QModelIndex()
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class TrialsModel(QAbstractTableModel):
    """Rows of trials, filtered and sorted in Python.

    Selection, current row and scroll position survive every change of the trials,
    the filter and the order; only other hyperparameters reset the table.

    Attributes:
        best_id: the best trial; empty for none.
    """

    def __init__(self, now: datetime, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._now = now
        self._columns = Columns()
        self.best_id = ""
        self._rows: dict[str, Row] = {}
        self._shown: list[Row] = []
        self._known_places: dict[str, int] | None = None
        self._runs: bool | None = None
        self._scale = Scale()
        self._query = Query()
        self._metric = MetricChoice.FINAL
        self._metric_name = ""

    # What there is

    @property
    def columns(self) -> Columns:
        return self._columns

    @property
    def query(self) -> Query:
        return self._query

    @property
    def scale(self) -> Scale:
        """How the metric column is drawn."""
        return self._scale

    @property
    def total(self) -> int:
        """Number of trials, also those that are filtered out."""
        return len(self._rows)

    @property
    def now(self) -> datetime:
        """Until when running trials last."""
        return self._now

    def rows(self) -> list[Row]:
        """All rows by number, also those that are filtered out."""
        return list(self._rows.values())

    @property
    def trials(self) -> list[Trial]:
        """All trials by number."""
        return [row.trial for row in self._rows.values()]

    def trial(self, trial_id: str) -> Trial | None:
        """The trial of this id."""
        row = self._rows.get(trial_id)
        return None if row is None else row.trial

    def trial_at(self, place: int) -> Trial:
        """The trial in a row of the table."""
        return self._shown[place].trial

    def place(self, trial_id: str) -> int | None:
        """Where a trial is in the table; None where it isn't there or is filtered out."""
        return self._places.get(trial_id)

    def has_running(self) -> bool:
        """Whether a duration changes with the clock alone."""
        if self._runs is None:
            self._runs = any(row.trial.status is TrialStatus.RUNNING for row in self._shown)
        return self._runs

    # Changing it

    def put(
        self,
        trials: Sequence[Trial],
        columns: Columns,
        best_id: str,
        now: datetime,
        made: Sequence[Row] = (),
    ) -> None:
        """Show these trials; those that aren't among them any more leave the table.

        Args:
            trials: all trials, by number.
            columns: those of the search and the trials.
            best_id: the best of them; empty for none.
            now: until when running trials last.
            made: a new row for each, where a worker has made them.
        """
        self._now = now
        if columns.parameters != self._columns.parameters:
            self.beginResetModel()
            self._columns, self._rows = columns, {}
            self._set_shown([])
            self.endResetModel()
        self._columns = columns
        rows = {row.trial.id: row for row in made or map(Row, trials)}
        changed: list[Row] = []
        for trial_id, row in self._rows.items():
            new = rows.get(trial_id)
            if new is None:
                continue
            rows[trial_id] = row
            if row.trial is not new.trial and row.trial != new.trial:
                row.put(new.trial, new.known_text)
                changed.append(row)
        self._runs = None
        if best_id != self.best_id:
            changed += [rows[each] for each in (best_id, self.best_id) if each in rows]
        self._rows, self.best_id = rows, best_id
        self._arrange()
        self._tell(changed)

    def set_metric(self, metric: MetricChoice, name: str = "") -> None:
        """Say which value of a trial its metric is, and what it is called if that is known."""
        if (metric, name) != (self._metric, self._metric_name):
            self._metric, self._metric_name = metric, name
            place = FIXED.index(Fixed.METRIC)
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, place, place)

    def set_query(self, query: Query) -> None:
        """Filter and sort otherwise."""
        if query != self._query:
            self._query = query
            self._arrange()

    def tick(self, now: datetime) -> None:
        """The clock went on: durations of what runs are others."""
        self._now = now
        self._tell([row for row in self._shown if row.trial.status is TrialStatus.RUNNING])

    def retranslate(self) -> None:
        """The language changed."""
        for row in self._rows.values():
            row.put(row.trial)
        self._arrange()
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self._columns) - 1)
        self._tell(self._shown)

    # What Qt asks

    def rowCount(self, parent: Index = _NO_INDEX) -> int:  # noqa: N802
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = _NO_INDEX) -> int:  # noqa: N802
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        trial, column = self._shown[index.row()].trial, index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text(trial, column)
            case Qt.ItemDataRole.ToolTipRole:
                return self._tool_tip(trial, column)
            case Qt.ItemDataRole.TextAlignmentRole:
                return _RIGHT if self._columns.is_number(column) else _LEFT
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{self.title(column)}: {self._text(trial, column)}"
        return None

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Vertical or section >= len(self._columns):
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.ToolTipRole:
                return self.title(section)
            case Qt.ItemDataRole.TextAlignmentRole:
                return _RIGHT if self._columns.is_number(section) else _LEFT
        return None

    def title(self, column: int) -> str:
        """What a column is called."""
        match self._columns.fixed(column):
            case Fixed.NUMBER:
                return self.tr("No.")
            case Fixed.TRIAL:
                return self.tr("Trial")
            case Fixed.STATE:
                return self.tr("State")
            case Fixed.METRIC:
                return trial_words.metric_text(self._metric, self._metric_name)
            case Fixed.DURATION:
                return self.tr("Duration")
            case None:
                return printable(self._columns.parameter(column))

    def excerpt(self, places: Iterable[int], columns: Iterable[int]) -> Excerpt:
        """These rows and columns, to be written elsewhere."""
        shown = tuple(columns)
        return Excerpt(
            tuple(self.title(column) for column in shown),
            self._columns,
            shown,
            tuple(self._shown[place].trial for place in sorted(places)),
            self._now,
        )

    def _text(self, trial: Trial, column: int) -> str:
        match self._columns.fixed(column):
            case Fixed.NUMBER:
                return str(trial.sequence)
            case Fixed.TRIAL:
                return printable(trial.id)
            case Fixed.STATE:
                return trial_words.trial_state_text(trial)
            case Fixed.METRIC:
                return "" if trial.final is None else self._scale.text(trial.final)
            case Fixed.DURATION:
                duration = trial.duration_at(self._now)
                return "" if duration is None else trial_words.duration_text(duration)
            case None:
                name = self._columns.parameter(column)
                if name not in trial.parameters:
                    return ""
                return trial_words.parameter_text(trial.parameters[name])

    def _tool_tip(self, trial: Trial, column: int) -> str:
        match self._columns.fixed(column):
            case Fixed.STATE:
                return printable(trial.message)
            case Fixed.METRIC | None:
                return exact_cell(trial, self._columns, column, self._now)
            case Fixed.DURATION:
                return "" if trial.started is None else wording.full_time_text(trial.started)
        return ""

    # Inside

    def _arrange(self) -> None:
        """Show what the query asks for: kept rows move, others leave and arrive at the end."""
        after = arrange(self._rows.values(), self._query, self._columns, self._now)
        if not self._shown or after == self._shown:
            self._fill(after)
        else:
            self._rearrange(after)
        scale = scale_of(self._shown)
        if scale != self._scale:
            self._scale = scale
            self._tell_all(Fixed.METRIC)

    def _fill(self, rows: list[Row]) -> None:
        """Have these rows, where there were none or the same ones."""
        if rows and not self._shown:
            self.beginInsertRows(QModelIndex(), 0, len(rows) - 1)
            self._set_shown(rows)
            self.endInsertRows()

    def _rearrange(self, after: list[Row]) -> None:
        staying = {id(row) for row in self._shown}.intersection(map(id, after))
        kept = [row for row in after if id(row) in staying]
        leaving = [row for row in self._shown if id(row) not in staying]
        self._reorder(kept + leaving)
        if leaving:
            self.beginRemoveRows(QModelIndex(), len(kept), len(self._shown) - 1)
            self._set_shown(kept)
            self.endRemoveRows()
        if len(after) > len(kept):
            arriving = [row for row in after if id(row) not in staying]
            self.beginInsertRows(QModelIndex(), len(kept), len(after) - 1)
            self._set_shown(kept + arriving)
            self.endInsertRows()
            self._reorder(after)

    @property
    def _places(self) -> dict[str, int]:
        """Where each shown trial is; made when it is first asked for."""
        if self._known_places is None:
            shown = enumerate(self._shown)
            self._known_places = {row.trial.id: place for place, row in shown}
        return self._known_places

    def _reorder(self, after: list[Row]) -> None:
        """Bring the rows that are shown into another order."""
        if after == self._shown:
            return
        self.layoutAboutToBeChanged.emit()
        old = self.persistentIndexList()
        ids = [self._shown[index.row()].trial.id for index in old]
        self._set_shown(after)
        new = [
            self.index(self._places[trial_id], index.column())
            for trial_id, index in zip(ids, old, strict=True)
        ]
        self.changePersistentIndexList(old, new)
        self.layoutChanged.emit()

    def _set_shown(self, rows: list[Row]) -> None:
        self._shown = rows
        self._known_places = self._runs = None

    def _tell_all(self, column: Fixed) -> None:
        """All rows have other values in a column."""
        if self._shown:
            place = FIXED.index(column)
            last = self.index(len(self._shown) - 1, place)
            self.dataChanged.emit(self.index(0, place), last)

    def _tell(self, rows: Sequence[Row]) -> None:
        """These rows have other values; one signal for all of them."""
        known = self._places if rows else {}
        places = [place for row in rows if (place := known.get(row.trial.id)) is not None]
        if places:
            last = self.index(max(places), len(self._columns) - 1)
            self.dataChanged.emit(self.index(min(places), 0), last)
