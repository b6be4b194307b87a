"""What changed between two of the compared, in sentences."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from em_desktop.domain.cells import Absent, Cell
from em_desktop.domain.paths import printable
from em_desktop.domain.what_changed import Area, Change, CodeVersion
from em_desktop.gui.models.values import value_text

_COMMIT = 8


def change_text(change: Change) -> str:
    """One change as a sentence: "lr went from 0.1 to 0.01"."""
    if isinstance(change.before, CodeVersion) and isinstance(change.after, CodeVersion):
        return _code_text(change.before, change.after)
    translate, name = QCoreApplication.translate, _named(change)
    before, after = _quoted(change.before, change.after)
    if change.area is Area.INPUT:
        return _input_text(name, before, after)
    if isinstance(change.before, Absent):
        return _filled(translate("what changed", "%1 is new: %2"), name, after)
    if isinstance(change.after, Absent):
        return _filled(translate("what changed", "%1 is gone; it was %2"), name, before)
    return _filled(translate("what changed", "%1 went from %2 to %3"), name, before, after)


def _named(change: Change) -> str:
    translate = QCoreApplication.translate
    match change.area:
        case Area.PYTHON:
            return "Python"
        case Area.SYSTEM:
            return translate("what changed", "The system")
        case Area.HOST:
            return translate("what changed", "The machine")
        case Area.ENTRY_POINT:
            return translate("what changed", "The entry point")
        case Area.PACKAGE:
            text = translate("what changed", "Package %1")
            return text.replace("%1", printable(change.name))
        case _:
            return printable(change.name)


def _input_text(name: str, before: str, after: str) -> str:
    translate = QCoreApplication.translate
    if not before and not after:
        return name
    if not before:
        return _filled(translate("what changed", "Input %1 was added: %2"), name, after)
    if not after:
        return _filled(
            translate("what changed", "Input %1 is no longer used; it was %2"), name, before
        )
    text = translate("what changed", "Input %1: version %2 became %3")
    return _filled(text, name, before, after)


def _code_text(before: CodeVersion, after: CodeVersion) -> str:
    translate = QCoreApplication.translate
    if before.repository != after.repository:
        text = translate("what changed", "The code is from another repository: %1, before %2")
        return _filled(text, _version(after, whole=True), _version(before, whole=True))
    if before.commit == after.commit and before.branch == after.branch:
        if after.dirty:
            return translate("what changed", "The code has uncommitted changes now")
        return translate("what changed", "The code has no uncommitted changes any more")
    text = translate("what changed", "The code went from %1 to %2")
    return _filled(text, _version(before), _version(after))


def _version(code: CodeVersion, *, whole: bool = False) -> str:
    """A commit with its branch: "a1b2c3d4 (main, uncommitted changes)"."""
    notes = [code.branch] if code.branch else []
    if code.dirty:
        notes.append(QCoreApplication.translate("what changed", "uncommitted changes"))
    text = code.commit[:_COMMIT] or QCoreApplication.translate("what changed", "no commit")
    if whole:
        text = f"{code.repository} {text}"
    return printable(f"{text} ({', '.join(notes)})" if notes else text)


def _quoted(before: Cell | CodeVersion, after: Cell | CodeVersion) -> tuple[str, str]:
    """Both values; text in quotes where the other one isn't text."""
    cells: list[Cell] = [cell for cell in (before, after) if not isinstance(cell, CodeVersion)]
    known = [cell for cell in cells if not isinstance(cell, Absent)]
    mixed = len({isinstance(cell, str) for cell in known}) > 1
    texts = []
    for cell in cells:
        if isinstance(cell, Absent):
            texts.append("")
            continue
        text = value_text(cell) or "“”"
        texts.append(f"“{text}”" if mixed and isinstance(cell, str) else text)
    return texts[0], texts[1]


def _filled(text: str, *values: str) -> str:
    """The sentence with its places filled; values that look like places stay as they are."""
    parts = text.split("%")
    filled = [parts[0]]
    for part in parts[1:]:
        number = part[:1]
        if number.isdigit() and 0 < int(number) <= len(values):
            filled.append(values[int(number) - 1] + part[1:])
        else:
            filled.append(f"%{part}")
    return "".join(filled)
