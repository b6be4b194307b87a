"""Where things are: as plain text that people type and copy, and after they moved."""

from __future__ import annotations

import os
from collections.abc import Iterable

from em_desktop.domain.operations import Changes
from em_desktop.domain.paths import ROOT, NodePath
from em_desktop.errors import InvalidNameError
from em_desktop.gui.context import Location
from em_desktop.gui.server_names import is_server, place_of, user_of
from em_desktop.stores.base import StoreInfo
from em_desktop.stores.remote.places import Place


def plain_path(info: StoreInfo, path: NodePath) -> str:
    """A node's path as text.

    On disk it is the absolute path of its file or directory, on a server the path that all
    its clients know: from the user down.
    """
    if is_server(info.id):
        mine = place_of(info.id) is Place.MINE
        return "/" + "/".join((user_of(info.id), *path.parts) if mine else path.parts)
    return os.path.join(info.location, *path.parts)  # noqa: PTH118 - any bytes may be in it


def find_location(
    text: str, infos: Iterable[StoreInfo], current: Location | None
) -> Location | None:
    """What a typed path means: a place in an open store, or None.

    A path that isn't absolute begins at the root of the current store. Where one
    store lies inside another, the inner one is meant.
    """
    typed = os.path.expanduser(text.strip())  # noqa: PTH111 - text, not a path yet
    if not typed:
        return None
    try:
        if not os.path.isabs(typed):  # noqa: PTH117
            return None if current is None else Location(current.store_id, NodePath.parse(typed))
        typed = os.path.normpath(typed)
        here = "" if current is None else current.store_id
        near = [info for info in infos if info.id == here or not is_server(info.id)]
        bases = {info.id: plain_path(info, ROOT).rstrip("/" + os.sep) for info in near}
        for info in sorted(near, key=lambda info: len(bases[info.id]), reverse=True):
            base = bases[info.id]
            if typed == base or typed.startswith(base + os.sep):
                return Location(info.id, NodePath.parse(typed[len(base) :].replace(os.sep, "/")))
    except InvalidNameError:
        pass
    return None


def moved(location: Location, store_id: str, changes: Changes) -> Location:
    """Where a node is after these changes of a store; the same place if nothing moved it."""
    if location.store_id != store_id:
        return location
    path = location.path
    for old, new in changes.moved:
        if path == old or path.is_below(old):
            path = path.rebased(old, new)
    return Location(store_id, path)
