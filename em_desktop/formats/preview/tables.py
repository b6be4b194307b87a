"""Tables in text: CSV and its relatives."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from em_desktop.errors import MalformedError

TABLE_LIMIT = 1024 * 1024
"""Bytes of a table that are read."""
MAX_ROWS = 1_000
MAX_COLUMNS = 100
_MAX_CELL = 500
_DELIMITERS = ",\t;|"
_SAMPLE_LINES = 20


@dataclass(frozen=True, slots=True)
class TablePreview:
    """The beginning of a table; all rows are as long as the header.

    Attributes:
        columns: the titles; numbers where the file has none.
        rows: the cells as text.
        numeric: which columns hold numbers only.
        delimiter: what separates the cells.
        truncated: whether there are more rows or columns.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...]
    delimiter: str
    truncated: bool = False


def read_table(text: str, *, truncated: bool = False, delimiter: str = "") -> TablePreview:
    """The first rows of a table.

    Args:
        text: the table, perhaps only its beginning.
        truncated: whether ``text`` is cut off; the last line is left out then.
        delimiter: what separates the cells; found out where empty.

    Raises:
        MalformedError: it isn't a table.
    """
    if truncated:
        text = text[: text.rfind("\n") + 1] or text
    separator = delimiter or find_delimiter(text)
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            if not row:
                continue
            if len(rows) > MAX_ROWS:
                truncated = True
                break
            truncated = truncated or len(row) > MAX_COLUMNS
            rows.append([_cell(cell) for cell in row[:MAX_COLUMNS]])
    except csv.Error as error:
        raise MalformedError("", str(error)) from error
    if not rows:
        raise MalformedError("", "no rows")
    width = max(len(row) for row in rows)
    titles = rows.pop(0) if _has_header(rows) else []
    if len(rows) > MAX_ROWS:
        rows.pop()
        truncated = True
    columns = tuple(
        titles[index] if index < len(titles) and titles[index] else str(index + 1)
        for index in range(width)
    )
    filled = tuple(tuple(row + [""] * (width - len(row))) for row in rows)
    numeric = tuple(_is_numeric_column([row[index] for row in filled]) for index in range(width))
    return TablePreview(columns, filled, numeric, separator, truncated)


def find_delimiter(text: str) -> str:
    """The delimiter that cuts the first lines into the most even and most numerous cells."""
    lines = [line for line in text[:65536].split("\n", _SAMPLE_LINES)[:_SAMPLE_LINES] if line]
    best, best_score = ",", 0.0
    for candidate in _DELIMITERS:
        counts = [line.count(candidate) for line in lines]
        if not counts or not counts[0]:
            continue
        even = sum(count == counts[0] for count in counts) / len(counts)
        score = even * 100 + min(counts[0], 50)
        if score > best_score:
            best, best_score = candidate, score
    return best


def _cell(text: str) -> str:
    return text if len(text) <= _MAX_CELL else f"{text[:_MAX_CELL]}…"


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _is_numeric_column(cells: list[str]) -> bool:
    filled = [cell for cell in cells if cell]
    return bool(filled) and all(_is_number(cell) for cell in filled)


def _has_header(rows: list[list[str]]) -> bool:
    """A first row of distinct words over at least one other row is a header."""
    first = rows[0]
    words = [cell for cell in first if cell]
    return len(rows) > 1 and len(set(words)) == len(words) and not any(map(_is_number, words))
