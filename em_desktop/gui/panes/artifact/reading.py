"""Reads what an Artifact's pane shows, part by part, in a worker."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from em_desktop.domain.nodes import Node
from em_desktop.domain.paths import NodePath
from em_desktop.domain.problems import Problem
from em_desktop.domain.recordings import ArtifactMetadata
from em_desktop.errors import EmError
from em_desktop.formats import artifact
from em_desktop.formats.artifact import Reference
from em_desktop.gui.inspector.reading import Flow, read_flow
from em_desktop.stores.base import Cancel, Store


@dataclass(frozen=True, slots=True)
class Facts:
    """The node, its metadata file and its references, and what is wrong with them."""

    node: Node
    metadata: ArtifactMetadata
    references: tuple[Reference, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Content:
    """Number and size of the objects."""

    files: int
    size: int


Part: TypeAlias = Facts | Content | Flow


def read_parts(store: Store, path: NodePath, cancel: Cancel) -> Iterator[Part]:
    """The facts; then what the objects amount to; then the data flow.

    Raises:
        EmError: the node isn't there, or its store is gone.
    """
    node, source = store.get(path), store.objects(path)
    metadata, references = artifact.read_metadata(source), artifact.read_references(source)
    problems = dict.fromkeys(node.problems + metadata.problems + references.problems)
    yield Facts(node, metadata.value, references.value, tuple(problems))
    files = size = 0
    try:
        for info in artifact.content(source):
            cancel.check()
            files, size = files + 1, size + info.size
    except EmError:  # the files tab says why; the rest can be shown all the same
        cancel.check()
    else:
        yield Content(files, size)
    yield from read_flow(store, path, cancel)
