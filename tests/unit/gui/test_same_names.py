"""What tells nodes of one name apart."""

from __future__ import annotations

from em_desktop.domain.nodes import Node, NodeType
from em_desktop.domain.paths import NodePath
from em_desktop.gui.models.same_names import time_parts


def parts(*names: str) -> list[str]:
    nodes = [Node(NodePath((name,)), NodeType.RUN, name.partition("_")[0]) for name in names]
    found = time_parts(nodes)
    return [found.get(node.path, "") for node in nodes]


def test_runs_of_one_day_differ_by_the_time() -> None:
    assert parts("a_261122_160400_abcdef", "a_261122_113000_abcdef") == ["16:04", "11:30"]


def test_runs_of_several_days_differ_by_the_day() -> None:
    assert parts("a_261122_160400_abcdef", "a_261119_160400_abcdef") == ["22 Nov", "19 Nov"]


def test_runs_of_several_years_differ_by_the_date() -> None:
    assert parts("a_261122_160400_abcdef", "a_251122_160400_abcdef") == [
        "2026-11-22",
        "2025-11-22",
    ]


def test_day_and_time_are_shown_where_neither_alone_is_enough() -> None:
    assert parts("a_261122_160400_abcdef", "a_261122_160430_abcdef", "a_261119_160400_abcdef") == [
        "22 Nov 16:04:00",
        "22 Nov 16:04:30",
        "19 Nov 16:04:00",
    ]


def test_a_name_that_occurs_once_needs_nothing() -> None:
    assert parts("a_261122_160400_abcdef", "b_261122_160400_abcdef") == ["", ""]


def test_a_directory_without_a_time_is_told_by_its_own_name() -> None:
    assert parts("a_261122_160400_abcdef", "a_copy") == ["16:04", "a_copy"]
