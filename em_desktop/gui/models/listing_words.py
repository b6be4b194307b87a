"""What the cells and titles of a folder's table say."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QCoreApplication

from em_desktop.domain.flat_parameters import value_text
from em_desktop.domain.nodes import Node, NodeType, Status
from em_desktop.domain.paths import printable
from em_desktop.domain.query import Function
from em_desktop.domain.query.values import FieldValue
from em_desktop.domain.run_columns import ColumnSource, RunColumn
from em_desktop.gui import wording
from em_desktop.gui.counted import files_text
from em_desktop.gui.models.listing_rows import AnyColumn, Column, Describe, Row


def describer() -> Describe:
    """Gives a node's type and status in words, for the filter; may be used in a worker.

    The words are asked for here, once: Qt's translation in a worker would hold up the window.
    """
    types = {kind: wording.type_text(kind) for kind in NodeType}
    states = {status: wording.status_text(status) for status in Status}

    def describe(node: Node) -> str:
        status = "" if node.status is None else states[node.status]
        return f"{types[node.type]}\n{status}"

    return describe


def cell_text(row: Row, column: AnyColumn, now: datetime) -> str:
    """What a cell says in words."""
    if isinstance(column, RunColumn):
        return recorded_text(row, column)
    node = row.node
    match column:
        case Column.CHECK:
            return ""
        case Column.NAME:
            name = printable(node.name)
            return f"{name} {row.time_part}" if row.time_part else name
        case Column.TYPE:
            return wording.type_text(node.type)
        case Column.STATUS:
            status = node.status_at(now)
            return "" if status is None else wording.status_text(status)
        case Column.LABELS:
            return ", ".join(node.labels)
        case Column.MODIFIED:
            return wording.time_text(node.modified, now) if node.modified else ""
        case Column.CREATED:
            created = node.created or node.started
            return wording.time_text(created, now) if created else ""
        case Column.DURATION:
            duration = node.duration_at(now)
            return "" if duration is None else wording.duration_text(duration)
        case Column.SIZE:
            return "" if row.size is None else wording.size_text(row.size)


def recorded_text(row: Row, column: RunColumn) -> str:
    """What a Run recorded: a metric with six digits, anything else just as it was written."""
    value = column.value(row.digest)
    if column.is_metric:
        return wording.number_text(value) if isinstance(value, float) else ""
    if value is None:
        present = row.digest is not None and column.name in row.digest.parameters
        return "null" if present and column.source is ColumnSource.PARAMETER else ""
    return _written(value)


def tool_tip(row: Row, column: AnyColumn) -> str:
    """More about a cell."""
    if isinstance(column, RunColumn):
        return _recorded_tip(row, column)
    node = row.node
    match column:
        case Column.NAME:
            return "\n".join([printable(node.path.name), *marks(node)])
        case Column.LABELS:
            return "\n".join(node.labels)
        case Column.MODIFIED:
            return wording.full_time_text(node.modified) if node.modified else ""
        case Column.CREATED:
            created = node.created or node.started
            return wording.full_time_text(created) if created else ""
        case Column.STATUS:
            return "\n".join(wording.problem_text(problem) for problem in node.problems)
        case Column.SIZE:
            return "" if row.files is None else files_text(row.files)
    return ""


def column_note(column: AnyColumn) -> str:
    """A word behind a column's title: which number of a metric it shows."""
    if not isinstance(column, RunColumn) or column.function is None:
        return ""
    return function_text(column.function)


def function_text(function: Function) -> str:
    """Which number of a metric, in one word."""
    match function:
        case Function.LAST:
            return QCoreApplication.translate("ListingModel", "last")
        case Function.MIN:
            return QCoreApplication.translate("ListingModel", "min")
        case Function.MAX:
            return QCoreApplication.translate("ListingModel", "max")
        case Function.MEAN:
            return QCoreApplication.translate("ListingModel", "mean")
        case Function.COUNT:
            return QCoreApplication.translate("ListingModel", "count")
        case _:
            return QCoreApplication.translate("ListingModel", "best")


def source_text(column: RunColumn) -> str:
    """What a recorded column is of."""
    match column.source:
        case ColumnSource.PARAMETER:
            return QCoreApplication.translate("ListingModel", "hyperparameter")
        case ColumnSource.METRIC:
            return QCoreApplication.translate("ListingModel", "metric")
        case _:
            kind = column.name.partition(".")[0]
            if kind == "git":
                return QCoreApplication.translate("ListingModel", "code version")
            if kind == "package":
                return QCoreApplication.translate("ListingModel", "package")
            return QCoreApplication.translate("ListingModel", "platform")


def _recorded_tip(row: Row, column: RunColumn) -> str:
    """All that is known of a metric; of anything else its text, which the cell may cut off."""
    digest = row.digest
    if digest is None or not column.is_metric or column.name not in digest.metrics:
        return recorded_text(row, column)
    metric = digest.metrics[column.name]
    lines = [
        f"{function_text(function)}: {metric.number(function, column.name)!r}"
        for function in (Function.LAST, Function.MIN, Function.MAX, Function.MEAN)
    ]
    lines.append(f"{function_text(Function.COUNT)}: {wording.count_text(int(metric.records))}")
    if metric.not_finite:
        text = QCoreApplication.translate("ListingModel", "NaN or infinite: {count}")
        lines.append(text.format(count=wording.count_text(int(metric.not_finite))))
    return "\n".join([printable(column.name), *lines])


def _written(value: FieldValue) -> str:
    if isinstance(value, bool | int | float | str):
        return printable(value_text(value))
    return ""


def column_title(column: AnyColumn) -> str:
    """A column's title: a recorded one's is its name."""
    if isinstance(column, RunColumn):
        return printable(column.name)
    match column:
        case Column.CHECK:
            return ""
        case Column.NAME:
            return QCoreApplication.translate("ListingModel", "Name")
        case Column.TYPE:
            return QCoreApplication.translate("ListingModel", "Type")
        case Column.STATUS:
            return QCoreApplication.translate("ListingModel", "Status")
        case Column.LABELS:
            return QCoreApplication.translate("ListingModel", "Labels")
        case Column.MODIFIED:
            return QCoreApplication.translate("ListingModel", "Modified")
        case Column.CREATED:
            return QCoreApplication.translate("ListingModel", "Created")
        case Column.DURATION:
            return QCoreApplication.translate("ListingModel", "Duration")
        case Column.SIZE:
            return QCoreApplication.translate("ListingModel", "Size")


def marks(node: Node) -> list[str]:
    """What people noted on a node, and its name's cell shows by icons."""
    marks = []
    if node.favourite:
        marks.append(QCoreApplication.translate("ListingModel", "Favourite"))
    if node.locked:
        marks.append(QCoreApplication.translate("ListingModel", "Locked against deletion"))
    return marks
