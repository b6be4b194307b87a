"""Where data comes from and where it goes."""

from __future__ import annotations

from dataclasses import dataclass

from em_desktop.domain.nodes import Node, NodeType
from em_desktop.domain.paths import NodePath
from em_desktop.domain.recordings import Association, AssociationKind, Role
from em_desktop.errors import NotSupportedError

_KINDS = {
    NodeType.ARTIFACT: AssociationKind.ARTIFACT,
    NodeType.MODEL: AssociationKind.MODEL,
    NodeType.DATASET: AssociationKind.DATASET,
}
DATA_TYPES = frozenset(_KINDS)
"""What a Run can read and write."""


@dataclass(frozen=True, slots=True)
class Edge:
    """One side of a data flow, seen from a node.

    Attributes:
        node: the other end in this store; None where it isn't here.
        association: how the Run names the data (its kind, name, path).
        is_added: whether people said so in the app, and can take it back; what the Run's
            recorder wrote stays.
    """

    node: NodePath | None
    association: Association
    is_added: bool = False


@dataclass(frozen=True, slots=True)
class Lineage:
    """The direct neighbours of a node.

    For a Run the data it read and wrote; for an Artifact, Model or Dataset the Runs
    that wrote it (inputs) and read it (outputs).
    """

    inputs: tuple[Edge, ...] = ()
    outputs: tuple[Edge, ...] = ()


def association_with(data: Node, role: Role) -> Association:
    """How a Run names data that it is joined to in the app: by id, with where it was.

    Args:
        data: has an id, or gets one before this is written down.
        role: the side of the Run.

    Raises:
        NotSupportedError: nodes of this type are no data.
    """
    if data.type not in DATA_TYPES:
        raise NotSupportedError(str(data.path), "only artifacts, models and datasets are data")
    name, path = (_writable(text) for text in (data.path.name, str(data.path)))
    return Association(role, _KINDS[data.type], name=name, id=data.id or "", path=path)


def _writable(text: str) -> str:
    """A name for a text file; none where it isn't valid Unicode, as the id is enough."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return ""
    return text


def check_run(run: Node) -> None:
    """Refuse to give inputs and outputs to what is no Run.

    Raises:
        NotSupportedError: it is none.
    """
    if run.type is not NodeType.RUN:
        raise NotSupportedError(str(run.path), "only a run has inputs and outputs")
