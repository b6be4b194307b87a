"""Previews of tables, JSON and YAML trees."""

from __future__ import annotations

import pytest

from em_desktop.domain.recordings import Opaque
from em_desktop.errors import MalformedError, TooLargeError
from em_desktop.formats.preview.structure import MAX_DEPTH, MAX_ITEMS, ItemKind, build, read_json
from em_desktop.formats.preview.tables import MAX_COLUMNS, MAX_ROWS, find_delimiter, read_table


def test_a_table_has_its_header_rows_and_numeric_columns() -> None:
    table = read_table("name,acc\na,0.5\nb,1e-3\n")
    assert table.columns == ("name", "acc")
    assert table.rows == (("a", "0.5"), ("b", "1e-3"))
    assert table.numeric == (False, True)
    assert not table.truncated


def test_a_table_of_numbers_alone_gets_numbered_columns() -> None:
    table = read_table("1,2\n3,4\n")
    assert table.columns == ("1", "2")
    assert table.rows == (("1", "2"), ("3", "4"))


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(delimiter: str) -> None:
    text = "\n".join(delimiter.join(("x y", "1.5", "2")) for _ in range(5))
    assert find_delimiter(text) == delimiter


def test_quoted_cells_may_hold_delimiters_and_line_ends() -> None:
    assert read_table('a,b\n"x,\ny",2\n').rows == (("x,\ny", "2"),)


def test_rows_of_different_length_are_filled() -> None:
    table = read_table("a,b\n1\n2,3,4\n")
    assert table.columns == ("a", "b", "3")
    assert table.rows == (("1", "", ""), ("2", "3", "4"))


def test_only_the_first_rows_and_columns_are_kept() -> None:
    header = ",".join(f"c{index}" for index in range(300))
    table = read_table(header + "\n" + "1,2\n" * 5000)
    assert len(table.rows) == MAX_ROWS
    assert len(table.columns) == MAX_COLUMNS
    assert table.truncated


def test_the_cut_off_last_row_is_left_out() -> None:
    assert read_table("a,b\n1,2\n3,4", truncated=True).rows == (("1", "2"),)


def test_a_cell_beyond_the_limit_is_an_error_not_a_hang() -> None:
    with pytest.raises(MalformedError):
        read_table('a,b\n"' + "x" * 1_000_000)


def test_numbers_in_json_keep_every_digit() -> None:
    root = read_json('{"a": 1.10, "b": 9007199254740993, "c": NaN, "d": null}').root
    assert [(item.key, item.text) for item in root.members] == [
        ("a", "1.10"),
        ("b", "9007199254740993"),
        ("c", "NaN"),
        ("d", "null"),
    ]
    assert [item.kind for item in root.members] == [ItemKind.NUMBER] * 3 + [ItemKind.CONSTANT]


def test_a_json_error_names_its_line() -> None:
    with pytest.raises(MalformedError) as caught:
        read_json('{"a": 1,\n"b": }')
    assert caught.value.line == 2


def test_json_lines_are_one_document_each() -> None:
    root = read_json('{"a": 1}\n\n{"a": 2}\n', lines=True).root
    assert root.count == 2
    assert root.members[1].members[0].text == "2"


def test_json_nested_beyond_reason_is_refused() -> None:
    with pytest.raises(TooLargeError):
        read_json("[" * 500_000)


def test_an_integer_of_a_million_digits_is_read_as_text() -> None:
    assert read_json("9" * 1_000_000).root.text == "9" * 1000 + "…"


def test_a_tree_has_a_limit_of_number_and_depth() -> None:
    wide = build(list(range(MAX_ITEMS * 2)))
    assert wide.root.count == MAX_ITEMS * 2
    assert len(wide.root.members) < MAX_ITEMS
    assert wide.truncated
    value: list[object] = []
    for _ in range(MAX_DEPTH * 2):
        value = [value]
    assert build(value).truncated


def test_a_value_with_a_python_tag_shows_tag_and_arguments() -> None:
    root = build({"x": Opaque("python/object:a.B", [1])}).root
    assert root.members[0].members[0].key == "!python/object:a.B"
    assert root.members[0].members[0].members[0].text == "1"
