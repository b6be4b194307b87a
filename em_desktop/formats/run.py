"""The files of a Run recording."""

from __future__ import annotations

import unicodedata
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from em_desktop.domain.nodes import NodeType, Status
from em_desktop.domain.paths import check_object_key
from em_desktop.domain.problems import Problem, ProblemKind
from em_desktop.domain.recordings import (
    GitState,
    Platform,
    RunMetadata,
    Scalar,
    Value,
)
from em_desktop.errors import AccessDeniedError, EmError, InvalidNameError, NotFoundError
from em_desktop.formats.addresses import without_credentials
from em_desktop.formats.reading import Reading
from em_desktop.formats.recording import (
    GIT,
    INDEX,
    LOG,
    METADATA,
    METRICS,
    PARAMETERS,
    PLATFORM,
    Fields,
    directory_name,
    is_replaced,
    kind_of,
    read_associations,
    read_document,
    read_transfers,
    recognise,
    recorded_name,
    scalar_text,
)
from em_desktop.formats.source import ObjectSource
from em_desktop.formats.yaml_io import Document

__all__ = [
    "MetricFile",
    "kind_of",
    "last_activity",
    "log_key",
    "metadata_from",
    "metric_files",
    "read_git",
    "read_metadata",
    "read_parameters",
    "read_platform",
    "recognise",
]

_RECORDED_STATUSES = {status.value: status for status in Status if status is not Status.STALLED}
_SUFFIX = ".yaml"


@dataclass(frozen=True, slots=True)
class MetricFile:
    """One file of metric records.

    Attributes:
        type: the metric type, any text.
        key: the object.
    """

    type: str
    key: str


def read_metadata(source: ObjectSource) -> Reading[RunMetadata]:
    """``metadata.yaml``. What it doesn't say comes from the directory's name.

    Raises:
        UnavailableError: the drive or server is gone.
    """
    return metadata_from(read_document(source, METADATA), directory_name(source))


def metadata_from(document: Document, directory: str) -> Reading[RunMetadata]:
    """A Run's metadata from its parsed file; ``directory`` is the recording's directory name."""
    if is_replaced(document):
        reason = "the file doesn't say that it is a Run's"
        problem = Problem(METADATA, ProblemKind.OVERWRITTEN, reason)
        document = Document(None, (*document.problems, problem))
    fields = Fields.of(document, METADATA)
    if kind_of(document.value) is NodeType.ARTIFACT:
        fields.note("kind", ProblemKind.INCONSISTENT, "the recording looks like a Run's")
    metadata = RunMetadata(
        name=recorded_name(fields, directory),
        status=_status(fields),
        labels=fields.texts("labels"),
        description=fields.text("description"),
        started=fields.time("startTimestamp"),
        ended=fields.time("endTimestamp"),
        alternative_name=fields.text("alternativeName") or directory,
        associations=read_associations(fields),
        transfers=read_transfers(fields),
    )
    return Reading(metadata, tuple(fields.problems))


def _status(fields: Fields) -> Status:
    if "status" not in fields.values:
        if fields.values and not fields.problems:  # the recorder always writes one
            fields.note("status", ProblemKind.TRUNCATED, "isn't there")
        return Status.UNKNOWN
    value = fields.values["status"]
    status = _RECORDED_STATUSES.get(value) if isinstance(value, str) else None
    if status is None:
        fields.wrong("status", "Running, Complete or Error", value)
    return status or Status.UNKNOWN


def read_parameters(source: ObjectSource) -> Reading[dict[Scalar, Value]]:
    """``hyperparameters.yaml``, in its order.

    Raises:
        UnavailableError: the drive or server is gone.
    """
    fields = Fields.of(read_document(source, PARAMETERS), PARAMETERS)
    return Reading(fields.values, tuple(fields.problems))


def read_platform(source: ObjectSource) -> Reading[Platform]:
    """``platform.yaml``: the machine that ran the Run, or loaded it last.

    Raises:
        UnavailableError: the drive or server is gone.
    """
    fields = Fields.of(read_document(source, PLATFORM), PLATFORM)
    packages = fields.mapping("pypkgs")
    known = {"hostname", "os", "python", "pypkgs", "framework"}
    platform = Platform(
        hostname=fields.text("hostname"),
        os=fields.text("os"),
        python=_version(fields, "python"),
        packages=tuple(
            (scalar_text(name) or "", _version(packages, name)) for name in packages.values
        ),
        frameworks=_frameworks(fields),
        further=tuple(
            (scalar_text(key) or "", value)
            for key, value in fields.values.items()
            if key not in known
        ),
    )
    return Reading(platform, tuple(fields.problems))


def _version(fields: Fields, key: Scalar) -> str:
    """A version; one like ``3.11`` may have been read as a number, and is shown all the same."""
    value = fields.values.get(key)
    text = "" if value is None else scalar_text(value)
    if text is None:
        fields.wrong(str(key), "text", value)
    return text or ""


def _frameworks(fields: Fields) -> tuple[str, ...]:
    if isinstance(fields.values.get("framework"), list):
        return fields.texts("framework")
    names = (name.strip() for name in fields.text("framework").split(","))
    return tuple(name for name in names if name)


def read_git(source: ObjectSource) -> Reading[GitState]:
    """``git.yaml``: the code version, without the credentials in the remote's address.

    Raises:
        UnavailableError: the drive or server is gone.
    """
    fields = Fields.of(read_document(source, GIT), GIT)
    state = GitState(
        repository=fields.text("repo_path"),
        remote_url=without_credentials(fields.text("remote_url")),
        branch=fields.text("branch"),
        commit=fields.text("commit"),
        dirty=fields.flag("is_dirty"),
        entry_point=fields.text("entrypoint"),
    )
    return Reading(state, tuple(fields.problems))


def metric_files(source: ObjectSource) -> Reading[tuple[MetricFile, ...]]:
    """The metric files that are there: first those that ``index.yaml`` names, in its order.

    The index may be stale; where it and the files differ, the files count.

    Raises:
        UnavailableError: the drive or server is gone.
    """
    fields = Fields.of(read_document(source, INDEX), INDEX)
    present = {_folded(file.key): file for file in _present_metric_files(source)}
    named = fields.mapping("metrics")
    result = []
    for name in named.values:
        key = named.text(name) if isinstance(name, str) else ""
        key = key.replace("\\", "/")
        if _folded(key) in present:
            result.append(present.pop(_folded(key)))
        elif _is_there(source, key):
            result.append(MetricFile(scalar_text(name) or key, key))
        else:
            named.note(scalar_text(name) or "", ProblemKind.INCONSISTENT, f"{key} isn't there")
    for file in present.values():
        if "metrics" in fields.values or not fields.problems:
            fields.note("metrics", ProblemKind.INCONSISTENT, f"{file.key} isn't named")
        result.append(file)
    return Reading(tuple(result), tuple(fields.problems))


def _present_metric_files(source: ObjectSource) -> list[MetricFile]:
    prefix = f"{METRICS}/"
    try:
        keys = [info.key for info in source.list(prefix)]
    except (NotFoundError, AccessDeniedError):  # a new Run that git kept has no such folder
        return []
    return [
        MetricFile(key.removeprefix(prefix).removesuffix(_SUFFIX), key)
        for key in keys
        if key.endswith(_SUFFIX) and not key.rpartition("/")[2].startswith(".")
    ]


def _folded(key: str) -> str:
    """Some systems decompose the letters of file names."""
    return unicodedata.normalize("NFC", key)


def _is_there(source: ObjectSource, key: str) -> bool:
    try:
        check_object_key(key)
        source.stat(key)
    except (NotFoundError, InvalidNameError, AccessDeniedError):
        return False
    return True


def log_key(source: ObjectSource) -> str | None:
    """The object that holds the Run's standard output; None where there is none.

    Raises:
        UnavailableError: the drive or server is gone.
    """
    return LOG if _is_there(source, LOG) else None


def last_activity(source: ObjectSource) -> datetime | None:
    """When the recorder last wrote something, by the times of its files; None without files.

    Raises:
        UnavailableError: the drive or server is gone.
    """
    newest = -1
    for key in (METADATA, INDEX, LOG):
        try:
            newest = max(newest, source.stat(key).mtime_ns)
        except EmError as error:
            if error.retryable:
                raise
    with suppress(NotFoundError, AccessDeniedError):
        newest = max([newest, *(info.mtime_ns for info in source.list(f"{METRICS}/"))])
    return None if newest < 0 else datetime.fromtimestamp(newest / 1e9, UTC)
