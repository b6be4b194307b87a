"""What a tab shows of a Run."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from em_desktop.domain.lineage import Lineage
from em_desktop.domain.nodes import Node, NodeType, Status
from em_desktop.domain.operations import Changes
from em_desktop.domain.paths import NodePath
from em_desktop.domain.problems import Problem
from em_desktop.errors import EmError
from em_desktop.gui import theme, wording
from em_desktop.gui.context import Context, Location
from em_desktop.gui.panes.base import Pane
from em_desktop.gui.panes.files.view import FilesView
from em_desktop.gui.panes.run.contents import (
    Environment,
    Facts,
    Parameters,
    Part,
    Stamps,
    read_parts,
)
from em_desktop.gui.panes.run.environment import GitTab, PlatformTab
from em_desktop.gui.panes.run.log import LogTab
from em_desktop.gui.panes.run.metrics import MetricsTab
from em_desktop.gui.panes.run.overview import OverviewTab
from em_desktop.gui.panes.run.parameters import ParametersTab
from em_desktop.gui.widgets import PageHeader, PageTabs, ProblemBar, StateStack

FIRST_TAB = "metrics"
CLOCK_MS = 1000


class RunPane(Pane):
    """Header and tabs. A tab that reads much itself does so when it is first shown."""

    def __init__(self, context: Context, location: Location, parent: QWidget | None = None) -> None:
        super().__init__(context, location, parent)
        self._node: Node | None = None
        self._problems: dict[str, tuple[Problem, ...]] = {}
        self._stale: set[str] = set()
        self._read: Stamps | None = None
        self._status: Status | None = None
        self._header = PageHeader(self)
        self._header.set_icon(*theme.node_icon_name(NodeType.RUN))
        self._problem_bar = ProblemBar(self)
        self._tabs = PageTabs(self)
        self.overview = OverviewTab(self)
        self.metrics = MetricsTab(context, location, self)
        self.parameters = ParametersTab(self)
        self.platform = PlatformTab(self)
        self.git = GitTab(self)
        self.log = LogTab(context, location, self)
        self.files = FilesView(context, location, self)
        for key, widget in self._pages().items():
            self._tabs.add_tab(key, widget)
        self._clock = QTimer(self, interval=CLOCK_MS)
        self._lay_out()
        self._connect()
        self._tabs.set_current(FIRST_TAB)

    def _pages(self) -> dict[str, QWidget]:
        return {
            "overview": self.overview,
            "metrics": self.metrics,
            "parameters": self.parameters,
            "platform": self.platform,
            "git": self.git,
            "log": self.log,
            "files": self.files,
        }

    def _lay_out(self) -> None:
        body = QWidget(self)
        rows = QVBoxLayout(body)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        for widget in (self._header, self._problem_bar, self._tabs):
            rows.addWidget(widget)
        rows.setStretchFactor(self._tabs, 1)
        self._states = StateStack(body, self)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._states)

    def _connect(self) -> None:
        self._tabs.changed.connect(self._tab_shown)
        self._clock.timeout.connect(self._show_time)
        self.overview.node_activated.connect(self._jump)
        self.parameters.count_changed.connect(self._count_parameters)
        self.metrics.count_changed.connect(self._count_metrics)
        self.metrics.problems_changed.connect(self._set_metric_problems)
        self.files.count_changed.connect(self._count_files)

    @property
    def current_tab(self) -> str:
        return self._tabs.current

    def show_tab(self, key: str) -> None:
        """Bring a tab to the front: overview, metrics, parameters, platform, git, log, files."""
        self._tabs.set_current(key)

    # ---- reading

    def refresh(self) -> None:
        self._read_again(None)

    def _read_again(self, known: Stamps | None) -> None:
        """Read all that differs from what is known."""
        store, path = self.store, self.location.path
        self.context.tasks.stream(
            self,
            lambda cancel: read_parts(store, path, known, cancel),
            RunPane._show_part,
            failed=RunPane._failed,
            key="parts",
        )
        self._stale = {"metrics", "log", "files"}
        self._refresh_shown()

    def apply_changes(self, changes: Changes) -> None:
        if changes.touches(self.location.path):
            self._read_again(None if changes.reset else self._read)

    def relocate(self, location: Location) -> None:
        self.location = location
        self.metrics.location = self.files.location = location
        self.log.relocate(location)
        self.refresh()

    def _refresh_shown(self) -> None:
        """Read again what the tab in front shows; the others do when they come to the front."""
        key = self._tabs.current
        if key not in self._stale:
            return
        self._stale.discard(key)
        match key:
            case "metrics":
                self.metrics.refresh()
            case "log":
                self.log.refresh()
            case "files":
                self.files.refresh()

    def _tab_shown(self, _: str) -> None:
        self._refresh_shown()

    def _show_part(self, part: Part) -> None:
        self._states.show_content()
        match part:
            case Facts():
                self._node = part.node
                self.overview.show_facts(part)
                self._set_problems("facts", part.problems)
                self._write_header()
                self.node_changed.emit(part.node)
            case Parameters():
                self.parameters.show_parameters(part.value)
                self._set_problems("parameters", part.problems)
            case Environment():
                self.platform.show_platform(part.platform)
                self.git.show_git(part.git)
                self._set_problems("environment", part.problems)
            case Lineage():
                self.overview.show_lineage(part)
            case Stamps():
                self._read = part

    def _failed(self, error: EmError) -> None:
        words = wording.error_words(error)
        text = f"{words.text}\n{words.hint}"
        self._states.show_state("alert", words.title, text, details=str(error), token="st_error")

    def _set_metric_problems(self, problems: tuple[Problem, ...]) -> None:
        self._set_problems("metrics", problems)

    def _set_problems(self, part: str, problems: tuple[Problem, ...]) -> None:
        self._problems[part] = problems
        every = [problem for some in self._problems.values() for problem in some]
        self._problem_bar.set_problems(list(dict.fromkeys(every)))

    # ---- showing

    def _show_time(self) -> None:
        """A second has passed: the duration grows, and a silent Run becomes a stalled one."""
        before = self._status
        self._write_header()
        if self._status is not before:
            self.overview.retranslate()

    def _write_header(self) -> None:
        node = self._node
        if node is None:
            return
        now = datetime.now(UTC)
        status, duration = node.status_at(now), node.duration_at(now)
        self._status = status
        self.log.set_status(status)
        self._header.set_title(node.name)
        self._header.set_status(status)
        self._header.set_labels(node.labels)
        facts = []
        if duration is not None:
            facts.append(wording.duration_text(duration))
        if node.started is not None:
            started = wording.full_time_text(node.started)
            facts.append(self.tr("started %1").replace("%1", started))
        self._header.set_facts(facts)
        if status is Status.RUNNING and self.isVisible():
            self._clock.start()
        else:
            self._clock.stop()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        self._write_header()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        self._clock.stop()
        super().hideEvent(event)

    def _jump(self, path: NodePath) -> None:
        self.context.open(Location(self.location.store_id, path))

    def _count_parameters(self, count: int) -> None:
        self._tabs.set_count("parameters", count or None)

    def _count_metrics(self, count: int) -> None:
        self._tabs.set_count("metrics", count or None)

    def _count_files(self, count: int) -> None:
        self._tabs.set_count("files", count or None)

    def selected(self) -> tuple[Node, ...]:
        return () if self._node is None else (self._node,)

    def start_search(self) -> None:
        page = self._tabs.widget(self._tabs.current)
        if isinstance(page, MetricsTab | ParametersTab | LogTab | FilesView):
            page.start_search()

    def save_state(self) -> dict[str, Any]:
        return {
            "tab": self._tabs.current,
            "metrics": self.metrics.save_state(),
            "log": self.log.save_state(),
            "files": self.files.save_state(),
        }

    def restore_state(self, state: dict[str, Any]) -> None:
        for key, tab in (("metrics", self.metrics), ("log", self.log), ("files", self.files)):
            saved = state.get(key)
            if isinstance(saved, dict):
                tab.restore_state(saved)
        if isinstance(state.get("tab"), str):
            self._tabs.set_current(state["tab"])

    def retranslate(self) -> None:
        texts = {
            "overview": self.tr("Overview"),
            "metrics": self.tr("Metrics"),
            "parameters": self.tr("Hyperparameters"),
            "platform": self.tr("Platform"),
            "git": self.tr("Git"),
            "log": self.tr("Logs"),
            "files": self.tr("Files"),
        }
        for key, text in texts.items():
            self._tabs.set_text(key, text)
        pages = (self.overview, self.metrics, self.parameters, self.platform, self.git, self.log)
        for page in (*pages, self.files):
            page.retranslate()
        self._write_header()
