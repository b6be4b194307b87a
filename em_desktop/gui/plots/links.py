"""What charts of a page share: the crosshair, and the x range of a section."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QObject, Signal

Range = tuple[float, float]

_RIGHT_MARGIN = 0.02
_SCROLL_PAUSE = 400


class Crosshair(QObject):
    """Where the crosshair of a page is."""

    moved = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._x: float | None = None
        self._enabled = True

    @property
    def x(self) -> float | None:
        """The place on the x axis; None while it isn't shown."""
        return self._x if self._enabled else None

    @property
    def enabled(self) -> bool:
        return self._enabled

    def set_enabled(self, enabled: bool) -> None:
        if enabled != self._enabled:
            self._enabled = enabled
            self.moved.emit()

    def move(self, x: float | None) -> None:
        """Show it at ``x``, or nowhere."""
        if x != self._x:
            self._x = x
            self.moved.emit()


class XLink(QObject):
    """The x range that the charts of a section have in common.

    It is "at auto", which shows everything and follows new points, until
    somebody chooses a range.
    """

    changed = Signal()
    selected = Signal()
    """Another range, or none, is selected to be summed up."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._extent: Range | None = None
        self._chosen: Range | None = None
        self._selection: Range | None = None

    @property
    def extent(self) -> Range | None:
        """From the first to the last point."""
        return self._extent

    @property
    def chosen(self) -> Range | None:
        """What somebody zoomed to; None at auto."""
        return self._chosen

    @property
    def selection(self) -> Range | None:
        """What somebody selected to be summed up."""
        return self._selection

    def select(self, selection: Range | None) -> None:
        """Select a range, or nothing."""
        if selection is not None and not selection[0] < selection[1]:
            return
        if selection != self._selection:
            self._selection = selection
            self.selected.emit()

    @property
    def range(self) -> Range:
        """What is visible."""
        if self._chosen is not None:
            return self._chosen
        low, high = self._extent or (0.0, 10.0)
        if low == high:
            margin = abs(low) * 0.5 or 1.0
            return low - margin, high + margin
        return low, high + _RIGHT_MARGIN * (high - low)

    def set_extent(self, extent: Range | None) -> None:
        if extent != self._extent:
            self._extent = extent
            if self._chosen is None:
                self.changed.emit()

    def choose(self, chosen: Range | None) -> None:
        """Zoom to a range, or back to auto with None."""
        if chosen is not None and not chosen[0] < chosen[1]:
            return
        if chosen != self._chosen:
            self._chosen = chosen
            self.changed.emit()


class PageScroll:
    """Keeps the wheel scrolling a page while charts, which zoom, pass under the pointer."""

    def __init__(self) -> None:
        self._since = QElapsedTimer()

    def note(self) -> None:
        """The page was scrolled by the wheel."""
        self._since.start()

    @property
    def under_way(self) -> bool:
        return self._since.isValid() and self._since.elapsed() < _SCROLL_PAUSE
