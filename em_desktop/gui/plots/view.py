"""How a page of charts is laid out, as a value; with undo."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from PySide6.QtCore import QObject, Signal

from em_desktop.domain.autotune import Direction
from em_desktop.domain.directions import direction_of

_MOST_STEPS = 100
_LONGEST_NOTE = 500


class ChartSize(StrEnum):
    """How large the cards are."""

    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"


@dataclass(frozen=True, slots=True)
class Note:
    """A text at a place of an x axis, shown in all charts of a page.

    Attributes:
        axis: what runs along x there (`XAxis`).
        x: the place, as recorded (not its logarithm).
        text: what it says.
    """

    axis: str
    x: float
    text: str


@dataclass(frozen=True, slots=True)
class View:
    """What the user arranged on a page of charts.

    Attributes:
        size: of the cards.
        pinned: metrics that stand in a section of their own, on top.
        order: metrics that were moved, each with the one it stands before ("": the last).
        derived: names of computed metrics and their expressions.
        notes: in the order of writing.
        best: which end is the good one, where the name of a metric doesn't say so or is wrong.
    """

    size: ChartSize = ChartSize.MEDIUM
    pinned: tuple[str, ...] = ()
    order: tuple[tuple[str, str], ...] = ()
    derived: tuple[tuple[str, str], ...] = ()
    notes: tuple[Note, ...] = ()
    best: Mapping[str, Direction | None] = field(default_factory=dict)

    def arranged(self, names: Iterable[str]) -> list[str]:
        """Metrics in the order that the user gave them."""
        found = list(names)
        for name, before in self.order:
            if name in found:
                found.remove(name)
                found.insert(found.index(before) if before in found else len(found), name)
        return found

    def moved(self, name: str, before: str) -> View:
        """With a metric moved before another one; "" moves it to the end."""
        if name == before:
            return self
        kept = tuple(each for each in self.order if each[0] != name)
        return replace(self, order=(*kept, (name, before)))

    def with_pinned(self, name: str, *, pinned: bool) -> View:
        kept = tuple(each for each in self.pinned if each != name)
        return replace(self, pinned=(*kept, name) if pinned else kept)

    def with_derived(self, name: str, expression: str) -> View:
        """With a computed metric; an empty expression removes it."""
        kept = tuple(each for each in self.derived if each[0] != name)
        return replace(self, derived=(*kept, (name, expression)) if expression else kept)

    def with_note(self, note: Note, instead: Note | None = None) -> View:
        """With a note more, or another one ``instead`` of one; an empty text removes it."""
        notes = [each for each in self.notes if each != instead]
        if note.text:
            notes.append(note)
        return replace(self, notes=tuple(notes))

    def with_best(self, metric: str, direction: Direction | None) -> View:
        return replace(self, best={**self.best, metric: direction})

    def direction(self, metric: str) -> Direction | None:
        """Which end of a metric is the good one: as chosen, else as its name says."""
        return self.best[metric] if metric in self.best else direction_of(metric)

    def to_json(self) -> dict[str, Any]:
        return {
            "size": self.size.value,
            "pinned": list(self.pinned),
            "order": [list(each) for each in self.order],
            "derived": [list(each) for each in self.derived],
            "notes": [[note.axis, note.x, note.text] for note in self.notes],
            "best": {name: each and each.value for name, each in self.best.items()},
        }

    @classmethod
    def from_json(cls, found: object) -> View:
        """The view that `to_json` gave; what isn't understood is left out."""
        if not isinstance(found, dict):
            return cls()
        size = found.get("size")
        best = found.get("best")
        return cls(
            size=ChartSize(size) if size in set(ChartSize) else ChartSize.MEDIUM,
            pinned=tuple(each for each in _list(found, "pinned") if isinstance(each, str)),
            order=_pairs(found, "order"),
            derived=_pairs(found, "derived"),
            notes=tuple(
                Note(each[0], float(each[1]), each[2][:_LONGEST_NOTE])
                for each in _list(found, "notes")
                if isinstance(each, list)
                and len(each) == 3
                and isinstance(each[0], str)
                and isinstance(each[1], int | float)
                and isinstance(each[2], str)
            ),
            best={
                name: None if each is None else Direction(each)
                for name, each in (best if isinstance(best, dict) else {}).items()
                if isinstance(name, str) and (each is None or each in set(Direction))
            },
        )


def _list(found: Mapping[str, Any], key: str) -> list[Any]:
    value = found.get(key)
    return value if isinstance(value, list) else []


def _pairs(found: Mapping[str, Any], key: str) -> tuple[tuple[str, str], ...]:
    return tuple(
        (each[0], each[1])
        for each in _list(found, key)
        if isinstance(each, list) and len(each) == 2 and all(isinstance(text, str) for text in each)
    )


class ViewHistory(QObject):
    """The view of a page, and the ones before it."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._view = View()
        self._before: list[View] = []
        self._after: list[View] = []

    @property
    def view(self) -> View:
        return self._view

    @property
    def can_undo(self) -> bool:
        return bool(self._before)

    @property
    def can_redo(self) -> bool:
        return bool(self._after)

    def change(self, view: View) -> None:
        """Have another view; what was is kept for `undo`."""
        if view != self._view:
            self._before = [*self._before[1 - _MOST_STEPS :], self._view]
            self._after.clear()
            self._set(view)

    def undo(self) -> None:
        if self._before:
            self._after.append(self._view)
            self._set(self._before.pop())

    def redo(self) -> None:
        if self._after:
            self._before.append(self._view)
            self._set(self._after.pop())

    def restore(self, view: View) -> None:
        """Begin with a view that was saved: there is nothing before it."""
        self._before.clear()
        self._after.clear()
        self._set(view)

    def _set(self, view: View) -> None:
        if view != self._view:
            self._view = view
            self.changed.emit()
