"""The files of an Artifact recording."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from em_desktop.domain.nodes import NodeType
from em_desktop.domain.problems import Problem, ProblemKind
from em_desktop.domain.recordings import ArtifactMetadata
from em_desktop.formats.node_meta import is_own_file
from em_desktop.formats.reading import Reading
from em_desktop.formats.recording import (
    METADATA,
    Fields,
    directory_name,
    is_replaced,
    kind_of,
    read_document,
    read_transfers,
    recorded_name,
    scalar_text,
)
from em_desktop.formats.source import ObjectInfo, ObjectSource
from em_desktop.formats.yaml_io import Document, Limits

REFERENCES = "references.yaml"
_REFERENCE_LIMITS = Limits(nodes=2_000_000)


@dataclass(frozen=True, slots=True)
class Reference:
    """An object that lies somewhere else.

    Attributes:
        key: its path in the Artifact; no file is there.
        uri: where it is, any text.
    """

    key: str
    uri: str


def read_metadata(source: ObjectSource) -> Reading[ArtifactMetadata]:
    """``metadata.yaml``. What it doesn't say comes from the directory's name.

    Raises:
        UnavailableError: the drive or server is gone.
    """
    return metadata_from(read_document(source, METADATA), directory_name(source))


def metadata_from(document: Document, directory: str) -> Reading[ArtifactMetadata]:
    """An Artifact's metadata from its parsed file; ``directory`` is its directory's name."""
    if is_replaced(document):
        reason = "a file of the user's took the place of the Artifact's own"
        problem = Problem(METADATA, ProblemKind.OVERWRITTEN, reason)
        document = Document(None, (*document.problems, problem))
    fields = Fields.of(document, METADATA)
    if kind_of(document.value) is NodeType.RUN:
        fields.note("kind", ProblemKind.INCONSISTENT, "the recording looks like an Artifact's")
    metadata = ArtifactMetadata(
        name=recorded_name(fields, directory),
        labels=fields.texts("labels"),
        description=fields.text("description"),
        created=fields.time("createdTimestamp"),
        alternative_name=fields.text("alternativeName") or directory,
        transfers=read_transfers(fields),
    )
    return Reading(metadata, tuple(fields.problems))


def read_references(source: ObjectSource) -> Reading[tuple[Reference, ...]]:
    """``references.yaml``, which most Artifacts don't have.

    Raises:
        UnavailableError: the drive or server is gone.
    """
    document = read_document(source, REFERENCES, _REFERENCE_LIMITS)
    if document.value is None and any(p.kind is ProblemKind.MISSING for p in document.problems):
        return Reading(())
    fields = Fields.of(document, REFERENCES)
    references = []
    for key, uri in fields.values.items():
        name, address = scalar_text(key), scalar_text(uri)
        if name is None or address is None:
            fields.wrong(str(key), "an address", uri)
            continue
        references.append(Reference(name, address))
    return Reading(tuple(references), tuple(fields.problems))


def content(source: ObjectSource) -> Iterator[ObjectInfo]:
    """The Artifact's objects: all its files but those that say something about it.

    A ``metadata.yaml`` that a user's file took the place of is content.

    Raises:
        EmError: a directory can't be listed.
    """
    for info in source.list():
        if info.key == REFERENCES or is_own_file(info.key):
            continue
        if info.key == METADATA and not is_replaced(read_document(source, METADATA)):
            continue
        yield info
