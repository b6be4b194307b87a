"""Runs side by side: their curves over their differences."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QHideEvent, QShowEvent
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from em_desktop.domain.compared_axes import METRIC, Item
from em_desktop.domain.comparison import Comparison, Member, Newcomer
from em_desktop.domain.nodes import Node
from em_desktop.domain.paths import NodePath, printable
from em_desktop.domain.subjects import MetricKey
from em_desktop.errors import EmError, NotFoundError
from em_desktop.gui import theme, wording
from em_desktop.gui.comparison_place import comparison_id
from em_desktop.gui.context import Context, Location
from em_desktop.gui.dragging import picked_from
from em_desktop.gui.node_color import CHOICES
from em_desktop.gui.panes.base import Pane
from em_desktop.gui.panes.compare.charts import CompareCharts
from em_desktop.gui.panes.compare.chips import Chip, MemberChips
from em_desktop.gui.panes.compare.coloring import Coloring
from em_desktop.gui.panes.compare.curves import Curves
from em_desktop.gui.panes.compare.details import Details
from em_desktop.gui.panes.compare.head import CompareHead
from em_desktop.gui.panes.compare.linked import Linked
from em_desktop.gui.panes.compare.naming import member_names, target_metric, time_note
from em_desktop.gui.panes.compare.others import OtherRuns
from em_desktop.gui.panes.compare.readers import MemberReaders
from em_desktop.gui.panes.compare.space import SpaceMember, SpaceView
from em_desktop.gui.panes.compare.swatch import Swatch, swatch_of
from em_desktop.gui.panes.compare.table import TableColumn
from em_desktop.gui.panes.compare.verbs import CompareVerbs
from em_desktop.gui.turns import Turns
from em_desktop.gui.widgets import Divider

_CHARTS, _DETAILS, _LEAST_CHARTS = 330, 300, 120
_SIDE = 500


class ComparePane(Pane):
    """What is compared is a `Comparison` of `Context.comparisons`; this shows it and edits it."""

    has_details = True

    def __init__(self, context: Context, location: Location, parent: QWidget | None = None) -> None:
        super().__init__(context, location, parent)
        self._id = comparison_id(location)
        self._target: MetricKey | None = None
        self._names: dict[str, str] = {}
        self._items: dict[str, Item] = {}
        self._swatches: dict[str, Swatch] = {}
        self._turns = Turns(self)
        self.readers = MemberReaders(context, self)
        self.linked = Linked(self)
        self.head = CompareHead(self)
        self.coloring = Coloring(self.head.color.choices, self)
        self.chips = MemberChips(self.linked, self)
        self.charts = CompareCharts(context.tasks, self.linked, self)
        self.details = Details(self.linked, self)
        self.space = SpaceView(context.tasks, self.linked, self)
        self.others = OtherRuns(context, self)
        self.verbs = CompareVerbs(self)
        self.below = QSplitter(Qt.Orientation.Horizontal, self)
        self.splitter = QSplitter(Qt.Orientation.Vertical, self)
        self._lay_out()
        self._connect()
        self._take()

    def _lay_out(self) -> None:
        theme.set_look(self, area="surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAcceptDrops(True)
        self.splitter.setHandleWidth(1)
        self.splitter.addWidget(self.charts)
        self.below.setHandleWidth(1)
        self.below.addWidget(self.details)
        self.below.addWidget(self.space)
        self.below.setSizes([_SIDE, _SIDE])
        self.splitter.addWidget(self.below)
        theme.set_lengths(self.charts, least_height=_LEAST_CHARTS)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setSizes([theme.scaled(_CHARTS), theme.scaled(_DETAILS)])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self.chips)
        column.addSpacing(theme.space.control)
        column.addWidget(Divider(parent=self))
        column.addWidget(self.charts.toolbar)
        column.addWidget(Divider(parent=self))
        column.addWidget(self.splitter, 1)

    def _connect(self) -> None:
        self.context.comparisons.changed.connect(self._changed)
        self.readers.changed.connect(self._show)
        self.readers.found_elsewhere.connect(self._found)
        self.coloring.changed.connect(self._show)
        self.head.save_wanted.connect(self.verbs.save)
        self.head.export_wanted.connect(self.verbs.show_export)
        self.head.forget_wanted.connect(self.verbs.forget)
        self.chips.add_wanted.connect(self.verbs.find_runs)
        self.chips.eye_clicked.connect(self.toggle_hidden)
        self.chips.close_clicked.connect(self.remove)
        self.chips.opened.connect(self.verbs.open_member)
        self.chips.menu_wanted.connect(self.verbs.show_menu)
        self.charts.hide_wanted.connect(self._set_hidden)
        self.details.menu_wanted.connect(self.verbs.show_menu)
        self.details.opened.connect(self.verbs.open_member)
        self.details.copy_wanted.connect(self.verbs.show_copy)
        self.space.others_wanted.connect(self._switch_others)
        self.space.other_clicked.connect(self._add_other)
        self.others.changed.connect(self._show_space)

    # The comparison

    @property
    def comparison(self) -> Comparison:
        return self.context.comparisons.get(self._id)

    @property
    def is_settled(self) -> bool:
        """Whether everything that was read so far is shown, but for what a worker makes ready."""
        return self.readers.is_settled and self._turns.is_idle and self.charts.page.is_settled

    @Slot(str)
    def _changed(self, changed_id: str) -> None:
        if changed_id == self._id:
            self._take()

    def _take(self) -> None:
        """Follow who is compared now."""
        members = self.comparison.members
        if self.linked.selected not in {member.key for member in members}:
            self.linked.select(None)
        self.readers.set_members(members)
        self.others.set_members(members)
        self.node_changed.emit(self.context.comparisons.node(self.location))
        self._show()

    def refresh(self) -> None:
        """Read all members again; only what is new in their files is read."""
        self.readers.refresh()

    def _edit(self, changed: Comparison) -> None:
        """Something that people did; it can be taken back."""
        self.context.comparisons.put(changed, is_step=True)

    def add(self, newcomers: list[Newcomer]) -> None:
        """Compare these too."""
        before = self.comparison
        after = before.with_added(newcomers)
        self._edit(after)
        left_out = len(newcomers) - (len(after.members) - len(before.members))
        known = sum(any(m.is_same(each) for m in before.members) for each in newcomers)
        if left_out > known:
            text = self.tr("At most 200 runs can be compared at once")
            self.context.message_raised.emit(text)

    @Slot(str)
    def remove(self, key: str) -> None:
        """Compare this one no more; it can be undone."""
        name = printable(self.comparison.member(key).name)
        self._edit(self.comparison.without([key]))
        text = self.tr("%1 isn’t compared any more").replace("%1", name)
        self.context.undo_offered.emit(text, self.undo)

    @Slot(str)
    def toggle_hidden(self, key: str) -> None:
        """Draw a member's curves, or not any more."""
        self._set_hidden(key, not self.comparison.member(key).hidden)

    @Slot(str, bool)
    def _set_hidden(self, key: str, hidden: bool) -> None:
        self._edit(self.comparison.with_hidden(key, hidden=hidden))

    def set_baseline(self, key: str) -> None:
        """Compare the others with this one."""
        self._edit(self.comparison.with_baseline(key))

    def set_color(self, key: str, color: str) -> None:
        """Give a member, and its node, a color (one of `CHOICES`)."""
        self._edit(self.comparison.with_color(key, CHOICES.index(color)))
        node = self.readers.node(key)
        if node is not None:
            from em_desktop.gui.gestures import Picked

            picked = Picked.of(self.comparison.member(key).place.store_id, [node])
            self.context.gestures.set_color(picked, color)

    # Undo of the window acts on the comparison while it is in front

    def can_undo(self) -> bool:
        return self.context.comparisons.can_undo(self._id)

    def can_redo(self) -> bool:
        return self.context.comparisons.can_redo(self._id)

    def undo(self) -> None:
        self.context.comparisons.undo(self._id)

    def redo(self) -> None:
        self.context.comparisons.redo(self._id)

    # Reading

    @Slot(str, object)
    def _found(self, key: str, node: Node) -> None:
        """A member was read: note where it is, what it is called and its id."""
        comparison = self.comparison
        if any(member.key == key for member in comparison.members):
            self.context.comparisons.put(
                comparison.changed(
                    key,
                    lambda member: replace(
                        member,
                        place=replace(member.place, path=node.path),
                        name=node.name or member.name,
                        node_id=node.id or member.node_id,
                    ),
                )
            )

    def watched(self) -> frozenset[NodePath]:
        return frozenset()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        self.readers.set_active(active=True)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        super().hideEvent(event)
        self.readers.set_active(active=False)

    # Showing

    @Slot()
    def _show(self) -> None:
        """Show everything as it is now, part by part."""
        comparison = self.comparison
        self._names = member_names(comparison.members)
        self._items = {
            key: digest.named(name)
            for key, name in self._names.items()
            if (digest := self.readers.digest(key)).subject is not None
        }
        self.coloring.set_items(self._items)
        inks = self.coloring.inks()
        self._swatches = {m.key: swatch_of(m.look, inks.get(m.key)) for m in comparison.members}
        self.head.show_comparison(comparison, self.origin_name)
        self.head.show_color(self.coloring.name)
        for part in (self._show_chips, self._show_charts, self._show_details, self._show_space):
            self._turns.ask(part.__name__, part)

    def _show_chips(self) -> None:
        members = self.comparison.members
        names = Counter(member.name for member in members)
        self.chips.show_chips([self._chip(each, names[each.name] > 1) for each in members])

    def _show_charts(self) -> None:
        members = self.comparison.members
        curves = [
            Curves(
                member.key,
                self._names[member.key],
                self._swatches[member.key],
                {table.type: table for table in self.readers.digest(member.key).tables},
            )
            for member in members
        ]
        hidden = frozenset(member.key for member in members if member.hidden)
        self.charts.show_curves(curves, hidden, is_read=self.readers.is_read)

    def _show_details(self) -> None:
        members, baseline = self.comparison.members, self.comparison.baseline_key
        columns = [
            TableColumn(key, self._names[key], self._swatches[key], key == baseline)
            for key in (member.key for member in members)
        ]
        digests = [self.readers.digest(member.key) for member in members]
        self._target = target_metric([digest.summaries for digest in digests])
        self.details.show_digests(columns, digests, self._target)

    @Slot()
    def _show_space(self) -> None:
        members = [
            SpaceMember(member.key, self._items[member.key], self._swatches[member.key])
            for member in self.comparison.members
            if member.key in self._items and not member.hidden
        ]
        target = "" if self._target is None else METRIC + self._target.text
        self.space.show_members(members, [each.item for each in self.others.runs], target)

    @Slot(bool)
    def _switch_others(self, on: bool) -> None:
        self.others.switch(on=on)

    @Slot(int)
    def _add_other(self, number: int) -> None:
        """Compare the gray one that was clicked too."""
        newcomer = self.others.runs[number].newcomer
        self.add([newcomer])
        text = self.tr("%1 is compared too").replace("%1", printable(newcomer.name))
        self.context.undo_offered.emit(text, self.undo)

    @property
    def origin_name(self) -> str:
        """The folder from which the comparison was made; empty where there is none."""
        origin = self.comparison.origin
        if origin is None:
            return ""
        if not origin.path.is_root:
            return printable(origin.path.name)
        stores = self.context.stores
        return stores.title(origin.store_id) if origin.store_id in stores else ""

    def _chip(self, member: Member, has_twin: bool) -> Chip:
        name = printable(member.name)
        error, stores = self.readers.error(member.key), self.context.stores
        store_id = member.place.store_id
        store = stores.title(store_id) if store_id in stores else store_id
        return Chip(
            member.key,
            name,
            self._swatches[member.key],
            time_note(member) if has_twin else "",
            member.hidden,
            member.key == self.comparison.baseline_key and len(self.comparison.members) > 1,
            printable(" / ".join((store, *member.place.path.parts))),
            "" if error is None else self._trouble(error),
        )

    def _trouble(self, error: EmError) -> str:
        if isinstance(error, NotFoundError):
            return self.tr("No longer here; what was read stays until you remove it")
        return wording.error_words(error).message

    # Dropping Runs

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        if picked_from(self.context, event.mimeData()) is not None:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
        else:
            event.ignore()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        """Compare the dropped Runs too; of a folder, those in it."""
        picked = picked_from(self.context, event.mimeData())
        if picked is None:
            event.ignore()
            return
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self.verbs.add_nodes(picked.store_id, picked.paths)

    # State and words

    def start_search(self) -> None:
        self.charts.start_search()

    def save_state(self) -> dict[str, Any]:
        """The look is kept with the comparison, so that it comes back wherever that is opened."""
        if self._id in self.context.comparisons:
            self.context.comparisons.set_view(
                self._id,
                {
                    "charts": self.charts.save_state(),
                    "details": self.details.save_state(),
                    "space": self.space.save_state(),
                    "color": self.coloring.wanted,
                    "sizes": self.splitter.sizes(),
                    "below": self.below.sizes(),
                },
            )
        return {}

    def restore_state(self, state: dict[str, Any]) -> None:  # noqa: ARG002
        view = self.comparison.view
        charts, details, space = view.get("charts"), view.get("details"), view.get("space")
        if isinstance(charts, dict):
            self.charts.restore_state(charts)
        if isinstance(details, dict):
            self.details.restore_state(details)
        if isinstance(view.get("color"), str):
            self.coloring.choose(view["color"])
        if isinstance(space, dict):
            self.space.restore_state(space)
        for splitter, key in ((self.splitter, "sizes"), (self.below, "below")):
            sizes = view.get(key)
            if isinstance(sizes, list) and all(isinstance(size, int) for size in sizes):
                splitter.setSizes(sizes)

    def retranslate(self) -> None:
        self.setAccessibleName(self.tr("Comparison"))
        self._show()
