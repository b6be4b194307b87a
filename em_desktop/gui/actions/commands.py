"""The commands as Qt actions, connected to what they do."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from em_desktop.gui import theme, wording
from em_desktop.gui.actions.table import COMMANDS, Command

_UPDATE_MS = 50
"""Rows arrive in many pieces; their commands are looked at once for those that come together."""


@dataclass(slots=True)
class _Bound:
    command: Command
    action: QAction
    enabled_when: Callable[[], bool] | None = None
    checked_when: Callable[[], bool] | None = None
    why_not: Callable[[], str] | None = None
    words: Callable[[], str] | None = None


class Commands(QObject):
    """One `QAction` for each command that was bound; menus and palette take them from here."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._table = {command.id: command for command in COMMANDS}
        self._bound: dict[str, _Bound] = {}
        self._choices: dict[str, QActionGroup] = {}
        self._prepare: list[Callable[[], None]] = []
        self._update_timer = QTimer(self)
        self._update_timer.setSingleShot(True)
        self._update_timer.setInterval(_UPDATE_MS)
        self._update_timer.timeout.connect(self.update_state)
        window.installEventFilter(self)

    def bind(
        self,
        command_id: str,
        run: Callable[[], None],
        enabled_when: Callable[[], bool] | None = None,
        checked_when: Callable[[], bool] | None = None,
        *,
        why_not: Callable[[], str] | None = None,
        words: Callable[[], str] | None = None,
    ) -> QAction:
        """Say what a command does, when it can be done, and when it is on.

        Args:
            command_id: of the table.
            run: a bound method of a QObject.
            enabled_when: whether it can be done.
            checked_when: whether it is on.
            why_not: why it can't be done, which its tooltip says then; empty: it can.
            words: its words now, where they aren't always the table's.

        Raises:
            KeyError: the table has no such command.
        """
        command = self._table[command_id]
        action = QAction(self._window)
        action.setObjectName(command_id)
        if command.icon:
            action.setIcon(theme.icon(command.icon))
        action.setShortcuts([QKeySequence(keys) for keys in command.shortcuts])
        if not command.everywhere:
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        if command.choice:
            action.setCheckable(True)
            if command.choice != "on":
                self._choice(command.choice).addAction(action)
        action.triggered.connect(run)
        self._window.addAction(action)
        self._bound[command_id] = _Bound(
            command, action, enabled_when, checked_when, why_not, words
        )
        self._write_text(self._bound[command_id])
        return action

    def before_update(self, prepare: Callable[[], None]) -> None:
        """Find out once, with this, what many commands ask for when their state is seen anew."""
        self._prepare.append(prepare)

    def action(self, command_id: str) -> QAction:
        """The action of a bound command.

        Raises:
            KeyError: it wasn't bound.
        """
        return self._bound[command_id].action

    def bound(self) -> list[tuple[Command, QAction]]:
        """All commands that can be done here, in the order of the table."""
        return [
            (command, self._bound[command.id].action)
            for command in COMMANDS
            if command.id in self._bound
        ]

    @Slot()
    def update_soon(self) -> None:
        """See anew, once for all who ask within a moment, which commands can be done."""
        if not self._update_timer.isActive():
            self._update_timer.start()

    @Slot()
    def update_state(self) -> None:
        """See anew which commands can be done and which are on."""
        for prepare in self._prepare:
            prepare()
        for bound in self._bound.values():
            if bound.enabled_when is not None:
                bound.action.setEnabled(bound.enabled_when())
            if bound.checked_when is not None:
                bound.action.setChecked(bound.checked_when())
            if bound.why_not is not None or bound.words is not None:
                why_not = self._write_text(bound)
                if bound.why_not is not None:
                    bound.action.setEnabled(not why_not)

    def fill(self, menu: QMenu, command_ids: Iterable[str]) -> None:
        """Put commands into a menu; ``-`` is a line, and what isn't bound is left out."""
        for command_id in command_ids:
            if command_id == "-":
                menu.addSeparator()
            elif command_id in self._bound:
                menu.addAction(self._bound[command_id].action)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() is QEvent.Type.LanguageChange:
            for bound in self._bound.values():
                self._write_text(bound)
        return super().eventFilter(watched, event)

    def _choice(self, name: str) -> QActionGroup:
        if name not in self._choices:
            self._choices[name] = QActionGroup(self)
        return self._choices[name]

    @staticmethod
    def _write_text(bound: _Bound) -> str:
        """Write what a command is called; why it can't be done, which its tooltip says."""
        label = bound.command.label if bound.words is None else bound.words()
        why_not = "" if bound.why_not is None else bound.why_not()
        bound.action.setText(label)
        keys = wording.keys_text(bound.action.shortcut())
        bound.action.setToolTip(why_not or (f"{label} ({keys})" if keys else label))
        return why_not
