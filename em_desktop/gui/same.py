"""Whether values are the very same ones: quicker to tell than whether they are equal."""

from __future__ import annotations

from collections.abc import Sequence


def same_objects(one: Sequence[object], other: Sequence[object]) -> bool:
    """Whether these are the same objects in the same order."""
    return len(one) == len(other) and all(a is b for a, b in zip(one, other, strict=True))
