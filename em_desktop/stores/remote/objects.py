"""Changing the files of a node on a server."""

from __future__ import annotations

from em_desktop.domain.naming import free_segment
from em_desktop.domain.nodes import NodeType, StorageType
from em_desktop.domain.operations import (
    Changes,
    IfTaken,
    MoveObject,
    Outcome,
    RemoveObject,
    check_object_move,
)
from em_desktop.errors import (
    AlreadyExistsError,
    ConflictError,
    InvalidMoveError,
    InvalidNameError,
    LockedError,
    NotFoundError,
    NotSupportedError,
)
from em_desktop.stores.protected import check_replaceable
from em_desktop.stores.remote.account import Account
from em_desktop.stores.remote.answers import RemoteNode, RemoteObject
from em_desktop.stores.remote.client import Client
from em_desktop.stores.remote.values import is_locked


def check_object(node: RemoteNode, key: str) -> None:
    """Refuse to change an object that isn't people's own.

    Raises:
        NotSupportedError: the node holds no files.
        InvalidNameError: the key leads outside, or names a file that the recorder keeps.
    """
    if node.storage_type != StorageType.FILES:
        raise NotSupportedError(node.path, "it holds no files")
    try:
        check_replaceable(NodeType(node.type), key)
    except ValueError:
        raise InvalidNameError(key, f"no type of node: {node.type}") from None


def remove_object(client: Client, node: RemoteNode, operation: RemoveObject) -> Outcome:
    """Delete a file of a node, or a directory of files in it, for good.

    A server's trash takes nodes alone.

    Raises:
        NotFoundError: there is none.
        LockedError: the node is locked.
    """
    key = operation.key
    check_object(node, key)
    if is_locked(node):
        raise LockedError(str(operation.path), "it is locked against deletion")
    taken = objects_at(client, node, key)
    if not taken:
        raise NotFoundError(f"{operation.path}/{key}")
    if operation.expects not in {None, objects_state(taken)}:
        raise ConflictError(f"{operation.path}/{key}", "somebody else has changed it since")
    client.remove_many(node.path, [one.key for one in taken])
    return Outcome(Changes(nodes=frozenset({operation.path})), None)


def move_object(account: Account, node: RemoteNode, operation: MoveObject) -> Outcome:
    """Give a file of a node, or a directory of files in it, another key.

    Raises:
        NotFoundError: there is none.
        AlreadyExistsError: something has the new key.
    """
    path, key, new_key = operation.path, operation.key, operation.new_key
    for each in (key, new_key):
        check_object(node, each)
    client = account.client
    moved = objects_at(client, node, key)
    if not moved:
        raise NotFoundError(f"{path}/{key}")
    if operation.expects not in {None, objects_state(moved)}:
        raise ConflictError(f"{path}/{key}", "somebody else has changed it since")
    if new_key == key:
        return Outcome(Changes(), None)
    check_object_move(key, new_key)
    removed = None
    if objects_at(client, node, new_key):
        match operation.if_taken:
            case IfTaken.SKIP:
                return Outcome(Changes(), None)
            case IfTaken.REFUSE:
                raise AlreadyExistsError(f"{path}/{new_key}")
            case IfTaken.KEEP_BOTH:
                new_key = _free_key(client, node, new_key, is_file=moved[0].key == key)
            case IfTaken.REPLACE if key.startswith(f"{new_key}/"):
                raise InvalidMoveError(key, "it lies in what it would replace")
            case IfTaken.REPLACE:
                removed = remove_object(client, node, RemoveObject(path, new_key))
    account.additions.move_objects(node.path, key, new_key)
    state = objects_state(objects_at(client, node, new_key))
    inverse = MoveObject(path, new_key, key, expects=state)
    outcome = Outcome(Changes(nodes=frozenset({path})), inverse)
    return outcome if removed is None else outcome.after(removed)


def _free_key(client: Client, node: RemoteNode, key: str, *, is_file: bool) -> str:
    directory, _, name = key.rpartition("/")
    prefix = f"{directory}/" if directory else ""
    inside = [one.key for one in client.objects(node.path) if one.key.startswith(prefix)]
    names = {one.removeprefix(prefix).partition("/")[0] for one in inside}
    return prefix + free_segment(NodeType.FILE if is_file else NodeType.FOLDER, name, names)


def objects_at(client: Client, node: RemoteNode, key: str) -> list[RemoteObject]:
    """The object of this key, or all in the directory of this name."""
    return [
        one for one in client.objects(node.path) if one.key == key or one.key.startswith(f"{key}/")
    ]


def objects_state(found: list[RemoteObject]) -> str:
    """The same text while these objects are what they are."""
    return repr(sorted((one.key, one.size, one.md5) for one in found))
