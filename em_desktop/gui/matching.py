"""How well a name fits what was typed, and which part of it fits. No Qt."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Match:
    """A name that holds every typed word.

    Attributes:
        rank: smaller is better.
        spans: what to show bold: begin and end in the name, in order, without overlap.
    """

    rank: int
    spans: tuple[tuple[int, int], ...]


def match(query: str, name: str) -> Match | None:
    """Find every word of ``query`` in ``name``, in any order and case; None where one is missing.

    A name that begins with the words comes before one in which they begin a word,
    and that before one that holds them anywhere; then shorter before longer.
    """
    folded = name.casefold()
    if len(folded) != len(name):  # a letter that folds to two: positions would be off
        folded = name.lower() if len(name.lower()) == len(name) else name
    spans: list[tuple[int, int]] = []
    rank = 0
    for word in query.casefold().split():
        at = _best_place(folded, word)
        if at < 0:
            return None
        spans.append((at, at + len(word)))
        rank += 0 if at == 0 else 100 if _begins_word(folded, at) else 200
    return Match(rank + min(len(name), 99), _merged(spans))


def _best_place(name: str, word: str) -> int:
    first = at = name.find(word)
    while at > 0 and not _begins_word(name, at):
        at = name.find(word, at + 1)
    return first if at < 0 else at


def _begins_word(name: str, at: int) -> bool:
    return at == 0 or not name[at - 1].isalnum()


def _merged(spans: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    merged: list[tuple[int, int]] = []
    for begin, end in sorted(spans):
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((begin, end))
    return tuple(merged)
