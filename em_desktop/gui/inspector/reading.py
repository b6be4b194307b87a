"""Reads what the inspector shows, part by part, in a worker."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from em_desktop.domain.lineage import Edge
from em_desktop.domain.nodes import Node
from em_desktop.domain.paths import NodePath
from em_desktop.domain.recordings import Association
from em_desktop.errors import CancelledError, EmError
from em_desktop.stores.base import Cancel, Store

_MOST_ENDS = 100


@dataclass(frozen=True, slots=True)
class FlowEnd:
    """The other end of a data flow.

    Attributes:
        association: how the recording names it.
        node: what is there; None where it isn't in this store (any more).
        size: of what it holds, in bytes, once it is measured.
    """

    association: Association
    node: Node | None = None
    size: int | None = None


@dataclass(frozen=True, slots=True)
class Flow:
    """Where data of a node comes from and where it goes, and how many ends aren't listed."""

    inputs: tuple[FlowEnd, ...] = ()
    outputs: tuple[FlowEnd, ...] = ()
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Size:
    """What a node holds; both None where it can't be measured."""

    size: int | None
    files: int | None


Part: TypeAlias = Node | Size | Flow


def read_parts(store: Store, path: NodePath, cancel: Cancel) -> Iterator[Part]:
    """The node; then its size; then its data flow, first without and then with sizes.

    Raises:
        EmError: the node can't be read.
    """
    yield store.get(path)
    yield _measure(store, path, cancel)
    yield from read_flow(store, path, cancel)


def read_flow(store: Store, path: NodePath, cancel: Cancel) -> Iterator[Flow]:
    """The data flow of a node, first without and then with sizes."""
    try:
        lineage = store.lineage(path, cancel)
    except CancelledError:
        raise
    except EmError:  # a store that knows no data flow has none
        yield Flow()
        return
    edges = (lineage.inputs[:_MOST_ENDS], lineage.outputs[:_MOST_ENDS])
    left_out = len(lineage.inputs) + len(lineage.outputs) - len(edges[0]) - len(edges[1])
    inputs, outputs = (tuple(_end(store, edge) for edge in side) for side in edges)
    yield Flow(inputs, outputs, left_out)
    if inputs or outputs:
        measured = [
            tuple(_with_size(store, end, cancel) for end in side) for side in (inputs, outputs)
        ]
        yield Flow(measured[0], measured[1], left_out)


def _end(store: Store, edge: Edge) -> FlowEnd:
    if edge.node is None:
        return FlowEnd(edge.association)
    try:
        return FlowEnd(edge.association, store.get(edge.node))
    except EmError:  # it left between the two questions
        return FlowEnd(edge.association)


def _with_size(store: Store, end: FlowEnd, cancel: Cancel) -> FlowEnd:
    if end.node is None:
        return end
    return FlowEnd(end.association, end.node, _measure(store, end.node.path, cancel).size)


def _measure(store: Store, path: NodePath, cancel: Cancel) -> Size:
    try:
        return Size(*store.measure(path, cancel))
    except CancelledError:
        raise
    except EmError:  # the rest can be shown all the same
        return Size(None, None)
