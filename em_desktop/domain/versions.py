"""Versions of a Model or Dataset: entries, commits, names of versions, differences."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from em_desktop.errors import (
    AlreadyExistsError,
    ConflictError,
    InvalidNameError,
    MalformedError,
    NotFoundError,
    NotSupportedError,
)

MAIN = "main"
"""The branch that every Model and Dataset has, and keeps."""

FIRST_MESSAGE = "Repository created"
"""The message of every asset's first commit, which holds nothing."""

SHORTEST_PREFIX = 4
"""So many characters of a commit's id are enough to name it, where no other begins so."""

_REF_NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9_-]*[A-Za-z0-9])?")
_HEX = re.compile(r"[0-9a-f]+")
_ID_LENGTH = 64
_LONGEST_NAME = 255


class BranchExistsError(AlreadyExistsError):
    """The name is a branch already."""


class TagExistsError(AlreadyExistsError):
    """The name is a tag already."""


class RefNotFoundError(NotFoundError):
    """No branch, tag or commit of this asset is named so, or several commits begin so."""


class CommitNotFoundError(RefNotFoundError):
    """No commit of this asset has this id, or several begin so."""


class NothingToCommitError(ConflictError):
    """The version would be the same as the one before."""


class DefaultBranchError(NotSupportedError):
    """The branch that every asset has can't be deleted."""


@dataclass(frozen=True, slots=True)
class Content:
    """What an object of a version is.

    Attributes:
        size: bytes.
        sha256, md5: of the content, lower-case hex.
        mtime: when it came, seconds since 1970; doesn't count when versions are compared.
        content_type: as it was uploaded; empty if unknown. Doesn't count either.
    """

    size: int
    sha256: str
    md5: str
    mtime: int = 0
    content_type: str = ""

    def is_same(self, other: Content) -> bool:
        """Whether both are the same bytes."""
        return self.sha256 == other.sha256


@dataclass(frozen=True, slots=True)
class Entry:
    """One object of a version: its path in the asset, and what it is."""

    path: str
    content: Content


class ChangeType(StrEnum):
    """How an object differs between two versions."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Difference:
    """One object that differs.

    Attributes:
        before: None if it was added.
        after: None if it was removed.
    """

    path: str
    before: Content | None
    after: Content | None

    @property
    def type(self) -> ChangeType:
        if self.before is None:
            return ChangeType.ADDED
        return ChangeType.REMOVED if self.after is None else ChangeType.CHANGED


def differences(left: Iterable[Entry], right: Iterable[Entry]) -> Iterator[Difference]:
    """What differs between two versions, by path; both are sorted by path."""
    first, second = iter(left), iter(right)
    old, new = next(first, None), next(second, None)
    while old is not None or new is not None:
        if new is None or (old is not None and old.path < new.path):
            assert old is not None
            yield Difference(old.path, old.content, None)
            old = next(first, None)
        elif old is None or new.path < old.path:
            yield Difference(new.path, None, new.content)
            new = next(second, None)
        else:
            if not old.content.is_same(new.content):
                yield Difference(old.path, old.content, new.content)
            old, new = next(first, None), next(second, None)


@dataclass(frozen=True, slots=True)
class Commit:
    """A version, and how it came to be. Its id is the SHA-256 of its canonical text.

    Attributes:
        manifest: the id of the list of its objects; empty for the first commit of an asset.
        created: seconds since 1970.
        parents: ids of the commits before; none for the first.
    """

    manifest: str
    message: str
    committer: str
    created: int
    parents: tuple[str, ...] = ()
    metadata: Mapping[str, str] = field(default_factory=dict)

    def text(self) -> bytes:
        """The canonical text: JSON, keys sorted, a line of its own each."""
        values = {
            "committer": self.committer,
            "created": self.created,
            "manifest": self.manifest,
            "message": self.message,
            "metadata": dict(self.metadata),
            "parents": list(self.parents),
        }
        text = json.dumps(values, ensure_ascii=False, indent=1, sort_keys=True)
        return (text + "\n").encode("utf-8", "surrogatepass")

    @property
    def id(self) -> str:
        return hashlib.sha256(self.text()).hexdigest()

    @classmethod
    def parse(cls, data: bytes, subject: str = "") -> Commit:
        """The commit of a canonical text.

        Raises:
            MalformedError: it isn't one.
        """
        try:
            values: Any = json.loads(data.decode("utf-8", "surrogatepass"))
            return cls(
                manifest=str(values["manifest"]),
                message=str(values["message"]),
                committer=str(values["committer"]),
                created=int(values["created"]),
                parents=tuple(str(parent) for parent in values["parents"]),
                metadata={str(key): str(value) for key, value in values["metadata"].items()},
            )
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise MalformedError(subject, f"no commit: {error}") from error


def first_commit(created: int) -> Commit:
    """The commit that every asset begins with."""
    return Commit("", FIRST_MESSAGE, "", created)


def check_ref_name(name: str) -> str:
    """``name``, if a branch or tag may be called so.

    Raises:
        InvalidNameError: it isn't letters, digits, ``-`` and ``_`` between letters and digits.
    """
    if len(name) > _LONGEST_NAME or _REF_NAME.fullmatch(name) is None:
        raise InvalidNameError(name, "letters and digits, and '-' and '_' between them")
    return name


def resolve(
    ref: str,
    branch: Callable[[str], str | None],
    tag: Callable[[str], str | None],
    commits: Callable[[str], Sequence[str]],
) -> str:
    """The id of the commit that a reference names: a branch, else a tag, else a commit.

    Args:
        ref: a name, a commit's id, or at least four characters of its beginning.
        branch: the commit that a branch points to; None if there is no such branch.
        tag: the same of a tag.
        commits: the ids that begin so; two are enough.

    Raises:
        RefNotFoundError: nothing is named so, or more than one commit begins so.
    """
    found = branch(ref) or tag(ref)
    return found or resolve_commit(ref, commits, RefNotFoundError)


def resolve_commit(
    ref: str,
    commits: Callable[[str], Sequence[str]],
    missing: type[RefNotFoundError] = CommitNotFoundError,
) -> str:
    """The id of the commit with this id or this beginning.

    Raises:
        RefNotFoundError: the given kind of it: no commit begins so, or several do.
    """
    if not SHORTEST_PREFIX <= len(ref) <= _ID_LENGTH or _HEX.fullmatch(ref) is None:
        raise missing(ref, "no branch, tag or commit")
    match list(commits(ref)):
        case [only]:
            return only
        case []:
            raise missing(ref, "no branch, tag or commit")
        case _:
            raise missing(ref, "several commits begin so")


def split_reference(text: str) -> tuple[str, str]:
    """The reference and the object's path of ``REF/PATH``; the path is empty if there is none."""
    ref, _, path = text.partition("/")
    return ref, path


def history(start: str, read: Callable[[str], Commit]) -> Iterator[tuple[str, Commit]]:
    """The commits from ``start`` back to the first one, newest first; the first parent leads."""
    commit_id: str | None = start
    while commit_id is not None:
        commit = read(commit_id)
        yield commit_id, commit
        commit_id = commit.parents[0] if commit.parents else None
