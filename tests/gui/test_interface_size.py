"""The interface size changes everything at once, as a restart would."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from em_desktop.gui import settings, theme, tour
from em_desktop.gui.panes.folder.pane import FolderPane
from em_desktop.gui.settings import INTERFACE_SIZE
from em_desktop.stores.local.sample import copy_sample_store
from tests.gui.desk import Desk, running

_VIEWS = ("folder", "run-parameters", "run-metrics", "settings")
_BY_ROOM = {"ChartGrid", "GrowingMarkdown"}
"""Their lengths depend on the room that there is."""


def lengths(root: QWidget) -> dict[str, tuple[object, ...]]:
    """What is fixed or limited of the size of each widget that is shown, by its place."""
    found: dict[str, tuple[object, ...]] = {}
    waiting = [("", root)]
    while waiting:
        above, widget = waiting.pop()
        kinds: Counter[str] = Counter()
        for child in widget.children():
            if not isinstance(child, QWidget) or not child.isVisible():
                continue
            kinds[type(child).__name__] += 1
            place = f"{above}/{type(child).__name__} {kinds[type(child).__name__]}"
            if type(child).__name__ not in _BY_ROOM:
                icon = child.iconSize() if isinstance(child, QAbstractButton) else None
                found[place] = (child.minimumSize(), child.maximumSize(), icon)
            waiting.append((place, child))
    return found


def seen(desk: Desk, store: Path, size: int) -> dict[str, tuple[object, ...]]:
    """The lengths in some views, after the interface size was changed in each of them."""
    before = desk.application.context.settings.get(INTERFACE_SIZE)
    found: dict[str, tuple[object, ...]] = {}
    for stop in tour.visit(desk.application, store, _VIEWS):
        desk.application.context.settings.set(INTERFACE_SIZE, size)
        QApplication.processEvents()
        found |= {f"{stop.name}{at}": known for at, known in lengths(desk.window).items()}
        desk.application.context.settings.set(INTERFACE_SIZE, before)
    return found


def test_a_change_does_what_a_restart_would(
    qtbot: QtBot, application: QApplication, tmp_path: Path
) -> None:
    store = copy_sample_store(tmp_path / "experiments")
    with running(qtbot, tmp_path / "changed") as desk:
        desk.application.frame.resize(1440, 900)
        changed = seen(desk, store, 150)
    with running(qtbot, tmp_path / "restarted") as desk:
        desk.application.context.settings.set(INTERFACE_SIZE, 150)
    theme.theme().scale = 100
    with running(qtbot, tmp_path / "restarted") as desk:
        desk.application.frame.resize(1440, 900)
        restarted = seen(desk, store, 150)
    common = changed.keys() & restarted.keys()  # what has no room isn't in both
    assert len(common) > 0.9 * len(restarted)
    differing = {at: (changed[at], restarted[at]) for at in common}
    assert {at: pair for at, pair in differing.items() if pair[0] != pair[1]} == {}


def test_columns_keep_their_share_and_nobody_chose_their_widths(
    qtbot: QtBot, application: QApplication, tmp_path: Path
) -> None:
    store = copy_sample_store(tmp_path / "experiments")
    with running(qtbot, tmp_path / "state") as desk:
        for _ in tour.visit(desk.application, store, ("folder",)):
            pane = desk.page.pane
            assert isinstance(pane, FolderPane)
            header = pane.table.header
            before = header.sectionSize(3)
            desk.application.context.settings.set(INTERFACE_SIZE, 150)
            assert header.sectionSize(3) == round(before * 1.5)
            desk.application.context.settings.set(INTERFACE_SIZE, 100)
            assert header.sectionSize(3) == before
            assert desk.application.context.settings.get(settings.COLUMNS) == {}
