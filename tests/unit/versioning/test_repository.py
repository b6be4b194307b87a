"""What a commit costs, what a crash leaves, and how versions are named."""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
from pathlib import Path

import pytest

from em_desktop.domain.versions import (
    MAIN,
    CommitNotFoundError,
    Content,
    DefaultBranchError,
    NothingToCommitError,
    RefNotFoundError,
    TagExistsError,
)
from em_desktop.errors import EmError, InvalidNameError, MalformedError, NoSpaceError
from em_desktop.versioning.contents import DirectoryContents
from em_desktop.versioning.directory import DirectoryStorage
from em_desktop.versioning.manifests import AVERAGE_ENTRIES, EMPTY, Manifests
from em_desktop.versioning.repository import Repository
from em_desktop.versioning.storage import RecordKind, RefKind


class CountingStorage(DirectoryStorage):
    """Notes which records are read and written."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.read_records: list[tuple[RecordKind, str]] = []
        self.written: list[tuple[RecordKind, str]] = []

    def read(self, kind: RecordKind, record_id: str) -> bytes:
        self.read_records.append((kind, record_id))
        return super().read(kind, record_id)

    def write(self, kind: RecordKind, record_id: str, data: bytes) -> None:
        self.written.append((kind, record_id))
        super().write(kind, record_id, data)

    def forget(self) -> None:
        self.read_records.clear()
        self.written.clear()

    def ranges(self, what: list[tuple[RecordKind, str]]) -> int:
        return sum(kind is RecordKind.RANGE for kind, _ in what)


def content(text: str) -> Content:
    data = text.encode()
    md5 = hashlib.md5(data, usedforsecurity=False).hexdigest()
    return Content(len(data), hashlib.sha256(data).hexdigest(), md5)


@pytest.fixture
def storage(tmp_path: Path) -> CountingStorage:
    return CountingStorage(tmp_path / "asset")


@pytest.fixture
def repository(storage: CountingStorage) -> Repository:
    made = Repository(storage)
    made.create(0)
    return made


def fill(storage: CountingStorage, repository: Repository, count: int) -> str:
    """A version of many objects, made without staging each of them."""
    store = Manifests(storage)
    entries = ((f"images/{number:08}.png", content("same")) for number in range(count))
    manifest = store.changed(store.load(EMPTY), entries)
    return repository.replace(MAIN, manifest, "many", "ann", 1)[0]


def test_a_commit_of_few_changes_writes_few_ranges_however_large_the_version_is(
    storage: CountingStorage, repository: Repository
) -> None:
    before = fill(storage, repository, 40 * AVERAGE_ENTRIES)
    total = len(repository.manifest(before).ranges)
    assert total > 20
    changed = [f"images/{number:08}.png" for number in range(0, 20000, 5000)]
    for path in changed:
        repository.put(MAIN, path, content("other"))
    storage.forget()
    after, _ = repository.commit(MAIN, "few", "ann", 2)
    assert storage.ranges(storage.written) == len(changed)
    assert storage.ranges(storage.read_records) <= 2 * len(changed)
    storage.forget()
    found = [one.path for one in repository.differences(before, after)]
    assert found == changed
    assert storage.ranges(storage.read_records) == 2 * len(changed)


def test_one_page_of_a_large_version_reads_the_ranges_it_is_in(
    storage: CountingStorage, repository: Repository
) -> None:
    fill(storage, repository, 40 * AVERAGE_ENTRIES)
    repository.put(MAIN, "aaa", content("first"))
    storage.forget()
    page = [entry.path for entry in repository.objects(MAIN, 10001, 100)]
    assert page == [f"images/{number:08}.png" for number in range(10000, 10100)]
    assert storage.ranges(storage.read_records) <= 2


def test_paths_that_never_meet_a_boundary_are_cut_all_the_same(
    storage: CountingStorage, repository: Repository
) -> None:
    store = Manifests(storage)

    def is_no_boundary(path: str) -> bool:
        digest = hashlib.blake2b(path.encode(), digest_size=4).digest()
        return int.from_bytes(digest) % AVERAGE_ENTRIES != 0

    paths = [path for path in (f"{number:06}" for number in range(9000)) if is_no_boundary(path)]
    manifest = store.load(store.changed(store.load(EMPTY), ((p, content("")) for p in paths)))
    assert len(manifest.ranges) == 3
    more = store.changed(manifest, [("000000x", content("new"))])
    assert more == store.changed(
        store.load(EMPTY),
        [(p, content("new" if p.endswith("x") else "")) for p in sorted([*paths, "000000x"])],
    )


@pytest.mark.parametrize("failing", range(12))
def test_a_commit_that_is_cut_off_anywhere_leaves_the_old_version_or_the_new_one(
    storage: CountingStorage,
    repository: Repository,
    monkeypatch: pytest.MonkeyPatch,
    failing: int,
) -> None:
    repository.put(MAIN, "a", content("1"))
    first, _ = repository.commit(MAIN, "one", "ann", 1)
    repository.put(MAIN, "a", content("2"))
    repository.put(MAIN, "b", content("2"))
    calls = 0
    real_fsync, real_unlink = os.fsync, Path.unlink

    def count() -> None:
        nonlocal calls
        calls += 1
        if calls > failing:
            raise OSError(28, "No space left on device")

    def fsync(descriptor: int) -> None:
        count()
        real_fsync(descriptor)

    def unlink(path: Path, missing_ok: bool = False) -> None:
        if path.parent.name == "staged":
            count()
        real_unlink(path, missing_ok=missing_ok)

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fsync)
        patch.setattr(Path, "unlink", unlink)
        with contextlib.suppress(NoSpaceError):
            repository.commit(MAIN, "two", "ann", 2)
    again = Repository(DirectoryStorage(storage.root))
    head = again.head(MAIN)
    shown = {entry.path: entry.content for entry in again.objects(MAIN)}
    assert shown == {"a": content("2"), "b": content("2")}  # committed or still staged
    if head == first:
        assert again.count_uncommitted(MAIN) == 2
        head, _ = again.commit(MAIN, "two", "ann", 2)
    assert again.count_uncommitted(MAIN) == 0
    assert [commit.message for _, commit in again.history(head)] == [
        "two",
        "one",
        "Repository created",
    ]


def test_a_change_whose_line_was_cut_off_wasnt_made(
    storage: CountingStorage, repository: Repository
) -> None:
    repository.put(MAIN, "a", content("1"))
    staged = storage.root / "staged" / MAIN
    with staged.open("ab") as file:
        file.write(b'{"path": "half')
    assert [one.path for one in repository.uncommitted(MAIN, 0, 9)] == ["a"]
    repository.put(MAIN, "b", content("2"))
    assert [one.path for one in repository.uncommitted(MAIN, 0, 9)] == ["a", "b"]


def test_two_writers_of_one_branch_dont_overwrite_each_other(
    storage: CountingStorage, repository: Repository
) -> None:
    head = repository.head(MAIN)
    repository.put(MAIN, "a", content("1"))
    repository.commit(MAIN, "one", "ann", 1)
    with pytest.raises(EmError, match="conflict"):
        storage.set_ref(RefKind.BRANCH, MAIN, head, expected=head)


def test_a_version_is_named_by_a_branch_before_a_tag_before_a_commit(
    repository: Repository,
) -> None:
    first = repository.head(MAIN)
    repository.put(MAIN, "a", content("1"))
    second, _ = repository.commit(MAIN, "one", "ann", 1)
    name = first[:8]
    assert repository.resolve(name) == first
    repository.create_tag(name, second)
    assert repository.resolve(name) == second
    repository.create_branch(name, first)
    assert repository.resolve(name) == first
    assert repository.resolve(second[:4]) == second


@pytest.mark.parametrize("ref", ["", "abc", "zzzz", "../main", "A" * 64, "0" * 65, "main/"])
def test_what_names_no_version_is_told_so(repository: Repository, ref: str) -> None:
    with pytest.raises(RefNotFoundError):
        repository.resolve(ref)


def test_a_beginning_of_several_commits_names_none(
    storage: CountingStorage, repository: Repository
) -> None:
    for number in range(2):
        storage.write(RecordKind.COMMIT, "abcd" + str(number) * 60, b"")
    with pytest.raises(CommitNotFoundError, match="several"):
        repository.commit_named("abcd")


def test_a_tag_stays_where_it_is(repository: Repository) -> None:
    repository.create_tag("v1", MAIN)
    with pytest.raises(TagExistsError):
        repository.create_tag("v1", MAIN)


@pytest.mark.parametrize("name", ["", "a b", "-a", "a-", "../x", "a/b", ".hidden", "x" * 256])
def test_a_name_that_could_lead_elsewhere_is_no_branch(repository: Repository, name: str) -> None:
    with pytest.raises(InvalidNameError):
        repository.create_branch(name, MAIN)


def test_the_main_branch_stays(repository: Repository) -> None:
    with pytest.raises(DefaultBranchError):
        repository.delete_branch(MAIN)


def test_the_same_bytes_again_are_no_change(repository: Repository) -> None:
    repository.put(MAIN, "a", content("1"))
    repository.commit(MAIN, "one", "ann", 1)
    repository.put(MAIN, "a", content("2"))
    repository.put(MAIN, "a", content("1"))
    repository.remove(MAIN, "never there")
    with pytest.raises(NothingToCommitError):
        repository.commit(MAIN, "none", "ann", 2)


def test_contents_are_kept_once_and_verified_when_read(tmp_path: Path) -> None:
    contents = DirectoryContents(tmp_path)
    first = contents.keep(io.BytesIO(b"weights"))
    assert contents.keep(io.BytesIO(b"weights")) == first
    assert list(contents.all()) == [first.sha256] == [hashlib.sha256(b"weights").hexdigest()]
    assert b"".join(contents.read(first.sha256)) == b"weights"
    place = contents.path(first.sha256)
    assert place.stat().st_mode & 0o222 == 0
    place.chmod(0o644)
    place.write_bytes(b"w3ights")
    with pytest.raises(MalformedError):
        list(contents.read(first.sha256))
