"""Values as JSON, and tables as text."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from em_desktop.domain.paths import printable
from em_desktop.domain.problems import Problem
from em_desktop.domain.recordings import Opaque


def print_json(value: Any) -> None:
    """Print a value as JSON; see `jsonable`."""
    print(json.dumps(jsonable(value), indent=2, ensure_ascii=False, allow_nan=False))


def jsonable(value: Any) -> Any:
    """The same value in JSON's types.

    NaN and infinities become the texts ``NaN``, ``Infinity`` and ``-Infinity``, times
    ISO 8601, keys text; a value with a Python tag an object of ``tag`` and ``arguments``.
    """
    match value:
        case float() if math.isnan(value):
            return "NaN"
        case float() if math.isinf(value):
            return "Infinity" if value > 0 else "-Infinity"
        case datetime():
            return value.isoformat()
        case dict():
            return {
                key if isinstance(key, str) else json.dumps(jsonable(key)): jsonable(item)
                for key, item in value.items()
            }
        case list() | tuple():
            return [jsonable(item) for item in value]
        case Opaque():
            return {"tag": value.tag, "arguments": jsonable(value.arguments)}
        case str():
            return value.encode("utf-8", "backslashreplace").decode()
        case _:
            return value


def problems_as_json(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    """Problems as JSON objects."""
    return [
        {"file": each.file, "line": each.line, "kind": each.kind.value, "detail": each.detail}
        for each in problems
    ]


def print_table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Columns of text, as wide as they need to be; the last one isn't padded."""
    lines = [tuple(header), *(tuple(printable(cell) for cell in row) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(header))]
    for line in lines:
        cells = [cell.ljust(width) for cell, width in zip(line[:-1], widths, strict=False)]
        print("  ".join([*cells, line[-1]]).rstrip())


def print_facts(facts: Iterable[tuple[str, Any]]) -> None:
    """Lines of ``key: value``; empty values are left out."""
    shown = [(key, value) for key, value in facts if value not in (None, "", (), [], {})]
    width = max((len(key) for key, _ in shown), default=0)
    for key, value in shown:
        text = value if isinstance(value, str) else json.dumps(jsonable(value), ensure_ascii=False)
        print(f"{key + ':':<{width + 1}}  {printable(text)}")


def print_problems(problems: Iterable[Problem]) -> None:
    """One line for each thing that is wrong."""
    for each in problems:
        place = each.file if each.line is None else f"{each.file}:{each.line}"
        print(f"problem: {place}: {each.kind.value.replace('_', ' ')}: {printable(each.detail)}")
