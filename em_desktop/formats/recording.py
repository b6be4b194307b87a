"""What Run and Artifact recordings have in common: which is which, and checked fields."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePath
from typing import Any

from em_desktop.domain.nodes import NodeType
from em_desktop.domain.paths import AlternativeName
from em_desktop.domain.problems import Problem, ProblemKind
from em_desktop.domain.recordings import (
    Association,
    AssociationKind,
    Role,
    Scalar,
    TransferAction,
    TransferRecord,
    Value,
)
from em_desktop.errors import AccessDeniedError, InvalidNameError, NotFoundError
from em_desktop.formats.source import ObjectSource
from em_desktop.formats.times import parse_time
from em_desktop.formats.yaml_io import DEFAULT_LIMITS, Document, Limits, load_document

METADATA = "metadata.yaml"
INDEX = "index.yaml"
PARAMETERS = "hyperparameters.yaml"
PLATFORM = "platform.yaml"
GIT = "git.yaml"
LOG = "stdout.log"
METRICS = "metrics"

_SIGNS_OF_A_RUN = (PARAMETERS, PLATFORM, GIT, LOG, METRICS)
_ENOUGH_SIGNS = 3
_MOST_PROBLEMS = 100
_NOTHING_TO_SEE = {
    ProblemKind.EMPTY,
    ProblemKind.TRUNCATED,
    ProblemKind.MISSING,
    ProblemKind.UNREADABLE,
}
_ASSOCIATION_KINDS = {kind.value for kind in AssociationKind}


def read_document(
    source: ObjectSource, key: str, limits: Limits = DEFAULT_LIMITS, *, recorded: bool = True
) -> Document:
    """The YAML object ``key`` of a node, as far as it can be read.

    An absent or forbidden object is a problem of the document.

    Raises:
        UnavailableError: the drive or server is gone.
    """
    try:
        data = source.read(key, 0, limits.size + 1)
    except NotFoundError:
        return Document(None, (Problem(key, ProblemKind.MISSING),))
    except (AccessDeniedError, InvalidNameError) as error:
        return Document(None, (Problem(key, ProblemKind.UNREADABLE, error.reason),))
    return load_document(data, limits, key, recorded=recorded)


def directory_name(source: ObjectSource) -> str:
    """The last part of where the node is: a recording's alternative name."""
    return PurePath(source.location).name


def kind_of(metadata: Value) -> NodeType | None:
    """RUN or ARTIFACT by the ``kind`` of a ``metadata.yaml``; None where it says neither."""
    kind = metadata.get("kind") if isinstance(metadata, dict) else None
    match kind:
        case "Run":
            return NodeType.RUN
        case "Artifact":
            return NodeType.ARTIFACT
        case _:
            return None


def recognise(name: str, entries: Collection[str], metadata: Value) -> NodeType | None:
    """Which recording a directory is, also when its metadata is empty, broken or overwritten.

    Args:
        name: the directory's name.
        entries: the names of what lies in it.
        metadata: the value of its ``metadata.yaml``; None where there is none.

    Returns:
        RUN, ARTIFACT, or None where it isn't a recording.
    """
    kind = kind_of(metadata)
    if kind is not None or AlternativeName.parse(name) is None:
        return kind
    if INDEX in entries or sum(sign in entries for sign in _SIGNS_OF_A_RUN) >= _ENOUGH_SIGNS:
        return NodeType.RUN
    return NodeType.ARTIFACT if METADATA in entries else None


def is_replaced(document: Document) -> bool:
    """Whether a ``metadata.yaml`` isn't the recorder's but a user's file of that name.

    The recorder's is ASCII and begins with ``kind``; what is left of it while it is
    written anew isn't taken for a user's.
    """
    if kind_of(document.value) is not None:
        return False
    kinds = {problem.kind for problem in document.problems}
    return bool(document.value) or ProblemKind.ENCODING in kinds or not kinds & _NOTHING_TO_SEE


@dataclass(slots=True)
class Fields:
    """Typed access to a mapping of unknown contents; what doesn't fit is noted as a problem.

    Attributes:
        values: the mapping; empty where the file holds something else.
        file: the object's path, for the problems.
        lines: line of each key, where it is known.
        line: where the mapping itself is.
        where: how problems name the mapping, such as ``associations.input[2].``.
        problems: shared by all fields of one file.
    """

    values: dict[Scalar, Value]
    file: str
    lines: dict[Any, int] = field(default_factory=dict)
    line: int | None = None
    where: str = ""
    problems: list[Problem] = field(default_factory=list)

    @classmethod
    def of(cls, document: Document, file: str) -> Fields:
        """The fields of a whole file."""
        problems = list(document.problems)
        value = document.value
        if not isinstance(value, dict):
            if value is not None or not problems:
                reason = f"the file should be a mapping, not {_type_name(value)}"
                problems.append(Problem(file, ProblemKind.WRONG_TYPE, reason))
            value = {}
        return cls(value, file, document.lines, problems=problems)

    def note(self, key: str, kind: ProblemKind, reason: str) -> None:
        """Add a problem with one value; a file with very many of them has enough."""
        if len(self.problems) < _MOST_PROBLEMS:
            line = self._line_of(key)
            self.problems.append(Problem(self.file, kind, f"{self.where}{key}: {reason}", line))

    def wrong(self, key: str, expected: str, value: Value) -> None:
        """Note that a value should be something else."""
        self.note(key, ProblemKind.WRONG_TYPE, f"should be {expected}, not {_type_name(value)}")

    def text(self, key: str) -> str:
        """A text; empty for null and where it is absent. Numbers are shown as text."""
        value = self.values.get(key)
        if isinstance(value, str):
            return value
        if value is None:
            return ""
        self.wrong(key, "text", value)
        return scalar_text(value) or ""

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; one text alone is a list of one."""
        value = self.values.get(key)
        if value is None:
            return ()
        if isinstance(value, str):
            self.wrong(key, "a list", value)
            return (value,) if value else ()
        if not isinstance(value, list):
            self.wrong(key, "a list", value)
            return ()
        result = []
        for number, item in enumerate(value):
            if not isinstance(item, str):
                self.wrong(f"{key}[{number}]", "text", item)
            text = scalar_text(item)
            if text is not None:
                result.append(text)
        return tuple(result)

    def time(self, key: str) -> datetime | None:
        """A point in time; None for null and where it is absent."""
        value = self.values.get(key)
        time = parse_time(value) if isinstance(value, str) else None
        if time is None and value is not None:
            self.wrong(key, "a time with an offset", value)
        return time

    def flag(self, key: str) -> bool | None:
        """True or false; None for null and where it is absent."""
        value = self.values.get(key)
        if value is None or isinstance(value, bool):
            return value
        self.wrong(key, "true or false", value)
        return None

    def mapping(self, key: str) -> Fields:
        """The fields of a mapping inside; none for null and where it is absent."""
        value = self.values.get(key)
        if not isinstance(value, dict):
            if value is not None:
                self.wrong(key, "a mapping", value)
            value = {}
        return self._inside(value, key, f"{key}.")

    def mappings(self, key: str) -> list[Fields]:
        """The fields of each mapping in a list; other items are left out."""
        value = self.values.get(key)
        if not isinstance(value, list):
            if value is not None:
                self.wrong(key, "a list", value)
            return []
        result = []
        for number, item in enumerate(value):
            name = f"{key}[{number}]"
            if isinstance(item, dict):
                result.append(self._inside(item, key, f"{name}."))
            else:
                self.wrong(name, "a mapping", item)
        return result

    def _inside(self, values: dict[Scalar, Value], key: str, where: str) -> Fields:
        line = self._line_of(key)
        return Fields(values, self.file, {}, line, self.where + where, self.problems)

    def _line_of(self, key: str) -> int | None:
        return self.lines.get(key) or self.lines.get(key.partition("[")[0]) or self.line


def read_associations(fields: Fields) -> tuple[Association, ...]:
    """The inputs, then the outputs, of a mapping with ``associations``."""
    sides = fields.mapping("associations")
    return tuple(_association(item, role) for role in Role for item in sides.mappings(role.value))


def _association(fields: Fields, role: Role) -> Association:
    kind = fields.text("kind")
    known = kind in _ASSOCIATION_KINDS
    if not known and isinstance(fields.values.get("kind"), str | None):
        fields.wrong("kind", "the kind of a node or version", fields.values.get("kind"))
    return Association(
        role=role,
        kind=AssociationKind(kind) if known else AssociationKind.OTHER,
        name=fields.text("name"),
        id=fields.text("id"),
        path=fields.text("path"),
        local_dir=fields.text("localDir"),
    )


def read_transfers(fields: Fields) -> tuple[TransferRecord, ...]:
    """The upload and download history (``remote``) of a ``metadata.yaml``, oldest first."""
    records = []
    for item in fields.mappings("remote"):
        action = item.text("action")
        known = action in {TransferAction.UPLOAD, TransferAction.DOWNLOAD}
        records.append(
            TransferRecord(
                action=TransferAction(action) if known else TransferAction.OTHER,
                time=item.time("timestamp"),
                host=item.text("host"),
                path=item.text("path"),
                id=item.text("id"),
            )
        )
    return tuple(records)


def recorded_name(fields: Fields, directory: str) -> str:
    """The ``name`` in the metadata, else the one in the directory's name, else that itself."""
    name = fields.text("name")
    if name:
        return name
    alternative = AlternativeName.parse(directory)
    return (alternative.name if alternative is not None else "") or directory


def scalar_text(value: Value) -> str | None:
    """A scalar as text, as YAML writes it; None for what isn't one."""
    match value:
        case str():
            return value
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int() | float():
            return str(value)
        case _:
            return None


def _type_name(value: Value) -> str:
    match value:
        case str():
            return f"the text {value[:40]!r}"
        case list():
            return "a list"
        case dict():
            return "a mapping"
        case _:
            return scalar_text(value) or "a tagged value"
