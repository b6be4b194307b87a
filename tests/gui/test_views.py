from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from em_desktop.gui import theme, widgets
from em_desktop.gui.theme import tokens

from .looking import color_at, has_color, image, place

LIGHT = tokens.LIGHT


@pytest.fixture
def table(page: QWidget) -> widgets.TableView:
    model = QStandardItemModel(100, 3, page)
    for row in range(100):
        model.setItem(row, 0, QStandardItem(f"mnist_{row}"))
    view = widgets.TableView()
    view.setModel(model)
    place(page, view, 500, 400)
    return view


def test_rows_and_header_have_the_heights_of_the_design(table: widgets.TableView) -> None:
    assert table.rowHeight(0) == 30
    assert table.horizontalHeader().height() == 32
    table.set_row_height(26)
    assert table.rowHeight(99) == 26
    theme.theme().scale = 150
    assert table.rowHeight(0) == 39
    assert table.horizontalHeader().height() == 48


def test_a_selected_row_shows_where_the_focus_is(table: widgets.TableView) -> None:
    table.selectRow(1)
    table.setFocus()
    rows = table.viewport()
    assert color_at(rows, 200, 45) == LIGHT["selected"].lower()
    assert color_at(rows, 0, 45) == color_at(rows, 1, 45) == LIGHT["accent"].lower()
    assert color_at(rows, 200, 59) == LIGHT["divider"].lower()
    table.clearFocus()
    assert color_at(rows, 200, 45) == LIGHT["selected_inactive"].lower()
    assert color_at(rows, 200, 15) == LIGHT["surface"].lower()


def test_the_whole_row_under_the_pointer_is_tinted(table: widgets.TableView) -> None:
    QTest.mouseMove(table.viewport(), QPoint(50, 75))
    assert table.hovered_row == 2
    assert color_at(table.viewport(), 290, 75) == LIGHT["hover_surface"].lower()
    QApplication.sendEvent(table, QEvent(QEvent.Type.Leave))
    assert color_at(table.viewport(), 290, 75) == LIGHT["surface"].lower()


def test_a_header_shows_order_and_note(table: widgets.TableView) -> None:
    header = table.horizontalHeader()
    table.model().setHeaderData(0, Qt.Orientation.Horizontal, "best", widgets.HEADER_NOTE_ROLE)
    plain = image(header)
    header.setSortIndicatorShown(True)
    header.setSortIndicator(0, Qt.SortOrder.DescendingOrder)
    down = image(header)
    header.setSortIndicator(0, Qt.SortOrder.AscendingOrder)
    assert has_color(down, "accent_text")
    assert len({plain.size().width(), down.size().width()}) == 1
    assert plain != down
    assert down != image(header)


def test_tree_rows_are_26_high_and_the_selection_is_round(page: QWidget) -> None:
    model = QStandardItemModel(page)
    root = QStandardItem("experiments")
    root.appendRow(QStandardItem("mnist"))
    model.appendRow(root)
    view = widgets.TreeView()
    view.setModel(model)
    place(page, view, 240, 200)
    view.setCurrentIndex(root.index())
    view.setFocus()
    assert view.visualRect(root.index()).height() == 26
    assert color_at(view.viewport(), 120, 4) == LIGHT["selected"].lower()
    assert color_at(view.viewport(), 4, 0) == LIGHT["surface"].lower()
    assert color_at(view.viewport(), 2, 13) == LIGHT["surface"].lower()
    QTest.mouseMove(view.viewport(), QPoint(60, 40))
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert color_at(view.viewport(), 200, 39) == LIGHT["hover"].lower()
    QApplication.sendEvent(view, QEvent(QEvent.Type.Leave))
    assert color_at(view.viewport(), 200, 39) == LIGHT["surface"].lower()
    assert view.isExpanded(root.index())
