"""The files in a trial's folder, whatever they are."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from em_desktop.domain.nodes import NodeType
from em_desktop.domain.paths import printable
from em_desktop.errors import EmError
from em_desktop.formats.autotune import list_trial_files
from em_desktop.formats.source import ObjectInfo
from em_desktop.gui import theme, wording
from em_desktop.gui.context import Context, Location
from em_desktop.gui.dialogs.frame import DialogFrame
from em_desktop.gui.models.file_tree import Update
from em_desktop.gui.models.files import FilesModel
from em_desktop.gui.panes.files.file_actions import ChosenFile
from em_desktop.gui.panes.files.preview import PreviewPanel
from em_desktop.gui.panes.files.reading import Order, arrange_files
from em_desktop.gui.panes.files.tree import FilesTree
from em_desktop.gui.widgets import TextLabel, push_button
from em_desktop.stores.base import Cancel

_ROW = 28
_MOST_ROWS = 10
_WIDTH, _HEIGHT = 820, 560


class TrialFiles(QWidget):
    """A tree of one trial's files; a click or Enter shows one of them."""

    count_changed = Signal(object)
    """How many files there are; None while that isn't known."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._location: Location | None = None
        self._trial_id = ""
        self.model = FilesModel(self)
        self.tree = FilesTree(self.model, self)
        self.tree.setHeaderHidden(True)
        self.tree.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.tree.setDragEnabled(False)
        self.tree.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self._note = TextLabel("", "small", "text2", self, wrap=True)
        self._note.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.tree)
        column.addWidget(self._note)
        self.tree.clicked.connect(self._click)
        self.tree.activated_file.connect(self.show_file)
        self.tree.expanded.connect(self._fit)
        self.tree.collapsed.connect(self._fit)
        self.retranslate()

    def show_trial(self, location: Location, trial_id: str) -> None:
        """Show the files of a trial; of the one that is shown already, what they are now.

        Args:
            location: the search.
            trial_id: the name of the trial's folder.
        """
        if (location, trial_id) != (self._location, self._trial_id):
            self._location, self._trial_id = location, trial_id
            self.count_changed.emit(None)
        try:
            source = self._context.stores.store(location.store_id).objects(location.path)
        except EmError as error:
            self._failed(error)
            return
        tree = self.model.tree

        def work(cancel: Cancel) -> tuple[str, Update]:
            found: dict[str, ObjectInfo] = {}
            for info in list_trial_files(source, trial_id):
                cancel.check()
                found[info.key] = info
            return trial_id, arrange_files(found, Order(), tree)

        self._context.tasks.run(
            self, work, TrialFiles._take, failed=TrialFiles._failed, key="trial files"
        )

    def _take(self, found: tuple[str, Update]) -> None:
        trial_id, update = found
        if trial_id == self._trial_id:
            self._note.hide()
            self.tree.show()
            self.tree.show_tree(update, open_all=False)
            self.count_changed.emit(update.tree.total)
            self._fit()

    def _failed(self, error: EmError) -> None:
        self.tree.hide()
        self._note.setText(wording.error_words(error).text)
        self._note.show()

    def _fit(self) -> None:
        """As high as its rows, up to ten of them."""
        rows, index = 0, self.tree.model().index(0, 0)
        while index.isValid() and rows < _MOST_ROWS:
            rows += 1
            index = self.tree.indexBelow(index)
        self.tree.setFixedHeight(theme.scaled(_ROW) * max(rows, 1) + 2)

    def _click(self, index: QModelIndex) -> None:
        entry = self.model.entry(index)
        if not entry.is_directory:
            self.show_file(entry.key)

    def show_file(self, key: str) -> None:
        """Show a file, given by its key in the trial's folder, over the window."""
        if self._location is not None:
            file = ChosenFile(self._location, f"{self._trial_id}/{key}", NodeType.AUTOTUNE)
            PreviewDialog(self._context, file, self.window()).open()

    def retranslate(self) -> None:
        self.tree.setAccessibleName(self.tr("Files of the trial"))


class PreviewDialog(DialogFrame):
    """One file, as the page of files shows it."""

    def __init__(self, context: Context, file: ChosenFile, parent: QWidget) -> None:
        super().__init__(parent, width=_WIDTH)
        self._file = file
        self.preview = PreviewPanel(context, self)
        self.preview.set_steps(shown=False)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.addWidget(self.preview)
        self._done = push_button("", "", self)
        self._done.clicked.connect(self.accept)
        self.footer.addWidget(self._done)
        room = parent.size()
        self.resize(
            min(theme.scaled(_WIDTH), room.width() - 80), min(theme.scaled(_HEIGHT), room.height())
        )
        self.retranslate()
        self.preview.show_file(file)

    def retranslate(self) -> None:
        super().retranslate()
        self.set_title(printable(self._file.key))
        self._done.setText(self.tr("Close"))
