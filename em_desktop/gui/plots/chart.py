"""A chart of one metric: title, plot, legend and menu in a card."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QMenu, QWidget

from em_desktop.domain.autotune import Direction
from em_desktop.domain.stretches import stretch
from em_desktop.gui import theme
from em_desktop.gui.plots.actions import ChartActions
from em_desktop.gui.plots.chart_words import ChartWords
from em_desktop.gui.plots.chips import Chip
from em_desktop.gui.plots.legend import (
    MOST_ROWS,
    Legend,
    LegendValues,
    largest,
    legend_rows,
    legend_values,
    stretch_texts,
)
from em_desktop.gui.plots.lines import Line
from em_desktop.gui.plots.links import Crosshair, PageScroll, XLink
from em_desktop.gui.plots.options import ChartOptions
from em_desktop.gui.plots.plot import PLOT_HEIGHT, Plot
from em_desktop.gui.plots.preparing import NOT_PREPARED, Prepared, go_on, prepare
from em_desktop.gui.plots.surface import Surface, x_text
from em_desktop.gui.plots.ticks import value_text
from em_desktop.gui.plots.tip import Tip, TipRow
from em_desktop.gui.plots.values import ValuesDialog
from em_desktop.gui.same import same_objects
from em_desktop.gui.tasks import Lane, Tasks
from em_desktop.gui.widgets import Card, IconButton
from em_desktop.gui.widgets.painting import paint_focus_ring
from em_desktop.stores.base import Cancel

__all__ = ("AT_ONCE", "Chart", "ChartOptions", "chart_height", "prepare")

AT_ONCE = 20_000
"""Up to this many points a chart is prepared without a worker: a millisecond or two."""
_PER_LINE = 500
"""A line takes as long as so many points, besides its own."""
_MOST_SPOKEN = 20
"""The accessible description tells the values of so many lines."""

_BOTTOM = 9
_MANY = 10
_FEW_LINES = 4
"""So many lines keep their order in the tooltip; more are sorted by value."""
_MOST_TIP_ROWS = 12
_FULL_PAGE_ROWS = 16


def chart_height(rows: int, plot: int = PLOT_HEIGHT) -> int:
    """How high a card is whose legend has this many rows, over a plot of this height."""
    fixed = theme.size.card_header + theme.scaled(plot)
    return fixed + (rows + 1) * theme.size.legend_row + _BOTTOM + 2


class Chart(Card):
    """One metric of several series over x.

    Left and Right move the crosshair, R resets, F asks for the full page.
    """

    full_page_requested = Signal(str)
    """The metric to show on the whole page, or to put back."""
    hidden_changed = Signal(str, frozenset)
    """The metric, and the keys of its hidden lines."""
    log_changed = Signal(str, object)
    """The metric, and its own scale: True, False, or None for that of the page."""

    def __init__(
        self,
        name: str,
        tasks: Tasks,
        crosshair: Crosshair,
        link: XLink,
        parent: QWidget | None = None,
        *,
        scroll: PageScroll | None = None,
        full_page: bool = False,
    ) -> None:
        super().__init__(name, parent)
        self.name = name
        self._tasks = tasks
        self._crosshair = crosshair
        self._options = ChartOptions()
        self._own_log: bool | None = None
        self._lines: tuple[Line, ...] = ()
        self._absent: tuple[str, ...] = ()
        self._prepared = NOT_PREPARED
        self._full_page = full_page
        self._plot_height = PLOT_HEIGHT
        self._pointer = QPointF()
        self._words = ChartWords(self)
        self._direction: Direction | None = None
        self._stretches: dict[str, LegendValues] = {}
        self._values: ValuesDialog | None = None
        self._log_chip = Chip(self)
        self._note = Chip(self, warns=True)
        self._expand = IconButton("full_page_off" if full_page else "full_page", "", self)
        self._more = IconButton("more", "", self)
        self.plot = Plot(link, self)
        self.surface = Surface(self.plot, crosshair, scroll)
        self.legend = Legend(self, most=_FULL_PAGE_ROWS if full_page else MOST_ROWS)
        self.tip = Tip(self)
        self.actions_menu = ChartActions(self, tasks)
        self._lay_out()
        self._connect()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(name)
        self.retranslate()

    def _lay_out(self) -> None:
        self.add_title_widget(self._log_chip)
        for widget in (self._note, self._expand, self._more):
            self.add_header_widget(widget)
        self.body.setSpacing(0)
        self.body.setContentsMargins(theme.space.card, 0, 0, _BOTTOM)  # labels may stand out
        self.body.addWidget(self.plot, 1)
        self.body.addWidget(self.legend)
        if not self._full_page:
            self.body.addStretch(1)
            self._fit_plot()
            theme.theme().changed.connect(self._fit_plot)

    def _fit_plot(self) -> None:
        self.plot.setFixedHeight(theme.scaled(self._plot_height))

    def set_plot_height(self, height: int) -> None:
        """Have another height of the plot, in logical pixels."""
        if height != self._plot_height and not self._full_page:
            self._plot_height = height
            self._fit_plot()

    def _connect(self) -> None:
        self._expand.clicked.connect(self._ask_full_page)
        self._more.clicked.connect(self._show_menu)
        self.surface.hovered.connect(self._hover)
        self.legend.hidden_changed.connect(self._hide_lines)
        self.legend.raised.connect(self.plot.set_raised)
        self._crosshair.moved.connect(self._show_values)
        self.plot.link.selected.connect(self._sum_up_range)
        self.plot.redrawn.connect(self._show_note)
        self.legend.all_requested.connect(self.show_values)

    # -- what is shown

    @property
    def is_full_page(self) -> bool:
        return self._full_page

    @property
    def lines(self) -> tuple[Line, ...]:
        return self._lines

    @property
    def absent(self) -> tuple[str, ...]:
        return self._absent

    @property
    def page_options(self) -> ChartOptions:
        return self._options

    @property
    def options(self) -> ChartOptions:
        """The page's options with this chart's own scale."""
        own = self._own_log
        return self._options if own is None else replace(self._options, log=own)

    def show_lines(
        self, lines: Sequence[Line], options: ChartOptions, absent: Sequence[str] = ()
    ) -> None:
        """Show these lines, at once or as soon as a worker has prepared them."""
        self._lines, self._options, self._absent = tuple(lines), options, tuple(absent)
        self.legend.set_lines(lines, absent)
        self._prepare()

    def set_own_log(self, log: bool | None) -> None:
        """Give this chart a scale of its own; None: that of the page."""
        if log != self._own_log:
            self._own_log = log
            self._prepare()
            self.log_changed.emit(self.name, log)

    def set_hidden(self, keys: Collection[str]) -> None:
        """Hide these lines and show all others."""
        self.legend.set_hidden(keys)
        self.plot.set_hidden(keys)
        self._show_values()
        self._follow_in_table()

    def _prepare(self) -> None:
        options, lines = self.options, self._lines
        before = self._prepared
        if sum(len(line.series) + _PER_LINE for line in lines) <= AT_ONCE:
            self._take(Prepared(options, prepare(lines, options, go_on, before)))
            return

        def work(cancel: Cancel) -> Prepared:
            return Prepared(options, prepare(lines, options, cancel.check, before))

        self._tasks.run(self, work, Chart._take, key="curves", lane=Lane.SCREEN)

    def _take(self, prepared: Prepared) -> None:
        options = prepared.options
        lines = [drawn.line for drawn in prepared.lines]
        if options != self.options or not same_objects(lines, self._lines):
            return  # asked anew meanwhile
        self._prepared = prepared
        self.plot.set_ignore_outliers(options.ignore_outliers)
        self.plot.set_lines(prepared.lines, options.recipe)
        self._log_chip.setVisible(options.log)
        self._describe()
        if self.plot.link.selection is not None:
            self._sum_up_range()
        self._show_values()

    # -- words

    def retranslate(self) -> None:
        self._log_chip.set_text(self.tr("log"))
        self._expand.set_name(
            self.tr("Back to all charts") if self._full_page else self.tr("Full page"), "F"
        )
        self._more.set_name(self.tr("More for %1").replace("%1", self.name))
        self._describe()
        self._show_values()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _describe(self) -> None:
        notes = self._words.notes(self.plot.lines, self.options)
        self._note.set_text(notes[0] if notes else "")
        self._note.setToolTip("\n".join([*notes, self._words.gaps_hint()] if notes else []))
        self.surface.set_message(self._words.nothing(self._lines, self.options))
        template = self.tr("%1: last %2")
        values = [
            template.replace("%1", drawn.line.name).replace("%2", legend_values(drawn, None).last)
            for drawn in self.plot.lines[:_MOST_SPOKEN]
        ]
        left_out = len(self.plot.lines) - len(values)
        more = [self.tr("and %Ln more", "", left_out)] if left_out else []
        self.setAccessibleDescription(". ".join([*values, *more, *notes]))

    # -- crosshair, legend, tooltip

    def _hover(self, position: QPointF | None) -> None:
        x = None if position is None else self._snapped(self.plot.from_pixel(position)[0])
        self._crosshair.move(x)
        if position is None or self._crosshair.x is None:
            self.tip.hide()
            return
        self._pointer = position
        self._fill_tip(self._crosshair.x)
        line = self.plot.to_pixel(self._crosshair.x, 0)
        place = self.plot.mapTo(self, QPoint(int(line.x()), int(self.plot.area.top()) + 28))
        within = self.rect().adjusted(3, theme.size.card_header, -3, -3)
        self.tip.move_beside(place, within)
        self.tip.show()
        self.tip.raise_()

    def _snapped(self, x: float) -> float | None:
        """The recorded x nearest to ``x``, of any visible line."""
        places = []
        for drawn in self.plot.visible_lines:
            extent = drawn.curve.track.extent
            if extent is not None:
                point = drawn.curve.track.nearest(min(max(x, extent[0]), extent[1]))
                if point is not None:
                    places.append(drawn.curve.track.place(point))
        return min(places, key=lambda place: abs(place - x), default=None)

    def axis_title(self) -> str:
        """What runs along x, for a figure."""
        return self._words.axis_title(self.options)

    def plot_text(self, x: float, *, short: bool = False) -> str:
        """A place on the x axis in words."""
        return x_text(10.0 ** min(x, 300.0) if self.plot.log_x else x, self.plot.axis, short=short)

    def _show_note(self) -> None:
        selection, fidelity = self.plot.link.selection, self.plot.fidelity
        if selection is not None:
            ends = (self.plot_text(end, short=True) for end in selection)
            self.legend.set_note(" – ".join(ends))
        else:
            hint = "" if fidelity.exact else self._words.fidelity_hint()
            self.legend.set_note(self._words.fidelity(fidelity), hint)

    def set_direction(self, direction: Direction | None) -> None:
        """Which end of the metric is the good one."""
        if direction is not self._direction:
            self._direction = direction
            self._show_values()

    @property
    def direction(self) -> Direction | None:
        return self._direction

    def show_values(self) -> ValuesDialog:
        """Show the table of all lines; it follows the crosshair."""
        if self._values is None:
            self._values = ValuesDialog(self.name, self)
            self._values.hidden_changed.connect(self._hide_from_table)
            self._values.destroyed.connect(self._forget_table)
        self._follow_in_table()
        self._values.show()
        return self._values

    def _hide_from_table(self, keys: frozenset[str]) -> None:
        self.legend.set_hidden(keys)
        self._hide_lines(keys)

    def _forget_table(self) -> None:
        self._values = None

    def _at_title(self) -> str:
        x = self._crosshair.x
        if x is None:
            return ""
        return self.tr("at %1").replace("%1", self.plot_text(x, short=True))

    def _follow_in_table(self) -> None:
        if self._values is not None:
            x, hidden = self._crosshair.x, self.legend.hidden
            self._values.model.show_lines(self.plot.lines, hidden, x, self._at_title())

    def _sum_up_range(self) -> None:
        """Sum up what is selected: in a worker if it is much."""
        self._stretches = {}
        selection, lines = self.plot.link.selection, self.plot.lines
        self._show_note()
        if selection is None:
            self._show_values()
            return

        def work(cancel: Cancel) -> dict[str, LegendValues]:
            return {
                drawn.line.key: stretch_texts(stretch(drawn.curve, *selection, cancel.check))
                for drawn in lines
            }

        self._tasks.run(self, work, Chart._take_stretches, key="range")

    def _take_stretches(self, found: dict[str, LegendValues]) -> None:
        if self.plot.link.selection is not None:
            self._stretches = found
            self._show_values()

    def _show_values(self) -> None:
        x = self._crosshair.x
        if self._stretches:
            self.legend.show_range(self._stretches)
        else:
            self.legend.show_values(self.plot.lines, x, self._at_title(), self._direction)
        self._follow_in_table()
        if x is None:
            self.tip.hide()
        elif self.tip.isVisible():
            self._fill_tip(x)

    def _fill_tip(self, x: float) -> None:
        title = self._words.axis_name(self.options).replace("%1", self.plot_text(x))
        rows, facts = [], ""
        for drawn in self.plot.visible_lines:
            shown, point = drawn.curve, drawn.curve.track.nearest(x)
            if point is None:
                continue
            size = largest(shown)
            value = float(shown.smoothed[point])
            raw = value_text(float(shown.raw[point]), size)
            smoothed = value_text(value, size) if self.options.smoothing else ""
            rows.append((value, TipRow(drawn.line.color, drawn.line.name, smoothed, raw)))
            if not facts and shown.track.place(point) == x:
                record = shown.record(point)
                facts = self._words.record_facts(drawn.line, record, self.options)
        if len(rows) > _FEW_LINES:
            rows.sort(key=_descending)
        left_out = len(rows) - _MOST_TIP_ROWS
        if left_out > 0:
            rows = self._around_pointer(rows)
        more = self.tr("and %Ln more", "", left_out) if left_out > 0 else ""
        heads = (self.tr("smoothed"), self.tr("raw"))
        self.tip.show_values(title, facts, [row for _, row in rows], heads, more)

    def _around_pointer(self, rows: list[tuple[float, TipRow]]) -> list[tuple[float, TipRow]]:
        """Of rows sorted by value the ones whose values are nearest to the pointer."""
        pointed = self.plot.from_pixel(self._pointer)[1]
        if self.plot.log:
            pointed = 10.0 ** min(pointed, 300.0)
        place = sum(value > pointed for value, _ in rows)
        first = min(max(place - _MOST_TIP_ROWS // 2, 0), len(rows) - _MOST_TIP_ROWS)
        return rows[first : first + _MOST_TIP_ROWS]

    def move_crosshair(self, by: int) -> None:
        """To the next recorded x (or by several) of the line with the most points."""
        tracks = [d.curve.track for d in self.plot.visible_lines if len(d.curve.track)]
        if not tracks or not self._crosshair.enabled:
            return
        track = max(tracks, key=len)
        at = self._crosshair.x
        if at is None:
            at, by = sum(self.plot.x_range) / 2, 1
        self._crosshair.move(track.beside(at, by))

    # -- keys, menu, focus

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        by = _MANY if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
        match event.key():
            case Qt.Key.Key_Left:
                self.move_crosshair(-by)
            case Qt.Key.Key_Right:
                self.move_crosshair(by)
            case Qt.Key.Key_R if not event.modifiers():
                self.plot.reset()
            case Qt.Key.Key_F if not event.modifiers():
                self._ask_full_page()
            case Qt.Key.Key_S if not event.modifiers():
                self.plot.link.select(self.plot.x_range)
            case Qt.Key.Key_Escape if self.plot.link.selection is not None:
                self.plot.link.select(None)
            case Qt.Key.Key_Menu:
                self._show_menu()
            case _:
                super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        place = QPointF(self.plot.mapFrom(self, event.pos()))
        self.actions_menu.at = self.plot.from_pixel(place)[0]
        self._menu().popup(event.globalPos())

    def _show_menu(self) -> None:
        self.actions_menu.at = self._crosshair.x
        self._menu().popup(self._more.mapToGlobal(self._more.rect().bottomLeft()))

    def _menu(self) -> QMenu:
        return self.actions_menu.menu()

    def _ask_full_page(self) -> None:
        self.full_page_requested.emit(self.name)

    def set_link(self, link: XLink) -> None:
        """Take the x range from another link."""
        if link is not self.plot.link:
            self.plot.link.selected.disconnect(self._sum_up_range)
            self.plot.set_link(link)
            link.selected.connect(self._sum_up_range)

    def _hide_lines(self, keys: frozenset[str]) -> None:
        self.plot.set_hidden(keys)
        self._show_values()
        self.hidden_changed.emit(self.name, keys)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self.tip.hide()

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        super().paintEvent(event)
        if self.hasFocus():
            paint_focus_ring(QPainter(self), self.rect(), theme.radius.card)

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(381, chart_height(legend_rows(len(self._lines)), self._plot_height))


def _descending(row: tuple[float, TipRow]) -> float:
    return float("inf") if np.isnan(row[0]) else -row[0]
