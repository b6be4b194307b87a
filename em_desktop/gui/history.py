"""Where a tab has been."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from em_desktop.gui.context import Location

_LIMIT = 50


@dataclass(frozen=True, slots=True)
class Visit:
    """A node that was shown, and how its pane looked when it was left (JSON values)."""

    location: Location
    state: dict[str, Any] = field(default_factory=dict)


class History:
    """Visits in order, and which of them is shown."""

    def __init__(self, visits: list[Visit], current: int = 0) -> None:
        self._visits = visits
        self._current = min(max(current, 0), len(visits) - 1)

    @property
    def visits(self) -> tuple[Visit, ...]:
        return tuple(self._visits)

    @property
    def position(self) -> int:
        """Which of the visits is shown."""
        return self._current

    @property
    def current(self) -> Visit:
        return self._visits[self._current]

    @property
    def can_go_back(self) -> bool:
        return self._current > 0

    @property
    def can_go_forward(self) -> bool:
        return self._current + 1 < len(self._visits)

    def visit(self, location: Location, state: dict[str, Any] | None = None) -> None:
        """Go to a new place, whose pane takes a state; what lay ahead is forgotten."""
        self._visits[self._current + 1 :] = [Visit(location, state or {})]
        del self._visits[: -_LIMIT - 1]
        self._current = len(self._visits) - 1

    def go(self, steps: int) -> Visit:
        """Go back (negative) or forward by so many visits, as far as there are any."""
        self._current = min(max(self._current + steps, 0), len(self._visits) - 1)
        return self.current

    def keep_state(self, state: dict[str, Any]) -> None:
        """Remember how the pane of the current visit looks."""
        self._visits[self._current] = replace(self.current, state=state)

    def correct(self, location: Location) -> None:
        """The current visit led to another place (it followed a shortcut)."""
        self._visits[self._current] = replace(self.current, location=location)

    def relocate(self, moved: Callable[[Location], Location]) -> None:
        """Nodes have other paths now: ``moved`` gives each visit's new location."""
        self._visits = [replace(visit, location=moved(visit.location)) for visit in self._visits]
