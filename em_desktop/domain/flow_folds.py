"""Folds the many siblings of equal shape in a data flow, with all that hangs on them alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import TypeAlias

from em_desktop.domain.flow_graph import (
    SHOWN_SIBLINGS,
    FlowEdge,
    FlowGraph,
    FlowNode,
    Fold,
    Side,
)
from em_desktop.domain.nodes import NodeType

_LONG_AGO = datetime.min.replace(tzinfo=UTC)

_Arm: TypeAlias = tuple[str, Side]
"""A neighbour, and on which side of it a node is."""


def fold_key(hub: str, side: Side, kind: NodeType) -> str:
    """The key of the node that stands for folded siblings."""
    return f"~{side.value}:{kind.value}:{hub}"  # the tilde sorts it behind its siblings


def folded(
    graph: FlowGraph,
    kept: Iterable[str] = (),
    unfolded: Iterable[str] = (),
    shown: int = SHOWN_SIBLINGS,
) -> FlowGraph:
    """The graph with siblings of equal shape folded, where there are more than ``shown``.

    Siblings have one type, hang on the same nodes on the same sides, and what hangs on each of
    them alone looks alike. The newest are shown.

    Args:
        graph: what to fold.
        kept: keys of nodes that are never folded.
        unfolded: keys of folds (`fold_key`) that the user opened.
        shown: how many siblings stay.
    """
    kept, unfolded = set(kept), set(unfolded)
    hanging = _Hanging(graph, kept)
    groups: list[tuple[frozenset[_Arm], list[str]]] = []
    for (_, arms), siblings in hanging.siblings().items():
        kind = graph.nodes[siblings[0]].type
        foldable = [each for each in siblings if each not in kept]
        rest = _newest_first(graph, foldable)[max(0, shown - len(siblings) + len(foldable)) :]
        opened = any(fold_key(hub, side, kind) in unfolded for hub, side in arms)
        if len(rest) > 1 and not opened:
            groups.append((arms, rest))
    hidden: set[str] = set()
    for _, rest in groups:
        for each in rest:
            hidden |= hanging.branch(each)
    return _without(graph, groups, hidden) if hidden else graph


def _without(
    graph: FlowGraph, groups: list[tuple[frozenset[_Arm], list[str]]], hidden: set[str]
) -> FlowGraph:
    """The graph without what is hidden, and with a node for each fold whose hub is shown."""
    counts: dict[tuple[str, Side, NodeType], int] = defaultdict(int)
    for arms, rest in groups:
        seen = sorted((side is Side.UPSTREAM, hub, side) for hub, side in arms if hub not in hidden)
        if seen:
            counts[seen[0][1], seen[0][2], graph.nodes[rest[0]].type] += len(rest)
    nodes = {key: node for key, node in graph.nodes.items() if key not in hidden}
    edges = {
        ends: edge
        for ends, edge in graph.edges.items()
        if ends[0] not in hidden and ends[1] not in hidden
    }
    for (hub, side, kind), count in counts.items():
        key = fold_key(hub, side, kind)
        nodes[key] = FlowNode(key, kind, "", fold=Fold(hub, side, count))
        ends = (key, hub) if side is Side.UPSTREAM else (hub, key)
        edges[ends] = FlowEdge(*ends)
    beyond = {place: count for place, count in graph.beyond.items() if place[0] not in hidden}
    return FlowGraph(nodes, edges, beyond)


def _newest_first(graph: FlowGraph, keys: list[str]) -> list[str]:
    def moment(key: str) -> datetime:
        node = graph.nodes[key].node
        return _LONG_AGO if node is None else node.started or node.created or _LONG_AGO

    return sorted(sorted(keys), key=moment, reverse=True)


class _Hanging:
    """What hangs on the graph by one neighbour alone, found by taking off leaves again and again.

    Attributes:
        parent: of each node that was taken off, what it hangs on.
        shape: of each node, its type and the shapes of what hangs on it, as a number.
    """

    def __init__(self, graph: FlowGraph, kept: set[str]) -> None:
        self._graph = graph
        self._arms: dict[str, set[_Arm]] = {key: set() for key in graph.nodes}
        for source, target in graph.edges:
            if source != target:
                self._arms[source].add((target, Side.UPSTREAM))
                self._arms[target].add((source, Side.DOWNSTREAM))
        self.parent: dict[str, _Arm] = {}
        self._children: dict[str, list[str]] = defaultdict(list)
        self._shapes: dict[object, int] = {}
        self._take_off_leaves(kept)
        self.shape = self._all_shapes()

    def _take_off_leaves(self, kept: set[str]) -> None:
        remaining = {key: set(arms) for key, arms in self._arms.items()}
        self._taken: list[str] = []
        leaves = [key for key in sorted(remaining) if len(remaining[key]) == 1 and key not in kept]
        while leaves:
            key = leaves.pop()
            if len(remaining[key]) != 1:
                continue
            (arm,) = remaining[key]
            self._taken.append(key)
            self.parent[key] = arm
            self._children[arm[0]].append(key)
            remaining[key].clear()
            remaining[arm[0]].discard((key, arm[1].other))
            if len(remaining[arm[0]]) == 1 and arm[0] not in kept:
                leaves.append(arm[0])

    def _all_shapes(self) -> Mapping[str, int]:
        shape: dict[str, int] = {}
        rest = [key for key in self._graph.nodes if key not in self.parent]
        for key in (*self._taken, *rest):  # what hangs on a node was taken off before it
            hung = sorted(
                (self.parent[child][1].value, shape[child]) for child in self.children(key)
            )
            look = (self._graph.nodes[key].type, tuple(hung))
            shape[key] = self._shapes.setdefault(look, len(self._shapes))
        return shape

    def children(self, key: str) -> list[str]:
        return self._children.get(key, [])

    def arms(self, key: str) -> frozenset[_Arm]:
        """What a node is joined to, but for what hangs on it."""
        if key in self.parent:
            return frozenset({self.parent[key]})
        children = set(self.children(key))
        return frozenset(arm for arm in self._arms[key] if arm[0] not in children)

    def siblings(self) -> dict[tuple[int, frozenset[_Arm]], list[str]]:
        """Nodes of one shape that are joined to the same nodes, in groups."""
        groups: dict[tuple[int, frozenset[_Arm]], list[str]] = defaultdict(list)
        for key in self._graph.nodes:
            if arms := self.arms(key):
                groups[self.shape[key], arms].append(key)
        return groups

    def branch(self, key: str) -> set[str]:
        """A node and all that hangs on it."""
        found, waiting = set[str](), [key]
        while waiting:
            each = waiting.pop()
            found.add(each)
            waiting.extend(self.children(each))
        return found
