"""The words for gestures: before, while and after they are done; in the current language."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from em_desktop.domain.gestures import Deed, Description
from em_desktop.domain.nodes import NodeType
from em_desktop.domain.paths import printable
from em_desktop.gui import wording


def things_text(description: Description) -> str:
    """What a gesture is about: “mnist_wide”, "14 runs", "3 items"."""
    if description.count == 1 and description.names:
        return quoted(description.names[0])
    translate = QCoreApplication.translate
    match description.type:
        case NodeType.RUN:
            text = translate("gestures", "{count} runs")
        case NodeType.FOLDER:
            text = translate("gestures", "{count} folders")
        case NodeType.ARTIFACT:
            text = translate("gestures", "{count} artifacts")
        case NodeType.SHORTCUT:
            text = translate("gestures", "{count} shortcuts")
        case NodeType.FILE:
            text = translate("gestures", "{count} files")
        case _:
            text = _items_text(description.deed)
    return text.format(count=wording.count_text(description.count))


def quoted(name: str) -> str:
    """A name in the quotation marks of the language."""
    return QCoreApplication.translate("gestures", "“{name}”").format(name=printable(name))


def _items_text(deed: Deed) -> str:
    translate = QCoreApplication.translate
    if deed in {Deed.ADD_FILES, Deed.REMOVE_FILES}:
        return translate("gestures", "{count} files")
    return translate("gestures", "{count} items")


def gesture_text(description: Description) -> str:
    """A gesture as a noun: "move of 14 runs"; behind "Undo" in the menu."""
    return wording.filled(_noun(description.deed), things=things_text(description))


def undo_text(description: Description | None) -> str:
    """What the menu says: "Undo move of 14 runs"; "Undo" where there is nothing to undo."""
    translate = QCoreApplication.translate
    if description is None:
        return translate("gestures", "Undo")
    return wording.filled(
        translate("gestures", "Undo {gesture}"), gesture=gesture_text(description)
    )


def redo_text(description: Description | None) -> str:
    """As `undo_text`, for doing again what was undone."""
    translate = QCoreApplication.translate
    if description is None:
        return translate("gestures", "Redo")
    return wording.filled(
        translate("gestures", "Redo {gesture}"), gesture=gesture_text(description)
    )


def done_text(description: Description, target: str = "") -> str:
    """A gesture that was done: "Moved 4 runs to ablations".

    Args:
        description: what was done.
        target: the folder or node where things went, if that is of interest.
    """
    things = things_text(description)
    if target:
        translate = QCoreApplication.translate
        place = printable(target)
        match description.deed:
            case Deed.MOVE:
                return wording.filled(
                    translate("gestures", "Moved {things} to {place}"), things=things, place=place
                )
            case Deed.COPY | Deed.IMPORT:
                return wording.filled(
                    translate("gestures", "Copied {things} to {place}"), things=things, place=place
                )
            case Deed.ADD_FILES:
                return wording.filled(
                    translate("gestures", "Added {things} to {place}"), things=things, place=place
                )
    return wording.filled(_done(description.deed), things=things)


def undone_text(description: Description) -> str:
    """A gesture that was taken back."""
    text = QCoreApplication.translate("gestures", "Undone: {gesture}")
    return wording.filled(text, gesture=gesture_text(description))


def redone_text(description: Description) -> str:
    """A gesture that was done again after it was undone."""
    text = QCoreApplication.translate("gestures", "Done again: {gesture}")
    return wording.filled(text, gesture=gesture_text(description))


def doing_text(description: Description) -> str:
    """A gesture under way: "Moving 4 runs"."""
    return wording.filled(_doing(description.deed), things=things_text(description))


def failed_text(description: Description, failed: int) -> str:
    """A gesture of which something didn't work: "2 of 14 weren’t done: move of 14 runs"."""
    translate = QCoreApplication.translate
    gesture = gesture_text(description)
    if description.count <= 1 or failed >= description.count:
        return wording.filled(translate("gestures", "Not done: {gesture}"), gesture=gesture)
    return translate("gestures", "{failed} of {count} not done: {gesture}").format(
        failed=wording.count_text(failed),
        count=wording.count_text(description.count),
        gesture=gesture,
    )


def _noun(deed: Deed) -> str:
    translate = QCoreApplication.translate
    match deed:
        case Deed.CREATE:
            return translate("gestures", "creation of {things}")
        case Deed.MOVE:
            return translate("gestures", "move of {things}")
        case Deed.RENAME:
            return translate("gestures", "renaming of {things}")
        case Deed.COPY:
            return translate("gestures", "copy of {things}")
        case Deed.SHORTCUT:
            return translate("gestures", "shortcut to {things}")
        case Deed.LABEL:
            return translate("gestures", "labels of {things}")
        case Deed.DESCRIBE:
            return translate("gestures", "description of {things}")
        case Deed.FAVOURITE:
            return translate("gestures", "favourite mark of {things}")
        case Deed.COLOR:
            return translate("gestures", "color of {things}")
        case Deed.LOCK:
            return translate("gestures", "lock of {things}")
        case Deed.JOIN:
            return translate("gestures", "edge to {things}")
        case Deed.SEPARATE:
            return translate("gestures", "removal of the edge to {things}")
        case Deed.REMOVE:
            return translate("gestures", "deletion of {things}")
        case Deed.RESTORE:
            return translate("gestures", "restoring of {things}")
        case Deed.REMOVE_FILES:
            return translate("gestures", "deletion of {things}")
        case Deed.ADD_FILES:
            return translate("gestures", "adding of {things}")
        case Deed.IMPORT:
            return translate("gestures", "import of {things}")
        case Deed.EXPORT:
            return translate("gestures", "export of {things}")


def _done(deed: Deed) -> str:
    translate = QCoreApplication.translate
    match deed:
        case Deed.CREATE:
            return translate("gestures", "Created {things}")
        case Deed.MOVE:
            return translate("gestures", "Moved {things}")
        case Deed.RENAME:
            return translate("gestures", "Renamed {things}")
        case Deed.COPY | Deed.IMPORT | Deed.EXPORT:
            return translate("gestures", "Copied {things}")
        case Deed.SHORTCUT:
            return translate("gestures", "Created a shortcut to {things}")
        case Deed.LABEL:
            return translate("gestures", "Changed the labels of {things}")
        case Deed.DESCRIBE:
            return translate("gestures", "Changed the description of {things}")
        case Deed.FAVOURITE:
            return translate("gestures", "Changed the favourite mark of {things}")
        case Deed.COLOR:
            return translate("gestures", "Changed the color of {things}")
        case Deed.LOCK:
            return translate("gestures", "Changed the lock of {things}")
        case Deed.JOIN:
            return translate("gestures", "Added {things} to the data flow")
        case Deed.SEPARATE:
            return translate("gestures", "Took {things} out of the data flow")
        case Deed.REMOVE | Deed.REMOVE_FILES:
            return translate("gestures", "Moved {things} to the trash")
        case Deed.RESTORE:
            return translate("gestures", "Restored {things}")
        case Deed.ADD_FILES:
            return translate("gestures", "Added {things}")


def _doing(deed: Deed) -> str:
    translate = QCoreApplication.translate
    match deed:
        case Deed.CREATE:
            return translate("gestures", "Creating {things}")
        case Deed.MOVE:
            return translate("gestures", "Moving {things}")
        case Deed.RENAME:
            return translate("gestures", "Renaming {things}")
        case Deed.COPY | Deed.IMPORT | Deed.EXPORT:
            return translate("gestures", "Copying {things}")
        case Deed.SHORTCUT:
            return translate("gestures", "Creating a shortcut to {things}")
        case Deed.REMOVE | Deed.REMOVE_FILES:
            return translate("gestures", "Moving {things} to the trash")
        case Deed.RESTORE:
            return translate("gestures", "Restoring {things}")
        case Deed.ADD_FILES:
            return translate("gestures", "Adding {things}")
        case _:
            return translate("gestures", "Changing {things}")
