"""The colors that the user gave to labels.

They are the user's own and the same in all stores, as a label is a word and not a thing: so a
store that can't be written, or is shared, needn't be changed for them, and nobody else's
colors change.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QPoint
from PySide6.QtWidgets import QWidget

from em_desktop.domain.paths import printable
from em_desktop.gui import wording
from em_desktop.gui.color_menu import ColorMenu
from em_desktop.gui.node_color import CHOICES
from em_desktop.gui.settings import LABEL_COLORS, Settings


def label_colors(settings: Settings) -> dict[str, int]:
    """The numbers of the run colors of labels, by their names."""
    return {
        label: number
        for label, number in settings.get(LABEL_COLORS).items()
        if type(number) is int and 0 <= number < len(CHOICES)
    }


def offer_label_colors(settings: Settings, label: str, near: QWidget, place: QPoint) -> ColorMenu:
    """Let the user choose a label's color.

    Args:
        settings: where it is kept.
        label: its name.
        near: whose menu it is; it is gone with it.
        place: where the menu opens, on the screen.
    """
    number = label_colors(settings).get(label)
    menu = ColorMenu(near)
    name = QCoreApplication.translate("LabelColors", "Color of {label}")
    menu.offer({"" if number is None else CHOICES[number]})
    menu.setAccessibleName(wording.filled(name, label=printable(label)))
    menu.aboutToHide.connect(menu.deleteLater)

    def choose(value: str) -> None:
        colors = label_colors(settings)
        colors.pop(label, None)
        if value:
            colors[label] = CHOICES.index(value)
        settings.set(LABEL_COLORS, colors)

    menu.chosen.connect(choose)
    menu.popup(place)
    return menu
