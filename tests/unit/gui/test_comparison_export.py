"""Tables of comparisons as text."""

from __future__ import annotations

import csv

from em_desktop.gui.panes.compare.export import ExportedTable, TableFormat, table_text
from em_desktop.gui.panes.compare.rows import Mark, TableCell, TableRow

TABLE = ExportedTable(
    ("Metric", "a|b", "50% & more_"),
    (
        TableRow(
            "val/acc", (TableCell("0.9", Mark.BEST), TableCell("–")), differs=True, note="best"
        ),
        TableRow("x,y", (TableCell("“1”"), TableCell("−2")), differs=True),
    ),
)


def test_csv_is_read_back_with_what_is_absent_empty() -> None:
    rows = list(csv.reader(table_text([TABLE], TableFormat.CSV).splitlines()))
    assert rows == [
        ["Metric", "a|b", "50% & more_"],
        ["val/acc best", "0.9", ""],
        ["x,y", "“1”", "−2"],
    ]


def test_markdown_has_the_best_in_bold_and_no_stray_bars() -> None:
    lines = table_text([TABLE], TableFormat.MARKDOWN).splitlines()
    assert lines[0] == r"| Metric | a\|b | 50% & more\_ |"
    assert lines[1] == "| --- | --- | --- |"
    assert lines[2] == "| val/acc best | **0.9** | – |"


def test_latex_escapes_what_it_would_take_for_commands() -> None:
    text = table_text([TABLE], TableFormat.LATEX)
    assert r"Metric & a|b & 50\% \& more\_ \\" in text
    assert r"val/acc best & \textbf{0.9} & -- \\" in text
    assert text.startswith(r"\begin{tabular}{lrr}")
