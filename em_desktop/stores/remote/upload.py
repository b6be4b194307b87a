"""Sending recordings to a server: a Run with the Artifacts that it reads and makes.

An upload that was interrupted goes on when it is called again: what the server has
already, with the same content, isn't sent a second time.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from em_desktop.domain.nodes import NodeType, storage_type
from em_desktop.errors import (
    AccessDeniedError,
    AlreadyExistsError,
    NotFoundError,
    from_os_error,
)
from em_desktop.formats.checksums import CHECKSUMS
from em_desktop.formats.files import TEMPORARY_PREFIX
from em_desktop.formats.recording import kind_of
from em_desktop.formats.source import DirectorySource
from em_desktop.stores.remote.answers import RemoteObject
from em_desktop.stores.remote.client import Client
from em_desktop.stores.remote.history import (
    METADATA,
    FileHistory,
    History,
    now_text,
    read_metadata,
    record_of,
)
from em_desktop.stores.remote.meter import Meter, Step
from em_desktop.stores.remote.side_by_side import side_by_side

PROFILE = "profile.json"
_MINE = {".em-node.yaml", CHECKSUMS}


class Conflict(StrEnum):
    """What happens where another recording has the name already."""

    SKIP = "skip"
    ERROR = "error"
    NEW = "new"
    REPLACE = "replace"


@dataclass(slots=True)
class Uploaded:
    """What became of a recording.

    Attributes:
        directory: where it is here.
        path: where it is there.
        node_id: its id there.
        did: ``created``, ``updated``, ``replaced`` or ``skipped``.
        files: how many files were sent; others were there already.
        sent: bytes.
        artifacts: what became of a Run's Artifacts.
        missing: what the Run names and couldn't be connected with: Artifacts that aren't
            here, assets that aren't on the server.
    """

    directory: Path
    path: str
    node_id: str = ""
    did: str = ""
    files: int = 0
    sent: int = 0
    artifacts: list[Uploaded] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


class Uploader:
    """Uploads recordings into one folder; an Artifact that several Runs share only once.

    Args:
        client: the account.
        folder: where to: from the user down (``/demo/digits``), or below the user.
        make_folder: make it, and those above it, where it isn't there.
        conflict: what happens where another recording has the name.
        told: is told how far it is.
    """

    def __init__(
        self,
        client: Client,
        folder: str,
        *,
        make_folder: bool = False,
        conflict: Conflict = Conflict.NEW,
        told: Callable[[Step], None] | None = None,
    ) -> None:
        self._client = client
        self._folder = folder if folder.startswith("/") else f"/{client.user}/{folder}"
        self._folder = self._folder.rstrip("/")
        self._make_folder = make_folder
        self._conflict = conflict
        self._told = told
        self._has_folder = False
        self._artifacts: dict[Path, str] = {}

    def upload(self, directory: Path, history: History | None = None) -> Uploaded:
        """Upload a Run with its Artifacts, an Artifact, or a search.

        Args:
            directory: the recording's.
            history: where the upload is noted; in its ``metadata.yaml`` by default. Searches
                have no place for it.

        Raises:
            NotFoundError: there is no recording, or no such folder on the server.
            AlreadyExistsError: the name is taken, with the strategy ``error``.
            EmError: the server refuses, or can't be reached.
        """
        directory = directory.absolute()
        kind, metadata = recording_at(directory)
        self._find_folder()
        done = self._place(directory, metadata, kind)
        if done.did == "skipped":
            return done
        if kind is NodeType.AUTOTUNE:
            self._send_objects(done, last=PROFILE)
            self._count(done, self._client.put(done.path, PROFILE, directory / PROFILE))
        else:
            self._send_objects(done, last=METADATA)
            self._note(done, kind, history or FileHistory(directory))
        if kind is NodeType.RUN:
            self._take_associations(done, metadata)
        return done

    def _find_folder(self) -> None:
        if self._has_folder:
            return
        if self._make_folder:
            self._make_folders()
        else:
            self._client.node(self._folder)
        self._has_folder = True

    def _make_folders(self) -> None:
        parts = self._folder.strip("/").split("/")
        for depth in range(2, len(parts) + 1):
            path = "/" + "/".join(parts[:depth])
            try:
                self._client.node(path)
            except NotFoundError:
                extra = json.dumps({"createdTimestamp": now_text()})
                above, name = path.rsplit("/", 1)
                kind = NodeType.FOLDER
                self._client.create(above, name, kind.value, storage_type(kind), extra=extra)

    def _place(self, directory: Path, metadata: Mapping[str, Any], kind: NodeType) -> Uploaded:
        """The node that the recording goes into: a new one, or its own from an earlier time."""
        name = str(metadata.get("name") or directory.name)
        done = Uploaded(directory, f"{self._folder}/{name}")
        try:
            done.node_id = self._create(directory, metadata, kind, name)
            done.did = "created"
            return done
        except AlreadyExistsError:
            there = self._client.node(done.path)
        if there.alternative_name == directory.name and there.type == kind.value:
            return self._update(done, there.id, metadata)
        if self._conflict is Conflict.SKIP:
            done.node_id, done.did = there.id, "skipped"
        elif self._conflict is Conflict.ERROR:
            raise AlreadyExistsError(done.path, "another recording has this name")
        elif self._conflict is Conflict.REPLACE:
            self._client.delete(done.path)
            done.node_id = self._create(directory, metadata, kind, name)
            done.did = "replaced"
        else:
            self._place_as_new(done, metadata, kind)
        return done

    def _place_as_new(self, done: Uploaded, metadata: Mapping[str, Any], kind: NodeType) -> None:
        """Under the directory's name, which no other recording has."""
        name = done.directory.name
        done.path = f"{self._folder}/{name}"
        try:
            done.node_id = self._create(done.directory, metadata, kind, name)
            done.did = "created"
        except AlreadyExistsError:
            there = self._client.node(done.path)
            if there.alternative_name != name or there.type != kind.value:
                raise
            self._update(done, there.id, metadata)

    def _create(
        self, directory: Path, metadata: Mapping[str, Any], kind: NodeType, name: str
    ) -> str:
        return self._client.create(
            self._folder,
            name,
            kind.value,
            storage_type(kind),
            labels=_labels(metadata),
            description=str(metadata.get("description") or ""),
            extra=_extra(directory),
        )

    def _update(self, done: Uploaded, node_id: str, metadata: Mapping[str, Any]) -> Uploaded:
        self._client.change(
            done.path,
            name=done.path.rpartition("/")[2],
            labels=_labels(metadata),
            description=str(metadata.get("description") or ""),
            extra=_extra(done.directory),
        )
        done.node_id, done.did = node_id, "updated"
        return done

    def _send_objects(self, done: Uploaded, last: str) -> None:
        """All files but the ``last`` one, whose presence will say that all are there."""
        there = {each.key: each for each in self._client.objects(done.path)}
        files = [each for each in _files(done.directory) if each[0] != last]
        meter = Meter(sum(size for _, _, size in files), self._told)
        sent: list[RemoteObject] = []

        def send(file: tuple[str, Path, int]) -> None:
            key, path, size = file
            of_file = meter.begin(key, size)
            if not _is_same(path, size, there.get(key)):
                sent.append(self._client.put(done.path, key, path, of_file.add))
            of_file.end()

        try:
            side_by_side(send, files)
        finally:
            for each in sent:
                self._count(done, each)
        meter.finish()

    def _note(self, done: Uploaded, kind: NodeType, history: History) -> None:
        """Send ``metadata.yaml`` with this upload in it, and then write it here."""
        record = record_of("upload", self._client, done.path, done.node_id, kind)
        self._count(done, self._client.put_bytes(done.path, METADATA, history.preview(record)))
        history.add(record)

    @staticmethod
    def _count(done: Uploaded, sent: RemoteObject) -> None:
        done.files += 1
        done.sent += sent.size

    def _take_associations(self, done: Uploaded, metadata: Mapping[str, Any]) -> None:
        """Upload the Run's Artifacts, and connect it with all that it reads and makes.

        Assets of another server, or of people who don't share them, can't be connected.
        """
        for side, entry in _associations(metadata):
            other = self._node_of(done, entry)
            if not other:
                continue
            edge = (other, done.node_id) if side == "input" else (done.node_id, other)
            try:
                self._client.connect([edge])
            except (NotFoundError, AccessDeniedError):
                done.missing.append(str(entry.get("path") or entry.get("name") or other))

    def _node_of(self, done: Uploaded, entry: Mapping[str, Any]) -> str:
        if entry.get("kind") != NodeType.ARTIFACT.value:
            return str(entry.get("id") or "")
        name = str(entry.get("name") or "")
        directory = find_artifact(done.directory, name, str(entry.get("localDir") or ""))
        if directory is None:
            done.missing.append(name)
            return ""
        if directory not in self._artifacts:
            uploaded = self.upload(directory)
            done.artifacts.append(uploaded)
            self._artifacts[directory] = uploaded.node_id
        return self._artifacts[directory]


def find_artifact(run: Path, name: str, hint: str) -> Path | None:
    """Where an Artifact of a Run is: what the Run says, or where recordings usually are."""
    hint = hint.replace("\\", "/")
    places = [Path(hint)] if hint else []
    if hint and not Path(hint).is_absolute():
        places += [above / hint for above in list(run.parents)[:4]]
    places += [run.parent.parent / "artifacts" / name, run.parent / name]
    for place in places:
        if place.name == name and (place / METADATA).is_file():
            return place.absolute()
    return None


def recording_at(directory: Path) -> tuple[NodeType, dict[str, Any]]:
    """What is recorded in a directory, and what its ``metadata.yaml`` says.

    Raises:
        NotFoundError: no Run, Artifact or search.
    """
    if (directory / PROFILE).is_file():
        return NodeType.AUTOTUNE, {"name": directory.name}
    metadata: Any = read_metadata(directory)
    kind = kind_of(metadata)
    if kind not in {NodeType.RUN, NodeType.ARTIFACT}:
        raise NotFoundError(os.fspath(directory), "there is no Run, Artifact or search")
    return kind, metadata


def md5_of(path: Path) -> str:
    """A file's MD5, lower-case hex.

    Raises:
        EmError: it can't be read.
    """
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()
    except OSError as error:
        raise from_os_error(error, os.fspath(path)) from error


def _files(directory: Path) -> Iterator[tuple[str, Path, int]]:
    """Key, path and size of what is uploaded: all but the app's notes and unfinished files."""
    for info in DirectorySource(directory).list():
        name = info.key.rpartition("/")[2]
        if info.key in _MINE or name.startswith(TEMPORARY_PREFIX):
            continue
        path = directory / info.key
        if info.is_link and not path.is_file():  # dangling, or a directory
            continue
        yield info.key, path, path.stat().st_size if info.is_link else info.size


def _is_same(path: Path, size: int, there: RemoteObject | None) -> bool:
    if there is None or there.size != size or not there.md5:
        return False
    return there.md5 == md5_of(path)


def _associations(metadata: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    sides = metadata.get("associations")
    for side in ("input", "output"):
        entries = sides.get(side) if isinstance(sides, dict) else None
        for entry in entries if isinstance(entries, list) else ():
            if isinstance(entry, dict):
                yield side, entry


def _labels(metadata: Mapping[str, Any]) -> list[str]:
    labels = metadata.get("labels")
    return [str(label) for label in labels] if isinstance(labels, list) else []


def _extra(directory: Path) -> str:
    return json.dumps({"alternativeName": directory.name}, ensure_ascii=False)
