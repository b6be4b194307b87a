"""The colors, by what they are for. The only place where a color is written as a number."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal, TypeAlias

Scheme: TypeAlias = Literal["light", "dark"]

LIGHT: Final[Mapping[str, str]] = MappingProxyType(
    {
        "window": "#F3F4F7",
        "surface": "#FFFFFF",
        "sunken": "#F9FAFB",
        "raised": "#FFFFFF",
        "hover": "#EBEDF1",
        "hover_surface": "#F4F5F8",
        "selected": "#E2ECFD",
        "selected_inactive": "#E8EAEE",
        "zebra": "#FAFBFC",
        "border": "#E2E5EA",
        "border_strong": "#C6CCD5",
        "divider": "#EDEFF2",
        "focus": "#2B64D8",
        "text": "#1B212A",
        "text2": "#4A5462",
        "muted": "#5F6978",
        "disabled": "#A3ABB7",
        "accent": "#2459CC",
        "accent_hover": "#1D4BB0",
        "accent_press": "#183F94",
        "on_accent": "#FFFFFF",
        "accent_text": "#2155C4",
        "accent_tint": "#E8F0FE",
        "st_running": "#2155C4",
        "st_running_bg": "#E6EFFE",
        "st_complete": "#1A7338",
        "st_complete_bg": "#E4F5E9",
        "st_error": "#BE2B25",
        "st_error_bg": "#FDEBEA",
        "st_warning": "#8F5800",
        "st_warning_bg": "#FDF2DC",
        "st_queued": "#5F6977",
        "st_queued_bg": "#ECEEF2",
        "st_stopped": "#5F6977",
        "sy_synced": "#657A6D",
        "sy_pending": "#8F5800",
        "sy_uploading": "#2155C4",
        "sy_offline": "#1A7338",
        "sy_cloud": "#656F7E",
        "sy_conflict": "#BE2B25",
        "ty_folder": "#A9720F",
        "ty_shortcut": "#657080",
        "ty_run": "#2B64D8",
        "ty_artifact": "#7B46C2",
        "ty_autotune": "#C2530E",
        "ty_model": "#BC2F79",
        "ty_dataset": "#0B7C74",
        "ty_file": "#657080",
        "diff_add": "#1A7338",
        "diff_add_bg": "#E7F6EB",
        "diff_mod": "#8F5800",
        "diff_mod_bg": "#FDF3E0",
        "diff_del": "#BE2B25",
        "diff_del_bg": "#FDEDEC",
        "danger": "#C22F29",
        "danger_hover": "#A62621",
        "scrim": "#52181D25",
        "scrollbar": "#C9CED6",
        "plot_grid": "#ECEEF1",
        "plot_axis": "#C6CCD5",
        "tooltip_bg": "#FFFFFF",
        "tooltip_border": "#C6CCD5",
    }
)
"""Token name to ``#RRGGBB`` (``#AARRGGBB`` for the scrim) of the light theme."""

DARK: Final[Mapping[str, str]] = MappingProxyType(
    {
        "window": "#15181D",
        "surface": "#1B1F25",
        "sunken": "#171A20",
        "raised": "#23282F",
        "hover": "#22272E",
        "hover_surface": "#22272E",
        "selected": "#20335A",
        "selected_inactive": "#2A3039",
        "zebra": "#1D2127",
        "border": "#2C323B",
        "border_strong": "#434C58",
        "divider": "#252A32",
        "focus": "#7AA5FA",
        "text": "#E3E7EC",
        "text2": "#B1B9C5",
        "muted": "#99A3B1",
        "disabled": "#5B6471",
        "accent": "#3A6FE0",
        "accent_hover": "#3366D2",
        "accent_press": "#2F60C8",
        "on_accent": "#FFFFFF",
        "accent_text": "#85ADFB",
        "accent_tint": "#1E2D49",
        "st_running": "#85ADFB",
        "st_running_bg": "#1E2D49",
        "st_complete": "#63C583",
        "st_complete_bg": "#183224",
        "st_error": "#F5827B",
        "st_error_bg": "#3D2022",
        "st_warning": "#E3AE4F",
        "st_warning_bg": "#382C16",
        "st_queued": "#9CA6B4",
        "st_queued_bg": "#2A3039",
        "st_stopped": "#9CA6B4",
        "sy_synced": "#7F9388",
        "sy_pending": "#E3AE4F",
        "sy_uploading": "#85ADFB",
        "sy_offline": "#63C583",
        "sy_cloud": "#8F99A7",
        "sy_conflict": "#F5827B",
        "ty_folder": "#DDAE55",
        "ty_shortcut": "#97A1AF",
        "ty_run": "#80A8FC",
        "ty_artifact": "#B592EE",
        "ty_autotune": "#F0955A",
        "ty_model": "#F07FB4",
        "ty_dataset": "#4FC3B6",
        "ty_file": "#97A1AF",
        "diff_add": "#63C583",
        "diff_add_bg": "#183224",
        "diff_mod": "#E3AE4F",
        "diff_mod_bg": "#382C16",
        "diff_del": "#F5827B",
        "diff_del_bg": "#3D2022",
        "danger": "#C9413A",
        "danger_hover": "#B83932",
        "scrim": "#80000000",
        "scrollbar": "#3C444F",
        "plot_grid": "#262B33",
        "plot_axis": "#434C58",
        "tooltip_bg": "#23282F",
        "tooltip_border": "#434C58",
    }
)
"""As `LIGHT`, of the dark theme."""

RUN: Final[Mapping[Scheme, tuple[str, ...]]] = MappingProxyType(
    {
        "light": (
            "#2B64D8",
            "#DB7714",
            "#066A48",
            "#C73680",
            "#389FC2",
            "#7F6701",
            "#5C2798",
            "#752A17",
            "#6E9E64",
            "#4E595D",
        ),
        "dark": (
            "#80A8FC",
            "#F49935",
            "#109788",
            "#ED4782",
            "#91E4FA",
            "#FFE562",
            "#9769DB",
            "#B66F49",
            "#8ACF84",
            "#A3ACB8",
        ),
    }
)
"""Categorical palette: one color per series or run, in the order of adding."""

SEQ: Final[Mapping[Scheme, tuple[str, ...]]] = MappingProxyType(
    {
        "light": ("#B9CDF2", "#8FB0EC", "#5F8CE0", "#3468CF", "#173F96"),
        "dark": ("#27406F", "#33599F", "#4674CB", "#7299EB", "#B4CDFA"),
    }
)
"""Ordered values, low to high: brushed lines by metric, heat maps."""


def tokens(scheme: Scheme, *, high_contrast: bool = False) -> dict[str, str]:
    """All single colors of a theme; with high contrast the borders are as strong as text."""
    colors = dict(LIGHT if scheme == "light" else DARK)
    if high_contrast:
        colors["border"] = colors["border_strong"]
        colors["border_strong"] = colors["muted"]
    return colors
