"""The preview of one file: its name and facts, what can be done with it, and its contents."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtCore import QEvent, QTimer, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QProgressBar, QVBoxLayout, QWidget

from em_desktop.domain.paths import printable
from em_desktop.errors import EmError
from em_desktop.gui import theme, wording
from em_desktop.gui.context import Context
from em_desktop.gui.models.files import file_time
from em_desktop.gui.panes.files.checksums import Checksums
from em_desktop.gui.panes.files.file_actions import ChosenFile, FileActions
from em_desktop.gui.panes.files.reading import Shown, read_shown
from em_desktop.gui.panes.files.tree import file_icon
from em_desktop.gui.panes.files.viewers import Viewers
from em_desktop.gui.widgets import (
    Divider,
    ElidedLabel,
    IconButton,
    ProblemBar,
    Segments,
    StateView,
    TextLabel,
)

_BLANK_AFTER_MS = 150


class PreviewPanel(QWidget):
    """Shows the file that was asked for last; reads it in the background."""

    step_requested = Signal(int)
    """Show the previous (-1) or the next (1) image."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.verbs = FileActions(context, self)
        self._shown: Shown | None = None
        self._error: EmError | None = None
        self._icon = IconLabel(self)
        self._name = ElidedLabel("", "strong", "text", self)
        self._facts = ElidedLabel("", "small", "muted", self)
        self._modes = Segments([], self)
        self._modes.chosen.connect(self._choose_mode)
        self._previous = IconButton("chevron_left", "", self)
        self._next = IconButton("chevron_right", "", self)
        self._open = IconButton("open", "", self)
        self._save = IconButton("download", "", self)
        self._more = IconButton("more", "", self)
        self._menu = QMenu(self._more)
        self._more.setMenu(self._menu)
        self._copying = QProgressBar(self)
        self._problems = ProblemBar(self)
        self.viewers = Viewers(self)
        self._state = StateView(self)
        self._note = TextLabel("", "small", "muted", self)
        self.checksums = Checksums(context, self)
        self._retry = QAction(theme.icon("refresh"), "", self)
        self._retry.triggered.connect(self.reload)
        self._blank = QTimer(self)
        self._blank.setSingleShot(True)
        self._blank.setInterval(_BLANK_AFTER_MS)
        self._blank.timeout.connect(self.viewers.hide)
        self._lay_out()
        self._connect()
        self.retranslate()
        self.clear()

    def _lay_out(self) -> None:
        theme.set_look(self._copying, thin=True)
        self._copying.setTextVisible(False)
        self._copying.hide()
        titles = QVBoxLayout()
        titles.setSpacing(0)
        titles.addWidget(self._name)
        titles.addWidget(self._facts)
        head = QHBoxLayout()
        head.setContentsMargins(theme.space.page, theme.space.control, theme.space.control, 8)
        head.setSpacing(theme.space.control)
        head.addWidget(self._icon)
        head.addLayout(titles, 1)
        head.addWidget(self._modes)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.space.hair)
        for button in (self._previous, self._next, self._open, self._save, self._more):
            buttons.addWidget(button)
        head.addLayout(buttons)
        foot = QHBoxLayout()
        foot.setContentsMargins(0, theme.space.control, 0, theme.space.control)
        foot.addWidget(self.checksums, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self._head = QWidget(self)
        self._head.setLayout(head)
        self._foot = QWidget(self)
        self._foot.setLayout(foot)
        self._note.setContentsMargins(theme.space.page, theme.space.icon, theme.space.page, 4)
        layout.addWidget(self._head)
        layout.addWidget(self._copying)
        layout.addWidget(Divider(parent=self))
        layout.addWidget(self._problems)
        layout.addWidget(self.viewers, 1)
        layout.addWidget(self._state, 1)
        layout.addWidget(self._note)
        layout.addWidget(Divider(parent=self))
        layout.addWidget(self._foot)

    def _connect(self) -> None:
        verbs = self.verbs
        self._open.clicked.connect(verbs.open_with_system)
        self._save.clicked.connect(verbs.save_copy)
        self._menu.aboutToShow.connect(self._fill_menu)
        self._previous.clicked.connect(self._step_back)
        self._next.clicked.connect(self._step_on)
        verbs.progressed.connect(self._show_copying)
        verbs.ended.connect(self._copying.hide)

    # What is shown

    @property
    def file(self) -> ChosenFile | None:
        """The file that is shown."""
        return self.verbs.file

    def show_file(self, file: ChosenFile) -> None:
        """Read and show a file; the one before stays until then, but not for long."""
        if file != self.file:
            self.verbs.file = file
            self._shown, self._error = None, None
            self._icon.set_icon(file_icon(file.key))
            self._name.setText(printable(file.name))
            self._facts.setText("")
            self._note.hide()
            self._problems.set_problems(())
            self._modes.hide()
            self._blank.start()
        for part in (self._head, self._foot):
            part.show()
        self.reload()

    @Slot()
    def reload(self) -> None:
        """Read the file again."""
        file = self.file
        if file is None:
            return
        try:
            store = self._context.stores.store(file.location.store_id)
        except EmError as error:
            self._failed(error)
            return
        self.checksums.set_file(store, file.path, file.key)
        self._context.tasks.run(
            self,
            lambda cancel: read_shown(store, file.path, file.key, cancel),
            PreviewPanel._take,
            failed=PreviewPanel._failed,
            key="preview",
        )

    def clear(self) -> None:
        """Show no file."""
        self.verbs.file = None
        self._shown, self._error = None, None
        self._blank.stop()
        self.viewers.hide()
        self._note.hide()
        self._problems.set_problems(())
        for part in (self._head, self._foot):
            part.hide()
        self._write_state()

    def hide_name(self) -> None:
        """The page says the name already."""
        self._icon.hide()
        self._name.hide()

    def set_steps(self, *, shown: bool) -> None:
        """Offer the previous and the next image."""
        self._previous.setVisible(shown)
        self._next.setVisible(shown)

    def _take(self, shown: Shown) -> None:
        self._blank.stop()
        before = self._shown
        self._shown, self._error = shown, None
        if before is not None and before.preview.info != shown.preview.info:
            self.checksums.forget()
        keep = before is not None and before.preview.kind is shown.preview.kind
        self.viewers.show_shown(shown, keep_mode=keep)
        self._problems.set_problems(shown.preview.problems)
        self._write_texts()

    def _failed(self, error: EmError) -> None:
        self._blank.stop()
        self._shown, self._error = None, error
        self._write_texts()

    # Texts

    def _write_texts(self) -> None:
        shown = self._shown
        if shown is not None:
            info = shown.preview.info
            facts = [
                wording.size_text(info.size),
                wording.time_text(file_time(info.mtime_ns), datetime.now(UTC)),
                *self.viewers.facts(),
            ]
            if info.is_link:
                facts.insert(0, self.tr("Link"))
            self._facts.setText(" · ".join(fact for fact in facts if fact))
            self._facts.setToolTip(wording.full_time_text(file_time(info.mtime_ns)))
            modes = self.viewers.modes()
            self._modes.set_options(modes)
            self._modes.setVisible(len(modes) > 1)
            self._modes.choose(self.viewers.mode)
            self._note.setText(self.viewers.note())
            self._note.setVisible(bool(self._note.text()))
        self._write_state()

    def _write_state(self) -> None:
        shows = self._shown is not None and self.viewers.has_view
        self.viewers.setVisible(shows)
        self._state.setVisible(not shows)
        if self._error is not None:
            words = wording.error_words(self._error)
            text = words.message
            self._state.show_state(
                "alert", words.title, text, [self._retry], str(self._error), token="st_error"
            )
        elif self._shown is not None and not shows:
            icon, title, text = self.viewers.nothing_to_show()
            self._state.show_state(icon, title, text)
        elif self.file is None:
            self._state.show_state(
                "files", self.tr("No file selected"), self.tr("Choose a file to look into it.")
            )
        else:
            self._state.hide()
            self.viewers.show()

    @Slot(str)
    def _choose_mode(self, mode: str) -> None:
        self.viewers.show_mode(mode)
        self._note.setText(self.viewers.note())
        self._note.setVisible(bool(self._note.text()))

    @Slot()
    def _fill_menu(self) -> None:
        self.verbs.fill(self._menu)

    @Slot()
    def _step_back(self) -> None:
        self.step_requested.emit(-1)

    @Slot()
    def _step_on(self) -> None:
        self.step_requested.emit(1)

    @Slot(object, object)
    def _show_copying(self, done: int, total: int) -> None:
        self._copying.setRange(0, 1000)
        self._copying.setValue(done * 1000 // max(total, 1))
        self._copying.show()

    def retranslate(self) -> None:
        """Write all texts in the current language."""
        self._open.set_name(self.tr("Open with the system's program"))
        self._save.set_name(self.tr("Save a copy..."))
        self._more.set_name(self.tr("More for this file"))
        self._previous.set_name(self.tr("Previous image"))
        self._next.set_name(self.tr("Next image"))
        self._modes.setAccessibleName(self.tr("Show as"))
        self._copying.setAccessibleName(self.tr("Saving a copy"))
        self._retry.setText(self.tr("Try again"))
        self.checksums.retranslate()
        self.viewers.retranslate()
        self._write_texts()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


class IconLabel(TextLabel):
    """An icon of 16 pixels that follows the theme."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent=parent)
        self._shown_icon = ("unknown_file", "text2")
        theme.theme().changed.connect(self._paint_again)

    def set_icon(self, name: str, token: str = "text2") -> None:
        """Show this icon."""
        self._shown_icon = (name, token)
        self._paint_again()

    @Slot()
    def _paint_again(self) -> None:
        icon = theme.icon(*self._shown_icon)
        self.setPixmap(icon.pixmap(theme.icon_size(), self.devicePixelRatioF()))
