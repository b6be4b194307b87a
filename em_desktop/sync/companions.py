"""The Artifacts that belong to a Run when it goes to another store."""

from __future__ import annotations

from collections.abc import Sequence

from em_desktop.domain.nodes import Node, NodeType
from em_desktop.domain.paths import NodePath
from em_desktop.errors import EmError, NotFoundError
from em_desktop.stores.base import Cancel, Store


def companions(
    source: Store, paths: Sequence[NodePath], target: Store, cancel: Cancel
) -> tuple[Node, ...]:
    """Artifacts that Runs have read or written, and that aren't in the other store yet.

    Args:
        source: where the Runs are.
        paths: what is going to be copied; Runs that lie below folders aren't looked at.
        target: where it goes.
        cancel: ends the looking.

    Raises:
        EmError: a Run can't be read.
    """
    found: dict[NodePath, Node] = {}
    for path in paths:
        cancel.check()
        if source.get(path).type is not NodeType.RUN:
            continue
        lineage = source.lineage(path, cancel)
        for edge in (*lineage.inputs, *lineage.outputs):
            other = edge.node
            if other is None or other in found or _is_among(other, paths):
                continue
            node = source.get(other)
            if node.type is NodeType.ARTIFACT and not _is_there(target, node):
                found[other] = node
    return tuple(found.values())


def _is_among(path: NodePath, paths: Sequence[NodePath]) -> bool:
    return any(path == each or path.is_below(each) for each in paths)


def _is_there(target: Store, node: Node) -> bool:
    """Whether the same recording is in the other store, by the name of its directory."""
    try:
        target.find(node.path.name)
    except NotFoundError:
        return False
    except EmError:
        return True
    return True
