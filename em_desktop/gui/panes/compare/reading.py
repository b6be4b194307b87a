"""Reads what is compared off the GUI thread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from em_desktop.domain.comparison import MOST_MEMBERS, Newcomer, Place
from em_desktop.domain.metrics import MetricTable
from em_desktop.domain.nodes import Node, NodeType
from em_desktop.domain.paths import AlternativeName, NodePath
from em_desktop.domain.run_colors import identity, own_color
from em_desktop.domain.subjects import Subject
from em_desktop.errors import ConflictError, NotFoundError
from em_desktop.formats import run
from em_desktop.gui.node_color import CHOICES
from em_desktop.stores.base import Cancel, Store
from em_desktop.stores.shortcuts import follow


@dataclass(frozen=True, slots=True)
class ReadSubject:
    """A subject, and where it was found.

    Attributes:
        tables: its curves, where they are read with it; else its metric files are followed.
    """

    subject: Subject
    node: Node
    tables: Mapping[str, MetricTable] | None = None


def find_node(store: Store, place: Place, node_id: str) -> Node:
    """The node of a member, also where it was moved while nobody looked.

    Raises:
        NotFoundError: it is gone.
    """
    try:
        node = store.get(place.path)
    except NotFoundError:
        node = None
    if node is not None and (not node_id or not node.id or node.id == node_id):
        return node
    known = node_id or (place.path.name if AlternativeName.parse(place.path.name) else "")
    if not known:
        raise NotFoundError(str(place.path))
    return store.find(known)


def read_subject(store: Store, place: Place, node_id: str, cancel: Cancel) -> ReadSubject:
    """Everything about a Run but its curves.

    Raises:
        EmError: it is gone, or its store is.
    """
    node = find_node(store, place, node_id)
    source = store.objects(node.path)
    metadata = run.read_metadata(source).value
    cancel.check()
    subject = Subject(
        name=node.name,
        status=node.status,
        started=node.started or metadata.started,
        ended=node.ended or metadata.ended,
        last_activity=node.last_activity,
        labels=node.labels,
        description=node.description,
        color=node.color or "",
        parameters=run.read_parameters(source).value,
        platform=run.read_platform(source).value,
        git=run.read_git(source).value,
        associations=metadata.associations,
    )
    return ReadSubject(subject, node)


def newcomer_of(store_id: str, node: Node) -> Newcomer:
    """A Run as something to compare."""
    chosen = (node.color or "").lower()
    if chosen in CHOICES:
        return _newcomer(store_id, node, CHOICES.index(chosen), chosen=True)
    return _newcomer(store_id, node, own_color(identity(node.path, node.id)), chosen=False)


def _newcomer(store_id: str, node: Node, color: int, *, chosen: bool) -> Newcomer:
    return Newcomer(Place(store_id, node.path), node.name, color, chosen, node.id or "")


def gather(store: Store, paths: Sequence[NodePath], cancel: Cancel) -> list[Newcomer]:
    """The Runs that these nodes are, stand for (shortcuts) or hold (folders, one level).

    Raises:
        EmError: the store is gone.
    """
    found: list[Newcomer] = []
    for path in paths:
        cancel.check()
        try:
            node = follow(store, store.get(path))
        except (NotFoundError, ConflictError):  # gone meanwhile, or a shortcut to nowhere
            continue
        if node.type is NodeType.RUN:
            found.append(newcomer_of(store.info.id, node))
        elif node.is_folder:
            found += _in_folder(store, node.path, cancel)
        if len(found) > MOST_MEMBERS:
            break
    return found


def _in_folder(store: Store, path: NodePath, cancel: Cancel) -> list[Newcomer]:
    found: list[Newcomer] = []
    for page in store.children(path, cancel):
        found += [newcomer_of(store.info.id, node) for node in page if node.type is NodeType.RUN]
        if len(found) > MOST_MEMBERS:
            break
    return found


def relocated(place: Place, node: Node) -> Place:
    """A member's place, where its node was found."""
    return replace(place, path=node.path)
