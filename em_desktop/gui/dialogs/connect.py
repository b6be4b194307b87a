"""Asks for a server and a key, and tries them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from em_desktop.domain.paths import printable
from em_desktop.errors import EmError
from em_desktop.gui import theme
from em_desktop.gui.connection_words import (
    failure_text,
    greeting_text,
    host_of,
    is_open_to_others,
)
from em_desktop.gui.context import Context
from em_desktop.gui.dialogs.frame import DialogFrame
from em_desktop.gui.tasks import Task
from em_desktop.gui.widgets import (
    ComboBox,
    LineEdit,
    NoteBox,
    TextLabel,
    primary_button,
    push_button,
)
from em_desktop.stores.base import Cancel
from em_desktop.stores.remote.config import Login, configured_logins, login_to
from em_desktop.stores.remote.greeting import Greeting, greet


@dataclass(frozen=True, slots=True)
class _Known:
    """What is on this computer.

    Attributes:
        logins: of the configuration of the platform's tools.
        has_keyring: whether a key can be kept for the next start.
    """

    logins: tuple[Login, ...]
    has_keyring: bool


class ConnectDialog(DialogFrame):
    """Address and key of a server. Nobody leaves it with a key that the server doesn't know.

    A key stands in the field as dots and leaves it only for the server. One that comes
    from a configuration file isn't put into the field at all.

    Args:
        has_keyring: whether keys can be kept on this computer; asked in a worker.
        address: of the server, if it is known.
        logins: what is offered; asked in a worker.
    """

    connected = Signal(object, object)
    """The `Login` that works, and the server's `Greeting`."""

    def __init__(
        self,
        context: Context,
        has_keyring: Callable[[], bool],
        parent: QWidget,
        *,
        address: str = "",
        logins: Callable[[], Sequence[Login]] = configured_logins,
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._known = _Known((), has_keyring=True)
        self._is_trying = False
        self._task: Task[tuple[Login, Greeting]] | None = None
        self._verdict: tuple[str, Greeting | EmError] | None = None
        self._labels = [TextLabel("", "strong", "text", self) for _ in range(3)]
        self.offers = ComboBox("", self)
        self.address = LineEdit("", self)
        self.address.setText(address)
        self.key = LineEdit("", self)
        self.key.setEchoMode(QLineEdit.EchoMode.Password)
        self.note = NoteBox("info", self)
        self._where = TextLabel("", "small", "muted", self, wrap=True)
        self.test = push_button("", parent=self)
        self._cancel = push_button("", parent=self)
        self.connect_button = primary_button("", parent=self)
        self._lay_out()
        self._connect()
        self.offers.addItem("")
        self._take_known(self._known)
        (self.key if address else self.address).setFocus()
        context.tasks.run(
            self,
            lambda _cancel: _known(logins, has_keyring),
            ConnectDialog._take_known,
            key="known",
        )

    def _lay_out(self) -> None:
        for label, field in zip(self._labels, (self.offers, self.address, self.key), strict=True):
            column = QVBoxLayout()
            column.setSpacing(theme.space.icon)
            column.addWidget(label)
            column.addWidget(field)
            self.body.addLayout(column)
        self.body.addWidget(self._where)
        self.body.addWidget(self.note)
        self.footer.insertWidget(0, self.test)
        self.footer.addWidget(self._cancel)
        self.footer.addWidget(self.connect_button)
        for button in (self.test, self._cancel, self.connect_button):
            button.set_large()
        self.connect_button.setDefault(True)

    def _connect(self) -> None:
        self.offers.activated.connect(self._choose_offer)
        self.address.textEdited.connect(self._edited)
        self.key.textEdited.connect(self._edited)
        self.test.clicked.connect(self.try_it)
        self._cancel.clicked.connect(self.reject)
        self.connect_button.clicked.connect(self.finish)

    # What is on this computer

    def _take_known(self, known: _Known) -> None:
        self._known = known
        for login in known.logins:
            self.offers.addItem(f"{printable(login.context)} ({host_of(login.aistore)})")
        for widget in (self.offers, self._labels[0]):
            widget.setVisible(bool(known.logins))
        if known.logins and not self.address.text() and not self.key.text():
            self.offers.setCurrentIndex(1)
            self._choose_offer()
        else:  # the user has begun to type, or even to try
            self.retranslate()

    @property
    def _offered(self) -> Login | None:
        """The access of the configuration that is chosen; None: what stands in the fields."""
        number = self.offers.currentIndex() - 1
        return self._known.logins[number] if 0 <= number < len(self._known.logins) else None

    @Slot()
    def _choose_offer(self) -> None:
        offered = self._offered
        for field in (self.address, self.key):
            field.setEnabled(offered is None)
        if offered is not None:
            self.address.setText(offered.aistore)
            self.key.clear()
        self._forget_verdict()
        self.retranslate()

    @Slot()
    def _edited(self) -> None:
        self._forget_verdict()
        self._update()

    # Trying

    @Slot()
    def try_it(self) -> None:
        """Ask the server who has this key, and say what it answers."""
        self._try(ConnectDialog._take_verdict)

    @Slot()
    def finish(self) -> None:
        """Ask the server; where it knows the key, that is all."""
        self._try(ConnectDialog._take_connection)

    def _try(self, done: Callable[[ConnectDialog, tuple[Login, Greeting]], None]) -> None:
        if self._is_trying:
            return
        try:
            login = self._offered or login_to(self.address.text(), self.key.text())
        except EmError as error:
            self._fail(error)
            return
        self._is_trying = True
        self._verdict = None
        self._update()

        def ask(_cancel: Cancel) -> tuple[Login, Greeting]:
            return login, greet(login)

        self._task = self._context.tasks.run(self, ask, done, failed=ConnectDialog._fail, key="try")

    def _take_verdict(self, found: tuple[Login, Greeting]) -> None:
        self._is_trying = False
        self._verdict = (self.address.text(), found[1])
        self._update()

    def _take_connection(self, found: tuple[Login, Greeting]) -> None:
        self._is_trying = False
        self.key.clear()
        self.accept()
        self.connected.emit(*found)

    def _fail(self, error: EmError) -> None:
        self._is_trying = False
        self._verdict = (self.address.text(), error)
        self._update()

    def _forget_verdict(self) -> None:
        if self._task is not None:
            self._task.cancel()
        self._is_trying = False
        self._verdict = None

    # What is shown

    def _update(self) -> None:
        """Show what was found out, and which buttons make sense."""
        is_complete = self._offered is not None or bool(
            self.address.text().strip() and self.key.text().strip()
        )
        for button in (self.test, self.connect_button):
            button.setEnabled(is_complete and not self._is_trying)
        address = self.address.text()
        if self._is_trying:
            words = self.tr("Asking {host}...").format(host=host_of(address))
            self.note.show_note("waiting", words)
        elif self._verdict is None and is_open_to_others(address):
            words = self.tr("Without https, others on the way can read the key.")
            self.note.show_note("warning", words)
        elif self._verdict is None:
            self.note.show_note("info", "")
        else:
            asked, answer = self._verdict
            if isinstance(answer, Greeting):
                self.note.show_note("good", greeting_text(answer, asked))
            else:
                self.note.show_note("bad", failure_text(answer, asked))
                self.note.setToolTip(printable(str(answer)))
        self.adjustSize()

    def retranslate(self) -> None:
        """Write all texts in the current language."""
        super().retranslate()
        self.set_title(self.tr("Connect to a server"))
        names = (self.tr("Known from t9k-config.yaml"), self.tr("Address"), self.tr("API key"))
        for label, field, name in zip(
            self._labels, (self.offers, self.address, self.key), names, strict=True
        ):
            label.setText(name)
            field.setAccessibleName(name)
        self.address.setPlaceholderText("https://em.example.org")
        self.key.setPlaceholderText(
            self.tr("The key in the file is used") if self._offered is not None else ""
        )
        self.offers.setItemText(0, self.tr("Another server"))
        self._where.setText(
            self.tr("The key is kept in this computer's keyring.")
            if self._known.has_keyring
            else self.tr(
                "This computer has no keyring: the key is kept until the program ends, and "
                "asked for again at the next start."
            )
        )
        self.test.setText(self.tr("Test"))
        self._cancel.setText(self.tr("Cancel"))
        self.connect_button.setText(self.tr("Connect"))
        self._update()


def _known(logins: Callable[[], Sequence[Login]], has_keyring: Callable[[], bool]) -> _Known:
    """In a worker: what is on this computer; a damaged configuration offers nothing."""
    try:
        found = tuple(logins())
    except EmError:
        found = ()
    return _Known(found, has_keyring())
