"""Sorting and filtering the rows of a folder."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from em_desktop.domain.natural_order import natural_key
from em_desktop.domain.nodes import Node, NodeType, Status
from em_desktop.domain.paths import NodePath
from em_desktop.gui.models.listing_rows import (
    Column,
    Query,
    Row,
    arrange,
    make_row,
    reordered,
    words_of,
)

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def row(name: str, kind: NodeType = NodeType.RUN, **facts: Any) -> Row:
    return make_row(Node(NodePath((name,)), kind, name, **facts), lambda node: node.type)


def names(rows: list[Row]) -> list[str]:
    return [found.node.name for found in rows]


def test_numbers_in_names_sort_by_value_and_case_doesnt_count() -> None:
    given = [row("run10"), row("Run9"), row("run1"), row("2"), row("10")]
    assert names(arrange(given, Query(), NOW)) == ["2", "10", "run1", "Run9", "run10"]


def test_a_number_of_any_length_and_any_digits_can_be_sorted() -> None:
    keys = [natural_key("x" + "9" * 50), natural_key("x1"), natural_key("x٣"), natural_key("")]
    assert len(sorted(keys)) == 4


def test_folders_come_first_in_both_directions() -> None:
    given = [row("a"), row("z", NodeType.FOLDER), row("b"), row("y", NodeType.FOLDER)]
    assert names(arrange(given, Query(), NOW)) == ["y", "z", "a", "b"]
    assert names(arrange(given, Query(descending=True), NOW)) == ["z", "y", "b", "a"]


def test_what_lacks_the_value_comes_last_in_both_directions() -> None:
    given = [row("none"), row("new", modified=NOW), row("old", modified=NOW - timedelta(days=1))]
    ascending = Query(column=Column.MODIFIED)
    assert names(arrange(given, ascending, NOW)) == ["old", "new", "none"]
    descending = Query(column=Column.MODIFIED, descending=True)
    assert names(arrange(given, descending, NOW)) == ["new", "old", "none"]


def test_equal_values_keep_the_order_of_names() -> None:
    given = [row(name, status=Status.COMPLETE) for name in ("c", "a", "b")]
    for descending in (False, True):
        query = Query(column=Column.STATUS, descending=descending)
        assert names(arrange(given, query, NOW)) == ["a", "b", "c"]


def test_a_running_run_sorts_by_its_duration_up_to_now() -> None:
    running = row(
        "running",
        status=Status.RUNNING,
        started=NOW - timedelta(minutes=30),
        last_activity=NOW,
    )
    ended = row("ended", status=Status.COMPLETE, started=NOW, ended=NOW + timedelta(minutes=10))
    assert names(arrange([running, ended], Query(column=Column.DURATION), NOW)) == [
        "ended",
        "running",
    ]


def test_the_most_urgent_status_comes_first() -> None:
    given = [
        row(status, status=status) for status in (Status.COMPLETE, Status.RUNNING, Status.ERROR)
    ]
    assert names(arrange(given, Query(column=Column.STATUS), NOW)) == [
        "Error",
        "Running",
        "Complete",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("MNIST", ["mnist_a", "mnist_b"]),
        ("mnist paper", ["mnist_b"]),
        ("run", ["mnist_a", "mnist_b"]),
        ("error", ["mnist_b"]),
        ("artifact", ["cifar"]),
        ("nothing", []),
        ("  ", ["cifar", "mnist_a", "mnist_b"]),
    ],
)
def test_all_words_are_looked_for_in_name_labels_type_and_status(
    text: str, expected: list[str]
) -> None:
    given = [
        row("mnist_a", labels=("baseline",), status=Status.COMPLETE),
        row("mnist_b", labels=("paper",), status=Status.ERROR),
        row("cifar", NodeType.ARTIFACT),
    ]
    assert names(arrange(given, Query(words=words_of(text)), NOW)) == expected


def test_only_the_chosen_types_are_shown() -> None:
    given = [row("a"), row("b", NodeType.ARTIFACT), row("c", NodeType.FOLDER)]
    query = Query(types=frozenset({NodeType.ARTIFACT, NodeType.FOLDER}))
    assert names(arrange(given, query, NOW)) == ["c", "b"]


def test_the_first_step_keeps_what_stays_in_its_new_order() -> None:
    a, b, c, d = (row(name) for name in "abcd")
    middle, kept = reordered([a, b, c], [c, d, a])
    assert (names(middle), kept) == (["c", "a", "b"], 2)
