"""The versions of one Model or Dataset: branches, tags, commits and uncommitted changes.

A branch is a commit and the changes to it that weren't committed yet. Contents are
kept elsewhere; here an object is its hash and size.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from em_desktop.domain.versions import (
    MAIN,
    BranchExistsError,
    Commit,
    Content,
    DefaultBranchError,
    Difference,
    Entry,
    NothingToCommitError,
    RefNotFoundError,
    TagExistsError,
    check_ref_name,
    first_commit,
    history,
    resolve,
    resolve_commit,
)
from em_desktop.errors import ConflictError, NotFoundError
from em_desktop.versioning.manifests import Manifest, Manifests
from em_desktop.versioning.storage import RecordKind, RefKind, Staged, VersionStorage


class Repository:
    """Reads and changes the versions that a storage keeps.

    Every method raises `RefNotFoundError` (or its kind `CommitNotFoundError`) for
    a version that isn't there. Whoever changes something must be alone, see
    `VersionStorage`; each change becomes true by one step of the storage, the last one.
    """

    def __init__(self, storage: VersionStorage) -> None:
        self._storage = storage
        self._manifests = Manifests(storage)

    def create(self, now: int) -> str:
        """Begin: the branch ``main`` with a first commit that holds nothing; its id."""
        commit = first_commit(now)
        self._storage.write(RecordKind.COMMIT, commit.id, commit.text())
        self._storage.set_ref(RefKind.BRANCH, MAIN, commit.id, expected=None)
        return commit.id

    # versions by name

    def resolve(self, ref: str) -> str:
        """The commit of a branch, a tag, or (the beginning of) a commit's id."""
        storage = self._storage
        return resolve(
            ref,
            lambda name: storage.ref(RefKind.BRANCH, name),
            lambda name: storage.ref(RefKind.TAG, name),
            lambda prefix: storage.commits_beginning(prefix, 2),
        )

    def commit_named(self, text: str) -> tuple[str, Commit]:
        """The commit with this id or this beginning."""
        found = resolve_commit(text, lambda prefix: self._storage.commits_beginning(prefix, 2))
        return found, self.read_commit(found)

    def read_commit(self, commit_id: str) -> Commit:
        return Commit.parse(self._storage.read(RecordKind.COMMIT, commit_id), commit_id)

    def history(self, ref: str) -> Iterator[tuple[str, Commit]]:
        """Commits from a version back to the first one."""
        return history(self.resolve(ref), self.read_commit)

    def branches(self, offset: int = 0, limit: int | None = None) -> Sequence[tuple[str, str]]:
        """Branches and their commits, by name."""
        return self._storage.refs(RefKind.BRANCH, offset, limit)

    def tags(self, offset: int = 0, limit: int | None = None) -> Sequence[tuple[str, str]]:
        """Tags and their commits, by name."""
        return self._storage.refs(RefKind.TAG, offset, limit)

    def count(self, kind: RefKind) -> int:
        """How many branches or tags there are."""
        return self._storage.count_refs(kind)

    def head(self, branch: str) -> str:
        """The commit of a branch."""
        commit = self._storage.ref(RefKind.BRANCH, branch)
        if commit is None:
            raise RefNotFoundError(branch, "no branch is named so")
        return commit

    def is_branch(self, ref: str) -> bool:
        return self._storage.ref(RefKind.BRANCH, ref) is not None

    def create_branch(self, name: str, source: str) -> str:
        """A branch that begins at a version, without its uncommitted changes.

        Raises:
            BranchExistsError, InvalidNameError: the name can't be given.
        """
        check_ref_name(name)
        if self.is_branch(name):
            raise BranchExistsError(name)
        commit = self.resolve(source)
        self._storage.set_ref(RefKind.BRANCH, name, commit, expected=None)
        return commit

    def delete_branch(self, name: str) -> None:
        """Forget a branch and its uncommitted changes; its commits stay.

        Raises:
            DefaultBranchError: it is ``main``.
        """
        if name == MAIN:
            raise DefaultBranchError(name)
        self.head(name)
        self._storage.delete_ref(RefKind.BRANCH, name)
        self._storage.clear_staged(name)

    def create_tag(self, name: str, source: str) -> str:
        """A name for a version, for ever.

        Raises:
            TagExistsError, InvalidNameError: the name can't be given.
        """
        check_ref_name(name)
        if self._storage.ref(RefKind.TAG, name) is not None:
            raise TagExistsError(name)
        commit = self.resolve(source)
        self._storage.set_ref(RefKind.TAG, name, commit, expected=None)
        return commit

    def delete_tag(self, name: str) -> None:
        if self._storage.ref(RefKind.TAG, name) is None:
            raise RefNotFoundError(name, "no tag is named so")
        self._storage.delete_ref(RefKind.TAG, name)

    # objects of a version

    def manifest(self, commit_id: str) -> Manifest:
        return self._manifests.load(self.read_commit(commit_id).manifest)

    def get(self, ref: str, path: str) -> Content:
        """What is at a path; on a branch with its uncommitted changes.

        Raises:
            NotFoundError: nothing is there.
        """
        commit = self.resolve(ref)
        staged = self._storage.staged_at(ref, path) if self.is_branch(ref) else None
        if staged is not None:
            found = staged.after
        else:
            found = self._manifests.get(self.manifest(commit), path)
        if found is None:
            raise NotFoundError(path, "no such object in this version")
        return found

    def objects(self, ref: str, offset: int = 0, limit: int | None = None) -> Iterator[Entry]:
        """The objects of a version by path; of a branch with its uncommitted changes."""
        manifest = self.manifest(self.resolve(ref))
        if self.is_branch(ref) and self._storage.count_staged(ref):
            entries = self._with_staged(manifest, ref, offset)
        else:
            entries = self._manifests.entries(manifest, offset)
        return entries if limit is None else islice(entries, limit)

    def count_objects(self, ref: str) -> int:
        """How many objects `objects` gives."""
        count = self.manifest(self.resolve(ref)).count
        return count + (self._storage.staged_delta(ref) if self.is_branch(ref) else 0)

    def differences(self, left: str, right: str) -> Iterator[Difference]:
        """What differs between two committed versions, by path; reads only what differs."""
        return self._manifests.differences(
            self.manifest(self.resolve(left)), self.manifest(self.resolve(right))
        )

    # uncommitted changes

    def put(self, branch: str, path: str, content: Content) -> None:
        """Let an object be on a branch, uncommitted. The same bytes again are no change."""
        committed = self._committed(branch, path)
        if committed is not None and committed.is_same(content):
            self._storage.unstage(branch, path)
        else:
            self._storage.stage(branch, Staged(path, content, committed is not None))

    def remove(self, branch: str, path: str) -> None:
        """Let no object be at a path of a branch, uncommitted; none there is no error."""
        if self._committed(branch, path) is None:
            self._storage.unstage(branch, path)
        else:
            self._storage.stage(branch, Staged(path, None, existed=True))

    def uncommitted(self, branch: str, offset: int, limit: int) -> Sequence[Staged]:
        """Changes of a branch that weren't committed, by path."""
        self.head(branch)
        return self._storage.staged_page(branch, offset, limit)

    def count_uncommitted(self, branch: str) -> int:
        self.head(branch)
        return self._storage.count_staged(branch)

    def reset(self, branch: str) -> None:
        """Drop the uncommitted changes of a branch."""
        self.head(branch)
        self._storage.clear_staged(branch)

    # new versions

    def commit(
        self,
        branch: str,
        message: str,
        committer: str,
        now: int,
        metadata: Mapping[str, str] | None = None,
    ) -> tuple[str, Commit]:
        """Make a version of the branch with its uncommitted changes.

        Raises:
            NothingToCommitError: there are none.
        """
        head = self.head(branch)
        if self._storage.count_staged(branch) == 0:
            raise NothingToCommitError(branch)
        manifest = self._manifests.changed(
            self.manifest(head),
            ((staged.path, staged.after) for staged in self._storage.staged(branch)),
        )
        commit = Commit(manifest, message, committer, now, (head,), metadata or {})
        return self._advance(branch, head, commit), commit

    def replace(
        self, branch: str, manifest: str, message: str, committer: str, now: int
    ) -> tuple[str, Commit]:
        """Make a version of the branch that has exactly the objects of a manifest.

        The manifest is the `Commit.manifest` of the version to take over; its records must
        be in this storage.

        Raises:
            NothingToCommitError: the branch has the same objects already.
            ConflictError: the branch has uncommitted changes, which would be lost.
        """
        head = self.head(branch)
        if self._storage.count_staged(branch):
            raise ConflictError(branch, "commit or reset its uncommitted changes first")
        before, after = self.manifest(head), self._manifests.load(manifest)
        if next(self._manifests.differences(before, after), None) is None:
            raise NothingToCommitError(branch)
        commit = Commit(manifest, message, committer, now, (head,))
        return self._advance(branch, head, commit), commit

    def _advance(self, branch: str, head: str, commit: Commit) -> str:
        """All that the commit needs is kept; moving the branch is what makes it true."""
        commit_id = commit.id
        self._storage.write(RecordKind.COMMIT, commit_id, commit.text())
        self._storage.set_ref(RefKind.BRANCH, branch, commit_id, expected=head)
        self._storage.clear_staged(branch)
        return commit_id

    def _committed(self, branch: str, path: str) -> Content | None:
        return self._manifests.get(self.manifest(self.head(branch)), path)

    def _with_staged(self, manifest: Manifest, branch: str, offset: int) -> Iterator[Entry]:
        """The objects of a commit with uncommitted changes, from that of a number on."""
        index, skip = self._range_at(manifest, branch, offset)
        after = manifest.ranges[index - 1].last if index else None
        changes = self._storage.staged(branch, after)
        start = manifest.count_before(index)
        merged = _overlaid(self._manifests.entries(manifest, start), changes)
        return islice(merged, skip, None)

    def _range_at(self, manifest: Manifest, branch: str, offset: int) -> tuple[int, int]:
        """The range to read from for an offset, and how many merged entries to skip there."""

        def before(index: int) -> int:
            if index == 0:
                return 0
            staged = self._storage.staged_delta(branch, manifest.ranges[index - 1].last)
            return manifest.count_before(index) + staged

        low, high = 0, len(manifest.ranges)
        while low < high:
            middle = (low + high + 1) // 2
            if before(middle) <= offset:
                low = middle
            else:
                high = middle - 1
        return low, offset - before(low)


def _overlaid(entries: Iterator[Entry], changes: Iterator[Staged]) -> Iterator[Entry]:
    change = next(changes, None)
    for entry in entries:
        while change is not None and change.path < entry.path:
            if change.after is not None:
                yield Entry(change.path, change.after)
            change = next(changes, None)
        if change is not None and change.path == entry.path:
            if change.after is not None:
                yield Entry(change.path, change.after)
            change = next(changes, None)
        else:
            yield entry
    while change is not None:
        if change.after is not None:
            yield Entry(change.path, change.after)
        change = next(changes, None)
