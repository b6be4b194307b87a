"""Optuna studies in SQLite databases; what journals have in common with them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from em_desktop.importers.found import FoundSearch, FoundTrial, Notes, Report
from em_desktop.importers.sources import (
    Database,
    as_integer,
    as_number,
    json_value,
    open_database,
    seconds_of,
)
from em_desktop.recording.integrations.optuna_terms import STATES, dimension

_INFINITIES = {"INF_POS": math.inf, "INF_NEG": -math.inf, "NAN": math.nan}


def is_database(database: Database) -> bool:
    """Whether a database is an Optuna storage."""
    return database.has("studies", "study_id", "study_name") and database.has(
        "trials", "trial_id", "study_id", "state"
    )


def read(source: Path) -> Iterator[FoundSearch]:
    """The studies of a database.

    Raises:
        EmError: it can't be read.
    """
    with open_database(source) as database:
        for id_, name in list(database.rows("studies", "study_id, study_name", "order by 1")):
            yield _study(database, source, id_, str(name))


def _study(database: Database, source: Path, id_: Any, name: str) -> FoundSearch:
    search = FoundSearch(f"{source.absolute()}#{name}", name, notes=Notes(name))
    key = (id_,)
    directions = database.rows(
        "study_directions", "direction", "where study_id = ? order by objective", key
    )
    search.directions = [
        "maximize" if direction == "MAXIMIZE" else "minimize" for (direction,) in directions
    ]
    for name_, text in database.rows(
        "study_user_attributes", "key, value_json", "where study_id = ?", key
    ):
        search.attributes[str(name_)] = json_value(text)
    columns = "trial_id, number, state, datetime_start, datetime_complete"
    trials: dict[Any, FoundTrial] = {}
    for row in database.rows("trials", columns, "where study_id = ? order by number", key):
        trial_id, number, state, start, end = row
        status = STATES.get(str(state), "UNKNOWN")
        trial = FoundTrial(as_integer(number) or 0, status)
        trial.start, trial.end = seconds_of(start), seconds_of(end)
        trials[trial_id] = trial
    search.trials = list(trials.values())
    _take_details(database, search, trials, key)
    return search


_OF_STUDY = "join trials using (trial_id) where study_id = ? order by"


def _take_details(
    database: Database, search: FoundSearch, trials: dict[Any, FoundTrial], key: tuple[Any, ...]
) -> None:
    rest = f"{_OF_STUDY} trial_params.rowid"
    columns = "trial_id, param_name, param_value, distribution_json"
    for id_, name, value, distribution in database.rows("trial_params", columns, rest, key):
        if id_ in trials:
            take_parameter(search, trials[id_], str(name), value, distribution)
    # infinities have a column of their own since version 3, several goals since 2.4
    kind = "value_type" if database.has("trial_values", "value_type") else "null"
    order = "objective" if database.has("trial_values", "objective") else "trial_values.rowid"
    columns, rest = f"trial_id, value, {kind}", f"{_OF_STUDY} {order}"
    for id_, value, kind in database.rows("trial_values", columns, rest, key):
        number = _INFINITIES.get(str(kind), as_number(value))
        if id_ in trials and number is not None:
            trials[id_].values.append(number)
    table = "trial_intermediate_values"
    kind = "intermediate_value_type"
    kind = kind if database.has(table, kind) else "null"
    columns = f"trial_id, step, intermediate_value, {kind}"
    for id_, step, value, kind in database.rows(table, columns, f"{_OF_STUDY} step", key):
        number = _INFINITIES.get(str(kind), as_number(value))
        if id_ in trials and number is not None:
            place = as_integer(step) or 0
            trials[id_].reports[place] = Report(place, number)
    columns = "trial_id, key, value_json"
    for table in ("trial_user_attributes", "trial_system_attributes"):
        for id_, name, text in database.rows(table, columns, f"{_OF_STUDY} {table}.rowid", key):
            if id_ in trials:
                value = json_value(text)
                take_attribute(trials[id_], str(name), value, own=table == "trial_user_attributes")


def take_parameter(
    search: FoundSearch, trial: FoundTrial, name: str, value: Any, distribution: Any
) -> None:
    """A parameter, and what it was chosen from."""
    found = json_value(distribution)
    kind = found.get("name") if isinstance(found, dict) else None
    given = found.get("attributes") if isinstance(found, dict) else None
    attributes = given if isinstance(given, dict) else {}
    choices = attributes.get("choices")
    index = as_integer(value)
    if kind == "CategoricalDistribution" and isinstance(choices, list):
        value = choices[index] if index is not None and 0 <= index < len(choices) else value
    elif kind in {"IntDistribution", "IntUniformDistribution", "IntLogUniformDistribution"}:
        value = value if index is None else index
    trial.parameters[name] = value
    found_dimension = dimension(str(kind), attributes)
    if found_dimension is None:
        search.notes.add(f"the distribution of {name[:80]!a}: {str(kind)[:40]}")
    else:
        search.space.setdefault(name, found_dimension)


def take_attribute(trial: FoundTrial, name: str, value: Any, *, own: bool) -> None:
    """An attribute of the user (``own``), or one by which Optuna says something."""
    if own:
        trial.attributes[name] = value
    elif name == "fixed_params":
        trial.source = "customized"
    elif name in {"fail_reason", "fail_message"}:
        trial.message = str(value)
