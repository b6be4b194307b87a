"""MLflow runs: ``mlruns`` directories and SQLite databases."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from em_desktop.domain.problems import ProblemKind
from em_desktop.errors import EmError
from em_desktop.formats.yaml_io import load
from em_desktop.importers.found import FoundRun, Notes, Row, Stream
from em_desktop.importers.sources import (
    Database,
    as_integer,
    as_number,
    attempt_read,
    exact_value,
    files_below,
    found_files,
    local_directory,
    open_database,
    plausible_time,
    read_small,
)

META = "meta.yaml"
_STATES = {
    "RUNNING": "Running",
    "SCHEDULED": "Running",
    "FINISHED": "Complete",
    "FAILED": "Error",
    "KILLED": "Error",
}
_NUMBERED = {1: "RUNNING", 2: "SCHEDULED", 3: "FINISHED", 4: "FAILED", 5: "KILLED"}
_DESCRIPTION = "mlflow.note.content"
_NAME = "mlflow.runName"
_GIT = {
    "mlflow.source.git.commit": "commit",
    "mlflow.source.git.branch": "branch",
    "mlflow.source.git.repoURL": "remote_url",
    "mlflow.source.name": "entrypoint",
}
_LONGEST_METRIC_LINE = 200
_LINKS = "links to data sets and logged models aren't carried over"


def is_store(directory: Path) -> bool:
    """Whether a directory holds experiments: directories with a ``meta.yaml`` of one."""
    return any(True for _ in _experiments(directory))


def is_database(database: Database) -> bool:
    """Whether a database is MLflow's."""
    return database.has("runs", "run_uuid", "artifact_uri", "experiment_id") and database.has(
        "metrics", "key", "value", "step", "run_uuid"
    )


def read(source: Path) -> Iterator[FoundRun]:
    """The runs of an ``mlruns`` directory, of one experiment in it, or of a database.

    Raises:
        EmError: it can't be read.
    """
    if source.is_dir():
        yield from _read_directory(source)
    else:
        with open_database(source) as database:
            yield from _read_database(database, source)


def _experiments(directory: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    for place in (directory, *sorted(directory.iterdir())):
        if place.is_dir() and not place.is_symlink() and not place.name.startswith("."):
            meta = _meta(place)
            if "experiment_id" in meta and "run_id" not in meta and "run_uuid" not in meta:
                yield place, meta


def _meta(directory: Path) -> dict[str, Any]:
    path = directory / META
    data = attempt_read(path) if path.is_file() and not path.is_symlink() else None
    value = load(data).value if data is not None else None
    return {str(key): item for key, item in value.items()} if isinstance(value, dict) else {}


def _read_directory(source: Path) -> Iterator[FoundRun]:
    for place, experiment in _experiments(source):
        for directory in sorted(place.iterdir()):
            if not directory.is_dir() or directory.is_symlink():
                continue
            meta = _meta(directory)
            id_ = meta.get("run_id") or meta.get("run_uuid")
            if id_ and meta.get("lifecycle_stage") != "deleted":
                status = meta.get("status")
                state = _NUMBERED.get(status, "") if isinstance(status, int) else str(status)
                run = _run(str(id_), meta.get("run_name"), state, experiment.get("name"))
                run.start, run.end = _moment(meta.get("start_time")), _moment(meta.get("end_time"))
                texts = _texts(directory / "params", run.notes)
                run.parameters = {name: exact_value(text) for name, text in texts.items()}
                _take_tags(run, _texts(directory / "tags", run.notes))
                run.streams = list(_metric_files(directory / "metrics", run.notes))
                run.files = found_files(directory / "artifacts", run.notes)
                if any((directory / part).is_dir() for part in ("inputs", "outputs")):
                    run.notes.add(_LINKS)
                yield run


def _texts(directory: Path, notes: Notes) -> dict[str, str]:
    """The files of ``params`` or ``tags``: the name, which may hold slashes, and the text."""
    found: dict[str, str] = {}
    if directory.is_dir() and not directory.is_symlink():
        for key, path in files_below(directory, notes):
            try:
                found[key] = read_small(path).decode("utf-8", "replace")
            except EmError as error:
                notes.add(error.reason, ProblemKind.TOO_LARGE, key)
    return found


def _metric_files(directory: Path, notes: Notes) -> Iterator[Stream]:
    if directory.is_dir() and not directory.is_symlink():
        for key, path in files_below(directory, notes):
            yield Stream(key, partial(_metric_lines, path, key, notes))


def _metric_lines(path: Path, name: str, notes: Notes, after: int) -> Iterator[Row]:
    """Lines of time in milliseconds, value and step; the last one may be cut off."""
    with path.open("rb") as file:
        position = after
        file.seek(after)
        while (line := file.readline(_LONGEST_METRIC_LINE)).endswith(b"\n"):
            position += len(line)
            words = line.split()
            try:
                moment = _moment(int(words[0]))
                row = Row(position, {name: float(words[1])}, _step(words), None, moment)
            except (ValueError, IndexError):
                notes.add("lines that can't be read", ProblemKind.MALFORMED, f"metrics/{name}")
                continue
            yield row
        if len(line) >= _LONGEST_METRIC_LINE:
            notes.add("a line without an end", ProblemKind.MALFORMED, f"metrics/{name}")


def _step(words: list[bytes]) -> int | None:
    return as_integer(int(words[2])) if len(words) > 2 and len(words[2]) < 20 else None


def _read_database(database: Database, source: Path) -> Iterator[FoundRun]:
    experiments = dict(database.rows("experiments", "experiment_id, name"))
    columns = "run_uuid, name, status, start_time, end_time, artifact_uri, experiment_id"
    runs = list(database.rows("runs", columns, "where lifecycle_stage <> 'deleted' order by rowid"))
    for id_, name, status, start, end, artifacts, experiment in runs:
        run = _run(str(id_), name, str(status), experiments.get(experiment))
        run.start, run.end = _moment(start), _moment(end)
        where = "where run_uuid = ? order by rowid"
        rows = list(database.rows("params", "key, value", where, (id_,)))
        run.parameters = {str(key): exact_value(str(value)) for key, value in rows}
        tags = database.rows("tags", "key, value", where, (id_,))
        _take_tags(run, {str(key): str(value) for key, value in tags})
        run.streams = [Stream("metrics", partial(_metric_rows, database, id_))]
        if isinstance(artifacts, str) and artifacts:
            directory = local_directory(artifacts, source.absolute().parent)
            if directory is not None:
                run.files = found_files(directory, run.notes)
            elif "://" in artifacts and not artifacts.startswith("file:"):
                run.notes.add(f"artifacts at {artifacts[:200]}", ProblemKind.MISSING)
        if database.has("inputs", "destination_id"):
            where = "where destination_id = ? or source_id = ?"
            if any(database.rows("inputs", "1", where, (id_, id_))):
                run.notes.add(_LINKS)
        yield run


def _metric_rows(database: Database, id_: Any, after: int) -> Iterator[Row]:
    columns = "rowid, key, value, step, timestamp, is_nan"
    where = "where run_uuid = ? and rowid > ? order by rowid"
    for position, key, value, step, moment, is_nan in database.rows(
        "metrics", columns, where, (id_, after)
    ):
        number = float("nan") if is_nan else as_number(value)
        if number is not None:
            yield Row(position, {str(key): number}, as_integer(step), None, _moment(moment))


def _run(id_: str, name: Any, state: str, experiment: Any) -> FoundRun:
    run = FoundRun(id_, str(name or id_), status=_STATES.get(state, "Error"))
    run.notes = Notes(run.name)
    if state not in _STATES:
        run.notes.add(f"the state {state[:40]!a} isn't known; it is shown as an error")
    if isinstance(experiment, str) and experiment not in ("", "Default"):
        run.folder = (experiment,)
    return run


def _take_tags(run: FoundRun, tags: dict[str, str]) -> None:
    """Tags of the user become labels; of MLflow's own, what has a place here."""
    git: dict[str, Any] = {}
    for key, value in tags.items():
        if key == _DESCRIPTION:
            run.description = value
        elif key == _NAME:
            run.name = value or run.name
        elif key in _GIT:
            git[_GIT[key]] = value
        elif not key.startswith("mlflow."):
            run.labels.append(f"{key}: {value}" if value else key)
    if git:
        run.documents["git.yaml"] = git


def _moment(milliseconds: Any) -> float | None:
    number = as_integer(milliseconds)
    return None if number is None else plausible_time(number / 1000)
