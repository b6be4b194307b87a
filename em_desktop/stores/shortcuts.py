"""From a shortcut to the node that it stands for."""

from __future__ import annotations

from em_desktop.domain.nodes import Node, NodeType
from em_desktop.domain.paths import ROOT
from em_desktop.errors import ConflictError, NotFoundError
from em_desktop.stores.base import Store


def follow(store: Store, shortcut: Node) -> Node:
    """The node that a shortcut of the store stands for, also through other shortcuts.

    It is found by its id wherever it was moved. Only where it never had one, or the one at
    its path has lost its id (it came from elsewhere), the path counts; another node that has
    got the path meanwhile isn't it.

    Raises:
        NotFoundError: the node is gone; the reason says what is known of it.
        ConflictError: the shortcuts lead in a circle.
    """
    node, passed = shortcut, {shortcut.path}
    while node.type is NodeType.SHORTCUT:
        node = _target(store, node)
        if node.path in passed:
            raise ConflictError(str(shortcut.path), "the shortcuts lead in a circle")
        passed.add(node.path)
    return node


def _target(store: Store, shortcut: Node) -> Node:
    target = shortcut.target
    if target is None or (target.id is None and target.path is None):
        raise NotFoundError(str(shortcut.path), "the shortcut names no node")
    if target.id is not None:
        try:
            return store.find(target.id)
        except NotFoundError:
            if target.path is None:
                raise
    path = target.path or ROOT
    try:
        node = store.get(path)
    except NotFoundError as error:
        raise NotFoundError(str(shortcut.path), f"what was at {path} is gone") from error
    if target.id is not None and node.id is not None:
        raise NotFoundError(str(shortcut.path), f"another node is at {path} now")
    return node
