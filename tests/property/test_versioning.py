"""Any history of puts, removals, commits, branches and copies, against a dictionary per commit."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from em_desktop.domain.versions import (
    MAIN,
    BranchExistsError,
    Content,
    NothingToCommitError,
)
from em_desktop.errors import ConflictError, NotFoundError
from em_desktop.versioning import manifests
from em_desktop.versioning.directory import DirectoryStorage
from em_desktop.versioning.manifests import EMPTY, Manifests
from em_desktop.versioning.repository import Repository
from em_desktop.versioning.storage import VersionStorage

Files = dict[str, Content]

PATHS = [
    f"{directory}{number}.bin" for directory in ("", "a/", "a b/", "数据/") for number in range(9)
]
BRANCHES = [MAIN, "dev", "x1"]


def content(text: str) -> Content:
    data = text.encode()
    md5 = hashlib.md5(data, usedforsecurity=False).hexdigest()
    return Content(len(data), hashlib.sha256(data).hexdigest(), md5, 7, "text/plain; charset=utf-8")


class Versions(RuleBasedStateMachine):
    """Does the same to a repository and to dictionaries."""

    def __init__(self) -> None:
        super().__init__()
        self.patch = pytest.MonkeyPatch()  # small ranges, so that a few objects make many
        self.patch.setattr(manifests, "AVERAGE_ENTRIES", 3)
        self.patch.setattr(manifests, "MOST_ENTRIES", 6)
        self.now = 0

    def make_storage(self) -> VersionStorage:
        self.root = Path(tempfile.mkdtemp(prefix="em-versions-"))
        return DirectoryStorage(self.root)

    @initialize()
    def begin(self) -> None:
        self.storage = self.make_storage()
        self.repository = Repository(self.storage)
        first = self.repository.create(0)
        self.commits: dict[str, Files] = {first: {}}
        self.heads = {MAIN: first}
        self.working: dict[str, Files] = {MAIN: {}}

    def teardown(self) -> None:
        self.patch.undo()
        shutil.rmtree(self.root, ignore_errors=True)

    def committed(self, branch: str) -> Files:
        return self.commits[self.heads[branch]]

    def pick(self, number: int) -> str:
        names = sorted(self.heads)
        return names[number % len(names)]

    @rule(at=st.integers(0), paths=st.sets(st.sampled_from(PATHS)), text=st.sampled_from("abc"))
    def put(self, at: int, paths: set[str], text: str) -> None:
        branch = self.pick(at)
        for path in paths:
            self.repository.put(branch, path, content(text))
            self.working[branch][path] = content(text)

    @rule(at=st.integers(0), paths=st.sets(st.sampled_from(PATHS), max_size=12))
    def remove(self, at: int, paths: set[str]) -> None:
        branch = self.pick(at)
        for path in paths:
            self.repository.remove(branch, path)
            self.working[branch].pop(path, None)

    @rule(at=st.integers(0))
    def reset(self, at: int) -> None:
        branch = self.pick(at)
        self.repository.reset(branch)
        self.working[branch] = dict(self.committed(branch))

    @rule(at=st.integers(0))
    def commit(self, at: int) -> None:
        branch = self.pick(at)
        self.now += 1
        if self.working[branch] == self.committed(branch):
            with pytest.raises(NothingToCommitError):
                self.repository.commit(branch, "none", "ann", self.now)
            return
        commit_id, commit = self.repository.commit(branch, "some", "ann", self.now)
        assert commit.parents == (self.heads[branch],)
        self.commits[commit_id] = dict(self.working[branch])
        self.heads[branch] = commit_id

    @rule(name=st.sampled_from(BRANCHES), source=st.integers(0))
    def branch(self, name: str, source: int) -> None:
        ids = sorted(self.commits)
        commit_id = ids[source % len(ids)]
        if name in self.heads:
            with pytest.raises(BranchExistsError):
                self.repository.create_branch(name, commit_id)
            return
        self.repository.create_branch(name, commit_id[:20])
        self.heads[name] = commit_id
        self.working[name] = dict(self.commits[commit_id])

    @rule(name=st.sampled_from(BRANCHES[1:]))
    def delete_branch(self, name: str) -> None:
        if name in self.heads:
            self.repository.delete_branch(name)
            del self.heads[name], self.working[name]

    @rule(at=st.integers(0), source=st.integers(0))
    def copy(self, at: int, source: int) -> None:
        branch = self.pick(at)
        ids = sorted(self.commits)
        files = self.commits[ids[source % len(ids)]]
        manifest = self.repository.read_commit(ids[source % len(ids)]).manifest
        self.now += 1
        if self.working[branch] != self.committed(branch):
            with pytest.raises(ConflictError):
                self.repository.replace(branch, manifest, "copy", "ann", self.now)
        elif files == self.committed(branch):
            with pytest.raises(NothingToCommitError):
                self.repository.replace(branch, manifest, "copy", "ann", self.now)
        else:
            commit_id, _ = self.repository.replace(branch, manifest, "copy", "ann", self.now)
            self.commits[commit_id] = dict(files)
            self.working[branch] = dict(files)
            self.heads[branch] = commit_id

    @rule(left=st.integers(0), right=st.integers(0))
    def compare(self, left: int, right: int) -> None:
        ids = sorted(self.commits)
        first, second = ids[left % len(ids)], ids[right % len(ids)]
        old, new = self.commits[first], self.commits[second]
        found = {
            one.path: (one.before, one.after) for one in self.repository.differences(first, second)
        }
        assert found == {
            path: (old.get(path), new.get(path))
            for path in old.keys() | new.keys()
            if old.get(path) != new.get(path)
        }

    @rule(offset=st.integers(0, 40), limit=st.integers(1, 10), at=st.integers(0))
    def page(self, offset: int, limit: int, at: int) -> None:
        branch = self.pick(at)
        files = sorted(self.working[branch])
        page = [entry.path for entry in self.repository.objects(branch, offset, limit)]
        assert page == files[offset : offset + limit]

    @invariant()
    def every_version_is_what_was_committed(self) -> None:
        if not hasattr(self, "repository"):
            return
        for commit_id, files in self.commits.items():
            entries = {entry.path: entry.content for entry in self.repository.objects(commit_id)}
            assert entries == files

    @invariant()
    def every_branch_shows_its_uncommitted_changes(self) -> None:
        if not hasattr(self, "repository"):
            return
        for branch, files in self.working.items():
            entries = list(self.repository.objects(branch))
            assert [entry.path for entry in entries] == sorted(files)
            assert {entry.path: entry.content for entry in entries} == files
            assert self.repository.count_objects(branch) == len(files)
            changes = {
                one.path: one.type.value for one in self.repository.uncommitted(branch, 0, 99)
            }
            base = self.committed(branch)
            assert changes == {
                path: "added" if path not in base else "changed" if path in files else "removed"
                for path in base.keys() | files.keys()
                if base.get(path) != files.get(path)
            }

    @invariant()
    def the_same_objects_have_the_same_manifest_however_they_came(self) -> None:
        if not hasattr(self, "repository"):
            return
        for commit_id, files in self.commits.items():
            store = Manifests(self.storage)
            fresh = store.changed(store.load(EMPTY), sorted(files.items()))
            assert self.repository.read_commit(commit_id).manifest == fresh

    @rule(path=st.sampled_from(PATHS), at=st.integers(0))
    def look_up(self, path: str, at: int) -> None:
        branch = self.pick(at)
        if path in self.working[branch]:
            assert self.repository.get(branch, path) == self.working[branch][path]
        else:
            with pytest.raises(NotFoundError):
                self.repository.get(branch, path)


Versions.TestCase.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
TestVersions = Versions.TestCase
