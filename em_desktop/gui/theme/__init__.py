"""How it looks: colors, fonts, icons and sizes, by name."""

from em_desktop.gui.theme import tokens
from em_desktop.gui.theme.current import (
    MODES,
    Mode,
    Theme,
    color,
    label_color,
    restyle,
    run_color,
    set_font,
    set_look,
    set_tone,
    theme,
)
from em_desktop.gui.theme.fonts import FontRole, font, line_height
from em_desktop.gui.theme.icons import (
    icon,
    icon_size,
    node_icon,
    node_icon_name,
    paint_icon,
    status_icon,
    status_icon_name,
    status_token,
)
from em_desktop.gui.theme.lengths import set_lengths
from em_desktop.gui.theme.sizes import INTERFACE_SIZES, radius, scaled, size, space

__all__ = [
    "INTERFACE_SIZES",
    "MODES",
    "FontRole",
    "Mode",
    "Theme",
    "color",
    "font",
    "icon",
    "icon_size",
    "label_color",
    "line_height",
    "node_icon",
    "node_icon_name",
    "paint_icon",
    "radius",
    "restyle",
    "run_color",
    "scaled",
    "set_font",
    "set_lengths",
    "set_look",
    "set_tone",
    "size",
    "space",
    "status_icon",
    "status_icon_name",
    "status_token",
    "theme",
    "tokens",
]
