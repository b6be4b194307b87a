"""Which of the compared stand out, everywhere on the page at once."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal


class Linked(QObject):
    """What the pointer is over, what is selected and what is brushed, by the keys of members.

    Whatever shows the compared tells it what people point at, and shows what it says.
    """

    hovered_changed = Signal()
    selected_changed = Signal()
    brushed_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hovered = ""
        self._selected = ""
        self._brushed: frozenset[str] | None = None

    @property
    def hovered(self) -> str:
        """The member under the pointer; empty for none."""
        return self._hovered

    @property
    def selected(self) -> str:
        """The member that was clicked; empty for none."""
        return self._selected

    @property
    def raised(self) -> str:
        """The member that stands out: the hovered one, else the selected one."""
        return self._hovered or self._selected

    @property
    def brushed(self) -> frozenset[str] | None:
        """The members that all brushes take; None without a brush."""
        return self._brushed

    def hover(self, key: str | None) -> None:
        """The pointer is over a member, or over none."""
        if (key or "") != self._hovered:
            self._hovered = key or ""
            self.hovered_changed.emit()

    def select(self, key: str | None) -> None:
        """Select a member, or none."""
        if (key or "") != self._selected:
            self._selected = key or ""
            self.selected_changed.emit()

    def toggle(self, key: str) -> None:
        """Select a member, or none where it is selected already."""
        self.select("" if key == self._selected else key)

    def brush(self, keys: frozenset[str] | None) -> None:
        """These are brushed; None: there is no brush."""
        if keys != self._brushed:
            self._brushed = keys
            self.brushed_changed.emit()
