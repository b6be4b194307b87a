"""What a tab shows of a Run."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, TypeAlias, TypeVar

from PySide6.QtCore import QTimer, Slot
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
from em_desktop.gui.models.values import count_leaves
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
from em_desktop.gui.panes.run.dataflow import DataflowTab
from em_desktop.gui.panes.run.environment import GitTab, PlatformTab
from em_desktop.gui.panes.run.log import LogTab
from em_desktop.gui.panes.run.metrics import MetricsTab
from em_desktop.gui.panes.run.overview import OverviewTab
from em_desktop.gui.panes.run.parameters import ParametersTab
from em_desktop.gui.widgets import Button, PageHeader, PageTabs, ProblemBar, StateStack

TABS = ("overview", "metrics", "parameters", "dataflow", "platform", "git", "log", "files")
FIRST_TAB = "metrics"
CLOCK_MS = 1000

StatefulTab: TypeAlias = MetricsTab | DataflowTab | LogTab | FilesView
TabPage: TypeAlias = OverviewTab | ParametersTab | PlatformTab | GitTab | StatefulTab
T = TypeVar("T", bound=QWidget)


class RunPane(Pane):
    """Header and tabs. A tab is made, and reads what it shows, when it is first looked at."""

    offers = frozenset({"dataflow"})

    def __init__(self, context: Context, location: Location, parent: QWidget | None = None) -> None:
        super().__init__(context, location, parent)
        self._node: Node | None = None
        self._problems: dict[str, tuple[Problem, ...]] = {}
        self._stale: set[str] = set()
        self._read: Stamps | None = None
        self._status: Status | None = None
        self._parts: dict[type[Part], Part] = {}
        self._made: dict[str, TabPage] = {}
        self._saved: dict[str, dict[str, Any]] = {}
        self._clock = QTimer(self, interval=CLOCK_MS)
        self._lay_out()
        self._tabs.changed.connect(self._tab_shown)
        self._clock.timeout.connect(self._show_time)

    def _lay_out(self) -> None:
        body = QWidget(self)
        self._states = StateStack(body, self)
        self._header = PageHeader(body)
        self._header.set_icon(*theme.node_icon_name(NodeType.RUN))
        self._compare = Button("push", "", "compare", self._header)
        self._compare.clicked.connect(self._compare_with)
        self._header.add_action_widget(self._compare)
        self._problem_bar = ProblemBar(body)
        self._tabs = PageTabs(body)
        for key in TABS:
            self._tabs.add_place(key)
        self._tabs.set_current(FIRST_TAB)
        rows = QVBoxLayout(body)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        for widget in (self._header, self._problem_bar, self._tabs):
            rows.addWidget(widget)
        rows.setStretchFactor(self._tabs, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._states)

    # ---- tabs

    def show_view(self, view: str) -> None:
        self.show_tab(view)

    @property
    def current_tab(self) -> str:
        return self._tabs.current

    def show_tab(self, key: str) -> None:
        """Bring a tab to the front: one of `TABS`."""
        self._tabs.set_current(key)

    @property
    def overview(self) -> OverviewTab:
        return self._tab("overview", OverviewTab)

    @property
    def metrics(self) -> MetricsTab:
        return self._tab("metrics", MetricsTab)

    @property
    def parameters(self) -> ParametersTab:
        return self._tab("parameters", ParametersTab)

    @property
    def platform(self) -> PlatformTab:
        return self._tab("platform", PlatformTab)

    @property
    def git(self) -> GitTab:
        return self._tab("git", GitTab)

    @property
    def log(self) -> LogTab:
        return self._tab("log", LogTab)

    @property
    def files(self) -> FilesView:
        return self._tab("files", FilesView)

    def _tab(self, key: str, kind: type[T]) -> T:
        """The page of a tab; made now if it isn't there."""
        page = self._made.get(key)
        if page is None:
            page = self._make(key)
        assert isinstance(page, kind)
        return page

    def _make(self, key: str) -> TabPage:
        page = self._made[key] = self._new_page(key, self._tabs.widget(key))
        self._tabs.fill(key, page)
        page.retranslate()
        for part in self._parts.values():
            self._fill(page, part)
        if isinstance(page, StatefulTab):
            page.restore_state(self._saved.get(key, {}))
        if isinstance(page, LogTab):
            page.set_status(self._status)
        return page

    def _new_page(self, key: str, place: QWidget) -> TabPage:
        match key:
            case "overview":
                overview = OverviewTab(place)
                overview.node_activated.connect(self._jump)
                return overview
            case "metrics":
                metrics = MetricsTab(self.context, self.location, place)
                metrics.count_changed.connect(self._count_metrics)
                metrics.problems_changed.connect(self._set_metric_problems)
                return metrics
            case "parameters":
                return ParametersTab(place)
            case "dataflow":
                return DataflowTab(self.context, self.location, place)
            case "platform":
                return PlatformTab(place)
            case "git":
                return GitTab(place)
            case "log":
                return LogTab(self.context, self.location, place)
            case _:
                files = FilesView(self.context, self.location, place)
                files.count_changed.connect(self._count_files)
                return files

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
        self._stale = set(TABS)
        self._refresh_shown()

    def apply_changes(self, changes: Changes) -> None:
        if changes.touches(self.location.path):
            self._read_again(None if changes.reset else self._read)
        flow = self._made.get("dataflow")
        if isinstance(flow, DataflowTab):
            flow.apply_changes(changes)

    def relocate(self, location: Location) -> None:
        self.location = location
        for page in self._made.values():
            if isinstance(page, DataflowTab | LogTab | FilesView):
                page.relocate(location)
            elif isinstance(page, MetricsTab):
                page.location = location
        self.refresh()

    def _refresh_shown(self) -> None:
        """Read again what the tab in front shows; the others do when they come to the front."""
        key = self._tabs.current
        page = self._made.get(key) or self._make(key)
        if key in self._stale and isinstance(page, MetricsTab | LogTab | FilesView):
            page.refresh()
        self._stale.discard(key)

    def _tab_shown(self, _: str) -> None:
        if self._stale or self._parts:  # not while a state is restored
            self._refresh_shown()

    def _show_part(self, part: Part) -> None:
        self._states.show_content()
        self._parts[type(part)] = part
        match part:
            case Facts():
                self._node = part.node
                self._write_header()
                self._set_problems("facts", part.problems)
                self.node_changed.emit(part.node)
            case Parameters():
                self._tabs.set_count("parameters", count_leaves(part.value) or None)
                self._set_problems("parameters", part.problems)
            case Environment():
                self._set_problems("environment", part.problems)
            case Stamps():
                self._read = part
        for page in self._made.values():
            self._fill(page, part)

    def _fill(self, page: TabPage, part: Part) -> None:
        """Show a part in the tab that it belongs to."""
        match page, part:
            case OverviewTab(), Facts():
                page.show_facts(part)
            case OverviewTab(), Lineage():
                page.show_lineage(part)
            case DataflowTab(), Lineage():
                page.refresh()
            case ParametersTab(), Parameters():
                page.show_parameters(part.value)
            case PlatformTab(), Environment():
                page.show_platform(part.platform)
            case GitTab(), Environment():
                page.show_git(part.git)

    def _failed(self, error: EmError) -> None:
        words = wording.error_words(error)
        details = str(error)
        self._states.show_state(
            "alert", words.title, words.message, details=details, token="st_error"
        )

    def _set_metric_problems(self, problems: tuple[Problem, ...]) -> None:
        self._set_problems("metrics", problems)

    def _set_problems(self, part: str, problems: tuple[Problem, ...]) -> None:
        self._problems[part] = problems
        every = [problem for some in self._problems.values() for problem in some]
        self._problem_bar.set_problems(list(dict.fromkeys(every)))

    @Slot()
    def _compare_with(self) -> None:
        self.context.command_requested.emit("compare")

    # ---- showing

    def _show_time(self) -> None:
        """A second has passed: the duration grows, and a silent Run becomes a stalled one."""
        before = self._status
        self._write_header()
        if self._status is not before and "overview" in self._made:
            self.overview.retranslate()

    def _write_header(self) -> None:
        node = self._node
        if node is None:
            return
        now = datetime.now(UTC)
        status, duration = node.status_at(now), node.duration_at(now)
        self._status = status
        if "log" in self._made:
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

    def _count_metrics(self, count: int) -> None:
        self._tabs.set_count("metrics", count or None)

    def _count_files(self, count: int) -> None:
        self._tabs.set_count("files", count or None)

    def selected(self) -> tuple[Node, ...]:
        return () if self._node is None else (self._node,)

    def start_search(self) -> None:
        page = self._made.get(self._tabs.current)
        if isinstance(page, ParametersTab | StatefulTab):
            page.start_search()

    def save_state(self) -> dict[str, Any]:
        state: dict[str, Any] = {"tab": self._tabs.current, **self._saved}
        for key, page in self._made.items():
            if isinstance(page, StatefulTab):
                state[key] = page.save_state()
        return state

    def restore_state(self, state: dict[str, Any]) -> None:
        for key in TABS:
            saved, page = state.get(key), self._made.get(key)
            if isinstance(saved, dict):
                self._saved[key] = saved
                if isinstance(page, StatefulTab):
                    page.restore_state(saved)
        if isinstance(state.get("tab"), str):
            self._tabs.set_current(state["tab"])

    def retranslate(self) -> None:
        texts = {
            "overview": self.tr("Overview"),
            "metrics": self.tr("Metrics"),
            "parameters": self.tr("Hyperparameters"),
            "dataflow": self.tr("Dataflow"),
            "platform": self.tr("Platform"),
            "git": self.tr("Git"),
            "log": self.tr("Logs"),
            "files": self.tr("Files"),
        }
        for key, text in texts.items():
            self._tabs.set_text(key, text)
        self._compare.setText(self.tr("Compare with..."))
        for page in self._made.values():
            page.retranslate()
        self._write_header()
