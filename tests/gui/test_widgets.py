from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtGui import (
    QAccessible,
    QAction,
    QColor,
    QGuiApplication,
    QImage,
    QPainter,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from em_desktop.domain.nodes import Status
from em_desktop.domain.problems import Problem, ProblemKind
from em_desktop.gui import theme, widgets
from em_desktop.gui.theme import tokens
from em_desktop.gui.widgets.query_field import QueryField
from em_desktop.gui.widgets.states import SHOW_LOADING_AFTER

from .component_sheet import component_sheet
from .looking import color_at, has_color, image, place

LIGHT = tokens.LIGHT


@pytest.fixture(autouse=True)
def our_look(application: QApplication) -> QApplication:
    return application


def test_whatever_takes_the_focus_has_a_name(qtbot: QtBot) -> None:
    sheet = component_sheet()
    qtbot.addWidget(sheet)
    sheet.show()
    nameless = []
    for widget in sheet.findChildren(QWidget):
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible():
            described = QAccessible.queryAccessibleInterface(widget)
            if not described.text(QAccessible.Text.Name):
                nameless.append(f"{type(widget).__name__} {widget.objectName()}")
    assert nameless == []


def test_the_sheet_of_all_widgets_can_be_shown_in_both_themes(qtbot: QtBot) -> None:
    sheet = component_sheet()
    qtbot.addWidget(sheet)
    sheet.show()
    assert color_at(sheet, 2, 2) == LIGHT["surface"].lower()
    theme.theme().mode = "dark"
    assert color_at(sheet, 2, 2) == tokens.DARK["surface"].lower()
    theme.theme().scale = 150
    assert not image(sheet).isNull()


@pytest.mark.parametrize(
    ("kind", "token"),
    [("primary", "accent"), ("push", "surface"), ("danger", "danger"), ("quiet", "window")],
)
def test_a_button_has_the_color_of_its_kind(
    page: QWidget, kind: widgets.ButtonKind, token: str
) -> None:
    button = widgets.Button(kind, "Compare")
    place(page, button)
    assert button.height() == 28
    assert color_at(page, button.x() + 5, button.y() + 14) == LIGHT[token].lower()
    button.setEnabled(False)
    off = "window" if kind == "quiet" else "surface"
    assert color_at(page, button.x() + 5, button.y() + 14) == LIGHT[off].lower()


def test_the_focus_is_a_ring_of_two_pixels(page: QWidget) -> None:
    button = widgets.push_button("Compare")
    place(page, button)
    button.setFocus()
    picture = image(button)
    middle = picture.width() // 2
    ring = [picture.pixelColor(middle, y).name() for y in (0, 1)]
    assert ring == [LIGHT["focus"].lower()] * 2
    assert picture.pixelColor(middle, 2).name() == LIGHT["surface"].lower()


def test_a_button_shows_and_triggers_its_action(page: QWidget, qtbot: QtBot) -> None:
    action = QAction(theme.icon("refresh"), "Try now", page)
    button = widgets.push_button()
    button.set_action(action)
    place(page, button)
    with qtbot.waitSignal(action.triggered):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    action.setText("Try again")
    action.setEnabled(False)
    assert button.text() == "Try again"
    assert not button.isEnabled()


def test_a_click_on_an_icon_button_leaves_the_focus_where_it_is(page: QWidget) -> None:
    field = widgets.LineEdit("Name")
    button = widgets.IconButton("refresh", "Refresh")
    place(page, field)
    place(page, button)
    button.set_name("Refresh", "F5")
    field.setFocus()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert field.hasFocus()
    assert (button.accessibleName(), button.toolTip()) == ("Refresh", "Refresh (F5)")


def test_segments_are_chosen_by_mouse_and_keys_and_say_so(page: QWidget, qtbot: QtBot) -> None:
    segments = widgets.Segments([("step", "Step"), ("epoch", "Epoch"), ("time", "Wall time")])
    place(page, segments)
    seen: list[str] = []
    segments.chosen.connect(seen.append)
    QTest.mouseClick(segments, Qt.MouseButton.LeftButton, pos=QPoint(segments.width() - 5, 12))
    QTest.keyClick(segments, Qt.Key.Key_Left)
    QTest.keyClick(segments, Qt.Key.Key_Left)
    QTest.keyClick(segments, Qt.Key.Key_Left)
    assert seen == ["time", "epoch", "step"]
    segments.choose("time")
    segments.choose("no such key")
    assert segments.key == "time"
    assert len(seen) == 3
    segments.set_texts({"time": "Zeit"})
    assert segments.key == "time"


def test_escape_clears_a_search_field_and_then_goes_on(page: QWidget, qtbot: QtBot) -> None:
    field = widgets.SearchField("Find metric")
    place(page, field, 200)
    field.setText("acc")
    field.set_result("3 of 64")
    with qtbot.waitSignal(field.cleared):
        QTest.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == ""
    escaped: list[int] = []

    class Filter(QWidget):
        def keyPressEvent(self, event: object) -> None:  # noqa: N802, ARG002
            escaped.append(1)

    parent = Filter(page)
    place(parent, field, 200)
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert escaped == [1]
    assert field.accessibleName() == "Find metric"


def test_a_wrong_field_is_framed_in_red_and_says_why(page: QWidget) -> None:
    field = widgets.LineEdit("Name")
    place(page, field, 160, 28)
    field.set_wrong("A name can't contain “/”.")
    assert color_at(field, 80, 0) == LIGHT["st_error"].lower()
    assert field.accessibleDescription() == "A name can't contain “/”."
    field.set_wrong("")
    assert color_at(field, 80, 0) == LIGHT["border_strong"].lower()


def test_a_check_box_shows_its_three_states(page: QWidget) -> None:
    box = widgets.CheckBox("Some")
    box.setTristate(True)
    place(page, box)
    assert not has_color(image(box), "accent")
    box.setCheckState(Qt.CheckState.PartiallyChecked)
    some = image(box)
    box.setCheckState(Qt.CheckState.Checked)
    assert has_color(some, "accent")
    assert some != image(box)


def test_a_section_opens_and_closes_by_click_and_key(page: QWidget, qtbot: QtBot) -> None:
    section = widgets.Section("Details")
    content = widgets.TextLabel("inside")
    section.body.addWidget(content)
    place(page, section, 240)
    seen: list[bool] = []
    section.opened.connect(seen.append)
    QTest.mouseClick(section, Qt.MouseButton.LeftButton, pos=QPoint(60, 16))
    header = section.childAt(60, 16)
    assert header is not None
    QTest.mouseClick(header, Qt.MouseButton.LeftButton)
    assert not content.isVisible()
    QTest.keyClick(header, Qt.Key.Key_Space)
    assert content.isVisible()
    assert seen == [False, True]
    section.set_open(is_open=False)
    assert not section.is_open
    assert seen == [False, True]


def test_facts_can_be_linked_and_copied(page: QWidget, qtbot: QtBot) -> None:
    facts = widgets.FactList()
    facts.set_facts(
        [
            widgets.Fact("Path", "em-example", link="folder"),
            widgets.Fact("Alt. name", "mnist_241122", copy=True, mono=True),
        ]
    )
    place(page, facts, 240, 80)
    with qtbot.waitSignal(facts.activated) as signal:
        link = facts.findChildren(QAbstractButton)[0]
        QTest.mouseClick(link, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert signal.args == ["folder"]
    assert link.accessibleName() == "Path: em-example"
    copy = facts.findChildren(widgets.IconButton)[0]
    assert copy.accessibleName() == "Copy Alt. name"
    QTest.mouseClick(copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == "mnist_241122"
    facts.set_facts([])
    assert facts.facts == ()


def test_facts_take_the_width_they_get(page: QWidget, qtbot: QtBot) -> None:
    facts = widgets.FactList()
    facts.set_facts(
        [
            widgets.Fact("Description", "a rather long text " * 6),
            widgets.Fact("Path", "folder / " * 20, link="x"),
            widgets.Fact("Id", "x" * 200),
            widgets.Fact("Hash", "9f31c0a" * 20, mono=True, copy=True),
        ]
    )
    place(page, facts)
    QApplication.processEvents()
    assert facts.minimumSizeHint().width() < 240
    assert facts.heightForWidth(900) < facts.heightForWidth(240) - 3 * 14


def test_an_elided_label_gives_way_and_keeps_its_text(page: QWidget) -> None:
    label = widgets.ElidedLabel("a rather long name of a run")
    place(page, label, 60)
    assert label.shown_text().endswith("…")
    assert label.text() == "a rather long name of a run"
    label.resize(label.sizeHint())
    assert label.shown_text() == label.text()


def test_a_paragraph_breaks_its_text_and_keeps_the_lines_apart(page: QWidget) -> None:
    paragraph = widgets.Paragraph("body", "text")
    place(page, paragraph, 200, 100)
    paragraph.set_text("one line")
    assert paragraph.heightForWidth(200) == 20
    paragraph.set_text("a text of words that needs more than one line\nand a second one")
    assert paragraph.heightForWidth(200) == 60
    paragraph.set_text("w" * 60)
    assert paragraph.heightForWidth(200) > 20
    paragraph.set_text("")
    assert paragraph.heightForWidth(200) == 0


def test_text_of_a_label_is_never_html(page: QWidget) -> None:
    assert widgets.TextLabel("<b>x</b>").textFormat() == Qt.TextFormat.PlainText
    assert widgets.ElidedLabel("<b>x</b>").textFormat() == Qt.TextFormat.PlainText


def test_a_status_pill_says_its_state_and_hides_without_one(page: QWidget) -> None:
    pill = widgets.StatusPill()
    place(page, pill)
    pill.set_status(Status.RUNNING)
    pill.resize(pill.sizeHint())
    assert pill.accessibleName() == "Running"
    assert has_color(image(pill), "st_running_bg")
    pill.set_status(None)
    assert pill.isHidden()


def test_labels_without_room_are_counted(page: QWidget) -> None:
    chips = widgets.LabelChips()
    place(page, chips)
    chips.set_labels(["baseline", "augment", "paper"])
    assert chips.accessibleName() == "baseline, augment, paper"
    chips.resize(chips.sizeHint())
    full = image(chips)
    chips.resize(110, chips.height())
    assert full.copy(0, 0, 60, 20) == image(chips).copy(0, 0, 60, 20)
    chips.set_labels([])
    assert chips.isHidden()


def test_a_state_offers_what_can_be_done(page: QWidget, qtbot: QtBot) -> None:
    view = widgets.StateView()
    place(page, view, 600, 400)
    again = QAction("Try now", page)
    again.setPriority(QAction.Priority.HighPriority)
    other = QAction("Show summary", page)
    view.show_state("alert", "It failed", "Trying again in 20 s.", [again, other], "HTTP 503")
    assert [(button.text(), button.kind) for button in view.buttons()] == [
        ("Try now", "primary"),
        ("Show summary", "push"),
    ]
    with qtbot.waitSignal(again.triggered):
        QTest.mouseClick(view.buttons()[0], Qt.MouseButton.LeftButton)
    assert view.accessibleName() == "It failed. Trying again in 20 s."
    view.show_state("open_folder", "This folder is empty")
    assert view.buttons() == []


def test_quick_work_shows_no_placeholder_rows(page: QWidget, qtbot: QtBot) -> None:
    loading = widgets.LoadingRows()
    place(page, loading, 400, 300)
    loading.start()
    blank = image(loading)
    loading.stop()
    loading.start()
    qtbot.waitUntil(lambda: image(loading) != blank, timeout=SHOW_LOADING_AFTER * 10)
    loading.stop()
    assert image(loading) == blank


def test_long_work_says_how_far_it_is_and_can_be_stopped(page: QWidget, qtbot: QtBot) -> None:
    loading = widgets.LoadingRows()
    place(page, loading, 400, 300)
    loading.start()
    loading.set_progress("Reading 1,204 of 8,310 runs", 1204, 8310)
    stop = loading.findChildren(widgets.Button)[0]
    assert not stop.isVisible()
    qtbot.waitUntil(stop.isVisible)
    with qtbot.waitSignal(loading.stopped):
        QTest.mouseClick(stop, Qt.MouseButton.LeftButton)
    loading.stop()


def test_a_stack_shows_content_rows_or_a_state(page: QWidget) -> None:
    content = QWidget()
    stack = widgets.StateStack(content)
    place(page, stack, 400, 300)
    stack.show_loading()
    assert stack.currentWidget() is stack.loading
    stack.show_state("open_folder", "This folder is empty")
    assert stack.currentWidget() is stack.state
    assert stack.state.title == "This folder is empty"
    stack.show_content()
    assert stack.currentWidget() is content


def test_tabs_show_one_page_and_name_it(page: QWidget, qtbot: QtBot) -> None:
    tabs = widgets.PageTabs()
    pages = {key: QWidget() for key in ("overview", "metrics", "files")}
    for key, widget in pages.items():
        tabs.add_tab(key, widget, key.title())
    tabs.set_count("metrics", 12)
    place(page, tabs, 500, 200)
    seen: list[str] = []
    tabs.changed.connect(seen.append)
    assert tabs.current == "overview"
    tabs.set_current("metrics")
    tabs.set_current("metrics")
    tabs.set_current("no such tab")
    row = tabs.childAt(20, 10)
    assert row is not None
    QTest.keyClick(row, Qt.Key.Key_Right)
    QTest.mouseClick(row, Qt.MouseButton.LeftButton, pos=QPoint(20, 10))
    assert seen == ["metrics", "files", "overview"]
    assert pages["overview"].isVisible()
    assert tabs.widget("files") is pages["files"]


def test_a_page_header_shortens_its_facts_first(page: QWidget) -> None:
    header = widgets.PageHeader()
    header.set_title("mnist_keras")
    header.set_status(Status.COMPLETE)
    header.set_labels(["baseline", "paper"])
    header.set_facts(["18m 04s", "", "started 22 Nov 2024, 09:41"])
    header.add_action_widget(widgets.push_button("Compare"))
    place(page, header, 440, 52)
    labels = header.findChildren(widgets.ElidedLabel)
    title = next(label for label in labels if label.text() == "mnist_keras")
    facts = next(label for label in labels if "18m" in label.text())
    assert facts.text() == "18m 04s · started 22 Nov 2024, 09:41"
    assert title.shown_text() == "mnist_keras"
    assert facts.shown_text().endswith("…")


def test_problems_are_counted_and_listed_with_their_place(page: QWidget) -> None:
    bar = widgets.ProblemBar()
    place(page, bar)
    bar.hide()
    problem = Problem("metadata.yaml", ProblemKind.MALFORMED, "while parsing", 12)
    bar.set_problems([problem])
    assert bar.isVisible()
    texts = [label.text() for label in bar.findChildren(widgets.TextLabel)]
    assert "metadata.yaml:12" in texts
    assert "1 problem" in bar.accessibleName()
    bar.set_problems([])
    assert not bar.isVisible()


def test_a_toast_offers_its_action_once_and_goes(page: QWidget, qtbot: QtBot) -> None:
    toast = widgets.Toast(page)
    undo = QAction("Undo", page)
    done: list[bool] = []
    undo.triggered.connect(lambda: done.append(True))
    toast.show_message("Moved 4 runs to ablations", undo)
    toast.show_message("Moved 5 runs to ablations", undo)
    assert toast.text == "Moved 5 runs to ablations"
    assert toast.geometry().bottom() <= page.height()
    button = next(b for b in toast.findChildren(widgets.Button) if b.text() == "Undo")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert done == [True]
    assert not toast.isVisible()


def test_escape_closes_a_popup(page: QWidget, qtbot: QtBot) -> None:
    popup = widgets.Popup(page)
    popup.body.addWidget(widgets.TextLabel("inside"))
    popup.show_below(page)
    assert popup.isVisible()
    QTest.keyClick(popup, Qt.Key.Key_Escape)
    assert not popup.isVisible()


def test_a_menu_paints_keys_and_what_removes(page: QWidget, qtbot: QtBot) -> None:
    menu = widgets.Menu("", page)
    menu.addAction(theme.icon("rename"), "Rename").setShortcut("F2")
    remove = widgets.mark_as_removing(menu.addAction("Move to trash"))
    menu.addSeparator()
    menu.addMenu("Label").addAction("paper")
    menu.popup(page.mapToGlobal(QPoint(0, 0)))
    assert menu.actionGeometry(remove).height() == 28
    assert has_color(image(menu), "st_error")
    menu.close()


def test_painted_parts_fit_where_they_are_asked_to(page: QWidget) -> None:
    picture = QImage(200, 30, QImage.Format.Format_RGB32)
    picture.fill(QColor("white"))
    painter = QPainter(picture)
    width = widgets.paint_chip(painter, QRect(10, 0, 60, 30), "a very long label", QColor("red"))
    painter.end()
    assert width == 60
    right = [picture.pixelColor(x, 15).name() for x in range(70, 200)]
    assert set(right) == {"#ffffff"}


def test_a_language_change_reaches_the_widgets(page: QWidget) -> None:
    parts = [widgets.SearchField("x"), widgets.LoadingRows(), widgets.StateView()]
    for part in parts:
        place(page, part)
        QApplication.sendEvent(part, QEvent(QEvent.Type.LanguageChange))
    clear = parts[0].findChildren(widgets.IconButton)[0]
    assert clear.accessibleName() == "Clear"


def test_a_scrim_dims_the_window(page: QWidget) -> None:
    before = color_at(page, 10, 10)
    scrim = widgets.Scrim(page)
    assert QColor(color_at(page, 10, 10)).lightness() < QColor(before).lightness()
    scrim.deleteLater()


def test_a_chinese_key_and_a_latin_value_stand_on_one_line(page: QWidget) -> None:
    facts = widgets.FactList()
    facts.set_facts([widgets.Fact("时间HH", "HHH")])
    place(page, facts, 300, 40)
    picture = image(facts)
    ground = picture.pixelColor(299, 39)

    def base(left: int, right: int) -> int:
        """The last row that has ink between two columns."""
        return max(
            y
            for y in range(picture.height())
            if any(picture.pixelColor(x, y) != ground for x in range(left, right))
        )

    value = facts.findChildren(QLabel)[1]
    start = value.mapTo(facts, QPoint(0, 0)).x()
    assert base(28, 44) == base(start, start + 20)


def test_a_paragraph_has_room_for_all_its_lines(page: QWidget) -> None:
    rows = QVBoxLayout(page)
    inset = QHBoxLayout()
    paragraph = widgets.Paragraph("body", "text", page)
    paragraph.set_text("A text that needs more than one line " * 4)
    inset.addWidget(paragraph)
    rows.addLayout(inset)
    rows.addWidget(QWidget(page), 1)
    page.resize(200, 400)
    QApplication.processEvents()
    assert paragraph.height() == paragraph.heightForWidth(paragraph.width()) > 40


def test_the_hint_of_a_narrow_filter_stays_on_one_line(page: QWidget) -> None:
    field = QueryField(page)
    field.set_placeholder("Filter, such as lr > 0.1 and batch_size == 64")
    field.resize(400, 28)
    field.show()
    QApplication.processEvents()
    assert field.placeholderText() == "Filter, such as lr > 0.1 and batch_size == 64"
    field.resize(140, 28)
    QApplication.processEvents()
    assert field.placeholderText().endswith("…")
    assert field.accessibleName() == "Filter, such as lr > 0.1 and batch_size == 64"
