"""Reads a data flow from a store, step by step, and arranges it; all of it in workers."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from em_desktop.domain.flow_folds import folded
from em_desktop.domain.flow_graph import (
    FlowEdge,
    FlowGraph,
    FlowNode,
    Neighbour,
    Side,
    join,
    key_of,
    missing,
    neighbours,
    present,
    without_types,
)
from em_desktop.domain.flow_layout import Placement, Point, Spacing, layout
from em_desktop.domain.flow_story import Step, runs_before, step_of
from em_desktop.domain.nodes import Node, NodeType, Status
from em_desktop.domain.paths import NodePath
from em_desktop.errors import CancelledError, EmError
from em_desktop.formats import run
from em_desktop.stores.base import Cancel, Store

FIRST_NODES = 300
"""So many nodes are read at first; the user can ask for more."""
_MOST_STEPS = 2000
"""So many nodes are read at most to tell how something was made."""
_FIRST_LOOK = 0.2
"""Seconds until what was read so far is shown; each further look takes twice as long."""
_FLOWING = frozenset(
    {NodeType.RUN, NodeType.ARTIFACT, NodeType.AUTOTUNE, NodeType.MODEL, NodeType.DATASET}
)


@dataclass(frozen=True, slots=True)
class Question:
    """What to read.

    Attributes:
        starts: the nodes to begin with; a folder stands for all nodes in it.
        upstream: how many steps to go up at most; None goes to the end.
        downstream: the same for down.
        related: whether to show what else the nodes found lead to and come from, as far as it
            lies within the steps.
        opened: nodes whose neighbours on a side are shown whatever the steps.
        limit: how many nodes to read at most.
    """

    starts: tuple[NodePath, ...]
    upstream: int | None = 3
    downstream: int | None = 3
    related: bool = True
    opened: tuple[tuple[str, Side], ...] = ()
    limit: int = FIRST_NODES


@dataclass(frozen=True, slots=True)
class Answer:
    """What was read so far.

    Attributes:
        starts: keys of the nodes that were asked for.
        left_out: how many nodes the limit kept out, as far as they are known.
    """

    graph: FlowGraph
    starts: frozenset[str]
    left_out: int = 0
    complete: bool = False


@dataclass(frozen=True, slots=True)
class Arrangement:
    """A graph with what is hidden taken out, and where its nodes are."""

    graph: FlowGraph
    placement: Placement


@dataclass(frozen=True, slots=True)
class View:
    """How a graph is to be shown.

    Attributes:
        kept: keys of nodes that are never folded.
        unfolded: keys of folds that the user opened.
        hidden: types that aren't shown.
    """

    kept: frozenset[str] = frozenset()
    unfolded: frozenset[str] = frozenset()
    hidden: frozenset[NodeType] = frozenset()
    spacing: Spacing = field(default_factory=Spacing)


def arrange(graph: FlowGraph, view: View, before: Mapping[str, Point]) -> Arrangement:
    """Hide, fold and place."""
    shown = folded(without_types(graph, view.hidden), view.kept, view.unfolded)
    return Arrangement(shown, layout(shown.nodes, shown.edges, before, view.spacing))


def walk(store: Store, question: Question, cancel: Cancel) -> Iterator[Answer]:
    """Follow the data flow; yields what is known now and then, and at the end.

    Raises:
        EmError: a node to begin with can't be read.
    """
    yield from _Walk(store, question, cancel).run()


def measures(
    store: Store, nodes: tuple[tuple[str, NodePath], ...], cancel: Cancel
) -> Iterator[tuple[str, int, int]]:
    """Key, bytes and number of files of each node; what can't be measured is left out."""
    for key, path in nodes:
        try:
            yield (key, *store.measure(path, cancel))
        except CancelledError:
            raise
        except EmError:  # gone in the meantime
            continue


def read_steps(store: Store, graph: FlowGraph, key: str, cancel: Cancel) -> tuple[Step, ...]:
    """How a node was made: the Runs before it with their code and parameters."""
    steps = []
    for each in runs_before(graph, key):
        cancel.check()
        node = graph.nodes[each].node
        try:
            source = None if node is None else store.objects(node.path)
            git = None if source is None else run.read_git(source).value
            parameters = None if source is None else run.read_parameters(source).value
        except EmError:  # the step is told without what can't be read
            git, parameters = None, None
        steps.append(step_of(graph, each, git, parameters))
    return tuple(steps)


def how_made(store: Store, graph: FlowGraph, node: FlowNode, cancel: Cancel) -> tuple[Step, ...]:
    """How a node was made, from its very beginning, whatever ``graph`` shows of it.

    Raises:
        EmError: the node isn't there any more.
    """
    if node.node is not None:
        question = Question((node.node.path,), None, 0, related=False, limit=_MOST_STEPS)
        for answer in walk(store, question, cancel):
            graph = answer.graph
    return read_steps(store, graph, node.key, cancel)


class _Walk:
    def __init__(self, store: Store, question: Question, cancel: Cancel) -> None:
        self._store = store
        self._question = question
        self._cancel = cancel
        self._nodes: dict[str, FlowNode] = {}
        self._level: dict[str, int] = {}
        self._near: dict[str, tuple[Neighbour, ...]] = {}
        self._left_out: set[str] = set()
        self._starts: list[str] = []
        self._next_look = time.monotonic() + _FIRST_LOOK
        self._pause = _FIRST_LOOK

    def run(self) -> Iterator[Answer]:
        for path in self._question.starts:
            self._start(path)
        yield from self._follow_sides()
        if self._question.related:
            yield from self._follow_all()
        for key, side in self._question.opened:
            for neighbour in self._neighbours(key) if key in self._nodes else ():
                if neighbour.side is side:
                    self._add(key, neighbour)
        for key in list(self._nodes):  # edges among them, and how many neighbours aren't shown
            self._neighbours(key)
            yield from self._look()
        yield self._answer(complete=True)

    def _start(self, path: NodePath) -> None:
        node = self._store.get(path)
        if node.type is NodeType.FOLDER:
            self._start_all(path)
        elif node.type in _FLOWING:
            self._add_start(node)

    def _start_all(self, folder: NodePath) -> None:
        """All nodes in a folder and in those below it."""
        folders = [folder]
        while folders:
            below = []
            for page in self._store.children(folders.pop(0), self._cancel):
                for node in page:
                    if node.type is NodeType.FOLDER:
                        below.append(node.path)
                    elif node.type in _FLOWING:
                        self._add_start(node)
            folders[:0] = below

    def _add_start(self, node: Node) -> None:
        key = key_of(node.path)
        if key not in self._nodes and len(self._nodes) >= self._question.limit:
            self._left_out.add(key)
        else:
            self._nodes[key] = present(node)
            self._level[key] = 0
            self._starts.append(key)

    def _follow_sides(self) -> Iterator[Answer]:
        """What the starts came from, and what depends on them."""
        waiting = deque((key, side) for key in self._starts for side in Side)
        seen = set(waiting)
        while waiting:
            key, side = waiting.popleft()
            for neighbour in self._neighbours(key):
                if neighbour.side is side and self._within(key, side):
                    self._add(key, neighbour)
                    further = (neighbour.key, side)
                    if neighbour.key in self._nodes and further not in seen:
                        seen.add(further)
                        waiting.append(further)
            yield from self._look()

    def _follow_all(self) -> Iterator[Answer]:
        """What else these nodes are joined to, within the steps."""
        waiting = deque(self._nodes)
        while waiting:
            key = waiting.popleft()
            for neighbour in self._neighbours(key):
                if self._within(key, neighbour.side) and self._add(key, neighbour):
                    waiting.append(neighbour.key)
            yield from self._look()

    def _within(self, key: str, side: Side) -> bool:
        """Whether a neighbour on this side is within the steps."""
        if side is Side.UPSTREAM:
            return self._question.upstream is None or self._level[key] > -self._question.upstream
        return self._question.downstream is None or self._level[key] < self._question.downstream

    def _add(self, key: str, neighbour: Neighbour) -> bool:
        """Take a neighbour in; whether it is new."""
        if neighbour.key in self._nodes:
            return False
        if len(self._nodes) >= self._question.limit:
            self._left_out.add(neighbour.key)
            return False
        self._nodes[neighbour.key] = self._node(key, neighbour)
        self._level[neighbour.key] = self._level[key] + (
            -1 if neighbour.side is Side.UPSTREAM else 1
        )
        return True

    def _node(self, key: str, neighbour: Neighbour) -> FlowNode:
        if neighbour.path is not None:
            try:
                return present(self._store.get(neighbour.path))
            except EmError:  # it left between the two questions
                pass
        origin = self._nodes[key].node
        running = origin is not None and origin.status_at(datetime.now(UTC)) is Status.RUNNING
        awaited = running and neighbour.side is Side.DOWNSTREAM
        found = missing(neighbour.association, awaited=awaited)
        return (
            found
            if found.key == neighbour.key
            else FlowNode(neighbour.key, found.type, found.name, association=neighbour.association)
        )

    def _neighbours(self, key: str) -> tuple[Neighbour, ...]:
        """All neighbours of a node, read once; what isn't in the store has none."""
        if key not in self._near:
            self._cancel.check()
            node = self._nodes[key].node
            try:
                lineage = None if node is None else self._store.lineage(node.path, self._cancel)
            except CancelledError:
                raise
            except EmError:  # gone in the meantime, or a store that knows no data flow
                lineage = None
            self._near[key] = () if lineage is None else tuple(neighbours(key, lineage))
        return self._near[key]

    # ---- what is told

    def _look(self) -> Iterator[Answer]:
        if time.monotonic() > self._next_look:
            yield self._answer()
            self._pause *= 2
            self._next_look = time.monotonic() + self._pause

    def _answer(self, *, complete: bool = False) -> Answer:
        edges: dict[tuple[str, str], FlowEdge] = {}
        beyond: dict[tuple[str, Side], set[str]] = {}
        for key, near in self._near.items():
            for neighbour in near:
                if neighbour.key in self._nodes:
                    ends = neighbour.edge.ends
                    edges[ends] = join(neighbour.edge, edges.get(ends))
                else:
                    beyond.setdefault((key, neighbour.side), set()).add(neighbour.key)
        counts = {place: len(keys) for place, keys in beyond.items()}
        graph = FlowGraph(dict(self._nodes), edges, counts)
        return Answer(graph, frozenset(self._starts), len(self._left_out), complete)
