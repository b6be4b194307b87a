"""Which store and which node a path on the command line means."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from em_desktop.domain.nodes import Node, NodeType
from em_desktop.domain.paths import NodePath
from em_desktop.errors import NotFoundError, NotSupportedError
from em_desktop.stores.base import Store
from em_desktop.stores.local import LocalStore
from em_desktop.stores.local.places import RECORDINGS

STORE_FOLDER = ".em-store"
"""Marks the root of a store that the application has written to."""


class Target(NamedTuple):
    """A node and its store."""

    store: Store
    path: NodePath


def find_targets(
    texts: Sequence[str], store: str | None = None
) -> tuple[LocalStore, list[NodePath]]:
    """The one store that several paths are in, and the nodes, which needn't be there.

    Args:
        texts: the paths.
        store: the store's folder, if somebody named it. Else it is the folder above that is
            marked as a store; else the one that holds the recorder's folder ``.em``, else
            the one that all paths lie in.

    Raises:
        NotFoundError: there is no such folder.
        NotSupportedError: they are in different stores.
    """
    places = [Path(os.path.normpath(Path(text).absolute())) for text in texts]
    root = _common_root(places) if store is None else Path(os.path.normpath(Path(store).absolute()))
    for place, text in zip(places, texts, strict=True):
        if not place.is_relative_to(root):
            raise NotSupportedError(text, f"it isn't in the store {root}")
    return LocalStore(root), [NodePath(place.relative_to(root).parts) for place in places]


def _common_root(places: Sequence[Path]) -> Path:
    roots = {_root_above(place) for place in places}
    if len(roots) > 1:
        raise NotSupportedError(
            os.fspath(places[-1]), "it is in another store; 'cp' copies between stores"
        )
    root = roots.pop()
    if root is None:
        root = Path(os.path.commonpath([place.parent for place in places]))
        while not root.is_dir() and root.parent != root:  # folders that are to be made
            root = root.parent
    return root


def _root_above(place: Path) -> Path | None:
    for above in (place, *place.parents):
        if (above / STORE_FOLDER).is_dir():
            return above
    return next((above.parent for above in place.parents if above.name == RECORDINGS), None)


def find_target(text: str) -> Target:
    """The store and node of a path of the file system.

    A folder is a store of its own, unless a folder above it is marked as one.
    A recording, and a plain file, belongs to the folder that it lies in; a recording below
    the recorder's folder ``.em`` to the project, so that what it is connected with is found.

    Raises:
        NotFoundError: nothing is there.
    """
    place = Path(text).absolute()
    marked = next(
        (above for above in (place, *place.parents) if (above / STORE_FOLDER).is_dir()), None
    )
    if marked is not None:
        return Target(LocalStore(marked), NodePath(place.relative_to(marked).parts))
    if place.is_dir() and place.parent != place:
        beside = LocalStore(place.parent)
        path = NodePath((place.name,))
        if not beside.get(path).is_folder:
            root = _root_above(place) or place.parent
            return Target(LocalStore(root), NodePath(place.relative_to(root).parts))
        return Target(LocalStore(place), NodePath())
    return Target(LocalStore(place.parent), NodePath((place.name,)))


def find_run(text: str) -> tuple[Store, Node]:
    """The Run at a path of the command line.

    Raises:
        NotFoundError: nothing is there, or something else.
    """
    store, path = find_target(text)
    node = store.get(path)
    if node.type is not NodeType.RUN:
        raise NotFoundError(text, f"not a run; its type is {node.type.value}")
    return store, node
