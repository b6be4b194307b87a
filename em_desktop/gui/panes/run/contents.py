"""What a Run's pane shows, read part by part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from em_desktop.domain.lineage import Lineage
from em_desktop.domain.nodes import Node
from em_desktop.domain.paths import NodePath
from em_desktop.domain.problems import Problem
from em_desktop.domain.recordings import GitState, Platform, RunMetadata, Scalar, Value
from em_desktop.errors import EmError
from em_desktop.formats import run
from em_desktop.formats.recording import GIT, METADATA, PARAMETERS, PLATFORM
from em_desktop.formats.source import ObjectSource
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


@dataclass(frozen=True, slots=True)
class Stamps:
    """How the files looked when they were read: size and time by key; absent ones aren't there."""

    files: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    def same(self, other: Stamps, *keys: str) -> bool:
        """Whether none of these files differs."""
        return all(self.files.get(key) == other.files.get(key) for key in keys)


Part: TypeAlias = Facts | Parameters | Environment | Lineage | Stamps


def read_parts(
    store: Store, path: NodePath, known: Stamps | None, cancel: Cancel
) -> Iterator[Part]:
    """The parts, each as soon as it is read; what is slow comes last.

    What hasn't changed since the earlier reading whose stamps are ``known`` isn't read again.

    Raises:
        EmError: the node isn't there, or its store is gone.
    """
    node, source = store.get(path), store.objects(path)
    stamps = read_stamps(source)
    metadata = run.read_metadata(source)
    yield Facts(node, metadata.value, tuple(dict.fromkeys(node.problems + metadata.problems)))
    if known is None or not known.same(stamps, PARAMETERS):
        parameters = run.read_parameters(source)
        yield Parameters(parameters.value, parameters.problems)
    if known is None or not known.same(stamps, PLATFORM, GIT):
        platform, git = run.read_platform(source), run.read_git(source)
        yield Environment(platform.value, git.value, platform.problems + git.problems)
    if known is None or not known.same(stamps, METADATA):
        yield store.lineage(path, cancel)
    yield stamps


def read_stamps(source: ObjectSource) -> Stamps:
    """The stamps of the files that are read as a whole.

    Raises:
        EmError: the store is gone.
    """
    files = {}
    for key in (METADATA, PARAMETERS, PLATFORM, GIT):
        try:
            info = source.stat(key)
        except EmError as error:
            if error.retryable:
                raise
            continue
        files[key] = (info.size, info.mtime_ns)
    return Stamps(files)
