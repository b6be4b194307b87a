"""Changing the files of a node on a server."""

from __future__ import annotations

from em_desktop.domain.nodes import NodeType, StorageType
from em_desktop.domain.operations import Changes, Outcome, RemoveObject
from em_desktop.errors import (
    ConflictError,
    InvalidNameError,
    LockedError,
    NotFoundError,
    NotSupportedError,
)
from em_desktop.stores.protected import check_replaceable
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


def objects_at(client: Client, node: RemoteNode, key: str) -> list[RemoteObject]:
    """The object of this key, or all in the directory of this name."""
    return [
        one for one in client.objects(node.path) if one.key == key or one.key.startswith(f"{key}/")
    ]


def objects_state(found: list[RemoteObject]) -> str:
    """The same text while these objects are what they are."""
    return repr(sorted((one.key, one.size, one.md5) for one in found))
