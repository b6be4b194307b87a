"""Which store and which node a path on the command line means."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from em_desktop.domain.paths import NodePath
from em_desktop.stores.base import Store
from em_desktop.stores.local import LocalStore

STORE_FOLDER = ".em-store"
"""Marks the root of a store that the application has written to."""


class Target(NamedTuple):
    """A node and its store."""

    store: Store
    path: NodePath


def find_target(text: str) -> Target:
    """The store and node of a path of the file system.

    A folder is a store of its own, unless a folder above it is marked as one.
    A recording, and a plain file, belongs to the folder that it lies in.

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
            return Target(beside, path)
        return Target(LocalStore(place), NodePath())
    return Target(LocalStore(place.parent), NodePath((place.name,)))
