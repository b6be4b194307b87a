"""The Artifacts in a folder and below it, as ``artifact ls`` lists them."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

from em_desktop.cli.ls import node_as_json, walk
from em_desktop.cli.output import print_json, print_table
from em_desktop.cli.target import find_target
from em_desktop.domain.nodes import Node, NodeType


def list_artifacts(folder: str, *, as_json: bool) -> int:
    """Print them, newest first; 1 if a folder below couldn't be read.

    Raises:
        EmError: the folder itself can't be read.
    """
    store, path = find_target(folder)
    failed: list[str] = []
    nodes = walk(store, path, recursive=True, failed=failed)
    found = [node for node in nodes if node.type is NodeType.ARTIFACT]
    found.sort(key=_created, reverse=True)
    if as_json:
        now = datetime.now(UTC)
        print_json([node_as_json(node, now) for node in found])
    else:
        print_table(("CREATED", "NAME", "LABELS", "PATH"), (_row(node) for node in found))
    for reason in failed:
        print(f"em-desktop: {reason}", file=sys.stderr)
    return 1 if failed else 0


def _created(node: Node) -> datetime:
    return node.created or datetime.min.replace(tzinfo=UTC)


def _row(node: Node) -> tuple[str, ...]:
    created = "" if node.created is None else f"{node.created.astimezone():%Y-%m-%d %H:%M:%S}"
    return created, node.name, ", ".join(node.labels), str(node.path)
