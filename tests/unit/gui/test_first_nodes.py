"""A bounded list of a folder shows its first nodes, in whatever order they were found."""

from __future__ import annotations

from random import Random

from em_desktop.domain.nodes import Node, NodeType
from em_desktop.domain.paths import NodePath
from em_desktop.gui.models.first_nodes import FirstNodes


def node(name: str, kind: NodeType = NodeType.RUN) -> Node:
    return Node(NodePath((name,)), kind, name)


def test_the_first_of_all_are_kept_however_late_they_come() -> None:
    nodes = [node(f"run{number}") for number in range(100)]
    nodes.append(node("zoo", NodeType.FOLDER))
    Random(1).shuffle(nodes)
    first = FirstNodes(4)
    for start in range(0, len(nodes), 7):
        first.take(nodes[start : start + 7])
    assert [each.name for each in first.in_order()] == ["zoo", "run0", "run1", "run2"]
    assert first.count == 101


def test_of_a_huge_folder_not_all_need_be_taken() -> None:
    first = FirstNodes(2)
    taken = 0
    while not first.has_enough:
        first.take([node(f"run{taken + number}") for number in range(500)])
        taken += 500
    assert 10_000 < taken < 11_000
    assert [each.name for each in first.in_order()] == ["run0", "run1"]
