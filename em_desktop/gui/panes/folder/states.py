"""What a folder's page says where it has no rows to show."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction

from em_desktop.errors import EmError
from em_desktop.gui import wording
from em_desktop.gui.widgets import StateStack

translate = QCoreApplication.translate


def show_error(stack: StateStack, error: EmError, retry: QAction) -> None:
    """It can't be read."""
    words = wording.error_words(error)
    stack.show_state("alert", words.title, words.message, [retry], str(error), token="st_error")


def show_no_match(stack: StateStack, total: int, clear_filter: QAction) -> None:
    """There are nodes, but the filter leaves none."""
    stack.show_state(
        "filter",
        translate("FolderPane", "Nothing matches this filter"),
        translate(
            "FolderPane",
            "None of the %Ln item(s) here fits these words, conditions and types.",
            "",
            total,
        ),
        [clear_filter],
    )


def show_empty(stack: StateStack) -> None:
    """There is nothing in it."""
    stack.show_state(
        "open_folder",
        translate("FolderPane", "This folder is empty"),
        translate(
            "FolderPane",
            "Runs and artifacts that a training script records here appear by themselves.",
        ),
    )
