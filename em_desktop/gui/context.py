"""What every part of the window may use, handed down from `gui.app`."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from platformdirs import user_cache_dir, user_data_dir, user_state_dir
from PySide6.QtCore import QObject, Signal

from em_desktop.domain.paths import NodePath
from em_desktop.errors import EmError
from em_desktop.gui.connections import Connections, SessionKeys

if TYPE_CHECKING:
    from em_desktop.gui.comparisons import Comparisons
    from em_desktop.gui.editing import Editor
    from em_desktop.gui.finding import Found
    from em_desktop.gui.gestures import Gestures
    from em_desktop.gui.settings import Settings
    from em_desktop.gui.stores import OpenStores
    from em_desktop.gui.tasks import Tasks
    from em_desktop.index.runs import RunIndex


@dataclass(frozen=True, slots=True)
class Location:
    """A node of an open store."""

    store_id: str
    path: NodePath


class Context(QObject):
    """The window's services, and requests that any part may make of the window.

    Attributes:
        connections: the accounts on servers.
        cache_directory: where caches are that may be deleted at any time.
        state_directory: where the histories of undo are.
        data_directory: where what the user keeps is: comparisons.
        find_nodes: finds nodes of the open stores by their names; asked in a worker.
        labels_in_use: finds the labels that nodes have anywhere; asked in a worker.
    """

    open_requested = Signal(Location, bool)
    """Show a node: in the current tab (False) or a new one (True)."""
    view_requested = Signal(Location, object, bool)
    """As `open_requested`, with the state (a dict) that the node's pane is to take."""
    smart_folder_requested = Signal(Location, str, object)
    """Keep a view of a folder: its name, and the state (a dict) of its pane."""
    inspect_requested = Signal(object)
    """Show these nodes' facts in the inspector: tuple of Location."""
    nodes_shown = Signal()
    """What some view shows of its nodes isn't what it was; nothing else was selected."""
    error_raised = Signal(object, object)
    """Tell the user of an `EmError` at a Location (or None)."""
    command_requested = Signal(str)
    """Do a command of the table with what is selected, given by its id."""
    message_raised = Signal(str)
    """Tell the user something that went well."""
    undo_offered = Signal(str, object)
    """Tell the user what was done, and offer to take it back by calling this."""

    def __init__(
        self,
        tasks: Tasks,
        stores: OpenStores,
        settings: Settings,
        parent: QObject | None = None,
        *,
        connections: Connections | None = None,
        cache_directory: Path | None = None,
        state_directory: Path | None = None,
        data_directory: Path | None = None,
    ) -> None:
        super().__init__(parent)
        self.connections = connections or Connections(SessionKeys())
        self.cache_directory = cache_directory or Path(user_cache_dir("em-desktop"))
        self.state_directory = state_directory or Path(user_state_dir("em-desktop"))
        self.data_directory = data_directory or Path(user_data_dir("em-desktop"))
        self.tasks = tasks
        self.stores = stores
        self.settings = settings
        self.labels_in_use: Callable[[], Sequence[str]] = tuple
        self.find_nodes: Callable[[str], Sequence[Found]] = _nothing_found
        self._editor: Editor | None = None
        self._gestures: Gestures | None = None
        self._comparisons: Comparisons | None = None
        self._run_index: RunIndex | None = None
        self._index_lock = threading.Lock()

    @property
    def column_directory(self) -> Path:
        """Where metric columns are cached."""
        return self.cache_directory / "columns"

    def run_index(self) -> RunIndex:
        """The index of what Runs recorded. Opening it takes a while: ask for it in a worker."""
        from em_desktop.index.runs import RunIndex

        with self._index_lock:
            if self._run_index is None:
                self._run_index = RunIndex(self.cache_directory)
            return self._run_index

    def close_index(self) -> None:
        """Close the index of Runs, at the end."""
        with self._index_lock:
            if self._run_index is not None:
                self._run_index.close()

    @property
    def editor(self) -> Editor:
        """What changes stores: gestures, undo, transfers."""
        if self._editor is None:
            from em_desktop.gui.editing import Editor

            self._editor = Editor(self, self.state_directory)
        return self._editor

    @property
    def gestures(self) -> Gestures:
        """What people do to nodes, with the questions that must be asked."""
        if self._gestures is None:
            from em_desktop.gui.gestures import Gestures

            self._gestures = Gestures(self)
        return self._gestures

    @property
    def comparisons(self) -> Comparisons:
        """What is compared with what, and the saved ones."""
        if self._comparisons is None:
            from em_desktop.gui.comparisons import Comparisons

            self._comparisons = Comparisons(self)
        return self._comparisons

    def open(self, location: Location, *, new_tab: bool = False) -> None:
        """Ask the window to show a node."""
        self.open_requested.emit(location, new_tab)

    def open_view(
        self, location: Location, state: dict[str, Any], *, new_tab: bool = False
    ) -> None:
        """Ask the window to show a node in a way that its pane's `restore_state` takes."""
        self.view_requested.emit(location, state, new_tab)

    def report(self, error: EmError, location: Location | None = None) -> None:
        """Tell the user what went wrong, and where."""
        self.error_raised.emit(error, location)


def _nothing_found(_text: str) -> Sequence[Found]:
    """Where there is no catalog."""
    return ()
