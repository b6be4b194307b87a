"""Stores open in the background, are watched together, and come and go with their folders."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from em_desktop.domain.nodes import Node, NodeType
from em_desktop.domain.operations import Changes
from em_desktop.domain.paths import ROOT, NodePath
from em_desktop.errors import AccessDeniedError, EmError, NotFoundError, UnavailableError
from em_desktop.gui.context import Location
from em_desktop.gui.stores import OpenStores, local_store
from em_desktop.gui.tasks import Tasks
from em_desktop.stores.base import Store
from em_desktop.stores.memory import MemoryStore


@pytest.fixture
def stores(tasks: Tasks) -> Iterator[OpenStores]:
    owner = QObject()
    made = OpenStores(tasks, parent=owner)
    yield made
    made._retry.stop()
    tasks.close()
    made.close_all()
    owner.deleteLater()


def opened(qtbot: QtBot, stores: OpenStores, folder: Path) -> str:
    with qtbot.waitSignal(stores.opened) as signal:
        stores.open_folder(folder)
    return str(signal.args[0])


def test_a_folder_becomes_a_store_named_after_it(
    qtbot: QtBot, stores: OpenStores, recordings: Path
) -> None:
    store_id = opened(qtbot, stores, recordings)
    assert store_id == str(recordings)
    assert [(info.id, info.name) for info in stores.infos()] == [(store_id, "recordings")]
    root = stores.root(store_id)
    assert root is not None
    assert root.type is NodeType.FOLDER
    assert stores.store(store_id).get(NodePath.parse("runs")).is_folder


def test_opening_it_again_changes_nothing(
    qtbot: QtBot, stores: OpenStores, recordings: Path
) -> None:
    store_id = opened(qtbot, stores, recordings)
    ids: list[str] = []
    stores.open_folder(recordings / "runs" / "..", ids.append)
    assert ids == [store_id]
    assert len(stores.infos()) == 1


@pytest.mark.parametrize("name", ["nowhere", "file.txt"])
def test_what_is_no_folder_is_told(
    qtbot: QtBot, stores: OpenStores, tmp_path: Path, name: str
) -> None:
    (tmp_path / "file.txt").write_text("x")
    failures: list[tuple[str, EmError]] = []
    stores.failed.connect(lambda folder, error: failures.append((folder, error)))
    stores.open_folder(tmp_path / name)
    qtbot.waitUntil(lambda: bool(failures))
    assert failures[0][0] == str(tmp_path / name)
    assert isinstance(failures[0][1], EmError)
    assert stores.infos() == []


def test_a_recording_opens_in_the_folder_that_holds_it(
    qtbot: QtBot, stores: OpenStores, recordings: Path
) -> None:
    run = next((recordings / "runs").iterdir())
    places: list[Location] = []
    stores.open_place(run, places.append)
    qtbot.waitUntil(lambda: bool(places))
    assert places == [Location(str(recordings / "runs"), NodePath((run.name,)))]


@pytest.mark.parametrize("opened_before", [True, False], ids=["open", "not yet open"])
def test_a_recording_opens_in_the_store_that_holds_it_already(
    qtbot: QtBot, stores: OpenStores, recordings: Path, opened_before: bool
) -> None:
    run = next((recordings / "runs").iterdir())
    if opened_before:
        opened(qtbot, stores, recordings)
    else:
        stores.remember([str(recordings)])
    places: list[Location] = []
    stores.open_place(run, places.append)
    qtbot.waitUntil(lambda: bool(places))
    assert places == [Location(str(recordings), NodePath(("runs", run.name)))]
    assert [info.id for info in stores.infos()] == [str(recordings)]


def test_a_recording_in_a_hidden_folder_opens_in_the_folder_that_holds_it(
    qtbot: QtBot, stores: OpenStores, recordings: Path
) -> None:
    opened(qtbot, stores, recordings)
    run = next((recordings / "runs").iterdir())
    hidden = Path(shutil.copytree(run, recordings / ".kept" / run.name))
    places: list[Location] = []
    stores.open_place(hidden, places.append)
    qtbot.waitUntil(lambda: bool(places))
    assert places == [Location(str(hidden.parent), NodePath((hidden.name,)))]


def test_a_recording_whose_folder_above_cant_be_read_is_a_folder_of_its_files(
    qtbot: QtBot, tasks: Tasks, recordings: Path
) -> None:
    run = next((recordings / "runs").iterdir())

    def refusing(folder: Path) -> Store:
        if folder == run.parent:
            raise AccessDeniedError(str(folder))
        return local_store(folder)

    owner = QObject()
    stores = OpenStores(tasks, refusing, owner)
    places: list[Location] = []
    stores.open_place(run, places.append)
    qtbot.waitUntil(lambda: bool(places))
    assert places == [Location(str(run), ROOT)]
    tasks.close()
    stores.close_all()
    owner.deleteLater()


def test_a_plain_folder_opens_as_itself(qtbot: QtBot, stores: OpenStores, recordings: Path) -> None:
    places: list[Location] = []
    stores.open_place(recordings / "runs", places.append)
    qtbot.waitUntil(lambda: bool(places))
    assert places == [Location(str(recordings / "runs"), ROOT)]


def test_an_unknown_store_and_one_that_is_gone_say_so(
    stores: OpenStores, qtbot: QtBot, tmp_path: Path
) -> None:
    with pytest.raises(NotFoundError):
        stores.store("/nowhere")
    gone = str(tmp_path / "gone")
    stores.remember([gone])
    with pytest.raises(UnavailableError):
        stores.store(gone)
    assert stores.root(gone) is None
    (tmp_path / "gone").mkdir()
    with qtbot.waitSignal(stores.availability_changed, timeout=10_000):
        pass
    assert stores.root(gone) is not None


def test_a_folder_that_vanishes_is_noticed_and_so_is_its_return(
    qtbot: QtBot, stores: OpenStores, recordings: Path, tmp_path: Path
) -> None:
    store_id = opened(qtbot, stores, recordings)
    with qtbot.waitSignal(stores.availability_changed, timeout=10_000):
        recordings.rename(tmp_path / "away")
    assert stores.root(store_id) is None
    changes: list[Changes] = []
    stores.changed.connect(lambda _id, each: changes.append(each))
    with qtbot.waitSignal(stores.availability_changed, timeout=10_000):
        (tmp_path / "away").rename(recordings)
    assert stores.root(store_id) is not None
    assert changes == [Changes(reset=True)]


def test_the_watched_nodes_are_those_that_anybody_wants(tasks: Tasks, qtbot: QtBot) -> None:
    store, owner = MemoryStore("m"), QObject()
    stores = OpenStores(tasks, lambda _folder: store, owner)
    store_id = opened(qtbot, stores, Path("/m"))
    a, b, c = (NodePath((name,)) for name in "abc")
    stores.set_watched("tree", store_id, {a, b})
    stores.set_watched("pane", store_id, {b, c})
    assert stores.watched(store_id) == {a, b, c}
    stores.set_watched("tree", store_id, ())
    assert stores.watched(store_id) == {b, c}
    heard: list[Changes] = []
    stores.changed.connect(lambda _id, each: heard.append(each))
    store.add(Node(c.child("x"), NodeType.RUN, "x"))
    qtbot.waitUntil(lambda: any(c in each.parents for each in heard))
    stores.close(store_id)
    assert stores.infos() == []
    assert stores.watched(store_id) == frozenset()
    tasks.close()
    owner.deleteLater()


def test_what_is_found_while_a_gesture_changes_a_store_is_told_at_its_end(
    qtbot: QtBot, stores: OpenStores, recordings: Path
) -> None:
    told: list[Changes] = []
    store_id = opened(qtbot, stores, recordings)
    stores.changed.connect(lambda _store, changes: told.append(changes))
    folder, other = NodePath(("folder",)), NodePath(("other",))
    entry = stores._entries[store_id]
    stores.hold(store_id)
    entry._changed(Changes(parents=frozenset({folder})))
    entry._changed(Changes(nodes=frozenset({other})))
    assert told == []
    assert stores.let_go(store_id) == Changes(nodes=frozenset({other}), parents=frozenset({folder}))
    entry._changed(Changes(nodes=frozenset({other})))
    assert told == [Changes(nodes=frozenset({other}))]
    assert stores.let_go("unknown") == Changes()


def test_what_others_change_during_a_long_gesture_is_told_before_its_end(
    qtbot: QtBot, stores: OpenStores, recordings: Path
) -> None:
    store_id = opened(qtbot, stores, recordings)
    entry = stores._entries[store_id]
    entry._held_timer.setInterval(0)
    stores.hold(store_id)
    changes = Changes(parents=frozenset({NodePath(("runs",))}))
    with qtbot.waitSignal(stores.changed) as signal:
        entry._changed(changes)
    assert signal.args == [store_id, changes]
    assert stores.let_go(store_id) == Changes()


def test_a_removed_folder_below_is_told_with_its_path(
    qtbot: QtBot, stores: OpenStores, recordings: Path
) -> None:
    store_id = opened(qtbot, stores, recordings)
    heard: list[Changes] = []
    stores.changed.connect(lambda _id, each: heard.append(each))
    stores.set_watched("tree", store_id, {ROOT})
    qtbot.waitUntil(lambda: _heard_of_a_new_folder(recordings, heard), timeout=10_000)
    shutil.rmtree(recordings / "artifacts")
    gone = NodePath.parse("artifacts")
    qtbot.waitUntil(lambda: any(gone in each.removed for each in heard), timeout=10_000)


def _heard_of_a_new_folder(store: Path, heard: list[Changes]) -> bool:
    (store / f"new{len(list(store.iterdir()))}").mkdir()
    return any(ROOT in each.parents for each in heard)
