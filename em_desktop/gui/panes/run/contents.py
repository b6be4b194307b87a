"""What a Run's pane shows, read part by part."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from em_desktop.domain.lineage import Lineage
from em_desktop.domain.nodes import Node
from em_desktop.domain.paths import NodePath
from em_desktop.domain.problems import Problem
from em_desktop.domain.recordings import GitState, Platform, RunMetadata, Scalar, Value
from em_desktop.formats import run
from em_desktop.stores.base import Cancel, Store


@dataclass(frozen=True, slots=True)
class Facts:
    """The node as the store lists it, and its metadata file."""

    node: Node
    metadata: RunMetadata
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Parameters:
    """The hyperparameters."""

    value: dict[Scalar, Value]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Environment:
    """The machine and the code version."""

    platform: Platform
    git: GitState
    problems: tuple[Problem, ...]


Part = Facts | Parameters | Environment | Lineage


def read_parts(store: Store, path: NodePath, cancel: Cancel) -> Iterator[Part]:
    """The parts, each as soon as it is read; what is slow comes last.

    Raises:
        EmError: the node isn't there, or its store is gone.
    """
    node, source = store.get(path), store.objects(path)
    metadata = run.read_metadata(source)
    yield Facts(node, metadata.value, tuple(dict.fromkeys(node.problems + metadata.problems)))
    parameters = run.read_parameters(source)
    yield Parameters(parameters.value, parameters.problems)
    platform, git = run.read_platform(source), run.read_git(source)
    yield Environment(platform.value, git.value, platform.problems + git.problems)
    yield store.lineage(path, cancel)
