"""Show what a node says."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from typing import Any

from em_desktop.cli.ls import node_as_json
from em_desktop.cli.output import print_facts, print_json, print_problems, problems_as_json
from em_desktop.cli.target import find_target
from em_desktop.domain.lineage import Edge, Lineage
from em_desktop.domain.nodes import Node, NodeType
from em_desktop.domain.problems import Problem
from em_desktop.formats import artifact, autotune, run as run_format
from em_desktop.formats.source import ObjectSource


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The verb's arguments."""
    parser.add_argument("path", metavar="PATH", help="a node")
    parser.add_argument("--json", action="store_true", help="everything as one object")


def run(arguments: argparse.Namespace) -> int:
    """Show the node's facts and what its files say."""
    store, path = find_target(arguments.path)
    node = store.get(path)
    facts = node_as_json(node, datetime.now(UTC))
    facts |= lineage_facts(store.lineage(path))
    contents, problems = read_contents(node, store.objects(path)) if holds_files(node) else ({}, ())
    facts["problems"] = problems_as_json(dict.fromkeys(node.problems + problems))
    if arguments.json:
        print_json(facts | contents)
    else:
        del facts["problems"]
        print_facts([*facts.items(), *contents.items()])
        print_problems(dict.fromkeys(node.problems + problems))
    return 0


def holds_files(node: Node) -> bool:
    return node.type in {NodeType.RUN, NodeType.ARTIFACT, NodeType.AUTOTUNE}


def lineage_facts(lineage: Lineage) -> dict[str, Any]:
    """Inputs and outputs, each with the path of the node if it is in this store."""
    return {
        "inputs": [edge_as_json(edge) for edge in lineage.inputs],
        "outputs": [edge_as_json(edge) for edge in lineage.outputs],
    }


def edge_as_json(edge: Edge) -> dict[str, Any]:
    said = edge.association
    return {
        "kind": said.kind.value,
        "name": said.name or None,
        "id": said.id or None,
        "recordedPath": said.path or None,
        "path": None if edge.node is None else str(edge.node),
    }
