"""Taking over another store: folders, recordings with their files, and the data flow."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from em_desktop.domain.nodes import Node, NodeType
from em_desktop.domain.paths import ROOT, NodePath
from em_desktop.errors import AlreadyExistsError, EmError
from em_desktop.formats.source import ObjectInfo, ObjectSource
from em_desktop.stores.base import Store
from em_desktop.stores.engine import accounts, graph, nodes, objects
from em_desktop.stores.engine.contents import Placed
from em_desktop.stores.engine.engine import SYSTEM, Engine
from em_desktop.stores.engine.errors import NodeNotFoundError
from em_desktop.stores.engine.rows import Wanted, creation_note
from em_desktop.stores.engine.session import Caller
from em_desktop.stores.engine.tree import NodeView

_BLOCK = 1 << 20
_RECORDINGS = {NodeType.RUN, NodeType.ARTIFACT, NodeType.AUTOTUNE}


@dataclass(slots=True)
class Imported:
    """What was taken over.

    Attributes:
        problems: what wasn't, and why; the rest is there all the same.
    """

    folders: int = 0
    recordings: int = 0
    files: int = 0
    bytes: int = 0
    edges: int = 0
    problems: list[str] = field(default_factory=list)


def import_store(engine: Engine, source: Store, user: str, into: str = "") -> Imported:
    """Copy all folders and recordings of a store below a user's root.

    Done again it goes on: a recording of the same alternative name is the same one, and
    files that are there already aren't copied twice.

    Raises:
        UserNotFoundError: nobody is called so.
    """
    with engine.reading(SYSTEM) as session:
        caller = Caller(accounts.user_number(session, user), user)
    work = _Import(engine, source, caller)
    top = f"/{user}"
    for name in [part for part in into.split("/") if part]:
        top = work.folder(top, name)
    work.children(ROOT, top)
    work.connect()
    return work.done


class _Import:
    def __init__(self, engine: Engine, source: Store, caller: Caller) -> None:
        self._engine = engine
        self._source = source
        self._caller = caller
        self._ids: dict[NodePath, str] = {}
        self.done = Imported()

    def children(self, folder: NodePath, target: str) -> None:
        for page in self._source.children(folder):
            for node in page:
                try:
                    self._node(node, target)
                except EmError as error:
                    self.done.problems.append(f"{node.path}: {error}")

    def _node(self, node: Node, target: str) -> None:
        if node.type is NodeType.FOLDER:
            self.children(node.path, self.folder(target, node.path.name))
        elif node.type in _RECORDINGS:
            self._recording(node, target)
        else:
            self.done.problems.append(f"{node.path}: a {node.type} isn't taken over")

    def folder(self, parent: str, name: str) -> str:
        """A folder of this name in another, made if it isn't there; its path."""
        path = f"{parent}/{name}"
        there = self._find(path)
        if there is None:
            with self._engine.writing(self._caller) as session:
                wanted = Wanted(name, extra=creation_note(session))
                nodes.create(session, parent, NodeType.FOLDER, 0, wanted)
            self.done.folders += 1
        elif there.row.type != NodeType.FOLDER:
            raise AlreadyExistsError(path, "something else is there")
        return path

    def _recording(self, node: Node, target: str) -> None:
        path = self._place(node, target)
        there = self._keys(path)
        source = self._source.objects(node.path)
        for info in source.list():
            if there.get(info.key) != info.size:
                self._copy(source, info, f"{path}/{info.key}")
        self.done.recordings += 1

    def _place(self, node: Node, target: str) -> str:
        """The path of the recording there; it is called as here, if that is free."""
        mark = {"alternativeName": node.path.name}
        for name in dict.fromkeys([node.name, node.path.name]):
            path = f"{target}/{name}"
            there = self._find(path)
            if there is None:
                wanted = Wanted(name, node.labels, node.description, json.dumps(mark))
                with self._engine.writing(self._caller) as session:
                    made = nodes.create(session, target, node.type, 2, wanted)
                self._ids[node.path] = made
                return path
            if there.row.type == node.type and there.row.extra == json.dumps(mark):
                self._ids[node.path] = there.row.uuid
                return path
        raise AlreadyExistsError(f"{target}/{node.name}", "other nodes have its names")

    def _copy(self, source: ObjectSource, info: ObjectInfo, path: str) -> None:
        with self._engine.incoming() as incoming:
            while block := source.read(info.key, incoming.size, _BLOCK):
                incoming.write(block)
            incoming.finish()
            content = incoming.content(info.mtime_ns // 1_000_000_000)

            def note(placed: Placed) -> None:
                with self._engine.writing(self._caller) as session:
                    objects.put(session, path, placed)

            self._engine.with_content(SYSTEM, incoming, content, note)
            self.done.files += 1
            self.done.bytes += content.size

    def connect(self) -> None:
        """Add the edges between what was taken over."""
        for path, node_id in self._ids.items():
            try:
                inputs = self._source.lineage(path).inputs
                sources = [edge.node for edge in inputs if edge.node is not None]
                pairs = [(self._ids[one], node_id) for one in sources if one in self._ids]
                with self._engine.writing(self._caller) as session:
                    graph.connect(session, pairs)
                self.done.edges += len(pairs)
            except EmError as error:
                self.done.problems.append(f"{path}: its inputs: {error}")

    def _find(self, path: str) -> NodeView | None:
        with self._engine.reading(self._caller) as session:
            try:
                return nodes.info(session, path)
            except NodeNotFoundError:
                return None

    def _keys(self, path: str) -> dict[str, int]:
        with self._engine.reading(self._caller) as session:
            return objects.sizes(session, path)
