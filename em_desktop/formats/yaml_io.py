"""Reading YAML of any origin without trust, and writing it as the recorder does.

PyYAML's C parser delivers events; the values are put together here, without
recursion and within limits. No tag ever makes an object.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from em_desktop.domain.problems import Problem, ProblemKind
from em_desktop.domain.recordings import Value
from em_desktop.formats.decoding import decode
from em_desktop.formats.reading import Reading
from em_desktop.formats.yaml_dump import dump, flow_text
from em_desktop.formats.yaml_scalars import PREFIX, plain_scalar, tagged_scalar
from em_desktop.formats.yaml_tags import tagged_collection

__all__ = ["DEFAULT_LIMITS", "Document", "Limits", "dump", "load", "load_document"]

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_QUOTES = {"'", '"'}
_MERGE: Any = object()
_LONGEST_KEY = 200
_MOST_PROBLEMS = 100
_MOST_DIRECTIVES = 100  # the C parser's time grows with the square of their number


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file may take; beyond it reading stops and what was read is kept.

    Attributes:
        size: bytes of the file.
        depth: lists and mappings inside each other.
        nodes: values, counting what stands behind an alias each time it is used.
        scalar: characters of one text; a longer one is cut.
    """

    size: int = 16 << 20
    depth: int = 100
    nodes: int = 200_000
    scalar: int = 1 << 20


DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Document:
    """The value of a file, and where its top-level keys are.

    Attributes:
        lines: 1-based line of each key of the outermost mapping.
    """

    value: Value
    problems: tuple[Problem, ...] = ()
    lines: dict[Any, int] = field(default_factory=dict)


def load(
    text: bytes | str,
    limits: Limits = DEFAULT_LIMITS,
    file: str = "",
    *,
    recorded: bool = False,
) -> Reading[Value]:
    """The value that a YAML text stands for, as far as it can be read. Never raises.

    Args:
        text: at most one document.
        limits: where reading stops.
        file: the object's path for the problems.
        recorded: the recorder wrote it, whose files end with a line end. Without
            one, a last unquoted value may be cut off, and is left out.

    Returns:
        None, texts, booleans, integers of any size, floats, lists, mappings and
        `Opaque` values; what an alias repeats is one shared object.
    """
    document = load_document(text, limits, file, recorded=recorded)
    return Reading(document.value, document.problems)


def load_document(
    text: bytes | str,
    limits: Limits = DEFAULT_LIMITS,
    file: str = "",
    *,
    recorded: bool = False,
) -> Document:
    """As `load`, and also where the top-level keys are."""
    too_large = len(text) > limits.size
    data = text if isinstance(text, bytes) else text.encode("utf-8", "replace")
    decoded, problems = decode(data[: limits.size], file)
    composer = _Composer(decoded, limits, file, recorded=recorded or too_large)
    value = composer.compose()
    if too_large:
        reason = f"only the first {limits.size} bytes were read"
        composer.problems.insert(0, Problem(file, ProblemKind.TOO_LARGE, reason))
    return Document(value, (*problems, *composer.problems), composer.lines)


class _Stopped(Exception):  # noqa: N818 - a limit, not an error
    """Reading ends here; the problem is noted."""


@dataclass(slots=True)
class _Frame:
    """A list or mapping that isn't finished.

    ``weight`` counts the values in it, ``height`` the levels; both with aliases expanded.
    """

    container: Any
    tag: str | None
    anchor: str | None
    line: int
    key: Any = None
    has_key: bool = False
    weight: int = 1
    height: int = 0


class _Composer:
    """Puts the values of one text together."""

    def __init__(self, text: str, limits: Limits, file: str, *, recorded: bool) -> None:
        self._text = text
        self._limits = limits
        self._file = file
        self._end = -1
        if recorded and not text.endswith(("\n", "\r")):
            self._end = len(text.rstrip())
        self._stack: list[_Frame] = []
        self._anchors: dict[str, tuple[Value, int, int] | None] = {}
        self._documents = 0
        self._nodes = 0
        self._root: Value = None
        self.problems: list[Problem] = []
        self.lines: dict[Any, int] = {}
        self._handlers: dict[type[Event], Any] = {
            ScalarEvent: self._scalar,
            AliasEvent: self._alias,
            SequenceStartEvent: self._start_list,
            MappingStartEvent: self._start_mapping,
            SequenceEndEvent: self._end_collection,
            MappingEndEvent: self._end_collection,
            DocumentStartEvent: self._start_document,
        }

    def compose(self) -> Value:
        if self._text.count("\n%") > _MOST_DIRECTIVES:
            self._note(ProblemKind.MALFORMED, "too many directives")
            return None
        handlers = self._handlers
        try:
            for event in yaml.parse(self._text, Loader=_LOADER):
                handler = handlers.get(type(event))
                if handler is not None:
                    handler(event)
        except yaml.YAMLError as error:
            self._note_broken(error)
        except _Stopped:
            pass
        while self._stack:
            self._end_collection(None)
        if not self._documents and not self.problems:
            self._note(ProblemKind.EMPTY, "")
        return self._root

    def _start_document(self, event: DocumentStartEvent) -> None:
        self._documents += 1
        if self._documents > 1:
            self._note(ProblemKind.MALFORMED, "more than one document", _line(event))
            raise _Stopped

    def _scalar(self, event: ScalarEvent) -> None:
        text: str = event.value
        if self._end >= 0 and self._is_doubtful(event):
            reason = "the last line has no end; its value is left out"
            self._note(ProblemKind.TRUNCATED, reason, _line(event))
            raise _Stopped
        if len(text) > self._limits.scalar:
            reason = f"a text of {len(text)} characters is cut"
            self._note(ProblemKind.TOO_LARGE, reason, _line(event))
            text = text[: self._limits.scalar]
        plain, quoted = event.implicit
        value: Value
        if plain:
            value = _MERGE if text == "<<" and self._expects_key() else plain_scalar(text)
        elif quoted or (tag := _tag(event)) is None:
            value = text
        else:
            value = tagged_scalar(tag, text)
        self._count(1, event)
        if event.anchor is not None:
            self._anchors[event.anchor] = (value, 1, 0)
        self._add(value, 1, 0, _line(event))

    def _alias(self, event: AliasEvent) -> None:
        name = event.anchor or ""
        entry = self._anchors.get(name)
        if entry is None:
            known = name in self._anchors
            reason = f"*{name} refers to what it is part of" if known else f"*{name} is unknown"
            self._note(ProblemKind.MALFORMED, reason, _line(event))
            entry = (f"*{name}", 1, 0)
        value, weight, height = entry
        if (
            self._nodes + weight > self._limits.nodes
            or len(self._stack) + height > self._limits.depth
        ):
            reason = f"*{name} repeats too many values"
            self._note(ProblemKind.TOO_LARGE, reason, _line(event))
            value, weight, height = f"*{name}", 1, 0
        self._count(weight, event)
        self._add(value, weight, height, _line(event))

    def _start_list(self, event: SequenceStartEvent) -> None:
        self._start([], event)

    def _start_mapping(self, event: MappingStartEvent) -> None:
        self._start({}, event)

    def _start(self, container: Any, event: SequenceStartEvent | MappingStartEvent) -> None:
        if len(self._stack) >= self._limits.depth:
            reason = f"more than {self._limits.depth} levels"
            self._note(ProblemKind.TOO_LARGE, reason, _line(event))
            raise _Stopped
        self._count(1, event)
        if event.anchor is not None:
            self._anchors[event.anchor] = None
        self._stack.append(_Frame(container, _tag(event), event.anchor, _line(event)))

    def _end_collection(self, _event: Event | None) -> None:
        frame = self._stack.pop()
        container = frame.container
        if isinstance(container, dict) and _MERGE in container:
            container = _merged(container)
        value: Value = container if frame.tag is None else tagged_collection(frame.tag, container)
        height = frame.height + 1
        if frame.anchor is not None:
            self._anchors[frame.anchor] = (value, frame.weight, height)
        self._add(value, frame.weight, height, frame.line)

    def _add(self, value: Value, weight: int, height: int, line: int) -> None:
        """Put a finished value where it belongs."""
        if not self._stack:
            self._root = value
            return
        frame = self._stack[-1]
        frame.weight += weight
        frame.height = max(frame.height, height)
        container = frame.container
        if isinstance(container, list):
            container.append(value)
        elif frame.has_key:
            container[frame.key] = value
            frame.has_key = False
        else:
            key = value if height == 0 and not _is_opaque(value) else flow_text(value, _LONGEST_KEY)
            if key in container:
                self._note(ProblemKind.INCONSISTENT, f"{key!r} is there twice", line)
            frame.key, frame.has_key = key, True
            if len(self._stack) == 1 and key is not _MERGE:
                self.lines[key] = line

    def _is_doubtful(self, event: ScalarEvent) -> bool:
        """Whether the file ends in this value, and so perhaps in the middle of it."""
        end: Any = event.end_mark
        return event.style not in _QUOTES and end.index >= self._end

    def _expects_key(self) -> bool:
        frame = self._stack[-1] if self._stack else None
        return frame is not None and isinstance(frame.container, dict) and not frame.has_key

    def _count(self, weight: int, event: Event) -> None:
        self._nodes += weight
        if self._nodes > self._limits.nodes:
            reason = f"more than {self._limits.nodes} values"
            self._note(ProblemKind.TOO_LARGE, reason, _line(event))
            raise _Stopped

    def _note_broken(self, error: yaml.YAMLError) -> None:
        mark = getattr(error, "problem_mark", None)
        reason = getattr(error, "problem", None) or str(error)
        at_end = mark is None or "\n" not in self._text[mark.index :].rstrip()
        kind = ProblemKind.TRUNCATED if at_end else ProblemKind.MALFORMED
        if "nesting depth" in str(reason):  # newer libraries have a limit of their own
            kind = ProblemKind.TOO_LARGE
        self._note(kind, str(reason), None if mark is None else mark.line + 1)

    def _note(self, kind: ProblemKind, detail: str, line: int | None = None) -> None:
        if len(self.problems) < _MOST_PROBLEMS:
            self.problems.append(Problem(self._file, kind, detail, line))


def _is_opaque(value: Value) -> bool:
    return not isinstance(value, str | int | float | None) and value is not _MERGE


def _tag(event: ScalarEvent | SequenceStartEvent | MappingStartEvent) -> str | None:
    """The explicit tag, without the standard prefix."""
    tag: str | None = event.tag
    return None if tag is None or tag == "!" else tag.removeprefix(PREFIX)


def _line(event: Event) -> int:
    mark: Any = event.start_mark
    return int(mark.line) + 1


def _merged(container: dict[Any, Any]) -> dict[Any, Any]:
    """The mapping with what ``<<`` refers to, under its own entries."""
    source = container.pop(_MERGE)
    sources = source if isinstance(source, list) else [source]
    result: dict[Any, Any] = {}
    for mapping in reversed(sources):
        if isinstance(mapping, dict):
            result.update(mapping)
    result.update(container)
    return result
