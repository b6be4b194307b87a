"""``.em-node.yaml``: what the app knows about a node and its recorder doesn't."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from em_desktop.domain.problems import ProblemKind
from em_desktop.domain.recordings import Association, Role, Scalar, Value
from em_desktop.errors import from_os_error
from em_desktop.formats import files
from em_desktop.formats.checksums import CHECKSUMS
from em_desktop.formats.durable import Durably, alone
from em_desktop.formats.files import TEMPORARY_PREFIX, write_file
from em_desktop.formats.reading import Reading
from em_desktop.formats.recording import Fields, read_associations, read_document
from em_desktop.formats.source import DirectorySource, ObjectSource
from em_desktop.formats.yaml_io import dump

NODE_META = ".em-node.yaml"
_DAMAGED = ".em-node.damaged-"
_LOSSY = {
    ProblemKind.TRUNCATED,
    ProblemKind.MALFORMED,
    ProblemKind.WRONG_TYPE,
    ProblemKind.TOO_LARGE,
    ProblemKind.ENCODING,
    ProblemKind.INCONSISTENT,
}


@dataclass(frozen=True, slots=True)
class NodeMeta:
    """What the app keeps about one node.

    Attributes:
        id: its UUID, once it needed one.
        inode: the directory's number when it got the id; a copy has another.
        labels, description: as changed in the app; None where the recorder's count.
        note: free text of the user's.
        color: a colour's name or value for charts; None for the automatic one.
        locked: against deletion.
        copy_of: the directory name that the original had, in a copy made by the app: what
            others call by that name is the original.
        previous_names: directory names that it had; other recordings may still use them.
        edges: inputs and outputs that were added in the app.
        further: keys of later versions; kept when the file is written.
    """

    id: str | None = None
    inode: int | None = None
    labels: tuple[str, ...] | None = None
    description: str | None = None
    note: str = ""
    color: str | None = None
    favourite: bool = False
    locked: bool = False
    copy_of: str = ""
    previous_names: tuple[str, ...] = ()
    edges: tuple[Association, ...] = ()
    further: dict[Scalar, Value] = field(default_factory=dict)


_KEYS = {
    "id",
    "inode",
    "labels",
    "description",
    "note",
    "color",
    "favourite",
    "locked",
    "copyOf",
    "previousNames",
    "associations",
}


def is_own_file(key: str) -> bool:
    """Whether an object of a node is the app's own, and no content."""
    if any(part.startswith(TEMPORARY_PREFIX) for part in key.split("/")):
        return True
    directory, _, name = key.rpartition("/")
    return not directory and (name in {NODE_META, CHECKSUMS} or name.startswith(_DAMAGED))


def read(source: ObjectSource) -> Reading[NodeMeta]:
    """What the app knows about the node; nothing where it never had something to say.

    Raises:
        UnavailableError: the drive or server is gone.
    """
    document = read_document(source, NODE_META)
    if document.value is None and any(p.kind is ProblemKind.MISSING for p in document.problems):
        return Reading(NodeMeta())
    fields = Fields.of(document, NODE_META)
    meta = NodeMeta(
        id=fields.text("id") or None,
        inode=inode if isinstance(inode := fields.values.get("inode"), int) else None,
        labels=fields.texts("labels") if fields.values.get("labels") is not None else None,
        description=(
            fields.text("description") if fields.values.get("description") is not None else None
        ),
        note=fields.text("note"),
        color=fields.text("color") or None,
        favourite=fields.flag("favourite") or False,
        locked=fields.flag("locked") or False,
        copy_of=fields.text("copyOf"),
        previous_names=fields.texts("previousNames"),
        edges=read_associations(fields),
        further={key: value for key, value in fields.values.items() if key not in _KEYS},
    )
    return Reading(meta, tuple(fields.problems))


def to_text(meta: NodeMeta) -> str:
    """The file's text; empty where there is nothing to say.

    Raises:
        MalformedError: a text isn't valid Unicode.
    """
    values: dict[Scalar, Value] = {}
    if meta.id is not None:
        values["id"] = meta.id
    if meta.inode is not None:
        values["inode"] = meta.inode
    if meta.labels is not None:
        values["labels"] = list(meta.labels)
    if meta.description is not None:
        values["description"] = meta.description
    if meta.note:
        values["note"] = meta.note
    if meta.color is not None:
        values["color"] = meta.color
    if meta.favourite:
        values["favourite"] = True
    if meta.locked:
        values["locked"] = True
    if meta.copy_of:
        values["copyOf"] = meta.copy_of
    if meta.previous_names:
        values["previousNames"] = list(meta.previous_names)
    if meta.edges:
        values["associations"] = {
            role.value: [_edge_values(edge) for edge in meta.edges if edge.role is role]
            for role in Role
        }
    values.update(meta.further)
    return dump(values) if values else ""


def _edge_values(edge: Association) -> Value:
    fields = {
        "kind": edge.kind.value,
        "name": edge.name,
        "id": edge.id,
        "path": edge.path,
        "localDir": edge.local_dir,
    }
    return {key: value for key, value in fields.items() if value}


def write(directory: Path, meta: NodeMeta) -> None:
    """Write what the app knows about the node in ``directory``; no file for nothing.

    Raises:
        EmError: it can't be written.
    """
    alone(writing(directory, meta))


def writing(directory: Path, meta: NodeMeta) -> Durably[None]:
    """As `write`, alone or together with others."""
    path = directory / NODE_META
    text = to_text(meta)
    if text:
        yield from files.writing(path, text.encode("ascii"), sync_name=False)
        return
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise from_os_error(error, str(path)) from error


def update(directory: Path, change: Callable[[NodeMeta], NodeMeta]) -> NodeMeta:
    """Read, change and write what the app knows about the node in ``directory``.

    A damaged file is kept beside the new one, so that nothing in it is lost.

    Returns:
        what is there now.

    Raises:
        EmError: it can't be read or written.
    """
    return alone(updating(directory, change))


def updating(directory: Path, change: Callable[[NodeMeta], NodeMeta]) -> Durably[NodeMeta]:
    """As `update`, alone or together with others."""
    reading = read(DirectorySource(directory))
    changed = change(reading.value)
    if changed == reading.value:
        return changed
    if any(problem.kind in _LOSSY for problem in reading.problems):
        _keep_damaged(directory)
    yield from writing(directory, changed)
    return changed


def rewrite(directory: Path) -> None:
    """Write what can be read of a damaged file anew; the damaged one stays beside it.

    Raises:
        EmError: it can't be read or written.
    """
    reading = read(DirectorySource(directory))
    if any(problem.kind in _LOSSY for problem in reading.problems):
        _keep_damaged(directory)
    write(directory, reading.value)


def without_id(meta: NodeMeta) -> NodeMeta:
    """The same of a node that is a copy of the one that the id belongs to."""
    return replace(meta, id=None, inode=None)


def _keep_damaged(directory: Path) -> None:
    data = DirectorySource(directory).read(NODE_META)
    number = 1
    while (kept := directory / f"{_DAMAGED}{number}.yaml").exists():
        number += 1
    write_file(kept, data)
