"""Nodes and files on their way between folders, servers and accounts."""

from __future__ import annotations

import filecmp
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from em_desktop.domain.nodes import NodeType
from em_desktop.domain.operations import CreateFolder, IfTaken, Move
from em_desktop.domain.paths import ROOT, NodePath
from em_desktop.errors import AlreadyExistsError, CancelledError, EmError, UnavailableError
from em_desktop.stores.base import Cancel, Store
from em_desktop.stores.local import LocalStore
from em_desktop.stores.remote import receiving
from em_desktop.stores.remote.account import Account
from em_desktop.stores.remote.client import Client
from em_desktop.stores.remote.config import login_to
from em_desktop.stores.remote.incoming import Incoming
from em_desktop.stores.remote.places import Place
from em_desktop.stores.remote.store import RemoteStore
from em_desktop.sync.deliveries import transfer_of
from em_desktop.sync.editing import Editing
from em_desktop.sync.history import History
from em_desktop.sync.plans import Plan, plan_copy, plan_export, plan_import
from em_desktop.sync.transfers import Transfer, TransferResult
from tests.server.serving import Person

MLP = "digits_train_mlp_261123_115932_eicjg9"
RUNS, ARTIFACTS = NodePath(("runs",)), NodePath(("artifacts",))


def store_of(person: Person) -> RemoteStore:
    return RemoteStore(Account.at(login_to(person.server.address, person.key)))


@pytest.fixture
def remote(ann: Person) -> Iterator[RemoteStore]:
    store = store_of(ann)
    yield store
    store.close()


@pytest.fixture
def local(recordings: Path) -> Iterator[LocalStore]:
    store = LocalStore(recordings)
    yield store
    store.close()


def carried(plan: Plan, editing: Editing | None = None) -> TransferResult:
    """Do it; all of it must arrive."""
    result = outcome(transfer_of(plan, editing))
    assert [str(failure.error) for failure in result.failures] == []
    return result


def outcome(transfer: Transfer, cancel: Cancel | None = None) -> TransferResult:
    last = list(transfer.run(cancel))[-1]
    assert last.finished
    assert transfer.result is not None
    return transfer.result


def files_below(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and path.name not in {".em-checksums", ".em-node.yaml"}
    }


def listed(store: Store, path: NodePath) -> dict[str, NodeType]:
    return {node.path.name: node.type for page in store.children(path) for node in page}


def test_a_run_goes_up_with_all_its_files_and_comes_down_the_same(
    local: LocalStore, remote: RemoteStore, recordings: Path, tmp_path: Path
) -> None:
    carried(plan_copy(local, [RUNS.child(MLP)], remote, ROOT))
    node = remote.get(NodePath(("digits_train_mlp",)))
    assert (node.type, node.status) == (NodeType.RUN, local.get(RUNS.child(MLP)).status)
    assert node.labels == local.get(RUNS.child(MLP)).labels
    (tmp_path / "away").mkdir()
    away = LocalStore(tmp_path / "away")
    result = carried(plan_copy(remote, [node.path], away, ROOT))
    assert result.done == (MLP,)
    assert files_below(tmp_path / "away" / MLP) == files_below(recordings / "runs" / MLP)
    assert len(result.hashes) == len(files_below(recordings / "runs" / MLP))
    away.close()


def test_a_folder_goes_up_with_all_below_and_the_data_flow(
    local: LocalStore, remote: RemoteStore, ann: Person, recordings: Path, tmp_path: Path
) -> None:
    carried(plan_copy(local, [ARTIFACTS, RUNS], remote, ROOT))
    names = listed(remote, RUNS)
    assert len(names) == len(list((recordings / "runs").iterdir()))
    assert set(names.values()) == {NodeType.RUN}
    lineage = remote.lineage(RUNS.child("digits_train_mlp"))
    assert [edge.node for edge in lineage.inputs] == [ARTIFACTS.child("digits_features")]
    assert not any(edge.is_added for edge in (*lineage.inputs, *lineage.outputs))
    carried(plan_export(remote, [RUNS], tmp_path))
    assert filecmp.dircmp(recordings / "runs", tmp_path / "runs").left_only == []


def test_dropped_files_become_an_artifact_or_are_added_to_one(
    remote: RemoteStore, tmp_path: Path
) -> None:
    (tmp_path / "deep").mkdir()
    for name in ("a.txt", "deep/b+c %.txt"):
        (tmp_path / name).write_bytes(name.encode())
    plan = plan_import(remote, ROOT, [tmp_path / "a.txt", tmp_path / "deep"])
    carried(plan.named("data"))
    source = remote.objects(NodePath(("data",)))
    assert source.read("a.txt") == b"a.txt"
    assert source.read("deep/b+c %.txt") == b"deep/b+c %.txt"
    assert remote.get(NodePath(("data",))).problems == ()
    (tmp_path / "a.txt").write_bytes(b"changed")
    (tmp_path / "c.txt").write_bytes(b"c")
    plan = plan_import(remote, NodePath(("data",)), [tmp_path / "a.txt", tmp_path / "c.txt"])
    assert [item.name for item in plan.collisions] == ["a.txt"]
    result = outcome(transfer_of(plan))
    assert [type(failure.error) for failure in result.failures] == [AlreadyExistsError]
    carried(
        plan_import(remote, NodePath(("data",)), [tmp_path / "a.txt"]).answered(IfTaken.REPLACE)
    )
    fresh = remote.objects(NodePath(("data",)))
    assert (fresh.read("a.txt"), fresh.read("c.txt")) == (b"changed", b"c")


def test_each_strategy_for_a_name_that_is_taken(local: LocalStore, remote: RemoteStore) -> None:
    plan = plan_copy(local, [RUNS.child(MLP)], remote, ROOT)
    carried(plan)
    again = plan_copy(local, [RUNS.child(MLP)], remote, ROOT)
    assert [item.name for item in again.collisions] == ["digits_train_mlp"]
    old = remote.get(NodePath(("digits_train_mlp",))).id
    assert outcome(transfer_of(again)).failures
    assert outcome(transfer_of(again.answered(IfTaken.SKIP))).done == ()
    carried(again.answered(IfTaken.KEEP_BOTH))
    assert set(listed(remote, ROOT)) == {"digits_train_mlp", "digits_train_mlp (2)"}
    assert remote.get(NodePath(("digits_train_mlp",))).id == old
    carried(again.answered(IfTaken.REPLACE))
    assert remote.get(NodePath(("digits_train_mlp",))).id != old
    assert [one.id for one in remote.trashed()] == [old]


def test_between_accounts_all_arrives_the_same(
    local: LocalStore,
    remote: RemoteStore,
    people: Callable[..., Person],
    recordings: Path,
    tmp_path: Path,
) -> None:
    carried(plan_copy(local, [RUNS.child(MLP)], remote, ROOT))
    bob = store_of(people("bob"))
    carried(plan_copy(remote, [NodePath(("digits_train_mlp",))], bob, ROOT))
    carried(plan_export(bob, [NodePath(("digits_train_mlp",))], tmp_path))
    assert files_below(tmp_path / MLP) == files_below(recordings / "runs" / MLP)
    bob.close()


def test_an_upload_is_undone_as_one_step_and_done_again(
    local: LocalStore, remote: RemoteStore
) -> None:
    editing = Editing(remote, History(None, remote.info.id))
    carried(plan_copy(local, [RUNS.child(MLP), ARTIFACTS], remote, ROOT), editing)
    assert len(listed(remote, ROOT)) == 2
    list(editing.undo())
    assert listed(remote, ROOT) == {}
    list(editing.redo())
    assert len(listed(remote, ROOT)) == 2
    editing.close()


def test_a_cancelled_upload_leaves_nothing(
    local: LocalStore, remote: RemoteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    cancel = Cancel()
    real = receiving.Filling.put

    def put(filling: receiving.Filling, key: str, *further: object) -> object:
        cancel.set()
        return real(filling, key, *further)  # type: ignore[arg-type]

    monkeypatch.setattr(receiving.Filling, "put", put)
    result = outcome(transfer_of(plan_copy(local, [RUNS], remote, ROOT)), cancel)
    assert (result.cancelled, result.done) == (True, ())
    assert listed(remote, ROOT) == {}
    assert remote.trashed() == []


def test_an_upload_that_failed_goes_on_with_what_is_missing(
    local: LocalStore, remote: RemoteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, sent = receiving.Filling.put, list[str]()
    lock = threading.Lock()

    def put(filling: receiving.Filling, key: str, *further: object) -> object:
        with lock:
            sent.append(key)
            if len(sent) == 4:
                raise UnavailableError(key, "the line is cut")
        return real(filling, key, *further)  # type: ignore[arg-type]

    monkeypatch.setattr(receiving.Filling, "put", put)
    transfer = transfer_of(plan_copy(local, [RUNS.child(MLP)], remote, ROOT))
    assert outcome(transfer).failures
    arrived = {info.key for info in remote.objects(NodePath(("digits_train_mlp",))).list()}
    assert "metadata.yaml" not in arrived
    sent.clear()
    sent += [""] * 10
    assert outcome(transfer.again()).done == ("digits_train_mlp",)
    assert not arrived & set(sent[10:])
    assert remote.get(NodePath(("digits_train_mlp",))).problems == ()


def test_a_failed_upload_that_nobody_tries_again_is_withdrawn(
    local: LocalStore, remote: RemoteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def put(filling: receiving.Filling, key: str, *further: object) -> object:
        raise UnavailableError(key, "the line is cut")

    monkeypatch.setattr(receiving.Filling, "put", put)
    transfer = transfer_of(plan_copy(local, [RUNS.child(MLP)], remote, ROOT))
    assert outcome(transfer).failures
    assert len(listed(remote, ROOT)) == 1
    transfer.discard()
    assert (listed(remote, ROOT), remote.trashed()) == ({}, [])


def test_a_large_file_goes_in_parts_and_comes_down_the_same(
    remote: RemoteStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("em_desktop.stores.remote.sending.LARGEST_IN_ONE", 9 << 20)
    large = tmp_path / "large.bin"
    large.write_bytes(b"".join(n.to_bytes(4) for n in range(7 << 20)))
    carried(plan_import(remote, ROOT, [large]).named("big"))
    (tmp_path / "away").mkdir()
    carried(plan_export(remote, [NodePath(("big",))], tmp_path / "away", keys=["large.bin"]))
    assert filecmp.cmp(large, tmp_path / "away" / "large.bin", shallow=False)


def test_a_download_that_was_cancelled_leaves_nothing(
    local: LocalStore, remote: RemoteStore, tmp_path: Path
) -> None:
    carried(plan_copy(local, [RUNS], remote, ROOT))
    away = tmp_path / "away"
    away.mkdir()
    cancel = Cancel()
    cancel.set()
    result = outcome(transfer_of(plan_export(remote, [RUNS], away)), cancel)
    assert (result.cancelled, list(away.iterdir())) == (True, [])
    with pytest.raises(CancelledError):
        plan_export(remote, [RUNS], away, cancel)


def test_a_paused_upload_stands_still_and_goes_on(local: LocalStore, remote: RemoteStore) -> None:
    transfer = transfer_of(plan_copy(local, [RUNS.child(MLP)], remote, ROOT))
    transfer.pause()
    steps = transfer.run()
    assert next(step for step in steps if step.paused).bytes == 0
    transfer.resume()
    assert list(steps)[-1].bytes == transfer.plan.size
    assert transfer.result is not None
    assert transfer.result.done == ("digits_train_mlp",)


def test_a_large_download_goes_on_behind_what_has_arrived(
    remote: RemoteStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("em_desktop.sync.trees._NOTED", 4 << 20)
    data = b"".join(n.to_bytes(4) for n in range(6 << 20))
    (tmp_path / "large.bin").write_bytes(data)
    carried(plan_import(remote, ROOT, [tmp_path / "large.bin"]).named("big"))
    away = tmp_path / "away"
    away.mkdir()
    real, asked = Client.content, list[int]()

    @contextmanager
    def content(
        client: Client, path: str, start: int = 0, length: int | None = None
    ) -> Iterator[_Cut]:
        asked.append(start)
        with real(client, path, start, length) as incoming:
            yield _Cut(incoming, 10 if len(asked) == 1 else 99)

    monkeypatch.setattr(Client, "content", content)
    transfer = transfer_of(plan_export(remote, [NodePath(("big",))], away, keys=["large.bin"]))
    assert outcome(transfer).failures
    assert list(away.glob("large*")) == []
    second = transfer.again()
    assert outcome(second).failures == ()
    assert asked[0] == 0
    assert asked[1] >= 4 << 20
    assert (away / "large.bin").read_bytes() == data


class _Cut:
    """What arrives, which breaks off after some pieces."""

    def __init__(self, incoming: Incoming, pieces: int) -> None:
        self._incoming = incoming
        self._pieces = pieces
        self.start, self.sha256 = incoming.start, incoming.sha256

    def __iter__(self) -> Iterator[bytes]:
        for number, piece in enumerate(self._incoming):
            if number == self._pieces:
                raise UnavailableError("line", "it is cut")
            yield piece


def test_two_people_see_what_the_other_does(
    remote: RemoteStore, ann: Person, people: Callable[..., Person]
) -> None:
    bob = people("bob")
    ann.make(ann.root, "shared")
    ann.share(f"{ann.root}/shared", ("user", bob.name, "edit"))
    theirs = RemoteStore(Account.at(login_to(bob.server.address, bob.key)), Place.SHARED)
    folder = NodePath((ann.name, "shared"))
    told = threading.Event()
    cancel = Cancel()
    theirs.watch(frozenset({folder}))

    def listen() -> None:
        for changes in theirs.changes(cancel):
            if folder in changes.parents:
                told.set()

    listener = threading.Thread(target=listen)
    listener.start()
    remote.perform(CreateFolder(NodePath(("shared",)), "new"))
    assert told.wait(30)
    assert [node.path.name for page in theirs.children(folder) for node in page] == ["new"]
    theirs.perform(Move(folder.child("new"), folder, "newer"))
    assert remote.get(NodePath(("shared", "newer"))).is_folder
    remote.share(NodePath(("shared",)), [])
    with pytest.raises(EmError):
        theirs.get(folder.child("newer"))
    cancel.set()
    listener.join()
    theirs.close()
