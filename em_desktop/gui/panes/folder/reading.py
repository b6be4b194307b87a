"""Reads a folder in a worker: rows ready to be shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from em_desktop.domain.nodes import Node
from em_desktop.domain.paths import NodePath
from em_desktop.errors import EmError, NotFoundError
from em_desktop.gui.models.listing_rows import Describe, Row, make_row
from em_desktop.gui.models.same_names import time_parts
from em_desktop.stores.base import Cancel, Store


@dataclass(frozen=True, slots=True)
class Page:
    """Some of a folder's rows; the first page has the folder itself too."""

    rows: tuple[Row, ...]
    folder: Node | None = None


@dataclass(frozen=True, slots=True)
class Fresh:
    """Nodes that changed, those that have another path, and those that are gone."""

    nodes: tuple[Node, ...]
    moved: tuple[tuple[NodePath, Node], ...]
    gone: tuple[NodePath, ...]


def read_pages(store: Store, path: NodePath, describe: Describe, cancel: Cancel) -> Iterator[Page]:
    """The folder, then its rows."""
    yield Page((), store.get(path))
    for nodes in store.children(path, cancel):
        yield Page(tuple(make_row(node, describe) for node in nodes))


def read_again(
    store: Store, paths: Iterable[NodePath], moved: Mapping[NodePath, NodePath], cancel: Cancel
) -> Fresh:
    """The present state of some nodes.

    Args:
        store: whose nodes they are.
        paths: where they are now.
        moved: where some of them were before.
        cancel: looked at between nodes.
    """
    nodes, renamed, gone = [], [], []
    for path in paths:
        cancel.check()
        try:
            node = store.get(path)
        except NotFoundError:
            gone.append(path)
        except EmError:  # what was shown stays until it can be read again
            continue
        else:
            if path in moved:
                renamed.append((moved[path], node))
            else:
                nodes.append(node)
    return Fresh(tuple(nodes), tuple(renamed), tuple(gone))


def read_time_parts(nodes: list[Node]) -> dict[NodePath, str]:
    """What tells nodes of one name apart."""
    return time_parts(nodes)
