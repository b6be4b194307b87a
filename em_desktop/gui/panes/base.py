"""What every pane is."""

from __future__ import annotations

from typing import Any, ClassVar

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QWidget

from em_desktop.domain.nodes import Node
from em_desktop.domain.operations import Changes
from em_desktop.domain.paths import NodePath
from em_desktop.gui.context import Context, Location
from em_desktop.stores.base import Store


class Pane(QWidget):
    """The contents of a tab: shows one node, reads through `Context.tasks`, never itself.

    A subclass lays itself out in ``__init__``, reads in `refresh`, writes its
    texts in `retranslate` (called once after ``__init__`` by the window, and at
    each change of language).
    """

    has_details: ClassVar[bool] = False
    """Whether it has a panel of its own for what is selected, in the inspector's place."""
    offers: ClassVar[frozenset[str]] = frozenset()
    """The views of the node that commands can ask for, for `show_view`."""
    node_changed = Signal(object)
    """The `Node` as read last: the tab takes its title and icon from it."""

    def __init__(self, context: Context, location: Location, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.location = location

    @property
    def store(self) -> Store:
        return self.context.stores.store(self.location.store_id)

    def refresh(self) -> None:
        """Read everything (again). What is shown stays until the answer is there."""
        raise NotImplementedError

    def apply_changes(self, changes: Changes) -> None:
        """Something changed in the store; read again what this pane shows of it."""
        if changes.touches(self.location.path):
            self.refresh()

    def relocate(self, location: Location) -> None:
        """The node moved; it is the same node."""
        self.location = location
        self.refresh()

    def watched(self) -> frozenset[NodePath]:
        """The nodes whose changes this pane wants to hear of while it is visible."""
        return frozenset({self.location.path})

    def selected(self) -> tuple[Node, ...]:
        """The nodes that commands of the window act on."""
        return ()

    def start_renaming(self) -> bool:
        """F2: let the user write another name in place; False: this pane can't."""
        return False

    def can_undo(self) -> bool:
        """Whether `undo` would take back something of this pane's own, before the window's."""
        return False

    def can_redo(self) -> bool:
        """As `can_undo`, for `redo`."""
        return False

    def undo(self) -> None:
        """Take back what people did last to what is shown here."""

    def redo(self) -> None:
        """Do again what was taken back."""

    def show_details(self, *, shown: bool) -> None:
        """Show the pane's own panel of details or not; see `has_details`."""

    def show_view(self, view: str) -> None:
        """Bring one of the views that the pane `offers` to the front."""

    def start_search(self) -> None:
        """Ctrl+F: move the focus to the search or filter field."""

    def save_state(self) -> dict[str, Any]:
        """What to restore when the window comes back (JSON values)."""
        return {}

    def restore_state(self, state: dict[str, Any]) -> None:
        """Take back what `save_state` gave; unknown or wrong values are ignored."""

    def retranslate(self) -> None:
        """Write all texts in the current language."""

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
