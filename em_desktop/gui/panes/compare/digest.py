"""What tables and axes need of a member, made of what was read of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from em_desktop.domain.compared_axes import Item, item_of
from em_desktop.domain.differences import Leaves, leaves_of
from em_desktop.domain.metrics import MetricTable
from em_desktop.domain.subjects import MetricKey, MetricSummary, Subject, metric_summaries
from em_desktop.gui.same import same_objects


@dataclass(frozen=True, slots=True, eq=False)
class Digest:
    """All of it about one member.

    Attributes:
        subject: what was read; None: not yet.
        tables: its metric tables.
        leaves: its hyperparameters by their paths.
        summaries: its metrics.
        item: both, as a line or point has them.
    """

    subject: Subject | None
    tables: Sequence[MetricTable]
    leaves: Leaves
    summaries: Mapping[MetricKey, MetricSummary]
    item: Item

    @property
    def parameters(self) -> Leaves | None:
        """The hyperparameters; None where they weren't read yet."""
        return None if self.subject is None else self.leaves

    def named(self, name: str) -> Item:
        """The item under this name."""
        return self.item if self.item.name == name else replace(self.item, name=name)


NOTHING_READ = Digest(None, (), {}, {}, Item(""))


def digest_of(
    subject: Subject | None, tables: Mapping[str, MetricTable], before: Digest = NOTHING_READ
) -> Digest:
    """What was read, made ready; ``before`` is the one so far, whose parts stay where they can."""
    found = tuple(tables.values())
    leaves, summaries = before.leaves, before.summaries
    if subject is not before.subject:
        leaves = {} if subject is None else leaves_of(subject.parameters)
    if not same_objects(found, before.tables):
        summaries = metric_summaries(tables)
    name = "" if subject is None else subject.name
    return Digest(subject, found, leaves, summaries, item_of(name, leaves, summaries))
