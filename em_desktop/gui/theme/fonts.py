"""The fonts, by role."""

from __future__ import annotations

from functools import cache
from typing import Final, Literal, TypeAlias

from PySide6.QtGui import QFont, QFontDatabase

from em_desktop.gui.theme import sizes

FontRole: TypeAlias = Literal[
    "first_title",
    "page_title",
    "panel_title",
    "section",
    "strong",
    "body",
    "small",
    "small_strong",
    "small_bold",
    "caption",
    "caption_strong",
    "mono",
    "mono_small",
]

ROLES: Final[dict[FontRole, tuple[int, int]]] = {
    "first_title": (24, 600),
    "page_title": (18, 600),
    "panel_title": (15, 600),
    "section": (13, 600),
    "strong": (13, 500),
    "body": (13, 400),
    "small": (12, 400),
    "small_strong": (12, 500),
    "small_bold": (12, 600),
    "caption": (11, 400),
    "caption_strong": (11, 500),
    "mono": (12, 400),
    "mono_small": (11, 400),
}
"""Size in pixels and weight of every role."""

LINES: Final = {24: 32, 18: 24, 15: 20, 13: 20, 12: 18, 11: 16}
"""Font size to line height, both in pixels, of texts of several lines."""

_INTERFACE = ("Inter", "Inter Variable")
_CHINESE = ("Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei UI")
_CODE = ("JetBrains Mono",)


def font(role: FontRole, *, tabular: bool = False) -> QFont:
    """The font of a role at the current interface size.

    Args:
        role: one of `ROLES`.
        tabular: all figures equally wide, for columns of numbers.
    """
    return QFont(_font(role, tabular, sizes.percent()))


def line_height(role: FontRole) -> int:
    """The distance of a role's lines in pixels, at the current interface size."""
    return sizes.scaled(LINES[ROLES[role][0]])


@cache
def _font(role: FontRole, tabular: bool, _percent: int) -> QFont:
    pixels, weight = ROLES[role]
    mono = role.startswith("mono")
    result = QFont(list(_code_families() if mono else _interface_families()))
    result.setPixelSize(sizes.scaled(pixels))
    result.setWeight(QFont.Weight(weight))
    if mono:
        result.setStyleHint(QFont.StyleHint.Monospace)
        result.setFeature(QFont.Tag("calt"), 0)
        result.setFeature(QFont.Tag("liga"), 0)
    if tabular:
        result.setFeature(QFont.Tag("tnum"), 1)
    return result


@cache
def _interface_families() -> tuple[str, ...]:
    system = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family()
    return (_first_installed(_INTERFACE, system), *_CHINESE)


@cache
def _code_families() -> tuple[str, ...]:
    system = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).family()
    return (_first_installed(_CODE, system), *_CHINESE)


def _first_installed(families: tuple[str, ...], otherwise: str) -> str:
    return next((family for family in families if QFontDatabase.hasFamily(family)), otherwise)
