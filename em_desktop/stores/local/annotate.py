"""What the app itself knows of a node: its id, labels and description changed by people."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from em_desktop.domain.nodes import Node, NodeType
from em_desktop.errors import ConflictError, NotSupportedError
from em_desktop.formats import node_meta, shortcut
from em_desktop.formats.durable import Durably, alone
from em_desktop.formats.files import writing
from em_desktop.formats.node_meta import NODE_META, NodeMeta
from em_desktop.formats.shortcut import Shortcut
from em_desktop.formats.source import DirectorySource
from em_desktop.stores.local.describe import describe_recorded
from em_desktop.stores.local.locator import Locator


class Annotations:
    """Writes ``.em-node.yaml``, and a shortcut's own file, which stands for it there.

    What is set to what the recorder says anyway isn't written; a file with nothing to
    say is removed. So setting something back leaves the node as it was. What people set
    on many nodes at once is work for `durable.together`.
    """

    def __init__(self, locator: Locator) -> None:
        self._locator = locator

    def read(self, place: Path) -> NodeMeta:
        """What is known of the node in a directory."""
        return node_meta.read(DirectorySource(place)).value

    def setting_labels(self, node: Node, place: Path, labels: tuple[str, ...]) -> Durably[None]:
        """Replace the labels.

        Raises:
            NotSupportedError: the node is a single file.
            EmError: they can't be written.
        """
        if node.type is NodeType.SHORTCUT:
            yield from _updating_shortcut(place, lambda known: replace(known, labels=labels))
            return
        own = None if labels == self._recorded(node, place).labels else labels
        yield from self.updating(place, lambda meta: replace(meta, labels=own))

    def setting_description(self, node: Node, place: Path, description: str) -> Durably[None]:
        """Replace the description; errors as for labels."""
        if node.type is NodeType.SHORTCUT:
            yield from _updating_shortcut(
                place, lambda known: replace(known, description=description)
            )
            return
        own = None if description == self._recorded(node, place).description else description
        yield from self.updating(place, lambda meta: replace(meta, description=own))

    def setting_favourite(self, node: Node, place: Path, favourite: bool) -> Durably[None]:
        """Make it a favourite or not; errors as for labels."""
        if node.type is NodeType.SHORTCUT:
            yield from _updating_shortcut(place, lambda known: replace(known, favourite=favourite))
            return
        _check_directory(node, "no favourite")
        yield from self.updating(place, lambda meta: replace(meta, favourite=favourite))

    def setting_color(self, node: Node, place: Path, color: str) -> Durably[None]:
        """Choose its colour, empty for the automatic one.

        Raises:
            NotSupportedError: the node is a single file or a shortcut.
            EmError: it can't be written.
        """
        _check_directory(node, "no colour")
        yield from self.updating(place, lambda meta: replace(meta, color=color or None))

    def setting_locked(self, node: Node, place: Path, locked: bool) -> Durably[None]:
        """Lock it or unlock it; errors as for colours."""
        _check_directory(node, "no lock")
        yield from self.updating(place, lambda meta: replace(meta, locked=locked))

    def setting_id(self, node: Node, place: Path, node_id: str) -> Durably[None]:
        """Give it this id, or none; errors as for colours.

        Raises:
            ConflictError: it has another one.
        """
        _check_directory(node, "no id")
        inode = place.lstat().st_ino if node_id else None

        def give(meta: NodeMeta) -> NodeMeta:
            if node_id and meta.id not in {None, node_id}:
                raise ConflictError(str(node.path), f"its id is {meta.id} now")
            return replace(meta, id=node_id or None, inode=inode)

        yield from self.updating(place, give)

    def identify(self, node: Node, place: Path) -> str:
        """The id of a node, which gets one if it has none or shares one with its original.

        Raises:
            NotSupportedError: nodes of this type have no id.
        """
        if node.type in {NodeType.FILE, NodeType.SHORTCUT}:
            raise NotSupportedError(str(node.path), "a single file has no id")
        new_id = str(uuid.uuid4())
        inode = place.lstat().st_ino

        def give(meta: NodeMeta) -> NodeMeta:
            return meta if meta.id is not None else replace(meta, id=new_id, inode=inode)

        meta = alone(self.updating(place, give))
        if meta.id == new_id:
            self._locator.forget()
        return meta.id or ""

    def update(self, place: Path, change: Callable[[NodeMeta], NodeMeta]) -> NodeMeta:
        """Change what is known of the node in a directory; a copy gets an id of its own by it.

        Raises:
            ConflictError: another program wrote the file at the same moment.
        """
        return alone(self.updating(place, change))

    def updating(self, place: Path, change: Callable[[NodeMeta], NodeMeta]) -> Durably[NodeMeta]:
        """As `update`, alone or together with others."""
        file = place / NODE_META
        before = _state(file)

        def checked(meta: NodeMeta) -> NodeMeta:
            changed = change(self._disowned(meta, place))
            if _state(file) != before:
                raise ConflictError(os.fspath(file), "another program is writing it")
            return changed

        return (yield from node_meta.updating(place, checked))

    def _disowned(self, meta: NodeMeta, place: Path) -> NodeMeta:
        """Without the id, if that is another directory's of which this one is a copy.

        The inode number that was noted with the id tells originals at once; only where it
        doesn't fit (a copy, or a store that came from a backup) the store is walked.
        """
        if meta.id is None or meta.inode == place.lstat().st_ino:
            return meta
        self._locator.forget()
        claims = self._locator.index().by_id.get(meta.id, [])
        original = self._locator.index().with_id(meta.id)
        if len(claims) < 2 or any(
            claim.path == original and Path(claim.place) == place for claim in claims
        ):
            return meta
        return replace(meta, id=None, inode=None)

    def _recorded(self, node: Node, place: Path) -> Node:
        """The node as it would be without the app's own file."""
        if node.type is NodeType.FILE:
            raise NotSupportedError(str(node.path), "a single file has no labels or description")
        return describe_recorded(os.fspath(place), node.path)


def _check_directory(node: Node, reason: str) -> None:
    """Refuse what is kept in ``.em-node.yaml`` for a node that is no directory."""
    if node.type in {NodeType.FILE, NodeType.SHORTCUT}:
        raise NotSupportedError(str(node.path), f"a single file has {reason}")


def _updating_shortcut(place: Path, change: Callable[[Shortcut], Shortcut]) -> Durably[None]:
    known = shortcut.read(DirectorySource(place.parent), place.name).value
    changed = change(known)
    if changed != known:
        yield from writing(place, shortcut.to_text(changed).encode("ascii"))


def _state(file: Path) -> tuple[int, int, int] | None:
    try:
        status = file.lstat()
    except FileNotFoundError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino
