"""Which commands stand in which menu."""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QMenu, QWidget

from em_desktop.gui.actions.commands import Commands
from em_desktop.gui.actions.table import Group

_SUBMENUS: Final = (
    (
        Group.EDIT,
        (
            "undo",
            "redo",
            "-",
            "new_folder",
            "-",
            "cut",
            "copy",
            "paste",
            "-",
            "rename",
            "label",
            "describe",
            "color",
            "favourite",
            "lock",
            "-",
            "move_to",
            "copy_to",
            "create_shortcut",
            "-",
            "trash",
            "show_trash",
        ),
    ),
    (
        Group.GO,
        ("back", "forward", "up", "-", "palette", "edit_path", "find"),
    ),
    (
        Group.TABS,
        (
            "new_tab",
            "close_tab",
            "close_other_tabs",
            "reopen_tab",
            "-",
            "next_tab",
            "previous_tab",
        ),
    ),
    (
        Group.VIEW,
        (
            "navigator",
            "inspector",
            "activity",
            "-",
            "dataflow",
            "as_trials",
            "refresh",
            "-",
            "next_panel",
            "previous_panel",
        ),
    ),
    (Group.APPEARANCE, ("theme_system", "theme_light", "theme_dark")),
)
_TOP: Final = ("open_folder", "connect", "open_sample", "close_store", "-")
_BOTTOM: Final = ("-", "settings", "shortcuts", "about", "-", "quit")
_NODE: Final = (
    "open",
    "open_new_tab",
    "compare",
    "-",
    "new_folder",
    "rename",
    "label",
    "describe",
    "color",
    "favourite",
    "lock",
    "-",
    "move_to",
    "copy_to",
    "create_shortcut",
    "cut",
    "copy",
    "paste",
    "-",
    "share",
    "pin",
    "unpin",
    "copy_path",
    "show_in_files",
    "-",
    "refresh",
    "show_trash",
    "-",
    "trash",
)


def main_menu(commands: Commands, parent: QWidget) -> QMenu:
    """Everything that can be done, by group."""
    menu = QMenu(parent)
    commands.fill(menu, _TOP)
    for group, command_ids in _SUBMENUS:
        submenu = QMenu(group.title, menu)
        submenu.setToolTipsVisible(True)
        commands.fill(submenu, command_ids)
        menu.addMenu(submenu)
    commands.fill(menu, _BOTTOM)
    return menu


def account_menu(commands: Commands, parent: QWidget) -> QMenu:
    """What can be done with an account on a server."""
    menu = QMenu(parent)
    menu.setToolTipsVisible(True)
    commands.fill(menu, ("refresh", "share", "sign_in", "-", "close_store"))
    return menu


def node_menu(commands: Commands, parent: QWidget, *, is_pinned: bool, is_store: bool) -> QMenu:
    """What can be done with one node."""
    menu = QMenu(parent)
    menu.setToolTipsVisible(True)
    left_out = "pin" if is_pinned else "unpin"
    commands.fill(menu, [each for each in _NODE if each != left_out])
    if is_store:
        commands.fill(menu, ("-", "close_store"))
    return menu
