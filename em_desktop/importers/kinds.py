"""Which tool made something, told by what is in it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from enum import StrEnum
from pathlib import Path

from em_desktop.errors import EmError, MalformedError, NotFoundError, from_os_error
from em_desktop.importers import mlflow, optuna, optuna_journal, tables, tensorboard, trackio, wandb
from em_desktop.importers.event_files import is_event_file
from em_desktop.importers.found import Found
from em_desktop.importers.sources import files_below, open_database

_SQLITE = b"SQLite format 3\0"
_MOST_LOOKED_AT = 10_000
_DATABASES = (
    (optuna.is_database, "optuna"),
    (mlflow.is_database, "mlflow"),
    (trackio.is_database, "trackio"),
)


class Kind(StrEnum):
    """A tool whose data can be imported."""

    TENSORBOARD = "tensorboard"
    MLFLOW = "mlflow"
    OPTUNA = "optuna"
    WANDB = "wandb"
    TRACKIO = "trackio"
    TABLE = "table"


def find_sources(source: Path, kind: Kind | None = None) -> list[tuple[Kind, Path]]:
    """What there is to import at a path: each tool, and the file or directory.

    Tables count only where there is nothing else, since other tools store tables as files.

    Args:
        source: a file or a directory.
        kind: only that of this tool.

    Raises:
        NotFoundError: nothing is there.
        MalformedError: nothing in it is known.
    """
    source = source.resolve()
    if not source.is_dir() and not source.is_file():
        raise NotFoundError(os.fspath(source), "no file or directory is there")
    try:
        found = _in_directory(source) if source.is_dir() else _of_file(source)
    except OSError as error:
        raise from_os_error(error, os.fspath(source)) from error
    if kind is not None:
        found = [(each, place) for each, place in found if each is kind]
        if not found and kind is Kind.TABLE and source.is_file():
            found = [(kind, source)]
    elif any(each is not Kind.TABLE for each, _ in found):
        found = [(each, place) for each, place in found if each is not Kind.TABLE]
    if not found:
        wanted = "of a tool that is known" if kind is None else f"of {kind.value}"
        raise MalformedError(os.fspath(source), f"nothing {wanted} is in it")
    return found


def read(kind: Kind, source: Path, columns: dict[str, str] | None = None) -> Iterator[Found]:
    """The runs and searches at a path; raises EmError where it can't be read."""
    readers: dict[Kind, Callable[[Path], Iterator[Found]]] = {
        Kind.TENSORBOARD: tensorboard.read,
        Kind.MLFLOW: mlflow.read,
        Kind.OPTUNA: _read_optuna,
        Kind.WANDB: wandb.read,
        Kind.TRACKIO: trackio.read,
    }
    try:
        yield from readers[kind](source) if kind in readers else tables.read(source, columns)
    except OSError as error:
        raise from_os_error(error, os.fspath(source)) from error


def _read_optuna(source: Path) -> Iterator[Found]:
    journal = optuna_journal.is_journal(_beginning(source))
    yield from (optuna_journal if journal else optuna).read(source)


def _beginning(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(64)


def _of_file(path: Path) -> list[tuple[Kind, Path]]:
    beginning = _beginning(path)
    if beginning.startswith(_SQLITE):
        with open_database(path) as database:
            return [(Kind(name), path) for is_its, name in _DATABASES if is_its(database)][:1]
    if is_event_file(beginning):
        return [(Kind.TENSORBOARD, path)]
    if wandb.is_log(beginning):
        return [(Kind.WANDB, path)]
    if optuna_journal.is_journal(beginning):
        return [(Kind.OPTUNA, path)]
    return [(Kind.TABLE, path)] if tables.is_table(path) else []


def _in_directory(directory: Path) -> list[tuple[Kind, Path]]:
    """What lies in a directory; TensorBoard's, W&B's and tables are taken as a whole."""
    found: dict[tuple[Kind, Path], None] = {}
    stores = [place for place in (directory, directory / "mlruns") if _is_mlflow(place)][:1]
    for place in stores:
        found[Kind.MLFLOW, place] = None
    for number, (_, path) in enumerate(files_below(directory)):
        if number >= _MOST_LOOKED_AT and found:
            break
        try:
            for kind, place in _of_file(path):
                whole = kind in {Kind.TENSORBOARD, Kind.WANDB, Kind.TABLE}
                found[kind, directory if whole else place] = None
        except (EmError, OSError):
            continue  # a file that can't be read isn't known
    return list(found)


def _is_mlflow(directory: Path) -> bool:
    return directory.is_dir() and mlflow.is_store(directory)
