"""What a server's answers say, as values; whatever it answers, it is one of these or an error."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from em_desktop.errors import MalformedError


@dataclass(frozen=True, slots=True)
class RemoteNode:
    """A node as the server tells of it.

    Attributes:
        path: from the user down: ``/demo/digits/mnist``.
        type: ``Folder``, ``Run``, ``Artifact``...
        extra: text that the one who made it keeps there.
        permission: of the asking user: ``own``, ``edit`` or ``view``.
        modified: ISO 8601, as the server writes it.
        editor: who changed it last.
    """

    id: str
    name: str
    path: str
    type: str
    storage_type: int
    labels: tuple[str, ...] = ()
    description: str = ""
    extra: str = ""
    permission: str = ""
    modified: str = ""
    editor: str = ""

    @property
    def notes(self) -> dict[str, Any]:
        """What is kept in the extra text, where that is a JSON object as clients write it."""
        return self._notes() or {}

    @property
    def has_notes(self) -> bool:
        """Whether the extra text is one."""
        return self._notes() is not None

    def _notes(self) -> dict[str, Any] | None:
        try:
            found = json.loads(self.extra)
        except (ValueError, RecursionError):
            return None
        return found if isinstance(found, dict) else None

    @property
    def alternative_name(self) -> str:
        """Which recording it is: the name of its directory; empty where it doesn't say."""
        name = self.notes.get("alternativeName")
        return name if isinstance(name, str) else ""


@dataclass(frozen=True, slots=True)
class RemoteObject:
    """A file of a node.

    Attributes:
        key: its path in the node.
        size: bytes.
        md5: lower-case hex; empty where the server doesn't say.
        mtime: seconds since 1970; 0 where the server doesn't say.
    """

    key: str
    size: int
    md5: str = ""
    mtime: int = 0


def page_of(answer: Mapping[str, Any], subject: str) -> tuple[list[Any], int, int]:
    """The entries of a page, the size of pages that the server uses, and the total."""
    data = answer.get("data") or []
    told = mapping_of(answer.get("pagination"), subject)
    if not isinstance(data, list):
        raise MalformedError(subject, "the server's list can't be understood")
    if not data:
        return [], 1, 0
    return data, _count(told, "size", subject), _count(told, "total", subject)


def md5_of(value: Any) -> str:
    """A checksum if it is an MD5; of objects sent in parts some servers have another."""
    text = str(value or "").lower()
    return text if len(text) == 32 and set(text) <= set("0123456789abcdef") else ""


def _count(pagination: Mapping[str, Any], name: str, subject: str) -> int:
    value = pagination.get(name)
    if not isinstance(value, int) or value < 1:
        raise MalformedError(subject, "the server's list can't be understood")
    return value


def mapping_of(value: Any, subject: str) -> dict[str, Any]:
    """An answer that is an object.

    Raises:
        MalformedError: it is none.
    """
    if not isinstance(value, dict):
        raise MalformedError(subject, "the server's answer can't be understood")
    return value


def node_of(value: Any, subject: str) -> RemoteNode:
    """A node; whatever it doesn't say is empty."""
    found = mapping_of(value, subject)
    labels = found.get("labels")
    storage = found.get("storageType")
    return RemoteNode(
        id=str(found.get("id") or ""),
        name=str(found.get("name") or ""),
        path=str(found.get("path") or ""),
        type=str(found.get("type") or ""),
        storage_type=storage if isinstance(storage, int) else 0,
        labels=tuple(str(label) for label in labels) if isinstance(labels, list) else (),
        description=str(found.get("description") or ""),
        extra=str(found.get("extra") or ""),
        permission=str(found.get("permission") or ""),
        modified=str(found.get("modifiedTimestamp") or ""),
        editor=str(found.get("editor") or ""),
    )
