"""What a tab shows of an Artifact."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QVBoxLayout, QWidget

from em_desktop.domain.nodes import Node, NodeType
from em_desktop.domain.operations import Changes
from em_desktop.domain.paths import NodePath, printable
from em_desktop.errors import EmError
from em_desktop.gui import places_on_disk, theme, wording
from em_desktop.gui.context import Context, Location
from em_desktop.gui.counted import files_text
from em_desktop.gui.inspector.reading import Flow
from em_desktop.gui.panes.artifact.overview import ArtifactOverview
from em_desktop.gui.panes.artifact.reading import Content, Facts, Part, read_parts
from em_desktop.gui.panes.base import Pane
from em_desktop.gui.panes.files.view import FilesView
from em_desktop.gui.panes.run.dataflow import DataflowTab
from em_desktop.gui.widgets import IconButton, PageHeader, PageTabs, ProblemBar, StateStack

TABS = ("overview", "dataflow", "files")
FIRST_TAB = "files"


class ArtifactPane(Pane):
    """Header, problems and the tabs Overview and Files."""

    offers = frozenset({"dataflow"})

    def __init__(self, context: Context, location: Location, parent: QWidget | None = None) -> None:
        super().__init__(context, location, parent)
        self._facts: Facts | None = None
        self._content: Content | None = None
        self._error: EmError | None = None
        self._flow: Flow | None = None
        self._overview: ArtifactOverview | None = None
        self._dataflow: DataflowTab | None = None
        self._files: FilesView | None = None
        self._saved: dict[str, dict[str, Any]] = {"dataflow": {}, "files": {}}
        self._lay_out()
        self._retry = QAction(theme.icon("refresh", "on_accent"), "", self)
        self._retry.setPriority(QAction.Priority.HighPriority)
        self._connect()

    def show_view(self, view: str) -> None:
        self.tabs.set_current(view)

    def _lay_out(self) -> None:
        theme.set_look(self, area="surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        body = QWidget(self)
        self.stack = StateStack(body, self)
        self.header = PageHeader(body)
        self.header.set_icon(*theme.node_icon_name(NodeType.ARTIFACT))
        self._copy = IconButton("copy", "", self.header)
        self._show = IconButton("show_in_folder", "", self.header)
        self.header.add_action_widget(self._copy)
        self.header.add_action_widget(self._show)
        self.problem_bar = ProblemBar(body)
        self.tabs = PageTabs(body)
        for key in TABS:
            self.tabs.add_place(key)
        self.tabs.set_current(FIRST_TAB)
        rows = QVBoxLayout(body)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self.header)
        rows.addWidget(self.problem_bar)
        rows.addWidget(self.tabs, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.stack)

    @property
    def files(self) -> FilesView:
        """The tab Files; made when it is first asked for."""
        if self._files is None:
            made = self._files = FilesView(self.context, self.location, self.tabs.widget("files"))
            self.tabs.fill("files", made)
            made.restore_state(self._saved["files"])
            made.count_changed.connect(self._count_files)
            made.editing.take_drops_on(self)
            self.setFocusProxy(made.tree)
        return self._files

    @property
    def overview(self) -> ArtifactOverview:
        """The tab Overview; made when it is first asked for."""
        if self._overview is None:
            made = self._overview = ArtifactOverview(self.tabs.widget("overview"))
            self.tabs.fill("overview", made)
            made.retranslate()
            made.node_activated.connect(self._jump)
            for part in (self._facts, self._content, self._flow):
                if part is not None:
                    self._write_overview(part)
        return self._overview

    @property
    def dataflow(self) -> DataflowTab:
        """The tab Dataflow; made when it is first asked for."""
        if self._dataflow is None:
            place = self.tabs.widget("dataflow")
            made = self._dataflow = DataflowTab(self.context, self.location, place)
            self.tabs.fill("dataflow", made)
            made.retranslate()
            made.restore_state(self._saved["dataflow"])
        return self._dataflow

    def _connect(self) -> None:
        self._retry.triggered.connect(self.refresh)
        self._copy.clicked.connect(self.copy_path)
        self._show.clicked.connect(self.show_in_file_manager)
        self.tabs.changed.connect(self._tab_shown)

    @Slot()
    def refresh(self) -> None:
        """Read everything again; each part is shown as soon as it is there."""
        try:
            store = self.store
        except EmError as error:
            self._failed(error)
            return
        path = self.location.path
        if self._facts is None:
            self.stack.show_loading()
        self._show.setVisible(places_on_disk.node_place(store, path) is not None)
        self.context.tasks.stream(
            self,
            lambda cancel: read_parts(store, path, cancel),
            ArtifactPane._take,
            failed=ArtifactPane._failed,
            key="artifact",
        )
        self.files.refresh()
        self._tab_shown(self.tabs.current)

    @Slot(str)
    def _tab_shown(self, key: str) -> None:
        """The data flow is read when it is looked at: it leads to many other nodes."""
        if key == "overview":
            self.overview.show()
        elif key == "dataflow":
            self.dataflow.refresh()

    def apply_changes(self, changes: Changes) -> None:
        """Read again what changed; what others produce or use it may have changed too."""
        if changes.touches(self.location.path):
            self.refresh()
        elif self.tabs.current == "dataflow":
            self.dataflow.apply_changes(changes)

    def relocate(self, location: Location) -> None:
        if self._dataflow is not None:
            self._dataflow.locations = (location,)
        if self._files is not None:
            self._files.relocate(location)
        super().relocate(location)

    def _take(self, part: Part) -> None:
        match part:
            case Facts():
                self._facts, self._error = part, None
                self.stack.show_content()
                self.problem_bar.set_problems(part.problems)
                self.node_changed.emit(part.node)
            case Content():
                self._content = part
            case Flow():
                self._flow = part
        if self._overview is not None:
            self._write_overview(part)
        self._write_header()

    def _write_overview(self, part: Part) -> None:
        match part:
            case Facts():
                self.overview.show_facts(part)
            case Content():
                self.overview.show_content(part)
            case Flow():
                self.overview.show_flow(part)

    def _failed(self, error: EmError) -> None:
        self._error = error
        if self._facts is None:
            self._write_error(error)
        else:
            self.context.report(error, self.location)

    def _write_error(self, error: EmError) -> None:
        words = wording.error_words(error)
        text = words.message
        self.stack.show_state(
            "alert", words.title, text, [self._retry], str(error), token="st_error"
        )

    def _write_header(self) -> None:
        if self._facts is None:
            return
        node = self._facts.node
        self.header.set_title(printable(node.name))
        self.header.set_labels(node.labels)
        facts = []
        moment = node.created or node.modified
        if moment is not None:
            facts.append(wording.time_text(moment, datetime.now(UTC)))
            self.header.set_facts_tooltip(wording.full_time_text(moment))
        if self._content is not None:
            facts.append(wording.size_text(self._content.size))
            facts.append(files_text(self._content.files))
        self.header.set_facts(facts)

    @Slot(int)
    def _count_files(self, count: int) -> None:
        self.tabs.set_count("files", count)

    @Slot(object)
    def _jump(self, path: NodePath) -> None:
        self.context.open(Location(self.location.store_id, path))

    @Slot()
    def copy_path(self) -> None:
        """Put the Artifact's path on the clipboard."""
        places_on_disk.copy_text(places_on_disk.path_text(self.store, self.location.path))

    @Slot()
    def show_in_file_manager(self) -> None:
        """Open the Artifact's directory."""
        place = places_on_disk.node_place(self.store, self.location.path)
        if place is not None:
            places_on_disk.open_with_system(place)

    def selected(self) -> tuple[Node, ...]:
        return () if self._facts is None else (self._facts.node,)

    def start_search(self) -> None:
        if self.tabs.current == "dataflow":
            self.dataflow.start_search()
        else:
            self.tabs.set_current("files")
            self.files.start_search()

    def save_state(self) -> dict[str, Any]:
        state: dict[str, Any] = {"tab": self.tabs.current, **self._saved}
        for key, page in (("dataflow", self._dataflow), ("files", self._files)):
            if page is not None:
                state[key] = page.save_state()
        return state

    def restore_state(self, state: dict[str, Any]) -> None:
        for key, page in (("dataflow", self._dataflow), ("files", self._files)):
            saved = state.get(key)
            if isinstance(saved, dict):
                self._saved[key] = saved
                if page is not None:
                    page.restore_state(saved)
        if isinstance(state.get("tab"), str):
            self.tabs.set_current(state["tab"])

    def retranslate(self) -> None:
        self.tabs.set_text("overview", self.tr("Overview"))
        self.tabs.set_text("dataflow", self.tr("Dataflow"))
        self.tabs.set_text("files", self.tr("Files"))
        self._copy.set_name(self.tr("Copy path"))
        self._show.set_name(self.tr("Show in file manager"))
        self._retry.setText(self.tr("Try again"))
        for page in (self._overview, self._dataflow, self._files):
            if page is not None:
                page.retranslate()
        self._write_header()
        if self._error is not None and self._facts is None:
            self._write_error(self._error)
