"""Where data comes from and where it goes."""

from __future__ import annotations

from dataclasses import dataclass

from em_desktop.domain.paths import NodePath
from em_desktop.domain.recordings import Association


@dataclass(frozen=True, slots=True)
class Edge:
    """One side of a data flow, seen from a node.

    Attributes:
        node: the other end in this store; None where it isn't here.
        association: how the Run's recording names the data (its kind, name, path).
    """

    node: NodePath | None
    association: Association


@dataclass(frozen=True, slots=True)
class Lineage:
    """The direct neighbours of a node.

    For a Run the data it read and wrote; for an Artifact, Model or Dataset the Runs
    that wrote it (inputs) and read it (outputs).
    """

    inputs: tuple[Edge, ...] = ()
    outputs: tuple[Edge, ...] = ()
