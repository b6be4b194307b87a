"""Runs and searches of real frameworks, read back as the app reads them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from em_desktop.domain.autotune import Trial
from em_desktop.formats.autotune import read_trials
from em_desktop.formats.run import read_parameters
from em_desktop.formats.source import DirectorySource
from em_desktop.recording import AutoTune, Run, em
from tests.unit.recording.conftest import QUIET

Records: TypeAlias = list[dict[str, Any]]
NewRun: TypeAlias = Callable[[], Run]


@pytest.fixture
def run(project: Path) -> Run:
    return em.create_run(name="training", capture=QUIET)


def parameters_of(run: Run) -> dict[Any, Any]:
    """The hyperparameters, as the file says them."""
    return dict(read_parameters(DirectorySource(Path(run.local).absolute())).value)


def series(run: Run, type_: str, name: str) -> list[float]:
    """The values of one metric, in the order of their recording."""
    return [
        record["value"][name] for record in run.metrics.get(type_, []) if name in record["value"]
    ]


def steps(run: Run, type_: str) -> list[int]:
    return [record["sequence"]["step"] for record in run.metrics[type_]]


def trials_of(search: AutoTune | Path) -> tuple[Trial, ...]:
    """The trials of a search, as the app reads them; nothing is wrong with the files."""
    directory = search if isinstance(search, Path) else Path(search.local)
    reading = read_trials(DirectorySource(directory.absolute()))
    assert reading.problems == ()
    return reading.value


def the_search(project: Path) -> Path:
    """The only search that was recorded."""
    (directory,) = (project / ".em" / "autotune").iterdir()
    return directory
