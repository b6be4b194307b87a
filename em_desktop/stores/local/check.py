"""Looking for what is broken in a store, and mending what can be mended without loss."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from em_desktop.domain.nodes import Node, NodeType
from em_desktop.domain.paths import ROOT
from em_desktop.domain.problems import Problem
from em_desktop.errors import EmError, from_os_error
from em_desktop.formats import artifact, autotune, checksums, node_meta, run
from em_desktop.formats.checksums import CHECKSUMS
from em_desktop.formats.files import TEMPORARY_PREFIX
from em_desktop.formats.metrics import MetricReader
from em_desktop.formats.node_meta import NODE_META
from em_desktop.stores.base import Cancel
from em_desktop.stores.local.exclusive import Exclusive, is_in_use
from em_desktop.stores.local.locator import Locator
from em_desktop.stores.local.places import Places
from em_desktop.stores.local.store import LocalStore
from em_desktop.stores.local.trash import TRASH, Trash
from em_desktop.stores.shortcuts import follow

_YOUNG_SECONDS = 60.0
"""An unfinished file that is younger may be being written by another program."""


class Trouble(StrEnum):
    """What can be wrong."""

    BROKEN_FILE = "broken file"
    UNREADABLE = "unreadable"
    DUPLICATE_ID = "duplicate id"
    DANGLING_SHORTCUT = "dangling shortcut"
    DANGLING_EDGE = "dangling edge"
    DAMAGED_FILE = "damaged file"
    STRAY_FILE = "stray temporary file"
    UNFINISHED_REMOVAL = "unfinished removal"


class Remedy(StrEnum):
    """What `repair` does about it."""

    NONE = "none"
    """Nothing: what is lost can't be made again from what is there."""
    DELETE = "delete"
    """Nobody needs it: it is an unfinished copy of something else."""
    REWRITE = "rewrite"
    """What can be read is written anew; the damaged file stays beside it."""
    NEW_ID = "forget the id"
    """The copy gets an id of its own when it needs one."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong.

    Attributes:
        place: relative to the store: a node's path, a file, or an entry of the trash.
        detail: the technical text.
    """

    trouble: Trouble
    place: str
    detail: str
    remedy: Remedy = Remedy.NONE


def check(
    root: Path,
    cancel: Cancel | None = None,
    young: float = _YOUNG_SECONDS,
    *,
    hashes: bool = True,
) -> Iterator[Finding]:
    """Look at everything in a store; it is only read.

    Args:
        root: the store's folder.
        cancel: ends it.
        young: unfinished files younger than this (seconds) aren't told of.
        hashes: read all files whose hashes were noted when they were copied, and compare.

    Raises:
        EmError: the store can't be opened.
        CancelledError: on cancel.
    """
    store = LocalStore(root)
    try:
        yield from _strays(root, young, cancel)
        yield from _unfinished_removals(root)
        yield from _duplicates(root, cancel)
        if hashes:
            yield from _damaged(root, cancel)
        pending = [ROOT]
        while pending:
            path = pending.pop()
            try:
                nodes = [node for page in store.children(path, cancel) for node in page]
            except EmError as error:
                yield Finding(Trouble.UNREADABLE, str(path), error.reason)
                continue
            for node in nodes:
                yield from _node(store, node, cancel)
                if node.is_folder:
                    pending.append(node.path)
    finally:
        store.close()


def repair(root: Path, finding: Finding) -> bool:
    """Do what a finding's remedy says.

    Returns:
        whether there was something to do.

    Raises:
        EmError: it can't be done.
    """
    place = root / finding.place
    with Exclusive(root).held():
        try:
            match finding.remedy:
                case Remedy.NONE:
                    return False
                case Remedy.DELETE:
                    _delete(place)
                case Remedy.REWRITE:
                    node_meta.rewrite(place.parent)
                case Remedy.NEW_ID:
                    node_meta.update(place, node_meta.without_id)
        except OSError as error:
            raise from_os_error(error, os.fspath(place)) from error
    return True


def _delete(place: Path) -> None:
    """Delete an unfinished file, or directory that nobody works in."""
    if place.is_symlink() or not place.is_dir():
        place.unlink(missing_ok=True)
    elif not is_in_use(place):
        shutil.rmtree(place)
    for above in (place.parent, place.parent.parent):  # no empty trash stays behind
        if above.name in TRASH.parts:
            try:
                above.rmdir()
            except OSError:
                return


def _strays(root: Path, young: float, cancel: Cancel | None) -> Iterator[Finding]:
    """Unfinished files and directories everywhere, also inside recordings."""
    for directory, names, files in os.walk(root):
        if cancel is not None:
            cancel.check()
        for name in [*names, *files]:
            if not name.startswith(TEMPORARY_PREFIX):
                continue
            place = Path(directory, name)
            is_directory = name in names
            if is_in_use(place) if is_directory else _age(place) < young:
                continue
            where = os.path.relpath(place, root)
            yield Finding(Trouble.STRAY_FILE, where, "left by a crash", Remedy.DELETE)
        names[:] = [name for name in names if not name.startswith(TEMPORARY_PREFIX)]


def _damaged(root: Path, cancel: Cancel | None) -> Iterator[Finding]:
    """Files that are as old and as large as when they were copied, but not the same."""
    for directory, names, files in os.walk(root):
        names[:] = sorted(name for name in names if not name.startswith(TEMPORARY_PREFIX))
        if CHECKSUMS not in files:
            continue
        where = os.path.relpath(directory, root)
        try:
            for key, sha256 in checksums.verify(Path(directory)):
                if cancel is not None:
                    cancel.check()
                if key:
                    place = key if where == os.curdir else f"{where}/{key}"
                    detail = f"its SHA-256 is {sha256} now; restore it from where it came from"
                    yield Finding(Trouble.DAMAGED_FILE, place, detail)
        except EmError as error:
            yield Finding(Trouble.UNREADABLE, error.subject or where, error.reason)


def _age(place: Path) -> float:
    try:
        return time.time() - place.lstat().st_mtime
    except OSError:
        return 0.0


def _unfinished_removals(root: Path) -> Iterator[Finding]:
    """Entries of the trash that don't hold what they should."""
    trash = Trash(root)
    for trash_id, is_empty in trash.unusable():
        where = os.fspath(TRASH / trash_id)
        if is_empty:
            yield Finding(Trouble.UNFINISHED_REMOVAL, where, "nothing was removed", Remedy.DELETE)
        else:
            detail = "nobody knows where its content was; it is kept"
            yield Finding(Trouble.UNFINISHED_REMOVAL, where, detail)


def _duplicates(root: Path, cancel: Cancel | None) -> Iterator[Finding]:
    index = Locator(Places(root)).index(cancel)
    for node_id, claims in index.by_id.items():
        original = index.with_id(node_id)
        for claim in claims:
            if claim.path != original:
                detail = f"{node_id} is the id of {original or 'the store'}"
                yield Finding(Trouble.DUPLICATE_ID, str(claim.path), detail, Remedy.NEW_ID)


def _node(store: LocalStore, node: Node, cancel: Cancel | None) -> Iterator[Finding]:
    try:
        problems = list(dict.fromkeys((*node.problems, *_problems(store, node))))
        for problem in problems:
            yield _broken(node, problem)
        if node.type is NodeType.SHORTCUT:
            yield from _shortcut(store, node)
        elif node.type is NodeType.RUN:
            lineage = store.lineage(node.path, cancel)
            for edge in (*lineage.inputs, *lineage.outputs):
                if edge.node is None:
                    known = edge.association.name or edge.association.id
                    detail = f"{known} isn't in this store"
                    yield Finding(Trouble.DANGLING_EDGE, str(node.path), detail)
    except EmError as error:
        yield Finding(Trouble.UNREADABLE, str(node.path), error.reason)


def _broken(node: Node, problem: Problem) -> Finding:
    where = f"{node.path}/{problem.file}" if problem.file else str(node.path)
    line = "" if problem.line is None else f"line {problem.line}: "
    detail = f"{line}{problem.kind.value.replace('_', ' ')}: {problem.detail}"
    remedy = Remedy.REWRITE if problem.file == NODE_META else Remedy.NONE
    return Finding(Trouble.BROKEN_FILE, where, detail, remedy)


def _shortcut(store: LocalStore, node: Node) -> Iterator[Finding]:
    try:
        follow(store, node)
    except EmError as error:
        yield Finding(Trouble.DANGLING_SHORTCUT, str(node.path), error.reason or str(error))


def _problems(store: LocalStore, node: Node) -> tuple[Problem, ...]:
    """What is wrong with the files that a listing doesn't read."""
    match node.type:
        case NodeType.RUN:
            source = store.objects(node.path)
            return (
                *run.read_metadata(source).problems,
                *run.read_parameters(source).problems,
                *run.read_platform(source).problems,
                *run.read_git(source).problems,
                *run.metric_files(source).problems,
                *(
                    problem
                    for file in run.metric_files(source).value
                    for problem in MetricReader(source, file.key, file.type).update().problems
                ),
            )
        case NodeType.ARTIFACT:
            source = store.objects(node.path)
            found = artifact.read_metadata(source).problems
            return (*found, *artifact.read_references(source).problems)
        case NodeType.AUTOTUNE:
            return autotune.summarize(store.objects(node.path)).problems
        case _:
            return ()
