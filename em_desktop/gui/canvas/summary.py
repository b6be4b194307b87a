"""What the summary card says of a node."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from em_desktop.domain.flow_graph import FlowGraph, FlowNode, Side
from em_desktop.domain.nodes import NodeType
from em_desktop.domain.paths import printable
from em_desktop.gui import wording
from em_desktop.gui.canvas import words
from em_desktop.gui.counted import content_text
from em_desktop.gui.widgets import Fact

_MOST_LINKS = 3


def summary_facts(
    graph: FlowGraph, node: FlowNode, measured: Mapping[str, tuple[int, int]]
) -> list[Fact]:
    """What is known of a node, and how much it came from and led to."""
    translate = QCoreApplication.translate
    facts = _missing_facts(node) if node.is_missing else _own_facts(node)
    versions = words.versions_at(graph, node.key) if node.type is not NodeType.RUN else ()
    if versions:
        text = ", ".join(words.version_text(version) for version in versions)
        facts.insert(0, Fact(translate("dataflow", "Version"), text))
    size, files = measured.get(node.key, (0, 0))
    if files:
        text = content_text(size, files)
        facts.append(Fact(translate("dataflow", "Size"), text))
    if node.type is not NodeType.RUN:
        facts += _makers(graph, node)
    for side, key in (
        (Side.UPSTREAM, translate("dataflow", "Upstream")),
        (Side.DOWNSTREAM, translate("dataflow", "Downstream")),
    ):
        others = graph.reachable(node.key, side) - {node.key}
        if others:
            facts.append(Fact(key, words.counted_text(graph.nodes[each] for each in others)))
    return facts


def _own_facts(node: FlowNode) -> list[Fact]:
    translate, known = QCoreApplication.translate, node.node
    if known is None:
        return []
    facts, now = [], words.now()
    status, duration = known.status_at(now), known.duration_at(now)
    if status is not None:
        text = wording.status_text(status)
        if duration is not None:
            text = f"{text}, {wording.duration_text(duration)}"
        facts.append(Fact(translate("dataflow", "State"), text))
    moment = known.started or known.created
    if moment is not None:
        key = (
            translate("dataflow", "Started") if known.started else translate("dataflow", "Created")
        )
        facts.append(Fact(key, wording.day_time_text(moment)))
    facts.append(Fact(translate("dataflow", "Path"), printable(str(known.path)), mono=True))
    return facts


def _missing_facts(node: FlowNode) -> list[Fact]:
    """What a Run says of data that isn't here."""
    translate, known = QCoreApplication.translate, node.association
    text = (
        translate("dataflow", "Not written yet")
        if node.awaited
        else translate("dataflow", "Not in this store")
    )
    facts = [Fact(translate("dataflow", "State"), text, token="st_warning")]
    if known is not None:
        for key, value in (
            (translate("dataflow", "Name"), known.name),
            (translate("dataflow", "Path"), known.path),
            (translate("dataflow", "Id"), known.id),
            (translate("dataflow", "Lay in"), known.local_dir),
        ):
            if value:
                facts.append(Fact(key, printable(value), mono=True, copy=True))
    return facts


def _makers(graph: FlowGraph, node: FlowNode) -> list[Fact]:
    """The Runs that wrote it, as links."""
    translate = QCoreApplication.translate
    facts = []
    for key in graph.sources.get(node.key, ())[:_MOST_LINKS]:
        maker = graph.nodes[key]
        if maker.fold is None:
            text = printable(maker.name)
            if maker.node is not None and maker.node.ended is not None:
                text = f"{text}, {wording.day_time_text(maker.node.ended)}"
            facts.append(Fact(translate("dataflow", "Made by"), text, link=key))
    return facts
