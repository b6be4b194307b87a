"""The data flow canvas: layout and first painting, panning and zooming, walking a store."""

from __future__ import annotations

import os
import random
import statistics
import time
from collections.abc import Callable, Iterator

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from em_desktop.domain.flow_graph import FlowEdge, FlowGraph, FlowNode
from em_desktop.domain.nodes import Node, NodeType, Status
from em_desktop.domain.paths import NodePath
from em_desktop.gui.canvas.drawing import Drawing, spacing
from em_desktop.gui.canvas.graph_view import GraphView
from em_desktop.gui.canvas.reading import View, arrange
from tests.bench.bench_charts import application
from tests.bench.framework import Result, seconds

SIZES = ((1_000, 2_000, 500), (10_000, 20_000, 5_000))
"""Nodes, edges, and the milliseconds that placing and painting may take."""
FRAMES = 30
SIZE = (1440, 700)
ZOOMS = (1.0, 0.6, 0.31, 0.29, 0.1)


def flow(nodes: int, edges: int) -> FlowGraph:
    """A graph as experiments grow: mostly what is near in time is joined, and hubs are rare."""
    dice = random.Random(1)
    kinds = (NodeType.RUN, NodeType.ARTIFACT)
    made = [node(number, kinds[number % 2]) for number in range(nodes)]
    flows: dict[tuple[str, str], FlowEdge] = {}
    while len(flows) < edges:
        source = dice.randrange(nodes - 1)
        target = min(nodes - 1, source + 1 + int(dice.expovariate(1 / (nodes / 40))))
        ends = (made[source].key, made[target].key)
        if source != target:
            flows[ends] = FlowEdge(*ends)
    return FlowGraph({each.key: each for each in made}, flows)


def node(number: int, kind: NodeType) -> FlowNode:
    name = f"{kind.value.lower()}_{number:05}"
    status = Status.COMPLETE if kind is NodeType.RUN else None
    return FlowNode(f"/{name}", kind, name, Node(NodePath((name,)), kind, name, status=status))


def bench_canvas() -> Iterator[Result]:
    """Placing a graph, painting it for the first time, and frames while it is explored."""
    application()
    for nodes, edges, target in SIZES:
        yield from explore(flow(nodes, edges), f"{nodes:,} nodes", target)


def explore(graph: FlowGraph, what: str, target: float) -> Iterator[Result]:
    view = View(spacing=spacing())
    placed = seconds(lambda: arrange(graph, view, {}), 3) * 1e3
    yield Result(f"place {what}", placed, "ms")
    canvas = GraphView()
    canvas.resize(*SIZE)
    canvas.show()
    QApplication.processEvents()
    arrangement = arrange(graph, view, {})
    start = time.perf_counter()
    canvas.show_drawing(Drawing(arrangement))
    canvas.fit()
    canvas.viewport().repaint()
    painted = (time.perf_counter() - start) * 1e3
    yield Result(f"place and paint {what}", placed + painted, "ms", target=target)

    def pan(number: int) -> None:
        canvas._scroll(7 * (-1) ** number, 3)

    def zoom_a_little(number: int) -> None:
        canvas.set_zoom(canvas.zoom * (1 / 1.05 if number % 2 else 1.05))

    for zoom in ZOOMS:
        canvas.set_zoom(zoom)
        canvas.center_on(canvas.drawing.bounds.center())
        yield Result(f"pan {what} at {zoom:.0%}", frame(canvas, pan), "ms", target=33)
    canvas.fit()
    yield Result(f"zoom all {what}", frame(canvas, zoom_a_little), "ms", target=33)
    canvas.set_zoom(1.0)
    yield Result(f"zoom {what} at 100%", frame(canvas, zoom_a_little), "ms", target=33)
    canvas.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def frame(canvas: GraphView, act: Callable[[int], None]) -> float:
    """Milliseconds of the median frame: the change and painting the whole view."""
    times = []
    for number in range(FRAMES):
        start = time.perf_counter()
        act(number)
        canvas.viewport().repaint()
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1e3
