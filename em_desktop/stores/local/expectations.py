"""Which thing is at a place, and in what state: what taking something back must find there."""

from __future__ import annotations

import hashlib
import os
import stat
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from em_desktop.domain.naming import SHORTCUT_SUFFIX
from em_desktop.errors import ConflictError, EmError, NotFoundError, from_os_error
from em_desktop.formats import node_meta, shortcut
from em_desktop.formats.checksums import CHECKSUMS
from em_desktop.formats.files import TEMPORARY_PREFIX
from em_desktop.formats.node_meta import NODE_META, NodeMeta
from em_desktop.formats.source import DirectorySource

_SMALL = 65_536
_MOST_ENTRIES = 20_000
"""Of what holds more, only the first so many entries are compared."""


def identity(place: Path) -> str:
    """The same text for the same thing, wherever it is moved; another for another one.

    A shortcut, whose file is written anew with its labels, is told by what it points at.

    Raises:
        OSError: nothing is there.
    """
    status = place.lstat()
    if place.name.endswith(SHORTCUT_SUFFIX) and stat.S_ISREG(status.st_mode):
        with suppress(EmError):
            target = shortcut.read(DirectorySource(place.parent), place.name).value.target
            return f"shortcut {target.id or ''}:{target.path or ''}"
    return f"inode {status.st_dev}:{status.st_ino}"


def state(place: Path) -> str:
    """The same text while nothing in a node has changed but what undoing itself leaves.

    Names, sizes and times of all files count; times of directories, ids and inode numbers
    don't: they change when something inside is changed and changed back. Nor do hashes noted.

    Raises:
        OSError: nothing is there.
    """
    digest = hashlib.sha256()
    status = place.lstat()
    if not stat.S_ISDIR(status.st_mode):
        return f"file {_look(os.fspath(place), status)}"
    root = os.fspath(place)
    pending, count = [root], 0
    while pending and count < _MOST_ENTRIES:
        directory = pending.pop()
        try:
            with os.scandir(directory) as scan:
                entries = sorted(scan, key=lambda entry: entry.name)
        except OSError:  # the same the next time, or it has changed
            digest.update(b"unreadable")
            continue
        for entry in entries:
            if entry.name.startswith(TEMPORARY_PREFIX) or entry.name == CHECKSUMS:
                continue
            count += 1
            digest.update(_mark(entry, os.path.relpath(entry.path, root)))
            if entry.is_dir(follow_symlinks=False):
                pending.append(entry.path)
    return f"directory {digest.hexdigest()}"


def noted_identity(place: Path) -> str | None:
    """As `identity`; None, which expects nothing, where it can't be told."""
    try:
        return identity(place)
    except OSError:
        return None


def noted_state(place: Path) -> str | None:
    """As `state`; None, which expects nothing, where it can't be told."""
    try:
        return state(place)
    except OSError:
        return None


def check(place: Path, expected: str | None) -> None:
    """Refuse where what is at a place isn't what was left there.

    Args:
        place: a node or a file of it.
        expected: what `identity` or `state` said; None expects nothing.

    Raises:
        NotFoundError: nothing is there.
        ConflictError: something else is, or it has changed.
    """
    if expected is None:
        return
    try:
        is_identity = expected.startswith(("inode ", "shortcut "))
        now = identity(place) if is_identity else state(place)
    except FileNotFoundError as error:
        raise NotFoundError(os.fspath(place), "it isn't there any more") from error
    except OSError as error:
        raise from_os_error(error, os.fspath(place)) from error
    if now != expected:
        raise ConflictError(os.fspath(place), "somebody else has changed it since")


def _mark(entry: os.DirEntry[str], name: str) -> bytes:
    """What is compared of one entry; nothing of an ``.em-node.yaml`` without news for people."""
    try:
        if entry.is_dir(follow_symlinks=False):
            look = "directory"
        elif entry.name == NODE_META:
            look = _meaning(os.path.dirname(entry.path))  # noqa: PTH120 - many
        else:
            look = _look(entry.path, entry.stat(follow_symlinks=False))
    except OSError:
        look = "gone"
    return f"{name}\0{look}\0".encode(errors="surrogateescape") if look else b""


def _look(place: str, status: os.stat_result) -> str:
    """Of a file its size and time; of a shortcut, which labels rewrite, what it says."""
    if place.endswith(SHORTCUT_SUFFIX) and status.st_size < _SMALL:
        return hashlib.sha256(Path(place).read_bytes()).hexdigest()
    return f"{status.st_size}:{status.st_mtime_ns}"


def _meaning(directory: str) -> str:
    """What ``.em-node.yaml`` says to people."""
    try:
        meta = node_meta.read(DirectorySource(Path(directory))).value
    except EmError:
        return "unreadable"
    told = replace(meta, id=None, inode=None, previous_names=())
    return "" if told == NodeMeta() else ascii(told)
