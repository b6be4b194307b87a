"""Connecting to a server: the dialog, what it says of each failure, and what is shown then."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from em_desktop.gui.dialogs.connect import ConnectDialog
from tests.gui.desk import Desk, running
from tests.gui.serving import LEFT, connected, key_is_nowhere, open_connect, started
from tests.server.serving import Person, Server
from tests.unit.stores.remote.plain_server import FORBIDDEN, KEY, World, plain_server
from tests.unit.stores.remote.test_greeting import website

UNKNOWN = "0b2d41f6-4b57-4a57-9d0e-6a2c1c1b7d99"


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A first start on a computer without a configuration of the platform's tools."""
    monkeypatch.setenv("T9K_CONFIG", str(tmp_path / "t9k-config.yaml"))
    with running(qtbot, tmp_path / "state") as desk:
        yield desk


@pytest.fixture
def dialog(desk: Desk) -> Iterator[ConnectDialog]:
    dialog = open_connect(desk)
    yield dialog
    dialog.reject()


@pytest.fixture
def plain() -> Iterator[tuple[str, World]]:
    with plain_server() as found:
        yield found


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with started(tmp_path_factory.mktemp("server")) as server:
        yield server


@pytest.fixture(scope="module")
def demo(server: Server) -> Person:
    return server.person("demo")


def verdict(desk: Desk, dialog: ConnectDialog, address: str, key: str) -> tuple[str, str]:
    """What the dialog says when these are tested: how it is meant, and the words."""
    dialog.address.clear()
    dialog.key.clear()
    QTest.keyClicks(dialog.address, address)
    QTest.keyClicks(dialog.key, key)
    QTest.mouseClick(dialog.test, LEFT)
    desk.wait(lambda: dialog.note.kind in {"good", "bad"})
    return dialog.note.kind, dialog.note.text()


def test_a_plain_server_is_told_with_what_is_not_possible_there(
    desk: Desk, dialog: ConnectDialog, plain: tuple[str, World]
) -> None:
    kind, text = verdict(desk, dialog, plain[0], KEY)
    assert kind == "good"
    assert text.startswith("Connected as demo to 127.0.0.1:")
    assert "sharing, moving, searching and a trash aren't possible" in text
    assert dialog.isVisible()


def test_our_own_server_can_do_everything(desk: Desk, dialog: ConnectDialog, demo: Person) -> None:
    kind, text = verdict(desk, dialog, demo.server.address, demo.key)
    host = demo.server.address.removeprefix("http://")
    assert (kind, text) == ("good", f"Connected as demo to {host}.")


def test_each_way_to_fail_has_words_of_its_own(
    desk: Desk, dialog: ConnectDialog, plain: tuple[str, World]
) -> None:
    with closing(socket.socket()) as unused, website() as port:
        unused.bind(("127.0.0.1", 0))
        silent = f"http://127.0.0.1:{unused.getsockname()[1]}"
        wrong = {
            ("em.example.org", KEY): "Write the address as https://host.",
            (plain[0], "my key"): "This is no API key.",
            (plain[0], UNKNOWN): "doesn't know this key",
            (plain[0], FORBIDDEN): "doesn't let it in",
            (f"{plain[0]}/elsewhere", KEY): "there is no AIStore at this address",
            (f"http://127.0.0.1:{port}", KEY): "there is no AIStore at this address",
            (f"https://127.0.0.1:{port}", KEY): "can't prove who it is",
            ("http://nobody.invalid", KEY): "No computer is called nobody.invalid.",
            (silent, KEY): "Nothing answers at 127.0.0.1:",
        }
        for (address, key), words in wrong.items():
            kind, text = verdict(desk, dialog, address, key)
            assert kind == "bad", address
            assert words in text
            assert key not in text + dialog.note.toolTip()


def test_a_verdict_is_gone_as_soon_as_something_else_is_typed(
    desk: Desk, dialog: ConnectDialog, plain: tuple[str, World]
) -> None:
    verdict(desk, dialog, plain[0], UNKNOWN)
    QTest.keyClicks(dialog.address, "/")
    assert dialog.note.isHidden()


def test_the_key_is_hidden_and_others_on_the_way_are_named(dialog: ConnectDialog) -> None:
    assert dialog.key.echoMode() is QLineEdit.EchoMode.Password
    QTest.keyClicks(dialog.address, "http://em.example.org")
    assert dialog.note.text() == "Without https, others on the way can read the key."
    assert not dialog.connect_button.isEnabled()


def test_what_the_platforms_tools_know_is_offered_without_showing_its_key(
    desk: Desk, plain: tuple[str, World], tmp_path: Path
) -> None:
    (tmp_path / "t9k-config.yaml").write_text(
        f"current-context: work\ncontexts:\n- name: home\n  server: http://home.invalid\n"
        f"  auth: {{apikey: {UNKNOWN}}}\n- name: work\n  server: {plain[0]}\n"
        f"  auth: {{apikey: {KEY}}}\n"
    )
    dialog = open_connect(desk)
    desk.wait(lambda: dialog.offers.count() == 3)
    assert [dialog.offers.itemText(row).partition(" (")[0] for row in range(3)] == [
        "Another server",
        "work",
        "home",
    ]
    assert dialog.offers.currentIndex() == 1
    assert dialog.address.text().startswith(plain[0])
    assert dialog.key.text() == ""
    QTest.mouseClick(dialog.test, LEFT)
    desk.wait(lambda: dialog.note.kind in {"good", "bad"})
    assert dialog.note.kind == "good"
    dialog.reject()


def test_connecting_shows_the_account_with_its_parts(
    qtbot: QtBot, tmp_path: Path, demo: Person
) -> None:
    demo.make("/demo", "em-example")
    with connected(qtbot, tmp_path / "state", demo) as connected_desk:
        desk = connected_desk.desk
        host = demo.server.address.removeprefix("http://")
        shown = [f"demo @ {host}", "My files", "em-example", "Shared with me", "Public"]
        desk.wait(lambda: desk.rows() == ["Servers", *shown])
        assert desk.page.title == "My files"
        assert key_is_nowhere(demo.key, tmp_path)
        desk.application.save()
        assert key_is_nowhere(demo.key, tmp_path)


def test_disconnecting_takes_the_account_away(qtbot: QtBot, tmp_path: Path, demo: Person) -> None:
    with connected(qtbot, tmp_path / "state", demo) as connected_desk:
        desk, context = connected_desk.desk, connected_desk.desk.application.context
        connected_desk.do("close_store", connected_desk.at(""))
        assert context.stores.infos() == []
        assert desk.window.tabs.all_pages() == []
        desk.wait(lambda: context.tasks.idle)
        assert desk.window.first_start.isVisible()
