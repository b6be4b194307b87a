"""How much a node holds."""

from __future__ import annotations

import os

from em_desktop.domain.nodes import Node
from em_desktop.stores.base import Cancel
from em_desktop.stores.local.locator import is_leaf
from em_desktop.stores.local.places import is_node_entry


def measure(node: Node, place: str, cancel: Cancel | None) -> tuple[int, int]:
    """Bytes and number of the files of a node and of all nodes below it.

    In a recording every file counts; in a folder what is no node (such as ``.git``)
    doesn't. Links count as themselves. What is forbidden or vanishes meanwhile is left out.

    Raises:
        OSError: the node itself is gone.
        CancelledError: on cancel.
    """
    if not node.is_folder and (os.path.islink(place) or not os.path.isdir(place)):  # noqa: PTH112, PTH114
        return os.lstat(place).st_size, 1
    size = count = 0
    pending = [(place, not node.is_folder)]
    while pending:
        if cancel is not None:
            cancel.check()
        directory, inside = pending.pop()
        try:
            with os.scandir(directory) as scan:
                entries = {entry.name: entry for entry in scan}
            name = os.path.basename(directory)  # noqa: PTH119
            inside = inside or (directory != place and is_leaf(directory, entries))
            for entry in entries.values():
                if not inside and not is_node_entry(entry, name):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    pending.append((entry.path, inside))
                else:
                    size += entry.stat(follow_symlinks=False).st_size
                    count += 1
        except OSError:
            continue
    return size, count
