"""Work of the GUI thread in pieces."""

from __future__ import annotations

from time import monotonic

from PySide6.QtCore import QObject, QTimer
from pytestqt.qtbot import QtBot

from em_desktop.gui.turns import Turns


def long() -> None:
    """Work that is enough for one turn."""
    end = monotonic() + 0.02
    while monotonic() < end:
        pass


def test_pieces_are_done_in_the_order_in_which_they_were_asked_for(qtbot: QtBot) -> None:
    owner, done = QObject(), list[str]()
    turns = Turns(owner)
    for name in "abc":
        turns.ask(name, lambda name=name: done.append(name))  # type: ignore[misc]
    assert done == []
    qtbot.waitUntil(lambda: turns.is_idle)
    assert done == ["a", "b", "c"]


def test_what_is_asked_for_again_is_done_once_and_anew(qtbot: QtBot) -> None:
    owner, done = QObject(), list[str]()
    turns = Turns(owner)
    turns.ask("a", lambda: done.append("old"))
    turns.ask("b", lambda: done.append("b"))
    turns.ask("a", lambda: done.append("new"))
    turns.forget("b")
    qtbot.waitUntil(lambda: turns.is_idle)
    assert done == ["new"]


def test_other_events_come_between_long_pieces(qtbot: QtBot) -> None:
    owner, done = QObject(), list[str]()
    turns = Turns(owner)

    def first() -> None:
        QTimer.singleShot(0, lambda: done.append("event"))
        long()
        done.append("first")

    turns.ask("first", first)
    turns.ask("second", lambda: done.append("second"))
    qtbot.waitUntil(lambda: len(done) == 3)
    assert done == ["first", "event", "second"]


def test_what_a_piece_asks_for_is_done_too(qtbot: QtBot) -> None:
    owner, done = QObject(), list[str]()
    turns = Turns(owner)
    turns.ask("a", lambda: turns.ask("a", lambda: done.append("again")))
    qtbot.waitUntil(lambda: turns.is_idle)
    assert done == ["again"]
