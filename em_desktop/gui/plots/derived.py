"""Computes derived metrics in a worker, and keeps them while their tables stay."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from em_desktop.domain.clocks import pauses
from em_desktop.domain.expressions import Expression, ExpressionError, evaluate, parse
from em_desktop.domain.metrics import MetricTable
from em_desktop.gui.tasks import Tasks
from em_desktop.stores.base import Cancel

Derived = tuple[tuple[str, str], ...]
Pauses = tuple[tuple[float, float], ...]


class DerivedTables(QObject):
    """A Run's tables with the metrics that are computed from theirs.

    What isn't computed yet is missing, or as it was; `changed` tells when it is there.
    """

    changed = Signal()

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._known: dict[str, tuple[MetricTable, Derived, MetricTable]] = {}
        self._pauses: tuple[tuple[MetricTable, ...], Pauses] = ((), ())
        self._computing: set[str] = set()

    def tables(self, tables: Mapping[str, MetricTable], derived: Derived) -> dict[str, MetricTable]:
        """The tables with derived metrics, by type.

        Args:
            tables: as they were read.
            derived: names and expressions; a recorded metric's name is taken.
        """
        for gone in self._known.keys() - tables.keys():
            del self._known[gone]
        if not derived:
            return dict(tables)
        found = dict(tables)
        for name, table in tables.items():
            source, seen, computed = self._known.get(name, (None, (), table))
            if seen == derived:
                found[name] = computed
            if source is not table or seen != derived:
                self._compute(name, table, derived)
        return found

    def pauses(self, tables: Mapping[str, MetricTable]) -> Pauses:
        """The pauses of a Run, as far as they are known."""
        wanted = tuple(tables.values())
        seen, found = self._pauses
        same = len(seen) == len(wanted) and all(a is b for a, b in zip(seen, wanted, strict=True))
        if not same and "pauses" not in self._computing:
            self._computing.add("pauses")

            def work(_cancel: Cancel) -> tuple[tuple[MetricTable, ...], Pauses]:
                return wanted, pauses(table.time for table in wanted)

            self._tasks.run(self, work, DerivedTables._take_pauses, key="pauses")
        return found

    def _take_pauses(self, found: tuple[tuple[MetricTable, ...], Pauses]) -> None:
        self._computing.discard("pauses")
        self._pauses = found
        self.changed.emit()

    def _compute(self, name: str, table: MetricTable, derived: Derived) -> None:
        key = f"table {name}"
        if key in self._computing:
            return  # `changed` will ask again
        self._computing.add(key)

        def work(cancel: Cancel) -> tuple[str, MetricTable, Derived, MetricTable]:
            return name, table, derived, with_derived(table, derived, cancel.check)

        self._tasks.run(self, work, DerivedTables._take, key=key)

    def _take(self, found: tuple[str, MetricTable, Derived, MetricTable]) -> None:
        name, table, derived, computed = found
        self._computing.discard(f"table {name}")
        self._known[name] = (table, derived, computed)
        self.changed.emit()


def with_derived(
    table: MetricTable, derived: Derived, check: Callable[[], None] | None = None
) -> MetricTable:
    """A table with computed metrics; those that it has no columns for are left out.

    Args:
        table: as it was read.
        derived: names and expressions; one may use those before it.
        check: called before each; what it raises ends the work.
    """
    found = table
    for name, text in derived:
        if check is not None:
            check()
        expression = _parsed(text)
        column = None if expression is None else evaluate(expression, found)
        if column is not None and name not in table.columns:
            found = replace(found, columns={**found.columns, name: column})
    return found


def _parsed(text: str) -> Expression | None:
    """What was saved by another version may mean nothing now."""
    try:
        return parse(text)
    except ExpressionError:
        return None
