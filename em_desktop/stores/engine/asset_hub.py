"""The place of Models and Datasets in each user's tree, which stays as it is for ever."""

from __future__ import annotations

from sqlalchemy import update

from em_desktop.domain.nodes import NodeType
from em_desktop.errors import ConflictError
from em_desktop.stores.engine import feed, rows, tree
from em_desktop.stores.engine.schema import ROOT_ID, nodes
from em_desktop.stores.engine.session import Session
from em_desktop.stores.engine.tree import Located

NAME = "t9k-assethub"
FOLDERS = ("model", "dataset")


def ensure(session: Session, user: str) -> str:
    """Make the Asset Hub of a user, if it isn't there; its id.

    Raises:
        ConflictError: something else has its name.
    """
    hub = _ensure(session, (user,), NAME)
    for name in FOLDERS:
        _ensure(session, (user, NAME), name)
    return hub


def _ensure(session: Session, above: tuple[str, ...], name: str) -> str:
    way = tree.walk(session, [*above, name])
    path = "/" + "/".join([*above, name])
    if len(way) > len(above):
        node = way[-1]
        if node.type != NodeType.FOLDER:
            raise ConflictError(path, "the Asset Hub belongs here: rename what is there")
        if not node.is_reserved:
            session.connection.execute(
                update(nodes).where(nodes.c.id == node.id).values(is_reserved=True)
            )
        return node.uuid
    extra = rows.creation_note(session)
    wanted = rows.Wanted(name, extra=extra)
    _, node_id = rows.insert_node(session, way[-1].id, NodeType.FOLDER, wanted, reserved=True)
    feed.note(session, feed.Kind.CREATED, node_id, path)
    return node_id


def exists(session: Session) -> bool:
    """Whether the caller's Asset Hub is there and complete."""
    return all(
        len(way := tree.walk(session, [session.caller.user, NAME, name])) == 3
        and way[1].is_reserved
        and way[2].is_reserved
        for name in FOLDERS
    )


def is_closed(folder: Located) -> bool:
    """Whether nothing may be put into a folder: it is somebody's Asset Hub itself."""
    return len(folder.way) == 2 and folder.node.is_reserved and folder.node.name == NAME


def is_place_of(folder: Located, name: str) -> bool:
    """Whether a node of this name in a folder would be the Asset Hub of its owner."""
    return folder.node.parent_id == ROOT_ID and name == NAME
