"""The words for nodes and edges of a data flow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Final

from PySide6.QtCore import QCoreApplication, QObject

from em_desktop.domain.flow_graph import FlowEdge, FlowGraph, FlowNode, Side, Version
from em_desktop.domain.flow_story import Words
from em_desktop.domain.nodes import NodeType
from em_desktop.domain.paths import printable
from em_desktop.domain.recordings import AssociationKind
from em_desktop.gui import wording
from em_desktop.gui.counted import files_text

_SHORT_COMMIT = 7


def short_version(version: Version) -> str:
    """A version where there is little room: ``v1.2``, ``main``, ``9f31c0a``."""
    if version.kind is AssociationKind.COMMIT:
        return printable(version.name[:_SHORT_COMMIT])
    return printable(version.name)


def version_text(version: Version) -> str:
    """A version with its kind: ``tag v1.2``."""
    name = short_version(version)
    match version.kind:
        case AssociationKind.TAG:
            return QCoreApplication.translate("dataflow", "tag %1").replace("%1", name)
        case AssociationKind.COMMIT:
            return QCoreApplication.translate("dataflow", "commit %1").replace("%1", name)
        case _:
            return name


def versions_at(graph: FlowGraph, key: str) -> tuple[Version, ...]:
    """All versions of a node that edges name, each once."""
    edges = [graph.edges[source, key] for source in graph.sources.get(key, ())]
    edges += [graph.edges[key, target] for target in graph.targets.get(key, ())]
    return tuple(dict.fromkeys(version for edge in edges for version in edge.versions))


def edge_label(graph: FlowGraph, edge: FlowEdge) -> str:
    """The versions on an edge, where its node doesn't say them all the same."""
    if not edge.versions:
        return ""
    for end in edge.ends:
        of_end = versions_at(graph, end)
        if graph.nodes[end].type is not NodeType.RUN and len(of_end) > len(edge.versions):
            return ", ".join(short_version(version) for version in edge.versions)
    return ""


class _Counted(QObject):
    """The texts with numbers; only `tr` in a class lets plurals be collected."""

    def rest(self, kind: NodeType, side: Side, count: int) -> str:
        """What a fold says; %1 is its hub's name."""
        if kind is NodeType.RUN:
            if side is Side.UPSTREAM:
                return self.tr("%Ln more run(s) write %1", "", count)
            return self.tr("%Ln more run(s) use %1", "", count)
        if side is Side.UPSTREAM:
            return self.tr("%Ln more input(s) of %1", "", count)
        return self.tr("%Ln more output(s) of %1", "", count)

    def versions(self, count: int) -> str:
        return self.tr("%Ln version(s)", "", count)

    def neighbours(self, side: Side, count: int) -> str:
        if side is Side.UPSTREAM:
            return self.tr("%Ln input(s)", "", count)
        return self.tr("%Ln output(s)", "", count)

    def nodes(self, count: int) -> str:
        return self.tr("%Ln node(s)", "", count)

    def nodes_of(self, kind: NodeType, count: int) -> str:
        match kind:
            case NodeType.DATASET:
                return self.tr("%Ln dataset(s)", "", count)
            case NodeType.MODEL:
                return self.tr("%Ln model(s)", "", count)
            case NodeType.RUN:
                return self.tr("%Ln run(s)", "", count)
            case _:
                return self.tr("%Ln artifact(s)", "", count)


_COUNTED: Final = _Counted()
_COUNTED_TYPES = (NodeType.DATASET, NodeType.MODEL, NodeType.RUN, NodeType.ARTIFACT)


def name_text(graph: FlowGraph, node: FlowNode) -> str:
    """The first line of a node; of a fold the whole text."""
    fold = node.fold
    if fold is None:
        return printable(node.name)
    text = _COUNTED.rest(node.type, fold.side, fold.count)
    return text.replace("%1", printable(graph.nodes[fold.hub].name))


def detail_text(
    graph: FlowGraph, node: FlowNode, measured: Mapping[str, tuple[int, int]], now: datetime
) -> str:
    """The second line of a node."""
    translate = QCoreApplication.translate
    parts = []
    versions = versions_at(graph, node.key) if node.type is not NodeType.RUN else ()
    if len(versions) == 1:
        parts.append(version_text(versions[0]))
    elif versions:
        parts.append(_COUNTED.versions(len(versions)))
    if node.node is None:
        parts.append(
            translate("dataflow", "not written yet")
            if node.awaited
            else translate("dataflow", "not here")
        )
        return " · ".join(parts)
    duration = node.node.duration_at(now)
    if duration is not None:
        parts.append(wording.duration_text(duration))
    elif node.type is NodeType.RUN and node.node.status is not None:
        parts.append(wording.status_text(node.node.status))
    if node.key in measured:
        size, files = measured[node.key]
        if size or not versions:
            parts.append(wording.size_text(size))
        if not versions and files != 1:
            parts.append(files_text(files))
    return " · ".join(parts) or wording.type_text(node.type)


def spoken_text(
    graph: FlowGraph, node: FlowNode, measured: Mapping[str, tuple[int, int]], now: datetime
) -> str:
    """A node for screen readers."""
    if node.fold is not None:
        return name_text(graph, node)
    parts = [wording.type_text(node.type), printable(node.name)]
    status = None if node.node is None else node.node.status_at(now)
    if status is not None:
        parts.append(wording.status_text(status))
    parts.append(detail_text(graph, node, measured, now))
    parts += [_COUNTED.neighbours(side, len(graph.next_to(node.key, side))) for side in Side]
    return ", ".join(parts)


def own_text(kind: NodeType) -> str:
    """The tag of the node whose page shows the graph."""
    translate = QCoreApplication.translate
    match kind:
        case NodeType.RUN:
            return translate("dataflow", "This run")
        case NodeType.ARTIFACT:
            return translate("dataflow", "This artifact")
        case NodeType.MODEL:
            return translate("dataflow", "This model")
        case NodeType.DATASET:
            return translate("dataflow", "This dataset")
        case _:
            return translate("dataflow", "This item")


def counted_text(nodes: Iterable[FlowNode]) -> str:
    """How many nodes, and how many of each type: "9 nodes, 2 datasets, 4 runs"."""
    found = [node for node in nodes if node.fold is None]
    kinds = Counter(node.type for node in found)
    parts = [_COUNTED.nodes(len(found))]
    parts += [_COUNTED.nodes_of(kind, kinds[kind]) for kind in _COUNTED_TYPES if kinds[kind]]
    return ", ".join(parts)


def story_words() -> Words:
    """The words for `flow_story.story_text`."""
    translate = QCoreApplication.translate
    return Words(
        title=translate("dataflow", "How “%1” was made"),
        nothing=translate("dataflow", "No run that wrote it is known."),
        step=translate("dataflow", "Step %1 of %2: %3"),
        started=translate("dataflow", "Started"),
        reads=translate("dataflow", "Reads"),
        writes=translate("dataflow", "Writes"),
        code=translate("dataflow", "Code"),
        entry=translate("dataflow", "Entry point"),
        parameters=translate("dataflow", "Parameters"),
        dirty=translate("dataflow", "with changes that were not committed"),
        unknown=translate("dataflow", "not recorded"),
        missing=translate("dataflow", "not in this store"),
    )


def now() -> datetime:
    """The moment that durations of running Runs count to."""
    return datetime.now(UTC)
