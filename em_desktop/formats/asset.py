"""``.em-asset`` of a Model or Dataset: what it is, and the names of its versions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from em_desktop.domain.nodes import NodeType
from em_desktop.domain.problems import Problem, ProblemKind
from em_desktop.domain.recordings import Value
from em_desktop.domain.versions import MAIN
from em_desktop.errors import AccessDeniedError, NotFoundError
from em_desktop.formats.reading import Reading
from em_desktop.formats.recording import Fields, read_document
from em_desktop.formats.source import ObjectSource

DIRECTORY = ".em-asset"
ASSET = f"{DIRECTORY}/asset.yaml"

_BRANCHES = f"{DIRECTORY}/refs/heads/"
_TAGS = f"{DIRECTORY}/refs/tags/"
_COMMITS = f"{DIRECTORY}/commits/"


@dataclass(frozen=True, slots=True)
class AssetMetadata:
    """``asset.yaml``.

    Attributes:
        kind: MODEL or DATASET; None where the file doesn't say.
    """

    kind: NodeType | None
    labels: tuple[str, ...] = ()
    description: str = ""
    created: datetime | None = None


@dataclass(frozen=True, slots=True)
class Refs:
    """The versions of a Model or Dataset by name.

    Attributes:
        branches: ``main`` first, then by name.
        tags: by name.
        commits: how many there are.
    """

    branches: tuple[str, ...] = (MAIN,)
    tags: tuple[str, ...] = ()
    commits: int = 0


def kind_of(asset: Value) -> NodeType | None:
    """MODEL or DATASET by the ``kind`` of an ``asset.yaml``; None where it says neither."""
    kind = asset.get("kind") if isinstance(asset, dict) else None
    match kind:
        case "Model":
            return NodeType.MODEL
        case "Dataset":
            return NodeType.DATASET
        case _:
            return None


def read_metadata(source: ObjectSource) -> Reading[AssetMetadata]:
    """``asset.yaml`` of the Model or Dataset.

    Raises:
        UnavailableError: the drive or server is gone.
    """
    document = read_document(source, ASSET)
    fields = Fields.of(document, ASSET)
    kind = kind_of(document.value)
    if kind is None and fields.values:
        fields.wrong("kind", "Model or Dataset", fields.values.get("kind"))
    metadata = AssetMetadata(
        kind=kind,
        labels=fields.texts("labels"),
        description=fields.text("description"),
        created=fields.time("created"),
    )
    return Reading(metadata, tuple(fields.problems))


def read_refs(source: ObjectSource) -> Reading[Refs]:
    """The names of branches and tags and the number of commits.

    Raises:
        UnavailableError: the drive or server is gone.
    """
    problems: list[Problem] = []
    branches = _names(source, _BRANCHES, problems)
    refs = Refs(
        branches=(MAIN, *(name for name in branches if name != MAIN)),
        tags=tuple(_names(source, _TAGS, problems)),
        commits=len(_names(source, _COMMITS, problems)),
    )
    return Reading(refs, tuple(problems))


def _names(source: ObjectSource, prefix: str, problems: list[Problem]) -> list[str]:
    try:
        keys = [info.key.removeprefix(prefix) for info in source.list(prefix)]
    except NotFoundError:  # nothing was committed or tagged yet
        return []
    except AccessDeniedError as error:
        problems.append(Problem(prefix.rstrip("/"), ProblemKind.UNREADABLE, error.reason))
        return []
    return sorted(key for key in keys if not key.rpartition("/")[2].startswith("."))
