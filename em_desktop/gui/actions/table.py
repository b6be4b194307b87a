"""The table of commands: menus, command palette and list of shortcuts are made from it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

from PySide6.QtCore import QCoreApplication


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:  # noqa: ARG001, N802
    """``text``, marked for translation; lupdate knows the name, and Qt's own has no types."""
    return text


class Group(Enum):
    """What a command is about; the value is its title."""

    FILE = QT_TRANSLATE_NOOP("Commands", "Folders")
    NODE = QT_TRANSLATE_NOOP("Commands", "Selected item")
    EDIT = QT_TRANSLATE_NOOP("Commands", "Edit")
    GO = QT_TRANSLATE_NOOP("Commands", "Go")
    TABS = QT_TRANSLATE_NOOP("Commands", "Tabs")
    VIEW = QT_TRANSLATE_NOOP("Commands", "View")
    APPEARANCE = QT_TRANSLATE_NOOP("Commands", "Appearance")
    HELP = QT_TRANSLATE_NOOP("Commands", "Help")

    @property
    def title(self) -> str:
        return QCoreApplication.translate("Commands", self.value)


@dataclass(frozen=True, slots=True)
class Command:
    """One thing that the user can do.

    Attributes:
        id: how the program names it.
        text: its words, in English; a verb that opens a dialog ends with an ellipsis.
        shortcuts: in Qt's portable notation; the first is shown.
        icon: a name of `theme.icon`.
        choice: the option of a set of which one is on; empty for what is simply done.
        everywhere: whether its shortcut works wherever the focus is. Those of a selected
            item belong to the tree or table that has the focus.
    """

    id: str
    group: Group
    text: str
    shortcuts: tuple[str, ...] = ()
    icon: str = ""
    choice: str = ""
    everywhere: bool = True

    @property
    def label(self) -> str:
        """Its words in the current language."""
        return QCoreApplication.translate("Commands", self.text)


_FILE, _NODE, _GO, _TABS = Group.FILE, Group.NODE, Group.GO, Group.TABS
_EDIT = Group.EDIT
_VIEW, _LOOK, _HELP = Group.VIEW, Group.APPEARANCE, Group.HELP

COMMANDS: Final[tuple[Command, ...]] = (
    Command(
        "open_folder",
        _FILE,
        QT_TRANSLATE_NOOP("Commands", "Open folder..."),
        ("Ctrl+O",),
        "open_folder",
    ),
    Command(
        "connect",
        _FILE,
        QT_TRANSLATE_NOOP("Commands", "Connect to a server..."),
        ("Ctrl+Shift+O",),
        "server",
    ),
    Command("sign_in", _FILE, QT_TRANSLATE_NOOP("Commands", "Use another key..."), (), "locked"),
    Command("open_sample", _FILE, QT_TRANSLATE_NOOP("Commands", "Open sample store"), (), "run"),
    Command("close_store", _FILE, QT_TRANSLATE_NOOP("Commands", "Close store"), (), "close"),
    Command("quit", _FILE, QT_TRANSLATE_NOOP("Commands", "Quit"), ("Ctrl+Q",)),
    Command(
        "open", _NODE, QT_TRANSLATE_NOOP("Commands", "Open"), ("Return",), "open", everywhere=False
    ),
    Command(
        "open_new_tab",
        _NODE,
        QT_TRANSLATE_NOOP("Commands", "Open in new tab"),
        ("Ctrl+Return",),
        "add",
        everywhere=False,
    ),
    Command(
        "compare",
        _NODE,
        QT_TRANSLATE_NOOP("Commands", "Compare"),
        ("Ctrl+Shift+C",),
        "compare",
    ),
    Command(
        "share",
        _NODE,
        QT_TRANSLATE_NOOP("Commands", "Share..."),
        ("Ctrl+Shift+S",),
        "share",
    ),
    Command("pin", _NODE, QT_TRANSLATE_NOOP("Commands", "Pin to navigator"), (), "pin"),
    Command("unpin", _NODE, QT_TRANSLATE_NOOP("Commands", "Unpin"), (), "pin_on"),
    Command(
        "copy_path",
        _NODE,
        QT_TRANSLATE_NOOP("Commands", "Copy path"),
        ("Ctrl+Shift+P",),
        "copy",
    ),
    Command(
        "show_in_files",
        _NODE,
        QT_TRANSLATE_NOOP("Commands", "Show in file manager"),
        (),
        "show_in_folder",
    ),
    Command("undo", _EDIT, QT_TRANSLATE_NOOP("Commands", "Undo"), ("Ctrl+Z",), "undo"),
    Command("redo", _EDIT, QT_TRANSLATE_NOOP("Commands", "Redo"), ("Ctrl+Shift+Z",), "redo"),
    Command(
        "new_folder",
        _EDIT,
        QT_TRANSLATE_NOOP("Commands", "New folder..."),
        ("Ctrl+N",),
        "new_folder",
    ),
    Command(
        "rename",
        _EDIT,
        QT_TRANSLATE_NOOP("Commands", "Rename"),
        ("F2",),
        "rename",
        everywhere=False,
    ),
    Command("move_to", _EDIT, QT_TRANSLATE_NOOP("Commands", "Move to..."), ("Ctrl+M",), "move"),
    Command("copy_to", _EDIT, QT_TRANSLATE_NOOP("Commands", "Copy to..."), (), "copy"),
    Command(
        "create_shortcut",
        _EDIT,
        QT_TRANSLATE_NOOP("Commands", "Create shortcut..."),
        (),
        "create_shortcut",
    ),
    Command("cut", _EDIT, QT_TRANSLATE_NOOP("Commands", "Cut"), ("Ctrl+X",), "", everywhere=False),
    Command(
        "copy",
        _EDIT,
        QT_TRANSLATE_NOOP("Commands", "Copy"),
        ("Ctrl+C",),
        "copy",
        everywhere=False,
    ),
    Command(
        "paste",
        _EDIT,
        QT_TRANSLATE_NOOP("Commands", "Paste"),
        ("Ctrl+V",),
        "paste",
        everywhere=False,
    ),
    Command("label", _EDIT, QT_TRANSLATE_NOOP("Commands", "Label..."), ("Ctrl+L",), "label"),
    Command("describe", _EDIT, QT_TRANSLATE_NOOP("Commands", "Description..."), (), "notes"),
    Command("color", _EDIT, QT_TRANSLATE_NOOP("Commands", "Color..."), (), "dot"),
    Command("favourite", _EDIT, QT_TRANSLATE_NOOP("Commands", "Favorite"), (), "favourite", "on"),
    Command(
        "lock",
        _EDIT,
        QT_TRANSLATE_NOOP("Commands", "Lock against deletion"),
        (),
        "locked",
        "on",
    ),
    Command(
        "trash",
        _EDIT,
        QT_TRANSLATE_NOOP("Commands", "Move to trash"),
        ("Delete",),
        "trash",
        everywhere=False,
    ),
    Command("show_trash", _EDIT, QT_TRANSLATE_NOOP("Commands", "Show trash"), (), "trash"),
    Command("back", _GO, QT_TRANSLATE_NOOP("Commands", "Back"), ("Alt+Left",), "back"),
    Command("forward", _GO, QT_TRANSLATE_NOOP("Commands", "Forward"), ("Alt+Right",), "forward"),
    Command("up", _GO, QT_TRANSLATE_NOOP("Commands", "Enclosing folder"), ("Alt+Up",), "up"),
    Command(
        "palette",
        _GO,
        QT_TRANSLATE_NOOP("Commands", "Search or run a command"),
        ("Ctrl+K",),
        "search",
    ),
    Command("edit_path", _GO, QT_TRANSLATE_NOOP("Commands", "Edit path"), ("F4",), "edit"),
    Command("find", _GO, QT_TRANSLATE_NOOP("Commands", "Find in this page"), ("Ctrl+F",), "filter"),
    Command("new_tab", _TABS, QT_TRANSLATE_NOOP("Commands", "New tab"), ("Ctrl+T",), "add"),
    Command("close_tab", _TABS, QT_TRANSLATE_NOOP("Commands", "Close tab"), ("Ctrl+W",), "close"),
    Command(
        "close_other_tabs", _TABS, QT_TRANSLATE_NOOP("Commands", "Close other tabs"), (), "clear"
    ),
    Command(
        "reopen_tab",
        _TABS,
        QT_TRANSLATE_NOOP("Commands", "Reopen closed tab"),
        ("Ctrl+Shift+T",),
        "undo",
    ),
    Command(
        "next_tab",
        _TABS,
        QT_TRANSLATE_NOOP("Commands", "Next tab"),
        ("Ctrl+Tab", "Ctrl+PgDown"),
        "chevron_right",
    ),
    Command(
        "previous_tab",
        _TABS,
        QT_TRANSLATE_NOOP("Commands", "Previous tab"),
        ("Ctrl+Shift+Tab", "Ctrl+PgUp"),
        "chevron_left",
    ),
    Command("dataflow", _VIEW, QT_TRANSLATE_NOOP("Commands", "Show data flow"), (), "dataflow"),
    Command(
        "as_trials", _VIEW, QT_TRANSLATE_NOOP("Commands", "Look at runs as trials"), (), "trials"
    ),
    Command("refresh", _VIEW, QT_TRANSLATE_NOOP("Commands", "Refresh"), ("F5",), "refresh"),
    Command(
        "navigator",
        _VIEW,
        QT_TRANSLATE_NOOP("Commands", "Navigator"),
        ("Ctrl+B",),
        "panel_left",
        "on",
    ),
    Command(
        "inspector",
        _VIEW,
        QT_TRANSLATE_NOOP("Commands", "Inspector"),
        ("Ctrl+I",),
        "panel_right",
        "on",
    ),
    Command(
        "activity",
        _VIEW,
        QT_TRANSLATE_NOOP("Commands", "Activity"),
        ("Ctrl+J",),
        "transfers",
        "on",
    ),
    Command("next_panel", _VIEW, QT_TRANSLATE_NOOP("Commands", "Next panel"), ("F6",)),
    Command(
        "previous_panel", _VIEW, QT_TRANSLATE_NOOP("Commands", "Previous panel"), ("Shift+F6",)
    ),
    Command(
        "theme_system",
        _LOOK,
        QT_TRANSLATE_NOOP("Commands", "Colors as the system"),
        (),
        "theme_system",
        "theme",
    ),
    Command(
        "theme_light",
        _LOOK,
        QT_TRANSLATE_NOOP("Commands", "Light colors"),
        (),
        "theme_light",
        "theme",
    ),
    Command(
        "theme_dark", _LOOK, QT_TRANSLATE_NOOP("Commands", "Dark colors"), (), "theme_dark", "theme"
    ),
    Command(
        "settings",
        _LOOK,
        QT_TRANSLATE_NOOP("Commands", "Settings..."),
        ("Ctrl+,",),
        "settings",
    ),
    Command(
        "shortcuts",
        _HELP,
        QT_TRANSLATE_NOOP("Commands", "Keyboard shortcuts"),
        ("F1",),
        "keyboard",
    ),
    Command("about", _HELP, QT_TRANSLATE_NOOP("Commands", "About EM Desktop"), (), "info"),
)
