"""The page of a Model or Dataset: its facts and the names of its versions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from em_desktop.domain.nodes import Node, NodeType
from em_desktop.domain.operations import Changes
from em_desktop.domain.paths import NodePath, printable
from em_desktop.errors import EmError
from em_desktop.formats.asset import Refs
from em_desktop.formats.reading import Reading
from em_desktop.gui import theme, wording
from em_desktop.gui.context import Context, Location
from em_desktop.gui.counted import content_text
from em_desktop.gui.panes.asset.names import NameList
from em_desktop.gui.panes.base import Pane
from em_desktop.gui.panes.run.dataflow import DataflowTab
from em_desktop.gui.widgets import (
    Fact,
    FactList,
    PageHeader,
    PageTabs,
    ProblemBar,
    Section,
    StateStack,
    StateView,
    TextLabel,
)
from em_desktop.stores.base import Cancel, Store

OVERVIEW, DATAFLOW = "overview", "dataflow"
_COLUMN_WIDTH = 720
_KEY_WIDTH = 110


@dataclass(frozen=True, slots=True)
class _Facts:
    """What is known soon."""

    node: Node
    refs: Reading[Refs]
    place: str


@dataclass(frozen=True, slots=True)
class _Measure:
    """What needs all files to be looked at."""

    size: int
    files: int


class AssetPane(Pane):
    """Shows what a Model or Dataset says of itself, and what it came from."""

    offers = frozenset({DATAFLOW})

    def __init__(self, context: Context, location: Location, parent: QWidget | None = None) -> None:
        super().__init__(context, location, parent)
        self._facts: _Facts | None = None
        self._measure: _Measure | None = None
        self._header = PageHeader(self)
        self._problems = ProblemBar(self)
        self._list = FactList(self, key_width=_KEY_WIDTH)
        self._description = TextLabel("", "body", "text", self, wrap=True, selectable=True)
        self._description.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._overview = Section(parent=self)
        self._description_section = Section(parent=self)
        self._branch_section, self._tag_section = Section(parent=self), Section(parent=self)
        self._branches = NameList("branch", self)
        self._tags = NameList("label", self)
        self._nothing = StateView(self)
        self._retry = QAction(theme.icon("refresh", "on_accent"), "", self)
        self._retry.setPriority(QAction.Priority.HighPriority)
        self._retry.triggered.connect(self.refresh)
        self.tabs = PageTabs(self)
        self._dataflow: DataflowTab | None = None
        self._saved_dataflow: dict[str, Any] = {}
        self._lay_out()
        self.tabs.changed.connect(self._tab_shown)

    def _lay_out(self) -> None:
        self.setProperty("area", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._overview.body.addWidget(self._list)
        self._description_section.body.addWidget(self._description)
        self._branch_section.body.addWidget(self._branches)
        self._tag_section.body.addWidget(self._tags)
        page = QWidget(self)
        theme.set_lengths(page, most_width=_COLUMN_WIDTH)
        page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        theme.set_look(page, area="surface")
        rows = QVBoxLayout(page)
        rows.setContentsMargins(theme.space.page, theme.space.control, theme.space.page, 0)
        rows.setSpacing(theme.space.control)
        for widget in (
            self._overview,
            self._description_section,
            self._branch_section,
            self._tag_section,
            self._nothing,
        ):
            rows.addWidget(widget)
        rows.addStretch(1)
        self._area = QScrollArea(self)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setWidget(page)
        self.tabs.add_tab(OVERVIEW, self._area)
        self.tabs.add_place(DATAFLOW)
        body = QWidget(self)
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self._header, self._problems):
            column.addWidget(part)
        column.addWidget(self.tabs, 1)
        self._stack = StateStack(body, self)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._stack)
        self.setFocusProxy(self._area)

    # Tabs

    @property
    def dataflow(self) -> DataflowTab:
        """The tab Dataflow; made when it is first asked for."""
        if self._dataflow is None:
            place = self.tabs.widget(DATAFLOW)
            made = self._dataflow = DataflowTab(self.context, self.location, place)
            self.tabs.fill(DATAFLOW, made)
            made.retranslate()
            made.restore_state(self._saved_dataflow)
        return self._dataflow

    def show_view(self, view: str) -> None:
        self.tabs.set_current(view)

    @Slot(str)
    def _tab_shown(self, key: str) -> None:
        """The data flow is read when it is looked at: it leads to many other nodes."""
        if key == DATAFLOW:
            self.dataflow.refresh()

    def apply_changes(self, changes: Changes) -> None:
        super().apply_changes(changes)
        if self.tabs.current == DATAFLOW and not changes.touches(self.location.path):
            self.dataflow.apply_changes(changes)

    def relocate(self, location: Location) -> None:
        if self._dataflow is not None:
            self._dataflow.locations = (location,)
        super().relocate(location)

    def start_search(self) -> None:
        if self.tabs.current == DATAFLOW:
            self.dataflow.start_search()

    def save_state(self) -> dict[str, Any]:
        flow = self._saved_dataflow if self._dataflow is None else self._dataflow.save_state()
        return {"tab": self.tabs.current, DATAFLOW: flow}

    def restore_state(self, state: dict[str, Any]) -> None:
        tab, flow = state.get("tab"), state.get(DATAFLOW)
        if isinstance(flow, dict):
            self._saved_dataflow = flow
            if self._dataflow is not None:
                self._dataflow.restore_state(flow)
        if tab in {OVERVIEW, DATAFLOW}:
            self.tabs.set_current(str(tab))

    # Reading

    def refresh(self) -> None:
        if self._facts is None:
            self._stack.show_loading()
        try:
            store = self.store
        except EmError as error:
            self._failed(error)
            return
        path = self.location.path
        self.context.tasks.stream(
            self,
            lambda cancel: _read(store, path, cancel),
            AssetPane._arrived,
            failed=AssetPane._failed,
            key="read",
        )
        self._tab_shown(self.tabs.current)

    def _arrived(self, part: _Facts | _Measure) -> None:
        if isinstance(part, _Measure):
            self._measure = part
            self._show_facts()
            return
        self._facts = part
        self._stack.show_content()
        self._show()
        self.node_changed.emit(part.node)

    def _failed(self, error: EmError) -> None:
        if self._facts is not None:
            self.context.report(error, self.location)
            return
        words = wording.error_words(error)
        text = words.message
        self._stack.show_state(
            "error", words.title, text, (self._retry,), error.reason, token="st_error"
        )

    # Showing

    def _show(self) -> None:
        facts = self._facts
        if facts is None:
            return
        node, refs = facts.node, facts.refs.value
        self._header.set_icon(*theme.node_icon_name(node.type))
        self._header.set_title(printable(node.name))
        self._header.set_labels(node.labels)
        self._header.set_facts((wording.type_text(node.type), self._commits_text(refs.commits)))
        self._problems.set_problems((*node.problems, *facts.refs.problems))
        self._description.setText(printable_lines(node.description))
        self._description_section.setVisible(bool(node.description))
        self._branch_section.set_count(len(refs.branches))
        self._branches.set_names(refs.branches)
        self._tag_section.set_count(len(refs.tags))
        self._tags.set_names(refs.tags)
        self._branch_section.setVisible(refs.commits > 0)
        self._tag_section.setVisible(bool(refs.tags))
        self._nothing.setVisible(refs.commits == 0)
        if refs.commits == 0:
            self._show_nothing(node.type)
        self._show_facts()

    def _show_nothing(self, kind: NodeType) -> None:
        text = (
            self.tr("Nothing has been committed to this model.")
            if kind is NodeType.MODEL
            else self.tr("Nothing has been committed to this dataset.")
        )
        self._nothing.show_state("commit", self.tr("No versions yet"), text)

    def _show_facts(self) -> None:
        facts, measure = self._facts, self._measure
        if facts is None:
            return
        node, now = facts.node, datetime.now(UTC)
        rows = [
            Fact(self.tr("Type"), wording.type_text(node.type)),
            Fact(self.tr("Path"), printable(facts.place), copy=True, mono=True),
            Fact(self.tr("Labels"), ", ".join(printable(label) for label in node.labels)),
            _time_fact(self.tr("Created"), node.created, now),
            _time_fact(self.tr("Modified"), node.modified, now),
            Fact(self.tr("Commits"), wording.count_text(facts.refs.value.commits)),
        ]
        if measure is not None:
            rows.append(Fact(self.tr("Size"), content_text(measure.size, measure.files)))
        if node.id is not None:
            rows.append(Fact(self.tr("ID"), node.id, copy=True, mono=True))
        self._list.set_facts(row for row in rows if row.value)

    def _commits_text(self, commits: int) -> str:
        return self.tr("%Ln commit(s)", "", commits)

    # What the window asks

    def selected(self) -> tuple[Node, ...]:
        return () if self._facts is None else (self._facts.node,)

    def retranslate(self) -> None:
        self.tabs.set_text(OVERVIEW, self.tr("Overview"))
        self.tabs.set_text(DATAFLOW, self.tr("Dataflow"))
        if self._dataflow is not None:
            self._dataflow.retranslate()
        self._overview.set_title(self.tr("Facts"))
        self._description_section.set_title(self.tr("Description"))
        self._branch_section.set_title(self.tr("Branches"))
        self._tag_section.set_title(self.tr("Version tags"))
        self._branches.setAccessibleName(self.tr("Branches"))
        self._tags.setAccessibleName(self.tr("Version tags"))
        self._area.setAccessibleName(self.tr("Facts"))
        self._retry.setText(self.tr("Try again"))
        self._show()


def printable_lines(text: str) -> str:
    """A text of several lines fit for a screen."""
    return "\n".join(printable(line) for line in text.splitlines())


def _time_fact(key: str, time: datetime | None, now: datetime) -> Fact:
    if time is None:
        return Fact(key, "")
    return Fact(key, wording.time_text(time, now), tooltip=wording.full_time_text(time))


def _read(store: Store, path: NodePath, cancel: Cancel) -> Iterator[_Facts | _Measure]:
    node = store.get(path)
    place = f"{store.info.location}/{path}"
    yield _Facts(node, store.refs(path), place)
    yield _Measure(*store.measure(path, cancel))
