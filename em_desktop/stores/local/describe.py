"""From a directory or file to the node that it is."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from em_desktop.domain.naming import shown_name
from em_desktop.domain.nodes import Node, NodeType, Status
from em_desktop.domain.paths import AlternativeName, NodePath
from em_desktop.domain.problems import Problem, ProblemKind
from em_desktop.domain.recordings import ArtifactMetadata, RunMetadata
from em_desktop.errors import EmError, from_os_error
from em_desktop.formats import artifact, asset, autotune, node_meta, run, shortcut
from em_desktop.formats.quick_metadata import read_quickly
from em_desktop.formats.recording import METADATA, read_document, recognise
from em_desktop.formats.source import DirectorySource
from em_desktop.stores.local.markers import Markers, read_markers, with_other_markers
from em_desktop.stores.local.places import RECORDINGS, RECORDINGS_NAME

_QUICK_BYTES = 65536
_RECORDED = {NodeType.RUN, NodeType.ARTIFACT}


def describe_directory(place: str, path: NodePath, markers: Markers) -> tuple[Node, bool]:
    """The node that a directory is.

    Returns:
        the node, and whether it stays the same while the fingerprint of ``markers`` does.

    Raises:
        OSError, EmError: it can't be looked into (any more).
    """
    node = None
    if markers.metadata is not None:
        node = _quick_recording(place, path, markers.metadata) or _recording(place, path)
    elif AlternativeName.parse(path.name) is not None:
        node = _recording(place, path)
    if node is None and markers.metadata is not None:  # a file of that name that says nothing
        markers = with_other_markers(place, markers)
    if node is None and markers.profile is not None:
        node = _autotune(place, path)
    if node is None and markers.asset is not None:
        node = _asset(place, path)
    if node is None:
        node = Node(path, NodeType.FOLDER, _folder_name(path))
    if markers.node_meta is not None:
        node = _with_meta(place, node)
    node = replace(node, modified=_time(markers.modified_ns))
    if is_alive(node):
        node = with_activity(place, node)
    may_keep = not node.problems and (markers.metadata is None or node.type in _RECORDED)
    return node, may_keep


def describe_file(place: str, path: NodePath, status: os.stat_result) -> Node:
    """The node that an entry is which isn't a directory: a Shortcut or a File (also a link)."""
    modified = _time(status.st_mtime_ns)
    if shortcut.is_shortcut(path.name) and stat.S_ISREG(status.st_mode):
        return replace(_shortcut(place, path), modified=modified)
    return Node(path, NodeType.FILE, path.name, modified=modified, size=status.st_size)


def describe(place: str, path: NodePath) -> Node:
    """The node that an entry is, whatever it is.

    Raises:
        OSError, EmError: it can't be looked at.
    """
    status = os.lstat(place)
    if stat.S_ISDIR(status.st_mode):
        return describe_directory(place, path, read_markers(place))[0]
    return describe_file(place, path, status)


def describe_recorded(place: str, path: NodePath) -> Node:
    """The node that a directory is, by its recorder alone, without what the app knows."""
    return describe_directory(place, path, replace(read_markers(place), node_meta=None))[0]


def unreadable(path: NodePath, error: OSError | EmError) -> Node:
    """The node for something that the system doesn't let us look at."""
    if isinstance(error, OSError):
        error = from_os_error(error)
    reason = f"{error.subject}: {error.reason}"
    kind = NodeType.FOLDER if AlternativeName.parse(path.name) is None else NodeType.ARTIFACT
    problem = Problem("", ProblemKind.UNREADABLE, reason)
    return Node(path, kind, shown_name(path.name, "", ""), problems=(problem,))


def is_alive(node: Node) -> bool:
    """Whether a node says that it is running, so that its last sign of life counts."""
    return node.status is Status.RUNNING and node.type in {NodeType.RUN, NodeType.AUTOTUNE}


def with_activity(place: str, node: Node) -> Node:
    """The node with its newest sign of life, which no fingerprint tells of."""
    source = DirectorySource(Path(place))
    look: Callable[[DirectorySource], datetime | None] = (
        run.last_activity if node.type is NodeType.RUN else autotune.last_activity
    )
    try:
        activity = look(source)
    except EmError:  # it is gone or unreadable by now, which the next listing tells
        return node
    known = [time for time in (node.modified, activity) if time is not None]
    return replace(node, last_activity=activity, modified=max(known, default=None))


def _quick_recording(place: str, path: NodePath, status: os.stat_result) -> Node | None:
    """The node, where its metadata is a plain file just as the recorder writes it."""
    if not stat.S_ISREG(status.st_mode) or not 0 < status.st_size <= _QUICK_BYTES:
        return None
    try:
        descriptor = os.open(f"{place}/{METADATA}", os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        try:
            data = os.read(descriptor, status.st_size + 1)
        finally:
            os.close(descriptor)
    except OSError:  # the full reader tells why
        return None
    facts = read_quickly(data) if len(data) == status.st_size else None
    return None if facts is None else _node(path, facts, ())


def _recording(place: str, path: NodePath) -> Node | None:
    """The node, where the directory is a recording, damaged or not."""
    source = DirectorySource(Path(place))
    document = read_document(source, METADATA)
    entries = os.listdir(place)  # noqa: PTH208 - names alone
    match recognise(path.name, entries, document.value):
        case NodeType.RUN:
            found = run.metadata_from(document, path.name)
            return _node(path, found.value, found.problems)
        case NodeType.ARTIFACT:
            told = artifact.metadata_from(document, path.name)
            return _node(path, told.value, told.problems)
        case _:
            return None


def _node(
    path: NodePath, facts: RunMetadata | ArtifactMetadata, problems: tuple[Problem, ...]
) -> Node:
    name = shown_name(path.name, facts.name, facts.alternative_name)
    if isinstance(facts, ArtifactMetadata):
        return Node(
            path,
            NodeType.ARTIFACT,
            name,
            labels=facts.labels,
            description=facts.description,
            created=facts.created,
            problems=problems,
        )
    return Node(
        path,
        NodeType.RUN,
        name,
        status=facts.status,
        labels=facts.labels,
        description=facts.description,
        created=facts.started,
        started=facts.started,
        ended=facts.ended,
        problems=problems,
    )


def _autotune(place: str, path: NodePath) -> Node:
    reading = autotune.summarize(DirectorySource(Path(place)))
    search = reading.value
    stem, _, start = path.name.rpartition("_")  # as recorders name it: <name>_<start in seconds>
    is_recorders = stem == search.name and start.isdecimal()
    return Node(
        path,
        NodeType.AUTOTUNE,
        search.name if is_recorders else path.name,
        status=search.status,
        created=search.started,
        started=search.started,
        ended=search.ended,
        problems=reading.problems,
    )


def _shortcut(place: str, path: NodePath) -> Node:
    reading = shortcut.read(DirectorySource(Path(place).parent), path.name)
    found = reading.value
    return Node(
        path,
        NodeType.SHORTCUT,
        shortcut.shown_name(path.name),
        labels=found.labels,
        description=found.description,
        favourite=found.favourite,
        target=found.target,
        problems=reading.problems,
    )


def _asset(place: str, path: NodePath) -> Node:
    """A Model or Dataset; a Folder with a problem where the file doesn't say which."""
    reading = asset.read_metadata(DirectorySource(Path(place)))
    found = reading.value
    return Node(
        path,
        found.kind or NodeType.FOLDER,
        path.name,
        labels=found.labels,
        description=found.description,
        created=found.created,
        problems=reading.problems,
    )


def _with_meta(place: str, node: Node) -> Node:
    """The node with what the app knows of it; where both say something, the app does."""
    try:
        reading = node_meta.read(DirectorySource(Path(place)))
    except EmError as error:
        problem = Problem(node_meta.NODE_META, ProblemKind.UNREADABLE, error.reason)
        return replace(node, problems=(*node.problems, problem))
    meta = reading.value
    return replace(
        node,
        id=meta.id,
        labels=node.labels if meta.labels is None else meta.labels,
        description=node.description if meta.description is None else meta.description,
        favourite=meta.favourite,
        color=meta.color,
        locked=meta.locked,
        problems=(*node.problems, *reading.problems),
    )


def _folder_name(path: NodePath) -> str:
    return RECORDINGS_NAME if path.name == RECORDINGS else path.name


def _time(nanoseconds: int) -> datetime:
    return datetime.fromtimestamp(nanoseconds / 1e9, UTC)
