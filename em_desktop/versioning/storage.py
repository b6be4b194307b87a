"""What keeps the versions of one Model or Dataset: a directory, or tables of a database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from em_desktop.domain.versions import ChangeType, Content


class RecordKind(StrEnum):
    """Small immutable texts, each named by its hash."""

    RANGE = "ranges"
    MANIFEST = "manifests"
    COMMIT = "commits"


class RefKind(StrEnum):
    """Names that point to commits."""

    BRANCH = "heads"
    TAG = "tags"


@dataclass(frozen=True, slots=True)
class Staged:
    """An uncommitted change of one object of a branch.

    Attributes:
        after: None where it is removed.
        existed: whether the branch's commit has an object at this path.
    """

    path: str
    after: Content | None
    existed: bool

    @property
    def type(self) -> ChangeType:
        if self.after is None:
            return ChangeType.REMOVED
        return ChangeType.CHANGED if self.existed else ChangeType.ADDED

    @property
    def delta(self) -> int:
        """By how many objects the branch has more with it than without."""
        return int(self.after is not None) - int(self.existed)


class VersionStorage(Protocol):
    """Keeps records, refs and uncommitted changes. Paths and names sort by code point.

    Whoever changes something is alone: the directory's lock or the database's
    transaction sees to that. Reading needs no lock.
    """

    def read(self, kind: RecordKind, record_id: str) -> bytes:
        """A record.

        Raises:
            NotFoundError: there is none of this id.
        """

    def write(self, kind: RecordKind, record_id: str, data: bytes) -> None:
        """Keep a record; one that is there already stays."""

    def commits_beginning(self, prefix: str, limit: int) -> Sequence[str]:
        """Ids of commits that begin so, sorted."""

    def ref(self, kind: RefKind, name: str) -> str | None:
        """The commit that a branch or tag points to; None if there is no such name."""

    def refs(
        self, kind: RefKind, offset: int = 0, limit: int | None = None
    ) -> Sequence[tuple[str, str]]:
        """Names and their commits, by name."""

    def count_refs(self, kind: RefKind) -> int: ...

    def set_ref(self, kind: RefKind, name: str, commit: str, expected: str | None) -> None:
        """Let a name point to a commit, in one step that survives a crash.

        Before it must point to the ``expected`` one; None: there must be no such name.

        Raises:
            ConflictError: it points elsewhere.
        """

    def delete_ref(self, kind: RefKind, name: str) -> None: ...

    def staged(
        self, branch: str, after: str | None = None, limit: int | None = None
    ) -> Iterator[Staged]:
        """Uncommitted changes of a branch by path; only those beyond ``after``."""

    def staged_page(self, branch: str, offset: int, limit: int) -> Sequence[Staged]: ...

    def staged_at(self, branch: str, path: str) -> Staged | None: ...

    def count_staged(self, branch: str) -> int: ...

    def staged_delta(self, branch: str, through: str | None = None) -> int:
        """The sum of `Staged.delta` of the changes up to a path, or of all."""

    def stage(self, branch: str, staged: Staged) -> None:
        """Note a change; one of the same path is replaced."""

    def unstage(self, branch: str, path: str) -> None: ...

    def clear_staged(self, branch: str) -> None: ...
