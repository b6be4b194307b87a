"""Small data flows for tests, written as ``data > run > model``."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from em_desktop.domain.flow_graph import FlowEdge, FlowGraph, FlowNode
from em_desktop.domain.nodes import Node, NodeType, Status
from em_desktop.domain.paths import NodePath

START = datetime(2026, 11, 23, 12, tzinfo=UTC)
_TYPES = {"r": NodeType.RUN, "m": NodeType.MODEL, "d": NodeType.DATASET}


def node(key: str, order: int = 0) -> FlowNode:
    """A node; one whose key begins with r is a Run, with m a Model, with d a Dataset."""
    kind = _TYPES.get(key[0], NodeType.ARTIFACT)
    started = START + timedelta(minutes=order) if kind is NodeType.RUN else None
    status = Status.COMPLETE if kind is NodeType.RUN else None
    return FlowNode(
        key, kind, key, Node(NodePath(("x", key)), kind, key, status=status, started=started)
    )


def graph(*ways: str) -> FlowGraph:
    """A graph of ways, each written as ``a > r > b``."""
    nodes: dict[str, FlowNode] = {}
    edges: dict[tuple[str, str], FlowEdge] = {}
    for way in ways:
        keys = [key.strip() for key in way.split(">")]
        for key in keys:
            nodes.setdefault(key, node(key, len(nodes)))
        for ends in pairwise(keys):
            edges[ends] = FlowEdge(*ends)
    return FlowGraph(nodes, edges)
