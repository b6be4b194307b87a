"""Copies between folders and servers in the window, by drag and drop and by the menu."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from em_desktop.domain.nodes import NodeType
from em_desktop.domain.paths import NodePath
from em_desktop.gui.context import Location
from em_desktop.gui.dialogs.along import AlongDialog
from em_desktop.gui.dialogs.taken import TakenDialog
from em_desktop.gui.dragging import node_data
from em_desktop.gui.gestures import Picked, Verb
from em_desktop.gui.jobs import Job, JobKind, JobState
from em_desktop.gui.settings import IF_TAKEN
from tests.gui.drops import drop
from tests.gui.serving import LEFT, ServerDesk, connected, dialog_of, started
from tests.server.serving import Person, Server

RUN = "digits_train_mlp_261123_115932_eicjg9"
DATA = "digits_dataset_261123_115929_fvzqdd"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with started(tmp_path_factory.mktemp("server")) as server:
        yield server


@pytest.fixture
def person(server: Server, tmp_path: Path) -> Person:
    made = server.person(f"user{zlib.crc32(tmp_path.name.encode())}")
    made.make(made.root, "inbox")
    return made


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path, person: Person, recordings: Path) -> Iterator[ServerDesk]:
    """A window with a folder of recordings and an account."""
    with connected(qtbot, tmp_path / "state", person) as desk:
        desk.desk.window.open_folder(str(recordings))
        stores = desk.desk.application.context.stores
        desk.desk.wait(
            lambda: str(recordings) in stores and stores.root(str(recordings)) is not None
        )
        yield desk


def picked(desk: ServerDesk, store: Path, *paths: str) -> Picked:
    context = desk.desk.application.context
    nodes = [context.stores.store(str(store)).get(NodePath.parse(path)) for path in paths]
    return Picked.of(str(store), nodes)


def copy(desk: ServerDesk, chosen: Picked, target: Location) -> None:
    window = desk.desk.window
    desk.desk.application.context.gestures.put(window, Verb.COPY, chosen, target)


def settled(desk: ServerDesk) -> None:
    """Wait until a transfer has ended, and that it went well."""
    editor = desk.desk.application.context.editor
    desk.desk.wait(lambda: bool(editor.jobs()) and not editor.running, 60_000)
    assert editor.jobs()[0].state is JobState.DONE, editor.jobs()[0].error


def test_a_run_that_is_dropped_on_a_servers_folder_goes_there_with_its_artifacts(
    desk: ServerDesk, person: Person, recordings: Path
) -> None:
    tree = desk.desk.window.navigator.tree
    data = node_data(
        desk.desk.application.context, picked(desk, recordings, f"runs/{RUN}"), cut=False
    )
    desk.desk.wait(lambda: "inbox" in desk.desk.rows())
    tree.scrollTo(desk.desk.row("inbox"))
    place = tree.visualRect(desk.desk.row("inbox")).center()
    assert drop(tree.viewport(), place, data)
    dialog = dialog_of(desk.desk, AlongDialog)
    assert "digits_features" in dialog.names.text()
    QTest.mouseClick(dialog.along, LEFT)
    settled(desk)
    there = person.children(f"{person.root}/inbox")
    assert RUN in there or "digits_train_mlp" in " ".join(there)
    assert len(there) == 3
    files = [path for path in (recordings / "runs" / RUN).rglob("*") if path.is_file()]
    run = next(name for name in there if name.startswith("digits_train"))
    assert len(person.objects(f"{person.root}/inbox/{run}")) == len(files)


def test_only_what_was_chosen_goes_where_that_is_wanted(
    desk: ServerDesk, person: Person, recordings: Path
) -> None:
    copy(desk, picked(desk, recordings, f"runs/{RUN}"), desk.at("inbox"))
    QTest.mouseClick(dialog_of(desk.desk, AlongDialog).alone, LEFT)
    settled(desk)
    assert len(person.children(f"{person.root}/inbox")) == 1


def test_what_comes_from_a_server_is_the_same_on_disk(
    desk: ServerDesk, person: Person, recordings: Path, tmp_path: Path
) -> None:
    copy(desk, picked(desk, recordings, f"artifacts/{DATA}"), desk.at("inbox"))
    settled(desk)
    [name] = person.children(f"{person.root}/inbox")
    context = desk.desk.application.context
    node = context.stores.store(desk.account).get(NodePath.parse(f"inbox/{name}"))
    (recordings / "back").mkdir()
    target = Location(str(recordings), NodePath.parse("back"))
    desk.desk.wait(lambda: not context.editor.running)
    context.editor.forget(context.editor.jobs()[0])
    copy(desk, Picked.of(desk.account, [node]), target)
    settled(desk)
    [back] = (recordings / "back").iterdir()
    original = recordings / "artifacts" / DATA
    for file in original.rglob("*"):
        if file.is_file() and file.name != "metadata.yaml":
            assert (back / file.relative_to(original)).read_bytes() == file.read_bytes()


def test_a_taken_name_is_asked_about_once_and_the_answer_can_be_kept(
    desk: ServerDesk, person: Person, recordings: Path
) -> None:
    chosen, target = picked(desk, recordings, f"artifacts/{DATA}"), desk.at("inbox")
    copy(desk, chosen, target)
    settled(desk)
    copy(desk, chosen, target)
    dialog = dialog_of(desk.desk, TakenDialog)
    dialog.usual.setChecked(True)
    QTest.mouseClick(dialog.keep_both, LEFT)
    desk.desk.wait(lambda: len(person.children(f"{person.root}/inbox")) == 2, 60_000)
    settled(desk)
    assert desk.desk.application.settings.get(IF_TAKEN) == "keep both"
    copy(desk, chosen, target)
    desk.desk.wait(lambda: len(person.children(f"{person.root}/inbox")) == 3, 60_000)
    settled(desk)
    desk.desk.application.settings.set(IF_TAKEN, "refuse")
    errors: list[object] = []
    desk.desk.application.context.error_raised.connect(lambda error, _at: errors.append(error))
    copy(desk, chosen, target)
    desk.desk.wait(lambda: bool(errors))
    assert len(person.children(f"{person.root}/inbox")) == 3


def test_an_upload_can_stand_still_go_on_and_be_given_up(
    desk: ServerDesk, person: Person, tmp_path: Path
) -> None:
    person.make(f"{person.root}/inbox", "weights", NodeType.ARTIFACT)
    files = tmp_path / "weights"
    files.mkdir()
    for number in range(40):
        (files / f"shard_{number:02}.bin").write_bytes(bytes([number]) * (1 << 20))
    context = desk.desk.application.context
    window, editor = desk.desk.window, context.editor
    target = desk.at("inbox/weights")
    begun: list[Job] = []

    def stop_at_the_first_sign() -> None:
        for job in editor.running:
            if job.kind is JobKind.TRANSFER and job not in begun and job.state is JobState.RUNNING:
                begun.append(job)
                editor.pause(job)

    editor.activity_changed.connect(stop_at_the_first_sign)
    context.gestures.bring_in(window, sorted(files.iterdir()), target)
    desk.desk.wait(lambda: bool(begun) and begun[0].state is JobState.PAUSED, 60_000)
    window.toggle_activity()
    assert editor.running == (begun[0],)
    editor.resume(begun[0])
    settled(desk)
    assert len(person.objects(f"{person.root}/inbox/weights")) == 40
    begun.clear()
    more = [file.rename(file.with_suffix(".more")) for file in sorted(files.iterdir())]
    context.gestures.bring_in(window, more, target)
    desk.desk.wait(lambda: bool(begun) and begun[0].state is JobState.PAUSED, 60_000)
    editor.cancel(begun[0])
    desk.desk.wait(lambda: not editor.running, 60_000)
    assert begun[0].state is JobState.CANCELLED
    assert begun[0].again is not None
    editor.try_again(begun[0])
    desk.desk.wait(lambda: bool(editor.running), 60_000)
    editor.activity_changed.disconnect(stop_at_the_first_sign)
    for job in editor.running:
        editor.resume(job)
    settled(desk)
    assert len(person.objects(f"{person.root}/inbox/weights")) == 80
