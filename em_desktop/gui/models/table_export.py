"""A listing and its groups as text for other programs. No Qt: it may run in a worker."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from em_desktop.domain.query.values import FieldValue
from em_desktop.domain.run_columns import RunColumn
from em_desktop.domain.run_groups import Margin
from em_desktop.domain.table_text import TableFormat, table_text
from em_desktop.gui.models.group_rows import Group, key_text
from em_desktop.gui.models.listing_rows import AnyColumn, Column, Row
from em_desktop.gui.models.row_table import BUILT_IN

_STATISTICS = ("mean", "median", "std", "se", "ci95 low", "ci95 high", "n")


def rows_text(
    rows: Sequence[Row],
    columns: Sequence[AnyColumn],
    titles: Sequence[str],
    form: TableFormat,
    now: datetime,
) -> str:
    """Rows as a table: CSV has every digit, the others have six.

    Args:
        rows: in their order.
        columns: from left to right.
        titles: theirs.
        form: how the table is written.
        now: for states and durations of what runs.
    """
    digits = 17 if form is TableFormat.CSV else 6
    cells = [[_text(_value(row, column, now), digits) for column in columns] for row in rows]
    return table_text(titles, cells, form)


def groups_text(
    groups: Sequence[Group],
    keys: Sequence[RunColumn],
    columns: Sequence[RunColumn],
    form: TableFormat,
    margin: Margin,
) -> str:
    """Groups as a table: CSV has all statistics, the others each mean with a margin.

    Args:
        groups: in their order.
        keys: what Runs of a group have in common.
        columns: what is summed up.
        form: how the table is written.
        margin: what stands behind a mean.
    """
    titles = [column.name for column in keys] + ["runs"]
    cells = [
        [*("" if value is None else key_text(value) for value in group.keys), str(len(group.rows))]
        for group in groups
    ]
    for column in columns:
        name = f"{column.function}({column.name})" if column.function else column.name
        if form is TableFormat.CSV:
            titles += [f"{name} {statistic}" for statistic in _STATISTICS]
        else:
            titles.append(name)
        for line, group in zip(cells, groups, strict=True):
            if form is TableFormat.CSV:
                line.extend(_statistics(group, column))
            else:
                line.append(_mean(group, column, margin))
    return table_text(titles, cells, form)


def _statistics(group: Group, column: RunColumn) -> list[str]:
    found, interval = group.spread(column), group.interval(column)
    numbers = (found.mean, found.median, found.deviation, found.error, *interval)
    return [*(_text(number, 17) for number in numbers), str(found.count)]


def _mean(group: Group, column: RunColumn, margin: Margin) -> str:
    found = group.spread(column)
    if not found.count:
        return ""
    mean = f"{found.mean:.6g}"
    if found.count < 2:
        return mean
    if margin is Margin.INTERVAL:
        low, high = group.interval(column)
        return f"{mean} [{low:.4g}, {high:.4g}]"
    return f"{mean} ± {found.deviation if margin is Margin.DEVIATION else found.error:.2g}"


def _value(row: Row, column: AnyColumn, now: datetime) -> FieldValue:
    if isinstance(column, RunColumn):
        return column.value(row.digest)
    read = BUILT_IN.get(column)
    return None if read is None or column is Column.CHECK else read(row, now)


def _text(value: FieldValue, digits: int) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case float():
            return repr(value) if digits >= 17 else f"{value:.{digits}g}"
        case datetime():
            return value.isoformat()
        case timedelta():
            return f"{value.total_seconds():g}"
        case tuple():
            return ", ".join(value)
        case _:
            return str(value)
