"""One line on a terminal that tells how far long work is; nothing where nobody looks."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

_WIDTH = 24
_BETWEEN = 0.1  # seconds; terminals are slow
_LONGEST_NAME = 50

Item = TypeVar("Item")


def show_line(text: str) -> None:
    """Replace the line of progress; an empty text takes it away."""
    if sys.stderr.isatty():
        print(f"\r\x1b[K{text}", end="", file=sys.stderr, flush=True)


class ProgressLine:
    """A line of progress that is replaced at most ten times a second."""

    def __init__(self) -> None:
        self._told = 0.0

    def show(self, share: float, name: str) -> None:
        """A bar, and what is worked on; ``share`` is between 0 and 1."""
        now = time.monotonic()
        if now - self._told >= _BETWEEN:
            self._told = now
            show_line(f"{bar(share)}  {name[-_LONGEST_NAME:]}")

    def clear(self) -> None:
        """Take the line away."""
        self._told = 0.0
        show_line("")


def bar(share: float) -> str:
    """A bar and the percentage; ``share`` is between 0 and 1."""
    filled = round(_WIDTH * min(max(share, 0.0), 1.0))
    return f"{'#' * filled}{'-' * (_WIDTH - filled)} {100 * share:3.0f} %"


def with_progress(items: Sequence[Item], names: Iterable[str]) -> Iterator[Item]:
    """The items one by one, with a bar of how many of them are done.

    Args:
        items: what takes long.
        names: what each is called.
    """
    line = ProgressLine()
    try:
        for number, (item, name) in enumerate(zip(items, names, strict=True)):
            line.show(number / len(items), name)
            yield item
    finally:
        line.clear()
