"""Listing a folder: page by page, from the cache where nothing has changed."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from em_desktop.domain.nodes import Node
from em_desktop.domain.paths import NodePath
from em_desktop.errors import CancelledError, EmError
from em_desktop.stores.base import Cancel
from em_desktop.stores.local.describe import (
    describe_directory,
    describe_file,
    is_alive,
    unreadable,
    with_activity,
)
from em_desktop.stores.local.markers import read_markers
from em_desktop.stores.local.places import Places, is_gone, is_node_entry
from em_desktop.stores.local.summaries import Summary, SummaryCache

_FIRST_PAGE = 100
_PAGE = 500


@dataclass(slots=True)
class Listing:
    """The nodes of one folder.

    Attributes:
        places: of the store.
        cache: where summaries come from and go to, if anywhere.
        store_id: the store's id in the cache.
    """

    places: Places
    cache: SummaryCache | None
    store_id: str
    _known: dict[str, Summary] = field(default_factory=dict)
    _changed: list[Summary] = field(default_factory=list)

    def pages(self, path: NodePath, place: str, cancel: Cancel | None) -> Iterator[Sequence[Node]]:
        """The nodes below ``path``, which is the directory ``place``, in order.

        What was learned goes to the cache at the end, after the last page was taken
        (also when the taker stops before it).

        Raises:
            EmError: the directory can't be listed.
            CancelledError: on cancel.
        """
        entries = self._entries(place)
        if self.cache is not None:
            self._known = dict(self.cache.load(self.store_id, path))
        gone = self._known.keys() - {entry.name for entry in entries}
        try:
            start, size = 0, _FIRST_PAGE
            while start < len(entries):
                page = [
                    node
                    for entry in entries[start : start + size]
                    if (node := self._node(path.child(entry.name), entry, cancel)) is not None
                ]
                if page:
                    yield page
                start, size = start + size, _PAGE
        finally:
            if self.cache is not None and (self._changed or gone):
                self.cache.save(self.store_id, path, self._changed, sorted(gone))

    def _entries(self, place: str) -> list[os.DirEntry[str]]:
        folder = os.path.basename(place)  # noqa: PTH119 - one of the root's own name too
        with self.places.errors(), os.scandir(place) as scan:
            entries = [entry for entry in scan if is_node_entry(entry, folder)]
        entries.sort(key=lambda entry: entry.name)
        return entries

    def _node(self, path: NodePath, entry: os.DirEntry[str], cancel: Cancel | None) -> Node | None:
        """The node that an entry is; None where it is gone by now."""
        if cancel is not None and cancel.is_set:
            raise CancelledError
        try:
            if not entry.is_dir(follow_symlinks=False):
                return self._file(path, entry)
            return self._directory(path, entry)
        except (OSError, EmError) as error:
            return None if is_gone(entry.path) else unreadable(path, error)

    def _file(self, path: NodePath, entry: os.DirEntry[str]) -> Node:
        node = describe_file(entry.path, path, entry.stat(follow_symlinks=False))
        known = self._known.get(entry.name)
        if known is None or known.node != node:
            self._changed.append(Summary("", node))
        return node

    def _directory(self, path: NodePath, entry: os.DirEntry[str]) -> Node:
        markers = read_markers(entry.path)
        fingerprint = markers.fingerprint
        known = self._known.get(entry.name)
        if known is not None and known.fingerprint == fingerprint:
            node = known.node
            return with_activity(entry.path, node) if is_alive(node) else node
        node, may_keep = describe_directory(entry.path, path, markers)
        if not (may_keep and markers.settled):
            fingerprint = ""
        if known is None or known != Summary(fingerprint, node):
            self._changed.append(Summary(fingerprint, node))
        return node
