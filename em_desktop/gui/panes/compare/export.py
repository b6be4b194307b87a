"""The tables of a comparison as text: CSV, Markdown, LaTeX."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from em_desktop.gui.panes.compare.rows import Mark, TableCell, TableRow


class TableFormat(StrEnum):
    """How a table is written."""

    CSV = "csv"
    MARKDOWN = "md"
    LATEX = "tex"


@dataclass(frozen=True, slots=True)
class ExportedTable:
    """A table to be written.

    Attributes:
        heads: the title of the rows, then the names of the compared.
        rows: as they are shown.
    """

    heads: tuple[str, ...]
    rows: tuple[TableRow, ...]


def table_text(tables: Sequence[ExportedTable], how: TableFormat) -> str:
    """Tables one below the other; the best values are bold, where there is bold."""
    match how:
        case TableFormat.CSV:
            return "\n".join(map(_csv, tables))
        case TableFormat.MARKDOWN:
            return "\n".join(map(_markdown, tables))
        case TableFormat.LATEX:
            return "\n".join(map(_latex, tables))


def _title(row: TableRow) -> str:
    return f"{row.title} {row.note}".rstrip()


def _csv(table: ExportedTable) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table.heads)
    for row in table.rows:
        writer.writerow([_title(row), *(_value(cell) for cell in row.cells)])
    return text.getvalue()


def _value(cell: TableCell) -> str:
    """What is absent is empty, as spreadsheets have it."""
    return "" if cell.text == "–" else cell.text


def _markdown(table: ExportedTable) -> str:
    lines = [_markdown_line(table.heads), "|" + " --- |" * len(table.heads)]
    for row in table.rows:
        cells = [
            f"**{_escaped(cell.text)}**" if cell.mark is Mark.BEST else _escaped(cell.text)
            for cell in row.cells
        ]
        lines.append("| " + " | ".join([_escaped(_title(row)), *cells]) + " |")
    return "\n".join(lines) + "\n"


def _markdown_line(texts: Sequence[str]) -> str:
    return "| " + " | ".join(map(_escaped, texts)) + " |"


def _escaped(text: str) -> str:
    for special in "\\|*_`<>[]":
        text = text.replace(special, f"\\{special}")
    return text.replace("\n", " ")


_LATEX = {
    "\\": r"\textbackslash{}",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "–": "--",
    "−": "$-$",
    "“": "``",
    "”": "''",
}


def _latex(table: ExportedTable) -> str:
    lines = [
        rf"\begin{{tabular}}{{l{'r' * (len(table.heads) - 1)}}}",
        r"\toprule",
        " & ".join(map(_tex, table.heads)) + r" \\",
        r"\midrule",
    ]
    for row in table.rows:
        cells = [
            rf"\textbf{{{_tex(cell.text)}}}" if cell.mark is Mark.BEST else _tex(cell.text)
            for cell in row.cells
        ]
        lines.append(" & ".join([_tex(_title(row)), *cells]) + r" \\")
    return "\n".join([*lines, r"\bottomrule", r"\end{tabular}"]) + "\n"


def _tex(text: str) -> str:
    return "".join(_LATEX.get(character, character) for character in text.replace("\n", " "))
