"""Reading JSON of any origin without trust."""

from __future__ import annotations

import json
import re
from typing import Any

from em_desktop.domain.problems import Problem, ProblemKind
from em_desktop.domain.recordings import Value
from em_desktop.formats.decoding import decode
from em_desktop.formats.reading import Reading
from em_desktop.formats.yaml_io import DEFAULT_LIMITS, Limits
from em_desktop.formats.yaml_scalars import LONGEST_NUMBER

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"|[\[\]{},]', re.DOTALL)
_HALF_OF_A_PAIR = re.compile(r"\\u[dD][89a-fA-F]")
_CLOSING = {"[": "]", "{": "}"}


def load(text: bytes | str, limits: Limits = DEFAULT_LIMITS, file: str = "") -> Reading[Value]:
    """The value that a JSON text stands for, as far as it can be read. Never raises.

    ``NaN`` and ``Infinity`` are taken. Of a file that is cut off, what was complete
    is kept. An integer too long to print stays text.

    Args:
        text: one JSON value.
        limits: a file with more values or levels isn't read at all.
        file: the object's path for the problems.
    """
    data = text if isinstance(text, bytes) else text.encode("utf-8", "replace")
    decoded, found = decode(data[: limits.size], file)
    reader = _Reader(decoded, file, list(found))
    if len(data) > limits.size:
        reason = f"only the first {limits.size} bytes were read"
        reader.note(ProblemKind.TOO_LARGE, reason)
    if decoded.count(",") > limits.nodes:
        reader.note(ProblemKind.TOO_LARGE, f"more than {limits.nodes} values")
        return Reading(None, tuple(reader.problems))
    value = reader.read()
    if _is_deeper(value, limits.depth):
        reader.note(ProblemKind.TOO_LARGE, f"more than {limits.depth} levels")
        value = None
    elif _HALF_OF_A_PAIR.search(decoded):
        value = _valid_unicode(value)
    return Reading(value, tuple(reader.problems))


class _Reader:
    """Reads one text; what is wrong with it collects in ``problems``."""

    def __init__(self, text: str, file: str, problems: list[Problem]) -> None:
        self._text = text
        self._file = file
        self._repeated: str | None = None
        self.problems = problems
        self._decoder = json.JSONDecoder(object_pairs_hook=self._mapping, parse_int=_integer)

    def read(self) -> Any:
        if not self._text.strip():
            if not self.problems:
                self.note(ProblemKind.EMPTY, "")
            return None
        try:
            value = self._decoder.decode(self._text)
        except json.JSONDecodeError as error:
            cut_off = error.pos >= len(self._text.rstrip()) or error.msg.startswith("Unterminated")
            kind = ProblemKind.TRUNCATED if cut_off else ProblemKind.MALFORMED
            self.note(kind, error.msg, error.lineno)
            return self._complete_part(error.pos)
        except RecursionError:
            self.note(ProblemKind.TOO_LARGE, "too many levels")
            return None
        if self._repeated is not None:
            self.note(ProblemKind.INCONSISTENT, f"{self._repeated!r} is there twice")
        return value

    def note(self, kind: ProblemKind, detail: str, line: int | None = None) -> None:
        self.problems.append(Problem(self._file, kind, detail, line))

    def _mapping(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        result = dict(pairs)
        if len(result) != len(pairs) and self._repeated is None:
            seen: set[str] = set()
            for key, _ in pairs:
                if key in seen:
                    self._repeated = key
                    break
                seen.add(key)
        return result

    def _complete_part(self, end: int) -> Any:
        """The value up to the last comma before ``end``: before it everything is complete."""
        open_brackets: list[str] = []
        kept: tuple[int, str] | None = None
        for match in _TOKEN.finditer(self._text, 0, end):
            mark = match[0]
            if mark in _CLOSING:
                open_brackets.append(_CLOSING[mark])
                if len(open_brackets) > DEFAULT_LIMITS.depth:
                    break
            elif mark == ",":
                kept = match.start(), "".join(reversed(open_brackets))
            elif open_brackets and mark == open_brackets[-1]:
                open_brackets.pop()
                if not open_brackets:
                    kept = match.end(), ""
        if kept is None:
            return None
        try:
            return self._decoder.decode(self._text[: kept[0]] + kept[1])
        except (json.JSONDecodeError, RecursionError):
            return None


def _integer(text: str) -> int | str:
    return int(text) if len(text) <= LONGEST_NUMBER else text


def _is_deeper(value: Any, depth: int) -> bool:
    level = [value]
    for _ in range(depth + 1):
        level = [
            item
            for container in level
            if isinstance(container, dict | list)
            for item in (container.values() if isinstance(container, dict) else container)
        ]
        if not level:
            return False
    return True


def _valid_unicode(value: Any) -> Any:
    """The value with lone halves of surrogate pairs replaced."""
    match value:
        case str():
            return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        case list():
            return [_valid_unicode(item) for item in value]
        case dict():
            return {_valid_unicode(key): _valid_unicode(item) for key, item in value.items()}
        case _:
            return value
