"""A table as text for other programs: CSV, Markdown, LaTeX."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from enum import StrEnum

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
    "±": r"$\pm$",
    "∞": r"$\infty$",
}
_MARKDOWN = re.compile(r"([\\|`*_<>\[\]])")
_FORMULA = ("=", "+", "-", "@", "\t")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?|-?∞|NaN|")


class TableFormat(StrEnum):
    """How a table is written."""

    CSV = "csv"
    MARKDOWN = "markdown"
    LATEX = "latex"


def table_text(titles: Sequence[str], rows: Sequence[Sequence[str]], form: TableFormat) -> str:
    """A table as text that ends with a line end.

    Args:
        titles: of the columns.
        rows: the cells, as many as there are titles; they may hold any text.
        form: CSV as RFC 4180 says, a table of Markdown, or LaTeX's ``tabular`` with the rules
            of ``booktabs``. In CSV a text that a spreadsheet would take for a formula begins
            with an apostrophe.
    """
    match form:
        case TableFormat.CSV:
            return _csv([titles, *rows])
        case TableFormat.MARKDOWN:
            return _markdown(titles, rows)
        case TableFormat.LATEX:
            return _latex(titles, rows)


def _csv(rows: Sequence[Sequence[str]]) -> str:
    file = io.StringIO()
    csv.writer(file).writerows([_harmless(cell) for cell in row] for row in rows)
    return file.getvalue()


def _harmless(cell: str) -> str:
    """A cell that no spreadsheet computes; numbers stay numbers."""
    return f"'{cell}" if cell.startswith(_FORMULA) and not _NUMBER.fullmatch(cell) else cell


def _markdown(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    sides = ["---:" if _is_numeric(rows, place) else "---" for place in range(len(titles))]
    lines = [[_MARKDOWN.sub(r"\\\1", _one_line(cell)) for cell in row] for row in (titles, *rows)]
    lines.insert(1, sides)
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def _latex(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    sides = "".join("r" if _is_numeric(rows, place) else "l" for place in range(len(titles)))
    head, *body = (
        " & ".join(
            "".join(_LATEX.get(letter, letter) for letter in _one_line(cell)) for cell in row
        )
        for row in (titles, *rows)
    )
    lines = [rf"\begin{{tabular}}{{{sides}}}", r"\toprule", rf"{head} \\", r"\midrule"]
    lines += [rf"{row} \\" for row in body]
    return "\n".join([*lines, r"\bottomrule", r"\end{tabular}", ""])


def _one_line(cell: str) -> str:
    return " ".join(cell.split())


def _is_numeric(rows: Sequence[Sequence[str]], place: int) -> bool:
    cells = [row[place].partition(" ± ")[0].partition(" [")[0] for row in rows]
    return any(cells) and all(_NUMBER.fullmatch(cell) for cell in cells)
