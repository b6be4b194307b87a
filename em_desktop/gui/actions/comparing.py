"""What the command that compares does, and when it can't."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from em_desktop.domain.comparison import Newcomer
from em_desktop.domain.nodes import NodeType
from em_desktop.errors import EmError
from em_desktop.gui.actions.commands import Commands
from em_desktop.gui.actions.editing import EditCommands
from em_desktop.gui.comparison_place import comparison_location
from em_desktop.gui.context import Location
from em_desktop.gui.gestures import Picked

if TYPE_CHECKING:
    from em_desktop.gui.main_window import MainWindow

_COMPARED = frozenset({NodeType.RUN, NodeType.FOLDER, NodeType.SHORTCUT})


class CompareCommands(QObject):
    """Opens a comparison of the Runs that are selected, or that lie in selected folders."""

    def __init__(self, window: MainWindow, commands: Commands, editing: EditCommands) -> None:
        super().__init__(window)
        self._context = window.context
        self._editing = editing
        commands.bind("compare", self.compare, why_not=self._why_not, words=self._words)
        self._context.comparisons.changed.connect(commands.update_state)

    def _picked(self) -> Picked | None:
        picked = self._editing.picked()
        if picked is None:
            return None
        nodes = [node for node in picked.nodes if node.type in _COMPARED]
        return Picked.of(picked.store_id, nodes) if nodes else None

    def _why_not(self) -> str:
        return "" if self._picked() is not None else self.tr("Select runs first")

    def _words(self) -> str:
        picked = self._picked()
        nodes = () if picked is None else picked.nodes
        if len(nodes) == 1 and nodes[0].is_folder:
            return self.tr("Compare the runs in it")
        if len(nodes) == 1:
            return self.tr("Compare with...")
        return self.tr("Compare %1").replace("%1", str(len(nodes))) if nodes else self.tr("Compare")

    @Slot()
    def compare(self) -> None:
        """Compare what is selected, in a new tab."""
        picked = self._picked()
        if picked is None:
            return
        try:
            store = self._context.stores.store(picked.store_id)
        except EmError as error:
            self._context.report(error)
            return
        first = picked.nodes[0]
        is_folder = len(picked.nodes) == 1 and first.is_folder
        origin = Location(picked.store_id, first.path if is_folder else first.path.parent)

        def open_comparison(commands: CompareCommands, newcomers: list[Newcomer]) -> None:
            commands.open(newcomers, origin)

        from em_desktop.gui.panes.compare.reading import gather

        paths = picked.paths
        self._context.tasks.run(
            self,
            lambda cancel: gather(store, paths, cancel),
            open_comparison,
            failed=CompareCommands._report,
            key="gather",
        )

    def open(self, newcomers: list[Newcomer], origin: Location) -> None:
        """Open a new comparison of these."""
        if not newcomers:
            self._context.message_raised.emit(self.tr("No run is among them"))
            return
        made = self._context.comparisons.create(newcomers, origin)
        self._context.open(comparison_location(made.id), new_tab=True)

    def _report(self, error: EmError) -> None:
        self._context.report(error)
