"""What a listing is sorted by: changed by clicks, kept in sessions. No Qt."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from em_desktop.domain.run_columns import RunColumn
from em_desktop.gui.models.listing_rows import COLUMNS, AnyColumn, Column, Query


def sorted_by(query: Query, column: AnyColumn, *, descending: bool, further: bool) -> Query:
    """The query, sorted by a column alone, or by one more where rows are equal so far."""
    sorts = {query.column: query.descending, **dict(query.then)} if further else {}
    sorts[column] = descending
    (first, first_descending), *then = sorts.items()
    return replace(query, column=first, descending=first_descending, then=tuple(then))


def sorts_state(query: Query) -> list[list[Any]]:
    """What a query is sorted by as JSON values."""
    return [
        [column_key(column), descending]
        for column, descending in ((query.column, query.descending), *query.then)
    ]


def with_sorts(query: Query, state: object) -> Query:
    """The query in the order that `sorts_state` told of; unknown or wrong values are ignored."""
    further = False
    for entry in state if isinstance(state, list) else []:
        match entry:
            case [str(key), bool(descending)] if key != Column.CHECK:
                column = column_from(key)
                if column is not None:
                    query = sorted_by(query, column, descending=descending, further=further)
                    further = True
    return query


def column_key(column: AnyColumn) -> str:
    """Names a column in settings and sessions."""
    return column.key if isinstance(column, RunColumn) else str(column)


def column_from(key: str) -> AnyColumn | None:
    """The column that a key names; None if it names none."""
    return Column(key) if key in set(COLUMNS) else RunColumn.from_key(key)
