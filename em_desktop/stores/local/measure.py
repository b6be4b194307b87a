"""How much a node holds."""

from __future__ import annotations

import os
from pathlib import Path

from em_desktop.domain.nodes import Node, NodeType
from em_desktop.formats.artifact import content
from em_desktop.formats.source import DirectorySource
from em_desktop.stores.base import Cancel
from em_desktop.stores.local.locator import is_leaf
from em_desktop.stores.local.places import is_node_entry


def measure(node: Node, place: str, cancel: Cancel | None) -> tuple[int, int]:
    """Bytes and number of the files of a node and of all nodes below it.

    Of an Artifact its objects count, of a Run every file; in a folder what is no node
    (such as ``.git``) doesn't. Links count as themselves. What is forbidden or vanishes
    meanwhile is left out.

    Raises:
        OSError: the node itself is gone.
        EmError: an Artifact can't be listed.
        CancelledError: on cancel.
    """
    if not node.is_folder and (os.path.islink(place) or not os.path.isdir(place)):  # noqa: PTH112, PTH114
        return os.lstat(place).st_size, 1
    if node.type is NodeType.ARTIFACT:
        return _measure_objects(DirectorySource(Path(place)), cancel)
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


def _measure_objects(source: DirectorySource, cancel: Cancel | None) -> tuple[int, int]:
    size = count = 0
    for info in content(source):
        if cancel is not None:
            cancel.check()
        size += info.size
        count += 1
    return size, count
