"""All that is compared as lines through axes, or as points over two of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from em_desktop.domain.compared_axes import Item, ItemAxes, axis_name, differing_keys
from em_desktop.domain.metrics import Flags
from em_desktop.domain.paths import printable
from em_desktop.domain.trial_axes import Axis, Brush, brushed
from em_desktop.gui import theme
from em_desktop.gui.panes.autotune.charts.words import axis_ruler, axis_ticks
from em_desktop.gui.panes.compare.folding import FoldingRow
from em_desktop.gui.panes.compare.linked import Linked
from em_desktop.gui.panes.compare.swatch import Swatch
from em_desktop.gui.panes.folder.menu_button import MenuButton
from em_desktop.gui.plots.brushes import band_of, read_brushes, write_brushes
from em_desktop.gui.plots.parallel import ParallelView
from em_desktop.gui.plots.parallel_axes import AxisText
from em_desktop.gui.plots.scatter import ScatterView
from em_desktop.gui.plots.xy import Focus
from em_desktop.gui.tasks import Tasks
from em_desktop.gui.trial_words import parameter_text
from em_desktop.gui.widgets import (
    ComboBox,
    Divider,
    IconButton,
    Segments,
    StateStack,
    TextLabel,
    Toggle,
)

VIEWS = ("parallel", "scatter")
_MOST_AXES = 6
"""So many parameters have an axis at first; the others are one click away."""
_MOST_IN_TIP = 12
_LEAST, _BOX = 300, 112


@dataclass(frozen=True, slots=True)
class SpaceMember:
    """One of the compared in the space.

    Attributes:
        key: of the member.
        item: its values.
        swatch: how its line and its point are drawn.
    """

    key: str
    item: Item
    swatch: Swatch


class SpaceView(QWidget):
    """Parallel coordinates or a scatter plot; what is brushed in one is brushed in the other.

    Items are numbered: the members first, then the other Runs of their folders.
    """

    others_wanted = Signal(bool)
    """Show the other Runs of the folders too, or not."""
    other_clicked = Signal(int)
    """A Run that isn't compared was clicked: its number among the others."""

    def __init__(self, tasks: Tasks, linked: Linked, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._linked = linked
        self._members: tuple[SpaceMember, ...] = ()
        self._others: tuple[Item, ...] = ()
        self._target = ""
        self._chosen: list[str] | None = None
        self._wanted_xy = ("", "")
        self._axes = ItemAxes()
        self._differing: list[str] = []
        self._brushes: dict[str, Brush] = {}
        self._flags: Flags | None = None
        self._hovered_other = -1
        self.views = Segments([(view, "") for view in VIEWS], self)
        self.others = Toggle("", self)
        self.choose_axes = MenuButton("columns", self)
        self.x_box, self.y_box = ComboBox("", self), ComboBox("", self)
        self._x_label = TextLabel("", "small", "text2", self)
        self._y_label = TextLabel("", "small", "text2", self)
        self.clear = IconButton("close", "", self, side=24, icon_side=13)
        self.parallel = ParallelView(tasks, self)
        self.scatter = ScatterView(self)
        self._lay_out()
        self._connect()
        self.retranslate()

    def _lay_out(self) -> None:
        theme.set_look(self, area="surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._head = FoldingRow(self)
        row = self._head.row
        row.addWidget(self.views)
        row.addStretch(1)
        for box in (self.x_box, self.y_box):
            box.set_small()
            theme.set_lengths(box, width=_BOX)
        self.choose_axes.set_small()
        choices = (self._x_label, self.x_box, self._y_label, self.y_box)
        for widget in (self.clear, *choices, self.others, self.choose_axes):
            row.addWidget(widget)
        self._head.give_way(
            [self._x_label, self._y_label, self.others, self.choose_axes, self.clear]
        )
        self._head.want(self.clear, wanted=False)
        theme.set_lengths(self, least_width=_LEAST)
        self._pages = QStackedWidget(self)
        for view in (self.parallel, self.scatter):
            holder = QWidget(self._pages)
            inside = QVBoxLayout(holder)
            inside.setContentsMargins(theme.space.control, 6, theme.space.control, 4)
            inside.addWidget(view)
            self._pages.addWidget(holder)
        self._states = StateStack(self._pages, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addWidget(Divider(parent=self))
        column.addWidget(self._states, 1)

    def _connect(self) -> None:
        self.views.chosen.connect(self._show)
        self.others.toggled.connect(self.others_wanted)
        self.choose_axes.choices.aboutToShow.connect(self._fill_axes)
        self.choose_axes.choices.triggered.connect(self._toggle_axis)
        self.x_box.activated.connect(self._choose_xy)
        self.y_box.activated.connect(self._choose_xy)
        self.clear.clicked.connect(self.clear_brushes)
        self.parallel.brushes_changed.connect(self._take_brushes)
        self.parallel.order_changed.connect(self._reorder)
        self.scatter.brushed.connect(self._take_rectangle)
        for view in (self.parallel, self.scatter):
            view.words = self.words
            view.hovered.connect(self._hover)
            view.clicked.connect(self._click)
        self._linked.hovered_changed.connect(self._focus)
        self._linked.selected_changed.connect(self._focus)

    # What is shown

    def show_members(
        self, members: Sequence[SpaceMember], others: Sequence[Item], target: str
    ) -> None:
        """Show these.

        Args:
            members: the compared that have been read.
            others: the other Runs of their folders.
            target: key of the metric's axis that stands at the right; empty: none.
        """
        self._members, self._others = tuple(members), tuple(others)
        self._target = target
        self._axes = ItemAxes(self._items())
        self._differing = differing_keys([member.item for member in members])
        self._show()

    def _items(self) -> list[Item]:
        return [*(member.item for member in self._members), *self._others]

    @property
    def shown_keys(self) -> list[str]:
        """The axes of the parallel coordinates, left to right."""
        if self._chosen is not None:
            kept = [key for key in self._chosen if key in self._axes]
            if len(kept) > 1:
                return kept
        first = self._differing[:_MOST_AXES]
        target = [self._target] if self._target in self._axes else []
        if len(first) + len(target) < 2:
            rest = [key for key in self._axes if key not in {*first, *target}]
            first += rest[: 2 - len(first) - len(target)]
        return [*first, *target]

    @property
    def xy_keys(self) -> tuple[str, str]:
        """The axes of the scatter plot."""
        x, y = self._wanted_xy
        keys = self.shown_keys
        if y not in self._axes:
            y = keys[-1] if keys else ""
        if x not in self._axes:
            x = next((key for key in keys if key != y), y)
        return x, y

    def _show(self) -> None:
        is_scatter = self.views.key == "scatter"
        self._pages.setCurrentIndex(1 if is_scatter else 0)
        for box in (self.x_box, self.y_box):
            box.setVisible(is_scatter)
        for label in (self._x_label, self._y_label):
            self._head.want(label, wanted=is_scatter)
        self._head.want(self.choose_axes, wanted=not is_scatter)
        if len(self._axes) < 2 or not self._members:
            self._states.show_state(
                "parameters",
                self.tr("Nothing to lay out"),
                self.tr("Two hyperparameters or metrics are needed at least."),
            )
        else:
            self._states.show_content()
            if is_scatter:
                self._show_scatter()
            else:
                self._show_parallel()
        self._brush()

    def _show_parallel(self) -> None:
        keys = self.shown_keys
        axes = [self._axes[key] for key in keys]
        count = len(self._members) + len(self._others)
        texts = {axis.key: self._text(axis) for axis in axes}
        places = np.arange(count, dtype=np.intp)
        self.parallel.show_axes(axes, texts, places, np.full(count, np.nan), -1)
        swatches = [member.swatch for member in self._members]
        self.parallel.set_inks({n: (each.ink, each.dash) for n, each in enumerate(swatches)})
        self.parallel.set_brushes(self._brushes)
        self.choose_axes.set_count(len(keys))

    def _show_scatter(self) -> None:
        x, y = self.xy_keys
        for box, chosen in ((self.x_box, x), (self.y_box, y)):
            with QSignalBlocker(box):
                box.clear()
                for key in self._axes:
                    box.addItem(printable(axis_name(key)), key)
                box.setCurrentIndex(box.findData(chosen))
        axes = self._axes[x], self._axes[y]
        rulers = axis_ruler(axes[0]), axis_ruler(axes[1])
        count = len(self._members) + len(self._others)
        swatches = [member.swatch for member in self._members]
        inks = {n: (each.ink, each.marker) for n, each in enumerate(swatches)}
        self.scatter.show_points(axes, rulers, np.ones(count, dtype=np.bool_), inks)

    def _text(self, axis: Axis) -> AxisText:
        note = self.tr("log") if axis.scale == "log" else ""
        if axis.key == self._target:
            note = self.tr("best")
        return AxisText(printable(axis_name(axis.key)), note, axis_ticks(axis))

    def words(self, place: int) -> str:
        """What the tooltip says of an item."""
        items = self._items()
        if not 0 <= place < len(items):
            return ""
        item = items[place]
        lines = [printable(item.name)]
        for key in self.shown_keys[:_MOST_IN_TIP]:
            axis = self._axes[key]
            if not np.isnan(axis.positions[place]):
                value = axis.value(float(axis.positions[place]))
                lines.append(f"{printable(axis_name(key))}: {parameter_text(value)}")
        if place >= len(self._members):
            lines.append(self.tr("Click to compare it too"))
        return "\n".join(lines)

    # Brushes

    @property
    def brushes(self) -> Mapping[str, Brush]:
        """What is brushed, by the keys of the axes."""
        return self._brushes

    def set_brushes(self, brushes: Mapping[str, Brush]) -> None:
        """As if the user had brushed."""
        self._take_brushes(dict(brushes))
        self.parallel.set_brushes(self._brushes)

    def clear_brushes(self) -> None:
        """Take all brushes away."""
        self.set_brushes({})

    def _take_brushes(self, brushes: dict[str, Brush]) -> None:
        shown = {key: brush for key, brush in brushes.items() if brush}
        self._brushes = shown
        self._brush()

    def _take_rectangle(self, x: Brush, y: Brush) -> None:
        keys = self.xy_keys
        brushes = {**self._brushes, keys[0]: x, keys[1]: y}
        self.set_brushes(brushes)

    def _brush(self) -> None:
        """Tell everybody what all brushes take."""
        brushes = {key: brush for key, brush in self._brushes.items() if key in self._axes}
        self._head.want(self.clear, wanted=bool(brushes))
        count = len(self._members) + len(self._others)
        self._flags = None
        if brushes and count:
            everything = np.ones(count, dtype=np.bool_)
            self._flags = brushed([self._axes[key] for key in brushes], brushes, everything)
        x, y = self.xy_keys
        bands = [
            None if key not in self._axes else band_of(self._axes[key], self._brushes.get(key))
            for key in (x, y)
        ]
        self.scatter.set_band(*bands)
        self._focus()
        if self._flags is None:
            self._linked.brush(None)
        else:
            taken = zip(self._members, self._flags.tolist(), strict=False)
            self._linked.brush(frozenset(member.key for member, is_in in taken if is_in))

    # What stands out

    def _hover(self, place: int) -> None:
        members = len(self._members)
        self._hovered_other = place if place >= members else -1
        self._linked.hover(self._members[place].key if 0 <= place < members else None)
        self._focus()

    def _click(self, place: int, _adds: bool) -> None:
        members = len(self._members)
        if 0 <= place < members:
            self._linked.toggle(self._members[place].key)
        elif place >= members:
            self.other_clicked.emit(place - members)

    def _focus(self) -> None:
        keys = {member.key: number for number, member in enumerate(self._members)}
        hovered = keys.get(self._linked.hovered, self._hovered_other)
        focus = Focus(keys.get(self._linked.selected, -1), hovered, (), self._flags)
        self.parallel.set_focus(focus)
        self.scatter.set_focus(focus)

    # Which axes

    def _fill_axes(self) -> None:
        menu = self.choose_axes.choices
        menu.clear()
        shown = self.shown_keys
        for key in [*shown, *(key for key in self._axes if key not in shown)]:
            action = menu.addAction(printable(axis_name(key)))
            action.setCheckable(True)
            action.setChecked(key in shown)
            action.setEnabled(key not in shown or len(shown) > 2)
            action.setData(key)

    def _toggle_axis(self, action: QAction) -> None:
        self.show_axis(str(action.data()), shown=action.isChecked())

    def show_axis(self, key: str, *, shown: bool) -> None:
        """Show or hide an axis; a new one comes before the target."""
        keys = [each for each in self.shown_keys if each != key]
        if shown:
            keys.insert(len(keys) - 1 if keys[-1:] == [self._target] else len(keys), key)
        self._chosen = keys
        self._show()

    def _reorder(self, keys: list[str]) -> None:
        self._chosen = list(keys)

    def _choose_xy(self) -> None:
        self.choose_xy(str(self.x_box.currentData()), str(self.y_box.currentData()))

    def choose_xy(self, x: str, y: str) -> None:
        """Lay the points out over these axes."""
        self._wanted_xy = (x, y)
        self._show()

    # State and words

    def save_state(self) -> dict[str, Any]:
        """View, axes and brushes (JSON values)."""
        return {
            "view": self.views.key,
            "others": self.others.isChecked(),
            "axes": self._chosen,
            "xy": list(self._wanted_xy),
            "brushes": write_brushes(self._brushes),
        }

    def restore_state(self, state: dict[str, Any]) -> None:
        """Take back what `save_state` gave; unknown or wrong values are ignored."""
        view, axes, xy = state.get("view"), state.get("axes"), state.get("xy")
        if isinstance(view, str):
            self.views.choose(view)
        if isinstance(axes, list) and all(isinstance(key, str) for key in axes):
            self._chosen = list(dict.fromkeys(axes))
        if isinstance(xy, list) and len(xy) == 2 and all(isinstance(key, str) for key in xy):
            self._wanted_xy = (xy[0], xy[1])
        if isinstance(state.get("others"), bool):
            self.others.setChecked(state["others"])
        self._brushes = read_brushes(state.get("brushes"))
        if self._axes:
            self._show()

    def retranslate(self) -> None:
        """Write all texts in the current language."""
        self.views.setAccessibleName(self.tr("How to lay out"))
        self.views.set_texts(
            {"parallel": self.tr("Parallel coordinates"), "scatter": self.tr("Scatter plot")}
        )
        others = self.tr("Other runs in folder")
        self.others.setText(others)
        self.others.setAccessibleName(others)
        self.others.updateGeometry()
        self.choose_axes.setText(self.tr("Axes"))
        self._x_label.setText("x")
        self._y_label.setText("y")
        self.x_box.setAccessibleName(self.tr("X axis"))
        self.y_box.setAccessibleName(self.tr("Y axis"))
        self.clear.set_name(self.tr("Clear brushes"))
        self.parallel.setAccessibleName(self.tr("Parallel coordinates"))
        self.parallel.setAccessibleDescription(
            self.tr(
                "Left and Right choose an axis, with Ctrl they move it. Space brushes it, Up and "
                "Down move the brush, plus and minus resize it, Delete clears it."
            )
        )
        self.scatter.setAccessibleName(self.tr("Scatter plot"))
        self._show()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
