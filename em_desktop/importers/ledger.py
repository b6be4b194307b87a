"""``import.yaml``: what a recording was imported from, and how far."""

from __future__ import annotations

import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from em_desktop.domain.problems import Problem
from em_desktop.errors import from_os_error
from em_desktop.formats.files import TEMPORARY_PREFIX, write_file
from em_desktop.formats.yaml_io import dump, load
from em_desktop.importers.sources import MOST_ENTRIES, attempt_read

LEDGER = "import.yaml"
_DEEPEST = 8
_RECORDINGS = ("metadata.yaml", "profile.json")


@dataclass(slots=True)
class Ledger:
    """What was imported into one recording.

    Attributes:
        kind: the tool.
        id: what the tool's data calls it.
        complete: False while something is being added.
        positions: each stream's position behind what was taken.
        sizes: the sizes of the files that are appended to, when it was complete.
        names: the tool's metric names, and the type and name that each got.
        files: the copied files' keys, with size and time in nanoseconds.
        last: the latest time of a point, in seconds since 1970.
        artifact: the directory name of the Artifact with the files.
        trials: how far each trial of a search was, by its number.
        problems: what couldn't be carried over.
    """

    kind: str
    id: str
    complete: bool = True
    positions: dict[str, int] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)
    names: dict[str, list[str]] = field(default_factory=dict)
    files: dict[str, list[int]] = field(default_factory=dict)
    last: float | None = None
    artifact: str = ""
    trials: dict[int, str] = field(default_factory=dict)
    problems: list[dict[str, Any]] = field(default_factory=list)

    @property
    def identity(self) -> tuple[str, str]:
        return self.kind, self.id

    def note(self, problems: tuple[Problem, ...]) -> None:
        """Take these as what couldn't be carried over."""
        self.problems = [
            {"file": each.file, "kind": each.kind.value, "detail": each.detail} for each in problems
        ]

    def save(self, directory: Path) -> None:
        """Write it.

        Raises:
            EmError: it couldn't be written.
        """
        value: dict[Any, Any] = asdict(self)
        write_file(directory / LEDGER, dump(value).encode("ascii"))


def read_ledger(directory: Path) -> Ledger | None:
    """The ledger of a recording; None where there is none that can be read."""
    data = attempt_read(directory / LEDGER)
    value = load(data).value if data is not None else None
    if not isinstance(value, dict):
        return None
    ledger = Ledger(str(value.get("kind")), str(value.get("id")))
    ledger.complete = value.get("complete") is not False
    ledger.positions = _integers(value.get("positions"), str)
    ledger.sizes = _integers(value.get("sizes"), str)
    last = value.get("last")
    ledger.last = last if isinstance(last, float) else None
    ledger.artifact = str(value.get("artifact") or "")
    for key, item in _items(value.get("names")):
        if isinstance(item, list) and len(item) == 2:
            ledger.names[str(key)] = [str(part) for part in item]
    for key, item in _items(value.get("files")):
        if isinstance(item, list) and all(isinstance(part, int) for part in item):
            ledger.files[str(key)] = [int(str(part)) for part in item]
    for key, item in _items(value.get("trials")):
        if isinstance(key, int):
            ledger.trials[key] = str(item)
    problems = value.get("problems")
    for each in problems if isinstance(problems, list) else ():
        if isinstance(each, dict):
            ledger.problems.append({str(key): item for key, item in each.items()})
    return ledger


def _items(value: Any) -> list[tuple[Any, Any]]:
    return list(value.items()) if isinstance(value, dict) else []


def _integers(value: Any, key_type: type[str]) -> dict[str, int]:
    return {key_type(key): item for key, item in _items(value) if isinstance(item, int)}


def imported_below(target: Path) -> dict[tuple[str, str], Path]:
    """The recordings below a folder that were imported, by kind and id.

    Raises:
        EmError: the folder can't be listed.
    """
    found: dict[tuple[str, str], Path] = {}
    pending = [(target, 0)]
    count = 0
    while pending and count < MOST_ENTRIES:
        directory, depth = pending.pop()
        try:
            with os.scandir(directory) as listing:
                entries = list(listing)
        except FileNotFoundError:
            continue
        except OSError as error:
            if depth:
                continue
            raise from_os_error(error, os.fspath(directory)) from error
        count += len(entries)
        names = {entry.name for entry in entries}
        if LEDGER in names:
            ledger = read_ledger(directory)
            if ledger is not None:
                found[ledger.identity] = directory
        if depth < _DEEPEST and not names.intersection(_RECORDINGS):
            pending += [
                (Path(entry.path), depth + 1)
                for entry in entries
                if entry.is_dir(follow_symlinks=False)
                and (not entry.name.startswith(".") or entry.name == ".em")
                and not entry.name.startswith(TEMPORARY_PREFIX)
            ]
    return found
