"""What a gesture will have done: views show it at once, before the store has answered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from em_desktop.domain import naming
from em_desktop.domain.nodes import Node
from em_desktop.domain.operations import (
    Changes,
    IfTaken,
    Move,
    Operation,
    Remove,
    SetColor,
    SetDescription,
    SetFavourite,
    SetLabels,
    SetLocked,
)
from em_desktop.domain.paths import NodePath
from em_desktop.errors import InvalidNameError


@dataclass(frozen=True, slots=True)
class Expected:
    """What views show before it is so.

    Attributes:
        moved: old path to new path.
        removed: nodes that will be gone.
        nodes: nodes as they will be, at the paths where they will be.
    """

    moved: tuple[tuple[NodePath, NodePath], ...] = ()
    removed: frozenset[NodePath] = frozenset()
    nodes: tuple[Node, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.moved or self.removed or self.nodes)

    def taken_back(self) -> Changes:
        """What to read again where it didn't come true."""
        parents = {path.parent for path in self.removed}
        parents |= {path.parent for pair in self.moved for path in pair}
        return Changes(
            nodes=frozenset(node.path for node in self.nodes), parents=frozenset(parents)
        )


def expectation(operations: Iterable[Operation], nodes: Mapping[NodePath, Node]) -> Expected:
    """What these operations will do, as far as that is certain.

    Args:
        operations: what will be done.
        nodes: the nodes that they are done to, as they are now; of others nothing is said.
    """
    moved: list[tuple[NodePath, NodePath]] = []
    removed: set[NodePath] = set()
    changed: list[Node] = []
    for operation in operations:
        match operation:
            case Move(path, parent, name, IfTaken.REFUSE) if path in nodes:
                found = _moved(nodes[path], parent, name)
                if found is not None and found.path != path:
                    moved.append((path, found.path))
                    changed.append(found)
            case Remove(path) if path in nodes and not nodes[path].locked:
                removed.add(path)
            case _:
                node = _annotated(operation, nodes)
                if node is not None:
                    changed.append(node)
    return Expected(tuple(moved), frozenset(removed), tuple(changed))


def _moved(node: Node, parent: NodePath, name: str | None) -> Node | None:
    if name is None:
        return replace(node, path=parent.child(node.path.name))
    try:
        segment = naming.new_segment(node.type, node.path.name, name)
    except InvalidNameError:
        return None
    return replace(node, path=parent.child(segment), name=name)


def _annotated(operation: Operation, nodes: Mapping[NodePath, Node]) -> Node | None:
    match operation:
        case SetLabels(path, labels) if path in nodes:
            return replace(nodes[path], labels=labels)
        case SetDescription(path, description) if path in nodes:
            return replace(nodes[path], description=description)
        case SetFavourite(path, favourite) if path in nodes:
            return replace(nodes[path], favourite=favourite)
        case SetColor(path, color) if path in nodes:
            return replace(nodes[path], color=color or None)
        case SetLocked(path, locked) if path in nodes:
            return replace(nodes[path], locked=locked)
    return None
