"""Trials as table rows: columns, filter and order, without Qt."""

from __future__ import annotations

import csv
import io
import math
import operator
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from em_desktop.domain.autotune import SearchParameter, Trial
from em_desktop.domain.paths import printable
from em_desktop.domain.query import EVERYTHING, Condition
from em_desktop.domain.recordings import Value
from em_desktop.gui import trial_words, wording
from em_desktop.gui.models.values import value_text


class Fixed(StrEnum):
    """The columns that every search has."""

    NUMBER = "number"
    TRIAL = "trial"
    STATE = "state"
    METRIC = "metric"
    DURATION = "duration"


FIXED: Final = tuple(Fixed)
_PARAMETER = "parameter:"
_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns there are: the fixed ones, then a hyperparameter each.

    Attributes:
        parameters: names in the order of the search space, then of the trials.
        numeric: those whose values are all numbers.
    """

    parameters: tuple[str, ...] = ()
    numeric: frozenset[str] = frozenset()

    def __len__(self) -> int:
        return len(FIXED) + len(self.parameters)

    def fixed(self, column: int) -> Fixed | None:
        """The fixed column at a place; None for a hyperparameter's."""
        return FIXED[column] if column < len(FIXED) else None

    def parameter(self, column: int) -> str:
        """The hyperparameter at a place."""
        return self.parameters[column - len(FIXED)]

    def is_number(self, column: int) -> bool:
        """Whether a column is aligned to the right."""
        fixed = self.fixed(column)
        if fixed is None:
            return self.parameter(column) in self.numeric
        return fixed in {Fixed.NUMBER, Fixed.METRIC, Fixed.DURATION}

    def key(self, column: int) -> str:
        """A column's lasting name, for what is saved."""
        fixed = self.fixed(column)
        return _PARAMETER + self.parameter(column) if fixed is None else fixed.value

    def place(self, key: str) -> int | None:
        """Where the column of this key is."""
        keys = [self.key(column) for column in range(len(self))]
        return keys.index(key) if key in keys else None


def columns_of(space: Sequence[SearchParameter], trials: Iterable[Trial]) -> Columns:
    """The columns of a search and its trials."""
    names = dict.fromkeys(parameter.name for parameter in space)
    words: set[str] = set()
    for trial in trials:
        for name, value in trial.parameters.items():
            names.setdefault(name)
            if not _is_number(value):
                words.add(name)
    return Columns(tuple(names), frozenset(names.keys() - words))


def rows_of(trials: Iterable[Trial]) -> tuple[Row, ...]:
    """A row for each, with what the filter looks at: work for a worker."""
    return tuple(Row(trial, search_text(trial)) for trial in trials)


def search_text(trial: Trial) -> str:
    """What the filter looks for words in: id, number, state and parameters in lower case."""
    values = [f"{name}={value}" for name, value in trial.parameters.items()]
    state = trial_words.trial_state_text(trial)
    return "\n".join((trial.id, str(trial.sequence), state, trial.source, *values)).casefold()


class Row:
    """A trial in the table. It stays the same object while the trial changes."""

    __slots__ = ("_text", "order", "trial")

    def __init__(self, trial: Trial, text: str | None = None) -> None:
        self.put(trial, text)

    def put(self, trial: Trial, text: str | None = None) -> None:
        """Take what is known of the trial now; ``text`` is its `search_text`, if known."""
        self.trial = trial
        self.order = trial.sequence, trial.id
        self._text = text

    @property
    def known_text(self) -> str | None:
        """Its `search_text`, if it was made already."""
        return self._text

    @property
    def text(self) -> str:
        """Its `search_text`, made when it is first looked at."""
        if self._text is None:
            self._text = search_text(self.trial)
        return self._text


@dataclass(frozen=True, slots=True)
class Query:
    """Which trials are shown, and in which order.

    Attributes:
        condition: must hold; see `em_desktop.domain.query`.
        column: key of the column that is sorted by.
        only: ids of the trials that may be shown; None for all.
    """

    condition: Condition = EVERYTHING
    column: str = Fixed.NUMBER.value
    descending: bool = False
    only: frozenset[str] | None = None

    def chosen(self, rows: Iterable[Row], now: datetime) -> list[Row]:
        """The rows that are shown, in their order."""
        only = self.only
        found = list(rows) if only is None else [row for row in rows if row.trial.id in only]
        if self.condition == EVERYTHING:
            return found
        from em_desktop.domain.query.columns import select
        from em_desktop.gui.models.trial_query import TrialTable

        flags = select(self.condition, TrialTable(found, now), now)
        return [found[place] for place in flags.nonzero()[0].tolist()]


_ORDER = operator.attrgetter("order")
_FIRST = operator.itemgetter(0)


def arrange(rows: Iterable[Row], query: Query, columns: Columns, now: datetime) -> list[Row]:
    """The rows that are shown, in order.

    Rows that lack what is sorted by come last in both directions; equal ones are in
    the order of their numbers.
    """
    shown = query.chosen(rows, now)
    shown.sort(key=_ORDER)
    place = columns.place(query.column)
    if place is None:
        return shown
    if columns.fixed(place) is Fixed.METRIC:
        from em_desktop.domain.trial_metrics import metric_order

        order = metric_order(metrics_of(shown), descending=query.descending)
        return [shown[number] for number in order]
    key_of = sort_key(columns, place, now)
    keyed = [(key_of(row.trial), row) for row in shown]
    known = [pair for pair in keyed if pair[0] is not None]
    known.sort(key=_FIRST, reverse=query.descending)
    return [row for _, row in known] + [row for key, row in keyed if key is None]


def sort_key(columns: Columns, column: int, now: datetime) -> Callable[[Trial], Any]:
    """Tells what a trial is sorted by in a column; None where it has nothing there."""
    match columns.fixed(column):
        case Fixed.NUMBER:
            return operator.attrgetter("sequence")
        case Fixed.TRIAL:
            return lambda trial: trial.id.casefold()
        case Fixed.STATE:
            return trial_words.trial_state_text
        case Fixed.METRIC:
            return operator.attrgetter("final")
        case Fixed.DURATION:
            return lambda trial: trial.duration_at(now)
        case None:
            name = columns.parameter(column)
            return lambda trial: _value_key(trial.parameters.get(name))


def metrics_of(rows: Iterable[Row]) -> list[float | None]:
    """The metric of each row; None where it has none."""
    return [row.trial.final for row in rows]


@dataclass(frozen=True, slots=True)
class Scale:
    """How the metric column is drawn.

    Attributes:
        low, high: smallest and largest finite metric of the shown rows.
        decimals: as many for all rows, so that the points stand below each other; None
            where the values are too different in size for that.
    """

    low: float = 0.0
    high: float = 0.0
    decimals: int | None = None

    def text(self, value: float) -> str:
        """A metric in its cell."""
        if self.decimals is None or not math.isfinite(value):
            return wording.number_text(value)
        return f"{value:.{self.decimals}f}"

    def fraction(self, value: float | None) -> float | None:
        """How much of the bar a value fills; None for no bar."""
        if value is None or not math.isfinite(value):
            return None
        span = self.high - self.low
        return 1.0 if not span > 0 else min(max((value - self.low) / span, 0.0), 1.0)


def scale_of(shown: Iterable[Row]) -> Scale:
    """How the metrics of these rows are drawn."""
    from em_desktop.domain.trial_metrics import metric_range

    found = metric_range(metrics_of(shown))
    if found is None:
        return Scale()
    return Scale(found.low, found.high, _common_decimals(found.least, found.most))


def _common_decimals(least: float, most: float) -> int | None:
    """Decimals that give the largest value six digits and the smallest at least three."""
    if not most:
        return None
    decimals = min(max(_DIGITS - 1 - math.floor(math.log10(most)), 0), _DIGITS)
    fits = most < 10**_DIGITS and least >= 10.0 ** (2 - decimals)
    return decimals if fits else None


def exact_cell(trial: Trial, columns: Columns, column: int, now: datetime) -> str:
    """A cell for other programs: numbers in full, durations in seconds."""
    match columns.fixed(column):
        case Fixed.NUMBER:
            return str(trial.sequence)
        case Fixed.TRIAL:
            return printable(trial.id)
        case Fixed.STATE:
            return trial_words.trial_state_text(trial)
        case Fixed.METRIC:
            return "" if trial.final is None else repr(trial.final)
        case Fixed.DURATION:
            duration = trial.duration_at(now)
            return "" if duration is None else str(duration.total_seconds())
        case None:
            name = columns.parameter(column)
            return value_text(trial.parameters[name]) if name in trial.parameters else ""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Rows and columns of the table, to be written elsewhere.

    Attributes:
        titles: of the columns.
        columns: all columns of the table.
        shown: places of those that are written.
        trials: the rows.
        now: until when running trials last.
    """

    titles: tuple[str, ...]
    columns: Columns
    shown: tuple[int, ...]
    trials: tuple[Trial, ...]
    now: datetime

    def lines(self) -> Iterator[list[str]]:
        """The titles, then the cells of each row."""
        yield list(self.titles)
        for trial in self.trials:
            yield [exact_cell(trial, self.columns, place, self.now) for place in self.shown]


def as_csv(excerpt: Excerpt, check: Callable[[], None]) -> str:
    """A part of the table as CSV; ``check`` is called for each row and may end the work."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    for line in excerpt.lines():
        check()
        writer.writerow(line)
    return buffer.getvalue()


def as_tsv(lines: Iterable[Iterable[str]]) -> str:
    """Rows of cells as tab-separated text; tabs and line breaks in cells become blanks."""
    return "".join(
        "\t".join(re.sub(r"[\t\r\n]+", " ", cell) for cell in line) + "\n" for line in lines
    )


def _is_number(value: Value) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _value_key(value: Value) -> tuple[int, float, str] | None:
    if value is None:
        return None
    if isinstance(value, int | float) and not isinstance(value, bool):
        try:
            number = float(value)
        except OverflowError:
            number = math.inf if value > 0 else -math.inf
        return None if math.isnan(number) else (0, number, "")
    return 1, 0.0, value_text(value).casefold()
