"""Patterns of texts, matched in time that grows with the text's length alone.

A user's expression must not hang the window, and Python's ``re`` tries all ways of
some expressions, which takes for ever. Here the states in which a match may be are
followed side by side, and each step that was worked out is remembered.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from functools import cached_property
from typing import TypeAlias

LONGEST_TEXT = 10_000
"""Characters of a value that are looked at."""
MOST_REPEATS = 200
_LARGEST = 5000
_DEEPEST = 40
_MOST_STEPS = 20_000


class PatternKind(StrEnum):
    """What a pattern is."""

    CONTAINS = "contains"
    """A text that occurs somewhere."""
    LIKE = "like"
    """The whole text, where ``*`` stands for any characters and ``?`` for one."""
    MATCHES = "matches"
    """A regular expression that fits somewhere."""


class PatternError(ValueError):
    """A pattern that can't be read."""


@dataclass(frozen=True)
class Pattern:
    r"""What a text is asked for; letters' case doesn't count.

    Regular expressions know ``. [a-z] [^a-z] \d \w \s ( ) | * + ? {2,3} ^ $`` and
    backslashes before signs; neither look-around nor references back.

    Raises:
        PatternError: it can't be read, or is too large.
    """

    kind: PatternKind
    text: str

    def __post_init__(self) -> None:
        if self.kind is not PatternKind.CONTAINS:
            self._machine  # noqa: B018 - made now, so that what is wrong is told now

    def fits(self, text: str) -> bool:
        """Whether a text is what the pattern asks for."""
        text = text[:LONGEST_TEXT]
        if self.kind is PatternKind.CONTAINS:
            return self._folded in text.casefold()
        return self._machine.search(text)

    @cached_property
    def _folded(self) -> str:
        return self.text.casefold()

    @cached_property
    def _machine(self) -> _Machine:
        if self.kind is PatternKind.LIKE:
            return _Machine(_like(self.text))
        return _Machine(_Reader(self.text).read())


@dataclass(frozen=True, slots=True)
class _Letters:
    """A set of characters: single ones, ranges and classes, or all others."""

    ranges: tuple[tuple[str, str], ...] = ()
    classes: str = ""
    others: bool = False

    def holds(self, letter: str) -> bool:
        return self._has(letter) is not self.others

    def _has(self, letter: str) -> bool:
        for each in dict.fromkeys((letter, letter.lower(), letter.upper())):
            if any(low <= each <= high for low, high in self.ranges):
                return True
        return any(_in_class(letter, name) for name in self.classes)


def _in_class(letter: str, name: str) -> bool:
    match name.lower():
        case "d":
            found = letter.isdecimal()
        case "s":
            found = letter.isspace()
        case _:
            found = letter.isalnum() or letter == "_"
    return found is name.islower()


_ANY = _Letters(others=True)


@dataclass(frozen=True, slots=True)
class _Sequence:
    items: tuple[_Part, ...]


@dataclass(frozen=True, slots=True)
class _Choice:
    items: tuple[_Part, ...]


@dataclass(frozen=True, slots=True)
class _Repeat:
    item: _Part
    least: int
    most: int | None


class _Edge(Enum):
    START = "^"
    END = "$"


_Part: TypeAlias = _Letters | _Sequence | _Choice | _Repeat | _Edge


def _single(letter: str) -> _Letters:
    return _Letters(((letter, letter),))


def _like(text: str) -> _Part:
    signs: dict[str, _Part] = {"*": _Repeat(_ANY, 0, None), "?": _ANY}
    parts = (signs.get(letter) or _single(letter) for letter in text)
    return _Sequence((_Edge.START, *parts, _Edge.END))


class _Reader:
    """Reads a regular expression."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._place = 0
        self._depth = 0

    def read(self) -> _Part:
        part = self._choice()
        if self._place < len(self._text):
            raise PatternError(f"“{self._text[self._place]}” has no opening parenthesis")
        return part

    @property
    def _next(self) -> str:
        return self._text[self._place : self._place + 1]

    def _takes(self, text: str) -> bool:
        found = self._text.startswith(text, self._place)
        self._place += len(text) if found else 0
        return found

    def _choice(self) -> _Part:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise PatternError("parentheses are nested too deeply")
        items = [self._sequence()]
        while self._takes("|"):
            items.append(self._sequence())
        self._depth -= 1
        return items[0] if len(items) == 1 else _Choice(tuple(items))

    def _sequence(self) -> _Part:
        items: list[_Part] = []
        while self._next and self._next not in "|)":
            items.append(self._repeated(self._item()))
        return _Sequence(tuple(items))

    def _item(self) -> _Part:
        letter = self._next
        self._place += 1
        match letter:
            case "(":
                if self._takes("?") and not self._takes(":"):
                    raise PatternError("“(?” can't be used here")
                part = self._choice()
                if not self._takes(")"):
                    raise PatternError("a closing parenthesis is missing")
                return part
            case "[":
                return self._set()
            case ".":
                return _ANY
            case "^":
                return _Edge.START
            case "$":
                return _Edge.END
            case "\\":
                return self._escaped()
            case "*" | "+" | "?":
                raise PatternError(f"“{letter}” has nothing to repeat")
        return _single(letter)

    def _escaped(self) -> _Letters:
        letter = self._next
        self._place += 1
        if letter and letter in "dDwWsS":
            return _Letters(classes=letter)
        if letter and letter in "tnr":
            return _single({"t": "\t", "n": "\n", "r": "\r"}[letter])
        if not letter or letter.isalnum():
            raise PatternError(f"“\\{letter}” can't be used here")
        return _single(letter)

    def _set(self) -> _Letters:
        others = self._takes("^")
        ranges: list[tuple[str, str]] = []
        classes = ""
        first = True
        while first or self._next != "]":
            first = False
            if not self._next:
                raise PatternError("“]” is missing")
            low = self._set_item()
            if low.classes:
                classes += low.classes
                continue
            start = end = low.ranges[0][0]
            if self._next == "-" and self._text[self._place + 1 : self._place + 2] not in {"]", ""}:
                self._place += 1
                high = self._set_item()
                end = high.ranges[0][0] if high.ranges else ""
                if end < start:
                    raise PatternError(f"“{start}-{end}” isn't a range")
            ranges.append((start, end))
        self._place += 1
        return _Letters(tuple(ranges), classes, others)

    def _set_item(self) -> _Letters:
        letter = self._next
        self._place += 1
        return self._escaped() if letter == "\\" else _single(letter)

    def _repeated(self, item: _Part) -> _Part:
        while True:
            if self._takes("*"):
                item = _Repeat(item, 0, None)
            elif self._takes("+"):
                item = _Repeat(item, 1, None)
            elif self._takes("?"):
                item = _Repeat(item, 0, 1)
            elif self._next == "{" and (counts := self._counts()) is not None:
                item = _Repeat(item, *counts)
            else:
                return item
            self._takes("?")  # how greedy it is changes where it fits, not whether

    def _counts(self) -> tuple[int, int | None] | None:
        """``{2}``, ``{2,}``, ``{,3}`` or ``{2,3}``; anything else is a brace like others."""
        end = self._text.find("}", self._place)
        least, comma, most = self._text[self._place + 1 : end].partition(",")
        digits = [part for part in (least, most) if part]
        if end < 0 or not digits or not all(part.isdecimal() for part in digits):
            return None
        low = int(least or 0)
        high = int(most) if most else None if comma else low
        if max(low, high or 0) > MOST_REPEATS:
            raise PatternError(f"more than {MOST_REPEATS} repetitions")
        if high is not None and high < low:
            raise PatternError("repetitions from more to fewer")
        self._place = end + 1
        return low, high


_State: TypeAlias = frozenset[int]


@dataclass(slots=True)
class _Code:
    """Instructions: a set of letters to pass, places to go on at, an edge, or (None) the end."""

    steps: list[_Letters | _Edge | tuple[int, ...] | None] = field(default_factory=list)

    def add(self, step: _Letters | _Edge | tuple[int, ...] | None) -> int:
        if len(self.steps) >= _LARGEST:
            raise PatternError("the pattern is too large")
        self.steps.append(step)
        return len(self.steps) - 1

    def write(self, part: _Part) -> None:
        match part:
            case _Sequence(items):
                for item in items:
                    self.write(item)
            case _Choice(items):
                exits = []
                for item in items[:-1]:
                    fork = self.add(())
                    self.write(item)
                    exits.append(self.add(()))
                    self.steps[fork] = (fork + 1, len(self.steps))
                self.write(items[-1])
                for place in exits:
                    self.steps[place] = (len(self.steps),)
            case _Repeat(item, least, most):
                for _ in range(least):
                    self.write(item)
                if most is None:
                    fork = self.add(())
                    self.write(item)
                    self.add((fork,))
                    self.steps[fork] = (fork + 1, len(self.steps))
                else:
                    forks = []
                    for _ in range(most - least):
                        forks.append(self.add(()))
                        self.write(item)
                    for fork in forks:
                        self.steps[fork] = (fork + 1, len(self.steps))
            case _:
                self.add(part)


class _Machine:
    """Follows all ways of a pattern at once."""

    def __init__(self, part: _Part) -> None:
        code = _Code()
        code.write(part)
        self._accepted = code.add(None)
        self._steps = code.steps
        self._begin = self._reached([0], at_start=True)
        self._anywhere = self._reached([0])
        self._known: dict[tuple[_State, str], _State] = {}

    def search(self, text: str) -> bool:
        """Whether the pattern fits anywhere in a text."""
        state, known = self._begin, self._known
        for letter in text:
            if self._accepted in state:
                return True
            following = known.get((state, letter))
            if following is None:
                following = self._step(state, letter)
            state = following
        at_end = self._reached(state, at_start=not text, at_end=True)
        return self._accepted in at_end

    def _step(self, state: _State, letter: str) -> _State:
        passed = []
        for place in state:
            step = self._steps[place]
            if isinstance(step, _Letters) and step.holds(letter):
                passed.append(place + 1)
        following = self._reached(passed) | self._anywhere
        if len(self._known) >= _MOST_STEPS:
            self._known.clear()
        self._known[state, letter] = following
        return following

    def _reached(
        self, places: Iterable[int], *, at_start: bool = False, at_end: bool = False
    ) -> _State:
        """Where a match may be without another letter."""
        found: set[int] = set()
        pending = list(places)
        while pending:
            place = pending.pop()
            if place in found:
                continue
            found.add(place)
            step = self._steps[place]
            if isinstance(step, tuple):
                pending += step
            elif (step is _Edge.START and at_start) or (step is _Edge.END and at_end):
                pending.append(place + 1)
        return frozenset(found)
