"""Drops as a view gets them: offscreen there is no drag and drop of its own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

NO_KEYS = Qt.KeyboardModifier.NoModifier
_BUTTON = Qt.MouseButton.LeftButton
_ACTIONS = Qt.DropAction.CopyAction | Qt.DropAction.LinkAction


def files_data(files: Sequence[Path]) -> QMimeData:
    """What a file manager drags."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    return data


def drag_over(
    target: QWidget, place: QPoint, data: QMimeData, keys: Qt.KeyboardModifier = NO_KEYS
) -> bool:
    """Move over a widget; whether it would take it."""
    enter = QDragEnterEvent(place, _ACTIONS, data, _BUTTON, keys)
    enter.ignore()
    QApplication.sendEvent(target, enter)
    move = QDragMoveEvent(place, _ACTIONS, data, _BUTTON, keys)
    move.ignore()
    QApplication.sendEvent(target, move)
    return move.isAccepted()


def drop(
    target: QWidget, place: QPoint, data: QMimeData, keys: Qt.KeyboardModifier = NO_KEYS
) -> bool:
    """Move over a widget and let go if it takes it; whether it did."""
    if not drag_over(target, place, data, keys):
        return False
    event = QDropEvent(QPointF(place), _ACTIONS, data, _BUTTON, keys)
    event.ignore()
    QApplication.sendEvent(target, event)
    return event.isAccepted()


def drag_mouse(target: QWidget, place: QPoint) -> None:
    """Move the mouse with its button held, which `QTest.mouseMove` doesn't tell."""
    there = QPointF(place)
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        there,
        QPointF(target.mapToGlobal(place)),
        Qt.MouseButton.NoButton,
        _BUTTON,
        NO_KEYS,
    )
    QApplication.sendEvent(target, event)
