"""All widgets on one page: ``python tests/gui/component_sheet.py FOLDER`` saves it as pictures."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import get_args

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QAction, QPainter, QPaintEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QApplication,
    QGridLayout,
    QHBoxLayout,
    QLayout,
    QProgressBar,
    QPushButton,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from em_desktop.domain.nodes import NodeType, Status
from em_desktop.domain.problems import Problem, ProblemKind
from em_desktop.gui import theme, widgets, wording
from em_desktop.gui.theme.fonts import ROLES


class Painted(QWidget):
    """A widget painted by a function."""

    def __init__(self, size: QSize, paint: Callable[[QPainter, QRect], object]) -> None:
        super().__init__()
        self._paint = paint
        self.setFixedSize(size)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002
        self._paint(QPainter(self), self.rect())


def group(title: str, *rows: QWidget | QLayout) -> QVBoxLayout:
    layout = QVBoxLayout()
    layout.setSpacing(8)
    layout.addWidget(widgets.TextLabel(title, "small_bold", "muted"))
    for row in rows:
        if isinstance(row, QWidget):
            layout.addWidget(row)
        else:
            layout.addLayout(row)
    layout.addStretch(1)
    return layout


def line(*parts: QWidget) -> QHBoxLayout:
    layout = QHBoxLayout()
    layout.setSpacing(8)
    for part in parts:
        layout.addWidget(part)
    layout.addStretch(1)
    return layout


def painted_icon(name: str, token: str, text: str) -> Painted:
    def paint(painter: QPainter, rect: QRect) -> None:
        theme.paint_icon(painter, QRect(0, 0, 16, rect.height()), name, token)
        widgets.paint_text(painter, rect.adjusted(24, 0, 0, 0), text, "body")

    return Painted(QSize(150, 22), paint)


def buttons() -> QGridLayout:
    grid = QGridLayout()
    grid.setSpacing(8)
    for row, kind in enumerate(get_args(widgets.ButtonKind)):
        icon = "move" if kind == "push" else "delete" if kind == "remove" else ""
        for column, state in enumerate(("Rest", "Focus", "Disabled")):
            button = widgets.Button(
                kind, {"push": "Move", "quiet": "Clear"}.get(kind, "Delete"), icon
            )
            button.setEnabled(state != "Disabled")
            button.setObjectName(f"{kind}{state}")
            grid.addWidget(button, row, column, Qt.AlignmentFlag.AlignLeft)
    grid.addWidget(QPushButton("Plain QPushButton"), 6, 0, 1, 2)
    grid.addLayout(
        line(*(widgets.IconButton(n, n) for n in ("menu", "back", "forward", "more"))), 6, 2
    )
    return grid


def fields() -> QVBoxLayout:
    rest = widgets.LineEdit("Rest")
    rest.setPlaceholderText("Rest")
    focus = widgets.LineEdit("Focus")
    focus.setObjectName("focus")
    focus.setText("mnist_keras")
    wrong = widgets.LineEdit("Wrong")
    wrong.setText("mnist keras/")
    wrong.set_wrong("A name can't contain “/”.")
    off = widgets.LineEdit("Off")
    off.setText("Disabled")
    off.setEnabled(False)
    search = widgets.SearchField("Search")
    search.setText("val/accuracy > 0.999")
    search.set_result("0 of 64")
    combo = widgets.ComboBox("Permission")
    combo.addItems(["Can view", "Can edit"])
    other = widgets.ComboBox("Metric")
    other.addItems(["val/accuracy"])
    checks = [widgets.CheckBox(text) for text in ("Checked", "Off", "Some", "Disabled")]
    checks[0].setChecked(True)
    checks[2].setTristate(True)
    checks[2].setCheckState(Qt.CheckState.PartiallyChecked)
    checks[3].setChecked(True)
    checks[3].setEnabled(False)
    slider = QSlider(Qt.Orientation.Horizontal)
    slider.setAccessibleName("Smoothing")
    slider.setValue(60)
    slider.setFixedWidth(110)
    bar = QProgressBar()
    bar.setValue(62)
    segments = widgets.Segments([("step", "Step"), ("epoch", "Epoch"), ("time", "Wall time")])
    toggles = [widgets.Toggle(text) for text in ("train", "val", "Log y")]
    toggles[0].set_swatch(0)
    toggles[1].set_swatch(1)
    toggles[0].setChecked(True)
    toggles[2].setChecked(True)
    why = widgets.TextLabel("A name can't contain “/”.", "small", "st_error")
    return group(
        "Fields",
        rest,
        focus,
        wrong,
        why,
        off,
        search,
        line(combo, other),
        line(*checks),
        line(slider, segments),
        line(*toggles),
        bar,
    )


def marks() -> QVBoxLayout:
    pills = []
    for status in Status:
        pill = widgets.StatusPill()
        pill.set_status(status)
        pills.append(pill)
    chips = widgets.LabelChips()
    chips.set_labels(["baseline", "augment", "paper"])
    few = widgets.LabelChips()
    few.set_labels(["baseline", "augment", "paper", "seed-sweep"])
    few.setFixedWidth(170)
    return group(
        "Status pills, labels, counts, keys",
        line(*pills[:4]),
        line(*pills[4:]),
        line(chips, widgets.CountBadge(12), widgets.KeyHint("Ctrl K")),
        line(few),
    )


class RunDelegate(widgets.RowDelegate):
    def paint_cell(
        self,
        painter: QPainter,
        rect: QRectF,
        index: QModelIndex | QPersistentModelIndex,
        state: widgets.RowState,
    ) -> None:
        area = widgets.cell_area(rect)
        match index.column():
            case 0:
                widgets.paint_check(painter, area, Qt.CheckState.Checked)
            case 1:
                note = "16:04" if index.row() == 0 else ""
                icon = theme.node_icon_name(NodeType.RUN)
                widgets.paint_icon_and_text(painter, rect, icon, index.data(), state, note=note)
            case 2:
                widgets.paint_status(painter, area, list(Status)[index.row()])
            case 3:
                widgets.paint_labels(painter, area, ("baseline", "paper")[: index.row() % 3])
            case _:
                fraction, best = 1 - index.row() / 8, index.row() == 0
                widgets.paint_number(
                    painter, rect, index.data(), state, fraction=fraction, best=best
                )


def table() -> widgets.TableView:
    model = QStandardItemModel(8, 5)
    model.setHorizontalHeaderLabels(["", "Name", "Status", "Labels", "val/accuracy"])
    for row in range(8):
        model.setItem(row, 1, QStandardItem(f"mnist_{row}"))
        model.setItem(row, 4, QStandardItem(f"0.99{34 - row}"))
    right = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    model.setHeaderData(4, Qt.Orientation.Horizontal, right, Qt.ItemDataRole.TextAlignmentRole)
    model.setHeaderData(4, Qt.Orientation.Horizontal, "best", widgets.HEADER_NOTE_ROLE)
    view = widgets.TableView()
    model.setParent(view)
    view.setModel(model)
    view.setItemDelegate(RunDelegate(view))
    for column, width in enumerate((34, 160, 94, 114, 150)):
        view.setColumnWidth(column, width)
    view.horizontalHeader().setSortIndicatorShown(True)
    view.horizontalHeader().setSortIndicator(4, Qt.SortOrder.DescendingOrder)
    view.setFixedSize(552, 32 + 8 * 30)
    view.setAccessibleName("Runs")
    view.selectRow(0)
    view.setObjectName("table")
    return view


def tree() -> widgets.TreeView:
    model = QStandardItemModel()
    root = QStandardItem(theme.icon("store", "text2"), "experiments")
    folder = QStandardItem(theme.node_icon(NodeType.FOLDER), "segmentation")
    for kind in NodeType:
        folder.appendRow(QStandardItem(theme.node_icon(kind), wording.type_text(kind)))
    root.appendRow(folder)
    model.appendRow(root)
    view = widgets.TreeView()
    theme.set_look(view, area="window")
    model.setParent(view)
    view.setModel(model)
    view.setAccessibleName("Navigator")
    view.expandAll()
    view.setCurrentIndex(folder.child(2).index())
    view.setFixedSize(240, 272)
    return view


def panel() -> QWidget:
    holder = QWidget()
    theme.set_look(holder, area="window")
    holder.setFixedWidth(280)
    layout = QVBoxLayout(holder)
    layout.setContentsMargins(12, 0, 12, 0)
    details = widgets.Section("Details")
    facts = widgets.FactList()
    facts.set_facts(
        [
            widgets.Fact("Path", "em-example / mnist_keras", link="x"),
            widgets.Fact("Created", "22 Nov 2024, 09:41"),
            widgets.Fact("Size", "48.2 MB, 37 files"),
            widgets.Fact("Sync", "Synced 8 h ago", icon=("synced", "sy_synced")),
            widgets.Fact("Alt. name", "mnist_keras_241122_094115_abcdef", mono=True, copy=True),
        ]
    )
    details.body.addWidget(facts)
    labels = widgets.Section("Labels")
    labels.add_action_widget(widgets.IconButton("add", "Add label", side=24))
    chips = widgets.LabelChips()
    chips.set_labels(["baseline", "paper"])
    labels.body.addWidget(chips)
    closed = widgets.Section("system", is_open=False)
    closed.set_count(6)
    for section in (details, labels, closed):
        layout.addWidget(section)
        layout.addWidget(widgets.Divider())
    layout.addStretch(1)
    return holder


def page() -> QWidget:
    header = widgets.PageHeader()
    header.set_icon(*theme.node_icon_name(NodeType.RUN))
    header.set_title("mnist_keras")
    header.set_status(Status.COMPLETE)
    header.set_labels(["baseline", "paper"])
    header.set_facts(["18m 04s", "started 22 Nov 2024, 09:41", "demo"])
    header.add_action_widget(widgets.push_button("Compare with...", "compare"))
    header.add_action_widget(widgets.IconButton("more", "More"))
    tabs = widgets.PageTabs()
    state = widgets.StateView()
    state.show_state(
        "alert",
        "The server couldn't list this folder",
        "em.example.org answered 503. Tried 3 times; trying again in 20 s.",
        [action("Try now", "refresh", primary=True)],
        "503",
        token="st_error",
    )
    tabs.add_tab("overview", state, "Overview")
    tabs.add_tab("metrics", QWidget(), "Metrics")
    tabs.add_tab("files", QWidget(), "Files")
    tabs.set_count("metrics", 12)
    tabs.set_count("files", 37)
    bar = widgets.ProblemBar()
    bar.set_problems(
        [
            Problem("metadata.yaml", ProblemKind.MALFORMED, "while parsing", 12),
            Problem("metrics/train.yaml", ProblemKind.TRUNCATED),
        ]
    )
    for button in bar.findChildren(widgets.Button):
        button.setChecked(True)
    holder = QWidget()
    theme.set_look(holder, area="surface")
    layout = QVBoxLayout(holder)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    for widget in (header, bar, tabs):
        layout.addWidget(widget)
    holder.setMinimumHeight(360)
    return holder


def action(text: str, icon: str, *, primary: bool = False) -> QAction:
    result = QAction(
        theme.icon(icon, "on_accent" if primary else "text2"), text, QApplication.instance()
    )
    if primary:
        result.setPriority(QAction.Priority.HighPriority)
    return result


def component_sheet() -> QWidget:
    """Type, buttons, fields, icons, marks, a table, a tree, a panel and a page."""
    sheet = QWidget()
    theme.set_look(sheet, area="surface")
    type_rows = [
        widgets.TextLabel(f"{role} {pixels}/{weight}", role)
        for role, (pixels, weight) in ROLES.items()
    ]
    icons = QGridLayout()
    icons.setSpacing(2)
    for row, kind in enumerate(NodeType):
        icons.addWidget(painted_icon(*theme.node_icon_name(kind), wording.type_text(kind)), row, 0)
    for row, status in enumerate(Status):
        icons.addWidget(
            painted_icon(*theme.status_icon_name(status), wording.status_text(status)), row, 1
        )
    loading = widgets.LoadingRows()
    loading._rows.show()
    loading._footer.show()
    loading.set_progress("Reading 1,204 of 8,310 runs", 1204, 8310)
    loading.setFixedSize(400, 260)
    card = widgets.Card("accuracy")
    card.add_header_widget(widgets.IconButton("full_page", "Full page", side=24, icon_side=13))
    card.add_header_widget(widgets.IconButton("more", "More", side=24, icon_side=13))
    card.body.addWidget(loading)
    grid = QGridLayout(sheet)
    grid.setContentsMargins(32, 24, 32, 24)
    grid.setSpacing(24)
    grid.addLayout(group("Type", *type_rows), 0, 0)
    grid.addLayout(group("Buttons", buttons()), 0, 1)
    grid.addLayout(fields(), 0, 2)
    grid.addLayout(group("Icons", icons), 1, 0)
    grid.addLayout(group("Table", table()), 1, 1)
    grid.addLayout(marks(), 1, 2)
    grid.addLayout(group("Tree", tree()), 2, 0)
    grid.addLayout(group("Panel", panel()), 2, 1)
    grid.addLayout(group("Card, loading", card), 2, 2)
    grid.addWidget(page(), 3, 0, 1, 3)
    return sheet


def menu(parent: QWidget) -> widgets.Menu:
    result = widgets.Menu("", parent)
    for text, icon, keys in (
        ("Open in new tab", "open", "Ctrl+Return"),
        ("Compare with...", "compare", "Ctrl+Shift+C"),
        ("", "", ""),
        ("Rename", "rename", "F2"),
        ("Move to...", "move", "Ctrl+M"),
        ("Move to trash", "delete", "Del"),
    ):
        if not text:
            result.addSeparator()
            continue
        entry = result.addAction(theme.icon(icon), text)
        entry.setShortcut(keys)
        if icon == "delete":
            entry.setIcon(theme.icon("delete", "st_error"))
            widgets.mark_as_removing(entry)
    more = result.addMenu(theme.icon("label"), "Label")
    more.addAction("x").setCheckable(True)
    checked = result.addAction("Checked")
    checked.setCheckable(True)
    checked.setChecked(True)
    result.addAction("Disabled").setEnabled(False)
    return result


def main(folder: Path) -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QApplication([])
    theme.theme().apply(application)
    for scheme in ("light", "dark"):
        theme.theme().mode = scheme
        sheet = component_sheet()
        sheet.resize(1440, sheet.sizeHint().height())
        sheet.show()
        sheet.activateWindow()
        application.processEvents()
        for button in sheet.findChildren(widgets.Button):
            if button.objectName().endswith("Focus"):
                button.setFocus()
        toast = widgets.Toast(sheet)
        toast.show_message("Moved 4 runs to ablations", action("Undo", "undo"))
        sheet.findChildren(widgets.TableView)[0].setFocus()
        application.processEvents()
        sheet.grab().save(str(folder / f"components-{scheme}.png"))
        popup = menu(sheet)
        popup.popup(sheet.mapToGlobal(sheet.rect().topLeft()))
        popup.setActiveAction(popup.actions()[4])
        popup.grab().save(str(folder / f"menu-{scheme}.png"))
        popup.close()
        sheet.close()
        sheet.deleteLater()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
