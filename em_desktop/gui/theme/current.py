"""The current theme: one object that all colors come from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from string import Template
from typing import Final, Literal, TypeAlias, get_args
from zlib import crc32

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

from em_desktop.gui.theme import sizes
from em_desktop.gui.theme.fonts import FontRole, font
from em_desktop.gui.theme.lengths import apply_lengths
from em_desktop.gui.theme.style import Style
from em_desktop.gui.theme.tokens import RUN, SEQ, Scheme, tokens

Mode: TypeAlias = Literal["system", "light", "dark"]
MODES: Final[tuple[Mode, ...]] = get_args(Mode)

_ROLE_PROPERTY = "fontRole"
_TABULAR_PROPERTY = "tabularFigures"
_PALETTE: Final = {
    QPalette.ColorRole.Window: "window",
    QPalette.ColorRole.WindowText: "text",
    QPalette.ColorRole.Base: "surface",
    QPalette.ColorRole.AlternateBase: "zebra",
    QPalette.ColorRole.ToolTipBase: "tooltip_bg",
    QPalette.ColorRole.ToolTipText: "text",
    QPalette.ColorRole.PlaceholderText: "muted",
    QPalette.ColorRole.Text: "text",
    QPalette.ColorRole.Button: "surface",
    QPalette.ColorRole.ButtonText: "text",
    QPalette.ColorRole.BrightText: "on_accent",
    QPalette.ColorRole.Light: "raised",
    QPalette.ColorRole.Midlight: "divider",
    QPalette.ColorRole.Mid: "border",
    QPalette.ColorRole.Dark: "border_strong",
    QPalette.ColorRole.Shadow: "border_strong",
    QPalette.ColorRole.Highlight: "selected",
    QPalette.ColorRole.HighlightedText: "text",
    QPalette.ColorRole.Link: "accent_text",
    QPalette.ColorRole.LinkVisited: "accent_text",
    QPalette.ColorRole.Accent: "accent",
}
_DISABLED: Final = (
    QPalette.ColorRole.WindowText,
    QPalette.ColorRole.Text,
    QPalette.ColorRole.ButtonText,
    QPalette.ColorRole.PlaceholderText,
    QPalette.ColorRole.HighlightedText,
)


class Theme(QObject):
    """Colors, palette, style sheet and interface size of the program.

    Before `apply` it gives the colors of the light theme, so that parts can be built and
    measured without it.
    """

    changed = Signal()
    """Colors or sizes are others now; palette, style sheet and fonts are set already."""

    def __init__(self) -> None:
        super().__init__()
        self._mode: Mode = "system"
        self._scheme: Scheme = "light"
        self._high_contrast = False
        self._application: QApplication | None = None
        self._label_colors: dict[str, int] = {}
        self._fill()

    @property
    def scheme(self) -> Scheme:
        """Which colors are shown now."""
        return self._scheme

    @property
    def mode(self) -> Mode:
        """What the user chose: ``system`` follows the desktop, also while the program runs."""
        return self._mode

    @mode.setter
    def mode(self, mode: Mode) -> None:
        self._mode = mode
        hints = QGuiApplication.styleHints()
        match mode:
            case "light":
                hints.setColorScheme(Qt.ColorScheme.Light)
            case "dark":
                hints.setColorScheme(Qt.ColorScheme.Dark)
            case "system":
                hints.unsetColorScheme()
        self._follow()

    @property
    def scale(self) -> int:
        """The interface size in percent; see `sizes.INTERFACE_SIZES`."""
        return sizes.percent()

    @scale.setter
    def scale(self, percent: int) -> None:
        if percent != sizes.percent():
            sizes.set_percent(percent)
            self._refresh()

    def apply(self, application: QApplication) -> None:
        """Give the application this look, and keep it up to date from now on."""
        if self._application is None:
            hints = QGuiApplication.styleHints()
            hints.colorSchemeChanged.connect(self._follow)
            hints.accessibility().contrastPreferenceChanged.connect(self._follow)
        self._application = application
        application.setStyle(Style())
        self._read_system()
        self._refresh()

    def color(self, token: str) -> QColor:
        """The color of a token.

        Raises:
            KeyError: there is no such token.
        """
        return self._colors[token]

    def run_color(self, index: int) -> QColor:
        """The color of the run or series number ``index`` (from 0); it repeats after ten."""
        return self._run[index % len(self._run)]

    def label_color(self, text: str) -> QColor:
        """The color of a label's dot: the one that was set, else one by a hash of its name."""
        number = self._label_colors.get(text)
        if number is None:
            number = crc32(text.encode("utf-8", "surrogatepass"))
        return self.run_color(number)

    def set_label_colors(self, numbers: Mapping[str, int]) -> None:
        """Let these labels have these run colors (from 0), by their names; all is painted anew."""
        if numbers != self._label_colors:
            self._label_colors = dict(numbers)
            for widget in QApplication.allWidgets():
                widget.update()

    def ordered_colors(self) -> tuple[QColor, ...]:
        """The five colors of ordered values, low to high."""
        return self._seq

    def _follow(self) -> None:
        before = (self._scheme, self._high_contrast)
        self._read_system()
        if before != (self._scheme, self._high_contrast):
            self._refresh()

    def _read_system(self) -> None:
        hints = QGuiApplication.styleHints()
        if self._mode == "system":
            self._scheme = system_scheme()
        else:
            self._scheme = self._mode
        contrast = hints.accessibility().contrastPreference()
        self._high_contrast = contrast == Qt.ContrastPreference.HighContrast

    def _fill(self) -> None:
        names = tokens(self._scheme, high_contrast=self._high_contrast)
        self._colors = {name: QColor(value) for name, value in names.items()}
        self._run = tuple(QColor(value) for value in RUN[self._scheme])
        self._seq = tuple(QColor(value) for value in SEQ[self._scheme])

    def _refresh(self) -> None:
        self._fill()
        application = self._application
        if application is not None:
            application.setPalette(self._palette())
            application.setFont(font("body"))
            QToolTip.setFont(font("caption"))
            application.setStyleSheet(self.style_sheet())
            for widget in application.allWidgets():
                _apply_role(widget)
                apply_lengths(widget)
        self.changed.emit()

    def _palette(self) -> QPalette:
        palette = QPalette()
        for role, token in _PALETTE.items():
            palette.setColor(role, self._colors[token])
        for role in _DISABLED:
            palette.setColor(QPalette.ColorGroup.Disabled, role, self._colors["disabled"])
        inactive = QPalette.ColorGroup.Inactive
        palette.setColor(inactive, QPalette.ColorRole.Highlight, self._colors["selected_inactive"])
        return palette

    def style_sheet(self) -> str:
        """The style sheet, filled with the colors and sizes of now."""
        template = Path(__file__).with_name("style.qss").read_text("utf-8")
        return Template(template).substitute(
            _Values({name: value.name(_format(value)) for name, value in self._colors.items()})
        )


def _format(value: QColor) -> QColor.NameFormat:
    return QColor.NameFormat.HexRgb if value.alpha() == 255 else QColor.NameFormat.HexArgb


class _Values(defaultdict[str, str]):
    """Token names to colors, and ``px13`` to 13 pixels at the current interface size."""

    def __init__(self, colors: dict[str, str]) -> None:
        super().__init__(None, colors)

    def __missing__(self, name: str) -> str:
        if not name.startswith("px"):
            raise KeyError(name)
        return f"{sizes.scaled(int(name[2:]))}px"


def system_scheme() -> Scheme:
    """What the desktop asks for now; light where it doesn't say."""
    dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
    return "dark" if dark else "light"


_theme: Theme | None = None


def theme() -> Theme:
    """The program's one theme."""
    global _theme  # noqa: PLW0603 - made when first asked for, as a QObject needs no application
    if _theme is None:
        _theme = Theme()
    return _theme


def color(token: str) -> QColor:
    """The current color of a token; painters ask while they paint."""
    return theme().color(token)


def run_color(index: int) -> QColor:
    """The current color of the run or series number ``index`` (from 0)."""
    return theme().run_color(index)


def label_color(text: str) -> QColor:
    """The color of a label's dot, the same wherever the label is shown."""
    return theme().label_color(text)


def set_font(widget: QWidget, role: FontRole, *, tabular: bool = False) -> None:
    """Give a widget the font of a role, now and whenever the interface size changes."""
    widget.setProperty(_ROLE_PROPERTY, role)
    widget.setProperty(_TABULAR_PROPERTY, tabular)
    _apply_role(widget)


def _apply_role(widget: QWidget) -> None:
    role = widget.property(_ROLE_PROPERTY)
    if role:
        widget.setFont(font(role, tabular=bool(widget.property(_TABULAR_PROPERTY))))


def set_tone(widget: QWidget, token: str) -> None:
    """Color a label's text: ``text``, ``text2``, ``muted``, ``accent_text``, ``st_error``..."""
    if widget.property("tone") != token:
        widget.setProperty("tone", token)
        restyle(widget)


def set_look(widget: QWidget, **properties: str | bool) -> None:
    """Set dynamic properties that the style sheet knows (`style.qss`), such as ``kind``."""
    for name, value in properties.items():
        widget.setProperty(name, value)
    restyle(widget)


def restyle(widget: QWidget) -> None:
    """Look up the style sheet's rules again after a dynamic property changed."""
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    widget.update()
