"""The words for values: types, states, times, numbers, errors; in the current language."""

from __future__ import annotations

import math
import re
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta

from PySide6.QtCore import QCoreApplication, QDate, QDateTime, QLocale, QTime
from PySide6.QtGui import QKeySequence

from em_desktop import errors
from em_desktop.domain.nodes import NodeType, Status
from em_desktop.domain.paths import printable
from em_desktop.domain.problems import Problem, ProblemKind
from em_desktop.errors import EmError

_KILO = 1000
_DIGITS = 6
_NOW, _HOUR, _DAY = 1, 60, 24 * 60
"""Minutes."""
_SKEW = 2
"""Minutes that the clock of another machine may be ahead."""
_MNEMONIC = re.compile("&(.)")
_PLACE = re.compile("%([1-9])")
_EXPONENT = re.compile("e([-+])0+(?=[0-9])")
_CHINESE = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef“”]")
_NAMED_PLACE = re.compile(
    "(?P<before>(?<=[\u4e00-\u9fff]) )?{(?P<name>[a-z]+)}(?P<after> (?=[\u4e00-\u9fff]))?"
)


def type_text(kind: NodeType) -> str:
    """What a node type is called."""
    translate = QCoreApplication.translate
    match kind:
        case NodeType.FOLDER:
            return translate("wording", "Folder")
        case NodeType.SHORTCUT:
            return translate("wording", "Shortcut")
        case NodeType.RUN:
            return translate("wording", "Run")
        case NodeType.ARTIFACT:
            return translate("wording", "Artifact")
        case NodeType.AUTOTUNE:
            return translate("wording", "AutoTune")
        case NodeType.MODEL:
            return translate("wording", "Model")
        case NodeType.DATASET:
            return translate("wording", "Dataset")
        case NodeType.FILE:
            return translate("wording", "File")


def status_text(status: Status) -> str:
    """What a state is called."""
    translate = QCoreApplication.translate
    match status:
        case Status.QUEUED:
            return translate("wording", "Queued")
        case Status.RUNNING:
            return translate("wording", "Running")
        case Status.STALLED:
            return translate("wording", "Stalled")
        case Status.COMPLETE:
            return translate("wording", "Complete")
        case Status.TIMEOUT:
            return translate("wording", "Timed out")
        case Status.ERROR:
            return translate("wording", "Error")
        case Status.STOPPED:
            return translate("wording", "Stopped")
        case Status.UNKNOWN:
            return translate("wording", "Unknown")


def problem_text(problem: Problem) -> str:
    """A damaged file, as one sentence without its place."""
    translate = QCoreApplication.translate
    match problem.kind:
        case ProblemKind.MISSING:
            return translate("wording", "The file is missing.")
        case ProblemKind.EMPTY:
            return translate("wording", "The file is empty.")
        case ProblemKind.TRUNCATED:
            return translate("wording", "The end is cut off; everything before it is shown.")
        case ProblemKind.MALFORMED:
            return translate("wording", "The text can't be understood from here on.")
        case ProblemKind.WRONG_TYPE:
            return translate("wording", "A value isn't what belongs here, so it is left out.")
        case ProblemKind.TOO_LARGE:
            return translate("wording", "There is more than can be shown.")
        case ProblemKind.UNREADABLE:
            return translate("wording", "The file can't be opened.")
        case ProblemKind.ENCODING:
            return translate("wording", "Some bytes aren't text.")
        case ProblemKind.INCONSISTENT:
            return translate("wording", "Two places say different things.")
        case ProblemKind.OVERWRITTEN:
            return translate("wording", "Another file took the place of the recorded one.")


def problem_place(problem: Problem) -> str:
    """Where a problem is: ``metadata.yaml:12``."""
    file = printable(problem.file)
    return file if problem.line is None else f"{file}:{problem.line}"


@dataclass(frozen=True, slots=True)
class ErrorWords:
    """An error for people.

    Attributes:
        title: what didn't work.
        text: what happened, to what.
        hint: what to do now.
    """

    title: str
    text: str
    hint: str

    @property
    def message(self) -> str:
        """Explanation and next step together."""
        if not self.text or not self.hint:
            return self.text or self.hint
        pattern = QCoreApplication.translate("wording", "%1 %2", "two sentences")
        return _fill(pattern, self.text, self.hint)


def error_words(error: EmError) -> ErrorWords:
    """Title, explanation and next step for an error."""
    title, text, unnamed, hint = _error_parts(error)
    subject = printable(error.subject)
    if isinstance(error, errors.MalformedError) and error.line is not None:
        subject = f"{subject}:{error.line}"
    return ErrorWords(title, _fill(text, subject) if error.subject else unnamed, hint)


def _error_parts(error: EmError) -> tuple[str, str, str, str]:
    """Title, text that names the subject as %1, text without a subject, hint."""
    translate = QCoreApplication.translate
    match error:
        case errors.NotFoundError():
            return (
                translate("wording", "It isn't there any more"),
                translate("wording", "“%1” can't be found."),
                translate("wording", "What you asked for can't be found."),
                translate("wording", "Perhaps it was moved or deleted. Refresh and look again."),
            )
        case errors.AlreadyExistsError():
            return (
                translate("wording", "The name is taken"),
                translate("wording", "There is a “%1” already."),
                translate("wording", "There is something of this name already."),
                translate("wording", "Choose another name, or move the other one away."),
            )
        case errors.InvalidNameError():
            return (
                translate("wording", "The name can't be used"),
                translate("wording", "“%1” can't be a name here."),
                translate("wording", "This can't be a name here."),
                translate("wording", "Choose a name without slashes, and without a dot in front."),
            )
        case errors.InvalidValueError():
            return (
                translate("wording", "The value can't be used"),
                translate("wording", "“%1” can't stand here."),
                translate("wording", "This value can't stand here."),
                translate("wording", "Choose another value; the details say what is expected."),
            )
        case errors.InvalidMoveError():
            return (
                translate("wording", "It can't be moved there"),
                translate("wording", "“%1” can't go there."),
                translate("wording", "This item can't go there."),
                translate("wording", "Choose a folder that isn't the item and isn't inside it."),
            )
        case errors.AccessDeniedError():
            return _access_error_parts(error)
        case errors.NotInstalledError():
            return (
                translate("wording", "Something isn't installed"),
                translate("wording", "“%1” isn't installed."),
                translate("wording", "A package isn't installed."),
                translate("wording", "Install it with pip, then try again."),
            )
        case _:
            return _further_error_parts(error)


def _access_error_parts(error: errors.AccessDeniedError) -> tuple[str, str, str, str]:
    translate = QCoreApplication.translate
    match error:
        case errors.LockedError():
            return (
                translate("wording", "It is locked"),
                translate("wording", "“%1” is locked."),
                translate("wording", "This item is locked."),
                translate("wording", "Unlock it, then try again."),
            )
        case errors.NotLoggedInError():
            return (
                translate("wording", "Not logged in"),
                translate("wording", "“%1” doesn't know who you are."),
                translate("wording", "The server doesn't know who you are."),
                translate("wording", "Log in with a key that is valid, then try again."),
            )
        case _:
            return (
                translate("wording", "No permission"),
                translate("wording", "You don't have permission for “%1”."),
                translate("wording", "You don't have permission for this."),
                translate("wording", "Ask its owner, or change its permissions and try again."),
            )


def _further_error_parts(error: EmError) -> tuple[str, str, str, str]:
    translate = QCoreApplication.translate
    match error:
        case errors.NotSupportedError():
            return (
                translate("wording", "This isn't possible here"),
                translate("wording", "“%1” doesn't allow this."),
                translate("wording", "This store doesn't allow it."),
                translate("wording", "Move the item to another store, and do it there."),
            )
        case errors.UnavailableError():
            return _unreachable_parts(error)
        case errors.NoSpaceError():
            return (
                translate("wording", "No space left"),
                translate("wording", "There is no space left for “%1”."),
                translate("wording", "There is no space left."),
                translate("wording", "Free some space on the disk, then try again."),
            )
        case errors.ConflictError():
            return (
                translate("wording", "Somebody else changed it"),
                translate("wording", "“%1” was changed after you opened it."),
                translate("wording", "It was changed after you opened it."),
                translate("wording", "Refresh, look at what is new, and make your change again."),
            )
        case errors.TooLargeError():
            return (
                translate("wording", "It is too large"),
                translate("wording", "“%1” is larger than can be shown."),
                translate("wording", "It is larger than can be shown."),
                translate("wording", "Open the file in another program to see all of it."),
            )
        case errors.MalformedError():
            return (
                translate("wording", "A file is damaged"),
                translate("wording", "“%1” can't be understood."),
                translate("wording", "A file can't be understood."),
                translate("wording", "Mend the file, or record it again."),
            )
        case errors.CancelledError():
            return (
                translate("wording", "Cancelled"),
                translate("wording", "The work on “%1” was cancelled."),
                translate("wording", "The work was cancelled."),
                translate("wording", "Start it again whenever you like."),
            )
        case _:
            return (
                translate("wording", "Something went wrong in the program"),
                translate("wording", "It happened with “%1”."),
                translate("wording", "This is a mistake in the program, not yours."),
                translate("wording", "Copy the details and report them. Your files are safe."),
            )


def _unreachable_parts(error: errors.UnavailableError) -> tuple[str, str, str, str]:
    translate = QCoreApplication.translate
    match error:
        case errors.CutOffError():
            return (
                translate("wording", "Not finished"),
                translate("wording", "The program ended before “%1” was copied."),
                translate("wording", "The program ended before all was copied."),
                translate("wording", "Try again: what is there already isn't copied again."),
            )
        case errors.UnresolvedError():
            return (
                translate("wording", "No computer has this name"),
                translate("wording", "“%1” can't be found in the network."),
                translate("wording", "The server can't be found in the network."),
                translate("wording", "Check the address and that you are online."),
            )
        case errors.TimedOutError():
            return (
                translate("wording", "It takes too long"),
                translate("wording", "“%1” doesn't answer in time."),
                translate("wording", "The server doesn't answer in time."),
                translate("wording", "Try again later, or from another network."),
            )
        case errors.UntrustedError():
            return (
                translate("wording", "The server can't prove who it is"),
                translate("wording", "The certificate of “%1” isn't valid."),
                translate("wording", "The server's certificate isn't valid."),
                translate("wording", "Ask its administrator; nothing was sent that is secret."),
            )
        case _:
            return (
                translate("wording", "It can't be reached"),
                translate("wording", "“%1” doesn't answer."),
                translate("wording", "The drive or server doesn't answer."),
                translate("wording", "Check that it is connected, then try again."),
            )


def keys_text(keys: QKeySequence) -> str:
    """Keys as the design writes them: "Ctrl Shift C"; as they stand on a keyboard."""
    if sys.platform == "darwin":
        return keys.toString(QKeySequence.SequenceFormat.NativeText)
    text = keys.toString(QKeySequence.SequenceFormat.PortableText)  # the native one is translated
    return text.replace("Return", "Enter").replace("+", " ").strip() or text


def plain_text(text: str) -> str:
    """An action's text without the mark of its mnemonic."""
    return _MNEMONIC.sub(r"\1", text)


def size_text(size: int) -> str:
    """Bytes in decimal units: "48.2 MB"."""
    locale = QLocale()
    value = float(size)
    units = ["B", "kB", "MB", "GB", "TB", "PB"]
    position = 0
    while abs(value) >= _KILO - 0.05 and position < len(units) - 1:
        value /= _KILO
        position += 1
    digits = 0 if position == 0 else 1
    return f"{locale.toString(value, 'f', digits)} {units[position]}"


def duration_text(duration: timedelta) -> str:
    """A span of time with its two largest units: "41s", "18m 04s", "3h 12m", "2d 5h"."""
    translate = QCoreApplication.translate
    seconds = max(int(duration.total_seconds()), 0)
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    days, hour = divmod(hours, 24)
    if days:
        return _fill(translate("wording", "%1d %2h"), str(days), str(hour))
    if hours:
        return _fill(translate("wording", "%1h %2m"), str(hours), f"{minute:02}")
    if minutes:
        return _fill(translate("wording", "%1m %2s"), str(minutes), f"{second:02}")
    return _fill(translate("wording", "%1s"), str(second))


def time_text(time: datetime, now: datetime) -> str:
    """When something was: "2 h ago" up to a day, then "20 Nov", then "20 Nov 2023".

    Both times are aware; the day is that of the local zone.
    """
    translate = QCoreApplication.translate
    minutes = int((now - time).total_seconds()) // 60
    if -_SKEW <= minutes < _NOW:
        return translate("wording", "just now")
    if 0 <= minutes < _HOUR:
        return _fill(translate("wording", "%1 min ago"), str(minutes))
    if 0 <= minutes < _DAY:
        return _fill(translate("wording", "%1 h ago"), str(minutes // _HOUR))
    then, today = time.astimezone(), now.astimezone()
    if then.year == today.year:
        pattern = translate("wording", "d MMM", "pattern of a day of this year")
    else:
        pattern = translate("wording", "d MMM yyyy", "pattern of a day")
    return QLocale().toString(QDate(then.year, then.month, then.day), pattern)


def day_time_text(time: datetime) -> str:
    """Date, hour and minute in the local zone: "20 Nov 2024, 09:41"."""
    translate = QCoreApplication.translate
    pattern = translate("wording", "d MMM yyyy, HH:mm", "pattern of a day and a time")
    return QLocale().toString(_local(time), pattern)


def full_time_text(time: datetime) -> str:
    """As `day_time_text` with seconds, for tooltips: "20 Nov 2024, 09:41:07"."""
    translate = QCoreApplication.translate
    pattern = translate("wording", "d MMM yyyy, HH:mm:ss", "pattern of a day and a time")
    return QLocale().toString(_local(time), pattern)


def _local(time: datetime) -> QDateTime:
    local = time.astimezone()
    return QDateTime(
        QDate(local.year, local.month, local.day), QTime(local.hour, local.minute, local.second)
    )


def number_text(value: float) -> str:
    """A number with six significant digits; NaN and infinities are named, never hidden."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "∞" if value > 0 else "-∞"
    return _EXPONENT.sub(r"e\1", f"{value:.{_DIGITS}g}")


def count_text(count: int) -> str:
    """A whole number with its thousands apart: "8,310"."""
    return QLocale().toString(count)


def filled(text: str, **values: str) -> str:
    """A text of the interface with ``{names}`` in it, filled in.

    Chinese is set off by a space from other scripts but not from itself: whether a space
    stands beside a value depends on what it begins and ends with.
    """

    def put(match: re.Match[str]) -> str:
        value = values[match["name"]]
        before = "" if _CHINESE.match(value[:1]) else match["before"] or ""
        after = "" if _CHINESE.match(value[-1:]) else match["after"] or ""
        return f"{before}{value}{after}"

    return _NAMED_PLACE.sub(put, text)


def _fill(text: str, *values: str) -> str:
    """``text`` with %1, %2... replaced; values that look like places stay as they are."""
    return _PLACE.sub(lambda place: values[int(place[1]) - 1], text)
