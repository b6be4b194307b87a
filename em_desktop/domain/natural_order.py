"""The order in which people expect names."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TypeAlias

from em_desktop.domain.nodes import Node, NodeType

NaturalKey: TypeAlias = tuple[tuple[int, int | str], ...]
NodeOrder: TypeAlias = tuple[bool, NaturalKey, tuple[str, ...]]

_DIGITS = re.compile(r"(\d+)")


@lru_cache(maxsize=1 << 14)
def natural_key(name: str) -> NaturalKey:
    """Sorts ``run9`` before ``run10``, and without regard to case."""
    return tuple(
        (0, int(part)) if number and len(part) < 19 else (1, part)
        for number, part in (
            (index % 2, part) for index, part in enumerate(_DIGITS.split(name.casefold()))
        )
    )


def node_order(node: Node) -> NodeOrder:
    """Sorts the nodes of a folder wherever they are listed: folders, then the rest, by name.

    Nodes of one name are in the order of their paths, so that no two are equal.
    """
    return node.type is not NodeType.FOLDER, natural_key(node.name), node.path.parts
