"""Spacing and sizes in logical pixels; what carries text or icons grows with the interface size."""

from __future__ import annotations

from typing import Final

INTERFACE_SIZES: Final = (90, 100, 110, 125, 150)
"""The interface sizes in percent that the settings offer."""

_percent = 100


def percent() -> int:
    """The interface size now, in percent."""
    return _percent


def set_percent(value: int) -> None:
    """Set the interface size; `Theme.scale` does this and rebuilds what depends on it."""
    global _percent  # noqa: PLW0603 - one interface size per program
    _percent = value


def scaled(pixels: float) -> int:
    """``pixels`` of the design at the current interface size."""
    return round(pixels * _percent / 100)


class _Scaled:
    """A class attribute that reads as its number of pixels at the current interface size."""

    __slots__ = ("_pixels",)

    def __init__(self, pixels: int) -> None:
        self._pixels = pixels

    def __get__(self, instance: object, owner: type) -> int:
        return scaled(self._pixels)


class space:  # noqa: N801 - read as theme.space.control
    """Distances; they stay at every interface size."""

    hair: Final = 2
    icon: Final = 4
    control: Final = 8
    card: Final = 12
    page: Final = 16
    block: Final = 24
    first: Final = 32


class radius:  # noqa: N801 - read as theme.radius.card
    """Corner radii; they stay at every interface size."""

    check: Final = 3
    control: Final = 4
    card: Final = 6
    popup: Final = 8


class size:  # noqa: N801 - read as theme.size.table_row
    """Heights, icon sizes and default widths."""

    top_bar = _Scaled(44)
    banner = _Scaled(36)
    tab_bar = _Scaled(36)
    page_header = _Scaled(52)
    page_tabs = _Scaled(36)
    toolbar = _Scaled(44)
    selection_bar = _Scaled(44)
    status_bar = _Scaled(26)
    control = _Scaled(28)
    control_small = _Scaled(24)
    control_dialog = _Scaled(32)
    tree_row = _Scaled(26)
    tree_indent = _Scaled(14)
    table_row = _Scaled(30)
    table_row_compact = _Scaled(26)
    table_row_comfortable = _Scaled(36)
    table_header = _Scaled(32)
    file_row = _Scaled(28)
    commit_row = _Scaled(32)
    section_header = _Scaled(32)
    card_header = _Scaled(30)
    legend_row = _Scaled(18)
    chip = _Scaled(18)
    pill = _Scaled(20)
    key_column = _Scaled(80)
    icon = _Scaled(16)
    icon_small = _Scaled(14)
    icon_page = _Scaled(20)
    icon_state = _Scaled(32)
    chevron = _Scaled(11)
    check = _Scaled(14)
    navigator = _Scaled(240)
    navigator_least: Final = 180
    navigator_most: Final = 420
    inspector = _Scaled(280)
    inspector_least: Final = 240
    inspector_most: Final = 420
    tab_most = _Scaled(190)
    dialog = _Scaled(440)
    dialog_wide = _Scaled(600)
    toast = _Scaled(440)
