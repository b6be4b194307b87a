"""List what is in a store or folder."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from em_desktop.cli.output import print_json, print_table, problems_as_json
from em_desktop.cli.target import find_target
from em_desktop.domain.nodes import Node
from em_desktop.domain.paths import NodePath
from em_desktop.errors import EmError
from em_desktop.stores.base import Store


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The verb's arguments."""
    parser.add_argument("path", metavar="STORE[/PATH]", help="a folder, or a node in it")
    parser.add_argument("-r", "--recursive", action="store_true", help="also what is below folders")
    parser.add_argument("--json", action="store_true", help="a list of objects")


def run(arguments: argparse.Namespace) -> int:
    """List the nodes."""
    store, path = find_target(arguments.path)
    failed: list[str] = []
    nodes = list(walk(store, path, recursive=arguments.recursive, failed=failed))
    if not nodes and not store.get(path).is_folder:
        nodes = [store.get(path)]
    now = datetime.now(UTC)
    if arguments.json:
        print_json([node_as_json(node, now) for node in nodes])
    else:
        print_table(
            ("TYPE", "STATUS", "NAME", "PATH"),
            (
                (node.type.value, str(node.status_at(now) or ""), node.name, str(node.path))
                for node in nodes
            ),
        )
    for reason in failed:
        print(f"em-desktop: {reason}", file=sys.stderr)
    return 1 if failed else 0


def walk(store: Store, path: NodePath, *, recursive: bool, failed: list[str]) -> Iterator[Node]:
    """The nodes of a folder in order, each folder before what is in it.

    A folder below that can't be listed adds its reason to ``failed``; the rest goes on.

    Raises:
        EmError: the folder itself can't be listed.
    """
    levels = [iter(list_folder(store, path))]
    while levels:
        node = next(levels[-1], None)
        if node is None:
            levels.pop()
            continue
        yield node
        if recursive and node.is_folder:
            try:
                levels.append(iter(list_folder(store, node.path)))
            except EmError as error:
                failed.append(str(error))


def list_folder(store: Store, path: NodePath) -> list[Node]:
    """All children of a folder."""
    return [node for page in store.children(path) for node in page]


def node_as_json(node: Node, now: datetime) -> dict[str, Any]:
    """What ``--json`` says of a node."""
    duration = node.duration_at(now)
    return {
        "id": node.id,
        "path": str(node.path),
        "name": node.name,
        "type": node.type.value,
        "storageType": int(node.storage_type),
        "status": status.value if (status := node.status_at(now)) else None,
        "labels": list(node.labels),
        "description": node.description,
        "created": node.created,
        "started": node.started,
        "ended": node.ended,
        "modified": node.modified,
        "durationSeconds": None if duration is None else duration.total_seconds(),
        "problems": problems_as_json(node.problems),
    }
