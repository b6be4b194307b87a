"""The navigator's rows: what is known of the open stores' trees. No Qt."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import count

from em_desktop.domain.natural_order import NodeOrder, node_order
from em_desktop.domain.nodes import Node, Status
from em_desktop.domain.paths import ROOT, NodePath
from em_desktop.errors import EmError
from em_desktop.gui.models.tree_row import (
    TOP,
    Insertion,
    LoadState,
    Observer,
    Relocation,
    Removal,
    Row,
    RowKind,
)
from em_desktop.stores.base import StoreInfo


class TreeRows:
    """Stores, and of each folder as many nodes as were asked for.

    Reading a folder is `start`, `merge` for each page, and `finish` or `fail`.
    Reading it again keeps the rows of nodes that are still there, so that
    whoever holds their ids (the view's selection and expansion) loses nothing.
    """

    def __init__(self, observer: Observer) -> None:
        self._observer = observer
        self._numbers = count(1)
        self._rows: dict[int, Row] = {TOP: Row(TOP, RowKind.TOP, TOP, state=LoadState.LOADED)}
        self._ids: dict[tuple[str, NodePath], int] = {}
        self._accounts: dict[str, int] = {}
        self._begun: dict[int, Row] = {}
        self._running: dict[int, Row] = {}

    def __len__(self) -> int:
        """How many rows there are, without the invisible one."""
        return len(self._rows) - 1

    def __contains__(self, row_id: int) -> bool:
        return row_id in self._rows

    def row(self, row_id: int) -> Row:
        return self._rows[row_id]

    def find(self, store_id: str, path: NodePath) -> Row | None:
        """The row of a node, if it is among those that were read."""
        row_id = self._ids.get((store_id, path))
        return None if row_id is None else self._rows[row_id]

    def position(self, row: Row) -> int:
        """Which child of its parent a row is."""
        siblings = self._rows[row.parent].children
        if row.position >= len(siblings) or siblings[row.position] != row.id:
            for position, row_id in enumerate(siblings):
                self._rows[row_id].position = position
        return row.position

    def folders(self, store_id: str) -> list[Row]:
        """The folders of a store whose children were read, tried or are being read."""
        return [
            row
            for row in self._begun.values()
            if row.store_id == store_id and row.is_folder and row.state is not LoadState.UNKNOWN
        ]

    def running(self, store_id: str) -> list[Row]:
        """The rows of a store's Runs and searches that were running when they were read."""
        return [row for row in self._running.values() if row.store_id == store_id]

    def nodes(self, store_id: str) -> Iterator[Row]:
        """The rows of all known nodes of a store."""
        return (
            row
            for row in self._rows.values()
            if row.store_id == store_id and row.kind is RowKind.NODE
        )

    # Stores

    def add_store(self, info: StoreInfo, node: Node | None, account: str = "") -> Row:
        """Show a store as the last one of its kind.

        Args:
            info: the store.
            node: its root, or None while it isn't mounted.
            account: what the account is known by that it belongs to; empty for a folder.
        """
        above = self._account(account) if account else self._rows[TOP]
        row = Row(next(self._numbers), RowKind.STORE, above.id, info.id)
        row.name, row.location = info.name, info.location
        row.node, row.mounted = node, node is not None
        self._insert(above, len(above.children) if account else self._folder_count(), [row])
        self._tell_apart(self._rows[TOP])
        return row

    def _account(self, name: str) -> Row:
        """The row of an account, made if need be."""
        top = self._rows[TOP]
        if not self._accounts:
            heading = Row(next(self._numbers), RowKind.SERVERS, TOP, state=LoadState.LOADED)
            self._insert(top, len(top.children), [heading])
        if name not in self._accounts:
            row = Row(next(self._numbers), RowKind.ACCOUNT, TOP, name=name)
            row.state = LoadState.LOADED
            self._insert(top, len(top.children), [row])
            self._accounts[name] = row.id
        return self._rows[self._accounts[name]]

    def _folder_count(self) -> int:
        top = self._rows[TOP].children
        return sum(self._rows[row_id].kind is RowKind.STORE for row_id in top)

    def remove_store(self, store_id: str) -> None:
        """Show a store no longer, nor its account if it was the last one of it."""
        row = self.find(store_id, ROOT)
        if row is None:
            return
        top, above = self._rows[TOP], self._rows[row.parent]
        self._remove(above, self.position(row), 1)
        if above.kind is RowKind.ACCOUNT and not above.children:
            del self._accounts[above.name]
            self._remove(top, self.position(above), 1)
            if not self._accounts:
                self._remove(top, self._folder_count(), 1)
        self._tell_apart(top)

    def accounts(self) -> list[Row]:
        """The rows of the accounts, in their order."""
        return [self._rows[row_id] for row_id in self._accounts.values()]

    def set_mounted(self, info: StoreInfo, node: Node | None) -> None:
        """A store came (its root is ``node``) or went (None): then nothing of it is known."""
        row = self.find(info.id, ROOT)
        if row is None:
            return
        row.node, row.mounted, row.name = node, node is not None, info.name
        if node is None or not node.is_folder:
            self._remove(row, 0, len(row.children))
            row.state = LoadState.UNKNOWN
        self._observer.updated(row)
        if row.parent != TOP:
            self._observer.updated(self._rows[row.parent])

    # Reading a folder

    def start(self, row: Row) -> None:
        """Its children are being read from the beginning."""
        row.state, row.merged, row.error = LoadState.LOADING, 0, None
        self._begun[row.id] = row
        if self._note_kind(row) is RowKind.FAILED:
            self._note(row, None)
        self._observer.updated(row)

    def show_reading(self, row: Row) -> None:
        """It takes long: say so where nothing is shown yet."""
        if row.state is LoadState.LOADING and not row.children:
            self._note(row, RowKind.READING)

    def glimpse(self, row: Row, nodes: Sequence[Node]) -> None:
        """Some of its nodes, in order, which are shown where nothing is; all are yet to come."""
        if not self._node_count(row):
            self.merge(row, nodes)
            row.merged = 0

    def merge(self, row: Row, page: Sequence[Node]) -> None:
        """The next nodes, in order: rows that would stand among them are gone."""
        for node in page:
            if (shown := self.find(row.store_id, node.path)) is not None:
                self._replace(shown, node)
        if self._note_kind(row) in {RowKind.READING, RowKind.EMPTY} and page:
            self._note(row, None)
        at, fresh = row.merged, list[Node]()
        for node in page:
            stale = self._place(row, node_order(node), at) - at
            known = self._child_at(row, at + stale)
            is_known = known is not None and known.path == node.path
            if stale or is_known:
                at += self._insert_nodes(row, at, fresh)
                fresh = []
                self._remove(row, at, stale)
            if is_known:
                at += 1
            else:
                fresh.append(node)
        row.merged = at + self._insert_nodes(row, at, fresh)
        self._tell_apart(row)

    def finish(self, row: Row, *, has_more: bool) -> None:
        """Everything asked for was read; ``has_more``: the folder holds further nodes."""
        row.state = LoadState.LOADED
        self._remove(row, row.merged, self._node_count(row) - row.merged)
        self._tell_apart(row)
        if has_more:
            self._note(row, RowKind.MORE)
        else:
            self._note(row, None if row.children and self._node_count(row) else RowKind.EMPTY)
        self._observer.updated(row)

    def fail(self, row: Row, error: EmError) -> None:
        """Reading broke off; what is shown stays, and a last row offers to try again."""
        row.state, row.error = LoadState.FAILED, error
        self._note(row, RowKind.FAILED)
        self._observer.updated(row)

    # What others changed

    def update(self, store_id: str, nodes: Iterable[Node]) -> None:
        """Newer facts of nodes; those that aren't shown don't count."""
        parents = set()
        for node in nodes:
            row = self.find(store_id, node.path)
            if row is not None:
                self._replace(row, node)
                parents.add(row.parent)
        for row_id in parents:
            self._tell_apart(self._rows[row_id])

    def remove(self, store_id: str, paths: Iterable[NodePath]) -> None:
        """Nodes are gone, with all below them; neighbours leave together."""
        positions: dict[int, list[int]] = {}
        for path in paths:
            row = self.find(store_id, path)
            if row is not None and row.kind is RowKind.NODE:
                positions.setdefault(row.parent, []).append(self.position(row))
        for row_id, places in positions.items():
            if row_id not in self._rows:  # it is gone with its parent
                continue
            parent = self._rows[row_id]
            for first, number in _stretches(places):
                parent.merged -= max(0, min(parent.merged - first, number))
                self._remove(parent, first, number)
            self._tell_apart(parent)
            self._note_emptiness(parent)

    def move(self, store_id: str, pairs: Iterable[tuple[NodePath, NodePath]]) -> None:
        """Nodes have other paths: their rows go along, with all below them."""
        leaving, touched = list[NodePath](), set[int]()
        for old, new in pairs:
            row = self.find(store_id, old)
            if row is None or row.kind is not RowKind.NODE or old == new:
                continue
            target = self.find(store_id, new.parent)
            if target is None or target.state is not LoadState.LOADED:
                leaving.append(old)
            else:
                touched |= {row.parent, target.id}
                self._move(row, target, old, new)
        self.remove(store_id, leaving)
        for row_id in touched & self._rows.keys():
            self._tell_apart(self._rows[row_id])
            self._note_emptiness(self._rows[row_id])

    def _move(self, row: Row, target: Row, old: NodePath, new: NodePath) -> None:
        self.remove(row.store_id, [new])  # whatever was there has been replaced
        if self._note_kind(target) is RowKind.EMPTY:
            self._note(target, None)
        node = row.node
        assert node is not None
        named = replace(node, name=new.name) if node.name == old.name else node
        self._bring(row, target, node_order(replace(named, path=new)))
        row.node = named
        self._rebase(row, old, new)

    def _bring(self, row: Row, target: Row, order: NodeOrder) -> None:
        """Take a row to where its order puts it below ``target``."""
        parent, position = self._rows[row.parent], self.position(row)
        if target is not parent:
            goal = self._place(target, order)
        elif order < row.order:
            goal = self._place(parent, order, 0, position)
        else:
            goal = self._place(parent, order, position + 1)
        if target is parent and goal in {position, position + 1}:
            return
        with self._observer.editing(Relocation(parent.id, position, target.id, goal)):
            parent.children.pop(position)
            parent.merged -= position < parent.merged
            goal -= target is parent and position < goal
            target.children.insert(goal, row.id)
            target.merged += goal < target.merged
            row.parent = target.id

    def _note_emptiness(self, row: Row) -> None:
        if row.state is LoadState.LOADED and not row.children:
            self._note(row, RowKind.EMPTY)

    # The four things that touch the rows

    def _insert(self, parent: Row, at: int, rows: Sequence[Row]) -> None:
        if not rows:
            return
        with self._observer.editing(Insertion(parent.id, at, at + len(rows) - 1)):
            parent.children[at:at] = [row.id for row in rows]
            for offset, row in enumerate(rows):
                row.position = at + offset
                self._rows[row.id] = row
                if row.kind in {RowKind.NODE, RowKind.STORE}:
                    self._ids[row.store_id, row.path] = row.id
                self._note_running(row)

    def _remove(self, parent: Row, at: int, number: int) -> None:
        if number <= 0:
            return
        with self._observer.editing(Removal(parent.id, at, at + number - 1)):
            gone = parent.children[at : at + number]
            del parent.children[at : at + number]
            while gone:
                row = self._rows.pop(gone.pop())
                gone += row.children
                self._begun.pop(row.id, None)
                self._running.pop(row.id, None)
                if self._ids.get((row.store_id, row.path)) == row.id:
                    del self._ids[row.store_id, row.path]

    def _replace(self, row: Row, node: Node) -> None:
        if row.node == node:
            return
        if row.is_folder and not node.is_folder:
            self._remove(row, 0, len(row.children))
            row.state = LoadState.UNKNOWN
        if row.kind is RowKind.NODE and row.order != node_order(node):
            self._bring(row, self._rows[row.parent], node_order(node))
        row.node = node
        self._note_running(row)
        self._observer.updated(row)

    def _note_running(self, row: Row) -> None:
        if row.node is not None and row.node.status is Status.RUNNING:
            self._running[row.id] = row
        else:
            self._running.pop(row.id, None)

    def _rebase(self, row: Row, old: NodePath, new: NodePath) -> None:
        waiting = [row]
        while waiting:
            row = waiting.pop()
            waiting += [self._rows[row_id] for row_id in row.children]
            if self._ids.get((row.store_id, row.path)) == row.id:
                del self._ids[row.store_id, row.path]
            row.path = row.path.rebased(old, new)
            if row.node is not None:
                row.node = replace(row.node, path=row.path)
                self._ids[row.store_id, row.path] = row.id
            self._observer.updated(row)

    # Parts

    def _insert_nodes(self, parent: Row, at: int, nodes: Sequence[Node]) -> int:
        rows = [
            Row(next(self._numbers), RowKind.NODE, parent.id, parent.store_id, node.path, node=node)
            for node in nodes
        ]
        self._insert(parent, at, rows)
        return len(rows)

    def _note_kind(self, row: Row) -> RowKind | None:
        last = self._rows[row.children[-1]] if row.children else None
        return None if last is None or last.kind is RowKind.NODE else last.kind

    def _note(self, row: Row, kind: RowKind | None) -> None:
        present = self._note_kind(row)
        if present is kind:
            return
        if present is not None:
            self._remove(row, len(row.children) - 1, 1)
        if kind is not None:
            note = Row(next(self._numbers), kind, row.id, row.store_id, row.path)
            self._insert(row, len(row.children), [note])

    def _node_count(self, row: Row) -> int:
        return len(row.children) - (self._note_kind(row) is not None)

    def _child_at(self, row: Row, at: int) -> Row | None:
        return self._rows[row.children[at]] if at < self._node_count(row) else None

    def _place(self, row: Row, order: NodeOrder, start: int = 0, end: int | None = None) -> int:
        """The place among a row's nodes, between two places, before which all come earlier."""
        end = self._node_count(row) if end is None else end
        return bisect_left(row.children, order, start, end, key=self._order)

    def _order(self, row_id: int) -> NodeOrder:
        return self._rows[row_id].order

    def _tell_apart(self, row: Row) -> None:
        children = [self._rows[row_id] for row_id in row.children]
        titles = [child.title for child in children]
        if len(set(titles)) == len(titles) and not any(child.is_twin for child in children):
            return
        named = Counter(titles)
        for child, title in zip(children, titles, strict=True):
            is_twin = bool(title) and named[title] > 1
            if is_twin is not child.is_twin:
                child.is_twin = is_twin
                self._observer.updated(child)


def _stretches(places: list[int]) -> Iterator[tuple[int, int]]:
    """First place and length of each stretch of neighbours, the last one first."""
    first = last = -1
    for place in sorted(places, reverse=True):
        if place != first - 1 and last >= 0:
            yield first, last - first + 1
        if place != first - 1:
            last = place
        first = place
    if last >= 0:
        yield first, last - first + 1
