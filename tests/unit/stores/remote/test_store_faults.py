"""A store on a plain server that answers wrongly, or is hostile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from em_desktop.domain.nodes import NodeType
from em_desktop.domain.operations import CreateFolder, Remove, SetLabels
from em_desktop.domain.paths import ROOT, NodePath
from em_desktop.errors import (
    EmError,
    InvalidNameError,
    MalformedError,
    NotFoundError,
    NotLoggedInError,
    NotSupportedError,
    UnavailableError,
)
from em_desktop.stores.remote.account import Account
from em_desktop.stores.remote.client import Client
from em_desktop.stores.remote.places import Place
from em_desktop.stores.remote.store import RemoteStore
from em_desktop.sync.deliveries import transfer_of
from em_desktop.sync.plans import plan_export
from tests.unit.stores.remote.plain_server import USER, Fault, World

MODEL = NodePath(("model",))

CALLS: dict[str, Callable[[RemoteStore], object]] = {
    "get": lambda store: store.get(MODEL),
    "children": lambda store: list(store.children(ROOT)),
    "objects": lambda store: list(store.objects(MODEL).list()),
    "read": lambda store: store.objects(MODEL).read("a"),
    "lineage": lambda store: store.lineage(MODEL),
    "measure": lambda store: store.measure(ROOT),
    "create": lambda store: store.perform(CreateFolder(ROOT, "new")),
    "label": lambda store: store.perform(SetLabels(MODEL, ("x",))),
    "remove": lambda store: store.perform(Remove(MODEL)),
}


@pytest.fixture
def store(client: Client, world: World) -> Iterator[RemoteStore]:
    world.add(f"/{USER}/model", "Artifact").objects["a"] = b"abc"
    store = RemoteStore(Account(client))
    yield store
    store.close()


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize(
    ("status", "error"),
    [
        (500, UnavailableError),
        (429, UnavailableError),
        (503, UnavailableError),
        (302, NotLoggedInError),
        (401, NotLoggedInError),
        (404, NotFoundError),
        (0, UnavailableError),
        (200, MalformedError),
    ],
)
def test_a_wrong_answer_is_an_error_in_our_words(
    store: RemoteStore, world: World, status: int, error: type[EmError], call: str
) -> None:
    for method in ("GET", "POST", "PUT", "DELETE"):
        world.faults.append(Fault(method, "", status=status, times=99))
    with pytest.raises(error):
        CALLS[call](store)


def test_what_a_plain_server_cannot_do_is_told_beforehand(store: RemoteStore) -> None:
    lacking = ("trash", "grants", "move", "copy", "shortcuts", "edges", "files")
    assert not any(getattr(store.capabilities, name) for name in lacking)
    with pytest.raises(NotSupportedError):
        store.sharing(MODEL)
    with pytest.raises(NotSupportedError):
        store.trashed()


@pytest.mark.parametrize("key", ["../evil", "/etc/evil", "a/../../evil", "deep//evil", "."])
def test_no_object_of_a_hostile_server_leaves_the_target(
    store: RemoteStore, world: World, tmp_path: Path, key: str
) -> None:
    world.nodes[f"/{USER}/model"].objects[key] = b"evil"
    assert {info.key for info in store.objects(MODEL).list()} <= {"a", key.lstrip("/")}
    target = tmp_path / "target"
    target.mkdir()
    if key.startswith("/"):  # clients take the slash away
        list(transfer_of(plan_export(store, [MODEL], target)).run())
    else:
        with pytest.raises(InvalidNameError):
            plan_export(store, [MODEL], target)
    outside = [path for path in tmp_path.rglob("evil") if not path.is_relative_to(target)]
    assert (outside, Path("/etc/evil").exists()) == ([], False)


@pytest.mark.parametrize("name", ["..", ".", "a/b", "", "../x"])
def test_a_node_with_an_impossible_name_is_shown_as_damaged_and_not_fetched(
    store: RemoteStore, world: World, tmp_path: Path, name: str
) -> None:
    world.add(f"/{USER}/good", "Folder")
    world.nodes[f"/{USER}/bad"] = world.add(f"/{USER}/bad", "Folder", name=name)
    nodes = [node for page in store.children(ROOT) for node in page]
    (bad,) = (node for node in nodes if node.problems)
    assert "/" not in bad.path.name
    assert bad.path.name not in {"", ".", ".."}
    with pytest.raises(InvalidNameError):
        plan_export(store, [ROOT], tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_recording_with_a_hostile_directory_name_stays_in_the_target(
    store: RemoteStore, world: World, tmp_path: Path
) -> None:
    world.add(f"/{USER}/run", "Run", extra='{"alternativeName": "../../evil"}')
    with pytest.raises(InvalidNameError):
        plan_export(store, [NodePath(("run",))], tmp_path)


def test_a_type_that_nobody_knows_is_a_damaged_folder(store: RemoteStore, world: World) -> None:
    world.add(f"/{USER}/odd", "Spaceship")
    node = store.get(NodePath(("odd",)))
    assert (node.type, len(node.problems)) == (NodeType.FOLDER, 1)


@pytest.mark.parametrize("extra", ["", "null", "[1]", "{", '{"emDesktop": 5}', "[" * 9999])
def test_an_extra_text_may_be_anything(store: RemoteStore, world: World, extra: str) -> None:
    world.add(f"/{USER}/odd", "Folder", extra=extra)
    assert store.get(NodePath(("odd",))).problems == ()


def test_what_others_share_has_a_folder_for_each_of_them(client: Client, world: World) -> None:
    world.add("/bob", "Folder")
    world.add("/bob/private", "Folder")
    world.add("/bob/private/runs", "Folder")
    world.add("/bob/private/runs/first", "Artifact").objects["a"] = b"abc"
    world.shared += ["/bob/private/runs"]
    store = RemoteStore(Account(client), Place.SHARED)
    path = ROOT
    for name in ("bob", "private", "runs", "first"):
        ((node,),) = store.children(path)
        assert node.path == path.child(name)
        path = node.path
        assert store.get(path).name == name
    assert store.objects(path).read("a") == b"abc"
    assert store.measure(ROOT) == (3, 1)
    store.close()
