"""Tables as text for other programs."""

from __future__ import annotations

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from em_desktop.domain.table_text import TableFormat, table_text

TITLES = ["name", "val_loss"]
ROWS = [["a|b_c", "0.5"], ["50 % & more\nlines", "1.5 ± 0.1"]]


def test_csv_is_what_spreadsheets_read() -> None:
    text = table_text(TITLES, ROWS, TableFormat.CSV)
    assert list(csv.reader(io.StringIO(text))) == [TITLES, *ROWS]


def test_a_text_that_a_spreadsheet_would_compute_is_made_harmless() -> None:
    text = table_text(
        ["x"], [["=HYPERLINK(1)"], ["-5"], ["-1e-5"], ["@a"], ["-a"]], TableFormat.CSV
    )
    assert text.split() == ["x", "'=HYPERLINK(1)", "-5", "-1e-5", "'@a", "'-a"]


def test_markdown_has_numbers_at_the_right_and_signs_escaped() -> None:
    assert table_text(TITLES, ROWS, TableFormat.MARKDOWN).splitlines() == [
        "| name | val\\_loss |",
        "| --- | ---: |",
        "| a\\|b\\_c | 0.5 |",
        "| 50 % & more lines | 1.5 ± 0.1 |",
    ]


def test_latex_can_be_typeset() -> None:
    assert table_text(TITLES, ROWS, TableFormat.LATEX).splitlines() == [
        "\\begin{tabular}{lr}",
        "\\toprule",
        "name & val\\_loss \\\\",
        "\\midrule",
        "a|b\\_c & 0.5 \\\\",
        "50 \\% \\& more lines & 1.5 $\\pm$ 0.1 \\\\",
        "\\bottomrule",
        "\\end{tabular}",
    ]


@given(st.lists(st.lists(st.text("ab,\"'\n\r;=+-1 "), min_size=2, max_size=2), max_size=5))
def test_csv_of_any_text_can_be_read_back(rows: list[list[str]]) -> None:
    text = table_text(["a", "b"], rows, TableFormat.CSV)
    found = list(csv.reader(io.StringIO(text, newline="")))
    harmless = [[cell.removeprefix("'") for cell in row] for row in found[1:]]
    assert harmless == [[cell.removeprefix("'") for cell in row] for row in rows]
