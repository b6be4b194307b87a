"""The files of nodes: of a Run, Artifact or AutoTune, and of a version of a Model or Dataset."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, and_, bindparam, delete, func, insert, or_, select, update

from em_desktop.domain.grants import Permission
from em_desktop.domain.nodes import NodeType, StorageType
from em_desktop.domain.paths import check_object_key
from em_desktop.domain.versions import Content, RefNotFoundError
from em_desktop.errors import (
    AccessDeniedError,
    AlreadyExistsError,
    InvalidMoveError,
    InvalidNameError,
    NotFoundError,
)
from em_desktop.stores.engine import assets, contents, feed, rows, tree
from em_desktop.stores.engine.contents import Placed
from em_desktop.stores.engine.errors import (
    NodeNotFoundError,
    ObjectNotFoundError,
    WrongNodeError,
)
from em_desktop.stores.engine.paging import Page
from em_desktop.stores.engine.schema import nodes, objects
from em_desktop.stores.engine.session import Session
from em_desktop.stores.engine.tree import Located, NodeRow

PARAMETERS = "hyperparameters.yaml"
"""The object in which a Run keeps its hyperparameters."""

LONGEST_KEY = 4096
_ID_LENGTH = 36


_FORGET = delete(objects).where(
    objects.c.node_id == bindparam("at_node"), objects.c.key == bindparam("at_key")
)
_INSERT = insert(objects)


@dataclass(frozen=True, slots=True)
class Target:
    """What a path with a key names.

    Attributes:
        ref: the version of a Model or Dataset; None for other nodes.
        key: the object's path in it; empty where the node or version itself is meant.
    """

    located: Located
    ref: str | None
    key: str


@dataclass(frozen=True, slots=True)
class Listed:
    """An object in a list."""

    key: str
    content: Content


def target(session: Session, path: str, permission: Permission) -> Target:
    """What ``NODE/KEY`` or ``ASSET:REF/KEY`` names, if the caller may do this there.

    Raises:
        NodeNotFoundError, AccessDeniedError: as `tree.require`.
        WrongNodeError: the node holds no objects.
        InvalidNameError: the key leads outside.
    """
    way, rest = _split(session, path)
    if path.endswith("/") and rest:
        raise InvalidNameError(path, "no object's key ends with a slash")
    located = tree.located_at(session, way)
    if not located.access.allows(permission):
        raise AccessDeniedError(path, f"{session.caller.user} has no {permission} there")
    if located.storage_type is StorageType.FILES:
        return Target(located, None, _checked(rest.removeprefix("/")))
    if located.storage_type is not StorageType.VERSIONS:
        raise WrongNodeError(located.path, "it holds no files")
    if not rest.startswith(":"):
        raise WrongNodeError(located.path, "name a version, as in PATH:BRANCH")
    ref, _, key = rest[1:].partition("/")
    return Target(located, ref, _checked(key))


def _split(session: Session, path: str) -> tuple[tuple[NodeRow, ...], str]:
    """The node that holds objects, and the rest of the path, which begins with ``/`` or ``:``."""
    if tree.is_id(path[:_ID_LENGTH]):
        found = tree.way_of_id(session, path[:_ID_LENGTH])
        if found is None:
            raise NodeNotFoundError(path)
        return found, path[_ID_LENGTH:]
    parts = tree.parts_of(path)
    way = tree.walk(session, parts)
    if not way:
        raise NodeNotFoundError(path)
    rest = parts[len(way) :]
    if not rest:
        return way, ""
    if way[-1].storage_type == StorageType.FILES:
        return way, "/" + "/".join(rest)
    for name, after in _splits(rest[0]):
        asset = tree.walk(session, [*(row.name for row in way), name])
        if len(asset) > len(way) and asset[-1].storage_type == StorageType.VERSIONS:
            return asset, ":" + "/".join([after, *rest[1:]])
    if not tree.located_at(session, way).access.allows(Permission.VIEW):
        raise AccessDeniedError(path, f"{session.caller.user} sees nothing there")
    raise NodeNotFoundError(path)


def _splits(part: str) -> Iterator[tuple[str, str]]:
    at = part.find(":")
    while at >= 0:
        yield part[:at], part[at + 1 :]
        at = part.find(":", at + 1)


def _checked(key: str) -> str:
    if not key:
        return ""
    if len(key.encode("utf-8", "surrogatepass")) > LONGEST_KEY:
        raise InvalidNameError(key[:80], f"a key has at most {LONGEST_KEY} bytes")
    if any("\ud800" <= one <= "\udfff" for one in key):
        raise InvalidNameError(ascii(key), "a key is valid text")
    return check_object_key(key)


def writable(session: Session, path: str) -> Target:
    """What an object can be put to.

    Raises:
        WrongNodeError: no key is named, or the version is no branch.
    """
    found = target(session, path, Permission.EDIT)
    if not found.key:
        raise WrongNodeError(path, "name the object behind the node")
    _check_branch(session, found)
    return found


def _check_branch(session: Session, found: Target) -> None:
    if found.ref is None:
        return
    versions = assets.repository(session, found.located.node.id)
    if not versions.is_branch(found.ref):
        versions.resolve(found.ref)
        raise WrongNodeError(found.ref, "only a branch takes changes; tags and commits stay")


def put(session: Session, path: str, placed: Placed) -> Listed:
    """Let a content be an object of a node, or uncommitted of a branch; replaces."""
    found = writable(session, path)
    contents.keep(session, placed)
    content = placed.content
    if found.ref is not None:
        assets.repository(session, found.located.node.id).put(found.ref, found.key, content)
    else:
        place = {"node_id": found.located.node.id, "key": found.key}
        at = {"at_node": found.located.node.id, "at_key": found.key}
        session.connection.execute(_FORGET, at)
        session.connection.execute(_INSERT, {**place, **_columns(content)})
        if found.located.type is NodeType.RUN and found.key == PARAMETERS:
            _note_parameters(session, found.located, placed.small)
    _tell(session, found.located)
    return Listed(found.key, content)


def _note_parameters(session: Session, run: Located, text: bytes | None) -> None:
    """Let a Run be found by what its file of hyperparameters says."""
    words = (text or b"").decode("utf-8", "replace").replace("\0", " ").casefold()
    mine = nodes.c.id == run.node.id
    session.connection.execute(update(nodes).where(mine).values(parameters=words))


def remove(session: Session, path: str) -> None:
    """Let no object be there; none there is no error."""
    found = writable(session, path)
    _remove(session, found, [found.key])


def remove_many(session: Session, node: str, keys: Sequence[str]) -> None:
    """Let no objects of these keys be in a node or branch."""
    found = target(session, node, Permission.EDIT)
    if found.key:
        raise WrongNodeError(node, "name the node or branch alone")
    _check_branch(session, found)
    _remove(session, found, [_checked(key) for key in keys])


def _remove(session: Session, found: Target, keys: Sequence[str]) -> None:
    if not keys:
        return
    if found.ref is None:
        for start in range(0, len(keys), 500):
            some = keys[start : start + 500]
            session.connection.execute(delete(objects).where(_at(found.located.node.id, some)))
    else:
        versions = assets.repository(session, found.located.node.id)
        for key in keys:
            versions.remove(found.ref, key)
    _tell(session, found.located)


def move(session: Session, node: str, key: str, new_key: str) -> None:
    """Give an object of a node, or all below a key, another key in the same node.

    Raises:
        ObjectNotFoundError: there is none.
        AlreadyExistsError: something has the new key.
        InvalidMoveError: they would go below themselves.
        WrongNodeError: it isn't a node with files, without versions.
    """
    found = target(session, node, Permission.EDIT)
    if found.key or found.ref is not None:
        raise WrongNodeError(node, "name a node that has files and no versions")
    key, new_key = _checked(key), _checked(new_key)
    if not key or not new_key or new_key.startswith(f"{key}/"):
        raise InvalidMoveError(key, "it can't go there")
    node_id = found.located.node.id
    moved = _keys_at(session, node_id, key)
    if not moved:
        raise ObjectNotFoundError(key)
    if new_key == key:
        return
    if _keys_at(session, node_id, new_key):
        raise AlreadyExistsError(new_key, "already exists")
    for old in moved:
        here = _at(node_id, [old])
        new = _checked(new_key + old.removeprefix(key))
        session.connection.execute(update(objects).where(here).values(key=new))
    _tell(session, found.located)


def _keys_at(session: Session, node_id: int, key: str) -> list[str]:
    """The object of this key, and all below it."""
    below = and_(objects.c.key >= f"{key}/", objects.c.key < f"{key}0")  # "0" follows "/"
    query = select(objects.c.key).where(objects.c.node_id == node_id)
    return list(session.connection.scalars(query.where(or_(objects.c.key == key, below))))


def of_many(
    session: Session, node_ids: Sequence[str], key: str
) -> dict[str, tuple[Listed, str] | None]:
    """The object of this key of each of these nodes that the caller sees, by their ids.

    With each the address of its content; None for a node that has no such object.
    """
    ways = tree.ways(session, nodes.c.uuid.in_(list(node_ids)))
    allowed = tree.accesses(session, ways)
    ids = {
        start: way[-1].uuid
        for start, way in ways.items()
        if allowed[start][0].allows(Permission.VIEW)
    }
    found: dict[str, tuple[Listed, str] | None] = dict.fromkeys(ids.values())
    place = and_(objects.c.node_id.in_(list(ids)), objects.c.key == key)
    for row in session.connection.execute(select(objects).where(place)):
        address = contents.require_address(session.connection, row.sha256)
        found[ids[row.node_id]] = Listed(key, _content_of(row)), address
    return found


def get(session: Session, path: str) -> tuple[Listed, str]:
    """An object, and the address of its content.

    Raises:
        ObjectNotFoundError: there is none of this key.
        RefNotFoundError: there is no such version.
    """
    found = target(session, path, Permission.VIEW)
    if not found.key:
        raise WrongNodeError(path, "name the object behind the node")
    content = _content(session, found)
    address = contents.require_address(session.connection, content.sha256)
    return Listed(found.key, content), address


def _content(session: Session, found: Target) -> Content:
    if found.ref is None:
        query = select(objects).where(_at(found.located.node.id, [found.key]))
        row = session.connection.execute(query).one_or_none()
        if row is None:
            raise ObjectNotFoundError(found.key)
        return _content_of(row)
    try:
        return assets.repository(session, found.located.node.id).get(found.ref, found.key)
    except RefNotFoundError:
        raise
    except NotFoundError as error:
        raise ObjectNotFoundError(found.key) from error


def listing(session: Session, path: str, page: Page) -> tuple[list[Listed], int]:
    """A page of the objects of a node or version, by key, and how many there are."""
    found = target(session, path, Permission.VIEW)
    if found.key:
        raise WrongNodeError(path, "name the node or version alone")
    if found.ref is not None:
        versions = assets.repository(session, found.located.node.id)
        entries = versions.objects(found.ref, page.offset, page.size)
        listed = [Listed(entry.path, entry.content) for entry in entries]
        return listed, versions.count_objects(found.ref)
    mine = objects.c.node_id == found.located.node.id
    total = session.connection.scalar(select(func.count()).where(mine)) or 0
    query = select(objects).where(mine).order_by(objects.c.key)
    found_rows = session.connection.execute(query.limit(page.size).offset(page.offset))
    return [Listed(row.key, _content_of(row)) for row in found_rows], total


def _tell(session: Session, located: Located) -> None:
    rows.touch(session, located.node.id)
    feed.note(session, feed.Kind.OBJECTS, located.node.uuid, located.path)


def sizes(session: Session, path: str) -> dict[str, int]:
    """All keys of a node that isn't versioned, with their sizes."""
    found = target(session, path, Permission.VIEW)
    query = select(objects.c.key, objects.c.size).where(objects.c.node_id == found.located.node.id)
    return {row.key: row.size for row in session.connection.execute(query)}


def _at(node_id: Any, keys: Iterable[str]) -> Any:
    return and_(objects.c.node_id == node_id, objects.c.key.in_(list(keys)))


def _columns(content: Content) -> dict[str, Any]:
    return {
        "size": content.size,
        "sha256": content.sha256,
        "md5": content.md5,
        "mtime": content.mtime,
        "content_type": content.content_type,
    }


def _content_of(row: Row[Any]) -> Content:
    return Content(row.size, row.sha256, row.md5, row.mtime, row.content_type)
