"""What a folder's page keeps over a restart: filter, order, groups, selection, scroll position."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from em_desktop.domain.nodes import NodeType
from em_desktop.domain.paths import NodePath
from em_desktop.gui.models.sorting import sorts_state, with_sorts

if TYPE_CHECKING:
    from em_desktop.gui.panes.folder.pane import FolderPane

_MOST_SELECTED = 100
_LONGEST_NAME = 60


class FolderState:
    """Saves and restores a `FolderPane`; what isn't there yet is restored when it has come."""

    def __init__(self, pane: FolderPane) -> None:
        self._pane = pane
        self._waiting: dict[str, Any] = {}

    def save(self) -> dict[str, Any]:
        """All of it as JSON values."""
        pane = self._pane
        selected = [list(node.path.parts) for node in pane.selected()[:_MOST_SELECTED]]
        return {
            **self.view(),
            "scroll": pane.table.verticalScrollBar().value(),
            "selected": selected,
            **pane.views.save_state(),
        }

    def view(self) -> dict[str, Any]:
        """What makes the view: filter, types, order and groups."""
        query = self._pane.model.query
        return {
            "filter": self._pane.toolbar.text,
            "types": sorted(query.types),
            "sorts": sorts_state(query),
            "below": self._pane.below,
            **self._pane.groups.save_state(),
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Take `save` or `view` back; unknown or wrong values are ignored."""
        pane = self._pane
        text, types = state.get("filter"), state.get("types")
        if isinstance(types, list):
            pane.toolbar.choose_types(NodeType(kind) for kind in types if kind in set(NodeType))
        if isinstance(text, str):
            pane.toolbar.set_text(text)
        pane.set_query(with_sorts(pane.model.query, state.get("sorts")))
        self._waiting = dict(state)
        pane.set_below(state.get("below") is True)
        pane.groups.restore_state(state)
        pane.views.restore_state(state)

    def select_again(self) -> None:
        """Select and scroll as before, as soon as the rows are there."""
        pane = self._pane
        selected, scroll = self._waiting.get("selected"), self._waiting.get("scroll")
        if isinstance(selected, list):
            paths = [NodePath(tuple(parts)) for parts in selected if isinstance(parts, list)]
            places = [place for path in paths if (place := pane.model.place(path)) is not None]
            if places and len(places) == len(paths):
                pane.table.select_rows(places)
                del self._waiting["selected"]
        bar = pane.table.verticalScrollBar()
        if isinstance(scroll, int) and 0 < scroll <= bar.maximum():
            bar.setValue(scroll)
            del self._waiting["scroll"]

    def save_smart_folder(self) -> None:
        """Let the user name the view, and keep it."""
        from em_desktop.gui.dialogs.name import NameDialog

        pane = self._pane
        text = " ".join(pane.toolbar.text.split())
        dialog = NameDialog(NameDialog.Purpose.SMART_FOLDER, text[:_LONGEST_NAME], pane.window())
        dialog.named.connect(self._keep)
        dialog.open()

    def _keep(self, name: str) -> None:
        pane = self._pane
        pane.context.smart_folder_requested.emit(pane.location, name, self.view())

    def forget(self) -> None:
        """What hasn't come by now never will."""
        self._waiting = {}
