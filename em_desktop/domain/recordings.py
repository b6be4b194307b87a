"""What a Run or an Artifact recording says, as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from em_desktop.domain.nodes import Status

Scalar: TypeAlias = str | int | float | bool | None
Value: TypeAlias = "Scalar | Opaque | list[Value] | dict[Scalar, Value]"
"""A parameter's value; keys are scalars (integers, floats, booleans and null occur)."""


@dataclass(frozen=True, slots=True)
class Opaque:
    """A value written with a Python tag that is shown, never constructed.

    Attributes:
        tag: without ``tag:yaml.org,2002:``, such as ``python/object/apply:fractions.Fraction``.
        arguments: what stands under the tag.
    """

    tag: str
    arguments: Value


class Role(StrEnum):
    """Which side of a Run an association is on."""

    INPUT = "input"
    OUTPUT = "output"


class AssociationKind(StrEnum):
    """What an association points at."""

    ARTIFACT = "Artifact"
    MODEL = "Model"
    DATASET = "Dataset"
    BRANCH = "branch"
    TAG = "tag"
    COMMIT = "commit"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Association:
    """An input or output of a Run, as its ``metadata.yaml`` names it.

    Attributes:
        name: an Artifact's alternative name (it is joined by this).
        id: a node id, or ``<asset id>:<ref>`` for a branch, tag or commit.
        path: the path on the server, ``<asset path>:<ref>`` for a version.
        local_dir: where it lay; a hint only.
    """

    role: Role
    kind: AssociationKind
    name: str = ""
    id: str = ""
    path: str = ""
    local_dir: str = ""


class TransferAction(StrEnum):
    """Which way a recording went."""

    UPLOAD = "upload"
    DOWNLOAD = "download"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class TransferRecord:
    """One line of a recording's upload and download history (``remote``)."""

    action: TransferAction
    time: datetime | None
    host: str
    path: str
    id: str


@dataclass(frozen=True, slots=True)
class RunMetadata:
    """``metadata.yaml`` of a Run."""

    name: str
    status: Status
    labels: tuple[str, ...] = ()
    description: str = ""
    started: datetime | None = None
    ended: datetime | None = None
    alternative_name: str = ""
    associations: tuple[Association, ...] = ()
    transfers: tuple[TransferRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class ArtifactMetadata:
    """``metadata.yaml`` of an Artifact."""

    name: str
    labels: tuple[str, ...] = ()
    description: str = ""
    created: datetime | None = None
    alternative_name: str = ""
    transfers: tuple[TransferRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class Platform:
    """``platform.yaml``: the machine that ran it.

    Attributes:
        packages: name and version of recorded Python packages.
        frameworks: names of machine-learning frameworks.
        further: whatever else the file says.
    """

    hostname: str = ""
    os: str = ""
    python: str = ""
    packages: tuple[tuple[str, str], ...] = ()
    frameworks: tuple[str, ...] = ()
    further: tuple[tuple[str, Value], ...] = ()


@dataclass(frozen=True, slots=True)
class GitState:
    """``git.yaml``: the code version. Credentials in the remote's address are masked already."""

    repository: str = ""
    remote_url: str = ""
    branch: str = ""
    commit: str = ""
    dirty: bool | None = None
    entry_point: str = ""

    @property
    def known(self) -> bool:
        """Whether a repository was found at all."""
        return bool(self.repository or self.remote_url or self.branch or self.commit)
