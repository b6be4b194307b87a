"""Values of AutoTune files as many writers write them.

Key names are compared without case, ``_`` and ``-``; numbers, lists and objects may
be JSON text, even twice; times may be text, seconds or milliseconds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, TypeAlias, TypeVar

from em_desktop.domain.problems import Problem, ProblemKind
from em_desktop.errors import EmError, NotFoundError
from em_desktop.formats import json_io
from em_desktop.formats.reading import Reading
from em_desktop.formats.source import ObjectSource
from em_desktop.formats.yaml_io import DEFAULT_LIMITS

T = TypeVar("T")
Object: TypeAlias = Mapping[str, Any]

_MOST_ENCODINGS = 3
_LONGEST_KEPT = 40
"""Characters of a key that is remembered; all known ones are shorter."""
_IGNORED = re.compile(r"[\s_-]")
_JSON_STARTS = frozenset('"[{-0123456789NItfn')
_MILLISECONDS_ABOVE = 1e11
_TIME = re.compile(
    r"(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d)(?:\.(\d{0,6})\d*)?\s*([Zz]|[+-]\d\d:?\d\d)?"
)
_DURATION_PART = re.compile(r"(\d+(?:\.\d+)?)\s*(d|h|m|s)", re.IGNORECASE)
_LONGEST_DURATION = 40
_SECONDS = {"d": 86_400, "h": 3_600, "m": 60, "s": 1}


def folded(name: str) -> str:
    """A key or state as it is compared: without case, blanks, ``_`` and ``-``."""
    return _folded(name) if len(name) <= _LONGEST_KEPT else _folded.__wrapped__(name)


@lru_cache(maxsize=1024)
def _folded(name: str) -> str:
    return _IGNORED.sub("", name).casefold()


def decoded(value: Any) -> Any:
    """What JSON text in a text says, also if that is a text again; else the value itself."""
    for _ in range(_MOST_ENCODINGS):
        if not isinstance(value, str) or value.lstrip()[:1] not in _JSON_STARTS:
            break
        loaded = json_io.load(value)
        if any(problem.kind is not ProblemKind.INCONSISTENT for problem in loaded.problems):
            break
        value = loaded.value
    return value


def as_text(value: Any) -> str | None:
    """A text that isn't blank, or a number as text."""
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return None


def as_number(value: Any) -> float | None:
    """A number, NaN and infinities too."""
    number = decoded(value)
    if isinstance(number, bool) or not isinstance(number, int | float):
        return None
    try:
        return float(number)
    except OverflowError:
        return None


def as_whole(value: Any) -> int | None:
    """A whole number."""
    number = as_number(value)
    return int(number) if number is not None and number.is_integer() else None


def as_limit(value: Any) -> int | None:
    """A whole number above 0; others mean no limit."""
    number = as_whole(value)
    return number if number is not None and number > 0 else None


def as_object(value: Any) -> Object | None:
    """An object; keys are made text."""
    found = decoded(value)
    if not isinstance(found, Mapping):
        return None
    return {str(key): item for key, item in found.items()}


def as_list(value: Any) -> list[Any] | None:
    """A list."""
    found = decoded(value)
    return found if isinstance(found, list) else None


def as_time(value: Any) -> datetime | None:
    """An instant; None for the values that mean no time (0, -1, year 1)."""
    if isinstance(value, str) and (match := _TIME.fullmatch(value.strip())) is not None:
        date, clock, fraction, zone = match.groups()
        text = f"{date}T{clock}.{(fraction or '0').ljust(6, '0')}{(zone or 'Z').upper()}"
        try:
            time = datetime.fromisoformat(text).astimezone(UTC)
        except (ValueError, OverflowError):
            return None
        return time if time.year > 1 else None
    number = as_number(value)
    if number is None or not number > 0:
        return None
    try:
        return datetime.fromtimestamp(
            number / 1000 if number > _MILLISECONDS_ABOVE else number, tz=UTC
        )
    except (ValueError, OverflowError, OSError):
        return None


def as_duration(value: Any) -> timedelta | None:
    """A number of seconds, or text such as ``1h``, ``30m``, ``45s``, ``2d``, ``1h30m``."""
    seconds = as_number(value)
    if seconds is None and isinstance(value, str) and len(value) <= _LONGEST_DURATION:
        text = value.strip()
        parts = _DURATION_PART.findall(text)
        if parts and not _DURATION_PART.sub("", text).strip():
            seconds = sum(float(number) * _SECONDS[unit.lower()] for number, unit in parts)
    if seconds is None or not seconds >= 0:
        return None
    try:
        return timedelta(seconds=seconds)
    except OverflowError:
        return None


def read_object(source: ObjectSource, key: str) -> Reading[Object | None]:
    """The object in a JSON file; None where there is none, with the reason as a problem.

    A file that is cut off counts as none, as it is being written.
    """
    try:
        data = source.read(key, 0, DEFAULT_LIMITS.size + 1)
    except NotFoundError:
        return Reading(None, (Problem(key, ProblemKind.MISSING),))
    except EmError as error:
        return Reading(None, (Problem(key, ProblemKind.UNREADABLE, error.reason),))
    loaded = json_io.load(data, file=key)
    value, problems = loaded.value, loaded.problems
    if any(problem.kind is ProblemKind.TRUNCATED for problem in problems):
        return Reading(None, problems)
    if isinstance(value, dict):
        return Reading({str(name): item for name, item in value.items()}, problems)
    return Reading(None, problems or (Problem(key, ProblemKind.WRONG_TYPE, "not an object"),))


class Fields:
    """Looks keys up in objects, by any of their names.

    A key that is there but holds nothing usable is passed over for the next name,
    and told as a problem when no name gives a value.
    """

    def __init__(self, file: str, *objects: Object) -> None:
        """``objects``: where to look, the first one first."""
        self._file = file
        self._objects = [_by_folded_name(found) for found in objects]
        self.problems: list[Problem] = []

    def first(self, convert: Callable[[Any], T | None], *names: str) -> T | None:
        """The first value that ``convert`` takes; None where there is none."""
        refused: list[str] = []
        for key, value in self._present(names):
            found = convert(value)
            if found is not None:
                return found
            if not _means_nothing(value):
                refused.append(f"{key}: {type(value).__name__}")
        if refused:
            self.problems.append(Problem(self._file, ProblemKind.WRONG_TYPE, "; ".join(refused)))
        return None

    def _present(self, names: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
        for found in self._objects:
            for name in names:
                value = found.get(folded(name))
                if value is not None:
                    yield name, value


def _by_folded_name(found: Object) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key, value in found.items():
        result.setdefault(folded(key), value)
    return result


def _means_nothing(value: Any) -> bool:
    if isinstance(value, str) and (not value.strip() or value.startswith("0001-01-01T00:00:00")):
        return True
    return value in ([], {}) or as_number(value) in {0, -1}
