"""``NAME.shortcut.yaml``: a file that stands for a node somewhere else."""

from __future__ import annotations

from dataclasses import dataclass, field

from em_desktop.domain.naming import SHORTCUT_SUFFIX
from em_desktop.domain.nodes import ShortcutTarget
from em_desktop.domain.paths import NodePath
from em_desktop.domain.problems import ProblemKind
from em_desktop.domain.recordings import Scalar, Value
from em_desktop.errors import InvalidNameError
from em_desktop.formats.reading import Reading
from em_desktop.formats.recording import Fields, read_document
from em_desktop.formats.source import ObjectSource
from em_desktop.formats.yaml_io import dump

_KEYS = {"kind", "target", "labels", "description", "favourite"}


@dataclass(frozen=True, slots=True)
class Shortcut:
    """What a shortcut's file says.

    Attributes:
        target: what it points at; a target without id and path leads nowhere.
        further: keys of later versions; kept when the file is written.
    """

    target: ShortcutTarget
    labels: tuple[str, ...] = ()
    description: str = ""
    favourite: bool = False
    further: dict[Scalar, Value] = field(default_factory=dict)


def is_shortcut(file_name: str) -> bool:
    """Whether a file of this name is a shortcut."""
    return file_name.endswith(SHORTCUT_SUFFIX) and len(file_name) > len(SHORTCUT_SUFFIX)


def shown_name(file_name: str) -> str:
    """The shortcut's name, without the ending of its file."""
    return file_name.removesuffix(SHORTCUT_SUFFIX)


def read(source: ObjectSource, key: str) -> Reading[Shortcut]:
    """The shortcut in the file ``key``.

    Raises:
        UnavailableError: the drive or server is gone.
    """
    fields = Fields.of(read_document(source, key), key)
    if fields.values and fields.values.get("kind") != "Shortcut":
        fields.wrong("kind", "Shortcut", fields.values.get("kind"))
    shortcut = Shortcut(
        target=_target(fields.mapping("target")),
        labels=fields.texts("labels"),
        description=fields.text("description"),
        favourite=fields.flag("favourite") or False,
        further={name: value for name, value in fields.values.items() if name not in _KEYS},
    )
    return Reading(shortcut, tuple(fields.problems))


def _target(fields: Fields) -> ShortcutTarget:
    path = None
    text = fields.text("path")
    if text or "path" in fields.values:
        try:
            path = NodePath.parse(text)
        except InvalidNameError as error:
            fields.note("path", ProblemKind.WRONG_TYPE, error.reason)
    return ShortcutTarget(fields.text("id") or None, path)


def to_text(shortcut: Shortcut) -> str:
    """The file's text.

    Raises:
        MalformedError: a text isn't valid Unicode.
    """
    target: dict[Scalar, Value] = {}
    if shortcut.target.id is not None:
        target["id"] = shortcut.target.id
    if shortcut.target.path is not None:
        target["path"] = str(shortcut.target.path)
    values: dict[Scalar, Value] = {
        "kind": "Shortcut",
        "target": target,
        "labels": list(shortcut.labels),
        "description": shortcut.description,
    }
    if shortcut.favourite:
        values["favourite"] = True
    return dump(values | shortcut.further)
