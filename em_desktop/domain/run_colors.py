"""The colors of Runs: each has one of its own, wherever it is shown; a dash tells twins apart.

A *look* is a whole number: the color is ``look % COLORS``, the dash ``look // COLORS`` and,
where a line has few points, the form of its markers ``look // (COLORS * DASHES)``.
"""

from __future__ import annotations

from collections.abc import Collection
from hashlib import blake2b
from itertools import count

from em_desktop.domain.paths import AlternativeName, NodePath

COLORS = 10
"""Colors of the palette."""
DASHES = 3
"""Plain, long and short; from the last on all are alike."""
MARKERS = 3


def identity(path: NodePath, node_id: str | None = None) -> str:
    """What a Run's color is derived from: the same after it was moved, renamed or copied.

    The recorder gives each Run a suffix that stays; without one the node's id counts, and
    without that its name.
    """
    recorded = AlternativeName.parse(path.name)
    if recorded is not None:
        return recorded.suffix
    return node_id or path.name


def own_color(identity: str) -> int:
    """The number in the palette that belongs to an `identity`, on every computer."""
    digest = blake2b(identity.encode("utf-8", "surrogatepass"), digest_size=4).digest()
    return int.from_bytes(digest, "big") % COLORS


def free_look(color: int, taken: Collection[int], *, chosen: bool = False) -> int:
    """The look for one more Run beside others.

    Args:
        color: its own color.
        taken: the looks of the others; they stay as they are.
        chosen: whether people chose the color: then it is kept and the dash differs.
            Otherwise the next color that is free is taken, and dashes when none is.
    """
    used = set(taken)
    for level in count():
        places = range(1 if chosen else COLORS)
        for step in places:
            look = level * COLORS + (color + step) % COLORS
            if look not in used:
                return look
    raise AssertionError  # the counting doesn't end


def dash_of(look: int) -> int:
    """Which dash a look has, from 0."""
    return min(look // COLORS, DASHES - 1)


def marker_of(look: int) -> int:
    """Which form of markers a look has, from 0."""
    return look // (COLORS * DASHES) % MARKERS
