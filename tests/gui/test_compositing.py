"""Popups are round with a shadow where windows can be transparent, else square without one."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QGraphicsDropShadowEffect, QLabel, QWidget
from pytestqt.qtbot import QtBot

from em_desktop.gui.widgets import Menu, Popup, card, menu
from em_desktop.gui.widgets.compositing import is_composited

TRANSLUCENT = Qt.WidgetAttribute.WA_TranslucentBackground


@pytest.fixture(params=[True, False], ids=["composited", "plain"])
def composited(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    for module in (card, menu):
        monkeypatch.setattr(module, "is_composited", lambda: request.param)
    return bool(request.param)


def test_other_platforms_than_x11_are_composited(application: QApplication) -> None:
    if QApplication.platformName() == "xcb":
        pytest.skip("it depends on the desktop")
    assert is_composited()


def test_a_popup_is_transparent_around_its_frame_only_where_it_can_be(
    qtbot: QtBot, page: QWidget, composited: bool
) -> None:
    popup = Popup(page)
    qtbot.addWidget(popup)
    popup.body.addWidget(QLabel("columns"))
    popup.show_at(QPoint(100, 100))
    frame = popup.body.parentWidget()
    assert frame is not None
    assert popup.testAttribute(TRANSLUCENT) is composited
    assert isinstance(frame.graphicsEffect(), QGraphicsDropShadowEffect) is composited
    assert frame.mapToGlobal(QPoint(0, 0)) == QPoint(100, 100)
    assert (popup.size() == frame.size()) is not composited


def test_a_menu_has_round_corners_only_where_it_can(
    qtbot: QtBot, page: QWidget, composited: bool
) -> None:
    made = Menu("", page)
    qtbot.addWidget(made)
    made.addAction("Open")
    made.popup(QPoint(100, 100))
    assert made.testAttribute(TRANSLUCENT) is composited
    corner = made.grab().toImage().pixelColor(0, 0)
    assert (corner.alpha() == 255) is not composited
    made.close()
