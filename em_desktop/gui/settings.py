"""What the user chose, kept between starts."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from PySide6.QtCore import QObject, Signal

from em_desktop.errors import from_os_error
from em_desktop.formats.files import write_file

if TYPE_CHECKING:  # settings are read before the window is painted
    from em_desktop.gui.tasks import Tasks
    from em_desktop.stores.base import Cancel

T = TypeVar("T")
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Option(Generic[T]):
    """One setting: its name in the file, and what it is before anybody set it.

    Attributes:
        choices: the only values allowed; empty allows every value of the default's type.
    """

    key: str
    default: T
    choices: tuple[T, ...] = ()


THEME: Final = Option("theme", "system", ("system", "light", "dark"))
LANGUAGE: Final = Option("language", "system", ("system", "en", "zh_CN"))
INTERFACE_SIZE: Final = Option("interface_size", 100, (90, 100, 110, 125, 150))
ROW_HEIGHT: Final = Option("row_height", "normal", ("compact", "normal", "comfortable"))
ASK: Final = "ask"
IF_TAKEN: Final = Option("if_taken", ASK, (ASK, "keep both", "replace", "skip", "refuse"))
"""What happens where the name of something that arrives is taken: a value of `IfTaken`."""
WINDOW: Final[Option[dict[str, Any]]] = Option("window", {})
"""Place and size of the window; what is in it is kept by `session`."""
COLUMNS: Final[Option[dict[str, Any]]] = Option("columns", {})
"""Columns, sort and filter per folder (store id and path) and kind of view."""
IMPORTANCE: Final = Option("importance", default=False)
"""Whether importances of hyperparameters are computed for every search that is shown."""
LABEL_COLORS: Final[Option[dict[str, Any]]] = Option("label_colors", {})
"""Which color of the run palette (from 0) the user gave to labels, by their names."""
INSPECTOR: Final[Option[dict[str, Any]]] = Option("inspector", {})
"""Which sections of the inspector are open."""

OPTIONS: Final[tuple[Option[Any], ...]] = (
    THEME,
    LANGUAGE,
    INTERFACE_SIZE,
    ROW_HEIGHT,
    IF_TAKEN,
    WINDOW,
    COLUMNS,
    INSPECTOR,
    LABEL_COLORS,
    IMPORTANCE,
)
_BY_KEY: Final = {option.key: option for option in OPTIONS}


class Settings(QObject):
    """The options' values, in a JSON file.

    A broken file is set aside as ``<name>.broken`` and defaults are used. Keys that this
    version doesn't know stay in the file.
    """

    changed = Signal(str)
    """The key of an option that has another value now."""

    def __init__(self, path: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path = path
        self._values = _read(path)
        self._saved = json.dumps(self._values)

    def get(self, option: Option[T]) -> T:
        """The value of an option; its default where none, or a wrong one, is stored."""
        value = self._values.get(option.key)
        found: T = _copy(value if _fits(option, value) else option.default)
        return found

    def set(self, option: Option[T], value: T) -> None:
        """Give an option another value.

        Raises:
            ValueError: the option doesn't allow the value.
        """
        if not _fits(option, value):
            raise ValueError(f"{option.key} can't be {value!r}")
        if self.get(option) != value:
            self._values[option.key] = _copy(value)
            self.changed.emit(option.key)

    def save(self) -> None:
        """Write the file if something changed since; it is replaced in one step.

        Blocks; for the end of the program. While it runs, use `save_soon`.
        """
        text = json.dumps(self._values, indent=2)
        if json.dumps(self._values) != self._saved:
            _write(self._path, text)
            self._saved = json.dumps(self._values)

    def save_soon(self, tasks: Tasks) -> None:
        """Write the file off the GUI thread."""
        text = json.dumps(self._values, indent=2)
        saved = json.dumps(self._values)
        if saved != self._saved:
            path = self._path

            def work(_cancel: Cancel) -> str:
                _write(path, text)
                return saved

            tasks.run(self, work, Settings._note_saved, key="save")

    def _note_saved(self, saved: str) -> None:
        self._saved = saved


def _fits(option: Option[Any], value: Any) -> bool:
    if type(value) is not type(option.default):
        return False
    return not option.choices or value in option.choices


def _copy(value: Any) -> Any:
    """A value that the receiver may change without changing the settings."""
    return json.loads(json.dumps(value)) if isinstance(value, list | dict) else value


def _read(path: Path) -> dict[str, Any]:
    try:
        values = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError) as error:
        _LOG.info("the settings in %s can't be read: %s", path, error)
        values = None
    if isinstance(values, dict):
        return values
    _set_aside(path)
    return {}


def _set_aside(path: Path) -> None:
    try:
        path.replace(path.with_name(f"{path.name}.broken"))
    except OSError as error:
        _LOG.info("%s can't be set aside: %s", path, error)


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_file(path, text.encode("ascii"))
    except OSError as error:
        raise from_os_error(error, str(path)) from error
