"""trackio projects: SQLite databases, one for each project."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from em_desktop.importers.found import FoundFile, FoundRun, Notes, Row, Stream
from em_desktop.importers.sources import (
    Database,
    as_integer,
    as_number,
    found_files,
    json_value,
    open_database,
    seconds_of,
)

_OWN = {"_Username", "_Created", "_Group"}
_NOT_CARRIED = {"traces": "traces", "alerts": "alerts", "run_artifact_links": "artifact links"}


def is_database(database: Database) -> bool:
    """Whether a database is trackio's."""
    return database.has("metrics", "run_name", "step", "timestamp", "metrics")


def read(source: Path) -> Iterator[FoundRun]:
    """The runs of a project.

    Raises:
        EmError: it can't be read.
    """
    with open_database(source) as database:
        # the id came with a later version; before, the name was one
        key = "run_id" if database.has("metrics", "run_id") else "run_name"
        rest = f"group by {key} order by min(id)"
        runs = {row[0]: row[1] for row in database.rows("metrics", f"{key}, run_name", rest)}
        configs: dict[Any, Any] = {}
        own = key if database.has("configs", key) else "run_name"
        for id_, name, text in database.rows("configs", f"{own}, run_name, config"):
            configs[id_] = json_value(text)
            runs.setdefault(id_, name)
        for id_, name in runs.items():
            run = FoundRun(f"{source.stem}/{id_}", str(name), (source.stem,))
            run.notes = Notes(run.name)
            _take_config(run, configs.get(id_, configs.get(name)))
            run.streams = [
                Stream("metrics", partial(_rows, database, "metrics", key, id_, run.notes)),
                Stream("system", partial(_rows, database, "system_metrics", key, id_, run.notes)),
            ]
            run.files = _media(source, run)
            for table, what in _NOT_CARRIED.items():
                if database.has(table, key):
                    where = f"where {key} = ?"
                    ((count,),) = database.rows(table, "count(*)", where, (id_,))
                    if count:
                        run.notes.add(f"{count} {what} aren't carried over")
            yield run


def _media(source: Path, run: FoundRun) -> Iterator[FoundFile]:
    """Images and other files that were logged: ``media/PROJECT/RUN/STEP/FILE``."""
    if "/" in run.name or run.name in {"", ".", ".."} or "\0" in run.name:
        return
    yield from found_files(source.parent / "media" / source.stem / run.name, run.notes)


def _take_config(run: FoundRun, config: Any) -> None:
    if not isinstance(config, dict):
        return
    run.start = seconds_of(config.get("_Created"))
    group = config.get("_Group")
    if isinstance(group, str) and group:
        run.labels.append(f"group: {group}")
    run.parameters = {str(name): value for name, value in config.items() if name not in _OWN}


def _rows(
    database: Database, table: str, key: str, id_: Any, notes: Notes, after: int
) -> Iterator[Row]:
    if not database.has(table, key):
        return
    type_ = None if table == "metrics" else "system"
    step = "step" if type_ is None else "null"
    columns = f"id, {step}, timestamp, metrics"
    rest = f"where {key} = ? and id > ? order by id"
    for position, step_value, moment, text in database.rows(table, columns, rest, (id_, after)):
        values: dict[str, float] = {}
        found = json_value(text)
        for name, value in found.items() if isinstance(found, dict) else ():
            number = as_number(value)
            if isinstance(value, dict) and "file_path" in value:
                continue  # it comes with the files
            if number is None:
                notes.add(f"values of {str(name)[:80]!a} that aren't numbers")
            else:
                values[str(name)] = number
        if values:
            yield Row(position, values, as_integer(step_value), None, seconds_of(moment), type_)
