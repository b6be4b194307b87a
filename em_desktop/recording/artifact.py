"""An Artifact: files that a training reads or makes."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from em_desktop.domain.nodes import NodeType
from em_desktop.domain.paths import check_object_key
from em_desktop.errors import InvalidNameError, InvalidValueError, from_os_error
from em_desktop.formats.addresses import without_credentials
from em_desktop.formats.files import TEMPORARY_PREFIX
from em_desktop.recording.copying import copy_file, copy_files, error_path, identity_of, walk_files
from em_desktop.recording.disk import Disk
from em_desktop.recording.documents import Documents
from em_desktop.recording.names import (
    alternative_name,
    check_description,
    check_labels,
    make_recording_directory,
    parent_directory,
)
from em_desktop.recording.notices import Notices

if TYPE_CHECKING:
    from em_desktop.stores.remote.upload import Uploaded

METADATA = "metadata.yaml"
_REFERENCES = "references.yaml"
_NOT_OBJECTS = {METADATA, _REFERENCES, ".em-node.yaml", ".em-checksums"}


class Artifact:
    """A set of files. Made by `create_artifact` or `load_artifact`.

    Attributes:
        local: its directory, as it was given (relative by default).
    """

    def __init__(self, local: Path, metadata: dict[str, Any], disk: Disk) -> None:
        self.local = os.fspath(local)
        self._directory = local.absolute()
        self._metadata = metadata
        self._documents = Documents(self._directory, disk, Notices(local.name))

    def add_file(self, file_path: str | os.PathLike[str], obj_path: str | None = None) -> None:
        """Copy a file into the Artifact. An object of that path is replaced.

        Args:
            file_path: the file.
            obj_path: its path in the Artifact; with a slash at the end, the folder that it
                goes into. Its own name by default.

        Raises:
            InvalidNameError: the path leads out, or is that of the Artifact's own files.
            EmError: the file can't be read, or the disk is full...
        """
        source = Path(file_path).absolute()
        target = self._directory / self._key(obj_path, source.name)
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            copy_file(os.fspath(source), os.fspath(target))
        except OSError as error:
            raise from_os_error(error, error_path(error, source)) from error

    def add_dir(
        self,
        dir_path: str | os.PathLike[str],
        obj_path: str | None = None,
        *,
        told: Callable[[int, str], None] | None = None,
    ) -> None:
        """Copy a directory with all that is below it. Links are followed.

        Args:
            dir_path: the directory.
            obj_path: its path in the Artifact; with a slash at the end, the folder that it
                goes into. Its own name by default.
            told: called after each directory with the number of files so far and its path.

        Raises:
            InvalidNameError: the path leads out of the Artifact.
            EmError: a file can't be read, or the disk is full... Files before it are there.
        """
        source = Path(os.path.normpath(Path(dir_path).absolute()))
        target = self._directory / self._key(obj_path, source.name)
        count = 0
        try:
            for relative, names in walk_files(os.fspath(source), identity_of(self._directory)):
                (target / relative).mkdir(parents=True, exist_ok=True)
                copy_files(source / relative, target / relative, names)
                count += len(names)
                if told is not None:
                    told(count, os.fspath(source / relative))
        except OSError as error:
            raise from_os_error(error, error_path(error, source)) from error

    def add_reference(self, uri: str, obj_path: str | None = None) -> None:
        """Note an address as an object, without copying anything.

        Args:
            uri: where it is. Passwords in it aren't recorded.
            obj_path: its path in the Artifact; with a slash at the end, the folder that it
                goes into. The last part of the address by default.

        Raises:
            InvalidNameError: the path leads out, or is that of the Artifact's own files.
            EmError: it couldn't be written.
        """
        if not uri:
            raise InvalidValueError("uri", "should be a text")
        last = uri.partition("?")[0].partition("#")[0].rstrip("/").rpartition("/")[2]
        key = self._key(obj_path, last)
        references = self._references()
        references[key] = without_credentials(uri)
        self._documents.create(_REFERENCES, references)

    @property
    def name(self) -> str:
        return str(self._metadata["name"])

    @property
    def labels(self) -> list[str]:
        return [str(label) for label in self._metadata["labels"] or ()]

    @property
    def description(self) -> str:
        return str(self._metadata["description"] or "")

    @property
    def created_timestamp(self) -> str:
        """When it was made, ISO 8601."""
        return str(self._metadata["createdTimestamp"])

    @property
    def alternative_name(self) -> str:
        """The name of its directory, which no other Artifact has."""
        return str(self._metadata["alternativeName"])

    @property
    def remote(self) -> list[dict[str, str]]:
        """Its uploads and downloads, oldest first."""
        return [dict(entry) for entry in self._metadata["remote"] or ()]

    @property
    def objects(self) -> list[dict[str, str]]:
        """Its files (``path``) and references (``path`` and ``uri``), by path.

        Raises:
            EmError: a directory can't be listed.
        """
        found: dict[str, dict[str, str]] = {}
        try:
            for relative, names in walk_files(os.fspath(self._directory), (-1, -1)):
                for name in names:
                    key = f"{relative}/{name}" if relative else name
                    if key not in _NOT_OBJECTS and not name.startswith(TEMPORARY_PREFIX):
                        found[key] = {"path": key}
        except OSError as error:
            raise from_os_error(error, self.local) from error
        for key, uri in self._references().items():
            found[key] = {"path": key, "uri": uri}
        return [found[key] for key in sorted(found)]

    def to_dict(self) -> dict[str, Any]:
        """All of it as plain values."""
        return {"metadata": dict(self._metadata), "objects": self.objects}

    def __repr__(self) -> str:
        return f"<Artifact {self.alternative_name}>"

    def upload(
        self, folder: str = "default", make_folder: bool = False, conflict_strategy: str = "new"
    ) -> Uploaded:
        """Upload it as it is now; arguments and errors as of `Run.upload`."""
        from em_desktop.recording.uploading import upload_artifact

        return upload_artifact(self, folder, make_folder, conflict_strategy)

    def metadata_with(self, transfer: dict[str, str]) -> dict[str, Any]:
        """``metadata.yaml`` as it will be with one more upload or download."""
        return {**self._metadata, "remote": [*(self._metadata["remote"] or ()), transfer]}

    def note_transfer(self, transfer: dict[str, str]) -> None:
        """Note an upload or download."""
        self._metadata = self.metadata_with(transfer)
        self.save()

    def save(self) -> None:
        """Write ``metadata.yaml``.

        Raises:
            EmError: it couldn't be written.
        """
        self._documents.create(METADATA, self._metadata)

    def _references(self) -> dict[str, str]:
        from em_desktop.recording.loading import references_of

        return references_of(self._directory)

    def _key(self, obj_path: str | None, name: str) -> str:
        key = name if obj_path is None else str(obj_path)
        if key.endswith("/"):
            key += name
        check_object_key(key)
        if key in _NOT_OBJECTS:
            raise InvalidNameError(key, "the Artifact's own file has this name")
        return key


def create_artifact(
    name: str,
    labels: Sequence[str] | str | None = None,
    description: str = "",
    *,
    disk: Disk | None = None,
) -> Artifact:
    """Make a new Artifact below ``EM_ARTIFACT_PARENT_DIR`` (``.em/artifacts`` if not set).

    Args:
        name: may occur again; the directory gets a time and random letters.
        labels: words to find it by.
        description: free text.
        disk: does the input and output; for tests.

    Raises:
        InvalidNameError: no directory can have this name.
        EmError: the directory can't be made or written.
    """
    disk = disk or Disk()
    created = datetime.now().astimezone()
    check_description(description)
    checked = check_labels(labels)
    alternative_name(name, created)
    parent = parent_directory("EM_ARTIFACT_PARENT_DIR", ".em/artifacts")
    path = make_recording_directory(parent, name, created, disk)
    artifact = Artifact(path, _metadata(name, checked, description, created, path.name), disk)
    artifact.save()
    return artifact


def load_artifact(path: str | os.PathLike[str], *, disk: Disk | None = None) -> Artifact:
    """Take an Artifact that was recorded before, to add to it or to mark it as an input.

    Raises:
        NotFoundError: there is no recording.
        InvalidValueError: it is a recording of something else.
    """
    from em_desktop.recording.loading import read_metadata

    local = Path(path)
    found = read_metadata(local, NodeType.ARTIFACT)
    now = datetime.now().astimezone()
    metadata = {**_metadata(local.name, [], "", now, ""), **found}
    metadata["alternativeName"] = local.absolute().name
    return Artifact(local, metadata, disk or Disk())


def _metadata(
    name: str, labels: list[str], description: str, created: datetime, alternative: str
) -> dict[str, Any]:
    """``metadata.yaml``, in the order of the format."""
    return {
        "kind": "Artifact",
        "name": name,
        "labels": labels,
        "description": description,
        "createdTimestamp": created.isoformat(),
        "alternativeName": alternative,
        "remote": [],
    }
