"""``metrics.yaml`` of a trial: what it reported, in all forms that are written.

A file is a YAML or JSON list of records, or one JSON value per line. A record is our
own (``value`` and ``sequence`` are objects), a row of NNI or of the SDK (``sequence``
is a number), ``step`` and ``value`` alone, or a bare number.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from em_desktop.domain.autotune import Report, TrialMetrics
from em_desktop.domain.problems import Problem, ProblemKind
from em_desktop.errors import EmError, NotFoundError
from em_desktop.formats import yaml_io
from em_desktop.formats.autotune_fields import (
    Fields,
    as_number,
    as_object,
    as_text,
    as_time,
    decoded,
    folded,
)
from em_desktop.formats.decoding import decode
from em_desktop.formats.reading import Reading
from em_desktop.formats.source import ObjectSource

METRICS = "metrics.yaml"

LIMITS = yaml_io.Limits(nodes=1_000_000)
_STOPPED = {ProblemKind.MALFORMED, ProblemKind.TRUNCATED, ProblemKind.TOO_LARGE}
_MAIN = "default"
_PERIODICAL, _FINAL = "periodical", "final"
_RECORD_START = re.compile(r"^ *-(?: |$)", re.MULTILINE)
_NOT_SEPARATOR = re.compile(r"[^\s,]")


@dataclass(frozen=True, slots=True)
class _Record:
    """A report before it is known whether it is a final one.

    Attributes:
        type: ``periodical``, ``final``, another word, or empty where none is written.
        report: None where the record holds no value.
    """

    type: str
    report: Report | None


def read_metrics(
    source: ObjectSource, trial_id: str, *, finished: bool, final_only: bool = False
) -> Reading[TrialMetrics]:
    """What the trial of this id reported; nothing, without a problem, where it has no file.

    Args:
        source: the objects of the AutoTune.
        trial_id: the trial's folder.
        finished: see `parse_metrics`.
        final_only: only the final value is asked for; files without one aren't parsed.
    """
    key = f"{trial_id}/{METRICS}"
    try:
        data = source.read(key, 0, LIMITS.size + 1)
    except NotFoundError:
        return Reading(TrialMetrics())
    except EmError as error:
        return Reading(TrialMetrics(), (Problem(key, ProblemKind.UNREADABLE, error.reason),))
    text, problems = decode(data, key)
    if final_only and not may_hold_final(text):
        return Reading(TrialMetrics(), problems)
    parsed = parse_metrics(text, key, finished=finished)
    return Reading(parsed.value, (*problems, *parsed.problems))


def parse_metrics(text: str, file: str, *, finished: bool) -> Reading[TrialMetrics]:
    """What a trial reported.

    Args:
        text: the whole file.
        file: how problems name it.
        finished: whether the trial has ended: then its last record may be a final value
            that isn't called one, and a cut-off record is a damage, not work under way.
    """
    rows, problems = _rows(text, file)
    if not finished:
        problems = [problem for problem in problems if problem.kind is not ProblemKind.TRUNCATED]
    records = [_record(row, position) for position, row in enumerate(rows)]
    records = [record for record in records if record.type in {_PERIODICAL, _FINAL, ""}]
    empty = sum(record.report is None for record in records)
    if empty:
        detail = f"{empty} of {len(rows)} records hold no value"
        problems.append(Problem(file, ProblemKind.WRONG_TYPE, detail))
    return Reading(_metrics(records, finished=finished), tuple(problems))


def final_value(data: Any) -> float | None:
    """The metric in a ``finalMetricData``: a number, an object or a list of rows (the last)."""
    found = decoded(data)
    if isinstance(found, list):
        finals = [row for row in found if _type(row) != _PERIODICAL]
        return final_value(finals[-1]) if finals else None
    if isinstance(found, Mapping) and _MAIN not in found:
        held = Fields("", as_object(found) or {}).first(decoded, "data", "value")
        found = found if held is None else held
    return _values(found)[0]


def may_hold_final(text: str) -> bool:
    """Whether parsing the file may find a final value; cheap, and True in doubt."""
    if text.lstrip()[:1] in {"{", "["}:
        return True
    words = text.upper()
    last = words[words.rfind("\n- ") + 1 :]
    return _FINAL.upper() in words or _PERIODICAL.upper() not in last


def _metrics(records: Sequence[_Record], *, finished: bool) -> TrialMetrics:
    periodical: dict[float, Report] = {}
    final: Report | None = None
    for position, (kind, report) in enumerate((one.type, one.report) for one in records):
        if report is None:
            continue
        unnamed_final = (
            not kind
            and finished
            and position == len(records) - 1
            and final is None
            and report.step == 0
            and any(step > 0 for step in periodical)
        )
        if kind == _FINAL or unnamed_final:
            final = report
        else:
            periodical[report.step] = report
    return TrialMetrics(tuple(periodical[step] for step in sorted(periodical)), final)


def _record(row: Any, position: int) -> _Record:
    row = decoded(row)
    number = as_number(row)
    if number is not None:
        return _Record("", Report(float(position), number))
    fields = Fields("", as_object(row) or {})
    place = Fields("", fields.first(as_object, "sequence") or {})
    step = _first_known(
        place.first(_finite, "step"),
        fields.first(_finite, "step"),
        fields.first(_finite, "sequence"),
        float(position),
    )
    value, extra = _values(fields.first(decoded, "data", "value"))
    time = place.first(as_time, "timestamp") or fields.first(as_time, "timestamp")
    kind = _type(row)
    if value is None and not extra:
        return _Record(kind, None)
    return _Record(kind, Report(step, value, time, extra))


def _type(row: Any) -> str:
    written = Fields("", as_object(row) or {}).first(as_text, "type")
    return "" if written is None else folded(written)


def _values(data: Any) -> tuple[float | None, dict[str, float]]:
    """The value that counts, and the named ones beside it."""
    named = as_object(data)
    if named is None:
        return as_number(data), {}
    numbers = {
        name: number for name, item in named.items() if (number := as_number(item)) is not None
    }
    if _MAIN not in named and len(numbers) == 1:
        return next(iter(numbers.values())), {}
    main = numbers.pop(_MAIN, None)
    return main, numbers


def _finite(value: Any) -> float | None:
    number = as_number(value)
    return number if number is not None and math.isfinite(number) else None


def _first_known(*values: float | None) -> float:
    return next(value for value in values if value is not None)


def _rows(text: str, file: str) -> tuple[list[Any], list[Problem]]:
    stripped = text.strip()
    if not stripped:
        return [], []
    if stripped.startswith("["):
        return _json_list(stripped, file)
    first_line = stripped.partition("\n")[0]
    if isinstance(_json_value(first_line), Mapping | int | float):
        return _json_lines(text, file)
    return _yaml_list(text, file)


def _json_value(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _json_list(text: str, file: str) -> tuple[list[Any], list[Problem]]:
    """The elements of a JSON list, up to where it is cut off or stops being JSON."""
    whole = _json_value(text)
    if isinstance(whole, list):
        return whole, []
    decoder = json.JSONDecoder()
    rows: list[Any] = []
    position = 1
    while (start := _NOT_SEPARATOR.search(text, position)) is not None:
        try:
            row, position = decoder.raw_decode(text, start.start())
        except (ValueError, RecursionError):
            break
        if position == len(text) and not isinstance(row, Mapping | list):
            break  # a number may go on after the end
        rows.append(row)
    line = text.count("\n", 0, position) + 1
    return rows, [Problem(file, ProblemKind.TRUNCATED, "the list isn't closed", line)]


def _json_lines(text: str, file: str) -> tuple[list[Any], list[Problem]]:
    rows: list[Any] = []
    problems: list[Problem] = []
    lines = text.split("\n")
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        row = _json_value(line)
        unended = number == len(lines)
        if row is None or (unended and not isinstance(row, Mapping)):
            kind = ProblemKind.TRUNCATED if unended else ProblemKind.MALFORMED
            problems.append(Problem(file, kind, "not a JSON value", number))
        else:
            rows.append(row)
    return rows, problems


def _yaml_list(text: str, file: str) -> tuple[list[Any], list[Problem]]:
    """The elements of a YAML list, up to where it is cut off or stops being YAML."""
    problems: list[Problem] = []
    if not text.endswith("\n"):
        starts = [match.start() for match in _RECORD_START.finditer(text)]
        cut = starts[-1] if starts else 0
        line = text.count("\n", 0, cut) + 1
        problems.append(Problem(file, ProblemKind.TRUNCATED, "the last record is cut off", line))
        text = text[:cut]
        if not text.strip():
            return [], problems
    loaded = yaml_io.load(text, LIMITS, file)
    problems.extend(loaded.problems)
    rows = loaded.value
    if isinstance(rows, list):
        stopped = any(problem.kind in _STOPPED for problem in loaded.problems)
        return (rows[:-1] if stopped else rows), problems
    if rows is not None:
        problems.append(Problem(file, ProblemKind.WRONG_TYPE, "not a list of records"))
    return [], problems
