"""The catalog's tables, and nodes as rows of them."""

from __future__ import annotations

import json
import os
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from em_desktop.domain.nodes import Node, NodeType, ShortcutTarget, Status
from em_desktop.domain.paths import NodePath, printable
from em_desktop.stores.local.summaries import Summary

_COLUMNS = (
    "segment, fingerprint, type, name, nodes.id, status, labels, description, created, started,"
    " ended, modified, last_activity, size, favourite, color, locked, target"
)
_TABLES = "nodes JOIN stores ON stores.number = nodes.store"
SCHEMA = (
    "CREATE TABLE stores (number INTEGER PRIMARY KEY, id BLOB UNIQUE NOT NULL)",
    """CREATE TABLE nodes (
    store INTEGER NOT NULL, parent BLOB NOT NULL, segment BLOB NOT NULL,
    fingerprint TEXT NOT NULL, type TEXT NOT NULL, name TEXT NOT NULL, id TEXT, status TEXT,
    labels TEXT, description TEXT NOT NULL, created TEXT, started TEXT, ended TEXT,
    modified TEXT, last_activity TEXT, size INTEGER, favourite INTEGER NOT NULL, color TEXT,
    locked INTEGER NOT NULL, target TEXT, title TEXT NOT NULL, words TEXT NOT NULL,
    label_words TEXT NOT NULL, path_text TEXT NOT NULL,
    PRIMARY KEY (store, parent, segment)) WITHOUT ROWID""",
)
INSERT = f"INSERT OR REPLACE INTO nodes VALUES ({', '.join('?' * 24)})"  # noqa: S608
FOLDER_QUERY = f"SELECT {_COLUMNS} FROM {_TABLES} WHERE stores.id = ? AND parent = ?"  # noqa: S608
LABELS_QUERY = "SELECT DISTINCT labels FROM nodes WHERE labels IS NOT NULL"
_SEPARATORS = re.compile(r"[\W_]+")
_MOST_WORDS = 8


def text_bytes(text: str) -> bytes:
    """A name as stored: also one with bytes that aren't UTF-8."""
    return os.fsencode(text)


def path_bytes(path: NodePath) -> bytes:
    """A path as stored."""
    return os.fsencode(str(path))


def row(store: int, summary: Summary) -> tuple[Any, ...]:
    """A summary as a row of ``nodes``."""
    node = summary.node
    target = node.target
    return (
        store,
        path_bytes(node.path.parent),
        text_bytes(node.path.name),
        summary.fingerprint,
        node.type.value,
        _valid(node.name),
        node.id,
        None if node.status is None else node.status.value,
        json.dumps(node.labels) if node.labels else None,
        _valid(node.description),
        _time_text(node.created),
        _time_text(node.started),
        _time_text(node.ended),
        _time_text(node.modified),
        _time_text(node.last_activity),
        node.size,
        node.favourite,
        node.color,
        node.locked,
        None if target is None else json.dumps([target.id, _target_path(target)]),
        folded(node.name),
        _as_words(node.name),
        _as_words(" ".join(node.labels)),
        folded(str(node.path)),
    )


def summaries(folder: NodePath, found: Iterable[tuple[Any, ...]]) -> Iterator[tuple[str, Summary]]:
    """The summaries in rows of `FOLDER_QUERY`, with the last parts of their paths."""
    parent = folder.parts
    for values in found:
        segment = os.fsdecode(values[0])
        yield segment, Summary(values[1], _node(NodePath((*parent, segment)), values))


def located_node(values: Sequence[Any]) -> tuple[str, Node]:
    """The store's id and the node in a row that `search_query` found."""
    folder = os.fsdecode(values[1])
    names = tuple(folder.split("/")) if folder else ()
    path = NodePath((*names, os.fsdecode(values[2])))
    return os.fsdecode(values[0]), _node(path, values[2:])


def tells_news(listed: Node, known: Node) -> bool:
    """Whether a listed node says something that the catalog should know and doesn't yet."""
    return listed != known and _lasting(listed) != _lasting(known)


def _lasting(node: Node) -> Node:
    """A node without what isn't kept (problems) or changes all the time in a running one."""
    return replace(node, problems=(), modified=None, last_activity=None)


def search_query(text: str, stores: Sequence[str] | None) -> tuple[str, list[Any]]:
    """The query for what was typed (without its limit), and its values; empty for no words."""
    words = folded(text).split()[:_MOST_WORDS]
    if not words:
        return "", []
    ranks: list[str] = []
    conditions: list[str] = []
    ranked: list[Any] = []
    values: list[Any] = []
    for word in words:
        start = _as_words(word).rstrip() or " " + word
        ranks.append(
            "CASE WHEN title = ? THEN 0 WHEN instr(title, ?) = 1 THEN 1"
            " WHEN instr(words, ?) > 0 THEN 2 WHEN instr(title, ?) > 0 THEN 3"
            " WHEN instr(label_words, ?) > 0 THEN 4 ELSE 5 END"
        )
        ranked += [word, word, start, word, start]
        conditions.append(
            "(instr(title, ?) > 0 OR instr(words, ?) > 0 OR instr(label_words, ?) > 0"
            " OR instr(path_text, ?) > 0)"
        )
        values += [word, start, start.strip(), word]
    if stores is not None:
        conditions.append(f"stores.id IN ({', '.join('?' * len(stores))})")
        values += [text_bytes(store) for store in stores]
    query = (
        f"SELECT stores.id, parent, {_COLUMNS} FROM {_TABLES}"  # noqa: S608 - no text of others
        f" WHERE {' AND '.join(conditions)}"
        f" ORDER BY {' + '.join(ranks)}, length(title), title, path_text LIMIT ?"
    )
    return query, [*values, *ranked]


def folded(text: str) -> str:
    """Text for comparing: one form of each character, no case."""
    return unicodedata.normalize("NFKC", printable(text)).casefold()


def _as_words(text: str) -> str:
    """The words of a text, each with a blank before it."""
    return _SEPARATORS.sub(" ", f" {folded(text)}")


def _node(path: NodePath, values: Sequence[Any]) -> Node:
    (_, _, kind, name, node_id, status, labels, description, created, started, ended) = values[:11]
    modified, last_activity, size, favourite, color, locked, target = values[11:]
    return Node(
        path,
        _TYPES[kind],
        name,
        node_id,
        None if status is None else _STATUSES[status],
        tuple(json.loads(labels)) if labels else (),
        description,
        _time(created),
        _time(started),
        _time(ended),
        _time(modified),
        _time(last_activity),
        size,
        bool(favourite),
        color,
        bool(locked),
        None if target is None else _target(target),
    )


_TYPES = {kind.value: kind for kind in NodeType}
_STATUSES = {status.value: status for status in Status}


def _time_text(time: datetime | None) -> str | None:
    return None if time is None else time.isoformat()


def _time(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _target_path(target: ShortcutTarget) -> list[str] | None:
    return None if target.path is None else list(target.path.parts)


def _target(text: str) -> ShortcutTarget:
    node_id, parts = json.loads(text)
    return ShortcutTarget(node_id, None if parts is None else NodePath(tuple(parts)))


def _valid(text: str) -> str:
    """Text that the database takes; bytes that aren't UTF-8 become escapes."""
    return text.encode("utf-8", "backslashreplace").decode()
