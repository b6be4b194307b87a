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
    told = 0.0
    try:
        for number, (item, name) in enumerate(zip(items, names, strict=True)):
            now = time.monotonic()
            if now - told >= _BETWEEN:
                told = now
                show_line(f"{bar(number / len(items))}  {name[-_LONGEST_NAME:]}")
            yield item
    finally:
        show_line("")
