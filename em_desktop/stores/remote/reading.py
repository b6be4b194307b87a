"""From what a server tells of a node to the node that the app shows."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeAlias

from em_desktop.domain.naming import shown_name
from em_desktop.domain.nodes import Node, NodeType, ShortcutTarget, Status
from em_desktop.domain.paths import NodePath, check_segment
from em_desktop.domain.problems import Problem, ProblemKind
from em_desktop.errors import AccessDeniedError, InvalidNameError, NotFoundError
from em_desktop.formats import autotune, run
from em_desktop.formats.recording import METADATA, read_document
from em_desktop.formats.times import parse_time
from em_desktop.formats.yaml_io import Document, load_document
from em_desktop.stores.remote.answers import RemoteNode
from em_desktop.stores.remote.client import Client
from em_desktop.stores.remote.source import RemoteSource

MARKS = "emDesktop"
"""Under this name the extra text of a node says what only the app knows: colour, lock..."""
_MOST_FACTS = 100_000
_AT_ONCE = 8
_FEW = 3
_TOGETHER = 100
_RECORDED = {NodeType.RUN.value, NodeType.AUTOTUNE.value}
_NO_SLASH = "\u2215"
_LOOKALIKES = {"": _NO_SLASH, ".": "\u2024", "..": "\u2025"}
"""What stands for names that a path can't have."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What only the files of a Run or search say."""

    status: Status | None = None
    started: datetime | None = None
    ended: datetime | None = None
    problems: tuple[Problem, ...] = ()


Look: TypeAlias = Callable[[Sequence[str], str], dict[str, bytes | None]]
"""Asks for one file of many nodes; see `Additions.objects_of`."""


class Reader:
    """Makes nodes; what their files say is read once for each change. Safe for several threads.

    Args:
        client: the account.
        look: asks for one file of many nodes, where the server can tell that.
    """

    def __init__(self, client: Client, look: Look | None = None) -> None:
        self._client = client
        self._look = look
        self._lock = threading.Lock()
        self._facts: OrderedDict[str, tuple[str, Facts]] = OrderedDict()

    def nodes(self, remote: Sequence[RemoteNode], folder: NodePath) -> list[Node]:
        """The nodes of a folder; their files are looked into side by side."""
        wanted = [one for one in remote if one.type in _RECORDED and self._known(one) is None]
        found = self._read_together([one for one in wanted if one.type == NodeType.RUN])
        left = [one for one in wanted if one.id not in found]
        if len(left) > 1:
            with ThreadPoolExecutor(min(_AT_ONCE, len(left))) as pool:
                read = pool.map(self._read, left)
                found |= dict(zip((one.id for one in left), read, strict=True))
        else:
            found |= {one.id: self._read(one) for one in left}
        return [self._child(one, folder, found.get(one.id)) for one in remote]

    def node(self, remote: RemoteNode, path: NodePath) -> Node:
        """The node at a path of the store."""
        facts = None
        if remote.type in _RECORDED:
            facts = self._known(remote) or self._read(remote)
        return _node(remote, path, facts)

    def gone(self, remote: RemoteNode, path: NodePath) -> Node:
        """The node that was at a path; what its files say is known only if it was read before."""
        return _node(remote, path, self._known(remote))

    def _child(self, remote: RemoteNode, folder: NodePath, read: Facts | None) -> Node:
        facts = read or self._known(remote)
        try:
            return _node(remote, folder.child(check_segment(remote.name)), facts)
        except InvalidNameError as error:
            name = remote.name.replace("/", _NO_SLASH).replace("\0", "")
            name = _LOOKALIKES.get(name, name)
            problem = Problem("", ProblemKind.MALFORMED, error.reason)
            return Node(folder.child(name), NodeType.FOLDER, name, problems=(problem,))

    def _known(self, remote: RemoteNode) -> Facts | None:
        with self._lock:
            when, facts = self._facts.get(remote.id, ("", None))
            return facts if remote.modified and when == remote.modified else None

    def _read_together(self, runs: Sequence[RemoteNode]) -> dict[str, Facts]:
        """The facts of Runs, by their ids, as far as the server tells them with one question."""
        found: dict[str, Facts] = {}
        if self._look is None or len(runs) < _FEW:
            return found
        for start in range(0, len(runs), _TOGETHER):
            some = {one.id: one for one in runs[start : start + _TOGETHER]}
            for node_id, data in self._look(list(some), METADATA).items():
                remote = some.get(node_id)
                if remote is not None:
                    document = load_document(data or b"", file=METADATA, recorded=True)
                    if data is None:
                        document = Document(None, (Problem(METADATA, ProblemKind.MISSING),))
                    found[node_id] = self._kept(remote, _facts_from(document, remote))
        return found

    def _read(self, remote: RemoteNode) -> Facts:
        source = RemoteSource(self._client, remote.path)
        try:
            facts = _run_facts(source, remote) if remote.type == NodeType.RUN else _search(source)
        except (NotFoundError, AccessDeniedError) as error:  # it went away meanwhile
            return Facts(problems=(Problem("", ProblemKind.UNREADABLE, error.reason),))
        return self._kept(remote, facts)

    def _kept(self, remote: RemoteNode, facts: Facts) -> Facts:
        if facts.status is not Status.RUNNING:  # not every server notes each write of its files
            with self._lock:
                self._facts[remote.id] = (remote.modified, facts)
                while len(self._facts) > _MOST_FACTS:
                    self._facts.popitem(last=False)
        return facts


def _run_facts(source: RemoteSource, remote: RemoteNode) -> Facts:
    return _facts_from(read_document(source, METADATA), remote)


def _facts_from(document: Document, remote: RemoteNode) -> Facts:
    reading = run.metadata_from(document, remote.alternative_name)
    found = reading.value
    return Facts(found.status, found.started, found.ended, reading.problems)


def _search(source: RemoteSource) -> Facts:
    reading = autotune.summarize(source)
    found = reading.value
    return Facts(found.status, found.started, found.ended, reading.problems)


def _node(remote: RemoteNode, path: NodePath, facts: Facts | None) -> Node:
    problems: tuple[Problem, ...] = ()
    try:
        kind = NodeType(remote.type)
    except ValueError:
        kind = NodeType.FOLDER
        problems = (Problem("", ProblemKind.WRONG_TYPE, f"no type of node: {remote.type}"),)
    notes, modified = remote.notes, parse_time(remote.modified)
    node = Node(
        path,
        kind,
        shown_name(path.name, "", remote.alternative_name),
        id=remote.id or None,
        labels=remote.labels,
        description=remote.description,
        created=parse_time(_text(notes, "createdTimestamp")),
        modified=modified,
        problems=problems,
    )
    node = _with_marks(node, notes.get(MARKS))
    if kind is NodeType.SHORTCUT:
        return replace(node, target=ShortcutTarget(_text(notes, "target") or None, None))
    if facts is None:
        return node
    is_alive = facts.status is Status.RUNNING
    return replace(
        node,
        status=facts.status,
        created=facts.started,
        started=facts.started,
        ended=facts.ended,
        last_activity=modified if is_alive else None,
        problems=(*problems, *facts.problems),
    )


def _with_marks(node: Node, marks: Any) -> Node:
    if not isinstance(marks, dict):
        return node
    return replace(
        node,
        favourite=marks.get("favourite") is True,
        color=_text(marks, "color") or None,
        locked=marks.get("locked") is True,
    )


def _text(values: Mapping[str, Any], name: str) -> str:
    value = values.get(name)
    return value if isinstance(value, str) else ""
