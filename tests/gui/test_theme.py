from __future__ import annotations

import gc
import json
import sys
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QIcon, QImage, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QStyle, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from em_desktop.domain.nodes import NodeType, Status
from em_desktop.gui import theme
from em_desktop.gui.theme import current as current_module
from em_desktop.gui.theme import tokens
from em_desktop.gui.theme.current import Theme
from em_desktop.gui.theme.fonts import ROLES
from em_desktop.gui.theme.glyphs import GLYPHS
from em_desktop.gui.theme.icons import font_file, glyph_outline

TEXTS = (
    "text",
    "text2",
    "muted",
    "accent_text",
    "st_running",
    "st_complete",
    "st_error",
    "st_warning",
    "st_queued",
    "st_stopped",
)
GROUNDS = (
    "window",
    "surface",
    "sunken",
    "raised",
    "hover",
    "hover_surface",
    "selected",
    "selected_inactive",
    "accent_tint",
)
PILLS = ("running", "complete", "error", "warning", "queued")
SCHEMES = (tokens.LIGHT, tokens.DARK)


def luminance(name: str) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4

    color = QColor(name)
    red, green, blue = map(linear, (color.redF(), color.greenF(), color.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    dark, light = sorted((luminance(first), luminance(second)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("colors", SCHEMES)
@pytest.mark.parametrize("text", ["text", "text2", "muted", "accent_text"])
def test_texts_have_enough_contrast_on_every_ground(colors: dict[str, str], text: str) -> None:
    assert min(contrast(colors[text], colors[ground]) for ground in GROUNDS) >= 4.5


@pytest.mark.parametrize("colors", SCHEMES)
def test_states_and_changes_have_enough_contrast_on_their_own_ground(
    colors: dict[str, str],
) -> None:
    pairs = [(f"st_{name}", f"st_{name}_bg") for name in PILLS]
    pairs += [(f"diff_{name}", f"diff_{name}_bg") for name in ("add", "mod", "del")]
    pairs += [("on_accent", name) for name in ("accent", "accent_hover", "accent_press", "danger")]
    for text, ground in pairs:
        assert contrast(colors[text], colors[ground]) >= 4.5, (text, ground)


@pytest.mark.parametrize("colors", SCHEMES)
def test_icons_and_the_focus_stand_out_from_pages_and_panels(colors: dict[str, str]) -> None:
    marks = [name for name in colors if name.startswith(("ty_", "sy_"))] + ["focus"]
    for mark in marks:
        for ground in ("window", "surface", "raised"):
            assert contrast(colors[mark], colors[ground]) >= 3, (mark, ground)


@pytest.mark.parametrize(("scheme", "least"), [("light", 3.0), ("dark", 4.2)])
def test_run_colors_stand_out_from_the_page(scheme: tokens.Scheme, least: float) -> None:
    surface = tokens.tokens(scheme)["surface"]
    assert len(tokens.RUN[scheme]) == 10
    assert min(contrast(color, surface) for color in tokens.RUN[scheme]) >= least


def test_both_themes_have_the_same_tokens() -> None:
    assert set(tokens.LIGHT) == set(tokens.DARK)


def test_high_contrast_makes_borders_as_strong_as_text() -> None:
    colors = tokens.tokens("light", high_contrast=True)
    assert colors["border_strong"] == tokens.LIGHT["muted"]
    assert colors["border"] == tokens.LIGHT["border_strong"]


@pytest.mark.parametrize("family", ["ph", "msc"])
def test_icons_are_the_glyphs_of_their_names(family: str, qapp: QApplication) -> None:
    pattern = {"ph": "phosphor-charmap*.json", "msc": "codicon-charmap*.json"}[family]
    codes = json.loads(next(font_file(family).parent.glob(pattern)).read_text())
    for meaning, glyph in GLYPHS.items():
        if glyph.font == family:
            assert int(codes[glyph.name], 16) == glyph.code, meaning
            assert not glyph_outline(meaning).isEmpty(), meaning


def test_icons_come_without_importing_the_package_that_brings_them(qapp: QApplication) -> None:
    glyph_outline("folder")
    assert "qtawesome" not in sys.modules


def test_every_type_and_status_has_an_icon_of_its_color(qapp: QApplication) -> None:
    for kind in NodeType:
        name, token = theme.node_icon_name(kind)
        assert name in GLYPHS
        assert token in tokens.LIGHT
    for status in Status:
        name, token = theme.status_icon_name(status)
        assert name in GLYPHS
        assert token == theme.status_token(status)
    drawings = {GLYPHS[theme.status_icon_name(status)[0]].name for status in Status}
    assert len(drawings) == len(Status)


def test_an_unknown_icon_is_refused_where_it_is_made(qapp: QApplication) -> None:
    with pytest.raises(KeyError):
        theme.icon("no such icon")


def colors_of(icon: QIcon, mode: QIcon.Mode = QIcon.Mode.Normal) -> set[str]:
    """The colors of an icon's solid pixels."""
    image = icon.pixmap(QSize(32, 32), 1.0, mode).toImage()
    pixels = [image.pixelColor(x, y) for x in range(32) for y in range(32)]
    return {color.name() for color in pixels if color.alpha() == 255}


def test_an_icon_takes_the_color_of_the_theme_without_being_made_anew(
    application: QApplication,
) -> None:
    icon = theme.icon("folder", "ty_folder")
    assert colors_of(icon) == {tokens.LIGHT["ty_folder"].lower()}
    theme.theme().mode = "dark"
    assert colors_of(icon) == {tokens.DARK["ty_folder"].lower()}


def test_a_disabled_icon_is_gray_and_a_selected_one_keeps_its_color(
    application: QApplication,
) -> None:
    icon = theme.icon("folder", "ty_folder")
    assert colors_of(icon, QIcon.Mode.Disabled) == {tokens.LIGHT["disabled"].lower()}
    assert colors_of(icon, QIcon.Mode.Selected) == {tokens.LIGHT["ty_folder"].lower()}


def test_a_copy_of_an_icon_outlives_it(application: QApplication) -> None:
    icon = theme.icon("folder", "ty_folder")
    copy = QIcon(icon)
    copy.addPixmap(QPixmap(8, 8))
    del icon
    gc.collect()
    assert colors_of(copy) == {tokens.LIGHT["ty_folder"].lower()}


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 2.0])
def test_an_icon_has_as_many_pixels_as_the_screen(application: QApplication, ratio: float) -> None:
    pixmap = theme.icon("run").pixmap(QSize(16, 16), ratio)
    assert pixmap.devicePixelRatio() == ratio
    assert pixmap.width() == round(16 * ratio)


def pixel(widget: QWidget, x: int, y: int) -> str:
    return widget.grab().toImage().pixelColor(x, y).name()


def test_a_theme_switch_recolors_what_is_shown(application: QApplication, qtbot: QtBot) -> None:
    field = QLineEdit()
    qtbot.addWidget(field)
    field.resize(120, 28)
    field.show()
    assert pixel(field, 60, 14) == tokens.LIGHT["surface"].lower()
    theme.theme().mode = "dark"
    assert pixel(field, 60, 14) == tokens.DARK["surface"].lower()


def test_palette_and_style_sheet_follow_the_theme(application: QApplication) -> None:
    current = theme.theme()
    seen: list[str] = []
    current.changed.connect(lambda: seen.append(current.scheme))
    current.mode = "dark"
    current.mode = "dark"
    window = application.palette().color(QPalette.ColorRole.Window)
    assert seen == ["dark"]
    assert window == QColor(tokens.DARK["window"])
    assert tokens.DARK["accent"].lower() in application.styleSheet()
    assert tokens.LIGHT["accent"].lower() not in application.styleSheet()


def test_the_style_sheet_knows_all_its_names(application: QApplication) -> None:
    assert "$" not in theme.theme().style_sheet().replace("$name", "").replace("$px", "")


@pytest.fixture
def unused_theme() -> Iterator[Theme]:
    own = Theme()
    yield own
    own.deleteLater()


def test_a_theme_that_nobody_applied_gives_the_light_colors(unused_theme: Theme) -> None:
    assert unused_theme.scheme == "light"
    assert unused_theme.color("text") == QColor(tokens.LIGHT["text"])


def test_the_system_is_followed_while_it_is_asked_for(
    application: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The offscreen platform has no colors to choose, so the answer is ours and the signal Qt's."""
    asked: list[tokens.Scheme] = ["dark"]
    monkeypatch.setattr(current_module, "system_scheme", lambda: asked[0])
    current = theme.theme()
    hints = application.styleHints()
    current.mode = "system"
    seen = [current.scheme]
    asked[0] = "light"
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Light)
    seen.append(current.scheme)
    current.mode = "light"
    asked[0] = "dark"
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    seen.append(current.scheme)
    assert seen == ["dark", "light", "light"]


def test_run_colors_repeat_after_ten_and_labels_keep_theirs(application: QApplication) -> None:
    assert theme.run_color(0) == theme.run_color(10) == QColor(tokens.RUN["light"][0])
    assert theme.label_color("baseline") == theme.label_color("baseline")
    assert theme.label_color("lone \ud800") in [theme.run_color(number) for number in range(10)]


@pytest.mark.parametrize("role", list(ROLES))
def test_a_font_has_the_size_and_weight_of_its_role(
    application: QApplication, role: theme.FontRole
) -> None:
    font = theme.font(role)
    assert (font.pixelSize(), int(font.weight())) == ROLES[role]


def test_figures_in_columns_are_equally_wide(application: QApplication) -> None:
    tabular = QFontMetricsF(theme.font("small", tabular=True))
    assert tabular.horizontalAdvance("1111") == tabular.horizontalAdvance("8888")


def test_the_interface_size_multiplies_text_rows_and_icons(
    application: QApplication, qtbot: QtBot
) -> None:
    label = QLabel("mnist")
    qtbot.addWidget(label)
    theme.set_font(label, "section")
    theme.theme().scale = 150
    assert theme.font("body").pixelSize() == 20
    assert theme.size.table_row == 45
    assert theme.icon_size().width() == 24
    assert theme.space.card == 12
    assert label.font().pixelSize() == 20
    theme.theme().scale = 100
    assert label.font().pixelSize() == 13


def test_tooltips_come_after_half_a_second(application: QApplication) -> None:
    hint = QStyle.StyleHint.SH_ToolTip_WakeUpDelay
    button = QToolButton()
    assert application.style().styleHint(hint) == 500
    assert button.style().styleHint(hint, None, button) == 500
    button.deleteLater()


def test_painting_takes_no_reference_from_none(application: QApplication) -> None:
    """A broken binding loses one per call and aborts the program after some thousand."""
    image = QImage(32, 32, QImage.Format.Format_ARGB32_Premultiplied)
    painter = QPainter(image)
    gc.collect()
    before = sys.getrefcount(None)
    for _ in range(20_000):
        painter.drawLine(0, 0, 31, 31)
        theme.theme().changed.emit()
    after = sys.getrefcount(None)
    theme.paint_icon(painter, QRect(0, 0, 32, 32), "run")
    painter.end()
    assert abs(after - before) < 200
