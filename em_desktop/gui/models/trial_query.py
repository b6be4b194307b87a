"""The trials of a search as a filter sees them. No Qt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, TypeAlias

from em_desktop.domain.autotune import Trial
from em_desktop.domain.query import Field, FieldValue, Function, Named
from em_desktop.domain.query.values import text_of
from em_desktop.domain.recordings import Value
from em_desktop.gui.models.trial_rows import Columns, Row
from em_desktop.gui.models.values import value_text

if TYPE_CHECKING:
    from em_desktop.domain.metrics import Flags
    from em_desktop.domain.value_column import ValueColumn

Read: TypeAlias = Callable[[Trial, datetime], FieldValue]
_MOST_LOOKED_AT = 5000
"""Trials that are looked at for values to complete with."""


def _number(trial: Trial, _now: datetime) -> FieldValue:
    return trial.sequence


def _id(trial: Trial, _now: datetime) -> FieldValue:
    return trial.id


def _state(trial: Trial, _now: datetime) -> FieldValue:
    return trial.status.value.replace("_", " ").lower()


def _metric(trial: Trial, _now: datetime) -> FieldValue:
    return trial.final


def _duration(trial: Trial, now: datetime) -> FieldValue:
    return trial.duration_at(now)


def _started(trial: Trial, _now: datetime) -> FieldValue:
    return trial.started


def _ended(trial: Trial, _now: datetime) -> FieldValue:
    return trial.ended


def _source(trial: Trial, _now: datetime) -> FieldValue:
    return trial.source


BUILT_IN: Mapping[str, Read] = {
    "metric": _metric,
    "number": _number,
    "trial": _id,
    "state": _state,
    "duration": _duration,
    "started": _started,
    "ended": _ended,
    "source": _source,
}
"""What every trial has, by the names that a filter knows; a hyperparameter of the same name
comes before it."""


class TrialTable:
    """Rows as columns (`em_desktop.domain.query.columns.Columns`)."""

    def __init__(self, rows: Sequence[Row], now: datetime) -> None:
        self._rows = rows
        self._now = now

    def __len__(self) -> int:
        return len(self._rows)

    def column(self, field: Field) -> ValueColumn | None:
        """What the trials have under a name; of a metric there is one value alone, the final."""
        from em_desktop.domain.value_column import ValueColumn

        if field.function in {None, Function.PARAM}:
            name = self._parameter(field.name)
            if name is not None:
                return ValueColumn([_plain(row.trial.parameters.get(name)) for row in self._rows])
        read = BUILT_IN.get(field.name.casefold())
        if read is None or field.function not in {None, Function.METRIC}:
            return None
        return ValueColumn([read(row.trial, self._now) for row in self._rows])

    def _parameter(self, name: str) -> str | None:
        """The hyperparameter of this name; letters' case counts only between two of them."""
        known = {each for row in self._rows for each in row.trial.parameters}
        if name in known:
            return name
        return next((each for each in sorted(known) if each.casefold() == name.casefold()), None)

    def holding(self, word: str) -> Flags:
        """Which trials have a word in their id, number, state or hyperparameters."""
        import numpy as np

        return np.fromiter((word in row.text for row in self._rows), np.bool_, len(self._rows))


class TrialVocabulary:
    """What can be named in a filter of trials (`em_desktop.domain.query.Vocabulary`).

    Args:
        rows: the trials.
        columns: those of the table.
        now: until when running trials last.
        notes: what a column is, in words, by whether it is a hyperparameter.
    """

    def __init__(
        self,
        rows: Sequence[Row],
        columns: Columns,
        now: datetime,
        notes: tuple[str, str] = ("", ""),
    ) -> None:
        self._rows = rows
        self._columns = columns
        self._now = now
        self._notes = notes

    def names(self) -> Sequence[Named]:
        """The metric, the hyperparameters, and what else every trial has."""
        of_trial, of_parameter = self._notes
        first, *others = (Named(name, note=of_trial) for name in BUILT_IN)
        own = [Named(name, note=of_parameter) for name in self._columns.parameters]
        named = {each.name for each in own}
        return [each for each in (first, *own, *others) if each in own or each.name not in named]

    def values(self, name: str, limit: int) -> Sequence[str]:
        """Values that occur in a column as texts, the most frequent first."""
        column = TrialTable(self._rows[:_MOST_LOOKED_AT], self._now).column(Field(name))
        if column is None:
            return ()
        texts = Counter(text for value in column.values if (text := text_of(value)) is not None)
        return [text for text, _ in texts.most_common(limit)]


def _plain(value: Value) -> FieldValue:
    """A hyperparameter's value; of a list or a map its text."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    return value_text(value)
