"""Whether people have locked a node, or one below it, against deletion."""

from __future__ import annotations

import os
from pathlib import Path

from em_desktop.domain.nodes import Node
from em_desktop.errors import EmError, LockedError
from em_desktop.formats import node_meta
from em_desktop.formats.node_meta import NODE_META
from em_desktop.formats.source import DirectorySource
from em_desktop.stores.local.locator import is_leaf
from em_desktop.stores.local.places import is_node_entry


def check_unlocked(node: Node, place: Path) -> None:
    """Refuse to remove what is locked or holds something that is.

    Raises:
        LockedError: with the locked node.
    """
    if node.locked:
        raise LockedError(str(node.path), "it is locked against deletion")
    if not node.is_folder:
        return
    pending = [(os.fspath(place), node.path)]
    while pending:
        directory, path = pending.pop()
        try:
            with os.scandir(directory) as scan:
                entries = {entry.name: entry for entry in scan}
        except OSError:  # what can't be looked at goes to the trash as it is
            continue
        if NODE_META in entries and _is_locked(directory):
            raise LockedError(str(path), "it is locked against deletion")
        if path != node.path and is_leaf(directory, entries):
            continue
        folder = path.name
        for name, entry in entries.items():
            if is_node_entry(entry, folder) and entry.is_dir(follow_symlinks=False):
                pending.append((entry.path, path.child(name)))


def _is_locked(directory: str) -> bool:
    source = DirectorySource(Path(directory))
    try:
        return b"locked" in source.read(NODE_META) and node_meta.read(source).value.locked
    except EmError:
        return False
