"""What is built beside its place, unseen, until it takes the place in one step."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from em_desktop.domain.paths import AlternativeName
from em_desktop.domain.problems import ProblemKind
from em_desktop.errors import UnavailableError, from_os_error
from em_desktop.formats import checksums, node_meta
from em_desktop.formats.autotune import PROFILE
from em_desktop.formats.checksums import CHECKSUMS, Checksum
from em_desktop.formats.files import TEMPORARY_PREFIX
from em_desktop.formats.node_meta import NODE_META, NodeMeta
from em_desktop.formats.recording import METADATA
from em_desktop.formats.source import DirectorySource
from em_desktop.stores.local.exclusive import marked_in_use


@contextmanager
def workshop(beside: Path) -> Iterator[Path]:
    """A hidden directory in ``beside``, which is gone at the end with what is left in it.

    Others see that somebody works in it; one that a crash left behind is nobody's.

    Raises:
        EmError: it can't be made.
    """
    directory = beside / f"{TEMPORARY_PREFIX}{uuid.uuid4().hex[:12]}"
    try:
        directory.mkdir()
    except OSError as error:
        raise from_os_error(error, os.fspath(directory)) from error
    try:
        with marked_in_use(directory):
            yield directory
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def make_independent(place: Path, *, is_copy: bool, known_ids: Collection[str] = ()) -> None:
    """Let the recordings and folders in a copied tree be nodes of their own.

    Args:
        place: the tree, which nobody sees yet.
        is_copy: the originals are in the same store: the copies get no id, no lock and no
            former names, and what others call by their directory's name stays the original.
        known_ids: ids that a tree from elsewhere mustn't bring along.

    Raises:
        EmError: a file can't be written.
    """

    def as_copy(directory: Path, meta: NodeMeta) -> NodeMeta:
        name = directory.name if AlternativeName.parse(directory.name) is not None else ""
        return replace(meta, id=None, inode=None, locked=False, previous_names=(), copy_of=name)

    def as_newcomer(directory: Path, meta: NodeMeta) -> NodeMeta:
        node_id = None if meta.id in known_ids else meta.id
        inode = directory.lstat().st_ino if node_id else None
        return replace(meta, id=node_id, inode=inode, locked=False)

    if place.is_symlink() or not place.is_dir():
        return
    change = as_copy if is_copy else as_newcomer
    for directory, names, files in os.walk(place, onerror=_fail):
        names[:] = [name for name in names if not name.startswith(".") or name == ".em"]
        is_recording = is_copy and AlternativeName.parse(Path(directory).name) is not None
        if NODE_META in files or is_recording:
            _rewrite(Path(directory), change)


def note_checksums(place: Path, hashes: Mapping[str, str]) -> None:
    """Keep the hashes of a copied tree in it: those of a recording's files in the recording.

    Args:
        place: the tree, which nobody sees yet.
        hashes: SHA-256 of its files, by their keys below it.

    Raises:
        EmError: they can't be written.
    """
    if place.is_symlink() or not place.is_dir():
        return
    marks = [key.rpartition("/") for key in hashes]
    recordings = {above for above, _, name in marks if name in {METADATA, PROFILE}}
    groups: dict[str, dict[str, Checksum]] = {}
    for key, sha256 in hashes.items():
        if sha256 and key.rpartition("/")[2] not in {NODE_META, CHECKSUMS}:
            top = _topmost(key, recordings)
            inside = key.removeprefix(f"{top}/")
            groups.setdefault(top, {})[inside] = Checksum.of(place / key, sha256)
    for directory, known in groups.items():
        checksums.write(place / directory, known)


def _topmost(key: str, recordings: Collection[str]) -> str:
    """The first directory on the way to a file that is a recording; empty for none."""
    parts = key.split("/")
    above = ("/".join(parts[:count]) for count in range(len(parts)))
    return next((each for each in above if each in recordings), "")


def _fail(error: OSError) -> None:
    raise from_os_error(error)


def _rewrite(directory: Path, change: Callable[[Path, NodeMeta], NodeMeta]) -> None:
    reading = node_meta.read(DirectorySource(directory))
    for problem in reading.problems:
        if problem.kind is ProblemKind.UNREADABLE:
            raise UnavailableError(os.fspath(directory / NODE_META), problem.detail)
        return  # it is damaged, and copied so; `check` tells of it
    meta = change(directory, reading.value)
    if meta == reading.value:
        return
    text, file = node_meta.to_text(meta), directory / NODE_META
    try:
        if text:
            file.write_text(text, encoding="ascii")
        else:
            file.unlink()
    except OSError as error:
        raise from_os_error(error, os.fspath(file)) from error
