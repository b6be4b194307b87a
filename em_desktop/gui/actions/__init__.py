"""Everything that can be done in the window, as one table of commands."""

from em_desktop.gui.actions.commands import Commands
from em_desktop.gui.actions.table import COMMANDS, Command, Group

__all__ = ["COMMANDS", "Command", "Commands", "Group"]
