"""What an import did."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from em_desktop.domain.problems import Problem
from em_desktop.errors import EmError

ADDED, EXTENDED, UNCHANGED, FAILED = "added", "extended", "unchanged", "failed"


@dataclass(slots=True)
class Imported:
    """What became of one thing that was found.

    Attributes:
        id: the tool's.
        name: what people call it.
        did: ``added``, ``extended``, ``unchanged`` or ``failed``.
        path: the recording's directory; None where there is none.
        points: values that were added.
        texts: texts that were added.
        files: files that were copied.
        trials: trials that were written.
        problems: what couldn't be carried over.
        error: why it failed.
    """

    id: str
    name: str
    did: str = UNCHANGED
    path: Path | None = None
    points: int = 0
    texts: int = 0
    files: int = 0
    trials: int = 0
    problems: tuple[Problem, ...] = ()
    error: EmError | None = None
