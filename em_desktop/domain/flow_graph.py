"""The data flow of many nodes as one graph: what it holds, what leads where, what is folded."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType

from em_desktop.domain.lineage import Edge, Lineage
from em_desktop.domain.nodes import Node, NodeType
from em_desktop.domain.paths import AlternativeName, NodePath
from em_desktop.domain.recordings import Association, AssociationKind

SHOWN_SIBLINGS = 8
"""Of siblings of equal shape, so many are shown; the others are folded."""

_VERSIONS = frozenset({AssociationKind.BRANCH, AssociationKind.TAG, AssociationKind.COMMIT})
_TYPES = {
    AssociationKind.ARTIFACT: NodeType.ARTIFACT,
    AssociationKind.MODEL: NodeType.MODEL,
    AssociationKind.DATASET: NodeType.DATASET,
}


class Side(StrEnum):
    """A direction in the data flow, seen from a node."""

    UPSTREAM = "upstream"
    """Where its data comes from."""
    DOWNSTREAM = "downstream"
    """Where its data goes."""

    @property
    def other(self) -> Side:
        return Side.DOWNSTREAM if self is Side.UPSTREAM else Side.UPSTREAM


@dataclass(frozen=True, slots=True, order=True)
class Version:
    """The version of a Model or Dataset that a Run read or wrote.

    Attributes:
        kind: BRANCH, TAG or COMMIT.
        name: of the branch or tag; the commit's id.
    """

    kind: AssociationKind
    name: str


@dataclass(frozen=True, slots=True)
class Fold:
    """Siblings of equal shape that are shown as one.

    Attributes:
        hub: the node that all of them are joined to.
        side: on which side of the hub they are.
        count: how many siblings; nodes behind them aren't counted.
    """

    hub: str
    side: Side
    count: int


@dataclass(frozen=True, slots=True)
class FlowNode:
    """A node of the graph.

    Attributes:
        key: names it in the graph; see `key_of` and `missing_key`.
        type: what it is, or what the Run says that it is; FILE where that is unknown.
        name: what people call it.
        node: what the store says; None where it isn't in the store.
        association: how a Run names it, where it isn't in the store.
        awaited: whether it isn't there because its Run is still running.
        fold: what is folded here; then it is no node of the store.
    """

    key: str
    type: NodeType
    name: str
    node: Node | None = None
    association: Association | None = None
    awaited: bool = False
    fold: Fold | None = None

    @property
    def is_missing(self) -> bool:
        return self.node is None and self.fold is None


@dataclass(frozen=True, slots=True)
class FlowEdge:
    """Data flows from one node to another.

    Attributes:
        source: key of the node that it comes from.
        target: key of the node that it goes to.
        versions: of the Model or Dataset at one end, as the Run names them.
        added: what people said in the app to join the two, and can take back.
    """

    source: str
    target: str
    versions: tuple[Version, ...] = ()
    added: tuple[Association, ...] = ()

    @property
    def ends(self) -> tuple[str, str]:
        return self.source, self.target


@dataclass(frozen=True)
class FlowGraph:
    """Nodes and the edges between them; edges are unique by their ends.

    Attributes:
        nodes: by key.
        edges: by source and target; both ends are in ``nodes``.
        beyond: for nodes with neighbours that aren't in the graph, how many there are.
    """

    nodes: Mapping[str, FlowNode] = field(default_factory=dict)
    edges: Mapping[tuple[str, str], FlowEdge] = field(default_factory=dict)
    beyond: Mapping[tuple[str, Side], int] = field(default_factory=dict)

    @cached_property
    def sources(self) -> Mapping[str, tuple[str, ...]]:
        """The keys of the nodes that each node's data comes from."""
        return self._adjacent(Side.UPSTREAM)

    @cached_property
    def targets(self) -> Mapping[str, tuple[str, ...]]:
        """The keys of the nodes that each node's data goes to."""
        return self._adjacent(Side.DOWNSTREAM)

    def next_to(self, key: str, side: Side) -> tuple[str, ...]:
        """The direct neighbours on one side."""
        return (self.sources if side is Side.UPSTREAM else self.targets).get(key, ())

    def _adjacent(self, side: Side) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, list[str]] = defaultdict(list)
        for source, target in self.edges:
            if side is Side.UPSTREAM:
                found[target].append(source)
            else:
                found[source].append(target)
        return MappingProxyType({key: tuple(keys) for key, keys in found.items()})

    def reachable(self, key: str, side: Side) -> frozenset[str]:
        """All that ``key`` came from (provenance) or that depends on it (impact), and itself."""
        adjacent = self.sources if side is Side.UPSTREAM else self.targets
        found, waiting = {key}, [key]
        while waiting:
            for each in adjacent.get(waiting.pop(), ()):
                if each not in found:
                    found.add(each)
                    waiting.append(each)
        return frozenset(found)

    def between(self, keys: frozenset[str]) -> frozenset[tuple[str, str]]:
        """The edges whose ends are both among these nodes."""
        return frozenset(ends for ends in self.edges if ends[0] in keys and ends[1] in keys)

    def path_edges(self, key: str, sides: Iterable[Side]) -> frozenset[tuple[str, str]]:
        """The edges on ways from or to a node, on these sides."""
        found: set[tuple[str, str]] = set()
        for side in sides:
            found |= self.between(self.reachable(key, side))
        return frozenset(found)


# ---- from what a store says


def key_of(path: NodePath) -> str:
    """The key of a node of the store."""
    return f"/{path}"


def missing_key(association: Association) -> str:
    """The key of what a Run names and the store doesn't have.

    The versions of one Model or Dataset have one key, as it is one node.
    """
    if association.kind in _VERSIONS:
        asset = association.id.partition(":")[0] or association.path.rpartition(":")[0]
        return f"?{asset or association.name}"
    return f"?{association.id or association.name or association.path or association.local_dir}"


def version_of(association: Association) -> Version | None:
    """The version that an association names; None where it names a whole node."""
    if association.kind not in _VERSIONS:
        return None
    of_path, of_id = (text.rpartition(":") for text in (association.path, association.id))
    name = (of_path[2] if of_path[1] else "") or (of_id[2] if of_id[1] else "") or association.name
    return Version(association.kind, name) if name else None


def missing_name(association: Association) -> str:
    """What people call the data that isn't in the store."""
    if association.name:
        parsed = AlternativeName.parse(association.name)
        return parsed.name if parsed and parsed.name else association.name
    path, node_id = association.path, association.id
    if association.kind in _VERSIONS:
        path, node_id = path.rpartition(":")[0] or path, node_id.partition(":")[0]
    return path.rstrip("/").rpartition("/")[2] or node_id or association.local_dir


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A direct neighbour, as a lineage names it.

    Attributes:
        path: where it is in the store; None where it isn't.
        edge: joins it to the node that was asked.
    """

    key: str
    side: Side
    path: NodePath | None
    association: Association
    edge: FlowEdge


def neighbours(key: str, lineage: Lineage) -> Iterator[Neighbour]:
    """The neighbours of a node, each side in its order."""
    for side, edges in ((Side.UPSTREAM, lineage.inputs), (Side.DOWNSTREAM, lineage.outputs)):
        for edge in edges:
            yield _neighbour(key, side, edge)


def _neighbour(key: str, side: Side, edge: Edge) -> Neighbour:
    other = missing_key(edge.association) if edge.node is None else key_of(edge.node)
    ends = (other, key) if side is Side.UPSTREAM else (key, other)
    version = version_of(edge.association)
    versions = () if version is None else (version,)
    flow = FlowEdge(*ends, versions, (edge.association,) if edge.is_added else ())
    return Neighbour(other, side, edge.node, edge.association, flow)


def present(node: Node) -> FlowNode:
    """A node of the store, as one of the graph."""
    return FlowNode(key_of(node.path), node.type, node.name, node)


def missing(association: Association, *, awaited: bool = False) -> FlowNode:
    """What a Run names and the store doesn't have, as a node of the graph."""
    kind = _TYPES.get(association.kind, NodeType.FILE)
    if association.kind in _VERSIONS:
        is_dataset = "dataset" in association.path.lower().split("/")
        kind = NodeType.DATASET if is_dataset else NodeType.MODEL
    key, name = missing_key(association), missing_name(association)
    return FlowNode(key, kind, name, association=association, awaited=awaited)


def join(edge: FlowEdge, other: FlowEdge | None) -> FlowEdge:
    """One edge with what both say, which have the same ends."""
    if other is None or other == edge:
        return edge
    versions = tuple(dict.fromkeys((*other.versions, *edge.versions)))
    return replace(edge, versions=versions, added=tuple(dict.fromkeys((*other.added, *edge.added))))


# ---- showing less


def without_types(graph: FlowGraph, types: frozenset[NodeType]) -> FlowGraph:
    """The graph without nodes of these types; what flows through them joins its ends."""
    hidden = {key for key, node in graph.nodes.items() if node.type in types}
    if not hidden:
        return graph
    nodes = {key: node for key, node in graph.nodes.items() if key not in hidden}
    edges: dict[tuple[str, str], FlowEdge] = {}
    for key in nodes:
        passed: set[str] = set()
        waiting = deque(graph.targets.get(key, ()))
        while waiting:
            target = waiting.popleft()
            if target not in hidden:
                edges[key, target] = graph.edges.get((key, target)) or FlowEdge(key, target)
            elif target not in passed:
                passed.add(target)
                waiting.extend(graph.targets.get(target, ()))
    beyond = {place: count for place, count in graph.beyond.items() if place[0] in nodes}
    return FlowGraph(nodes, edges, beyond)
