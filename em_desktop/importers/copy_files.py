"""The files of a run as an Artifact beside it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Protocol

from em_desktop.domain.problems import ProblemKind
from em_desktop.domain.recordings import Value
from em_desktop.formats.files import TEMPORARY_PREFIX, write_file
from em_desktop.formats.yaml_io import dump
from em_desktop.importers.found import FoundFile, FoundRun
from em_desktop.importers.ledger import LEDGER, Ledger
from em_desktop.importers.naming import node_name, recording_name, time_text
from em_desktop.recording.copying import copy_file

_OWN_FILES = {"metadata.yaml", "references.yaml", ".em-node.yaml", ".em-checksums", LEDGER}


class Counter(Protocol):
    """What counts the copied files."""

    files: int


def copy_found_files(
    run: FoundRun, ledger: Ledger, folder: Path, start: float, done: Counter
) -> dict[str, str] | None:
    """Copy the files that are new or changed into the run's Artifact, made if need be.

    Args:
        run: whose files.
        ledger: knows what was copied before; it is brought up to date.
        folder: where a new Artifact is made.
        start: when the run began, for the Artifact's name.
        done: gets the number of copied files.

    Returns:
        The entry for the Run's associations; None where there is no Artifact.

    Raises:
        EmError: the Artifact can't be written.
        OSError: a directory can't be made.
    """
    artifact = folder / ledger.artifact if ledger.artifact else None
    for file in run.files:
        key = file.key.encode("utf-8", "backslashreplace").decode()
        stamp = _stamp(file)
        if stamp is None or ledger.files.get(key) == stamp:
            continue
        if artifact is None or not artifact.is_dir():
            artifact = _make(run, folder, start, f"{ledger.kind}\n{ledger.id}\nfiles")
            ledger.artifact = artifact.name
        if _copy(file, artifact, run):
            ledger.files[key] = stamp
            done.files += 1
    if artifact is None:
        return None
    return {"kind": "Artifact", "name": artifact.name, "localDir": os.fspath(artifact)}


def _stamp(file: FoundFile) -> list[int] | None:
    try:
        status = file.path.lstat()
    except OSError:
        return None
    return [status.st_size, status.st_mtime_ns]


def _copy(file: FoundFile, artifact: Path, run: FoundRun) -> bool:
    key = file.key
    if key in _OWN_FILES:
        run.notes.add(f"is in the Artifact as _{key}", ProblemKind.INCONSISTENT, key)
        key = f"_{key}"
    target = artifact / key
    if target.name.startswith(TEMPORARY_PREFIX):
        return False
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        copy_file(os.fspath(file.path), os.fspath(target))
    except (FileNotFoundError, PermissionError, IsADirectoryError, NotADirectoryError):
        run.notes.add("can't be copied", ProblemKind.UNREADABLE, file.key)
        return False
    return True


def _make(run: FoundRun, folder: Path, start: float, identity: str) -> Path:
    name = f"{node_name(run.name, 'run')}-files"
    path = folder / recording_name(name, start, identity)
    path.mkdir(exist_ok=True)  # an import that was interrupted may have left it behind
    metadata: dict[Any, Value] = {
        "kind": "Artifact",
        "name": name,
        "labels": [],
        "description": "",
        "createdTimestamp": time_text(start),
        "alternativeName": path.name,
        "remote": [],
    }
    write_file(path / "metadata.yaml", dump(metadata).encode("ascii"))
    return path
