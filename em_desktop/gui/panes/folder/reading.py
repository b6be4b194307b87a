"""Reads a folder in a worker: rows ready to be shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from em_desktop.domain.nodes import Node
from em_desktop.domain.paths import NodePath
from em_desktop.errors import CancelledError, EmError, NotFoundError
from em_desktop.gui.models.listing_rows import Describe, Row, make_row
from em_desktop.gui.models.same_names import time_parts
from em_desktop.stores.base import Cancel, Store


@dataclass(frozen=True, slots=True)
class Page:
    """Some of a folder's rows.

    Attributes:
        rows: those that aren't shown as they are already.
        paths: where all of them are.
        folder: the folder itself, in the first page.
        within: the folder below it that the rows are in; None for itself.
    """

    rows: tuple[Row, ...] = ()
    paths: tuple[NodePath, ...] = ()
    folder: Node | None = None
    within: NodePath | None = None


@dataclass(frozen=True, slots=True)
class Fresh:
    """Rows of nodes that changed, of those that have another path, and the nodes that are gone."""

    rows: tuple[Row, ...]
    moved: tuple[tuple[NodePath, Row], ...]
    gone: tuple[NodePath, ...]


def read_pages(
    store: Store,
    path: NodePath,
    describe: Describe,
    shown: Mapping[NodePath, Node],
    cancel: Cancel,
    *,
    below: bool = False,
) -> Iterator[Page]:
    """The folder, then its rows; with ``below`` those of all folders in it instead of these.

    Args:
        store: whose folder it is.
        path: of the folder.
        describe: gives a node's type and status in words.
        shown: what rows show already.
        cancel: ends it.
        below: whether it is about everything below the folder.
    """
    yield Page(folder=store.get(path))
    for nodes in store.children(path, cancel):
        if not below:
            yield _page(nodes, describe, shown)
            continue
        yield _page([node for node in nodes if not node.is_folder], describe, shown)
        for node in nodes:
            if node.is_folder:
                yield from _read_below(store, node.path, len(path.parts), describe, shown, cancel)


def _page(
    nodes: Sequence[Node],
    describe: Describe,
    shown: Mapping[NodePath, Node],
    within: NodePath | None = None,
    folder: str = "",
) -> Page:
    rows = [make_row(node, describe) for node in nodes if shown.get(node.path) != node]
    for row in rows:
        row.folder = folder
    return Page(tuple(rows), tuple(node.path for node in nodes), within=within)


def _read_below(
    store: Store,
    start: NodePath,
    depth: int,
    describe: Describe,
    shown: Mapping[NodePath, Node],
    cancel: Cancel,
) -> Iterator[Page]:
    """The rows of a folder and of all below it; what can't be listed is passed over."""
    pending = [start]
    while pending:
        folder = pending.pop()
        within = " / ".join(folder.parts[depth:])
        yield Page(within=folder)
        try:
            for nodes in store.children(folder, cancel):
                pending.extend(node.path for node in nodes if node.is_folder)
                listed = [node for node in nodes if not node.is_folder]
                yield _page(listed, describe, shown, folder, within)
        except CancelledError:
            raise
        except EmError:
            continue


def read_again(
    store: Store,
    paths: Iterable[NodePath],
    moved: Mapping[NodePath, NodePath],
    describe: Describe,
    cancel: Cancel,
) -> Fresh:
    """The present state of some nodes.

    Args:
        store: whose nodes they are.
        paths: where they are now.
        moved: where some of them were before.
        describe: gives a node's type and status in words.
        cancel: looked at between nodes.
    """
    rows, renamed, gone = [], [], []
    for path in paths:
        cancel.check()
        try:
            row = make_row(store.get(path), describe)
        except NotFoundError:
            gone.append(path)
        except EmError:  # what was shown stays until it can be read again
            continue
        else:
            if path in moved:
                renamed.append((moved[path], row))
            else:
                rows.append(row)
    return Fresh(tuple(rows), tuple(renamed), tuple(gone))


def read_time_parts(nodes: list[Node]) -> dict[NodePath, str]:
    """What tells nodes of one name apart."""
    return time_parts(nodes)
