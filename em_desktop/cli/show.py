"""Show what a node says."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from em_desktop.cli.ls import node_as_json
from em_desktop.cli.metrics import read_tables
from em_desktop.cli.output import print_facts, print_json, print_problems, problems_as_json
from em_desktop.cli.target import find_target
from em_desktop.domain.autotune import best_trial, count_trials
from em_desktop.domain.lineage import Edge, Lineage
from em_desktop.domain.metrics import summarize
from em_desktop.domain.nodes import Node, NodeType
from em_desktop.domain.problems import Problem
from em_desktop.formats import artifact, autotune
from em_desktop.formats import run as run_format
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
    """Whether there are files that say more than the listing."""
    return node.type in {NodeType.RUN, NodeType.ARTIFACT, NodeType.AUTOTUNE}


def lineage_facts(lineage: Lineage) -> dict[str, Any]:
    """Inputs and outputs, each with the path of the node if it is in this store."""
    return {
        "inputs": [edge_as_json(edge) for edge in lineage.inputs],
        "outputs": [edge_as_json(edge) for edge in lineage.outputs],
    }


def edge_as_json(edge: Edge) -> dict[str, Any]:
    """One input or output."""
    said = edge.association
    return {
        "kind": said.kind.value,
        "name": said.name or None,
        "id": said.id or None,
        "recordedPath": said.path or None,
        "path": None if edge.node is None else str(edge.node),
    }


def read_contents(node: Node, source: ObjectSource) -> tuple[dict[str, Any], tuple[Problem, ...]]:
    """What the node's files say, and what is wrong with them."""
    match node.type:
        case NodeType.RUN:
            return run_contents(source)
        case NodeType.ARTIFACT:
            return artifact_contents(source)
        case _:
            return autotune_contents(source)


def run_contents(source: ObjectSource) -> tuple[dict[str, Any], tuple[Problem, ...]]:
    """What the files of a Run say."""
    metadata = run_format.read_metadata(source)
    parameters = run_format.read_parameters(source)
    platform = run_format.read_platform(source)
    git = run_format.read_git(source)
    tables = read_tables(source)
    contents = {
        "alternativeName": metadata.value.alternative_name,
        "parameters": parameters.value,
        "platform": asdict(platform.value)
        | {"packages": dict(platform.value.packages), "further": dict(platform.value.further)},
        "git": asdict(git.value),
        "metrics": {
            table.type: {
                name: asdict(summarize(table.series(name).value)) for name in table.columns
            }
            for table in tables.value
        },
        "transfers": [asdict(record) for record in metadata.value.transfers],
    }
    readings = (metadata, parameters, platform, git, tables)
    return contents, tuple(problem for reading in readings for problem in reading.problems)


def artifact_contents(source: ObjectSource) -> tuple[dict[str, Any], tuple[Problem, ...]]:
    """What the files of an Artifact say."""
    metadata = artifact.read_metadata(source)
    references = artifact.read_references(source)
    contents = {
        "alternativeName": metadata.value.alternative_name,
        "objects": [{"key": info.key, "size": info.size} for info in artifact.content(source)],
        "references": {reference.key: reference.uri for reference in references.value},
        "transfers": [asdict(record) for record in metadata.value.transfers],
    }
    return contents, metadata.problems + references.problems


def autotune_contents(source: ObjectSource) -> tuple[dict[str, Any], tuple[Problem, ...]]:
    """What the files of an AutoTune say."""
    search = autotune.read_search(source)
    trials = autotune.read_trials(source)
    best = best_trial(trials.value, search.value.direction)
    contents = {
        "direction": search.value.direction.value,
        "trialCounts": {group.value: n for group, n in count_trials(trials.value).items()},
        "bestTrial": None if best is None else best.id,
        "trials": [
            {
                "id": trial.id,
                "sequence": trial.sequence,
                "status": trial.status.value,
                "parameters": dict(trial.parameters),
                "finalMetric": trial.final,
            }
            for trial in trials.value
        ],
    }
    return contents, search.problems + trials.problems
