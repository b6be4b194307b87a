"""The data flow of some nodes: read, shown, explored."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAction, QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from em_desktop.domain.flow_graph import Side
from em_desktop.domain.flow_story import Step
from em_desktop.domain.nodes import NodeType
from em_desktop.domain.operations import Changes
from em_desktop.domain.paths import printable
from em_desktop.errors import EmError
from em_desktop.gui import theme, wording
from em_desktop.gui.canvas import words
from em_desktop.gui.canvas.actions import FlowActions
from em_desktop.gui.canvas.drawing import Drawing, spacing
from em_desktop.gui.canvas.joining import Joining
from em_desktop.gui.canvas.making import MakingPanel
from em_desktop.gui.canvas.reading import (
    FIRST_NODES,
    Answer,
    Question,
    View,
    arrange,
    how_made,
    measures,
    walk,
)
from em_desktop.gui.canvas.stage import CanvasStage
from em_desktop.gui.canvas.summary import summary_facts
from em_desktop.gui.canvas.toolbar import HIGHLIGHTS, MOST_STEPS, FlowToolbar
from em_desktop.gui.context import Context, Location
from em_desktop.gui.widgets import Divider, StateStack
from em_desktop.stores.base import Cancel

_MOST_MEASURED = 300
_SIDES = {
    "off": (),
    "upstream": (Side.UPSTREAM,),
    "downstream": (Side.DOWNSTREAM,),
    "both": (Side.UPSTREAM, Side.DOWNSTREAM),
}
_MEASURED = frozenset({NodeType.ARTIFACT, NodeType.MODEL, NodeType.DATASET})


class FlowView(QWidget):
    """Toolbar, graph, and how a node was made.

    Attributes:
        locations: the nodes to begin with, all of one store; folders stand for what is in them.
    """

    count_changed = Signal(int)
    """How many nodes were read."""

    def __init__(
        self, context: Context, locations: Sequence[Location], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.context = context
        self.locations = tuple(locations)
        self._answer: Answer | None = None
        self._error: EmError | None = None
        self._opened: tuple[tuple[str, Side], ...] = ()
        self._unfolded: frozenset[str] = frozenset()
        self._limit = FIRST_NODES
        self._anchor: str | None = None
        self._wanted: str | None = None
        self.toolbar = FlowToolbar(self)
        self.stage = CanvasStage(self)
        self.view = self.stage.view
        self.making = MakingPanel(context.tasks, self)
        self.menus = FlowActions(self)
        self.joining = Joining(self)
        self._retry = QAction(theme.icon("refresh", "on_accent"), "", self)
        self._retry.setPriority(QAction.Priority.HighPriority)
        self.toolbar.highlight.choose("both")
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        theme.set_look(self, area="surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        content = QWidget(self)
        row = QHBoxLayout(content)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.stage, 1)
        row.addWidget(self.making)
        self.making.hide()
        self._states = StateStack(content, self)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        for widget in (self.toolbar, Divider(Qt.Orientation.Horizontal, self), self._states):
            rows.addWidget(widget)
        rows.setStretchFactor(self._states, 1)
        self.setFocusProxy(self.view)

    def _connect(self) -> None:
        bar, view, stage = self.toolbar, self.view, self.stage
        bar.highlight_changed.connect(self._light)
        bar.question_changed.connect(self.refresh)
        bar.view_changed.connect(self._arrange)
        bar.search_changed.connect(self._search)
        bar.search_finished.connect(self._next_found)
        bar.making_asked.connect(self.show_making)
        bar.export.clicked.connect(self.menus.show_export)
        view.current_changed.connect(self._current_changed)
        view.hovered.connect(self._summarize)
        view.activated.connect(self.open)
        view.extended.connect(self.extend)
        view.highlight_asked.connect(self.toggle_highlight)
        view.menu_asked.connect(self.menus.show_menu)
        stage.zoom_bar.refresh.clicked.connect(self.refresh)
        stage.notice.more_asked.connect(self._read_more)
        stage.summary.closed.connect(self._clear_current)
        stage.summary.link_activated.connect(self.view.set_current)
        self.making.closed.connect(self.making.hide)
        self._retry.triggered.connect(self.refresh)
        theme.theme().changed.connect(self._restyle)

    # ---- reading

    @property
    def answer(self) -> Answer | None:
        """What was read last."""
        return self._answer

    def _question(self) -> Question:
        bar = self.toolbar
        return Question(
            tuple(location.path for location in self.locations),
            bar.upstream.steps,
            bar.downstream.steps,
            bar.related.isChecked(),
            self._opened,
            self._limit,
        )

    def refresh(self) -> None:
        """Read everything (again). What is shown stays until the answer is there."""
        try:
            store = self.context.stores.store(self.locations[0].store_id)
        except EmError as error:
            self._failed(error)
            return
        question = self._question()
        if self._answer is None:
            self._states.show_loading()
        self.context.tasks.stream(
            self,
            lambda cancel: walk(store, question, cancel),
            FlowView._take,
            failed=FlowView._failed,
            key="walk",
        )

    def apply_changes(self, changes: Changes) -> None:
        """Something changed in the store; read again where it is shown."""
        shown = {} if self._answer is None else self._answer.graph.nodes
        paths = [node.node.path for node in shown.values() if node.node is not None]
        if any(changes.touches(path) for path in (*paths, *self._paths())):
            self.refresh()

    def _paths(self) -> list[Any]:
        return [location.path for location in self.locations]

    def show_locations(self, locations: Sequence[Location]) -> None:
        """Show the data flow of other nodes, or of these that moved."""
        self.locations = tuple(locations)
        self._opened = ()
        self._answer = None
        self.refresh()

    def extend(self, key: str, side: Side) -> None:
        """Show the neighbours of a node on one side."""
        self._opened = (*self._opened, (key, side))
        self._anchor = key
        self.refresh()

    def _read_more(self) -> None:
        self._limit *= 4
        self.refresh()

    def _take(self, answer: Answer) -> None:
        self._answer, self._error = answer, None
        count = len(answer.graph.nodes)
        self.stage.notice.show_progress(count, answer.left_out, reading=not answer.complete)
        self.stage.arrange()
        if answer.complete and not answer.graph.edges and count <= 1 and not answer.left_out:
            self._show_empty()
        else:
            self._states.show_content()
            self._arrange()
        if answer.complete:
            self.count_changed.emit(count)
            self._measure(answer)

    def _failed(self, error: EmError) -> None:
        self._error = error
        if self._answer is not None:
            self.context.report(error, self.locations[0])
        else:
            self._show_error(error)

    def _show_error(self, error: EmError) -> None:
        said = wording.error_words(error)
        self._states.show_state(
            "alert", said.title, said.message, [self._retry], str(error), token="st_error"
        )

    def _show_empty(self) -> None:
        text = self.tr("No run in this store names it, and it names no inputs or outputs itself.")
        self._states.show_state("dataflow", self.tr("No data flow"), text)

    def _measure(self, answer: Answer) -> None:
        store = self.context.stores.store(self.locations[0].store_id)
        known = self.view.look.measured
        nodes = tuple(
            (key, node.node.path)
            for key, node in answer.graph.nodes.items()
            if node.node is not None and node.type in _MEASURED and key not in known
        )[:_MOST_MEASURED]
        if nodes:
            self.context.tasks.stream(
                self,
                lambda cancel: measures(store, nodes, cancel),
                FlowView._take_measure,
                key="measure",
            )

    def _take_measure(self, measured: tuple[str, int, int]) -> None:
        key, size, files = measured
        self.view.look.measured = {**self.view.look.measured, key: (size, files)}
        self.view.refresh_look()

    # ---- arranging

    def _arrange(self) -> None:
        answer = self._answer
        if answer is None:
            return
        downward = self.toolbar.direction.key == "down"
        single = answer.starts if len(self.locations) == 1 and len(answer.starts) == 1 else None
        view = View(
            (single or frozenset()) | frozenset({self.view.current} - {None}),  # type: ignore[arg-type]
            self._unfolded,
            self.toolbar.hidden_types,
            spacing(downward=downward),
        )
        shown = self.view.drawing
        before = shown.placement.places if shown.downward == downward else {}

        def work(_cancel: Cancel) -> Drawing:
            return Drawing(arrange(answer.graph, view, before), downward=downward)

        self.view.look.own = single or frozenset()
        self._write_tag()
        self.context.tasks.run(self, work, FlowView._show, key="arrange")

    def _show(self, drawing: Drawing) -> None:
        anchor = self._anchor or self.view.current or next(iter(self.view.look.own), None)
        self._anchor = None
        current = self.view.current
        self.view.show_drawing(drawing, anchor)
        if self._wanted is not None:
            self.view.set_current(self._wanted)
            self._wanted = None
        self._search(self.toolbar.search.text())
        self._light()
        if current != self.view.current:
            self._current_changed()

    def _write_tag(self) -> None:
        nodes = {} if self._answer is None else self._answer.graph.nodes
        for key in self.view.look.own & set(nodes):
            self.view.look.own_text = words.own_text(nodes[key].type)

    def _restyle(self) -> None:
        """Other colors or sizes."""
        self.stage.mini_map.forget()
        self.stage.view.viewport().update()
        self._arrange()

    # ---- looking

    def _focused(self) -> str | None:
        """The node that highlights and steps are about: the current one, else the page's own."""
        drawn = self.view.drawing.boxes
        own = sorted(self.view.look.own & set(drawn))
        return self.view.current or (own[0] if own else None)

    def _light(self) -> None:
        graph, key = self.view.drawing.graph, self._focused()
        sides = _SIDES[self.toolbar.highlight.key]
        if not sides or key is None or graph.nodes[key].fold is not None:
            self.view.look.lit = None
        else:
            nodes = frozenset().union(*(graph.reachable(key, side) for side in sides))
            self.view.look.lit = nodes, graph.path_edges(key, sides)
        self.view.refresh_look()
        self.stage.mini_map.forget()

    def toggle_highlight(self, highlight: str) -> None:
        """Highlight so, or nothing if it is so already."""
        same = self.toolbar.highlight.key == highlight
        self.toolbar.highlight.choose("off" if same else highlight)
        self._light()

    def _current_changed(self) -> None:
        self._light()
        self._summarize("")
        if self.making.isVisible():
            self.show_making()

    def _clear_current(self) -> None:
        self.view.set_current(None)
        self.view.setFocus()

    def _summarize(self, hovered: str) -> None:
        """Say what is known of the node under the pointer, or else of the current one."""
        graph, card = self.view.drawing.graph, self.stage.summary
        node = graph.nodes.get(hovered or self.view.current or "")
        if node is None or node.fold is not None:
            card.hide()
            return
        icon = theme.node_icon_name(node.type)
        facts = summary_facts(graph, node, self.view.look.measured)
        card.show_node(icon, printable(node.name), facts)
        self.stage.arrange()

    def _search(self, text: str) -> None:
        graph, wanted = self.view.drawing.graph, text.strip().casefold()
        found = None
        if wanted:
            found = frozenset(
                key
                for key, node in graph.nodes.items()
                if wanted in words.name_text(graph, node).casefold()
            )
        self.view.look.found = found
        total = wording.count_text(len(graph.nodes))
        result = self.tr("%1 of %2").replace("%2", total)
        count = "" if found is None else wording.count_text(len(found))
        self.toolbar.search.set_result(result.replace("%1", count) if count else "")
        self.view.refresh_look()
        self.stage.mini_map.forget()

    def _next_found(self) -> None:
        """Go to the next node found, from left to right."""
        boxes = self.view.drawing.boxes
        found = self.view.look.found or frozenset()
        order = sorted(found, key=lambda key: (boxes[key].left(), boxes[key].top()))
        if order:
            current = self.view.current
            following = order.index(current) + 1 if current in order else 0
            self.view.set_current(order[following % len(order)])

    # ---- doing

    def open(self, key: str, new_tab: bool) -> None:
        """Open a node in a tab; unfold a fold."""
        node = self.view.drawing.graph.nodes.get(key)
        if node is None:
            return
        if node.fold is not None:
            self._unfolded |= {key}
            self._anchor = node.fold.hub
            self._arrange()
        elif node.node is not None:
            location = Location(self.locations[0].store_id, node.node.path)
            self.context.open(location, new_tab=new_tab)
        else:
            self.view.set_current(key)

    def show_making(self) -> None:
        """Tell how the current node (or the page's own) was made."""
        key = self._focused()
        node = self.view.drawing.graph.nodes.get(key or "")
        if node is None or node.fold is not None or self._answer is None:
            return
        store = self.context.stores.store(self.locations[0].store_id)
        graph = self._answer.graph
        self.making.show_steps(node.name, ())
        self.making.show()
        self.context.tasks.run(
            self,
            lambda cancel: (node.name, how_made(store, graph, node, cancel)),
            FlowView._show_steps,
            key="steps",
        )

    def _show_steps(self, result: tuple[str, tuple[Step, ...]]) -> None:
        self.making.show_steps(*result)

    def start_search(self) -> None:
        self.toolbar.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.toolbar.search.selectAll()

    # ---- state and words

    def save_state(self) -> dict[str, Any]:
        bar = self.toolbar
        return {
            "highlight": bar.highlight.key,
            "upstream": MOST_STEPS + 1 if bar.upstream.steps is None else bar.upstream.steps,
            "downstream": MOST_STEPS + 1 if bar.downstream.steps is None else bar.downstream.steps,
            "direction": bar.direction.key,
            "related": bar.related.isChecked(),
            "hidden_types": sorted(kind.value for kind in bar.hidden_types),
            "current": self.view.current,
        }

    def restore_state(self, state: dict[str, Any]) -> None:
        bar = self.toolbar
        if state.get("highlight") in HIGHLIGHTS:
            bar.highlight.choose(state["highlight"])
        for key, count in (("upstream", bar.upstream), ("downstream", bar.downstream)):
            steps = state.get(key)
            if isinstance(steps, int) and not isinstance(steps, bool):
                count.set_steps(None if steps > MOST_STEPS else steps)
        if isinstance(state.get("direction"), str):
            bar.direction.choose(state["direction"])
        if isinstance(state.get("related"), bool):
            bar.related.setChecked(state["related"])
        hidden = state.get("hidden_types")
        if isinstance(hidden, list):
            bar.set_hidden_types(frozenset(kind for kind in NodeType if kind.value in hidden))
        if isinstance(state.get("current"), str):
            self._wanted = state["current"]

    def retranslate(self) -> None:
        self.toolbar.retranslate()
        self.stage.retranslate()
        self.making.retranslate()
        self._retry.setText(self.tr("Try again"))
        if self._error is not None and self._answer is None:
            self._show_error(self._error)
        self._write_tag()
        self._summarize("")
        self.view.refresh_look()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        self._summarize("")
        super().hideEvent(event)


def folder_flow(context: Context, location: Location, parent: QWidget | None = None) -> FlowView:
    """The whole of a folder as one graph, with one step around it."""
    view = FlowView(context, [location], parent)
    view.toolbar.highlight.choose("off")
    for count in (view.toolbar.upstream, view.toolbar.downstream):
        count.set_steps(1)
    view.toolbar.related.setChecked(False)
    return view
