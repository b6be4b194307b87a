"""What the summary card says of a node."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from em_desktop.domain.flow_graph import FlowGraph, FlowNode, Side
from em_desktop.domain.nodes import NodeType
from em_desktop.domain.paths import printable
from em_desktop.gui import wording
from em_desktop.gui.canvas import words
from em_desktop.gui.counted import files_text
from em_desktop.gui.widgets import Fact

_MOST_LINKS = 3


def summary_facts(
    graph: FlowGraph, node: FlowNode, measured: Mapping[str, tuple[int, int]]
) -> list[Fact]:
    """What is known of a node, and how much it came from and led to."""
    tr = QCoreApplication.translate
    facts = _missing_facts(node) if node.is_missing else _own_facts(node)
    versions = words.versions_at(graph, node.key) if node.type is not NodeType.RUN else ()
    if versions:
        text = ", ".join(words.version_text(version) for version in versions)
        facts.insert(0, Fact(tr("dataflow", "Version"), text))
    size, files = measured.get(node.key, (0, 0))
    if files:
        text = f"{wording.size_text(size)}, {files_text(files)}"
        facts.append(Fact(tr("dataflow", "Size"), text))
    if node.type is not NodeType.RUN:
        facts += _makers(graph, node)
    for side, key in (
        (Side.UPSTREAM, tr("dataflow", "Upstream")),
        (Side.DOWNSTREAM, tr("dataflow", "Downstream")),
    ):
        others = graph.reachable(node.key, side) - {node.key}
        if others:
            facts.append(Fact(key, words.counted_text(graph.nodes[each] for each in others)))
    return facts


def _own_facts(node: FlowNode) -> list[Fact]:
    tr, known = QCoreApplication.translate, node.node
    if known is None:
        return []
    facts, now = [], words.now()
    status, duration = known.status_at(now), known.duration_at(now)
    if status is not None:
        text = wording.status_text(status)
        if duration is not None:
            text = f"{text}, {wording.duration_text(duration)}"
        facts.append(Fact(tr("dataflow", "State"), text))
    moment = known.started or known.created
    if moment is not None:
        key = tr("dataflow", "Started") if known.started else tr("dataflow", "Created")
        facts.append(Fact(key, wording.day_time_text(moment)))
    facts.append(Fact(tr("dataflow", "Path"), printable(str(known.path)), mono=True))
    return facts


def _missing_facts(node: FlowNode) -> list[Fact]:
    """What a Run says of data that isn't here."""
    tr, known = QCoreApplication.translate, node.association
    text = (
        tr("dataflow", "Not written yet") if node.awaited else tr("dataflow", "Not in this store")
    )
    facts = [Fact(tr("dataflow", "State"), text, token="st_warning")]
    if known is not None:
        for key, value in (
            (tr("dataflow", "Name"), known.name),
            (tr("dataflow", "Path"), known.path),
            (tr("dataflow", "Id"), known.id),
            (tr("dataflow", "Lay in"), known.local_dir),
        ):
            if value:
                facts.append(Fact(key, printable(value), mono=True, copy=True))
    return facts


def _makers(graph: FlowGraph, node: FlowNode) -> list[Fact]:
    """The Runs that wrote it, as links."""
    tr = QCoreApplication.translate
    facts = []
    for key in graph.sources.get(node.key, ())[:_MOST_LINKS]:
        maker = graph.nodes[key]
        if maker.fold is None:
            text = printable(maker.name)
            if maker.node is not None and maker.node.ended is not None:
                text = f"{text}, {wording.day_time_text(maker.node.ended)}"
            facts.append(Fact(tr("dataflow", "Made by"), text, link=key))
    return facts
