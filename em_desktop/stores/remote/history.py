"""Uploads and downloads of a recording, as its ``metadata.yaml`` keeps them."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from em_desktop.domain.nodes import NodeType
from em_desktop.errors import NotFoundError
from em_desktop.formats.files import write_file
from em_desktop.formats.recording import read_document
from em_desktop.formats.source import DirectorySource
from em_desktop.formats.yaml_io import dump
from em_desktop.stores.remote.client import Client

METADATA = "metadata.yaml"


class History(Protocol):
    """A recording's uploads and downloads, which its ``metadata.yaml`` keeps."""

    def preview(self, record: dict[str, str]) -> bytes:
        """The file as it will be with one more record."""

    def add(self, record: dict[str, str]) -> None:
        """Write it."""


class FileHistory:
    """That of a recording which nobody records any more."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def preview(self, record: dict[str, str]) -> bytes:
        metadata: Any = read_metadata(self._directory)
        entries = metadata.get("remote")
        metadata["remote"] = [*(entries if isinstance(entries, list) else []), record]
        return dump(metadata).encode()

    def add(self, record: dict[str, str]) -> None:
        write_file(self._directory / METADATA, self.preview(record))


def record_of(
    action: str, client: Client, path: str, node_id: str, kind: NodeType
) -> dict[str, str]:
    """An entry of the history, in the order that the platform's SDK writes."""
    place = {"path": path, "id": node_id}
    if kind is NodeType.ARTIFACT and action == "upload":
        place = {"id": node_id, "path": path}
    return {"action": action, "timestamp": now_text(), "host": client.login.aistore, **place}


def read_metadata(directory: Path) -> dict[str, Any]:
    """``metadata.yaml`` with all its keys.

    Raises:
        NotFoundError: there is no recording.
    """
    if not directory.is_dir():
        raise NotFoundError(os.fspath(directory), "there is no such directory")
    value = read_document(DirectorySource(directory), METADATA).value
    if not isinstance(value, dict):
        raise NotFoundError(os.fspath(directory), "there is no recording in this directory")
    return {str(key): item for key, item in value.items()}


def now_text() -> str:
    """This moment, with the offset of this machine."""
    return datetime.now().astimezone().isoformat()
