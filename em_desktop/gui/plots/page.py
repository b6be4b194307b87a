"""The page of charts: sections of cards, of which only those in view exist."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QRect, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent, QWheelEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from em_desktop.domain.curves import joined
from em_desktop.gui import theme
from em_desktop.gui.plots.chart import Chart, ChartOptions, chart_height
from em_desktop.gui.plots.groups import GENERAL, ChartGroup, SectionGroup
from em_desktop.gui.plots.legend import legend_rows
from em_desktop.gui.plots.links import Crosshair, PageScroll, Range, XLink
from em_desktop.gui.plots.plot import PLOT_HEIGHT
from em_desktop.gui.plots.view import ChartSize, View, ViewHistory
from em_desktop.gui.tasks import Tasks
from em_desktop.gui.widgets import Section

LEAST_CARD = 360
LEAST_CARDS = {ChartSize.SMALL: 250, ChartSize.MEDIUM: LEAST_CARD, ChartSize.LARGE: 620}
PINNED = "\0pinned"
"""The section of pinned metrics; no metric's name begins like this."""
_AHEAD = 200


class ChartStates(QObject):
    """What the user set on single charts; outlives the charts.

    Attributes:
        hidden: metric to the keys of its hidden lines.
        log: metric to its own scale.
        history: how the page is laid out, with undo.
        linked: whether the charts of a section share their x range.
    """

    linked_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.hidden: dict[str, frozenset[str]] = {}
        self.log: dict[str, bool] = {}
        self.history = ViewHistory(self)
        self.linked = True

    def set_linked(self, linked: bool) -> None:
        if linked != self.linked:
            self.linked = linked
            self.linked_changed.emit()

    def keep_hidden(self, name: str, keys: frozenset[str]) -> None:
        self.hidden[name] = keys

    def keep_log(self, name: str, log: bool | None) -> None:
        if log is None:
            self.log.pop(name, None)
        else:
            self.log[name] = log


@dataclass(frozen=True, slots=True)
class PageServices:
    """What all charts of a page share."""

    tasks: Tasks
    crosshair: Crosshair
    scroll: PageScroll
    states: ChartStates


class ChartGrid(QWidget):
    """The cards of one section, in columns. A card is made when it comes into view."""

    full_page_requested = Signal(str)
    chart_made = Signal(object)
    """A new `Chart`."""
    late = Signal()
    """A card is to be brought up to date."""

    def __init__(self, services: PageServices, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.link = XLink(self)
        self._services = services
        self._groups: dict[str, ChartGroup] = {}
        self._places: dict[str, QRect] = {}
        self._charts: dict[str, Chart] = {}
        self._links: dict[str, XLink] = {}
        self._options = ChartOptions()
        self._hidden: frozenset[str] | None = None
        services.states.linked_changed.connect(self._link_charts)

    def set_hidden(self, keys: frozenset[str]) -> None:
        """The lines of these keys are hidden in all cards."""
        self._hidden = keys

    def set_extent(self, extent: Range | None) -> None:
        """From the first to the last point of all charts."""
        for link in (self.link, *self._links.values()):
            link.set_extent(extent)

    def forget_ranges(self) -> None:
        """Back to auto."""
        for link in (self.link, *self._links.values()):
            link.choose(None)
            link.select(None)

    def _link_charts(self) -> None:
        """Let each chart have the x range of the section, or one of its own."""
        for name, chart in self._charts.items():
            chart.set_link(self._link_of(name))

    def _link_of(self, name: str) -> XLink:
        if self._services.states.linked:
            return self.link
        if name not in self._links:
            self._links[name] = XLink(self)
            self._links[name].set_extent(self.link.extent)
            self._links[name].choose(self.link.chosen)
        return self._links[name]

    @property
    def charts(self) -> dict[str, Chart]:
        """The cards that exist, by metric."""
        return dict(self._charts)

    def place(self, metric: str) -> QRect:
        """Where a metric's card is, or would be."""
        return self._places[metric]

    def set_groups(self, groups: Sequence[ChartGroup], options: ChartOptions) -> None:
        """Show these metrics."""
        self._groups, self._options = {group.name: group for group in groups}, options
        for name in self._charts.keys() - self._groups.keys():
            gone = self._charts.pop(name)
            gone.hide()
            gone.deleteLater()
        self.arrange()

    def arrange(self) -> None:
        """Compute where the cards are; rows are as high as their highest card."""
        gap = theme.space.card
        size = self._services.states.history.view.size
        columns = max(1, (self.width() + gap) // (theme.scaled(LEAST_CARDS[size]) + gap))
        width = (self.width() - gap * (columns - 1)) // columns
        groups = list(self._groups.values())
        self._places, top = {}, 0
        for start in range(0, len(groups), columns):
            row = groups[start : start + columns]
            rows = max(legend_rows(len(group.lines)) + len(group.absent) for group in row)
            height = chart_height(rows, plot_height(size))
            for column, group in enumerate(row):
                self._places[group.name] = QRect(column * (width + gap), top, width, height)
            top += height + gap
        self.setFixedHeight(max(top - gap, 0))
        for name, chart in self._charts.items():
            chart.setGeometry(self._places[name])

    def update_view(self, visible: QRect) -> bool:
        """Bring at most one of the cards in view up to date, which may have to be made.

        Returns:
            Whether there may be more.
        """
        for name, place in self._places.items():
            in_view = place.intersects(visible)
            chart = self._charts.get(name)
            if chart is not None and chart.plot.set_active(active=in_view):
                return True
            if in_view:
                shown = chart or self._make(name)
                if self._show(shown, self._groups[name]) or chart is None:
                    return True
        return False

    def _make(self, name: str) -> Chart:
        shared = self._services
        link = self._link_of(name)
        chart = Chart(name, shared.tasks, shared.crosshair, link, self, scroll=shared.scroll)
        prepare_chart(chart, shared.states)
        chart.full_page_requested.connect(self.full_page_requested)
        chart.plot.is_patient = True
        chart.plot.late.connect(self.late)
        chart.actions_menu.move_requested.connect(self._move)
        chart.setGeometry(self._places[name])
        self._charts[name] = chart
        after = self._neighbour_before(name)
        if after is not None:
            QWidget.setTabOrder(after, chart)
        chart.show()
        self.chart_made.emit(chart)
        return chart

    def _move(self, name: str, by: int) -> None:
        """Let a metric change places with a neighbour."""
        names, history = list(self._places), self._services.states.history
        place = names.index(name) + by
        if 0 <= place < len(names):
            others = [each for each in names if each != name]
            before = others[place] if place < len(others) else ""
            history.change(history.view.moved(name, before))

    def _neighbour_before(self, name: str) -> Chart | None:
        names = list(self._places)
        before = names[: names.index(name)]
        return next((self._charts[each] for each in reversed(before) if each in self._charts), None)

    def _show(self, chart: Chart, group: ChartGroup) -> bool:
        """Bring a card up to date; whether its curves had to be drawn for that."""
        same = len(chart.lines) == len(group.lines) and all(
            (a.key, a.name, a.look) == (b.key, b.name, b.look)
            and a.series is b.series
            and a.band is b.band
            for a, b in zip(chart.lines, group.lines, strict=True)
        )
        same = same and chart.page_options == self._options and chart.absent == group.absent
        if not same:
            chart.show_lines(group.lines, self._options, group.absent)
        view = self._services.states.history.view
        chart.set_plot_height(plot_height(view.size))
        arrange_chart(chart, view, self._options)
        is_hidden = self._hidden is None or chart.legend.hidden == self._hidden
        if not is_hidden:
            chart.set_hidden(self._hidden or ())
        return not same or not is_hidden

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.arrange()


def plot_height(size: ChartSize) -> int:
    """How high the plots are, in logical pixels."""
    return {ChartSize.SMALL: 120, ChartSize.MEDIUM: PLOT_HEIGHT, ChartSize.LARGE: 320}[size]


def arrange_chart(chart: Chart, view: View, options: ChartOptions) -> None:
    """Give a chart what the view says of it: its notes, and which end is good."""
    chart.set_direction(view.direction(chart.name))
    places = [(note.x, note.text) for note in view.notes if note.axis == options.axis_key]
    if options.log_x:
        places = [(math.log10(x), text) for x, text in places if x > 0]
    chart.surface.set_notes(places)


def prepare_chart(chart: Chart, states: ChartStates) -> None:
    """Give a new chart what the user set on its metric, and keep what is set from now on."""
    chart.set_hidden(states.hidden.get(chart.name, frozenset()))
    chart.set_own_log(states.log.get(chart.name))
    chart.hidden_changed.connect(states.keep_hidden)
    chart.log_changed.connect(states.keep_log)
    chart.actions_menu.set_history(states.history)


def arranged(groups: Sequence[SectionGroup], view: View) -> list[SectionGroup]:
    """Sections as the view wants them: pinned metrics on top, moved ones at their places."""
    by_name = {chart.name: chart for group in groups for chart in group.charts}
    pinned = tuple(by_name[name] for name in view.pinned if name in by_name)
    found = [SectionGroup(PINNED, pinned)] if pinned else []
    for group in groups:
        names = view.arranged(chart.name for chart in group.charts)
        kept = tuple(by_name[name] for name in names if name not in view.pinned)
        if kept:
            found.append(SectionGroup(group.name, kept))
    return found


class _ChartSection(Section):
    """A section and its grid; closed, its grid is empty."""

    def __init__(self, services: PageServices, parent: QWidget) -> None:
        super().__init__("", parent)
        self.grid = ChartGrid(services, self)
        self.body.setContentsMargins(0, 2, 0, theme.space.control)
        self.body.addWidget(self.grid)
        self.group = SectionGroup(GENERAL, ())

    def set_group(self, group: SectionGroup, options: ChartOptions, extent: Range | None) -> None:
        self.group = group
        self.set_count(len(group.charts))
        self.grid.set_groups(group.charts if self.is_open else (), options)
        self.grid.set_extent(extent)


class ChartPage(QScrollArea):
    """Scrolls over the sections."""

    full_page_requested = Signal(str)
    chart_made = Signal(object)
    """A new `Chart`: it came into view for the first time."""
    sections_changed = Signal()
    """A section was opened or closed."""

    def __init__(self, services: PageServices, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._sections: dict[str, _ChartSection] = {}
        self._closed: set[str] = set()
        self._options = ChartOptions()
        self._extents: dict[str, Range | None] = {}
        self._groups: tuple[SectionGroup, ...] = ()
        self._hidden: frozenset[str] | None = None
        self._contents = QWidget(self)
        self._layout = QVBoxLayout(self._contents)
        self._contents.setProperty("area", "surface")
        margin = theme.space.page
        self._layout.setContentsMargins(margin, 0, margin, margin)
        self._layout.setSpacing(0)
        self._layout.addStretch(1)
        self.setWidget(self._contents)
        self.setWidgetResizable(True)
        self._contents.installEventFilter(self)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._update_view)
        self.verticalScrollBar().valueChanged.connect(self._look)
        self.verticalScrollBar().rangeChanged.connect(self._look)
        theme.theme().changed.connect(self._rearrange)
        services.states.history.changed.connect(self._follow_view)

    @property
    def closed(self) -> frozenset[str]:
        return frozenset(self._closed)

    @property
    def section_names(self) -> list[str]:
        return list(self._sections)

    def section(self, name: str) -> Section:
        return self._sections[name]

    def grid(self, name: str) -> ChartGrid:
        """The cards of a section."""
        return self._sections[name].grid

    def chart(self, metric: str) -> Chart | None:
        """A metric's card, if it exists already."""
        for section in self._sections.values():
            if metric in section.grid.charts:
                return section.grid.charts[metric]
        return None

    def charts(self) -> list[Chart]:
        """All cards that exist."""
        return [c for section in self._sections.values() for c in section.grid.charts.values()]

    @property
    def is_settled(self) -> bool:
        """Whether all cards in view exist and show what they are to show, or wait for a worker."""
        return not self._soon.isActive()

    def set_closed(self, names: Iterable[str]) -> None:
        """Close these sections and open all others."""
        self._closed = set(names)
        for name, section in self._sections.items():
            section.set_open(is_open=name not in self._closed)

    def show_sections(
        self,
        groups: Sequence[SectionGroup],
        options: ChartOptions,
        extents: dict[str, Range | None],
    ) -> None:
        """Show these sections.

        Args:
            groups: what is in them.
            options: of all charts.
            extents: first and last x of each section.
        """
        self._options, self._extents, self._groups = options, extents, tuple(groups)
        groups = arranged(groups, self._services.states.history.view)
        if PINNED not in extents:
            extents[PINNED] = joined(extents.values())
        for name in self._sections.keys() - {group.name for group in groups}:
            gone = self._sections.pop(name)
            gone.hide()
            gone.deleteLater()
        for place, group in enumerate(groups):
            section = self._sections.get(group.name) or self._new_section(group.name)
            if self._layout.indexOf(section) != place:
                self._layout.insertWidget(place, section)
            section.set_group(group, options, extents.get(group.name))
        self._sections = {group.name: self._sections[group.name] for group in groups}
        self._soon.start()

    def set_hidden(self, keys: frozenset[str]) -> None:
        """Hide the lines of these keys in all cards, whatever each had hidden by itself."""
        if keys != self._hidden:
            self._hidden = keys
            for section in self._sections.values():
                section.grid.set_hidden(keys)
            self._soon.start()

    def forget_ranges(self) -> None:
        """Back to auto: x is something else now."""
        for section in self._sections.values():
            section.grid.forget_ranges()

    def reset(self) -> None:
        """All charts back to their whole range."""
        self.forget_ranges()
        for chart in self.charts():
            chart.plot.choose_y(None)

    def retranslate(self) -> None:
        for name, section in self._sections.items():
            section.set_title(self._title(name))

    def _title(self, name: str) -> str:
        return self.tr("Pinned") if name == PINNED else name or self.tr("General")

    def _new_section(self, name: str) -> _ChartSection:
        section = _ChartSection(self._services, self._contents)
        section.set_title(self._title(name))
        section.set_open(is_open=name not in self._closed)
        section.opened.connect(self._opened)
        section.grid.full_page_requested.connect(self.full_page_requested)
        section.grid.chart_made.connect(self.chart_made)
        section.grid.late.connect(self._look)
        if self._hidden is not None:
            section.grid.set_hidden(self._hidden)
        self._sections[name] = section
        return section

    def _opened(self) -> None:
        for name, section in self._sections.items():
            if section.is_open:
                self._closed.discard(name)
            else:
                self._closed.add(name)
            section.set_group(section.group, self._options, self._extents.get(name))
        self._soon.start()
        self.sections_changed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Sections that were laid out anew may have come into view."""
        if watched is self._contents and event.type() in {
            QEvent.Type.LayoutRequest,
            QEvent.Type.Resize,
        }:
            self._look()
        return super().eventFilter(watched, event)

    def _look(self) -> None:
        """See soon what is in view; not the timer's own slot, which would take an interval."""
        self._soon.start()

    def _update_view(self) -> None:
        if not self.isVisible():
            return
        self._layout.activate()
        height = self.viewport().height() + 2 * _AHEAD
        for section in self._sections.values():
            if not section.is_open:
                continue
            top = section.grid.mapTo(self._contents, section.grid.rect().topLeft()).y()
            visible = self.verticalScrollBar().value() - _AHEAD - top
            if section.grid.update_view(QRect(0, visible, 1 << 20, height)):
                self._soon.start()  # one card in each turn, so that the window stays quick
                return

    def _follow_view(self) -> None:
        """Lay out anew: something was pinned, moved, noted or sized."""
        self.show_sections(self._groups, self._options, self._extents)

    def _rearrange(self) -> None:
        for section in self._sections.values():
            section.grid.arrange()
        self._soon.start()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._soon.start()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        self._soon.start()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        self._services.scroll.note()
        super().wheelEvent(event)
