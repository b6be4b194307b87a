"""What a reader finds in another tool's data, before it becomes recordings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from em_desktop.domain.problems import Problem, ProblemKind


class Row(NamedTuple):
    """Values measured together.

    Attributes:
        position: where the row ends in its stream; a later import goes on behind it.
        values: the tool's metric name to value.
        step: None where there is none.
        epoch: None where there is none.
        time: seconds since 1970; None where it isn't known.
        type: the metric type, if the tool says it; else the name tells.
    """

    position: int
    values: Mapping[str, float]
    step: int | float | None = None
    epoch: int | float | None = None
    time: float | None = None
    type: str | None = None


class Text(NamedTuple):
    """A piece of text that was logged.

    Attributes:
        position: as for `Row`.
        name: what the tool calls it.
        text: the text.
        step: None where there is none.
    """

    position: int
    name: str
    text: str
    step: int | None = None


@dataclass(frozen=True, slots=True)
class Stream:
    """A part of a tool's data that is only appended to: a file, or the rows of a table.

    Attributes:
        key: names it inside of its run, for the next import.
        read: yields what lies behind a position, in order; 0 is the beginning.
    """

    key: str
    read: Callable[[int], Iterator[Row | Text]]


class FoundFile(NamedTuple):
    """A file to copy.

    Attributes:
        key: its path in the Artifact.
        path: where it is.
    """

    key: str
    path: Path


@dataclass(slots=True)
class Notes:
    """What couldn't be carried over; each thing is told once, with how often it occurred.

    Attributes:
        file: what the notes are about, relative to what is imported.
    """

    file: str = ""
    _counts: dict[tuple[str, ProblemKind, str], int] = field(default_factory=dict)

    def add(
        self, detail: str, kind: ProblemKind = ProblemKind.WRONG_TYPE, file: str | None = None
    ) -> None:
        """Note something. Beyond 100 different notes, only that there are more."""
        key = (self.file if file is None else file, kind, detail)
        if len(self._counts) >= _MOST_NOTES and key not in self._counts:
            key = (self.file, ProblemKind.TOO_LARGE, "more problems than are listed")
        self._counts[key] = self._counts.get(key, 0) + 1

    def problems(self) -> tuple[Problem, ...]:
        """All notes, in the order of their first occurrence."""
        return tuple(
            Problem(file, kind, f"{detail} ({count} times)" if count > 1 else detail)
            for (file, kind, detail), count in self._counts.items()
        )


_MOST_NOTES = 100


@dataclass(slots=True)
class FoundRun:
    """A run of another tool. Reading its streams may complete the other attributes.

    Attributes:
        id: no other run of this kind of tool has it, and it is the same at the next import.
        name: what people call it.
        folder: the folders to put it in, from the target down: experiment, project.
        parameters: name to value.
        labels: words to find it by.
        description: Markdown.
        start: seconds since 1970; the first point's time where None.
        end: seconds since 1970; the last point's time where None and not running.
        status: ``Running``, ``Complete`` or ``Error``; None where the tool doesn't tell.
        streams: its points.
        files: what it made, to be copied into an Artifact.
        log: a file with what it printed.
        documents: further YAML files of the recording, ``platform.yaml`` and ``git.yaml``.
        notes: what couldn't be carried over.
    """

    id: str
    name: str
    folder: tuple[str, ...] = ()
    parameters: dict[str, Any] = field(default_factory=dict)
    labels: list[str] = field(default_factory=list)
    description: str = ""
    start: float | None = None
    end: float | None = None
    status: str | None = None
    streams: list[Stream] = field(default_factory=list)
    files: Iterable[FoundFile] = ()
    log: Path | None = None
    documents: dict[str, dict[str, Any]] = field(default_factory=dict)
    notes: Notes = field(default_factory=Notes)


class Report(NamedTuple):
    """An intermediate value of a trial.

    Attributes:
        step: where in the training.
        value: the metric.
        time: seconds since 1970; None where it isn't known.
    """

    step: int
    value: float
    time: float | None = None


@dataclass(slots=True)
class FoundTrial:
    """A trial of a search.

    Attributes:
        number: 0, 1, 2... in the order of making.
        status: as trial files have it: ``SUCCEEDED``, ``EARLY_STOPPED``...
        parameters: name to value.
        source: who chose the parameters: ``algorithm`` or ``customized``.
        start: seconds since 1970; None where it hasn't begun.
        end: seconds since 1970; None where it hasn't ended.
        reports: intermediate values by step.
        values: the final values, one for each goal.
        message: why it failed.
        attributes: what the user noted with it.
    """

    number: int
    status: str
    parameters: dict[str, Any] = field(default_factory=dict)
    source: str = "algorithm"
    start: float | None = None
    end: float | None = None
    reports: dict[int, Report] = field(default_factory=dict)
    values: list[float] = field(default_factory=list)
    message: str = ""
    attributes: dict[str, Any] = field(default_factory=dict)

    @property
    def points(self) -> int:
        """How many values it reported, final ones too."""
        return len(self.reports) + len(self.values)


@dataclass(slots=True)
class FoundSearch:
    """A search for hyperparameters.

    Attributes:
        id: as for `FoundRun`.
        name: what people call it.
        directions: ``maximize`` or ``minimize``, one for each goal.
        space: the search space, as profiles have it.
        tuner: what proposed the trials.
        assessor: what stopped trials early; None where nobody knows.
        trials: by number.
        attributes: what the user noted with it.
        notes: what couldn't be carried over.
    """

    id: str
    name: str
    directions: list[str] = field(default_factory=list)
    space: dict[str, Any] = field(default_factory=dict)
    tuner: str = "Custom"
    assessor: str | None = None
    trials: list[FoundTrial] = field(default_factory=list)
    attributes: dict[str, Any] = field(default_factory=dict)
    notes: Notes = field(default_factory=Notes)


Found = FoundRun | FoundSearch
